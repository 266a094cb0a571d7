"""The nearest known name to a mistyped one."""

from collections.abc import Iterable

from monitor.core.text.nearest import nearest

_SHOWN = 60


def did_you_mean(name: str, known: Iterable[str], otherwise: str) -> str:
    """Return 'did you mean …?' for the nearest of ``known``, else ``otherwise``."""
    near = nearest(name, known)
    return f"did you mean {near!r}?" if near is not None else otherwise


def listed(names: Iterable[str]) -> str:
    """Write a list of known names, cut when it is long."""
    known = sorted(names)
    return ", ".join(known[:20]) + (f" and {len(known) - 20} more" if len(known) > 20 else "")


def shown(value: object) -> str:
    """Quote a value as its author wrote it, short; of a URL, user and query are masked, for keys stand there."""
    text = str(value)
    scheme, slashes, rest = text.partition("://")
    if slashes:
        _, at, rest = rest.rpartition("@")
        rest, question, _ = rest.partition("?")
        text = f"{scheme}://{'***@' if at else ''}{rest}{'?***' if question else ''}"
    text = "".join(char if char.isprintable() else "?" for char in text)
    return f"'{text[: _SHOWN - 1]}…'" if len(text) > _SHOWN else f"'{text}'"
