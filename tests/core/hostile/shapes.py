"""Hostile documents by their shape and their format."""

import base64
import gzip

from monitor.core.feeds.outcomes import NotAFeed, Unparseable
from tests.core.hostile.making import (
    Hostile,
    atom,
    fixed,
    item,
    json_feed,
    numbered,
    rss,
)

SHAPES = (
    Hostile(
        "elements a hundred thousand deep",
        lambda k: rss(
            "<item><title>x</title>" + "<a>" * (100_000 // k) + "</a>" * (100_000 // k) + "</item>"
        ),
        1,
        "recursion would overflow",
        "x",
    ),
    Hostile(
        "XHTML a hundred thousand deep",
        lambda k: atom(
            "<content type='xhtml'>"
            + "<div>" * (100_000 // k)
            + "y"
            + "</div>" * (100_000 // k)
            + "</content>"
        ),
        1,
        "kept as text on the way",
        "x",
    ),
    Hostile(
        "items within items",
        lambda k: rss("<item><title>x</title>" * (20_000 // k) + "</item>" * (20_000 // k)),
        1000,
        "which is whose? whatever they are, they are bounded",
        "x",
    ),
    Hostile(
        "empty items within items",
        fixed(rss("".join(f"<item><title>{n}</title><item/></item>" for n in range(10)))),
        10,
        "seen in the wild; an entry that says nothing is none",
        "0",
    ),
    Hostile(
        "CDATA within CDATA",
        lambda k: rss(item("<![CDATA[" * (50_000 // k) + "x" + "]]>" * (50_000 // k))),
        1,
        "it does not nest",
        degraded=True,
    ),
    Hostile(
        "CDATA never closed",
        lambda k: b"<rss><channel><item><title>" + b"<![CDATA[" * (100_000 // k),
        Unparseable,
        "the entry it ends in is left out, and there is no other",
    ),
    Hostile(
        "fifty thousand CDATA",
        lambda k: rss(item("<![CDATA[a]]>" * (50_000 // k))),
        1,
        "a text in pieces",
    ),
    Hostile(
        "a hundred thousand items",
        lambda k: rss(
            numbered(
                lambda n: f"<item><title>t{n}</title><link>http://x.example/{n}</link></item>", 100_000 // k
            )
        ),
        5000,
        "the newest are read, and it is said",
        "t0",
    ),
    Hostile("a title of 5 MB", lambda k: rss(item("A" * (5_000_000 // k))), 1, "cut to 500 signs"),
    Hostile(
        "a GUID of 1 MB",
        lambda k: rss(item("x", f"<guid>{'g' * (1_000_000 // k)}</guid>")),
        1,
        "cut to 2000 signs",
        "x",
    ),
    Hostile(
        "a link of 1 MB",
        lambda k: rss(f"<item><title>x</title><link>http://x.example/{'l' * (1_000_000 // k)}</link></item>"),
        1,
        "no link rather than half a one",
        "x",
    ),
    Hostile(
        "ten thousand attributes",
        lambda k: rss("<item " + numbered(lambda n: f"a{n}='1' ", 10_000 // k) + "><title>x</title></item>"),
        1,
        "looking for doubles must not be quadratic",
        "x",
    ),
    Hostile(
        "ten thousand attributes on broken XML",
        lambda k: (
            b"<rss><channel><item "
            + numbered(lambda n: f"a{n}=1 ", 10_000 // k).encode()
            + b"><title>x</title></item></channel></rss>"
        ),
        1,
        "feedparser's other parser reads it",
        "x",
    ),
    Hostile(
        "an attribute of 3 MB",
        lambda k: rss(f"<item a='{'A' * (3_000_000 // k)}'><title>x</title></item>"),
        1,
        "memory",
        "x",
    ),
    Hostile(
        "an attribute's name of 1 MB",
        lambda k: rss(f"<item {'a' * (1_000_000 // k)}='1'><title>x</title></item>"),
        1,
        "memory",
        "x",
    ),
    Hostile(
        "an element's name of 1 MB",
        lambda k: rss(item("x", f"<{'a' * (1_000_000 // k)}/>")),
        1,
        "memory",
        "x",
    ),
    Hostile(
        "three thousand namespaces",
        lambda k: rss(
            "<item " + numbered(lambda n: f"xmlns:a{n}='u{n}' ", 3_000 // k) + "><title>x</title></item>"
        ),
        1,
        "feedparser keeps them all",
        "x",
    ),
    Hostile("a comment of 3 MB", lambda k: rss(f"<!--{'A' * (3_000_000 // k)}-->{item()}"), 1, "memory", "x"),
    Hostile(
        "comments never closed",
        lambda k: b"<rss><channel><item><title>" + b"<!--" * (500_000 // k),
        Unparseable,
        "quadratic in feedparser's other parser",
    ),
    Hostile(
        "an instruction of 3 MB", lambda k: rss(f"<?a {'A' * (3_000_000 // k)}?>{item()}"), 1, "memory", "x"
    ),
    Hostile(
        "a million instructions", lambda k: rss("<?a b?>" * (1_000_000 // k) + item()), 1, "a call each", "x"
    ),
    Hostile(
        "closers without openers", lambda k: rss("</item>" * (100_000 // k) + item()), 1, "broken XML", "x"
    ),
    Hostile(
        "a base in every element",
        lambda k: rss(numbered(lambda n: f"<a xml:base='http://x.example/{n}/'>", 5_000 // k)),
        Unparseable,
        "quadratic in feedparser",
    ),
    Hostile(
        "brackets before the root", lambda k: b"<" * (300_000 // k), NotAFeed, "searching must be linear"
    ),
    Hostile("spaces before the root", lambda k: b" " * (1_000_000 // k) + rss(item()), 1, "as above", "x"),
    Hostile(
        "a hundred thousand categories",
        lambda k: rss(item("x", numbered(lambda n: f"<category>c{n}</category>", 100_000 // k))),
        1,
        "of one item",
        "x",
    ),
    Hostile(
        "a hundred thousand titles",
        lambda k: rss("<item>" + "<title>x</title>" * (100_000 // k) + "</item>"),
        1,
        "of one item",
        "x",
    ),
    Hostile(
        "a thousand contents",
        lambda k: atom("<content type='html'>&lt;b&gt;y&lt;/b&gt;</content>" * (1_000 // k)),
        1,
        "four are read",
        "x",
    ),
    Hostile(
        "content in base64",
        lambda k: atom(
            f"<content type='image/png'>{base64.b64encode(b'x' * (3_000_000 // k)).decode()}</content>"
        ),
        1,
        "allowed by RFC 4287, no text",
        "x",
    ),
)

FORMATS = (
    Hostile("nothing", fixed(b""), Unparseable, "an empty answer"),
    Hostile("NUL alone", fixed(b"\0\0\0"), NotAFeed, "a disk that was full"),
    Hostile("half a root", fixed(b"<rss"), NotAFeed, "cut off at once"),
    Hostile("a PDF", fixed(b"%PDF-1.4 <</Length 5>>"), NotAFeed, "named feed.xml"),
    Hostile("a picture", fixed(b"GIF89a\x01\x00\x01\x00;"), NotAFeed, "as above"),
    Hostile("gzip within", fixed(gzip.compress(rss(item()), mtime=0)), NotAFeed, "undone by fetching, once"),
    Hostile("a drawing", fixed(b"<svg xmlns='http://www.w3.org/2000/svg'><a/></svg>"), NotAFeed, "XML"),
    Hostile("an OPML", fixed(b"<opml><body><outline/></body></opml>"), NotAFeed, "a list of feeds"),
    Hostile(
        "a site map",
        fixed(b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url/></urlset>"),
        NotAFeed,
        "XML",
    ),
    Hostile(
        "a page of links",
        lambda k: b"<html>" + b"<link rel=alternate href='" * (50_000 // k),
        NotAFeed,
        "searching must be linear",
    ),
    Hostile(
        "a page of roots",
        lambda k: b"<html>" + b"<rss a>" * (300_000 // k) + b"<p>",
        NotAFeed,
        "searching must be linear",
    ),
    Hostile(
        "a page of roots that never end",
        lambda k: b"<html>" + b"<rss version='2.0'>" * (300_000 // k),
        NotAFeed,
        "as above",
    ),
    Hostile("quotes in a page", lambda k: b"<html>" + b'<a href="' * (100_000 // k), NotAFeed, "as above"),
    Hostile("an empty channel", fixed(rss("")), 0, "a feed without news"),
    Hostile("an unknown version", fixed(rss(item()).replace(b"2.0", b"9.9")), 1, "a version says little"),
    Hostile(
        "RSS 0.90",
        fixed(
            b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
            b" xmlns='http://my.netscape.com/rdf/simple/0.9/'><item><title>x</title></item></rdf:RDF>"
        ),
        1,
        "of 1999",
        "x",
    ),
    Hostile(
        "Atom 0.3",
        fixed(b"<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title>x</title></entry></feed>"),
        1,
        "of 2003",
        "x",
    ),
    Hostile(
        "Atom without its namespace",
        fixed(b"<feed><entry><title>x</title><id>1</id></entry></feed>"),
        1,
        "written by hand",
        "x",
    ),
    Hostile(
        "prefixes that nobody declared",
        fixed(rss(item("x", "<dc:creator>Awa</dc:creator><media:group/>"))),
        1,
        "broken by the book, and common",
        "x",
    ),
    Hostile("two roots", fixed(rss(item("one")) + rss(item("two"))), 2, "files joined", "one", True),
    Hostile(
        "a feed within a page",
        fixed(b"<!DOCTYPE html><html><body>" + atom("<summary>y</summary>") + b"</body></html>"),
        1,
        "a template around everything",
        "x",
        True,
    ),
    Hostile("an error before it", lambda _k: b"Warning: line 3\n" + rss(item()), 1, "of PHP", "x", True),
    Hostile("JSON arrays", lambda k: b'{"items": ' + b"[" * (200_000 // k), Unparseable, "recursion"),
    Hostile("JSON objects", lambda k: b'{"a":' * (100_000 // k), Unparseable, "recursion"),
    Hostile("JSON cut short", fixed(json_feed({"id": "1"})[:-9]), Unparseable, "no part of it is certain"),
    Hostile("JSON that is not a feed", fixed(b'{"error": "no"}'), NotAFeed, "of an API"),
    Hostile(
        "JSON of wrong types",
        fixed(
            json_feed(
                7, None, {"id": [1], "title": {"a": 1}, "authors": "me", "content_text": "x"}, language=9
            )
        ),
        1,
        "what is of the wrong type is absent",
    ),
    Hostile(
        "JSON surrogates",
        fixed(json_feed({"id": "1", "title": "a\ud800c"})),
        1,
        "cannot be stored",
        "a\ufffdc",
    ),
    Hostile(
        "a number of JSON",
        fixed(b'{"items": [{"id": ' + b"9" * 5000 + b"}]}"),
        Unparseable,
        "int() refuses it",
    ),
    Hostile("JSON infinity", fixed(b'{"items": [{"id": 1e999, "title": "x"}]}'), 1, "no number", "x"),
    Hostile(
        "a hundred thousand JSON items",
        lambda k: json_feed(*({"id": str(n), "title": f"t{n}"} for n in range(100_000 // k))),
        5000,
        "the newest are read, and it is said",
        "t0",
    ),
)
