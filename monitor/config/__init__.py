"""Reads and checks the files that people write, and speaks to them about mistakes."""

from monitor.config.folder import find
from monitor.config.loading import load, load_files
from monitor.config.report import ConfigError, Finding
from monitor.config.versions import with_last_versions

__all__ = ["ConfigError", "Finding", "find", "load", "load_files", "with_last_versions"]
