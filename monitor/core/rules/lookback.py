"""The cues of look-backs as a vocabulary, for configurations that adjust them."""

from monitor.core.language.cues import LOOK_BACKS
from monitor.core.language.data import LANGUAGES
from monitor.core.language.words import written
from monitor.core.rules.conditions import LOOKBACK
from monitor.core.rules.model import Term, Vocabulary


def look_backs() -> Vocabulary:
    """Return the words of headlines that look back; "#" is a number, "@" a unit of time, "&" a long one."""
    terms = tuple(Term(phrase, lang) for lang in LANGUAGES for phrase in written(LOOK_BACKS, lang))
    return Vocabulary(LOOKBACK, LOOKBACK, terms, reads=LOOKBACK)
