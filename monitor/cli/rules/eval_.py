"""``monitor rules eval``: how well rules do on texts that a person has labelled."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import typer

from monitor import config
from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, fail, load_config
from monitor.cli.records import bad, records, text_of
from monitor.cli.rules import evidence
from monitor.core.model import Match
from monitor.core.rules.lab import grades, scores
from monitor.core.rules.lab.grades import GRADES, Grade, Grading, Misgraded
from monitor.core.rules.lab.scores import Labelled, Miss, Score


def eval_(
    source: Annotated[
        str,
        typer.Argument(
            metavar="FILE|-",
            help="JSON Lines: id, title, summary, lang, published, labels (tags), relevant (true or false), severity.",
        ),
    ],
    severity: Annotated[
        bool, typer.Option("--severity", help="Also measure how gravely texts with a severity are judged.")
    ] = False,
    misses: Annotated[bool, typer.Option("--misses", help="Print the texts that went wrong.")] = False,
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Measure the rules on texts that a person has labelled: precision, recall and F1 by tag.

    The line relevance is about any hit against relevant; n counts the texts that should have it.
    With --severity, lines of the table are what texts should be, columns what the rules say: none is no hit.

    \b
    monitor rules eval labelled.jsonl
    monitor rules eval labelled.jsonl --severity --misses
    monitor rules eval labelled.jsonl --misses --json
    """
    read = list(records(source))
    items = [_labelled(line, record) for line, record in read]
    if not items:
        fail(f"{source} holds no texts\n{_FORM}")
    if not any(record.get("labels") or "relevant" in record for _, record in read):
        fail(f"{source}: no text is labelled, so there is nothing to measure against\n{_FORM}")
    found = config.matcher(load_config(folder, run_examples=False)).match([item.text for item in items])
    _print_scores(scores.scores(items, found), as_json=as_json)
    if severity:
        _print_severity(source, items, found, misses=misses, as_json=as_json)
    if misses:
        for miss in scores.misses(items, found):
            _print_miss(miss, as_json=as_json)
    strange = scores.unlabelled(items, found)
    if strange and not as_json:
        said = ", ".join(f"{tag} ({count})" for tag, count in strange.items())
        output.line(f"not judged, since no text is labelled so: {said}")


def _labelled(line: int, record: Mapping[str, Any]) -> Labelled:
    labels = record.get("labels") or []
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise bad(line, 'labels is not a list of tags; write ["armed_attack"]')
    relevant = record.get("relevant", bool(labels))
    if not isinstance(relevant, bool):
        raise bad(line, "relevant is neither true nor false")
    id_, text = str(record.get("id", line)), text_of(line, dict(record))
    return Labelled(id_, text, frozenset(labels), relevant, _grades(line, record.get("severity")))


def _grades(line: int, value: object) -> tuple[Grade, ...]:
    """Return the severities that would do: a name, 0 (no hit) to 5 (critical), or a list of these."""
    wanted = value if isinstance(value, list) else [] if value is None else [value]
    steps = {
        **{str(number): step for number, step in enumerate(GRADES)},
        **{_step(step): step for step in GRADES},
    }
    if not all(isinstance(step, int | str) and str(step) in steps for step in wanted):
        raise bad(
            line, 'severity is not one; write none, info … critical, 0 to 5, or a list: ["high", "critical"]'
        )
    return tuple(dict.fromkeys(steps[str(step)] for step in wanted))


_FORM = (
    'Write one object a line: {"id": "1", "title": "…", "summary": "…", "labels": ["TAG"], "relevant": true, '
    '"severity": "high"}; --severity needs the last'
)


def _print_scores(found: Sequence[Score], *, as_json: bool) -> None:
    columns = ("tag", "precision", "recall", "f1", "n", "found")
    output.records(found, _record, columns, _row, as_json=as_json)


def _record(score: Score) -> Mapping[str, object]:
    return {"tag": score.tag} | output.rounded(_shares(score)) | {"n": score.n}


def _row(score: Score) -> tuple[object, ...]:
    return score.tag, *map(output.fraction, _shares(score).values()), score.n, score.found


def _print_severity(
    source: str, items: Sequence[Labelled], found: Sequence[Sequence[Match]], *, misses: bool, as_json: bool
) -> None:
    if not any(item.grades for item in items):
        fail(f'{source}: no text has a severity; add "severity": "high" where you know it')
    grading = grades.grading(items, found)
    if as_json:
        output.json_line({"severity": _figures(grading)})
    else:
        for line in _matrix(grading):
            output.line(line)
    for wrong in grades.misgraded(items, found) if misses else ():
        _print_misgraded(wrong, as_json=as_json)


def _figures(grading: Grading) -> dict[str, Any]:
    counts: dict[str, dict[str, int]] = {}
    for (wanted, got), count in sorted(
        grading.counts.items(), key=lambda cell: tuple(map(GRADES.index, cell[0]))
    ):
        counts.setdefault(_step(wanted), {})[_step(got)] = count
    shares = {"precision": grading.precision, "recall": grading.recall}
    critical = output.rounded(shares)
    return {
        "matrix": counts,
        "critical": critical | {"n": grading.criticals, "found": grading.pages, "right": grading.right},
        "high_on_irrelevant": grading.false_alarms,
    }


def _matrix(grading: Grading) -> Iterator[str]:
    """Yield the table of grades wanted by grades given, and what it means for whoever is paged."""
    yield ""
    yield f"{'severity':10}" + "".join(f"{_step(got):>10}" for got in GRADES)
    for wanted in GRADES:
        cells = (grading.counts.get((wanted, got), 0) for got in GRADES)
        yield f"{_step(wanted):10}" + "".join(f"{count or '·':>10}" for count in cells)
    precision, recall = output.fraction(grading.precision), output.fraction(grading.recall)
    of = f"{grading.right} of {grading.pages} paged, of {grading.criticals} to page"
    yield f"critical: precision {precision}, recall {recall} ({of})"
    yield f"high or above on what should not hit: {grading.false_alarms}"


def _step(grade: Grade) -> str:
    return "none" if grade is None else str(grade)


def _print_misgraded(wrong: Misgraded, *, as_json: bool) -> None:
    item = wrong.item
    if as_json:
        line = {
            "misgraded": wrong.kind,
            "id": item.id,
            "title": item.text.title,
            "severity": _step(wrong.got),
        }
        output.json_line(line | {"matches": [evidence.record(match) for match in wrong.matches]})
        return
    output.line(f"{wrong.kind}  {item.id}  {item.text.title}")
    for match in wrong.matches:
        if match.severity is wrong.got:
            output.line(f"        {evidence.heading(match)}: {evidence.because(match.evidence)}")


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
