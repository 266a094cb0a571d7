"""Whether a report tells of its event, denies it, or takes back that it happened.

A report that only quotes a denial still tells of the event: "confirmed by witnesses despite the army's denial". In doubt
it tells of it, since a swallowed attack is worse than one that is disputed a report later.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from itertools import pairwise

from monitor.core.language.ideas import ideas_of
from monitor.core.text.folding import fold, words

_CLAUSE = re.compile(r"[,;:.!?|،؛؟–—]+(?=\s|$)|\s[-–—]\s")
_TOPIC = 3  # words before a colon that only name what it is about
_REACH = 5  # words from a concession to the denial it concedes, and from a denial to what is denied

_DENIALS = """
deny denies denied denying denial denials refute* reject* dismiss* rebut* unfounded baseless untrue debunk* hoax
dément* nie nient niait nié réfut* rejett* infond* infox intox desmiente* desmint* niega* negó desmente*
نفى نفت ينفي تنفي ينفون نفي نفيا نفيه كذب كذبت تكذيب تكذب يكذب
"""
_CONCESSIONS = """
despite although though notwithstanding after as while amid even malgré après quoique bien alors dépit tandis pese aunque
apesar embora رغم بعد وسط فيما بينما
"""
_NOT_THE_EVENT = """
loss losses casualt* involvement responsib* role link* knowledge access entry visa* bail asylum charge* guilt wrongdoing
perte* implication* responsab* rôle lien* accès accusation* complic* toute-implication participation
تورط* ضلوع* مسؤولي* علاق* صلة دخول سقوط خسائر مشارك*
"""
_AFFIRMATIONS = """
confirm* witness* survivor* contradict* témoin* survivant* rescapé* contredi* démentant testigo* testemunha* confirma*
أكد* يؤكد* تؤكد* شهود ناجون ناجين يناقض
"""
_RETRACTIONS = """
retract* erratum rectif* rétract* retrac* desdice* تصحيح تراجع* سحب* استدراك
"""
_FALSE_ALARMS = (
    ("false", "alarm"),
    ("fausse", "alerte"),
    ("إنذار", "كاذب"),
    ("falsa", "alarma"),
    ("falso", "alarme"),
)
_STRIKES = """
attack* assault* raid* strike* hit hits storm* attaque* assaut* frapp* attentat* ataque* atac* هجوم* هاجم* يهاجم* الهجوم
"""
# Ideas of things that happen, as against those of people, places and institutions.
_HAPPENINGS = frozenset(
    [
        "ambush",
        "explosive",
        "suicide",
        "shelling",
        "drone",
        "airstrike",
        "abduction",
        "coup",
        "flood",
        "earthquake",
        "storm",
        "landslide",
        "outbreak",
        "wreck",
        "collapse",
        "wounded",
        "dead",
        "massacre",
        "claim",
        "burn",
        "clash",
        "capture",
        "crash",
        "gunfire",
        "toll",
        "mourning",
    ]
)


class Stance(StrEnum):
    """How a report stands to its event: it tells of it, passes on that somebody denies it, or says that it is not so."""

    REPORTS = "reports"
    DENIES = "denies"
    RETRACTS = "retracts"


def stance_of(title: str, lead: str) -> Stance:
    """Return the stance of a report in which the rules found words of denial."""
    clauses = _clauses(_without_topic(title))
    if _retracts(clauses):
        return Stance.RETRACTS
    denying = next((at for at, clause in enumerate(clauses) if _deny_at(clause) is not None), None)
    if denying is not None:
        return _denial(clauses, denying)
    if any(map(_tells, clauses)):
        return Stance.REPORTS
    led = [clause for clause in _clauses(lead) if _deny_at(clause) is not None]
    return Stance.DENIES if not led or any(map(_denies, led)) else Stance.REPORTS


def _denial(clauses: list[tuple[str, ...]], at: int) -> Stance:
    """Return the stance of a headline with a denial: it tells of the event if it says so before it, or affirms it."""
    denying = clauses[at]
    denied = denying[: _deny_at(denying)]
    others = (*clauses[:at], *clauses[at + 1 :], denied)
    affirms = any(_is_in(word, _AFFIRMATIONS) for clause in others for word in clause)
    if not _denies(denying) or affirms or any(map(_tells, clauses[:at])):
        return Stance.REPORTS
    return (
        Stance.RETRACTS if _tells(denied) else Stance.DENIES
    )  # "raid denied": nobody is named who denies it


def _clauses(text: str) -> list[tuple[str, ...]]:
    return [words(clause) for clause in _CLAUSE.split(text)]


def _without_topic(title: str) -> str:
    """Return a title without the place or theme before its colon: "Kati : l'armée dément ..."."""
    topic, colon, rest = title.partition(":")
    return rest if colon and len(topic.split()) <= _TOPIC else title


def _denies(clause: tuple[str, ...]) -> bool:
    """Return whether a clause denies its event, rather than concedes a denial or denies something about the event."""
    at = _deny_at(clause)
    if at is None:
        return False
    conceded = not _concessions().isdisjoint(clause[max(0, at - _REACH) : at])
    return not conceded and not any(_is_in(word, _NOT_THE_EVENT) for word in clause[at + 1 : at + 1 + _REACH])


def _retracts(clauses: Iterable[tuple[str, ...]]) -> bool:
    return any(
        any(_is_in(word, _RETRACTIONS) for word in clause)
        or any((one, other) in _false_alarms() for one, other in pairwise(clause))
        for clause in clauses
    )


def _tells(clause: Iterable[str]) -> bool:
    """Return whether a clause tells that something happened."""
    return any(_is_in(word, _STRIKES) or not _HAPPENINGS.isdisjoint(ideas_of(word)) for word in clause)


def _deny_at(clause: tuple[str, ...]) -> int | None:
    return next((at for at, word in enumerate(clause) if _is_in(word, _DENIALS)), None)


def _is_in(word: str, table: str) -> bool:
    exact, prefixes = _table(table)
    return word in exact or word.startswith(prefixes)


@cache
def _table(table: str) -> tuple[frozenset[str], tuple[str, ...]]:
    listed = table.split()
    exact = frozenset(fold(word) for word in listed if not word.endswith("*"))
    return exact, tuple(fold(word[:-1]) for word in listed if word.endswith("*"))


@cache
def _concessions() -> frozenset[str]:
    return _table(_CONCESSIONS)[0]


@cache
def _false_alarms() -> frozenset[tuple[str, str]]:
    return frozenset((fold(one), fold(other)) for one, other in _FALSE_ALARMS)
