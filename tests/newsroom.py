"""A small newsroom for tests of orders: a store with stories, a clock to move, a mailbox that answers as told."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from monitor import runtime
from monitor.channels import Channel
from monitor.core.editions.edition import Edition, Envelope, Notice, Rendered
from monitor.core.feeds.outcomes import FetchResult, ParsedFeed, ParseFailed, ParseRequest, Validators
from monitor.core.model import Severity
from monitor.core.operations.outbox import Accepted, Gate, Outcome, Outgoing
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.matcher import Matcher
from monitor.core.rules.model import RuleSet
from monitor.core.settings import Alert, Config, Digest, Feed, Mail, Recipient, Select
from monitor.core.stories.story_state import Ledger
from monitor.pool import Render
from monitor.steps.deliver import DeliverCounts, deliver
from monitor.steps.dependencies import Dependencies
from monitor.steps.edit import EditCounts, edit, register
from monitor.steps.group_memory import GroupMemory
from monitor.store import Store, meta
from monitor.store.stories import LEDGER
from monitor.store.tables import (
    deliveries,
    edition_hits,
    editions,
    entries,
    hits,
    signals,
    stories,
    story_entries,
)
from tests import settings

T = TypeVar("T")
START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")
DUTY = Recipient("duty", mail=("duty@example.org",))
DAILY = Digest("daily", ("duty",), "0 6 * * *", None, UTC_ZONE)
URGENT = Alert("urgent", ("duty",), Select(Severity.CRITICAL), wait=timedelta(minutes=2))


def config(*orders: Digest | Alert, recipients: Sequence[Recipient] = (DUTY,), **more: object) -> Config:
    """Make a configuration with these orders and recipients, and an SMTP server."""
    made = replace(
        settings.EMPTY,
        mail=Mail(host="smtp.example.org", sender="Watch <watch@example.org>"),
        recipients={one.id: one for one in recipients},
        digests={one.id: one for one in orders if isinstance(one, Digest)},
        alerts={one.id: one for one in orders if isinstance(one, Alert)},
        feeds={name: Feed(name, f"https://{name}.example/rss", name.title()) for name in ("wire", "local")},
    )
    return replace(made, **more)  # type: ignore[arg-type]  # field names are the caller's


@dataclass
class Mailbox:
    """A channel that keeps what it is given, and answers what it was told to."""

    connections: int = 1
    answers: list[Outcome] = field(default_factory=list)
    got: list[Outgoing] = field(default_factory=list)
    before: Callable[[Outgoing], None] | None = None
    opened: int = 0

    @asynccontextmanager
    async def session(self) -> AsyncIterator["Mailbox"]:
        """Open a session."""
        self.opened += 1
        yield self

    async def send(self, letter: Outgoing, gate: Gate) -> Outcome:
        """Answer as told, else accept."""
        await gate()
        if self.before is not None:
            self.before(letter)
        outcome = self.answers.pop(0) if self.answers else Accepted("250 ok", "test")
        if isinstance(outcome, Accepted):
            self.got.append(letter)
        return outcome


class HereAndNow:
    """Worker processes that are none: what they are given is done at once."""

    async def run(self, function: Callable[..., T], *args: object, deadline: float) -> T:
        """Do it."""
        del deadline
        return function(*args)


async def no_fetch(_feed: Feed, _validators: Validators) -> FetchResult:
    """Never be called."""
    raise AssertionError("fetched")


async def no_parse(_request: ParseRequest) -> ParsedFeed | ParseFailed:
    """Never be called."""
    raise AssertionError("parsed")


def summary(what: Edition | Notice) -> list[tuple[int, str, int]]:
    """Say what a message tells: of each story its number, what it is called, and how grave it is."""
    if isinstance(what, Notice):
        return []
    cards = (*what.stories, *(one.card for one in what.corrections))
    return [(card.story, card.status, int(card.severity)) for card in cards]


class Newsroom:
    """A store under a clock that only the test moves."""

    def __init__(self, store: Store, settings_: Config, runner: str = "test") -> None:
        self.store = store
        self.config = settings_
        self.now = START
        self.runner = runner
        self.mailbox = Mailbox()
        self.channels: Mapping[str, Channel] = {"smtp": self.mailbox}
        self.clock: Callable[[], datetime] = lambda: self.now
        self.render: Render = self._render
        self.rendered: list[Edition | Notice] = []
        self.envelopes: list[Envelope] = []
        compiled, _ = compile_rules(RuleSet())
        self._matcher = Matcher(compiled)
        self.memory = GroupMemory()

    @property
    def deps(self) -> Dependencies:
        """What the steps need."""
        return Dependencies(
            config=self.config,
            store=self.store,
            matcher=self._matcher,
            fetch=no_fetch,
            parse=no_parse,
            render=self.render,
            channels=self.channels,
            now=self.clock,
            runner=self.runner,
            memory=self.memory,
        )

    def wait(self, span: timedelta) -> "Newsroom":
        """Move the clock."""
        self.now += span
        return self

    def register(self) -> None:
        """Note the orders of the configuration."""
        runtime.run(register(self.deps))

    def edit(self) -> EditCounts:
        """Make what is due."""
        return runtime.run(edit(self.deps))

    def deliver(self) -> DeliverCounts:
        """Hand over what is due."""
        return runtime.run(deliver(self.deps))

    def work(self) -> list[Outgoing]:
        """Make and hand over what is due; return what arrived."""
        before = len(self.mailbox.got)
        self.edit()
        self.deliver()
        return self.mailbox.got[before:]

    def hit(
        self,
        story: int = 1,
        severity: Severity = Severity.CRITICAL,
        *,
        feed: str = "wire",
        rule: str = "attack",
        quiet: bool = False,
        standing: Severity | None = None,
        denied: bool = False,
    ) -> int:
        """Store an entry with a grouped hit of a story; ``standing`` is how grave the story is then."""
        with self.store.database.write() as connection:
            serial = int(meta.read(connection, "serial", 0)) + 1
            meta.write(self.store.database, connection, "serial", serial)
            entry = self._entry(connection, feed, serial)
            self._story(connection, story, serial, standing if standing is not None else severity, denied)
            connection.execute(
                sa.insert(story_entries).values(entry=entry, story=story, effective=self.now, serial=serial)
            )
            row = {
                "entry": entry,
                "rule": rule,
                "severity": int(severity),
                "rule_hash": "h",
                "tags": ["armed_attack"],
                "evidence": [],
                "concepts": [],
                "places": [],
                "toll": {},
                "created_at": self.now,
                "quiet": quiet,
                "story": story,
                "serial": serial,
            }
            return int(connection.execute(sa.insert(hits).values(row).returning(hits.c.id)).scalar_one())

    def signal(self, severity: Severity = Severity.CRITICAL) -> int:
        """Store a signal."""
        with self.store.database.write() as connection:
            serial = int(meta.read(connection, "serial", 0)) + 1
            meta.write(self.store.database, connection, "serial", serial)
            row = {
                "key": f"signal {serial}",
                "kind": "surge",
                "title": "More attacks than usual",
                "severity": int(severity),
                "tags": [],
                "place": None,
                "entries": [],
                "detail": {},
                "made_at": self.now,
                "serial": serial,
            }
            return int(
                connection.execute(sa.insert(signals).values(row).returning(signals.c.id)).scalar_one()
            )

    def taken(self, order: str, recipient: str = "duty") -> dict[int, str | None]:
        """Return the hits decided for an order, each with its reason, and None if it was told."""
        return {row.hit: row.reason for row in self._rows(edition_hits, order, recipient)}

    def editions(self, order: str, recipient: str = "duty") -> list[sa.Row[tuple[object, ...]]]:
        """Return the editions of an order."""
        return self._rows(editions, order, recipient)

    def told(self, order: str, recipient: str = "duty") -> Counter[int]:
        """Count in how many editions of an order each hit is told."""
        return Counter(row.hit for row in self._rows(edition_hits, order, recipient) if row.reason is None)

    def states(self) -> Counter[str]:
        """Count deliveries by state."""
        with self.store.database.read() as connection:
            return Counter(connection.execute(sa.select(deliveries.c.state)).scalars())

    def _rows(self, table: sa.Table, order: str, recipient: str) -> list[sa.Row[tuple[object, ...]]]:
        with self.store.database.read() as connection:
            query = sa.select(table).where(table.c.order == order, table.c.recipient == recipient)
            return list(connection.execute(query).all())

    def _entry(self, connection: sa.Connection, feed: str, number: int) -> int:
        row = {
            "feed": feed,
            "title": f"Attack number {number}",
            "summary": "Gunmen attacked a post.",
            "link": f"https://{feed}.example/{number}",
            "seen_at": self.now,
            "content_hash": str(number),
        }
        return int(connection.execute(sa.insert(entries).values(row).returning(entries.c.id)).scalar_one())

    def _story(
        self, connection: sa.Connection, number: int, serial: int, severity: Severity, denied: bool
    ) -> None:
        row = {
            "id": number,
            "title": f"Story {number}",
            "severity": int(severity),
            "denied": denied,
            "tags": ["armed_attack"],
            "rules": ["attack"],
            "concepts": [],
            "places": [],
            "toll": {},
            "feeds": ["wire"],
            "publishers": ["wire"],
            "first_at": self.now,
            "last_at": self.now,
            "first_seen": self.now,
            "last_seen": self.now,
            "serial": serial,
            "features": LEDGER.dump_python(Ledger(), mode="json"),
        }
        upsert = self.store.database.upsert(stories, ["id"], ["severity", "denied", "serial", "last_seen"])
        connection.execute(upsert, row)

    async def _render(self, what: Edition | Notice, envelopes: Sequence[Envelope]) -> tuple[Rendered, ...]:
        self.rendered.append(what)
        self.envelopes.extend(envelopes)
        told = json.dumps(summary(what))
        return tuple(
            Rendered(
                "subject", "text", None, f"Message-ID: {one.message_id}\r\n\r\n{told}\r\n".encode(), b"{}"
            )
            for one in envelopes
        )
