from collections.abc import Callable
from datetime import date, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import PydanticCustomError

from monitor.config.values import kinds, spans
from monitor.config.values.stores import place, store_url
from monitor.config.values.urls import WebAddress, web_address
from monitor.config.yaml.scalars import resolve
from monitor.core.settings import QuietHours

GOOD: list[tuple[Callable[[Any], Any], Any, Any]] = [
    (spans.duration, "1s", timedelta(seconds=1)),
    (spans.duration, " 15m ", timedelta(minutes=15)),
    (spans.duration, "1.5h", timedelta(minutes=90)),
    (spans.duration, "730 d", timedelta(days=730)),
    (kinds.size, "10MiB", 10 * 1024 * 1024),
    (kinds.size, "1.5 kB", 1500),
    (kinds.size, "12B", 12),
    (kinds.cron, "0  6 * * 7", "0 6 * * 7"),
    (kinds.cron, "*/5 6-18 1,15 jan-mar MON", "*/5 6-18 1,15 jan-mar MON"),
    (kinds.cron, "0 6 * * fri-Sun", "0 6 * * fri-7"),
    (kinds.cron, "0 6 29 2 *", "0 6 29 2 *"),
    (kinds.address, "a.b+c@example.org", "a.b+c@example.org"),
    (kinds.address, "root@localhost", "root@localhost"),
    (kinds.address, "é@exemple.fr", "é@exemple.fr"),
    (kinds.sender, "Desk <a@b.org>", "Desk <a@b.org>"),
    (kinds.sender, "a@b.org", "a@b.org"),
    (kinds.quiet, "22:00-06:00", QuietHours(1320, 360)),
    (kinds.quiet, "0:00 – 24:00", None),
    (kinds.quiet, "18:30-24:00", QuietHours(1110, 0)),
    (kinds.quiet, "22:00 - 06:00", QuietHours(1320, 360)),
    (kinds.quiet, "Fri, sunday-mon 9:00-10:00", QuietHours(540, 600, frozenset({4, 6, 0}))),
    (kinds.quiet, "sat-sun", QuietHours(0, 1440, frozenset({5, 6}))),
    (kinds.quiet, "2026-12-25 20:00-02:00", QuietHours(1200, 120, day=date(2026, 12, 25))),
    (kinds.network, "10.0.0.0/8", ip_network("10.0.0.0/8")),
    (kinds.network, "fd00::/8", ip_network("fd00::/8")),
    (kinds.network, "10.1.2.3", ip_network("10.1.2.3/32")),
    (kinds.network, "News.Intranet", "news.intranet"),
    (kinds.listen, "0.0.0.0:80", "0.0.0.0:80"),
    (kinds.listen, "[::]:80", "[::]:80"),
    (kinds.lang, "pt-BR", "pt-br"),
    (kinds.identifier, 7, "7"),
    (kinds.moment, "2026-12-01", date(2026, 12, 1)),
    (kinds.moment, "2026-12-01T10:00", datetime(2026, 12, 1, 10)),  # noqa: DTZ001 - the zone comes later
    (kinds.whole, "587", 587),
    (kinds.whole, "58x", "58x"),
    (store_url, "postgresql://u@h/db", "postgresql+psycopg://u@h/db"),
    (store_url, " sqlite:///a b.db ", "sqlite:///a b.db"),
    (web_address, "https://x.org/é?q=1#f", WebAddress("https://x.org/é?q=1#f", "https://x.org/é?q=1#f")),
    (
        web_address,
        "http://u%40x:p%3A@[::1]:80/",
        WebAddress("http://[::1]:80/", "http://u%40x:p%3A@[::1]:80/", "u@x", "p:"),
    ),
]


@pytest.mark.parametrize(("read", "text", "expected"), GOOD)
def test_a_value_is_read_as_people_write_it(read: Callable[[Any], Any], text: Any, expected: Any) -> None:
    if expected is None:
        with pytest.raises(PydanticCustomError):
            read(text)
        return

    assert read(text) == expected


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (spans.duration, "15"),
        (spans.duration, "-5m"),
        (spans.duration, True),
        (spans.duration, "٥m"),
        (kinds.size, "10 MiBs"),
        (kinds.cron, "0 6 * * 8"),
        (kinds.cron, "0 6 30 2 *"),
        (kinds.cron, "0 6 * * * *"),
        (kinds.address, "a@b, c@d"),
        (kinds.address, "a b@c.org"),
        (kinds.address, "a@b\r\nBcc: x@y.org"),
        (kinds.address, "a@b..org"),
        (kinds.sender, "Desk\r\nX: y <a@b.org>"),
        (kinds.quiet, "25:00-06:00"),
        (kinds.quiet, "fri sat 22:00-06:00"),
        (kinds.quiet, "mon-fry"),
        (kinds.quiet, "monsoon"),
        (kinds.quiet, "2026-13-01"),
        (kinds.quiet, "22:00-22:00"),
        (kinds.network, "300.1.1.1"),
        (kinds.network, "a b"),
        (kinds.zone, "../../etc/passwd"),
        (kinds.zone, ""),
        (kinds.lang, "e"),
        (kinds.identifier, "é"),
        (kinds.identifier, "-a"),
        (kinds.severity, "HIGH"),
        (kinds.moment, 2026),
        (store_url, "sqlite://"),
        (store_url, "postgresql://"),
        (web_address, "javascript:alert(1)"),
        (web_address, "https://x.org:abc"),
        (web_address, "https://[::1"),
        (web_address, "https://x.org/\u202e"),
    ],
)
def test_what_is_no_such_value_is_refused_with_a_remedy(read: Callable[[Any], Any], text: Any) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        read(text)

    assert caught.value.context is not None
    assert caught.value.context["remedy"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no", "no"),
        ("Yes", "Yes"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("2026-12-01", "2026-12-01"),
        ("1_000", "1_000"),
        ("0o17", 15),
        ("017", 17),
        ("0x1F", 31),
        ("-1", -1),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("true", True),
        ("~", None),
        ("", None),
        ("-", "-"),
        ("9" * 5000, "9" * 5000),
        ("٣", "٣"),
    ],
)
def test_an_unquoted_word_means_what_yaml_1_2_says(text: str, expected: object) -> None:
    assert resolve(text) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"), [(1, "1s"), (90, "90s"), (60, "1m"), (5400, "90m"), (86400, "1d"), (0.5, "0.5s")]
)
def test_a_duration_is_spelt_as_files_have_it(seconds: float, expected: str) -> None:
    assert spans.spelt(timedelta(seconds=seconds)) == expected


def test_only_a_relative_path_of_a_store_is_moved() -> None:
    base = Path("/srv")

    assert place("sqlite:///a.db", base) == "sqlite:////srv/a.db"
    assert place("sqlite:////b/a.db", base) == "sqlite:////b/a.db"
    assert place("postgresql+psycopg://h/db", base) == "postgresql+psycopg://h/db"
