"""What the files leave to their surroundings: ``${NAME}`` from the environment, secrets from files."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from monitor import durable

_REFERENCE = re.compile(r"\$?\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_NAMED = re.compile(r"\$\{(?=[A-Za-z_][A-Za-z0-9_]*\})")
_MAX_SECRET = 64 * 1024


class Missing(Exception):  # noqa: N818 - it names what is the case
    """Something outside of the files is not there; the message says what, ``remedy`` what to do."""

    def __init__(self, wrong: str, remedy: str) -> None:
        self.remedy = remedy
        super().__init__(wrong)


@dataclass(frozen=True, slots=True)
class Environment:
    """The variables a configuration may name, the folder its relative paths start from, and its own store.

    ``lenient`` is for a stored configuration: what is missing by now must not keep the service from starting.
    """

    variables: Mapping[str, str]
    base: Path
    store: str  # its address, if the files do not say another
    lenient: bool = False

    def fill(self, text: str) -> str:
        """Return ``text`` with every ``${NAME}`` replaced; ``$${NAME}`` stands for itself."""
        return _REFERENCE.sub(self._value, text) if "${" in text else text

    def place(self, path: str | None) -> str | None:
        """Return where a file that the configuration names lies."""
        return None if path is None else str(self.base / path)

    def secret(self, path: str) -> str:
        """Return the first line of a secret file, or all of it where it has several."""
        place = self.base / path
        try:
            if not S_ISREG(place.stat().st_mode):
                raise Missing(f"{place} is not a file", "name a file that holds nothing but the secret")
            text = durable.read(place, _MAX_SECRET).decode("utf-8").strip()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise Missing(
                f"the secret file {place} cannot be read: {reason}", "create it, or correct the path"
            ) from None
        if not text:
            raise Missing(f"the secret file {place} is empty", "write the secret into it")
        return text

    def _value(self, match: re.Match[str]) -> str:
        if match.group().startswith("$$"):
            return match.group()[1:]
        name = match.group(1)
        value = self.variables.get(name)
        if value is None and self.lenient:
            return match.group()
        if value is None:
            raise Missing(
                f"the environment has no {name}",
                f"set {name}, or write $${{{name}}} if you mean the characters themselves",
            )
        if not value.isprintable() and any(ord(char) < 32 or 0xD800 <= ord(char) < 0xE000 for char in value):
            raise Missing(f"{name} in the environment is not one line of text", "set it again")
        return value


def escaped(text: str) -> str:
    """Return what ``Environment.fill`` turns back into ``text``, whatever stands in it."""
    return _NAMED.sub("$${", text)


def has_reference(text: str) -> bool:
    """Return whether ``text`` names a variable."""
    return any(not match.group().startswith("$$") for match in _REFERENCE.finditer(text))
