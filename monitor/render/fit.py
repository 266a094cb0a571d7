"""How much of an edition a part of a message shows, so that it stays small enough to arrive whole."""

from collections.abc import Callable
from dataclasses import dataclass

from monitor.render.card_text import Plain
from monitor.render.languages import Language
from monitor.render.safe import clip

HTML = 95_000  # bytes: Gmail cuts off after 102 KB
ALERT_TEXT = 3_000  # bytes of a whole message
ALERT_BOTH = 15_000
TEXT = 600_000  # bytes of a text part: far more than anybody reads, far less than a mail server refuses
ROWS = 20  # signals, corrections and suppressed rows in HTML


@dataclass(frozen=True, slots=True)
class Cut:
    """How much is shown: ``stories`` None means all; ``more`` is the sentence that counts the rest."""

    stories: int | None = None
    entries: int | None = None
    whys: int | None = None
    outlets: int | None = None
    title: int | None = None
    link: int | None = None
    extract: bool = True
    rows: int | None = None
    more: str = "more_stories"


ALL = Cut()
PAGE = Cut(entries=5, whys=3, outlets=6, title=220, rows=ROWS)
SHORT = Cut(entries=3, whys=2, outlets=4, title=160, link=400, rows=5, more="more_alert")
SHORTEST = Cut(entries=1, whys=1, outlets=2, title=110, link=160, extract=False, rows=2, more="more_alert")
BRIEF = Cut(whys=1, extract=False)  # every entry of every story, for who gets them in no digest
# A flood: every story is named, the reports of one are counted.
FLOODED = (
    Cut(entries=25, whys=2, title=220, link=1_000, more="more_counted"),
    Cut(entries=3, whys=1, title=160, link=400, extract=False, more="more_counted"),
    Cut(entries=1, whys=1, title=110, link=160, extract=False, more="more_counted"),
)


def cut(context: Plain, limits: Cut, language: Language) -> Plain:
    """Show only so much of an edition, and say how much is left out."""
    if limits == ALL:
        return context
    left = _Left(limits.stories)
    parts = [*context["sections"], context["developing"]]
    cards = [left.take(part["cards"]) for part in parts]  # every card goes before the first line
    lines = [left.take(part["lines"]) for part in parts]
    *sections, developing = [
        {
            **part,
            "cards": [_card(each, limits, language) for each in own],
            "lines": [_card(each, limits, language) for each in rest],
        }
        for part, own, rest in zip(parts, cards, lines, strict=True)
    ]
    return {
        **context,
        **_rows(context, limits, language),
        "sections": [each for each in sections if each["cards"] or each["lines"]],
        "developing": developing,
        "more_stories": language.say(limits.more, n=left.out) if left.out else "",
    }


def largest(count: int, fits: Callable[[int], bool]) -> int:
    """Find the largest number up to ``count`` that fits, -1 if not even 0 does; sizes grow with the number."""
    if fits(count):
        return count
    low, high = -1, count
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


class _Left:
    """What is still to be shown, and how much was left out so far."""

    def __init__(self, stories: int | None) -> None:
        self.stories = stories
        self.out = 0

    def take(self, cards: list[Plain]) -> list[Plain]:
        """Give as many of these as may still be shown."""
        if self.stories is None:
            return cards
        shown = cards[: self.stories]
        self.stories -= len(shown)
        self.out += len(cards) - len(shown)
        return shown


def _rows(context: Plain, limits: Cut, language: Language) -> Plain:
    """Cut the smaller lists, each with the sentence that counts what is left out."""
    shown: Plain = {}
    for name in ("corrections", "signals", "suppressed"):
        rows = context[name]
        left = len(rows[limits.rows :]) if limits.rows is not None else 0
        shown[name] = rows[: limits.rows]
        shown[f"more_{name}"] = _more(left, limits, language)
    shown["corrections"] = [_card(each, limits, language) for each in shown["corrections"]]
    return shown


def _more(left: int, limits: Cut, language: Language) -> str:
    return language.say(_MORE_ENTRIES[limits.more], n=left) if left else ""


def _card(card: Plain, limits: Cut, language: Language) -> Plain:
    entries = card["entries"]
    shown = entries[: limits.entries]
    left = len(entries) - len(shown)
    return {
        **card,
        "title": _clipped(card["title"], limits.title),
        "extract": card["extract"] if limits.extract else [],
        "whys": card["whys"][: limits.whys],
        "outlets": card["outlets"][: limits.outlets],
        "entries": [_entry(each, limits) for each in shown],
        "more_entries": _more(left, limits, language),
        "link": _short(card["link"], limits.link),
    }


def _entry(entry: Plain, limits: Cut) -> Plain:
    if limits.title is None:
        return entry
    title = _clipped(entry["title"], limits.title)
    spans = entry["spans"] if title == entry["title"] else [{"text": title, "marked": False}]
    return {**entry, "title": title, "spans": spans, "link": _short(entry["link"], limits.link)}


def _clipped(text: str, limit: int | None) -> str:
    return text if limit is None else clip(text, limit)


def _short(link: str, limit: int | None) -> str:
    """Leave out an address that would fill the message by itself."""
    return "" if limit is not None and len(link) > limit else link


_MORE_ENTRIES = {
    "more_stories": "more_entries",
    "more_alert": "more_entries_alert",
    "more_counted": "more_entries_counted",
}
