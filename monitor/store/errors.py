"""What can go wrong with a store, in words for the person who runs it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa


class StoreError(Exception):
    """The store cannot be used as it is; the message names the cause and the remedy."""


class NoStoreError(StoreError):
    """Nothing has made this store yet."""


class LockLost(Exception):  # noqa: N818 - it names what happened; the holder must stop, not report a fault
    """Somebody else holds the lock now: nothing of this transaction may be committed."""


def explain(error: BaseException) -> str:
    """Return what is wrong with the store and what to do, in one line, without a password."""
    cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorname", "")
        for start, words in _SQLITE.items():
            if code.startswith(start):
                return f"{words} ({', '.join([str(cause), *getattr(cause, '__notes__', ())])})"
    if cause is not None and _is_of_postgres(cause):
        code = getattr(cause, "sqlstate", None) or _code_of_refusal(str(cause))
        for start, words in _POSTGRES.items():
            if code.startswith(start):
                return f"{words} ({_line(cause)})"
        if any(kind.__name__ == "OperationalError" for kind in type(cause).__mro__):
            return f"PostgreSQL does not answer: check that it runs, and the address in `store:` ({_line(cause)})"
    return _line(cause or error)


@contextmanager
def explained() -> Iterator[None]:
    """Turn what the drivers and the system raise inside into StoreError, with cause and remedy."""
    try:
        yield
    except (sa.exc.DBAPIError, sqlite3.Error, OSError) as error:
        raise StoreError(explain(error)) from error
    except Exception as error:
        if not _is_of_postgres(error):
            raise
        raise StoreError(explain(error)) from error


def is_outage(error: BaseException) -> bool:
    """Return whether the store cannot be used at all now, whatever it was asked: nothing in the request is to blame."""
    cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorname", "").startswith((*_SQLITE, "SQLITE_LOCKED"))
    if cause is not None and _is_of_postgres(cause):
        names = {kind.__name__ for kind in type(cause).__mro__}
        is_limit = (getattr(cause, "sqlstate", None) or "").startswith("54")  # of what one statement may hold
        return bool(names & {"OperationalError", "InterfaceError"}) and not is_limit
    return isinstance(cause, StoreError | OSError | sa.exc.TimeoutError)


def _is_of_postgres(error: BaseException) -> bool:
    """Return whether psycopg raised it; it is not imported to ask, as it takes nine megabytes that SQLite saves."""
    return any(kind.__module__.partition(".")[0] == "psycopg" for kind in type(error).__mro__)


def _code_of_refusal(said: str) -> str:
    """Return the SQLSTATE of a refused connection: libpq tells only its words."""
    if "database" in said and "does not exist" in said:
        return "3D000"
    refused = ("authentication failed", "no password supplied", "pg_hba.conf", "role")
    return "28000" if "FATAL" in said and any(words in said for words in refused) else ""


def _line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__


_CORRUPT = "the store is damaged: stop monitor, and restore the last backup with `monitor db restore FILE`"
_FULL = "the disk is full: make room; a monitor that runs goes on by itself, one that could not start must be started"

# By the beginning of SQLite's error names.
_SQLITE = {
    "SQLITE_FULL": _FULL,
    "SQLITE_CORRUPT": _CORRUPT,
    "SQLITE_NOTADB": "this file is not a store: check `store:` in monitor.yaml, or restore a backup",
    "SQLITE_READONLY": "the store cannot be written: give the user who runs monitor the right to its file and folder",
    "SQLITE_CANTOPEN": "the store cannot be opened: check that its folder exists and may be written",
    "SQLITE_PERM": "the store cannot be opened: give the user who runs monitor the right to its file and folder",
    "SQLITE_IOERR": "the disk of the store fails: check the system's log and the disk",
    "SQLITE_BUSY": "another process has held the store for too long: look for a second monitor or a stuck backup",
}

# By the beginning of SQLSTATE codes.
_POSTGRES = {
    "53100": _FULL,
    "53300": "PostgreSQL has no connection left: raise max_connections, or run fewer workers",
    "XX001": _CORRUPT,
    "XX002": _CORRUPT,
    "28": "PostgreSQL refuses our name or password: check `store:` and its secret",
    "3D000": "PostgreSQL has no such database: create it (createdb), or correct `store:`",
    "42501": "PostgreSQL does not permit this: give our user the rights to the database and its schema",
    "57P": "PostgreSQL is starting or stopping: monitor goes on by itself when it is back",
}
