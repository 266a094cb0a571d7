"""Whatever a document holds, reading it gives entries or a named outcome, in bounded time."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.feeds.outcomes import NotAFeed, ParsedFeed, ParseRequest, Unparseable
from monitor.core.feeds.parse import fields, parse
from monitor.core.model import ParsedEntry
from tests.core import mutations
from tests.core.hostile import DOCUMENTS, Hostile
from tests.core.hostile.making import atom, item, rss

HERE = "https://hostile.example/feed"
FEEDS = Path(__file__).parents[3] / "data" / "feeds"
SHAPE = 20  # a twentieth of an attack shows what comes of it; the campaign in tests/faults makes them whole


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.name)
def test_a_hostile_document_gives_entries_or_a_named_outcome(document: Hostile) -> None:
    body = document.build(SHAPE)
    begun = time.process_time()

    found = parse(ParseRequest(body, HERE))

    assert time.process_time() - begun < 2, document.why
    if isinstance(found, ParsedFeed):
        assert document.expected == len(found.entries), document.why
        assert document.first is None or document.first == found.entries[0].title, document.why
        assert document.degraded is None or document.degraded == bool(found.degraded), found.degraded
        assert all(map(is_bounded_and_can_be_stored, found.entries)), document.why
    else:
        assert document.expected is type(found), found
        assert found.reason


def is_bounded_and_can_be_stored(entry: ParsedEntry) -> bool:
    told = "".join(filter(None, (entry.title, entry.summary, entry.id, entry.link, entry.author)))
    told.encode()  # raises on a lone surrogate
    return (
        len(entry.title) <= fields.LONGEST_TITLE + 2
        and len(entry.summary) <= fields.LONGEST_SUMMARY + 2
        and len(entry.id or "") <= fields.LONGEST_ID
        and (entry.link or "http").startswith("http")
        and not set(told).intersection("\0\x1b\u202e\u2066")
    )


def test_there_are_enough_hostile_documents_and_each_has_its_name() -> None:
    assert len({document.name for document in DOCUMENTS}) == len(DOCUMENTS) >= 58


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("l&#8217;&#233;cole &#x1F600;", "l’école 😀"),
        ("&eacute;&nbsp;&mdash; &bogus; & AT&T", "é — &bogus; & AT&T"),
        ("&amp;#xD800; &amp;lt;b&amp;gt;", "\ufffd <b>"),
        ("<![CDATA[A & B &eacute; &#8217;]]>", "A & B é ’"),
    ],
)
def test_what_only_looks_hostile_is_kept(title: str, expected: str) -> None:
    found = parse(ParseRequest(rss(item(title)), HERE))

    assert isinstance(found, ParsedFeed)
    assert [entry.title for entry in found.entries] == [expected]


WHOLE = {
    "RSS": rss(
        "".join(item(f"Titre {n}", f"<description><![CDATA[<p>Texte {n}]]></description>") for n in range(3))
    ),
    "Atom": atom("<summary>one</summary></entry><entry><title>y</title><id>2</id><summary>two</summary>"),
    "RDF": (FEEDS / "desk-ar.rdf").read_bytes(),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_document_cut_off_anywhere_gives_whole_entries_or_none(name: str) -> None:
    body = WHOLE[name]
    complete = parse(ParseRequest(body, HERE))
    assert isinstance(complete, ParsedFeed)

    for end in range(len(body)):
        found = parse(ParseRequest(body[:end], HERE))
        if isinstance(found, ParsedFeed):
            # What the channel says after an entry may be lost, its language for one; never a part of the entry.
            shown = [replace(entry, lang=None) for entry in found.entries]
            assert shown == [replace(entry, lang=None) for entry in complete.entries[: len(shown)]], body[
                :end
            ]
        else:
            assert isinstance(found, NotAFeed | Unparseable)


@settings(max_examples=300, deadline=None)
@given(mutations.fragments(), st.text(max_size=30))
def test_no_document_raises(body: bytes, content_type: str) -> None:
    assert isinstance(parse(ParseRequest(body, HERE, content_type)), ParsedFeed | NotAFeed | Unparseable)


@settings(max_examples=100, deadline=None)
@given(mutations.damaged())
def test_no_damage_to_a_real_document_raises(body: bytes) -> None:
    assert isinstance(parse(ParseRequest(body, HERE)), ParsedFeed | NotAFeed | Unparseable)
