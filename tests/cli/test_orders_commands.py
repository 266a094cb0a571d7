"""Digests, messages, silences, routes and mail, as a person asks for them."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from monitor import config as files
from monitor.core.settings import Config
from monitor.store import Store
from tests.cli.calls import call, configured, objects
from tests.newsroom import Newsroom
from tests.smtpd import Fault, Smtpd, serving

DIGESTS = """
recipients:
  duty: {mail: [duty@example.org], timezone: Africa/Bamako}
  desk: {mail: [desk@example.org], quiet: "00:00-23:59"}
digests:
  - {id: daily, to: [duty], cron: "0 6 * * *", timezone: Africa/Bamako}
  - {id: often, to: [duty], every: 10m, select: {min_severity: high}}
alerts:
  - {id: urgent, to: [duty, desk], select: {min_severity: critical, min_publishers: 1}, wait: 1s}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    url = f"sqlite:///{tmp_path}/var/monitor.db"
    with closing(Store(url)) as store:
        store.open()
    return configured(tmp_path, url, digests=DIGESTS)


@pytest.fixture
def room(folder: Path) -> Iterator[Newsroom]:
    """A store with one critical story, of half an hour ago."""
    loaded: Config = files.load(folder, {})
    with closing(Store(loaded.store)) as store:
        made = Newsroom(store, loaded)
        made.now = datetime.now(UTC) - timedelta(minutes=30)
        made.register()
        made.hit(1, feed="rfi")
        yield made


class Test_digest_list:  # noqa: N801 - a heading in the report of the tests
    def test_gives_the_next_instants(self, folder: Path) -> None:
        daily, often = objects(call("digest", "list", "--next", 3, "--json", "--config", folder))

        instants = [datetime.fromisoformat(text) for text in daily["next"]]
        assert (daily["id"], often["id"], daily["to"]) == ("daily", "often", ["duty"])
        assert [instant.hour for instant in instants] == [6, 6, 6]
        assert instants[0] > datetime.now(UTC)
        assert instants[2] - instants[0] == timedelta(days=2)

    def test_keeps_the_grid_of_the_store(self, folder: Path, room: Newsroom) -> None:
        with closing(room.store):
            _, often = objects(call("digest", "list", "--json", "--config", folder))

        since = datetime.fromisoformat(often["next"][0]) - room.now.replace(microsecond=0)
        assert since % timedelta(minutes=10) < timedelta(seconds=1)

    def test_needs_no_store(self, tmp_path: Path) -> None:
        folder = configured(tmp_path, f"sqlite:///{tmp_path}/none.db", digests=DIGESTS)

        result = call("digest", "list", "--config", folder)

        assert result.exit_code == 0
        assert "Africa/Bamako" in result.stdout
        assert not (tmp_path / "none.db").exists()


class Test_digest_send:  # noqa: N801 - as above
    def test_makes_the_edition_now_and_writes_it_to_files_without_a_server(
        self, folder: Path, room: Newsroom
    ) -> None:
        with closing(room.store):
            result = call("digest", "send", "daily", "--json", "--config", folder)

            assert objects(result) == [
                {"id": "daily", "editions": 1, "deliveries_sent": 1, "deliveries_deferred": 0, "waiting": []}
            ]
            assert list(room.told("digest:daily").values()) == [1]
        (message,) = (folder.parent / "var" / "outbox").glob("*.eml")
        assert message_from_bytes(message.read_bytes())["To"] == "duty@example.org"
        assert message.with_suffix(".html").exists()

    def test_of_an_unknown_digest_names_those_there_are(self, folder: Path) -> None:
        result = call("digest", "send", "weekly", "--config", folder)

        assert result.exit_code == 1
        assert "there is no digest 'weekly'; there are: daily, often" in result.stderr

    def test_of_an_alert_says_that_alerts_send_themselves(self, tmp_path: Path) -> None:
        alert = "recipients: {d: {mail: d@a.org}}\nalerts: [{id: urgent, to: [d]}]\n"
        folder = configured(tmp_path, f"sqlite:///{tmp_path}/none.db", digests=alert)

        result = call("digest", "send", "urgent", "--config", folder)

        assert result.exit_code == 1
        assert "'urgent' is an alert: alerts send themselves" in result.stderr

    def test_makes_no_store(self, tmp_path: Path) -> None:
        folder = configured(tmp_path, f"sqlite:///{tmp_path}/none.db", digests=DIGESTS)

        assert call("digest", "send", "daily", "--config", folder).exit_code == 1
        assert not (tmp_path / "none.db").exists()


class Test_outbox:  # noqa: N801 - as above
    def test_lists_what_is_on_its_way(self, folder: Path, room: Newsroom) -> None:
        with closing(room.store):
            room.wait(timedelta(minutes=1)).edit()
        (record,) = objects(call("outbox", "list", "--json", "--config", folder))

        assert {
            name: record[name]
            for name in (
                "delivery",
                "edition",
                "recipient",
                "address",
                "channel",
                "state",
                "attempts",
                "reply",
            )
        } == {
            "delivery": 1,
            "edition": 1,
            "recipient": "duty",
            "address": "duty@example.org",
            "channel": "file",
            "state": "waiting",
            "attempts": 0,
            "reply": None,
        }
        assert datetime.fromisoformat(record["next_attempt"]) < datetime.now(UTC)
        assert objects(call("outbox", "list", "--state", "dead", "--json", "--config", folder)) == []
        assert call("outbox", "list", "--state", "lost", "--config", folder).exit_code == 2

    def test_shows_each_try_and_the_bytes(self, folder: Path, room: Newsroom) -> None:
        with closing(room.store):
            call("digest", "send", "daily", "--config", folder)
        (record,) = objects(call("outbox", "show", 1, "--json", "--config", folder))
        raw = call("outbox", "show", 1, "--raw", "--config", folder)

        assert [one["outcome"] for one in record["tries"]] == ["accepted"]
        assert record["next_attempt"] is None
        assert message_from_bytes(raw.stdout_bytes)["Message-ID"] == record["message_id"]
        assert call("outbox", "show", 9, "--config", folder).exit_code == 1

    def test_shows_instants_and_truths_as_people_write_them(self, folder: Path, room: Newsroom) -> None:
        with closing(room.store):
            room.wait(timedelta(minutes=1)).edit()
        rows = dict(
            [*line.split(), ""][:2]
            for line in call("outbox", "show", 1, "--config", folder).stdout.splitlines()
        )

        assert rows["urgent"] == "yes"
        assert rows["created"] == room.now.isoformat(timespec="seconds").replace("+00:00", "Z")
        assert rows["done"] == ""

    def test_says_why_a_message_is_not_tried_again(self, folder: Path, room: Newsroom) -> None:
        with closing(room.store):
            call("digest", "send", "daily", "--config", folder)

        result = call("outbox", "retry", 1, 77, "--config", folder)

        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.splitlines() == [
            "1 is sent: there is nothing to try again",
            "there is no delivery 77; see `monitor outbox list`",
        ]

    def test_mails_what_was_written_to_files_only_when_asked(self, folder: Path, room: Newsroom) -> None:
        with closing(room.store):
            call("digest", "send", "daily", "--config", folder)
            without = call("outbox", "retry", "--via", "mail", "--config", folder)
            with serving(Smtpd()) as server:
                mail = (
                    f"mail: {{host: 127.0.0.1, port: {server.port}, security: none, from: w@example.org}}\n"
                )
                main = folder / "monitor.yaml"
                main.write_text(main.read_text() + mail)
                retried = objects(call("outbox", "retry", "--via", "mail", "--json", "--config", folder))
                again = objects(call("outbox", "retry", "--via", "mail", "--json", "--config", folder))
                call("digest", "send", "often", "--config", folder)

        assert "there is no SMTP host" in without.stderr
        assert (retried, again) == ([{"retried": 1}], [{"retried": 0}])
        assert sorted(kept.to for kept in server.kept) == ["RCPT TO:<duty@example.org>"] * 2

    def test_tries_again_what_was_given_up(self, folder: Path, room: Newsroom) -> None:
        with closing(room.store):
            room.wait(timedelta(minutes=1)).edit()
            room.store.departures.end({("duty", "duty@example.org")}, room.now)
        retried = objects(call("outbox", "retry", "--json", "--config", folder))
        (record,) = objects(call("outbox", "list", "--json", "--config", folder))

        assert retried == [{"retried": 1}]
        assert record["state"] == "waiting"
        assert call("outbox", "retry", 77, "--config", folder).exit_code == 1


class Test_silence:  # noqa: N801 - as above
    def test_is_added_listed_and_ended(self, folder: Path, room: Newsroom) -> None:
        with closing(room.store):
            added = call(
                "silence",
                "add",
                "--story",
                1,
                "--until",
                "6h",
                "--reason",
                "known",
                "--by",
                "desk",
                "--json",
                "--config",
                folder,
            )
            (listed,) = objects(call("silence", "list", "--json", "--config", folder))
            ended = call("silence", "expire", 1, "--config", folder)
            after = objects(call("silence", "list", "--json", "--config", folder))
            everything = objects(call("silence", "list", "--all", "--json", "--config", folder))

        assert objects(added)[0]["silence"] == 1
        assert (listed["story"], listed["reason"], listed["by"], listed["in_force"]) == (
            1,
            "known",
            "desk",
            True,
        )
        assert (ended.exit_code, after, everything[0]["in_force"]) == (0, [], False)
        assert call("silence", "expire", 1, "--config", folder).exit_code == 1

    @pytest.mark.parametrize(
        ("arguments", "code", "words"),
        [
            (("--until", "6h", "--reason", "x"), 2, "say what to silence"),
            (("--until", "soon", "--reason", "x", "--words", "a"), 2, "neither a span"),
            (("--until", "2020-01-01", "--reason", "x", "--words", "a"), 2, "is past"),
            (("--reason", "x", "--words", "a"), 2, "--until"),
            (("--until", "6h", "--words", "a"), 2, "--reason"),
            (("--until", "6h", "--reason", "x", "--rule", "nothing"), 1, "there is no rule 'nothing'"),
            (("--until", "6h", "--reason", "x", "--story", "99"), 1, "there is no story 99"),
            (("--until", "6h", "--reason", "x", "--place", "Atlantis"), 1, "no place or region 'Atlantis'"),
            (("--until", "6h", "--reason", "x", "--place", "Benin"), 1, "no place or region 'Benin'"),
        ],
    )
    def test_without_object_end_or_reason_is_refused(
        self, folder: Path, arguments: tuple[str, ...], code: int, words: str
    ) -> None:
        result = call("silence", "add", *arguments, "--config", folder, environ={"COLUMNS": "200"})

        assert result.exit_code == code
        assert words in result.output

    def test_of_a_day_ends_as_that_day_begins_in_our_zone(self, folder: Path) -> None:
        main = folder / "monitor.yaml"
        main.write_text(main.read_text() + "timezone: Asia/Kolkata\n")
        result = call(
            "silence",
            "add",
            "--words",
            "x",
            "--until",
            "2200-01-02",
            "--reason",
            "x",
            "--json",
            "--config",
            folder,
        )

        assert objects(result)[0]["until"] == "2200-01-01T18:30:00Z"


class Test_route:  # noqa: N801 - as above
    def test_says_who_would_get_an_invented_story_when_and_why(self, folder: Path) -> None:
        found = objects(call("route", "test", "--severity", "critical", "--json", "--config", folder))

        told = {(one["order"], one["recipient"]): (one["told"], one["why"]) for one in found}
        assert told["alert:urgent", "duty"] == (True, "reports are gathered first (wait)")
        assert told["alert:urgent", "desk"] == (True, "reports are gathered first (wait); after quiet hours")
        assert told["digest:daily", "duty"] == (True, "grave enough, of the kind asked for, and new")

    def test_says_why_not(self, folder: Path) -> None:
        found = objects(call("route", "test", "--severity", "medium", "--json", "--config", folder))

        told = {(one["order"], one["recipient"]): one["why"] for one in found if not one["told"]}
        assert told["alert:urgent", "duty"] == "medium, below min_severity critical"
        assert told["digest:often", "duty"] == "medium, below min_severity high"

    def test_knows_what_was_told_of_a_story_of_the_store(self, folder: Path, room: Newsroom) -> None:
        with closing(room.store):
            before = objects(call("route", "test", "--story", 1, "--json", "--config", folder))
            room.wait(timedelta(minutes=1)).edit()
            after = objects(call("route", "test", "--story", 1, "--json", "--config", folder))

        first = {(one["order"], one["recipient"]): one["why"] for one in before}
        second = {(one["order"], one["recipient"]): one["why"] for one in after}
        assert first["alert:urgent", "duty"] == "grave enough, of the kind asked for, and new"
        told = second["alert:urgent", "duty"]
        assert told.startswith("already told at critical, 20")
        assert told.endswith(" UTC; nothing new since")
        assert call("route", "test", "--story", 9, "--config", folder).exit_code == 1
        assert call("route", "test", "--severity", "awful", "--config", folder).exit_code == 2

    def test_names_the_silence(self, folder: Path) -> None:
        call(
            "silence",
            "add",
            "--words",
            "joint drill",
            "--until",
            "6h",
            "--reason",
            "announced",
            "--config",
            folder,
        )
        found = objects(
            call(
                "route",
                "test",
                "--severity",
                "critical",
                "--title",
                "A Joint drill ends",
                "--json",
                "--config",
                folder,
            )
        )

        assert {one["why"] for one in found if not one["told"]} == {"silenced: announced"}


class Test_mail_test:  # noqa: N801 - as above
    def test_prints_what_the_server_said(self, tmp_path: Path) -> None:
        with serving(Smtpd([Fault("RCPT", "550 5.1.1 no\x1b[31m such user", where="nobody@")])) as server:
            mail = f"{{host: 127.0.0.1, port: {server.port}, security: none, from: Watch <w@example.org>}}"
            folder = configured(tmp_path, monitor=f"mail: {mail}\n")
            good = call("mail", "test", "me@example.org", "--json", "--config", folder)
            bad = call("mail", "test", "nobody@example.org", "--json", "--config", folder)

        assert (good.exit_code, bad.exit_code) == (0, 1)
        assert objects(good)[0]["reply"] == "250 2.0.0 queued as TEST"
        assert json.loads(bad.stdout)["reply"] == "550 5.1.1 no [31m such user"
        message = message_from_bytes(server.kept[0].content)
        assert (message["From"], message["To"]) == ("Watch <w@example.org>", "me@example.org")

    def test_says_what_to_do_where_the_server_refuses_us(self, tmp_path: Path) -> None:
        with serving(Smtpd([Fault("MAIL", "550 5.7.1 sender not allowed")])) as server:
            mail = f"{{host: 127.0.0.1, port: {server.port}, security: none, from: Watch <w@example.org>}}"
            folder = configured(tmp_path, monitor=f"mail: {mail}\n")
            result = call("mail", "test", "me@example.org", "--config", folder)

        assert result.exit_code == 1
        assert "check `mail:` in monitor.yaml" in result.stdout

    def test_refuses_the_name_of_a_recipient_and_says_how_that_is_tried(self, tmp_path: Path) -> None:
        mail = "{host: 127.0.0.1, port: 9, security: none, from: Watch <w@example.org>}"
        result = call("mail", "test", "duty", "--config", configured(tmp_path, monitor=f"mail: {mail}\n"))

        assert result.exit_code == 1
        assert "`monitor channel test duty`" in result.stderr

    def test_without_a_server_says_what_to_set(self, folder: Path) -> None:
        result = call("mail", "test", "me@example.org", "--config", folder)

        assert result.exit_code == 1
        assert "set mail.host in monitor.yaml" in result.stderr


class Test_ack_and_told:  # noqa: N801 - as above
    def test_say_who_was_told_with_the_servers_words_and_who_has_it(
        self, folder: Path, room: Newsroom
    ) -> None:
        room.channels = {"file": room.mailbox}
        room.wait(timedelta(minutes=1)).work()
        nobody = objects(call("told", 1, "--json", "--config", folder))
        first = objects(call("ack", 1, "--who", "Awa", "--json", "--config", folder))
        again = call("ack", 1, "--who", "Other", "--config", folder)
        told = objects(call("told", 1, "--json", "--config", folder))
        (shown,) = objects(call("stories", "show", 1, "--json", "--config", folder))
        people = call("told", 1, "--config", folder).stdout

        assert [(each["order"], each["recipient"], each["state"], each["reply"]) for each in nobody] == [
            ("alert:urgent", "duty", "sent", "250 ok")
        ]
        assert (first[0]["who"], first[0]["new"]) == ("Awa", True)
        assert again.stdout.startswith("story 1 was acknowledged already by Awa, ")
        assert told == [
            *nobody,
            {"acknowledged": {key: first[0][key] for key in ("story", "who", "how", "at")}},
        ]
        assert (shown["told"], len(shown["acknowledged"])) == (nobody, 1)
        assert "new critical" in people
        assert "acknowledged by Awa, " in people

    def test_of_a_story_that_is_not_there(self, folder: Path) -> None:
        found = [call(command, 77, "--config", folder) for command in ("ack", "told")]

        assert [each.exit_code for each in found] == [1, 1]
        assert all("there is no story 77" in each.stderr for each in found)


class Test_status:  # noqa: N801 - as above
    def test_says_what_is_held_and_what_nobody_has(self, folder: Path, room: Newsroom) -> None:
        text = (folder / "digests.yaml").read_text().replace("wait: 1s", "wait: 1s, repeat: 15m")
        (folder / "digests.yaml").write_text(text)
        room.wait(timedelta(minutes=1)).work()
        (before,) = objects(call("status", "--json", "--config", folder))
        people = call("status", "--config", folder).stdout
        call("ack", 1, "--config", folder)
        (after,) = objects(call("status", "--json", "--config", folder))

        held = [(each["order"], each["recipient"], each["why"], each["stories"]) for each in before["held"]]
        assert held == [("alert:urgent", "desk", "quiet", [1])]
        assert [(each["story"], each["alert"]) for each in before["unanswered"]] == [(1, "urgent")]
        assert "1 by quiet hours of alert:urgent for desk (stories 1)" in people
        assert "story 1, told by urgent since" in people
        assert after["unanswered"] == []


class Test_drill:  # noqa: N801 - as above
    def test_goes_by_the_real_way_to_all_who_may_be_told_and_changes_nothing(
        self, folder: Path, room: Newsroom
    ) -> None:
        text = (folder / "digests.yaml").read_text()
        text = text.replace("wait: 1s", "escalate: [{after: 30m, to: lead}]").replace(
            "digests:", "  lead: {mail: [lead@example.org], lang: fr, discreet: true}\ndigests:"
        )
        (folder / "digests.yaml").write_text(text)
        with closing(room.store), serving(Smtpd([Fault("RCPT", "550 5.7.1 no", where="desk@")])) as server:
            mail = f"mail: {{host: 127.0.0.1, port: {server.port}, security: none, from: w@example.org}}\n"
            (folder / "monitor.yaml").write_text((folder / "monitor.yaml").read_text() + mail)
            result = call("drill", "urgent", "--json", "--config", folder)
            unknown = call("drill", "urgnt", "--config", folder)
            told = objects(call("told", 1, "--json", "--config", folder))

        found = [(each["recipient"], each["state"], each["reply"]) for each in objects(result)]
        subjects = [message_from_bytes(kept.content, policy=default)["Subject"] for kept in server.kept]
        assert result.exit_code == 1  # one of them did not take it
        assert found == [
            ("duty", "sent", "250 2.0.0 queued as TEST"),
            ("desk", "waiting", "550 5.7.1 no"),
            ("lead", "sent", "250 2.0.0 queued as TEST"),
        ]
        assert len(subjects) == 2
        assert all("[DRILL]" in subject for subject in subjects)
        assert (unknown.exit_code, told) == (1, [])


class Test_silence_for_later:  # noqa: N801 - as above
    @pytest.mark.usefixtures("room")
    def test_says_what_it_would_have_held_back_and_is_for_one_reader(self, folder: Path) -> None:
        begin, end = (datetime.now(UTC) + timedelta(days=day) for day in (1, 2))
        add = ("silence", "add", "--words", "gunmen attacked", "--reason", "x", "--config", folder)
        times = ("--from", begin.isoformat(), "--until", end.isoformat())
        (made,) = objects(call(*add, *times, "--to", "duty", "--json"))
        none = call(*add[:3], "nothing of that", *add[4:], "--until", "1d").stdout
        (listed,) = [
            each
            for each in objects(call("silence", "list", "--json", "--config", folder))
            if each["to"] == "duty"
        ]
        routes = objects(call("route", "test", "--story", 1, "--json", "--config", folder))
        wrong = [
            call(*add, "--until", "1d", "--to", "dutty"),
            call(*add, "--from", end.isoformat(), "--until", begin.isoformat()),
        ]

        assert [(each["story"], each["severity"]) for each in made["would_have_held"]] == [(1, "critical")]
        assert "it would have held back 0 stories of the last 7 days" in none
        assert (listed["in_force"], listed["to"]) == (False, "duty")
        assert all(each["told"] for each in routes)  # it begins tomorrow
        assert "did you mean 'duty'?" in wrong[0].stderr
        assert [each.exit_code for each in wrong] == [1, 2]


class Test_digest_show:  # noqa: N801 - as above
    def test_shows_an_edition_as_it_was_sent(self, folder: Path, room: Newsroom, tmp_path: Path) -> None:
        with closing(room.store):
            call("digest", "send", "daily", "--config", folder)
            call("digest", "send", "daily", "--config", folder)
            last = call("digest", "show", "daily", "--config", folder)
            (first,) = objects(call("digest", "show", "daily", "--edition", 1, "--json", "--config", folder))
            page = tmp_path / "first.html"
            written = call("digest", "show", "daily", "--edition", 1, "--html", page, "--config", folder)
            wrong = call("digest", "show", "daily", "--recipient", "desk", "--config", folder)

        assert "Nothing matched" in last.stdout
        assert first["subject"].startswith("CRITICAL · ")
        assert "Attack number 1" in first["text"]
        assert written.exit_code == 0, written.stderr
        assert "<html" in page.read_text("utf-8")
        assert (wrong.exit_code, "nothing was sent for 'daily'" in wrong.stderr) == (1, True)


def test_route_says_that_a_story_is_older_than_an_order(folder: Path, room: Newsroom) -> None:
    text = (folder / "digests.yaml").read_text()
    (folder / "digests.yaml").write_text(
        text.replace("digests:", "digests:\n  - {id: late, to: [duty], every: 1h}")
    )
    room.store.orders.register(files.load(folder, {}), room.now + timedelta(minutes=5))
    found = objects(call("route", "test", "--story", 1, "--json", "--config", folder))
    late = {each["why"] for each in found if each["order"] == "digest:late"}
    others = {each["told"] for each in found if each["order"] != "digest:late"}

    assert (len(late), others) == (1, {True})
    assert late.pop().startswith("reported before this order existed (20")
