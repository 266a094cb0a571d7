"""The language of conditions: how a rule says which selections must come together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from monitor.core.language.cues import Role
from monitor.core.text.nearest import nearest

LOOKBACK: Final = "lookback"
RESERVED: Final = frozenset(
    {
        "and",
        "or",
        "not",
        "of",
        "all",
        "any",
        "in",
        "near",
        "before",
        "same-sentence",
        "same-clause",
        "title",
        "summary",
        "them",
    }
)
MAX_DEPTH: Final = 50
MAX_LENGTH: Final = 10_000
MAX_WORDS: Final = 1_000
FIELDS: Final = ("title", "summary")
# What a clause may say of words; how rules name it.
ROLES: Final = {str(role.name).lower(): role for role in Role}

_TOKEN = re.compile(r"\s*(>=|[(),]|[^\s(),>]+|>)")
_DISTANCE = re.compile(r"(near|before)(?:/(\d+))?", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_TOGETHER: Final = frozenset({"same-sentence", "same-clause"})
_FOREIGN: Final = {"&&": "and", "&": "and", "+": "and", "||": "or", "|": "or", "!": "not", "-": "not"}


class ConditionError(ValueError):
    """A condition that cannot be read: what is wrong, at which index of it, and what to do about it."""

    def __init__(self, at: int, wrong: str, remedy: str) -> None:
        super().__init__(f"character {at + 1}: {wrong}; {remedy}")
        self.at = at
        self.wrong = wrong
        self.remedy = remedy


class _Needing:
    """What a condition is made of."""

    @cached_property
    def needs(self) -> frozenset[str]:
        """The selections without whose words it cannot hold: where one is missing, it need not be looked at."""
        return _needs(self)  # type: ignore[arg-type]  # all that derive from this are nodes


@dataclass(frozen=True)
class Name(_Needing):
    """A selection that must hold."""

    name: str


@dataclass(frozen=True)
class Not(_Needing):
    """What must not hold."""

    part: "Node"


@dataclass(frozen=True)
class And(_Needing):
    """What must hold together."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Or(_Needing):
    """Of which at least one must hold."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Some(_Needing):
    """At least ``least`` of these selections."""

    least: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Near(_Needing):
    """Words of one side beside words of the other: ``words`` apart at most, or if None in one sentence or clause."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    words: int | None
    ordered: bool = False
    in_clause: bool = False


@dataclass(frozen=True)
class InField(_Needing):
    """Words that stand in one field."""

    names: tuple[str, ...]
    field: str


@dataclass(frozen=True)
class InRole(_Needing):
    """Words that stand in clauses of one role."""

    names: tuple[str, ...]
    role: Role


@dataclass(frozen=True)
class Times(_Needing):
    """Words that stand at least ``least`` times in one field."""

    names: tuple[str, ...]
    least: int


Node = Name | Not | And | Or | Some | Near | InField | InRole | Times


def _needs(node: Node) -> frozenset[str]:
    match node:
        case Name(name):
            return frozenset({name})
        case And(parts):
            return frozenset().union(*(part.needs for part in parts))
        case Or(parts):
            return frozenset.intersection(*(part.needs for part in parts))
        case Near(left, right):
            return _alone(left) | _alone(right)
        case InField(names) | InRole(names) | Times(names):
            return _alone(names)
        case Not() | Some():
            return frozenset()


def _alone(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(names if len(names) == 1 else ())


@lru_cache(maxsize=256)  # many rules share a form
def parse_condition(text: str, selections: tuple[str, ...]) -> Node:
    """Return the meaning of a condition over ``selections``; ConditionError says what is wrong with it."""
    if len(text) > MAX_LENGTH:
        raise ConditionError(
            MAX_LENGTH,
            f"a condition of {len(text)} characters",
            f"stay below {MAX_LENGTH}: name parts as selections",
        )
    return _Parser(text, selections).parse()


def names_of(node: Node) -> frozenset[str]:
    """Return the selections a condition speaks of."""
    match node:
        case Name(name):
            return frozenset({name})
        case Not(part):
            return names_of(part)
        case And(parts) | Or(parts):
            return frozenset().union(*map(names_of, parts))
        case Some(_, names) | InField(names, _) | InRole(names, _) | Times(names, _):
            return frozenset(names)
        case Near(left, right):
            return frozenset(left + right)


class _Parser:
    """Recursive descent over the tokens; ``near`` and its kin bind closest, then not, and, or."""

    def __init__(self, text: str, selections: Sequence[str]) -> None:
        self.tokens = [(found.group(1), found.start(1)) for found in _TOKEN.finditer(text)]
        self.end = len(text.rstrip())
        self.at = 0
        self.depth = 0
        self.known = (*selections, LOOKBACK)

    def parse(self) -> Node:
        if not self.tokens:
            raise ConditionError(
                0,
                "an empty condition",
                "name selections joined by and, or, not; or leave the key out: then all must hold",
            )
        node = self._or()
        if self.at < len(self.tokens):
            raise self._stray()
        return node

    def _word(self) -> str:
        """Return the current token as a keyword, empty at the end."""
        return self.tokens[self.at][0].lower() if self.at < len(self.tokens) else ""

    def _place(self) -> int:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else self.end

    def _stray(self) -> ConditionError:
        word, at = self.tokens[self.at]
        if word == ")":
            return ConditionError(
                at, "a closing bracket without an opening one", "delete it or open one before"
            )
        if word.lower() in _FOREIGN:
            return ConditionError(at, f"'{word}' is not an operator", f"write {_FOREIGN[word.lower()]}")
        return ConditionError(at, f"'{word}' follows without a connector", "write and or or before it")

    def _or(self) -> Node:
        parts = [self._and()]
        while self._word() == "or":
            self.at += 1
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _and(self) -> Node:
        parts = [self._not()]
        while self._word() == "and":
            self.at += 1
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _not(self) -> Node:
        if self._word() != "not":
            return self._test()
        self._deeper()
        self.at += 1
        node = Not(self._not())
        self.depth -= 1
        return node

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ConditionError(
                self._place(),
                f"more than {MAX_DEPTH} brackets within each other",
                "name parts of it as selections",
            )

    def _test(self) -> Node:
        start = self._place()
        node = self._operand()
        word = self._word()
        if _DISTANCE.fullmatch(word) or word in {*_TOGETHER, "in", ">=", ">", "=", "=="}:
            node = self._relation(_spots(node, start), word)
            self._refuse_chain()
        return node

    def _relation(self, left: tuple[str, ...], word: str) -> Node:
        at = self._place()
        self.at += 1
        if word == "in":
            return self._in(left)
        if word in {">=", ">", "=", "=="}:
            return Times(left, self._count(at, word))
        words, ordered = None, False
        if word not in _TOGETHER:
            words, ordered = _distance(word, at)
        start = self._place()
        return Near(left, _spots(self._operand(), start), words, ordered, word == "same-clause")

    def _refuse_chain(self) -> None:
        word = self._word()
        if _DISTANCE.fullmatch(word) or word in {*_TOGETHER, "in", ">="}:
            raise ConditionError(
                self._place(),
                f"a second {word} in a row",
                "say what belongs together: a near/5 b and b near/5 c",
            )

    def _in(self, left: tuple[str, ...]) -> Node:
        word, at = self._word(), self._place()
        self.at += 1
        if word in FIELDS:
            return InField(left, word)
        if word in ROLES:
            return InRole(left, ROLES[word])
        raise ConditionError(
            at, f"'{word}' is not a field or a role", f"write in title, in summary, or in {', '.join(ROLES)}"
        )

    def _count(self, at: int, operator: str) -> int:
        word = self._word()
        if operator != ">=" or not _NUMBER.fullmatch(word):
            raise ConditionError(
                at, f"'{operator} {word}' cannot be read", "write >= and a number: selection >= 2"
            )
        self.at += 1
        return _least(word, at)

    def _operand(self) -> Node:
        word, at = self._word(), self._place()
        if word == "(":
            return self._bracket()
        if word in {"all", "any"} and word in self.known and not self._is_quantity():
            return Name(self._name())
        if _NUMBER.fullmatch(word) or word in {"all", "any"}:
            return self._some()
        if not word or word in RESERVED or word in {")", ",", ">=", ">"} or _DISTANCE.fullmatch(word):
            raise ConditionError(
                at,
                f"a selection is missing before '{word}'" if word else "the condition ends too early",
                f"name one of {_listed(self.known)}",
            )
        if word in _FOREIGN:
            raise self._stray()
        return Name(self._name())

    def _is_quantity(self) -> bool:
        """Return whether "of" follows; the short form of rules has selections that are called any and all."""
        return self.at + 1 < len(self.tokens) and self.tokens[self.at + 1][0].lower() == "of"

    def _bracket(self) -> Node:
        at = self._place()
        self._deeper()
        self.at += 1
        node = self._or()
        if self._word() == ",":
            raise ConditionError(self._place(), "a comma outside of 'n of (a, b)'", "write and or or instead")
        if self._word() != ")":
            if self.at < len(self.tokens):
                raise self._stray()
            raise ConditionError(at, "a bracket is not closed", "add )")
        self.at += 1
        self.depth -= 1
        return node

    def _name(self) -> str:
        token, at = self.tokens[self.at]
        if token not in self.known:
            close = nearest(token, self.known, 0.5)
            raise ConditionError(
                at,
                f"there is no selection '{token[:60]}'",
                f"did you mean {close}?" if close else f"name one of {_listed(self.known)}",
            )
        self.at += 1
        return token

    def _some(self) -> Node:
        quantity, at = self._word(), self._place()
        self.at += 1
        if self._word() != "of":
            raise ConditionError(
                self._place(),
                f"'of' is missing after '{quantity}'",
                f"write {quantity} of (a, b) or {quantity} of name*",
            )
        self.at += 1
        names = self._which()
        least = len(names) if quantity == "all" else 1 if quantity == "any" else _least(quantity, at)
        if least > len(names):
            raise ConditionError(
                at, f"{least} of {len(names)} can never hold", f"ask for at most {len(names)}"
            )
        return Some(least, names)

    def _which(self) -> tuple[str, ...]:
        word, at = (self.tokens[self.at][0] if self.at < len(self.tokens) else ""), self._place()
        if word == "(":
            return self._listing()
        if not word.endswith("*"):
            raise ConditionError(at, f"'{word}' names no group of selections", "write (a, b) or name*")
        names = tuple(name for name in self.known[:-1] if name.startswith(word[:-1]))
        if not names:
            raise ConditionError(
                at, f"no selection begins with '{word[:-1]}'", f"there are {_listed(self.known)}"
            )
        self.at += 1
        return names

    def _listing(self) -> tuple[str, ...]:
        at = self._place()
        names: list[str] = []
        while not names or self._word() == ",":
            self.at += 1
            if self.at >= len(self.tokens):
                break
            names.append(self._name())
        if self._word() != ")":
            raise ConditionError(
                at, "a list of selections is not closed", "write (a, b), commas between the names"
            )
        self.at += 1
        return tuple(dict.fromkeys(names))


def _spots(node: Node, at: int) -> tuple[str, ...]:
    """Return the selections whose words a distance is measured from."""
    match node:
        case Name(name):
            return (name,)
        case Or(parts):
            return tuple(dict.fromkeys(name for part in parts for name in _spots(part, at)))
        case Some(1, names):
            return names
        case _:
            raise ConditionError(
                at, "distances, fields and counts are of selections", "put one selection there, or (a or b)"
            )


def _distance(word: str, at: int) -> tuple[int, bool]:
    found = _DISTANCE.fullmatch(word)
    if found is None or found.group(2) is None:
        raise ConditionError(at, f"'{word}' has no number", f"write {word}/10: at most ten words apart")
    words = int(found.group(2)[:9])
    if not 1 <= words <= MAX_WORDS:
        raise ConditionError(
            at, f"a distance of {words} words", f"choose 1 to {MAX_WORDS}; neighbours are 1 apart"
        )
    return words, found.group(1) == "before"


def _least(word: str, at: int) -> int:
    least = int(word[:9])
    if least < 1:
        raise ConditionError(at, "at least 0 always holds", "ask for 1 or more")
    return least


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
