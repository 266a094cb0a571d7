"""What ships runs without an edit: feeds, digest, alert, recipients."""

from collections import Counter
from datetime import timedelta

from monitor.core.model import Severity
from monitor.core.settings import Config


def test_some_forty_feeds_ship_each_with_its_kind_and_house(shipped: Config) -> None:
    feeds = shipped.feeds.values()

    assert 40 <= len(shipped.feeds) <= 60
    assert all(
        feed.url.startswith("https://") and feed.title and feed.publisher and feed.tags for feed in feeds
    )
    assert {"wire", "local", "state", "un", "ngo"} <= {feed.kind for feed in feeds}
    assert {"en", "fr", "ar"} <= {feed.lang for feed in feeds}


def test_no_feed_is_polled_twice(shipped: Config) -> None:
    urls = Counter(feed.url for feed in shipped.feeds.values())

    assert [url for url, count in urls.items() if count > 1] == []


def test_no_feed_waits_longer_than_an_hour(shipped: Config) -> None:
    assert timedelta(hours=1) == shipped.polling.slowest


def test_messages_go_to_files_until_a_mail_server_is_filled_in(shipped: Config) -> None:
    assert shipped.mail.host is None
    asked = {to for digest in shipped.digests.values() for to in digest.to}
    asked |= {to for alert in shipped.alerts.values() for to in alert.to}

    assert asked <= set(shipped.recipients)


def test_a_digest_comes_daily_and_an_alert_at_once(shipped: Config) -> None:
    daily, urgent = shipped.digests["daily"], shipped.alerts["urgent"]

    assert (daily.cron, str(daily.timezone)) == ("0 6 * * *", "Africa/Bamako")
    assert urgent.select.min_severity is Severity.CRITICAL
    assert urgent.through_quiet


def test_signals_watch_the_belt(shipped: Config) -> None:
    assert {"coastal_north", "border", "nigeria_west"} == set(shipped.signals.zones)
    assert {"jnim", "is_sahel"} <= set(shipped.signals.actors)
