"""Wiring and reload: the only place that constructs adapters."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from monitor import __version__, channels, config, fetch, render
from monitor.core.operations import events
from monitor.core.operations.events import Event, unheard
from monitor.core.operations.folder import Folder
from monitor.core.operations.health import RESTART, Rhythm
from monitor.core.operations.notice import NoticeItem
from monitor.core.operations.redaction import Concealer, secrets_of
from monitor.core.orders.model import standings
from monitor.core.settings import Config
from monitor.pool import WORKERS, Pool
from monitor.steps.deliver import follow_addresses, revive
from monitor.steps.dependencies import Dependencies
from monitor.steps.group_memory import GroupMemory
from monitor.store import Store, StoreError, explained

log = logging.getLogger(__name__)

Observer = Callable[[Event], None]
_SERVICES = frozenset({"run", "worker"})  # others end soon: one parser process is enough for them
NAMED = 20  # mistakes in a notice; `monitor check` has them all
_STILL = 1.0  # seconds in which files must not change before they are read
_STILL_WITHIN = 30  # looks; what changes for ever is read as it is


@dataclass(frozen=True, slots=True)
class Reloaded:
    """A new configuration is at work."""

    config: Config


@dataclass(frozen=True, slots=True)
class Refused:
    """The files are bad; what ran before runs on. ``problems`` are lines for people."""

    problems: tuple[str, ...]


class App:
    """The one mutable thing: which dependencies are current.

    Everything that can fail in a change of configuration (read, check, compile, connect) happens before one
    reference is swapped. A step takes ``deps`` once, at its start, and so never sees half a change.
    """

    def __init__(
        self, folder: Path, environ: Mapping[str, str], store: Store, runner: str, observe: Observer
    ) -> None:
        self.folder = folder
        self.store = store
        self.deps: Dependencies
        self._environ = environ
        self._runner = runner
        self._observe = observe
        self._seen = ""
        self._runs_files = True
        self._reloading = asyncio.Lock()
        self._memory = GroupMemory()
        self._pool: Pool
        self._started_with: Mapping[str, str] = {}  # what only a start can take up

    @classmethod
    @asynccontextmanager
    async def open(
        cls, folder: Path, environ: Mapping[str, str], *, kind: str, observe: Observer = unheard
    ) -> AsyncIterator["App"]:
        """Open the store, start from the files or, if they are bad, from the last good configuration.

        Raises ConfigError if the files are bad and the store holds none.
        """
        url = config.peek_store(folder, environ)
        store, ours = Store(url), config.identity(folder)
        await asyncio.to_thread(_opened, store, ours)
        with store.runners.register(kind, _now()) as runner:
            app = cls(folder, environ, store, runner, observe)
            try:
                await asyncio.to_thread(store.holder.claim, config.identity(folder, mark=True))
                with explained():
                    await asyncio.to_thread(store.clock.heed, _now())
                async with Pool(WORKERS if kind in _SERVICES else 1, observe=observe) as app._pool:
                    await app._start()
                    app._started_with = {"store": url, "web.listen": app.deps.config.listen}
                    yield app
            finally:
                store.close()

    async def reload_if_changed(self) -> Reloaded | Refused | None:
        """Reload when a file of the folder changed since the last look; None if none did."""
        async with self._reloading:
            seen = await asyncio.to_thread(config.fingerprint, self.folder)
            if seen != self._seen:
                return await self._reload(await self._still(seen))
            if await asyncio.to_thread(self._is_displaced):
                await asyncio.to_thread(self._remember, self.deps.config, self._runs_files)
            return None

    async def reload(self) -> Reloaded | Refused:
        """Put the files to work, or say why not and keep what runs.

        All fallible work (read, check, compile rules and templates, connect) happens before any live state is
        touched, and only one reload happens at a time. Whatever is wrong with the files, even a fault of ours that
        they bring to light, is a refusal: recorded, told to operators, and over when the files change. A store that
        cannot be written raises instead; the next look tries again.
        """
        async with self._reloading:
            seen = await asyncio.to_thread(config.fingerprint, self.folder)
            return await self._reload(await self._still(seen))

    async def _still(self, seen: str) -> str:
        """Wait until the files change no more, as they do while they are saved or copied; return their fingerprint."""
        for _ in range(_STILL_WITHIN):
            await asyncio.sleep(_STILL)
            before, seen = seen, await asyncio.to_thread(config.fingerprint, self.folder)
            if seen == before:
                break
        return seen

    def _is_displaced(self) -> bool:
        """Return whether the store holds another configuration than ours, whose process is gone."""
        current = self.store.configs.stored_by()
        if (
            current is None
            or current.hash == self.deps.config.hash
            or self.store.runners.lives(current.runner)
        ):
            return False
        about = {"ours": self.deps.config.hash, "found": current.hash}
        log.warning("the store held another configuration: ours is put back", extra=about)
        return True

    async def _reload(self, seen: str) -> Reloaded | Refused:
        try:
            with explained():
                loaded = await asyncio.to_thread(self._load)
                await self._adopt(loaded)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever the files bring to light, what ran before runs on
            problems = _problems(error)
            await asyncio.to_thread(self._refuse, problems)
            self._seen = seen
            self._observe(events.Reloaded(good=False))
            return Refused(problems)
        self._seen = seen
        self._observe(events.Reloaded(good=True))
        log.info(
            "configuration in use",
            extra={"config": self.deps.config.hash, "held_back": list(loaded.held_back)},
        )
        if self._started_with:
            await asyncio.to_thread(self._tell_what_needs_a_restart)
        return Reloaded(self.deps.config)

    async def _start(self) -> None:
        outcome = await self._reload(await asyncio.to_thread(config.fingerprint, self.folder))
        if isinstance(outcome, Reloaded):
            return
        good = await asyncio.to_thread(self.store.configs.current)
        if good is None:
            raise config.ConfigError(outcome.problems)
        await self._adopt(config.load_files(good.files, self._environ, self.folder), from_files=False)
        log.error("the files are bad; running on the last good configuration", extra={"config": good.hash})

    async def _adopt(self, loaded: Config, *, from_files: bool = True) -> None:
        await self._try_templates(loaded)
        sound = await asyncio.to_thread(self._with_last_versions, loaded)
        deps = await self._build(sound)
        await asyncio.to_thread(self._remember, loaded, from_files)
        self.deps, self._runs_files = deps, from_files
        await asyncio.to_thread(follow_addresses, deps)
        await asyncio.to_thread(revive, deps)

    def _load(self) -> Config:
        last = self.store.configs.current()
        return config.load(self.folder, self._environ, None if last is None else last.files)

    async def _try_templates(self, loaded: Config) -> None:
        """Refuse templates that cannot be used; they are tried in a worker, so one that hangs is refused too."""
        wanted = {digest.template for digest in loaded.digests.values()}
        wanted |= {alert.template for alert in loaded.alerts.values()}
        problems = await render.examine(loaded.templates, wanted, self._pool)
        if problems:
            raise config.ConfigError(tuple(render.spelled(problem) for problem in problems))

    def _with_last_versions(self, loaded: Config) -> Config:
        """Let a rule whose example fails run on in its last version, whose examples held."""
        versions = self.store.configs.last_versions(loaded.held_back)
        last = {}
        for rule, version in versions.items():
            files = self.store.configs.files(version)
            if files is not None:
                last[rule] = config.load_files(files, self._environ, self.folder).ruleset
        return config.with_last_versions(loaded, last)

    async def _build(self, settings: Config) -> Dependencies:
        # Not closed here: polls in flight use it to their end, and with the last one it goes.
        client = fetch.make_client(settings.network, settings.polling)
        renderer = render.Renderer(settings, self._pool)
        return Dependencies(
            config=replace(settings, checked=None),
            store=self.store,
            matcher=await asyncio.to_thread(config.matcher, settings),
            fetch=client.fetch,
            parse=self._pool.parse,
            render=renderer.render,
            channels=channels.open_channels(settings, client.post),
            now=_now,
            runner=self._runner,
            aside=self._pool.aside,
            observe=self._observe,
            ping=client.get,
            conceal=Concealer(secrets_of(settings)).conceal,
            memory=self._memory,
        )

    def _remember(self, loaded: Config, from_files: bool) -> None:
        self.store.configs.store_good(loaded, _now(), from_files=from_files, runner=self._runner)
        self.store.feeds.register(loaded.feeds.values(), _now(), loaded.polling.every)
        for left in self.store.subscriptions.follow(loaded, _now()):
            log.warning("an order left with hits that nobody was told", extra={"order": left})
        self.store.orders.register(loaded, _now())
        self.store.faults.keep("edit", {standing.name for standing in standings(loaded)})
        self.store.faults.keep("notify", set(loaded.operators))
        self.store.status.note_rhythm(Rhythm.of(loaded.feeds.values(), loaded.polling))
        for rule, reason in loaded.held_back.items():
            item = NoticeItem(
                "rule_held_back",
                rule,
                reason,
                f"fix the rule or its example; monitor rules test {rule}",
                _now(),
            )
            self.store.notices.add(f"{item.kind} {rule} {loaded.hash}", item, _now())

    def _tell_what_needs_a_restart(self) -> None:
        settings = self.deps.config
        wanted = {"store": settings.store, "web.listen": settings.listen}
        changed = tuple(name for name, value in self._started_with.items() if wanted[name] != value)
        if not self.store.status.need_restart(self._runner, changed) or not changed:
            return
        what = ", ".join(changed)
        log.warning("restart needed", extra={"changed": list(changed)})
        item = NoticeItem(
            "restart_needed", what, "changed in monitor.yaml, and read only at the start", RESTART, _now()
        )
        self.store.notices.add(f"{item.kind} {what} {settings.hash}", item, _now())

    def _refuse(self, problems: tuple[str, ...]) -> None:
        if self.store.configs.record_refusal(problems, _now()):
            said = "\n".join(problems[:NAMED])
            item = NoticeItem(
                "reload_refused", str(self.folder), said, "monitor check names every mistake", _now()
            )
            self.store.notices.add(f"{item.kind} {_now().isoformat()}", item, _now())
        for line in problems:
            log.error("configuration refused", extra={"problem": line})


def _problems(error: Exception) -> tuple[str, ...]:
    """Return what is wrong with the files, in lines for people."""
    if isinstance(error, config.ConfigError):
        return error.lines
    log.error("the files bring a fault of monitor to light", exc_info=error)
    return (f"fault of monitor: {type(error).__name__}: {error}",)


def _opened(store: Store, ours: Folder) -> None:
    log.info("monitor", extra={"version": __version__, "folder": ours.path, "store": store.database.name})
    store.require_served_by(ours)  # before the schema of another's store is changed
    store.open()


def _now() -> datetime:
    return datetime.now(UTC)
