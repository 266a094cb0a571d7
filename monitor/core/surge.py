"""Counts over time become signals: spill-over and surges."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from monitor.core.model import Severity


@dataclass(frozen=True, slots=True)
class Raised:
    """A signal before it has a number. ``key`` (kind, place and period) lets it be raised once."""

    key: str
    kind: str
    title: str
    severity: Severity
    tags: tuple[str, ...]
    place: str | None
    entries: tuple[int, ...]
    detail: Mapping[str, Any] = field(default_factory=dict)
