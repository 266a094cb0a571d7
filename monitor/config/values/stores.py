"""The address of the store: SQLite in a file or PostgreSQL."""

from pathlib import Path
from typing import Any

from monitor.config.environment import Environment
from monitor.config.problems.suggest import shown
from monitor.config.values.mistakes import kind, mistake

_REMEDY = "write sqlite:///var/monitor.db or postgresql+psycopg://user@host/database"
_POSTGRES = ("postgresql+psycopg://", "postgresql://", "postgres://")


def store_url(value: Any) -> str:
    """Read the address of a store; PostgreSQL is always spoken through psycopg 3."""
    if not isinstance(value, str):
        raise mistake(f"{kind(value)} stands where the address of the store belongs", _REMEDY)
    text = value.strip()
    for prefix in _POSTGRES:
        if text.startswith(prefix) and len(text) > len(prefix):
            return _POSTGRES[0] + text[len(prefix) :]
    path = text.removeprefix("sqlite:///")
    if path == text or not path:
        raise mistake(f"{shown(text)} is not a valid store address", _REMEDY)
    if path.startswith((":memory:", "file:", "?")):
        raise mistake("a store in memory forgets everything", "name a file: sqlite:///var/monitor.db")
    return text


def chosen(written: str | None, environment: Environment) -> str:
    """Return the address in force: MONITOR_STORE goes before the file, so that one folder serves many machines."""
    given = environment.variables.get("MONITOR_STORE", "")
    url = store_url(given) if given else written
    return place(url, environment.base) if url else environment.store


def place(url: str, base: Path) -> str:
    """Return ``url`` with the path of a SQLite file made absolute, starting from ``base``."""
    path = url.removeprefix("sqlite:///")
    return url if path == url else f"sqlite:///{(base / path).as_posix()}"
