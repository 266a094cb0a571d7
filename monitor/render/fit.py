"""How much of an edition a part of a message shows, so that it stays small enough to arrive whole."""

from collections.abc import Callable
from dataclasses import dataclass

from monitor.render.languages import Language
from monitor.render.safe import clip
from monitor.render.voice import Plain

HTML = 95_000  # bytes: Gmail cuts off after 102 KB
ALERT_TEXT = 3_000  # bytes of a whole message
ALERT_BOTH = 15_000
TEXT = 600_000  # bytes of a text part: far more than anybody reads, far less than a mail server refuses
ROWS = 20  # signals, corrections and suppressed rows in HTML


@dataclass(frozen=True, slots=True)
class Cut:
    """How much is shown, None meaning all; ``more`` is the sentence that counts the stories left out.

    ``stories`` are shown at all, ``overview`` of them in the first lines, ``cards`` of them in full.
    """

    stories: int | None = None
    overview: int | None = None
    cards: int | None = None
    entries: int | None = None
    whys: int | None = None
    outlets: int | None = None
    title: int | None = None
    link: int | None = None
    extract: bool = True
    rows: int | None = None
    more: str = "more_stories"


ALL = Cut(overview=60, more="more_below")
PAGE = Cut(entries=5, whys=3, outlets=6, title=220, link=600, rows=ROWS)
NARROW = Cut(cards=0, title=120, link=250, rows=5)  # of a page that holds lines only
SHORT = Cut(entries=3, whys=2, outlets=4, title=160, link=400, rows=5, more="more_alert")
SHORTER = Cut(entries=1, whys=1, outlets=2, title=130, link=250, rows=3, more="more_alert")
SHORTEST = Cut(
    cards=0, entries=1, whys=1, outlets=2, title=110, link=160, extract=False, rows=2, more="more_alert"
)
BRIEF = Cut(
    overview=60, whys=1, extract=False, more="more_below"
)  # every entry of every story, for who gets them in no digest
# A flood: every story is named, the reports of one are counted.
FLOODED = (
    Cut(overview=60, entries=25, whys=2, title=220, link=1_000, more="more_counted"),
    Cut(overview=0, entries=3, whys=1, title=160, link=400, extract=False, more="more_counted"),
    Cut(overview=0, entries=1, whys=1, title=110, link=160, extract=False, more="more_counted"),
)


def cut(context: Plain, limits: Cut, language: Language) -> Plain:
    """Return only so much of an edition, and how much is left out."""
    shown, full = _Left(limits.stories), _Left(limits.cards)
    parts = [
        _section(part, shown, full, limits, language)
        for part in (*context["sections"], context["developing"])
    ]
    listed = limits.stories if limits.overview is None else limits.overview
    bands, out = _bands(context["overview"], listed, limits, language)
    return {
        **context,
        **_rows(context, limits, language),
        "overview": bands,
        "sections": [part for part in parts[:-1] if part["cards"] or part["lines"]],
        "developing": parts[-1],
        "top": [_card(story, limits, language) for story in _Left(limits.cards).take(context["top"])],
        "more_stories": language.say(_MORE_STORIES.get(limits.more, limits.more), n=out)
        if out
        else context["more_stories"],
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
    """What may still be shown."""

    def __init__(self, number: int | None) -> None:
        self.number = number

    def take(self, cards: list[Plain]) -> list[Plain]:
        """Return as many of these as may still be shown."""
        if self.number is None:
            return cards
        shown = cards[: self.number]
        self.number -= len(shown)
        return shown


def _section(part: Plain, shown: _Left, full: _Left, limits: Cut, language: Language) -> Plain:
    """Return the stories of a section: what is no card any more is a line."""
    stories = shown.take(part["cards"] + part["lines"])
    stories = [_card(story, limits, language) for story in stories]
    cards = full.take(stories[: len(part["cards"])])
    return {**part, "cards": cards, "lines": stories[len(cards) :]}


def _bands(
    bands: list[Plain], number: int | None, limits: Cut, language: Language
) -> tuple[list[Plain], int]:
    """Return the bands of the overview with so many stories, and how many are left out."""
    left = _Left(number)
    taken = [(band, left.take(band["stories"])) for band in bands]
    out = sum(len(band["stories"]) - len(stories) for band, stories in taken)
    return [
        {**band, "stories": [_card(story, limits, language) for story in stories]}
        for band, stories in taken
        if stories
    ], out


def _rows(context: Plain, limits: Cut, language: Language) -> Plain:
    """Cut the smaller lists, each with the sentence that counts what is left out."""
    shown: Plain = {}
    for name in ("corrections", "signals", "suppressed"):
        rows = context[name]
        left = len(rows[limits.rows :]) if limits.rows is not None else 0
        shown[name] = rows[: limits.rows]
        shown[f"more_{name}"] = _more(left, limits, language)
    shown["corrections"] = [_card(correction, limits, language) for correction in shown["corrections"]]
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
        "entries": [_entry(entry, limits) for entry in shown],
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


_MORE_STORIES = {"more_counted": "more_below"}
_MORE_ENTRIES = {
    "more_stories": "more_entries",
    "more_below": "more_entries",
    "more_alert": "more_entries_alert",
    "more_counted": "more_entries_counted",
}
