"""``monitor schema``: JSON Schemas of the configuration files, for editors."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.options import write_text
from monitor.config import schemas
from monitor.config.problems.suggest import did_you_mean

Name = Annotated[str | None, typer.Argument(metavar="[NAME]", help=f"One of: {', '.join(schemas.names())}.")]
Write = Annotated[Path | None, typer.Option("--write", metavar="DIR", help="Write all of them into DIR.")]


def schema(name: Name = None, write: Write = None) -> None:
    r"""Print the JSON Schema of a kind of file, or write them all; editors complete and check with them.

    \b
    monitor schema rules
    monitor schema --write my-config/schema
    """
    if write is not None:
        for kind in schemas.names():
            write_text(write / f"{kind}.json", schemas.schema(kind))
        return
    if name is None:
        sys.stdout.write("\n".join(schemas.names()) + "\n")
        return
    if name not in schemas.names():
        remedy = did_you_mean(name, schemas.names(), f"write one of {', '.join(schemas.names())}")
        raise typer.BadParameter(f"there is no schema '{name}', {remedy}")
    sys.stdout.write(schemas.schema(name))
