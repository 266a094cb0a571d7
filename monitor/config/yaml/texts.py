"""Bytes of a file become text that is safe to parse, or the reason why not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.config.problems.report import Report

MAX_BYTES = 4 * 1024 * 1024

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
# What YAML 1.2 (5.1) and every editor refuse to show: controls, surrogates, non-characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# Line breaks to YAML 1.1 but to no editor: left alone, they would put every later line number off.
_ODD_BREAKS = str.maketrans({"\x85": " ", "\u2028": " ", "\u2029": " "})


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file that could not be parsed, so that it can be reported."""

    name: str
    line: int = 0
    col: int = 0

    def locate(self, path: Sequence[str | int], *, key: bool = False) -> tuple[int, int]:  # noqa: ARG002 - Locator
        """Return the place itself, whatever the path."""
        return self.line, self.col

    def spell(self, path: Sequence[str | int]) -> str:
        """Write the path with dots."""
        return ".".join(map(str, path))


def spot_at(name: str, text: str, offset: int) -> Spot:
    """Return the place of a character in a text."""
    line = text.count("\n", 0, offset) + 1
    return Spot(name, line, offset - (text.rfind("\n", 0, offset) + 1) + 1)


def decode(name: str, body: bytes, report: Report) -> str | None:
    """Return the text of a file, a BOM and CRLF taken away; report why it is none."""
    if body.startswith(_UTF16):
        report.lose(Spot(name, 1, 1), "the file is UTF-16", "save it as UTF-8")
        return None
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8")
        wrong = f"byte 0x{error.object[error.start]:02x} is not UTF-8"
        report.lose(spot_at(name, before, len(before)), wrong, "save the file as UTF-8")
        return None
    return tidy(name, text, report)


def tidy(name: str, text: str, report: Report) -> str | None:
    """Return a text with plain line ends and without BOM; report it if it is too long or unprintable."""
    if len(text) > MAX_BYTES:
        wrong = f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB"
        report.lose(Spot(name), wrong, "split it, or remove what does not belong here")
        return None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").translate(_ODD_BREAKS)
    odd = _UNPRINTABLE.search(text)
    if odd is None:
        return text
    wrong = f"the character U+{ord(odd.group()):04X} cannot stand in a configuration file"
    report.lose(spot_at(name, text, odd.start()), wrong, "remove it, or save the file as UTF-8 again")
    return None
