"""The configuration folder that a store serves: one at a time, and who asks with another is told so."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.core.operations.health import Runner


@dataclass(frozen=True, slots=True)
class Folder:
    """A configuration folder: its path as given, where links lead, and what it is to its machine.

    The machine knows it by device and inode, also after it was moved; containers and fleets know it by its path. Inodes
    are used again: ``mark`` is a text of its own that the folder bears, empty where none could be written.
    """

    path: str
    resolved: str
    host: str = ""
    device: int = 0
    inode: int = 0
    mark: str = ""

    def is_same(self, other: "Folder") -> bool:
        """Return whether ``other``, as it is now, is this folder, whatever way leads to it."""
        if self.path == other.path or self.resolved == other.resolved:
            return True
        mine, theirs = (self.host, self.device, self.inode), (other.host, other.device, other.inode)
        is_marked_so = not self.mark or self.mark == other.mark
        return bool(self.inode) and mine == theirs and is_marked_so


def refusal(store: str, served: Folder, ours: Folder, living: Sequence[Runner]) -> str:
    """Return why a store that serves the folder ``served`` may not be worked on with ``ours``, and what to do.

    ``living`` are the processes at work on it.
    """
    wrong = f"{store} serves the folder {served.path}, not {ours.path}"
    own = f"say --config {served.path}, or give {ours.path} a store of its own (`store:` in its monitor.yaml)"
    if living:
        service = living[0]
        return f"{wrong}: {service.kind} is at work on it (pid {service.pid} on {service.host}); {own}"
    return (
        f"{wrong}: {own}, or let it serve that one from now on: `monitor db take-over --config {ours.path}`"
    )
