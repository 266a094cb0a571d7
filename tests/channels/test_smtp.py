"""Every fault of a mail server, at every verb, ends as a value that says what happened."""

import asyncio
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme

from monitor import runtime
from monitor.channels.smtp import Patience, SmtpChannel
from monitor.core.operations.outbox import (
    Accepted,
    Blocked,
    Deferred,
    Outcome,
    Outgoing,
    Refused,
    TooLarge,
    Unknown,
    Unreachable,
)
from monitor.core.settings import Mail, Secret
from tests.smtpd import DROP, HANG, TAKE_AND_DROP, Fault, Smtpd, serving

SOON = Patience(connect=0.3, command=0.3, acceptance=0.3)
BODY = b"Message-ID: <%d@example.org>\r\nSubject: x\r\n\r\n.leading dot\r\nlast line\r\n"


def letter(number: int = 1, address: str = "a@example.org", payload: bytes | None = None) -> Outgoing:
    body = BODY % number if payload is None else payload
    now = datetime(2026, 11, 22, tzinfo=UTC)
    return Outgoing(
        number, 1, "duty", "smtp", address, f"<{number}@example.org>", body, False, now, 0, 0, None, 1
    )


async def open_gate() -> None:
    pass


def mail(server: Smtpd, security: str = "none", **more: object) -> Mail:
    return Mail("127.0.0.1", server.port, security, sender="Watch <watch@example.org>", **more)  # type: ignore[arg-type]  # fields of a table


def send(settings: Mail, letters: Sequence[Outgoing], patience: Patience = SOON) -> list[Outcome]:
    async def run() -> list[Outcome]:
        async with SmtpChannel(settings, patience).session() as session:
            return [await session.send(each, open_gate) for each in letters]

    return runtime.run(run())


def test_a_message_arrives_as_it_was_given() -> None:
    with serving(Smtpd()) as server:
        outcomes = send(mail(server), [letter()])

    assert outcomes == [Accepted("250 2.0.0 queued as TEST", f"127.0.0.1:{server.port}")]
    assert [(kept.to, kept.content) for kept in server.kept] == [("RCPT TO:<a@example.org>", BODY % 1)]


def test_line_ends_are_made_those_of_mail() -> None:
    with serving(Smtpd()) as server:
        send(mail(server), [letter(payload=b"A: b\n\n.\n..\rend")])

    assert server.kept[0].content == b"A: b\r\n\r\n.\r\n..\r\nend\r\n"


def test_many_messages_share_a_connection() -> None:
    with serving(Smtpd()) as server:
        outcomes = send(mail(server), [letter(n) for n in range(20)])

    assert [type(each) for each in outcomes] == [Accepted] * 20
    assert server.connections == 1
    assert server.heard[-1] == "QUIT"


def test_the_size_is_told_and_the_sender_is_the_bare_address() -> None:
    with serving(Smtpd()) as server:
        send(mail(server), [letter()])

    assert f"MAIL FROM:<watch@example.org> SIZE={len(BODY % 1)}" in server.heard


def test_we_call_ourselves_by_our_address() -> None:
    with serving(Smtpd()) as server:
        send(mail(server), [letter()])

    assert server.heard[1] == "EHLO [127.0.0.1]"


ANSWERS = [
    ("connect", "554 5.7.1 go away", Blocked, "554 5.7.1 go away"),
    ("connect", "421 4.3.2 busy", Unreachable, "421 4.3.2 busy"),
    ("connect", "SSH-2.0-OpenSSH_9.2", Unreachable, "Malformed SMTP response line: SSH-2.0-OpenSSH_9.2"),
    ("connect", DROP, Unreachable, "Unexpected EOF received"),
    ("connect", HANG, Unreachable, "Timed out waiting for server ready message"),
    ("EHLO", "550 5.7.1 no", Blocked, "550 5.7.1 no"),
    ("EHLO", "504 5.5.2 need a fully qualified name", Blocked, "504 5.5.2 need a fully qualified name"),
    ("EHLO", "421 4.3.2 busy", Unreachable, "421 4.3.2 busy"),
    ("EHLO", DROP, Unreachable, "Unexpected EOF received"),
    ("EHLO", HANG, Unreachable, "Timed out"),
    ("MAIL", "451 4.3.0 later", Unreachable, "451 4.3.0 later"),
    ("MAIL", "452 4.5.3 rate limit exceeded", Unreachable, "452 4.5.3 rate limit exceeded"),
    ("MAIL", "421 4.7.0 too many messages", Unreachable, "421 4.7.0 too many messages"),
    ("MAIL", "550 5.7.1 sender refused", Blocked, "550 5.7.1 sender refused"),
    ("MAIL", "553 not owned by user", Blocked, "553 not owned by user"),
    ("MAIL", "999 x", Unreachable, "unexpected answer: 999 x"),
    ("MAIL", "552 5.3.4 message too big", TooLarge, "552 5.3.4 message too big"),
    ("MAIL", "530 5.7.0 authenticate first", Blocked, "530 5.7.0 authenticate first"),
    ("MAIL", DROP, Unreachable, "connection lost: Unexpected EOF received"),
    ("MAIL", HANG, Unreachable, "connection lost: Timed out"),
    ("MAIL", "blah blah", Unreachable, "connection lost: -1 Malformed"),
    ("RCPT", "450 4.7.1 greylisted", Deferred, "450 4.7.1 greylisted"),
    ("RCPT", "552 5.5.3 too many recipients", Deferred, "552 5.5.3 too many recipients"),
    ("RCPT", "421 4.3.2 closing", Deferred, "421 4.3.2 closing"),
    ("RCPT", "550 5.1.1 no such user", Refused, "550 5.1.1 no such user"),
    ("RCPT", "554 5.7.1 blocked using zen.example", Blocked, "554 5.7.1 blocked using zen.example"),
    ("RCPT", "601 what", Unreachable, "unexpected answer: 601 what"),
    ("RCPT", DROP, Unreachable, "connection lost: Unexpected EOF received"),
    ("RCPT", HANG, Unreachable, "connection lost: Timed out"),
    ("DATA", "451 4.3.0 later", Deferred, "451 4.3.0 later"),
    ("DATA", "554 5.5.1 no valid recipients", Blocked, "554 5.5.1 no valid recipients"),
    ("DATA", "250 what?", Unreachable, "unexpected answer: 250 what?"),
    ("DATA", DROP, Unreachable, "connection lost: Unexpected EOF received"),
    ("DATA", HANG, Unreachable, "connection lost: Timed out"),
    ("dot", "452 4.3.1 disk full", Deferred, "452 4.3.1 disk full"),
    ("dot", "421 4.3.2 closing", Deferred, "421 4.3.2 closing"),
    ("dot", "552 5.3.4 message too big", TooLarge, "552 5.3.4 message too big"),
    ("dot", "554 5.7.1 looks like spam", Blocked, "554 5.7.1 looks like spam"),
    ("dot", "554 5.6.0 bad content", Refused, "554 5.6.0 bad content"),
    ("dot", DROP, Unknown, "no answer to the message: Unexpected EOF received"),
    ("dot", TAKE_AND_DROP, Unknown, "no answer to the message: Unexpected EOF received"),
    ("dot", HANG, Unknown, "no answer to the message: Timed out"),
    ("dot", "bla", Unknown, "no answer to the message: -1 Malformed"),
]


@pytest.mark.parametrize(
    ("verb", "action", "kind", "words"), ANSWERS, ids=[f"{v}-{a[:9]}" for v, a, *_ in ANSWERS]
)
def test_a_fault_is_told_in_the_servers_words_and_holds_nobody_else_up(
    verb: str, action: str, kind: type[Outcome], words: str
) -> None:
    with serving(Smtpd([Fault(verb, action, times=1)])) as server:
        first, second = send(mail(server), [letter(1), letter(2, "b@example.org")])

    assert type(first) is kind
    assert words in first.reply
    assert type(second) is Accepted
    assert second.server == f"127.0.0.1:{server.port}"
    assert [kept.to for kept in server.kept if "b@" in kept.to] == ["RCPT TO:<b@example.org>"]


@pytest.mark.parametrize(
    ("verb", "action", "kind", "words"), ANSWERS, ids=[f"{v}-{a[:9]}" for v, a, *_ in ANSWERS]
)
def test_only_what_may_have_been_taken_is_called_unknown_or_accepted(
    verb: str, action: str, kind: type[Outcome], words: str
) -> None:
    del words
    with serving(Smtpd([Fault(verb, action)])) as server:
        (outcome,) = send(mail(server), [letter()])

    assert type(outcome) is kind
    assert not server.kept or type(outcome) is Unknown


@pytest.mark.parametrize(
    ("verb", "action"),
    [
        ("MAIL", "421 4.7.0 too many messages by one connection"),
        ("MAIL", DROP),
        ("RCPT", DROP),
        ("DATA", DROP),
    ],
)
def test_a_server_that_tires_of_a_connection_is_given_a_new_one_at_once(verb: str, action: str) -> None:
    with serving(Smtpd()) as server:
        server.hook = lambda heard, _: _tire(server, heard, Fault(verb, action, times=1))
        outcomes = send(mail(server), [letter(n) for n in range(4)])

    assert [type(each) for each in outcomes] == [Accepted] * 4
    assert server.connections == 2
    assert len({kept.message_id for kept in server.kept}) == len(server.kept) == 4


def _tire(server: Smtpd, verb: str, fault: Fault) -> None:
    """Let the fault come once two messages are in."""
    if verb == "MAIL" and len(server.kept) == 2 and not server.faults and server.connections == 1:
        server.faults.append(fault)


def test_nothing_is_sent_before_the_gate_opens() -> None:
    """What went before is settled first: a kill then leaves at most one message in doubt."""

    async def run(server: Smtpd) -> list[int]:
        seen = []

        async def gate() -> None:
            await asyncio.sleep(0.05)
            seen.append(len(server.kept))

        async with SmtpChannel(mail(server), SOON).session() as session:
            for number in range(3):
                await session.send(letter(number), gate)
        return seen

    with serving(Smtpd()) as server:
        assert runtime.run(run(server)) == [0, 1, 2]


def test_one_refused_recipient_of_three_stops_nobody() -> None:
    with serving(Smtpd([Fault("RCPT", "550 5.1.1 unknown", where="b@")])) as server:
        letters = [letter(n, f"{name}@example.org") for n, name in enumerate("abc")]
        outcomes = send(mail(server), letters)

    assert [type(each) for each in outcomes] == [Accepted, Refused, Accepted]
    assert server.connections == 1


def test_a_server_that_is_not_there_is_unreachable() -> None:
    with serving(Smtpd()) as server:
        gone = mail(server)

    (outcome,) = send(gone, [letter()])

    assert isinstance(outcome, Unreachable)
    assert outcome.whole


def test_a_name_that_does_not_resolve_is_unreachable() -> None:
    (outcome,) = send(Mail("smtp.invalid", 25, "none", sender="w@example.org"), [letter()], Patience(5, 5, 5))

    assert isinstance(outcome, Unreachable)
    assert outcome.whole


def test_a_settings_mistake_of_ours_is_said_with_the_file_and_waits(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.pem")
    with serving(Smtpd()) as server:
        (outcome,) = send(mail(server, "starttls", ca_file=missing), [letter()])

    assert isinstance(outcome, Blocked)
    assert f"mail.ca_file {missing} cannot be used: No such file" in outcome.reply


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("a@bücher.example", Accepted),
        ("é@example.org", Refused),
        ("a@example.org\r\nRCPT TO:<evil@example.org>", Refused),
        ("a\x00@example.org", Refused),
        (f"a@{'x' * 70}é.example", Refused),
    ],
)
def test_an_address_cannot_say_more_than_an_address(address: str, kind: type[Outcome]) -> None:
    with serving(Smtpd()) as server:
        first, second = send(mail(server), [letter(1, address), letter(2)])

    assert (type(first), type(second)) == (kind, Accepted)
    assert not any("evil" in text for text in server.heard)


def test_an_address_outside_ascii_goes_where_the_server_takes_it() -> None:
    with serving(Smtpd(features=("SMTPUTF8",))) as server:
        (outcome,) = send(mail(server), [letter(1, "é@bücher.example")])

    assert isinstance(outcome, Accepted)
    assert "RCPT TO:<é@xn--bcher-kva.example>" in server.heard
    assert "MAIL FROM:<watch@example.org> SMTPUTF8" in server.heard


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def server_tls(authority: trustme.CA, name: str = "127.0.0.1") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> str:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


def test_starttls_encrypts_before_login_and_mail(authority: trustme.CA, ca_file: str) -> None:
    with serving(Smtpd(tls=server_tls(authority), features=("AUTH PLAIN",))) as server:
        settings = mail(server, "starttls", ca_file=ca_file, username="u", password=Secret("p"))
        (outcome,) = send(settings, [letter()], Patience(5, 5, 5))

    verbs = [text.partition(" ")[0] for text in server.heard if text]
    assert isinstance(outcome, Accepted)
    assert verbs == ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "RCPT", "QUIT"]


@pytest.mark.parametrize(
    ("name", "fault", "kind", "words"),
    [
        (None, None, Blocked, "STARTTLS extension not supported"),
        ("127.0.0.1", Fault("STARTTLS", "454 4.7.0 TLS not available"), Unreachable, "454 4.7.0 TLS"),
        ("127.0.0.1", Fault("STARTTLS", "501 5.5.4 syntax"), Blocked, "501 5.5.4 syntax"),
        ("127.0.0.1", Fault("STARTTLS", DROP), Unreachable, "EOF"),
        ("other.example", None, Blocked, "certificate verify failed"),
    ],
    ids=["stripped", "refused", "broken", "dropped", "somebody else's certificate"],
)
def test_starttls_never_falls_back_to_clear_text(
    authority: trustme.CA,
    ca_file: str,
    name: str | None,
    fault: Fault | None,
    kind: type[Outcome],
    words: str,
) -> None:
    context = None if name is None else server_tls(authority, name)
    with serving(Smtpd([fault] if fault else [], tls=context, features=("AUTH PLAIN",))) as server:
        settings = mail(server, "starttls", ca_file=ca_file, username="u", password=Secret("p"))
        (outcome,) = send(settings, [letter()], Patience(5, 5, 5))

    assert type(outcome) is kind
    assert words in outcome.reply
    assert not any(text.startswith(("AUTH", "MAIL")) for text in server.heard)
    assert server.kept == []


def test_a_certificate_nobody_vouches_for_is_not_trusted(authority: trustme.CA) -> None:
    with serving(Smtpd(tls=server_tls(authority))) as server:
        (outcome,) = send(mail(server, "starttls"), [letter()], Patience(5, 5, 5))

    assert isinstance(outcome, Blocked)
    assert "certificate verify failed" in outcome.reply


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        ("535 5.7.8 bad credentials", Blocked, "535 5.7.8 bad credentials"),
        ("535 5.7.139 basic authentication is disabled", Blocked, "basic authentication is disabled"),
        ("550 5.7.0 account suspended", Blocked, "account suspended"),
        ("454 4.7.0 try again later", Unreachable, "454 4.7.0 try again later"),
        (DROP, Unreachable, "Unexpected EOF received"),
        (HANG, Unreachable, "Timed out"),
    ],
)
def test_a_login_that_fails_waits_and_is_not_held_against_the_message(
    answer: str, kind: type[Outcome], words: str
) -> None:
    with serving(Smtpd([Fault("AUTH", answer)], features=("AUTH PLAIN",))) as server:
        (outcome,) = send(mail(server, username="u", password=Secret("sesame")), [letter()])

    assert isinstance(outcome, Blocked | Unreachable)
    assert (type(outcome), outcome.whole) == (kind, True)
    assert words in outcome.reply
    assert not any(text.startswith("MAIL") for text in server.heard)


def test_a_server_that_hangs_at_encryption_is_unreachable(authority: trustme.CA) -> None:
    with serving(Smtpd([Fault("STARTTLS", HANG)], tls=server_tls(authority))) as server:
        (outcome,) = send(mail(server, "starttls"), [letter()])

    assert isinstance(outcome, Unreachable)
    assert outcome.whole
    assert not any(text.startswith("MAIL") for text in server.heard)


def test_a_server_that_leaves_without_goodbye_takes_nothing_back() -> None:
    with serving(Smtpd([Fault("QUIT", DROP)])) as server:
        outcomes = send(mail(server), [letter(1), letter(2, "b@example.org")])

    assert [type(each) for each in outcomes] == [Accepted, Accepted]


def test_a_server_that_takes_no_login_blocks_us() -> None:
    with serving(Smtpd()) as server:
        (outcome,) = send(mail(server, username="u", password=Secret("p")), [letter()])

    assert isinstance(outcome, Blocked)
    assert not server.kept


def test_a_message_above_the_servers_limit_is_not_sent_in_vain() -> None:
    with serving(Smtpd(features=("SIZE 100", "8BITMIME"))) as server:
        first, second = send(mail(server), [letter(1, payload=BODY % 1 + b"x" * 100), letter(2)])

    assert (type(first), type(second)) == (TooLarge, Accepted)
    assert isinstance(first, TooLarge)
    assert first.limit == 100


@pytest.mark.parametrize(
    ("verb", "answer", "kind", "reason"),
    [
        ("MAIL", "250 ok\r\n250 ok\r\n354 go\r\n250 taken early", Unreachable, "four answers for one"),
        ("RCPT", "250 ok\r\n354 go on", Unreachable, "the next answer before its question"),
        ("DATA", "354 go on\r\n250 taken early", Unreachable, "taken before it was sent"),
        ("dot", "250 taken\r\n554 refused", Unknown, "two last words"),
        ("EHLO", "250 ok\r\n250 ok", Unreachable, "two greetings"),
    ],
)
def test_surplus_answers_are_never_taken_for_later_ones(
    verb: str, answer: str, kind: type[Outcome], reason: str
) -> None:
    faults = [Fault(verb, answer), *([Fault("dot", "554 refused")] if verb != "dot" else [])]
    with serving(Smtpd(faults, features=("8BITMIME",))) as server:
        (outcome,) = send(mail(server), [letter()])

    assert type(outcome) is kind, reason


def probe(settings: Mail, addresses: Sequence[str]) -> Outcome | None:
    return runtime.run(SmtpChannel(settings, SOON).probe(addresses))


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (None, None),
        (Fault("MAIL", "553 5.7.1 sender not owned by user"), "553 5.7.1 sender not owned by user"),
        (Fault("RCPT", "554 5.7.1 relay access denied", where="b@"), "554 5.7.1 relay access denied"),
        (Fault("connect", "554 no"), "554 no"),
    ],
)
def test_a_server_can_be_asked_about_us_without_a_message(fault: Fault | None, expected: str | None) -> None:
    with serving(Smtpd([fault] if fault else [])) as server:
        outcome = probe(mail(server), ["a@example.org", "b@example.org"])

    assert (None if outcome is None else outcome.reply) == expected
    assert not any(text.startswith("DATA") for text in server.heard)
    assert server.kept == []
