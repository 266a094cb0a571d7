"""Editions: what is due becomes one message an order and recipient, and every hit is decided once."""

import asyncio
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from monitor import runtime
from monitor.core.editions.edition import Edition, Envelope, Notice, Rendered
from monitor.core.model import Severity
from monitor.core.operations.notice import NoticeItem
from monitor.core.operations.outbox import Outgoing
from monitor.core.orders.model import OrderState, standings
from monitor.core.settings import Digest, Mail, QuietHours, Recipient, Select, Silence
from monitor.render import Renderer
from monitor.steps.edit import close
from monitor.store import Store
from tests.newsroom import DAILY, DUTY, START, URGENT, HereAndNow, Newsroom, config

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
SIX = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
BAMAKO = ZoneInfo("Africa/Bamako")
SLEEPER = replace(DUTY, quiet=(QuietHours(22 * 60, 7 * 60),), timezone=BAMAKO)

OpenStore = Callable[[], Store]


def first_hour(room: Newsroom, story: int) -> None:
    """Report every story: some gravely, those of the first five less so."""
    room.hit(story, Severity.HIGH if story <= 5 else Severity.CRITICAL)


def second_hour(room: Newsroom, story: int) -> None:
    """Raise five, lower ten, deny five."""
    if story <= 5:
        room.hit(story, Severity.CRITICAL)
    elif story <= 10 or story > 15:
        room.hit(story, Severity.LOW, standing=Severity.LOW)
    else:
        room.hit(story, Severity.LOW, standing=Severity.LOW, denied=True)


def third_hour(room: Newsroom, story: int) -> None:
    """Raise five of the lowered again, but less than before."""
    if story > 15:
        room.hit(story, Severity.HIGH)


NIGHT = (first_hour, second_hour, third_hour)


@pytest.fixture
def room(store: Store) -> Newsroom:
    made = Newsroom(store, config(DAILY, URGENT))
    made.register()
    return made


def at(room: Newsroom, instant: datetime) -> Newsroom:
    room.now = instant
    return room


def stories(room: Newsroom) -> list[list[int]]:
    return [
        sorted([one.story for one in each.stories] + [one.card.story for one in each.corrections])
        for each in room.rendered
        if isinstance(each, Edition)
    ]


class Test_a_digest:  # noqa: N801 - a heading in the report of the tests
    def test_reports_every_hit_once_at_its_instant(self, room: Newsroom) -> None:
        first = room.hit(1, Severity.LOW)
        early = room.edit().editions
        on_time = at(room, SIX).edit().editions
        again = at(room, SIX + HOUR).edit().editions
        second = room.hit(2, Severity.LOW)
        next_day = at(room, SIX + DAY).edit().editions

        assert (early, on_time, again, next_day) == (0, 1, 0, 1)
        assert room.told("digest:daily") == {first: 1, second: 1}
        assert [each.window_end for each in room.editions("digest:daily")] == [SIX, SIX + DAY]

    def test_leaves_out_what_is_quiet(self, room: Newsroom) -> None:
        room.hit(1, quiet=True)
        at(room, SIX).edit()

        assert room.taken("digest:daily") == {}

    def test_of_a_new_store_takes_all_but_of_an_old_one_only_what_comes_after_its_registration(
        self, store: Store
    ) -> None:
        room = Newsroom(store, config(DAILY))
        room.register()
        room.hit(1)
        room.config = config(DAILY, replace(DAILY, id="later"))
        room.register()
        late = room.hit(2)
        at(room, SIX).edit()

        assert len(room.taken("digest:daily")) == 2
        assert set(room.taken("digest:later")) == {late}

    def test_takes_a_hit_committed_late_whatever_the_clock_says(self, room: Newsroom) -> None:
        at(room, SIX).edit()
        room.now = START  # the entry is of yesterday's clock
        late = room.hit(1, Severity.LOW)
        at(room, SIX + DAY).edit()

        assert room.told("digest:daily") == {late: 1}

    def test_that_was_missed_is_made_once_and_says_so(self, room: Newsroom) -> None:
        room.hit(1, Severity.LOW)
        made = at(room, SIX + 3 * DAY + HOUR).edit().editions

        assert made == 1
        edition = room.rendered[-1]
        assert isinstance(edition, Edition)
        assert (edition.start, edition.end) == (START, SIX + 3 * DAY)
        assert len(edition.coverage.missed) == 3

    def test_waits_for_the_end_of_quiet_hours_and_then_tells_the_state_of_then(self, store: Store) -> None:
        room = Newsroom(store, config(DAILY, recipients=[SLEEPER]))
        room.register()
        room.hit(1, Severity.LOW)
        asleep = at(room, SIX + HOUR - MINUTE).edit().editions
        room.hit(2, Severity.LOW)
        awake = at(room, SIX + HOUR).edit().editions

        assert (asleep, awake) == (0, 1)
        assert stories(room) == [[1, 2]]
        assert isinstance(room.rendered[0], Edition)
        assert room.rendered[0].held_since == SIX

    def test_says_when_the_next_one_comes_quiet_hours_included(self, store: Store) -> None:
        room = Newsroom(store, config(DAILY, recipients=[SLEEPER]))
        room.register()
        at(room, SIX + HOUR).edit()

        assert isinstance(room.rendered[0], Edition)
        assert room.rendered[0].next_at == SIX + DAY + HOUR

    @pytest.mark.parametrize(("when_empty", "made"), [("send", 1), ("skip", 0)])
    def test_with_nothing_to_tell_is_sent_or_skipped(self, store: Store, when_empty: str, made: int) -> None:
        room = Newsroom(store, config(replace(DAILY, when_empty=when_empty)))
        room.register()

        assert at(room, SIX).edit().editions == made
        assert at(room, SIX + HOUR).edit().editions == 0

    def test_skipped_still_tells_what_comes_later(self, store: Store) -> None:
        room = Newsroom(store, config(replace(DAILY, when_empty="skip")))
        room.register()
        at(room, SIX).edit()
        hit = room.hit(1)
        at(room, SIX + DAY).edit()

        assert room.told("digest:daily") == {hit: 1}

    def test_lists_what_was_silenced(self, room: Newsroom) -> None:
        room.store.silences.add(Silence(SIX + DAY, "known exercise", "desk", rule="drill"), room.now)
        silenced, told = room.hit(1, rule="drill"), room.hit(2)
        at(room, SIX).edit()

        assert room.taken("digest:daily") == {silenced: "silenced: known exercise", told: None}
        assert isinstance(room.rendered[-1], Edition)
        assert [(one.reason, one.count) for one in room.rendered[-1].suppressed] == [("silenced", 1)]

    def test_is_closed_at_will_and_goes_on_with_its_schedule(self, room: Newsroom) -> None:
        hit = room.hit(1, Severity.LOW)
        made = runtime.run(close(room.deps, DAILY)).editions
        on_time = at(room, SIX).edit().editions

        assert (made, on_time) == (1, 1)
        assert room.told("digest:daily") == {hit: 1}
        assert [each.window_end for each in room.editions("digest:daily")] == [START, SIX]

    def test_keeps_its_anchor_across_a_reload_each_second(self, store: Store) -> None:
        often = replace(DAILY, cron=None, every=timedelta(seconds=20))
        room = Newsroom(store, config(often))
        room.register()
        made = []
        for second in range(60):
            room.config = replace(config(often), hash=f"h{second}")
            room.register()
            made.append(room.wait(timedelta(seconds=1)).edit().editions)

        assert [second + 1 for second, count in enumerate(made) if count] == [20, 40, 60]

    def test_is_not_hidden_by_a_clock_that_was_set_back(self, room: Newsroom) -> None:
        at(room, SIX + 2 * DAY).edit()
        at(room, SIX + HOUR).edit()
        hit = room.hit(1)
        made = at(room, SIX + DAY).edit().editions

        assert made >= 1
        assert room.told("digest:daily") == {hit: 1}

    def test_tells_which_feeds_fell_ill_and_which_came_back(self, room: Newsroom) -> None:
        room.store.feeds.register(room.config.feeds.values(), room.now)
        at(room, SIX).edit()
        at(room, SIX + DAY).edit()

        first, second = (each.coverage for each in room.rendered if isinstance(each, Edition))
        assert first.feeds == second.feeds == 2
        assert {one.feed for one in first.changes} == {one.feed for one in second.standing}

    def test_of_each_recipient_is_its_own(self, store: Store) -> None:
        desk = Recipient("desk", mail=("a@example.org", "b@example.org"), timezone=BAMAKO)
        room = Newsroom(store, config(replace(DAILY, to=("duty", "desk", "nobody")), recipients=[DUTY, desk]))
        room.register()
        hit = room.hit(1)
        made = at(room, SIX).edit().editions
        arrived = [letter.address for letter in room.work()]

        assert made == 2
        assert sorted(arrived) == ["a@example.org", "b@example.org", "duty@example.org"]
        assert room.told("digest:daily", "desk") == room.told("digest:daily") == {hit: 1}


class Test_an_alert:  # noqa: N801 - as above
    def test_is_made_when_its_reports_have_gathered(self, room: Newsroom) -> None:
        first = room.hit(1)
        early = room.wait(MINUTE).edit().editions
        second = room.hit(1, feed="local")
        made = room.wait(MINUTE).edit().editions

        assert (early, made) == (0, 1)
        assert room.told("alert:urgent") == {first: 1, second: 1}

    def test_is_not_repeated_for_more_of_the_same(self, room: Newsroom) -> None:
        room.hit(1)
        room.wait(3 * MINUTE).edit()
        more = room.hit(1)
        made = room.wait(3 * MINUTE).edit().editions

        assert made == 0
        assert room.taken("alert:urgent")[more] == "already told"

    def test_is_repeated_when_it_becomes_graver(self, store: Store) -> None:
        room = Newsroom(store, config(replace(URGENT, select=Select(Severity.HIGH))))
        room.register()
        room.hit(1, Severity.HIGH)
        room.wait(3 * MINUTE).edit()
        room.hit(1, Severity.CRITICAL)
        made = room.wait(3 * MINUTE).edit().editions

        assert made == 1
        assert stories(room) == [[1], [1]]

    def test_says_nothing_of_what_is_not_grave_enough_until_it_is(self, room: Newsroom) -> None:
        mild = room.hit(1, Severity.LOW)
        quiet_now = room.wait(3 * MINUTE).edit().editions
        grave = room.hit(1)
        made = room.wait(3 * MINUTE).edit().editions

        assert (quiet_now, made) == (0, 1)
        assert room.told("alert:urgent") == {mild: 1, grave: 1}

    @pytest.mark.parametrize(
        ("denied", "standing", "why"), [(True, Severity.HIGH, "denied"), (False, Severity.LOW, "lowered")]
    )
    def test_is_corrected_once_in_its_thread(
        self, room: Newsroom, denied: bool, standing: Severity, why: str
    ) -> None:
        room.hit(1)
        room.wait(3 * MINUTE).edit()
        room.hit(1, Severity.LOW, standing=standing, denied=denied)
        room.wait(3 * MINUTE).edit()
        room.hit(1, Severity.LOW, standing=standing, denied=denied)
        room.wait(3 * MINUTE).edit()

        first, second = (each for each in room.rendered if isinstance(each, Edition))
        alert, correction = room.envelopes
        assert not first.corrections
        assert [one.why for one in second.corrections] == [why]
        assert correction.references == (alert.references[0], alert.message_id)

    def test_that_stands_again_after_its_denial_is_told_again(self, room: Newsroom) -> None:
        room.hit(1)
        room.wait(3 * MINUTE).edit()
        room.hit(1, Severity.LOW, standing=Severity.HIGH, denied=True)
        room.wait(3 * MINUTE).edit()
        room.hit(1)
        made = room.wait(3 * MINUTE).edit().editions

        assert made == 1
        assert len({each.references[0] for each in room.envelopes}) == 1

    def test_storm_gives_some_messages_and_then_one(self, room: Newsroom) -> None:
        for number in range(1, 41):
            room.hit(number)
        made = room.wait(3 * MINUTE).edit().editions
        late = room.hit(99)
        full = room.wait(3 * MINUTE).edit().editions
        gathered = room.wait(7 * MINUTE).edit().editions

        assert (made, full, gathered) == (5, 0, 1)
        assert [len(each) for each in stories(room)] == [1, 1, 1, 1, 36, 1]
        assert room.told("alert:urgent")[late] == 1

    @pytest.mark.parametrize(
        ("digest", "digested"), [(DAILY, True), (replace(DAILY, to=("desk",)), False), (None, False)]
    )
    def test_leaves_to_a_digest_only_what_a_digest_of_the_same_reader_tells(
        self, store: Store, digest: Digest | None, digested: bool
    ) -> None:
        room = Newsroom(store, config(URGENT, *([digest] if digest else [])))
        room.register()
        room.hit(1)
        room.wait(3 * MINUTE).edit()

        assert [each.digested for each in room.rendered if isinstance(each, Edition)] == [digested]

    def test_of_a_night_is_one_message_of_the_state_at_its_end(self, store: Store) -> None:
        """Twenty stories: five raised, five lowered, five denied, five that fell and rose again."""
        room = Newsroom(store, config(replace(URGENT, select=Select(Severity.HIGH)), recipients=[SLEEPER]))
        room.register()
        room.hit(50)
        room.wait(3 * MINUTE).edit()  # told in the evening
        at(room, SIX - 7 * HOUR)
        for hour, step in enumerate(NIGHT):
            at(room, SIX - 7 * HOUR + hour * HOUR)
            for number in range(1, 21):
                step(room, number)
                room.wait(MINUTE).edit()
        room.hit(50, Severity.LOW, standing=Severity.HIGH, denied=True)
        night = len(room.rendered)
        made = at(room, SIX + HOUR).edit().editions
        later = room.wait(HOUR).edit().editions

        assert (night, made, later) == (1, 1, 0)
        message = room.rendered[-1]
        assert isinstance(message, Edition)
        assert {one.story: one.severity for one in message.stories} == {
            **dict.fromkeys(range(1, 6), Severity.CRITICAL),
            **dict.fromkeys(range(16, 21), Severity.HIGH),
        }
        assert [one.card.story for one in message.corrections] == [50]
        assert message.held_since is not None

    def test_through_quiet_hours_wakes_people(self, store: Store) -> None:
        room = Newsroom(store, config(replace(URGENT, through_quiet=True), recipients=[SLEEPER]))
        room.register()
        at(room, SIX - 3 * HOUR).hit(1)

        assert room.wait(3 * MINUTE).edit().editions == 1

    def test_silenced_is_decided_by_name_and_not_told_when_the_silence_ends(self, room: Newsroom) -> None:
        room.store.silences.add(Silence(START + HOUR, "exercise", "desk", rule="attack"), room.now)
        hit = room.hit(1)
        room.wait(3 * MINUTE).edit()
        made = room.wait(2 * HOUR).edit().editions

        assert made == 0
        assert room.taken("alert:urgent") == {hit: "silenced: exercise"}

    def test_silence_on_a_story_breaks_when_it_becomes_graver(self, store: Store) -> None:
        room = Newsroom(store, config(replace(URGENT, select=Select(Severity.HIGH))))
        room.register()
        room.hit(1, Severity.HIGH)
        room.store.silences.add(Silence(START + DAY, "known", "desk", story=1), room.now)
        silent = room.wait(3 * MINUTE).edit().editions
        room.hit(1, Severity.CRITICAL)
        broken = room.wait(3 * MINUTE).edit().editions

        assert (silent, broken) == (0, 1)

    def test_of_a_signal_is_made_once(self, room: Newsroom) -> None:
        room.signal()

        assert [room.wait(MINUTE).edit().editions for _ in range(3)] == [1, 0, 0]

    def test_is_marked_urgent_and_a_digest_is_not(self, room: Newsroom) -> None:
        room.hit(1)
        at(room, SIX).edit()

        assert {one.urgent for one in room.envelopes} == {True, False}


class Test_two_daemons:  # noqa: N801 - as above
    def test_make_each_edition_once(self, open_store: OpenStore) -> None:
        both = [Newsroom(open_store(), config(DAILY, URGENT), runner=name) for name in ("a", "b")]
        for room in both:
            room.register()
        hits = {both[0].hit(number) for number in range(1, 4)}
        for _ in range(20):
            for room in both:
                room.wait(HOUR)
            runtime.run(_together(both))

        assert both[0].told("digest:daily") == dict.fromkeys(hits, 1)
        assert both[0].told("alert:urgent") == dict.fromkeys(hits, 1)
        assert [each.number for each in both[0].editions("digest:daily")] == [1]

    def test_for_ten_minutes_of_moved_time_make_each_edition_once(self, open_store: OpenStore) -> None:
        each_minute = replace(DAILY, cron="* * * * *")
        both = [Newsroom(open_store(), config(each_minute), runner=name) for name in ("a", "b")]
        both[0].register()
        hits = set()
        for second in range(0, 600, 15):
            if second % 45 == 0:
                hits.add(both[second % 2].hit(second + 1))
            for room in both:
                room.now = START + timedelta(seconds=second + 15)
            runtime.run(_together(both))

        made = both[0].editions("digest:daily")
        assert [each.number for each in made] == list(range(1, 11))
        assert [each.window_end for each in made] == [START + n * MINUTE for n in range(1, 11)]
        assert both[0].told("digest:daily") == dict.fromkeys(hits, 1)

    def test_of_which_one_read_long_ago_changes_nothing(self, open_store: OpenStore) -> None:
        quick, slow = (Newsroom(open_store(), config(URGENT), runner=name) for name in ("a", "b"))
        quick.register()
        old = slow.store.orders.all()["alert:urgent", "duty"]
        quick.hit(1)
        quick.wait(3 * MINUTE).edit()
        slow.store.orders.advance([(old, OrderState(seen=99))])

        assert not slow.store.editions.pass_over(old, (), OrderState(seen=99))
        assert slow.store.orders.all()["alert:urgent", "duty"].state.seen == 1


async def _together(rooms: list[Newsroom]) -> None:
    from monitor.steps.edit import edit  # noqa: PLC0415 - beside its only use

    await asyncio.gather(*(edit(room.deps) for room in rooms))


class Test_messages:  # noqa: N801 - as above
    def test_have_names_that_a_second_store_does_not_give(
        self, open_store: OpenStore, tmp_path: object
    ) -> None:
        del tmp_path
        room = Newsroom(open_store(), config(DAILY))
        room.register()
        at(room, SIX).edit()
        at(room, SIX + DAY).edit()

        first, second = room.envelopes
        assert first.message_id.endswith("@example.org>")
        assert first.message_id != second.message_id
        assert second.references == (first.references[0], first.message_id)
        assert first.list_id == "daily.digest.example.org"

    def test_without_an_smtp_host_are_files_and_say_so(self, store: Store) -> None:
        room = Newsroom(store, config(DAILY, mail=Mail()))
        room.register()
        at(room, SIX).edit()

        assert [one.channel for one in store.deliveries.listed()] == ["file"]
        assert isinstance(room.rendered[0], Edition)
        assert room.rendered[0].coverage.not_mailed

    def test_to_nowhere_leave_an_edition_behind(self, store: Store) -> None:
        room = Newsroom(store, config(DAILY, recipients=[Recipient("duty")]))
        room.register()
        hit = room.hit(1)
        at(room, SIX).edit()

        assert room.told("digest:daily") == {hit: 1}
        assert room.states() == {}


class Test_operators:  # noqa: N801 - as above
    def test_get_what_the_machine_has_to_say_gathered_and_once(self, store: Store) -> None:
        operator = Recipient("ops", mail=("ops@example.org",))
        room = Newsroom(store, config(DAILY, recipients=[DUTY, operator], operators=("ops",)))
        room.register()
        for name in ("a", "b", "a"):
            store.notices.add(f"feed {name} ill", NoticeItem("feed_ill", name), room.now)
        early = room.edit().notices
        first = room.wait(MINUTE).edit().notices
        store.notices.add("feed c ill", NoticeItem("feed_ill", "c"), room.now)
        soon = room.wait(5 * MINUTE).edit().notices
        later = room.wait(10 * MINUTE).edit().notices

        assert (early, first, soon, later) == (0, 1, 0, 1)
        told = [[item.what for item in each.items] for each in room.rendered if isinstance(each, Notice)]
        assert told == [["a", "b"], ["c"]]
        assert {letter.address for letter in room.work()} == {"ops@example.org"}

    def test_of_an_old_store_hear_nothing_of_before_their_time(self, store: Store) -> None:
        room = Newsroom(store, config(DAILY))
        store.notices.add("feed a ill", NoticeItem("feed_ill", "a"), room.now)
        room.config = config(DAILY, operators=("duty",))
        room.register()

        assert room.wait(HOUR).edit().notices == 0

    def test_are_told_each_by_himself_what_fails_for_one_is_told_to_the_others(self, store: Store) -> None:
        chief = Recipient("chief", mail=("chief@example.org",))
        room = Newsroom(store, config(DAILY, recipients=[DUTY, chief], operators=("duty", "chief")))
        room.register()
        store.notices.add("feed a ill", NoticeItem("feed_ill", "a"), room.now)

        async def render(what: Edition | Notice, envelopes: Sequence[Envelope]) -> tuple[Rendered, ...]:
            if any("duty" in envelope.to for envelope in envelopes):
                raise ZeroDivisionError
            return await room._render(what, envelopes)

        room.render = render
        told = room.wait(MINUTE).edit().notices
        faults = [(fault.work, fault.title) for fault in store.faults.all()]
        room.render = room._render
        later = room.wait(MINUTE).edit().notices

        assert (told, later) == (1, 1)
        assert faults == [("notify", "notices to duty")]
        assert store.faults.all() == ()


class Test_an_order_that_fails:  # noqa: N801 - as above
    @pytest.fixture
    def room(self, store: Store) -> Newsroom:
        made = Newsroom(store, config(DAILY, URGENT, operators=("duty",)))
        made.register()
        return made

    def test_does_not_stop_the_others_and_tells_what_waited_when_it_works_again(
        self, room: Newsroom, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hit = room.hit(1)
        with failing(room, monkeypatch):
            made = at(room, SIX).edit().editions
        afterwards = room.wait(MINUTE).edit().editions

        assert (made, afterwards) == (1, 1)
        assert room.told("alert:urgent") == room.told("digest:daily") == {hit: 1}

    def test_is_told_to_operators_once_however_long_it_lasts_and_once_when_it_works_again(
        self, room: Newsroom, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with failing(room, monkeypatch):
            for _ in range(40):
                room.wait(MINUTE).edit()
        for _ in range(40):
            room.wait(MINUTE).edit()

        assert notices(room) == [
            ("order_failed", "alert:urgent for duty", "ZeroDivisionError: division by zero"),
            ("order_works", "alert:urgent for duty", "it works again, and goes on with what waited"),
        ]

    def test_again_after_it_worked_is_told_again(
        self, room: Newsroom, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for _ in range(2):
            with failing(room, monkeypatch):
                room.wait(HOUR).edit()
            room.wait(HOUR).edit()
        room.wait(HOUR).edit()

        assert [kind for kind, _, _ in notices(room)] == ["order_failed", "order_works"] * 2

    def test_now_and_then_is_told_as_one_that_fails(
        self, room: Newsroom, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for _ in range(4):
            with failing(room, monkeypatch):
                room.wait(MINUTE).edit()
            room.wait(MINUTE).edit()

        assert [item.kind for _, item in room.store.notices.after(0)] == ["order_failed"]

    def test_for_two_daemons_is_told_once(
        self, open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings = config(URGENT, operators=("duty",))
        both = [Newsroom(open_store(), settings, runner=name) for name in ("a", "b")]
        both[0].register()
        for room in both:
            monkeypatch.setattr(
                room.store.notices, "recent", lambda *_: ()
            )  # both looked before either wrote
            with failing(room, monkeypatch):
                room.edit()

        assert len(both[0].store.notices.after(0)) == 1


@contextmanager
def failing(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let every alert fail for a while."""
    with monkeypatch.context() as patch:
        patch.setattr(room.store.editions, "made_since", lambda *_: 1 / 0)
        yield


def notices(room: Newsroom) -> list[tuple[str, str, str]]:
    """Return what operators were told, message after message."""
    told = (item for each in room.rendered if isinstance(each, Notice) for item in each.items)
    return [(item.kind, item.what, item.detail) for item in told]


def test_what_fails_by_our_fault_is_named_in_the_coverage_of_a_digest(room: Newsroom) -> None:
    room.store.faults.add("group", "17", "ValueError: odd", room.now, "entry 17 'Attack' (rfi)")
    at(room, SIX).edit()

    (edition,) = (one for one in room.rendered if isinstance(one, Edition))
    (fault,) = (one for one in edition.coverage.standing if one.state == "fault of monitor")
    assert (fault.title, fault.error) == ("entry 17 'Attack' (rfi)", "ValueError: odd")


def test_an_order_that_has_left_the_configuration_fails_no_longer(room: Newsroom) -> None:
    for name in ("alert:urgent for duty", "alert:old for duty"):
        room.store.faults.add("edit", name, "ValueError", room.now, name)
    room.store.faults.keep("edit", {one.name for one in standings(room.config)})

    assert [fault.subject for fault in room.store.faults.all()] == ["alert:urgent for duty"]


def test_a_digest_of_more_than_a_page_holds_goes_in_several_messages_that_name_each_story_once(
    store: Store,
) -> None:
    room = Newsroom(store, config(replace(DAILY, to=("duty",)), recipients=[DUTY]))
    room.render = Renderer(room.config, HereAndNow()).render
    room.register()
    for number in range(1, 701):
        room.hit(number, (Severity.HIGH, Severity.CRITICAL)[number % 2])
    arrived = room.wait(DAY).work()

    pages = [page_of(letter) for letter in arrived]
    links = [re.findall(r'class="row".*?https?://[^"]+/(\d+)"', page, re.DOTALL) for page in pages]
    assert len(pages) == 2
    assert sorted(link for page in links for link in page) == sorted(
        {link for page in links for link in page}
    )
    assert sum(map(len, links)) == 700
    assert f"{len(links[1])} more stories follow in the next message" in pages[0]
    assert "This is message 2 of this edition" in pages[1]
    assert all(len(page.encode()) < 100_000 and 'class="head' in page for page in pages), (
        "each shows some in full"
    )
    [next_one] = room.wait(DAY).work()
    assert 'class="row"' not in page_of(next_one), "nothing is told twice"


def page_of(letter: Outgoing) -> str:
    parsed = message_from_bytes(letter.payload, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    page = parsed.get_body(("html",))
    assert isinstance(page, EmailMessage)
    return str(page.get_content())


class Test_a_recipient_on_leave:  # noqa: N801 - as above
    def test_is_told_nothing_and_nothing_is_made_up_for_afterwards(self, store: Store) -> None:
        away = replace(DUTY, paused_until=START + 3 * DAY)
        desk = Recipient("desk", mail=("desk@example.org",))
        orders = (replace(URGENT, to=("duty", "desk")), DAILY)
        room = Newsroom(store, config(*orders, recipients=[away, desk]))
        room.register()
        room.hit(story=1)
        away_told = [letter.address for _ in range(5) for letter in room.wait(12 * HOUR).work()]
        room.wait(12 * HOUR + MINUTE)
        room.hit(story=2)
        back = [letter.address for _ in range(2) for letter in room.wait(12 * HOUR).work()]
        told = [
            story for edition in room.rendered if isinstance(edition, Edition) for story in edition.stories
        ]

        assert away_told == ["desk@example.org"]
        assert sorted(set(back)) == ["desk@example.org", "duty@example.org"]
        assert [card.story for card in told if card.story == 1] == [1]  # to the desk
