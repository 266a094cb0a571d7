"""Make a document fit for an XML parser without changing what it says.

Every search here is linear in the document: hostile ones are part of the input.
"""

import re
from collections.abc import Iterator
from html.entities import html5, name2codepoint

_START = re.compile(rb"<(?:\?xml|!--|!DOCTYPE|[A-Za-z_])")
_DECLARATION = re.compile(rb"<\?xml[^>]{0,400}\?>")
_DOCTYPE = re.compile(rb"<!doctype", re.IGNORECASE)
_SUBSET_END = re.compile(rb"\]\s{0,64}>")
_CONTROLS = bytes(n for n in range(32) if n not in (9, 10, 13))
_NONCHARACTERS = re.compile(rb"\xef\xbf[\xbe\xbf]")
# Character references that XML forbids, or that only look so: the callback decides.
_SUSPECT_REFERENCE = re.compile(
    rb"&#(?:(?:0{0,9}(?:[0-9]|[12][0-9]|3[01])|0{0,9}5[5-7][0-9]{3}|0{0,9}6553[45]|[0-9]{7,})(?![0-9])"
    rb"|[xX](?:0{0,9}1?[0-9a-fA-F]|0{0,9}[dD][89a-fA-F][0-9a-fA-F]{2}|0{0,9}[fF]{3}[eEfF]|[0-9a-fA-F]{6,})(?![0-9a-fA-F]));?"
)
_LONGEST_NUMBER = 12
_SUSPECT_AMPERSAND = re.compile(rb"&(?!(?:lt|gt|amp|quot|apos|#[0-9]{1,9}|#x[0-9a-fA-F]{1,9});)")
_ENTITY = re.compile(rb"&(?:([A-Za-z][A-Za-z0-9]{1,31});|(?!(?:#[0-9]{1,9}|#x[0-9a-fA-F]{1,9});))")
_XML_ENTITIES = frozenset({b"lt", b"gt", b"amp", b"quot", b"apos"})
_OPEN, _CLOSE = b"<![CDATA[", b"]]>"


def repair(body: bytes) -> tuple[bytes, str | None]:
    """Return a document without what an XML parser would stumble over or be hurt by, and what was before it, if text was.

    Prolog and entities go, and the characters that XML forbids.
    """
    begin = _START.search(body[:65536])
    before = body[: begin.start()] if begin is not None else b""
    body = _without_prolog(body[len(before) :]).translate(None, _CONTROLS)
    if b"\xef\xbf" in body:
        body = _NONCHARACTERS.sub(b"", body)
    if b"&#" in body:
        body = _SUSPECT_REFERENCE.sub(_legal_reference, body)
    if _SUSPECT_AMPERSAND.search(body):
        body = b"".join(_legal_ampersands(body))
    return body, "text before the document" if before.strip(b"\x00\xef\xbb\xbf \t\r\n") else None


def _without_prolog(body: bytes) -> bytes:
    """Cut the declaration (we say what the encoding is) and the DOCTYPE (so no entity can be defined)."""
    if (declaration := _DECLARATION.match(body)) is not None:
        body = body[declaration.end() :]
    doctype = _DOCTYPE.search(body[:4096])
    if doctype is None:
        return body
    at = doctype.start()
    end = body.find(b">", at)
    if 0 <= body.find(b"[", at) < end:
        subset_end = _SUBSET_END.search(body, at)
        end = -1 if subset_end is None else subset_end.end() - 1
    return body[:at] if end < 0 else body[:at] + body[end + 1 :]


def _legal_reference(found: re.Match[bytes]) -> bytes:
    """Keep a reference to a character that XML allows; a control vanishes, anything else becomes U+FFFD."""
    digits = found.group().strip(b"&#;")
    if len(digits) > _LONGEST_NUMBER:
        return "\ufffd".encode()
    number = int(digits[1:], 16) if digits[:1] in b"xX" else int(digits)
    if number in (9, 10, 13):
        return found.group() if found.group().endswith(b";") else found.group() + b";"
    if number < 32:
        return b""
    if 0xD800 <= number <= 0xDFFF or number in (0xFFFE, 0xFFFF) or number > 0x10FFFF:
        return "\ufffd".encode()
    return found.group()


def _legal_ampersands(body: bytes) -> Iterator[bytes]:
    """Write HTML entities as numbers and stray ampersands as ``&amp;``, outside CDATA sections."""
    at = 0
    while (begin := body.find(_OPEN, at)) >= 0:
        outside = body[at:begin]
        yield _ENTITY.sub(_numbered, outside) if b"&" in outside else outside
        end = body.find(_CLOSE, begin)
        if end < 0:
            yield body[begin:]
            return
        at = end + len(_CLOSE)
        yield body[begin:at]
    yield _ENTITY.sub(_numbered, body[at:])


def _numbered(found: re.Match[bytes]) -> bytes:
    name = found.group(1)
    if name is None:
        return b"&amp;" + found.group()[1:]
    if name in _XML_ENTITIES:
        return found.group()
    text = name.decode("ascii")
    if text in name2codepoint:
        return b"&#%d;" % name2codepoint[text]
    if text + ";" in html5:
        return b"".join(b"&#%d;" % ord(sign) for sign in html5[text + ";"])
    return b"&amp;" + found.group()[1:]
