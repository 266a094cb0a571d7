"""Examples beside rules, run: what fires, because of which words, and what does not as it should."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from monitor.core.model import Match, Text
from monitor.core.rules.matcher import Matcher
from monitor.core.rules.model import Example, Rule

State = Literal["passed", "failed", "gap", "closed"]


@dataclass(frozen=True, slots=True)
class Trial:
    """An example run. ``match`` is that of its own rule, ``others`` are the other rules that fire too.

    A ``gap`` is a ``todo_match`` that does not hit yet, one that does is ``closed``; neither is a failure.
    """

    rule: str
    example: Example
    match: Match | None
    others: tuple[Match, ...]
    fault: str | None

    @property
    def state(self) -> State:
        """Say how it went."""
        if self.example.expect == "todo_match":
            return "gap" if self.match is None else "closed"
        return "passed" if self.fault is None else "failed"


def run(rules: Sequence[Rule], matcher: Matcher) -> tuple[Trial, ...]:
    """Run every example of ``rules``, in their order."""
    cases = _cases(rules)
    found = matcher.match([text_of(example) for _, example in cases]) if cases else []
    return tuple(
        _trial(rule, example, matches) for (rule, example), matches in zip(cases, found, strict=True)
    )


def failures(rules: Sequence[Rule], matcher: Matcher) -> dict[str, str]:
    """Return, for each rule with a failing example, which one and why."""
    cases = _cases(rules)
    found = matcher.match_own([(rule.id, text_of(example)) for rule, example in cases])
    held: dict[str, str] = {}
    for (rule, example), match in zip(cases, found, strict=True):
        fault = _fault(example, match)
        if fault is not None:
            held.setdefault(rule.id, f"{example.source}: {fault}: '{short(example)}'")
    return held


def _cases(rules: Sequence[Rule]) -> list[tuple[Rule, Example]]:
    return [(rule, example) for rule in rules for example in rule.examples]


def text_of(example: Example) -> Text:
    """Return what the matcher reads of an example."""
    return Text(example.title, example.summary, example.lang)


def short(example: Example) -> str:
    """Return the example on one line of at most 80 characters."""
    text = " ".join((example.title or example.summary).split())
    return text if len(text) <= 80 else f"{text[:79]}…"


def _trial(rule: Rule, example: Example, matches: Sequence[Match]) -> Trial:
    own = next((match for match in matches if match.rule == rule.id), None)
    others = tuple(match for match in matches if match.rule != rule.id)
    return Trial(rule.id, example, own, others, _fault(example, own))


def _fault(example: Example, hit: Match | None) -> str | None:
    if example.expect == "todo_match":
        return None
    if example.expect == "no_match":
        return "this example must not match, but does" if hit else None
    if hit is None:
        return "this example must match, but does not"
    found = {evidence.selection for evidence in hit.evidence}
    missing = [name for name in example.because if name not in found]
    if missing:
        return f"this example must match because of {', '.join(missing)}, but does not"
    if example.severity is not None and hit.severity != example.severity:
        return f"this example must be {example.severity}, but is {hit.severity}"
    return None
