"""Files that are written whole or not at all, whatever happens, a power cut too; and read without end or wait."""

import errno
import os
from pathlib import Path
from stat import S_ISREG

_AT_ONCE = getattr(os, "O_NONBLOCK", 0)  # to open a pipe waits for its writer; Windows has none by name


def read(path: Path, most: int) -> bytes:
    """Return the first ``most`` bytes of a file; OSError for what is none: a pipe never comes, a device never ends."""
    handle = os.open(path, os.O_RDONLY | _AT_ONCE | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        if not S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "it is not a file", str(path))
        return file.read(most)


def replace(target: Path, body: bytes, mode: int = 0o600, workplace: Path | None = None) -> None:
    """Let ``body`` be what ``target`` holds; it is written beside, or in ``workplace``, and takes the place at once.

    What lies in the way of the draft is removed and never followed: in a shared folder it may be somebody's link.
    """
    draft = (workplace or target.parent) / f".{target.name}.part"
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(mode)  # whatever the umask takes away
        draft.replace(target)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make a folder remember the names in it; Windows cannot open one, and has no need to."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
