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
_DISTINCTIVE = 5  # words of a title that is its own
_STAMPED = 3  # entries with one date in a document: it is that of the document
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+")
_REVISION = re.compile(r"\d{1,2}")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Seen:
    """One entry of a document with its keys.

    ``guid`` and ``link`` are None where several entries of the document share them. ``words`` is the key of all it says,
    ``moment`` that of the same without its text (without a date: without the numbers in it, which may count readers):
    by these an entry is known that has no guid or link of its own. ``titles`` are the title with its day; of
    an entry without a date, with the day we see it and the day before. ``at`` is its date, if that tells anything.
    Words and moment are those of before furniture was taken out, or it would be another entry when a line of its feed is
    first seen to repeat; ``cut`` is the key of the words left, for furniture may count readers.
    """

    entry: ParsedEntry
    digest: str
    guid: str | None
    link: str | None
    words: str
    moment: str | None
    titles: tuple[str, ...]
    at: datetime | None
    cut: str | None = None

    @property
    def lookups(self) -> tuple[str, ...]:
        """Return every key that may lead to it."""
        return tuple(filter(None, (self.guid, self.link, self.words, self.moment, self.cut, *self.titles)))


@dataclass(frozen=True, slots=True)
class Fresh:
    """An entry not seen before, and the keys it will be known by; ``moved`` led to another, of which it took the place."""

    entry: ParsedEntry
    digest: str
    keys: tuple[str, ...]
    moved: tuple[str, ...] = ()


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
    """Return each entry of a document with its keys; what is repeated word for word counts once.

    A key that different entries of one document share leads to none of them.
    """
    instants = Counter(map(_dated, entries))
    is_stamped = len(instants) == 1 and len(entries) >= _STAMPED  # with the time the document was made
    pairs = zip(entries, digests, strict=True)
    raw = (_seen(entry, digest, None if is_stamped else _dated(entry), now) for entry, digest in pairs)
    unique = list({(one.guid, one.link, one.words): one for one in raw}.values())
    guids, links = Counter(one.guid for one in unique), Counter(one.link for one in unique)
    moments = Counter(one.moment for one in unique)
    cuts = Counter(one.cut for one in unique)
    return tuple(
        one
        if guids[one.guid] == links[one.link] == moments[one.moment] == 1 and one.cut is None
        else replace(
            one,
            guid=one.guid if guids[one.guid] == 1 else None,
            link=one.link if links[one.link] == 1 else None,
            moment=one.moment if moments[one.moment] == 1 else None,
            cut=one.cut if cuts[one.cut] == 1 else None,
        )
        for one in unique
    )


def settle(
    seen: Sequence[Seen], known: Mapping[str, KnownEntry], present: Collection[int] = (), *, now: datetime
) -> Settled:
    """Decide for each entry whether it is known. ``present`` are entries whose unchanged items were not read again.

    First by guid, link and words, where nothing contradicts; then, for those left over, by title and day with entries
    that the document no longer shows.
    """
    taken = set(present)
    found: dict[int, tuple[KnownEntry, By | None]] = {}
    for find in (_by_words, _by_guid, _by_link, _by_title) if known else ():
        rotates = len(seen) > 1 and not taken  # no guid and no link of before leads to any entry
        stored = _Known(known, taken, now, rotates)
        for place, one in enumerate(seen):
            if place not in found and (match := find(one, stored)) is not None:
                found[place] = match
                taken.add(match[0].id)
    fresh = tuple(_fresh(one, known) for place, one in enumerate(seen) if place not in found)
    again = tuple(_again(seen[place], *match, known) for place, match in sorted(found.items()))
    return Settled(fresh, again)


def shown_keys(seen: Iterable[Seen], known: Mapping[str, KnownEntry]) -> tuple[str, ...]:
    """Return the stored keys that a document still shows."""
    return tuple(dict.fromkeys(key for one in seen for key in one.lookups if key in known))


def content_hash(entry: ParsedEntry) -> str:
    """Name the words of an entry: another hash means that they were changed."""
    return hashlib.blake2b(
        f"{entry.title}\n{entry.summary}".encode("utf-8", "replace"), digest_size=12
    ).hexdigest()


def _seen(entry: ParsedEntry, digest: str, at: datetime | None, now: datetime) -> Seen:
    guid = _hashed("g", _guid(entry.id)) if entry.id else None
    address = canonical(entry.link) if entry.link else None
    # The front page is the link of many entries of feeds that have no better one.
    link = _hashed("l", address) if address and not re.fullmatch(r"[^/]*/?", address) else None
    title = _title(entry.title)
    place = f"{entry.id or ''}\n{address or ''}"
    stamp = "" if at is None else at.isoformat()
    cut = None if entry.uncut is None else _words_key(f"{place}\n{title}", stamp, entry.summary)
    whole, text = (title, entry.summary) if entry.uncut is None else (_title(entry.uncut[0]), entry.uncut[1])
    words = _words_key(f"{place}\n{whole}", stamp, text)
    moment = _hashed("m", f"{place}\n{whole}\n{stamp or _NUMBER.sub('', text)}")
    return Seen(entry, digest, guid, link, words, moment, _title_keys(title, at, now), at, cut)


def _words_key(named: str, stamp: str, text: str) -> str:
    return _hashed("w", f"{named}\n{stamp}\n{text}")


def _guid(text: str) -> str:
    """Free a guid that is an address from scheme and trackers; "#1" counts the revisions of some broadcasters."""
    address, _, fragment = text.partition("#")
    plain = canonical(address)
    if plain is None:
        return text
    return plain if not fragment or _REVISION.fullmatch(fragment) else f"{plain}#{fragment}"


def _title_keys(title: str, at: datetime | None, now: datetime) -> tuple[str, ...]:
    if not title:
        return ()
    days: tuple[date, ...] = (at.date(),) if at else (now.date(), (now - _ONE_DAY).date())
    return tuple(_hashed("t", f"{title}\n{'' if at else 'seen '}{day.isoformat()}") for day in days)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is stored, by key; an entry is shown once in a document, so what is ``taken`` is not found again.

    ``rotates`` if no guid or link leads to an entry of before: then new ones do not mean new entries.
    """

    by_key: Mapping[str, KnownEntry]
    taken: Collection[int]
    now: datetime
    rotates: bool

    def find(self, *keys: str | None) -> KnownEntry | None:
        for key in keys:
            if key and (old := self.by_key.get(key)) is not None and old.id not in self.taken:
                return old
        return None


def _by_words(one: Seen, known: _Known) -> tuple[KnownEntry, By | None] | None:
    old = known.find(one.words, one.moment, one.cut)
    return (old, None) if old is not None else None


def _by_guid(one: Seen, known: _Known) -> tuple[KnownEntry, By | None] | None:
    old = known.find(one.guid)
    return (old, None) if old is not None and not _contradicts(one, old) else None


def _by_link(one: Seen, known: _Known) -> tuple[KnownEntry, By | None] | None:
    old = known.find(one.link)
    if old is None or not _agrees(one, old):
        return None
    return old, "link" if one.entry.id else None


def _contradicts(one: Seen, old: KnownEntry) -> bool:
    """Return whether a guid was given to another entry.

    Under one headline: another text with another date, or, if the headline is anybody's ("Flash"), without a date.
    Under another: another address, or another text and date. An entry may be rewritten, or a live page may tell the
    next event; an article that is rewritten keeps its date, or much of its text.
    """
    if _is_emptied(old) or _has_same_text(one, old):
        return False
    if _near(one.entry.title, old.title):
        has_other_text = bool(one.entry.summary and old.summary)
        return has_other_text and (
            _other_date(one, old) if _is_distinctive(one) else not _same_date(one, old)
        )
    if one.entry.link and old.link and not _same_link(one, old):
        return True
    return not _same_date(one, old)


def _agrees(one: Seen, old: KnownEntry) -> bool:
    """Return whether a link is still that of the same entry. A live page keeps its link for ever new entries."""
    if _is_emptied(old) or _has_same_text(one, old):
        return True
    if not _near(one.entry.title, old.title):
        return not one.entry.id and _same_date(one, old)
    has_other_text = bool(one.entry.summary and old.summary)
    if not _is_distinctive(one):
        return _same_date(one, old) if has_other_text else not _other_date(one, old)
    return not (has_other_text and _other_date(one, old))


def _by_title(one: Seen, known: _Known) -> tuple[KnownEntry, By | None] | None:
    """Find an entry of the same title and day that is shown no more, if nothing speaks against it (DESIGN 4)."""
    old = known.find(*one.titles)
    return (old, "title and day") if old is not None and _same_story(one, old, known) else None


def _same_story(one: Seen, old: KnownEntry, known: _Known) -> bool:
    """Return whether a title, with other guid and link, is still that of the same entry: its date must be the same.

    Without a date its text must be, word for word. Without a text, too, only a feed whose keys change at every fetch is
    believed to show the same entry under them.
    """
    text, before = one.entry.summary, old.summary
    if one.at is not None:
        if not _same_date(one, old):
            return False
        return not (text and before) or _near(text, before)
    if known.now - old.shown_at > _ONE_DAY:
        return False
    if text or before:
        return text == before or _is_shortened(text, before)
    return known.rotates and _is_distinctive(one)


def _own(one: Seen) -> tuple[str, ...]:
    """Return the keys that lead to nothing else in its document: guid and link, else its words and date."""
    return tuple(key for key in (one.guid, one.link) if key) or _words(one)


def _words(one: Seen) -> tuple[str, ...]:
    return tuple(filter(None, (one.words, one.moment, one.cut)))


def _fresh(one: Seen, known: Mapping[str, KnownEntry]) -> Fresh:
    """Return the keys of a new entry; its words and date, too, where guid or link lead to another already, or may.

    A part of a document does not show what the rest of it shares; a title of its own would tell the entry even then.
    A guid or link that was given to the next event leads there from now on: a live page goes on from what it said last.
    """
    own = _own(one)
    moved = tuple(key for key in (one.guid, one.link) if key in known)
    if not _is_distinctive(one) or any(key in known for key in own):
        own = (*own, *_words(one))
    keys = tuple(key for key in (*own, *one.titles[:1]) if key not in known)
    return Fresh(one.entry, one.digest, keys, tuple(filter(None, moved)))


def _again(one: Seen, old: KnownEntry, by: By | None, known: Mapping[str, KnownEntry]) -> Again:
    """Add what it is known by now; of a feed that rotates its keys only some, but always the title of today."""
    new = [key for key in _own(one) if key not in known][: max(0, MOST_KEYS - old.keys)]
    if by == "title and day":
        new += [key for key in one.titles[:1] if key not in known]
    return Again(old, one.entry, one.digest, tuple(new), by)


def _is_emptied(old: KnownEntry) -> bool:
    """Return whether retention took the words, so that they cannot be compared."""
    return not old.title and not old.summary


def _has_same_text(one: Seen, old: KnownEntry) -> bool:
    """Return whether two texts show one entry: a few words ("Read more") do not, under another title and date."""
    text, before = one.entry.summary, old.summary
    if not _near(text, before, if_empty=False):
        return False
    is_of_few_words = len(_WORD.findall(text)) < _DISTINCTIVE
    return not (is_of_few_words and _other_date(one, old) and not _near(one.entry.title, old.title))


def _is_distinctive(one: Seen) -> bool:
    """Return whether a title is its own: "Breaking news" is shared by many."""
    return len(_WORD.findall(one.entry.title)) >= _DISTINCTIVE


def _same_link(one: Seen, old: KnownEntry) -> bool:
    return bool(one.entry.link and old.link) and canonical(one.entry.link or "") == canonical(old.link or "")


def _dated(entry: ParsedEntry) -> datetime | None:
    return entry.published or entry.updated


def _other_date(one: Seen, old: KnownEntry) -> bool:
    return one.at is not None and old.published is not None and one.at != old.published


def _same_date(one: Seen, old: KnownEntry) -> bool:
    return one.at is not None and one.at == old.published


def _near(first: str, second: str, *, if_empty: bool = True) -> bool:
    """Return whether two texts have nearly the same words; of a shortened one, whether it begins the other."""
    if not first or not second:
        return if_empty and first == second
    if first == second or _is_shortened(first, second):
        return True
    one, two = (_WORD.findall(text.casefold()) for text in (first, second))
    if not one or not two:
        return not one and not two
    shared = sum((Counter(one) & Counter(two)).values())
    return shared >= _NEAR * max(len(one), len(two))


def _is_shortened(first: str, second: str) -> bool:
    """Return whether one text begins the other, but for the word it may be cut in."""
    short, long = sorted((_WORD.findall(text.casefold()) for text in (first, second)), key=len)
    return len(short) >= 2 * _DISTINCTIVE and long[: len(short) - 1] == short[:-1]


def _title(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _hashed(kind: str, text: str) -> str:
    return f"{kind}:{hashlib.blake2b(text.encode('utf-8', 'replace'), digest_size=12).hexdigest()}"
