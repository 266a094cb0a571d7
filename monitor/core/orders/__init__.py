"""Which stories go to whom, and the named reason when they do not."""

from monitor.core.orders import coverage, envelopes
from monitor.core.orders.alerts import AlertPlan, Drop, Ignore, Room, Tell, Verdict, Wait, judge, plan_alert
from monitor.core.orders.digests import plan_digest
from monitor.core.orders.model import (
    Claim,
    Content,
    Context,
    Elsewhere,
    Known,
    Letter,
    NewEdition,
    OrderState,
    Registered,
    Standing,
    Taken,
    Told,
    Waiting,
    alert_key,
    digest_key,
    standings,
)
from monitor.core.orders.reminders import reminders

__all__ = [
    "AlertPlan",
    "Claim",
    "Content",
    "Context",
    "Drop",
    "Elsewhere",
    "Ignore",
    "Known",
    "Letter",
    "NewEdition",
    "OrderState",
    "Registered",
    "Room",
    "Standing",
    "Taken",
    "Tell",
    "Told",
    "Verdict",
    "Wait",
    "Waiting",
    "alert_key",
    "coverage",
    "digest_key",
    "envelopes",
    "judge",
    "plan_alert",
    "plan_digest",
    "reminders",
    "standings",
]
