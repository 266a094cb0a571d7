"""What the operators of the machine are told."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """One thing the machine's operators should know: ``kind`` is feed_ill, reload_refused, delivery_dead and the like."""

    kind: str
    what: str
    detail: str = ""
    remedy: str = ""
    since: datetime | None = None
