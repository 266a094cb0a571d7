"""What a poll changes, decided from what its feed was, what its server answered, and what is stored.

Nothing here depends on the outside world: an answer goes in, a PollOutcome comes out, and the step writes it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.core.feeds import age, bridges, budget, cadence, health, identity
from monitor.core.feeds.age import Places
from monitor.core.feeds.identity import Again, Fresh, Seen, Settled
from monitor.core.feeds.outcomes import (
    Answer,
    Fetched,
    FetchFailed,
    FetchResult,
    Gone,
    NotModified,
    ParsedFeed,
    ParseRequest,
    Rests,
    SameBytes,
    Validators,
    explain,
)
from monitor.core.feeds.polling import (
    Arrival,
    FeedState,
    KnownEntry,
    Matched,
    Memory,
    PollOutcome,
    Sighting,
    Unmatched,
    facts_of,
)
from monitor.core.model import Match, ParsedEntry, Severity, Text
from monitor.core.settings import Feed, Polling

_REREAD = timedelta(days=1)  # a document is read whole once a day, to learn which keys it still shows
_DISTRUST = timedelta(days=30)
_REMARK = timedelta(days=7)  # keys of a document that does not change are marked as shown this often


@dataclass(frozen=True, slots=True)
class Turn:
    """One poll: of which feed, what we knew of it, when, and the random number (0 to 1) that spreads its due time.

    ``runner`` is who polls, as written into the lease. ``is_whole`` if the document was asked for without conditions
    though there were some.
    """

    feed: Feed
    state: FeedState
    polling: Polling
    runner: str
    now: datetime
    chance: float
    is_whole: bool = False

    @property
    def is_first(self) -> bool:
        """Return whether no document of this feed was ever read."""
        return self.state.last_ok_at is None

    @property
    def pace(self) -> cadence.Pace:
        """Return how fast and how slow the feed may be asked."""
        return cadence.Pace.of(self.feed, self.polling)


@dataclass(frozen=True, slots=True)
class Reading:
    """A document told apart from what is stored; ``texts`` are what has to be matched.

    ``changed`` are known entries whose words changed, ``fresh`` new ones, the newest first: if there is no time for all
    texts, the last ones wait. ``waiting`` are the digests of new entries beyond the budget.
    ``present`` are entries of items that were not read again, ``places`` says where new items stand.
    """

    parsed: ParsedFeed
    settled: Settled
    changed: tuple[Again, ...]
    fresh: tuple[Fresh, ...]
    waiting: tuple[str, ...]
    present: frozenset[int]
    places: Places
    shown: tuple[str, ...]
    texts: tuple[Text, ...]


def conditions(state: FeedState, now: datetime) -> Validators:
    """Return what to ask with, conditions or not: no server is believed without end that nothing changed.

    None after a failure or an empty answer, which they may have caused; now and then; and for a month after entries came
    that the server had denied.
    """
    known, memory = state.validators, state.memory
    if not known.is_conditional:
        return known
    is_distrusted = memory.distrusted_at is not None and now - memory.distrusted_at <= _DISTRUST
    is_doubtful = state.failures > 0 or memory.is_empty or bool(memory.bridge) or is_distrusted
    return known.unconditional() if is_doubtful or cadence.is_whole_due(memory, state.id, now) else known


def request(turn: Turn, result: Fetched) -> ParseRequest:
    """Ask to skip items read before, but once a day for everything."""
    memory = turn.state.memory
    is_stale = memory.shown_at is None or turn.now - memory.shown_at > _REREAD
    known = frozenset[str]() if is_stale else frozenset(memory.items)
    return ParseRequest(result.body, result.url, result.content_type, known, memory.furniture)


def tell_apart(
    turn: Turn, parsed: ParsedFeed, seen: Sequence[Seen], stored: Mapping[str, KnownEntry]
) -> Reading:
    """Return which entries of a document are new and which have changed, given what is ``stored`` under their keys."""
    items = turn.state.memory.items
    present = (
        frozenset(items[item] for item in parsed.items if item in items)
        if parsed.partial
        else frozenset[int]()
    )
    settled = identity.settle(seen, stored, present, now=turn.now)
    newest_first = sorted(settled.fresh, key=lambda new: age.effective(new.entry, turn.now), reverse=True)
    room = budget.room(turn.state.memory, turn.now)
    fresh, beyond = tuple(newest_first[:room]), newest_first[room:]
    changed = tuple(
        again for again in settled.again if identity.content_hash(again.entry) != again.known.content_hash
    )
    return Reading(
        parsed=parsed,
        settled=settled,
        changed=changed,
        fresh=fresh,
        waiting=tuple(new.digest for new in beyond),
        present=present,
        places=Places.of(
            parsed.items,
            {again.digest for again in settled.again} | items.keys(),
            {new.digest for new in settled.fresh},
        ),
        shown=() if parsed.partial else identity.shown_keys(seen, stored),
        texts=tuple(
            text_of(turn.feed, entry)
            for entry in (*(again.entry for again in changed), *(new.entry for new in fresh))
        ),
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What matching the texts of a reading came to: of the last ones nothing, if there was no time for them."""

    texts: tuple[Matched, ...] = ()
    hits_cut: int = 0
    shortened: int = 0


def read(turn: Turn, result: Fetched, reading: Reading, found: Found) -> PollOutcome:
    """Return what a document changes, given what was ``found`` in ``reading.texts``.

    While new entries wait, the validators stay those of the document before: the next poll reads this one again.
    """
    is_baseline = _is_baseline(turn)
    changed = dict(zip((again.known.id for again in reading.changed), found.texts, strict=False))
    fresh = zip(reading.fresh, found.texts[len(reading.changed) :], strict=False)
    arrivals = tuple(  # the newest get the highest numbers
        _arrival(turn, reading, new, matched) for new, matched in reversed(tuple(fresh))
    )
    sightings = tuple(_sighting(again, changed.get(again.known.id)) for again in reading.settled.again)
    late = [again.digest for again in reading.changed if again.known.id not in changed]
    late += [new.digest for new in reading.fresh[len(arrivals) :]]
    learned = _learned(turn, reading, arrivals, sightings, {*reading.waiting, *late})
    cut_off = _cut_off(reading, found, len(late))
    if arrivals and _was_denied(turn, result):
        learned = learned.with_values(distrusted_at=turn.now)
        cut_off = (
            *cut_off,
            f"{_counted(len(arrivals))} came late: the server had said that nothing was new (304)",
        )
    waits = bool(reading.waiting or late)
    memory = budget.spend(learned, len(arrivals), turn.now).with_values(is_baseline=is_baseline and waits)
    outcome = _succeeded(turn, result, _noting(memory, cut_off, turn.now))
    return replace(
        outcome,
        validators=None if waits else outcome.validators,
        arrivals=arrivals,
        sightings=sightings,
        shown=reading.shown,
    )


def _is_baseline(turn: Turn) -> bool:
    """Return whether what is old is not news: in the first poll, and while entries of it still wait."""
    chosen = turn.feed.first_poll or turn.polling.first_poll
    return chosen == "baseline" and (turn.is_first or turn.state.memory.is_baseline)


def _was_denied(turn: Turn, result: Fetched) -> bool:
    """Return whether a server that says "not modified" would have said so of this document: its names are the same."""
    before, after = turn.state.validators, result.validators
    is_same = (before.etag, before.last_modified) == (after.etag, after.last_modified)
    return turn.is_whole and turn.state.memory.says_unchanged and is_same


def _noting(memory: Memory, cut_off: tuple[str, ...], now: datetime) -> Memory:
    """Remember what was cut off; it is told for a day."""
    if not cut_off:
        return memory
    since = memory.incomplete_since if health.is_incomplete(memory, now) else now
    return memory.with_values(incomplete=cut_off, incomplete_since=since, incomplete_at=now)


def _cut_off(reading: Reading, found: Found, late: int) -> tuple[str, ...]:
    """Say what of a document was left out, or left for later."""
    unmatched = [matched.why for matched in found.texts if isinstance(matched, Unmatched)]
    waiting = len(reading.waiting)
    said = (
        waiting
        and f"{_counted(waiting, 'new ')} beyond what a feed may bring at once: later polls take more",
        late and f"{_counted(late)} for which matching had no time: later polls take more",
        unmatched
        and f"{_counted(len(unmatched))} stored without being matched: {'; '.join(dict.fromkeys(unmatched))[:200]}",
        found.hits_cut and f"{found.hits_cut} hits left out, all of entries that have graver ones",
        found.shortened and f"{found.shortened} hits with part of their evidence left out",
    )
    return tuple(words for words in said if words)


def _counted(entries: int, kind: str = "") -> str:
    return f"1 {kind}entry" if entries == 1 else f"{entries} {kind}entries"


def unchanged(turn: Turn, result: NotModified | SameBytes) -> PollOutcome:
    """Note that a feed shows what it showed; what did not change is not written again."""
    memory = turn.state.memory
    is_stale = memory.shown_at is not None and turn.now - memory.shown_at > _REMARK
    if is_stale:
        memory = memory.with_values(shown_at=turn.now)
    if isinstance(result, SameBytes) and turn.is_whole:
        memory = memory.with_values(whole_at=turn.now)
    elif isinstance(result, NotModified) and not memory.says_unchanged:
        memory = memory.with_values(says_unchanged=True)
    outcome = _succeeded(turn, result, memory)
    return replace(outcome, refresh=turn.state.memory.shown_at) if is_stale else outcome


def failed(turn: Turn, failure: FetchFailed) -> PollOutcome:
    """Note that nothing could be read, and back off."""
    memory, failures = turn.state.memory, turn.state.failures + 1
    due = cadence.after_failure(
        turn.pace, turn.state.waited, failure, turn.now, failures=failures, chance=turn.chance
    )
    return PollOutcome(
        feed=turn.feed.id,
        owner=turn.runner,
        fence=turn.state.fence,
        at=turn.now,
        state=failure.state,
        failures=failures,
        due_at=None if isinstance(failure, Gone) else due,
        error=explain(failure),
        memory=None if memory.ill_since else memory.with_values(ill_since=turn.now),
        cooldown=_cooldown(turn, failure),
    )


def _cooldown(turn: Turn, answer: FetchResult) -> tuple[str, datetime] | None:
    until = cadence.cooldown(answer, turn.now)
    return None if until is None else (turn.state.host, until)


def _succeeded(turn: Turn, result: Answer, memory: Memory) -> PollOutcome:
    """Return when to come again, and what is to be remembered if it is not what is remembered already."""
    state = turn.state
    moved = cadence.watch_redirect(memory, state.address, result.moved_to, turn.now)
    is_ill = memory.degraded or memory.bridge or memory.is_empty
    ill_since = (memory.ill_since or turn.now) if is_ill else None
    learned = moved if moved.ill_since == ill_since else moved.with_values(ill_since=ill_since)
    validators = None if isinstance(result, NotModified) else result.validators
    return PollOutcome(
        feed=turn.feed.id,
        owner=turn.runner,
        fence=state.fence,
        at=turn.now,
        state=health.state_of(memory, turn.now),
        failures=0,
        due_at=cadence.after_success(turn.pace, memory, result.hints, turn.now, chance=turn.chance),
        validators=None if validators == state.validators else validators,
        memory=None if learned is state.memory or learned == state.memory else learned,
        cooldown=None if result.hints.allowance is None else _cooldown(turn, result),
    )


def _arrival(turn: Turn, reading: Reading, fresh: Fresh, matched: Matched) -> Arrival:
    is_baseline = _is_baseline(turn)
    return Arrival(
        entry=replace(fresh.entry, lang=turn.feed.lang) if turn.feed.lang else fresh.entry,
        keys=fresh.keys,
        digest=fresh.digest,
        matches=() if isinstance(matched, Unmatched) else matched,
        quiet=is_baseline and age.is_old(fresh.entry, turn.now),
        stale=age.is_stale(
            fresh.entry,
            turn.state.memory,
            turn.now,
            is_baseline=is_baseline,
            is_below=fresh.digest in reading.places.below,
        ),
        unmatched=matched.why if isinstance(matched, Unmatched) else None,
        moved=fresh.moved,
    )


def _sighting(again: Again, matched: Matched | None) -> Sighting:
    """Return what is new of a known entry; ``matched`` is None where no words changed, or no time was left for them."""
    if matched is None:
        return Sighting(again.known, again.keys, again.digest)
    if isinstance(matched, Unmatched):
        return Sighting(again.known, again.keys, again.digest, again.entry, unmatched=matched.why)
    known = again.known
    return Sighting(
        known, again.keys, again.digest, again.entry, _news(known, matched), revision=known.revision + 1
    )


def _news(known: KnownEntry, matches: Sequence[Match]) -> tuple[Match, ...]:
    """Keep the matches that tell something new: another rule, a higher severity than was told, or a fact.

    A fact that all of them tell is told by the gravest.
    """
    graver = [match for match in matches if match.severity > known.told.get(match.rule, _LOWER_THAN_ANY)]
    told = known.facts.union(*map(_facts, graver))
    kept = list(graver)
    for match in sorted(matches, key=lambda match: -match.severity):
        if match not in kept and not _facts(match) <= told:
            kept.append(match)
            told |= _facts(match)
    return tuple(match for match in matches if match in kept)


def _facts(match: Match) -> frozenset[str]:
    return facts_of(match.toll, match.places, match.concepts)


def _learned(
    turn: Turn,
    reading: Reading,
    arrivals: Sequence[Arrival],
    sightings: Sequence[Sighting],
    waiting: Collection[str],
) -> Memory:
    """Learn the rhythm, what is shown now, and whether anything can have scrolled off unseen."""
    before, parsed = turn.state.memory, reading.parsed
    memory = cadence.learn(before, [age.effective(arrival.entry, turn.now) for arrival in arrivals])
    shown = {sighting.known.id for sighting in sightings} | reading.present
    overlaps = health.overlap(before, shown)
    missed = bool(arrivals) and not overlaps and before.overlapped
    oldest, tops = age.remembered(before, () if parsed.partial else parsed.entries, reading.places)
    shown_now = [arrival.entry for arrival in arrivals] if parsed.partial else parsed.entries
    items = _items(before, parsed, arrivals, sightings).items()
    return memory.with_items({item: entry for item, entry in items if item not in waiting}).with_values(
        latest=tuple(sorted(shown, reverse=True)[:3]),
        overlapped=before.overlapped or bool(arrivals and before.latest and overlaps),
        missed_at=turn.now if missed else before.missed_at,
        missed_from=turn.state.last_ok_at if missed else before.missed_from,
        shown_at=before.shown_at if parsed.partial else turn.now,
        oldest=oldest,
        tops=tops,
        rests=_rests(before, parsed),
        degraded=parsed.degraded,
        furniture=parsed.furniture,
        is_empty=not (parsed.entries or parsed.items),
        bridge=bridges.error_of(shown_now) if shown_now else before.bridge,
        whole_at=turn.now,
    )


def _rests(before: Memory, parsed: ParsedFeed) -> Rests:
    """Return when a feed rests, as far as what it shows does not disprove that; of a part of it, not more than before."""
    rests = cadence.believed(parsed.rests, (entry.published for entry in parsed.entries if entry.published))
    if not parsed.partial or before.shown_at is None:
        return rests
    known = before.rests
    return replace(
        rests,
        hours=tuple(hour for hour in rests.hours if hour in known.hours),
        days=tuple(day for day in rests.days if day in known.days),
    )


def _items(
    before: Memory, parsed: ParsedFeed, arrivals: Collection[Arrival], sightings: Collection[Sighting]
) -> dict[str, int]:
    """Return the entry of each item shown, by its digest; of one that is new it is 0 until it has a number."""
    numbers = {sighting.digest: sighting.known.id for sighting in sightings} | {
        arrival.digest: 0 for arrival in arrivals
    }
    known = before.items
    return {item: numbers.get(item, known.get(item, 0)) for item in parsed.items}


def text_of(feed: Feed, entry: ParsedEntry) -> Text:
    """Return what rules read of an entry; the language that people gave the feed counts before the document's."""
    return Text(entry.title, entry.summary, feed.lang or entry.lang, entry.published or entry.updated)


_LOWER_THAN_ANY = Severity.INFO - 1
