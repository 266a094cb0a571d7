"""How old a new entry is, as far as anybody can tell: what is old is stored, and no alert tells it as new."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.core.feeds.polling import Memory
from monitor.core.model import ParsedEntry

OLD = timedelta(hours=24)  # of a first poll such entries are its baseline (DESIGN 5)
SURE = 3  # polls in which new entries stood above all known ones: then the newest come first


@dataclass(frozen=True, slots=True)
class Places:
    """Where new items stand in their document: those ``below`` all known ones, and whether some stand above them."""

    below: frozenset[str] = frozenset()
    on_top: bool = False

    @classmethod
    def of(cls, items: Sequence[str], known: Collection[str], fresh: Collection[str]) -> "Places":
        """Find the places in a document of the items' digests, nothing if it shows none that was known."""
        places = [place for place, item in enumerate(items) if item in known]
        if not places:
            return cls()
        return cls(
            frozenset(items[places[-1] + 1 :]).intersection(fresh),
            not set(fresh).isdisjoint(items[: places[0]]),
        )


def effective(entry: ParsedEntry, now: datetime) -> datetime:
    """Return when an entry was published; now, if it says nothing of that, or a time to come."""
    at = entry.published or entry.updated
    return at if at is not None and at <= now else now


def is_old(entry: ParsedEntry, now: datetime) -> bool:
    """Return whether an entry is older than a day."""
    return now - effective(entry, now) > OLD


def is_stale(entry: ParsedEntry, before: Memory, now: datetime, *, is_baseline: bool, is_below: bool) -> bool:
    """Return whether an entry that is new to us is none for its feed: a withdrawn one may let those below move up.

    So is one that is older than what the feed showed ``before``. One without a date is if its age cannot be guessed: in
    a first poll, and below all known entries where new ones come on top.
    """
    if (entry.published or entry.updated) is None:
        return is_baseline or (is_below and before.tops >= SURE)
    return is_old(entry, now) and before.oldest is not None and effective(entry, now) < before.oldest


def remembered(before: Memory, entries: Sequence[ParsedEntry], places: Places) -> tuple[datetime | None, int]:
    """Return the oldest date that a whole document shows, and in how many polls new entries stood on top."""
    dated = [at for at in (entry.published or entry.updated for entry in entries) if at is not None]
    return min(dated, default=before.oldest), min(SURE, before.tops + places.on_top)
