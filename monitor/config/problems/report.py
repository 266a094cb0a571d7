"""What is wrong in the files, collected, so that all of it is told at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Protocol

# The order in which a person fixes things: settings first, then what builds on them.
_ORDER = ("monitor", "feeds", "digests", "recipients", "vocabularies", "rules", "local", "places", "history")


MOST = 1_000  # mistakes of a configuration, and warnings, that are told


class Locator(Protocol):
    """A file that knows where in it a path leads."""

    @property
    def name(self) -> str:
        """Return the name relative to the configuration folder."""

    def locate(self, path: Sequence[str | int], *, key: bool = False) -> tuple[int, int]:
        """Return line and column, both from 1, of the deepest part of ``path`` that is there."""

    def spell(self, path: Sequence[str | int]) -> str:
        """Write the path for a person, list items by their id where they have one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong at a place in a file, with the remedy. ``line`` 0 means the file as a whole.

    ``folder`` is written before the name of the file, so that an editor can follow it.
    """

    file: str
    line: int
    col: int
    path: str
    wrong: str
    remedy: str
    folder: str = ""

    def __str__(self) -> str:
        name = str(PurePath(self.folder, self.file))
        where = f"{name}:{self.line}:{self.col}" if self.line else name
        what = f"{self.wrong}, {self.remedy}" if self.remedy else self.wrong
        return f"{where}: {self.path}: {what}" if self.path else f"{where}: {what}"


class ConfigError(Exception):
    """The configuration cannot be used; ``lines`` are all its mistakes, ``findings`` the same as records.

    Made from findings, or from the lines of an error told before.
    """

    def __init__(self, mistakes: Sequence[Finding] | Sequence[str]) -> None:
        self.findings = tuple(mistake for mistake in mistakes if isinstance(mistake, Finding))
        self.lines = tuple(dict.fromkeys(map(str, mistakes)))
        super().__init__("\n".join(self.lines))


@dataclass(frozen=True, slots=True)
class Report:
    """Collects problems, which refuse the configuration, and warnings, which never do.

    ``lost`` are files that cannot be read at all: what others say of their contents is not judged. After ``most``
    problems it raises ConfigError: nobody reads more, and the time to find them would have no bound.
    """

    folder: str = ""
    lost: set[str] = field(default_factory=set)
    problems: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    excused: set[tuple[str, tuple[str | int, ...]]] = field(default_factory=set)
    most: int = MOST

    def excuse(self, file: Locator, path: Sequence[str | int], keys: Iterable[str]) -> None:
        """Let ``keys`` of a mapping, and the mapping as a whole, breed no further problems: theirs are told."""
        self.excused.add((file.name, tuple(path)))
        self.excused.update((file.name, (*path, key)) for key in keys)

    def problem(
        self,
        file: Locator,
        path: Sequence[str | int],
        wrong: str,
        remedy: str,
        *,
        key: bool = False,
        shift: int = 0,
    ) -> None:
        """Add a mistake at ``path``, ``shift`` columns behind it; ``key`` points at the key instead of its value."""
        if (file.name, tuple(path)) in self.excused:
            return
        found = self._finding(file, path, wrong, remedy, key=key)
        self.problems.append(replace(found, col=found.col + shift))
        if len(self.problems) >= self.most:
            self.problems.append(
                Finding("", 0, 0, "", "more was not looked at", "fix these first", self.folder)
            )
            self.refuse()

    def lose(self, file: Locator, wrong: str, remedy: str) -> None:
        """Add the mistake for which a file cannot be read at all."""
        self.lost.add(file.name)
        self.problem(file, (), wrong, remedy)

    def warn(self, file: Locator, path: Sequence[str | int], wrong: str, remedy: str) -> None:
        """Add something that works, but that its author may not have meant."""
        if len(self.warnings) < self.most:
            self.warnings.append(self._finding(file, path, wrong, remedy, key=False))

    def refuse(self) -> None:
        """Raise ConfigError if there is any problem; those of files that are lost come first."""
        if self.problems:
            raise ConfigError(
                sorted(self.problems, key=lambda found: (found.file not in self.lost, _place(found)))
            )

    def warning_lines(self) -> tuple[str, ...]:
        """Write the warnings in file order, each once."""
        return tuple(dict.fromkeys(str(finding) for finding in sorted(self.warnings, key=_place)))

    def _finding(
        self, file: Locator, path: Sequence[str | int], wrong: str, remedy: str, *, key: bool
    ) -> Finding:
        line, col = file.locate(path, key=key)
        return Finding(file.name, line, col, file.spell(path), wrong, remedy, self.folder)


def _place(finding: Finding) -> tuple[int, str, int, int]:
    kind = finding.file.partition("/")[0].partition(".")[0]
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER), finding.file, finding.line, finding.col
