"""What a feed may have of its own: limits, proxy, certificates, and whether it is asked at all."""

from datetime import timedelta
from pathlib import Path

import pytest
import trustme

from monitor import config
from monitor.config import difference
from monitor.core.operations.redaction import secrets_of
from monitor.core.settings import Feed
from tests.config import folders

FINGERPRINT = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def feed(place: Path, keys: str) -> Feed:
    text = f"feeds:\n  - {{id: a, url: 'https://a.example/f', {keys}}}\n"
    return folders.load(place, {"feeds.yaml": text}).feeds["a"]


@pytest.mark.parametrize(
    ("keys", "name", "value"),
    [
        ("timeout: 90s", "timeout", timedelta(seconds=90)),
        ("timeout: 10m", "timeout", timedelta(minutes=10)),
        ("max_body: 30MiB", "max_body", 30 * 2**20),
        ("conditional: false", "conditional", False),
        ("conditional: null", "conditional", True),
        ("enabled: false", "enabled", False),
        ("enabled: true", "enabled", True),
        ("proxy: none", "proxy", "none"),
        ("proxy: 'http://proxy.example:3128'", "proxy", "http://proxy.example:3128"),
        ("proxy: 'socks5://127.0.0.1'", "proxy", "socks5://127.0.0.1"),
        ("proxy: 'socks5h://me:pw@[::1]:9050'", "proxy", "socks5h://me:pw@[::1]:9050"),
        (f"accept_certificate: 'sha256:{FINGERPRINT}'", "accept_certificate", FINGERPRINT),
        (f"accept_certificate: '{FINGERPRINT.upper()}'", "accept_certificate", FINGERPRINT),
        (
            f"accept_certificate: 'SHA256:{':'.join(FINGERPRINT[at : at + 2] for at in range(0, 64, 2))}'",
            "accept_certificate",
            FINGERPRINT,
        ),
        ("tags: []", "proxy", None),
        ("tags: []", "enabled", True),
    ],
)
def test_a_feed_has_what_is_written(tmp_path: Path, keys: str, name: str, value: object) -> None:
    assert getattr(feed(tmp_path, keys), name) == value


@pytest.mark.parametrize(
    ("keys", "wrong"),
    [
        ("timeout: 90", "the duration 90 has no unit"),
        ("timeout: 11m", "is too long for one answer"),
        ("max_body: much", "is not a valid size"),
        ("enabled: perhaps", "perhaps"),
        ("proxy: 'https://proxy.example'", "does not begin with http://, socks5:// or socks5h://"),
        ("proxy: 'socks4://proxy.example'", "does not begin with http://, socks5:// or socks5h://"),
        ("proxy: 'socks5://'", "names no host"),
        ("proxy: tor", "does not begin with"),
        ("accept_certificate: 'sha1:ab'", "is not a valid fingerprint"),
        ("accept_certificate: true", "a truth value stands where a fingerprint belongs"),
        ("headers: {'X Key': 'a'}", "'X Key' is not a valid name of a header"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, keys: str, wrong: str) -> None:
    text = f"feeds:\n  - {{id: a, url: 'https://a.example/f', {keys}}}\n"

    [line] = folders.mistakes(tmp_path, {"feeds.yaml": text})

    assert wrong in line


def test_the_proxy_of_all_may_be_socks_and_not_https(tmp_path: Path) -> None:
    found = folders.load(tmp_path, {"monitor.yaml": "network: {proxy: 'socks5h://127.0.0.1:9050'}\n"})

    assert found.network.proxy == "socks5h://127.0.0.1:9050"
    [line] = folders.mistakes(tmp_path, {"monitor.yaml": "network: {proxy: 'https://127.0.0.1:9050'}\n"})
    assert "does not begin with http://" in line


@pytest.mark.parametrize("scheme", ["http", "socks5", "socks5h"])
def test_the_password_of_a_proxy_is_a_secret(tmp_path: Path, scheme: str) -> None:
    text = (
        f"feeds:\n  - {{id: a, url: 'https://a.example/f', proxy: '{scheme}://me:hunter2@proxy.example:1'}}\n"
    )
    found = folders.load(tmp_path, {"feeds.yaml": text})

    assert "hunter2" in secrets_of(found)
    assert "hunter2" not in "".join(found.files.values())
    assert "hunter2" not in repr(found)
    again = config.load_files(found.files, {}, tmp_path / "config")
    assert again.feeds["a"].proxy == f"{scheme}://proxy.example:1"
    assert any("the user of the proxy is not known here" in line for line in again.warnings)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("feeds.yaml", "feeds:\n  - {id: a, url: 'https://a.example/f', ca_file: CA}\n"),
        ("monitor.yaml", "mail: {host: mail.example, from: 'a@b.example', ca_file: CA}\n"),
    ],
)
def test_a_file_of_certificates_is_looked_at_when_files_are_checked(
    tmp_path: Path, name: str, text: str
) -> None:
    good, empty = tmp_path / "good.pem", tmp_path / "empty.pem"
    trustme.CA().cert_pem.write_to_path(str(good))
    empty.write_text("nothing\n")

    for place, wrong in (
        ("none.pem", "No such file"),
        ("empty.pem", "no certificate"),
        (".", "cannot be read"),
    ):
        [line] = folders.mistakes(tmp_path, {name: text.replace("CA", place)})
        assert wrong in line
        assert f"{tmp_path / place}" in line or place == "."
    loaded = folders.load(tmp_path, {name: text.replace("CA", "good.pem")})
    assert str(good) in {loaded.mail.ca_file, *(one.ca_file for one in loaded.feeds.values())}


def test_our_certificate_and_its_key_are_looked_at_when_files_are_checked(tmp_path: Path) -> None:
    ours, others = (trustme.CA().issue_cert("us.example") for _ in range(2))
    for name, certificate in (("us", ours), ("others", others)):
        (tmp_path / f"{name}.pem").write_bytes(certificate.cert_chain_pems[0].bytes())
        (tmp_path / f"{name}.key").write_bytes(certificate.private_key_pem.bytes())
    feed = "feeds:\n  - {id: a, url: 'https://a.example/f', WITH}\n"

    for written, wrong in (
        ("client_cert: us.pem", "cannot be used"),
        ("client_cert: us.pem, client_key: others.key", "key values mismatch"),
        ("client_cert: none.pem, client_key: us.key", "none.pem cannot be read: No such file"),
        ("client_cert: us.pem, client_key: none.key", "none.key cannot be read: No such file"),
        ("client_cert: us.key, client_key: us.key", "cannot be used"),
        ("client_cert: .", "cannot be read"),
        ("client_key: us.key", "client_key is given without client_cert"),
    ):
        [line] = folders.mistakes(tmp_path, {"feeds.yaml": feed.replace("WITH", written)})
        assert wrong in line, written
        assert "PRIVATE KEY" not in line
    good = feed.replace("WITH", "client_cert: us.pem, client_key: us.key")
    loaded = folders.load(tmp_path, {"feeds.yaml": good}).feeds["a"]
    assert (loaded.client_cert, loaded.client_key) == (str(tmp_path / "us.pem"), str(tmp_path / "us.key"))


def test_a_file_of_certificates_that_has_gone_does_not_keep_a_stored_configuration_from_loading(
    tmp_path: Path,
) -> None:
    place = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(place))
    text = "feeds:\n  - {id: a, url: 'https://a.example/f', ca_file: ca.pem}\n"
    found = folders.load(tmp_path, {"feeds.yaml": text})
    place.unlink()

    again = config.load_files(found.files, {}, tmp_path / "config")

    assert again.feeds["a"].ca_file == str(place)
    assert any("ca.pem cannot be read" in line for line in again.warnings)


def test_what_a_folder_changes_is_said_without_the_password_of_a_proxy(tmp_path: Path) -> None:
    text = "network: {{proxy: 'http://{}proxy.example:1'}}\n"
    feeds = "feeds:\n  - {{id: a, url: 'https://a.example/f', proxy: 'socks5h://{}proxy.example:1'}}\n"
    plain, secret = (
        folders.load(tmp_path, {"monitor.yaml": text.format(user), "feeds.yaml": feeds.format(user)})
        for user in ("", "me:hunter2@")
    )

    said = str(difference.changes(plain, secret))

    assert said.count("://***@proxy.example:1") == 2
    assert "hunter2" not in said
