"""Why no answer could be had, in words."""

import errno
import socket
import ssl

import aiohttp

from monitor.core.outcomes import Unreachable
from monitor.fetch.guard import AddressDeniedError


def unreachable(error: Exception) -> Unreachable:
    """Name what went wrong between us and a server."""
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    match cause:
        case AddressDeniedError():
            return Unreachable("denied", str(cause))
        case aiohttp.InvalidURL():
            return Unreachable("address", f"{cause} is no web address")
        case ssl.SSLError():
            return Unreachable("tls", getattr(cause, "verify_message", "") or cause.reason or str(cause))
        case socket.gaierror():
            return Unreachable("dns", f"the name cannot be resolved ({cause.strerror})")
        case OSError() if not isinstance(cause, aiohttp.ClientError):
            return _failed_socket(cause)
        case _:
            return _broken_talk(cause)


def _failed_socket(error: OSError) -> Unreachable:
    if error.errno == errno.ECONNREFUSED:
        return Unreachable("refused", "nothing listens there")
    if error.errno in (errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED):
        return Unreachable("reset", "the server broke off the connection")
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return Unreachable("network", "this machine allows no more connections at once (ulimit -n)")
    return Unreachable("network", error.strerror or str(error) or type(error).__name__)


def _broken_talk(error: Exception) -> Unreachable:
    match error:
        case aiohttp.ClientHttpProxyError():
            return Unreachable("proxy", f"the proxy answered {error.status}")
        case aiohttp.ServerDisconnectedError() | ConnectionError():
            return Unreachable("reset", "the server broke off the connection")
        case aiohttp.ClientPayloadError():
            return Unreachable("reset", "the connection ended before the document")
        case aiohttp.ClientResponseError():
            return Unreachable("protocol", f"the answer is not HTTP as we know it ({error.message[:120]})")
        case ValueError():
            return Unreachable("address", f"not a usable web address ({error})")
        case _:
            return Unreachable("network", str(error) or type(error).__name__)
