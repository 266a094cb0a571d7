"""Changes that a command makes in the files: planned as texts, checked, and only then written."""

import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from monitor import durable
from monitor.config.yaml.editing import Item, with_items

LOCAL = "local/fixes.yaml"
_HEAD = "# yaml-language-server: $schema=../schema/local.json\n#\n# Written by `monitor rules fix`.\n"
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Edit:
    """Items for a list: at ``path`` of a file, or, where that cannot be, at ``local`` of the file of adjustments."""

    path: tuple[str | int, ...]
    items: tuple[Item, ...]
    local: tuple[str | int, ...] | None = None


class CannotEditError(Exception):
    """A file cannot take the change; the message says why."""


def plan(folder: Path, files: Mapping[str, str], edits: Iterable[Edit]) -> dict[str, str]:
    """Return the files that the edits change, with their new texts; nothing is written. May raise CannotEditError."""
    changed: dict[str, str] = {}
    for edit in edits:
        name = str(edit.path[0])
        text = changed.get(name, files.get(name, "" if edit.local is None else None))
        new = None
        if text is not None and _may_be_written(folder / name):
            new = with_items(text, edit.path[1:], edit.items)
        if new is None and edit.local is not None:
            name = LOCAL
            new = with_items(changed.get(name, files.get(name, _HEAD)), edit.local, edit.items)
        if new is None:
            raise CannotEditError(_why_not(folder / name))
        changed[name] = new
    return changed


def write(folder: Path, changed: Mapping[str, str]) -> None:
    """Write files whole or not at all, each with the mode, line ends and byte order mark it had."""
    for name, text in changed.items():
        path = (folder / name).resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        is_there = path.exists()
        mode = stat.S_IMODE(path.stat().st_mode) if is_there else 0o644
        durable.replace(path, _spelt(text, path.read_bytes() if is_there else b""), mode)


def write_secret(place: Path, secret: str) -> None:
    """Write a secret into a file that only its owner can read."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    durable.replace(place, f"{secret}\n".encode())


def _may_be_written(path: Path) -> bool:
    """Return whether a file may be replaced, or made."""
    place = path.resolve()
    return os.access(place.parent, os.W_OK) and (not place.exists() or os.access(place, os.W_OK))


def _why_not(path: Path) -> str:
    if not _may_be_written(path):
        return f"{path} may not be written by this user"
    return f"{path} has a form that cannot be added to"


def _spelt(text: str, old: bytes) -> bytes:
    body = text.replace("\n", "\r\n") if b"\r\n" in old else text
    return (_BOM if old.startswith(_BOM) else b"") + body.encode("utf-8")
