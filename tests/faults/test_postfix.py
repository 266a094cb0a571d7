"""A real chain: our messages through Postfix into a Maildir, compared byte for byte with what was sent.

Needs root and Debian's package (``apt-get install --no-install-recommends postfix``), skips with its reason else.
Postfix runs by itself on a loopback port, with a queue and a configuration of its own.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import trustme

from monitor import runtime
from monitor.channels.smtp import SmtpChannel
from monitor.core.editions.edition import Edition, Envelope, Notice, Rendered
from monitor.core.settings import Mail, Recipient
from monitor.render import render
from monitor.steps.deliver import deliver
from monitor.store import Store
from tests.faults.deliverer import HALF
from tests.faults.outbox import fill
from tests.faults.test_killed_delivery import kill, run_to_the_end, start
from tests.newsroom import DAILY, Newsroom, config

DAEMONS = Path("/usr/lib/postfix/sbin")
READERS = [
    Recipient(f"reader-{lang}", mail=(f"{lang}@example.org",), lang=lang) for lang in ("en", "fr", "ar")
]
KILLED = ("a", "b", "c")  # whom tests.faults.outbox writes to
UNKNOWN = Recipient("nobody", mail=("nobody@example.org",))

MAIN = """
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
daemon_directory = /usr/lib/postfix/sbin
command_directory = /usr/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {home}/log/mail.log
maillog_file_prefixes = {home}
myhostname = mx.example.org
mydestination =
inet_interfaces = loopback-only
inet_protocols = ipv4
virtual_mailbox_domains = example.org
virtual_mailbox_base = {home}/boxes
virtual_mailbox_maps = inline:{{ {users} }}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
smtpd_tls_security_level = may
smtpd_tls_cert_file = {home}/cert.pem
smtpd_tls_key_file = {home}/key.pem
smtpd_recipient_restrictions = reject_unauth_destination
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
proxymap unix - - n - - proxymap
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """A running server: where it listens, whom to trust, where it puts mail."""

    port: int
    ca_file: str
    boxes: Path

    def received(self, user: str) -> list[bytes]:
        """Return what arrived for a user."""
        return [path.read_bytes() for path in sorted((self.boxes / user / "new").glob("*"))]


@pytest.fixture
def postfix() -> Iterator[Postfix]:
    if not DAEMONS.is_dir() or shutil.which("postfix") is None:
        pytest.skip("no Postfix: apt-get install --no-install-recommends postfix")
    if os.geteuid() != 0:
        pytest.skip("Postfix starts only as root")
    with tempfile.TemporaryDirectory(prefix="postfix-") as folder:
        home = Path(folder)
        home.chmod(0o755)  # its daemons run as users of their own
        port = _configure(home)
        command = ["postfix", "-c", str(home / "etc")]
        subprocess.run([*command, "start"], check=True, capture_output=True, timeout=30)
        try:
            _wait_for(port)
            yield Postfix(port, str(home / "ca.pem"), home / "boxes")
        finally:
            subprocess.run([*command, "stop"], check=True, capture_output=True, timeout=30)


def _configure(home: Path) -> int:
    mail, owner = pwd.getpwnam("nobody"), pwd.getpwnam("postfix")
    for name in ("etc", "queue", "data", "boxes", "log"):
        (home / name).mkdir()
    os.chown(home / "data", owner.pw_uid, owner.pw_gid)
    os.chown(home / "boxes", mail.pw_uid, mail.pw_gid)
    authority = trustme.CA()
    server = authority.issue_cert("127.0.0.1")
    authority.cert_pem.write_to_path(str(home / "ca.pem"))
    server.cert_chain_pems[0].write_to_path(str(home / "cert.pem"))
    server.private_key_pem.write_to_path(str(home / "key.pem"))
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    users = " ".join(f"{user}@example.org={user}/" for user in ("en", "fr", "ar", *KILLED))
    values = {"home": home, "uid": mail.pw_uid, "gid": mail.pw_gid, "port": port, "users": users}
    (home / "etc" / "main.cf").write_text(MAIN.format(**values))
    (home / "etc" / "master.cf").write_text(MASTER.format(**values))
    return port


def _wait_for(port: int) -> None:
    for _ in range(100):
        with closing(socket.socket()) as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("Postfix does not listen")


async def _render(what: Edition | Notice, envelopes: Sequence[Envelope]) -> tuple[Rendered, ...]:
    return render(what, envelopes, {})


@pytest.mark.on("sqlite")
def test_what_postfix_puts_into_a_mailbox_is_what_was_sent(store: Store, postfix: Postfix) -> None:
    people = [*READERS, UNKNOWN]
    mail = Mail(
        "127.0.0.1", postfix.port, "starttls", sender="Watch <watch@example.org>", ca_file=postfix.ca_file
    )
    digest = replace(DAILY, to=tuple(one.id for one in people))
    room = Newsroom(store, config(digest, recipients=people, mail=mail))
    room.register()
    for number in range(1, 30):
        room.hit(number)
    room.render = _render
    room.wait(timedelta(days=1)).edit()
    room.channels = {"smtp": SmtpChannel(mail)}
    counts = runtime.run(deliver(room.deps))
    room.wait(timedelta(hours=1))  # a refusal is believed when it is repeated
    counts += runtime.run(deliver(room.deps))
    sent = {one.recipient: store.deliveries.payload(one.id) or b"" for one in store.deliveries.listed()}
    dead = [one.reply or "" for one in store.deliveries.listed(["dead"])]
    _wait_until_delivered(postfix, [reader.lang for reader in READERS])

    assert (counts.sent, counts.dead) == (3, 1)
    assert "550 5.1.1" in dead[0]
    for reader in READERS:
        (received,) = postfix.received(reader.lang)
        head, _, _ = received.partition(b"\n\n")
        assert received.endswith(sent[reader.id].replace(b"\r\n", b"\n"))
        assert b"ESMTPS" in head
        parsed = message_from_bytes(received, policy=policy.default)
        assert parsed.defects == []
        assert parsed["To"] == f"{reader.lang}@example.org"
        assert [part.get_content_type() for part in parsed.walk()] == [
            "multipart/alternative",
            "text/plain",
            "text/html",
        ]


@pytest.mark.faults
@pytest.mark.on("sqlite")
@pytest.mark.parametrize(
    ("point", "number", "repeats"),
    [("after claim", 1, 0), (HALF, 2, 0), ("before commit", 2, 1), ("after commit", 2, 0)],
)
def test_a_killed_process_leaves_each_mailbox_its_message(
    store_url: str, postfix: Postfix, point: str, number: int, repeats: int
) -> None:
    """The matrix of test_killed_delivery has every point, by a server that tells what it hears; this is Postfix."""
    with closing(Store(store_url)) as store:
        fill(store)
    killed = start(store_url, postfix.port, point, str(number))
    assert killed.stdout is not None
    assert killed.stdout.readline() == b"here\n"
    kill(killed)
    run_to_the_end(store_url, postfix.port)
    _wait_until_delivered(postfix, KILLED)
    with closing(Store(store_url)) as store:
        outbox = store.deliveries.listed()

    boxes = [postfix.received(user) for user in KILLED]
    assert {one.state for one in outbox} == {"sent"}
    assert sum(map(len, boxes)) <= 3 + repeats
    for box, one in zip(boxes, sorted(outbox, key=lambda one: one.address), strict=True):
        assert {message_from_bytes(mail)["Message-ID"] for mail in box} == {one.message_id}
        assert len({mail.partition(b"\n\n")[2] for mail in box}) == 1


def _wait_until_delivered(postfix: Postfix, users: Sequence[str]) -> None:
    for _ in range(200):
        if all(postfix.received(user) for user in users):
            return
        time.sleep(0.1)
