"""Ten stories stay ten entries, and an attack is never swallowed by another."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.feeds import identity
from monitor.core.feeds.identity import Settled
from monitor.core.feeds.outcomes import ParsedFeed, ParseRequest
from monitor.core.feeds.parse import parse
from monitor.core.feeds.polling import KnownEntry
from monitor.core.model import ParsedEntry

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)


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
            self.known |= dict.fromkeys(fresh.moved, self._stored(self.entries, fresh.entry))
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


EVENTS = (
    "Flood closes the bridge of Tougan",
    "Gunmen stop a bus near Barsalogho",
    "Miners flee the pit of Inata",
    "Teachers are taken in Kongoussi",
    "Water runs out in Arbinda",
)


@pytest.mark.parametrize("text", ["", "x", "Read more", "اقرأ المزيد", "Click to read on"])
@pytest.mark.parametrize("shown", [1, 3])
@pytest.mark.parametrize(
    "way", ["guids are places", "one guid for all", "one link for all", "guids and links are places"]
)
def test_keys_that_name_places_in_the_document_swallow_no_event(text: str, shown: int, way: str) -> None:
    feed = Memory()
    for last in range(len(EVENTS)):
        places = list(range(last, max(-1, last - shown), -1))
        feed.show(
            entry(
                None if way == "one link for all" else "feed" if way == "one guid for all" else str(place),
                "https://a.example/now" if way == "one link for all"
                else f"https://a.example/{place if way == 'guids and links are places' else event}",
                EVENTS[event],
                text,
                event,
            )
            for place, event in enumerate(places)
        )  # fmt: skip

    assert feed.entries == len(EVENTS)


LIVE = (
    "Gunmen attacked the market of Bandiagara at dawn and burnt ten stalls.",
    "A suicide bomber struck the barracks of Sévaré, fifty soldiers are dead.",
    "A suicide bomber struck the barracks of Sévaré, fifty-three soldiers are dead.",
)


@pytest.mark.parametrize("guid", ["live", None])
@pytest.mark.parametrize("title", ["", "Flash", "Live: the security situation today", "مباشر"])
def test_a_live_page_goes_on_from_its_last_event(guid: str | None, title: str) -> None:
    feed = Memory()
    told = [
        len(feed.show([entry(guid, "https://a.example/live", title, LIVE[text], hour)]).fresh)
        for hour, text in enumerate((0, 1, 1, 1, 2, 2, 0, 0))
    ]

    assert told == [1, 1, 0, 0, 0, 0, 1, 0]


@pytest.mark.parametrize("guid", ["live", None])
def test_a_cache_that_goes_back_to_what_a_live_page_said_before_repeats_at_most_one_event(
    guid: str | None,
) -> None:
    feed = Memory()
    for n in range(20):
        feed.show([entry(guid, "https://a.example/live", "Flash", LIVE[n % 2], n % 2)])

    assert feed.entries <= 3


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

    settled = feed.show([entry("99", "http://n.example/z", FIRST.title)])

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


TEXTS = (
    "Gunmen attack a market at Bamba before dawn, ten traders dead.",
    "Deux véhicules ont sauté sur une mine près de Tessit, rapporte un élu local.",
    "هجوم على حاجز للجيش في لبزنغا أوقع تسعة قتلى، حسب مصدر أمني",
    "Rebels burn two trucks of the water company on the road to Ansongo.",
    "Le maire de Ménaka échappe à une embuscade devant sa maison.",
    "انفجار عبوة ناسفة في سوق دوري وإصابة ممرضة",
    "In Kaya the displaced fear for their camp and sleep in the school.",
    "Fada: the depot burned through the night, the army says.",
)
BOILER = (
    " Actions to take: avoid the area, stay indoors, monitor local media for updates, keep a low profile, be aware of"
    " your surroundings, notify friends and family, keep your telephone charged, and carry identification at all times."
)


def rolled(make: Callable[[int], ParsedEntry], shown: int) -> list[list[ParsedEntry]]:
    """Return documents of which each shows one entry more, and not the last of the one before."""
    last = len(TEXTS) - shown + 1
    return [[make(n) for n in range(first + shown - 1, first - 1, -1)] for first in range(last)]


@pytest.mark.parametrize("shown", [1, 3])
@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda n: entry(None, "http://social.example/@desk", "", TEXTS[n], n), "one link, no title"),
        (lambda n: entry(None, "http://social.example/", "", TEXTS[n], n), "the front page, no title"),
        (lambda n: entry(None, None, "", TEXTS[n], n), "a text and a date"),
        (lambda n: entry(None, None, "", TEXTS[n], None), "nothing but a text"),
        (lambda n: entry(None, "http://a.example/flash", "Flash info", TEXTS[n], n), "one link and title"),
        (lambda n: entry(None, None, "بيان", TEXTS[n], None), "one title, no date"),
        (lambda n: entry("feed", "http://a.example/", "Communiqué", TEXTS[n], n), "one guid for all"),
        (lambda n: entry("feed", None, "Communiqué", TEXTS[n], None), "one guid for all, no date"),
        (lambda n: entry(f"g{n}", "http://a.example/", "Communiqué", TEXTS[n], n), "a guid of its own"),
        (lambda n: entry(None, f"http://a.example/{n}", "Flash", TEXTS[n], n), "a link of its own"),
        (lambda n: entry(None, None, TEXTS[n], "", n), "nothing but a headline"),
        (
            lambda n: entry(
                "live", "http://a.example/live", "En direct : la situation sécuritaire", TEXTS[n], n
            ),
            "a live page under one headline",
        ),
        (lambda n: entry("live", "http://a.example/live", "", TEXTS[n], n), "a live page without headline"),
        (lambda n: entry(None, "http://a.example/live", "مباشر", TEXTS[n], n), "a live page without guid"),
        (
            lambda n: entry(f"a{n}", f"http://e.example/{n}", "Security Alert: Embassy, Bamako", BOILER, n),
            "guids, links and dates of their own under one headline and text",
        ),
        (
            lambda n: entry(f"a{n}", f"http://e.example/{n}", "Alerte : évitez le quartier du fleuve", "", n),
            "guids, links and dates of their own under one headline",
        ),
        (
            lambda n: entry(f"a{n}", None, "Alert for Bamako: avoid the area", "", n),
            "guids and dates of their own",
        ),
        (
            lambda n: entry(f"a{n}", f"http://e.example/{n}", "Flash", "", None),
            "guids and links of their own",
        ),
    ],
)
def test_each_report_is_an_entry_and_none_is_another(
    make: Callable[[int], ParsedEntry], why: str, shown: int
) -> None:
    feed = Memory()
    for document in rolled(make, shown):
        feed.show(document)
        assert feed.show(document).fresh == (), f"{why}: read again"

    assert feed.entries == len(TEXTS), why


def test_a_counter_of_readers_makes_no_entry_new() -> None:
    for hours in (range(3), [None] * 3):
        feed = Memory()
        for poll in range(5):
            feed.show(
                entry(
                    None,
                    "http://a.example/flash",
                    "Flash info",
                    f"{TEXTS[n]} Read {poll * 7 + n} times.",
                    hour,
                )
                for n, hour in enumerate(hours)
            )

        assert feed.entries == 3, hours


def test_a_document_that_stamps_all_entries_with_its_own_date_shows_the_same_entries() -> None:
    feed = Memory()
    for poll in range(5):
        feed.show(entry(None, "http://a.example/flash", "Flash info", TEXTS[n], poll) for n in range(4))
    feed.show(entry(None, "http://a.example/flash", "Flash info", TEXTS[n], 6) for n in range(2, 6))

    assert feed.entries == 6


def test_the_same_alarm_at_another_time_is_another_alarm() -> None:
    feed = Memory()
    for hour in (0, 0, 2, 2, 7):
        feed.show([entry(None, "http://a.example/", "Alarm", "Rocket alert: seek shelter.", hour)])

    assert feed.entries == 3


TITLES = st.sampled_from(["", "Flash", "Communiqué", "En direct : la situation sécuritaire", *TEXTS[:3]])
ITEMS = st.builds(
    entry,
    st.sampled_from([None, None, "1", "2", "3"]),
    st.sampled_from([None, "http://a.example/", "http://a.example/1", "http://a.example/2"]),
    TITLES,
    st.sampled_from(["", *TEXTS[:5], TEXTS[0] + BOILER, TEXTS[1] + BOILER]),
    st.sampled_from([None, 0, 1, 2]),
)


@given(st.lists(st.lists(ITEMS, min_size=1, max_size=6), min_size=1, max_size=3))
def test_a_document_read_twice_brings_nothing_new(documents: list[list[ParsedEntry]]) -> None:
    feed = Memory()
    for document in documents:
        feed.show(document)

        assert feed.show(document).fresh == ()


@given(st.lists(ITEMS, min_size=1, max_size=6), ITEMS)
def test_a_report_whose_guid_link_date_and_text_are_new_is_new(
    document: list[ParsedEntry], other: ParsedEntry
) -> None:
    feed = Memory()
    feed.show(document)
    before = feed.entries

    feed.show([replace(other, id="new", link="http://a.example/new", summary=TEXTS[7], published=NOON + DAY)])

    assert feed.entries == before + 1


TAIL = "<p>Radio Tombouctou, la voix libre du fleuve</p>"
QUARTERS = ("Badalan", "Sankoré", "Abaradjou", "Sarékeina", "Bellafarandi", "Hamabangou")


def _parsed(*items: str, furniture: tuple[str, ...] = ()) -> ParsedFeed:
    body = f"<rss version='2.0'><channel><title>Fil du fleuve</title>{''.join(items)}</channel></rss>"
    found = parse(ParseRequest(body.encode(), "https://a.example/feed", furniture=furniture))
    assert isinstance(found, ParsedFeed)
    return found


def _keyless(quarter: str, title: str, ending: str) -> str:
    text = f"<p>Des coups de feu à {quarter}, dit un habitant.</p>{ending.format(len(quarter))}"
    return f"<item><title>{title.format(quarter)}</title><description><![CDATA[{text}]]></description></item>"


@pytest.mark.parametrize("title", ["", "Flash", "Des tirs dans le quartier de {} - Radio Tombouctou"])
@pytest.mark.parametrize(
    "ending",
    [
        TAIL,
        " Radio Tombouctou est un média libre.",
        "<p>Lire aussi : la crue du fleuve</p>",
        "<p>Vues : {}</p>",
    ],
)
def test_a_line_that_is_learnt_to_repeat_makes_no_entry_new(title: str, ending: str) -> None:
    feed = Memory()
    furniture: tuple[str, ...] = ()
    fresh = []
    for shown in (QUARTERS[:2], QUARTERS[:3], QUARTERS[:6], QUARTERS[:6], QUARTERS[3:]):
        found = _parsed(*(_keyless(quarter, title, ending) for quarter in shown), furniture=furniture)
        furniture = found.furniture
        fresh.append(len(feed.show(found.entries).fresh))

    assert fresh == [2, 1, 3, 0, 0]


def test_a_counter_that_is_taken_out_makes_no_entry_new() -> None:
    feed = Memory()
    fresh = [
        len(
            feed.show(
                _parsed(
                    *(
                        _keyless(quarter, "Flash", f"<p>Vues : {n * 7}</p>")
                        for n, quarter in enumerate(QUARTERS, start=poll)
                    )
                ).entries
            ).fresh
        )
        for poll in range(4)
    ]

    assert fresh == [6, 0, 0, 0]
