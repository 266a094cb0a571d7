"""The shipped configuration, read and compiled once for all tests of this folder."""

from pathlib import Path

import pytest

from monitor.config import load
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.matcher import Matcher
from monitor.core.settings import Config

FOLDER = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="session")
def shipped() -> Config:
    """The configuration that ships."""
    return load(FOLDER, {})


@pytest.fixture(scope="session")
def matcher(shipped: Config) -> Matcher:
    """Its rules, ready to match."""
    compiled, problems = compile_rules(shipped.ruleset, shipped.places)
    assert problems == ()
    return Matcher(compiled)
