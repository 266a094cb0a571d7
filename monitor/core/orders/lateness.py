"""Which orders are due and have no edition."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.core.orders.model import Registered, Standing
from monitor.core.orders.schedule import Quiet, due
from monitor.core.settings import Digest


@dataclass(frozen=True, slots=True)
class Late:
    """An order that was seen due and unmade since ``since``; another ``covered_until`` means that it was made."""

    order: str
    covered_until: datetime
    since: datetime


def late_digests(
    standings: Sequence[tuple[Standing, Registered]],
    quiet: Mapping[str, Quiet],
    before: Collection[Late],
    now: datetime,
) -> tuple[Late, ...]:
    """Return the digests that are due now and have no edition; ``before`` is what was returned the last time.

    Their lateness counts from when we first saw them due: what passed while nothing ran is no fault of an order.
    """
    known = {(late.order, late.covered_until): late for late in before}
    late = []
    for standing, row in standings:
        if not isinstance(standing.order, Digest):
            continue
        hours = quiet.get(standing.recipient.id)
        if due(standing.order, row.registered_at, row.covered_until, now, hours) is not None:
            seen = Late(standing.name, row.covered_until, now)
            late.append(known.get((seen.order, seen.covered_until), seen))
    return tuple(late)
