from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.core.model import Severity
from monitor.core.settings import (
    Alert,
    Credentials,
    Digest,
    Feed,
    Heartbeat,
    HistoricEvent,
    Mail,
    Network,
    Polling,
    QuietHours,
    Recipient,
    Retention,
    Secret,
    Select,
    Signals,
    Silence,
    Webhook,
)
from tests.config import folders

BAMAKO = ZoneInfo("Africa/Bamako")

MONITOR = """\
timezone: Africa/Bamako
polling: {every: 10m, fastest: 90s, slowest: 1.5h, concurrency: 7, max_body: 2MiB, first_poll: all}
network: {allow_private: [10.0.0.0/8, Intranet.example.org], contact: desk@example.org}
mail: {host: mail.example.org, port: "${PORT}", username: monitor, password_file: mail.secret, from: "Desk <d@example.org>"}
web: {listen: "[::1]:9000"}
operators: duty
heartbeat: {url: "https://watch.example.org/${KEY}", every: 1m}
retention: {entries: 30d}
signals: {zones: [core], actors: [groups], events: [attack]}
"""
FEEDS = """\
feeds:
  - id: wire
    url: "https://user:p%40ss@example.org/feed"
    lang: FR
    kind: wire
    tags: [a, b]
    every: 5m
  - {id: keyed, url: "https://example.org/k", title: Keyed, bearer: "${KEY}", headers: {X-Key: "a ${KEY}"}}
"""
DIGESTS = """\
digests:
  - {id: daily, to: duty, cron: "0 6 * * fri-sun", select: {min_severity: low, rules: [attack], places: [gao]}}
  - {id: often, to: [duty], every: 10m, timezone: UTC, when_empty: skip, template: digest}
alerts:
  - {id: urgent, to: [duty, desk]}
silences:
  - {rule: attack, until: 2026-12-01, reason: exercise, by: desk}
  - {words: march, until: 2026-12-01T10:00+02:00}
"""
RECIPIENTS = """\
recipients:
  duty: {mail: [a@example.org, a@example.org], timezone: Africa/Bamako, quiet: 22:00-06:00, lang: fr, discreet: true}
  desk: {file: [var/out], webhook: [{url: "https://hook.example.org/x", secret: "${KEY}"}], format: text}
"""
RULES = """\
vocabularies:
  groups: {terms: [JNIM]}
rules:
  - {id: attack, any: [attack], tags: [attack]}
"""
FILES = {
    "monitor.yaml": MONITOR,
    "feeds.yaml": FEEDS,
    "digests.yaml": DIGESTS,
    "recipients.yaml": RECIPIENTS,
    "rules/a.yaml": RULES,
    "places.csv": "country,name,id,zone,lat,lon\nML,Gao,gao,core,16.27,-0.04\n",
    "history.csv": "date,place,tags,actor,source\n2025-03-02,gao,attack;kidnap,JNIM,press\n2024-01-01,gao,attack,,press\n",
}
ENVIRON = {"PORT": "465", "KEY": "k3y"}


def test_an_empty_file_is_a_configuration_of_defaults(tmp_path: Path) -> None:
    found = folders.load(tmp_path, {"monitor.yaml": ""})

    assert (found.polling, found.network, found.mail, found.retention) == (
        Polling(),
        Network(),
        Mail(),
        Retention(),
    )
    assert (found.heartbeat, found.signals) == (Heartbeat(), Signals())
    assert (found.timezone, found.listen, found.operators) == (ZoneInfo("UTC"), "127.0.0.1:8080", ())
    assert found.store == f"sqlite:///{tmp_path}/config/var/monitor.db"
    assert found.var == f"{tmp_path}/var"
    assert (dict(found.feeds), found.ruleset.rules, found.warnings) == ({}, (), ())


def test_null_means_the_default(tmp_path: Path) -> None:
    found = folders.load(tmp_path, {"monitor.yaml": "mail: {host: null, port: ~}\npolling:\nstore: null\n"})

    assert (found.mail, found.polling) == (Mail(), Polling())


def test_monitor_yaml_becomes_settings(tmp_path: Path) -> None:
    (tmp_path / "mail.secret").write_text("hunter2\n")

    found = folders.load(tmp_path, FILES, ENVIRON)

    assert found.timezone == BAMAKO
    assert found.polling == Polling(
        every=timedelta(minutes=10),
        fastest=timedelta(seconds=90),
        slowest=timedelta(minutes=90),
        concurrency=7,
        max_body=2 * 1024 * 1024,
        first_poll="all",
    )
    assert found.network == Network(
        allow_private=(ip_network("10.0.0.0/8"), "intranet.example.org"), contact="desk@example.org"
    )
    assert found.mail == Mail(
        host="mail.example.org",
        port=465,
        username="monitor",
        password=Secret("hunter2"),
        password_file=str(tmp_path / "mail.secret"),
        sender="Desk <d@example.org>",
    )
    assert (found.listen, found.operators) == ("[::1]:9000", ("duty",))
    assert found.heartbeat == Heartbeat(Secret("https://watch.example.org/k3y"), timedelta(minutes=1))
    assert found.retention == Retention(entries=timedelta(days=30))
    assert found.signals == Signals(events=("attack",), zones=("core",), actors=("groups",))


def test_feeds_have_their_credentials_beside_the_url(tmp_path: Path) -> None:
    (tmp_path / "mail.secret").write_text("x")

    found = folders.load(tmp_path, FILES, ENVIRON)

    assert found.feeds == {
        "wire": Feed(
            id="wire",
            url="https://example.org/feed",
            title="wire",
            lang="fr",
            kind="wire",
            tags=("a", "b"),
            every=timedelta(minutes=5),
            credentials=Credentials("user", Secret("p@ss")),
        ),
        "keyed": Feed(
            id="keyed",
            url="https://example.org/k",
            title="Keyed",
            credentials=Credentials(bearer=Secret("k3y"), headers=(("X-Key", Secret("a k3y")),)),
        ),
    }
    assert "p@ss" not in repr(found)


def test_digests_and_recipients_become_orders(tmp_path: Path) -> None:
    (tmp_path / "mail.secret").write_text("x")

    found = folders.load(tmp_path, FILES, ENVIRON)

    assert found.recipients == {
        "duty": Recipient(
            "duty",
            mail=("a@example.org",),
            timezone=BAMAKO,
            lang="fr",
            quiet=(QuietHours(22 * 60, 6 * 60),),
            discreet=True,
        ),
        "desk": Recipient(
            "desk",
            file=(f"{tmp_path}/var/out",),
            webhook=(Webhook(Secret("https://hook.example.org/x"), Secret("k3y")),),
            format="text",
        ),
    }
    select = Select(min_severity=Severity.LOW, rules=("attack",), places=("gao",))
    assert found.digests == {
        "daily": Digest("daily", ("duty",), "0 6 * * fri-7", None, BAMAKO, select),
        "often": Digest("often", ("duty",), None, timedelta(minutes=10), ZoneInfo("UTC"), when_empty="skip"),
    }
    assert found.alerts == {"urgent": Alert("urgent", ("duty", "desk"))}
    assert found.silences == (
        Silence(datetime(2026, 12, 1, tzinfo=BAMAKO), "exercise", "desk", rule="attack"),
        Silence(datetime(2026, 12, 1, 8, tzinfo=UTC), "", "configuration", words="march"),
    )


def test_history_is_dated_in_order(tmp_path: Path) -> None:
    (tmp_path / "mail.secret").write_text("x")

    found = folders.load(tmp_path, FILES, ENVIRON)

    assert found.history == (
        HistoricEvent(datetime(2024, 1, 1, tzinfo=UTC), "gao", ("attack",), None, "press"),
        HistoricEvent(datetime(2025, 3, 2, tzinfo=UTC), "gao", ("attack", "kidnap"), "JNIM", "press"),
    )


def test_implicit_tls_means_its_own_port(tmp_path: Path) -> None:
    found = folders.load(tmp_path, {"monitor.yaml": "mail: {host: h, from: a@b, security: tls}\n"})

    assert found.mail.port == 465


def test_line_ends_of_windows_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    unix = folders.load(tmp_path / "unix", {"rules/a.yaml": RULES})
    text = "\ufeff" + RULES.replace("\n", "\r\n")

    windows = folders.load(tmp_path / "windows", {"rules/a.yaml": text})

    assert (windows.ruleset, windows.hash) == (unix.ruleset, unix.hash)


@pytest.mark.parametrize(
    ("variable", "text", "expected"),
    [
        ("x", "a ${NAME} b", "a x b"),
        ("x", "${NAME}${NAME}", "xx"),
        ("x", "$${NAME}", "${NAME}"),
        ("x", "$NAME {NAME}", "$NAME {NAME}"),
        ("true", "${NAME}", "true"),
        ("a: [b", "${NAME}", "a: [b"),
        ("${OTHER}", "${NAME}", "${OTHER}"),
    ],
)
def test_a_variable_is_replaced_inside_of_text(
    tmp_path: Path, variable: str, text: str, expected: str
) -> None:
    found = folders.load(tmp_path, {"monitor.yaml": f"network: {{contact: '{text}'}}\n"}, {"NAME": variable})

    assert found.network.contact == expected


def test_rules_name_no_variables(tmp_path: Path) -> None:
    found = folders.load(
        tmp_path, {"rules/a.yaml": "rules: [{id: a, any: ['price ${HOME} euro']}]\n"}, {"HOME": "x"}
    )

    assert found.ruleset.rules[0].selections[0].any[0].text == "price ${HOME} euro"


def test_a_secret_in_clear_is_warned_of(tmp_path: Path) -> None:
    found = folders.load(tmp_path, {"monitor.yaml": "mail: {password: hunter2}\n"})

    assert len(found.warnings) == 1
    assert "monitor.yaml:1:18: mail.password: a secret stands in the file itself" in found.warnings[0]
    assert "hunter2" not in found.warnings[0]


def test_warnings_never_refuse(tmp_path: Path) -> None:
    files = {
        "feeds.yaml": "feeds: [{id: a, url: 'https://x.org'}, {id: b, url: 'https://x.org'}]\n",
        "digests.yaml": "recipients: {a: {lang: de, mail: x@y.org}, b: {}}\nalerts: [{id: x, to: [a], select: {tags: [t]}}]\n",
        "feed.yaml": "",
        "rulez/a.yaml": "",
        "rules/old/a.yaml": "",
    }

    found = [line.removeprefix(f"{tmp_path}/config/") for line in folders.load(tmp_path, files).warnings]

    assert found == [
        "feeds.yaml:1:53: feeds.b.url: feed 'a' has the same URL, remove one of them",
        "digests.yaml:1:24: recipients.a.lang: there is no frame in 'de', the frame of messages is written in en, fr, ar; others get English",
        "digests.yaml:1:47: recipients.b: this recipient has no address, add mail, file, webhook or command",
        "digests.yaml:1:47: recipients.b: nothing is sent to 'b', name it under 'to' of a digest or an alert",
        "digests.yaml:2:43: alerts.x.select.tags.0: no rule has the tag 't', give it to a rule",
        "rules/old: folders in here are not read, move its files to rules/",
        "feed.yaml: this file is not read, did you mean 'feeds.yaml'?",
        "rulez: this folder is not read, did you mean 'rules'?",
    ]


def test_addresses_nobody_reads_are_warned_of_once_there_is_a_server(tmp_path: Path) -> None:
    digests = "recipients: {a: {mail: a@example.org}}\nalerts: [{id: x, to: [a]}]\n"
    without = folders.load(tmp_path / "1", {"digests.yaml": digests})
    server = {"monitor.yaml": "mail: {host: h, from: a@b}\n"}

    found = folders.load(tmp_path / "2", server | {"digests.yaml": digests})

    assert without.warnings == ()
    assert "recipients.a.mail.0: nobody reads 'a@example.org'" in found.warnings[0]


def test_own_templates_are_part_of_the_configuration(tmp_path: Path) -> None:
    files = {
        "templates/digest.txt.j2": "one",
        "templates/mail/alert.txt.j2": "two",
        "templates/README.md": "no",
        "digests.yaml": "recipients: {d: {mail: a@b}}\nalerts: [{id: a, to: [d], template: alert}]\n",
    }

    found = folders.load(tmp_path, files)

    assert found.templates == {"digest.txt.j2": "one", "alert.txt.j2": "two"}
    assert found.files.keys() == files.keys() - {"templates/README.md"}


def test_a_failing_example_holds_back_its_own_rule_only(tmp_path: Path) -> None:
    rules = """\
rules:
  - id: good
    any: [attack]
    examples: {match: [An attack], no_match: [A picnic]}
  - id: blind
    any: [attack]
    examples:
      match: |
        An attack

        # a comment, no example
        A raid
  - id: loud
    any: [attack]
    examples: {no_match: [Heart attack]}
  - id: graver
    any: [attack]
    severity: low
    examples: {match: [{title: An attack, severity: high}]}
  - id: reasoned
    match: {a: [attack], b: [raid]}
    condition: a or b
    examples: {match: [{title: An attack, because: [a, b]}]}
  - id: hopeful
    any: [attack]
    examples: {todo_match: [A raid]}
"""

    found = folders.load(tmp_path, {"rules/a.yaml": rules})

    assert dict(found.held_back) == {
        "blind": "rules/a.yaml:12: this example must match, but does not: 'A raid'",
        "loud": "rules/a.yaml:15: this example must not match, but does: 'Heart attack'",
        "graver": "rules/a.yaml:19: this example must be high, but is low: 'An attack'",
        "reasoned": "rules/a.yaml:23: this example must match because of b, but does not: 'An attack'",
    }


def test_the_store_of_many_machines_is_spoken_to_through_psycopg(tmp_path: Path) -> None:
    found = folders.load(tmp_path, {"monitor.yaml": "store: postgres://u@h/db\n"})

    assert found.store == "postgresql+psycopg://u@h/db"


def test_a_language_that_nothing_comes_in_is_a_warning(tmp_path: Path) -> None:
    files = {
        "feeds.yaml": "feeds: [{id: a, url: 'https://example.org', lang: fr-ML}]\n",
        "rules/a.yaml": "rules: [{id: a, langs: [fr, xx], any: [raid]}]\n",
        "digests.yaml": "recipients: {d: {mail: a@b.org}}\nalerts: [{id: u, to: [d], select: {langs: [fr, zz]}}]\n",
    }
    open_feed = {"feeds.yaml": "feeds: [{id: a, url: 'https://example.org'}]\n"}
    detected = {"rules/a.yaml": "rules: [{id: a, langs: [fr, es], any: [raid]}]\n"}

    warned = folders.load(tmp_path / "a", files).warnings
    guessed = folders.load(tmp_path / "b", files | open_feed | detected).warnings

    assert [line.split(": ", 1)[1] for line in warned] == [
        "alerts.u.select.langs.1: no feed and no term has the language 'zz', name one of a feed",
        "rules.a.langs.1: no feed and no term has the language 'xx', name one of a feed",
    ]
    assert [line.split(": ")[1] for line in guessed] == ["alerts.u.select.langs.1"]


@pytest.mark.parametrize(
    ("second", "warned", "reason"),
    [
        ("{id: b, to: [d]}", True, "the same alert twice"),
        (
            "{id: b, to: [e], select: {min_severity: critical, tags: [x]}}",
            True,
            "all of it is in the other one",
        ),
        ("{id: b, to: [d], unless_told_by: [a]}", False, "it says which comes first"),
        ("{id: b, to: [d], unless_told_by: []}", False, "both are wanted"),
        ("{id: b, to: [f]}", False, "another mailbox"),
        (
            "{id: b, to: [d], select: {min_severity: high, tags: [x]}}",
            False,
            "each tells what the other does not",
        ),
    ],
)
def test_alerts_that_overlap_are_a_warning(tmp_path: Path, second: str, warned: bool, reason: str) -> None:
    people = "recipients: {d: {mail: d@a.org}, e: {mail: [e@a.org, d@a.org]}, f: {mail: f@a.org}}\n"
    files = {
        "digests.yaml": f"{people}alerts:\n  - {{id: a, to: [d]}}\n  - {second}\n",
        "rules/a.yaml": "rules:\n  - {id: a, any: [attack], tags: [x]}\n",
    }
    found = [line for line in folders.load(tmp_path, files).warnings if "d@a.org gets all of 'b'" in line]
    other = [line for line in folders.load(tmp_path, files).warnings if "gets all of" in line]

    assert bool(found or other) is warned, reason


def test_countries_may_be_named_in_any_language_of_the_frame(tmp_path: Path) -> None:
    files = {
        "places.csv": "id,name,country,zone\nk,Kandi,BJ,n\ng,Gao,ML,n\nl,Lome,TG,n\na,Abidjan,CI,n\nb,Bobo,BF,n\n",
        "digests.yaml": "recipients: {d: {mail: d@a.org}}\nalerts:\n  - id: a\n    to: [d]\n    select:\n"
        '      countries: [Bénin, mali, Togo, "Cote d\'Ivoire", بوركينا فاسو]\n      not: {countries: [TG, Benin]}\n',
    }
    select = folders.load(tmp_path, files).alerts["a"].select

    assert select.countries == ("BJ", "ML", "TG", "CI", "BF")
    assert select.without == Select(countries=("TG", "BJ"))
