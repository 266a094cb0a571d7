"""A YAML document as plain values that remember where they stand in its text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from monitor.config.scalars import BlockText

# Dicts, lists and scalars as JSON has them; pydantic decides what they may be.
Value = Any


# Most nodes are scalars, which have neither; ten thousand feeds are seventy thousand of them.
_NO_KEYS: Mapping[str, tuple[int, int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place in the text: where it starts, and where it ends if it is a scalar.

    ``keys`` are the spans of a mapping's keys; ``size`` counts the values inside.
    """

    value: Value
    start: int
    end: int = 0
    keys: Mapping[str, tuple[int, int]] = field(default_factory=lambda: _NO_KEYS)
    children: "Mapping[str, Node] | Sequence[Node]" = ()
    size: int = 1

    def child(self, step: str | int) -> "Node | None":
        """Return what ``step`` leads to from here, if anything."""
        if isinstance(self.children, Mapping):
            return self.children.get(step) if isinstance(step, str) else None
        if isinstance(step, int) and 0 <= step < len(self.children):
            return self.children[step]
        return None


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
