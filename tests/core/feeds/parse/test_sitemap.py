"""News sitemaps are read like feeds."""

from datetime import UTC, datetime

import pytest

from monitor.core.feeds.outcomes import NotAFeed, ParsedFeed, ParseRequest
from monitor.core.feeds.parse import parse
from monitor.core.model import ParsedEntry

HERE = "https://site.example/news-sitemap.xml"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">\n'
)


def _url(number: int, title: str, name: str = "Le Fil", more: str = "") -> str:
    return (
        f"<url><loc>https://site.example/{number}</loc><image:image><image:loc>https://site.example/p.jpg</image:loc>"
        f"</image:image><news:news><news:publication><news:name>{name}</news:name><news:language>fr</news:language>"
        f"</news:publication><news:publication_date>2026-11-30T08:0{number}:00+01:00</news:publication_date>"
        f"<news:title>{title}</news:title>{more}</news:news></url>\n"
    )


def _read(body: str, known: frozenset[str] = frozenset()) -> ParsedFeed:
    found = parse(ParseRequest(body.encode(), HERE, "text/xml", known))
    assert isinstance(found, ParsedFeed), found
    return found


WHOLE = (
    HEAD
    + _url(1, "Attaque contre un convoi pr&#232;s de Gao", more="<news:keywords>Mali, Gao</news:keywords>")
    + _url(2, "<![CDATA[L&rsquo;arm&eacute;e &amp; le fleuve]]>", name="La Lagune")
    + "<url><loc>https://site.example/about</loc></url></urlset>"
)


def test_articles_are_entries() -> None:
    found = _read(WHOLE)

    assert (found.title, found.lang, found.version, found.degraded) == ("Le Fil", "fr", "news sitemap", ())
    assert found.entries == (
        ParsedEntry(
            id="https://site.example/1",
            link="https://site.example/1",
            title="Attaque contre un convoi près de Gao",
            summary="",
            published=datetime(2026, 11, 30, 7, 1, tzinfo=UTC),
            lang="fr",
            categories=("Mali", "Gao"),
        ),
        ParsedEntry(
            id="https://site.example/2",
            link="https://site.example/2",
            title="L’armée & le fleuve",
            summary="",
            published=datetime(2026, 11, 30, 7, 2, tzinfo=UTC),
            lang="fr",
            source="La Lagune",
        ),
    )


def test_articles_read_before_are_not_read_again() -> None:
    before = _read(HEAD + _url(1, "Un") + "</urlset>")
    after = HEAD + _url(2, "Deux") + _url(1, "Un") + "</urlset>"

    found = _read(after, frozenset(before.items))

    assert ([entry.title for entry in found.entries], found.partial) == (["Deux"], True)
    assert set(before.items) < set(found.items)


def test_a_sitemap_that_breaks_off_keeps_the_whole_articles_and_says_so() -> None:
    found = _read(HEAD + _url(1, "Un") + _url(2, "Deux")[:-40])

    assert [entry.title for entry in found.entries] == ["Un"]
    assert found.degraded


INDEX = (
    "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc> /pages.xml </loc></sitemap>"
    "<sitemap><loc>https://site.example/news.xml</loc></sitemap></sitemapindex>"
)


@pytest.mark.parametrize(
    ("body", "links"),
    [
        (HEAD + "<url><loc>https://site.example/about</loc></url></urlset>", ()),
        (HEAD + "</urlset>", ()),
        (
            INDEX,
            ("https://site.example/news.xml", "https://site.example/pages.xml"),
        ),
    ],
    ids=["pages only", "empty", "an index"],
)
def test_a_sitemap_without_news_is_not_a_feed(body: str, links: tuple[str, ...]) -> None:
    assert parse(ParseRequest(body.encode(), HERE)) == NotAFeed(links)


@pytest.mark.parametrize(
    "space", ["http://www.google.com/schemas/sitemap/0.84", "https://www.sitemaps.org/schemas/sitemap/0.9"]
)
def test_other_spellings_of_the_namespace_are_read(space: str) -> None:
    assert (
        _read(WHOLE.replace("http://www.sitemaps.org/schemas/sitemap/0.9", space)).entries
        == _read(WHOLE).entries
    )
