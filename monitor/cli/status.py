"""``monitor status``: what the service does, and what waits."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from monitor import __version__, config
from monitor.cli import output
from monitor.cli.health import read_vitals
from monitor.cli.options import ConfigDir, Json, store_url
from monitor.core.operations.health import Level, Vitals, judge, spoken
from monitor.core.settings import Config

_STATES = ("waiting", "sending", "sent", "dead")


def status(folder: ConfigDir = None, as_json: Json = False) -> None:
    r"""Show what the service does and what waits: configuration, feeds, deliveries, processes.

    \b
    monitor status
    monitor status --json
    """
    vitals, name = read_vitals(store_url(folder), as_json=as_json)
    mail = _mail(_loaded(folder))
    output.detail(_summary(vitals, name, mail), _rows(vitals, name, mail), as_json=as_json)


def _loaded(folder: Path | None) -> Config | None:
    try:
        return config.load(config.find(folder, os.environ), os.environ)
    except config.ConfigError:
        return None


def _mail(loaded: Config | None) -> str | None:
    if loaded is None:
        return None
    return f"by {loaded.mail.host}" if loaded.mail.host else "not mailed: no SMTP host"


def _summary(vitals: Vitals, store: str, mail: str | None) -> dict[str, Any]:
    return {
        "version": __version__,
        "folder": vitals.folder,
        "config_hash": vitals.config_hash,
        "reload_refused": bool(vitals.refused),
        "refused": vitals.refused,
        "refused_since": vitals.refused_since,
        "restart_needed": vitals.restart_needed,
        "held_back": vitals.held_back,
        "feeds": vitals.feeds,
        "deliveries": {state: vitals.queue.states.get(state, 0) for state in _STATES},
        "oldest_undelivered": vitals.queue.oldest_at,
        "last_reply": vitals.last_reply,
        "oldest_ungrouped": vitals.oldest_ungrouped,
        "last_tick": vitals.last_tick,
        "last_read": None if vitals.reading is None else vitals.reading.read_at,
        "late": vitals.late,
        "faults": [
            {
                "work": fault.work,
                "what": fault.title,
                "error": fault.error,
                "since": fault.since,
                "failures": fault.failures,
            }
            for fault in vitals.faults
        ],
        "clock_leapt": vitals.clock_leapt,
        "runners": [
            {
                "id": runner.id,
                "kind": runner.kind,
                "host": runner.host,
                "pid": runner.pid,
                "seen_at": runner.seen_at,
            }
            for runner in vitals.runners
        ],
        "mail": mail,
        "store": store,
        "free_bytes": vitals.free_bytes,
    }


def _rows(vitals: Vitals, store: str, mail: str | None) -> Iterator[tuple[str, str]]:
    yield "monitor", f"{__version__}, folder {vitals.folder or 'not known yet'}, store {store}"
    for finding in judge(vitals):
        mark = "" if finding.level is Level.FINE else f"{finding.level}: "
        yield finding.subject, mark + finding.found
        if finding.remedy:
            yield "", f"→ {finding.remedy}"
    for line in vitals.refused[1:]:
        yield "", line
    deliveries = ", ".join(f"{vitals.queue.states.get(state, 0)} {state}" for state in _STATES)
    yield "messages", deliveries
    if mail is not None:
        yield "mail", mail
    for runner in vitals.runners:
        yield (
            "process",
            f"{runner.kind} on {runner.host}, pid {runner.pid}, for {spoken(vitals.at - runner.started_at)}",
        )
