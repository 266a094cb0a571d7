"""Files that are whole or not there, whatever happens meanwhile, a power cut too."""

import os
from pathlib import Path


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
