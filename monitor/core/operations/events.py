"""Events that steps emit, for metrics."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Polled:
    """A feed was polled. ``outcome`` is fetched, unchanged, not_modified, or the state that a failure gave it.

    ``delays`` of the new entries are from their publication to our seeing them; ``rules`` has one for each hit.
    """

    feed: str
    outcome: str
    took: timedelta
    delays: tuple[timedelta, ...] = ()
    rules: tuple[str, ...] = ()
    entries: int = 0


@dataclass(frozen=True, slots=True)
class Handed:
    """A message was handed to a channel, which answered accepted, deferred or refused."""

    channel: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Reloaded:
    """The files were read: ``good`` if they are now at work, else what ran before runs on."""

    good: bool


@dataclass(frozen=True, slots=True)
class Worked:
    """A worker process ended a piece of work: done, failed or late."""

    outcome: str
    took: timedelta


Event = Polled | Handed | Reloaded | Worked


def unheard(event: Event) -> None:
    """Listen to nothing."""
    del event
