"""Examples beside a rule, run: what fails holds back only its own rule."""

from collections.abc import Iterable, Sequence

from monitor.core.model import Match, Text
from monitor.core.rules.compiled import Compiled
from monitor.core.rules.matcher import Matcher
from monitor.core.rules.model import Example, Rule


def failures(rules: Sequence[Rule], compiled: Compiled) -> dict[str, str]:
    """Return, for each rule with a failing example, which one and why."""
    cases = [(rule, example) for rule in rules for example in rule.examples]
    texts = [Text(example.title, example.summary, example.lang) for _, example in cases]
    found = Matcher(compiled).match(texts) if texts else []
    held: dict[str, str] = {}
    for (rule, example), matches in zip(cases, found, strict=True):
        reason = _fault(rule, example, matches)
        if reason is not None:
            held.setdefault(rule.id, f"{example.source}: {reason}: '{_short(example)}'")
    return held


def _fault(rule: Rule, example: Example, matches: Iterable[Match]) -> str | None:
    hit = next((match for match in matches if match.rule == rule.id), None)
    if example.expect == "todo_match":
        return None
    if example.expect == "no_match":
        return "this example must not match, but does" if hit else None
    if hit is None:
        return "this example must match, but does not"
    missing = [
        name for name in example.because if name not in {evidence.selection for evidence in hit.evidence}
    ]
    if missing:
        return f"this example must match because of {', '.join(missing)}, but does not"
    if example.severity is not None and hit.severity != example.severity:
        return f"this example must be {example.severity}, but is {hit.severity}"
    return None


def _short(example: Example) -> str:
    text = example.title or example.summary
    return text if len(text) <= 80 else f"{text[:79]}…"
