"""``monitor once`` against real servers on loopback, as its user calls it."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calls import configured
from tests.servers import FeedServer, MailServer, serving_feeds, serving_mail
from tests.service import write_service

FEEDS = 20
TOWNS = ("Ségou", "غاو", "Mopti", "Kayes", "Gao", "Ménaka", "Kidal", "Tessalit", "Djibo", "Dori", "Diapaga", "Kandi",
         "Dapaong", "Sokoto", "Tillabéri", "Téra", "Ansongo", "Nara", "Diema", "Sikasso")  # fmt: skip


@dataclass(frozen=True)
class Days:
    """Two days of a desk: what commands counted, what the server answered the second time, and the digests."""

    folder: Path
    first: dict[str, Any]
    again: dict[str, Any]
    answers: list[int]
    later: dict[str, Any]
    digests: list[bytes]


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    with serving_feeds() as feeds, serving_mail() as mail:
        for number, town in enumerate(TOWNS):
            feeds.publish(
                f"f{number}", f"Flood alarm raised in {town}", f"Water rose near {town}, l’alerte est donnée."
            )
            feeds.publish(f"f{number}", f"Market day in {town}")
        folder = write(tmp_path_factory.mktemp("once"), feeds, mail)
        first = _once(folder)
        feeds.answers.clear()
        again = _once(folder)
        answers = [status for _, status in feeds.answers]
        assert _monitor(folder, "digest", "send", "daily").returncode == 0
        feeds.publish("f3", "Flood alarm raised in Zinder", "Water rose near Zinder, l’alerte est donnée.")
        later = _once(folder)
        assert _monitor(folder, "digest", "send", "daily").returncode == 0
        yield Days(folder, first, again, answers, later, mail.payloads())


def write(place: Path, feeds: FeedServer, mail: MailServer) -> Path:
    return write_service(
        place / "config",
        feeds,
        mail,
        "rules:\n  - {id: flood, title: Flood, severity: low, any: [flood alarm]}\n",
        (f"f{number}" for number in range(FEEDS)),
        polling="first_poll: all",
        digest="{id: daily, to: [desk], cron: '0 6 * * *'}",
    )


def _monitor(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "monitor", *words, "--config", str(folder)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)


def _once(folder: Path) -> dict[str, Any]:
    done = _monitor(folder, "once", "--all", "--json")
    assert done.returncode == 0, done.stderr
    counts: dict[str, Any] = json.loads(done.stdout)
    return counts


def _stories_in(payload: bytes) -> set[str]:
    message = message_from_bytes(payload, policy=modern)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    assert body is not None
    text = str(body.get_content()).translate(dict.fromkeys(map(ord, "\u2068\u2069")))  # isolates
    return {town for town in (*TOWNS, "Zinder") if f"Flood alarm raised in {town}" in text}


def test_a_first_call_stores_entries_and_hits_and_a_second_finds_nothing_new(days: Days) -> None:
    first = {"feeds": 20, "fetched": 20, "failed": 0, "entries_new": 40, "hits_new": 20}
    again = {"feeds": 20, "not_modified": 20, "entries_new": 0, "hits_new": 0}

    assert first.items() <= days.first.items()
    assert again.items() <= days.again.items()
    assert days.answers == [304] * FEEDS


def test_one_new_matching_entry_is_one_more_story_in_the_next_edition(days: Days) -> None:
    assert days.first["stories_new"] == FEEDS, "headlines of one template, each of another town"
    assert {"entries_new": 1, "hits_new": 1, "stories_new": 1}.items() <= days.later.items()
    assert [set(TOWNS), {"Zinder"}] == [_stories_in(payload) for payload in days.digests]


def test_the_store_says_nothing_of_what_a_reader_could_not_see(days: Days) -> None:
    with closing(sqlite3.connect(days.folder / "var" / "monitor.db")) as store:
        rows = store.execute(
            "select title, summary, link from entries where title like 'Flood%' order by id"
        ).fetchall()
    assert {
        (f"Flood alarm raised in {town}", f"Water rose near {town}, l’alerte est donnée.")
        for town in (*TOWNS, "Zinder")
    } == {row[:2] for row in rows}


def test_a_missing_store_is_named_by_the_commands_that_only_look(tmp_path: Path) -> None:
    folder = configured(tmp_path)
    done = _monitor(folder, "hits", "list")

    assert done.returncode == 1
    assert str(folder / "var" / "monitor.db") in done.stderr
