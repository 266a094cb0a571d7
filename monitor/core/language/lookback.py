"""Look-backs: texts about old events, such as anniversaries, trials and other years."""

import re
from collections.abc import Sequence
from datetime import datetime
from operator import methodcaller
from typing import Final

# Folded. A number of years may stand as # .
_PHRASES: Final = """
anniversary|anniversaries|years ago|year ago|years on|year on|years after|year after|years later|year later|look back|looking back
looks back|in memory of|commemorat*|timeline|retrospective|remembering|throwback|archive|archives
on trial|stands trial|stood trial|goes on trial|trial of|trial opens|trial begins|trial resumes|sentenced|convicted|acquitted|court
verdict|prosecutor|prosecutors|life sentence|death sentence|appeal hearing|pleads guilty|pleaded guilty|faces charges
anniversaire|il y a un an|il y a # an|il y a # ans|# ans apres|# ans plus tard|un an apres|un an plus tard|an apres|commemor*|retour sur|retrospective
devoir de memoire|chronologie|proces|cour d assises|assises|condamne a|condamnes a|condamnee a|verdict|peine de mort|requisitoire
prison a vie|tribunal|parquet
ذكري|الذكري|الذكري السنويه|قبل # سنوات|قبل # سنه|قبل عام|قبل عامين|قبل # اعوام|بعد # سنوات|بعد عام من|محاكمه|المحاكمه|محكمه|المحكمه
حكم عليه|حكمت علي|السجن الموبد
"""
_YEAR: Final = re.compile("(?:19|20)[0-9]{2}")
# A year behind these tells since when, not when.
_SINCE: Final = frozenset(
    ["since", "depuis", "منذ", "from", "desde", "by", "until", "jusqu", "d", "ici", "horizon", "vision"]
)
_NUMBER: Final = (
    r"(?:[0-9]+|two|three|four|five|six|seven|eight|nine|ten|several|many|deux|trois|quatre|cinq|sept|huit|neuf|dix|"
    r"quelques|plusieurs|ثلاث|اربع|خمس|ست|سبع|ثماني|تسع|عشر)"
)


def lookback(words: Sequence[str], published: datetime | None) -> list[tuple[int, int]]:
    """Return the first and last of the words that show these tell of the past.

    ``words`` are a headline, or a first sentence: what a report is about, not its background.
    A year counts if it is over, but for the last one in January.
    """
    found = _cued(" ".join(words)) if _hints(words) else []
    if published is not None:
        found += [
            (at, at)
            for at, word in enumerate(words)
            if word.isdecimal() and _is_past_year(word, published) and not _is_since(words, at)
        ]
    return sorted(found)


def _cued(line: str) -> list[tuple[int, int]]:
    return [
        (line.count(" ", 0, match.start()), line.count(" ", 0, match.end())) for match in _CUES.finditer(line)
    ]


def _is_past_year(word: str, published: datetime) -> bool:
    if not _YEAR.fullmatch(word):
        return False
    return int(word) < published.year - (1 if published.month == 1 else 0)


def _is_since(words: Sequence[str], at: int) -> bool:
    return not _SINCE.isdisjoint(words[max(0, at - 3) : at])


_CUE_TEXTS: Final = [cue for line in _PHRASES.strip().split("\n") for cue in line.split("|")]


def _pattern() -> re.Pattern[str]:
    parts = sorted(
        (cue.replace("*", r"\w*").replace("#", _NUMBER) for cue in _CUE_TEXTS), key=len, reverse=True
    )
    return re.compile(rf"(?<!\S)(?:{'|'.join(parts)})(?!\S)")


_CUES: Final = _pattern()
# The longest word of each cue: the pattern is ten times dearer than to see that none of them stands there.
_HINTS: Final = frozenset(max(cue.rstrip("*").split(), key=len) for cue in _CUE_TEXTS)
_BEGINS: Final = methodcaller("startswith", tuple(cue[:-1] for cue in _CUE_TEXTS if cue.endswith("*")))


def _hints(words: Sequence[str]) -> bool:
    return not _HINTS.isdisjoint(words) or any(map(_BEGINS, words))
