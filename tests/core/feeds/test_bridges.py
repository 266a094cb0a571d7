"""Errors that bridges report as if they were news, and news that only sounds like one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.feeds.bridges import error_of
from monitor.core.model import ParsedEntry

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


def entry(title: str, hours: int | None = 0) -> ParsedEntry:
    return ParsedEntry("1", None, title, "", None if hours is None else NOON + timedelta(hours=hours))


@pytest.mark.parametrize(
    "title",
    [
        "Bridge returned error 404! (19999)",
        "Bridge returned error 0! (20787)",
        "TelegramBridge was unable to receive or process the remote website's content!",
        "Error in FacebookBridge: HTTP 400",
        "RSS-Bridge encountered an error: 503",
        "RSSHub error: this route is empty",
        "RSS reader not yet whitelisted!",
        "This feed has expired, please renew your subscription",
        "Your RSS feed is inactive",
        "This feed could not be generated",
        "Error 403: Forbidden",
        "Erreur 502",
        "HTTP Error 500",
        "Exception: Could not request feed, 429",
    ],
)
def test_an_error_in_place_of_news_is_named(title: str) -> None:
    assert error_of([entry(title), entry("Attack on the bridge of Gao", -5)]) == title


@pytest.mark.parametrize(
    "title",
    [
        "Attack on the bridge of Gao, five killed",
        "Bridge at Labbezanga fails after a truck bomb",
        "Pilot error blamed for the crash, 404 dead",
        "Air strike was an error, army says",
        "Erreur de tir à Ansongo : 5 morts, 403 déplacés",
        "Animal feed prices are unavailable as the road is cut",
        "Internet feed of the assembly cut: session suspended",
        "خطأ في القصف أودى بحياة مدنيين",
        "",
    ],
)
def test_news_that_sounds_like_an_error_is_news(title: str) -> None:
    assert error_of([entry(title)]) == ""


def test_an_error_that_is_over_is_not_named() -> None:
    error = entry("Bridge returned error 404! (19999)", -3)

    assert error_of([entry("Rain in Gao"), error]) == ""
    assert error_of([error, entry("Rain in Gao")]) == ""
    assert error_of([replace(error, published=None), entry("Rain", None)]) == error.title
    assert error_of([]) == ""
