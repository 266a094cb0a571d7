"""Reads and checks the files that people write, and speaks to them about mistakes."""

from monitor.config import defaults
from monitor.config.checks.rules import compiled
from monitor.config.folder import base, find, fingerprint, identity, read
from monitor.config.loading import load, load_files
from monitor.config.problems.report import ConfigError, Finding
from monitor.config.store_address import peek_store
from monitor.config.versions import with_last_versions

__all__ = [
    "ConfigError",
    "Finding",
    "base",
    "compiled",
    "defaults",
    "find",
    "fingerprint",
    "identity",
    "load",
    "load_files",
    "peek_store",
    "read",
    "with_last_versions",
]
