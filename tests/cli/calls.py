"""Commands as a person types them, in a folder of their own."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from monitor.cli import app
from monitor.store import Store
from tests.config import folders

FEEDS = "feeds:\n  - {id: rfi, url: 'http://127.0.0.1:9/rss', title: RFI}\n"
RULES = "rules:\n  - {id: attack, title: Attack, severity: high, any: [attack]}\n"


def call(*arguments: object, environ: Mapping[str, str] | None = None) -> Result:
    """Run one command; its exit code and what it printed are in the result."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env=dict(environ or {}))


def objects(result: Result) -> list[dict[str, Any]]:
    """Return the JSON Lines that a command printed."""
    return [json.loads(line) for line in result.stdout.splitlines()]


def configured(place: Path, url: str | None = None, **files: str) -> Path:
    """Write a small sound configuration whose store is at ``url``; return its folder."""
    main = f"store: {url}\n" if url else "timezone: UTC\n"
    texts = {"monitor.yaml": main, "feeds.yaml": FEEDS, "rules/rules.yaml": RULES}
    return folders.write(
        place, texts | {name.replace("__", "/") + ".yaml": text for name, text in files.items()}
    )


def made(url: str) -> Store:
    """Make a store at ``url``; the caller closes it."""
    store = Store(url)
    store.open()
    return store
