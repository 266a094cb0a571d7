"""Text from outside made plain: what only does harm taken out, or spelled out."""

import re
import unicodedata

# Controls but tab and line feed, bidi embeddings, overrides and isolates, byte order marks, what Unicode says is no
# character, tags.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff\U000e0000-\U000e007f]"
)
# What shows nothing where it stands, though it counts as a letter, a sign or a joint: soft hyphens, zero widths, fillers,
# blank letters. Joiners (U+200C, U+200D) stay between letters of the scripts, and signs, that need them.
_BLANK = "\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2064\u206a-\u206f\u2800\u3164\uffa0\ufff9-\ufffb"
_INVISIBLE = re.compile(f"[{_BLANK}]|(?<![^\x00-\x7f\\s])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f\\s])")
# What moves a terminal, hides, or turns text around; line ends and tabs are not among it.
_DECEIVING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def clean(text: str) -> str:
    r"""Return ``text`` without what only does harm: controls, NUL, bidi overrides, invisible letters, half characters.

    Line ends become ``\n``; surrogate pairs are joined, lone surrogates become U+FFFD; letters are composed (NFC).
    """
    if text.isascii() and text.isprintable():
        return text
    # Nothing unwanted is printable but a few blank letters, and this is the fastest test there is.
    if text.isprintable() or text.replace("\n", " ").replace("\xa0", " ").isprintable():
        if _has_blanks(text):
            text = _INVISIBLE.sub("", text)
        return unicodedata.normalize("NFC", text)  # returns ASCII and composed text as it is
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = _UNWANTED.sub("", _LINE_END.sub("\n", text))
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def _has_blanks(text: str) -> bool:
    """Return whether a printable text holds one of the common letters that show nothing; spelled out, for speed."""
    return (
        "\u3164" in text
        or "\u2800" in text
        or "\uffa0" in text
        or "\u115f" in text
        or "\u1160" in text
        or "\u034f" in text
    )


def spelled_out(text: str) -> str:
    r"""Return ``text`` with every character that could deceive who looks at it written as ``\uXXXX``.

    In JSON that is the same text.
    """
    if text.isprintable() and text.isascii():
        return text
    return _DECEIVING.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
