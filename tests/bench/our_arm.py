"""Our own poller on the farm, through the very steps of the daemon, on a SQLite store.

Reads a line for each turn, polls every feed once, prints the CPU microseconds a feed of this process and its workers.
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from monitor import fetch, runtime
from monitor.core.model import Severity
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.matcher import Matcher
from monitor.core.rules.model import Rule, RuleSet, Selection, Term
from monitor.core.settings import Config, Feed, Network, Polling
from monitor.pool import Pool
from monitor.steps.dependencies import Dependencies
from monitor.steps.poll import PollCounts, poll_many
from monitor.store import Store
from tests.bench import farm
from tests.settings import EMPTY

SLOWEST = timedelta(
    minutes=15
)  # a bench takes less than a day, after which all that is still shown is marked anew


def workers_cpu() -> float:
    """Return the CPU seconds of the living children."""
    children = (
        int(child)
        for task in Path("/proc/self/task").iterdir()
        for child in (task / "children").read_text().split()
    )
    return sum(map(_spent, children))


def _spent(process: int) -> float:
    tasks = Path(f"/proc/{process}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def configuration(feeds: int, port: int, ca_file: str | None) -> Config:
    """Make a configuration of ``feeds`` feeds of the farm and a hundred rules."""
    scheme = "https" if ca_file else "http"
    polling = Polling(per_host=1000, concurrency=100, slowest=SLOWEST)
    made = (
        Feed(
            f"farm{number}",
            f"{scheme}://{farm.host(number)}:{port}/feed/{number}",
            f"Farm {number}",
            ca_file=ca_file,
        )
        for number in range(feeds)
    )
    return replace(
        EMPTY,
        polling=polling,
        network=Network(allow_private=(ip_network("127.0.0.0/8"),)),
        feeds={feed.id: feed for feed in made},
        ruleset=RuleSet({}, tuple(_rules())),
    )


def _rules() -> list[Rule]:
    """Make a hundred rules of which an entry meets one in a dozen or so: three words in a row."""
    phrases = [
        " ".join(three)
        for words in map(str.split, farm.WORDS.values())
        for three in zip(words, words[5:], words[9:], strict=False)
    ]
    return [
        Rule(
            f"phrase-{number}",
            "Three words",
            Severity.LOW,
            selections=(Selection("phrase", any=(Term(phrase),)),),
        )
        for number, phrase in enumerate(phrases[:100])
    ]


@dataclass
class Clock:
    """Stands still during a turn; before the next, every feed becomes due again by itself, as in the daemon."""

    at: datetime = datetime(2026, 11, 22, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the time of this turn."""
        return self.at

    def pass_on(self) -> None:
        """Let more time pass than any feed waits, be it for its first poll."""
        self.at += 1.5 * SLOWEST


async def turn(deps: Dependencies) -> PollCounts:
    """Poll every feed that is due once, a hundred at a time as the daemon does."""
    store, now, total = deps.store.feeds, deps.now(), PollCounts()
    while claimed := await asyncio.to_thread(store.claim_due, now, deps.runner, 100, 1000):
        total += await poll_many(deps, claimed)
    return total


async def work(options: dict[str, Any], lines: Callable[[], str]) -> None:
    """Take a turn for every line."""
    config = configuration(options["feeds"], options["port"], options["ca"])
    store = Store(f"sqlite:///{options['store']}")
    store.open()
    clock = Clock()
    async with Pool() as pool, fetch.client(config.network, config.polling) as client:
        deps = Dependencies(
            config=config,
            store=store,
            matcher=Matcher(compile_rules(config.ruleset)[0]),
            fetch=client.fetch,
            parse=pool.parse,
            render=pool.run,
            channels={},
            now=clock.now,
            runner="bench",
        )
        store.feeds.register(config.feeds.values(), deps.now())
        await asyncio.gather(
            *(pool.run(time.sleep, 0.5, deadline=30) for _ in range(2))
        )  # starting is not polling
        runtime.settle()
        while await asyncio.to_thread(lines):
            clock.pass_on()
            # In this order: to look at the workers takes as long as some polls, and is none.
            before, begun = workers_cpu(), time.process_time()
            counts = await turn(deps)
            spent = time.process_time() - begun
            spent += workers_cpu() - before
            if counts.feeds != options["feeds"]:
                raise RuntimeError(f"{counts.feeds} of {options['feeds']} feeds were due")
            print(1e6 * spent / options["feeds"], counts.failed, counts.entries_new, flush=True)  # noqa: T201 - the parent reads it
    store.close()


if __name__ == "__main__":
    runtime.run(work(json.loads(sys.argv[1]), sys.stdin.readline))
