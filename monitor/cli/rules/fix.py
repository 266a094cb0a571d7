"""``monitor rules fix``: from a false alarm to a fixed rule, tested, replayed and live."""

import getpass
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor import config
from monitor.cli import output
from monitor.cli.config_files import write_files
from monitor.cli.options import Json, fail, load_config
from monitor.cli.rules.explain import rule_of, the_hit
from monitor.cli.rules.replay import changes_between, record, told
from monitor.cli.stores import OwnConfigDir, open_store
from monitor.config.changes import CannotEditError, Edit, plan
from monitor.config.yaml.editing import spelt
from monitor.core.model import Text
from monitor.core.rules.lab.fixes import Remedy, Tried, example_of, remedies, tried
from monitor.core.rules.lab.replay import Change, text_of
from monitor.core.rules.model import Example, Rule
from monitor.core.settings import Config
from monitor.store import Store
from monitor.store.hits import Filter, Listed

SHOWN = 8  # remedies of a kind
WEEK = timedelta(days=7)
_OTHERS = 300  # recent hits of the rule that should go on to hit
_PATIENCE = 20.0  # seconds for the service to take the files over; it looks every two


@dataclass(frozen=True, slots=True)
class Fix:
    """A false alarm and what would end it."""

    listed: Listed
    rule: Rule
    example: Example
    found: tuple[Tried, ...]


def fix(
    hit: Annotated[int, typer.Argument(metavar="HIT", help="The number of a hit that should not have been.")],
    write: Annotated[
        bool, typer.Option("--write", help="Write the example and the safest remedy, or the one named.")
    ] = False,
    phrase: Annotated[
        str | None, typer.Option("--except", metavar="PHRASE", help="Mask what was found inside this phrase.")
    ] = None,
    none: Annotated[
        str | None, typer.Option("--none", metavar="PHRASE", help="Veto hits of the rule where this stands.")
    ] = None,
    folder: OwnConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""End a false alarm: show a no_match example and phrases for except or none, each tried on the rule's examples.

    With --write, example and remedy go into the rule's file, or into local/fixes.yaml where that file cannot take
    them; all examples run before, seven days are replayed after, and it is said whether the service has taken
    the files over. The hit is marked false: it counts in no coming edition.

    \b
    monitor rules fix 4711
    monitor rules fix 4711 --write
    monitor rules fix 4711 --write --except "attaque en panne"
    """
    place = config.find(folder, os.environ)
    settings = load_config(folder)
    with closing(open_store(settings)) as store:
        found = _proposed(store, settings, hit, _named(phrase, none))
        if not write:
            _show(found, settings, as_json=as_json)
            return
        changed, new = _planned(found, settings, place, is_named=bool(phrase or none))
        write_files(place, changed)
        store.hits.mark(hit, correct=False, by=getpass.getuser(), now=datetime.now(UTC))
        changes = changes_between(store, settings, new, datetime.now(UTC) - WEEK)
        live = _live(store, new)
    if as_json:
        files = {"files": sorted(changed), "live": live == "", "why_not": live or None}
        output.json_line({"hit": hit, "rule": found.rule.id, **files, "replay": [record(c) for c in changes]})
    else:
        _report(found, changed, changes, live)


def _named(phrase: str | None, none: str | None) -> tuple[str, str] | None:
    if phrase and none:
        raise typer.BadParameter("give --except or --none, not both")
    return ("except", phrase) if phrase else ("none", none) if none else None


def _proposed(store: Store, settings: Config, hit: int, named: tuple[str, str] | None) -> Fix:
    listed = the_hit(store, hit)
    rule = rule_of(listed, settings)
    if rule is None:
        fail(f"there is no rule {listed.hit.match.rule!r} any more")
    text = text_of(listed.entry)
    example = example_of(rule, settings.ruleset, text)
    if example is None:
        fail(f"{rule.id} as it is now does not hit this entry: nothing to fix")
    wanted = remedies(rule, settings.ruleset, listed.hit.match, text)
    if named is not None:
        kind, phrase = named
        owners = dict.fromkeys(term.vocabulary for term in wanted if term.kind == "except")
        wanted = (
            (Remedy("none", phrase),)
            if kind == "none"
            else tuple(Remedy("except", phrase, owner) for owner in owners)
        )
    others = _others(store, listed)
    return Fix(listed, rule, example, tried(wanted, rule, settings.ruleset, example, others))


def _others(store: Store, listed: Listed) -> list[Text]:
    """Return other entries that the rule hit lately, copies of this one left out."""
    since = datetime.now(UTC) - WEEK
    recent = store.hits.list(Filter(rule=listed.hit.match.rule, since=since), limit=_OTHERS)
    return [
        text_of(hit.entry)
        for hit in recent
        if hit.entry.title != listed.entry.title and hit.correct is not False
    ]


def _planned(found: Fix, settings: Config, place: Path, *, is_named: bool) -> tuple[dict[str, str], Config]:
    """Return the changed files and the configuration they make: all examples hold, or the command ends here."""
    choices = [one for one in found.found if one.is_safe or is_named]
    if not choices and is_named:
        fail(
            "nothing was written: with this phrase the rule still hits\n"
            "--except masks only words that a vocabulary found; --none vetoes the hit where the phrase stands."
        )
    if not choices:
        fail("nothing was written: no phrase is safe\n" + "\n".join(_next(found)))
    reasons = []
    files = config.read(place)
    for choice in choices[:SHOWN]:
        try:
            changed = plan(place, files, _edits(found, choice.remedy, settings))
            new = config.load_files({**files, **changed}, os.environ, place)
        except config.ConfigError as error:
            reasons.append(error.lines[0])
            continue
        except CannotEditError as error:
            reasons.append(str(error))
            continue
        broken = [
            f"{rule}: {why}"
            for rule, why in new.held_back.items()
            if rule == found.rule.id or rule not in settings.held_back
        ]
        if not broken:
            return changed, new
        reasons += broken
    return fail(f"nothing was written: {reasons[0]}")


def _edits(found: Fix, remedy: Remedy, settings: Config) -> tuple[Edit, Edit]:
    rule, example = found.rule, found.example
    parts = {"title": example.title, "summary": example.summary, "lang": example.lang or ""}
    given = {name: part for name, part in parts.items() if part}
    item = example.title if list(given) == ["title"] else given
    told_of = Edit(
        (*rule.path, "examples", "no_match"), (item,), ("rules", rule.id, "add_examples", "no_match")
    )
    if remedy.vocabulary is None:
        return told_of, Edit((*rule.path, "none"), (remedy.phrase,), ("rules", rule.id, "add_none"))
    path = settings.ruleset.vocabularies[remedy.vocabulary].path
    local = ("vocabularies", remedy.vocabulary, "add_except")
    return told_of, Edit((*path, "except"), (remedy.phrase,), local)


def _live(store: Store, new: Config) -> str:
    """Wait until the service runs the new files; return why it does not, nothing if it does."""
    if not any(runner.kind in {"run", "worker"} for runner in store.status.read(datetime.now(UTC)).runners):
        return "no service runs on this store; it will start with the new files"
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if store.configs.current_hash() == new.hash:
            return ""
        time.sleep(0.2)
    refused = store.configs.refusal()
    return (
        refused.lines[0] if refused else "the service has not taken the files over yet; see `monitor status`"
    )


def _show(found: Fix, settings: Config, *, as_json: bool) -> None:
    example = found.example
    record = {
        "hit": found.listed.hit.id,
        "rule": found.rule.id,
        "example": {"title": example.title, "summary": example.summary, "lang": example.lang},
        "remedies": [_record(tried) for tried in found.found],
    }
    output.results([record], _proposal(found, settings), as_json=as_json)


def _record(one: Tried) -> dict[str, Any]:
    return {
        "kind": one.remedy.kind,
        "phrase": one.remedy.phrase,
        "vocabulary": one.remedy.vocabulary,
        "safe": one.is_safe,
        "breaks": list(one.breaks),
        "loses": one.loses,
    }


def _proposal(found: Fix, settings: Config) -> Iterator[str]:
    yield f"rule {found.rule.id} ({found.rule.source}); the example for it:"
    yield "    examples:"
    yield "      no_match:"
    yield f"        - {spelt(found.example.title)}"
    if found.example.summary:
        yield "          (with its summary: the rule hits because of it)"
    for kind in ("except", "none"):
        some = [one for one in found.found if one.remedy.kind == kind]
        if some:
            yield f"{kind}: {_HEADS[kind]}"
        for one in some[:SHOWN]:
            source = (
                settings.ruleset.vocabularies[one.remedy.vocabulary].source if one.remedy.vocabulary else ""
            )
            where = f"  of ${one.remedy.vocabulary} ({source})" if one.remedy.vocabulary else ""
            yield f"    {one.remedy.phrase}{where}{_costs(one)}"
    yield from _next(found)


_HEADS = {"except": "a longer phrase that masks what was found", "none": "words that veto the hit"}


def _costs(one: Tried) -> str:
    costs = [f"breaks the example “{title}”" for title in one.breaks[:1]]
    costs += [f"loses {one.loses} other hits of the last week"] if one.loses else []
    if not one.tells:
        costs.append("only words that true reports have too")
    elif " " not in one.remedy.phrase:
        costs.append("a single word: it may silence true reports to come")
    return f"  — {', '.join(costs)}" if costs else ""


def _next(found: Fix) -> Iterator[str]:
    number = found.listed.hit.id
    safest = next((one.remedy for one in found.found if one.is_safe), None)
    if not found.found:
        yield "no phrase would end this: beside what the rule looks for, the text says nothing of its own"
        yield f"change the rule at {found.rule.source} (a needs, a narrower condition), and try it:"
        yield f"    monitor rules try {spelt(found.example.title or found.example.summary[:80])}"
        return
    if safest is None:
        first = found.found[0].remedy
        yield "none of these is safe by itself: see what each breaks; this writes the one you choose:"
        yield f'    monitor rules fix {number} --write --{first.kind} "{first.phrase}"'
        return
    yield f'monitor rules fix {number} --write   writes the example and {safest.kind} "{safest.phrase}"'
    yield 'with --except "…" or --none "…" you choose another'


def _report(found: Fix, changed: Mapping[str, str], changes: Sequence[Change], live: str) -> None:
    output.line(f"written: {', '.join(sorted(changed))}; all examples hold")
    for line in told(changes, "7d"):
        output.line(line)
    output.line(f"live: the service runs {found.rule.id} as changed" if not live else f"not live: {live}")
