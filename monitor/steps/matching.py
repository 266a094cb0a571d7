"""Match what strangers wrote: little work at once, more of it aside, and never more than a document may take.

A document of nothing but words that rules look for takes minutes. What there was no time for waits for the next poll;
a text that breaks the matcher is left unmatched, and says so, while all others hit.
"""

import logging
import time
from collections.abc import Sequence

from monitor.core.feeds.budget import Allowance
from monitor.core.feeds.decide import Found
from monitor.core.feeds.polling import Matched, Unmatched
from monitor.core.model import Match, Text
from monitor.core.operations.faults import named
from monitor.core.rules.matcher import Matcher
from monitor.steps.dependencies import Dependencies

log = logging.getLogger(__name__)

AT_ONCE = 6_000  # pairs of a rule and a word to look at: at most 50 ms
TOGETHER = 5  # texts: to begin costs as much as a fifth of one
LONGEST = 5.0  # seconds of processor for one document


async def match(deps: Dependencies, texts: Sequence[Text]) -> Found:
    """Match texts, the most important ones first; of the last there may be none for want of time."""
    allowance = Allowance()
    found = _at_once(deps.matcher, texts, allowance)
    if len(found) < len(texts):
        found += await deps.aside(_some_by_some, deps, texts[len(found) :], allowance)
    return Found(tuple(found), allowance.hits_cut, allowance.shortened)


def _at_once(matcher: Matcher, texts: Sequence[Text], allowance: Allowance) -> list[Matched]:
    try:
        found = matcher.match(texts, AT_ONCE) if texts else []
    except Exception:  # noqa: BLE001 - which text is to blame is found one by one
        return []
    return [allowance.take(matches) for matches in found]


def _some_by_some(deps: Dependencies, texts: Sequence[Text], allowance: Allowance) -> list[Matched]:
    """Match some texts, then the next ones, until the time is over; other threads have theirs in between."""
    end = time.thread_time() + LONGEST
    found: list[Matched] = []
    for first in range(0, len(texts), TOGETHER):
        if time.thread_time() > end:
            break
        for matches in each(deps.matcher, texts[first : first + TOGETHER]):
            if isinstance(matches, Exception):
                found.append(Unmatched(named(matches, deps.conceal)))
            else:
                found.append(allowance.take(matches))
    return found


def each(matcher: Matcher, texts: Sequence[Text]) -> list[tuple[Match, ...] | Exception]:
    """Match texts together; if one of them breaks the matcher, each alone, so that it costs no other its matches."""
    try:
        return list(matcher.match(texts))
    except Exception:  # noqa: BLE001 - which text is to blame is found one by one
        return [alone(matcher, text) for text in texts]


def alone(matcher: Matcher, text: Text) -> tuple[Match, ...] | Exception:
    """Match one text; return the error if the matcher has a fault."""
    try:
        return matcher.match([text])[0]
    except Exception as error:
        log.debug("a text cannot be matched", extra={"title": text.title[:120]}, exc_info=True)
        return error
