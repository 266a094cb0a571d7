"""How hostile documents are made."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

Build = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Hostile:
    """One document."""

    name: str
    build: Build
    expected: int | type
    why: str
    first: str | None = None
    degraded: bool | None = None


def rss(inside: str, head: str = "<?xml version='1.0'?>") -> bytes:
    """Write a channel around ``inside``."""
    return f"{head}<rss version='2.0'><channel><title>t</title>{inside}</channel></rss>".encode()


def item(title: str = "x", more: str = "") -> str:
    """Write an item."""
    return f"<item><title>{title}</title><link>http://x.example/1</link>{more}</item>"


def described(html: str) -> bytes:
    """Write an item whose description is this HTML."""
    return rss(item("x", f"<description>{escape(html)}</description>"))


def atom(inside: str) -> bytes:
    """Write an Atom entry around ``inside``."""
    start = "<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><entry><title>x</title><id>1</id>"
    return f"{start}{inside}</entry></feed>".encode()


def doctype(inside: str) -> str:
    """Write the prolog that defines something."""
    return f"<?xml version='1.0'?><!DOCTYPE rss [{inside}]>"


def laughs(_scale: int) -> bytes:
    ten = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    return rss(item("&a9;"), doctype("<!ENTITY a0 'lol'>" + ten))


def numbered(write: Callable[[int], str], count: int) -> str:
    return "".join(map(write, range(count)))


def fixed(body: bytes) -> Build:
    return lambda _scale: body


def declared(encoding: str, codec: str | None = None, title: str = "évènement") -> Build:
    text = f"<?xml version='1.0' encoding='{encoding}'?><rss version='2.0'><channel>{item(title)}</channel></rss>"
    return fixed(text.encode(codec or encoding))


def json_feed(*items: object, **more: object) -> bytes:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": items}
    return json.dumps(feed | more).encode()
