"""What an unquoted word means in YAML 1.2: text, unless it is spelt like a number, a truth value or nothing."""

import re

Scalar = str | int | float | bool | None

_LONGEST = 300  # more digits are no number that anybody means
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_WORDS: dict[str, Scalar] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


class BlockText(str):
    """Text written as a block with ``|``: wherever a list stands, each line of it is an item."""

    __slots__ = ()


class FoldedText(str):
    """Text written as a block with ``>``, which joins lines and so can never be a list."""

    __slots__ = ()


def resolve(text: str) -> Scalar:
    """Return the value of a plain scalar by the core schema of YAML 1.2 (so ``no`` and ``12:30`` are text)."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > _LONGEST or text[0] not in "-+.0123456789":
        return text
    if _INT.fullmatch(text):
        return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)
    if _FLOAT.fullmatch(text):
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text
