"""New feeds on their way into feeds.yaml: told from those watched already, given ids, checked and written."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from pydantic_core import PydanticCustomError

from monitor import config
from monitor.cli.config_files import COPY, write_files
from monitor.cli.opml import Outline
from monitor.cli.options import fail
from monitor.config import changes
from monitor.config.changes import CannotEditError, Edit
from monitor.config.environment import escaped
from monitor.config.problems.suggest import shown
from monitor.config.values.urls import WebAddress, secret_address
from monitor.config.yaml.editing import Item
from monitor.core.feeds.addresses import candidates
from monitor.core.feeds.urls import canonical
from monitor.core.settings import Config
from monitor.core.text.folding import fold

_LONGEST_ID = 40


@dataclass(frozen=True, slots=True)
class NewFeed:
    """What feeds.yaml is to say of a feed; user and password are beside the address, not in it."""

    id: str
    address: WebAddress
    title: str
    lang: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An outline that does not become a feed, and why."""

    outline: Outline
    reason: str

    def __str__(self) -> str:
        address = self.outline.address or self.outline.page
        return f"left out: {self.outline.title or 'an outline without title'}" + (
            f", {shown(address)}: {self.reason}" if address else f": {self.reason}"
        )


class Watched:
    """Feeds by their addresses, however these are spelt, and the ids that are taken."""

    def __init__(self, settings: Config) -> None:
        self._by_address = {_canonical(feed.url): feed.id for feed in settings.feeds.values()}
        self._ids = set(settings.feeds)
        self._last: dict[str, int] = {}

    def at(self, url: str) -> str | None:
        """Return the id of the feed at an address; None if there is none."""
        return self._by_address.get(_canonical(url))

    def name(self, url: str, title: str = "") -> str:
        """Return an id for a new feed at ``url``, made from its title or its host, and take it."""
        wanted = _slug(fold(title)) or _slug((urlsplit(url).hostname or "").removeprefix("www.")) or "feed"
        number, name = self._last.get(wanted, 1), wanted
        while name in self._ids:
            number += 1
            name = f"{wanted}-{number}"
        self._last[wanted] = number
        self._ids.add(name)
        self._by_address[_canonical(url)] = name
        return name


def from_outlines(
    settings: Config, outlines: Iterable[Outline]
) -> tuple[tuple[NewFeed, ...], tuple[LeftOut, ...]]:
    """Return the feeds that are not watched yet, and for every other outline why it is left out."""
    watched = Watched(settings)
    new: dict[str, NewFeed] = {}
    left: list[LeftOut] = []
    for outline in outlines:
        address = _address(outline)
        if isinstance(address, str):
            left.append(LeftOut(outline, address))
        elif (known := watched.at(address.url)) is None:
            name = watched.name(address.url, outline.title)
            new[name] = NewFeed(name, address, outline.title or name, tags=outline.tags)
        elif known in new:
            new[known] = replace(new[known], tags=tuple(dict.fromkeys((*new[known].tags, *outline.tags))))
            left.append(LeftOut(outline, f"the same address as {known}, which has its folders as tags, too"))
        else:
            left.append(LeftOut(outline, f"already watched as {known}"))
    return tuple(new.values()), tuple(left)


def write_new(folder: Path | None, settings: Config, feeds: Sequence[NewFeed]) -> None:
    """Add feeds to feeds.yaml; if the result cannot be used nothing is written, and the command ends with the reason."""
    if not feeds:
        return
    place = config.find(folder, os.environ)
    base = config.base(place, os.environ)
    secrets = {feed.id: Path(settings.var) / "secrets" / feed.id for feed in feeds if feed.address.password}
    items = tuple(_item(feed, base, secrets.get(feed.id)) for feed in feeds)
    try:
        files = config.read(place)
        changed = changes.plan(place, files, (Edit(("feeds.yaml", "feeds"), items),))
        config.load_files({**files, **changed}, os.environ, place)
    except CannotEditError as error:
        fail(f"nothing was written: {error}\n{COPY}")
    except config.ConfigError as error:
        problems = "\n".join(error.lines)
        fail(f"nothing was written: with the new lines feeds.yaml could not be used\n{problems}")
    _write_secrets(feeds, secrets)
    write_files(place, changed)


def _write_secrets(feeds: Sequence[NewFeed], secrets: Mapping[str, Path]) -> None:
    for feed in feeds:
        if feed.id in secrets and feed.address.password:
            try:
                changes.write_secret(secrets[feed.id], feed.address.password)
            except OSError as error:
                fail(f"{secrets[feed.id]}: {error.strerror}; nothing was written")


def _address(outline: Outline) -> WebAddress | str:
    """Return the address of an outline, or why it has none."""
    if not outline.address:
        return (
            f"it names only a page; try `monitor feeds add {shown(outline.page)}`"
            if outline.page
            else "it names no address"
        )
    possible = candidates(outline.address)
    if not possible:
        return "not a web address (http or https)"
    try:
        return secret_address(possible[0])
    except PydanticCustomError as error:
        return error.message().replace("this URL", "it")


def _item(feed: NewFeed, base: Path, secret: Path | None) -> Item:
    item: dict[str, str | Sequence[str]] = {
        "id": feed.id,
        "url": escaped(feed.address.url),
        "title": escaped(feed.title),
    }
    if feed.lang:
        item["lang"] = feed.lang
    if feed.address.username:
        item["username"] = escaped(feed.address.username)
    if secret is not None:
        item["password_file"] = escaped(str(secret.relative_to(base)))
    if feed.tags:
        item["tags"] = feed.tags
    return item


def _canonical(url: str) -> str:
    return canonical(url) or url


def _slug(text: str) -> str:
    """Return the ASCII letters and digits of a text as an id; nothing if it hardly has any, as in Arabic."""
    letters = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in text.lower())
    slug = "-".join(part for part in letters.split("-") if part)[:_LONGEST_ID].strip("-")
    return slug if sum(map(str.isalpha, slug)) > 1 else ""
