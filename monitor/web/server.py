"""The HTTP server, inside the loop of the daemon."""

import asyncio
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

log = logging.getLogger(__name__)

_AGAIN = 30.0  # seconds until a busy port is tried again
_LIFE = 10.0  # seconds of a connection, whatever comes over it or does not
_CONNECTIONS = 256  # beyond them new ones are closed: open files are needed for feeds


async def serve(app: ASGIApp, listen: str) -> None:
    """Serve ``app`` at ``listen`` ("host:port", IPv6 in brackets) until cancelled.

    A port that is taken does not stop the watch on feeds: it is logged once, and tried again.
    """
    is_logged = False
    while True:
        try:
            listener = _bind(listen)
        except OSError as error:
            if not is_logged:
                about = {"listen": listen, "error": str(error), "remedy": "set web.listen in monitor.yaml"}
                log.warning("no health page until the port is free", extra=about)
            is_logged = True
            await asyncio.sleep(_AGAIN)
        else:
            with listener:
                await _run(app, listener)
            return


async def _run(app: ASGIApp, listener: socket.socket) -> None:
    server = _Server(
        uvicorn.Config(
            app,
            http=_Connection,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            h11_max_incomplete_event_size=16_384,
            limit_concurrency=64,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=2,
        )
    )
    host, port = listener.getsockname()[:2]
    log.info("health page", extra={"listen": f"http://{f'[{host}]' if ':' in host else host}:{port}"})
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        server.should_exit = True
        await running
        raise


class _Server(uvicorn.Server):
    """Leaves signals to the daemon."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


class _Connection(H11Protocol):
    """Ends soon: uvicorn itself waits for a request for ever, and a few hundred idle clients would fill it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Begin, and set the end."""
        super().connection_made(transport)
        self._end = self.loop.call_later(_LIFE, self._close)
        if len(self.connections) > _CONNECTIONS:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._end.cancel()
        super().connection_lost(exc)

    def _close(self) -> None:
        if not self.transport.is_closing():
            self.shutdown()


def _bind(listen: str) -> socket.socket:
    host, _, port = listen.rpartition(":")
    address = host.strip("[]")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return socket.create_server((address, int(port)), family=family, backlog=128)
