"""The text and the HTML of one message, cut to what may arrive."""

import re
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from monitor.core.editions.edition import Envelope
from monitor.render.environment import SHIPPED, SUFFIX, environment, shipped, write
from monitor.render.fit import (
    ALERT_BOTH,
    ALERT_TEXT,
    ALL,
    BRIEF,
    FLOODED,
    HTML,
    NARROW,
    PAGE,
    SHORT,
    SHORTER,
    SHORTEST,
    TEXT,
    Cut,
    cut,
    largest,
)
from monitor.render.languages import language
from monitor.render.mime import message
from monitor.render.page import inlined
from monitor.render.voice import Plain

_GAPS = re.compile(r"\n{3,}")
PART = 220  # bytes of the headers of a part and its boundary
FEW = 60  # stories of which one may be far longer than the others
MOST = 500  # stories tried in HTML: more never fit
Templates = Mapping[str, str]


class BodyError(Exception):
    """A part could not be made: of which template, in which line of it if that is known, and why in one line."""

    def __init__(self, template: str, why: str, line: int | None = None) -> None:
        self.why = f"line {line}: {why}" if line else why
        super().__init__(f"{template}: {self.why}")
        self.template = template
        self.reason = why
        self.line = line


@dataclass(frozen=True, slots=True)
class Draft:
    """One message being made. ``kind`` names the templates that stand in for a missing ``template``.

    ``digested`` says of an alert that the reader's digest tells what it leaves out.
    """

    kind: str
    template: str
    lang: str
    has_html: bool
    context: Plain
    envelope: Envelope
    digested: bool = False


@dataclass(frozen=True, slots=True)
class Bodies:
    """The parts of a message; ``html`` None for who reads text only. ``left`` counts the stories that it does not show."""

    text: str
    html: str | None
    left: int = 0

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Return the parts as a message lists them, the plainest first."""
        return [("plain", self.text), *([("html", self.html)] if self.html is not None else [])]


def write_bodies(draft: Draft, templates: Templates) -> Bodies:
    """Write the parts of a message with these templates over the shipped ones; BodyError if one fails."""
    press = _Press(draft, templates)
    if draft.kind == "notice":
        return Bodies(press.text(ALL), press.html(ALL) if draft.has_html else None)
    if draft.kind == "alert":
        return _alert(press)
    text = Bodies(_text(press, ALL), None)
    return _page(press, text) if draft.has_html else text


class _Press:
    """The templates of one message, ready to write it at any length."""

    def __init__(self, draft: Draft, templates: Templates) -> None:
        self.draft = draft
        self.env = environment(templates)
        self.cards = _count(draft.context, "cards")
        self.stories = self.cards + _count(draft.context, "lines")
        self._names = {part: _name(draft, templates, part) for part in SUFFIX}

    def text(self, limits: Cut) -> str:
        """Write the text part, with no more than one empty line anywhere."""
        return _GAPS.sub("\n\n", self._write("text", limits)).strip("\n") + "\n"

    def html(self, limits: Cut) -> str:
        """Write the HTML part, styles inlined."""
        page = self._write("html", limits)
        return _guarded(self._names["html"], lambda: inlined(page))

    def both(self, limits: Cut) -> Bodies:
        """Write all the parts there are, at one length."""
        return Bodies(self.text(limits), self.html(limits) if self.draft.has_html else None)

    def size(self, bodies: Bodies) -> int:
        """Return how many bytes the message has with these parts, before they are encoded for transport.

        So a reader of Arabic, whose letters are encoded most, is told as much as one of English.
        """
        head = len(message(self.draft.envelope, "x" * 90, self.draft.lang, [("plain", "")]))
        return head + sum(len(text.encode()) + PART for _, text in bodies.parts)

    def refuse(self, why: str) -> BodyError:
        """Return the error of HTML that cannot be used."""
        return BodyError(self._names["html"], why)

    def _write(self, part: str, limits: Cut) -> str:
        shown = self.draft.context
        if self.draft.kind != "notice":
            shown = cut(shown, limits, language(self.draft.lang))
        name = self._names[part]
        return _guarded(name, lambda: write(self.env, name, shown))


def _text(press: _Press, limits: Cut) -> str:
    """Write the text part with these limits; of a flood it names every story and counts the reports."""
    for fewer in (limits, *FLOODED):
        text = press.text(fewer)
        if len(text.encode()) <= TEXT:
            break
    return text


def _page(press: _Press, text: Bodies) -> Bodies:
    """Return bodies that show every story in a line, and as many as cards as keep the page from being cut off."""

    def write(limits: Cut) -> Bodies:
        left = 0 if limits.stories is None else press.stories - limits.stories
        return replace(text, html=press.html(limits), left=left)

    trial = _Trial(press, write, lambda page: len((page.html or "").encode()), HTML)
    page = trial.fullest((PAGE,), NARROW)
    if page is None:
        raise press.refuse(f"the page is larger than {HTML // 1000} KB even without a story")
    return page


def _alert(press: _Press) -> Bodies:
    """Keep an alert small: what does not fit is counted, and is in the reader's digest.

    Who has no digest that asks for the same gets every entry in the text part, whatever its size.
    """
    return _small(press) if press.draft.digested else _named(press)


def _small(press: _Press) -> Bodies:
    """Return bodies that show as much as fits."""
    limit = ALERT_BOTH if press.draft.has_html else ALERT_TEXT
    bodies = _Trial(press, press.both, press.size, limit).fullest((SHORT, SHORTER), SHORTEST)
    return press.both(replace(SHORTEST, stories=0)) if bodies is None else bodies


def _named(press: _Press) -> Bodies:
    """Return bodies that name every entry in the text part; the page shows as much as fits."""
    text = Bodies(_text(press, ALL), None)
    if press.size(text) > (ALERT_BOTH // 2 if press.draft.has_html else ALERT_TEXT):
        text = Bodies(_text(press, BRIEF), None)
    if not press.draft.has_html:
        return text
    limit = max(ALERT_BOTH, 2 * press.size(text))
    short, shorter, shortest = (replace(limits, more="more_stories") for limits in (SHORT, SHORTER, SHORTEST))

    def write(limits: Cut) -> Bodies:
        return replace(text, html=press.html(limits))

    bodies = _Trial(press, write, press.size, limit).fullest((short, shorter), shortest)
    return write(replace(shortest, stories=0)) if bodies is None else bodies


@dataclass(slots=True)
class _Trial:
    """Looks for the longest version of a message that is within a limit."""

    press: _Press
    write: Callable[[Cut], Bodies]
    size: Callable[[Bodies], int]
    limit: int
    tried: dict[Cut, Bodies] = field(default_factory=dict)

    def fullest(self, full: Sequence[Cut], least: Cut) -> Bodies | None:
        """Return all stories with as many cards as fit, in the first of these lengths in which one does; else lines only."""
        stories, cards = min(self.press.stories, MOST), self.press.cards
        for length in full if self.press.stories <= MOST else ():
            limits = replace(length, stories=stories)
            if self._fits(replace(limits, cards=cards)):
                return self.tried[replace(limits, cards=cards)]
            if cards > 1 and self._fits(replace(limits, cards=1)):
                return self._cards(limits, cards)
        return self._lines(least, stories)

    def _cards(self, limits: Cut, cards: int) -> Bodies:
        """Return as many cards as fit, of which one does."""
        shown = largest(cards - 1, lambda number: self._fits(replace(limits, cards=number)))
        return self.tried[replace(limits, cards=shown)]

    def _lines(self, least: Cut, stories: int) -> Bodies | None:
        """Return as many stories as fit; of many, no more than the size of all of them lets expect."""
        whole = replace(least, stories=stories)
        if self._fits(whole):
            return self.tried[whole]
        likely = stories * self.limit // self.size(self.tried[whole]) - stories // 16
        most = likely if stories > FEW else stories - 1
        shown = largest(most, lambda number: self._fits(replace(least, stories=number)))
        return self.tried[replace(least, stories=shown)] if shown >= 0 else None

    def _fits(self, limits: Cut) -> bool:
        if limits not in self.tried:
            self.tried[limits] = self.write(limits)
        return self.size(self.tried[limits]) <= self.limit


def _count(context: Plain, kind: str) -> int:
    parts: Iterable[Plain] = (*context["sections"], context["developing"]) if "sections" in context else ()
    return sum(len(part[kind]) for part in parts)


def _name(draft: Draft, templates: Templates, part: str) -> str:
    """Choose the template of a part: the one asked for, or the kind's own where only the other part has one."""
    known = {*templates, *shipped()}
    wanted, spare = (f"{name}{SUFFIX[part]}" for name in (draft.template, draft.kind))
    has_other = any(f"{draft.template}{suffix}" in known for suffix in SUFFIX.values())
    if wanted in known or (templates and not has_other):
        return wanted  # if it is missing, writing it says so
    return spare


def _guarded(name: str, work: Callable[[], str]) -> str:
    """Do what a user's template asks for; whatever goes wrong in it is its failure, not ours."""
    try:
        return work()
    except Exception as error:
        template, line = _place(error) or (name, getattr(error, "lineno", None))
        raise BodyError(template, f"{type(error).__name__}: {error}", line) from error


def _place(error: Exception) -> tuple[str, int] | None:
    """Find the innermost line of a user's templates that led to an error."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        (frame.filename, frame.lineno)
        for frame in frames
        if frame.lineno
        and frame.filename.endswith(tuple(SUFFIX.values()))
        and not frame.filename.startswith(SHIPPED)
    ]
    return own[-1] if own else None
