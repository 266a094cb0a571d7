"""The text of a YAML file becomes a document with places, or the reason why not: the only owner of ruamel."""

import re
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from sys import intern

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from monitor.config.environment import Missing
from monitor.config.problems.report import Report
from monitor.config.yaml.nodes import KEY, LENGTH, ROW, START, Document, Node, Places, Value
from monitor.config.yaml.scalars import BlockText, FoldedText, resolve
from monitor.config.yaml.syntax import explain
from monitor.config.yaml.texts import Spot, spot_at

# Far above any honest file (10,000 feeds are 180,000), low enough that a bomb costs seconds at the most.
MAX_NODES = 400_000
MAX_DEPTH = 30

# The scanner takes quadratic time for a tag: 2.5 s for 400,000 letters.
_LONG_TAG = re.compile(r"(?:^|[\s\[{,])(![^\s]{1000})")

Substitute = Callable[[str], str]
Begun = ScalarEvent | MappingStartEvent | SequenceStartEvent  # of a value


class _Refused(Exception):  # noqa: N818 - never leaves this module
    """The document cannot be built, and its place."""

    def __init__(self, event: Event, wrong: str, remedy: str) -> None:
        self.line: int = event.start_mark.line + 1
        self.col: int = event.start_mark.column + 1
        self.wrong, self.remedy = wrong, remedy


@dataclass(slots=True)
class _Open:
    """A mapping or a list whose end has not been read yet."""

    start: Begun
    value: dict[str, Value] | list[Value]
    row: int
    rows: dict[str, int] = field(default_factory=dict)  # of the values by their keys
    key: str | None = None
    key_at: tuple[int, int] = (0, 0)


def parse(name: str, text: str, report: Report, substitute: Substitute = str) -> Document | None:
    """Return the document that ``text`` is; report what keeps it from being one.

    ``substitute`` is applied to every string. An empty text is an empty mapping.
    """
    if tag := _LONG_TAG.search(text):
        report.lose(spot_at(name, text, tag.start(1)), "a value cannot begin with '!'", "quote it")
        return None
    builder = _Builder(name, text, report, substitute)
    try:
        for event in _events(text):
            builder.take(event)
    except _Refused as refused:
        report.lose(Spot(name, refused.line, refused.col), refused.wrong, refused.remedy)
        return None
    except MarkedYAMLError as error:
        fault = explain(text, error)
        report.lose(Spot(name, fault.line, fault.col), fault.wrong, fault.remedy)
        return None
    except (YAMLError, ValueError):  # ValueError: ruamel 0.19 lets int() of a huge %YAML directive through
        report.lose(Spot(name, 1, 1), "this is not YAML", "compare it with the shipped file")
        return None
    root = builder.root if builder.root and builder.root.value is not None else Node({})
    if not isinstance(root.value, dict):
        wrong = "the file must be a mapping of keys to values"
        report.lose(spot_at(name, text, root.start), wrong, "begin it with a key such as 'rules:'")
        return None
    return Document(name, text, root)


def _events(text: str) -> Iterator[Event]:
    yield from YAML(typ="safe", pure=True).parse(text)


class _Builder:
    """Builds values from events, without recursion: depth and size are bounded before memory is spent."""

    def __init__(self, name: str, text: str, report: Report, substitute: Substitute) -> None:
        self.root: Node | None = None
        self._name, self._text, self._report, self._substitute = name, text, report, substitute
        self._open: list[_Open] = []
        self._places = Places()
        self._numbers = self._places.numbers
        self._anchors: dict[str, tuple[Value, array[int]] | None] = {}
        self._nodes = 0
        self._documents = 0

    def take(self, event: Event) -> None:
        """Take the next event of the document."""
        if isinstance(event, ScalarEvent):
            self._scalar(event)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._begin(event)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._end()
        elif isinstance(event, AliasEvent):
            self._alias(event)
        elif isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _Refused(event, "a second document begins here", "remove the '---' or '...' line")

    def _scalar(self, event: ScalarEvent) -> None:
        self._refuse_tag(event)
        if self._expects_key():
            self._key(event)
            return
        row = self._place(event.start_mark.index, event.end_mark.index)
        self._keep(event, self._value(event), row)

    def _place(self, start: int, end: int) -> int:
        row = len(self._numbers)
        key_at = self._open[-1].key_at if self._open else (0, 0)
        self._numbers.extend((start, end, *key_at, ROW))
        return row

    def _value(self, event: ScalarEvent) -> object:
        plain = event.style is None and event.implicit[0]
        if plain and not isinstance(resolve(event.value), str):
            return resolve(event.value)
        try:
            text = self._substitute(event.value)
        except Missing as missing:
            mark = event.start_mark
            spot = Spot(self._name, mark.line + 1, mark.column + 1)
            self._report.problem(spot, (), str(missing), missing.remedy)
            text = event.value
        return BlockText(text) if event.style == "|" else FoldedText(text) if event.style == ">" else text

    def _expects_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].value, dict) and self._open[-1].key is None

    def _key(self, event: ScalarEvent) -> None:
        above, mark = self._open[-1], event.start_mark
        if event.style in {"|", ">"}:
            raise _Refused(event, "a key cannot be block text", "write it on one line")
        key = intern(event.value)
        if key in above.value:
            spot = Spot(self._name, mark.line + 1, mark.column + 1)
            first = self._text.count("\n", 0, self._numbers[above.rows[key] + KEY]) + 1
            wrong = f"the key {key!r} stands twice in this mapping"
            self._report.problem(spot, (), wrong, f"remove one of them (the first is in line {first})")
        above.key, above.key_at = key, (mark.index, event.end_mark.index)

    def _begin(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        self._refuse_tag(event)
        if self._expects_key():
            raise _Refused(event, "a key must be a word", "quote it, or write 'key: value'")
        if len(self._open) >= MAX_DEPTH:
            raise _Refused(event, f"more than {MAX_DEPTH} levels of nesting", "flatten it")
        if event.anchor:
            self._anchors[event.anchor] = None
        row = self._place(event.start_mark.index, 0)
        self._open.append(_Open(event, {} if isinstance(event, MappingStartEvent) else [], row))

    def _end(self) -> None:
        done = self._open.pop()
        self._numbers[done.row + LENGTH] = len(self._numbers) - done.row
        self._keep(done.start, done.value, done.row)

    def _alias(self, event: AliasEvent) -> None:
        if str(event.anchor).endswith(":"):
            raise _Refused(event, "a key cannot begin with '*'", 'write it in quotes: "*":')
        if event.anchor not in self._anchors:
            raise _Refused(event, f"nothing above is marked &{event.anchor}", f'quote it: "*{event.anchor}"')
        if self._expects_key():
            raise _Refused(event, "a key must be a word", "quote it")
        marked = self._anchors[event.anchor]
        if marked is None:
            raise _Refused(event, f"*{event.anchor} stands inside of what it repeats", "write it out")
        value, places = marked
        self._count(event, len(places))
        row = self._place(0, 0)
        self._numbers[row + START : row + KEY] = places[START:KEY]
        self._numbers[row + LENGTH] = len(places)
        self._numbers.extend(places[ROW:])
        self._attach(value, row)

    def _keep(self, event: Begun, value: Value, row: int) -> None:
        self._count(event, len(self._numbers) - row)
        if event.anchor:
            self._anchors[event.anchor] = value, self._numbers[row:]
        self._attach(value, row)

    def _count(self, event: Event, places: int) -> None:
        self._nodes += places // ROW
        if self._nodes > MAX_NODES:
            raise _Refused(event, f"more than {MAX_NODES} values in one file", "split it")

    def _attach(self, value: Value, row: int) -> None:
        if not self._open:
            self.root = Node(value, self._places, row)
            return
        above = self._open[-1]
        if isinstance(above.value, list):
            above.value.append(value)
        elif above.key is not None:
            if above.key in above.value:
                del self._numbers[row:]  # of a key that stands twice the first counts
            else:
                above.value[above.key] = value
                above.rows[above.key] = row
            above.key = None

    def _refuse_tag(self, event: Begun) -> None:
        if event.tag is not None:
            raise _Refused(
                event, f"the tag {str(event.tag)[:40]!r} is not allowed", "quote what begins with '!'"
            )
