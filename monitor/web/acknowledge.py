"""The page behind the link of an alert: it says what is acknowledged, and only its button acknowledges.

Mail scanners follow every link; none of them presses a button.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response

from monitor.core.model import Acknowledgement
from monitor.core.settings import Config
from monitor.core.text.clean import spelled_out
from monitor.render.languages import Language, language
from monitor.steps.acknowledging import NAME, OpenedLink, acknowledge, open_link
from monitor.store import Store

_MOST = 4096  # bytes of a form


@dataclass(frozen=True, slots=True)
class AcknowledgePage:
    """The page, and where it looks. Without an address at which readers reach it there is none."""

    store: Store
    config: Callable[[], Config]
    now: Callable[[], datetime]

    async def answer(self, request: Request) -> Response:
        """Return the page of what a link is about; if its button was pressed, acknowledge it first."""
        config, now = self.config(), self.now()
        if config.public is None:
            return _page(language("en"), "acknowledge.unknown", status=404)
        link = await asyncio.to_thread(open_link, self.store, config, request.path_params["ticket"], now)
        if link is None:
            return _page(language("en"), "acknowledge.unknown", status=404)
        if request.method != "POST" or not link.is_open:
            return _shown(link, config)
        name = await _name(request)
        standing = await asyncio.to_thread(acknowledge, self.store, link, name, now)
        return _page(language(link.lang), "acknowledge.done", *_lines(link, standing, config))


def _shown(link: OpenedLink, config: Config) -> Response:
    lang = language(link.lang)
    if link.is_open:
        return _page(lang, "acknowledge.ask", *_lines(link, link.given, config), form=_form(lang))
    if link.is_expired and not link.given:
        return _page(lang, "acknowledge.expired", *_lines(link, (), config), status=410)
    return _page(lang, "acknowledge.done", *_lines(link, link.given, config))


def _lines(link: OpenedLink, given: tuple[Acknowledgement, ...], config: Config) -> list[str]:
    """Return a line for each story, and for who has it in hand."""
    lang, by = language(link.lang), {acknowledgement.story: acknowledgement for acknowledgement in given}
    reader = config.recipients.get(link.ticket.who)
    zone = (reader.timezone if reader is not None else None) or config.timezone
    lines = []
    for story in link.stories:
        lines.append(f"{lang.name('severity', str(story.severity)).upper()} · {story.title}")
        if (known := by.get(story.id)) is not None:
            at = lang.instant(known.at, zone, known.at)
            lines.append(lang.say("acknowledged", who=known.who, at=at))
    return lines


def _form(lang: Language) -> str:
    name = escape(lang.say("acknowledge.name"))
    button = escape(lang.say("acknowledge.button"))
    return (
        f'<form method="post"><p><label>{name} <input name="name" maxlength="{NAME}"></label></p>'
        f'<p><button type="submit">{button}</button></p></form>'
    )


def _page(lang: Language, title: str, *lines: str, form: str = "", status: int = 200) -> Response:
    heading = escape(lang.say(title))
    paragraphs = "".join(f'<p dir="auto">{escape(spelled_out(line))}</p>' for line in lines)
    page = (
        f'<!doctype html><html lang="{lang.code}" dir="{lang.direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">'
        f"<title>{heading}</title></head><body><h1>{heading}</h1>{paragraphs}{form}</body></html>"
    )
    return HTMLResponse(page, status)


async def _name(request: Request) -> str:
    """Return the name in a form, "" for none; of a form that is too large nothing is read."""
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MOST:
                return ""
    except ClientDisconnect:
        return ""
    return parse_qs(body.decode("utf-8", "replace")).get("name", [""])[0]
