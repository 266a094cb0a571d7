"""New feeds into feeds.yaml, without touching what a person wrote there."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor import config
from monitor.cli.options import fail
from monitor.core.feeds.urls import canonical
from monitor.core.settings import Config


@dataclass(frozen=True, slots=True)
class Known:
    """What feeds.yaml says of a feed."""

    id: str
    url: str
    title: str
    lang: str | None = None
    tags: tuple[str, ...] = ()


def taken(settings: Config, url: str) -> str | None:
    """Return the id of the feed that is watched at this address already, however it is spelt; None if none is."""
    wanted = canonical(url)
    return next((feed.id for feed in settings.feeds.values() if canonical(feed.url) == wanted), None)


def add_to(folder: Path | None, feeds: Sequence[Known]) -> None:
    """Append feeds to feeds.yaml; if the result cannot be used, leave the file as it was and exit 1."""
    if not feeds:
        return
    place = config.find(folder, os.environ)
    path = place / "feeds.yaml"
    before = path.read_bytes() if path.exists() else b"feeds:\n"
    head = before if before.endswith(b"\n") else before + b"\n"
    path.write_bytes(head + "".join(map(_line, feeds)).encode())
    try:
        config.load(place, os.environ)
    except config.ConfigError as error:
        path.write_bytes(before)
        problems = "\n".join(error.lines)
        fail(f"{path} was left as it was: with the new lines it could not be used.\n{problems}")


def _line(feed: Known) -> str:
    """Write a feed as one line of YAML: strings as JSON has them, which YAML 1.2 reads alike."""
    parts = [f"id: {feed.id}", f"url: {_quoted(feed.url)}", f"title: {_quoted(feed.title)}"]
    if feed.lang:
        parts.append(f"lang: {_quoted(feed.lang)}")
    if feed.tags:
        parts.append(f"tags: [{', '.join(map(_quoted, feed.tags))}]")
    return f"  - {{{', '.join(parts)}}}\n"


def _quoted(text: str) -> str:
    # `${` would be taken for a variable of the environment.
    return json.dumps(text.replace("${", "$ {"), ensure_ascii=False)
