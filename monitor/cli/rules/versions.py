"""Configurations at work: the files with what is held back replaced, and the one that the service runs."""

import os
from pathlib import Path

from monitor import config
from monitor.cli import output
from monitor.core.settings import Config
from monitor.store import Store


def effective(settings: Config, store: Store, folder: Path) -> Config:
    """Return ``settings`` as the service would run them: rules that are held back in their last good version.

    What is held back is said on standard error: a change of such a rule has no effect.
    """
    for rule, reason in settings.held_back.items():
        output.wrong(f"held back, its last good version counts: {rule}: {reason}")
    last = {}
    for rule, version in store.configs.last_versions(settings.held_back).items():
        files = store.configs.files(version)
        if files is not None:
            last[rule] = config.load_files(files, os.environ, folder).ruleset
    return config.with_last_versions(settings, last)


def running(store: Store, folder: Path) -> Config | None:
    """Return the configuration that the store says is running, None in a new store."""
    found = store.configs.current()
    if found is None:
        return None
    return effective(config.load_files(found.files, os.environ, folder), store, folder)
