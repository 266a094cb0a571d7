"""``monitor rules test``: the examples beside the rules, run."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from monitor import config
from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, fail, load_config
from monitor.cli.rules import evidence
from monitor.cli.rules.try_ import not_because, unknown
from monitor.core.rules.lab import examples
from monitor.core.rules.lab.examples import Trial
from monitor.core.rules.lab.why_not import why_not
from monitor.core.rules.model import Rule
from monitor.core.settings import Config

_MARKS = {"passed": "ok  ", "failed": "FAIL", "gap": "todo", "closed": "todo"}


def test(
    rule: Annotated[
        str | None, typer.Argument(metavar="[RULE]", help="Only this rule, every example shown.")
    ] = None,
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Run the examples beside the rules; exit 1 if one fails.

    Of what fails it is said what fired and because of which words, or what was missing. A todo_match is reported
    and does not fail.

    \b
    monitor rules test
    monitor rules test jihadist-attack
    monitor rules test --json
    """
    settings = load_config(folder, run_examples=False)
    rules = [known for known in settings.ruleset.rules if rule in {None, known.id}]
    if not rules and rule is not None:
        fail(unknown(rule, settings))
    tried = examples.run(rules, config.matcher(settings))
    if as_json:
        for trial in tried:
            output.json_line(_record(trial))
    else:
        _tell(tried, settings, everything=rule is not None)
    if any(trial.state == "failed" for trial in tried):
        raise typer.Exit(1)


def _record(trial: Trial) -> dict[str, Any]:
    example, match = trial.example, trial.match
    return {
        "rule": trial.rule,
        "expect": example.expect,
        "title": example.title,
        "summary": example.summary,
        "source": example.source,
        "state": trial.state,
        "fault": trial.fault,
        "match": evidence.record(match) if match else None,
        "others": [other.rule for other in trial.others],
    }


def _tell(tried: Sequence[Trial], settings: Config, *, everything: bool) -> None:
    rules = {rule.id: rule for rule in settings.ruleset.rules}
    for trial in tried:
        if everything or trial.state != "passed":
            for line in _lines(trial, rules[trial.rule], settings):
                output.line(line)
    bare = [rule.id for rule in rules.values() if not rule.examples]
    if bare and not everything:
        output.line(f"without examples: {', '.join(bare)}")
    counts = Counter(trial.state for trial in tried)
    gaps = f", {counts['gap']} known gaps" if counts["gap"] else ""
    closed = f", {counts['closed']} gaps closed" if counts["closed"] else ""
    told = f"{len(tried)} examples: {counts['passed']} passed, {counts['failed']} failed{gaps}{closed}"
    output.line(told)


def _lines(trial: Trial, rule: Rule, settings: Config) -> Iterator[str]:
    example = trial.example
    yield f"{_MARKS[trial.state]}  {trial.rule}  {example.expect}  {example.source}  {examples.short(example)}"
    if trial.state == "closed":
        yield "      it hits now: move it to match"
    elif trial.fault is not None:
        yield f"      {trial.fault}"
    if trial.match is not None:
        yield f"      {evidence.heading(trial.match)}: {evidence.because(trial.match.evidence)}"
    elif trial.state in {"failed", "gap"}:
        missing = why_not(rule, settings.ruleset, examples.text_of(example))
        yield from (f"      {line}" for line in not_because(missing))
    if trial.others:
        yield f"      other rules that hit: {', '.join(other.rule for other in trial.others)}"
