"""What is known of each language: a module of tables for each, plain text within; a language more is a file more, and its line here.

``monitor.core.language.words`` reads them. ``tests/core/language/test_data.py`` lists what a language lacks.
"""

from types import SimpleNamespace
from typing import Any, Final

from monitor.core.language.data import ar, de, en, es, fr, ha, it, nl, pt, recognised

LANGUAGES: Final[dict[str, Any]] = {
    "en": en,
    "fr": fr,
    "ar": ar,
    "es": es,
    "pt": pt,
    "de": de,
    "it": it,
    "nl": nl,
    "ha": ha,
    **{lang: SimpleNamespace(COMMON=common) for lang, common in recognised.COMMON.items()},
}
# A text of which nobody knows the language is read as these.
ASSUMED: Final = frozenset({"en", "fr", "ar"})
