"""What a command that only looks wants to know of monitor.yaml, however bad the rest of the files is."""

import re
from collections.abc import Mapping
from pathlib import Path

from pydantic_core import PydanticCustomError

from monitor import durable
from monitor.config import folder
from monitor.config.environment import Missing
from monitor.config.problems.report import ConfigError, Finding, Report
from monitor.config.values import stores
from monitor.config.yaml import texts
from monitor.config.yaml.documents import parse
from monitor.config.yaml.texts import Spot


def peek_store(place: Path, environ: Mapping[str, str]) -> str:
    """Return the address of the store, however bad the rest of the files is.

    A bad file never stops the service: it must find the store that keeps its last good configuration.
    """
    report = Report(str(place))
    environment = folder.environment(place, environ)
    text = _main_file(place)
    address = _store_line(text or "")
    if text is not None and not text.strip() and not environ.get(_OVERRIDE):
        _refuse_new_store(place, environment.store)
    try:
        written = (
            stores.store_url(environment.fill(address)) if address and not environ.get(_OVERRIDE) else None
        )
        return stores.chosen(written, environment)
    except (Missing, PydanticCustomError) as error:
        remedy = error.remedy if isinstance(error, Missing) else str((error.context or {}).get("remedy", ""))
        report.problem(Spot("monitor.yaml"), ("store",), str(error), remedy)
        raise ConfigError(report.problems) from None


def peek_mail_host(place: Path, environ: Mapping[str, str]) -> str | None:
    """Return the host that mails go by, "" if there is none; None if monitor.yaml is too bad to tell."""
    file = parse("", _main_file(place) or "", Report())
    mail = None if file is None else file.value.get("mail") or {}
    if not isinstance(mail, dict):
        return None
    try:
        return folder.environment(place, environ).fill(str(mail.get("host") or ""))
    except Missing:
        return None


_OVERRIDE = "MONITOR_STORE"


def _refuse_new_store(place: Path, own: str) -> None:
    """Let an empty monitor.yaml begin no store: it may be half saved, and have named another one."""
    if not Path(own.removeprefix("sqlite:///")).exists():
        wrong = "the file is empty, and there is no store yet"
        hint = "put back what it held, or write `timezone: UTC` to begin one"
        raise ConfigError([Finding("monitor.yaml", 0, 0, "", wrong, hint, str(place))])


def _main_file(place: Path) -> str | None:
    """Return the text of monitor.yaml, None if there is none."""
    try:
        body = durable.read(place / "monitor.yaml", texts.MAX_BYTES)
    except OSError:
        return None
    return texts.tidy("", body.decode("utf-8-sig", "replace"), Report()) or ""


def _store_line(text: str) -> str:
    """Return what monitor.yaml says of the store: by its line where the file is not YAML, which may be elsewhere."""
    file = parse("", text, Report())
    if file is not None:
        return str(file.value.get("store") or "")
    line = _STORE_LINE.search(text)
    return line[1].strip().strip("\"'") if line else ""


_STORE_LINE = re.compile(r"^store\s*:\s*(.*?)\s*(?:\s#.*)?$", re.MULTILINE)
