"""The configuration that works, kept so that a bad file never stops the service, not even at a restart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.core.settings import Config
from monitor.store import damage, meta
from monitor.store.database import Database
from monitor.store.tables import configs

# Editions name the hash they were made under: so many are kept beside those that still run.
KEPT = 30
_MAX_LINES = 200
CURRENT = "config"
_REFUSED = "config_refused"


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A rule whose new version fails an example.

    ``version`` is the hash of the stored configuration whose version of the rule keeps running, None if there
    never was a good one.
    """

    reason: str
    since: datetime
    version: str | None


@dataclass(frozen=True, slots=True)
class StoredConfig:
    """The last good configuration: its files, without secrets, and the rules it holds back."""

    hash: str
    files: Mapping[str, str]
    stored_at: datetime
    held_back: Mapping[str, HeldBack]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the files were refused, and since when."""

    since: datetime
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """The hash of the current configuration, and the process that stored it."""

    hash: str
    runner: str


class Configs:
    """Good configurations by their hash, one of them current."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def current_hash(self) -> str | None:
        """Return the hash that every worker follows, None in a new store."""
        with self._database.read() as connection:
            found = meta.read(connection, CURRENT, None)
        return None if found is None else str(found["hash"])

    def stored_by(self) -> Signed | None:
        """Return which configuration is current and which process stored it, None in a new store."""
        with self._database.read() as connection:
            found = meta.read(connection, CURRENT, None)
        return None if found is None else Signed(found["hash"], found.get("runner", ""))

    def current(self) -> StoredConfig | None:
        """Return the last good configuration, None in a new store."""
        with self._database.read() as connection:
            found = meta.read(connection, CURRENT, None)
            return None if found is None else _stored(found, _files(connection, found["hash"]) or {})

    def files(self, config_hash: str) -> Mapping[str, str] | None:
        """Return the files stored under ``config_hash``, None if they are no longer kept."""
        with self._database.read() as connection:
            return _files(connection, config_hash)

    def last_versions(self, rules: Iterable[str]) -> dict[str, str]:
        """Return, by rule, the hash of the stored configuration in which it last was good.

        Ask before ``store_good`` of the configuration that holds them back. Rules that never were good are
        left out.
        """
        with self._database.read() as connection:
            before = meta.read(connection, CURRENT, None)
        versions = {rule: _version(before, rule) for rule in rules}
        return {rule: version for rule, version in versions.items() if version is not None}

    def store_good(
        self, config: Config, now: datetime, *, from_files: bool = True, runner: str = ""
    ) -> StoredConfig:
        """Make a good configuration the current one, and forget that files were refused. Atomic.

        Of each rule that it holds back, the last good version is noted, and its files are kept. Say
        ``from_files=False`` of one that comes from this store because the files are bad: they still are.
        """
        with self._database.write("register") as connection:
            before = meta.read(connection, CURRENT, None)
            found = {
                "hash": config.hash,
                "stored_at": _same_since(before, config.hash) or now.isoformat(),
                "held_back": _held_back(before, config.held_back, now),
                "runner": runner,
            }
            insert = self._database.upsert(configs, ["hash"], ["files", "stored_at"])
            connection.execute(insert, {"hash": config.hash, "files": dict(config.files), "stored_at": now})
            meta.write(self._database, connection, CURRENT, found)
            if from_files:
                meta.write(self._database, connection, _REFUSED, None)
            _prune(connection, found)
        return _stored(found, config.files)

    def record_refusal(self, lines: Sequence[str], now: datetime) -> bool:
        """Keep why the files were refused; return whether that is news. Atomic."""
        cut = list(lines[:_MAX_LINES])
        with self._database.write() as connection:
            before = meta.read(connection, _REFUSED, None)
            if before is not None and before["lines"] == cut:
                return False
            since = now.isoformat() if before is None else before["since"]
            meta.write(self._database, connection, _REFUSED, {"since": since, "lines": cut})
        return True

    def refusal(self) -> Refusal | None:
        """Return why the files as they are now were refused, None if they were not."""
        with self._database.read() as connection:
            found = meta.read(connection, _REFUSED, None)
        return (
            None if found is None else Refusal(datetime.fromisoformat(found["since"]), tuple(found["lines"]))
        )


_CONFIGURATION = damage.Noun("configuration", ("hash",))


def _files(connection: sa.Connection, config_hash: str) -> Mapping[str, str] | None:
    query = sa.select(configs.c.hash, configs.c.files).where(configs.c.hash == config_hash)
    found = damage.sound(connection, query, lambda row: dict(row.files), _CONFIGURATION)
    return found[0] if found else None


def _stored(found: Mapping[str, Any], files: Mapping[str, str]) -> StoredConfig:
    held_back = {
        rule: HeldBack(held["reason"], datetime.fromisoformat(held["since"]), held["version"])
        for rule, held in found["held_back"].items()
    }
    return StoredConfig(found["hash"], dict(files), datetime.fromisoformat(found["stored_at"]), held_back)


def _same_since(before: Mapping[str, Any] | None, config_hash: str) -> str | None:
    return str(before["stored_at"]) if before is not None and before["hash"] == config_hash else None


def _version(before: Mapping[str, Any] | None, rule: str) -> str | None:
    """Return where a rule last was good: as noted before, or else in the configuration current until now."""
    if before is None:
        return None
    held = before["held_back"].get(rule)
    return str(before["hash"]) if held is None else held["version"]


def _held_back(
    before: Mapping[str, Any] | None, reasons: Mapping[str, str], now: datetime
) -> dict[str, dict[str, Any]]:
    known: Mapping[str, Any] = before["held_back"] if before is not None else {}
    return {
        rule: {
            "reason": reason,
            "since": known[rule]["since"] if rule in known else now.isoformat(),
            "version": _version(before, rule),
        }
        for rule, reason in reasons.items()
    }


def _prune(connection: sa.Connection, found: Mapping[str, Any]) -> None:
    """Delete the oldest configurations that nothing runs any more."""
    running = {found["hash"], *_versions(found["held_back"].values())}
    newest = sa.select(configs.c.hash).order_by(configs.c.stored_at.desc(), configs.c.hash).limit(KEPT)
    kept = running | set(connection.execute(newest).scalars())
    connection.execute(sa.delete(configs).where(configs.c.hash.not_in(kept)))


def _versions(held_back: Iterable[Mapping[str, Any]]) -> set[str]:
    return {held["version"] for held in held_back if held["version"] is not None}
