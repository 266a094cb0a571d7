"""Random rules and texts that meet often: a small stock of words in all the ways they are written."""

import random
from dataclasses import dataclass
from typing import Any

from monitor.core.model import Severity, Text
from monitor.core.rules.model import Rule, Selection, Term
from tests.core.rules.oracle import Oracle, Pick, Reader, Spec

STOCK = [
    "Mali", "Niger", "Delta", "Bamako", "attaque", "armée", "attack", "attacks", "army", "chief", "Gao", "camp", "état", "coup",
    "cœur", "مالي", "هجوم", "الجيش", "النيجر", "جماعة", "ɓauna", "JNIM", "FAMa", "raid",
]  # fmt: skip
PHRASES = [
    "Niger Delta",
    "coup d'état",
    "army camp",
    "Al-Mali",
    "attaque armée",
    "chief's army",
    "هجوم الجيش",
    "Gao raid",
]
PREFIXES = ["att*", "mal*", "arm*", "جما*", "coup d'ét*", "هجو*"]
WRITTEN = {
    "Mali": ["Mali", "MALI", "l'Mali", "Mali's", "Mali-", "Mа\u00adli".replace("а", "a"), "Malian"],
    "armée": ["armée", "L'ARMÉE", "l’armee", "arme\u0301e", "armées"],
    "état": ["état", "d'État", "D’ETAT"],
    "cœur": ["cœur", "coeur", "CŒUR"],
    "attaque": ["attaque", "attaques", "Attaque", "contre-attaque"],
    "chief": ["chief", "chief's", "chiefs"],
    "FAMa": ["FAMa", "fama", "FAMA"],
    "مالي": ["مالي", "بمالي", "ومالي", "المالية", "مَالِي"],
    "هجوم": ["هجوم", "الهجوم", "لهجوم", "هجومهم"],
    "الجيش": ["الجيش", "للجيش", "والجيش", "جيش", "بالجيش"],
    "جماعة": ["جماعة", "جماعه", "جمـاعة", "للجماعة"],
    "ɓauna": ["ɓauna", "Bauna"],
}


@dataclass
class World:
    """One random rule, as the engine and as the oracle take it."""

    rule: Rule
    picks: dict[str, Pick]
    tree: Any
    vetoes: list[Spec]
    lifts: list[Spec]

    def is_met(self, reader: Reader) -> bool:
        """Ask the oracle."""
        oracle = Oracle(reader, self.picks)
        vetoed = any(oracle.found(spec, (0, 1)) for spec in self.vetoes)
        lifted = any(oracle.found(spec, (0, 1)) for spec in self.lifts)
        return oracle.holds(self.tree) and not (vetoed and not lifted)


def dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - tests want the same numbers each time


def a_text(rng: random.Random) -> Text:
    return Text(_line(rng, rng.randint(0, 8)), _line(rng, rng.randint(0, 25)))


def _line(rng: random.Random, length: int) -> str:
    parts: list[str] = []
    for _ in range(length):
        word = rng.choice(STOCK)
        if rng.random() < 0.25:
            word = rng.choice(PHRASES)
        elif rng.random() < 0.6:
            word = rng.choice(WRITTEN.get(word, [word]))
        parts.append(word)
        if rng.random() < 0.12:
            parts[-1] += "."
            parts.append(rng.choice(["The", "Le", "Mali", "Attaque", "Army"]))
        elif rng.random() < 0.1:
            parts[-1] += rng.choice([",", " –", " «", "!x", "/", ":"])
    return " ".join(parts)


def a_world(rng: random.Random) -> World:
    picks = {name: _pick(rng) for name in ("a", "b", "c")}
    tree, condition = _tree(rng, 2)
    if rng.random() < 0.9:
        tree, condition = ("and", ("name", "a"), tree), f"a and ({condition})"
    vetoes = [_spec(rng) for _ in range(1)] if rng.random() < 0.2 else []
    lifts = [_spec(rng)] if vetoes and rng.random() < 0.5 else []
    rule = Rule(
        id="r",
        title="R",
        severity=Severity.LOW,
        selections=tuple(_selection(name, pick) for name, pick in picks.items()),
        condition=condition,
        none=tuple(map(_term, vetoes)),
        none_unless=tuple(map(_term, lifts)),
    )
    return World(rule, picks, tree, vetoes, lifts)


def _spec(rng: random.Random, deep: bool = True) -> Spec:
    text = rng.choice(STOCK if rng.random() < 0.6 else PHRASES + PREFIXES)
    spec = Spec(text, cased=rng.random() < 0.1)
    if deep and rng.random() < 0.15:
        spec.needs = [_spec(rng, deep=False) for _ in range(2)]
        spec.within = rng.choice([None, 1, 3, 6])
    if deep and rng.random() < 0.15:
        spec.excepts = [rng.choice(PHRASES), f"{text.rstrip('*')} {rng.choice(STOCK)}"]
    return spec


def _pick(rng: random.Random) -> Pick:
    pick = Pick([_spec(rng) for _ in range(rng.randint(1, 5))])
    if rng.random() < 0.1:
        pick.all = [_spec(rng)]
    if rng.random() < 0.1:
        pick.none = [_spec(rng)]
    if rng.random() < 0.15:
        pick.fields = rng.choice([(0,), (1,)])
    return pick


def _tree(rng: random.Random, depth: int) -> tuple[Any, str]:
    if depth and rng.random() < 0.6:
        kind = rng.choice(["and", "or", "not"])
        if kind == "not":
            tree, text = _tree(rng, depth - 1)
            return ("not", tree), f"not ({text})"
        parts = [_tree(rng, depth - 1) for _ in range(rng.randint(2, 3))]
        return (kind, *(tree for tree, _ in parts)), f" {kind} ".join(f"({text})" for _, text in parts)
    return _leaf(rng)


def _leaf(rng: random.Random) -> tuple[Any, str]:
    left, right = rng.choice("abc"), rng.choice("abc")
    number = rng.randint(1, 6)
    leaves: list[tuple[Any, str]] = [
        (("name", left), left),
        (("near", left, right, number), f"{left} near/{number} {right}"),
        (("before", left, right, number), f"{left} before/{number} {right}"),
        (("sentence", left, right), f"{left} same-sentence {right}"),
        (("some", 2, "a", "b", "c"), "2 of (a, b, c)"),
        (("some", 1, "b", "c"), "1 of (b, c)"),
        (("in", left, 0), f"{left} in title"),
        (("in", left, 1), f"{left} in summary"),
        (("times", left, number % 3 + 1), f"{left} >= {number % 3 + 1}"),
    ]
    return rng.choice(leaves)


def _term(spec: Spec) -> Term:
    return Term(
        spec.text,
        cased=spec.cased,
        needs=tuple(map(_term, spec.needs)),
        within=spec.within if spec.needs else None,
        excepts=tuple(spec.excepts),
    )


def _selection(name: str, pick: Pick) -> Selection:
    names = ("title", "summary")
    return Selection(
        name,
        any=tuple(map(_term, pick.any)),
        all=tuple(map(_term, pick.all)),
        none=tuple(map(_term, pick.none)),
        fields=tuple(names[number] for number in pick.fields),  # type: ignore[misc]  # literals by number
    )
