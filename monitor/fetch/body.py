"""The body of an answer, taken as far as it comes and is allowed, and decoded where that holds up nobody."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial

from monitor.core.feeds.outcomes import TooLarge, Unreachable
from monitor.fetch.decode import TRIVIAL, Decoded, NotDecodableError, decode, is_encoded
from monitor.fetch.faults import unreachable
from monitor.fetch.head import NotHttpError
from monitor.fetch.room import SMALL, Room
from monitor.fetch.wire import CutOffError, Reply

_EXCERPT = 64 * 1024  # of an error page: enough to name who blocks
_DECODERS = 2  # threads, of their own: what strangers sent must not hold up the store's


@dataclass(frozen=True, slots=True)
class Body:
    """A document, or its beginning; ``cut_off`` says what ended it too early."""

    content: bytes
    cut_off: TooLarge | Unreachable | None = None


class Bodies:
    """Takes the bodies of all answers: how many bytes are in hand at once, and where they are decoded."""

    def __init__(self) -> None:
        self._room = Room()
        self._threads = ThreadPoolExecutor(_DECODERS, thread_name_prefix="decode")

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def take(self, reply: Reply, limit: int, deadline: asyncio.Timeout) -> Body:
        """Return the body of an answer, up to ``limit`` bytes of it."""
        taken: list[bytes] = []
        size = 0
        cut_off: TooLarge | Unreachable | None = None
        try:
            async with aclosing(reply.pieces) as pieces:
                async for piece in pieces:
                    taken.append(piece)
                    size += len(piece)
                    if size > limit:
                        cut_off = TooLarge(limit)
                        break
                    await self._room.grow(size, deadline)
        except (CutOffError, NotHttpError) as error:
            # A lying length, a bad chunk or a lost connection: the parser keeps the items that are complete.
            if not taken:
                raise
            cut_off = unreachable(error)
        decoded = await self._decode(
            b"".join(taken)[:limit], reply.headers.get("content-encoding"), limit, deadline
        )
        return Body(decoded.content, TooLarge(limit) if decoded.is_cut_off else cut_off)

    @staticmethod
    async def beginning(reply: Reply) -> bytes:
        """Return the beginning of a body, decoded as far as that is cheap."""
        raw = await reply.beginning(_EXCERPT)
        try:
            return decode(raw[:TRIVIAL], reply.headers.get("content-encoding"), 16 * _EXCERPT).content
        except NotDecodableError:
            return b""

    async def _decode(
        self, raw: bytes, encoding: str | None, limit: int, deadline: asyncio.Timeout
    ) -> Decoded:
        """Undo the encoding: at once if that takes no time worth speaking of, else beside the event loop."""
        if len(raw) <= TRIVIAL:
            decoded = decode(raw, encoding, min(SMALL, limit))
            if not decoded.is_cut_off:
                return decoded
        elif not is_encoded(raw, encoding):
            return Decoded(raw)
        await self._room.grow(len(raw) + limit, deadline)
        loop = asyncio.get_running_loop()
        left = (deadline.when() or loop.time()) - loop.time()
        work = partial(decode, raw, encoding, limit, time.monotonic() + left)
        decoded = await loop.run_in_executor(self._threads, work)
        await self._room.grow(len(decoded.content), deadline)
        return decoded
