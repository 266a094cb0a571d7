"""A feed tried out: fetched, read and matched as polling would, with nothing stored."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from pydantic_core import PydanticCustomError

from monitor import config, fetch
from monitor.config.values.urls import WebAddress, secret_address
from monitor.core.feeds.addresses import candidates
from monitor.core.feeds.decide import text_of
from monitor.core.feeds.outcomes import (
    Blocked,
    Fetched,
    FetchResult,
    NotAFeed,
    NotModified,
    ParsedFeed,
    ParseRequest,
    SameBytes,
    Throttled,
    Unreachable,
    Validators,
    explain,
)
from monitor.core.feeds.parse.page import USUAL_PLACES, header_links
from monitor.core.model import Match, ParsedEntry
from monitor.core.operations.redaction import Concealer, secrets_of
from monitor.core.settings import Config, Credentials, Feed, Secret
from monitor.fetch import Hop
from monitor.pool import Pool

_TRIAL = "trial"
_MOST_TRIED = 10  # addresses asked for one feed
_PAUSE = 0.2  # seconds between two guesses


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it: ``outcome`` for people, ``links`` the feeds that a page which is none names."""

    address: WebAddress
    outcome: str
    hops: tuple[Hop, ...] = ()
    feed: ParsedFeed | None = None
    links: tuple[str, ...] = ()
    entries: tuple[tuple[ParsedEntry, tuple[Match, ...]], ...] = field(default=())
    is_unreachable: bool = False
    is_refused: bool = False
    is_page: bool = False

    @property
    def url(self) -> str:
        """Where the feed is, without user and password."""
        return self.address.url

    def record(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "url": self.url,
            "ok": self.feed is not None,
            "outcome": self.outcome,
            "hops": [
                {"url": hop.url, "status": hop.status, "seconds": round(hop.seconds, 3)} for hop in self.hops
            ],
            "feeds_found": self.links,
            "title": self.feed.title if self.feed else None,
            "degraded": self.feed.degraded if self.feed else (),
            "entries": [
                {
                    "title": entry.title,
                    "link": entry.link,
                    "published": entry.published,
                    "rules": [match.rule for match in matches],
                }
                for entry, matches in self.entries
            ],
        }


async def try_feed(settings: Config, text: str) -> Trial:
    """Try what a person typed: the id or the address of a feed that is watched, or any address."""
    feeds = _meant(settings, text)
    if isinstance(feeds, str):
        return Trial(WebAddress("", ""), feeds)
    trials = []
    for feed in feeds:
        trial = await _tried(settings, feed)
        if not trial.is_unreachable:
            return trial
        trials.append(trial)
    return trials[0]


async def find_feed(settings: Config, text: str) -> Trial:
    """Try an address, and if it is a page, what it names, then where such sites keep their feeds: one after the other."""
    first = await try_feed(settings, text)
    if first.feed is not None or not first.is_page:
        return first
    return (
        await _first_feed(settings, first, list(first.links))
        or await _at_usual_place(settings, first)
        or first
    )


async def _first_feed(settings: Config, page: Trial, links: list[str]) -> Trial | None:
    """Return the first feed that has entries, else the first; pages on the way are asked for theirs."""
    tried, empty = {page.url}, None
    while links and len(tried) < _MOST_TRIED:
        link = links.pop(0)
        if link in tried:
            continue
        tried.add(link)
        trial = await _tried(settings, _like(page, link))
        if trial.entries:
            return trial
        empty = empty or (trial if trial.feed is not None else None)
        links += trial.links
    return empty


async def _at_usual_place(settings: Config, page: Trial) -> Trial | None:
    """Try where sites of the usual kinds keep their feeds; a server that refuses or cannot be reached is not asked on."""
    for place in USUAL_PLACES:
        await asyncio.sleep(_PAUSE)
        trial = await _tried(settings, _like(page, urljoin(page.url, place)))
        if trial.feed is not None:
            return trial
        if trial.is_refused or trial.is_unreachable:
            break
    return None


def _like(page: Trial, link: str) -> Feed:
    """Return the feed at a link of a page, with the page's user and password if it is on the same server."""
    there, here = urlsplit(link), urlsplit(page.url)
    is_same = (there.scheme, there.netloc) == (here.scheme, here.netloc)
    login = replace(page.address, url=link, full=link) if is_same else WebAddress(link, link)
    return _trial_feed(login)


def _meant(settings: Config, text: str) -> tuple[Feed, ...] | str:
    """Return the feeds that a text may mean, the likeliest first, or why it means none."""
    watched = {feed.url: feed for feed in settings.feeds.values()} | dict(settings.feeds)
    if text in watched:
        return (watched[text],)
    try:
        addresses = [secret_address(address) for address in candidates(text)]
    except PydanticCustomError as error:
        return error.message()
    if not addresses:
        return "this is not a web address; write one such as https://example.org/feed.xml"
    if addresses[0].password:
        del addresses[1:]  # nobody asked for a password to be sent in clear
    return tuple(_trial_feed(address) for address in addresses)


def _trial_feed(address: WebAddress) -> Feed:
    password = Secret(address.password) if address.password else None
    login = None if address.username is None else Credentials(address.username, password)
    return Feed(_TRIAL, address.url, address.url, credentials=login)


async def _tried(settings: Config, feed: Feed) -> Trial:
    """Fetch and read a feed, and match what it holds."""
    async with fetch.client(settings.network, settings.polling) as client, Pool(workers=1) as pool:
        hops: list[Hop] = []
        result = await client.trace(feed, Validators(), hops)
        trial = _concealed(settings, feed, Trial(_address(feed, result), _spoken(result), tuple(hops)))
        if not isinstance(result, Fetched):
            return replace(
                trial,
                is_unreachable=isinstance(result, Unreachable),
                is_refused=isinstance(result, Blocked | Throttled),
            )
        read = await pool.parse(ParseRequest(result.body, result.url, result.content_type))
    if not isinstance(read, ParsedFeed):
        if not isinstance(read, NotAFeed):
            return replace(trial, outcome=explain(read))
        named = header_links(hops[-1].headers.get("link", ""), result.url)
        links = tuple(dict.fromkeys((*named, *read.links)))
        return replace(trial, outcome=explain(replace(read, links=links)), links=links, is_page=True)
    texts = [text_of(feed, entry) for entry in read.entries]
    matches = config.matcher(settings).match(texts)
    outcome = f"{read.version or 'feed'}, {len(read.entries)} entries: {read.title}"
    return replace(trial, outcome=outcome, feed=read, entries=tuple(zip(read.entries, matches, strict=True)))


def _address(feed: Feed, result: FetchResult) -> WebAddress:
    """Return where the feed is from now on: where it moved for good, but never with a password for another server."""
    moved = result.moved_to if isinstance(result, Fetched) and feed.credentials is None else None
    login = feed.credentials or Credentials()
    password = login.password.reveal if login.password else None
    url = moved or feed.url
    return WebAddress(url, url, login.username, password)


def _spoken(result: FetchResult) -> str:
    match result:
        case Fetched():
            return "fetched"
        case NotModified() | SameBytes():
            return "nothing changed"
        case _:
            return explain(result)


def _concealed(settings: Config, feed: Feed, trial: Trial) -> Trial:
    """Return a trial in which no server repeats the secrets it was sent."""
    conceal = Concealer(secrets_of(replace(settings, feeds={feed.id: feed}))).conceal
    hops = tuple(
        replace(
            hop, url=conceal(hop.url), headers={name: conceal(value) for name, value in hop.headers.items()}
        )
        for hop in trial.hops
    )
    return replace(trial, outcome=conceal(trial.outcome), hops=hops)
