"""Faults of monitor itself: recorded when they begin, told to operators, gone when what failed works."""

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa

from monitor.core.operations import faults as rules
from monitor.core.operations.faults import DAMAGE, OurFault
from monitor.core.operations.notice import NoticeItem
from monitor.store import damage, notices
from monitor.store.database import Database
from monitor.store.tables import faults
from monitor.store.tables import notices as notice_rows

# What comes and goes is told as failing, not as one fault more each time.
SETTLED = timedelta(minutes=10)
_KINDS = {"edit": ("order_failed", "order_works")}
_OTHER = ("fault", "fault_over")
_HINT = (
    "the log has the whole error: report it; what failed is tried again and again, and nothing of it is lost"
)
_DAMAGED = "everything else works on: restore the last backup with `monitor db restore FILE`, or put the row right with SQL"
_OVER = "it works again, and goes on with what waited"


class Faults:
    """What fails by our fault now. Reading costs one small query; only what fails or recovers is written."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[OurFault, ...]:
        """Return what fails now, the oldest fault first."""
        with self._database.read() as connection:
            return read(connection)

    def aside(self, work: str, now: datetime) -> frozenset[str]:
        """Return the subjects of a step that failed and are not to be tried again before later than ``now``."""
        return frozenset(fault.subject for fault in self.all() if fault.work == work and fault.due_at > now)

    def add(self, work: str, subject: str, error: str, now: datetime, title: str = "") -> OurFault:
        """Record that something failed, once more if it did before; operators are told when it begins. Atomic."""
        with self._database.write("faults") as connection:
            before = {(fault.work, fault.subject): fault for fault in read(connection)}.get((work, subject))
            failures = 1 if before is None else before.failures + 1
            fault = OurFault(
                work=work,
                subject=subject,
                title=title or f"{work} {subject}".strip(),
                error=error,
                failures=failures,
                since=now if before is None else before.since,
                last_at=now,
                due_at=now + rules.pause(failures),
            )
            values = {name: getattr(fault, name) for name in _COLUMNS}
            upsert = self._database.upsert(faults, ["work", "subject"], _COLUMNS[2:])
            connection.execute(upsert, values)
            if before is None:
                self._tell(connection, fault, now)
            return fault

    def clear(self, work: str, subjects: Collection[str], now: datetime) -> int:
        """Record that what failed works; operators are told if it had failed for long. Count what had failed. Atomic."""
        failed = [fault for fault in self.all() if fault.work == work and fault.subject in subjects]
        if not failed:
            return 0
        with self._database.write("faults") as connection:
            for fault in failed:
                row = faults.c.work == work, faults.c.subject == fault.subject
                connection.execute(sa.delete(faults).where(*row))
                if now - fault.since >= SETTLED:
                    self._tell_over(connection, fault, now)
        return len(failed)

    def keep(self, work: str, subjects: Collection[str]) -> None:
        """Forget the faults of a step at what is there no more: only ``subjects`` are. Atomic."""
        gone = [fault.subject for fault in self.all() if fault.work == work and fault.subject not in subjects]
        if gone:
            with self._database.write("faults") as connection:
                row = faults.c.work == work, faults.c.subject.in_(gone)
                connection.execute(sa.delete(faults).where(*row))

    def _tell(self, connection: sa.Connection, fault: OurFault, now: datetime) -> None:
        kind, _ = _KINDS.get(fault.work, _OTHER)
        last = connection.execute(
            sa.select(sa.func.max(notice_rows.c.made_at)).where(
                notice_rows.c.kind == kind, notice_rows.c.what == fault.title
            )
        ).scalar()
        if last is not None and timedelta() <= now - last < SETTLED:
            return
        hint = _DAMAGED if fault.work == DAMAGE else _HINT
        item = NoticeItem(kind, fault.title, fault.error, hint, now)
        notices.insert(self._database, connection, f"{kind} {fault.title} {now.isoformat()}", item, now)

    def _tell_over(self, connection: sa.Connection, fault: OurFault, now: datetime) -> None:
        _, kind = _KINDS.get(fault.work, _OTHER)
        item = NoticeItem(kind, fault.title, _OVER, "", fault.since)
        notices.insert(
            self._database, connection, f"{kind} {fault.title} {fault.since.isoformat()}", item, now
        )


_FAULT = damage.Noun("fault", ("work", "subject"))
_COLUMNS = ("work", "subject", "title", "error", "failures", "since", "last_at", "due_at")


def read(connection: sa.Connection) -> tuple[OurFault, ...]:
    """Return what fails now, as the caller's transaction sees it."""
    query = sa.select(*(faults.c[name] for name in _COLUMNS)).order_by(faults.c.since, faults.c.subject)
    return tuple(damage.sound(connection, query, lambda row: OurFault(*row), _FAULT, stand_in=True))
