"""What polling costs a feed, against the package ``reader``: first poll, 304, same bytes, two new entries.

Run as ``python -m tests.bench.poll [--short] [--tls] [--reader PYTHON]``. ``PYTHON`` is the interpreter of an
environment of its own with ``reader[all]`` and ``sgmllib3k`` (which the former needs and does not ask for); without it,
or with ``--short``, only our own figures are taken. Both sides open a fresh connection for every feed and run in
processes of their own, turn about; CPU time counts a process and its workers, never the farm.
"""

import argparse
import json
import os
import ssl
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

import trustme

from tests.bench import MISSED, farm

ROOT = Path(__file__).parents[2]
BOUNDS = {
    "first poll": 2.5,
    "not modified": 5.0,
    "same bytes": 30.0,
    "two new entries": 8.0,
}  # DESIGN section 7
TLS_BOUNDS = {"not modified": 3.0}  # what else is promised is promised over HTTP
TURNS = {  # what the farm serves in each turn of an arm; a first poll there is only once
    "first poll": ["mode=unchanged&round=0"],
    "not modified": ["mode=unchanged&round=0"] * 10,
    "same bytes": ["mode=same&round=0"] * 3,
    "two new entries": [f"mode=unchanged&round={number}" for number in (1, 2, 3)],
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the farm is; ``ca`` is the file of whom to trust there, None for plain HTTP."""

    port: int
    ca: str | None = None

    @property
    def scheme(self) -> str:
        """Name the scheme."""
        return "https" if self.ca else "http"

    def set(self, query: str) -> None:
        """Tell the farm what to serve."""
        context = ssl.create_default_context(cafile=self.ca) if self.ca else None
        address = f"{self.scheme}://{farm.host(0)}:{self.port}/-/set?{query}"
        with urllib.request.urlopen(address, context=context) as reply:  # noqa: S310 - our own farm
            reply.read()


@contextmanager
def running_farm(folder: Path, *, tls: bool) -> Iterator[Place]:
    """Run a farm in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.farm"]
    ca_file = None
    if tls:
        authority = trustme.CA()
        for host in map(farm.host, range(farm.HOSTS)):
            certificate = authority.issue_cert(host)
            certificate.private_key_and_cert_chain_pem.write_to_path(str(folder / f"{host}.pem"))
        ca_file = str(folder / "ca.pem")
        authority.cert_pem.write_to_path(ca_file)
        command += ["--certificates", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert process.stdout is not None
        yield Place(int(process.stdout.readline()), ca_file)
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


class Side:
    """One of the two that are compared: a process that polls all feeds when it gets a line."""

    def __init__(self, command: Sequence[str], environ: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environ
        )

    def poll(self, arm: str) -> float:
        """Poll every feed once; return the CPU microseconds a feed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{arm}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().split()
        if len(answer) != 3 or answer[1] != "0":
            raise RuntimeError(f"{arm}: {answer} failed")
        return float(answer[0])

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def compare(
    place: Place, feeds: int, rounds: int, reader: str | None, folder: Path
) -> dict[str, list[list[float]]]:
    """Measure each arm in each round, ours and reader's in turn: {arm: [[ours, theirs], …]}."""
    found: dict[str, list[list[float]]] = {arm: [] for arm in TURNS}
    for number in range(rounds):
        with ExitStack() as stack:
            sides = [
                Side(command, environ) for command, environ in _commands(place, feeds, reader, folder, number)
            ]
            for side in sides:
                stack.callback(side.close)
            for arm, turns in TURNS.items():
                found[arm].append(_measured(place, sides, turns, feeds))
    return found


def _measured(place: Place, sides: Sequence[Side], turns: Sequence[str], feeds: int) -> list[float]:
    """Let each side take its turns, one after the other, the one to begin changing; return the mean of each."""
    spent: list[list[float]] = [[] for _ in sides]
    for number, setting in enumerate(turns):
        place.set(f"{setting}&warm={feeds}")
        order = range(len(sides)) if number % 2 == 0 else reversed(range(len(sides)))
        for which in order:
            spent[which].append(sides[which].poll(setting))
    return [mean(figures) for figures in spent]


def _commands(
    place: Place, feeds: int, reader: str | None, folder: Path, number: int
) -> Iterator[tuple[list[str], dict[str, str]]]:
    # The caller's environment, as services and shells have one: requests looks through it for proxies at every request.
    base = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    base |= {"HOME": str(folder)}
    ours = {"port": place.port, "ca": place.ca, "feeds": feeds, "store": str(folder / f"ours{number}.db")}
    yield [sys.executable, "-m", "tests.bench.our_arm", json.dumps(ours)], base | {"PYTHONPATH": str(ROOT)}
    if reader is not None:
        theirs = [
            str(place.port),
            str(farm.HOSTS),
            str(feeds),
            str(folder / f"theirs{number}.db"),
            place.scheme,
        ]
        trust = {"REQUESTS_CA_BUNDLE": place.ca} if place.ca else {}
        yield (
            [reader, str(ROOT / "tests/bench/reader_arm.py"), *theirs],
            base | trust,
        )


def show(found: dict[str, list[list[float]]], bounds: dict[str, float]) -> bool:
    """Print the figures; say whether every bound holds."""
    holds = True
    for arm, pairs in found.items():
        ours = median(pair[0] for pair in pairs)
        line = f"{arm:16} ours {ours:8.0f} µs a feed"
        if len(pairs[0]) == 2:
            ratios = sorted(pair[1] / pair[0] for pair in pairs)
            line += (
                f"   reader {median(pair[1] for pair in pairs):8.0f}   ratio {median(ratios):6.1f}"
                f" ({ratios[0]:.1f} to {ratios[-1]:.1f})"
            )
            if arm in bounds:
                holds = holds and median(ratios) >= bounds[arm]
                line += f", at least {bounds[arm]}"
        print(line, flush=True)  # noqa: T201 - a bench speaks
    return holds


def main() -> int:
    """Run the bench; exit 1 if a bound does not hold."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--short", action="store_true", help="one small round of our own arms")
    options.add_argument("--tls", action="store_true", help="over HTTPS")
    options.add_argument("--feeds", type=int, default=100)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--reader", metavar="PYTHON", help="interpreter of an environment with reader[all]")
    chosen = options.parse_args()
    feeds, rounds = (20, 1) if chosen.short else (chosen.feeds, chosen.rounds)
    with tempfile.TemporaryDirectory() as name, running_farm(Path(name), tls=chosen.tls) as place:
        found = compare(place, feeds, rounds, None if chosen.short else chosen.reader, Path(name))
    return 0 if show(found, TLS_BOUNDS if chosen.tls else BOUNDS) else MISSED


if __name__ == "__main__":
    sys.exit(main())
