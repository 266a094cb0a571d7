"""Which stories go to whom: alerts, digests, silences, told by table."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.core.model import Place, Report, Severity, Signal
from monitor.core.orders import selection
from monitor.core.orders.alerts import Drop, Ignore, Room, Tell, Wait, judge, plan_alert
from monitor.core.orders.digests import plan_digest
from monitor.core.orders.model import DENIED, FALLEN, STANDING, Content, Context, Known, Taken, Told, Waiting
from monitor.core.orders.selection import digested
from monitor.core.settings import Alert, Feed, Near, Select, Silence
from tests import editions

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ALERT = Alert("urgent", ("desk",), Select(Severity.CRITICAL), wait=2 * MINUTE, max_per_hour=3)
DIGEST = replace(editions.DIGEST, select=Select(Severity.LOW))
FEEDS = editions.FEEDS
PLACES = editions.PLACES


def context(*silences: Silence, now: datetime = NOW) -> Context:
    return Context(now, FEEDS, PLACES, silences)


def reports(
    *numbers: int,
    severity: Severity = Severity.CRITICAL,
    feed: str = "wire",
    age: timedelta = 10 * MINUTE,
    **match: object,
) -> tuple[Report, ...]:
    made = []
    for number in numbers:
        one = editions.report(number, severity=severity, feed=feed)
        hit = replace(one.hits[0], created_at=NOW - age, match=replace(one.hits[0].match, **match))  # type: ignore[arg-type]  # field names are the caller's
        made.append(Report(one.entry, (hit,)))
    return tuple(made)


def known(
    number: int = 1,
    severity: Severity = Severity.CRITICAL,
    fresh: tuple[Report, ...] | None = None,
    told: Told | None = None,
    **story: object,
) -> Known:
    new = reports(number, severity=severity) if fresh is None else fresh
    return Known(editions.story(number, new or reports(900), severity, **story), new, told=told)


def told(severity: Severity = Severity.CRITICAL, corrected: int = STANDING) -> Told:
    return Told(severity, corrected, "<root@x>", NOW - timedelta(hours=2))


def silence(**fields: object) -> Silence:
    made = Silence(NOW + timedelta(days=1), "known exercise", "desk")
    return replace(made, **fields)  # type: ignore[arg-type]  # field names are the caller's


class Test_an_alert:  # noqa: N801 - a heading in the report of the tests
    @pytest.mark.parametrize(
        ("story", "verdict", "reason"),
        [
            (known(), "tell new", "grave, old enough, never told"),
            (known(severity=Severity.HIGH), "ignore below min_severity", "not grave enough"),
            (known(fresh=()), "ignore not selected", "nothing but what was decided or is quiet"),
            (known(fresh=reports(1, age=MINUTE)), "wait", "reports are still gathering"),
            (known(fresh=reports(1, age=-MINUTE)), "tell new", "the clock was set back"),
            (known(told=told()), "drop already told", "as grave as told"),
            (known(told=told(Severity.HIGH)), "tell updated", "graver than told"),
            (
                known(severity=Severity.HIGH, told=told()),
                "tell corrected lowered",
                "fell below the threshold",
            ),
            (
                known(severity=Severity.HIGH, told=told(corrected=FALLEN)),
                "drop already told",
                "the fall was told",
            ),
            (known(denied=True, told=told()), "tell corrected denied", "denied"),
            (
                known(denied=True, told=told(corrected=FALLEN)),
                "tell corrected denied",
                "denied after it fell",
            ),
            (known(denied=True, told=told(corrected=DENIED)), "drop already told", "the denial was told"),
            (known(told=told(corrected=DENIED)), "tell updated", "reaffirmed after its denial was told"),
            (known(told=told(corrected=FALLEN)), "tell updated", "risen again after its fall was told"),
            (known(denied=True), "tell new", "denied before it was told: told as denied, not swallowed"),
            (
                known(severity=Severity.HIGH, denied=True),
                "ignore below min_severity",
                "denied, and fell by it",
            ),
        ],
    )
    def test_decides_by_what_stands_told(self, story: Known, verdict: str, reason: str) -> None:
        assert name(judge(ALERT, story, context())) == verdict, reason

    def test_waits_from_the_first_untold_report(self) -> None:
        first, second = reports(1, age=MINUTE)[0], reports(2, age=timedelta())[0]

        assert judge(ALERT, known(fresh=(second, first)), context()) == Wait(NOW + MINUTE)

    @pytest.mark.parametrize(
        ("feeds", "publishers", "verdict"),
        [
            (("wire", "wire-fr"), (), "ignore min_publishers"),
            (("wire", "kayes"), (), "tell new"),
            (("wire", "kayes"), ("afp",), "ignore min_publishers"),
        ],
        ids=["feeds of one house", "two houses", "copies of one agency"],
    )
    def test_asks_for_independent_publishers(
        self, feeds: tuple[str, ...], publishers: tuple[str, ...], verdict: str
    ) -> None:
        alert = replace(ALERT, select=Select(Severity.CRITICAL, min_publishers=2))

        assert name(judge(alert, known(feeds=feeds, publishers=publishers), context())) == verdict

    @pytest.mark.parametrize(
        ("select", "match", "fits"),
        [
            ({"tags": ("kidnapping",)}, {"tags": ("attack", "kidnapping")}, True),
            ({"tags": ("kidnapping",)}, {"tags": ("attack",)}, False),
            ({"rules": ("other",)}, {}, False),
            ({"feeds": ("wire", "kayes")}, {}, True),
            ({"feeds": ("kayes",)}, {}, False),
            ({"langs": ("en",)}, {}, True),
            ({"langs": ("ar",)}, {}, False),
            ({"places": ("diboli",)}, {"places": ("diboli",)}, True),
            ({"countries": ("NE",)}, {"places": ("diboli",)}, False),
            ({"countries": ("NE", "ML")}, {"places": ("diboli",)}, True),
            ({"countries": ("ML",), "tags": ("kidnapping",)}, {"places": ("diboli",)}, False),
        ],
    )
    def test_takes_only_the_hits_asked_for(
        self, select: dict[str, tuple[str, ...]], match: dict[str, object], fits: bool
    ) -> None:
        alert = replace(ALERT, select=Select(Severity.CRITICAL, **select))  # type: ignore[arg-type]  # field names of a table

        verdict = judge(alert, known(fresh=reports(1, **match)), context())  # type: ignore[arg-type]  # as above

        assert isinstance(verdict, Tell) == fits

    def test_a_language_may_be_that_of_the_feed_and_of_a_region(self) -> None:
        one = reports(1)[0]
        entry = replace(one.entry, lang="fr-ML", feed="kayes")
        alert = replace(ALERT, select=Select(Severity.CRITICAL, langs=("fr",)))

        assert isinstance(judge(alert, known(fresh=(Report(entry, one.hits),)), context()), Tell)
        assert isinstance(
            judge(alert, known(fresh=(Report(replace(entry, lang=None), one.hits),)), context()), Tell
        )


class Test_a_silence:  # noqa: N801 - as above
    @pytest.mark.parametrize(
        ("silenced", "is_silent", "reason"),
        [
            (silence(rule="armed-attack"), True, "its rule"),
            (silence(rule="other"), False, "another rule"),
            (silence(place="diboli"), True, "a place by its id"),
            (silence(place="Diboli"), True, "a place by its name"),
            (silence(place="kayes"), True, "a place by its region"),
            (silence(place="Téra"), False, "another place"),
            (silence(words="ATTACK near"), True, "a phrase, folded"),
            (silence(words="attack diboli"), False, "no phrase of the text"),
            (silence(words="ttack"), False, "part of a word"),
            (silence(words="…"), False, "words that are none"),
            (silence(rule="armed-attack", words="football"), False, "everything it names must be true"),
            (silence(rule="armed-attack", until=NOW), False, "expired"),
            (silence(story=1, severity=Severity.CRITICAL), True, "its story, as grave as then"),
            (silence(story=1, severity=Severity.HIGH), False, "its story rose"),
            (
                silence(story=1, severity=Severity.HIGH, even_if_raised=True),
                True,
                "its story rose, which was foreseen",
            ),
            (silence(story=2), False, "another story"),
        ],
    )
    def test_covers_what_it_names_until_it_ends(
        self, silenced: Silence, is_silent: bool, reason: str
    ) -> None:
        story = known(fresh=reports(1, places=("diboli",)))

        verdict = judge(ALERT, story, context(silenced))

        assert (
            verdict == Drop((Taken(1001, "silenced: known exercise"),))
            if is_silent
            else isinstance(verdict, Tell)
        ), reason

    def test_does_not_hold_back_a_correction(self) -> None:
        verdict = judge(ALERT, known(denied=True, told=told()), context(silence(rule="armed-attack")))

        assert name(verdict) == "tell corrected denied"

    def test_leaves_what_it_does_not_cover_but_without_the_gravity_of_what_it_does(self) -> None:
        grave, mild = reports(1)[0], reports(2, severity=Severity.LOW, rule="other")[0]
        covered = silence(rule="armed-attack")

        assert judge(ALERT, known(fresh=(grave, mild)), context(covered)) == Ignore("below min_severity")

    def test_names_the_hits_it_took_out_of_a_story_that_is_told(self) -> None:
        both = (*reports(1), *reports(2, rule="other"))

        verdict = judge(ALERT, known(fresh=both), context(silence(rule="other")))

        assert isinstance(verdict, Tell)
        assert [one.entry.id for one in verdict.report.new] == [1]
        assert verdict.untold == (Taken(1002, "silenced: known exercise"),)


class Test_messages_of_an_alert:  # noqa: N801 - as above
    def test_each_story_has_its_own_while_there_is_room(self) -> None:
        plan = plan_alert(ALERT, [known(1), known(2)], (), (), Room(3), context())

        assert [stories(one) for one in plan.messages] == [[1], [2]]
        assert [one.taken for one in plan.messages] == [(Taken(1001),), (Taken(1002),)]

    def test_the_last_of_the_hour_gathers_all_that_remain(self) -> None:
        plan = plan_alert(ALERT, [known(n) for n in range(1, 41)], (), (), Room(3), context())

        assert [stories(one) for one in plan.messages] == [[1], [2], list(range(3, 41))]
        assert [one.overflow for one in plan.messages] == [0, 0, 38]
        assert plan.waiting == ()

    def test_nothing_is_made_when_the_hour_is_full(self) -> None:
        plan = plan_alert(ALERT, [known(1)], (), (), Room(0), context())

        assert plan.messages == ()
        assert plan.waiting == (Waiting("story", 1, NOW, "limit"),)

    @pytest.mark.parametrize(
        ("left", "minutes", "before", "told", "waiting", "reason"),
        [
            (2, 1, (None, {"ML"}), [[1]], [], "room for one, and one kept"),
            (1, 1, (Severity.CRITICAL, {"ML"}), [], [1], "the last of the hour is kept"),
            (1, 1, (Severity.HIGH, {"ML"}), [[1]], [], "it is for what is graver"),
            (1, 1, (Severity.CRITICAL, {"NE"}), [[1]], [], "or elsewhere"),
            (0, 1, (Severity.CRITICAL, {"NE"}), [], [1], "used up: gathered, wherever it is"),
            (0, 1, (Severity.HIGH, {"ML"}), [[1]], [], "but never what is graver"),
            (0, 9, (Severity.CRITICAL, {"ML"}), [], [1], "for ten minutes"),
            (0, 10, (Severity.CRITICAL, {"ML"}), [[1]], [], "and then told"),
            (-3, 10, (Severity.CRITICAL, {"ML"}), [[1]], [], "however much was told"),
        ],
    )
    def test_the_limit_keeps_room_for_what_stands_out_and_gathers_the_rest(
        self,
        left: int,
        minutes: int,
        before: tuple[Severity | None, set[str]],
        told: list[list[int]],
        waiting: list[int],
        reason: str,
    ) -> None:
        room = Room(left, False, 3, NOW - minutes * MINUTE, before[0], frozenset(before[1]))
        plan = plan_alert(ALERT, [known(1)], (), (), room, context())

        assert ([stories(each) for each in plan.messages], [each.id for each in plan.waiting]) == (
            told,
            waiting,
        ), reason

    def test_the_message_that_uses_up_the_hour_says_when_the_next_comes(self) -> None:
        room = Room(2, False, 3, None, None)
        plan = plan_alert(ALERT, [known(1)], (), (), room, context())

        assert [each.limited_until for each in plan.messages] == [NOW + 10 * MINUTE]

    @pytest.mark.parametrize(
        ("published", "max_age", "verdict", "reason"),
        [
            (timedelta(days=90), timedelta(hours=48), "drop older than max_age", "a find in an archive"),
            (timedelta(hours=49), timedelta(hours=48), "drop older than max_age", "just too old"),
            (timedelta(hours=47), timedelta(hours=48), "tell new", "slow, but news"),
            (timedelta(days=90), None, "tell new", "asked for whatever its age"),
        ],
    )
    def test_what_is_old_wakes_nobody(
        self, published: timedelta, max_age: timedelta | None, verdict: str, reason: str
    ) -> None:
        one = reports(1)[0]
        entry = replace(one.entry, published=one.entry.seen_at - published)
        alert = replace(ALERT, select=Select(Severity.CRITICAL, max_age=max_age))

        assert name(judge(alert, known(fresh=(Report(entry, one.hits),)), context())) == verdict, reason

    def test_corrections_come_first_then_the_gravest(self) -> None:
        alert = replace(ALERT, select=Select(Severity.HIGH))
        fallen = known(3, Severity.LOW, told=told())

        plan = plan_alert(alert, [known(1, Severity.HIGH), known(2), fallen], (), (), Room(9), context())

        assert [stories(one) for one in plan.messages] == [[3], [2], [1]]

    def test_a_night_of_changes_gives_one_message_of_the_state_at_its_end(self) -> None:
        night = [
            *[known(n) for n in range(1, 6)],  # raised and standing
            *[known(n, Severity.LOW) for n in range(6, 11)],  # raised and lowered again, never told
            *[
                known(n, denied=True, told=told()) for n in range(11, 16)
            ],  # told in the evening, denied in the night
            *[known(n, told=told()) for n in range(16, 21)],  # told in the evening, nothing graver since
        ]

        asleep = plan_alert(ALERT, night, (), (), Room(3, quiet=True), context())
        awake = plan_alert(ALERT, night, (), asleep.waiting, Room(3), context(now=NOW + timedelta(hours=5)))

        assert asleep.messages == ()
        assert {one.id for one in asleep.waiting} == {*range(1, 6), *range(11, 16)}
        assert [stories(one) for one in awake.messages] == [[*range(11, 16), *range(1, 6)]]
        assert awake.messages[0].held_since == NOW
        assert awake.messages[0].overflow == 0
        assert awake.waiting == ()

    def test_what_waits_keeps_the_time_since_when(self) -> None:
        before = Waiting("story", 1, NOW - timedelta(hours=1), "quiet")

        plan = plan_alert(ALERT, [known(1)], (), (before,), Room(3, quiet=True), context())

        assert plan.waiting == (before,)

    def test_a_signal_is_told_like_a_story(self) -> None:
        signal = Signal(7, "spillover", "Spill-over", Severity.CRITICAL, ("spillover",), "diboli", (1,), NOW)

        told_ = plan_alert(ALERT, (), (signal,), (), Room(1), context())
        asked = plan_alert(
            replace(ALERT, select=Select(Severity.CRITICAL, countries=("NE",))),
            (),
            (signal,),
            (),
            Room(1),
            context(),
        )

        assert [one.signals for one in told_.messages] == [(signal,)]
        assert asked.messages == ()


class Test_a_digest:  # noqa: N801 - as above
    def test_takes_every_fresh_hit_it_asks_for(self) -> None:
        mild = reports(2, severity=Severity.INFO)

        plan = plan_digest(DIGEST, [known(1), known(2, Severity.INFO, mild)], (), context())

        assert stories(plan) == [1]
        assert plan.taken == (Taken(1001),)

    def test_takes_mild_reports_of_a_grave_story(self) -> None:
        both = (*reports(1), *reports(2, severity=Severity.INFO))

        plan = plan_digest(DIGEST, [known(1, fresh=both)], (), context())

        assert plan.taken == (Taken(1001), Taken(1002))

    def test_reports_a_grave_hit_of_a_story_that_fell_by_a_denial(self) -> None:
        digest = replace(DIGEST, select=Select(Severity.HIGH))

        plan = plan_digest(digest, [known(1, Severity.LOW, reports(1), denied=True)], (), context())

        assert stories(plan) == [1]

    def test_lists_what_was_silenced_with_reason_author_and_end(self) -> None:
        covered = silence(rule="armed-attack")

        plan = plan_digest(DIGEST, [known(1), known(2)], (), context(covered))

        assert plan.stories == ()
        assert [(one.reason, one.count, one.detail, one.by, one.until) for one in plan.suppressed] == [
            ("silenced", 2, "known exercise", "desk", covered.until)
        ]
        assert {one.reason for one in plan.taken} == {"silenced: known exercise"}
        assert not plan.is_empty

    def test_names_stories_with_too_few_publishers(self) -> None:
        digest = replace(DIGEST, select=Select(Severity.LOW, min_publishers=2))

        plan = plan_digest(digest, [known(1)], (), context())

        assert [(one.reason, one.count, one.detail) for one in plan.suppressed] == [
            ("min_publishers", 1, "2")
        ]
        assert plan.taken == (Taken(1001, "min_publishers"),)

    def test_a_story_is_new_then_updated_then_corrected_once(self) -> None:
        plans = [
            plan_digest(DIGEST, [known(1, told=before, denied=denied)], (), context())
            for before, denied in (
                (None, False),
                (told(), False),
                (told(), True),
                (told(corrected=DENIED), True),
            )
        ]

        assert [plan.stories[0].status for plan in plans] == ["new", "updated", "corrected", "updated"]
        assert [plan.claims[0].corrected for plan in plans] == [STANDING, STANDING, DENIED, DENIED]

    def test_a_correction_is_reported_even_by_a_report_that_was_not_asked_for(self) -> None:
        digest = replace(DIGEST, select=Select(Severity.HIGH, feeds=("kayes",)))

        plan = plan_digest(digest, [known(1, Severity.LOW, told=told())], (), context())

        assert [(one.status, one.why_corrected) for one in plan.stories] == [("corrected", "lowered")]

    def test_a_correction_names_the_gravest_told_not_what_an_alert_fell_to_when_it_was_corrected(
        self,
    ) -> None:
        denied = known(1, Severity.MEDIUM, told=told(Severity.CRITICAL), denied=True)
        after_its_alert = replace(denied, alerted=told(Severity.MEDIUM, DENIED))
        only_alerted_so = replace(denied, told=told(Severity.MEDIUM), alerted=told(Severity.CRITICAL))

        for case in (denied, after_its_alert, only_alerted_so):
            (story,) = plan_digest(DIGEST, [case], (), context()).stories
            assert (story.status, story.told) == ("corrected", Severity.CRITICAL)

    def test_says_what_an_alert_told_before(self) -> None:
        alerted = replace(known(1), alerted=told())

        plan = plan_digest(DIGEST, [alerted], (), context())

        assert (plan.stories[0].told, plan.stories[0].told_at) == (Severity.CRITICAL, told().at)

    def test_an_entry_decided_before_is_shown_as_earlier(self) -> None:
        story = replace(known(1), earlier=reports(8, 9))

        plan = plan_digest(DIGEST, [story], (), context())

        assert [one.entry.id for one in plan.stories[0].earlier] == [8, 9]

    def test_nothing_to_tell_is_empty(self) -> None:
        assert plan_digest(DIGEST, (), (), context()).is_empty


def stories(content: Content) -> list[int]:
    return [one.story.id for one in content.stories]


def name(verdict: object) -> str:
    match verdict:
        case Tell(report):
            return f"tell {report.status} {report.why_corrected}".strip()
        case Drop(taken):
            return f"drop {taken[0].reason}"
        case Ignore(reason):
            return f"ignore {reason}"
        case _:
            return type(verdict).__name__.lower()


class Test_a_digest_takes_in_an_alert:  # noqa: N801 - as above
    @pytest.mark.parametrize(
        ("digest", "alert", "takes_in", "reason"),
        [
            (Select(), Select(Severity.CRITICAL), True, "all of it"),
            (Select(Severity.HIGH), Select(Severity.HIGH), True, "as grave"),
            (Select(Severity.CRITICAL), Select(Severity.HIGH), False, "only graver ones"),
            (Select(min_publishers=2), Select(min_publishers=1), False, "only corroborated ones"),
            (Select(min_publishers=2), Select(min_publishers=3), True, "corroborated less"),
            (Select(tags=("attack",)), Select(tags=("attack",)), True, "the same kind"),
            (Select(tags=("attack", "riot")), Select(tags=("attack",)), True, "one kind of several"),
            (Select(tags=("attack",)), Select(tags=("attack", "riot")), False, "one kind too many"),
            (Select(countries=("ML",)), Select(), False, "one country of all"),
            (Select(), Select(countries=("ML",)), True, "all countries"),
        ],
    )
    def test_whose_selection_is_as_wide(
        self, digest: Select, alert: Select, takes_in: bool, reason: str
    ) -> None:
        orders = [replace(DIGEST, select=digest)]

        assert digested(replace(ALERT, select=alert), "desk", orders) == takes_in, reason

    def test_of_the_same_reader_only(self) -> None:
        assert not digested(ALERT, "duty", [DIGEST])
        assert not digested(ALERT, "desk", [])


SITES = {
    place.id: place
    for place in (
        Place("gao", "Gao", "ML", "Gao", "core", 16.27, -0.04),
        Place("ansongo", "Ansongo", "ML", "Gao", "core", 15.66, 0.50),  # 89 km from Gao
        Place("labbezanga", "Labbezanga", "ML", "Gao", "border", 14.96, 0.70),  # 166 km
        Place("niamey", "Niamey", "NE", "Niamey", "capital", 13.51, 2.11),
        Place("nowhere", "Nowhere", "ML", "Gao", "core", None, None),
        Place("taveuni", "Taveuni", "FJ", "Cakaudrove", "isle", -16.85, 179.95),
        Place("rabi", "Rabi", "FJ", "Cakaudrove", "isle", -16.5, -179.98),  # 40 km, beyond the date line
    )
}
SOURCES = {
    "wire": Feed("wire", "https://wire.example", "Wire", "en", "wire"),
    "state": Feed("state", "https://state.example", "State", "fr", "state"),
}


@pytest.mark.parametrize(
    ("select", "places", "feed", "fits", "reason"),
    [
        ({"regions": ("Gao",)}, ("ansongo",), "wire", True, "a town of the region"),
        ({"regions": ("Gao",)}, ("niamey",), "wire", False, "another region"),
        ({"regions": ("Gao",)}, (), "wire", False, "no place is known"),
        ({"zones": ("border",)}, ("niamey", "labbezanga"), "wire", True, "one of its places"),
        ({"zones": ("border",)}, ("gao",), "wire", False, "another zone"),
        ({"kinds": ("wire", "local")}, ("gao",), "wire", True, "one of the kinds"),
        ({"kinds": ("wire", "local")}, ("gao",), "state", False, "another kind"),
        ({"kinds": ("wire",)}, ("gao",), "unknown", False, "a feed that is gone"),
        ({"near": Near("gao", 100)}, ("ansongo",), "wire", True, "89 km away"),
        ({"near": Near("gao", 80)}, ("ansongo",), "wire", False, "89 km away"),
        ({"near": Near("gao", 1)}, ("gao",), "wire", True, "the place itself"),
        ({"near": Near("nowhere", 5)}, ("nowhere",), "wire", True, "itself, wherever it is"),
        ({"near": Near("gao", 500)}, ("nowhere",), "wire", False, "nobody knows where it is"),
        ({"near": Near("gao", 100)}, ("niamey", "ansongo"), "wire", True, "one of its places"),
        ({"near": Near("taveuni", 60)}, ("rabi",), "wire", True, "over the date line"),
        ({"near": Near("gao", 100), "regions": ("Niamey",)}, ("gao",), "wire", False, "both must hold"),
        ({"without": Select(kinds=("state",))}, ("gao",), "wire", True, "no medium of the state"),
        ({"without": Select(kinds=("state",))}, ("gao",), "state", False, "of the state"),
        ({"without": Select(countries=("NE",))}, ("niamey",), "wire", False, "only there"),
        ({"without": Select(countries=("NE",))}, ("niamey", "gao"), "wire", True, "elsewhere, too"),
        ({"without": Select(countries=("NE",))}, (), "wire", True, "in doubt it is told"),
        (
            {"without": Select(zones=("capital", "core"))},
            ("gao", "niamey"),
            "wire",
            False,
            "in these zones alone",
        ),
        ({"without": Select(places=("gao",))}, ("ansongo",), "wire", True, "another place"),
        (
            {"without": Select(tags=("sport",), countries=("NE",))},
            ("niamey",),
            "wire",
            False,
            "each key by itself",
        ),
        ({"without": Select(tags=("accident",))}, ("gao",), "wire", False, "tagged so"),
        ({"without": Select(rules=("ferry",))}, ("gao",), "wire", True, "another rule"),
        ({"without": Select(langs=("fr",))}, ("gao",), "state", False, "in this language"),
        ({"without": Select(near=Near("gao", 100))}, ("ansongo",), "wire", False, "too near"),
        ({"without": Select(near=Near("gao", 100))}, ("ansongo", "niamey"), "wire", True, "also far away"),
        (
            {"countries": ("ML",), "without": Select(regions=("Gao",))},
            ("gao",),
            "wire",
            False,
            "all of it but",
        ),
    ],
)
def test_which_hits_an_order_asks_for(
    select: dict[str, Any], places: tuple[str, ...], feed: str, fits: bool, reason: str
) -> None:
    one = editions.report(1)
    hit = replace(one.hits[0], match=replace(one.hits[0].match, places=places, tags=("accident",)))
    entry = replace(one.entry, feed=feed, lang=None)
    asked = Select(**select)
    signal = Signal(1, "surge", "More", Severity.HIGH, ("accident",), places[0] if places else None, (), NOW)
    context_ = Context(NOW, SOURCES, SITES)

    assert selection.fits(asked, hit, entry, context_) is fits, reason
    if len(places) == 1 and not {"kinds", "langs"} & {name for name, value in select.items() if value}:
        excluded = select.get("without")
        if excluded is None or not (excluded.kinds or excluded.langs):
            assert selection.fits_signal(asked, signal, context_) is fits, reason


def test_an_order_for_the_milder_leaves_out_what_became_graver() -> None:
    mild = Select(Severity.LOW, max_severity=Severity.HIGH)
    digest, alert = replace(DIGEST, select=mild), replace(ALERT, select=mild)
    told = [
        (len(plan_digest(digest, [one], (), context()).stories), name(judge(alert, one, context())))
        for one in (
            known(severity=Severity.HIGH, fresh=reports(1, severity=Severity.HIGH)),
            known(severity=Severity.CRITICAL),
        )
    ]

    assert told == [(1, "tell new"), (0, "ignore above max_severity")]


@pytest.mark.parametrize(
    ("wide", "narrow", "covers", "reason"),
    [
        ({}, {"near": Near("gao", 50)}, True, "all of it"),
        ({"near": Near("gao", 50)}, {}, False, "elsewhere"),
        ({"near": Near("gao", 50)}, {"near": Near("gao", 50)}, True, "the same"),
        ({"max_severity": Severity.HIGH}, {}, False, "what is graver"),
        ({"without": Select(tags=("sport",))}, {}, False, "what is left out"),
        ({"without": Select(tags=("sport",))}, {"without": Select(tags=("sport",))}, True, "the same"),
    ],
)
def test_what_another_order_covers(
    wide: dict[str, Any], narrow: dict[str, Any], covers: bool, reason: str
) -> None:
    assert selection.takes_in(Select(**wide), Select(**narrow)) is covers, reason


@pytest.mark.parametrize(
    ("silence", "recipient", "silenced", "reason"),
    [
        ({}, "desk", True, "in force, for all"),
        ({"begins": NOW + MINUTE}, "desk", False, "not yet"),
        ({"begins": NOW}, "desk", True, "from now on"),
        ({"recipient": "desk"}, "desk", True, "for this one"),
        ({"recipient": "desk"}, "duty", False, "for another one"),
    ],
)
def test_a_silence_may_begin_later_and_be_for_one_reader(
    silence: dict[str, Any], recipient: str, silenced: bool, reason: str
) -> None:
    one = Silence(NOW + timedelta(days=1), "exercise", "desk", story=1, **silence)
    verdict = judge(ALERT, known(), replace(context(one), recipient=recipient))

    assert (name(verdict) == "drop silenced: exercise") is silenced, reason
