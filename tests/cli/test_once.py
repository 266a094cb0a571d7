"""``monitor once`` against real servers on loopback, as its user calls it."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from typing import Any

import pytest

from tests.servers import FeedServer, MailServer, serving_feeds, serving_mail
from tests.service import write_service

FEEDS = 20
TOWNS = ("Ségou", "غاو", "Mopti", "Kayes", "Gao", "Ménaka", "Kidal", "Tessalit", "Djibo", "Dori", "Diapaga", "Kandi",
         "Dapaong", "Sokoto", "Tillabéri", "Téra", "Ansongo", "Nara", "Diema", "Sikasso")  # fmt: skip


@pytest.fixture
def feeds() -> Iterator[FeedServer]:
    with serving_feeds() as server:
        for number, town in enumerate(TOWNS):
            server.publish(
                f"f{number}", f"Flood alarm raised in {town}", f"Water rose near {town}, l’alerte est donnée."
            )
            server.publish(f"f{number}", f"Market day in {town}")
        yield server


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with serving_mail() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path, feeds: FeedServer, mail: MailServer) -> Path:
    return write_service(
        tmp_path / "config",
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


def test_a_first_call_stores_entries_and_hits_and_a_second_finds_nothing_new(
    folder: Path, feeds: FeedServer
) -> None:
    first = _once(folder)
    feeds.answers.clear()
    second = _once(folder)

    assert tuple(first[key] for key in ("feeds", "fetched", "failed", "entries_new", "hits_new")) == (
        20,
        20,
        0,
        40,
        20,
    )
    assert tuple(second[key] for key in ("feeds", "not_modified", "entries_new", "hits_new")) == (
        20,
        20,
        0,
        0,
    )
    assert [status for _, status in feeds.answers] == [304] * FEEDS


def test_one_new_matching_entry_is_one_more_story_in_the_next_edition(
    folder: Path, feeds: FeedServer, mail: MailServer
) -> None:
    first = _once(folder)
    assert _monitor(folder, "digest", "send", "daily").returncode == 0
    feeds.publish("f3", "Flood alarm raised in Zinder", "Water rose near Zinder, l’alerte est donnée.")
    counts = _once(folder)
    assert _monitor(folder, "digest", "send", "daily").returncode == 0

    assert first["stories_new"] == FEEDS, "headlines of one template, each of another town"
    assert (counts["entries_new"], counts["hits_new"], counts["stories_new"]) == (1, 1, 1)
    assert [set(TOWNS), {"Zinder"}] == [_stories_in(payload) for payload in mail.payloads()]


def test_the_store_says_nothing_of_what_a_reader_could_not_see(folder: Path) -> None:
    _once(folder)

    with closing(sqlite3.connect(folder / "var" / "monitor.db")) as store:
        rows = store.execute(
            "select title, summary, link from entries where title like 'Flood%' order by id"
        ).fetchall()
    assert {
        (f"Flood alarm raised in {town}", f"Water rose near {town}, l’alerte est donnée.") for town in TOWNS
    } == {row[:2] for row in rows}


def test_a_missing_store_is_named_by_the_commands_that_only_look(folder: Path) -> None:
    done = _monitor(folder, "hits", "list")

    assert done.returncode == 1
    assert str(folder / "var" / "monitor.db") in done.stderr
