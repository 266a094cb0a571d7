"""What a single call (``once``, ``digest send``) says on standard error when something is wrong."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.calls import call, configured
from tests.servers import serving_feeds

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
            feeds=f"feeds:\n  - {{id: lost, url: '{server.url}/lost', title: Lost}}\n",
        )
        done = call("once", "--all", "--config", folder)

    assert done.exit_code == 0
    assert all(word in done.stderr for word in ("feed failed", "feed=lost", "not a feed"))


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
