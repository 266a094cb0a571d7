"""A text added to a list in a YAML file: comments, layout and everything else stay as they are."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from monitor.config.problems.report import Report
from monitor.config.yaml.documents import parse
from monitor.config.yaml.nodes import Document, Node, is_item
from monitor.config.yaml.scalars import BlockText

Path = Sequence[str | int]
Item = str | Mapping[str, str]


def with_item(text: str, path: Path, item: Item) -> str | None:
    """Return a file with ``item`` in the list at ``path``; None if its form allows no such thing.

    The list and the mappings that lead to it are made if they are missing. The result is read again: it differs
    from the original in the one item only.
    """
    file = parse("", text, Report())
    if file is None:
        return None
    edited = _edited(file, path, item)
    return edited if edited is not None and _is_right(file, edited, path, item) else None


def _edited(file: Document, path: Path, item: Item) -> str | None:
    node, depth = file.root, 0
    while depth < len(path) and (below := node.child(path[depth])) is not None:
        node, depth = below, depth + 1
    if depth == len(path):
        return _appended(file, node, path, item)
    missing = [str(step) for step in path[depth:]]
    is_map = isinstance(node.children, Mapping) and isinstance(node.value, dict)
    return _with_key(file, node, missing, item) if is_map else None


def _appended(file: Document, node: Node, path: Path, item: Item) -> str | None:
    """Add to a list that is there, in the way it is written."""
    text, start = file.text, node.start
    if isinstance(node.value, BlockText):
        return _with_line(text, start, item)
    if isinstance(node.value, list) and text[start] == "[":
        return _put(text, start + 1, spelt(item) + (", " if node.value else ""))
    if isinstance(node.value, list) and not isinstance(node.children, Mapping) and node.children:
        dash = text.rfind("-", 0, node.children[-1].start)
        column = _column(text, dash)
        return _after(text, dash, column, f"{' ' * column}- {spelt(item)}\n", in_list=True)
    if node.value is None:
        key = file.node(path[:-1])
        at = key.keys[str(path[-1])][1] if key and str(path[-1]) in key.keys else start
        return _put(text, text.index(":", at) + 1, f" [{spelt(item)}]")
    if isinstance(node.value, str):
        return text[:start] + f"[{spelt(node.value)}, {spelt(item)}]" + text[node.end :]
    return None


def _with_line(text: str, start: int, item: Item) -> str | None:
    """Add a line to block text, if the item can be one."""
    if not isinstance(item, str) or "\n" in item or not is_item(item) or item != item.strip():
        return None
    at = text.find("\n", start) + 1
    first = next((line for line in text[at:].split("\n") if line.strip()), "") if at else ""
    column = len(first) - len(first.lstrip())
    if not column:
        return None
    return _after(text, at, column - 1, f"{' ' * column}{item}\n", in_list=False)


def _with_key(file: Document, node: Node, missing: Sequence[str], item: Item) -> str | None:
    """Add keys to a mapping, the last of them with a list of one item."""
    text = file.text
    if node is file.root and not node.keys:
        return f"{text.rstrip()}\n\n{_block(missing, item, 0)}".lstrip()
    if text[node.start] == "{":
        inner = f"[{spelt(item)}]"
        for key in reversed(missing[1:]):
            inner = f"{{{_word(key)}: {inner}}}"
        return _put(text, node.start + 1, f"{_word(missing[0])}: {inner}" + (", " if node.keys else ""))
    if not node.keys:
        return None
    last = max(start for start, _ in node.keys.values())
    column = _column(text, last)
    return _after(text, last, column, _block(missing, item, column), in_list=False)


def _block(keys: Sequence[str], item: Item, column: int) -> str:
    lines = [f"{' ' * (column + 2 * depth)}{_word(key)}:" for depth, key in enumerate(keys)]
    inner = " " * (column + 2 * len(keys))
    is_line = isinstance(item, str) and "\n" not in item and is_item(item) and item == item.strip()
    if is_line:
        lines[-1] += " |"
    return "\n".join([*lines, inner + (str(item) if is_line else f"- {spelt(item)}")]) + "\n"


def _after(text: str, at: int, column: int, addition: str, *, in_list: bool) -> str:
    """Put lines behind all that belongs to the line at ``at``: what is further to the right than ``column``."""
    end = text.find("\n", at)
    end = len(text) if end < 0 else end + 1
    kept = end if text[at:end].strip() else at
    while end < len(text):
        stop = text.find("\n", end)
        stop = len(text) if stop < 0 else stop + 1
        line = text[end:stop]
        indent = len(line) - len(line.lstrip(" "))
        is_dash = not in_list and indent == column and line.lstrip().startswith("- ")
        if line.strip() and indent <= column and not is_dash:
            break
        end = stop
        if line.strip() and not line.lstrip().startswith("# "):
            kept = end
    head = text[:kept]
    return f"{head}{'' if head.endswith(chr(10)) else chr(10)}{addition}{text[kept:]}"


def _put(text: str, at: int, addition: str) -> str:
    return text[:at] + addition + text[at:]


def _column(text: str, at: int) -> int:
    return at - text.rfind("\n", 0, at) - 1


def spelt(item: Item) -> str:
    """Write an item on one line; JSON is YAML."""
    if isinstance(item, str):
        return json.dumps(item, ensure_ascii=False)
    return (
        "{"
        + ", ".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in item.items())
        + "}"
    )


def _word(key: str) -> str:
    is_plain = key.replace("_", "a").replace("-", "a").isalnum() and key[0].isalpha()
    return key if is_plain and key not in {"null", "true", "false"} else json.dumps(key, ensure_ascii=False)


def _is_right(file: Document, edited: str, path: Path, item: Item) -> bool:
    after = parse("", edited, Report())
    if after is None:
        return False
    old, new = _copied(file.value), _copied(after.value)
    before, now = _taken(old, path), _taken(new, path)
    return old == new and now in ([*before, item], [item, *before])


def _copied(value: Any) -> Any:
    """Copy a value so that what ``*name`` repeats is a copy of its own."""
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


def _taken(value: Any, path: Path) -> list[Any]:
    """Take the list at ``path`` out of a value, and the mappings that are empty without it; return its items."""
    above: list[tuple[Any, str | int]] = []
    for step in path:
        if isinstance(value, dict) and step not in value:
            break
        above.append((value, step))
        value = value[step]
    found = value if len(above) == len(path) else None
    for depth, (holder, step) in reversed(list(enumerate(above))):
        is_last = depth == len(path) - 1
        if isinstance(holder, dict) and (is_last or not holder[step]):
            del holder[step]
    if isinstance(found, BlockText):
        return [line.strip() for line in found.split("\n") if is_item(line.strip())]
    return [found] if isinstance(found, str) else list(found or [])
