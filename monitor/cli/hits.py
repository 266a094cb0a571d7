"""``monitor hits``: which entries met which rules, and what people say about it."""

import getpass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, Limit, Since, began, fail, store_url
from monitor.cli.stores import OwnConfigDir, open_store_at
from monitor.core.model import Severity
from monitor.store import Store
from monitor.store.hits import Filter, Listed

app = typer.Typer(no_args_is_help=True, help="Hits: entries that met a rule.")


class Verdict(StrEnum):
    """What a person says about a hit."""

    TRUE = "true"
    FALSE = "false"


def _severity(name: str | Severity) -> Severity:
    try:
        return name if isinstance(name, Severity) else Severity.named(name)
    except KeyError:
        raise typer.BadParameter(f"{name} is none of {', '.join(map(str, Severity))}") from None


@app.command("list")
def list_hits(
    folder: ConfigDir = None,
    rule: Annotated[str | None, typer.Option("--rule", help="Only hits of this rule.")] = None,
    feed: Annotated[str | None, typer.Option("--feed", help="Only hits from this feed.")] = None,
    severity: Annotated[
        Severity,
        typer.Option(
            "--severity",
            parser=_severity,
            metavar="SEVERITY",
            show_default="info",
            help="Only hits at least as grave.",
        ),
    ] = Severity.INFO,
    since: Since = None,
    limit: Limit = 50,
    as_json: Json = False,
) -> None:
    r"""List hits, the newest first.

    \b
    monitor hits list --since 24h --severity high
    monitor hits list --rule armed-attack --json
    """
    wanted = Filter(rule=rule, feed=feed, min_severity=severity, since=began(since))
    _show(folder, wanted, limit, as_json=as_json)


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORD…", help="Each must stand in title or summary.")],
    folder: ConfigDir = None,
    since: Since = None,
    limit: Limit = 50,
    as_json: Json = False,
) -> None:
    r"""List hits in whose entries all these words stand.

    \b
    monitor hits search Gao convoy
    """
    _show(folder, Filter(words=tuple(words), since=began(since)), limit, as_json=as_json)


@app.command()
def mark(
    hit: Annotated[int, typer.Argument(metavar="HIT", help="The number of a hit, as messages name it.")],
    verdict: Annotated[Verdict, typer.Argument(help="true: rightly hit. false: a false alarm.")],
    folder: OwnConfigDir = None,
    by: Annotated[
        str | None, typer.Option("--by", help="Who says so. Default: the user of this machine.")
    ] = None,
) -> None:
    r"""Keep what you think of a hit; `monitor rules stats` adds verdicts up by rule.

    \b
    monitor hits mark 4711 false
    """
    store = open_store_at(store_url(folder))
    try:
        known = store.hits.mark(
            hit, correct=verdict is Verdict.TRUE, by=by or getpass.getuser(), now=datetime.now(UTC)
        )
    finally:
        store.close()
    if not known:
        fail(f"there is no hit {hit}\nSee `monitor hits list`.")
    output.console.print(f"hit {hit} is marked {verdict}")


def _show(folder: ConfigDir, wanted: Filter, limit: int, *, as_json: bool) -> None:
    store = open_store_at(store_url(folder))
    try:
        found = _listed(store, wanted, limit)
    finally:
        store.close()
    columns = ("hit", "severity", "rule", "feed", "seen", "verdict", "title")
    output.records(found, _record, columns, _row, as_json=as_json)


def _listed(store: Store, wanted: Filter, limit: int) -> tuple[Listed, ...]:
    return store.hits.list(wanted, limit)


def _record(one: Listed) -> dict[str, object]:
    return {
        "hit": one.hit.id,
        "rule": one.hit.match.rule,
        "severity": str(one.hit.match.severity),
        "tags": one.hit.match.tags,
        "feed": one.entry.feed,
        "entry": one.entry.id,
        "title": one.entry.title,
        "link": one.entry.link,
        "published": one.entry.published,
        "seen_at": one.entry.seen_at,
        "story": one.hit.story,
        "why": one.hit.match.why,
        "verdict": one.correct,
    }


def _row(one: Listed) -> tuple[object, ...]:
    verdict = {None: "", True: "true", False: "false"}[one.correct]
    seen = output.rfc3339(one.entry.seen_at)
    return (
        one.hit.id,
        one.hit.match.severity,
        one.hit.match.rule,
        one.entry.feed,
        seen,
        verdict,
        one.entry.title,
    )
