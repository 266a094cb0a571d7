from pathlib import Path

import pytest

from monitor import config
from monitor.config import defaults
from monitor.core.settings import Config


@pytest.fixture(scope="module")
def shipped() -> Config:
    return config.load(defaults.config_folder(), {})


def test_the_shipped_configuration_is_sound_and_holds_nothing_back(shipped: Config) -> None:
    assert (shipped.held_back, shipped.warnings) == ({}, ())


def test_the_shipped_configuration_watches_and_tells(shipped: Config) -> None:
    assert min(len(shipped.feeds), len(shipped.ruleset.rules), len(shipped.places)) > 20
    assert shipped.digests
    assert shipped.alerts
    assert shipped.mail.host is None


def test_what_is_stored_of_it_is_the_same_configuration(shipped: Config) -> None:
    place = Path("/srv/monitor/config")

    first = config.load_files(shipped.files, {}, place)
    again = config.load_files(first.files, {}, place)

    assert (first.hash, again.hash) == (shipped.hash, shipped.hash)
    assert again == first
    assert (first.ruleset, first.feeds, first.places) == (shipped.ruleset, shipped.feeds, shipped.places)
