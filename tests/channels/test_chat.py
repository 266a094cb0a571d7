"""Chats: what each service documents that it takes, written by receivers that refuse anything else."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest

from monitor import runtime
from monitor.channels.chat import FORMS, Message, plain
from monitor.channels.webhook import WebhookChannel
from monitor.core.operations.outbox import (
    WHOLE,
    Accepted,
    Blocked,
    Deferred,
    Outcome,
    Outgoing,
    Shape,
    TooLarge,
)
from monitor.core.orders.envelopes import webhook_label
from monitor.core.settings import Credentials, Secret, Webhook
from monitor.render.parcels import parcel
from tests.fetch.scripted import Talk, client, serving
from tests.render import golden
from tests.render.payloads import HTML

GOLDEN = dict(golden.messages())
NOW = datetime(2026, 12, 1, tzinfo=UTC)
BODY = dict[str, Any]

PATHS = {
    "slack": "/services/T0/B0/token",
    "mattermost": "/hooks/token",
    "discord": "/api/webhooks/1/token",
    "teams": "/workflows/abc/triggers/manual/paths/invoke?sig=token",
    "telegram": "/bot1:token/sendMessage",
    "matrix": "/_matrix/client/v3/rooms/!a:example.org/send/m.room.message",
    "ntfy": "/our-topic",
}


def letter(payload: bytes, shape: Shape = WHOLE) -> Outgoing:
    return Outgoing(1, 1, "desk", "webhook", "", "<abc@x>", payload, False, NOW, 0, 0, None, 1, shape=shape)


def _slack(_: Talk, body: BODY) -> bool:
    return (
        set(body) <= {"text", "blocks", "attachments", "unfurl_links", "unfurl_media"}
        and 0 < len(body["text"]) <= 40_000
    )


def _mattermost(_: Talk, body: BODY) -> bool:
    return set(body) <= {"text", "channel", "username", "attachments"} and 0 < len(body["text"]) <= 16_383


def _discord(_: Talk, body: BODY) -> bool:
    known = set(body) <= {"content", "flags", "allowed_mentions", "embeds", "username"}
    return known and 0 < len(body["content"]) <= 2_000 and body["allowed_mentions"] == {"parse": []}


def _teams(_: Talk, body: BODY) -> bool:
    (attachment,) = body["attachments"]
    card = attachment["content"]
    blocks = all(block["type"] == "TextBlock" and block["text"] for block in card["body"])
    kind = attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    small = len(json.dumps(body).encode()) < 28 * 1024
    return body["type"] == "message" and kind and card["type"] == "AdaptiveCard" and blocks and small


def _telegram(_: Talk, body: BODY) -> bool:
    return body["chat_id"] == "-100123" and 0 < len(body["text"]) <= 4_096 and "parse_mode" not in body


def _matrix(talk: Talk, body: BODY) -> bool:
    signed = talk.headers.get("authorization") == "Bearer syt_token"
    named = talk.path.startswith(PATHS["matrix"] + "/") and talk.request.startswith(b"PUT ")
    return (
        signed and named and body["msgtype"] == "m.text" and bool(body["body"]) and body["m.mentions"] == {}
    )


def _ntfy(talk: Talk, body: BODY) -> bool:
    known = set(body) <= {"topic", "title", "message", "priority", "click", "tags"}
    return (
        known
        and talk.path == "/"
        and body["topic"] == "our-topic"
        and 0 < len(body["message"].encode()) <= 4_096
    )


TAKES: dict[str, Callable[[Talk, BODY], bool]] = {
    "slack": _slack,
    "mattermost": _mattermost,
    "discord": _discord,
    "teams": _teams,
    "telegram": _telegram,
    "matrix": _matrix,
    "ntfy": _ntfy,
}


def send(form: str, payload: bytes, **hook: Any) -> tuple[list[Outcome], list[BODY]]:
    """Send a message to a strict receiver, in pieces where it is too long, as the outbox would."""
    taken: list[BODY] = []

    async def receive(talk: Talk) -> None:
        body = json.loads(await talk.reader.readexactly(int(talk.headers["content-length"])))
        try:
            good = TAKES[form](talk, body)
        except (KeyError, TypeError, ValueError):
            good = False
        taken.append(body)
        await (talk.answer(b"ok") if good else talk.answer(b"invalid_payload", status="400 Bad Request"))

    async def run() -> list[Outcome]:
        async with serving(receive) as server, client() as opened:
            origin = "{0.scheme}://{0.netloc}".format(urlsplit(server.url()))
            chat = "-100123" if form == "telegram" else None
            bearer = Credentials(bearer=Secret("syt_token")) if form == "matrix" else None
            made = replace(Webhook(Secret(origin + PATHS[form]), None, form, chat, bearer), **hook)
            label = webhook_label(made)
            async with WebhookChannel({label: made}, opened.post).session() as session:
                outcomes: list[Outcome] = []
                shape = WHOLE
                while True:
                    piece = parcel(payload, "webhook", shape)
                    outcome = await session.send(replace(letter(piece, shape), address=label), _open)
                    if isinstance(outcome, TooLarge):
                        shape = shape.smaller
                        continue
                    outcomes.append(outcome)
                    shape = shape.next
                    if shape.is_done or not isinstance(outcome, Accepted):
                        return outcomes

    return runtime.run(run()), taken


async def _open() -> None:
    """Nothing else is on its way."""


@pytest.mark.parametrize(
    "name", ["digest-en", "digest-ar", "alert-fr", "digest-discreet-fr", "empty-ar", "notice-en"]
)
@pytest.mark.parametrize("form", FORMS)
def test_a_service_takes_every_kind_of_message(form: str, name: str) -> None:
    outcomes, _ = send(form, GOLDEN[name].payload)

    assert all(isinstance(outcome, Accepted) for outcome in outcomes), outcomes


@pytest.mark.parametrize("form", FORMS)
def test_an_alert_has_the_link_that_acknowledges_it(form: str) -> None:
    link = "https://watch.example.org/ack/abc.def"
    told = {**json.loads(stories(1)), "acknowledge": link, "acknowledge_line": "أتولّى الأمر"}
    outcomes, bodies = send(form, json.dumps(told).encode())
    said = json.dumps(bodies, ensure_ascii=False)

    assert all(isinstance(outcome, Accepted) for outcome in outcomes), outcomes
    assert link in said
    assert "أتولّى الأمر" in said


@pytest.mark.parametrize(
    "told",
    [
        {"acknowledge": None, "acknowledge_line": None},
        {"acknowledge": "https://watch.example.org/ack/abc"},  # made before there were words for it
        {"acknowledge": "https://watch.example.org/" + "a" * 600, "acknowledge_line": "I have it"},
        {"acknowledge": "https://watch.example.org/ack/a", "acknowledge_line": "I have it", "discreet": True},
    ],
)
def test_a_message_without_such_a_page_has_no_line_for_it(told: dict[str, Any]) -> None:
    said = plain(Message.of(json.dumps({**json.loads(stories(1)), **told}).encode()))

    assert "I have it" not in said
    assert "/ack/" not in said


def stories(count: int, title: str = "Gunmen attack a convoy near Ménaka") -> bytes:
    """Write the JSON of a digest of so many stories."""
    told = [
        {
            "story": number,
            "line": f"HIGH · {title} {number}",
            "severity": "high",
            "entries": [{"link": f"https://news.example/{number}"}],
        }
        for number in range(count)
    ]
    return json.dumps({"version": 1, "subject": f"HIGH · {count} stories", "stories": told}).encode()


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_left_out_of_a_long_digest_it_comes_in_pieces(form: str) -> None:
    outcomes, bodies = send(form, stories(500))
    said = json.dumps(bodies, ensure_ascii=False)

    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert len(outcomes) > 1
    assert [number for number in range(500) if f"https://news.example/{number}" not in said] == []


CALLS = [
    "@everyone evacuate",
    "<!channel> evacuate",
    "<@U123> evacuate",
    "@channel and @here",
    "<https://evil.example|official site>",
    "[official site](https://evil.example)",
    "*bold* _it_ ~gone~ `code` ||hidden||",
    "# Heading\n- list",
    *HTML[:5],
]


@pytest.mark.parametrize("form", ["slack", "mattermost", "discord", "teams"])
@pytest.mark.parametrize("title", CALLS)
def test_a_headline_calls_nobody_and_links_nowhere(form: str, title: str) -> None:
    outcomes, (body,) = send(form, stories(1, title))
    said = str(body)

    assert isinstance(outcomes[0], Accepted)
    if form == "slack":  # there only angle brackets call and link
        assert not re.search("<(!|@|https://evil)", said)
    else:
        assert not re.search("@(everyone|channel|here)", said)
        assert not re.search(r"(?<!\\)(<|\[)(https://evil|official)", said)


def test_slack_has_no_calls_without_angle_brackets() -> None:
    _, (body,) = send("slack", stories(1, "<!here> & <@U1>"))

    assert "&lt;!here&gt; &amp; &lt;@U1&gt;" in body["text"]


def test_a_discreet_message_says_its_subject_only() -> None:
    message = Message.of(GOLDEN["digest-discreet-fr"].payload)

    assert (message.subject, message.lines) == (GOLDEN["digest-discreet-fr"].subject, ())


def test_the_gravest_comes_first() -> None:
    lines = Message.of(GOLDEN["digest-en"].payload).lines

    assert lines[0].severity == "critical"
    assert lines[0].link == "https://wire.example/1"


def test_a_critical_story_has_the_highest_priority_of_ntfy_and_opens_its_report() -> None:
    _, (body,) = send("ntfy", GOLDEN["alert-en"].payload)

    assert (body["priority"], body["click"]) == (5, "https://wire.example/1")


@pytest.mark.parametrize(
    ("form", "hook", "reason"),
    [
        (
            "matrix",
            {"credentials": Credentials(bearer=Secret("expired"))},
            "a token that expired is ours to renew",
        ),
        ("telegram", {"chat": "-1"}, "a chat that the bot is not in"),
        ("slack", {"format": "discord"}, "the address of another service"),
    ],
)
def test_a_wrong_setting_waits_for_somebody_to_correct_it(
    form: str, hook: dict[str, Any], reason: str
) -> None:
    outcomes, _ = send(form, stories(1), **hook)

    assert isinstance(outcomes[-1], Blocked), reason


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("answer", "is_agreed", "reason"),
    [
        (b"ok", True, "Slack and Mattermost"),
        (b"", True, "Discord and Teams"),
        (b'{"ok":true,"result":{"message_id":1}}', True, "Telegram"),
        (b'{"event_id":"$abc"}', True, "Matrix"),
        (b'{"id":"x","event":"message","message":"\\"ok\\": false"}', True, "ntfy, which shows the message"),
        (b"<!doctype html><title>Sign in</title>", False, "a portal of a hotel"),
        (b"\n  <html><body>Access denied", False, "a proxy"),
        (b'{"ok":false,"error":"channel_not_found"}', False, "Slack's other interface"),
        (b'{ "error_code": 400, "ok" : false }', False, "in another order"),
    ],
)
def test_an_answer_that_is_no_agreement_is_none_whatever_its_status(
    form: str, answer: bytes, is_agreed: bool, reason: str
) -> None:
    async def receive(talk: Talk) -> None:
        await talk.answer(answer)

    async def run() -> Outcome:
        async with serving(receive) as server, client() as opened:
            hook = Webhook(Secret(server.url("/hook/topic")), format=form, chat="1")
            async with WebhookChannel({"hook": hook}, opened.post).session() as session:
                return await session.send(replace(letter(stories(1)), address="hook"), _open)

    assert type(runtime.run(run())) is (Accepted if is_agreed else Blocked), reason


def test_a_message_that_is_tried_again_has_the_same_name_in_matrix_and_each_piece_its_own() -> None:
    form, hook = FORMS["matrix"], "https://m.example/send/m.room.message"
    first, again = (form.request(stories(1), hook, None, "abc@x")[0] for _ in range(2))

    assert first == again
    assert (first.method, first.url) == ("PUT", "https://m.example/send/m.room.message/abc%40x")


def test_a_service_that_is_asked_too_often_is_asked_later() -> None:
    async def run() -> Outcome:
        async def busy(talk: Talk) -> None:
            await talk.answer(b'{"ok":false,"parameters":{"retry_after":30}}', status="429 Too Many Requests")

        async with serving(busy) as server, client() as opened:
            hook = Webhook(Secret(server.url()), None, "telegram", "1")
            label = webhook_label(hook)
            async with WebhookChannel({label: hook}, opened.post).session() as session:
                return await session.send(replace(letter(stories(1)), address=label), _open)

    assert isinstance(runtime.run(run()), Deferred)


def test_a_receiver_may_ask_for_a_user_and_headers_of_its_own() -> None:
    seen: list[dict[str, str]] = []

    async def run() -> None:
        async def receive(talk: Talk) -> None:
            seen.append(talk.headers)
            await talk.answer(b"")

        async with serving(receive) as server, client() as opened:
            credentials = Credentials("awa", Secret("pw"), headers=(("X-Desk", Secret("sahel")),))
            hook = Webhook(Secret(server.url()), credentials=credentials)
            label = webhook_label(hook)
            async with WebhookChannel({label: hook}, opened.post).session() as session:
                await session.send(replace(letter(stories(1)), address=label), _open)

    runtime.run(run())

    assert seen[0]["authorization"] == "Basic YXdhOnB3"
    assert seen[0]["x-desk"] == "sahel"
