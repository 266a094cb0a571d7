"""Whether a report tells of its event, denies it, or takes back that it happened.

A report that only quotes a denial still tells of the event: "confirmed by witnesses despite the army's denial". In doubt
it tells of it, since a swallowed attack is worse than one that is disputed a report later.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from monitor.core.language.ideas import tells_of_an_event
from monitor.core.language.words import EVERY, stems
from monitor.core.stories.forms import ideas_in
from monitor.core.stories.words import has_phrase, telling
from monitor.core.text.folding import words

_CLAUSE = re.compile(r"[,;:.!?|،؛؟–—]+(?=\s|$)|\s[-–—]\s")
_TOPIC = 3  # words before a colon that only name what it is about
_REACH = 5  # words from a concession to the denial it concedes, and from a denial to what is denied


class Stance(StrEnum):
    """How a report stands to its event: it tells of it, passes on that somebody denies it, or says that it is not so."""

    REPORTS = "reports"
    DENIES = "denies"
    RETRACTS = "retracts"


def stance_of(title: str, lead: str) -> Stance:
    """Return the stance of a report in which the rules found words of denial."""
    topic, said = _parted(title)
    clauses = _clauses(said)
    if _retracts((words(topic), *clauses)):
        return Stance.RETRACTS
    denying = next((at for at, clause in enumerate(clauses) if _deny_at(clause) is not None), None)
    if denying is not None:
        return _denial(words(topic), clauses, denying)
    if any(map(_tells, clauses)):
        return Stance.REPORTS
    led = [clause for clause in _clauses(lead) if _deny_at(clause) is not None]
    return Stance.DENIES if not led or any(map(_denies, led)) else Stance.REPORTS


def _denial(topic: tuple[str, ...], clauses: list[tuple[str, ...]], at: int) -> Stance:
    """Return the stance of a headline with a denial: it tells of the event if it says so before it, or affirms it."""
    denying = clauses[at]
    before = denying[: _deny_at(denying)]
    others = (*clauses[:at], *clauses[at + 1 :], before)
    affirms = any(_is_in(word, "AFFIRMATIONS") for clause in others for word in clause)
    if not _denies(denying) or affirms or any(map(_tells, clauses[:at])):
        return Stance.REPORTS
    # "Raid denied", "attack on Kati: a hoax": nobody is named who denies it.
    is_own = _tells(before) or (not telling(before) and _tells(topic))
    return Stance.RETRACTS if is_own else Stance.DENIES


def _clauses(text: str) -> list[tuple[str, ...]]:
    return [words(clause) for clause in _CLAUSE.split(text)]


def _parted(title: str) -> tuple[str, str]:
    """Return the place or theme before a title's colon ("Kati : l'armée dément …"), and the rest."""
    topic, colon, rest = title.partition(":")
    return (topic, rest) if colon and len(topic.split()) <= _TOPIC else ("", title)


def _denies(clause: tuple[str, ...]) -> bool:
    """Return whether a clause denies its event, rather than concedes a denial or denies something about the event."""
    at = _deny_at(clause)
    if at is None:
        return False
    concedes = any(_is_in(word, "CONCESSIONS") for word in clause[max(0, at - _REACH) : at])
    return not concedes and not any(
        _is_in(word, "DENIED_OTHERS") for word in clause[at + 1 : at + 1 + _REACH]
    )


def _retracts(clauses: Iterable[tuple[str, ...]]) -> bool:
    return any(
        any(_is_in(word, "RETRACTIONS") for word in clause) or has_phrase(clause, "FALSE_ALARMS")
        for clause in clauses
    )


def _tells(clause: Iterable[str]) -> bool:
    """Return whether a clause tells that something happened."""
    return tells_of_an_event(ideas_in(clause))


def _deny_at(clause: tuple[str, ...]) -> int | None:
    return next((at for at, word in enumerate(clause) if _is_in(word, "DENIALS")), None)


def _is_in(word: str, block: str) -> bool:
    exact, beginnings = stems(block, EVERY)
    return word in exact or word.startswith(beginnings)
