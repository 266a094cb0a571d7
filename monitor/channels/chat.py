"""A message as chats take it: a line a story, in the shape that each service documents.

Made of the JSON that a webhook gets. What comes from outside is written so that no service takes it for markup or
for a call to somebody: headlines are hostile.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlsplit, urlunsplit

Body = Mapping[str, Any]

_LISTS: Final = ("corrections", "stories", "signals", "items")
_LONGEST_LINK: Final = 500  # characters; a longer one would leave no room for the line
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-!|~])")
_FAILED: Final = re.compile(r'\s*\{[^{}]*"ok"\s*:\s*false\b')
_SLACK: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "¦"})
_RANKS: Final = {"critical": -4, "high": -3, "medium": -2, "low": -1}
_PRIORITIES: Final = {"critical": 5, "high": 4}  # of ntfy; 3 is the usual one


@dataclass(frozen=True, slots=True)
class Line:
    """One thing told: its words, where to read it, how grave it is ("" for what has no severity)."""

    text: str
    link: str = ""
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What a message says: the subject, a line for each thing told, and of an alert one to take it in hand.

    Of a discreet one only the subject.
    """

    subject: str
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, payload: bytes) -> "Message":
        """Read what a webhook's JSON says."""
        whole: dict[str, Any] = json.loads(payload)
        number, pieces = whole.get("piece", (1, 1))
        subject = f"({number}/{pieces}) {whole['subject']}" if pieces > 1 else str(whole["subject"])
        if whole.get("discreet"):
            return cls(subject, ())
        lines = (_line(item) for name in _LISTS for item in whole.get(name, ()))
        ordered = sorted(lines, key=lambda line: _RANKS.get(line.severity, 0))
        return cls(subject, (*ordered, *_acknowledging(whole)))


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent, and where."""

    url: str
    body: bytes
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Form:
    """How one service takes a message: how a line is written, what is put round the text, where it goes.

    ``limit`` is the longest text it takes, in ``unit``.
    """

    limit: int
    unit: str
    write: Callable[[Line], str]
    wrap: Callable[[Message, str, str], Body]
    address: Callable[[str, str], str] = lambda url, _: url
    method: str = "POST"

    def request(self, payload: bytes, url: str, chat: str | None, name: str) -> tuple[Request, int]:
        """Return what to send of a webhook's JSON, and the size of its text in ``unit``.

        ``chat`` is where in the service, by default what the URL ends with; ``name`` is the same for every try.
        """
        message = Message.of(payload)
        text = "\n".join(self.write(line) for line in (Line(message.subject), *message.lines))
        body = self.wrap(message, text, chat or _last_part(url))
        sent = json.dumps(body, ensure_ascii=False).encode()
        size = len(text.encode()) if self.unit == "bytes" else len(text.encode("utf-16-le")) // 2
        return Request(self.address(url, name), sent, self.method), size


def is_no_agreement(answer: str) -> bool:
    """Return whether a service does not have a message although its status says so.

    Then it says that it failed, or somebody between us answered with a page: a portal, a login, a proxy.
    """
    return answer.lstrip("\ufeff \t\r\n").startswith("<") or _FAILED.match(answer) is not None


def plain(message: Message) -> str:
    """Return a message as plain text, a link under each line."""
    return "\n".join(_plain(line) for line in (Line(message.subject), *message.lines)) + "\n"


def _line(item: Body) -> Line:
    links = (str(entry.get("link") or "") for entry in item.get("entries", ()))
    link = next((link for link in links if link), "")
    return Line(str(item["line"]), link if len(link) <= _LONGEST_LINK else "", str(item.get("severity", "")))


def _acknowledging(whole: Body) -> tuple[Line, ...]:
    """Return the line by which a reader takes an alert in hand, if there is a page for it."""
    text, link = (str(whole.get(key) or "") for key in ("acknowledge_line", "acknowledge"))
    return (Line(text, link),) if text and 0 < len(link) <= _LONGEST_LINK else ()


def _plain(line: Line) -> str:
    return f"{line.text}\n{line.link}" if line.link else line.text


def _markdown(line: Line) -> str:
    """Return a line of Markdown: a mention needs its @ beside a word, and U+2060 between them shows nothing."""
    text = _MARKDOWN.sub(r"\\\1", line.text).replace("@", "@\u2060")
    return f"{text} [↗]({quote(line.link, safe=':/?#[]@!$&*+,;=%-._~')})" if line.link else text


def _mrkdwn(line: Line) -> str:
    """Return a line for Slack, whose calls to people (<!channel>) and links need angle brackets of their own."""
    text = line.text.translate(_SLACK)
    return f"{text} <{line.link.translate(_SLACK)}|↗>" if line.link else text


def _slack(_: Message, text: str, __: str) -> Body:
    return {"text": text, "unfurl_links": False, "unfurl_media": False}


def _mattermost(_: Message, text: str, __: str) -> Body:
    return {"text": text}


def _discord(_: Message, text: str, __: str) -> Body:
    # 4: no previews of links (SUPPRESS_EMBEDS); nobody is called, whatever a headline says.
    return {"content": text, "flags": 4, "allowed_mentions": {"parse": []}}


def _teams(_: Message, text: str, __: str) -> Body:
    head, *rest = text.split("\n")
    blocks: list[Body] = [{"type": "TextBlock", "text": head, "wrap": True, "weight": "Bolder"}]
    blocks += [{"type": "TextBlock", "text": text, "wrap": True} for text in rest]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": blocks,
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "contentUrl": None, "content": card}]}


def _telegram(_: Message, text: str, chat: str) -> Body:
    return {"chat_id": chat, "text": text, "link_preview_options": {"is_disabled": True}}


def _matrix(_: Message, text: str, __: str) -> Body:
    return {"msgtype": "m.text", "body": text, "m.mentions": {}}


def _ntfy(message: Message, text: str, chat: str) -> Body:
    link = next((line.link for line in message.lines if line.link), "")
    priority = max((_PRIORITIES.get(line.severity, 3) for line in message.lines), default=3)
    text_below = text.partition("\n")[2] or message.subject
    click = {"click": link} if link else {}
    return {"topic": chat, "title": message.subject, "message": text_below, "priority": priority, **click}


def _last_part(url: str) -> str:
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]


def _server(url: str, _: str) -> str:
    """Return where ntfy takes JSON: the server itself, not the topic."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=parts.path.rstrip("/").rpartition("/")[0] or "/"))


def _transaction(url: str, name: str) -> str:
    """Return the URL of a message of Matrix: the same name again is the same message."""
    return f"{url.rstrip('/')}/{quote(name, safe='')}"


# Limits as the services document them in 2026, with some room for what is put round the text.
FORMS: Final[Mapping[str, Form]] = {
    "slack": Form(4_000, "characters", _mrkdwn, _slack),
    "mattermost": Form(16_000, "characters", _markdown, _mattermost),
    "discord": Form(2_000, "characters", _markdown, _discord),
    "teams": Form(12_000, "bytes", _markdown, _teams),
    "telegram": Form(4_096, "characters", _plain, _telegram),
    "matrix": Form(30_000, "bytes", _plain, _matrix, _transaction, "PUT"),
    "ntfy": Form(3_500, "bytes", _plain, _ntfy, _server),
}
