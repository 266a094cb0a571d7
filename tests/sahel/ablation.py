"""What each part of the rules is worth: ``python -m tests.sahel.ablation FILE...`` measures labelled texts without it."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from monitor.config import load
from monitor.core.model import Match, Severity, Text
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.matcher import Matcher
from monitor.core.rules.model import RuleSet, Term
from tests.sahel.conftest import FOLDER


def _with_terms(rules: RuleSet, change: Callable[[Term], Term], **of_lists: object) -> RuleSet:
    """Change every term, and what lists demand of all their terms."""
    vocabularies = {
        name: replace(vocabulary, terms=tuple(map(change, vocabulary.terms)), **of_lists)  # type: ignore[arg-type]
        for name, vocabulary in rules.vocabularies.items()
    }
    return replace(rules, vocabularies=vocabularies)


def without_vetoes(rules: RuleSet) -> RuleSet:
    """Hits stand whatever else the text speaks of: football, music, floods."""
    return replace(rules, rules=tuple(replace(rule, none=(), none_unless=()) for rule in rules.rules))


def without_masks(rules: RuleSet) -> RuleSet:
    """Longer phrases no longer hide terms: Niger Delta, coup d'envoi."""
    return _with_terms(rules, lambda term: replace(term, excepts=()), excepts=())


def without_gazetteer(rules: RuleSet) -> RuleSet:
    """Only countries and groups are known by name."""
    vocabularies = {
        name: replace(vocabulary, terms=tuple(term for term in vocabulary.terms if term.place is None))
        for name, vocabulary in rules.vocabularies.items()
    }
    return replace(rules, vocabularies=vocabularies)


def without_casing(rules: RuleSet) -> RuleSet:
    """Case does not count: FAMa, San, AES."""
    return _with_terms(rules, lambda term: replace(term, cased=False), cased=False)


def without_needs(rules: RuleSet) -> RuleSet:
    """Ambiguous names count wherever they stand: Gao, Kati, مالي."""
    return _with_terms(rules, lambda term: replace(term, needs=(), within=None), needs=(), within=None)


def main(files: list[str]) -> None:
    """Print relevance and grave false alarms of each file, whole and ablated."""
    config = load(FOLDER, {})
    print(f"{'':18}", *(f"{Path(file).stem:>34}" for file in files))  # noqa: T201 - a report
    print(f"{'':18}", *(f"{'P':>7}{'R':>7}{'F1':>7}{'high+':>6}{'theme':>7}" for _ in files))  # noqa: T201 - a report
    for name, change in ABLATIONS.items():
        compiled, problems = compile_rules(change(config.ruleset), config.places)
        if problems:
            raise SystemExit(f"{name}: {problems[0].wrong}")
        print(f"{name:18}", *(_measured(Matcher(compiled), file) for file in files))  # noqa: T201 - a report


def _measured(matcher: Matcher, file: str) -> str:
    items = [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]
    found = list(zip(items, matcher.match(list(map(_text, items))), strict=True))
    hits = [(item["severity"] > 0, matches) for item, matches in found if matches]
    right = sum(relevant for relevant, _ in hits)
    wanted = sum(item["severity"] > 0 for item in items)
    grave = sum(not relevant and any(one.severity >= Severity.HIGH for one in got) for relevant, got in hits)
    precision, recall = right / len(hits), right / wanted
    f1 = 2 * precision * recall / (precision + recall)
    themes = list(_themes(found))
    theme = 2 * sum(both for both, _ in themes) / sum(total for _, total in themes)
    return f"{precision:7.3f}{recall:7.3f}{f1:7.3f}{grave:6}{theme:7.3f}"


def _themes(found: list[tuple[dict[str, list[str]], tuple[Match, ...]]]) -> Iterator[tuple[int, int]]:
    for item, matches in found:
        tags = {tag for match in matches for tag in match.tags} - {"denial"}
        yield len(tags & set(item["labels"])), len(tags) + len(item["labels"])


def _text(item: dict[str, str]) -> Text:
    published = datetime.fromisoformat(item["published"]).replace(tzinfo=UTC)
    return Text(item["title"], item["summary"], item["lang"], published)


ABLATIONS: dict[str, Callable[[RuleSet], RuleSet]] = {
    "whole": lambda rules: rules,
    "without vetoes": without_vetoes,
    "without masks": without_masks,
    "without gazetteer": without_gazetteer,
    "without casing": without_casing,
    "without needs": without_needs,
}

if __name__ == "__main__":
    main(sys.argv[1:])
