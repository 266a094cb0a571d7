"""Changed files on their way into the configuration folder."""

from collections.abc import Mapping
from pathlib import Path

from monitor.cli.options import fail
from monitor.config import changes


def write_files(place: Path, changed: Mapping[str, str]) -> None:
    """Write files whole into the folder ``place``; exit 1 with the reason if that is not possible."""
    try:
        changes.write(place, changed)
    except OSError as error:
        fail(f"{place}: {error.strerror}\n{COPY}")


COPY = "Work on a copy: `monitor init DIR`, then run the service with --config DIR."
