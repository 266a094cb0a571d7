"""Undo one layer of content encoding, never giving more than a limit."""

import zlib
from collections.abc import Callable, Iterator, Mapping

import brotli  # type: ignore[import-untyped]  # it ships no stubs
import zstandard

_STEP = 64 * 1024
_WINDOW = 8 * 2**20  # RFC 9659: a zstd window on the web is at most 8 MiB

ACCEPT_ENCODING = "gzip, deflate, br, zstd"


class TooMuchError(Exception):
    """Decoding would give more than the limit."""


class NotDecodableError(Exception):
    """The bytes are not what the server says they are; the message says why."""


def decode(raw: bytes, encoding: str | None, limit: int) -> bytes:
    """Return the document inside ``raw``.

    Servers lie: bytes that are not compressed although announced are taken as they are, and gzip that was not
    announced is undone. A second layer is refused; no honest server sends one, and 1 KB of it can hold 1 GiB.
    """
    layers = [
        name for name in (encoding or "").lower().replace(" ", "").split(",") if name not in ("", "identity")
    ]
    if len(layers) > 1:
        raise NotDecodableError(f"several content encodings ({', '.join(layers)})")
    name = _actual(raw, layers[0] if layers else "")
    if name == "":
        return raw
    if name not in _DECODERS:
        raise NotDecodableError(f"unknown content encoding {name!r}")
    return _collect(_DECODERS[name](raw), name, limit)


def _actual(raw: bytes, announced: str) -> str:
    if raw[:2] == b"\x1f\x8b":
        return "gzip"
    if announced in ("gzip", "x-gzip") or (announced and raw.lstrip()[:1] in (b"<", b"{")):
        return ""
    return announced


def _collect(pieces: Iterator[bytes], name: str, limit: int) -> bytes:
    out = bytearray()
    try:
        for piece in pieces:
            out += piece
            if len(out) > limit:
                raise TooMuchError
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        raise NotDecodableError(f"bad {name} data ({error})") from None
    return bytes(out)


def _gzip(raw: bytes) -> Iterator[bytes]:
    """Inflate every member; a cut-off last one gives what it has, as the parser can tell."""
    while raw[:2] == b"\x1f\x8b":
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        yield from _inflate(member, raw)
        raw = member.unused_data


def _deflate(raw: bytes) -> Iterator[bytes]:
    """Inflate zlib data, or the bare deflate data that some servers send under this name (RFC 9110 8.4.1.2)."""
    is_zlib = len(raw) > 1 and raw[0] & 0x0F == 8 and int.from_bytes(raw[:2], "big") % 31 == 0
    yield from _inflate(zlib.decompressobj(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS), raw)


def _inflate(member: "zlib._Decompress", raw: bytes) -> Iterator[bytes]:
    while raw and not member.eof:
        yield member.decompress(raw, _STEP)
        raw = member.unconsumed_tail


def _brotli(raw: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    yield stream.process(raw, output_buffer_limit=_STEP)
    while not stream.is_finished():
        piece = stream.process(b"", output_buffer_limit=_STEP)
        if not piece and stream.can_accept_more_data():
            return
        yield piece


def _zstd(raw: bytes) -> Iterator[bytes]:
    with zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(
        raw, read_across_frames=True
    ) as stream:
        while piece := stream.read(_STEP):
            yield piece


_DECODERS: Mapping[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
