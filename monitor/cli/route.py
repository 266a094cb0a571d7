"""``monitor route test``: who would get a story, when, and why."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated

import typer

from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, fail, load_config
from monitor.cli.stores import open_store, store_if_any
from monitor.config.problems.suggest import did_you_mean, listed
from monitor.core.model import Entry, Hit, Match, Report, Severity, Story
from monitor.core.orders import schedule
from monitor.core.orders.model import Context, Known, Registered, Standing, standings
from monitor.core.orders.route import Route, When, route
from monitor.core.settings import Config, Digest
from monitor.steps.gather import Gatherer
from monitor.store import Store

app = typer.Typer(no_args_is_help=True, help="Routing: who would get a story.")

Values = Annotated[list[str] | None, typer.Option()]
Rows = dict[tuple[str, str], Registered]


@app.callback()
def routing() -> None:
    """Say who would get a story."""


@app.command("test")
def show(
    story: Annotated[int | None, typer.Option("--story", metavar="ID", help="A story of the store.")] = None,
    severity: Annotated[str, typer.Option("--severity", help="Of an invented story.")] = "high",
    title: Annotated[str, typer.Option("--title", help="Its headline; silences on words look at it.")] = "",
    tag: Annotated[list[str] | None, typer.Option("--tag", help="A tag of its hit.")] = None,
    rule: Annotated[str, typer.Option("--rule", help="The rule of its hit.")] = "",
    feed: Annotated[str, typer.Option("--feed", help="The feed that reports it.")] = "",
    place: Annotated[list[str] | None, typer.Option("--place", help="A place found in it.")] = None,
    publishers: Annotated[int, typer.Option("--publishers", min=1, help="How many report it.")] = 1,
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Say for every order and recipient whether a story would be told, when, and why.

    The story is one of the store, or an invented one. Nothing is sent or decided.

    \b
    monitor route test --story 12
    monitor route test --severity critical --tag armed_attack --place gao
    """
    settings, now = load_config(folder, check_rules=False), datetime.now(UTC)
    if story is not None:
        routes = _of_stored(settings, story, now)
    else:
        named = {"rule": [rule], "tag": tag, "feed": [feed], "place": place}
        _refuse_unknown(
            settings, {what: [name for name in names or [] if name] for what, names in named.items()}
        )
        match = Match(
            rule or "route-test", "", _severity(severity), tuple(tag or ()), (), places=tuple(place or ())
        )
        known = _invented(match, title, feed or next(iter(settings.feeds), "none"), publishers, now)
        routes = _of_invented(settings, known, now)
    columns = ("order", "recipient", "told", "why")
    output.records(routes, _record, columns, partial(_row, now=now), as_json=as_json)


def _record(way: Route) -> dict[str, object]:
    told = {"told": way.at is not None, "at": way.at}
    return {"order": way.order, "recipient": way.recipient, **told, "why": way.why}


def _row(way: Route, now: datetime) -> tuple[object, ...]:
    return way.order, way.recipient, _when(way, now), way.why


def _of_stored(settings: Config, story: int, now: datetime) -> list[Route]:
    with closing(open_store(settings)) as store:
        if story not in store.stories.by_ids([story]):
            fail(f"there is no story {story}; see `monitor stories list`")
        rows = store.orders.all()
        gatherer = Gatherer(store, settings, "route", _context(settings, store, now))
        found = []
        for standing in standings(settings):
            row = rows.get((standing.key, standing.recipient.id))
            if row is not None:
                same = () if isinstance(standing.order, Digest) else gatherer.tell_first(standing.order, row)
                (known,) = store.editions.known(row, [story], _after(standing, row), others=same)
                found.append(_route(standing, known, row, gatherer))
    return found


def _of_invented(settings: Config, known: Known, now: datetime) -> list[Route]:
    context = Context(now, settings.feeds, settings.places, settings.silences, settings.signals)
    with store_if_any(settings) as store:  # without one, the files alone decide
        if store is None:
            return [_alone(settings, standing, known, context) for standing in standings(settings)]
        rows = store.orders.all()
        gatherer = Gatherer(store, settings, "route", _context(settings, store, now))
        return [
            _route(standing, known, rows.get((standing.key, standing.recipient.id)), gatherer)
            for standing in standings(settings)
        ]


def _route(standing: Standing, known: Known, row: Registered | None, gatherer: Gatherer) -> Route:
    context = replace(gatherer.context, recipient=standing.recipient.id)
    order, settings = standing.order, gatherer.config
    if row is None:
        return _alone(settings, standing, known, context)
    quiet = schedule.quiet_hours(standing.recipient, settings.timezone)
    if isinstance(order, Digest):
        next_at = schedule.next_instant(order, row.registered_at, context.now)
        return route(standing, known, When(next_at, quiet, since=row.registered_at), context)
    room = gatherer.room(order, row, standing.recipient)
    return route(standing, known, When(quiet=quiet, room=room, since=row.registered_at), context)


def _alone(settings: Config, standing: Standing, known: Known, context: Context) -> Route:
    """Decide by the files alone, before the order is registered."""
    context = replace(context, recipient=standing.recipient.id)
    quiet, order = schedule.quiet_hours(standing.recipient, settings.timezone), standing.order
    next_at = schedule.next_instant(order, context.now, context.now) if isinstance(order, Digest) else None
    return route(standing, known, When(next_at, quiet), context)


def _context(settings: Config, store: Store, now: datetime) -> Context:
    return Context(now, settings.feeds, settings.places, store.silences.active(now), settings.signals)


def _after(standing: Standing, row: Registered) -> int:
    return row.low if isinstance(standing.order, Digest) else row.after_serial


def _invented(match: Match, title: str, feed: str, publishers: int, now: datetime) -> Known:
    entry = Entry(0, feed, title, "", None, None, None, now, now)
    houses: Sequence[str] = [f"publisher {number}" for number in range(publishers)]
    story = Story(
        id=0,
        title=title,
        severity=match.severity,
        tags=match.tags,
        rules=(match.rule,),
        concepts=(),
        places=match.places,
        toll={},
        feeds=(feed,),
        entries=(0,),
        first_at=now,
        last_at=now,
        first_seen=now,
        last_seen=now,
        publishers=tuple(houses),
    )
    return Known(story, (Report(entry, (Hit(0, 0, match, now),)),))


def _refuse_unknown(settings: Config, named: Mapping[str, Sequence[str]]) -> None:
    known = {
        "rule": [rule.id for rule in settings.ruleset.rules],
        "tag": sorted({tag for rule in settings.ruleset.rules for tag in rule.tags}),
        "feed": list(settings.feeds),
        "place": list(settings.places),
    }
    for what, names in named.items():
        for name in names:
            if name not in known[what]:
                remedy = did_you_mean(name, known[what], f"there are {listed(known[what])}")
                raise typer.BadParameter(f"there is no {what} {name!r}; {remedy}")


def _severity(name: str) -> Severity:
    try:
        return Severity.named(name)
    except KeyError:
        raise typer.BadParameter(
            f"{name!r} is not a valid severity; there are {', '.join(map(str, Severity))}"
        ) from None


def _when(one: Route, now: datetime) -> str:
    if one.at is None:
        return "no"
    return "at once" if one.at - now < timedelta(seconds=1) else output.rfc3339(one.at)
