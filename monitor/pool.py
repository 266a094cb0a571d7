"""Worker processes with a deadline and a memory limit, for work on what strangers wrote."""

import asyncio
import gc
import importlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.connection import wait
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.process import BaseProcess
from types import ModuleType, TracebackType
from typing import Any, Protocol, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from monitor.core.feeds.outcomes import ParsedFeed, ParseFailed, ParseRequest, TooSlow, Unparseable
from monitor.core.feeds.parse import parse, parse_small
from monitor.core.operations.events import Worked, unheard

T = TypeVar("T")
Parse = Callable[[ParseRequest], Awaitable[ParsedFeed | ParseFailed]]
Render = Callable[..., Awaitable[Any]]

_HERE = 128 * 1024  # bytes of a document that may be looked at on the event loop


class Aside(Protocol):
    """Runs a function off the event loop."""

    def __call__(self, function: Callable[..., T], /, *args: Any) -> Awaitable[T]:
        """Return what ``function(*args)`` returns."""


WORKERS = min(2, os.cpu_count() or 1)  # most documents hold little that is new, and are read without one
MEMORY = 768 * 2**20  # bytes of address space; the largest allowed document needs about half
PARSING = timedelta(seconds=10)


class WorkFailedError(Exception):
    """A worker could not finish; the message says why. Nothing but this piece of work is lost."""


class WorkTooSlowError(WorkFailedError):
    """The work exceeded its deadline and its worker was killed."""


class Pool:
    """Run plain functions on plain data in spawned processes. Started at the first use, replaced when they die.

    Spawned, never forked: a worker inherits no sockets, locks or database connections, and exits with its parent.
    """

    def __init__(
        self,
        workers: int = WORKERS,
        memory: int = MEMORY,
        parsing: timedelta = PARSING,
        observe: Callable[[Worked], None] = unheard,
    ) -> None:
        self._observe = observe
        self._memory = memory
        self._parsing = parsing
        # What waits for a worker is kept once, by whoever waits; the queue of the processes would hold it twice.
        self._turns = asyncio.Semaphore(workers + 1)
        # One thread: what is done aside shares the interpreter's lock with the loop, and must not have more of it.
        self._thread = ThreadPoolExecutor(1, "aside")
        self._processes = ProcessPool(
            max_workers=workers,
            initializer=_begin,
            initargs=(memory,),
            context=_Spawn(),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.close)

    def close(self) -> None:
        """Stop the workers, whatever they are doing."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._processes.stop()  # type: ignore[no-untyped-call]  # pebble 5.2 leaves it untyped
        self._processes.join()

    async def run(self, function: Callable[..., T], *args: object, deadline: float) -> T:
        """Return what ``function(*args)`` returns within ``deadline`` seconds of its start, else WorkFailedError.

        What the function itself raises is raised here too.
        """
        began, outcome = time.monotonic(), "failed"
        work = self._processes.schedule(function, args=args, timeout=deadline)
        try:
            result = await asyncio.wrap_future(work)
        except TimeoutError:
            outcome = "late"
            raise WorkTooSlowError(f"it took longer than {deadline:g} s") from None
        except MemoryError:
            raise WorkFailedError(f"it needs more memory than {self._memory // 2**20} MiB") from None
        except ProcessExpired as error:
            raise WorkFailedError(f"the worker process died ({error.exitcode})") from None
        except CancelledError:
            raise WorkFailedError("the worker processes are stopped") from None
        else:
            outcome = "done"
            return result
        finally:
            self._observe(Worked(outcome, timedelta(seconds=time.monotonic() - began)))

    def aside(self, function: Callable[..., T], /, *args: Any) -> Awaitable[T]:
        """Return what ``function(*args)`` returns, off the event loop, one after the other.

        For work that is bounded, but too long to keep everything else waiting.
        """
        return asyncio.get_running_loop().run_in_executor(self._thread, function, *args)

    async def parse(self, request: ParseRequest) -> ParsedFeed | ParseFailed:
        """Read a document: here if little of it is new, else in a worker, where it cannot hurt."""
        is_large = len(request.body) > _HERE
        small = await self.aside(parse_small, request) if is_large else parse_small(request)
        if small is not None:
            return small
        try:
            async with self._turns:
                return await self.run(parse, request, deadline=self._parsing.total_seconds())
        except WorkTooSlowError:
            return TooSlow("reading the document", self._parsing)
        except WorkFailedError as error:
            return Unparseable(str(error))


class _Process(SpawnProcess):
    """A spawned process that does not import our main module again: it needs none of the command line."""

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:  # noqa: N802 - the name multiprocessing calls
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            with _deaf():
                return SpawnProcess._Popen(process_obj)
        finally:
            sys.modules["__main__"] = main


@contextmanager
def _deaf() -> Iterator[None]:
    """Let what is started meanwhile not hear Ctrl-C, not even while it imports: its parent stops it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows: a worker may tell of a Ctrl-C in its first second
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Spawn(SpawnContext):
    """Start processes anew, never as copies of this one."""

    Process = _Process


def _begin(memory: int) -> None:
    """Prepare a worker: bounded, deaf to Ctrl-C (its parent stops it), gone when its parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(
        50_000, 20, 50
    )  # parsed entries hold no cycles; looking for some took a tenth of the time
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    try:
        resource = importlib.import_module("resource")
    except ImportError:  # Windows has no such limit; the deadline still holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
