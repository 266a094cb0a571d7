"""What readers find becomes an entry: links, categories, places and titles as documents write them."""

import pytest

from monitor.core.feeds.outcomes import ParsedFeed, ParseRequest
from monitor.core.feeds.parse import parse
from monitor.core.feeds.parse.entry import coordinates, point
from monitor.core.model import Coordinates, ParsedEntry

SITE = "https://site.example/fr/"


def _entry(item: str, site: str = SITE, url: str = "https://cdn.example/feeds/news.xml") -> ParsedEntry:
    spaces = (
        "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:georss='http://www.georss.org/georss' "
        "xmlns:geo='http://www.w3.org/2003/01/geo/wgs84_pos#' xmlns:gml='http://www.opengis.net/gml'"
    )
    body = f"<rss version='2.0' {spaces}><channel><title>t</title><link>{site}</link><item>{item}</item></channel></rss>"
    found = parse(ParseRequest(body.encode(), url))
    assert isinstance(found, ParsedFeed), found
    return found.entries[0]


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("/news/1", "https://site.example/news/1"),
        ("news/1", "https://site.example/fr/news/1"),
        ("?p=1", "https://site.example/fr/?p=1"),
        ("//other.example/1", "https://other.example/1"),
        ("www.other.example/1", "https://www.other.example/1"),
        ("site.example/1", "https://site.example/1"),
        ("m.site.example/1", "https://m.site.example/1"),
        ("cdn.example/1", "https://cdn.example/1"),
        ("index.html", "https://site.example/fr/index.html"),
        ("http:/site.example/1", "http://site.example/1"),
        ("https//site.example/1", "https://site.example/1"),
        ("javascript:alert(1)", None),
        ("mailto:a@site.example", None),
    ],
)
def test_a_link_starts_at_the_site_wherever_the_feed_lies(written: str, address: str | None) -> None:
    assert _entry(f"<title>x</title><link>{written}</link>").link == address


@pytest.mark.parametrize("site", ["", "javascript:x", "http://[", "/fr/"])
def test_without_a_site_links_start_at_the_feed(site: str) -> None:
    link = _entry("<title>x</title><link>/news/1</link>", site).link

    assert link == "https://cdn.example/news/1"


@pytest.mark.parametrize(
    ("item", "place"),
    [
        ("<georss:point>16.27 -0.04</georss:point>", Coordinates(16.27, -0.04)),
        ("<geo:lat>16.27</geo:lat><geo:long>-0.04</geo:long>", Coordinates(16.27, -0.04)),
        ("<georss:where><gml:Point><gml:pos>16.27 -0.04</gml:pos></gml:Point></georss:where>", Coordinates(16.27, -0.04)),
        ("<georss:point>0 0</georss:point>", None),
        ("<georss:point>160 10</georss:point>", None),
        ("<geo:lat>nan</geo:lat><geo:long>1</geo:long>", None),
    ],
)  # fmt: skip
def test_a_place_is_read_in_every_vocabulary(item: str, place: Coordinates | None) -> None:
    assert _entry(f"<title>x</title>{item}").coordinates == place


def test_odd_coordinates_are_none() -> None:
    assert [point("1"), point("a b"), coordinates("inf", "1"), coordinates("", "")] == [None] * 4


def test_categories_are_kept_once_and_are_bounded() -> None:
    item = (
        "<title>x</title><category>Mali &amp;amp; Niger</category><category>Mali &amp;amp; Niger</category>"
    )
    many = "".join(f"<category>c{n}</category>" for n in range(1000))

    assert _entry(item).categories == ("Mali & Niger",)
    assert len(_entry(f"<title>x</title>{many}").categories) == 20


def test_a_podcasts_own_title_stands_in_for_one() -> None:
    assert _entry("<itunes:title>Épisode 4</itunes:title>").title == "Épisode 4"
    assert _entry("<title>Un</title><itunes:title>Épisode 4</itunes:title>").title == "Un"


@pytest.mark.parametrize(
    ("prefix", "name"),
    [("News", "Source"), ("n", "source"), ("search", "SOURCE")],
)
@pytest.mark.parametrize("broken", ["", "<br>"])
def test_a_news_search_names_the_publisher_in_its_own_namespace(prefix: str, name: str, broken: str) -> None:
    body = (
        f"<rss version='2.0' xmlns:{prefix}='https://search.example/news/search?q=gao&amp;format=rss'><channel><title>gao</title>"
        f"<item><title>Ten dead near Gao - The Gao Herald</title><{prefix}:{name}>The Gao Herald</{prefix}:{name}>"
        f"<description>Ten died.{broken}</description></item></channel></rss>"
    )
    found = parse(ParseRequest(body.encode(), "https://search.example/feed"))

    assert isinstance(found, ParsedFeed)
    if not broken or prefix == "News":  # the lenient reader knows the usual prefix alone
        assert (found.entries[0].title, found.entries[0].source) == ("Ten dead near Gao", "The Gao Herald")
