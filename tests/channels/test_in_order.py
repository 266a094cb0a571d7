"""Several mail servers: the first that has us takes the messages, and no message is handed over twice."""

from collections.abc import Sequence

import pytest

from monitor import runtime
from monitor.channels.in_order import InOrder
from monitor.channels.smtp import Patience, SmtpChannel
from monitor.core.operations.outbox import Accepted, Blocked, Outcome, Refused, TooLarge, Unknown, Unreachable
from monitor.core.settings import Mail
from tests.channels.test_smtp import letter, mail
from tests.smtpd import DROP, TAKE_AND_DROP, Fault, Smtpd, serving

SOON = Patience(5, 5, 5)


def send(servers: Sequence[Mail], count: int = 2) -> list[Outcome]:
    async def run() -> list[Outcome]:
        channel = InOrder([SmtpChannel(each, SOON) for each in servers])
        async with channel.session() as session:
            return [await session.send(letter(), _open) for _ in range(count)]

    return runtime.run(run())


async def _open() -> None:
    """Nothing else is on its way."""


@pytest.mark.parametrize(
    ("fault", "kind", "first", "second", "reason"),
    [
        (None, Accepted, 2, 0, "the first server takes all while it can"),
        (Fault("connect", "554 5.7.1 your address is listed"), Accepted, 0, 2, "a blocklist knows us there"),
        (Fault("connect", "421 4.3.2 busy"), Accepted, 0, 2, "busy"),
        (Fault("connect", DROP), Accepted, 0, 2, "it hangs up"),
        (Fault("MAIL", "550 5.7.1 sender not allowed"), Accepted, 0, 2, "it will not have our sender"),
        (Fault("RCPT", "550 5.1.1 no such user"), Refused, 0, 0, "what it says of the recipient counts"),
        (Fault("dot", "552 5.3.4 too big"), TooLarge, 0, 0, "what it says of the message counts"),
        (Fault("dot", TAKE_AND_DROP), Unknown, 2, 0, "it may have the message: never twice by another way"),
    ],
)
def test_the_next_server_gets_what_the_first_has_nothing_of(
    fault: Fault | None, kind: type[Outcome], first: int, second: int, reason: str
) -> None:
    with serving(Smtpd([fault] if fault else [])) as one, serving(Smtpd()) as two:
        outcomes = send([mail(one), mail(two)])

    assert {type(each) for each in outcomes} == {kind}, reason
    assert (len(one.kept), len(two.kept)) == (first, second), reason


def test_a_server_that_is_not_there_is_not_tried_again_in_the_same_session() -> None:
    gone = Mail("127.0.0.1", 9, "none", sender="w@example.org")
    with serving(Smtpd()) as two:
        outcomes = send([gone, mail(two)], count=3)

    assert [type(each) for each in outcomes] == [Accepted] * 3
    assert len(two.kept) == 3


def test_when_none_has_us_each_one_s_words_are_kept() -> None:
    gone = Mail("127.0.0.1", 9, "none", sender="w@example.org")
    with serving(Smtpd([Fault("connect", "554 5.7.1 listed")])) as two:
        outcomes = send([gone, mail(two)], count=1)

    assert isinstance(outcomes[0], Blocked | Unreachable)
    assert "127.0.0.1:9: " in outcomes[0].reply
    assert "listed" in outcomes[0].reply
