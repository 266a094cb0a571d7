"""``monitor init``: a configuration of one's own to edit."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from monitor.config import defaults


def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write.")]) -> None:
    r"""Write a copy of the shipped configuration to edit; never overwrites.

    \b
    monitor init my-config
    monitor check --config my-config
    """
    copies = list(_copies(folder))
    taken = next((target for _, target in copies if target.exists()), None)
    if folder.exists() and not folder.is_dir():
        taken = folder
    if taken is not None:
        sys.stderr.write(f"{taken} exists, and nothing is overwritten: name another folder\n")
        raise typer.Exit(1)
    try:
        for source, target in copies:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
        _make_state(folder / defaults.STATE)
    except OSError as error:
        sys.stderr.write(f"{error.filename} cannot be written: {error.strerror}\n")
        raise typer.Exit(1) from None
    sys.stdout.write(
        f"Wrote {len(copies)} files to {folder}.\n"
        f"Next: put your addresses into {folder / 'recipients.yaml'}, then `monitor check --config {folder}`.\n"
    )


def _make_state(place: Path) -> None:
    """Make the folder of the store, kept out of version control: it is nobody's but this configuration's."""
    place.mkdir(mode=0o700, exist_ok=True)
    (place / ".gitignore").write_text("*\n", encoding="utf-8")


def _copies(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Yield what to copy, and where to."""
    shipped = defaults.config_folder()
    for source in sorted(shipped.rglob("*")):
        name = source.relative_to(shipped)
        is_ours = name.parts[0] != defaults.STATE and not any(
            part.startswith((".", "__")) for part in name.parts
        )
        if source.is_file() and is_ours:
            yield source, folder / name
    readme = defaults.templates_folder() / "README.md"
    if readme.is_file():
        yield readme, folder / "templates" / "README.md"
