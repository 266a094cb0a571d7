"""Why no answer could be had, in words."""

import errno
import socket
import ssl

import aiohttp

from monitor.core.feeds.outcomes import Unreachable
from monitor.fetch.guard import AddressDeniedError
from monitor.fetch.wire import NotHttpError, ProxyError

EXPECTED = (aiohttp.ClientError, OSError, ValueError, NotHttpError, ProxyError)


def unreachable(error: Exception) -> Unreachable:
    """Name what went wrong between us and a server."""
    match error:
        case AddressDeniedError():
            return Unreachable("denied", str(error))
        case ssl.SSLError():
            words = getattr(error, "verify_message", "") or error.reason or str(error)
            return Unreachable("tls", words.replace("_", " ").lower())
        case socket.gaierror():
            return Unreachable("dns", f"the name cannot be resolved ({error.strerror})")
        case NotHttpError():
            return Unreachable("protocol", f"the answer is not HTTP as we know it ({error})")
        case ProxyError():
            return Unreachable("proxy", str(error))
        case _:
            return _broken(error)


def _broken(error: Exception) -> Unreachable:
    for kinds, kind, words in _WORDS:
        if isinstance(error, kinds):
            return Unreachable(kind, words)
    if isinstance(error, OSError):
        kind, words = _NUMBERS.get(error.errno or 0, ("network", error.strerror or str(error)))
        return Unreachable(kind, words or type(error).__name__)
    if isinstance(error, ValueError):
        return Unreachable("address", f"not a usable web address ({error})")
    return Unreachable("network", str(error) or type(error).__name__)


_BROKEN_OFF = "the server broke off the connection"
_WORDS: tuple[tuple[tuple[type[Exception], ...], str, str], ...] = (
    ((aiohttp.ClientPayloadError,), "reset", "the connection ended before the document"),
    ((aiohttp.ServerDisconnectedError, ConnectionResetError, BrokenPipeError), "reset", _BROKEN_OFF),
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
