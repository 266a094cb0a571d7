"""Items that were read before are not read again, and what is read is what the whole document gives."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.feeds.outcomes import ParsedFeed, ParseRequest
from monitor.core.feeds.parse import MOST_ITEMS, parse, parse_small
from monitor.core.feeds.parse.cut import cut
from tests.bench import farm

HERE = "https://base.example/feed"
FEEDS = Path(__file__).parents[3] / "data" / "feeds"


def whole(body: bytes) -> ParsedFeed:
    found = parse(ParseRequest(body, HERE))
    assert isinstance(found, ParsedFeed), found
    return found


@pytest.mark.parametrize("number", range(30))
def test_two_new_entries_of_a_known_feed_are_read_alone_and_alike(number: int) -> None:
    before, after = whole(farm.document(number, 0)), whole(farm.document(number, 1))

    found = parse_small(ParseRequest(farm.document(number, 1), HERE, None, frozenset(before.items)))

    assert found == replace(after, entries=after.entries[:2], digests=after.digests[:2], partial=True)


@pytest.mark.parametrize("name", ["wire-fr.rss", "bureau-en.atom", "old.rss"])
def test_any_choice_of_unseen_items_reads_like_the_whole(name: str) -> None:
    body = (FEEDS / name).read_bytes()
    full = whole(body)

    for place, digest in enumerate(full.items):
        found = parse(ParseRequest(body, HERE, None, frozenset(full.items) - {digest}))

        assert isinstance(found, ParsedFeed)
        assert (full.entries[place],) == found.entries


def test_a_document_without_unseen_items_needs_no_parser() -> None:
    body = farm.document(3)
    changed_head = body.replace(b"<title>Farm 3</title>", b"<title>Farm 3 at noon</title>")

    found = parse_small(ParseRequest(changed_head, HERE, None, frozenset(whole(body).items)))

    assert found is not None
    assert (found.entries, found.items, found.partial) == ((), whole(body).items, True)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<rss><channel><item>a<item>b</item></item></channel></rss>", "nested"),
        (b"<rss><channel><item>a</item>text<item>b</item></channel></rss>", "something between items"),
        (b"<rss><channel><item><![CDATA[ </item><item> ]]></item></channel></rss>", "tags inside CDATA"),
        (b"<rss><channel><!-- <item>a</item> --><item>b</item></channel></rss>", "an item inside a comment"),
        (b"<rss><channel><item>a<!-- </item><item> --></item></channel></rss>", "a comment over the cut"),
        (b"<rss><channel><item>a</item><entry>b</entry></channel></rss>", "two kinds of items"),
        (b"<rss><channel><item/><item>b</item></channel></rss>", "an empty item"),
        (b"<rss><channel></channel></rss>", "no item"),
    ],
)
def test_a_doubtful_cut_is_not_made(body: bytes, why: str) -> None:
    assert cut(body) is None, why


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel><title>t</title> <item>a</item>\n<item x='1'>b</item> </channel></rss>",
        b"<feed><entry>a</entry><entry>b</entry></feed>",
        b"<a:feed><a:entry>a</a:entry > <a:entry>b</a:entry></a:feed>",
        b"<rdf:RDF><channel><items><li/></items></channel><item>a</item><item>b</item></rdf:RDF>",
        b"<rss><channel><item><![CDATA[ <items> ]]></item><item>b</item></channel></rss>",
    ],
)
def test_a_certain_cut_gives_every_item(body: bytes) -> None:
    found = cut(body)

    assert found is not None
    assert len(found.items) == 2
    assert b"".join(body.split()) == b"".join(b"".join((found.head, *found.items, found.tail)).split())


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                b"<item>",
                b"</item>",
                b"<entry>",
                b"</entry>",
                b"<![CDATA[",
                b"]]>",
                b"<!--",
                b"-->",
                b"x",
                b" ",
                b"<items>",
            ]
        ),
        max_size=12,
    ).map(b"".join)
)
def test_a_cut_loses_nothing(inside: bytes) -> None:
    body = b"<rss><channel>" + inside + b"</channel></rss>"
    found = cut(body)

    if found is not None:
        together = b"".join((found.head, *found.items, found.tail))
        assert b"".join(body.split()) == b"".join(together.split())


def test_of_a_hundred_thousand_items_only_the_first_thousands_are_read() -> None:
    items = b"".join(b"<item><title>%d</title></item>" % number for number in range(20_000))

    found = whole(b"<rss version='2.0'><channel>" + items + b"</channel></rss>")

    assert len(found.entries) == MOST_ITEMS
    assert found.degraded == (f"only the first {MOST_ITEMS} of 20000 entries were read",)


@pytest.mark.parametrize(
    ("end", "titles", "why"),
    [
        (b"<item><title>two</title></item>", ["one", "two"], "after an item: nothing is lost"),
        (b"<item><title>two</title>", ["one"], "within an item"),
        (b"<item><title>tw", ["one"], "within a title"),
        (b"<item", ["one"], "within a tag"),
        (b"", ["one"], "before the end"),
    ],
)
def test_a_transfer_that_ends_early_keeps_what_is_complete(end: bytes, titles: list[str], why: str) -> None:
    body = b"<rss version='2.0'><channel><title>t</title><item><title>one</title></item>" + end

    found = whole(body)

    assert titles == [entry.title for entry in found.entries], why
    assert found.degraded
