"""Items added to a list in a YAML file: comments, layout and everything else stay as they are."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from monitor.config.problems.report import Report
from monitor.config.yaml.documents import parse
from monitor.config.yaml.nodes import Document, Node, is_item
from monitor.config.yaml.scalars import BlockText

Path = Sequence[str | int]
Item = str | Mapping[str, str | Sequence[str]]


def with_items(text: str, path: Path, items: Sequence[Item]) -> str | None:
    """Return a file with ``items`` in the list at ``path``; None if its form allows no such thing.

    The list and the mappings that lead to it are made if they are missing. The result is read again: it differs
    from the original in the items only.
    """
    file = parse("", text, Report())
    if file is None:
        return None
    edited = _edited(file, path, items)
    return edited if edited is not None and _is_right(file, edited, path, items) else None


def _edited(file: Document, path: Path, items: Sequence[Item]) -> str | None:
    node, depth, is_flow = file.root, 0, False
    while depth < len(path) and (below := node.child(path[depth])) is not None:
        is_flow = is_flow or file.text[node.start] in "{["
        node, depth = below, depth + 1
    if depth == len(path):
        return _appended(file, node, path, items, is_flow=is_flow)
    missing = [str(step) for step in path[depth:]]
    is_map = isinstance(node.children, Mapping) and isinstance(node.value, dict)
    return _with_key(file, node, missing, items) if is_map else None


def _appended(file: Document, node: Node, path: Path, items: Sequence[Item], *, is_flow: bool) -> str | None:
    """Add to a list that is there, in the way it is written."""
    text, start = file.text, node.start
    if isinstance(node.value, BlockText):
        return _with_lines(text, start, items)
    if isinstance(node.value, list) and node.value:
        return _among(text, node, items)
    if node.value is None or node.value == []:
        key = file.node(path[:-1])
        span = key.keys.get(str(path[-1])) if key else None
        return None if span is None else _begun(text, span, node, items, is_flow=is_flow)
    if isinstance(node.value, str):
        return text[:start] + f"[{spelt(node.value)}, {_flow(items)}]" + text[node.end :]
    return None


def _among(text: str, node: Node, items: Sequence[Item]) -> str | None:
    """Add to a list that holds something."""
    if text[node.start] == "[":
        return _put(text, node.start + 1, f"{_flow(items)}, ")
    if isinstance(node.children, Mapping):
        return None
    dash = text.rfind("-", 0, node.children[-1].start)
    column = _column(text, dash)
    return _after(text, dash, column, _dashes(items, column), in_list=True)


def _begun(
    text: str, key: tuple[int, int], node: Node, items: Sequence[Item], *, is_flow: bool
) -> str | None:
    """Put the first items where the list is empty, or where nothing stands."""
    colon = text.index(":", key[1])
    end = text.index("]", node.start) + 1 if node.value == [] else node.end
    is_written = bool(text[node.start : end].strip("\n \t"))
    emptied = text[: colon + 1] + text[end:] if is_written else text
    if is_flow or any(isinstance(item, str) for item in items):
        return _put(emptied, colon + 1, f" [{_flow(items)}]")
    column = _column(text, key[0])
    return _after(emptied, key[0], column, _dashes(items, column + 2), in_list=False)


def _with_lines(text: str, start: int, items: Sequence[Item]) -> str | None:
    """Add lines to block text, if the items can be such."""
    if not _are_lines(items):
        return None
    at = text.find("\n", start) + 1
    first = next((line for line in text[at:].split("\n") if line.strip()), "") if at else ""
    column = len(first) - len(first.lstrip())
    if not column:
        return None
    return _after(text, at, column - 1, _lines(items, column), in_list=False)


def _with_key(file: Document, node: Node, missing: Sequence[str], items: Sequence[Item]) -> str | None:
    """Add keys to a mapping, the last of them with a list of the items."""
    text = file.text
    if node is file.root and not node.keys and not text.startswith("{", node.start):
        return f"{text.rstrip()}\n\n{_block(missing, items, 0)}".lstrip()
    if text[node.start] == "{":
        inner = f"[{_flow(items)}]"
        for key in reversed(missing[1:]):
            inner = f"{{{_word(key)}: {inner}}}"
        return _put(text, node.start + 1, f"{_word(missing[0])}: {inner}" + (", " if node.keys else ""))
    if not node.keys:
        return None
    last = max(start for start, _ in node.keys.values())
    column = _column(text, last)
    return _after(text, last, column, _block(missing, items, column), in_list=False)


def _block(keys: Sequence[str], items: Sequence[Item], column: int) -> str:
    above = "\n".join(f"{' ' * (column + 2 * depth)}{_word(key)}:" for depth, key in enumerate(keys))
    inner = column + 2 * len(keys)
    return f"{above} |\n{_lines(items, inner)}" if _are_lines(items) else f"{above}\n{_dashes(items, inner)}"


def _are_lines(items: Sequence[Item]) -> bool:
    """Return whether each item can be a line of block text."""
    return all(
        isinstance(item, str) and "\n" not in item and is_item(item) and item == item.strip()
        for item in items
    )


def _lines(items: Sequence[Item], column: int) -> str:
    return "".join(f"{' ' * column}{item}\n" for item in items)


def _dashes(items: Sequence[Item], column: int) -> str:
    return "".join(f"{' ' * column}- {spelt(item)}\n" for item in items)


def _flow(items: Sequence[Item]) -> str:
    return ", ".join(map(spelt, items))


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


def _is_right(file: Document, edited: str, path: Path, items: Sequence[Item]) -> bool:
    after = parse("", edited, Report())
    if after is None:
        return False
    old, new = _copied(file.value), _copied(after.value)
    before, now = _taken(old, path), _taken(new, path)
    added = json.loads(json.dumps(items))  # tuples become lists, as YAML has them
    return old == new and now in ([*before, *added], [*added, *before])


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
