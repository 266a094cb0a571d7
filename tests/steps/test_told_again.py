"""What is told of a story after it was told: news in it, disputes, corrections, what did not arrive, verdicts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor import runtime
from monitor.core.editions.edition import Card, Edition, Held
from monitor.core.model import Report, Severity
from monitor.core.operations.outbox import Accepted, Outcome, Refused
from monitor.core.settings import Feed, QuietHours, Recipient
from monitor.steps import group
from monitor.store import Store
from tests.newsroom import DAILY, DUTY, START, URGENT, Newsroom, config
from tests.reports import PLACES, SIGNALS, report
from tests.store.filing import file

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CRITICAL, HIGH = Severity.CRITICAL, Severity.HIGH
FEEDS = {
    "wire": Feed("wire", "https://wire.example/rss", "World Wire", kind="wire"),
    "local": Feed("local", "https://local.example/rss", "Kati Infos", kind="local"),
    "daily": Feed("daily", "https://daily.example/rss", "Daily", kind="local"),
    "state": Feed("state", "https://state.example/rss", "Télé Nationale", kind="state"),
}
ATTACK = "Gunmen attack army camp in Kati, gunfire heard"
DENIAL = "Army denies any attack on the camp in Kati"
GONE = Refused("550 5.1.1 no such user", certain=True)


@pytest.fixture
def room(store: Store) -> Newsroom:
    made = Newsroom(store, config(URGENT, DAILY, places=PLACES, signals=SIGNALS, feeds=FEEDS))
    made.register()
    return made


def tell(room: Newsroom, title: str = ATTACK, *, feed: str = "wire", **more: object) -> list[str]:
    """Let a report come in, and all that follows; return what was told of it, in the reader's words."""
    values: dict[str, object] = {"severity": CRITICAL, "places": ["kati"], "tags": ["armed_attack"]}
    one = report(title, f"{feed} has it.", room.now, feed=feed, **values | more)  # type: ignore[arg-type]  # names are those of report()
    come_in(room, one)
    return work(room)


def come_in(room: Newsroom, *reports: Report) -> None:
    file(room.store, *reports)
    runtime.run(group.group(room.deps))
    room.wait(3 * MINUTE)


def work(room: Newsroom) -> list[str]:
    before = len(room.rendered)
    room.work()
    made = [each for each in room.rendered[before:] if isinstance(each, Edition)]
    return [said(card) for edition in made for card in cards(edition)]


def cards(edition: Edition) -> tuple[Card, ...]:
    return (*edition.stories, *(each.card for each in edition.corrections))


def said(card: Card) -> str:
    """Say in few words what a card tells."""
    who = " by " + ", ".join(denier.name for denier in card.denials) if card.denials else ""
    mark = "denied" if card.denied else "disputed" if card.disputed else ""
    news = " ".join(f"{each.kind} {each.name or each.low}" for each in card.news)
    return " ".join(filter(None, (card.status, str(card.severity), mark + who, news)))


def deny(room: Newsroom, feed: str = "state", **more: object) -> list[str]:
    values: dict[str, object] = {"severity": Severity.MEDIUM, "tags": ["armed_attack", "denial"]}
    return tell(room, DENIAL, feed=feed, **values | more)


def retract(room: Newsroom, feed: str) -> list[str]:
    title = "Correction: no attack on the army camp in Kati, report of gunfire retracted"
    return tell(room, title, feed=feed, severity=Severity.LOW, tags=["denial"])


class Test_a_denial:  # noqa: N801 - a heading in the report of the tests
    def test_in_the_same_round_withholds_no_alert(self, room: Newsroom) -> None:
        reports = [
            report(ATTACK, "Shots.", START, feed=feed, severity=CRITICAL, places=["kati"])
            for feed in ("wire", "local", "daily")
        ]
        denial = report(
            DENIAL, "", START, feed="state", severity=HIGH, places=["kati"], tags=["armed_attack", "denial"]
        )
        come_in(room, *reports, denial)

        assert work(room) == ["new critical disputed by Télé Nationale"]

    def test_of_a_single_report_withholds_no_alert(self, room: Newsroom) -> None:
        come_in(room, report(ATTACK, "", START, severity=CRITICAL, places=["kati"]))
        come_in(
            room,
            report(DENIAL, "", START, feed="state", severity=HIGH, places=["kati"], tags=["x", "denial"]),
        )

        assert work(room) == ["new critical disputed by Télé Nationale"]

    def test_after_the_alert_is_told_once_by_name_and_is_no_retraction(self, room: Newsroom) -> None:
        first, disputed = tell(room), deny(room)
        later = [deny(room.wait(HOUR), "state"), tell(room.wait(HOUR), feed="local")]

        assert first == ["new critical"]
        assert disputed == ["corrected critical disputed by Télé Nationale"]
        assert later == [[], []]

    def test_by_all_who_reported_is_a_correction_and_standing_by_it_again_a_revival_once_a_day(
        self, room: Newsroom
    ) -> None:
        room.config = replace(room.config, digests={})
        told = [tell(room), retract(room, "wire"), tell(room.wait(HOUR), feed="local")]
        too_soon = [retract(room.wait(HOUR), "local"), tell(room.wait(HOUR), feed="daily")]
        retract(room.wait(HOUR), "daily")
        next_day = work(room.wait(DAY))

        assert told == [
            ["new critical"],
            ["corrected low denied by World Wire"],
            ["updated critical disputed by World Wire"],
        ]
        assert too_soon == [[], []]
        assert [each.partition(" ")[0] for each in next_day] == ["corrected"]

    def test_is_a_section_of_the_digest_which_says_what_the_alert_told_and_when(self, room: Newsroom) -> None:
        tell(room)
        told_at = room.now
        deny(room.wait(HOUR))
        work(room.wait(DAY))

        digest = [each for each in room.rendered if isinstance(each, Edition) and each.kind == "digest"][-1]
        (card,) = digest.sections[0].cards
        assert (digest.sections[0].key, card.told, card.told_at) == ("disputed", CRITICAL, told_at)


class Test_news_in_a_told_story:  # noqa: N801 - as above
    def test_is_alerted_again_in_its_thread_saying_what_is_new(self, room: Newsroom) -> None:
        first = tell(room, "Gunmen attack airport in Bamako", places=["bamako"])
        coup = tell(
            room,
            "Soldiers seize power in Bamako, coup under way after gunmen attack airport",
            feed="local",
            places=["bamako"],
            tags=["coup_junta"],
        )
        same = tell(room, "Gunmen attack airport in Bamako", feed="daily", places=["bamako"])
        toll = tell(room, "Gunmen attack airport in Bamako: 40 dead", places=["bamako"], killed=40)

        assert first == ["new critical"]
        assert coup in (
            ["updated critical theme coup_junta"],
            ["new critical"],
        )  # a story of its own, or news
        assert (same, toll) == ([], ["updated critical toll killed"])
        threads = {envelope.references[0] for envelope in room.envelopes}
        assert len(threads) <= 2

    def test_is_the_headline_of_the_message_that_tells_it(self, room: Newsroom) -> None:
        tell(room)
        tell(room, f"{ATTACK}: 60 soldiers killed", feed="local", killed=60)

        (card,) = [each for each in room.rendered if isinstance(each, Edition)][-1].stories
        assert card.title == f"{ATTACK}: 60 soldiers killed"


class Test_what_a_person_marked_false:  # noqa: N801 - as above
    def test_leaves_the_coming_edition_which_says_so(self, room: Newsroom) -> None:
        room.config = replace(room.config, alerts={})
        come_in(room, report("A sharp attack of the minister on the press", "", START, severity=CRITICAL))
        (listed,) = room.store.hits.list(limit=1)
        hit = listed.hit
        room.store.hits.mark(hit.id, correct=False, by="desk", now=room.now)
        runtime.run(group.group(room.deps))
        work(room.wait(DAY))

        (digest,) = [each for each in room.rendered if isinstance(each, Edition)]
        assert digest.stories == ()
        assert [(held.reason, held.count) for held in digest.suppressed] == [("marked_false", 1)]
        assert room.taken("digest:daily") == {hit.id: "marked false"}

    def test_is_neither_headline_nor_publisher_of_the_story_it_joined(self, room: Newsroom) -> None:
        room.config = replace(room.config, alerts={})
        come_in(room, report(ATTACK, "", START, severity=HIGH, places=["kati"]))
        come_in(
            room, report(f"{ATTACK}, says film", "", START, feed="local", severity=CRITICAL, places=["kati"])
        )
        false = next(each.hit for each in room.store.hits.list(limit=9) if "film" in each.entry.title)
        room.store.hits.mark(false.id, correct=False, by="desk", now=room.now)
        runtime.run(group.group(room.deps))
        work(room.wait(DAY))

        (digest,) = [each for each in room.rendered if isinstance(each, Edition)]
        (card,) = digest.stories
        assert (card.title, card.severity, card.publishers, len(card.entries)) == (ATTACK, HIGH, 1, 1)


class Test_what_did_not_arrive:  # noqa: N801 - as above
    def dead(self, room: Newsroom) -> None:
        """Let the server refuse the reader until the message is given up."""
        for _ in range(3):
            room.mailbox.answers = [GONE] * 9
            room.wait(HOUR).deliver()
        room.mailbox.answers = []
        assert room.states()["dead"] == 1

    def test_leads_the_next_digest_which_says_so(self, room: Newsroom) -> None:
        room.config = replace(room.config, alerts={})
        come_in(room, report(ATTACK, "", START, severity=CRITICAL, places=["kati"]))
        room.wait(DAY).edit()
        made_at = room.now
        self.dead(room)
        come_in(
            room,
            report("Coup in Ouagadougou", "", room.now, severity=CRITICAL, tags=["coup_junta"], number=77),
        )
        work(room.wait(DAY))

        digest = [each for each in room.rendered if isinstance(each, Edition)][-1]
        assert [(card.title, card.lost_at) for card in digest.stories] == [
            (ATTACK, made_at),
            ("Coup in Ouagadougou", None),
        ]
        assert set(room.told("digest:daily").values()) == {1}

    def test_is_told_once_more_only(self, room: Newsroom) -> None:
        room.config = replace(room.config, alerts={})
        come_in(room, report(ATTACK, "", START, severity=CRITICAL, places=["kati"]))
        room.wait(DAY).edit()
        self.dead(room)

        assert [len(work(room.wait(DAY))) for _ in range(3)] == [1, 0, 0]

    def test_by_an_alert_is_told_when_the_reader_can_be_reached_again(self, room: Newsroom) -> None:
        room.config = replace(room.config, digests={})
        come_in(room, report(ATTACK, "", START, severity=CRITICAL, places=["kati"]))
        room.edit()
        self.dead(room)
        unreached = [work(room.wait(HOUR)) for _ in range(5)]
        moved = replace(DUTY, mail=("new@example.org",))
        room.config = replace(room.config, recipients={"duty": moved})
        reached = work(room.wait(HOUR))

        assert unreached == [[]] * 5
        assert reached == ["new critical"]
        assert [letter.address for letter in room.mailbox.got] == ["new@example.org"]
        assert work(room.wait(HOUR)) == []

    def test_to_one_of_two_addresses_is_told_all_the_same(self, room: Newsroom) -> None:
        both = Recipient("duty", mail=("a@example.org", "b@example.org"))
        room.config = replace(room.config, alerts={}, recipients={"duty": both})
        come_in(room, report(ATTACK, "", START, severity=CRITICAL, places=["kati"]))
        room.wait(DAY).edit()
        for _ in range(3):
            answers: list[Outcome] = [GONE, Accepted("250 ok")]
            room.mailbox.answers = answers
            room.wait(HOUR).deliver()
        room.mailbox.answers = []

        assert work(room.wait(DAY)) == []


def test_two_orders_tell_one_mailbox_once_and_the_second_says_by_whom(room: Newsroom) -> None:
    duty, boss = DUTY, replace(DUTY, id="boss")
    third = Recipient("third", mail=("third@example.org", *DUTY.mail))
    alerts = (URGENT, replace(URGENT, id="mali", to=("duty", "boss", "third")))
    room.config = replace(
        room.config,
        digests={},
        alerts={alert.id: alert for alert in alerts},
        recipients={each.id: each for each in (duty, boss, third)},
    )
    room.register()
    first = tell(room)
    arrived = sorted(letter.address for letter in room.mailbox.got)
    graver = tell(room, f"{ATTACK}: 60 soldiers killed", feed="local", killed=60)

    assert first == ["new critical"] * 2  # duty once, and third, whom nobody else reaches
    assert arrived == ["duty@example.org", "duty@example.org", "third@example.org"]
    for reader in ("duty", "boss"):
        assert all(f"{why}".startswith("told by alert:") for why in room.taken("alert:mali", reader).values())
    assert graver == ["updated critical toll killed"] * 2


def test_an_alert_tells_nobody_what_another_one_told_unless_it_is_graver(room: Newsroom) -> None:
    desk = Recipient("desk", mail=("desk@example.org",))
    first = replace(URGENT, id="zz-first")
    second = replace(URGENT, id="backup", to=("desk",), unless_told_by=("zz-first",), wait=timedelta())
    room.config = replace(
        room.config,
        digests={},
        alerts={each.id: each for each in (second, first)},
        recipients={each.id: each for each in (DUTY, desk)},
    )
    room.register()
    told = tell(room)
    room.config = replace(room.config, alerts={"backup": replace(second, unless_told_by=())})
    other = tell(room, "Gunmen attack army camp in Sévaré", places=["sevare"])

    assert (told, other) == (["new critical"], ["new critical"])
    assert [letter.address for letter in room.mailbox.got] == ["duty@example.org", "desk@example.org"]
    assert [why for why in room.taken("alert:backup", "desk").values() if why] == ["told by alert:zz-first"]


def test_a_digest_says_what_the_alerts_of_its_reader_hold_back(room: Newsroom) -> None:
    asleep = replace(DUTY, quiet=(QuietHours(0, 23 * 60),))
    room.config = replace(
        room.config, recipients={"duty": asleep}, digests={"daily": replace(DAILY, cron="5 23 * * *")}
    )
    tell(room)
    held_since = room.now
    room.config = replace(room.config, recipients={"duty": replace(asleep, quiet=(QuietHours(0, 1),))})
    room.config = replace(room.config, alerts={})
    room.now = START.replace(hour=23, minute=6)
    work(room)

    (digest,) = [each for each in room.rendered if isinstance(each, Edition) and each.kind == "digest"]
    assert digest.coverage.held == (Held("urgent", "quiet", 1, held_since),)
