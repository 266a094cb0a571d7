"""One page, many addresses."""

import pytest

from monitor.core.feeds.urls import canonical


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("http://a.example/x", "https://a.example/x", "scheme"),
        ("https://www.a.example/x", "https://a.example/x", "www"),
        ("https://a.example/x/", "https://a.example/x", "trailing slash"),
        ("https://A.example/x", "https://a.example/x", "case of the host"),
        ("https://a.example:443/x", "https://a.example/x", "default port"),
        ("https://a.example/x?utm_source=rss&utm_medium=feed", "https://a.example/x", "trackers"),
        ("https://a.example/x?b=2&a=1", "https://a.example/x?a=1&b=2", "order"),
        ("https://a.example/x?fbclid=abc#top", "https://a.example/x", "click id, fragment"),
        ("https://a.example/x?ref=rss", "https://a.example/x", "where the reader came from"),
        ("https://a.example/é", "https://a.example/%C3%A9", "escapes"),
        (
            "https://www.google.com/url?q=x&url=https://a.example/x&ct=ga",
            "https://a.example/x",
            "a redirector",
        ),
    ],
)
def test_spellings_of_one_page_are_one(first: str, second: str, why: str) -> None:
    assert canonical(first) == canonical(second), why


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("https://a.example/x", "https://b.example/x", "host"),
        ("https://a.example/X", "https://a.example/x", "case of the path"),
        ("https://a.example/?p=1", "https://a.example/?p=2", "the number of a page"),
        ("https://a.example/x?source=17", "https://a.example/x?source=18", "a name that may mean the page"),
        ("https://a.example:8080/x", "https://a.example/x", "port"),
    ],
)
def test_different_pages_stay_different(first: str, second: str, why: str) -> None:
    assert canonical(first) != canonical(second), why


@pytest.mark.parametrize(
    "text",
    ["", "x", "tag:a.example,2026:1", "ftp://a.example/", "http://", "http://[::1", "https://" + "a" * 3000],
)
def test_what_is_no_web_address_has_none(text: str) -> None:
    assert canonical(text) is None
