import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor import runtime
from monitor.channels.webhook import Reply, WebhookChannel
from monitor.config import defaults
from monitor.core.feeds.outcomes import TooSlow, Unreachable
from monitor.core.operations.outbox import Accepted, Blocked, Deferred, Outcome, Outgoing, TooLarge, Unknown
from monitor.core.operations.outbox import Unreachable as NotReached
from monitor.core.orders.envelopes import webhook_label
from monitor.core.settings import Secret, Webhook

HOOK = Webhook(Secret("https://hooks.example/T0/token"), Secret("key"))
LABEL = webhook_label(HOOK)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
LETTER = Outgoing(1, 1, "duty", "webhook", LABEL, "<abc@x>", b'{"a": 1}', False, NOW, 0, 0, None, 1)


@dataclass(frozen=True)
class Answer:
    status: int
    text: str = ""


async def open_gate() -> None:
    pass


def post(
    answer: Reply | Unreachable | TooSlow, hook: Webhook = HOOK
) -> tuple[Outcome, list[tuple[str, bytes, Mapping[str, str]]]]:
    sent: list[tuple[str, bytes, Mapping[str, str]]] = []

    async def client(
        url: str, body: bytes, headers: Mapping[str, str], **_: object
    ) -> Reply | Unreachable | TooSlow:
        sent.append((url, body, headers))
        return answer

    async def run() -> Outcome:
        async with WebhookChannel({LABEL: hook}, client).session() as session:
            return await session.send(LETTER, open_gate)

    return runtime.run(run()), sent


@pytest.mark.parametrize(
    ("answer", "kind", "reason"),
    [
        (Answer(200), Accepted, "taken"),
        (Answer(202, "queued"), Accepted, "taken, with words"),
        (Answer(301), Blocked, "redirects are not followed with a signed body: correct the address"),
        (Answer(302), Blocked, "a login page before the receiver"),
        (Answer(304), Blocked, "no answer to a POST"),
        (Answer(400, "no_text"), Blocked, "it wants another form: all our bodies are of one"),
        (Answer(401), Blocked, "the secret is wrong"),
        (Answer(403), Blocked, "we may not"),
        (Answer(404), Blocked, "a gateway that is being deployed"),
        (Answer(405), Blocked, "a wrong address"),
        (Answer(410), Blocked, "gone until somebody corrects the address"),
        (Answer(413), TooLarge, "more than it takes"),
        (Answer(418), Blocked, "whatever it is, it is not this message"),
        (Answer(429), Deferred, "too often"),
        (Answer(408), Deferred, "too slow"),
        (Answer(503), Deferred, "overloaded"),
        (Unreachable("dns", "no such host"), NotReached, "no connection"),
        (TooSlow("the exchange", timedelta(seconds=30)), Unknown, "it may have been taken"),
    ],
)
def test_answers_mean_what_they_mean_for_mail(
    answer: Reply | Unreachable | TooSlow, kind: type[Outcome], reason: str
) -> None:
    outcome, _ = post(answer)

    assert isinstance(outcome, kind), reason
    assert outcome.server == LABEL


def test_a_body_is_signed_and_can_be_told_from_its_repetition() -> None:
    _, [(url, body, headers)] = post(Answer(200))

    assert (url, body) == ("https://hooks.example/T0/token", b'{"a": 1}')
    assert headers == {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": "abc@x",
        "X-Monitor-Signature": f"sha256={hmac.new(b'key', body, 'sha256').hexdigest()}",
    }


def test_without_a_secret_nothing_is_signed() -> None:
    _, [(_, _, headers)] = post(Answer(200), Webhook(HOOK.url))

    assert "X-Monitor-Signature" not in headers


def test_a_webhook_that_left_the_configuration_is_not_called() -> None:
    async def run() -> Outcome:
        async def client(*_: object, **__: object) -> Reply:
            raise AssertionError("called")

        async with WebhookChannel({}, client).session() as session:
            return await session.send(LETTER, open_gate)

    assert isinstance(runtime.run(run()), NotReached)


def test_the_url_stays_out_of_what_is_remembered() -> None:
    outcome, _ = post(Answer(500, "oops"))

    assert "token" not in f"{outcome}"


def test_the_snippet_for_receivers_knows_our_signature() -> None:
    readme = (defaults.config_folder() / "README.md").read_text("utf-8")
    (snippet,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    space: dict[str, Any] = {}
    exec(snippet, space)  # noqa: S102 - our own text
    _, [(_, body, headers)] = post(Answer(200))

    known = space["is_from_monitor"]
    signature = headers["X-Monitor-Signature"]
    assert known(body, signature, "key")
    assert not known(body + b" ", signature, "key")
    assert not known(body, signature, "other")
