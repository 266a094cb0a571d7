"""``monitor doctor``: looks at everything the service needs, and says what to do about what is wrong."""

import asyncio
import os
import pyexpat
import socket
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

import typer

from monitor import __version__, config, fetch, runtime
from monitor.channels import open_mail
from monitor.channels.smtp import Patience
from monitor.cli.health import conclude, of_store
from monitor.cli.options import ConfigDir, Json, store_url
from monitor.core.operations.health import Finding, Level, Vitals, judge, spoken
from monitor.core.operations.outbox import Deferred, Refused
from monitor.core.operations.redaction import Concealer, secrets_of
from monitor.core.settings import Config
from monitor.store import NoStoreError, Store, StoreError

_EXPAT: Final = (2, 4, 1)  # the first that stops entity expansion
_SQLITE: Final = (3, 35, 0)  # the first with RETURNING
_BUILT: Final = datetime(2026, 1, 1, tzinfo=UTC)
_SKEW: Final = timedelta(seconds=30)
_LOOKUPS: Final = 40  # names resolved at a time
_PATIENCE: Final = Patience(connect=10, command=10)
_ASKED: Final = 20  # addresses that the mail server is asked about


def doctor(
    folder: ConfigDir = None,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nothing of the network.")] = False,
    as_json: Json = False,
) -> None:
    r"""Look at configuration, store, clock, disk, feeds, DNS and mail server, each with a hint; exit 1 on a fault.

    \b
    monitor doctor
    monitor doctor --offline --json
    """
    findings = tuple(_examine(folder, offline=offline))
    conclude(findings, as_json=as_json)


def _examine(folder: Path | None, *, offline: bool) -> Iterator[Finding]:
    yield from _program(config.find(folder, os.environ), store_url(folder))
    loaded, found = _configuration(folder)
    yield from found
    hidden = Concealer(secrets_of(loaded) if loaded else ())
    for finding in _service(store_url(folder), loaded):
        yield _concealed(hidden, finding)
    if loaded is None:
        return
    yield _outbox(loaded)
    if not offline:
        for finding in runtime.run(_network(loaded)):
            yield _concealed(hidden, finding)


def _program(place: Path, url: str) -> Iterator[Finding]:
    with closing(Store(url)) as made:
        store = made.database.name
    wanted = ((_EXPAT, pyexpat.version_info, "expat"), (_SQLITE, sqlite3.sqlite_version_info, "SQLite"))
    for least, have, name in wanted:
        if have < least:
            text = ".".join(map(str, have))
            remedy = f"install a Python with {name} {'.'.join(map(str, least))} or newer"
            yield Finding("program", Level.FAULT, f"{name} {text} is too old to be safe", remedy)
            return
    parts = f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    yield Finding("program", Level.FINE, f"monitor {__version__}, folder {place}, store {store}, {parts}")


def _configuration(folder: Path | None) -> tuple[Config | None, list[Finding]]:
    place = config.find(folder, os.environ)
    try:
        loaded = config.load(place, os.environ)
    except config.ConfigError as error:
        remedy = "fix these lines, then run `monitor check`"
        return None, [Finding("configuration", Level.FAULT, line, remedy) for line in error.lines]
    found = [
        Finding(
            "configuration",
            Level.FINE,
            f"{place}: {len(loaded.feeds)} feeds, {len(loaded.ruleset.rules)} rules",
        )
    ]
    found += [
        Finding("configuration", Level.WARNING, line, "see `monitor check`") for line in loaded.warnings
    ]
    if loaded.heartbeat.url is None:
        remedy = "set `heartbeat.url_file` in monitor.yaml to the address of an outside watcher"
        found.append(Finding("heartbeat", Level.WARNING, "nobody would notice if this machine died", remedy))
    return loaded, found


def _service(url: str, loaded: Config | None) -> Iterator[Finding]:
    now = datetime.now(UTC)
    with closing(Store(url)) as store:
        try:
            store.require_current()
            sound = tuple(_soundness(store))
            vitals, time = store.status.read(now), store.status.server_time()
        except StoreError as error:
            yield _no_store(store.database.path) if isinstance(error, NoStoreError) else of_store(error)
            yield from _without_store(store, loaded, now)
            return
        yield from sound
        seen = max((*(runner.seen_at for runner in vitals.runners), vitals.last_tick or _BUILT))
        yield _clock(now, time, seen)
        yield from (
            finding for finding in judge(vitals) if finding.subject != "configuration" or vitals.refused
        )


def _soundness(store: Store) -> Iterator[Finding]:
    damage, strangers, server = store.check(), store.strangers(), store.status.server()
    for line in damage:
        hint = "stop monitor, and restore a backup: `monitor db restore FILE`"
        yield Finding("store", Level.FAULT, line, hint)
    for what in strangers:
        hint = "it acts behind monitor's back: remove it (DROP), or restore a backup from before"
        yield Finding("store", Level.FAULT, f"the {what} was not made by monitor", hint)
    if not damage and not strangers:
        by = f", {server}," if server else ""
        yield Finding("store", Level.FINE, f"{store.database.name}{by} is sound")


def _no_store(path: Path | None) -> Finding:
    """Report that nothing was started yet; a fault if it could not be."""
    there = next((folder for folder in path.absolute().parents if folder.exists()), None) if path else None
    if there is not None and not os.access(there, os.W_OK):
        remedy = f"give us the right to write to {there}"
        return Finding("store", Level.FAULT, f"the store cannot be made at {path}", remedy)
    found = f"none yet at {path}" if path else "none yet in this database"
    return Finding(
        "store", Level.WARNING, found, "`monitor run`, `monitor once` or `monitor db upgrade` makes it"
    )


def _without_store(store: Store, loaded: Config | None, now: datetime) -> Iterator[Finding]:
    """Look at what needs no store: the clock, the disk, and the feeds as they are configured."""
    yield _clock(now, None, _BUILT)
    try:
        free = store.free_bytes()
    except StoreError:  # the finding about the store has said it
        free = None
    feeds = {"new": len(loaded.feeds)} if loaded is not None and loaded.feeds else {}
    seen = judge(Vitals(at=now, feeds=feeds, free_bytes=free))
    yield from (
        finding
        for finding in seen
        if finding.subject == "disk" or (finding.subject == "feeds" and loaded is not None)
    )


def _clock(now: datetime, server: datetime | None, seen: datetime) -> Finding:
    remedy = "let the system keep time (timedatectl set-ntp true)"
    if now < _BUILT or now < seen - _SKEW:
        return Finding(
            "clock", Level.FAULT, f"it shows {now:%Y-%m-%d %H:%M} UTC, which is past already", remedy
        )
    if server is not None and abs(server - now) > _SKEW:
        apart = spoken(abs(server - now))
        return Finding("clock", Level.WARNING, f"{apart} apart from the clock of PostgreSQL", remedy)
    return Finding("clock", Level.FINE, f"{now:%Y-%m-%d %H:%M} UTC")


def _outbox(loaded: Config) -> Finding:
    if loaded.mail.host is not None:
        return Finding("mail", Level.FINE, f"by {loaded.mail.host}:{loaded.mail.port}")
    folder = Path(loaded.var) / "outbox"
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if not os.access(there, os.W_OK):
        return Finding(
            "mail",
            Level.FAULT,
            f"messages cannot be written to {folder}",
            f"give us the right to write to {there}",
        )
    remedy = "set `mail.host` in monitor.yaml, then try `monitor mail test ADDRESS`"
    return Finding("mail", Level.WARNING, f"not mailed: no SMTP host; messages go to {folder}", remedy)


async def _network(loaded: Config) -> tuple[Finding, ...]:
    proxy = loaded.network.proxy
    if proxy is not None:
        return (await _proxy_name(urlsplit(proxy).hostname or ""), *await _mail_server(loaded))
    asked = [feed for feed in loaded.feeds.values() if feed.enabled and feed.proxy in {None, "none"}]
    hosts = {urlsplit(feed.url).hostname for feed in asked}
    return (await _names(sorted(host for host in hosts if host)), *await _mail_server(loaded))


async def _proxy_name(host: str) -> Finding:
    """Look for the proxy only: it is the one that resolves the names of feeds, and here they may have none."""
    if await _resolves(host):
        return Finding("DNS", Level.FINE, f"the proxy {host} resolves; the names of feeds are its to resolve")
    remedy = "correct `network.proxy` in monitor.yaml, or check /etc/resolv.conf"
    return Finding("DNS", Level.FAULT, f"the name of the proxy, {host}, does not resolve", remedy)


async def _names(hosts: Iterable[str]) -> Finding:
    limit = asyncio.Semaphore(_LOOKUPS)

    async def fails(host: str) -> str | None:
        async with limit:
            return None if await _resolves(host) else host

    answers = await asyncio.gather(*(fails(host) for host in hosts))
    unknown = [host for host in answers if host]
    if not unknown:
        return Finding("DNS", Level.FINE, f"{len(answers)} names of feeds resolve")
    named = ", ".join(unknown[:5]) + (f" and {len(unknown) - 5} more" if len(unknown) > 5 else "")
    if len(unknown) == len(answers):
        return Finding(
            "DNS", Level.FAULT, "no name of a feed resolves", "check the network and /etc/resolv.conf"
        )
    return Finding(
        "DNS",
        Level.WARNING,
        f"{len(unknown)} of {len(answers)} names do not resolve: {named}",
        "correct or remove these feeds",
    )


async def _resolves(host: str) -> bool:
    lookup = asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    try:
        await asyncio.wait_for(lookup, 10)
    except (OSError, TimeoutError, UnicodeError):
        return False
    return True


async def _mail_server(loaded: Config) -> tuple[Finding, ...]:
    """Ask the server whether it takes our sender and each of our readers; nothing is sent."""
    if loaded.mail.host is None:
        return ()
    readers = dict.fromkeys(address for reader in loaded.recipients.values() for address in reader.mail)
    async with fetch.client(loaded.network, loaded.polling) as client:
        outcome = await open_mail(loaded.mail, client.post, _PATIENCE).probe(tuple(readers)[:_ASKED])
    where = f"{loaded.mail.host}:{loaded.mail.port}"
    if outcome is None:
        return (Finding("mail server", Level.FINE, f"{where} lets us in, and takes our sender and readers"),)
    hint = "check `mail:` in monitor.yaml (host, port, security, username, from) and the password"
    if isinstance(outcome, Refused | Deferred):
        hint = "check the addresses in recipients"
    level = Level.WARNING if isinstance(outcome, Deferred) else Level.FAULT
    return (Finding("mail server", level, f"{where}: {outcome.reply}", hint),)


def _concealed(hidden: Concealer, finding: Finding) -> Finding:
    return Finding(finding.subject, finding.level, hidden.conceal(finding.found), finding.remedy)
