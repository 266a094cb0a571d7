"""The configuration folder: where it is found, what of it is read, where relative paths start."""

import os
import platform
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG
from uuid import uuid4

from monitor import durable
from monitor.config import defaults
from monitor.config.environment import Environment
from monitor.config.problems.report import ConfigError, Finding, Report
from monitor.config.problems.suggest import did_you_mean
from monitor.config.yaml.texts import MAX_BYTES, Spot, decode
from monitor.core.operations.folder import Folder

SYSTEM = Path("/etc/monitor")

SINGLE = ("monitor.yaml", "feeds.yaml", "digests.yaml", "recipients.yaml", "places.csv", "history.csv")
LISTS = ("vocabularies", "rules", "local")
TEMPLATES = "templates"

_STORE = "monitor.db"
_SHIPPED = "(shipped)"
_MARK, _MARK_SIZE = ".monitor-id", 64
_MARKS = (*SINGLE[:3], "rules")
_MAX_FILES = 2_000
_MAX_TOTAL = 64 * 1024 * 1024


def find(folder: Path | None, environ: Mapping[str, str]) -> Path:
    """Return the folder given, else ``$MONITOR_CONFIG``, ``./config``, ``/etc/monitor``, the shipped defaults.

    The latter two places count only if they hold a configuration: many projects have a folder ``config``.
    """
    if folder is not None:
        return folder
    if named := environ.get("MONITOR_CONFIG"):
        return Path(named)
    for place in (Path("config"), SYSTEM):
        if any((place / mark).exists() for mark in _MARKS):
            return place
    return defaults.config_folder()


def base(folder: Path, environ: Mapping[str, str]) -> Path:
    """Return the folder that relative paths start from, absolute.

    It is the parent of the configuration folder. What belongs to the system is not written beside: for
    /etc/monitor and the shipped defaults it is the state directory.
    """
    return _state(environ) if _is_of_system(folder) else _absolute(folder).parent


def environment(folder: Path, environ: Mapping[str, str], *, lenient: bool = False) -> Environment:
    """Return what the files of a folder leave to their surroundings."""
    return Environment(environ, base(folder, environ), _own_store(folder, environ), lenient)


def _own_store(folder: Path, environ: Mapping[str, str]) -> str:
    """Return where the store is if monitor.yaml does not say: in the folder's own ``var``, so that none share one.

    For what belongs to the system it is in the state directory. Older versions kept it beside the folder: where one
    is, it goes on being used, unless the folder has a ``var`` (`monitor init` makes it).
    """
    beside = base(folder, environ) / defaults.STATE / _STORE
    own = _absolute(folder) / defaults.STATE
    is_old = beside.exists() and not own.is_dir()
    return f"sqlite:///{(beside if _is_of_system(folder) or is_old else own / _STORE).as_posix()}"


def identity(folder: Path, *, mark: bool = False) -> Folder:
    """Return what tells a folder from others; the shipped one is the same wherever it is installed.

    With ``mark`` the folder is marked if it may be written and is not yet.
    """
    if folder == defaults.config_folder():
        return Folder(_SHIPPED, _SHIPPED)
    path = _absolute(folder)
    try:
        found = path.stat()
    except OSError:
        return Folder(str(path), str(path.resolve()))
    its = _mark(path, write=mark and not _is_of_system(path))
    return Folder(str(path), str(path.resolve()), platform.node(), found.st_dev, found.st_ino, its)


def _mark(folder: Path, *, write: bool) -> str:
    """Return the mark of a folder, empty if it has none."""
    file = folder / _MARK
    with suppress(OSError):
        if write and not file.exists():
            file.write_text(f"{uuid4().hex}\n", encoding="ascii")
        return durable.read(file, _MARK_SIZE).decode("ascii", "replace").strip()
    return ""


def _is_of_system(folder: Path) -> bool:
    return folder in {SYSTEM, defaults.config_folder()}


def _absolute(folder: Path) -> Path:
    return Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would follow a linked folder away


def _state(environ: Mapping[str, str]) -> Path:
    """Return the system's state directory: systemd's, root's, or the user's own by the XDG rules."""
    if given := environ.get("STATE_DIRECTORY"):  # systemd.exec(5): several are joined by ':'
        return Path(given.split(":")[0])
    if given := environ.get("XDG_STATE_HOME"):
        return Path(given) / "monitor"
    if os.name == "nt":
        return Path(environ.get("LOCALAPPDATA", Path.home())) / "monitor"
    if os.geteuid() == 0:
        return Path("/var/lib/monitor")
    return Path(environ.get("HOME", Path.home())) / ".local" / "state" / "monitor"


def read_texts(folder: Path, report: Report, only: Collection[str] = ()) -> dict[str, str]:
    """Return the texts of the files that make a configuration, by name relative to ``folder``; ``only`` these, if any."""
    if not folder.is_dir():
        wrong = "there is no such folder" if not folder.exists() else "this is not a folder"
        raise ConfigError(
            [Finding("", 0, 0, "", wrong, "`monitor init DIR` writes one to edit", str(folder))]
        )
    texts: dict[str, str] = {}
    total = 0
    for name in sorted(_names(folder, report)) if not only else _there(folder, only):
        body = _bytes(folder, name, report)
        total += len(body or b"")
        if len(texts) >= _MAX_FILES or total > _MAX_TOTAL:
            report.problem(
                Spot(name),
                (),
                "the folder holds too many files, or too large ones",
                "remove what is not needed",
            )
            break
        text = None if body is None else decode(name, body, report)
        if text is not None:
            texts[name] = text
    if not only:
        _warn_of_strangers(folder, report)
    if not texts and not only and not report.problems:
        wrong = "there is no configuration in this folder"
        raise ConfigError(
            [Finding("", 0, 0, "", wrong, "`monitor init DIR` writes one to edit", str(folder))]
        )
    return texts


def _there(folder: Path, names: Collection[str]) -> list[str]:
    return [name for name in names if (folder / name).exists() or (folder / name).is_symlink()]


def fingerprint(folder: Path) -> str:
    """Return a text that differs once any file of the configuration was changed, added or removed."""
    marks: list[tuple[object, ...]] = []
    for name in sorted(_names(folder)):
        try:
            found = (folder / name).stat()
        except OSError as error:
            marks.append((name, error.errno))
        else:
            marks.append((name, found.st_mtime_ns, found.st_size, found.st_ino))
    return sha256(repr(marks).encode()).hexdigest()


def read(folder: Path) -> dict[str, str]:
    """Return the texts of a sound folder, as ``load_files`` takes them."""
    report = Report(str(folder))
    found = read_texts(folder, report)
    report.refuse()
    return found


def _names(folder: Path, report: Report | None = None) -> Iterator[str]:
    """Name the files of a configuration; parts of it that cannot be read are reported, if to anybody."""
    yield from _there(folder, SINGLE)
    for part in LISTS:
        for path in _entries(folder, part, report):
            if path.suffix in {".yaml", ".yml"} and not path.name.startswith("."):
                yield f"{part}/{path.name}"
    for part in (TEMPLATES, f"{TEMPLATES}/mail"):
        for path in _entries(folder, part, report):
            if path.suffix == ".j2":
                yield f"{part}/{path.name}"


def _entries(folder: Path, part: str = "", report: Report | None = None) -> list[Path]:
    """Return what lies in a part of a folder; that it cannot be read is reported, if to anybody."""
    try:
        return list((folder / part).iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        if report is not None:
            wrong = f"this folder cannot be read: {error.strerror}"
            report.lose(Spot(part), wrong, "check what it is, its owner and mode")
        return []


def _bytes(folder: Path, name: str, report: Report) -> bytes | None:
    path = folder / name
    try:
        if not S_ISREG(path.stat().st_mode):
            report.lose(Spot(name), "this is not a file", "remove it, or put a file in its place")
            return None
        return durable.read(path, MAX_BYTES * 4 + 1)
    except OSError as error:
        report.lose(Spot(name), f"the file cannot be read: {error.strerror}", "check its owner and mode")
        return None


def _warn_of_strangers(folder: Path, report: Report) -> None:
    """Warn of files that look like configuration, but that nothing reads."""
    for path in sorted(_entries(folder)):
        is_file = path.suffix in {".yaml", ".yml", ".csv"} and not path.name.startswith(".")
        if is_file and path.name not in SINGLE:
            remedy = did_you_mean(path.name, SINGLE, f"move it under {', '.join(LISTS)} if it holds rules")
            report.warn(Spot(path.name), (), "this file is not read", remedy)
        elif path.is_dir() and path.name not in LISTS:
            remedy = did_you_mean(path.name, LISTS, "")
            if remedy:
                report.warn(Spot(path.name), (), "this folder is not read", remedy)
    for part in LISTS:
        for path in sorted(_entries(folder, part)):
            if path.is_dir() and any(path.glob("*.y*ml")):
                report.warn(
                    Spot(f"{part}/{path.name}"),
                    (),
                    "folders in here are not read",
                    f"move its files to {part}/",
                )
