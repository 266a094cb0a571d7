"""Messages to a program: what it gets, and what its end means."""

import json
import os
import re
import signal
import sys
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor import runtime
from monitor.channels import process
from monitor.channels.command import CommandChannel
from monitor.core.operations.outbox import (
    Accepted,
    Blocked,
    Deferred,
    Outcome,
    Outgoing,
    Unknown,
    Unreachable,
)
from monitor.core.orders.envelopes import command_label
from monitor.core.settings import Command
from tests.render import golden

GOLDEN = dict(golden.messages())
LETTER = Outgoing(
    1,
    1,
    "desk",
    "command",
    "",
    "<abc@x>",
    GOLDEN["alert-en"].payload,
    True,
    datetime(2026, 12, 1, tzinfo=UTC),
    0,
    0,
    None,
    1,
)


def send(command: Command, letter: Outgoing = LETTER, *, known: bool = True) -> Outcome:
    async def run() -> Outcome:
        label = command_label(command)
        async with CommandChannel({label: command} if known else {}).session() as session:
            return await session.send(replace(letter, address=label), _open)

    return runtime.run(run())


def test_a_program_that_ended_before_it_could_read_says_what_it_said() -> None:
    payload = json.dumps({"subject": "x" * 500_000}).encode()
    outcome = send(Command(("/bin/sh", "-c", "exec <&-; echo no; exit 1")), replace(LETTER, payload=payload))

    assert isinstance(outcome, Blocked)
    assert outcome.reply == "ended with 1: no\n"


async def _open() -> None:
    """Nothing else is on its way."""


def python(code: str, *more: str) -> Command:
    return Command((sys.executable, "-c", code, *more))


def test_a_program_gets_what_a_webhook_gets_and_a_name_by_which_it_knows_a_repetition(tmp_path: Path) -> None:
    keep = (
        "import os, pathlib, sys; pathlib.Path(sys.argv[1]).write_bytes(sys.stdin.buffer.read());"
        "print('paged', os.environ['MONITOR_MESSAGE_ID'])"
    )
    outcome = send(python(keep, str(tmp_path / "got")))

    assert isinstance(outcome, Accepted)
    assert outcome.reply.strip().endswith("paged abc@x")
    assert json.loads((tmp_path / "got").read_bytes())["stories"][0]["severity"] == "critical"


def test_a_program_that_wants_text_gets_a_line_a_story_with_its_link(tmp_path: Path) -> None:
    keep = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_bytes(sys.stdin.buffer.read())"
    send(replace(python(keep, str(tmp_path / "got")), format="text"))
    subject, line, link, *_ = (tmp_path / "got").read_text("utf-8").splitlines()

    assert subject == GOLDEN["alert-en"].subject
    assert line.startswith("CRITICAL · ")
    assert link == "https://wire.example/1"


@pytest.mark.parametrize(
    ("command", "kind", "reason"),
    [
        (python("import sys; sys.exit(75)"), Deferred, "EX_TEMPFAIL: later"),
        (python("import sys; sys.exit(1)"), Blocked, "it will not have us: somebody must look"),
        (python("raise ValueError('no token')"), Blocked, "a traceback is about our settings"),
        (Command(("/nowhere/at/all",)), Blocked, "not installed"),
        (Command(("/etc/hostname",)), Blocked, "not a program"),
        (
            replace(python("import time; time.sleep(60)"), timeout=timedelta(seconds=1)),
            Unknown,
            "it may have told",
        ),
        (python("import os; os.close(0)"), Accepted, "it need not read all"),
    ],
)
def test_the_end_of_a_program_is_its_answer(command: Command, kind: type[Outcome], reason: str) -> None:
    assert isinstance(send(command), kind), reason


def test_a_command_that_left_the_configuration_is_not_run(tmp_path: Path) -> None:
    outcome = send(
        python("import pathlib, sys; pathlib.Path(sys.argv[1]).touch()", str(tmp_path / "ran")), known=False
    )

    assert isinstance(outcome, Unreachable)
    assert not (tmp_path / "ran").exists()


def test_what_a_program_started_ends_with_it(tmp_path: Path) -> None:
    code = (
        "import pathlib, subprocess, sys, time;"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
        "pathlib.Path(sys.argv[1]).write_text(str(child.pid)); time.sleep(600)"
    )
    outcome = send(
        replace(python(code, str(tmp_path / "pid")), timeout=timedelta(seconds=15))
    )  # it may take long to begin
    child = int((tmp_path / "pid").read_text())

    assert isinstance(outcome, Unknown)
    assert _is_gone(child)


def test_the_arguments_of_a_command_stay_out_of_what_is_remembered() -> None:
    command = Command(("/usr/bin/page", "--token", "s3cret"))

    assert command_label(command).startswith("page#")
    assert "s3cret" not in command_label(command)


def _is_gone(pid: int) -> bool:
    """Wait until a process is gone, or only waits to be buried."""
    for _ in range(1200):
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
                return True
        except (OSError, IndexError):
            return True
        time.sleep(0.05)
    return False


HOLDER = (
    "import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], "
    "start_new_session={}); print('told', child.pid)"
)


@pytest.mark.parametrize(
    ("code", "kind", "reason"),
    [
        (HOLDER.format(False), Accepted, "what it left running says nothing of its end"),
        (
            HOLDER.format(True),
            Accepted,
            "nor what is beyond our reach, in a session of its own",
        ),
        (HOLDER.format(True) + "; sys.exit(75)", Deferred, "its answer counts"),
    ],
)
def test_a_program_has_ended_though_what_it_left_running_holds_its_output(
    code: str, kind: type[Outcome], reason: str
) -> None:
    outcome = send(replace(python(code), timeout=timedelta(seconds=30)))

    assert isinstance(outcome, kind), reason
    for child in re.findall(r"told (\d+)", outcome.reply):
        with suppress(ProcessLookupError):
            os.kill(int(child), signal.SIGKILL)
    assert "told" in outcome.reply, reason


def test_of_a_program_that_prints_without_end_little_is_kept() -> None:
    async def run() -> int:
        code = "import sys\nfor _ in range(2000): sys.stdout.write('x' * 9999 + '\\n')\nprint('the end')"
        ended = await process.run([sys.executable, "-c", code], b"", 300)
        assert ended.printed.endswith(b"the end\n")
        return len(ended.printed)

    assert runtime.run(run()) == 64 * 1024
