"""Ideas: what words stand for in whichever language, so that reports of one event meet across languages.

The rules' vocabularies name actors and themes; they do not tell a market from a barracks.
"""

from collections.abc import Iterable
from functools import cache
from typing import Final

from monitor.core.language.arabic import without_proclitics
from monitor.core.language.words import EVERY, spelled
from monitor.core.text.folding import fold

# Who or what was hit, as far as it tells events apart: soldiers are told as their camp, villagers as their market.
_STRUCK: Final = {
    "armed": ("soldier", "gendarme", "police", "militia", "camp", "outpost", "patrol", "brigade"),
    "people": ("civilian", "village", "farmer", "herder", "fisher", "market"),
    "school": ("school",),
    "church": ("church",),
    "mosque": ("mosque",),
    "bus": ("bus",),
    "aid": ("aid",),
}
_KIND_OF: Final = {idea: kind for kind, ideas in _STRUCK.items() for idea in ideas}
# What kind of event an idea makes it. What follows any event (its dead, its mourning) makes none.
_HAPPENED: Final = {
    "attack": (
        "attack",
        "ambush",
        "explosive",
        "suicide",
        "shelling",
        "drone",
        "airstrike",
        "massacre",
        "gunfire",
        "clash",
    ),
    "abduction": ("abduction", "ransom", "release"),
    "coup": ("coup",),
    "protest": ("protest",),
    "walkout": ("walkout",),
    "election": ("election",),
    "trial": ("trial", "justice"),
    "sanction": ("sanction",),
    "summit": ("summit",),
    "blockade": ("blockade", "queue"),
    "fire": ("burn",),
    "flood": ("flood",),
    "earthquake": ("earthquake",),
    "storm": ("storm",),
    "landslide": ("landslide",),
    "volcano": ("volcano",),
    "drought": ("drought", "hunger"),
    "outbreak": ("outbreak",),
    "wreck": ("wreck",),
    "crash": ("crash",),
    "collapse": ("collapse",),
    "recall": ("recall",),
    "censorship": ("censorship",),
    "advice": ("advice",),
    "football": ("football",),
    "music": ("music",),
}
# What ideas stand for only together, and those that stand for nothing else: workers stop, staff leave.
_TOGETHER: Final = (
    (frozenset({"media", "ban"}), "censorship"),
    (frozenset({"embassy", "nationals"}), "advice"),
    (frozenset({"staff", "withdraw"}), "advice"),
    (frozenset({"nationals", "withdraw"}), "advice"),
    (frozenset({"labour", "stop"}), "walkout"),
)
_ONLY_TOGETHER: Final = frozenset({"labour", "stop", "staff"})
_CAME_OF_IT: Final = frozenset({"dead", "wounded", "claim", "toll", "mourning"})
_HAPPENED_OF: Final = {idea: kind for kind, ideas in _HAPPENED.items() for idea in ideas}
_IN_ATTACKS: Final = frozenset(
    {"fire", "storm", "collapse", "crash", "walkout"}
)  # what attackers do, or storm
_BY_GUNMEN: Final = frozenset({"dead", "storm", "burn", "capture"})  # done by gunmen, it is an attack
# What is counted anew as an event goes on, and what follows an event.
_GROWS: Final = frozenset(
    {"dead", "wounded", "displaced", "abduction", "missing", "toll", "release", "survivor", "refugee"}
)
_FOLLOWS: Final = frozenset(
    {"toll", "mourning", "condemn", "survivor", "claim", "missing", "hospital", "emergency"}
)
_SHORTEST: Final = 3  # letters of a word that begins another


def ideas_of(word: str) -> frozenset[str]:
    """Return the ideas that a folded word stands for."""
    exact, prefixes, longest = _tables()
    found: set[str] = set()
    for form in without_proclitics(word):
        found |= exact.get(form, frozenset())
        for length in range(_SHORTEST, min(len(form), longest) + 1):
            found |= prefixes.get(form[:length], frozenset())
    return frozenset(found)


def joined(ideas: Iterable[str]) -> frozenset[str]:
    """Return ``ideas`` with what some of them stand for together."""
    among = frozenset(ideas)
    together = {idea for parts, idea in _TOGETHER if parts <= among}
    return (among - _ONLY_TOGETHER) | together


def struck(ideas: Iterable[str]) -> frozenset[str]:
    """Return the kinds of people and things among ``ideas`` that may have been struck."""
    return frozenset([_KIND_OF[idea] for idea in ideas if idea in _KIND_OF])


def happened(ideas: Iterable[str]) -> frozenset[str]:
    """Return the kinds of events that ``ideas`` tell of."""
    among = joined(ideas)
    kinds = frozenset([_HAPPENED_OF[idea] for idea in among if idea in _HAPPENED_OF])
    if "gunman" in among and not among.isdisjoint(_BY_GUNMEN):
        kinds |= {"attack"}
    return kinds - _IN_ATTACKS if "attack" in kinds else kinds


def tells_of_an_event(ideas: Iterable[str]) -> bool:
    """Return whether ``ideas`` tell that something happened, or what came of it."""
    return any(idea in _HAPPENED_OF or idea in _CAME_OF_IT for idea in ideas)


def grows(ideas: frozenset[str]) -> bool:
    """Return whether ``ideas`` are of something that is counted anew as an event goes on."""
    return not ideas.isdisjoint(_GROWS)


def follows(ideas: frozenset[str]) -> bool:
    """Return whether ``ideas`` are of what follows an event."""
    return not ideas.isdisjoint(_FOLLOWS)


def are_other_kinds(kinds: frozenset[str], others: frozenset[str]) -> bool:
    """Return whether two reports tell of other kinds of events: what attackers do as well is no other kind."""
    if not kinds or not others or not kinds.isdisjoint(others):
        return False
    both = kinds | others
    return "attack" not in both or not both - {"attack"} <= _IN_ATTACKS


@cache
def _tables() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]], int]:
    exact: dict[str, frozenset[str]] = {}
    prefixes: dict[str, frozenset[str]] = {}
    for idea, spellings in spelled("IDEAS", EVERY).items():
        for spelling in spellings:
            table = prefixes if spelling.endswith("*") else exact
            word = fold(spelling.rstrip("*"))
            table[word] = table.get(word, frozenset()) | {idea}
    return exact, prefixes, max(map(len, prefixes))
