"""How each feed's server is reached: directly or by a proxy, and trusting whom."""

import asyncio
import ssl
from datetime import timedelta

from monitor.core.settings import Feed
from monitor.fetch import address, faults, wire
from monitor.fetch.address import Address
from monitor.fetch.guard import Guard
from monitor.fetch.proxy import Proxy
from monitor.fetch.wire import OtherCertificateError, Reply, Request, Route, SettingError

_LEGACY = 0x4  # ssl.OP_LEGACY_SERVER_CONNECT, which has a name since Python 3.12
DIRECTLY = "none"  # what a feed writes for its proxy to have none


class Routes:
    """Ways to servers, made once and used by all: TLS settings cost milliseconds and memory."""

    def __init__(self, guard: Guard, proxy: str | None) -> None:
        self._guard = guard
        self._proxy = proxy
        self._direct = Route(guard)
        self._proxies: dict[str, Proxy] = {}
        self._contexts: dict[str | None, ssl.SSLContext] = {}
        self._lenient: ssl.SSLContext | None = None

    async def send(self, request: Request, ca_file: str | None = None) -> Reply:
        """Send a request that belongs to no feed."""
        return await wire.ask(request, self._route(request.address, ca_file, self._proxy))

    async def ask(self, request: Request, feed: Feed) -> Reply:
        """Ask for a feed, taking the one certificate that it accepts, or else any that is valid."""
        route = self._route(request.address, feed.ca_file, feed.proxy or self._proxy)
        if feed.accept_certificate is None or not _is_at_home(request.address, feed):
            return await wire.ask(request, route)
        accepting = Route(self._guard, route.proxy, self._trusting_anybody(), feed.accept_certificate)
        try:
            return await wire.ask(request, accepting)
        except OtherCertificateError as other:
            try:  # it may be a new one, and a good one
                return await wire.ask(request, route)
            except ssl.SSLError:
                raise other from None

    async def fingerprint(self, feed: Feed, at: Address, patience: timedelta) -> str | None:
        """Return the fingerprint of the certificate that a server shows, whatever is wrong with it."""
        proxy = self._route(at, None, feed.proxy or self._proxy).proxy
        nothing = Route(self._guard, proxy, self._trusting_anybody(), "none")
        try:
            async with asyncio.timeout(patience.total_seconds()):
                await wire.ask(Request(at, {}), nothing)
        except OtherCertificateError as shown:
            return str(shown)
        except (TimeoutError, *faults.EXPECTED):
            pass
        return None

    def _route(self, at: Address, ca_file: str | None, proxy: str | None) -> Route:
        if proxy is None and at.scheme == "http":
            return self._direct
        context = self._context(ca_file) if at.scheme == "https" else None
        return Route(self._guard, self._through(proxy), context)

    def _through(self, proxy: str | None) -> Proxy | None:
        if proxy is None or proxy == DIRECTLY:
            return None
        if proxy not in self._proxies:
            self._proxies[proxy] = Proxy.of(proxy)
        return self._proxies[proxy]

    def _context(self, ca_file: str | None) -> ssl.SSLContext:
        if ca_file not in self._contexts:
            context = ssl.create_default_context()
            if ca_file is not None:
                try:
                    context.load_verify_locations(cafile=ca_file)
                except OSError as error:
                    words = error.strerror or "it holds no certificate"
                    raise SettingError(f"ca_file {ca_file} cannot be read: {words}") from None
            self._contexts[ca_file] = context
        return self._contexts[ca_file]

    def _trusting_anybody(self) -> ssl.SSLContext:
        """Return TLS as old servers speak it, which proves nothing: the caller compares the certificate."""
        if self._lenient is None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
            context.options |= _LEGACY
            self._lenient = context
        return self._lenient


def _is_at_home(at: Address, feed: Feed) -> bool:
    return at.scheme == "https" and at.host == address.read(feed.url).host
