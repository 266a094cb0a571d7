"""The configuration folder that the store serves."""

from dataclasses import asdict

import sqlalchemy as sa

from monitor.core.operations.folder import Folder, refusal
from monitor.store import meta, tables
from monitor.store.configs import CURRENT
from monitor.store.database import NAME, Database
from monitor.store.errors import StoreError
from monitor.store.runners import Runners

_HOLDER = "folder"


class Holder:
    """Keeps one folder to a store: another's feeds and addresses would end those of the first."""

    def __init__(self, database: Database, runners: Runners) -> None:
        self._database = database
        self._runners = runners

    def folder(self) -> Folder | None:
        """Return the folder that the store serves, None if it serves none yet, or was made by an older version."""
        with self._database.read() as connection:
            return read(connection) if sa.inspect(connection).has_table(tables.meta.name) else None

    def require(self, ours: Folder, served: Folder | None) -> None:
        """Raise StoreError if ``served``, which the store serves, is another folder than ``ours``."""
        if served is not None and not served.is_same(ours):
            raise StoreError(refusal(self._database.name, served, ours, self._runners.living()))

    def claim(self, ours: Folder) -> None:
        """Make ``ours`` the folder of the store; StoreError if it serves another one. Atomic."""
        with self._database.write(turn=_HOLDER) as connection:
            served = read(connection)
            if served is None or served.is_same(ours):
                _write(self._database, connection, ours)
        self.require(ours, served)

    def take_over(self, ours: Folder) -> Folder | None:
        """Make ``ours`` the folder of the store; return which it served before. StoreError while anybody works on it."""
        if self._runners.living():
            self.require(ours, self.folder())
        with self._database.write(turn=_HOLDER) as connection:
            served = read(connection)
            if served is not None and not served.is_same(ours):
                # What ran last is the other folder's: nothing of it may run when files of ours are bad.
                meta.write(self._database, connection, CURRENT, None)
            _write(self._database, connection, ours)
        return served


def _write(database: Database, connection: sa.Connection, ours: Folder) -> None:
    meta.write(database, connection, _HOLDER, asdict(ours))
    if database.path is not None:
        meta.write(database, connection, NAME, str(database.path.resolve()))


def read(connection: sa.Connection) -> Folder | None:
    """Return the folder that the store serves, as this transaction sees it."""
    found = meta.read(connection, _HOLDER, None)
    return None if found is None else Folder(**found)
