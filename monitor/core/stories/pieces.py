"""What stands between two spaces of a text, folded once however often it comes back: news repeats its words."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from monitor.core.text.folding import words


def words_of(text: str) -> Iterator[str]:
    """Yield the folded words of ``text``: the same as of the whole, since nothing folds across a space."""
    return chain.from_iterable(map(folded, text.split()))


@lru_cache(8_000)
def folded(piece: str) -> tuple[str, ...]:
    """Return the folded words of a piece of text."""
    return words(piece)
