"""How rules stand in service: how often they hit, what people said of it, and what that suggests."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.core.rules.model import Rule

ENOUGH_VERDICTS: Final = 3
_LEAST_PRECISION: Final = 0.7
_MANY: Final = 30  # hits before a share of all says anything
_TOO_LARGE_A_SHARE: Final = 0.4


@dataclass(frozen=True, slots=True)
class Standing:
    """One rule: entries hit, verdicts, and a remark: noisy, never hits, removed, or nothing."""

    rule: str
    hits: int
    right: int
    wrong: int
    remark: str

    @property
    def precision(self) -> float | None:
        """The share of right ones among the hits that people judged, None if they judged none."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None


def standings(
    rules: Sequence[Rule], hits: Mapping[str, int], verdicts: Iterable[tuple[str, int, int]]
) -> tuple[Standing, ...]:
    """Return how each rule stands, the most frequent first; rules that are no more come last."""
    judged = {rule: (right, wrong) for rule, right, wrong in verdicts}
    known = [rule.id for rule in rules]
    total = sum(hits.values())
    gone = sorted((hits.keys() | judged.keys()) - set(known))
    found = [_standing(rule, hits.get(rule, 0), judged.get(rule, (0, 0)), total) for rule in known]
    found.sort(key=lambda one: -one.hits)
    return (
        *found,
        *(Standing(rule, hits.get(rule, 0), *judged.get(rule, (0, 0)), remark="removed") for rule in gone),
    )


def _standing(rule: str, hits: int, verdict: tuple[int, int], total: int) -> Standing:
    right, wrong = verdict
    one = Standing(rule, hits, right, wrong, "")
    marked = right + wrong
    if marked >= ENOUGH_VERDICTS and (one.precision or 0.0) < _LEAST_PRECISION:
        return Standing(rule, hits, right, wrong, f"noisy: {wrong} of {marked} judged were wrong")
    if hits >= _MANY and hits > total * _TOO_LARGE_A_SHARE:
        return Standing(rule, hits, right, wrong, f"noisy: {hits / total:.0%} of all hits")
    return Standing(rule, hits, right, wrong, "" if hits else "never hits")
