"""What an operator reads in the log."""

import io
import json
import logging
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from monitor.cli import logs
from monitor.core.settings import Mail, Secret
from tests.render.payloads import BIDI, HEADER, LOG
from tests.settings import EMPTY

log = logging.getLogger("monitor.test")
NASTY = [*LOG, *BIDI, *HEADER]
LIVE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
FIELD = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*"|[^\s"=\\]+)(?=\s|$)')


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., tuple[io.StringIO, logs.Formatter]]]:
    """Set the log up, and give what it writes; everything is put back at the end."""
    root = logging.getLogger()
    before = (
        root.handlers[:],
        root.level,
        {name: logging.getLogger(name).level for name in logs._QUIET},
    )

    def start(*, as_json: bool, level: str = "INFO") -> tuple[io.StringIO, logs.Formatter]:
        stream = io.StringIO()
        monkeypatch.setattr(sys, "stderr", stream)
        return stream, logs.set_up(as_json=as_json, level=level)

    yield start
    root.handlers[:], root.level = before[0], before[1]
    for name, old in before[2].items():
        logging.getLogger(name).setLevel(old)
    logging.captureWarnings(capture=False)


def lines(stream: io.StringIO) -> list[str]:
    return stream.getvalue().splitlines()


def test_a_readable_line_tells_event_and_facts(written: Callable[..., tuple[io.StringIO, object]]) -> None:
    stream, _ = written(as_json=False)
    log.info("feed polled", extra={"feed": "rfi", "new": 3, "error": 'time "out"'})

    (line,) = lines(stream)
    assert line.endswith(' INFO    monitor.test: feed polled  feed=rfi new=3 error="time \\"out\\""')


def test_a_json_line_is_an_object_with_the_same_facts(
    written: Callable[..., tuple[io.StringIO, object]],
) -> None:
    stream, _ = written(as_json=True)
    log.warning("feed ill", extra={"feed": "rfi", "reasons": ("a", "b"), "new": 3})

    found = json.loads(stream.getvalue())
    assert found.pop("at").endswith("Z")
    assert found == {
        "level": "warning",
        "logger": "monitor.test",
        "event": "feed ill",
        "feed": "rfi",
        "reasons": ["a", "b"],
        "new": 3,
    }


@pytest.mark.parametrize("nasty", NASTY, ids=[f"text{number}" for number in range(len(NASTY))])
def test_nothing_in_a_text_breaks_the_line_forges_a_field_or_moves_the_terminal(
    written: Callable[..., tuple[io.StringIO, object]], nasty: str
) -> None:
    stream, _ = written(as_json=False)
    log.info("feed failed", extra={"error": nasty, "feed": "rfi"})

    (line,) = lines(stream)
    head, _, fields = line.partition("feed failed  ")
    assert not LIVE.search(line)
    assert "INFO" in head
    assert [name for name, _ in FIELD.findall(fields)] == ["error", "feed"]
    assert FIELD.sub("", fields).strip() == ""


@pytest.mark.parametrize("nasty", NASTY, ids=[f"text{number}" for number in range(len(NASTY))])
def test_a_json_line_holds_any_text_as_it_is_and_nothing_live(
    written: Callable[..., tuple[io.StringIO, object]], nasty: str
) -> None:
    stream, _ = written(as_json=True)
    log.info("feed failed", extra={"error": nasty, "feed": "rfi"})

    (line,) = lines(stream)
    found = json.loads(line)
    assert not LIVE.search(line)
    assert (found["level"], found["event"], found["error"], found["feed"]) == (
        "info",
        "feed failed",
        nasty,
        "rfi",
    )


@pytest.mark.parametrize("as_json", [True, False])
def test_a_text_in_the_event_or_in_an_exception_is_as_harmless(
    written: Callable[..., tuple[io.StringIO, object]], as_json: bool
) -> None:
    stream, _ = written(as_json=as_json)
    for nasty in NASTY:
        log.error("title %s", nasty, exc_info=ValueError(nasty))

    assert len(lines(stream)) == len(NASTY)
    assert not LIVE.search(stream.getvalue().replace("\n", ""))


@pytest.mark.parametrize("as_json", [True, False])
def test_an_exception_is_one_line_too(
    written: Callable[..., tuple[io.StringIO, object]], as_json: bool
) -> None:
    stream, _ = written(as_json=as_json)
    try:
        int("https://user:canary-1@a.test/")
    except ValueError:
        log.exception("tick failed")

    (line,) = lines(stream)
    assert "ValueError" in line
    assert "canary" not in line


@pytest.mark.parametrize("as_json", [True, False])
def test_a_secret_of_the_configuration_is_never_written(
    written: Callable[..., tuple[io.StringIO, logs.Formatter]], as_json: bool
) -> None:
    stream, formatter = written(as_json=as_json)
    formatter.hide(replace(EMPTY, mail=Mail(password=Secret('ca"na\\ry'))))
    log.error("login failed with %s", 'ca"na\\ry', extra={"reply": {"said": ['ca"na\\ry']}})

    assert "ry" not in stream.getvalue()


def test_libraries_speak_only_when_something_is_wrong(
    written: Callable[..., tuple[io.StringIO, object]],
) -> None:
    stream, _ = written(as_json=False)
    logging.getLogger("uvicorn.error").info("Started server process")
    logging.getLogger("uvicorn.error").warning("odd request")

    assert ["odd request" in line for line in lines(stream)] == [True]


def test_the_environment_chooses_form_and_level(
    written: Callable[..., tuple[io.StringIO, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    stream, _ = written(as_json=False)
    monkeypatch.setenv("MONITOR_LOG", "json")
    monkeypatch.setenv("MONITOR_LOG_LEVEL", "ERROR")
    logs.set_up()
    log.warning("not this")
    log.error("this")

    assert [json.loads(line)["event"] for line in lines(stream)] == ["this"]
