"""Who stands in front of a server and refuses us."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_LONGEST = 32 * 1024  # bytes of a page that are looked at
_SMALL = 8 * 1024  # bytes of a page that has nothing else to say
_PLAIN = frozenset({401, 404, 410})  # which say what they mean, whatever stands on their page
_FEED_NAMED = b"application/rss+xml", b"application/atom+xml"


class _Signs(NamedTuple):
    """What gives them away, each with their name."""

    headers: tuple[tuple[str, str, str], ...]
    servers: tuple[tuple[str, str], ...]
    pages: tuple[tuple[str, str], ...]
    small: tuple[tuple[str, str], ...]


def blocker(status: int, headers: Mapping[str, str], body: bytes) -> str | None:
    """Name what refused us, None if nothing did. ``body`` is the beginning of the answer, or all of it."""
    signs = _signs()
    for header, value, name in signs.headers:
        if header in headers and value in ("", headers[header].lower()):
            return name
    may_be_ordinary = len(body) > _SMALL or status in _PLAIN or not _is_page(body)
    pages = signs.pages if may_be_ordinary else signs.pages + signs.small
    page = body[:_LONGEST].decode("utf-8", "replace").lower()  # in bytes, only ASCII has small letters
    if by := next((name for sign, name in pages if sign in page), None):
        return by
    if status != 403:
        return None
    server = headers.get("server", "").lower()
    return next((name for sign, name in signs.servers if sign in server), "the server")


def blocker_of_page(headers: Mapping[str, str], body: bytes) -> str | None:
    """Name who sent a page instead of the feed that was asked for; None if it is a feed, or may lead to one."""
    if not _is_page(body) or any(kind in body for kind in _FEED_NAMED):
        return None
    return blocker(200, headers, body)


def _is_page(body: bytes) -> bool:
    start = body[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return start.startswith(
        (b"<!doctype html", b"<html", b"<head", b"<title", b"<body", b"<script", b"<meta")
    )


@cache
def _signs() -> _Signs:
    lines = files(__package__).joinpath("blockers.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    kinds = {kind: [(sign, name) for what, sign, name in rows if what == kind] for kind, _, _ in rows}
    return _Signs(
        tuple((*sign.partition("=")[::2], name) for sign, name in kinds["header"]),
        tuple(kinds["server"]),
        tuple(kinds["page"]),
        tuple(kinds["small"]),
    )
