"""News sitemaps: what sites without a feed tell search engines of their newest articles."""

from collections.abc import Mapping
from xml.parsers import expat

from monitor.core.feeds.dates import parse_date
from monitor.core.feeds.outcomes import NotAFeed, ParsedFeed
from monitor.core.feeds.parse import fields
from monitor.core.feeds.parse.entry import Channel, Raw, Written, entry_of

_OF_PAGES: Mapping[str, str] = {"loc": "link", "lastmod": "updated"}
_OF_NEWS: Mapping[str, str] = {
    "title": "title",
    "publication_date": "published",
    "name": "name",
    "language": "lang",
    "keywords": "keywords",
}


def is_sitemap(body: bytes) -> bool:
    """Return whether a document is a sitemap."""
    return b"<urlset" in body[:4096]


def read(body: bytes, url: str) -> ParsedFeed | NotAFeed:
    """Read a repaired sitemap: its articles that have titles. One without any is not a feed."""
    reader = _Reader()
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    broken: tuple[str, ...] = ()
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        broken = (f"malformed XML ({error})",)
    articles = [article for article in reader.articles if article.get("title")]
    if not articles:
        return NotAFeed()
    title, lang = (
        fields.title(articles[0].get("name", ""), is_html=True),
        fields.lang(articles[0].get("lang")),
    )
    channel = Channel(url, title, url, lang)
    entries = tuple(entry_of(_raw(article, articles[0]), channel) for article in articles)
    return ParsedFeed(
        entries, ("",) * len(entries), degraded=broken, title=title, lang=lang, version="news sitemap"
    )


def _raw(article: Mapping[str, str], first: Mapping[str, str]) -> Raw:
    name = article.get("name", "")
    return Raw(
        id=article.get("link", ""),
        link=article.get("link", ""),
        title=Written(article["title"]),
        published=parse_date(article.get("published", "")),
        updated=parse_date(article.get("updated", "")),
        lang=article.get("lang"),
        source=name if name != first.get("name") else "",
        categories=[word.strip() for word in article.get("keywords", "").split(",")],
    )


class _Reader:
    """The articles that were read to their end."""

    def __init__(self) -> None:
        self.articles: list[dict[str, str]] = []
        self._article: dict[str, str] = {}
        self._role = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002 - expat gives them
        """Take an opening tag."""
        space, _, local = name.rpartition(" ")
        self._role = (_OF_PAGES if _is_map(space) else _OF_NEWS if "sitemap-news" in space else {}).get(
            local, ""
        )

    def end(self, name: str) -> None:
        """Take a closing tag."""
        self._role = ""
        space, _, local = name.rpartition(" ")
        if local == "url" and _is_map(space):
            self.articles.append({role: text.strip() for role, text in self._article.items()})
            self._article = {}

    def text(self, text: str) -> None:
        """Take text."""
        if self._role:
            self._article[self._role] = self._article.get(self._role, "") + text


def _is_map(space: str) -> bool:
    """Return whether a namespace is that of sitemaps themselves, not of images or videos within."""
    return not space or "/sitemap/" in space
