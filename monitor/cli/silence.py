"""``monitor silence``: tell nobody about something for a while."""

import getpass
import re
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

import typer

from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, fail, load_config, store_url
from monitor.cli.stores import OwnConfigDir, open_store, open_store_at
from monitor.config.problems.suggest import did_you_mean
from monitor.core.model import Story
from monitor.core.orders.model import Context
from monitor.core.orders.silences import names
from monitor.core.settings import Config, Silence
from monitor.core.text.folding import words
from monitor.store import Store
from monitor.store.hits import Filter
from monitor.store.silences import UnknownStoryError

app = typer.Typer(no_args_is_help=True, help="Temporary orders not to report: add, list, expire.")

_LOOK_BACK = timedelta(days=7)
_MOST = 20_000  # hits looked at
_SHOWN = 10
_SPAN = re.compile(r"([1-9]\d{0,4})([mhd])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


@app.command()
def add(
    until: Annotated[
        str, typer.Option("--until", metavar="WHEN", help="6h, 3d, 2026-12-01 or 2026-12-01T18:00.")
    ],
    reason: Annotated[str, typer.Option("--reason", help="Why; readers of the next digest see it.")],
    story: Annotated[int | None, typer.Option("--story", metavar="ID", help="Only this story.")] = None,
    rule: Annotated[str | None, typer.Option("--rule", metavar="ID", help="Only hits of this rule.")] = None,
    place: Annotated[
        str | None, typer.Option("--place", help="Only at this place: its id, name or region.")
    ] = None,
    words: Annotated[
        str | None, typer.Option("--words", help="Only entries with these words in a row.")
    ] = None,
    begins: Annotated[
        str | None, typer.Option("--from", metavar="WHEN", help="Begin later: as --until. Default: now.")
    ] = None,
    recipient: Annotated[
        str | None, typer.Option("--to", metavar="NAME", help="Only for this recipient. Default: for all.")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="Who asks for it. Default: you.")] = None,
    even_if_raised: Annotated[
        bool, typer.Option("--even-if-raised", help="Keep a story silent even when it becomes graver.")
    ] = False,
    folder: OwnConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Do not report something until a given time. What it names must all be true of a hit.

    What was silenced is listed in the next digest, with reason and author. A silence on a story breaks when the
    story becomes graver. Says which stories of the last seven days it would have held back.

    \b
    monitor silence add --story 12 --until 6h --reason "known to the desk"
    monitor silence add --rule sport-noise --until 2026-12-01 --reason "cup final"
    monitor silence add --place Gao --words "exercice militaire" --until 3d --reason "announced exercise"
    monitor silence add --rule election --from 2026-12-05 --until 2026-12-08 --to night --reason "has a desk of its own"
    """
    settings = load_config(folder, check_rules=False)
    if (story, rule, place, words) == (None,) * 4:
        raise typer.BadParameter("say what to silence: --story, --rule, --place or --words")
    if rule is not None and rule not in {known.id for known in settings.ruleset.rules}:
        fail(f"there is no rule {rule!r}")
    if place is not None:
        _check_place(place, settings)
    if recipient is not None and recipient not in settings.recipients:
        hint = did_you_mean(recipient, settings.recipients, "see recipients.yaml")
        fail(f"there is no recipient {recipient!r}; {hint}")
    silence = Silence(
        until=_instant(until, settings),
        begins=None if begins is None else _instant(begins, settings),
        recipient=recipient,
        reason=reason,
        by=by or getpass.getuser(),
        story=story,
        rule=rule,
        place=place,
        words=words,
        even_if_raised=even_if_raised,
    )
    if silence.begins is not None and silence.begins >= silence.until:
        raise typer.BadParameter("--from is not before --until")
    with closing(open_store(settings)) as store:
        held = _would_have_held(store, silence, settings)
        try:
            number = store.silences.add(silence, datetime.now(UTC))
        except UnknownStoryError:
            fail(f"there is no story {story}; see `monitor stories list`")
    record = {"silence": number, "until": silence.until}
    stories = [{"story": each.id, "severity": str(each.severity), "title": each.title} for each in held]
    begin = f"from {output.rfc3339(silence.begins)} " if silence.begins is not None else ""
    said = [
        f"silence {number} {begin}until {output.rfc3339(silence.until)}",
        f"it would have held back {len(held)} stories of the last {_LOOK_BACK.days} days",
        *(f"  {each.id}  {each.severity}  {each.title}" for each in held[:_SHOWN]),
    ]
    output.result(record | {"would_have_held": stories}, "\n".join(said), as_json=as_json)


def _would_have_held(store: Store, silence: Silence, settings: Config) -> tuple[Story, ...]:
    """Return the stories of the last days of which a hit is what a silence names, the gravest first."""
    now = datetime.now(UTC)
    context = Context(now, settings.feeds, settings.places)
    listed = store.hits.list(Filter(since=now - _LOOK_BACK, quiet=False), limit=_MOST)
    stories = store.stories.by_ids(tuple({each.hit.story for each in listed if each.hit.story is not None}))
    held = {
        story.id: story
        for each in listed
        if (story := stories.get(each.hit.story or 0)) is not None
        and names(silence, each.hit, each.entry, story, context)
    }
    return tuple(sorted(held.values(), key=lambda story: (-story.severity, -story.id)))


@app.command("list")
def list_(
    everything: Annotated[bool, typer.Option("--all", help="Ended ones too.")] = False,
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""List the silences in force, those of the configuration included.

    \b
    monitor silence list --json
    """
    now = datetime.now(UTC)
    with closing(open_store_at(store_url(folder))) as store:
        found = store.silences.all() if everything else store.silences.active(now)
    columns = ("silence", "of", "until", "reason", "by")
    output.records(found, lambda silence: _record(silence, now), columns, _row, as_json=as_json)


@app.command()
def expire(
    silence: Annotated[int, typer.Argument(metavar="ID", help="The number of a silence.")],
    folder: OwnConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""End a silence now. One of the configuration comes back only if its entry is changed.

    \b
    monitor silence expire 3
    """
    with closing(open_store_at(store_url(folder))) as store:
        ended = store.silences.expire(silence, datetime.now(UTC))
    if not ended:
        fail(f"no silence {silence} is in force; see `monitor silence list`")
    output.result({"silence": silence, "ended": True}, f"silence {silence} ended", as_json=as_json)


def _row(silence: Silence) -> tuple[object, ...]:
    return silence.id, _object(silence), silence.until, silence.reason, silence.by


def _check_place(place: str, settings: Config) -> None:
    """Refuse a place that silences nothing: neither an id, a name nor a region of places.csv."""
    rows = settings.places.values()
    names = {row.name for row in rows} | {row.region for row in rows if row.region}
    if place in settings.places or words(place) in {words(name) for name in names}:
        return
    hint = did_you_mean(place, [*names, *settings.places], "name an id, a name or a region of places.csv")
    fail(f"there is no place or region {place!r}; {hint}")


def _instant(text: str, settings: Config) -> datetime:
    """Read a span from now, a day (its beginning) or a moment, in the time zone of the configuration."""
    now = datetime.now(UTC)
    if span := _SPAN.fullmatch(text):
        return now + int(span[1]) * _UNITS[span[2]]
    try:
        moment = (
            datetime.fromisoformat(text)
            if "T" in text or " " in text
            else datetime.combine(date.fromisoformat(text), time())
        )
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is neither a span (6h, 3d) nor a day or moment (2026-12-01)"
        ) from None
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=settings.timezone)
    if aware <= now:
        raise typer.BadParameter(f"{text!r} is past")
    return aware.astimezone(UTC)


def _record(silence: Silence, now: datetime) -> dict[str, Any]:
    return {
        "silence": silence.id,
        "story": silence.story,
        "rule": silence.rule,
        "place": silence.place,
        "words": silence.words,
        "until": silence.until,
        "from": silence.begins,
        "to": silence.recipient,
        "reason": silence.reason,
        "by": silence.by,
        "even_if_raised": silence.even_if_raised,
        "in_force": silence.until > now and (silence.begins is None or silence.begins <= now),
    }


def _object(silence: Silence) -> str:
    named = {
        "story": silence.story,
        "rule": silence.rule,
        "place": silence.place,
        "words": silence.words,
        "to": silence.recipient,
        "from": None if silence.begins is None else output.rfc3339(silence.begins),
    }
    return ", ".join(f"{name} {value}" for name, value in named.items() if value is not None)
