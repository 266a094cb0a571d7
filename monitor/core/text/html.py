"""HTML to plain text, in linear time whatever the input."""

import re
from functools import lru_cache
from html import unescape
from typing import Final

from monitor.core.text.letters import DELETED

# Tags inside a word or a line: they leave no trace. Every other tag ends a line.
_INLINE_TAGS = """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span
strike strong sub sup time tt u var wbr"""
_HIDDEN_TAGS = "script style template iframe object embed noembed noframes svg math title head xml"
INLINE: Final = frozenset(_INLINE_TAGS.split())
HIDDEN: Final = frozenset(_HIDDEN_TAGS.split())

_MARKUP = re.compile(r"[<&]|\]\]>")
_NAME = re.compile(r"</?([a-zA-Z][^\s/>]*)")
_TAG_STOP = re.compile(r"[>\"']")
_ENTITY = re.compile(r"&(?:#(?:[0-9]+|[xX][0-9a-fA-F]+);?|[a-zA-Z][a-zA-Z0-9]{1,31};?)")
_MARKUP_TO_TEXT = 4  # usual HTML has no more markup than that
_LONGEST_NUMBER = 12  # of a numeric entity that can mean a character; int() of a million digits is slow


def html_to_text(html: str, most: int | None = None) -> str:
    """Return what a reader sees of ``html``: tags gone, entities written out, blocks on lines of their own.

    With ``most``, what is behind that many characters of text is not looked at: markup costs none of them.
    """
    if most is not None and len(html) > _MARKUP_TO_TEXT * most:
        text = _beginning(html, most)
        return _tidy("".join(_Flattening(html).pieces(most)).replace(DELETED, "")) if text is None else text
    if not _MARKUP.search(html):
        return _tidy(html)
    usual = _plain_of_usual(html)
    return _tidy((flatten_html(html) if usual is None else usual).replace(DELETED, ""))


def _beginning(html: str, most: int) -> str | None:
    """Return the text of the first part of usual HTML, if that part holds enough."""
    part = html[: _MARKUP_TO_TEXT * most].rstrip("]")
    part = part[: part.rfind("<")] if part.rfind("<") > part.rfind(">") else part
    usual = _plain_of_usual(
        part[: part.rfind("&")] if "&" in part[-32:] else part
    )  # no half tag, no half entity
    text = "" if usual is None else _tidy(usual.replace(DELETED, ""))
    return text if len(text) >= most else None


def flatten_html(html: str) -> str:
    """Return a text of the same length: tags and entities give way to padding that folding does not see.

    Offsets into it are offsets into ``html``.
    """
    if not _MARKUP.search(html):
        return html
    return "".join(_Flattening(html).pieces())


def _tidy(text: str) -> str:
    """Join runs of space, drop empty lines; no regex is half as fast, and most lines have no runs."""
    # The only space that is printable is the common one.
    lines = [
        line.strip() if line.isprintable() and "  " not in line else " ".join(line.split())
        for line in text.split("\n")
    ]
    return "\n".join(filter(None, lines))


# An inline tag gives way to a soft hyphen, which no other tag may hold, lest the two sides of it make a new tag.
_REST_OF_TAG = r"""(?=[\s/>])[^<>"'\xad]*(?:(?:"[^"<>\xad]*"|'[^'<>\xad]*')[^<>"'\xad]*)*>"""
_TAG = re.compile(rf"<(/?[a-zA-Z][^\s/<>\"'\xad]*){_REST_OF_TAG}")
_INLINE_TAGS_AND_ENDS: Final = INLINE | {f"/{name}" for name in INLINE}
_LEFT_OVER = re.compile(r"<[a-zA-Z/!?]")


def _plain_of_usual(html: str) -> str | None:
    """Take the tags out of HTML in which every tag is whole and none hides text; None of any other.

    It gives what the flattening gives, in a third of the time; a test compares them.
    """
    if "]]>" in html:
        return None
    text = html
    if "<" in html:
        pieces = _TAG.split(html)
        tags = [tag.lower() for tag in pieces[1::2]]
        if not HIDDEN.isdisjoint(tags):
            return None
        pieces[1::2] = [DELETED if tag in _INLINE_TAGS_AND_ENDS else "\n" for tag in tags]
        text = "".join(pieces)
    if _LEFT_OVER.search(text):
        return None
    return _ENTITY.sub(lambda found: _written_out(found.group()), text) if "&" in text else text


@lru_cache(512)  # a text has few kinds of entities, each many times
def _written_out(entity: str) -> str:
    return "\ufffd" if len(entity) > _LONGEST_NUMBER and entity[1] == "#" else unescape(entity)


class _Flattening:
    """One pass over a document. What was sought to its end in vain is not sought again: that keeps it linear."""

    def __init__(self, html: str) -> None:
        self.html = html
        lower = html.lower()
        self.lower = lower if len(lower) == len(html) else html
        self.absent: set[str] = set()

    def pieces(self, most: int | None = None) -> list[str]:
        limit = len(self.html) if most is None else most
        out: list[str] = []
        at = shown = 0
        while (found := _MARKUP.search(self.html, at)) is not None:
            between = self.html[at : found.start()]
            out.append(between[: limit + 1])
            shown += 0 if between.isspace() else len(between)
            if shown > limit:
                return out
            at = found.start()
            end, text = self._markup(found.group(), at)
            out.append(text if most else text.ljust(end - at, DELETED)[: end - at])
            at = end
        out.append(self.html[at : at + limit])
        return out

    def _markup(self, opening: str, at: int) -> tuple[int, str]:
        """Return where a piece of markup ends, and what a reader sees of it."""
        if opening == "]]>":
            return at + 3, ""
        return self._entity(at) if opening == "&" else self._tag(at)

    def _find(self, what: str, start: int) -> int:
        if what in self.absent:
            return -1
        at = self.lower.find(what, start)
        if at < 0:
            self.absent.add(what)
        return at

    def _entity(self, at: int) -> tuple[int, str]:
        found = _ENTITY.match(self.html, at)
        if found is None:
            return at + 1, "&"
        entity = found.group()
        return found.end(), "\ufffd" if len(entity) > _LONGEST_NUMBER and entity[1] == "#" else unescape(
            entity
        )

    def _tag(self, at: int) -> tuple[int, str]:
        if self.html.startswith("<!--", at):
            return self._after("-->", at + 4), ""
        if self.html.startswith("<![CDATA[", at):
            return at + 9, ""
        if self.html.startswith(("<!", "<?"), at):
            return self._after(">", at), ""
        name = _NAME.match(self.html, at)
        if name is None:
            return at + 1, "<"
        return self._element(at, name)

    def _element(self, at: int, match: re.Match[str]) -> tuple[int, str]:
        name = match.group(1).lower()
        end = self._tag_end(match.end())
        if name in HIDDEN and self.html[at + 1] != "/":
            close = self._find(f"</{name}", end)
            end = end if close < 0 else self._tag_end(close)
        return end, "" if name in INLINE else "\n"

    def _after(self, what: str, at: int) -> int:
        found = self._find(what, at)
        return len(self.html) if found < 0 else found + len(what)

    def _tag_end(self, start: int) -> int:
        """Return where the tag ends; a ``>`` between quotes does not end it, unless the quote stays open."""
        at = start
        while (stop := _TAG_STOP.search(self.html, at)) is not None:
            if stop.group() == ">":
                return stop.end()
            close = self._find(stop.group(), stop.end())
            if close < 0:
                return self._after(">", stop.end())
            at = close + 1
        return len(self.html)
