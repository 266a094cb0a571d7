"""What people type where an address belongs."""

import pytest

from monitor.core.feeds.addresses import candidates

BOTH = ("https://news.example/rss", "http://news.example/rss")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://news.example/rss", ("https://news.example/rss",)),
        (" \t<https://news.example/rss>\n", ("https://news.example/rss",)),
        ("“https://news.example/rss”", ("https://news.example/rss",)),
        ("HTTPS://News.example/RSS", ("https://News.example/RSS",)),
        ("http:/news.example/rss", ("http://news.example/rss",)),
        ("https//news.example/rss", ("https://news.example/rss",)),
        ("news.example/rss", BOTH),
        ("//news.example/rss", BOTH),
        ("feed://news.example/rss", BOTH),
        ("FEED:news.example/rss", BOTH),
        ("itpc://news.example/rss", BOTH),
        ("feed:https://news.example/rss", ("https://news.example/rss",)),
        ("feed://http://news.example/rss", ("http://news.example/rss",)),
        ("news.example", ("https://news.example", "http://news.example")),
        ("localhost:8080/f", ("https://localhost:8080/f", "http://localhost:8080/f")),
        ("intranet:8080/f", ("https://intranet:8080/f", "http://intranet:8080/f")),
        ("rss:8080/f", ("https://rss:8080/f", "http://rss:8080/f")),
        ("[::1]/f", ("https://[::1]/f", "http://[::1]/f")),
        ("أخبار.example/f", ("https://أخبار.example/f", "http://أخبار.example/f")),
        ("awa:p%40ss@news.example", ("https://awa:p%40ss@news.example", "http://awa:p%40ss@news.example")),
        ("", ()),
        ("feed:", ()),
        ("https:///rss", ()),
        ("intranet/rss", ()),
        ("desk@news.example", ()),
        ("mailto:desk@news.example", ()),
        ("ftp://news.example/rss", ()),
        ("javascript:alert(1).x", ()),
        ("file:///etc/passwd", ()),
        ("data:text/xml,<rss/>", ()),
        ("what is this", ()),
    ],
)
def test_an_address_is_read_as_it_is_meant(typed: str, meant: tuple[str, ...]) -> None:
    assert meant == candidates(typed)
