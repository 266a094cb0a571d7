"""Access tokens for a mail server, asked for and kept until shortly before they expire (RFC 6749)."""

import asyncio
import json
import logging
import math
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from monitor import durable
from monitor.channels.webhook import Post
from monitor.core.feeds.outcomes import TooSlow, Unreachable
from monitor.core.settings import OAuth, Secret

log = logging.getLogger(__name__)

_MARGIN = 120.0  # seconds before its end in which a token is not used any more
_TOKEN = re.compile("[ -~]+")  # RFC 6749 A.12
_LONGEST = 64 * 1024  # bytes of a secret in a file
_USUAL = 3600.0  # seconds that a token is good for, where the server does not say (RFC 6749 5.1)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    until: float  # monotonic seconds


class Tokens:
    """The access tokens of one mailbox; all sessions share one."""

    def __init__(self, settings: OAuth, post: Post) -> None:
        self._settings = settings
        self._post = post
        self._kept: _Token | None = None
        self._turn = asyncio.Lock()
        self._replaced: str | None = None  # the refresh token that the server gave in place of ours

    async def get(self) -> str:
        """Return a token that is good for a while.

        Raises ValueError if the server will not give one, ConnectionError if it cannot be reached or is busy.
        """
        async with self._turn:
            if self._kept is None or time.monotonic() >= self._kept.until:
                self._kept = await self._ask()
            return self._kept.text

    def forget(self) -> None:
        """Forget the token, so that the next one is new: the mail server refused this one."""
        self._kept = None

    async def _ask(self) -> _Token:
        begun, settings = time.monotonic(), self._settings
        form = await asyncio.to_thread(self._form)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        reply = await self._post(settings.token_url, urlencode(form).encode(), headers)
        if isinstance(reply, Unreachable | TooSlow):
            raise ConnectionError(f"the token server cannot be reached: {reply.reason}")
        if reply.status >= 500 or reply.status == 429:
            raise ConnectionError(f"the token server is busy: {reply.status}")
        answer = _object(reply.text)
        token = answer.get("access_token")
        if reply.status != 200 or not (isinstance(token, str) and _TOKEN.fullmatch(token)):
            why = ": ".join(str(answer[key]) for key in ("error", "error_description") if key in answer)
            raise ValueError(f"mail.oauth: the token server gives no token: {reply.status} {why}".rstrip())
        await self._keep_refresh(answer.get("refresh_token"), form.get("refresh_token"))
        return _Token(token, begun + max(_seconds(answer.get("expires_in")) - _MARGIN, 0))

    def _form(self) -> dict[str, str]:
        settings = self._settings
        refresh = self._replaced or _read(
            "refresh_token", settings.refresh_token, settings.refresh_token_file
        )
        secret = _read("client_secret", settings.client_secret, settings.client_secret_file)
        grant = (
            {"grant_type": "refresh_token", "refresh_token": refresh}
            if refresh
            else {"grant_type": "client_credentials"}
        )
        more = {"client_secret": secret, "scope": settings.scope or ""}
        return {**grant, "client_id": settings.client_id, **{key: text for key, text in more.items() if text}}

    async def _keep_refresh(self, given: object, used: str | None) -> None:
        """Keep a refresh token that replaces ours: in its file, so that the next start has it."""
        if not isinstance(given, str) or not given or given == used:
            return
        place = self._settings.refresh_token_file
        if place is None:
            self._replaced = given
            return
        try:
            await asyncio.to_thread(durable.replace, Path(place), given.encode() + b"\n")
        except OSError as error:
            self._replaced = given
            log.warning(
                "the new refresh token cannot be written, it is lost at the next start",
                extra={"file": place, "error": error.strerror},
            )
        else:
            self._replaced = None


def secret_in(place: str) -> str:
    """Return what a file of the configuration holds; OSError or ValueError if it cannot be read."""
    return durable.read(Path(place), _LONGEST).decode("utf-8").strip()


def _read(key: str, written: Secret | None, place: str | None) -> str:
    if place is None:
        return written.reveal if written else ""
    try:
        return secret_in(place)
    except OSError as error:
        raise ValueError(f"mail.oauth.{key}_file {place} cannot be used: {error.strerror or error}") from None


def _object(text: str) -> dict[str, Any]:
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _seconds(seconds: object) -> float:
    try:
        seconds = float(str(seconds))
    except ValueError:
        return _USUAL
    return _USUAL if math.isnan(seconds) else min(seconds, 86_400.0)
