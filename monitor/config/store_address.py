"""Where the store is, however bad the rest of the files is."""

import re
from collections.abc import Mapping
from pathlib import Path

from pydantic_core import PydanticCustomError

from monitor.config import folder
from monitor.config.environment import Missing
from monitor.config.problems.report import ConfigError, Report
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
    address = _store_line(place)
    try:
        written = (
            stores.store_url(environment.fill(address)) if address and not environ.get(_OVERRIDE) else None
        )
        return stores.chosen(written, environment)
    except (Missing, PydanticCustomError) as error:
        remedy = error.remedy if isinstance(error, Missing) else str((error.context or {}).get("remedy", ""))
        report.problem(Spot("monitor.yaml"), ("store",), str(error), remedy)
        raise ConfigError(report.problems) from None


_OVERRIDE = "MONITOR_STORE"


def _store_line(place: Path) -> str:
    """Return what monitor.yaml says of the store: by its line where the file is no YAML, which may be elsewhere."""
    try:
        text = (
            texts.tidy("", (place / "monitor.yaml").read_bytes().decode("utf-8-sig", "replace"), Report())
            or ""
        )
    except OSError:
        return ""
    file = parse("", text, Report())
    if file is not None:
        return str(file.value.get("store") or "")
    line = _STORE_LINE.search(text)
    return line[1].strip().strip("\"'") if line else ""


_STORE_LINE = re.compile(r"^store\s*:\s*(.*?)\s*(?:\s#.*)?$", re.MULTILINE)
