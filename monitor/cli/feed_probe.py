"""A feed tried out: fetched, read and matched as polling would, with nothing stored."""

from dataclasses import dataclass, field
from typing import Any

from monitor import config, fetch
from monitor.core.feeds.outcomes import Fetched, NotAFeed, ParsedFeed, ParseRequest, Validators
from monitor.core.model import Match, ParsedEntry, Text
from monitor.core.rules.matcher import Matcher
from monitor.core.settings import Config, Feed
from monitor.fetch import Hop
from monitor.pool import Pool


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it: ``outcome`` for people, ``links`` the feeds that a page which is none names."""

    url: str
    outcome: str
    hops: tuple[Hop, ...] = ()
    feed: ParsedFeed | None = None
    links: tuple[str, ...] = ()
    entries: tuple[tuple[ParsedEntry, tuple[Match, ...]], ...] = field(default=())

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
                    "rules": [m.rule for m in found],
                }
                for entry, found in self.entries
            ],
        }


async def try_feed(settings: Config, url: str) -> Trial:
    """Fetch and read an address, and match what it holds."""
    async with fetch.client(settings.network, settings.polling) as client, Pool(workers=1) as pool:
        hops: list[Hop] = []
        feed = next((one for one in settings.feeds.values() if one.url == url), Feed("trial", url, url))
        result = await client.trace(feed, Validators(), hops)
        if not isinstance(result, Fetched):
            return Trial(url, getattr(result, "reason", str(result)), tuple(hops))
        at = hops[-1].url if hops else url
        read = await pool.parse(ParseRequest(result.body, at, result.content_type))
    if not isinstance(read, ParsedFeed):
        links = read.links if isinstance(read, NotAFeed) else ()
        return Trial(at, read.reason, tuple(hops), links=links)
    texts = [Text(one.title, one.summary, one.lang or read.lang, one.published) for one in read.entries]
    matches = Matcher(config.compiled(settings)).match(texts)
    outcome = f"{read.version or 'feed'}, {len(read.entries)} entries: {read.title}"
    return Trial(at, outcome, tuple(hops), read, (), tuple(zip(read.entries, matches, strict=True)))


async def find_feed(settings: Config, url: str) -> Trial:
    """Try an address, and if it is a page that names feeds, the first of them that can be read."""
    first = await try_feed(settings, url)
    for link in () if first.feed else first.links:
        found = await try_feed(settings, link)
        if found.feed is not None:
            return found
    return first
