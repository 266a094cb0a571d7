"""What grouping compares of a report; it is stored, so that a restart changes no decision."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from monitor.core.model import Report, Severity
from monitor.core.settings import Feed, Signals

_WORD = re.compile(r"\w+")
_LONGEST = 800  # characters of folded text that are compared


@dataclass(frozen=True, slots=True)
class Features:
    """One report as the window sees it. ``text`` is folded; ``publisher`` is who really reported it."""

    title: str
    text: str
    link: str
    severity: Severity
    publisher: str
    denies: bool = False
    concepts: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    toll: Mapping[str, int] | None = None

    def stored(self) -> dict[str, Any]:
        """Return plain data for the store."""
        return {
            "title": self.title,
            "text": self.text,
            "link": self.link,
            "severity": int(self.severity),
            "publisher": self.publisher,
            "denies": self.denies,
            "concepts": list(self.concepts),
            "places": list(self.places),
            "toll": dict(self.toll or {}),
        }

    @classmethod
    def restored(cls, stored: Mapping[str, Any]) -> Self:
        """Return the features that ``stored`` was made of."""
        return cls(
            title=stored["title"],
            text=stored["text"],
            link=stored["link"],
            severity=Severity(stored["severity"]),
            publisher=stored["publisher"],
            denies=stored["denies"],
            concepts=tuple(stored["concepts"]),
            places=tuple(stored["places"]),
            toll=stored["toll"],
        )

    def grown(self, later: Self) -> Self:
        """Return these features after further hits on the same entry: what is compared of the text stays."""
        return replace(
            self,
            severity=max(self.severity, later.severity),
            denies=self.denies or later.denies,
            concepts=tuple(sorted({*self.concepts, *later.concepts})),
            places=tuple(sorted({*self.places, *later.places})),
            toll=_greatest((self.toll or {}, later.toll or {})),
        )


def read(report: Report, feed: Feed | None, signals: Signals) -> Features:
    """Return what grouping compares of ``report``, which came from ``feed`` (None if it left the configuration)."""
    entry, matches = report.entry, [hit.match for hit in report.hits]
    concepts = tuple(sorted({name for match in matches for name in match.concepts}))
    return Features(
        title=_fold(entry.title),
        text=_fold(f"{entry.title} {entry.summary}")[:_LONGEST],
        link=entry.link or "",
        severity=max((match.severity for match in matches), default=Severity.INFO),
        publisher=(feed.publisher if feed else None) or entry.feed,
        denies=signals.denial in concepts or any(signals.denial in match.tags for match in matches),
        concepts=concepts,
        places=tuple(sorted({place for match in matches for place in match.places})),
        toll=_greatest(match.toll or {} for match in matches),
    )


def _greatest(tolls: Iterable[Mapping[str, int]]) -> dict[str, int]:
    greatest: dict[str, int] = {}
    for toll in tolls:
        for kind, number in toll.items():
            greatest[kind] = max(number, greatest.get(kind, 0))
    return greatest


def _fold(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(_WORD.findall(plain))
