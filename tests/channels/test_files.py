import mailbox
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor import runtime
from monitor.channels.files import FileChannel
from monitor.core.operations.outbox import Accepted, Outcome, Outgoing, Unreachable

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
MAIL = (
    b"Message-ID: <1@x>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\ntext\r\n"
    b"--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<p>\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7</p>\r\n--b--\r\n"
)
LETTER = Outgoing(1, 1, "duty", "file", "Duty@example.org", "<1@x>", MAIL, False, NOW, 0, 0, None, 1)


async def open_gate() -> None:
    pass


def send(outbox: Path, letter: Outgoing) -> Outcome:
    async def run() -> Outcome:
        async with FileChannel(outbox).session() as session:
            return await session.send(letter, open_gate)

    return runtime.run(run())


def test_mail_without_a_server_becomes_a_message_and_a_page(tmp_path: Path) -> None:
    outcome = send(tmp_path / "outbox", LETTER)

    page, message = sorted((tmp_path / "outbox").iterdir(), reverse=True)
    assert isinstance(outcome, Accepted)
    assert message.name.startswith("20261122T060000Z-duty@example.org-")
    assert message.read_bytes() == MAIL
    assert page.with_suffix(".eml") == message
    assert page.read_text("utf-8").strip() == "<p>مرحبا</p>"


def test_a_message_written_twice_is_one_file(tmp_path: Path) -> None:
    send(tmp_path, LETTER)
    send(tmp_path, LETTER)

    assert len(list(tmp_path.glob("*.eml"))) == 1


def test_two_messages_of_one_second_are_two_files(tmp_path: Path) -> None:
    send(tmp_path, LETTER)
    send(tmp_path, replace(LETTER, message_id="<2@x>"))

    assert len(list(tmp_path.glob("*.eml"))) == 2


def test_a_text_message_has_no_page(tmp_path: Path) -> None:
    send(tmp_path, replace(LETTER, payload=b"Subject: x\r\n\r\ntext\r\n"))

    assert [path.suffix for path in tmp_path.iterdir()] == [".eml"]


def test_a_folder_of_a_recipient_is_made_and_filled(tmp_path: Path) -> None:
    send(tmp_path / "unused", replace(LETTER, address=str(tmp_path / "in" / "news")))

    assert len(list((tmp_path / "in" / "news").glob("*.eml"))) == 1
    assert not (tmp_path / "unused").exists()


@pytest.mark.parametrize("folder", ["Maildir", "mail/box"])
def test_a_maildir_gets_a_new_message_as_mail_programs_read_it(tmp_path: Path, folder: str) -> None:
    for part in ("cur", "new", "tmp"):
        (tmp_path / "mail/box" / part).mkdir(parents=True)

    send(tmp_path, replace(LETTER, address=str(tmp_path / folder)))

    box = mailbox.Maildir(tmp_path / folder, create=False)
    assert [message["Message-ID"] for message in box] == ["<1@x>"]
    assert list((tmp_path / folder / "tmp").iterdir()) == []


def test_a_name_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    send(tmp_path / "outbox", replace(LETTER, address="../../etc/$(x)\n/passwd@example.org"))

    assert {path.parent for path in tmp_path.rglob("*.eml")} == {tmp_path / "outbox"}


def test_a_folder_that_cannot_be_written_makes_the_message_wait(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file")

    outcome = send(tmp_path / "outbox", LETTER)

    assert isinstance(outcome, Unreachable)
    assert not outcome.whole


@pytest.fixture
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(place: Path) -> set[tuple[str, int]]:
    return {
        ("folder" if path.is_dir() else path.suffix or "message", stat.S_IMODE(path.stat().st_mode))
        for path in place.rglob("*")
    }


@pytest.mark.usefixtures("usual_umask")
def test_messages_are_for_their_owner_alone(tmp_path: Path) -> None:
    send(tmp_path / "outbox", LETTER)

    assert modes(tmp_path) == {("folder", 0o700), (".eml", 0o600), (".html", 0o600)}


@pytest.mark.usefixtures("usual_umask")
def test_messages_in_a_maildir_are_for_their_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "Maildir").mkdir(mode=0o700)
    send(tmp_path, replace(LETTER, address=str(tmp_path / "Maildir")))

    assert modes(tmp_path) == {("folder", 0o700), (".monitor", 0o600)}


@pytest.mark.usefixtures("usual_umask")
def test_a_folder_that_is_there_keeps_its_mode_and_a_group_that_owns_its_files_reads_them(
    tmp_path: Path,
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o2750)
    send(shared, LETTER)

    assert stat.S_IMODE(shared.stat().st_mode) == 0o2750
    assert modes(tmp_path) - {("folder", 0o2750)} == {(".eml", 0o640), (".html", 0o640)}


@pytest.mark.parametrize("link", ["victim", "nowhere"])
def test_a_link_in_the_way_of_a_draft_is_removed_and_not_followed(tmp_path: Path, link: str) -> None:
    (tmp_path / "victim").write_text("untouched")
    send(tmp_path / "outbox", LETTER)
    names = [path.name for path in (tmp_path / "outbox").iterdir()]
    for name in names:
        (tmp_path / "outbox" / name).unlink()
        (tmp_path / "outbox" / f".{name}.part").symlink_to(tmp_path / link)
    outcome = send(tmp_path / "outbox", LETTER)

    assert isinstance(outcome, Accepted)
    assert (tmp_path / "victim").read_text() == "untouched"
    assert not (tmp_path / "nowhere").exists()
    assert sorted(path.name for path in (tmp_path / "outbox").iterdir()) == sorted(names)
    assert not any(path.is_symlink() for path in (tmp_path / "outbox").iterdir())


def test_a_link_in_the_place_of_a_message_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("untouched")
    send(tmp_path / "outbox", LETTER)
    for path in (tmp_path / "outbox").iterdir():
        path.unlink()
        path.symlink_to(tmp_path / "victim")
    send(tmp_path / "outbox", LETTER)

    assert (tmp_path / "victim").read_text() == "untouched"
    assert next((tmp_path / "outbox").glob("*.eml")).read_bytes() == MAIL


def test_a_folder_in_the_way_of_a_draft_makes_the_message_wait(tmp_path: Path) -> None:
    send(tmp_path / "outbox", LETTER)
    for path in tuple((tmp_path / "outbox").iterdir()):
        path.unlink()
        (tmp_path / "outbox" / f".{path.name}.part").mkdir()

    assert isinstance(send(tmp_path / "outbox", LETTER), Unreachable)
