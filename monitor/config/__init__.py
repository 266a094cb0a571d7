"""Reads and checks the files that people write, and speaks to them about mistakes.

What loads a configuration is imported when it is first asked for: many commands only ask where the store is.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from monitor.config import defaults
from monitor.config.folder import base, find, fingerprint, identity, read
from monitor.config.problems.report import ConfigError, Finding
from monitor.config.store_address import peek_mail_host, peek_store

if TYPE_CHECKING:
    from monitor.config.checks.rules import compiled, matcher
    from monitor.config.loading import load, load_files
    from monitor.config.service import load_parts
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
    "load_parts",
    "matcher",
    "peek_mail_host",
    "peek_store",
    "read",
    "with_last_versions",
]

_LATER = {
    "compiled": "checks.rules",
    "load": "loading",
    "load_files": "loading",
    "load_parts": "service",
    "matcher": "checks.rules",
    "with_last_versions": "versions",
}


def __getattr__(name: str) -> Any:
    """Import what loads a configuration."""
    if name not in _LATER:
        raise AttributeError(name)
    return getattr(import_module(f"monitor.config.{_LATER[name]}"), name)
