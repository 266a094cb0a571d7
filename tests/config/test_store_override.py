"""MONITOR_STORE goes before the file."""

from pathlib import Path

import pytest

from monitor import config
from tests.config import folders

FILES = {"monitor.yaml": "store: sqlite:///a.db\n", "feeds.yaml": "feeds: []\n"}


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "sqlite:///{}/a.db"),
        ({"MONITOR_STORE": ""}, "sqlite:///{}/a.db"),
        ({"MONITOR_STORE": "sqlite:///b.db"}, "sqlite:///{}/b.db"),
        ({"MONITOR_STORE": "postgresql://m@db/x"}, "postgresql+psycopg://m@db/x"),
    ],
)
def test_the_environment_may_say_where_the_store_is(
    tmp_path: Path, environ: dict[str, str], expected: str
) -> None:
    folder = folders.write(tmp_path, FILES)
    found = (config.load(folder, environ).store, config.peek_store(folder, environ))

    assert found == (expected.format(tmp_path), expected.format(tmp_path))


def test_a_bad_address_in_the_environment_is_told(tmp_path: Path) -> None:
    folder = folders.write(tmp_path, FILES)
    for read in (config.load, config.peek_store):
        with pytest.raises(config.ConfigError) as caught:
            read(folder, {"MONITOR_STORE": "mysql://x"})
        assert "is not a valid store address" in caught.value.lines[0]
