"""Where the shipped configuration and templates are: in the wheel, or beside the package in a checkout."""

from pathlib import Path

STATE = "var"  # of a configuration folder: what lies in there is remembered, not configured

_PACKAGE = Path(__file__).parent.parent
_IN_WHEEL = _PACKAGE / "_defaults"


def config_folder() -> Path:
    """Return the shipped configuration.

    In a checkout its path leads through the package (``monitor/../config``): so it differs from the path that
    somebody gives who means the checkout's own folder, whose store lies beside it and not with the system's.
    """
    return _folder("config")


def templates_folder() -> Path:
    """Return the shipped templates."""
    return _folder("templates")


def _folder(name: str) -> Path:
    shipped = _IN_WHEEL / name
    return shipped if shipped.is_dir() else _PACKAGE / ".." / name
