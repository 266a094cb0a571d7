"""Requests that share a call: whoever spoils it spoils only their own answer."""

import asyncio
from collections.abc import Sequence

import pytest

from monitor import runtime
from monitor.steps.batching import Together


class Desk:
    """Doubles numbers, several at a time; negative ones break it, zero finds it closed."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []

    def answer(self, numbers: Sequence[int]) -> list[int]:
        self.calls.append(list(numbers))
        if 0 in numbers:
            raise OSError("closed")
        if min(numbers) < 0:
            raise ValueError(f"{min(numbers)} is negative")
        return [2 * number for number in numbers]


def asked(desk: Desk, *numbers: int) -> list[object]:
    async def ask() -> list[object]:
        together = Together(desk.answer, len(numbers), lambda error: isinstance(error, OSError))
        return await asyncio.gather(*map(together.ask, numbers), return_exceptions=True)

    return [str(answer) if isinstance(answer, Exception) else answer for answer in runtime.run(ask())]


@pytest.mark.parametrize(
    ("numbers", "answers", "calls"),
    [
        ((1, 2, 3), [2, 4, 6], [[1, 2, 3]]),
        ((1, -2, 3), [2, "-2 is negative", 6], [[1, -2, 3], [1], [-2], [3]]),
        ((-1, 2, -3), ["-1 is negative", 4, "-3 is negative"], [[-1, 2, -3], [-1], [2], [-3]]),
        ((-1,), ["-1 is negative"], [[-1]]),
        ((1, 0, 2), ["closed", "closed", "closed"], [[1, 0, 2]]),
    ],
)
def test_a_call_that_fails_is_tried_for_each_alone_while_there_is_hope(
    numbers: tuple[int, ...], answers: list[object], calls: list[list[int]]
) -> None:
    desk = Desk()

    assert asked(desk, *numbers) == answers
    assert desk.calls == calls


def test_a_desk_that_closes_while_each_is_tried_is_asked_no_more() -> None:
    class Closing(Desk):
        def answer(self, numbers: Sequence[int]) -> list[int]:
            if len(self.calls) == 2:
                self.calls.append(list(numbers))
                raise OSError("closed")
            return super().answer(numbers)

    desk = Closing()

    assert asked(desk, 1, -2, 3, 4) == [2, "closed", "closed", "closed"]
    assert len(desk.calls) == 3


def test_whoever_gives_up_waiting_spoils_nothing() -> None:
    async def work() -> tuple[int, bool]:
        desk = Desk()
        together = Together(desk.answer, 2)
        patient = asyncio.create_task(together.ask(1))
        hasty = asyncio.create_task(together.ask(-1))
        await asyncio.sleep(0)
        hasty.cancel()
        await asyncio.wait([hasty])
        return await patient, hasty.cancelled()

    assert runtime.run(work()) == (2, True)
