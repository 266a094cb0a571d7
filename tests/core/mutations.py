"""Documents that nobody would write, for hypothesis: fragments in any order, and real documents damaged."""

from pathlib import Path

from hypothesis import strategies as st

from tests.bench import farm

FEEDS = Path(__file__).parents[1] / "data" / "feeds"
_WHOLE = (
    *(path.read_bytes() for path in sorted(FEEDS.iterdir())),
    *(farm.document(number)[:6000] for number in range(6)),
)
_XML = "<rss> </rss> <channel> </channel> <item> </item> <title> </title> <link> </link> <guid> </guid> <pubDate>"
_ATOM = (
    "<feed~xmlns='http://www.w3.org/2005/Atom'> <entry> </entry> <a~b='c'> <x:y> <link~href='//x'/> = \" '"
)
_MARKS = "<![CDATA[ ]]> <!-- --> <?xml~version='1.0'~encoding=' utf-16 '?> <!DOCTYPE [ ]> <!ENTITY <html> <rdf:RDF>"
_SIGNS = '& &# xD800; &amp;lt; &eacute; { "items": [ ] } null 9999999999'
FRAGMENTS = (
    *(word.replace("~", " ").encode() for text in (_XML, _ATOM, _MARKS, _SIGNS) for word in text.split()),
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\x1b$B",
)


def fragments() -> st.SearchStrategy[bytes]:
    """Give pieces of markup in any order, with anything between them."""
    return st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.binary(max_size=8)), max_size=25).map(b"".join)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Give a real document with pieces cut out, put in or doubled."""
    body = draw(st.sampled_from(_WHOLE))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(body)))
        end = min(len(body), start + draw(st.sampled_from((0, 1, 2, 7, 60, 900))))
        piece = draw(
            st.one_of(st.sampled_from(FRAGMENTS), st.binary(max_size=4), st.just(body[start:end] * 2))
        )
        body = body[:start] + piece + body[end:]
    return body
