"""Content encodings are undone as servers use them, and in time that grows with the bytes alone."""

import gzip
import time
import zlib

import brotli  # type: ignore[import-untyped]  # it ships no stubs
import pytest
import zstandard

from monitor.fetch.decode import Decoded, NotDecodableError, decode
from tests.fetch.scripted import RSS

MARKED = b"\xef\xbb\xbf" + RSS
WIDE = RSS.decode().encode("utf-16")
PACKED = gzip.compress(RSS, mtime=0)


@pytest.mark.parametrize(
    ("raw", "encoding", "document", "why"),
    [
        (RSS, "UTF-8", RSS, "the name of a character set"),
        (MARKED, "utf-8", MARKED, "with a byte order mark"),
        (WIDE, "UTF-8", WIDE, "and UTF-16"),
        (RSS, "none", RSS, "no coding"),
        (WIDE, "binary", WIDE, "nor this"),
        (MARKED, "br", MARKED, "brotli that is none"),
        (WIDE, "deflate", WIDE, "deflate that is none"),
        (MARKED, "zstd", MARKED, "zstd that is none"),
        (b"\n \t" + RSS, "br", b"\n \t" + RSS, "behind blanks"),
        (PACKED, "gzip, aws-chunked", RSS, "a name of a storage service"),
        (PACKED, "gzip,utf-8", RSS, "both"),
        (PACKED, "aws-chunked", RSS, "gzip unnamed"),
        (brotli.compress(RSS), "aws-chunked,br", RSS, "brotli last"),
        (gzip.compress(PACKED, mtime=0), "gzip", RSS, "twice under one name"),
        (gzip.compress(PACKED, mtime=0), "gzip, gzip", RSS, "twice under two"),
        (PACKED, "gzip, gzip", RSS, "once under two"),
        (gzip.compress(brotli.compress(RSS), mtime=0), "br, gzip", RSS, "two kinds, the last first"),
        (zlib.compress(PACKED), "deflate", RSS, "gzip in deflate"),
        (PACKED + b"\0" * 100, "gzip", RSS, "padding behind it"),
        (PACKED + b"<!-- junk -->", "gzip", RSS, "junk behind it"),
        (b"", "gzip", b"", "nothing at all"),
        (b"\x1f\x8b", None, b"", "two bytes of gzip"),
    ],
)
def test_what_is_there_counts_not_what_is_announced(
    raw: bytes, encoding: str | None, document: bytes, why: str
) -> None:
    assert decode(raw, encoding, 10**6) == Decoded(document), why


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 131_072, 200_000, 10**6])
@pytest.mark.parametrize("letter", [b"\0", b"ab"])
def test_no_byte_is_lost_at_the_end_of_a_step(size: int, letter: bytes) -> None:
    text = (letter * size)[:size]
    for packed in (
        gzip.compress(text, mtime=0),
        zlib.compress(text),
        brotli.compress(text),
        zstandard.compress(text),
    ):
        name = {0x1F: "gzip", 0x78: "deflate", 0x28: "zstd"}.get(packed[0], "br")
        assert decode(packed, name, size) == Decoded(text)


def test_many_members_are_one_document() -> None:
    lines = [b"<item>%d</item>" % number for number in range(5000)]

    assert decode(
        b"".join(gzip.compress(line, mtime=0) for line in lines), "gzip", 10**6
    ).content == b"".join(lines)


@pytest.mark.parametrize("layers", [1, 2])
def test_time_grows_with_the_bytes_alone(layers: int) -> None:
    spent = []
    for size in (2**20, 2**21, 2**22):
        raw = gzip.compress(b"", mtime=0) * (size // 20)
        for _ in range(layers - 1):
            raw = gzip.compress(raw, mtime=0)
        begun = time.thread_time()
        with pytest.raises(NotDecodableError, match="members"):
            decode(raw, "gzip", 10 * 2**20)
        spent.append(time.thread_time() - begun)

    assert max(spent) < 2.0


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (gzip.compress(b"\0" * 10**6, mtime=0), "gzip"),
        (gzip.compress(gzip.compress(b"\0" * 10**6, mtime=0), mtime=0), "gzip, gzip"),
        (brotli.compress(b"\0" * 10**6), "br"),
        (zstandard.compress(b"\0" * 10**6), "zstd"),
        (zlib.compress(b"\0" * 10**6), "deflate"),
    ],
)
def test_no_more_than_the_limit_is_given(raw: bytes, encoding: str) -> None:
    assert decode(raw, encoding, 10**5) == Decoded(bytes(10**5), is_cut_off=True)


def test_a_deadline_ends_it() -> None:
    with pytest.raises(TimeoutError):
        decode(gzip.compress(b"\0" * 10**7, mtime=0), "gzip", 10**7, time.monotonic() - 1)


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [(b"\x1f\x8bnot really", "gzip"), (b"\x01\x02", "compress"), (b"\xff" * 9, "br"), (b"x", "zstd")],
)
def test_what_cannot_be_undone_is_named(raw: bytes, encoding: str) -> None:
    with pytest.raises(NotDecodableError, match=encoding):
        decode(raw, encoding, 10**6)
