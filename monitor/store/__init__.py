"""Everything remembered, in the model's words. One attribute per noun; only this package speaks SQL."""

import threading
from importlib import import_module
from typing import TYPE_CHECKING, Any

from monitor.core.operations.folder import Folder
from monitor.store import copy, integrity, migrations
from monitor.store.database import Database
from monitor.store.errors import LockLost as LockLost
from monitor.store.errors import NoStoreError as NoStoreError
from monitor.store.errors import StoreError as StoreError
from monitor.store.errors import explain as explain
from monitor.store.errors import explained as explained
from monitor.store.errors import is_outage as is_outage

if TYPE_CHECKING:
    from monitor.store.acknowledgements import Acknowledgements
    from monitor.store.clock import Clock
    from monitor.store.configs import Configs
    from monitor.store.coverage import Coverage
    from monitor.store.deliveries import Deliveries
    from monitor.store.departures import Departures
    from monitor.store.editions import Editions
    from monitor.store.entries import Entries
    from monitor.store.faults import Faults
    from monitor.store.feeds import Feeds
    from monitor.store.hits import Hits
    from monitor.store.holder import Holder
    from monitor.store.locks import Locks
    from monitor.store.meta import Meta
    from monitor.store.notices import Notices
    from monitor.store.orders import Orders
    from monitor.store.retention import Retention
    from monitor.store.runners import Runners
    from monitor.store.signals import Signals
    from monitor.store.silences import Silences
    from monitor.store.status import Status
    from monitor.store.stories import Stories
    from monitor.store.subscriptions import Subscriptions
    from monitor.store.tellings import Tellings


class Store:
    """The store at ``url``. Each attribute owns the statements of one noun; each method is one transaction.

    A noun is imported from the module of its name when it is first asked for: a command loads those that it uses, a
    service all of them when it opens the store.
    """

    meta: "Meta"
    configs: "Configs"
    locks: "Locks"
    runners: "Runners"
    holder: "Holder"
    retention: "Retention"
    status: "Status"
    feeds: "Feeds"
    entries: "Entries"
    hits: "Hits"
    stories: "Stories"
    signals: "Signals"
    subscriptions: "Subscriptions"
    orders: "Orders"
    editions: "Editions"
    coverage: "Coverage"
    tellings: "Tellings"
    acknowledgements: "Acknowledgements"
    deliveries: "Deliveries"
    departures: "Departures"
    silences: "Silences"
    notices: "Notices"
    faults: "Faults"
    clock: "Clock"

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self._making = threading.RLock()

    def __getattr__(self, name: str) -> Any:
        """Make a noun when it is first asked for."""
        if name not in Store.__annotations__:
            raise AttributeError(name)
        with self._making:  # one for all threads: some remember things
            if name not in vars(self):
                noun = getattr(import_module(f"monitor.store.{name}"), Store.__annotations__[name])
                given = (self.database, self.runners) if name == "holder" else (self.database,)
                vars(self)[name] = noun(*given)
            return vars(self)[name]

    def open(self) -> None:
        """Create the store or bring it to the newest schema; StoreError says why it cannot be used."""
        with explained():
            self.database.refuse_empty()
            self.database.refuse_other_name()
            self.database.make_file()
            migrations.upgrade(self.database)
            copy.require_finished(self.database)
        for name in Store.__annotations__:
            getattr(self, name)

    def served_folder(self) -> Folder | None:
        """Return the folder that the store serves, None if there is none yet; it is not changed by asking."""
        path = self.database.path
        if path is not None and not (path.exists() and path.stat().st_size):
            return None
        with explained():
            self.database.refuse_other_name()
            return self.holder.folder()

    def require_served_by(self, folder: Folder) -> None:
        """Raise StoreError if there is a store already, and it serves another folder."""
        self.holder.require(folder, self.served_folder())

    def require_current(self) -> None:
        """Use the store as it is; NoStoreError if there is none, StoreError if its schema is not this program's."""
        with explained():
            self.database.refuse_empty()
            self.database.refuse_other_name()
            path = self.database.path
            at = None if path is not None and not path.exists() else migrations.current(self.database)
            if at is None:
                raise NoStoreError(
                    f"there is no store at {path or self.database.name}: start one with `monitor run` or `monitor once`"
                )
            if migrations.pending(self.database):
                raise StoreError(
                    f"the store is at schema {at}, this program works with {migrations.newest()}: "
                    "stop the old program, then run `monitor db upgrade`"
                )
            copy.require_finished(self.database)

    def free_bytes(self) -> int | None:
        """Return the room on the disk of a SQLite store, made or not; None for PostgreSQL, whose disk is not ours."""
        with explained():
            return integrity.free_bytes(self.database)

    def check(self) -> tuple[str, ...]:
        """Look for damage, and return what was found; reads the whole of a SQLite store."""
        with explained():
            return integrity.check(self.database)

    def strangers(self) -> tuple[str, ...]:
        """Return what acts on the tables and was not made by monitor, such as triggers."""
        with explained():
            return integrity.strangers(self.database)

    def close(self) -> None:
        """Close every connection, and stop showing life."""
        if "runners" in vars(self):
            self.runners.close()
        self.database.close()
