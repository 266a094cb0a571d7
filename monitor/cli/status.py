"""``monitor status``: what the service does, and what waits."""

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor import __version__, config
from monitor.cli import output
from monitor.cli.health import read_vitals
from monitor.cli.options import ORDERS, ConfigDir, Json, store_url
from monitor.cli.stores import open_store_at
from monitor.core.operations.health import Level, Vitals, judge, spoken
from monitor.core.orders.model import alert_key
from monitor.core.orders.reminders import LONGEST, open_stories, reminder_key
from monitor.core.settings import Config
from monitor.store import Store

_STATES = ("waiting", "sending", "sent", "dead")


def status(folder: ConfigDir = None, as_json: Json = False) -> None:
    r"""Show what the service does and what waits: configuration, feeds, deliveries, processes.

    \b
    monitor status
    monitor status --json
    """
    vitals, name = read_vitals(store_url(folder), as_json=as_json)
    loaded = _loaded(folder)
    mail = _mail(loaded)
    with closing(open_store_at(store_url(folder))) as store:
        held, unanswered = _held(store), _unanswered(store, loaded)
    record = _summary(vitals, name, mail) | {"held": held, "unanswered": unanswered}
    rows = (*_rows(vitals, name, mail), *_told_later(held), *_open(unanswered))
    output.detail(record, rows, as_json=as_json)


def _held(store: Store) -> list[dict[str, Any]]:
    """Return what orders hold back for later: by quiet hours, by the hourly limit, or to gather reports."""
    return [
        {
            "order": row.order,
            "recipient": row.recipient,
            "why": why,
            "stories": [item.id for item in waiting if item.kind == "story"],
            "signals": [item.id for item in waiting if item.kind == "signal"],
            "since": min(item.since for item in waiting),
        }
        for row in store.orders.all().values()
        for why in ("limit", "quiet", "wait")
        if (waiting := [item for item in row.state.waiting if item.why == why])
    ]


def _unanswered(store: Store, loaded: Config | None) -> list[dict[str, Any]]:
    """Return the stories of which somebody is reminded, as nobody has acknowledged them."""
    now, found = datetime.now(UTC), []
    for alert in () if loaded is None else loaded.alerts.values():
        if alert.repeat is None and not alert.escalate:
            continue
        told = store.tellings.since((alert_key(alert.id), reminder_key(alert.id)), now - 2 * LONGEST)
        open_now = open_stories(alert, told, store.acknowledgements.latest(tuple(told)), now)
        titles = store.stories.by_ids(tuple(open_now))
        found += [
            {"story": story, "alert": alert.id, "title": titles[story].title, "since": open_story.first_at}
            for story, open_story in open_now.items()
        ]
    return found


def _told_later(held: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for order in held:
        count = len(order["stories"]) + len(order["signals"])
        named = f" (stories {', '.join(map(str, order['stories']))})" if order["stories"] else ""
        since = output.rfc3339(order["since"])
        yield (
            "held",
            f"{count} by {_WHY[order['why']]} of {order['order']} for {order['recipient']}{named}, since {since}",
        )


def _open(unanswered: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for story in unanswered:
        since = output.rfc3339(story["since"])
        yield (
            "not acknowledged",
            f"story {story['story']}, told by {story['alert']} since {since}: {story['title']}",
        )
        yield "", f"→ monitor ack {story['story']}"


_WHY = {"limit": "max_per_hour", "quiet": "quiet hours", "wait": "wait"}


def _loaded(folder: Path | None) -> Config | None:
    try:
        return config.load_parts(config.find(folder, os.environ), os.environ, *ORDERS)
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
