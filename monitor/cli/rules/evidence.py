"""How matches and the words behind them are shown, to people and to programs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from monitor.core.model import Evidence, Match


def record(match: Match) -> dict[str, Any]:
    """Return a match for programs."""
    return {
        "rule": match.rule,
        "severity": str(match.severity),
        "tags": list(match.tags),
        "why": match.why,
        "reasons": [asdict(reason) for reason in match.reasons],
        "evidence": [asdict(piece) for piece in match.evidence],
    }


def heading(match: Match) -> str:
    """Return a match on one line."""
    why = f"  ({match.why})" if match.why else ""
    return f"{match.severity}  {match.rule}{why}"


def lines(evidence: Iterable[Evidence]) -> Iterator[str]:
    """Yield a line for each word found: selection, word, where, and the term that asked for it."""
    found = tuple(evidence)
    width = max((len(piece.selection) for piece in found), default=0)
    for piece in found:
        term = "" if piece.term == piece.text else f"  term {piece.term}"
        yield f"{piece.selection:{width}}  “{piece.text}”  {span(piece)}{term}"


def span(piece: Evidence) -> str:
    """Return where words stand: field and offsets."""
    return f"{piece.field} {piece.start}–{piece.end}"


def because(evidence: Sequence[Evidence]) -> str:
    """Return the words found by selection, on one line."""
    found: dict[str, list[str]] = {}
    for piece in evidence:
        found.setdefault(piece.selection, []).append(f"“{piece.text}”")
    return "; ".join(f"{name}: {', '.join(dict.fromkeys(words))}" for name, words in found.items())
