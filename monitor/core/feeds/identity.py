"""Which entries are the same, though GUIDs, schemes, trackers and titles change.

Publishers break every promise of every key, so no single key is trusted against the others. In doubt two entries
stay two: a story gathers them, while an entry swallowed by another is never told.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from monitor.core.feeds.polling import KnownEntry
from monitor.core.feeds.urls import canonical
from monitor.core.model import ParsedEntry

By = Literal["guid", "link", "title and day"]

MOST_KEYS = 12  # of one entry; a feed that rotates its keys at every fetch must not fill the store
_NEAR = 0.75  # of all words of two texts, in both
_TELLING = 5  # words of a title that is its own: "Breaking news" is shared by many
_WORD = re.compile(r"\w+")
_REVISION = re.compile(r"\d{1,2}")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Seen:
    """One entry of a document with its keys.

    ``exact`` tells apart entries that share a guid or a link; such an entry is ``weak``, and has lost that key.
    ``titles`` are the title with its day; of an entry without a date, with the day we see it and the day before.
    """

    entry: ParsedEntry
    digest: str
    guid: str | None
    link: str | None
    exact: str
    titles: tuple[str, ...]
    weak: bool = False

    @property
    def lookups(self) -> tuple[str, ...]:
        """Give every key that may lead to it."""
        return tuple(filter(None, (self.exact, self.guid, self.link, *self.titles)))


@dataclass(frozen=True, slots=True)
class Fresh:
    """An entry not seen before, and the keys it will be known by."""

    entry: ParsedEntry
    digest: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Again:
    """A known entry shown again, what it shows now, and keys it was not known by; ``by`` names a doubtful join."""

    known: KnownEntry
    entry: ParsedEntry
    digest: str
    keys: tuple[str, ...]
    by: By | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """A document's entries, told apart."""

    fresh: tuple[Fresh, ...]
    again: tuple[Again, ...]


def look(entries: Sequence[ParsedEntry], digests: Sequence[str], now: datetime) -> tuple[Seen, ...]:
    """Give each entry of a document its keys; what is repeated word for word counts once.

    A guid or link that different entries of one document share leads to neither of them.
    """
    raw = list(
        dict.fromkeys(_seen(entry, digest, now) for entry, digest in zip(entries, digests, strict=True))
    )
    unique = list({(one.guid, one.link, _text(one.entry)): one for one in reversed(raw)}.values())[::-1]
    guids = Counter(one.guid for one in unique)
    links = Counter(one.link for one in unique)
    return tuple(
        _weakened(one, shared_guid=guids[one.guid] > 1, shared_link=links[one.link] > 1) for one in unique
    )


def settle(
    seen: Sequence[Seen], known: Mapping[str, KnownEntry], present: Collection[int] = (), *, now: datetime
) -> Settled:
    """Decide for each entry whether it is known. ``present`` are entries whose unchanged items were not read again.

    First by guid and link, where the words do not contradict; then, for those left over, by title and day with
    entries that the document no longer shows.
    """
    taken = set(present)
    found: dict[int, tuple[KnownEntry, By | None]] = {}
    for find in (_by_guid, _by_link, _by_title):
        for place, one in enumerate(seen):
            if place not in found and (match := find(one, _Known(known, taken, now))) is not None:
                found[place] = match
                taken.add(match[0].id)
    fresh = tuple(_fresh(one, known) for place, one in enumerate(seen) if place not in found)
    again = tuple(_again(seen[place], *match, known) for place, match in sorted(found.items()))
    return Settled(fresh, again)


def shown_keys(seen: Iterable[Seen], known: Mapping[str, KnownEntry]) -> tuple[str, ...]:
    """Give the stored keys that a document still shows."""
    return tuple(dict.fromkeys(key for one in seen for key in one.lookups if key in known))


def content_hash(entry: ParsedEntry) -> str:
    """Name the words of an entry: another hash means that they were changed."""
    return hashlib.blake2b(
        f"{entry.title}\n{entry.summary}".encode("utf-8", "replace"), digest_size=12
    ).hexdigest()


def _seen(entry: ParsedEntry, digest: str, now: datetime) -> Seen:
    guid = _hashed("g", _guid(entry.id)) if entry.id else None
    address = canonical(entry.link) if entry.link else None
    # The front page is the link of many entries of feeds that have no better one.
    link = _hashed("l", address) if address and not re.fullmatch(r"[^/]*/?", address) else None
    exact = _hashed("x", f"{entry.id or ''}\n{address or ''}\n{_title(entry)}")
    return Seen(entry, digest, guid, link, exact, _title_keys(entry, now))


def _guid(text: str) -> str:
    """Free a guid that is an address from scheme and trackers; "#1" counts the revisions of some broadcasters."""
    address, _, fragment = text.partition("#")
    plain = canonical(address)
    if plain is None:
        return text
    return plain if not fragment or _REVISION.fullmatch(fragment) else f"{plain}#{fragment}"


def _weakened(one: Seen, *, shared_guid: bool, shared_link: bool) -> Seen:
    """Take away the keys that lead to several entries of the document."""
    if not (shared_guid or shared_link):
        return one
    guid = None if shared_guid else one.guid
    link = None if shared_link else one.link
    return replace(one, guid=guid, link=link, weak=(guid, link) != (one.guid, one.link))


def _title_keys(entry: ParsedEntry, now: datetime) -> tuple[str, ...]:
    title = _title(entry)
    if not title:
        return ()
    dated = entry.published or entry.updated
    days: tuple[date, ...] = (dated.date(),) if dated else (now.date(), (now - _ONE_DAY).date())
    return tuple(_hashed("t", f"{title}\n{'' if dated else 'seen '}{day.isoformat()}") for day in days)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is stored, by key; an entry is shown once in a document, so what is ``taken`` is not found again."""

    by_key: Mapping[str, KnownEntry]
    taken: Collection[int]
    now: datetime

    def find(self, *keys: str | None) -> KnownEntry | None:
        for key in keys:
            if key and (old := self.by_key.get(key)) is not None and old.id not in self.taken:
                return old
        return None


def _by_guid(one: Seen, known: _Known) -> tuple[KnownEntry, By | None] | None:
    if (old := known.find(one.exact)) is not None:
        return old, None
    old = known.find(one.guid)
    return (old, None) if old is not None and not _contradicts(one, old) else None


def _by_link(one: Seen, known: _Known) -> tuple[KnownEntry, By | None] | None:
    old = known.find(one.link)
    if old is None or not _agrees(one, old):
        return None
    return old, "link" if one.entry.id else None


def _contradicts(one: Seen, old: KnownEntry) -> bool:
    """Say whether a guid was given to another entry: other words, and another address or else another date.

    At one address an entry may be rewritten, or a live page may tell the next event: then its text is another, too.
    """
    if _is_emptied(old) or _near(one.entry.title, old.title):
        return False
    if one.entry.link and old.link and _same_link(one, old):
        return _other_date(one, old) and not _near(one.entry.summary, old.summary)
    if one.entry.link and old.link:
        return True
    return not one.entry.link and not old.link and _other_date(one, old)


def _agrees(one: Seen, old: KnownEntry) -> bool:
    """Say whether a link is still that of the same entry. A live page keeps its link for ever new entries."""
    if _is_emptied(old) or _near(one.entry.title, old.title):
        return True
    if one.entry.summary and old.summary and _near(one.entry.summary, old.summary):
        return True
    return not one.entry.id and _same_date(one, old)


def _by_title(one: Seen, known: _Known) -> tuple[KnownEntry, By | None] | None:
    """Find an entry of the same title and day that is shown no more, if nothing speaks against it (DESIGN 4)."""
    old = known.find(*one.titles)
    return (old, "title and day") if old is not None and _same_story(one, old, known.now) else None


def _same_story(one: Seen, old: KnownEntry, now: datetime) -> bool:
    dated = one.entry.published or one.entry.updated
    if dated is None and now - old.shown_at > _ONE_DAY:
        return False
    if one.entry.summary and old.summary:
        return _near(one.entry.summary, old.summary)
    telling = len(_WORD.findall(one.entry.title)) >= _TELLING
    return telling or (dated is not None and dated == old.published)


def _fresh(one: Seen, known: Mapping[str, KnownEntry]) -> Fresh:
    own = [key for key in (one.guid, one.link) if key]
    weak = one.weak or any(key in known for key in own)
    keys = (*((one.exact,) if weak or not own else ()), *own, *one.titles[:1])
    return Fresh(one.entry, one.digest, tuple(key for key in keys if key not in known))


def _again(one: Seen, old: KnownEntry, by: By | None, known: Mapping[str, KnownEntry]) -> Again:
    """Add what it is known by now; of a feed that rotates its keys only some, but always the title of today."""
    new = [key for key in (one.guid, one.link) if key and key not in known][: max(0, MOST_KEYS - old.keys)]
    if by == "title and day":
        new += [key for key in one.titles[:1] if key not in known]
    return Again(old, one.entry, one.digest, tuple(new), by)


def _is_emptied(old: KnownEntry) -> bool:
    """Say whether retention took the words, so that they cannot be compared."""
    return not old.title and not old.summary


def _same_link(one: Seen, old: KnownEntry) -> bool:
    return bool(one.entry.link and old.link) and canonical(one.entry.link or "") == canonical(old.link or "")


def _other_date(one: Seen, old: KnownEntry) -> bool:
    dated = one.entry.published or one.entry.updated
    return dated is not None and old.published is not None and dated != old.published


def _same_date(one: Seen, old: KnownEntry) -> bool:
    dated = one.entry.published or one.entry.updated
    return dated is not None and dated == old.published


def _near(first: str, second: str) -> bool:
    """Say whether two texts have nearly the same words; of a shortened one, whether it begins the other."""
    if first == second:
        return True
    one, two = (_WORD.findall(text.casefold()) for text in (first, second))
    if not one or not two:
        return not one and not two
    short, long = sorted((one, two), key=len)
    if len(short) >= 2 * _TELLING and long[: len(short) - 1] == short[:-1]:
        return True
    shared = sum((Counter(one) & Counter(two)).values())
    return shared >= _NEAR * len(long)


def _title(entry: ParsedEntry) -> str:
    return " ".join(_WORD.findall(entry.title.casefold()))


def _text(entry: ParsedEntry) -> tuple[str, str]:
    return entry.title, entry.summary


def _hashed(kind: str, text: str) -> str:
    return f"{kind}:{hashlib.blake2b(text.encode('utf-8', 'replace'), digest_size=12).hexdigest()}"
