"""An alert is told again until somebody has it: repeated, taken to the next in line, acknowledged."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from http.client import HTTPConnection

import pytest

from monitor.core.editions.edition import Card, Edition
from monitor.core.model import Acknowledgement, Severity
from monitor.core.operations.outbox import Unreachable
from monitor.core.orders.tickets import PATH, Ticket, signed
from monitor.core.settings import Escalation, QuietHours, Recipient, Silence
from monitor.steps.acknowledging import acknowledge, open_link
from monitor.store import Store
from monitor.web import AcknowledgePage, Metrics, Source
from tests.core.operations.test_health import WELL
from tests.newsroom import DAILY, DUTY, START, URGENT, Newsroom, config
from tests.web.test_pages import while_served

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CRITICAL, HIGH = Severity.CRITICAL, Severity.HIGH
LEAD = Recipient("lead", mail=("lead@example.org",))
ALERT = replace(URGENT, repeat=15 * MINUTE, escalate=(Escalation(30 * MINUTE, "lead"),))
ALL = config(ALERT, recipients=[DUTY, LEAD], public="https://watch.example.org")


@pytest.fixture
def room(store: Store) -> Newsroom:
    made = Newsroom(store, ALL)
    made.register()
    return made


def told(room: Newsroom, span: timedelta, step: timedelta = MINUTE) -> list[tuple[int, str, str]]:
    """Let time pass; return the minute, the address and the status of each message that arrived."""
    found: list[tuple[int, str, str]] = []
    for _ in range(span // step):
        before = len(room.rendered)
        letters = room.wait(step).work()
        statuses = [
            card.status
            for edition in room.rendered[before:]
            if isinstance(edition, Edition)
            for card in cards(edition)
        ]
        minute = (room.now - START) // MINUTE
        found += [
            (minute, letter.recipient, status) for letter, status in zip(letters, statuses, strict=True)
        ]
    return found


def cards(edition: Edition) -> tuple[Card, ...]:
    return (*edition.stories, *(each.card for each in edition.corrections))


def ack(room: Newsroom, who: str = "Awa", story: int = 1) -> Acknowledgement:
    given = Acknowledgement(story, who, "command", room.now, room.now)
    return room.store.acknowledgements.add(given)


def last_link(room: Newsroom) -> str:
    """Return the path of the link in the newest alert."""
    edition = next(each for each in reversed(room.rendered) if isinstance(each, Edition) and each.acknowledge)
    assert edition.acknowledge.startswith("https://watch.example.org/ack/")
    return edition.acknowledge.removeprefix("https://watch.example.org")


def ask(room: Newsroom, *requests: tuple[str, str, str]) -> list[tuple[int, str]]:
    """Serve the pages; return status and text of each request (method, path, form)."""

    def answers(port: int) -> list[tuple[int, str]]:
        found = []
        for method, path, form in requests:
            connection = HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request(method, path, form or None)
            response = connection.getresponse()
            found.append((response.status, response.read().decode()))
            connection.close()
        return found

    page = AcknowledgePage(room.store, lambda: room.config, lambda: room.now)
    return while_served(Source(lambda: WELL, lambda: 1.0, Metrics(), acknowledge=page), answers)


class Test_nobody_acknowledges:  # noqa: N801 - a heading in the report of the tests
    def test_it_is_repeated_then_told_to_the_lead_and_repeated_to_both(self, room: Newsroom) -> None:
        room.hit()

        assert told(room, HOUR) == [
            (2, "duty", "new"),
            (17, "duty", "repeated"),
            (32, "duty", "repeated"),
            (32, "lead", "escalated"),
            (47, "duty", "repeated"),
            (47, "lead", "repeated"),
        ]

    def test_it_ends_after_a_day_without_news(self, room: Newsroom) -> None:
        room.hit()
        told(room, 3 * MINUTE)

        assert len(told(room, DAY, HOUR)) == 2 * 23
        assert told(room, DAY, HOUR) == []

    def test_a_reminder_is_in_the_thread_of_its_alert_and_takes_no_room_from_new_alerts(
        self, room: Newsroom
    ) -> None:
        room.hit()
        told(room, HOUR - 10 * MINUTE)
        to_duty = [each for each in room.envelopes if each.to == "duty@example.org"]

        assert len({each.references[0] for each in to_duty}) == 1
        assert len(room.editions("alert:urgent")) == 1

    def test_news_of_the_story_does_not_put_the_lead_off(self, room: Newsroom) -> None:
        room.config = replace(
            ALL, alerts={"urgent": replace(ALERT, select=replace(ALERT.select, min_severity=HIGH))}
        )
        room.hit(severity=HIGH)
        told(room, 25 * MINUTE)
        room.hit(severity=CRITICAL)

        assert told(room, 10 * MINUTE) == [
            (27, "duty", "updated"),
            (32, "lead", "escalated"),
        ]

    def test_no_second_copy_is_made_while_the_first_waits_for_its_server(self, room: Newsroom) -> None:
        room.mailbox.answers = [Unreachable("no route", whole=True)] * 60
        room.hit()
        for _ in range(12):
            room.wait(5 * MINUTE).work()

        assert len(room.editions("reminder:urgent", "duty")) == 0
        assert len(room.editions("reminder:urgent", "lead")) == 1

    def test_quiet_hours_of_the_lead_are_kept_unless_the_alert_goes_through(self, room: Newsroom) -> None:
        asleep = replace(LEAD, quiet=(QuietHours(12 * 60, 13 * 60),))
        room.config = replace(ALL, recipients={"duty": DUTY, "lead": asleep})
        room.hit()

        assert [each for each in told(room, 61 * MINUTE) if each[1] == "lead"] == [(60, "lead", "escalated")]

    def test_an_alert_without_the_keys_is_told_once(self, room: Newsroom) -> None:
        room.config = replace(ALL, alerts={"urgent": URGENT})
        room.hit()

        assert told(room, DAY, 15 * MINUTE) == [(15, "duty", "new")]


class Test_it_is_quiet:  # noqa: N801 - as above
    def test_when_somebody_acknowledged_it_and_later_messages_say_who(self, room: Newsroom) -> None:
        room.hit(severity=CRITICAL)
        told(room, 20 * MINUTE)
        given = ack(room)
        quiet = told(room, 10 * HOUR, 15 * MINUTE)
        room.config = replace(room.config, digests={"daily": replace(DAILY, to=("duty", "lead"))})
        room.register()
        room.hit(severity=HIGH, standing=CRITICAL)
        told(room, DAY, 15 * MINUTE)

        digest = [each for each in room.rendered if isinstance(each, Edition) and each.kind == "digest"][-1]
        (card,) = digest.stories
        assert quiet == []
        assert card.acknowledged == given

    def test_until_news_is_told_which_nobody_acknowledged(self, room: Newsroom) -> None:
        room.config = replace(
            ALL, alerts={"urgent": replace(ALERT, select=replace(ALERT.select, min_severity=HIGH))}
        )
        room.hit(severity=HIGH)
        told(room, 5 * MINUTE)
        ack(room)
        told(room, 5 * MINUTE)
        room.hit(severity=CRITICAL)

        assert told(room, 33 * MINUTE) == [
            (12, "duty", "updated"),
            (27, "duty", "repeated"),
            (42, "duty", "repeated"),
            (42, "lead", "escalated"),
        ]

    @pytest.mark.parametrize(
        "happens",
        [
            pytest.param(
                lambda room: room.hit(severity=HIGH, standing=HIGH), id="fallen below the threshold"
            ),
            pytest.param(lambda room: room.hit(standing=HIGH, denied=True), id="taken back by all"),
            pytest.param(
                lambda room: room.store.silences.add(
                    Silence(START + DAY, "exercise", "desk", story=1), room.now
                ),
                id="silenced",
            ),
        ],
    )
    def test_when_what_was_told_stands_no_more(
        self, room: Newsroom, happens: Callable[[Newsroom], object]
    ) -> None:
        room.hit()
        told(room, 5 * MINUTE)
        happens(room)

        later = told(room, 2 * HOUR, 15 * MINUTE)
        assert [each for each in later if each[2] != "corrected"] == []

    def test_when_the_lead_was_told_a_correction_goes_to_the_lead_too(self, room: Newsroom) -> None:
        room.hit()
        told(room, 35 * MINUTE)
        room.hit(standing=HIGH, denied=True)

        assert sorted(told(room, 2 * HOUR, 20 * MINUTE)) == [
            (55, "duty", "corrected"),
            (55, "lead", "corrected"),
        ]


class Test_the_link_of_an_alert:  # noqa: N801 - as above
    def test_only_its_button_acknowledges_and_it_holds_after_a_restart(self, room: Newsroom) -> None:
        room.hit()
        told(room, 3 * MINUTE)
        path = last_link(room)
        scanned = ask(room, ("GET", path, ""), ("HEAD", path, ""), ("GET", path, ""))
        before = room.store.acknowledgements.of(1)
        again = Newsroom(room.store, ALL, "restarted")
        again.now = room.now
        pressed = ask(
            again, ("POST", path, "name=Awa+%3Cb%3E"), ("POST", path, "name=Other"), ("GET", path, "")
        )

        assert [status for status, _ in scanned] == [200, 200, 200]
        assert before == ()
        assert '<form method="post">' in scanned[0][1]
        assert [status for status, _ in pressed] == [200, 200, 200]
        assert [(each.who, each.how) for each in room.store.acknowledgements.of(1)] == [
            ("Awa <b> (duty)", "link")
        ]
        assert all("acknowledged by Awa &lt;b&gt; (duty)" in text for _, text in pressed)
        assert all("<form" not in text for _, text in pressed)
        assert told(again, 2 * HOUR, 20 * MINUTE) == []

    def test_acknowledges_nothing_that_was_told_after_it(self, room: Newsroom) -> None:
        room.config = replace(
            ALL, alerts={"urgent": replace(ALERT, select=replace(ALERT.select, min_severity=HIGH))}
        )
        room.hit(severity=HIGH)
        told(room, 5 * MINUTE)
        path = last_link(room)
        room.hit(severity=CRITICAL)
        told(room, 5 * MINUTE)
        ask(room, ("POST", path, ""))

        assert (22, "duty", "repeated") in told(room, 15 * MINUTE)

    def test_of_anybody_else_or_changed_or_old_acknowledges_nothing(self, room: Newsroom) -> None:
        room.hit()
        told(room, 3 * MINUTE)
        path, key = last_link(room), room.store.acknowledgements.key()
        body, _, signature = path.removeprefix(PATH).partition(".")
        forged = signed(Ticket("duty", room.now, (1,)), b"another key")
        lost = signed(Ticket("duty", room.now, (77,)), key)
        wrong = (
            f"{PATH}{body}x.{signature}",
            f"{PATH}{body}.{signature[:-1]}",
            PATH + forged,
            PATH + lost,
            f"{PATH}é",
        )
        found = ask(room, *(("POST", each.encode("ascii", "ignore").decode(), "") for each in wrong))
        room.wait(8 * DAY)
        expired = ask(room, ("GET", path, ""), ("POST", path, ""))

        assert [status for status, _ in found] == [404] * len(wrong)
        assert [status for status, _ in expired] == [410, 410]
        assert room.store.acknowledgements.of(1) == ()

    def test_is_in_no_message_while_readers_have_no_address_of_the_page(self, room: Newsroom) -> None:
        room.hit()
        told(room, 3 * MINUTE)
        path = last_link(room)
        room.config = replace(ALL, public=None)
        room.hit(story=2)
        told(room, 3 * MINUTE)
        (last,) = [each for each in room.rendered if isinstance(each, Edition)][-1:]

        assert last.acknowledge == ""
        assert [status for status, _ in ask(room, ("POST", path, ""))] == [404]

    def test_of_several_stories_acknowledges_all_of_them(self, room: Newsroom) -> None:
        room.config = replace(ALL, alerts={"urgent": replace(ALERT, max_per_hour=1)})
        for story in (1, 2, 3):
            room.hit(story)
        room.wait(3 * MINUTE).work()
        ticket = last_link(room).removeprefix(PATH)
        asked = open_link(room.store, room.config, ticket, room.now)
        assert asked is not None
        given = acknowledge(room.store, asked, "", room.now)

        assert [(each.story, each.who) for each in given] == [(1, "duty"), (2, "duty"), (3, "duty")]
        assert re.fullmatch(r"[\w-]+\.[\w-]+", ticket)

    @pytest.mark.parametrize(
        ("form", "kept"),
        [
            ("&".join(["a=1"] * 900), "duty"),
            ("name=Awa&name=Other&" + "a=1;" * 900, "Awa (duty)"),
            ("name=" + "x" * 9_000, "duty"),
            ("%=%&name=%zz&=", "%zz (duty)"),
        ],
    )
    def test_takes_any_form_for_the_button(self, room: Newsroom, form: str, kept: str) -> None:
        room.hit()
        told(room, 3 * MINUTE)
        ((status, _),) = ask(room, ("POST", last_link(room), form))

        assert (status, [each.who for each in room.store.acknowledgements.of(1)]) == (200, [kept])

    @pytest.mark.parametrize(
        ("name", "kept"),
        [
            ("Awa\0", "Awa (duty)"),
            ("\x1b[2J\x1b]0;Awa\x07", "[2J]0;Awa (duty)"),
            ("\u202eawA", "awA (duty)"),
            ("\ud800 Awa", "\ufffd Awa (duty)"),
            ("Awa\r\nBcc: x@example.org", "Awa Bcc: x@example.org (duty)"),
            ("\u200b" * 80, "duty"),
        ],
    )
    def test_keeps_a_name_without_what_only_does_harm(self, room: Newsroom, name: str, kept: str) -> None:
        room.hit()
        told(room, 3 * MINUTE)
        link = open_link(room.store, room.config, last_link(room).removeprefix(PATH), room.now)
        assert link is not None

        assert [each.who for each in acknowledge(room.store, link, name, room.now)] == [kept]


class Test_a_clock_that_ran_ahead_and_was_set_right:  # noqa: N801 - as above
    @pytest.mark.parametrize("jump", [3 * HOUR, 2 * DAY, 365 * DAY])
    def test_keeps_nobody_from_being_reminded_and_the_lead_from_being_told(
        self, room: Newsroom, jump: timedelta
    ) -> None:
        room.wait(jump).hit()
        ahead = told(room, 3 * MINUTE)
        room.now = START
        room.store.clock.heed(room.now)

        assert [each[1:] for each in ahead] == [("duty", "new")]
        assert told(room, 31 * MINUTE) == [
            (15, "duty", "repeated"),
            (30, "duty", "repeated"),
            (30, "lead", "escalated"),
        ]

    @pytest.mark.parametrize("by_link", [True, False])
    def test_what_was_acknowledged_stays_so_until_there_is_news(self, room: Newsroom, by_link: bool) -> None:
        graver = replace(ALERT, select=replace(ALERT.select, min_severity=HIGH))
        room.config = replace(ALL, alerts={"urgent": graver})
        room.wait(365 * DAY).hit(severity=HIGH)
        told(room, 3 * MINUTE)
        path = last_link(room)
        if not by_link:
            ack(room)
        room.now = START
        room.store.clock.heed(room.now)
        if by_link:
            ask(room, ("POST", path, ""))
        quiet = told(room, HOUR)
        room.hit(severity=CRITICAL)
        news = told(room, 40 * MINUTE)

        assert quiet == []
        assert [each[1:] for each in news][:2] == [("duty", "updated"), ("duty", "repeated")]
        assert ("lead", "escalated") in [each[1:] for each in news]


class Test_a_stop_at_any_point:  # noqa: N801 - as above
    @pytest.mark.parametrize("when", ["before the commit", "after the commit", "after the sending"])
    def test_loses_no_reminder_and_repeats_none(
        self, room: Newsroom, when: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        room.hit()
        first = told(room, 31 * MINUTE)
        room.wait(MINUTE)
        with monkeypatch.context() as patch:
            if when == "before the commit":
                patch.setattr(type(room.store.editions), "commit", killed)
                with pytest.raises(KeyboardInterrupt):
                    room.edit()
            else:
                room.edit()
        if when == "after the sending":
            room.deliver()
        again = Newsroom(room.store, ALL, "restarted")
        again.now = room.now
        again.work()
        told(again, 5 * MINUTE)

        arrived = [(each.recipient, each.message_id) for each in (*room.mailbox.got, *again.mailbox.got)]
        assert first == [(2, "duty", "new"), (17, "duty", "repeated")]
        assert sorted(recipient for recipient, _ in arrived) == ["duty", "duty", "duty", "lead"]
        assert len({name for _, name in arrived}) == 4


def killed(*_: object) -> None:
    raise KeyboardInterrupt
