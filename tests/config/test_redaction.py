from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor import config
from monitor.core.settings import Credentials, Secret
from tests.config import folders

CANARY = "hunter2"

SECRETS = {
    "monitor.yaml": f"""\
# the password was {CANARY}
store: postgresql+psycopg://me:{CANARY}@db/monitor
mail:
  host: mail.example.org   # {CANARY}
  from: a@b
  username: me
  password: {CANARY}
network: {{proxy: "http://me:{CANARY}@proxy:3128", contact: "#1 desk"}}
heartbeat: {{url: "https://watch/{CANARY}"}}
""",
    "feeds.yaml": f"""\
feeds:
  - id: one
    url: https://me:{CANARY}@example.org/feed
  - {{id: two, url: "https://{CANARY}@example.org/2", title: "a # b"}}
  - id: three
    url: https://example.org/3
    bearer: |
      {CANARY}
    headers:
      X-Key: {CANARY}
  - {{id: four, url: https://example.org/4, password: "{CANARY}" , username: me}}
""",
    "digests.yaml": f"""\
recipients:
  duty: {{webhook: [{{url: "https://hook/{CANARY}", secret: {CANARY}}}]}}
alerts: [{{id: a, to: [duty]}}]
""",
    "rules/a.yaml": "rules: [{id: a, any: [attack]}]  # kept\n",
}


def test_what_is_stored_has_no_secret(tmp_path: Path) -> None:
    found = folders.load(tmp_path, SECRETS)

    assert CANARY not in "".join(found.files.values())
    assert CANARY not in repr(found)
    assert CANARY not in "".join(found.warnings)


def test_what_is_stored_loads_without_its_secrets_and_says_so(tmp_path: Path) -> None:
    found = folders.load(tmp_path, SECRETS)

    again = config.load_files(found.files, {}, tmp_path / "config")

    assert (again.hash, again.files) == (found.hash, found.files)
    assert (again.ruleset, again.alerts) == (found.ruleset, found.alerts)
    assert {name: feed.url for name, feed in again.feeds.items()} == {
        name: feed.url for name, feed in found.feeds.items()
    }
    assert [feed.credentials for feed in again.feeds.values()] == [None, None, None, Credentials("me", None)]
    assert again.feeds["two"].title == "a # b"
    assert again.network.proxy == "http://proxy:3128"
    assert (again.mail.password, again.heartbeat.url, again.recipients["duty"].webhook) == (None, None, ())
    assert sum("not known here" in line for line in again.warnings) >= 6


def test_variables_stay_variables_in_what_is_stored(tmp_path: Path) -> None:
    files = {
        "monitor.yaml": "mail: {host: h, from: a@b, password: '${PW}'}\n",
        "feeds.yaml": "feeds: [{id: a, url: 'https://me:${PW}@x.org', headers: {K: 'Bearer ${PW}'}}]\n",
    }
    found = folders.load(tmp_path, files, {"PW": CANARY})

    again = config.load_files(found.files, {"PW": "new"}, tmp_path / "config")

    assert CANARY not in "".join(found.files.values())
    assert again.hash == found.hash
    assert again.mail.password == Secret("new")
    assert again.feeds["a"].credentials == Credentials(
        "me", Secret("new"), headers=(("K", Secret("Bearer new")),)
    )


def test_a_variable_that_has_gone_does_not_keep_a_stored_configuration_from_loading(tmp_path: Path) -> None:
    files = {"monitor.yaml": "mail: {host: h, from: a@b, password: '${PW}'}\nnetwork: {contact: '${WHO}'}\n"}
    found = folders.load(tmp_path, files, {"PW": "x", "WHO": "y"})

    again = config.load_files(found.files, {}, tmp_path / "config")

    assert (again.mail.password, again.network.contact) == (None, "${WHO}")


def test_a_secret_file_that_has_gone_does_not_keep_a_stored_configuration_from_loading(
    tmp_path: Path,
) -> None:
    (tmp_path / "pw").write_text(CANARY)
    found = folders.load(tmp_path, {"monitor.yaml": "mail: {host: h, from: a@b, password_file: pw}\n"})
    (tmp_path / "pw").unlink()

    again = config.load_files(found.files, {}, tmp_path / "config")

    assert found.mail.password == Secret(CANARY)
    assert again.mail.password is None
    assert "cannot be read" in again.warnings[0]


def test_another_password_is_the_same_version(tmp_path: Path) -> None:
    one = folders.load(tmp_path / "1", {"monitor.yaml": "mail: {password: one} # x\n"})
    two = folders.load(tmp_path / "2", {"monitor.yaml": "mail: {password: two}\n"})

    assert one.hash == two.hash


@pytest.mark.parametrize(
    "files",
    [
        {"monitor.yaml": "timezone: UTC\n", "rules/b.yaml": "rules: []\n"},
        {"monitor.yaml": "timezone: Europe/Paris\n", "rules/a.yaml": "rules: []\n"},
        {"monitor.yaml": "timezone: UTC\n", "rules/a.yaml": "rules: [] \n"},
    ],
)
def test_another_file_name_or_text_is_another_version(tmp_path: Path, files: dict[str, str]) -> None:
    before = folders.load(tmp_path / "1", {"monitor.yaml": "timezone: UTC\n", "rules/a.yaml": "rules: []\n"})

    assert folders.load(tmp_path / "2", files).hash != before.hash


SPICE = st.text("ab \n#:'\"|>-&*{}[],?%@~\\${}é\t", max_size=12)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contact=SPICE, title=SPICE, password=SPICE)
def test_what_is_stored_means_the_same_whatever_the_text(contact: str, title: str, password: str) -> None:
    quoted = [
        text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        for text in (contact, title, password)
    ]
    files = {
        "monitor.yaml": f'network: {{contact: "{quoted[0]}"}} # c\nmail: # d\n  password: "{quoted[2]}"\n',
        "feeds.yaml": f'feeds:\n- id: a # e\n  title: "{quoted[1]}"\n  url: https://x.org\n',
    }
    place = Path("/nowhere/config")
    try:
        found = config.load_files(files, {}, place)
    except config.ConfigError:
        return

    again = config.load_files(found.files, {}, place)

    assert (again.hash, again.network, again.feeds) == (found.hash, found.network, found.feeds)
