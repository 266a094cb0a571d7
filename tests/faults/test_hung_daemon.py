"""A daemon that hangs is ended and started again by its service manager, here a stand-in, and nothing is lost by it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults.fleet import Fleet, check, fleet

PATIENCE = 15.0  # seconds, as WatchdogSec= would have it
WAIT = 120.0  # seconds; the machine may be busy


class Manager:
    """What systemd does with Type=notify, WatchdogSec= and Restart=always."""

    def __init__(self, one: Fleet) -> None:
        self._one = one
        self._address = str(one.folder / "notify")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self._address)
        self._socket.settimeout(0.1)
        self.restarts = 0
        self.ready = 0

    def start(self) -> "subprocess.Popen[bytes]":
        """Start the daemon as a service."""
        environ = {"NOTIFY_SOCKET": self._address, "WATCHDOG_USEC": str(int(PATIENCE * 1e6))}
        with (self._one.folder / "log.txt").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "monitor", "run", "--config", str(self._one.folder / "config")],
                stdout=log,
                stderr=log,
                env=os.environ | environ,
            )
        self._one.processes.append(process)
        self._alive_at = time.monotonic() + WAIT  # a start may take its time
        return process

    def watch(self, until: Callable[[], bool]) -> None:
        """Restart the daemon whenever its signs of life fail, until something holds."""
        end = time.monotonic() + 2 * WAIT
        while not until():
            log = (self._one.folder / "log.txt").read_text()
            assert time.monotonic() < end, log[-5000:]
            self._listen()
            if time.monotonic() > self._alive_at + PATIENCE:
                (process,) = self._one.processes
                process.send_signal(
                    signal.SIGKILL
                )  # systemd sends SIGABRT first, which a stopped process never sees
                process.wait()
                self._one.processes.remove(process)
                self.restarts += 1
                self.start()

    def close(self) -> None:
        """Listen no more."""
        self._socket.close()

    def _listen(self) -> None:
        try:
            word = self._socket.recv(100)
        except TimeoutError:
            return
        self.ready += word == b"READY=1"
        if word in (b"READY=1", b"WATCHDOG=1"):
            self._alive_at = time.monotonic()


def test_a_daemon_that_hangs_is_started_again_and_loses_nothing(tmp_path: Path) -> None:
    with fleet(tmp_path, f"sqlite:///{tmp_path}/monitor.db", feeds=5) as one:
        manager = Manager(one)
        one.publish(10)
        daemon = manager.start()
        manager.watch(until=lambda: len(one.told()) > 0)
        one.publish(10)
        daemon.send_signal(signal.SIGSTOP)  # in the middle of whatever it does
        one.publish(10)
        manager.watch(until=one.is_done)
        restarts, ready = manager.restarts, manager.ready
        one.stop()
        manager.close()
        check(one, repeats=1)

    assert (restarts, ready) == (1, 2)
