"""What is said of ticks that fail: a fault once in full, then in one line a minute for as long as it lasts."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from monitor.store import explain

log = logging.getLogger(__name__)

AGAIN = 60.0  # seconds between lines about a fault that lasts


@dataclass(slots=True)
class _Fault:
    kind: type[Exception]
    since: float
    told: float
    times: int = 1


class Failures:
    """Remembers what fails, lest a full disk be filled with tracebacks, four a second."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._faults: dict[str, _Fault] = {}

    @contextmanager
    def noted(self, tick: str) -> Iterator[None]:
        """Let a tick fail by itself: it is logged, and comes again."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever it is, the tick comes again
            self._failed(tick, error)
        else:
            self._succeeded(tick)

    def _failed(self, tick: str, error: Exception) -> None:
        """Log with the traceback if it is the first time that this kind of fault does it."""
        now, fault = self._clock(), self._faults.get(tick)
        if fault is None or fault.kind is not type(error):
            self._faults[tick] = _Fault(type(error), now, now)
            log.error("tick failed", exc_info=error, extra={"tick": tick, "error": explain(error)})
            return
        fault.times += 1
        if now - fault.told >= AGAIN:
            fault.told = now
            about = {
                "tick": tick,
                "error": explain(error),
                "times": fault.times,
                "seconds": round(now - fault.since),
            }
            log.error("tick fails still", extra=about)

    def _succeeded(self, tick: str) -> None:
        fault = self._faults.pop(tick, None)
        if fault is not None:
            log.warning(
                "tick works again", extra={"tick": tick, "seconds": round(self._clock() - fault.since)}
            )
