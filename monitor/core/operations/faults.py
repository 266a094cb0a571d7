"""Faults of monitor itself: what an exception of ours keeps from being done, as a state that people are told of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.core.text.clean import spelled_out

_FIRST, _LONGEST = timedelta(seconds=5), timedelta(minutes=5)  # until it is tried again
_SAID = 160  # characters of what an exception says
DAMAGE = "read"  # as a step: of a row of the store
# Steps in which a fault with a subject sets one thing aside, and the rest goes on: "retain" is of a table.
_APART = ("group", "deliver", "retain", DAMAGE)
_MANY_WAIT = "order "  # a row without which nobody is told what its order would


@dataclass(frozen=True, slots=True)
class OurFault:
    """Something that fails by our fault since ``since``; it is tried again at ``due_at``.

    ``work`` is the step (poll, group, edit, deliver, retain, …). ``subject`` is what the step was at (an entry's
    number, an order of a recipient, a message's number), empty if the step fails as a whole; ``title`` says it to
    people.
    """

    work: str
    subject: str
    title: str
    error: str
    failures: int
    since: datetime
    last_at: datetime
    due_at: datetime

    @property
    def is_contained(self) -> bool:
        """Return whether it keeps one thing from being done, and nothing else."""
        return self.work in _APART and bool(self.subject) and not self.subject.startswith(_MANY_WAIT)


def named(error: BaseException, conceal: Callable[[str], str] = str) -> str:
    """Name an exception in one line, without secrets and without what could deceive whoever reads it."""
    said = spelled_out(" ".join(conceal(str(error).partition("\n")[0]).split()))[:_SAID]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def pause(failures: int) -> timedelta:
    """Return how long to leave alone what failed so many times."""
    return min(_LONGEST, _FIRST * (1 << min(failures - 1, 10)))
