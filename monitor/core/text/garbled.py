"""Undo what programs do to text on its way: UTF-8 shown as Windows-1252, entities encoded once too often."""

import re
from collections.abc import Iterable
from html import unescape
from typing import Final

_AGAIN = 2  # times that text is looked through for entities, beyond the first reading
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

# The bytes 0x80 to 0xff as Windows-1252 shows them, and as Latin-1 does where Windows-1252 has nothing.
_BYTES: Final = {chr(code): code for code in range(0x80, 0x100)} | {
    bytes([code]).decode("cp1252"): code
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}


def _signs(codes: Iterable[int]) -> str:
    wanted = frozenset(codes)
    return "".join(re.escape(sign) for sign, code in _BYTES.items() if code in wanted)


# A letter of UTF-8 begins with a lead and goes on with these.
_REST: Final = frozenset(range(0x80, 0xC0))
# What may follow a capital in honest text, and what may even follow a capital with a tilde: quotes, dashes, spaces.
_HONEST: Final = frozenset(
    b"\x82\x84\x85\x8b\x91\x92\x93\x94\x95\x96\x97\x99\x9b\xa0\xa8\xa9\xaa\xab\xae\xb0\xb4\xb7\xba\xbb"
)
_QUOTES: Final = frozenset(b"\x84\x85\x91\x92\x93\x94\x96\x97\xa0\xab\xbb")
_NEXT: Final = f"[{_signs(_REST)}]"
_ODD: Final = f"[{_signs(_REST - _HONEST)}]"
_AFTER_TILDE: Final = f"[{_signs(_REST - _QUOTES)}]"
# Never in honest text: accents of Latin, punctuation, emoji.
_CERTAIN = re.compile(f"[ÂÃ]{_AFTER_TILDE}|â[€\x80]{_NEXT}|â{_ODD}{_ODD}|ð[Ÿ\x9f]{_NEXT}{_NEXT}|ï»¿")
# Seldom alone, never twice: Arabic, Cyrillic, Greek, Latin of the east.
_LIKELY = re.compile(f"[ÄÅÎÏÐÑØÙÚÛ]{_ODD}")
_ANY = re.compile(f"[ÂÃÄÅÎÏÐÑØÙÚÛ]{_NEXT}|[âï]{_NEXT}{_NEXT}|ð{_NEXT}{_NEXT}{_NEXT}")
_HALF = re.compile(
    r"(?<!\w)Ã(?=\s|$)|Â(?=\s|$)"
)  # "à" and a space that joins, of which the second byte became a space
_LONG = re.compile(f"[ã-ï]{_NEXT}{_NEXT}")  # a letter of Asia, or honest French with guillemets
_FEW = 3
# One of ÂÃÄÅÎÏÐÑØÙÚÛâãåæïð stands in every garbled text, and in few others; in UTF-8 they are found many times as fast.
_SIGNS = re.compile(rb"\xc3[\x82-\x85\x8e-\x91\x98-\x9b\xa2\xa3\xa5\xa6\xaf\xb0]")


# Arabic of which the UTF-8 was read as Windows-1256: each letter became one of four, and a sign that never follows them.
_ARABIC_BYTES: Final = {bytes([code]).decode("cp1256"): code for code in range(0x80, 0x100)}
_ARABIC_NEXT: Final = "".join(re.escape(sign) for sign, code in _ARABIC_BYTES.items() if code < 0xC0)
_ARABIC = re.compile("[طظعغ][€‚ƒ„†‡ˆ‰‹Œ•™›œ¢£¤¥¦§¨©¬®¯°±²³´µ¶·¸¹¼½¾]")
_ARABIC_PAIR = re.compile(f"[طظعغ][{_ARABIC_NEXT}]")
_ARABIC_SIGNS = re.compile(rb"\xd8[\xb7\xb8](?:\xc2|\xe2|\xc6|\xcb|\xc5)")
_CONTROL = re.compile(rb"\xc2[\x80-\x9f]")
_CONTROLS: Final = {
    code: sign
    for sign, code in ((bytes([code]).decode("cp1252", "ignore"), code) for code in range(0x80, 0xA0))
    if sign
}


def ungarbled(text: str) -> str:
    """Return ``text`` with the letters put right that were written as UTF-8 and read as Windows-1252, one by one.

    And with those of Windows-1252 that were read as Latin-1, where they are controls.
    """
    if text.isascii():
        return text
    written = text.encode("utf-8", "surrogatepass")
    if _may_be_garbled_arabic(written) and len(_ARABIC.findall(text)) >= _FEW:
        right = _ARABIC_PAIR.sub(_decoded_arabic, text)
    else:
        right = text
    if _SIGNS.search(written):
        once = _letters_put_right(right)
        right = once if once == right else _letters_put_right(once)
    # Going through each letter is dear, and a text that stayed as it is seldom has a control.
    return right.translate(_CONTROLS) if right != text or _CONTROL.search(written) else text


def _may_be_garbled_arabic(written: bytes) -> bool:
    """Return whether signs follow Arabic letters; of the bytes that tell it most Arabic has none. Spelled out, for speed."""
    return (
        b"\xd8" in written
        and (
            b"\xc2" in written
            or b"\xe2" in written
            or b"\xc6" in written
            or b"\xcb" in written
            or b"\xc5" in written
        )
        and _ARABIC_SIGNS.search(written) is not None
    )


def _letters_put_right(text: str) -> str:
    if _CERTAIN.search(text) is None and len(_LIKELY.findall(text)) < 2:
        return _wholly_decoded(text) if len(_LONG.findall(text)) >= _FEW else text
    return _HALF.sub(lambda half: "à" if half.group() == "Ã" else "", _ANY.sub(_decoded, text))


def _wholly_decoded(text: str) -> str:
    try:
        return bytes(_BYTES.get(sign, ord(sign)) for sign in text).decode()
    except ValueError:  # a letter beyond a byte, or bytes that are not UTF-8
        return text


def _decoded(found: re.Match[str]) -> str:
    try:
        return bytes(_BYTES[sign] for sign in found.group()).decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        return found.group()


def _decoded_arabic(found: re.Match[str]) -> str:
    try:
        return bytes(_ARABIC_BYTES[sign] for sign in found.group()).decode()
    except UnicodeDecodeError:
        return found.group()


def written_out(text: str) -> str:
    """Return ``text`` with the entities written out that are left in it, even those of entities."""
    for _ in range(_AGAIN):
        if "&" not in text or not _ENTITY.search(text):
            break
        text = _ENTITY.sub(lambda found: unescape(found.group()), text)
    return text
