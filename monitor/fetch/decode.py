"""Undo content encoding, in time that grows with the bytes alone and without giving more than a limit."""

import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import brotli  # type: ignore[import-untyped]  # it ships no stubs
import zstandard

TRIVIAL = 32 * 1024  # bytes that decode within milliseconds, whatever they are
_STEP = 64 * 1024
_WINDOW = 8 * 2**20  # RFC 9659: a zstd window on the web is at most 8 MiB
_MOST_LAYERS = 2  # some servers compress what was compressed already
_MOST_MEMBERS = 10_000  # of gzip: more are an attack, each costs as much as kilobytes

ACCEPT_ENCODING = "gzip, deflate, br, zstd"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A document, or its beginning where it would be longer than the limit."""

    content: bytes
    is_cut_off: bool = False


class NotDecodableError(Exception):
    """The bytes are not what the server says they are; the message says why."""


def decode(raw: bytes, encoding: str | None, limit: int, until: float = float("inf")) -> Decoded:
    """Return the document inside ``raw``; TimeoutError at ``until``, an instant of ``time.monotonic``.

    Servers lie: bytes that are not compressed although announced are taken as they are, gzip that was not announced is
    undone, also twice, and names that are no coding say nothing.
    """
    names, decoded = _names(encoding), Decoded(raw)
    for _ in range(_MOST_LAYERS):
        name = _actual(decoded.content, names.pop() if names else "")
        if name == "":
            break
        if name not in _DECODERS:
            raise NotDecodableError(f"content encoding {name!r} is not supported")
        is_cut_off = decoded.is_cut_off
        decoded = _collect(_DECODERS[name](decoded.content), name, limit, until)
        decoded = replace(decoded, is_cut_off=is_cut_off or decoded.is_cut_off)
    return decoded


def is_encoded(raw: bytes, encoding: str | None) -> bool:
    """Return whether there is anything to undo."""
    names = _names(encoding)
    return _actual(raw, names[-1] if names else "") != ""


def _names(encoding: str | None) -> list[str]:
    names = (encoding or "").lower().replace(" ", "").split(",")
    return [name for name in names if name in _DECODERS or name in _UNSUPPORTED]


def _actual(raw: bytes, announced: str) -> str:
    if raw[:2] == _GZIP:
        return "gzip"
    if announced in ("gzip", "x-gzip") or (announced and _begins_a_document(raw)):
        return ""
    return announced


def _begins_a_document(raw: bytes) -> bool:
    """Return whether this is text of XML, HTML or JSON, which no compressed data begins like."""
    start = raw[:256].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start[:1] in (b"<", b"{") or raw[:4] in _UTF16


def _collect(pieces: Iterator[bytes], name: str, limit: int, until: float) -> Decoded:
    out = bytearray()
    try:
        for piece in pieces:
            out += piece
            if len(out) > limit:
                return Decoded(bytes(out[:limit]), is_cut_off=True)
            if time.monotonic() > until:
                raise TimeoutError
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        raise NotDecodableError(f"bad {name} data ({error})") from None
    return Decoded(bytes(out))


def _gzip(raw: bytes) -> Iterator[bytes]:
    """Inflate every member; a cut-off last one gives what it has, as the parser can tell."""
    at, members = 0, 0
    while raw[at : at + 2] == _GZIP:
        members += 1
        if members > _MOST_MEMBERS:
            raise NotDecodableError(f"gzip data of more than {_MOST_MEMBERS} members")
        member, size = zlib.decompressobj(zlib.MAX_WBITS | 16), 512
        while at < len(raw) and not member.eof:
            # Little by little: zlib copies what stands behind the end of a member.
            piece = raw[at : at + size]
            yield from _inflate(member, piece)
            at += len(piece) - len(member.unused_data)
            size = min(2 * size, _STEP)


def _deflate(raw: bytes) -> Iterator[bytes]:
    """Inflate zlib data, or the bare deflate data that some servers send under this name (RFC 9110 8.4.1.2)."""
    is_zlib = len(raw) > 1 and raw[0] & 0x0F == 8 and int.from_bytes(raw[:2], "big") % 31 == 0
    yield from _inflate(zlib.decompressobj(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS), raw)


def _inflate(stream: "zlib._Decompress", raw: bytes) -> Iterator[bytes]:
    """Yield all that ``raw`` makes, and what the stream still holds back of it when it has taken the last byte."""
    while True:
        piece = stream.decompress(raw, _STEP)
        yield piece
        raw = stream.unconsumed_tail
        if stream.eof or (not raw and len(piece) < _STEP):
            return


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


_GZIP = b"\x1f\x8b"
_UTF16 = (b"\xff\xfe<\0", b"\xff\xfe{\0", b"\xfe\xff\0<", b"\xfe\xff\0{")
_UNSUPPORTED = frozenset({"compress", "x-compress"})
_DECODERS: Mapping[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
