"""Ten stories stay ten entries, and an attack is never swallowed by another."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.core.feeds import identity
from monitor.core.feeds.identity import Settled
from monitor.core.feeds.polling import KnownEntry
from monitor.core.model import ParsedEntry

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Memory:
    """A feed's entries and keys, as the store would keep them."""

    def __init__(self) -> None:
        self.known: dict[str, KnownEntry] = {}
        self.entries = 0
        self.now = NOON

    def show(self, entries: Iterable[ParsedEntry]) -> Settled:
        """Settle one document and remember it, an hour later than the last."""
        self.now += timedelta(hours=1)
        shown = tuple(entries)
        seen = identity.look(shown, [""] * len(shown), self.now)
        settled = identity.settle(seen, self.known, now=self.now)
        for fresh in settled.fresh:
            self.entries += 1
            self._keep(fresh.keys, self._stored(self.entries, fresh.entry))
        for again in settled.again:
            self._keep(again.keys, again.known)
            self._renew(
                replace(self._stored(again.known.id, again.entry), keys=again.known.keys + len(again.keys))
            )
        return settled

    def _stored(self, number: int, entry: ParsedEntry) -> KnownEntry:
        dated = entry.published or entry.updated
        words = identity.content_hash(entry)
        return KnownEntry(number, entry.title, entry.summary, entry.link, dated, words, self.now, keys=3)

    def _keep(self, keys: Iterable[str], entry: KnownEntry) -> None:
        for key in keys:
            self.known.setdefault(key, entry)

    def _renew(self, entry: KnownEntry) -> None:
        self.known = {key: entry if old.id == entry.id else old for key, old in self.known.items()}


def story(number: int) -> ParsedEntry:
    return ParsedEntry(
        id=f"http://a.example/{number}",
        link=f"http://a.example/news/{number}",
        title=f"Market number {number} opens again after the long rain",
        summary=f"Traders of quarter {number} came back in the morning.",
        published=NOON - timedelta(hours=number),
    )


STORIES = tuple(story(number) for number in range(10))


def all_with(**changes: str | None) -> tuple[ParsedEntry, ...]:
    """Change fields of every story; ``{n}`` stands for its number."""
    return tuple(_changed(one, number, changes) for number, one in enumerate(STORIES))


def _changed(one: ParsedEntry, number: int, changes: Mapping[str, str | None]) -> ParsedEntry:
    written: dict[str, Any] = {
        field: None if text is None else text.format(n=number) for field, text in changes.items()
    }
    return replace(one, **written)


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (STORIES, "the same"),
        (STORIES[::-1], "another order"),
        (all_with(id="https://a.example/{n}", link="https://a.example/news/{n}"), "http becomes https"),
        (all_with(id="new-{n}"), "new guids"),
        (all_with(id=None), "guids vanish"),
        (all_with(link="http://a.example/news/{n}?utm_source=rss&utm_campaign={n}"), "trackers"),
        (
            all_with(id="g-{n}", link="https://www.a.example/news/{n}/?fbclid=z{n}"),
            "guids, scheme and trackers",
        ),
        (all_with(id="r-{n}", link="https://n.example/rss/articles/{n}{n}x"), "guid and link rotate"),
        (
            all_with(id="r-{n}", link="https://n.example/rss/{n}{n}x", summary=""),
            "they rotate, the summary is empty",
        ),
        (all_with(title="Everything about {n} has changed"), "titles change"),
        (all_with(summary="And then some."), "summaries change"),
        (all_with(title="New words {n}", summary="Entirely."), "all words change"),
        (STORIES + STORIES[:3], "some are repeated word for word"),
    ],
)
def test_ten_stories_stay_ten_entries(second: Sequence[ParsedEntry], why: str) -> None:
    feed = Memory()
    feed.show(STORIES)

    settled = feed.show(second)

    assert settled.fresh == (), why
    assert feed.entries == 10, why


def test_a_feed_that_rotates_its_keys_at_every_fetch_stays_ten_entries() -> None:
    feed = Memory()
    for hour in range(80):
        feed.show(all_with(id=f"{hour}-{{n}}", link=f"https://n.example/rss/{hour}/{{n}}"))

    assert feed.entries == 10
    assert len(feed.known) <= 10 * (identity.MOST_KEYS + 3)


def test_undated_entries_that_rotate_are_joined_from_day_to_day() -> None:
    feed = Memory()
    for hour in range(80):
        rotated = all_with(id=f"{hour}-{{n}}", link=f"https://n.example/rss/{hour}/{{n}}")
        feed.show(replace(one, published=None) for one in rotated)

    assert feed.entries == 10


def entry(
    guid: str | None, link: str | None, title: str, summary: str = "", hour: int | None = 0
) -> ParsedEntry:
    published = None if hour is None else NOON + timedelta(hours=hour)
    return ParsedEntry(guid, link, title, summary, published)


FIRST = entry("1", "http://a.example/a", "Ambush near Gao: ten soldiers killed")
OTHER = "Villagers flee the flooded quarter of Mopti"


@pytest.mark.parametrize(
    ("documents", "expected", "why"),
    [
        ([[FIRST, entry("1", "http://a.example/b", OTHER)]], 2, "one guid for two entries of a document"),
        (
            [[FIRST], [entry("1", "http://a.example/b", OTHER, hour=5)]],
            2,
            "a guid that counts places in the list",
        ),
        (
            [
                [FIRST, entry("2", "http://a.example/b", OTHER)],
                [entry("1", "http://a.example/b", OTHER), entry("2", "http://a.example/a", FIRST.title)],
            ],
            2,
            "guids change places",
        ),
        (
            [[entry("1", None, FIRST.title)], [entry("1", None, OTHER, hour=3)]],
            2,
            "a constant guid and no link",
        ),
        (
            [
                [entry("1", "http://a.example/live", FIRST.title)],
                [entry("2", "http://a.example/live", OTHER, hour=3)],
            ],
            2,
            "a live page keeps its link",
        ),
        (
            [[entry(None, "http://a.example/", FIRST.title), entry(None, "http://a.example/", OTHER)]],
            2,
            "all link home",
        ),
        (
            [
                [entry(None, "http://a.example/", FIRST.title)],
                [entry(None, "http://a.example/", OTHER, hour=2)],
            ],
            2,
            "home, one at a time",
        ),
        (
            [
                [entry("http://a.example/p#comment-5", "http://a.example/p#comment-5", FIRST.title)],
                [entry("http://a.example/p#comment-6", "http://a.example/p#comment-6", OTHER, hour=1)],
            ],
            2,
            "fragments tell comments apart",
        ),
        (
            [
                [entry("http://a.example/p#0", "http://a.example/p", FIRST.title)],
                [entry("http://a.example/p#1", "http://a.example/p", "Gao ambush: toll rises")],
            ],
            1,
            "fragments that count revisions",
        ),
        (
            [
                [entry("1", "http://a.example/1", "Flash info")],
                [entry("2", "http://a.example/2", "Flash info", hour=2)],
            ],
            2,
            "a title that many entries share",
        ),
        (
            [
                [
                    entry("1", "http://a.example/1", "Flash info"),
                    entry("2", "http://a.example/2", "Flash info"),
                ]
            ],
            2,
            "both are shown",
        ),
        (
            [
                [entry("1", "http://a.example/1", FIRST.title, "Ten died at dawn near the river.")],
                [
                    entry(
                        "2",
                        "http://a.example/2",
                        FIRST.title,
                        "Twenty others were abducted in a second place.",
                        hour=2,
                    )
                ],
            ],
            2,
            "the same title, another summary",
        ),
        (
            [
                [entry("1", "http://a.example/1", FIRST.title)],
                [entry("2", "http://a.example/2", FIRST.title, hour=30)],
            ],
            2,
            "the same title, another day",
        ),
        (
            [
                [entry("1", "http://a.example/1", FIRST.title)],
                [
                    entry("1", "http://a.example/1", FIRST.title),
                    entry("2", "http://a.example/2", FIRST.title, hour=1),
                ],
            ],
            2,
            "the older one is still shown",
        ),
        (
            [[entry(None, None, FIRST.title)], [entry(None, None, FIRST.title)]],
            1,
            "a title and a day are all there is",
        ),
        (
            [[entry(None, None, "Short one", hour=None)], [entry(None, None, "Short one", hour=None)]],
            1,
            "only a title",
        ),
    ],
)
def test_entries_are_told_apart(documents: Sequence[Sequence[ParsedEntry]], expected: int, why: str) -> None:
    feed = Memory()
    for document in documents:
        feed.show(document)

    assert expected == feed.entries, why


def test_a_join_by_title_and_day_is_named() -> None:
    feed = Memory()
    feed.show([FIRST])

    settled = feed.show([entry("99", "http://n.example/z", FIRST.title, hour=1)])

    assert [one.by for one in settled.again] == ["title and day"]


def test_an_entry_shown_unchanged_elsewhere_in_the_document_is_not_taken() -> None:
    feed = Memory()
    feed.show([FIRST])
    reuse = entry("1", "http://a.example/a", FIRST.title, "Another item with the same guid.")
    seen = identity.look([reuse], [""], feed.now)

    settled = identity.settle(seen, feed.known, present={1}, now=feed.now)

    assert len(settled.fresh) == 1


def test_an_entry_whose_words_were_given_up_is_still_known() -> None:
    feed = Memory()
    feed.show([FIRST])
    feed.known = {key: replace(one, title="", summary="", link=None) for key, one in feed.known.items()}

    settled = feed.show([FIRST])

    assert settled.fresh == ()
    assert settled.again[0].known.content_hash == identity.content_hash(FIRST)


def test_shown_keys_are_those_stored() -> None:
    feed = Memory()
    feed.show(STORIES)
    seen = identity.look(STORIES[:2], ["", ""], feed.now)

    assert set(identity.shown_keys(seen, feed.known)) == {
        key for key, one in feed.known.items() if one.id <= 2
    }


GAO = ("Gunmen attack market in Gao, ten killed", "Traders fled when men on motorbikes opened fire.")
BAMAKO = (
    "Suicide bombers hit Bamako airport, fifty dead",
    "Flights were cancelled after two blasts at dawn.",
)


@pytest.mark.parametrize(
    ("guid", "hours", "expected", "why"),
    [
        (None, (None, None), 2, "a live page without dates tells the next event at its address"),
        ("live", (0, 5), 2, "a live page keeps its GUID, too, but dates what it tells"),
        ("live", (0, 0), 1, "an entry with GUID, address and date is the same however it is rewritten"),
    ],
)
def test_a_live_page_swallows_no_event(
    guid: str | None, hours: tuple[int | None, int | None], expected: int, why: str
) -> None:
    feed = Memory()
    for (title, summary), hour in zip((GAO, BAMAKO), hours, strict=True):
        dated = None if hour is None else NOON + timedelta(hours=hour)
        feed.show([ParsedEntry(guid, "http://a.example/live", title, summary, dated, None, None, None)])

    assert expected == feed.entries, why


def test_an_article_whose_headline_and_date_change_stays_one_entry_while_its_text_does() -> None:
    feed = Memory()
    for title, hour in ((GAO[0], 0), ("What we know of the attack in northern Mali", 3)):
        at = NOON + timedelta(hours=hour)
        feed.show([ParsedEntry("one", "http://a.example/one", title, GAO[1], at, None, None, None)])

    assert feed.entries == 1
