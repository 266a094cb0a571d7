"""A YAML document as plain values that remember where they stand in its text."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, TypeAlias

from monitor.config.yaml.scalars import BlockText

# Dicts, lists and scalars as JSON has them; pydantic decides what they may be.
Value = Any

# Where the values of a document stand, in the order of its text: five numbers for each. Ten thousand feeds are forty
# thousand values; with an object for each they would take more memory than all else that the service does.
Places: TypeAlias = "array[int]"
START, END, KEY, KEY_END, LENGTH = range(
    5
)  # of a value, of the key before it; numbers for it and what is inside
ROW: Final = 5


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place in the text. Made when it is asked for."""

    value: Value
    _places: Places = field(default_factory=lambda: array("I", [0] * ROW))
    _at: int = 0

    @property
    def start(self) -> int:
        """Where it starts in the text."""
        return self._places[self._at + START]

    @property
    def end(self) -> int:
        """Where it ends if it is a scalar."""
        return self._places[self._at + END]

    @property
    def keys(self) -> dict[str, tuple[int, int]]:
        """The spans of a mapping's keys."""
        spans = ((self._places[row + KEY], self._places[row + KEY_END]) for row in self._rows())
        return dict(zip(self.value, spans, strict=True)) if isinstance(self.value, dict) else {}

    @property
    def children(self) -> "Mapping[str, Node] | Sequence[Node]":
        """What is inside of a mapping or a list."""
        if isinstance(self.value, dict):
            return dict(zip(self.value, self._below(self.value.values()), strict=True))
        return tuple(self._below(self.value)) if isinstance(self.value, list) else ()

    def child(self, step: str | int) -> "Node | None":
        """Return what ``step`` leads to from here, if anything."""
        if isinstance(self.value, dict) and step in self.value:
            below, number = self.value[step], list(self.value).index(str(step))
        elif isinstance(self.value, list) and isinstance(step, int) and 0 <= step < len(self.value):
            below, number = self.value[step], step
        else:
            return None
        return Node(below, self._places, next(islice(self._rows(), number, None)))

    def _below(self, values: Iterable[Value]) -> "Iterator[Node]":
        for value, row in zip(values, self._rows(), strict=True):
            yield Node(value, self._places, row)

    def _rows(self) -> Iterator[int]:
        row, end = self._at + ROW, self._at + self._places[self._at + LENGTH]
        while row < end:
            yield row
            row += self._places[row + LENGTH]


@dataclass(frozen=True, slots=True)
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
            at = (
                node.keys[str(step)][0]
                if key and number == len(path) - 1 and step in node.keys
                else below.start
            )
            node = below
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

    def _place(self, offset: int) -> tuple[int, int]:
        line_start = self.text.rfind("\n", 0, offset) + 1
        return self.text.count("\n", 0, offset) + 1, offset - line_start + 1

    def _line_of_block(self, node: Node, item: int) -> tuple[int, int]:
        """Find the line of the n-th item in block text: blank lines and comments are no items."""
        lines = self.text.split("\n")
        line, col = self._place(node.start)
        number = -1
        for index in range(line, len(lines)):
            content = lines[index].strip()
            number += is_item(content)
            if number == item:
                return index + 1, len(lines[index]) - len(lines[index].lstrip()) + 1
        return line, col


def is_item(line: str) -> bool:
    """Say whether a stripped line of block text is an item: not blank, and no comment (``# …``)."""
    return bool(line) and line != "#" and not line.startswith("# ")
