"""Whether an outside watcher may be told that all is well."""

import re
from collections.abc import Sequence

from monitor.core.operations.health import Level, Vitals, judge

_SPAN = re.compile(r"\b\d+ (?:s|min|h|d|MiB)\b")


def withheld(vitals: Vitals) -> tuple[str, ...]:
    """Return why the heartbeat must be missed; nothing if it may beat."""
    findings = judge(vitals)
    return tuple(
        f"{finding.subject}: {finding.found}" for finding in findings if finding.level is Level.FAULT
    )


def without_spans(reasons: Sequence[str]) -> tuple[str, ...]:
    """Return ``reasons`` without how long each has lasted: what is left changes only when they do."""
    return tuple(_SPAN.sub("", reason) for reason in reasons)
