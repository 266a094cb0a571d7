"""How we log in to a mail server: secrets are read anew each time, for they change while the service runs."""

import asyncio
from base64 import b64encode

from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPNotSupported

from monitor.channels.oauth import Tokens, secret_in
from monitor.channels.process import run
from monitor.core.settings import Mail

_PATIENCE = 20.0  # seconds for a command that fetches a token


async def secret_of(mail: Mail, tokens: Tokens | None = None) -> str:
    """Return what proves who we are: a password, or an OAuth 2 access token; "" if nobody logs in.

    Raises ValueError if it cannot be had by our settings, OSError if a token server is out of reach.
    """
    if mail.username is None:
        return ""
    if tokens is not None:
        return await tokens.get()
    return await (_token(mail) if _is_by_token(mail) else _password(mail))


async def log_in(client: SMTP, mail: Mail, secret: str) -> None:
    """Log in with a secret, if a user is given."""
    if mail.username is not None and _is_by_token(mail):
        await _by_token(client, mail, secret)
    elif mail.username is not None:
        await client.login(mail.username, secret)


def _is_by_token(mail: Mail) -> bool:
    return mail.token_file is not None or bool(mail.token_command) or mail.oauth is not None


async def _password(mail: Mail) -> str:
    if mail.password_file is not None:
        try:
            return await asyncio.to_thread(secret_in, mail.password_file)
        except OSError as error:
            if mail.password is None:
                raise ValueError(_unread("password_file", mail.password_file, error)) from None
    return mail.password.reveal if mail.password else ""


async def _token(mail: Mail) -> str:
    if mail.token_file is not None:
        try:
            return await asyncio.to_thread(secret_in, mail.token_file)
        except OSError as error:
            raise ValueError(_unread("token_file", mail.token_file, error)) from None
    try:
        ended = await run(mail.token_command, b"", _PATIENCE)
    except TimeoutError:
        raise ValueError(f"mail.token_command took longer than {_PATIENCE:g} s") from None
    except OSError as error:
        raise ValueError(_unread("token_command", mail.token_command[0], error)) from None
    if ended.code:
        raise ValueError(f"mail.token_command ended with {ended.code}")
    return ended.printed.decode("utf-8", "replace").strip()


async def _by_token(client: SMTP, mail: Mail, token: str) -> None:
    """Send a token as the server wants it: OAUTHBEARER (RFC 7628), else XOAUTH2."""
    offered = {method.lower() for method in client.supported_auth_methods} | {
        word.lower() for word in client.esmtp_extensions.get("auth", "").split()
    }
    if "oauthbearer" in offered:
        name, said = (
            "OAUTHBEARER",
            f"n,a={mail.username},\x01host={mail.host}\x01port={mail.port}\x01auth=Bearer {token}\x01\x01",
        )
    elif "xoauth2" in offered:
        name, said = "XOAUTH2", f"user={mail.username}\x01auth=Bearer {token}\x01\x01"
    else:
        raise SMTPNotSupported(f"the server takes no token, only {', '.join(sorted(offered)) or 'no login'}")
    reply = await client.execute_command(b"AUTH", name.encode(), b64encode(said.encode()))
    if reply.code == 334:  # it explains its refusal, and waits for an empty answer (RFC 7628 3.2.3)
        reply = await client.execute_command(b"AQ==" if name == "OAUTHBEARER" else b"")
    if reply.code != 235:
        raise SMTPAuthenticationError(reply.code, reply.message)


def _unread(key: str, place: str, error: OSError) -> str:
    return f"mail.{key} {place} cannot be used: {error.strerror or error}"
