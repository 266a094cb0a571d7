"""Why no answer could be had, in words."""

import errno
import socket
import ssl

from monitor.core.feeds.outcomes import Unreachable
from monitor.fetch.address import AddressError
from monitor.fetch.guard import AddressDeniedError
from monitor.fetch.head import NotHttpError
from monitor.fetch.proxy import ProxyError
from monitor.fetch.wire import CutOffError, OtherCertificateError, SettingError

EXPECTED = (
    OSError,
    AddressError,
    NotHttpError,
    CutOffError,
    ProxyError,
    SettingError,
    OtherCertificateError,
)


def unreachable(error: Exception) -> Unreachable:
    """Name what went wrong between us and a server."""
    for kind_of_error, kind, words in _OURS:
        if isinstance(error, kind_of_error):
            return Unreachable(kind, words.format(error))
    if isinstance(error, ssl.SSLError):
        words = getattr(error, "verify_message", "") or error.reason or str(error)
        words = words.replace("_", " ").lower()
        # The server's alert about a certificate is about ours.
        return Unreachable(
            "client certificate" if "alert" in words and "certificate" in words else "tls", words
        )
    if isinstance(error, socket.gaierror):
        return Unreachable("dns", f"the name cannot be resolved ({error.strerror})")
    return _broken(error)


def _broken(error: Exception) -> Unreachable:
    for kinds, kind, words in _WORDS:
        if isinstance(error, kinds):
            return Unreachable(kind, words)
    if isinstance(error, OSError):
        kind, words = _NUMBERS.get(error.errno or 0, ("network", error.strerror or str(error)))
        return Unreachable(kind, words or type(error).__name__)
    return Unreachable("network", str(error) or type(error).__name__)


_OURS: tuple[tuple[type[Exception], str, str], ...] = (
    (AddressDeniedError, "denied", "{}"),
    (AddressError, "address", "not a usable web address ({})"),
    (NotHttpError, "protocol", "the answer is not HTTP as we know it ({})"),
    (ProxyError, "proxy", "{}"),
    (SettingError, "settings", "{}"),
    (
        OtherCertificateError,
        "tls",
        "the server shows another certificate than `accept_certificate` (sha256:{})",
    ),
)
_BROKEN_OFF = "the server broke off the connection"
_WORDS: tuple[tuple[tuple[type[Exception], ...], str, str], ...] = (
    ((CutOffError,), "reset", "the connection ended before the document"),
    ((ConnectionResetError, BrokenPipeError), "reset", _BROKEN_OFF),
    ((ConnectionRefusedError,), "refused", "nothing listens there"),
)
_FULL = "this machine allows no more connections at once (ulimit -n)"
_NUMBERS = {
    errno.ECONNRESET: ("reset", _BROKEN_OFF),
    errno.EPIPE: ("reset", _BROKEN_OFF),
    errno.ECONNABORTED: ("reset", _BROKEN_OFF),
    errno.EMFILE: ("network", _FULL),
    errno.ENFILE: ("network", _FULL),
}
