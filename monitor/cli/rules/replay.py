"""``monitor rules replay``: which hits a change of rules gains and loses on stored entries."""

import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor import config
from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, age_of, fail, load_config
from monitor.cli.progress import bar
from monitor.cli.rules import evidence, versions
from monitor.cli.stores import open_store
from monitor.core.model import Entry, Match
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.lab.replay import Change, Changed, compare, differing, text_of
from monitor.core.rules.matcher import Matcher
from monitor.core.settings import Config
from monitor.steps.rematch import Span, pages
from monitor.store import Store

Since = Annotated[str, typer.Option("--since", metavar="AGE", help="Entries of the last 12h, 7d …")]


def replay(
    since: Since = "7d",
    against: Annotated[
        Path | None,
        typer.Option(
            "--against",
            metavar="DIR",
            help="The configuration to compare with. Default: what the service runs.",
        ),
    ] = None,
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Show which hits your files would gain and lose on stored entries, against what the service runs.

    Only rules that differ are matched. Of each: hits before and after, what is gained, lost or graded otherwise,
    and the terms that most of the gained hits rest on.

    \b
    monitor rules replay --since 7d
    monitor rules replay --since 30d --config my-config --against config
    """
    age = age_of(since)
    settings = load_config(folder)
    place = config.find(folder, os.environ)
    with closing(open_store(settings)) as store:
        old = _baseline(against, store, place)
        new = versions.effective(settings, store, place)
        changes = changes_between(store, old, new, datetime.now(UTC) - age)
    if as_json:
        for change in changes:
            output.json_line(record(change))
        return
    for line in told(changes, since):
        output.line(line)


def changes_between(store: Store, old: Config, new: Config, since: datetime) -> tuple[Change, ...]:
    """Return what becomes of hits on the stored entries seen since then, by rule that differs."""
    pair = differing(old.ruleset, new.ruleset)
    if not pair.rules:
        return ()
    before = Matcher(compile_rules(pair.old, old.places)[0])
    after = Matcher(compile_rules(pair.new, new.places)[0])
    with bar("replaying", store.entries.count_since(since)) as advance:
        return compare(_matched(pages(store, Span(since, advance)), before, after))


def told(changes: Sequence[Change], since: str) -> Iterator[str]:
    """Yield what a change does, for people."""
    felt = [change for change in changes if change.gains or change.losses or change.regrades]
    if not felt:
        yield f"no hit on the entries of the last {since} would change"
    for change in felt:
        yield (
            f"{change.rule}: {change.before} hits before, {change.after} after; "
            f"{change.gains} gained, {change.losses} lost, {change.regrades} graded otherwise"
        )
        for mark, kept in (("+", change.gained), ("-", change.lost), ("~", change.regraded)):
            for changed in kept:
                yield f"  {mark} {_changed(changed)}"
        if change.gains and change.noisiest:
            terms = ", ".join(f"{term} ({count})" for term, count in change.noisiest)
            yield f"  most of what is gained rests on {terms}"


def record(change: Change) -> dict[str, Any]:
    """Return what became of one rule, for programs."""
    return {
        "rule": change.rule,
        "before": change.before,
        "after": change.after,
        "gained": change.gains,
        "lost": change.losses,
        "regraded": change.regrades,
        "noisiest": [{"term": term, "hits": count} for term, count in change.noisiest],
        "examples": {
            "gained": [_entry(entry) for entry in change.gained],
            "lost": [_entry(entry) for entry in change.lost],
            "regraded": [_entry(entry) for entry in change.regraded],
        },
    }


def _baseline(against: Path | None, store: Store, place: Path) -> Config:
    if against is not None:
        return versions.effective(load_config(against), store, against)
    found = versions.running(store, place)
    if found is None:
        fail("no configuration ran on this store yet; name one with --against DIR")
    return found


def _matched(
    batches: Iterator[tuple[Entry, ...]], before: Matcher, after: Matcher
) -> Iterator[tuple[Entry, Sequence[Match], Sequence[Match]]]:
    for batch in batches:
        texts = [text_of(entry) for entry in batch]
        yield from zip(batch, before.match(texts), after.match(texts), strict=True)


def _changed(one: Changed) -> str:
    match = one.after or one.before
    if one.before and one.after:
        return f"{one.entry}  {one.before.severity} → {one.after.severity}  {one.title}"
    words = f"  ({evidence.because(match.evidence)})" if match else ""
    return f"{one.entry}  {match.severity if match else ''}  {one.title}{words}"


def _entry(one: Changed) -> dict[str, Any]:
    return {
        "entry": one.entry,
        "title": one.title,
        "before": evidence.record(one.before) if one.before else None,
        "after": evidence.record(one.after) if one.after else None,
    }
