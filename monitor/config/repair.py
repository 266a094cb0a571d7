"""Changes that a command makes in the files: planned as texts, checked, and only then written."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from monitor.config.yaml.editing import Item, with_item

LOCAL = "local/fixes.yaml"
_HEAD = "# yaml-language-server: $schema=../schema/local.json\n#\n# Written by `monitor rules fix`.\n"
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Edit:
    """An item for a list: at ``path`` of a file, or, where that cannot be, at ``local`` of the file of adjustments."""

    path: tuple[str | int, ...]
    local: tuple[str | int, ...]
    item: Item


def plan(folder: Path, files: Mapping[str, str], edits: Iterable[Edit]) -> dict[str, str]:
    """Return the files that the edits change, with their new texts; nothing is written."""
    changed: dict[str, str] = {}
    for edit in edits:
        name = str(edit.path[0])
        text = changed.get(name, files.get(name))
        new = (
            with_item(text, edit.path[1:], edit.item)
            if text is not None and _is_open(folder / name)
            else None
        )
        if new is None:
            name = LOCAL
            new = with_item(changed.get(name, files.get(name, _HEAD)), edit.local, edit.item)
        if new is None:
            raise ValueError(f"{name} has a form that cannot be added to")
        changed[name] = new
    return changed


def write(folder: Path, changed: Mapping[str, str]) -> None:
    """Write files whole or not at all, each with the mode, line ends and byte order mark it had."""
    for name, text in changed.items():
        path = (folder / name).resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, _spelt(text, path.read_bytes() if path.exists() else b""))


def _is_open(path: Path) -> bool:
    """Tell whether a file may be replaced."""
    return os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK)


def _spelt(text: str, old: bytes) -> bytes:
    body = text.replace("\n", "\r\n") if b"\r\n" in old else text
    return (_BOM if old.startswith(_BOM) else b"") + body.encode("utf-8")


def _replace(path: Path, body: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".new")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        if path.exists():
            shutil.copymode(path, fresh)
        else:
            fresh.chmod(0o644)
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
