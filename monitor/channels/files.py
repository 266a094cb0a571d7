"""Messages as files: a folder of .eml and .html, or a Maildir. The same message gives the same file."""

import asyncio
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from hashlib import sha256
from pathlib import Path

from monitor import durable
from monitor.core.operations.outbox import Accepted, Gate, Outcome, Outgoing, Unreachable

_KEPT = frozenset("abcdefghijklmnopqrstuvwxyz0123456789@.-_")


class FileChannel:
    """Writes what is addressed to a folder there, and what is addressed to a mailbox into ``outbox``."""

    connections = 1

    def __init__(self, outbox: Path) -> None:
        self._outbox = outbox

    @asynccontextmanager
    async def session(self) -> AsyncIterator["FileChannel"]:
        """Open a session; there is nothing to open."""
        yield self

    async def send(self, letter: Outgoing, gate: Gate) -> Outcome:
        """Write one message; on the disk before it counts as handed over."""
        await gate()
        folder = Path(letter.address) if Path(letter.address).is_absolute() else self._outbox
        try:
            written = await asyncio.to_thread(_write, folder, letter)
        except OSError as error:
            return Unreachable(f"cannot write into {folder}: {error.strerror or error}", "file", whole=False)
        return Accepted(f"written to {written}", "file")


def _write(folder: Path, letter: Outgoing) -> Path:
    mark = sha256(letter.message_id.encode()).hexdigest()[:12]
    if _is_maildir(folder):
        for part in ("tmp", "new", "cur"):
            (folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        target = folder / "new" / f"{int(letter.created_at.timestamp())}.{mark}.monitor"
        durable.replace(target, letter.payload.replace(b"\r\n", b"\n"), _mode(folder), folder / "tmp")
        return target
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"{letter.created_at:%Y%m%dT%H%M%SZ}-{_slug(letter)}-{mark}.eml"
    page = _html(letter.payload)
    if page is not None:
        durable.replace(target.with_suffix(".html"), page, _mode(folder))
    durable.replace(target, letter.payload, _mode(folder))
    return target


def _mode(folder: Path) -> int:
    """Return who may read a message: its owner alone, and the group of a folder whose files are its group's."""
    return 0o640 if folder.stat().st_mode & stat.S_ISGID else 0o600


def _is_maildir(folder: Path) -> bool:
    return folder.name.lower() == "maildir" or all((folder / part).is_dir() for part in ("tmp", "new", "cur"))


def _slug(letter: Outgoing) -> str:
    """Return a name of whom the file is for, of nothing that a file system or a shell could take amiss."""
    name = letter.address if "@" in letter.address else letter.recipient
    return "".join(c if c in _KEPT else "-" for c in name.lower()).strip(".-")[:60] or "message"


def _html(payload: bytes) -> bytes | None:
    """Take the HTML part out of a message, None if it has none."""
    part = message_from_bytes(payload, policy=policy.default).get_body(("html",))
    content = part.get_content() if part is not None else None
    return content.encode("utf-8", "replace") if isinstance(content, str) else None
