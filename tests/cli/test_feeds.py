"""``monitor feeds``, ``parse`` and ``hits`` as a person types them, against a real server."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.cli import app
from tests.servers import FeedServer, serving_feeds


@pytest.fixture
def feeds() -> Iterator[FeedServer]:
    with serving_feeds() as server:
        server.publish("news", "Flood alarm raised in Ségou", "L’eau monte.")
        yield server


@pytest.fixture
def folder(tmp_path: Path, feeds: FeedServer) -> Path:
    config = tmp_path / "config"
    (config / "rules").mkdir(parents=True)
    (config / "monitor.yaml").write_text(
        "polling: {first_poll: all}\nnetwork: {allow_private: [127.0.0.0/8]}\n"
    )
    (config / "feeds.yaml").write_text(
        f"# our feeds\nfeeds:\n  - {{id: news, url: '{feeds.url}/news', title: News}}\n"
    )
    (config / "rules" / "flood.yaml").write_text(
        "rules:\n  - {id: flood, title: Flood, severity: low, any: [flood]}\n"
    )
    return config


def _monitor(folder: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, [*words, "--config", str(folder)])
    return done.exit_code, done.output


def test_a_feed_is_tried_with_what_would_match_and_nothing_is_stored(folder: Path, feeds: FeedServer) -> None:
    code, told = _monitor(folder, "feeds", "test", f"{feeds.url}/news", "--json")

    trial = json.loads(told)
    assert (code, trial["ok"]) == (0, True)
    assert [(e["title"], e["rules"]) for e in trial["entries"]] == [
        ("Flood alarm raised in Ségou", ["flood"])
    ]
    assert not (folder.parent / "var").exists()


def test_a_feed_is_added_below_what_was_written_there(folder: Path, feeds: FeedServer) -> None:
    feeds.publish("other", "مقتل جنود")
    code, told = _monitor(folder, "feeds", "add", f"{feeds.url}/other", "--lang", "ar")

    written = (folder / "feeds.yaml").read_text("utf-8")
    assert code == 0, told
    assert written.startswith("# our feeds\nfeeds:\n  - {id: news,")
    assert f'{{id: "feed", url: "{feeds.url}/other", title: "other", lang: "ar"}}\n' in written


def test_an_address_that_is_watched_already_is_not_added_again(folder: Path, feeds: FeedServer) -> None:
    code, told = _monitor(folder, "feeds", "add", f"{feeds.url}/news")

    assert code == 1
    assert "already watched as news" in told


def test_an_address_that_does_not_answer_is_not_written(folder: Path) -> None:
    before = (folder / "feeds.yaml").read_bytes()
    code, _ = _monitor(folder, "feeds", "add", "http://127.0.0.1:9/feed")

    assert code == 1
    assert (folder / "feeds.yaml").read_bytes() == before


def test_a_document_is_parsed_into_lines_of_json(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(
        "<rss version='2.0'><channel><title>t</title><item><guid isPermaLink='false'>7</guid><link>/a</link>"
        "<title>L&amp;#8217;attaque</title><pubDate>Sun, 22 Nov 2026 06:00:00 +0100</pubDate></item></channel></rss>"
    )
    code, told = _monitor(folder, "parse", str(path), "--url", "https://news.example/", "--json")

    assert code == 0
    assert json.loads(told) == {
        "id": "7",
        "link": "https://news.example/a",
        "title": "L’attaque",
        "summary": "",
        "published": "2026-11-22T05:00:00Z",
        "updated": None,
        "author": None,
        "lang": None,
        "source": None,
        "categories": [],
        "coordinates": None,
    }


def test_what_is_no_feed_is_said_and_fails(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<html><head><title>x</title></head></html>")

    assert _monitor(folder, "parse", str(path))[0] == 1


def test_a_hit_is_listed_found_and_marked(folder: Path) -> None:
    assert _monitor(folder, "once", "--all")[0] == 0
    _, listed = _monitor(folder, "hits", "list", "--severity", "low", "--json")
    _, found = _monitor(folder, "hits", "search", "alarm", "ségou", "--json")
    _, nothing = _monitor(folder, "hits", "search", "Mopti", "--json")
    hit = json.loads(listed)["hit"]
    code, _ = _monitor(folder, "hits", "mark", str(hit), "false", "--by", "desk")
    _, marked = _monitor(folder, "hits", "list", "--json")

    assert [listed, ""] == [found, nothing]
    assert (code, json.loads(marked)["verdict"]) == (0, False)
    assert tuple(json.loads(marked)[key] for key in ("rule", "severity", "feed")) == ("flood", "low", "news")
    assert _monitor(folder, "hits", "mark", "999", "true")[0] == 1
    assert _monitor(folder, "hits", "list", "--severity", "grave")[0] == 2


def test_feeds_are_listed_with_their_health(folder: Path, feeds: FeedServer) -> None:
    assert _monitor(folder, "once", "--all")[0] == 0
    _, told = _monitor(folder, "feeds", "list", "--json")

    feed = json.loads(told)
    assert {"id": "news", "url": f"{feeds.url}/news", "state": "ok", "failures": 0, "last_error": None} == {
        key: feed[key] for key in ("id", "url", "state", "failures", "last_error")
    }
    assert feed["last_ok"] < feed["next_due"]
