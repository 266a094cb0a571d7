"""Whether a request names us: a page that points a name of its own at our address (DNS rebinding) must read nothing."""

import socket
from collections.abc import Callable, Collection
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_HINT = "ask by an address, or add the name to web.hosts in monitor.yaml"


class KnownHosts:
    """Answers 421 to requests for hosts that are not ours, on every path."""

    def __init__(self, app: ASGIApp, hosts: Callable[[], Collection[str]]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on if its host is ours."""
        host = Headers(scope=scope).get("host", "") if scope["type"] == "http" else ""
        if is_ours(host, self._hosts()):
            await self._app(scope, receive, send)
        else:
            await JSONResponse({"error": "unknown host", "hint": _HINT}, 421)(scope, receive, send)


def is_ours(host: str, hosts: Collection[str]) -> bool:
    """Return whether a Host header names us: by an address, a name without dots, this machine's or one of ``hosts``.

    No stranger's page has such a name. A request without the header comes from no browser.
    """
    name = _name(host)
    if _is_address(name) or "." not in name or name.endswith(".localhost"):
        return True
    ours = {socket.gethostname(), socket.getfqdn(), *hosts}
    return name in {known.lower().rstrip(".") for known in ours}


def _name(host: str) -> str:
    """Return the host without its port, as names are compared."""
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return name.strip().lower().rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
