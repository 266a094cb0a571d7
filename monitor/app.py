"""Wiring and reload: the only place that constructs adapters."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from monitor import channels, config, fetch, render
from monitor.core.rules.matcher import Matcher
from monitor.core.settings import Config
from monitor.pool import Pool
from monitor.steps.tools import Tools
from monitor.store import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reloaded:
    """A new configuration is at work."""

    config: Config


@dataclass(frozen=True, slots=True)
class Refused:
    """The files are bad; what ran before runs on. ``problems`` are lines for people."""

    problems: tuple[str, ...]


class App:
    """The one mutable thing: which tools are current.

    Everything that can fail in a change of configuration (read, check, compile, connect) happens before one
    reference is swapped. A step takes ``tools`` once, at its start, and so never sees half a change.
    """

    def __init__(self, folder: Path, environ: Mapping[str, str], store: Store, runner: str) -> None:
        self.folder = folder
        self.store = store
        self.tools: Tools
        self._environ = environ
        self._runner = runner
        self._resources = AsyncExitStack()
        self._seen = ""
        self._pool: Pool

    @classmethod
    @asynccontextmanager
    async def open(cls, folder: Path, environ: Mapping[str, str], *, kind: str) -> AsyncIterator["App"]:
        """Open the store, start from the files or, if they are bad, from the last good configuration.

        Raises ConfigError if the files are bad and the store holds none.
        """
        store = Store(config.peek_store(folder, environ))
        await asyncio.to_thread(store.open)
        with store.runners.register(kind, _now()) as runner:
            app = cls(folder, environ, store, runner)
            try:
                async with app._resources:
                    app._pool = await app._resources.enter_async_context(Pool())
                    await app._start()
                    yield app
            finally:
                store.close()

    async def reload_if_changed(self) -> Reloaded | Refused | None:
        """Reload when a file of the folder changed since the last look; None if none did."""
        seen = await asyncio.to_thread(config.fingerprint, self.folder)
        return None if seen == self._seen else await self.reload()

    async def reload(self) -> Reloaded | Refused:
        """Put the files to work, or say why not and keep what runs."""
        self._seen = await asyncio.to_thread(config.fingerprint, self.folder)
        try:
            loaded = await asyncio.to_thread(config.load, self.folder, self._environ)
            await self._adopt(loaded)
        except config.ConfigError as error:
            await asyncio.to_thread(self._refuse, error)
            return Refused(error.lines)
        log.info("configuration in use", extra={"config": self.tools.config.hash, "held_back": list(loaded.held_back)})
        return Reloaded(self.tools.config)

    async def _start(self) -> None:
        outcome = await self.reload()
        if isinstance(outcome, Reloaded):
            return
        good = await asyncio.to_thread(self.store.configs.current)
        if good is None:
            raise config.ConfigError(outcome.problems)
        await self._adopt(config.load_files(good.files, self._environ, self.folder))
        log.error("the files are bad; running on the last good configuration", extra={"config": good.hash})

    async def _adopt(self, loaded: Config) -> None:
        sound = await asyncio.to_thread(self._keep_last_versions, loaded)
        tools = await self._build(sound)
        await asyncio.to_thread(self._remember, loaded)
        self.tools = tools

    def _keep_last_versions(self, loaded: Config) -> Config:
        """Let a rule whose example fails run on in its last version, whose examples held."""
        if not loaded.held_back:
            return loaded
        sound = self.store.configs.sound()
        if sound is None:
            return loaded
        before = config.load_files(sound.files, self._environ, self.folder)
        return replace(loaded, ruleset=config.with_last_versions(loaded, before))

    async def _build(self, settings: Config) -> Tools:
        client = await self._resources.enter_async_context(fetch.client(settings.network, settings.polling))
        renderer = render.Renderer(settings, self._pool)
        return Tools(
            config=settings,
            store=self.store,
            matcher=await asyncio.to_thread(lambda: Matcher(config.compiled(settings))),
            fetch=client.fetch,
            parse=self._pool.parse,
            render=renderer.render,
            channels=channels.open_channels(settings, client.post),
            now=_now,
            runner=self._runner,
        )

    def _remember(self, loaded: Config) -> None:
        self.store.configs.store_good(loaded, _now())
        self.store.feeds.register(tuple(loaded.feeds.values()), _now())
        self.store.orders.register(loaded, _now())

    def _refuse(self, error: config.ConfigError) -> None:
        self.store.configs.record_refusal(error.lines, _now())
        for line in error.lines:
            log.error("configuration refused", extra={"problem": line})


def _now() -> datetime:
    return datetime.now(UTC)


Clock = Callable[[], datetime]
