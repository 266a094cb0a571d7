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
_MANY = 0.02  # of wrong sequences: beyond it the text was never UTF-8


def to_utf8(body: bytes, content_type: str | None) -> tuple[bytes, str | None]:
    """Return the document as UTF-8 without byte order mark, and what had to be guessed.

    What is valid UTF-8 is UTF-8: no other encoding passes for it by accident. Else the first claim that fits.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :] if name == "utf-8" else body, name)
    for sign, name in _SNIFFED:
        if body.startswith(sign):
            return _decoded(body, name)
    if _is_utf8(body) and not _ESCAPES.search(body):
        return body, None
    for name in _claims(body, content_type):
        try:
            return body.decode(name).encode(), None
        except (UnicodeError, LookupError):
            continue
    return _patched(body)


def _decoded(body: bytes, name: str) -> tuple[bytes, str | None]:
    text = body.decode(name, "replace")
    note = f"bytes that are not {name}" if "\ufffd" in text else None
    return text.encode("utf-8", "replace"), note


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _claims(body: bytes, content_type: str | None) -> Iterator[str]:
    """Give the encodings claimed, the likelier first: many servers add Latin-1 to whatever they send."""
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


def _patched(body: bytes) -> tuple[bytes, str]:
    """Take broken UTF-8 for UTF-8 if most of it is, else for Windows-1252, in which every byte means something."""
    text = body.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    beyond_ascii = len(body) - len(body.translate(None, bytes(range(128, 256))))
    if wrong <= max(1, _MANY * len(text)) and 2 * wrong <= beyond_ascii:
        return text.encode(), "bytes that are not utf-8"
    return body.decode("cp1252", "replace").encode(), "an unknown encoding, taken for windows-1252"
