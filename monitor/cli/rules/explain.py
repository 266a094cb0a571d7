"""``monitor rules explain``: why an entry hit, and which line of which file asked for it."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from typing import Annotated, Any

import typer

from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, fail, load_config
from monitor.cli.rules import evidence
from monitor.cli.stores import open_store
from monitor.config.source_map import Whereabouts
from monitor.core.model import Evidence
from monitor.core.rules.hashes import Hashes
from monitor.core.rules.lab.reach import origin
from monitor.core.rules.model import Rule
from monitor.core.settings import Config
from monitor.store import Store
from monitor.store.hits import Listed


def explain(
    hit: Annotated[int, typer.Argument(metavar="HIT", help="The number of a hit; messages name it.")],
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Show what was found, where in the text, and which line of which file asked for it.

    \b
    monitor rules explain 4711
    monitor rules explain 4711 --json
    """
    settings = load_config(folder, check_rules=False)
    with closing(open_store(settings)) as store:
        listed = the_hit(store, hit)
    rule = rule_of(listed, settings)
    places = Whereabouts(settings.files)
    asked = [(piece, _asked(piece, rule, settings, places)) for piece in listed.hit.match.evidence]
    record = _record(listed, rule, settings, asked)
    output.results([record], _lines(listed, rule, settings, asked), as_json=as_json)


def the_hit(store: Store, hit: int) -> Listed:
    """Return a hit; exit 1 if there is none of this number."""
    listed = store.hits.get(hit)
    if listed is None:
        fail(f"there is no hit {hit}; see `monitor hits list`")
    return listed


def rule_of(listed: Listed, settings: Config) -> Rule | None:
    """Return the rule of a hit as it is now, None if there is none any more."""
    return next((rule for rule in settings.ruleset.rules if rule.id == listed.hit.match.rule), None)


def _asked(piece: Evidence, rule: Rule | None, settings: Config, places: Whereabouts) -> tuple[str, str]:
    """Return the vocabulary and the line that asked for words; empty texts if nothing does any more."""
    if rule is None:
        return "", ""
    found = origin(piece, rule, settings.ruleset)
    return found.vocabulary or "", places.of(found.path)


def _version(listed: Listed, rule: Rule | None, settings: Config) -> str:
    """Return whether the rule still is the one that hit."""
    if rule is None:
        return "removed"
    now = Hashes(settings.ruleset.vocabularies).of_rule(rule)
    return "current" if now == listed.hit.match.rule_hash else "changed"


def _record(
    listed: Listed, rule: Rule | None, settings: Config, asked: list[tuple[Evidence, tuple[str, str]]]
) -> dict[str, Any]:
    hit, entry = listed.hit, listed.entry
    return {
        "hit": hit.id,
        **evidence.record(hit.match),
        "evidence": [
            asdict(piece) | {"vocabulary": vocabulary or None, "source": source or None}
            for piece, (vocabulary, source) in asked
        ],
        "rule_hash": hit.match.rule_hash,
        "version": _version(listed, rule, settings),
        "source": rule.source if rule else None,
        "quiet": hit.quiet,
        "story": hit.story,
        "feed": entry.feed,
        "entry": entry.id,
        "title": entry.title,
        "link": entry.link,
        "published": entry.published,
        "seen_at": entry.seen_at,
        "correct": listed.correct,
    }


_VERSIONS = {
    "current": "",
    "changed": "; the rule or its vocabularies have changed since",
    "removed": "; there is no such rule any more",
}


def _lines(
    listed: Listed, rule: Rule | None, settings: Config, asked: list[tuple[Evidence, tuple[str, str]]]
) -> Iterator[str]:
    hit, entry = listed.hit, listed.entry
    where = f" ({rule.source})" if rule else ""
    yield f"hit {hit.id}: {evidence.heading(hit.match)}{where}"
    yield f"version {hit.match.rule_hash}{_VERSIONS[_version(listed, rule, settings)]}"
    yield f"{entry.feed}, {output.rfc3339(entry.effective)}, story {hit.story or 'none yet'}"
    yield f"title: {entry.title}"
    if entry.summary:
        yield f"summary: {entry.summary}"
    if entry.link:
        yield f"link: {entry.link}"
    for line, (_, (vocabulary, source)) in zip(evidence.lines(hit.match.evidence), asked, strict=True):
        yield f"  {line}{f'  of ${vocabulary}' if vocabulary else ''}{f'  {source}' if source else ''}"
