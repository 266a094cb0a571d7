"""A YAML document as plain values that remember where they stand in its text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from monitor.config.scalars import BlockText

# Dicts, lists and scalars as JSON has them; pydantic decides what they may be.
Value = Any


@dataclass(frozen=True, slots=True)
class Key:
    """Where the key of a mapping stands."""

    line: int
    col: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place: line and column from 1, and the span of a scalar in the text."""

    value: Value
    line: int
    col: int
    start: int = 0
    end: int = 0
    keys: Mapping[str, Key] = field(default_factory=dict)
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
        node, place = self.root, (self.root.line, self.root.col)
        for number, step in enumerate(path):
            below = node.child(step)
            if below is None and isinstance(step, int) and isinstance(node.value, BlockText):
                return self._line_of_block(node, step)
            if below is None:
                continue
            at_key = node.keys[str(step)] if key and number == len(path) - 1 and step in node.keys else below
            node, place = below, (at_key.line, at_key.col)
        return place

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

    def _line_of_block(self, node: Node, item: int) -> tuple[int, int]:
        """Find the line of the n-th item in block text: blank lines and comments are no items."""
        lines = self.text.split("\n")
        number = -1
        for index in range(node.line, len(lines)):
            content = lines[index].strip()
            number += is_item(content)
            if number == item:
                return index + 1, len(lines[index]) - len(lines[index].lstrip()) + 1
        return node.line, node.col


def is_item(line: str) -> bool:
    """Say whether a stripped line of block text is an item: not blank, and no comment (``# …``)."""
    return bool(line) and line != "#" and not line.startswith("# ")
