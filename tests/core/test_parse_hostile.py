"""Whatever a document holds, reading it gives entries or a named outcome, in bounded time."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.outcomes import NotAFeed, ParsedFeed, ParseFailed, ParseRequest, Unparseable
from monitor.core.parse import parse

HERE = "https://hostile.example/feed"


def rss(inside: str, head: str = "") -> bytes:
    return f"<?xml version='1.0'?>{head}<rss version='2.0'><channel><title>t</title>{inside}</channel></rss>".encode()


def item(title: str) -> str:
    return f"<item><title>{title}</title><link>http://x.example/1</link></item>"


def read(body: bytes) -> ParsedFeed | ParseFailed:
    return parse(ParseRequest(body, HERE))


def titles(body: bytes) -> list[str]:
    found = read(body)
    assert isinstance(found, ParsedFeed), found
    return [entry.title for entry in found.entries]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a&#xD800;c", "a\ufffdc"),
        ("a&#55296;c", "a\ufffdc"),
        ("a&#x110000;c", "a\ufffdc"),
        ("a&#99999999999;c", "a\ufffdc"),
        ("a&#" + "9" * 5000 + ";c", "a\ufffdc"),
        ("a&#xFFFFFFFF;c", "a\ufffdc"),
        ("a&#xFFFE;c", "a\ufffdc"),
        ("a&#0;c", "ac"),
        ("a&#x0;&#8;c", "ac"),
        ("l&#8217;&#233;cole &#x1F600;", "l’école 😀"),
        ("&eacute;&nbsp;&mdash; &bogus; & AT&T", "é — &bogus; & AT&T"),
        ("&amp;#xD800; &amp;lt;b&amp;gt;", "\ufffd <b>"),
        ("<![CDATA[A & B &eacute; &#8217;]]>", "A & B é ’"),
    ],
)
def test_references_do_not_stop_an_entry(written: str, expected: str) -> None:
    assert [expected] == titles(rss(item(written)))


def test_controls_and_half_characters_are_taken_out() -> None:
    body = b"<rss version='2.0'><channel><item><title>a\x00b\x0bc\xed\xa0\x80d\xef\xbf\xbee</title></item></channel></rss>"

    assert "\x00" not in titles(body)[0]
    assert titles(body)[0].startswith("abc")


@pytest.mark.parametrize(
    ("head", "title", "expected", "why"),
    [
        ("<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", "&x;", "&x;", "external entity"),
        ("<!DOCTYPE rss [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/'> %p;]>", "z", "z", "parameter entity"),
        ("<!DOCTYPE rss [<!ENTITY a 'AAAA'>]>", "&a;" * 5, "&a;" * 5, "entities are never expanded"),
        ("<!DOCTYPE rss [<!ENTITY b 'a\\b'>]>", "z", "z", "a backslash in an entity"),
        ("<!DOCTYPE rss PUBLIC '-//N//DTD//EN' 'http://n.example/x.dtd'>", "z", "z", "a public identifier"),
    ],
)
def test_a_doctype_defines_nothing(head: str, title: str, expected: str, why: str) -> None:
    assert [expected] == titles(rss(item(title), head)), why


LAUGHS = "<!DOCTYPE rss [<!ENTITY a0 'lol'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)
)
BOMBS: dict[str, bytes] = {
    "a billion laughs": rss(item("&a9;"), LAUGHS + "]>"),
    "quadratic entities": rss(item("&a;" * 5000), f"<!DOCTYPE rss [<!ENTITY a '{'A' * 100_000}'>]>"),
    "nested tags": rss("<item><title>x</title>" + "<a>" * 50_000 + "</a>" * 50_000 + "</item>"),
    "nested HTML": rss(item("x" + "&lt;div&gt;" * 50_000)),
    "a title of 5 MB": rss(item("A" * 5_000_000)),
    "a long comment": rss("<!--" + "A" * 3_000_000 + "-->" + item("x")),
    "a long attribute": rss(f"<item a='{'A' * 3_000_000}'><title>x</title></item>"),
    "a long processing instruction": rss("<?a " + "A" * 3_000_000 + "?>" + item("x")),
    "HTML comments": rss(f"<item><title>x</title><description>{'&lt;!--' * 100_000}</description></item>"),
    "HTML declarations": rss(
        f"<item><title>x</title><description>{'&lt;!a ' * 100_000}</description></item>"
    ),
    "HTML CDATA": rss(f"<item><title>x</title><description>{'&lt;![CDATA[' * 100_000}</description></item>"),
    "HTML attributes": rss(
        f"<item><title>x</title><description>{'&lt;a b=&quot;' * 100_000}</description></item>"
    ),
    "many less-than": rss(f"<item><title>x</title><description>{'&lt;' * 500_000}</description></item>"),
    "many CDATA": rss(f"<item><title>{'<![CDATA[a]]>' * 50_000}</title></item>"),
    "CDATA never closed": b"<rss><channel><item><title>" + b"<![CDATA[" * 100_000,
    "ampersands": b"<rss><channel><item><title>" + b"&" * 1_000_000 + b"</title></item></channel></rss>",
    "doctype of spaces": b"<?xml version='1.0'?><!DOCTYPE " + b" " * 200_000 + b"<rss>",
    "entities of spaces": b"<!DOCTYPE rss [" + b"<!ENTITY " + b" " * 200_000 + b"]><rss>",
    "closers without openers": rss("</item>" * 100_000 + item("x")),
    "namespaces": rss(
        "<item " + " ".join(f"xmlns:a{n}='u{n}'" for n in range(3_000)) + "><title>x</title></item>"
    ),
    "xml:base": rss("".join(f"<a xml:base='http://x/{n}/'>" for n in range(5_000))),
    "digits for a date": rss(f"<item><title>d</title><pubDate>{'9' * 100_000}</pubDate></item>"),
    "brackets before the root": b"<" * 300_000,
    "spaces before the root": b" " * 1_000_000 + rss(item("x")),
    "JSON arrays": b'{"items": ' + b"[" * 200_000,
    "JSON objects": b'{"a":' * 100_000,
    "a page of links": b"<html>" + b"<link rel=alternate href='" * 50_000,
    "quotes in a page": b"<html>" + b'<a href="' * 100_000,
}


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_bomb_gives_entries_or_a_named_outcome_within_seconds(name: str) -> None:
    begun = time.process_time()

    found = read(BOMBS[name])

    assert isinstance(found, ParsedFeed | NotAFeed | Unparseable)
    assert time.process_time() - begun < 5  # the deadline of a worker is 10 s
    if isinstance(found, ParsedFeed):
        assert all(len(entry.title) <= 502 and len(entry.summary) <= 4002 for entry in found.entries)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", Unparseable),
        (b"  \n\t ", Unparseable),
        (b"\x00\x00\x00", NotAFeed),
        (b"plain text", NotAFeed),
        (b"%PDF-1.4 <</Length 5>>", NotAFeed),
        (b"<html><body>x</body></html>", NotAFeed),
        (b"<opml><body><outline/></body></opml>", NotAFeed),
        (b"{}", NotAFeed),
        (b"[1, 2]", NotAFeed),
        (b"{", Unparseable),
        (b"<rss", NotAFeed),
        (b"<rss version='2.0'><channel/></rss>", ParsedFeed),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", ParsedFeed),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, expected: type) -> None:
    assert expected is type(read(body))


@pytest.mark.parametrize(
    "codec", ["zip", "rot13", "utf-7", "idna", "punycode", "unicode_escape", "hex", "no-such"]
)
def test_strange_codecs_are_not_tried(codec: str) -> None:
    body = f"<?xml version='1.0' encoding='{codec}'?><rss version='2.0'><channel><item><title>+ADw-</title></item></channel></rss>"

    assert titles(body.encode()) == ["+ADw-"]


@pytest.mark.parametrize(
    "codec", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig", "iso-8859-15", "koi8-r", "gb2312"]
)
def test_true_encodings_are_believed(codec: str) -> None:
    word = {"koi8-r": "Москва", "gb2312": "市场"}.get(codec, "évènement")
    declared = "utf-16" if codec.startswith("utf-16") else codec.removesuffix("-sig")
    body = (
        f"<?xml version='1.0' encoding='{declared}'?><rss version='2.0'><channel>{item(word)}</channel></rss>"
    )

    assert titles(body.encode(codec)) == [word]


def test_text_before_the_document_is_skipped_and_said() -> None:
    found = read(b"Warning: something broke on line 3\n" + rss(item("x")))

    assert isinstance(found, ParsedFeed)
    assert found.degraded == ("text before the document",)


_XML = (
    b"<rss>",
    b"</rss>",
    b"<channel>",
    b"</channel>",
    b"<item>",
    b"</item>",
    b"<title>",
    b"</title>",
    b"<link>",
    b"</link>",
)
_ATOM = (
    b"<feed xmlns='http://www.w3.org/2005/Atom'>",
    b"<entry>",
    b"</entry>",
    b"<a b='c'>",
    b"<x:y>",
    b"=",
    b'"',
    b"'",
)
_MARKS = (
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"-->",
    b"<?xml version='1.0' encoding='",
    b"utf-16",
    b"'?>",
    b"<!DOCTYPE ",
    b"[",
    b"]>",
)
_SIGNS = (
    b"&",
    b"&#",
    b"xD800;",
    b"&amp;lt;",
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"{",
    b'"items":',
    b"[",
    b"]",
    b"}",
)
FRAGMENTS = st.sampled_from((*_XML, *_ATOM, *_MARKS, *_SIGNS))


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(FRAGMENTS, st.binary(max_size=8)), max_size=25).map(b"".join), st.text(max_size=30))
def test_no_document_raises(body: bytes, content_type: str) -> None:
    found = parse(ParseRequest(body, HERE, content_type))

    assert isinstance(found, ParsedFeed | NotAFeed | Unparseable)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 900), st.binary(max_size=4))
def test_a_document_with_one_hole_still_gives_something(place: int, hole: bytes) -> None:
    body = rss("".join(item(f"Titre {n}") for n in range(10)))

    found = parse(ParseRequest(body[:place] + hole + body[place + 3 :], HERE))

    assert isinstance(found, ParsedFeed | NotAFeed | Unparseable)
