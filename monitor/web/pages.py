"""The pages: is the process alive, does the service work, and in numbers how."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.core.operations.health import Finding, Level, Vitals, is_ready, judge
from monitor.core.orders.tickets import PATH
from monitor.store import StoreError
from monitor.web.acknowledge import AcknowledgePage
from monitor.web.hosts import KnownHosts
from monitor.web.metrics import Metrics

_ALIVE = 120.0  # seconds in which the poll loop must come round
_HEADERS = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the pages look: into the store, at the poll loop (seconds since it came round), and at the counts.

    ``hosts`` are further names by which they may be asked, ``acknowledge`` answers who acknowledges an alert.
    """

    vitals: Callable[[], Vitals]
    idle: Callable[[], float]
    metrics: Metrics
    hosts: Callable[[], Collection[str]] = tuple
    acknowledge: AcknowledgePage | None = None


def make_app(source: Source) -> Starlette:
    """Return the application: /healthz, /readyz and /metrics, and / that names them."""

    async def healthz(_request: Request) -> Response:
        idle = source.idle()
        return JSONResponse({"alive": idle < _ALIVE, "idle_seconds": round(idle, 1)}, _status(idle < _ALIVE))

    async def readyz(_request: Request) -> Response:
        findings = await asyncio.to_thread(_findings, source.vitals)
        listed = [
            {
                "subject": finding.subject,
                "level": finding.level,
                "found": finding.found,
                "remedy": finding.remedy,
            }
            for finding in findings
        ]
        return JSONResponse({"ready": is_ready(findings), "findings": listed}, _status(is_ready(findings)))

    async def metrics(_request: Request) -> Response:
        source.metrics.look_around()
        page = await asyncio.to_thread(source.metrics.page)
        return Response(page, headers={"content-type": CONTENT_TYPE_LATEST})

    async def index(_request: Request) -> Response:
        return JSONResponse({"pages": ["/healthz", "/readyz", "/metrics"]})

    routes = [
        _route("/", index),
        _route("/healthz", healthz),
        _route("/readyz", readyz),
        _route("/metrics", metrics),
    ]
    if source.acknowledge is not None:
        routes.append(Route(f"{PATH}{{ticket}}", source.acknowledge.answer, methods=["GET", "POST"]))
    return Starlette(
        routes=routes, middleware=[Middleware(_SafeHeaders), Middleware(KnownHosts, source.hosts)]
    )


class _SafeHeaders:
    """Adds to every response, errors too, what keeps a browser from doing anything with it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        await self._app(scope, receive, safely)


def _findings(vitals: Callable[[], Vitals]) -> tuple[Finding, ...]:
    try:
        return judge(vitals())
    except StoreError as error:
        return (Finding("store", Level.FAULT, str(error)),)


def _route(path: str, page: Callable[[Request], Awaitable[Response]]) -> Route:
    return Route(path, page, methods=["GET"])


def _status(good: bool) -> int:
    return 200 if good else 503
