"""Services that run for a bench, and what they and the machine spend meanwhile."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import sqlalchemy as sa

from tests.bench import farm
from tests.bench.poll import Place

ROOT = Path(__file__).parents[2]
BUSY = "every: 1s, fastest: 1s, slowest: 1s, concurrency: 200"  # as fast as it goes


def configure(config: Path, url: str, place: Place, count: int, pace: str = BUSY) -> None:
    """Write a configuration of feeds that are polled at this pace."""
    (config / "rules").mkdir(parents=True, exist_ok=True)
    (config / "monitor.yaml").write_text(
        f"store: {url}\npolling: {{{pace}, per_host: 100, first_poll: all}}\n"
        "network: {allow_private: [127.0.0.0/8]}\nweb: {listen: 127.0.0.1:0}\n"
    )
    lines = (
        f"  - {{id: f{n}, url: 'http://{farm.host(n)}:{place.port}/{n}', title: f{n}}}\n"
        for n in range(count)
    )
    (config / "feeds.yaml").write_text("feeds:\n" + "".join(lines))
    (config / "rules" / "rule.yaml").write_text(
        "rules:\n  - {id: none, title: None, severity: low, any: [zzzyx]}\n"
    )
    (config / "digests.yaml").write_text("recipients: {}\ndigests: []\nalerts: []\n")


@contextmanager
def started(config: Path, commands: list[str], log: Path) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """Start the processes; end them."""
    with log.open("ab") as out:
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "monitor", command, "--config", str(config)],
                stdout=out,
                stderr=out,
                env=os.environ | {"MONITOR_LOG_LEVEL": "WARNING"},
                cwd=ROOT,
            )
            for command in commands
        ]
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(30)


def wait_for_first_polls(place: Place, count: int) -> None:
    """Wait until every feed was polled twice."""
    place.set("mode=unchanged&round=0")
    end = time.monotonic() + 180
    while requests(place) < 2 * count:
        if time.monotonic() > end:
            raise TimeoutError(f"{requests(place)} requests of {count} feeds")
        time.sleep(0.5)


def requests(place: Place) -> int:
    """Return how many requests for feeds the farm has answered."""
    with urllib.request.urlopen(f"http://{farm.host(0)}:{place.port}/-/counts") as reply:
        counts = json.load(reply)
        return int(counts["200"] + counts["304"])


def processor_seconds(pid: int) -> float:
    """Return the user and system time of a process so far, from /proc; 0 if it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):  # gone before it was opened, or before it was read
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def machine_ticks() -> tuple[int, int]:
    """Return the processor time that the whole machine has used, and what it had, in ticks (proc(5), stat)."""
    ticks = [int(part) for part in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    idle = ticks[3] + ticks[4]
    return sum(ticks) - idle, sum(ticks)


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL on which databases are made."""

    url: sa.URL

    def create(self) -> str:
        """Make a database and return its URL."""
        name = f"bench_{time.monotonic_ns()}"
        with psycopg.connect(self._conninfo, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.url.set(database=name).render_as_string(hide_password=False)

    def processes(self) -> list[int]:
        """Return the processes of the server, which must run on this machine."""
        with psycopg.connect(self._conninfo, autocommit=True) as connection:
            return [pid for (pid,) in connection.execute("SELECT pid FROM pg_stat_activity").fetchall()]

    @property
    def _conninfo(self) -> str:
        return self.url.set(drivername="postgresql").render_as_string(hide_password=False)


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
