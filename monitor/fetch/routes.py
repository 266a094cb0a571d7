"""How each feed's server is reached: directly or by a proxy, and trusting whom."""

import asyncio
import ssl
from datetime import timedelta
from typing import NamedTuple

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
        self._contexts: dict[_Trust, ssl.SSLContext] = {}
        self._lenient: dict[_Trust, ssl.SSLContext] = {}

    async def send(self, request: Request, ca_file: str | None = None) -> Reply:
        """Send a request that belongs to no feed."""
        return await wire.ask(request, self._route(request.address, _Trust(ca_file), self._proxy))

    async def ask(self, request: Request, feed: Feed) -> Reply:
        """Ask for a feed, taking the one certificate that it accepts, or else any that is valid."""
        is_special = (feed.accept_certificate or feed.client_cert) is not None
        is_at_home = is_special and _is_at_home(request.address, feed)
        trust = _Trust(feed.ca_file, *((feed.client_cert, feed.client_key) if is_at_home else ()))
        route = self._route(request.address, trust, feed.proxy or self._proxy)
        if feed.accept_certificate is None or not is_at_home:
            return await wire.ask(request, route)
        accepting = Route(self._guard, route.proxy, self._trusting_anybody(trust), feed.accept_certificate)
        try:
            return await wire.ask(request, accepting)
        except OtherCertificateError as other:
            try:  # it may be a new one, and a good one
                return await wire.ask(request, route)
            except ssl.SSLError:
                raise other from None

    async def fingerprint(self, feed: Feed, at: Address, patience: timedelta) -> str | None:
        """Return the fingerprint of the certificate that a server shows, whatever is wrong with it."""
        proxy = self._route(at, _Trust(), feed.proxy or self._proxy).proxy
        nothing = Route(self._guard, proxy, self._trusting_anybody(_Trust()), "none")
        try:
            async with asyncio.timeout(patience.total_seconds()):
                await wire.ask(Request(at, {}), nothing)
        except OtherCertificateError as shown:
            return str(shown)
        except (TimeoutError, *faults.EXPECTED):
            pass
        return None

    def _route(self, at: Address, trust: "_Trust", proxy: str | None) -> Route:
        if proxy is None and at.scheme == "http":
            return self._direct
        context = self._context(trust) if at.scheme == "https" else None
        return Route(self._guard, self._through(proxy), context)

    def _through(self, proxy: str | None) -> Proxy | None:
        if proxy is None or proxy == DIRECTLY:
            return None
        if proxy not in self._proxies:
            self._proxies[proxy] = Proxy.of(proxy)
        return self._proxies[proxy]

    def _context(self, trust: "_Trust") -> ssl.SSLContext:
        if trust not in self._contexts:
            context = ssl.create_default_context()
            if trust.ca_file is not None:
                try:
                    context.load_verify_locations(cafile=trust.ca_file)
                except OSError as error:
                    words = error.strerror or "it holds no certificate"
                    raise SettingError(f"ca_file {trust.ca_file} cannot be read: {words}") from None
            self._contexts[trust] = _identified(context, trust)
        return self._contexts[trust]

    def _trusting_anybody(self, trust: "_Trust") -> ssl.SSLContext:
        """Return TLS as old servers speak it, which proves nothing: the caller compares the certificate."""
        if trust not in self._lenient:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
            context.options |= _LEGACY
            self._lenient[trust] = _identified(context, trust)
        return self._lenient[trust]


class _Trust(NamedTuple):
    """Whom we trust on a connection, and who we say that we are."""

    ca_file: str | None = None
    client_cert: str | None = None
    client_key: str | None = None


def _identified(context: ssl.SSLContext, trust: _Trust) -> ssl.SSLContext:
    """Let a context show the certificate by which a server knows us."""
    if trust.client_cert is not None:
        try:
            context.load_cert_chain(trust.client_cert, trust.client_key, password=lambda: "")
        except (OSError, ValueError) as error:
            words = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
            raise SettingError(f"client_cert {trust.client_cert} cannot be used: {words}") from None
    return context


def _is_at_home(at: Address, feed: Feed) -> bool:
    return at.scheme == "https" and at.host == address.read(feed.url).host
