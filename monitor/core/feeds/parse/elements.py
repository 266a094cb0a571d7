"""What the elements of feeds mean to us."""

from collections.abc import Mapping
from typing import Final

ATOM: Final = "http://www.w3.org/2005/Atom"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XHTML: Final = "http://www.w3.org/1999/xhtml"
DC: Final = "http://purl.org/dc/elements/1.1/"

# The vocabularies that a feed is made of; feedparser reads any mixture of them alike, and so do we.
BASE: Final = (
    "",
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://backend.userland.com/rss2",
    ATOM,
)
_TERMS = "http://purl.org/dc/terms/"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_PODCAST = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"
_GEORSS = "http://www.georss.org/georss"
_MEDIA = ("http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss")

# By namespace and lower-case name, for what stands in an entry; the base vocabularies share the namespace "".
ROLES: Final[Mapping[tuple[str, str], str]] = {
    ("", "title"): "title",
    ("", "link"): "link",
    ("", "enclosure"): "enclosure",
    ("", "guid"): "id",
    ("", "id"): "id",
    ("", "description"): "description",
    ("", "summary"): "description",
    ("", "content"): "content",
    ("", "pubdate"): "published",
    ("", "published"): "published",
    ("", "updated"): "updated",
    ("", "author"): "author",
    (DC, "title"): "title again",
    (DC, "creator"): "author",
    (DC, "author"): "author",
    (DC, "date"): "updated",
    (_TERMS, "issued"): "published",
    (_TERMS, "modified"): "updated",
    (_CONTENT, "encoded"): "content",
    (_PODCAST, "author"): "author",
    (_PODCAST, "title"): "spare title",
    ("", "source"): "source",
    ("", "category"): "category",
    ("", "keywords"): "category",
    (DC, "subject"): "category",
    (_GEORSS, "point"): "point",
    (_GEORSS, "where"): "other place",
    (_GEO, "lat"): "latitude",
    (_GEO, "long"): "longitude",
    **dict.fromkeys([(DC, "description"), (_PODCAST, "summary")], "other summary"),
    **dict.fromkeys([(space, "description") for space in _MEDIA], "other text"),
    **dict.fromkeys([(space, "title") for space in _MEDIA], "other title"),
    **dict.fromkeys([(space, "keywords") for space in _MEDIA], "keywords"),
    **dict.fromkeys([(space, name) for space in _MEDIA for name in ("group", "content")], "other words"),
}


def unlisted_role(space: str, local: str) -> str | None:
    """Return what an element of a strange vocabulary is: news searches name the publisher in one of their own."""
    return "source" if local == "source" and space != DC else None


# What an element that is passed over might supply, if the entry lacks it.
ALTERNATIVES: Final[Mapping[str, frozenset[str]]] = {
    "other place": frozenset({"place"}),
    "other summary": frozenset({"longer text"}),
    "other text": frozenset({"text"}),
    "other title": frozenset({"title"}),
    "other words": frozenset({"text", "title"}),
}
# Elements of the base vocabularies to which feedparser gives meanings that are not ours to repeat.
_STRANGE_NAMES = (
    "abstract body created email entry feed fullitem info issued item modified name tagline uri url"
)
STRANGE: Final = frozenset(_STRANGE_NAMES.split())
