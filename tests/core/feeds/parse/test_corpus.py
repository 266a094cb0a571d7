"""Feeds as the usual programs write them, against what a reader should see and against feedparser."""

from calendar import timegm
from datetime import UTC, datetime

import feedparser  # type: ignore[import-untyped]  # it ships no types
import pytest

from monitor.core.feeds.outcomes import ParsedFeed, ParseRequest
from monitor.core.feeds.parse import parse
from tests.core.feeds.parse.corpus import Document, documents

DOCUMENTS = tuple(documents())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_a_document_gives_its_report_and_nothing_round_it(document: Document) -> None:
    found = parse(ParseRequest(document.body, "https://feeds.example/rss"))

    assert isinstance(found, ParsedFeed)
    [entry] = found.entries
    assert found.degraded == ()
    assert (entry.title, entry.summary, entry.link, entry.published, entry.source) == (
        document.title,
        document.summary,
        document.link,
        document.published,
        document.source,
    )


def test_no_field_is_worse_than_feedparsers() -> None:
    """The fields that feedparser reads as they are meant are all ours, too; there are far fewer of them."""
    fields, right = 0, 0
    for document in DOCUMENTS:
        entry = feedparser.parse(document.body).entries[0]
        when = entry.get("published_parsed") or entry.get("updated_parsed")
        theirs = (
            entry.get("title") == document.title,
            entry.get("summary") == document.summary,
            entry.get("link") == document.link,
            bool(when) and datetime.fromtimestamp(timegm(when), UTC) == document.published,
        )
        fields, right = fields + len(theirs), right + sum(theirs)

    assert len(DOCUMENTS) >= 90
    assert right < fields
