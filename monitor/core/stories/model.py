"""What others hold of stories: the news in a report, the steps of a story, and what grouping has to know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Self

from monitor.core.model import Place, Severity
from monitor.core.settings import Config, Feed, HistoricEvent, Signals


class Kind(StrEnum):
    """What is new: ``value`` of ``News`` is nothing, a severity, a kind of casualties, a tag, a place's or a vocabulary's id."""

    FIRST = "first"
    DENIAL = "denial"
    SEVERITY = "severity"
    TOLL = "toll"
    THEME = "theme"
    PLACE = "place"
    ACTOR = "actor"


@dataclass(frozen=True, slots=True)
class News:
    """A fact that was not known before.

    ``severity`` is that of the hits that bring it, ``before`` that of the reports that told of a theme already.
    A toll rose from ``low`` (None: no figure was known) to ``high``. ``is_notable`` says that a reader who knows the
    story would want to be told.
    """

    kind: Kind
    value: str = ""
    severity: Severity = Severity.INFO
    before: Severity | None = None
    low: int | None = None
    high: int = 0
    is_notable: bool = False

    def is_grave(self, least: Severity) -> bool:
        """Return whether it is worth telling again to somebody who is told of ``least`` severity or more."""
        was_told = self.before is not None and self.before >= least
        return self.is_notable and self.severity >= least and not was_told


@dataclass(frozen=True, slots=True)
class Step:
    """A report in its story, with the news in it: none if it only repeats."""

    entry: int
    at: datetime
    feed: str
    lang: str | None
    severity: Severity
    title: str
    link: str | None
    news: tuple[News, ...]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the configuration says that grouping and the trends need.

    ``houses`` are those that names of publishers mean, remembered when the first is asked for.
    """

    feeds: Mapping[str, Feed] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    signals: Signals = field(default_factory=Signals)
    history: tuple[HistoricEvent, ...] = ()
    houses: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, config: Config) -> Self:
        """Return what ``config`` says."""
        return cls(config.feeds, config.places, config.signals, config.history)
