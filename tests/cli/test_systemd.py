"""What the service manager is told, heard by a stand-in."""

import asyncio
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor import runtime
from monitor.cli import systemd

UNIT = Path(__file__).parents[2] / "packaging" / "monitor.service"


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """Listen where a service manager would."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(1)
        yield listener


def heard(manager: socket.socket) -> list[str]:
    manager.setblocking(False)
    words = []
    while True:
        try:
            words.append(manager.recv(100).decode())
        except BlockingIOError:
            return words


def run(manager: socket.socket, idle: list[float], patience: float) -> list[str]:
    """Run for as long as ``idle`` has answers, with a watchdog of ``patience`` seconds."""
    environ = {"NOTIFY_SOCKET": manager.getsockname(), "WATCHDOG_USEC": str(int(patience * 1_000_000))}
    answers = iter(idle)
    done = asyncio.Event()

    def next_idle() -> float:
        if done.is_set():  # the machine is busy, and another beat comes before the end
            return 1000.0
        answer = next(answers, None)
        if answer is None:
            done.set()
        return 0.0 if answer is None else answer

    async def work() -> None:
        async with systemd.informed(next_idle, environ):
            await asyncio.wait_for(done.wait(), 60)

    runtime.run(work())
    return heard(manager)


def test_the_manager_hears_that_we_are_ready_alive_and_stopping(manager: socket.socket) -> None:
    words = run(manager, [0.0, 0.0], patience=0.03)

    assert words == ["READY=1", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1", "STOPPING=1"]


def test_a_poll_loop_that_hangs_gives_no_sign_of_life(manager: socket.socket) -> None:
    words = run(manager, [0.0, 0.04, 9.0, 0.02], patience=0.03)

    assert words.count("WATCHDOG=1") == 3  # idle 0, 0.02, and the one that ends the test


def test_an_event_loop_that_hangs_gives_no_sign_of_life(manager: socket.socket) -> None:
    environ = {"NOTIFY_SOCKET": manager.getsockname(), "WATCHDOG_USEC": "30000"}

    async def hang() -> list[str]:
        async with systemd.informed(lambda: 0.0, environ):
            await asyncio.sleep(0.005)
            heard(manager)
            blocked = asyncio.get_running_loop().time() + 0.1
            while asyncio.get_running_loop().time() < blocked:
                pass
            return heard(manager)

    assert runtime.run(hang()) == []


def test_without_a_watchdog_only_start_and_stop_are_told(manager: socket.socket) -> None:
    async def work() -> None:
        async with systemd.informed(lambda: 0.0, {"NOTIFY_SOCKET": manager.getsockname()}):
            await asyncio.sleep(0.01)

    runtime.run(work())

    assert heard(manager) == ["READY=1", "STOPPING=1"]


@pytest.mark.parametrize("environ", [{}, {"NOTIFY_SOCKET": "/nowhere/at/all"}])
def test_without_a_manager_nothing_happens(environ: dict[str, str]) -> None:
    async def work() -> str:
        async with systemd.informed(lambda: 0.0, environ):
            return "done"

    assert runtime.run(work()) == "done"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
def test_the_unit_is_sound_and_well_confined(tmp_path: Path) -> None:
    unit = tmp_path / "monitor.service"
    unit.write_text(UNIT.read_text().replace("/opt/monitor/bin/monitor", "/bin/true"))
    verified = subprocess.run(
        ["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False
    )
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=30", unit],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (verified.returncode, verified.stderr) == (0, "")
    assert judged.returncode == 0, judged.stdout[-500:]
