"""A YAML document as plain values that remember where they stand in its text."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from monitor.config.yaml.scalars import BlockText

# Dicts, lists and scalars as JSON has them; pydantic decides what they may be.
Value = Any

START, END, KEY, KEY_END, LENGTH = range(
    5
)  # of a value, of the key before it; numbers for it and what is inside
ROW: Final = 5


class Places:
    """Where the values of a document stand, in the order of its text: five numbers for each.

    Ten thousand feeds are forty thousand values; with an object for each they would take more memory than all else
    that the service does. Which values lie in which is worked out once for each that is asked about.
    """

    def __init__(self, numbers: Iterable[int] = ()) -> None:
        self.numbers = array("I", numbers)
        self._inside: dict[int, array[int] | dict[str, int]] = {}

    def rows(self, row: int) -> Iterator[int]:
        """Yield the rows of the values that lie directly in the one of ``row``."""
        inner, end = row + ROW, row + self.numbers[row + LENGTH]
        while inner < end:
            yield inner
            inner += self.numbers[inner + LENGTH]

    def below(self, row: int, value: Value, step: str | int) -> int | None:
        """Return the row of what ``step`` leads to from ``value``, the one of ``row``."""
        if row not in self._inside:
            rows = self.rows(row)
            is_map = isinstance(value, dict)
            self._inside[row] = dict(zip(value, rows, strict=True)) if is_map else array("I", rows)
        inside = self._inside[row]
        if isinstance(inside, dict):
            return inside.get(str(step))
        return inside[step] if isinstance(step, int) and 0 <= step < len(inside) else None


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place in the text. Made when it is asked for."""

    value: Value
    _places: Places = field(default_factory=lambda: Places([0] * ROW))
    at: int = 0

    @property
    def start(self) -> int:
        """Where it starts in the text."""
        return self._places.numbers[self.at + START]

    @property
    def end(self) -> int:
        """Where it ends if it is a scalar."""
        return self._places.numbers[self.at + END]

    @property
    def key(self) -> int:
        """Where the key before it starts, if it has one."""
        return self._places.numbers[self.at + KEY]

    @property
    def keys(self) -> dict[str, tuple[int, int]]:
        """The spans of a mapping's keys."""
        if not isinstance(self.value, dict):
            return {}
        numbers = self._places.numbers
        spans = ((numbers[row + KEY], numbers[row + KEY_END]) for row in self._places.rows(self.at))
        return dict(zip(self.value, spans, strict=True))

    @property
    def children(self) -> "Mapping[str, Node] | Sequence[Node]":
        """What is inside of a mapping or a list."""
        if isinstance(self.value, dict):
            return dict(zip(self.value, self._below(self.value.values()), strict=True))
        return tuple(self._below(self.value)) if isinstance(self.value, list) else ()

    def child(self, step: str | int) -> "Node | None":
        """Return what ``step`` leads to from here, if anything."""
        value: Any = self.value
        row = self._places.below(self.at, value, step) if isinstance(value, (dict, list)) else None
        return None if row is None else Node(value[step], self._places, row)

    def _below(self, values: Iterable[Value]) -> "Iterator[Node]":
        for value, row in zip(values, self._places.rows(self.at), strict=True):
            yield Node(value, self._places, row)


@dataclass(frozen=True)
class Document:
    """A file of YAML: its name relative to the configuration folder, its text, its values."""

    name: str
    text: str
    root: Node

    @property
    def value(self) -> Value:
        """The plain value of the whole file."""
        return self.root.value

    def locate(self, path: Sequence[str | int], *, key: bool = False) -> tuple[int, int]:
        """Return line and column of the deepest part of ``path`` that is there.

        Steps that lead nowhere are passed over: a short form (``actor: [a, b]``) lacks the steps of the long
        one (``actor: {any: [a, b]}``) in which the core reports.
        """
        node, at = self.root, self.root.start
        for number, step in enumerate(path):
            below = node.child(step)
            if below is None and isinstance(step, int) and isinstance(node.value, BlockText):
                return self._line_of_block(node, step)
            if below is None:
                continue
            is_key = key and number == len(path) - 1 and isinstance(node.value, dict)
            node, at = below, below.key if is_key else below.start
        return self._place(at)

    def node(self, path: Sequence[str | int]) -> Node | None:
        """Return what the whole of ``path`` leads to, if it does."""
        node: Node | None = self.root
        for step in path:
            node = node.child(step) if node else None
        return node

    def spell(self, path: Sequence[str | int]) -> str:
        """Write ``path`` with dots, list items by their id where they have one."""
        node: Node | None = self.root
        parts = []
        for step in path:
            node = node.child(step) if node else None
            name = node.child("id") if node and isinstance(step, int) else None
            parts.append(str(name.value) if name and isinstance(name.value, str) else str(step))
        return ".".join(parts)

    @cached_property
    def _line_starts(self) -> "array[int]":
        starts, at = array("I", [0]), 0
        while at := self.text.find("\n", at) + 1:
            starts.append(at)
        return starts

    @cached_property
    def _items(self) -> dict[int, list[tuple[int, int]]]:
        """Where the items of block texts stand, by the rows of these, as far as somebody asked."""
        return {}

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def _line_of_block(self, node: Node, item: int) -> tuple[int, int]:
        """Find the line of the n-th item in block text."""
        if node.at not in self._items:
            self._items[node.at] = list(self._lines_of_block(node))
        lines = self._items[node.at]
        return lines[item] if item < len(lines) else self._place(node.start)

    def _lines_of_block(self, node: Node) -> Iterator[tuple[int, int]]:
        """Yield the place of each item: blank lines and comments are none."""
        first, _ = self._place(node.start)
        at = self._line_starts[first] if first < len(self._line_starts) else len(self.text)
        written = self.text[at : node.end].split("\n")
        for line, content in enumerate(written, start=first + 1):
            stripped = content.lstrip()
            if is_item(stripped.rstrip()):
                yield line, len(content) - len(stripped) + 1


def is_item(line: str) -> bool:
    """Return whether a stripped line of block text is an item: not blank, and no comment (``# …``)."""
    return bool(line) and line != "#" and not line.startswith("# ")
