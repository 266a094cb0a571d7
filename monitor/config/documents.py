"""The text of a YAML file becomes a document with places, or the reason why not: the only owner of ruamel."""

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
from monitor.config.nodes import Document, Node
from monitor.config.report import Report
from monitor.config.scalars import BlockText, FoldedText, resolve
from monitor.config.syntax import explain
from monitor.config.texts import Spot, spot_at

# Far above any honest file (10,000 feeds are 180,000), low enough that a bomb costs seconds at the most.
MAX_NODES = 400_000
MAX_DEPTH = 30

Substitute = Callable[[str], str]


class _Refused(Exception):  # noqa: N818 - never leaves this module
    """The document cannot be built, and its place."""

    def __init__(self, event: Event, wrong: str, remedy: str) -> None:
        self.line: int = event.start_mark.line + 1
        self.col: int = event.start_mark.column + 1
        self.wrong, self.remedy = wrong, remedy


@dataclass(slots=True)
class _Open:
    """A mapping or a list whose end has not been read yet."""

    start: Event
    is_map: bool
    anchor: str | None
    children: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    key: str | None = None
    size: int = 1


def parse(name: str, text: str, report: Report, substitute: Substitute = str) -> Document | None:
    """Return the document that ``text`` is; report what keeps it from being one.

    ``substitute`` is applied to every string. An empty text is an empty mapping.
    """
    builder = _Builder(name, text, report, substitute)
    try:
        for event in _events(text):
            builder.take(event)
    except _Refused as refused:
        report.problem(Spot(name, refused.line, refused.col), (), refused.wrong, refused.remedy)
        return None
    except MarkedYAMLError as error:
        fault = explain(text, error)
        report.problem(Spot(name, fault.line, fault.col), (), fault.wrong, fault.remedy)
        return None
    except (YAMLError, ValueError):  # ValueError: ruamel 0.19 lets int() of a huge %YAML directive through
        report.problem(Spot(name, 1, 1), (), "this is not YAML", "compare it with the shipped file")
        return None
    root = builder.root if builder.root and builder.root.value is not None else Node({}, 0, children={})
    if not isinstance(root.value, dict):
        wrong = "the file must be a mapping of keys to values"
        report.problem(spot_at(name, text, root.start), (), wrong, "begin it with a key such as 'rules:'")
        return None
    return Document(name, text, root)


def _events(text: str) -> Iterator[Event]:
    yield from YAML(typ="safe", pure=True).parse(text)


class _Builder:
    """Builds nodes from events, without recursion: depth and size are bounded before memory is spent."""

    def __init__(self, name: str, text: str, report: Report, substitute: Substitute) -> None:
        self.root: Node | None = None
        self._name, self._text, self._report, self._substitute = name, text, report, substitute
        self._open: list[_Open] = []
        self._anchors: dict[str, Node | None] = {}
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
        node = Node(self._value(event), event.start_mark.index, event.end_mark.index)
        self._keep(event, event.anchor, node)

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
        return bool(self._open) and self._open[-1].is_map and self._open[-1].key is None

    def _key(self, event: ScalarEvent) -> None:
        above, mark = self._open[-1], event.start_mark
        if event.style in {"|", ">"}:
            raise _Refused(event, "a key cannot be block text", "write it on one line")
        key = intern(event.value)
        if key in above.keys:
            spot = Spot(self._name, mark.line + 1, mark.column + 1)
            first = self._text.count("\n", 0, above.keys[key][0]) + 1
            wrong = f"the key {key!r} stands twice in this mapping"
            self._report.problem(spot, (), wrong, f"remove one of them (the first is in line {first})")
        above.keys.setdefault(key, (mark.index, event.end_mark.index))
        above.key = key

    def _begin(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        self._refuse_tag(event)
        if self._expects_key():
            raise _Refused(event, "a key must be a word", "quote it, or write 'key: value'")
        if len(self._open) >= MAX_DEPTH:
            raise _Refused(event, f"more than {MAX_DEPTH} levels of nesting", "flatten it")
        if event.anchor:
            self._anchors[event.anchor] = None
        self._open.append(_Open(event, isinstance(event, MappingStartEvent), event.anchor))

    def _end(self) -> None:
        done = self._open.pop()
        children = done.children if done.is_map else tuple(done.items)
        if done.is_map:
            value: object = {key: child.value for key, child in done.children.items()}
        else:
            value = [child.value for child in done.items]
        node = Node(value, done.start.start_mark.index, keys=done.keys, children=children, size=done.size)
        self._keep(done.start, done.anchor, node)

    def _alias(self, event: AliasEvent) -> None:
        if str(event.anchor).endswith(":"):
            raise _Refused(event, "a key cannot begin with '*'", 'write it in quotes: "*":')
        if event.anchor not in self._anchors:
            raise _Refused(event, f"nothing above is marked &{event.anchor}", f'quote it: "*{event.anchor}"')
        if self._expects_key():
            raise _Refused(event, "a key must be a word", "quote it")
        node = self._anchors[event.anchor]
        if node is None:
            raise _Refused(event, f"*{event.anchor} stands inside of what it repeats", "write it out")
        self._keep(event, None, node)

    def _keep(self, event: Event, anchor: str | None, node: Node) -> None:
        self._nodes += node.size
        if self._nodes > MAX_NODES:
            raise _Refused(event, f"more than {MAX_NODES} values in one file", "split it")
        if anchor:
            self._anchors[anchor] = node
        if not self._open:
            self.root = node
            return
        above = self._open[-1]
        above.size += node.size
        if not above.is_map:
            above.items.append(node)
        elif above.key is not None:
            above.children.setdefault(above.key, node)
            above.key = None

    def _refuse_tag(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent) -> None:
        if event.tag is not None:
            raise _Refused(
                event, f"the tag {str(event.tag)[:40]!r} is not allowed", "quote what begins with '!'"
            )
