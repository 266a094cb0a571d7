"""What a single call (``once``, ``digest send``) says on standard error when something is wrong."""

import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.cli.calls import call, configured
from tests.servers import serving_feeds, serving_mail

LOCAL = "network: {allow_private: [127.0.0.0/8]}\n"


@pytest.fixture(autouse=True)
def _log_put_back() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before
    logging.captureWarnings(capture=False)


def test_a_feed_that_fails_is_named_with_the_reason(tmp_path: Path) -> None:
    with serving_feeds() as server:
        server.bodies["lost"] = b"<!doctype html><title>We have moved</title>"
        folder = configured(
            tmp_path,
            monitor=LOCAL,
            feeds="feeds:\n"
            f"  - {{id: lost, url: '{server.url}/lost', title: Lost}}\n"
            f"  - {{id: fine, url: '{server.url}/fine', title: Fine}}\n",
        )
        done = call("once", "--all", "--config", folder)

    assert done.exit_code == 0
    assert all(word in done.stderr for word in ("feed failed", "feed=lost", "not a feed"))


def test_a_call_that_could_read_no_feed_at_all_exits_one_and_says_what_allows_an_intranet_host(
    tmp_path: Path,
) -> None:
    with serving_feeds() as server:
        folder = configured(
            tmp_path, feeds=f"feeds:\n  - {{id: inner, url: '{server.url}/inner', title: Inner}}\n"
        )
        done = call("once", "--all", "--config", folder)

    assert done.exit_code == 1
    assert "network.allow_private" in done.stderr


@pytest.mark.parametrize("command", ["once", "status", "check", "run"])
def test_a_mistyped_folder_is_named_though_a_store_lies_beside_it(tmp_path: Path, command: str) -> None:
    folder = configured(tmp_path, feeds="feeds: []\n")
    assert call("once", "--config", folder).exit_code == 0
    done = call(command, "--config", folder.parent / "confg")

    assert done.exit_code == 1
    assert "confg: there is no such folder" in done.stderr


def test_what_is_polled_as_it_should_be_is_not_worth_a_line(tmp_path: Path) -> None:
    with serving_feeds() as server:
        server.publish("news", "Market day in Gao")
        folder = configured(
            tmp_path,
            monitor=LOCAL,
            feeds=f"feeds:\n  - {{id: news, url: '{server.url}/news', title: News}}\n",
        )
        done = call("once", "--all", "--config", folder)

    assert (done.exit_code, done.stderr) == (0, "")


def test_a_call_that_goes_on_with_the_last_good_configuration_says_so(tmp_path: Path) -> None:
    folder = configured(tmp_path, feeds="feeds: []\n")
    assert call("once", "--config", folder).exit_code == 0
    (folder / "rules" / "rules.yaml").write_text("rules: [{id: broken}]\n", encoding="utf-8")
    done = call("once", "--config", folder)

    assert done.exit_code == 0
    assert "rules/rules.yaml:1" in done.stderr
    assert "running on the last good configuration" in done.stderr


def test_a_store_that_cannot_be_opened_is_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    folder = configured(tmp_path, f"sqlite:///{tmp_path}/file/monitor.db")
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    done = call("once", "--config", folder)

    assert done.exit_code == 1
    assert "Traceback" not in done.stderr
    assert str(tmp_path / "file") in done.stderr


def test_a_digest_that_the_server_refuses_says_why_and_status_says_it_too(tmp_path: Path) -> None:
    with serving_mail() as mail:  # speaks no TLS
        folder = configured(
            tmp_path,
            monitor=f"mail: {{host: 127.0.0.1, port: {mail.port}, security: starttls, from: a@example.org}}\n",
            feeds="feeds: []\n",
            digests="recipients:\n  desk: {mail: [desk@example.org]}\n"
            "digests:\n  - {id: daily, to: [desk], cron: '0 6 * * *'}\nalerts: []\n",
        )
        assert call("once", "--config", folder).exit_code == 0
        sent = call("digest", "send", "daily", "--config", folder)
        status = call("status", "--config", folder)

    assert "0 messages sent, 1 waiting" in sent.stdout
    assert "STARTTLS" in sent.stdout
    assert "STARTTLS" in status.stdout


def test_what_a_reader_behind_a_secret_address_is_to_be_told_waits_until_bad_files_are_fixed(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/hook/SECRET").respond_with_data("", status=200)
    with serving_feeds() as server:
        orders = (
            f"recipients:\n  hook: {{webhook: [{{url: '{httpserver.url_for('/hook/SECRET')}'}}]}}\n"
            "digests: []\nalerts:\n  - {id: now, to: [hook], wait: 1s, select: {min_severity: high}}\n"
        )
        feeds = f"feeds:\n  - {{id: news, url: '{server.url}/news', title: News}}\n"
        folder = configured(tmp_path, monitor=LOCAL, feeds=feeds, digests=orders)
        assert call("once", "--all", "--config", folder).exit_code == 0
        (folder / "feeds.yaml").write_text(f"{feeds}  - {{id: [\n", encoding="utf-8")
        server.publish("news", "Attack on the market of Gao")
        blind = call("once", "--all", "--json", "--config", folder)
        (folder / "feeds.yaml").write_text(feeds, encoding="utf-8")
        time.sleep(1.1)  # the alert waits for a second
        call("once", "--all", "--config", folder)

    assert json.loads(blind.stdout)["hits_new"] == 1
    assert [request.method for request, _ in httpserver.log] == ["POST"]


def test_rules_that_vanish_are_refused_and_the_last_good_ones_match_on(tmp_path: Path) -> None:
    with serving_feeds() as server:
        feeds = f"feeds:\n  - {{id: news, url: '{server.url}/news', title: News}}\n"
        folder = configured(tmp_path, monitor=LOCAL, feeds=feeds)
        assert call("once", "--all", "--config", folder).exit_code == 0
        (folder / "rules").rename(tmp_path / "rules.old")
        server.publish("news", "Attack on the market of Gao")
        gone = call("once", "--all", "--json", "--config", folder)
        (folder / "rules").mkdir()
        (folder / "rules" / "none.yaml").write_text("rules: []\n", encoding="utf-8")
        meant = call("once", "--all", "--config", folder)

    assert json.loads(gone.stdout)["hits_new"] == 1
    assert "there is no file of rules any more" in gone.stderr
    assert "no file of rules" not in meant.stderr


def test_a_folder_that_cannot_be_read_is_a_mistake_like_any_other(tmp_path: Path) -> None:
    folder = configured(tmp_path)
    (folder / "vocabularies").symlink_to(folder / "vocabularies")
    done = call("check", "--config", folder)

    assert done.exit_code == 1
    assert "vocabularies" in done.stderr
    assert "this folder cannot be read" in done.stderr


@pytest.mark.parametrize(
    "command", ["route test", "digest list", "digest preview daily", "rules check"], ids=lambda text: text
)
def test_a_store_that_is_there_and_cannot_be_used_is_not_taken_for_none(tmp_path: Path, command: str) -> None:
    orders = "recipients:\n  desk: {file: [out]}\ndigests:\n  - {id: daily, to: [desk], cron: '0 6 * * *'}\nalerts: []\n"
    folder = configured(tmp_path, digests=orders)
    without = call(*command.split(), "--config", folder)
    (folder / "var").mkdir(exist_ok=True)
    (folder / "var" / "monitor.db").write_bytes(b"no store at all" * 100)
    done = call(*command.split(), "--config", folder)

    assert without.exit_code == 0
    assert done.exit_code == 1
    assert "this file is not a store" in done.stderr
