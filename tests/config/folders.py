"""Configurations for tests: written to a folder, loaded, and their mistakes told."""

from collections.abc import Mapping
from pathlib import Path

from monitor import config
from monitor.core.settings import Config

MARK = "▶"


def write(place: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write ``files`` below ``place``/config and return that folder."""
    folder = place / "config"
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return folder


def load(place: Path, files: Mapping[str, str | bytes], environ: Mapping[str, str] | None = None) -> Config:
    """Load ``files`` from a folder of their own."""
    return config.load(write(place, files), environ or {})


def mistakes(
    place: Path, files: Mapping[str, str | bytes], environ: Mapping[str, str] | None = None
) -> list[str]:
    """Return what is wrong with ``files``, with names relative to the folder; nothing if they are sound."""
    folder = write(place, files)
    try:
        config.load(folder, environ or {})
    except config.ConfigError as error:
        return [line.removeprefix(f"{folder}/") for line in error.lines]
    return []


def marked(text: str) -> tuple[str, str]:
    """Return ``text`` without its mark, and the place of the mark as ``line:col``."""
    at = text.index(MARK)
    line = text.count("\n", 0, at) + 1
    return text.replace(MARK, ""), f"{line}:{at - text.rfind(chr(10), 0, at)}"
