"""Rendering as the steps ask for it: what a user's template does is done in a worker, where it cannot hurt."""

import asyncio
from collections.abc import Sequence

from monitor.core.editions.edition import Edition, Envelope, Notice, Rendered
from monitor.core.settings import Config
from monitor.render.environment import Fault
from monitor.render.message import render
from monitor.render.workers import Workers

DEADLINE = 20.0  # seconds for the user's templates; the shipped ones need under two for a thousand stories
SMALL = 40  # stories that the shipped templates write here, in a thread, in a fraction of a second


class Renderer:
    """One configuration's templates at work."""

    def __init__(self, settings: Config, workers: Workers) -> None:
        self._templates = dict(settings.templates)
        self._workers = workers

    async def render(self, what: Edition | Notice, envelopes: Sequence[Envelope]) -> tuple[Rendered, ...]:
        """Return the messages of an edition or a notice, one an envelope; there is always a message."""
        faults: tuple[Fault, ...] = ()
        if self._templates or _is_large(what):
            try:
                return await self._workers.run(
                    render, what, tuple(envelopes), self._templates, deadline=DEADLINE
                )
            except Exception as error:  # noqa: BLE001 - a deadline, a dead worker: the message goes out all the same
                faults = (Fault(_template(what), str(error)),) if self._templates else ()
        return await asyncio.to_thread(render, what, tuple(envelopes), {}, faults)


def _is_large(what: Edition | Notice) -> bool:
    return isinstance(what, Edition) and len(what.stories) > SMALL


def _template(what: Edition | Notice) -> str:
    return what.template if isinstance(what, Edition) else "notice"
