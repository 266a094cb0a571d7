"""``monitor digest preview``."""

import json
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import time_machine
import typer
from typer.testing import CliRunner, Result

from monitor.cli.digest.preview import preview
from monitor.config import load
from monitor.core.model import Severity
from monitor.render import Renderer
from monitor.store import Store
from tests.cli.calls import configured
from tests.newsroom import DAILY, HereAndNow, Newsroom, config

ORDERS = """
recipients:
  duty: {mail: [duty@example.org], lang: fr}
  desk: {mail: [desk@example.org]}
digests:
  - {id: daily, to: [desk, duty], cron: "0 6 * * *", timezone: UTC}
alerts:
  - {id: urgent, to: [desk]}
"""


def run(*arguments: object) -> Result:
    app = typer.Typer()
    app.command()(preview)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a configuration without a store."""
    return configured(tmp_path, digests=ORDERS)


def test_without_a_store_an_invented_day_is_told(folder: Path) -> None:
    result = run("daily", "--config", folder)

    assert result.exit_code == 0
    assert "Subject: CRITICAL · Ferry capsizes off Port Lenna" in result.stdout
    assert "An invented day: there is no store" in result.stderr


def test_the_html_is_written_where_asked(folder: Path, tmp_path: Path) -> None:
    result = run("daily", "--config", folder, "--html", tmp_path / "daily.html")

    assert result.exit_code == 0
    assert "<html lang=" in (tmp_path / "daily.html").read_text("utf-8")


def test_each_recipient_reads_their_language(folder: Path) -> None:
    result = run("daily", "--config", folder, "--recipient", "duty", "--stories", "sample")

    assert "Naufrage d’un ferry" in result.stdout.splitlines()[0]


def test_an_alert_can_be_previewed(folder: Path) -> None:
    result = run("urgent", "--config", folder, "--json")

    assert json.loads(result.stdout)["kind"] == "alert"


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        (("weekly",), 1, "there are: daily, urgent"),
        (("urgent", "--recipient", "duty"), 1, "'urgent' does not go to 'duty', but to desk"),
        (("daily", "--stories", "lately"), 2, "neither next, sample nor a span"),
    ],
)
def test_what_cannot_be_previewed_is_said(
    folder: Path, arguments: tuple[str, ...], exit_code: int, said: str
) -> None:
    result = run(*arguments, "--config", folder)

    assert result.exit_code == exit_code
    assert said in " ".join((result.stdout + result.stderr).replace("│", " ").split())


@pytest.mark.on("sqlite")
def test_the_stories_that_no_edition_told_are_previewed_and_stay_untold(
    store: Store, store_url: str, tmp_path: Path
) -> None:
    room = Newsroom(store, config(DAILY))
    room.now = datetime.now(UTC) - timedelta(hours=3)
    room.register()
    room.hit(severity=Severity.HIGH)
    orders = ORDERS.replace("[desk, duty]", "[duty]").replace("lang: fr", "lang: en")
    result = run("daily", "--config", configured(tmp_path, store_url, digests=orders))

    assert "Subject: HIGH · Story 1" in result.stdout
    assert "https://wire.example/1" in result.stdout
    assert room.taken("digest:daily") == {}


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_a_preview_is_the_message_that_is_then_sent_but_for_its_run(
    store: Store, store_url: str, tmp_path: Path, lang: str
) -> None:
    orders = ORDERS.replace("[desk, duty]", "[duty]").replace("lang: fr", f"lang: {lang}")
    mail = f"store: {store_url}\nmail: {{host: mail.example, from: w@example.org, feedback: f@example.org}}\n"
    folder = configured(tmp_path, monitor=mail, digests=orders)
    room = Newsroom(store, load(folder, {}))
    room.now = (datetime.now(UTC) - timedelta(days=3)).replace(hour=12)
    room.render = Renderer(room.config, HereAndNow()).render
    room.register()
    store.feeds.register(room.config.feeds.values(), room.now, timedelta(hours=1))
    for number, severity in enumerate((Severity.LOW, Severity.CRITICAL, Severity.HIGH), 1):
        room.wait(timedelta(hours=1)).hit(number, severity)
    room.signal()
    room.wait(timedelta(hours=1)).work()  # the alerts
    due = (room.now + timedelta(days=1)).replace(hour=6, minute=0, second=0, microsecond=0)
    with time_machine.travel(due, tick=False):
        previewed = run("daily", "--config", folder, "--html", tmp_path / "daily.html").stdout
    room.now = due
    (sent,) = (letter for letter in room.work() if letter.recipient == "duty")

    message = message_from_bytes(sent.payload, policy=policy.default)
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    shown = previewed.replace("preview\n", "test\n").splitlines()
    assert shown == [f"Subject: {message['Subject']}", "", *text.get_content().splitlines()]
    page = (tmp_path / "daily.html").read_text("utf-8").replace(">preview<", ">test<")
    assert page.split() == html.get_content().split()
    assert previewed.count("Story") >= 3


@pytest.mark.on("sqlite")
def test_stories_of_a_span_are_previewed_told_or_not(store: Store, store_url: str, tmp_path: Path) -> None:
    room = Newsroom(store, config(DAILY))
    room.now = datetime.now(UTC) - timedelta(days=3)
    room.hit(severity=Severity.HIGH)
    folder = configured(tmp_path, store_url, digests=ORDERS)

    assert "Story 1" not in run("daily", "--config", folder, "--stories", "24h").stdout
    assert "Story 1" in run("daily", "--config", folder, "--stories", "7d").stdout


def test_a_template_that_fails_is_named(folder: Path) -> None:
    (folder / "templates").mkdir()
    (folder / "templates" / "digest.txt.j2").write_text("{{ footer.nothing }}")
    result = run("daily", "--config", folder)

    assert "a template failed, the shipped one was used: digest.txt.j2" in result.stderr
    assert "Ferry capsizes" in result.stdout
