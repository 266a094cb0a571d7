"""The invented month through the real rules and the real steps, under a clock of its own, from an empty store."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from monitor import config, runtime
from monitor.core.editions.edition import Edition, Envelope, Notice, Rendered
from monitor.core.model import Entry, Hit, Report, Severity, Signal, Story, Text
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.matcher import Matcher
from monitor.core.settings import Config, Feed, Mail, Recipient
from monitor.render.message import render
from monitor.steps import group
from monitor.store import Store
from monitor.store.tables import feeds
from tests.newsroom import Newsroom
from tests.replay.month import FEEDS, START, Item, month
from tests.store.filing import file

SHIPPED = Path(__file__).parent.parent.parent / "config"
TICK = timedelta(minutes=5)
SEEN_AFTER = timedelta(minutes=4)


@dataclass(frozen=True, slots=True)
class Told:
    """One edition as it left, when, and what it told: (status, severity, title) of each story."""

    at: datetime
    order: str
    stories: tuple[tuple[str, Severity, str], ...]
    signals: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a month came to."""

    entries: int
    hits: int
    stories: tuple[Story, ...]
    signals: tuple[Signal, ...]
    told: tuple[Told, ...]

    def alerts(self) -> tuple[Told, ...]:
        """Return the alerts, in the order they left."""
        return tuple(told for told in self.told if told.order == "alert:urgent")


class _Desk(Newsroom):
    """A newsroom that keeps what it tells, and renders it for real if asked to."""

    def __init__(self, store: Store, settings: Config, *, with_text: bool) -> None:
        super().__init__(store, settings, runner="replay")
        self.tellings: list[Told] = []
        self._with_text = with_text

    async def _render(self, what: Edition | Notice, envelopes: Sequence[Envelope]) -> tuple[Rendered, ...]:
        made = render(what, envelopes, {}) if self._with_text else await super()._render(what, envelopes)
        if isinstance(what, Edition):
            corrected = [("corrected", one.card) for one in what.corrections]
            cards = [*((card.status, card) for card in what.stories), *corrected]
            stories = tuple((status, card.severity, card.title) for status, card in cards)
            signals = tuple(signal.title for signal in what.signals)
            text = made[0].text if made else ""
            self.tellings.append(Told(self.now, f"{what.kind}:{what.order}", stories, signals, text))
        return made


def settings() -> Config:
    """Return the shipped configuration with the month's feeds and one reader."""
    shipped = config.load(SHIPPED, {})
    return replace(
        shipped,
        feeds={
            name: Feed(name, f"https://{name}.example/rss", name, kind=name.partition("-")[0])
            for name in FEEDS
        },
        recipients={"duty": Recipient("duty", mail=("duty@example.org",))},
        mail=Mail(host="smtp.example.org", sender="Watch <watch@example.org>"),
        operators=(),
    )


def replay(
    store: Store,
    *,
    with_text: bool = False,
    items: Sequence[Item] | None = None,
    step: Callable[[datetime], None] = lambda _: None,
) -> Outcome:
    """Run the month; ``step`` hears the time at each tick."""
    setup = settings()
    desk = _Desk(store, setup, with_text=with_text)
    desk.now = START
    desk.register()
    store.feeds.register(tuple(setup.feeds.values()), START)
    reports = _reports(items if items is not None else month(), setup)
    for now, some in _ticks(reports):
        desk.now = now
        _feeds_are_well(store, now)
        file(store, *some)
        runtime.run(group.group(desk.deps))
        if desk.edit().editions:
            desk.deliver()
        step(now)
    return Outcome(
        entries=len(reports),
        hits=sum(len(report.hits) for report in reports),
        stories=store.stories.recent(10_000),
        signals=store.signals.recent(100),
        told=tuple(desk.tellings),
    )


def _feeds_are_well(store: Store, now: datetime) -> None:
    with store.database.write() as connection:
        well = {"state": "ok", "last_fetch_at": now, "last_ok_at": now, "last_new_at": now}
        connection.execute(sa.update(feeds).values(well))


def _reports(items: Sequence[Item], setup: Config) -> list[Report]:
    matcher = Matcher(compile_rules(setup.ruleset, setup.places)[0])
    found = matcher.match([Text(item.title, item.summary, item.lang, item.at) for item in items])
    reports, numbers = [], iter(range(1, 100_000))
    for number, (item, matches) in enumerate(zip(items, found, strict=True), 1):
        seen = item.at + SEEN_AFTER
        entry = Entry(number, item.feed, item.title, item.summary, None, None, item.lang, item.at, seen)
        reports.append(Report(entry, tuple(Hit(next(numbers), number, match, seen) for match in matches)))
    return reports


def _ticks(reports: Sequence[Report]) -> Iterator[tuple[datetime, list[Report]]]:
    """Yield each tick at which a hit is there or an edition is due, with the reports that came in since the last."""
    arrived: dict[datetime, list[Report]] = {START + timedelta(days=day, hours=6): [] for day in range(32)}
    for report in reports:
        if report.hits:
            tick = START + ((report.entry.seen_at - START) // TICK + 1) * TICK
            arrived.setdefault(tick, []).append(report)
            if max(hit.match.severity for hit in report.hits) >= Severity.HIGH:
                arrived.setdefault(tick + TICK, [])  # an alert waits for further reports
    yield from sorted(arrived.items())
