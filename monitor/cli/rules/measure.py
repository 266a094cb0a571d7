"""``monitor rules eval`` and ``stats``: how well rules do, on labelled texts and in service."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from monitor import config
from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, age_of, fail, load_config, open_store
from monitor.cli.records import bad, records, text_of
from monitor.cli.rules import evidence
from monitor.cli.rules.replay import Since
from monitor.core.rules.lab import scores
from monitor.core.rules.lab.scores import Labelled, Miss, Score
from monitor.core.rules.lab.statistics import standings
from monitor.core.rules.matcher import Matcher


def evaluate(
    source: Annotated[
        str,
        typer.Argument(
            metavar="FILE|-",
            help="JSON Lines: id, title, summary, lang, published, labels (tags), relevant (true or false).",
        ),
    ],
    misses: Annotated[bool, typer.Option("--misses", help="Print the texts that went wrong.")] = False,
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Measure the rules on texts that a person has labelled: precision, recall and F1 by tag.

    The line relevance is about any hit against relevant; n counts the texts that should have it.

    \b
    monitor rules eval labelled.jsonl
    monitor rules eval labelled.jsonl --misses --json
    """
    read = list(records(source))
    items = [_labelled(line, record) for line, record in read]
    if not items:
        fail(f"{source} holds no texts\n{_FORM}")
    if not any(record.get("labels") or "relevant" in record for _, record in read):
        fail(f"{source}: no text is labelled, so there is nothing to measure against\n{_FORM}")
    found = Matcher(config.compiled(load_config(folder))).match([item.text for item in items])
    _print_scores(scores.scores(items, found), as_json=as_json)
    if misses:
        for miss in scores.misses(items, found):
            _print_miss(miss, as_json=as_json)
    strange = scores.unlabelled(items, found)
    if strange and not as_json:
        said = ", ".join(f"{tag} ({count})" for tag, count in strange.items())
        output.line(f"not judged, since no text is labelled so: {said}")


def stats(
    since: Since = "30d",
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Show how rules stand in service: entries hit, verdicts, rules that are noisy or never hit.

    Verdicts are those of all time: mark hits with monitor hits mark.

    \b
    monitor rules stats --since 30d
    """
    began = datetime.now(UTC) - age_of(since)
    settings = load_config(folder)
    with closing(open_store(settings)) as store:
        found = standings(settings.ruleset.rules, store.hits.counts(began), store.hits.verdicts())
    if as_json:
        for one in found:
            figures = {"rule": one.rule, "hits": one.hits, "right": one.right, "wrong": one.wrong}
            output.json_line(figures | {"precision": one.precision, "remark": one.remark or None})
        return
    shares = {one.rule: "" if one.precision is None else f"{one.precision:.2f}" for one in found}
    rows = ((one.rule, one.hits, one.right, one.wrong, shares[one.rule], one.remark) for one in found)
    output.table(("rule", "hits", "right", "wrong", "precision", "remark"), rows)


def _labelled(line: int, record: Mapping[str, Any]) -> Labelled:
    labels = record.get("labels") or []
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise bad(line, 'labels is not a list of tags; write ["armed_attack"]')
    relevant = record.get("relevant", bool(labels))
    if not isinstance(relevant, bool):
        raise bad(line, "relevant is neither true nor false")
    return Labelled(str(record.get("id", line)), text_of(line, dict(record)), frozenset(labels), relevant)


_FORM = (
    'Write one object a line: {"id": "1", "title": "…", "summary": "…", "labels": ["TAG"], "relevant": true}'
)


def _print_scores(found: Sequence[Score], *, as_json: bool) -> None:
    if as_json:
        for one in found:
            rounded = {
                name: None if share is None else round(share, 4) for name, share in _shares(one).items()
            }
            output.json_line({"tag": one.tag} | rounded | {"n": one.n})
        return
    rows = ((one.tag, *map(output.fraction, _shares(one).values()), one.n, one.found) for one in found)
    output.table(("tag", "precision", "recall", "f1", "n", "found"), rows)


def _shares(one: Score) -> dict[str, float | None]:
    """Return the figures of a score, None for those that would divide by nothing."""
    return {
        "precision": one.precision if one.found else None,
        "recall": one.recall if one.n else None,
        "f1": one.f1 if one.n or one.found else None,
    }


def _print_miss(miss: Miss, *, as_json: bool) -> None:
    item = miss.item
    if as_json:
        output.json_line(
            {
                "miss": miss.kind,
                "tag": miss.tag,
                "id": item.id,
                "title": item.text.title,
                "matches": [evidence.record(match) for match in miss.matches],
            }
        )
        return
    output.line(f"{miss.kind:6}  {miss.tag}  {item.id}  {item.text.title}")
    for match in miss.matches:
        output.line(f"        {match.rule}: {evidence.because(match.evidence)}")
