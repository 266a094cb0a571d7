"""Mail by SMTP, verb by verb: we always know whether the server had the message when a connection ended."""

import re
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from email.utils import parseaddr

from aiosmtplib import SMTP, SMTPException, SMTPNotSupported, SMTPResponseException

from monitor.core.operations.outbox import (
    Accepted,
    Deferred,
    Gate,
    Outcome,
    Outgoing,
    Refused,
    Unknown,
    Unreachable,
)
from monitor.core.orders import envelopes
from monitor.core.settings import Mail

_DOT = re.compile(rb"(?m)^\.")
_UNWRITABLE = re.compile(r"[\x00-\x20\x7f-\x9f<>]")
_LINE_END = re.compile(rb"\r\n|\r|\n")
# The server wants to know us first: a matter of settings, not of this message (RFC 4954 6, RFC 3207 4).
_LOGIN_WANTED = frozenset({530, 534, 535, 538})
_TOO_MANY = 552  # at RCPT it means 452 (RFC 5321 4.5.3.1.10)
_CLOSING = 421


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the server may take, in seconds. Its last word may take ten minutes (RFC 5321 4.5.3.2.6)."""

    connect: float = 30
    command: float = 60
    acceptance: float = 600


class SmtpChannel:
    """The SMTP server of the configuration."""

    def __init__(self, mail: Mail, patience: Patience = Patience(), connections: int = 4) -> None:
        self.connections = connections
        self._mail = mail
        self._patience = patience
        self._context: ssl.SSLContext | None = None

    @asynccontextmanager
    async def session(self) -> AsyncIterator["SmtpSession"]:
        """Open a session; it takes its leave of the server at the end, but not in the middle of a message."""
        session = SmtpSession(self._mail, self._patience, self._tls)
        try:
            yield session
        except BaseException:
            session.drop()
            raise
        await session.close()

    async def probe(self) -> str | None:
        """Connect, encrypt and log in as for a message; return what is wrong, None if nothing is."""
        session = SmtpSession(self._mail, self._patience, self._tls)
        wrong = await session.knock()
        await session.close()
        return wrong

    def _tls(self) -> ssl.SSLContext | None:
        """Read the certificates we trust once: it takes longer than a message."""
        if self._context is None and self._mail.security != "none":
            context = ssl.create_default_context()
            if self._mail.ca_file is not None:
                context.load_verify_locations(cafile=self._mail.ca_file)
            self._context = context
        return self._context


class SmtpSession:
    """One connection, made at the first message and again after a loss."""

    def __init__(self, mail: Mail, patience: Patience, tls: Callable[[], ssl.SSLContext | None]) -> None:
        self._mail = mail
        self._patience = patience
        self._tls = tls
        self._server = f"{mail.host}:{mail.port}"
        self._sender = parseaddr(envelopes.sender(mail))[1]
        self._client: SMTP | None = None

    async def send(self, letter: Outgoing, gate: Gate) -> Outcome:
        """Hand a message over; on a new connection if the old one proves to be gone before the message is out."""
        used = self._client is not None
        outcome = await self._try(letter, gate)
        if used and self._client is None and _may_be_stale(outcome):
            return await self._try(letter, gate)
        return outcome

    async def _try(self, letter: Outgoing, gate: Gate) -> Outcome:
        try:
            client = await self._connected()
        except (SMTPException, OSError, ValueError) as error:
            self.drop()
            return Unreachable(_said(error), self._server)
        try:
            return await self._transact(client, letter, gate)
        except SMTPResponseException as error:
            return await self._answered(client, error)
        except (SMTPNotSupported, ValueError) as error:  # an address that cannot be written in a command
            await self._reset(client)
            return Refused(_said(error), self._server)
        except (SMTPException, OSError) as error:
            self.drop()
            return Unreachable(f"connection lost: {_said(error)}", self._server, whole=False)

    async def knock(self) -> str | None:
        """Connect as for a message; return what is wrong, None if nothing is."""
        try:
            await self._connected()
        except (SMTPException, OSError, ValueError) as error:
            self.drop()
            return _said(error)
        return None

    async def close(self) -> None:
        """Say goodbye, and cut the connection whatever the server makes of it."""
        if self._client is not None:
            with suppress(SMTPException, OSError):
                await self._client.quit(timeout=5)
        self.drop()

    def drop(self) -> None:
        """Cut the connection."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    async def _connected(self) -> SMTP:
        if self._client is not None and self._client.is_connected:
            return self._client
        self.drop()
        mail, context = self._mail, self._tls()
        client = self._client = SMTP(
            hostname=mail.host,
            port=mail.port,
            timeout=self._patience.command,
            use_tls=mail.security == "tls",
            start_tls=False,  # done below, where its absence is an error
            tls_context=context,
        )
        await client.connect(timeout=self._patience.connect)
        client.local_hostname = _own_name(client)
        await client.ehlo()
        if mail.security == "starttls":
            await client.starttls(server_hostname=mail.host, tls_context=context)
            await client.ehlo()
        if mail.username is not None:
            await client.login(mail.username, mail.password.reveal if mail.password else "")
        return client

    async def _transact(self, client: SMTP, letter: Outgoing, gate: Gate) -> Outcome:
        payload = _LINE_END.sub(b"\r\n", letter.payload)
        sender, address = _with_ascii_domain(self._sender), _with_ascii_domain(letter.address)
        needs_utf8 = not (sender + address).isascii()
        encoding = "utf-8" if needs_utf8 else "ascii"
        await client.mail(sender, options=_options(client, payload, needs_utf8), encoding=encoding)
        try:
            await client.rcpt(address, encoding=encoding)
        except SMTPResponseException as error:
            if error.code != _TOO_MANY:
                raise
            await self._reset(client)
            return Deferred(_said(error), self._server)
        return await self._hand_over(client, payload, gate)

    async def _hand_over(self, client: SMTP, payload: bytes, gate: Gate) -> Outcome:
        reply = await client.execute_command(b"DATA", timeout=self._patience.command)
        if reply.code != 354 or client.protocol is None:
            raise SMTPResponseException(reply.code, reply.message)
        await gate()
        end = b".\r\n" if payload.endswith(b"\r\n") else b"\r\n.\r\n"
        try:
            client.protocol.write(_DOT.sub(b"..", payload) + end)
            reply = await client.protocol.read_response(timeout=self._patience.acceptance)
        except (SMTPException, OSError) as error:
            self.drop()
            return Unknown(f"no answer to the message: {_said(error)}", self._server)
        if reply.code == _CLOSING:
            self.drop()
        said = f"{reply.code} {reply.message}"
        return Accepted(said, self._server) if 200 <= reply.code < 300 else self._refusal(reply.code, said)

    async def _answered(self, client: SMTP, error: SMTPResponseException) -> Outcome:
        """Take an answer that is no agreement: to this message, or to us."""
        if error.code in _LOGIN_WANTED:
            self.drop()
            return Unreachable(_said(error), self._server)
        if error.code < 400:  # nothing a server says here: the two of us lost step
            self.drop()
            return Unreachable(f"unexpected answer: {_said(error)}", self._server, whole=False)
        await self._reset(client, leaving=error.code == _CLOSING)
        return self._refusal(error.code, _said(error))

    async def _reset(self, client: SMTP, *, leaving: bool = False) -> None:
        """Make the connection ready for the next message, or cut it."""
        if not leaving:
            with suppress(SMTPException, OSError):
                await client.rset(timeout=self._patience.command)
                return
        self.drop()

    def _refusal(self, code: int, said: str) -> Outcome:
        return Refused(said, self._server) if code >= 500 else Deferred(said, self._server)


def _may_be_stale(outcome: Outcome) -> bool:
    """Say whether a server only tired of the connection: it closed it, or takes just so many messages by one."""
    if isinstance(outcome, Deferred):
        return outcome.reply.startswith(f"{_CLOSING} ")
    return isinstance(outcome, Unreachable) and not outcome.whole


def _options(client: SMTP, payload: bytes, needs_utf8: bool) -> list[str]:
    options = [f"SIZE={len(payload)}"] if client.supports_extension("size") else []
    if needs_utf8:
        if not client.supports_extension("smtputf8"):
            raise SMTPNotSupported("the server takes no addresses outside ASCII (SMTPUTF8)")
        options.append("SMTPUTF8")
    if not payload.isascii() and client.supports_extension("8bitmime"):
        options.append("BODY=8BITMIME")
    return options


def _own_name(client: SMTP) -> str:
    """Name ourselves by the address we connect from (RFC 5321 4.1.3): a name would need a resolver that answers."""
    address = client.get_transport_info("sockname")[0]
    return f"[IPv6:{address.partition('%')[0]}]" if ":" in address else f"[{address}]"


def _with_ascii_domain(address: str) -> str:
    if _UNWRITABLE.search(address):
        raise ValueError("this is no address: it holds spaces, brackets or control characters")
    local, at, host = address.rpartition("@")
    return address if host.isascii() else f"{local}{at}{host.encode('idna').decode('ascii')}"


def _said(error: Exception) -> str:
    if isinstance(error, SMTPResponseException):
        return f"{error.code} {error.message}"
    return str(error) or type(error).__name__
