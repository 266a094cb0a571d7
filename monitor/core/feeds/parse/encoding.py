"""Bytes of a document become UTF-8, whatever the server or the document claims."""

import codecs
import re
from collections.abc import Iterator

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SNIFFED = (  # "<?" without a byte order mark: XML 1.0 appendix F
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
_BEGINNINGS = tuple(sign for sign, _ in (*_BOMS, *_SNIFFED))
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9._:-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s{0,9}=\s{0,9}["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_ESCAPES = re.compile(rb"\x1b\$[@B]")  # ISO-2022-JP: seven bits, so valid UTF-8 by accident

# What documents call by these names is a superset of it (WHATWG Encoding, 4.2).
_WIDER = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-6": "cp1256",
    "iso8859-9": "cp1254",
}
# Text codecs of Python that no feed is written in; some are slow, some reinterpret markup.
_REFUSED = frozenset(
    {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
# A document with fewer letters of UTF-8 than this share of its wrong bytes holds them by accident: it was never UTF-8.
_ACCIDENTAL = 0.25


def to_utf8(body: bytes, content_type: str | None) -> tuple[bytes, str | None]:
    """Return the document as UTF-8 without byte order mark, and what had to be guessed.

    What is valid UTF-8 is UTF-8: no other encoding passes for it by accident. Else the first claim that fits.
    """
    if is_plain(body):
        return body, None
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :] if name == "utf-8" else body, name)
    for sign, name in _SNIFFED:
        if body.startswith(sign):
            return _decoded(body, name)
    claims = tuple(_claims(body, content_type))
    if all(map(_fits_anything, claims)) and _is_mostly_utf8(body):
        return _patched(body, next(iter(claims), "cp1252"))
    script = _by_letters(body) if _LATIN.issuperset(claims) else None
    for name in claims if script is None else ():
        try:
            return body.decode(name).encode(), None
        except (UnicodeError, LookupError):
            continue
    guess = script or "cp1252"
    note = f"an unknown encoding, taken for {guess.replace('cp', 'windows-')}"
    return body.decode(guess, "replace").encode(), note


def _decoded(body: bytes, name: str) -> tuple[bytes, str | None]:
    text = body.decode(name, "replace")
    note = f"bytes that are not {name}" if "\ufffd" in text else None
    return text.encode("utf-8", "replace"), note


def is_plain(body: bytes) -> bool:
    """Return whether a document is UTF-8 as it stands, and not by accident."""
    if body.startswith(_BEGINNINGS) or (b"\x1b" in body and _ESCAPES.search(body)):
        return False
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _claims(body: bytes, content_type: str | None) -> Iterator[str]:
    """Yield the encodings claimed, the likelier first: many servers add Latin-1 to whatever they send."""
    declared = _DECLARED.search(body[:1024])
    charset = _CHARSET.search(content_type or "")
    in_document = _codec(declared.group(1).decode("ascii")) if declared else None
    in_header = _codec(charset.group(1)) if charset else None
    header_first = in_header is not None and in_header != "cp1252"
    for name in (in_header, in_document) if header_first else (in_document, in_header):
        if name is not None and name != "utf-8":
            yield name


def _codec(claim: str) -> str | None:
    try:
        name = codecs.lookup(claim).name
    except LookupError:
        return None
    return None if name in _REFUSED else _WIDER.get(name, name)


_LETTERS = re.compile(rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+")
_WRONG = re.compile(rb"[\x80-\xff]+")
_BEYOND_ASCII = bytes(range(128, 256))


# What templates claim of any document, and the letters by which the scripts are known that it may be in instead.
_LATIN = frozenset({"cp1252", "cp1254"})
_COMMON_LETTERS = {
    "cp1256": frozenset("الينمورتبةعده"),
    "cp1251": frozenset("оеаинтсрвлк"),
    "koi8-r": frozenset("оеаинтсрвлк"),
    "cp1253": frozenset("αοιετσνηυρ"),
    "cp1255": frozenset("יוהאלמרתבש"),
}
_LONG_RUN = re.compile(rb"[\x80-\xff]{3,}")
_MOSTLY, _LETTERS_NEEDED, _SAMPLE = 0.5, 12, 64 * 1024


def _by_letters(body: bytes) -> str | None:
    """Return the encoding of a document in another script than Latin, whose accents stand alone; None if it is none."""
    sample = body[:_SAMPLE]
    runs = b"".join(_LONG_RUN.findall(sample))
    beyond = len(sample) - len(sample.translate(None, _BEYOND_ASCII))
    if len(runs) < max(_LETTERS_NEEDED, _MOSTLY * beyond):
        return None
    shares = {
        name: sum(letter in letters for letter in runs.decode(name, "replace")) / len(runs)
        for name, letters in _COMMON_LETTERS.items()
    }
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= _MOSTLY else None


def _fits_anything(name: str) -> bool:
    """Return whether an encoding has a letter for any byte, so that a text proves nothing by fitting it."""
    return len(_BEYOND_ASCII.decode(name, "ignore")) > 3 * len(_BEYOND_ASCII) // 4


def _is_mostly_utf8(body: bytes) -> bool:
    """Return whether a document is UTF-8 in which some bytes are wrong, such as one item in another encoding."""
    text = body.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    return len(text) - wrong - len(body.translate(None, _BEYOND_ASCII)) > _ACCIDENTAL * wrong


def _patched(body: bytes, name: str) -> tuple[bytes, str]:
    """Decode the bytes alone that are not UTF-8."""

    def decoded(wrong: re.Match[bytes]) -> bytes:
        return wrong.group().decode(name, "replace").encode()

    at = 0
    pieces: list[bytes] = []
    for letters in _LETTERS.finditer(body):
        pieces += (_WRONG.sub(decoded, body[at : letters.start()]), letters.group())
        at = letters.end()
    pieces.append(_WRONG.sub(decoded, body[at:]))
    return b"".join(pieces), "bytes that are not utf-8"
