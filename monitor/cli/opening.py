"""How a command that polls or delivers gets the application, and how it says that it cannot."""

import os
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import typer

from monitor import config, runtime
from monitor.app import App
from monitor.cli import logs, output
from monitor.cli.options import fail
from monitor.store import StoreError

Result = TypeVar("Result")


@asynccontextmanager
async def opened(folder: Path | None, kind: str) -> AsyncIterator[App]:
    """Open the application for one call; what goes wrong in its steps is said on standard error."""
    formatter = logs.set_up(level="WARNING")
    async with App.open(config.find(folder, os.environ), os.environ, kind=kind) as app:
        formatter.hide(app.deps.config)
        yield app


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run ``work`` to its end; exit 1 saying what is wrong with the configuration or the store."""
    try:
        return runtime.run(work)
    except config.ConfigError as error:
        output.problems(error)
        raise typer.Exit(1) from None
    except StoreError as error:
        fail(str(error))
