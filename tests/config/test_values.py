from collections.abc import Callable
from datetime import date, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import PydanticCustomError

from monitor.config import values
from monitor.config.scalars import resolve
from monitor.config.stores import place, store_url
from monitor.config.urls import WebAddress, web_address
from monitor.core.settings import QuietHours

GOOD: list[tuple[Callable[[Any], Any], Any, Any]] = [
    (values.duration, "1s", timedelta(seconds=1)),
    (values.duration, " 15m ", timedelta(minutes=15)),
    (values.duration, "1.5h", timedelta(minutes=90)),
    (values.duration, "730 d", timedelta(days=730)),
    (values.size, "10MiB", 10 * 1024 * 1024),
    (values.size, "1.5 kB", 1500),
    (values.size, "12B", 12),
    (values.cron, "0  6 * * 7", "0 6 * * 7"),
    (values.cron, "*/5 6-18 1,15 jan-mar MON", "*/5 6-18 1,15 jan-mar MON"),
    (values.cron, "0 6 * * fri-Sun", "0 6 * * fri-7"),
    (values.cron, "0 6 29 2 *", "0 6 29 2 *"),
    (values.address, "a.b+c@example.org", "a.b+c@example.org"),
    (values.address, "root@localhost", "root@localhost"),
    (values.address, "é@exemple.fr", "é@exemple.fr"),
    (values.sender, "Desk <a@b.org>", "Desk <a@b.org>"),
    (values.sender, "a@b.org", "a@b.org"),
    (values.quiet, "22:00-06:00", QuietHours(1320, 360)),
    (values.quiet, "0:00 – 24:00", None),
    (values.quiet, "18:30-24:00", QuietHours(1110, 0)),
    (values.network, "10.0.0.0/8", ip_network("10.0.0.0/8")),
    (values.network, "fd00::/8", ip_network("fd00::/8")),
    (values.network, "10.1.2.3", ip_network("10.1.2.3/32")),
    (values.network, "News.Intranet", "news.intranet"),
    (values.listen, "0.0.0.0:80", "0.0.0.0:80"),
    (values.listen, "[::]:80", "[::]:80"),
    (values.lang, "pt-BR", "pt-br"),
    (values.identifier, 7, "7"),
    (values.moment, "2026-12-01", date(2026, 12, 1)),
    (values.moment, "2026-12-01T10:00", datetime(2026, 12, 1, 10)),  # noqa: DTZ001 - the zone comes later
    (values.whole, "587", 587),
    (values.whole, "58x", "58x"),
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
        (values.duration, "15"),
        (values.duration, "-5m"),
        (values.duration, True),
        (values.duration, "٥m"),
        (values.size, "10 MiBs"),
        (values.cron, "0 6 * * 8"),
        (values.cron, "0 6 30 2 *"),
        (values.cron, "0 6 * * * *"),
        (values.address, "a@b, c@d"),
        (values.address, "a b@c.org"),
        (values.address, "a@b\r\nBcc: x@y.org"),
        (values.address, "a@b..org"),
        (values.sender, "Desk\r\nX: y <a@b.org>"),
        (values.quiet, "25:00-06:00"),
        (values.quiet, "22:00-22:00"),
        (values.network, "300.1.1.1"),
        (values.network, "a b"),
        (values.zone, "../../etc/passwd"),
        (values.zone, ""),
        (values.lang, "e"),
        (values.identifier, "é"),
        (values.identifier, "-a"),
        (values.severity, "HIGH"),
        (values.moment, 2026),
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
    assert values.spelt(timedelta(seconds=seconds)) == expected


def test_only_a_relative_path_of_a_store_is_moved() -> None:
    base = Path("/srv")

    assert place("sqlite:///a.db", base) == "sqlite:////srv/a.db"
    assert place("sqlite:////b/a.db", base) == "sqlite:////b/a.db"
    assert place("postgresql+psycopg://h/db", base) == "postgresql+psycopg://h/db"
