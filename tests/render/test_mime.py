"""A whole message in bytes."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from monitor.render.mime import message, unsubscribe_links
from tests.editions import envelope
from tests.render.lint import faults, parts


def head(raw: bytes) -> str:
    return raw.partition(b"\r\n\r\n")[0].decode("ascii").replace("\r\n ", " ")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Short ASCII lines.\n", "7bit"),
        ("A long line. " * 200, "quoted-printable"),
        ("Une ligne en français, déjà longue.", "quoted-printable"),
        ("هجوم على قافلة قرب ديبولي " * 40, "base64"),
        ("From the start\n.\nFrom again\n", "7bit"),
    ],
)
def test_a_body_travels_in_the_encoding_that_suits_it(text: str, encoding: str) -> None:
    raw = message(envelope(), "Subject", "en", [("plain", text)])

    assert f"Content-Transfer-Encoding: {encoding}" in raw.decode("ascii")
    assert parts(raw)[1] == text.rstrip("\n")
    assert faults(raw) == []


def test_text_comes_before_html() -> None:
    raw = message(envelope(), "Subject", "en", [("plain", "text"), ("html", "<html></html>")])
    parsed = message_from_bytes(raw, policy=policy.default)

    assert isinstance(parsed, EmailMessage)
    assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]


def test_the_boundary_follows_from_the_message_id() -> None:
    bodies = [("plain", "text"), ("html", "<p>page</p>")]
    one, same = (message(envelope(), "Subject", "en", bodies) for _ in range(2))
    other = message(envelope(message_id="other@monitor.example.org"), "Subject", "en", bodies)

    assert one == same
    assert one.partition(b"boundary=")[2][:40] != other.partition(b"boundary=")[2][:40]


@pytest.mark.parametrize(
    ("reply_to", "expected"),
    [
        ("desk@example.org", ["desk@example.org"]),
        ("Night desk <desk@example.org>", ["Night desk <desk@example.org>"]),
        ("غرفة الأخبار <desk@example.org>", ["غرفة الأخبار <desk@example.org>"]),
        ("desk@example.org\r\nBcc: all@example.org", None),
        (None, None),
    ],
)
def test_replies_go_where_the_settings_say(reply_to: str | None, expected: list[str] | None) -> None:
    parsed = message_from_bytes(
        message(envelope(reply_to=reply_to), "Subject", "en", [("plain", "x")]), policy=policy.default
    )

    assert "Bcc" not in parsed
    if expected is not None or reply_to is None:
        assert parsed.get_all("Reply-To") == expected


def test_a_thread_keeps_its_root_and_its_last_ten_ids() -> None:
    ids = tuple(f"{number}@monitor.example.org" for number in range(30))
    written = head(message(envelope(references=ids), "Subject", "en", [("plain", "x")]))
    references = next(row for row in written.split("\r\n") if row.startswith("References: "))

    assert references.split(" ")[1:] == [f"<{number}@monitor.example.org>" for number in (0, *range(20, 30))]
    assert "In-Reply-To: <29@monitor.example.org>" in written


@pytest.mark.parametrize(
    ("unsubscribe", "feedback", "expected", "reason"),
    [
        (
            "https://x.example/leave?who={address}&list={list}",
            None,
            "https://x.example/leave?who=desk%40example.org&list=daily.monitor.example.org",
            "a page, told who leaves what",
        ),
        ("leave@example.org", None, "mailto:leave@example.org?subject=unsubscribe%20daily", "an address"),
        (
            "mailto:leave@example.org",
            None,
            "mailto:leave@example.org?subject=unsubscribe%20daily",
            "the same",
        ),
        (
            None,
            "desk@example.org",
            "mailto:desk@example.org?subject=unsubscribe%20daily",
            "else who reads answers",
        ),
        (None, None, "mailto:monitor@example.org?subject=unsubscribe%20daily", "else the sender"),
    ],
)
def test_one_can_always_unsubscribe(
    unsubscribe: str | None, feedback: str | None, expected: str, reason: str
) -> None:
    assert unsubscribe_links(envelope(unsubscribe=unsubscribe, feedback=feedback)) == (expected,), reason


@pytest.mark.parametrize(
    ("unsubscribe", "one_click"),
    [("https://x.example/leave", True), ("http://x.example/leave", False), ("leave@example.org", False)],
)
def test_one_click_is_promised_only_for_https(unsubscribe: str, one_click: bool) -> None:
    written = head(message(envelope(unsubscribe=unsubscribe), "Subject", "en", [("plain", "x")]))

    assert ("List-Unsubscribe-Post: List-Unsubscribe=One-Click" in written) is one_click


def test_an_alert_is_marked_as_important() -> None:
    assert "Importance: high" in head(message(envelope(urgent=True), "Subject", "en", [("plain", "x")]))
    assert "Importance" not in head(message(envelope(), "Subject", "en", [("plain", "x")]))


def test_vacation_programs_are_asked_to_stay_quiet() -> None:
    written = head(message(envelope(), "Subject", "en", [("plain", "x")]))

    assert "Auto-Submitted: auto-generated" in written
    assert "X-Auto-Response-Suppress: OOF, AutoReply, RN, NRN" in written


def test_a_message_id_is_given_in_angle_brackets_however_it_was_stored() -> None:
    for stored in ("1@x.example", "<1@x.example>"):
        assert "Message-ID: <1@x.example>" in head(
            message(envelope(message_id=stored), "S", "en", [("plain", "x")])
        )
