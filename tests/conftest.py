"""Fixtures for every test: a store, once on SQLite and once on PostgreSQL."""

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa
from hypothesis import settings

from monitor.store import Store
from monitor.store.tables import metadata
from tests import postgres

KINDS = ("sqlite", "postgres")

# A machine may be busy, and the first of many texts may load what all others use: no example has a time by the clock.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--databases", default=",".join(KINDS), help="Run the tests that use a store on: sqlite,postgres."
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "on(kind): the test is about this kind of database only")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let reports travel between processes: captured logs may hold half characters, which tests feed in."""
    report = yield
    report.sections = [
        (name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections
    ]
    return report


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "store_kind" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--databases").split(",")
        mark = metafunc.definition.get_closest_marker("on")
        kinds = [kind for kind in KINDS if kind in chosen and (mark is None or kind in mark.args)]
        metafunc.parametrize("store_kind", kinds, indirect=True)


@dataclass(frozen=True, slots=True)
class Postgres:
    """A server for the session. Tests take turns with one store; a new database takes ten times as long."""

    url: sa.URL
    admin: psycopg.Connection[tuple[object, ...]]

    def create(self) -> sa.URL:
        """Make a database with nothing in it."""
        name = f"monitor_test_{uuid4().hex}"
        self.admin.execute(f'CREATE DATABASE "{name}"')
        return self.url.set(database=name)

    def empty(self, url: sa.URL) -> None:
        """End every connection to a store, and take its rows away."""
        self.admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [url.database]
        )
        conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(conninfo, autocommit=True) as connection:
            connection.execute(_EMPTY)

    def drop(self, url: sa.URL) -> None:
        """Remove a database with whatever is still connected to it."""
        self.admin.execute(f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """Start PostgreSQL once; skip where there is none, but never in continuous integration."""
    try:
        with postgres.server() as text:
            url = sa.make_url(text)
            conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
            with psycopg.connect(conninfo, autocommit=True) as admin:
                yield Postgres(url, admin)
    except postgres.NoPostgresError as reason:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def postgres_store(postgres_server: Postgres) -> Iterator[sa.URL]:
    """Make one store on PostgreSQL, to be emptied after each test."""
    url = postgres_server.create()
    _open(url.render_as_string(hide_password=False))
    yield url
    postgres_server.drop(url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an empty SQLite store once, to copy from."""
    path = tmp_path_factory.mktemp("template") / "monitor.db"
    _open(f"sqlite:///{path}")
    return path


@pytest.fixture
def store_kind(request: pytest.FixtureRequest) -> str:
    """Name the kind of database this test runs on."""
    return str(request.param)


@pytest.fixture
def bare_url(store_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the URL of a database with nothing in it."""
    yield from _url(store_kind, tmp_path, request, filled=False)


@pytest.fixture
def store_url(store_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the URL of an empty store at the newest schema."""
    yield from _url(store_kind, tmp_path, request, filled=True)


@pytest.fixture
def open_store(store_url: str) -> Iterator[Callable[[], Store]]:
    """Open the test's store once more, as another process would; all are closed at the end."""
    opened: list[Store] = []

    def another() -> Store:
        store = Store(store_url)
        opened.append(store)
        store.open()
        return store

    yield another
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[[], Store]) -> Store:
    """Give an empty store; the test runs once on each kind of database."""
    return open_store()


def _url(kind: str, folder: Path, request: pytest.FixtureRequest, *, filled: bool) -> Iterator[str]:
    if kind == "sqlite":
        path = folder / ("var" if filled else "bare") / "monitor.db"
        path.parent.mkdir()
        if filled:
            shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    if filled:
        url: sa.URL = request.getfixturevalue("postgres_store")
        yield url.render_as_string(hide_password=False)
        server.empty(url)
        return
    url = server.create()
    yield url.render_as_string(hide_password=False)
    server.drop(url)


def _open(url: str) -> None:
    store = Store(url)
    store.open()
    store.close()


_EMPTY = "; ".join(
    [f'DELETE FROM "{table.name}"' for table in reversed(metadata.sorted_tables)]  # noqa: S608 - our names
    + [
        f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), 1, false)"
        for table in metadata.sorted_tables
        if table.dialect_options["sqlite"]["autoincrement"]
    ]
)
