"""Mail by SMTP, verb by verb: we always know whether the server had the message when a connection ended."""

import re
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from email.utils import parseaddr

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPNotSupported,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from monitor.channels.login import log_in, secret_of
from monitor.channels.oauth import Tokens
from monitor.channels.replies import CLOSING, HELLO, MESSAGE, RECIPIENT, SENDER, outcome_of
from monitor.channels.webhook import Post
from monitor.core.operations.outbox import (
    Accepted,
    Blocked,
    Gate,
    Outcome,
    Outgoing,
    Refused,
    TooLarge,
    Unknown,
    Unreachable,
)
from monitor.core.operations.redaction import Concealer
from monitor.core.orders import envelopes
from monitor.core.settings import Mail

_DOT = re.compile(rb"(?m)^\.")
_UNWRITABLE = re.compile(r"[\x00-\x20\x7f-\x9f<>]")
_LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the server may take, in seconds. Its last word may take ten minutes (RFC 5321 4.5.3.2.6)."""

    connect: float = 30
    command: float = 60
    acceptance: float = 600


class SmtpChannel:
    """The SMTP server of the configuration."""

    def __init__(
        self, mail: Mail, patience: Patience = Patience(), connections: int = 4, post: Post | None = None
    ) -> None:
        self.connections = connections
        self._mail = mail
        self._tokens = Tokens(mail.oauth, post) if mail.oauth is not None and post is not None else None
        self._patience = patience
        self._context: ssl.SSLContext | None = None

    @asynccontextmanager
    async def session(self) -> AsyncIterator["SmtpSession"]:
        """Open a session; it takes its leave of the server at the end, but not in the middle of a message."""
        session = self._open()
        try:
            yield session
        except BaseException:
            session.drop()
            raise
        await session.close()

    async def probe(self, addresses: Sequence[str] = ()) -> Outcome | None:
        """Do all that a message needs but the message; return what is wrong, None if nothing is.

        The server is asked whether it takes our sender, and mail from it to each of ``addresses``.
        """
        session = self._open()
        try:
            return await session.ask(addresses)
        finally:
            await session.close()

    def _open(self) -> "SmtpSession":
        return SmtpSession(self._mail, self._patience, self._tls, self._tokens)

    def _tls(self) -> ssl.SSLContext | None:
        """Read the certificates we trust once: it takes longer than a message."""
        if self._context is None and self._mail.security != "none":
            context = ssl.create_default_context()
            if self._mail.ca_file is not None:
                _trust(context, self._mail.ca_file)
            self._context = context
        return self._context


class SmtpSession:
    """One connection, made at the first message and again after a loss."""

    def __init__(
        self,
        mail: Mail,
        patience: Patience,
        tls: Callable[[], ssl.SSLContext | None],
        tokens: Tokens | None = None,
    ) -> None:
        self._mail = mail
        self._tokens = tokens
        self._patience = patience
        self._tls = tls
        self._server = f"{mail.host}:{mail.port}"
        self._sender = mail.envelope_from or parseaddr(envelopes.sender(mail))[1]
        self._client: SMTP | None = None
        self._conceal: Callable[[str], str] = str

    async def send(self, letter: Outgoing, gate: Gate) -> Outcome:
        """Hand a message over; on a new connection if the old one proves to be gone before the message is out."""
        used = self._client is not None
        outcome = await self._try(letter, gate)
        if used and self._client is None and _may_be_stale(outcome):
            outcome = await self._try(letter, gate)
        return replace(outcome, reply=self._conceal(outcome.reply))

    async def _try(self, letter: Outgoing, gate: Gate) -> Outcome:
        hello = await self._greeted()
        if not isinstance(hello, SMTP):
            return hello
        limit = _limit(hello)
        if limit is not None and len(letter.payload) > limit:
            said = f"the server takes at most {limit} bytes, this message has {len(letter.payload)}"
            return TooLarge(said, self._server, limit)
        try:
            return await self._transact(hello, letter, gate)
        except _RefusedError as refusal:
            return await self._answered(hello, refusal)
        except (SMTPNotSupported, ValueError) as error:  # an address that cannot be written in a command
            await self._reset(hello)
            return Refused(_said(error), self._server, certain=True)
        except (SMTPException, OSError) as error:
            self.drop()
            return Unreachable(f"connection lost: {_said(error)}", self._server, whole=False)

    async def ask(self, addresses: Sequence[str]) -> Outcome | None:
        """Name our sender and each address to the server; return the first thing that is wrong, None if nothing is."""
        hello = await self._greeted()
        if not isinstance(hello, SMTP):
            return hello
        for address in addresses or [""]:
            try:
                await self._address(hello, address, 0, needs_8bit=False)
            except _RefusedError as refusal:
                return await self._answered(hello, refusal)
            except (SMTPException, OSError, ValueError) as error:
                self.drop()
                return Unreachable(f"connection lost: {_said(error)}", self._server, whole=False)
            await self._reset(hello)
        return None

    async def _greeted(self) -> SMTP | Outcome:
        """Return the connection, encrypted and logged in, or why there is none."""
        try:
            return await self._connected()
        except SMTPResponseException as error:
            self.drop()
            return outcome_of(HELLO, error.code, error.message, self._server)
        except (SMTPException, OSError, ValueError) as error:
            self.drop()
            return (Blocked if _is_ours(error) else Unreachable)(_said(error), self._server, whole=True)

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
        if self._client is not None and self._client.is_connected and _is_in_step(self._client):
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
        client.local_hostname = mail.helo or _own_name(client)
        await client.ehlo()
        if mail.security == "starttls":
            await client.starttls(server_hostname=mail.host, tls_context=context)
            await client.ehlo()
        secret = await secret_of(mail, self._tokens)
        # One that changed since the configuration was read is known here only.
        self._conceal = Concealer([secret]).conceal
        try:
            await log_in(client, mail, secret)
        except SMTPAuthenticationError:
            if self._tokens is not None:
                self._tokens.forget()
            raise
        return client

    async def _transact(self, client: SMTP, letter: Outgoing, gate: Gate) -> Outcome:
        payload = _LINE_END.sub(b"\r\n", letter.payload)
        await self._address(client, letter.address, len(payload), needs_8bit=not payload.isascii())
        await self._command(client, MESSAGE, b"DATA", wanted=354)
        await gate()
        end = b".\r\n" if payload.endswith(b"\r\n") else b"\r\n.\r\n"
        if client.protocol is None or not _is_in_step(client):
            raise SMTPServerDisconnected("the server answered before it was asked")
        try:
            client.protocol.write(_DOT.sub(b"..", payload) + end)
            reply = await client.protocol.read_response(timeout=self._patience.acceptance)
        except (SMTPException, OSError) as error:
            self.drop()
            return Unknown(f"no answer to the message: {_said(error)}", self._server)
        said = f"{reply.code} {reply.message}"
        if not _is_in_step(client):
            self.drop()
            return Unknown(f"more than one answer to the message: {said}", self._server)
        if reply.code == CLOSING:
            self.drop()
        if 200 <= reply.code < 300:
            return Accepted(said, self._server)
        return outcome_of(MESSAGE, reply.code, reply.message, self._server)

    async def _address(self, client: SMTP, address: str, size: int, *, needs_8bit: bool) -> None:
        """Name the sender and, if there is one, the recipient."""
        sender, recipient = _with_ascii_domain(self._sender), _with_ascii_domain(address)
        needs_utf8 = not (sender + recipient).isascii()
        encoding = "utf-8" if needs_utf8 else "ascii"
        options = " ".join(["", *_options(client, size, needs_8bit=needs_8bit, needs_utf8=needs_utf8)])
        await self._command(client, SENDER, f"MAIL FROM:<{sender}>{options}".encode(encoding))
        if recipient:
            await self._command(client, RECIPIENT, f"RCPT TO:<{recipient}>".encode(encoding))

    async def _command(self, client: SMTP, stage: str, command: bytes, *, wanted: int = 250) -> None:
        """Say one thing; raise unless the answer is the one wanted, and the only one."""
        reply = await client.execute_command(command, timeout=self._patience.command)
        is_wanted = reply.code == wanted or (wanted == 250 and reply.code in {251, 252})
        if not is_wanted:
            raise _RefusedError(stage, reply.code, reply.message)
        if not _is_in_step(client):
            raise SMTPServerDisconnected("the server gave more than one answer")

    async def _answered(self, client: SMTP, refusal: "_RefusedError") -> Outcome:
        """Take an answer that is no agreement, and make the connection ready for the next message."""
        if 400 <= refusal.code < 600:
            await self._reset(client, leaving=refusal.code == CLOSING)
        else:
            self.drop()
        return outcome_of(refusal.stage, refusal.code, refusal.text, self._server)

    async def _reset(self, client: SMTP, *, leaving: bool = False) -> None:
        """Make the connection ready for the next message, or cut it."""
        if not leaving:
            with suppress(SMTPException, OSError):
                await client.rset(timeout=self._patience.command)
                return
        self.drop()


class _RefusedError(Exception):
    """The server answered something else than was wanted."""

    def __init__(self, stage: str, code: int, text: str) -> None:
        super().__init__(f"{code} {text}")
        self.stage, self.code, self.text = stage, code, text


def _trust(context: ssl.SSLContext, ca_file: str) -> None:
    try:
        context.load_verify_locations(cafile=ca_file)
    except (OSError, ssl.SSLError) as error:
        raise ValueError(f"mail.ca_file {ca_file} cannot be used: {error.strerror or error}") from None


def _is_ours(error: Exception) -> bool:
    """Return whether no time helps against an error at connecting, only a change of settings."""
    settings = (SMTPNotSupported, ValueError, ssl.SSLCertVerificationError)
    return (
        isinstance(error, settings) or isinstance(error.__cause__, settings) or type(error) is SMTPException
    )


def _may_be_stale(outcome: Outcome) -> bool:
    """Return whether a server may only have tired of a connection: it closed it, or takes just so many messages by one."""
    if isinstance(outcome, Unreachable):
        return not outcome.whole
    return outcome.reply.startswith(f"{CLOSING} ")


def _is_in_step(client: SMTP) -> bool:
    """Return whether no answer is left over: the next one would be taken for it."""
    protocol = client.protocol
    return protocol is None or not protocol._buffer  # aiosmtplib 5.1 tells it in no other way


def _limit(client: SMTP) -> int | None:
    """Return the size of the largest message that the server takes, None if it does not say (RFC 1870)."""
    told = client.esmtp_extensions.get("size", "")
    return int(told) if told.isascii() and told.isdigit() and int(told) > 0 else None


def _options(client: SMTP, size: int, *, needs_8bit: bool, needs_utf8: bool) -> list[str]:
    options = [f"SIZE={size}"] if size and client.supports_extension("size") else []
    if needs_utf8:
        if not client.supports_extension("smtputf8"):
            raise SMTPNotSupported("the server takes no addresses outside ASCII (SMTPUTF8)")
        options.append("SMTPUTF8")
    if needs_8bit and client.supports_extension("8bitmime"):
        options.append("BODY=8BITMIME")
    return options


def _own_name(client: SMTP) -> str:
    """Return the address we connect from (RFC 5321 4.1.3): a name would need a resolver that answers."""
    address = client.get_transport_info("sockname")[0]
    return f"[IPv6:{address.partition('%')[0]}]" if ":" in address else f"[{address}]"


def _with_ascii_domain(address: str) -> str:
    if _UNWRITABLE.search(address):
        raise ValueError("this is not a valid address: it holds spaces, brackets or control characters")
    local, at, host = address.rpartition("@")
    return address if host.isascii() else f"{local}{at}{host.encode('idna').decode('ascii')}"


def _said(error: Exception) -> str:
    if isinstance(error, SMTPResponseException):
        return f"{error.code} {error.message}"
    return str(error) or type(error).__name__
