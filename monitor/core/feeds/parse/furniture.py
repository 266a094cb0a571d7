"""Feed furniture: what plugins, themes and search engines put round a report, and no reader takes for its words.

Rules, each for one kind, in the order in which they are tried:

- ``name``: the outlet's own name behind a headline, before or behind a text, or alone on a line;
- ``origin``: "The post … appeared first on …", in any language where a line has the headline and the outlet's name;
- ``related``: "Read also: …", and the headlines on the lines below it;
- ``invitation``: share, follow, subscribe, read on;
- ``list``: a list, or a block, of nothing but links to other reports (``without_lists``, ``without_links``, on the markup);
- ``repeated``: a line that most entries of a document share, but for their headlines (``without_repeated``).

Each looks at a text once, or at its lines once. What would leave neither title nor text is not taken out.
The phrases are in ``core/language/data``.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from html import unescape
from itertools import chain
from typing import Final

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from monitor.core.language.framing import dateline
from monitor.core.language.words import EVERY, spellings, words
from monitor.core.model import Furniture, ParsedEntry
from monitor.core.text.folding import fold
from monitor.core.text.letters import DELETED

_KINDS: Final = (
    "ORIGIN_OPENERS",
    "ORIGINS",
    "ORIGINS_ALONE",
    "RELATED",
    "RELATED_MARKED",
    "INVITATIONS",
    "READ_ON",
)
_SENTENCE_ENDS = ".!?…؟。\n)]”»"
_WITHIN = ",;&/%€$£@(["  # signs within a sentence; all others may stand between it and a phrase: bullets, quotes, emoji
_QUOTES = "«“\"'‘’:"
_MARKS = ":-–—|>»→►▶＞"
_MARKED = ("\n", ":", " :", " –", " -", " |", " >", " »", " →")
_SENTENCE_END = re.compile(r"(?<=\w\w)[.!?…؟]+[\"'”»)]?\s+(?=[^\sa-zà-ÿ])")
_WORD = re.compile(r"\w")
_WORDS = re.compile(r"\w+")
_LONGEST_SIGN = 12
_CLOSED = re.compile(r"[.…。!]\W{0,3}$|\[(?:…|\.\.\.)\]$")
_ENDED = re.compile(r"(?<![.…])[.。!][^\w.…]{0,3}$")  # a sentence, and not an extract that was cut
_SEPARATORS = (" - ", " – ", " — ", " | ", " · ", " • ", " :: ", " » ", " / ", " « ", " ~ ", " #")
_NOT_GUILLEMETS = tuple(sign for sign in _SEPARATORS if sign not in (" » ", " « "))
_SEPARATED = re.compile(r" (?:[-–—|·•»/«~]|::) | #")
_COLONS = (" : ", ": ")
_BRACKETS = {")": "(", "]": "[", "】": "【"}
_FEED_WORDS = re.compile(r"\b(?:rss|atom|xml|feeds?|flux|fil)\b", re.IGNORECASE)
_JOINTS = " -–—|:·•»«,"
_OF = re.compile(r"(?:de|du|des|of|from|by)\s+", re.IGNORECASE)
_TWEET = re.compile(
    r"[—–-]\s{0,3}[^()]{1,80}\(@\w{1,40}\)[^.!?]{0,40}"
)  # below an embedded post: who wrote it, when
_OUTLETS = 1_000  # of which the names are kept in hand: a feed is read again and again
_SHORT_NAME, _LONG_NAME = 1, 5  # words of a name
_SHORTEST_TITLE = 4  # characters of a headline that a signature is known by
_LONGEST_SIGNATURE = 10  # words beside the headline and the name
_PARTS = re.compile(r"\s[-–—|·•:»/]{1,2}\s|\s?[|»«]\s?")
_LONGEST_SITE = 120  # characters that a site's name may take
_LONGEST_SENTENCE = 600  # of a signature with the headline in it, or of a link
_LONGEST_LINE = 200  # of an invitation
_HEADLINES = 10  # below "related"
_SHORTEST_LEFT = 8  # characters of a headline that stand by themselves
_BUTTONS_LINE = 120
_JOINT = 3  # letters of words that only join those of buttons: on, via, sur

# Lines that repeat: in how many entries, in which share of them; and in which share of all if nothing else is left.
_REPEATED, _SHARE, _ALONE, _ALL = 3, 0.5, 5, 0.8
_SHORTEST_REPEATED = 3  # words
_HEADLINE_HERE = "\0"
_MOST_REMEMBERED = 20


@dataclass(frozen=True, slots=True)
class Names:
    """What the outlet calls itself: folded, and without spaces as hosts have it."""

    folded: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()
    confirmed: frozenset[str] = frozenset()  # those of them that a host bears, so that none is a place
    signs: tuple[str, ...] = ()  # one of which a text has that has a name

    def holds(self, text: str) -> bool:
        """Return whether a text is one of the names."""
        name = fold(text)
        return bool(name) and (name in self.folded or name.replace(" ", "") in self.joined)


_NAMELESS: Final = Names()


@lru_cache(_OUTLETS)
def names_of(title: str, hosts: frozenset[str], source: str = "") -> Names:
    """Return the names of an outlet; of a title's parts those alone that its host confirms: the others are sections."""
    labels = [host.replace(".", "").replace("-", "") for host in hosts]
    known = [part for part in _PARTS.split(title) if _is_confirmed(part, labels)]
    if title and (_is_outlet(title) or _is_confirmed(title, labels)) and len(title) < _LONGEST_SITE:
        known.append(title)
    bare = (
        _OF.sub("", _FEED_WORDS.sub("", title).strip(_JOINTS), count=1) if _FEED_WORDS.search(title) else ""
    )
    if len(bare) < _LONGEST_SITE and (_is_outlet(bare) or _is_confirmed(bare, labels)):
        known.append(bare)
    written = [name for name in (*known, source, *(host for host in hosts if "." in host)) if name]
    folded = frozenset(filter(None, map(fold, written)))
    confirmed = frozenset(fold(name) for name in written if _is_confirmed(name, labels))
    longest = (max(_WORDS.findall(name), key=len, default="") for name in written)
    signs = dict.fromkeys(word.lower()[:_LONGEST_SIGN] for word in longest)
    joined = frozenset(name.replace(" ", "") for name in folded)
    return Names(folded, joined, confirmed, tuple(filter(None, signs)))


def _is_confirmed(part: str, labels: Sequence[str]) -> bool:
    """Return whether a host bears a name; a short one that may be a place, such as Mali, must be all of it."""
    name = fold(part).replace(" ", "")
    is_own = len(name) > 6 or " " in part.strip() or part.isupper() or any(map(str.isdigit, part))
    return len(name) > 2 and is_own and any(name in label for label in labels)


def _is_outlet(name: str) -> bool:
    """Return whether a name is an outlet's, not a place's: by one of its words, or as it begins with an article."""
    parts = fold(name).split()
    if len(parts) > 1 and not words("OUTLETS", EVERY).isdisjoint(parts):
        return True
    is_long = len(parts) >= _LONG_NAME or (
        len(parts) > _SHORT_NAME and parts[0] in words("NAMES_BEGIN", EVERY)
    )
    return is_long or any(map(str.isdecimal, name)) or name.strip(_JOINTS).count(".") > 0


def of_headline(title: str, names: Names) -> tuple[str, tuple[Furniture, ...]]:
    """Return a headline without the outlet's name behind or before it."""
    for separator in _SEPARATORS if _SEPARATED.search(title) else ():
        if separator not in title:
            continue
        rest, _, name = title.rpartition(separator)
        if len(rest) >= _SHORTEST_LEFT and len(name) < _LONGEST_SITE and names.holds(name):
            return rest.rstrip(), (Furniture("name", name),)
        name, _, rest = title.partition(separator)
        if len(rest) >= _SHORTEST_LEFT and len(name) < _LONGEST_SITE and names.holds(name):
            return rest.lstrip(), (Furniture("name", name),)
    name, colon, rest = title.partition(":")
    if colon and len(rest) >= _SHORTEST_LEFT and len(name) < _LONGEST_SITE and fold(name) in names.confirmed:
        return rest.lstrip(), (Furniture("name", name.rstrip()),)
    return _bracketed(title, names)


def _bracketed(title: str, names: Names) -> tuple[str, tuple[Furniture, ...]]:
    """Return a headline without the outlet's name in brackets behind or before it."""
    opening = _BRACKETS.get(title[-1:])
    if opening is not None:
        rest, _, name = title[:-1].rpartition(opening)
        if len(rest) >= _SHORTEST_LEFT and names.holds(name):
            return rest.rstrip(), (Furniture("name", name),)
    if title[:1] in _BRACKETS.values():
        closing = next(close for close, open_ in _BRACKETS.items() if open_ == title[0])
        name, _, rest = title[1:].partition(closing)
        if len(rest) >= _SHORTEST_LEFT and len(name) < _LONGEST_SITE and names.holds(name):
            return rest.lstrip(" :-–—"), (Furniture("name", name),)
    return title, ()


def of_text(text: str, title: str, names: Names) -> tuple[str, tuple[Furniture, ...]]:
    """Return a text without its furniture; ``title`` is the headline above it, without its own."""
    cuts = _cuts(text, title, names)
    if not cuts:
        return text, ()
    kept, taken = _without(text, cuts)
    return (kept, taken) if kept or title else (text, ())


def _lowered(text: str) -> str:
    """Return a text in small letters, each in its place: İ alone would become two."""
    return text.replace("İ", "I").lower()


def blanked(title: str, text: str, source: str = "") -> tuple[str, str]:
    """Return a headline and the text below it, of the same lengths, with spaces where their furniture was."""
    names = names_of("", frozenset(), source)
    headline, _ = of_headline(title, names)
    start = title.find(headline)
    letters = list(text)
    for cut in _cuts(text.replace(DELETED, " "), headline, names):
        letters[cut.start : cut.end] = " " * (cut.end - cut.start)
    kept = "".join(letters)
    return " " * start + headline + " " * (
        len(title) - start - len(headline)
    ), kept if kept.strip() or headline else text


def _cuts(text: str, title: str, names: Names) -> list["_Cut"]:
    if not text:
        return []
    lowered = _lowered(text)
    cuts = list(_phrases(text, lowered, title))
    has_name = any(map(lowered.__contains__, names.signs))
    if has_name or "(@" in text or any(map(_may_be_of_buttons, lowered.split("\n"))):
        cuts += _lines_of_names(text, lowered, title, names if has_name else _NAMELESS)
    return cuts


@dataclass(frozen=True, slots=True)
class _Cut:
    start: int
    end: int
    kind: str


def _without(text: str, cuts: list[_Cut]) -> tuple[str, tuple[Furniture, ...]]:
    at, kept, taken = 0, [], []
    for cut in sorted(cuts, key=lambda cut: (cut.start, -cut.end)):
        if cut.end <= at:
            continue
        start = max(cut.start, at)
        kept.append(text[at:start])
        taken.append(Furniture(cut.kind, text[start : cut.end].strip()[:_LONGEST_LINE]))
        at = cut.end
    lines = (" ".join(line.split()) for line in " ".join((*kept, text[at:])).split("\n"))
    return "\n".join(filter(None, lines)), tuple(piece for piece in taken if piece.text)


@lru_cache(1)
def _finder() -> tuple[BytesAhoCorasick, tuple[tuple[str, int], ...]]:
    """Return what finds every phrase in one pass, and the kind and length of each.

    Short words count only with the mark behind them, and are looked for with it: alone they stand in every text.
    """
    kinds: dict[str, tuple[str, int]] = {}
    for kind in _KINDS:
        behind = _MARKED if kind == "RELATED_MARKED" else ("",)
        for phrase in spellings(kind):
            for mark in behind:
                kinds.setdefault(phrase + mark, (kind, len(phrase)))
    patterns = [phrase.encode() for phrase in kinds]
    return BytesAhoCorasick(patterns, matchkind=MatchKind.LeftmostLongest), tuple(kinds.values())


@dataclass(frozen=True, slots=True)
class _Phrase:
    kind: str
    start: int
    end: int


def _phrases(text: str, lowered: str, title: str) -> Iterator[_Cut]:
    finder, kinds = _finder()
    written = f"{lowered}\n".encode("utf-8", "surrogatepass")
    opener, done, start, before = -1, 0, 0, 0
    for index, at, _ in finder.find_matches_as_indexes(written):
        kind, length = kinds[index]
        start, before = start + len(written[before:at].decode("utf-8", "surrogatepass")), at
        phrase = _Phrase(kind, start, start + length)
        if start < done or not _is_word(lowered, phrase):
            continue
        if phrase.kind == "ORIGIN_OPENERS":
            opener = start if _begins(text, start) else opener
            continue
        cut = _cut_at(text, phrase, opener, title)
        if cut is not None:
            done = cut.end
            yield replace(cut, start=_without_bullets(text, cut.start))


def _without_bullets(text: str, start: int) -> int:
    """Return where the bullets begin that stand before a phrase."""
    return _back(text, start, _SENTENCE_ENDS + _WITHIN + _QUOTES)


def _back(text: str, start: int, stops: str) -> int:
    """Return where the signs begin that stand before a place, as far as none is one of ``stops``."""
    at, first = start, max(0, start - 12)
    while at > first and not text[at - 1].isalnum() and text[at - 1] not in stops:
        at -= 1
    return at


def _cut_at(text: str, phrase: _Phrase, opener: int, title: str) -> _Cut | None:
    match phrase.kind:
        case "ORIGINS":
            return _origin(text, phrase, opener, title)
        case "ORIGINS_ALONE":
            return _invitation(text, phrase, "origin")
        case "RELATED" | "RELATED_MARKED":
            return _related(text, phrase)
        case _:
            return _invitation(text, phrase, "invitation")


def _is_word(text: str, phrase: _Phrase) -> bool:
    before, after = (
        text[phrase.start - 1 : phrase.start] if phrase.start else "",
        text[phrase.end : phrase.end + 1],
    )
    return not before.isalnum() and not after.isalnum()


def _begins(text: str, start: int) -> bool:
    """Return whether a line or a sentence begins here."""
    at = _back(text, start, _SENTENCE_ENDS.replace("»", "") + _WITHIN) if start else 0
    return at == 0 or text[at - 1] in _SENTENCE_ENDS


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _sentence_end(text: str, start: int, end: int) -> int:
    """Return where the next sentence begins, if one does within the length of a headline; else ``end``."""
    stop = _SENTENCE_END.search(text, start, min(end, start + _LONGEST_SENTENCE))
    return stop.end() if stop else end


def _origin(text: str, phrase: _Phrase, opener: int, title: str) -> _Cut | None:
    """Cut from where the signature begins to the name of the site."""
    begin = text.rfind("\n", max(0, phrase.start - _LONGEST_SENTENCE), phrase.start) + 1
    if begin <= opener and phrase.start - opener <= _LONGEST_SENTENCE:
        begin = opener
    elif not title or not text.startswith(title[:40], begin):
        return None
    end = _line_end(text, phrase.end)
    if end - phrase.end > _LONGEST_SITE // 2:
        stop = _sentence_end(text, phrase.end, end)
        if stop == end and end - phrase.end > _LONGEST_SITE:
            return None
        end = stop
    return _Cut(begin, end, "origin")


def _related(text: str, phrase: _Phrase) -> _Cut | None:
    """Cut the headlines of other reports: to the end of the sentence or the brackets, or below a heading of them."""
    end = _line_end(text, phrase.end)
    behind = text[phrase.end : min(end, phrase.end + 12)].strip(" ")
    before = text[max(0, phrase.start - 3) : phrase.start].rstrip(" ")
    if before.endswith(("(", "[")):
        close = text.find(")" if before.endswith("(") else "]", phrase.end, phrase.end + 300)
        return _Cut(text.rindex(before[-1], 0, phrase.start), close + 1, "related") if close > 0 else None
    if not _begins(text, phrase.start):
        return None
    if not behind.strip(_MARKS + " "):
        return _Cut(phrase.start, _below(text, end), "related")
    is_closed = _CLOSED.search(text[max(phrase.end, end - 8) : end]) is not None
    return _Cut(phrase.start, _sentence_end(text, phrase.end + 20, end) if is_closed else end, "related")


def _below(text: str, end: int) -> int:
    """Return where the headlines end that stand below a heading."""
    for _ in range(_HEADLINES):
        stop = _line_end(text, end + 1)
        line = text[end + 1 : stop]
        if not line or len(line) > _LONGEST_LINE or _ENDED.search(line):
            break
        end = stop
    return end


def _invitation(text: str, phrase: _Phrase, kind: str) -> _Cut | None:
    """Cut an invitation that begins a line or a sentence; one to read on only where it is a line, or its end."""
    end = _line_end(text, phrase.end)
    begins = _begins(text, phrase.start)
    if phrase.kind == "READ_ON":
        is_button = begins or text[phrase.start].isupper()
        if is_button and end - phrase.end < _SHORTEST_LEFT and not _WORD.search(text, phrase.end, end):
            return _Cut(phrase.start, end, kind)
        at = _back(text, phrase.start, "\n")
        begins = begins and (at == 0 or text[at - 1] == "\n")
    if not begins or end - phrase.end > _LONGEST_LINE:
        return None
    return _Cut(phrase.start, _sentence_end(text, phrase.end, end), kind)


def _lines_of_names(text: str, lowered: str, title: str, names: Names) -> Iterator[_Cut]:
    """Find the outlet's name before, behind and among the lines, and lines of nothing but buttons."""
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        if len(line) < _BUTTONS_LINE and (_is_of_buttons(line) or _is_attribution(line)):
            yield _Cut(at, end, "invitation")
        elif names.folded and any(lowered.find(sign, at, end) >= 0 for sign in names.signs):
            yield from _names_in(line, at, title, names)
        at = end + 1


@lru_cache(1)
def _buttons() -> frozenset[str]:
    """Return the words of buttons, folded and as they are written."""
    return words("BUTTONS", EVERY) | {word for line in spellings("BUTTONS") for word in line.split()}


def _may_be_of_buttons(lowered: str) -> bool:
    return len(lowered) < _BUTTONS_LINE and _begins_buttons(lowered)


def _begins_buttons(lowered: str) -> bool:
    first = _WORDS.search(lowered)
    return first is not None and (first.group() in _buttons() or first.group().isdecimal())


def _is_of_buttons(line: str) -> bool:
    """Return whether a line has no words but those of buttons and counters; what only joins them is not enough."""
    if not _begins_buttons(line.lower()):
        return False
    buttons = words("BUTTONS", EVERY)
    parts = fold(line).split()
    return all(part in buttons or part.isdecimal() for part in parts) and any(
        len(part) > _JOINT and part in buttons for part in parts
    )


def _is_attribution(line: str) -> bool:
    return line[:1] in "—–-" and _TWEET.fullmatch(line) is not None


def _names_in(line: str, at: int, title: str, names: Names) -> Iterator[_Cut]:
    end = at + len(line)
    if len(line) < _LONGEST_SITE and _is_name_alone(line, names):
        yield _Cut(at, end, "name")
        return
    if title and line.startswith(title) and names.holds(line[len(title) :]):  # as news searches list results
        yield _Cut(at + len(title), end, "name")
        return
    if _is_signature(line, title, names):
        yield _Cut(at, end, "origin")
        return
    for separator in (*_SEPARATORS, *_COLONS):
        if separator not in line:
            continue
        name, _, rest = line.partition(separator)
        if rest and len(name) < _LONGEST_SITE and names.holds(name):
            yield _Cut(at, at + len(name) + len(separator), "name")
        rest, _, name = line.rpartition(separator)
        if rest and len(name) < _LONGEST_SITE and names.holds(name):
            yield _Cut(end - len(name) - len(separator), end, "name")
    if line.endswith(")") and (start := line.rfind("(")) > 0 and names.holds(line[start + 1 : -1]):
        yield _Cut(start, end, "name")


def _is_signature(line: str, title: str, names: Names) -> bool:
    """Return whether a line says of its headline that it is the outlet's, in whichever language, and little more."""
    if len(title) < _SHORTEST_TITLE or title not in line:
        return False
    rest = fold(line.replace(title, " ", 1))
    for name in names.folded:
        if name in rest:
            return 0 < len(rest.replace(name, " ").split()) <= _LONGEST_SIGNATURE
    return False


_SIGNED = re.compile(
    r"(?:(?:source|via|photos?|credits?|image|video|par|by|por|copyright|publie sur|published on|publie par|published by|c|المصدر|\d{4}) )*(.+?)(?: \d{4})?"
)


def _is_name_alone(line: str, names: Names) -> bool:
    """Return whether a line is a signature: the name, beside "source", "via" or a year."""
    if names.holds(line):
        return True
    signed = _SIGNED.fullmatch(fold(line))
    return signed is not None and names.holds(signed.group(1))


_LINK_ITEM = re.compile(
    r"[^<>]{0,500}>\s{0,20}(?:<(?:p|b|strong|em|span|h[1-6]|div|i)(?:\s[^<>]{0,300})?>\s{0,20}){0,4}"
    r"<a\s([^<>]{0,2000})>((?:[^<]|<(?!/a>)){0,1000})</a>((?:[^<]|<(?!a[\s>])){0,400})$",
    re.IGNORECASE,
)
_TAGS = re.compile(r"<[^<>]{0,2000}>")
# A paragraph, a quotation or a heading of nothing but one link, as themes show related reports.
_LINK_BLOCK = re.compile(
    r"<(p|blockquote|h[2-6])(?:\s[^<>]{0,300})?>\s{0,20}(?:<(?:p|b|strong|em|span|i)(?:\s[^<>]{0,300})?>\s{0,20}){0,3}"
    r"<a\s([^<>]{0,600})>([^<]{8,300})</a>\s{0,20}(?:</(?:b|strong|em|span|i|p)>\s{0,20}){0,3}</\1>",
    re.IGNORECASE,
)
_MOST_LISTS = 50
_HEADLINE = 3  # words
_LEFT = 5  # words of a text without its links, or they are the text


def without_lists(html: str, title: str, link: str) -> tuple[str, tuple[Furniture, ...]]:
    """Return markup without lists of nothing but links to other reports; of a list of its own, its own item stays."""
    lowered = _lowered(html)
    at, kept, taken = 0, list[str](), list[Furniture]()
    for _ in range(_MOST_LISTS):
        found = _innermost(lowered, at)
        if found is None:
            break
        start, end = found
        own, others = _sorted_items(html[start:end], title, link)
        kept.append(html[at:start])
        if others and (own or _TAGS.sub("", html[:start] + html[end:]).strip()):
            kept += own
            taken += [Furniture("list", text) for text in others]
        else:
            kept.append(html[start:end])
        at = end
    return "".join((*kept, html[at:])), tuple(taken)


def without_links(html: str, title: str, link: str) -> tuple[str, tuple[Furniture, ...]]:
    """Return markup without blocks of nothing but a link to another report, where there is more to the text."""
    taken: list[Furniture] = []

    def replaced(found: re.Match[str]) -> str:
        text = " ".join(unescape(found.group(3)).split())
        if len(text.split()) < _HEADLINE or _is_own(text, found.group(2), fold(title), link):
            return found.group()
        taken.append(Furniture("list", text))
        return "<br>"

    rest = _LINK_BLOCK.sub(replaced, html)
    is_more = taken and len(_TAGS.sub(" ", rest).split()) >= _LEFT
    return (rest, tuple(taken)) if is_more else (html, ())


def _is_own(text: str, attributes: str, wanted: str, link: str) -> bool:
    """Return whether a link leads to the entry itself: it has its headline, folded in ``wanted``, or its address."""
    folded = fold(text)
    has_headline = folded.startswith(wanted) or (len(folded) > 20 and wanted.startswith(folded))
    return (bool(wanted) and has_headline) or bool(link and link in attributes)


def _innermost(lowered: str, at: int) -> tuple[int, int] | None:
    """Return where the next list without a list in it begins and ends."""
    ends = [end + 5 for tag in ("</ul>", "</ol>") if (end := lowered.find(tag, at)) >= 0]
    if not ends:
        return None
    end = min(ends)
    start = max(lowered.rfind("<ul", at, end), lowered.rfind("<ol", at, end))
    return (start, end) if start >= 0 else (end, end)


def _sorted_items(markup: str, title: str, link: str) -> tuple[list[str], list[str]]:
    """Return a list's own items as they are, and the texts of the others; nothing if any is more than a link."""
    own, others = list[str](), list[str]()
    wanted = fold(title)
    items = re.split("<li", markup, flags=re.IGNORECASE)[1:]
    for item in items:
        found = _LINK_ITEM.match(re.sub(r"</(?:li|ul|ol)>\s*", "", item, flags=re.IGNORECASE))
        if found is None:
            return [], []
        text, behind = (" ".join(unescape(_TAGS.sub("", part)).split()) for part in found.group(2, 3))
        if len(text.split()) < _HEADLINE or len(behind) > _LONGEST_SITE // 2:
            return [], []
        if _is_own(text, found.group(1), wanted, link):
            own.append(f"<p{item}</p>")
        else:
            others.append(f"{text} {behind}".strip())
    return (own, others) if len(items) > 1 else ([], [])


def without_repeated(
    entries: Sequence[ParsedEntry], remembered: Collection[str], *, is_whole: bool
) -> tuple[tuple[ParsedEntry, ...], tuple[str, ...]]:
    """Return entries without the lines that most of a document's share, and the digests of these lines.

    What was ``remembered`` of the document goes on to count while it is shown; a part of a document teaches nothing.
    """
    if len(entries) < _REPEATED and not remembered:
        return tuple(entries), ()
    keys = [*map(_keys, entries), *map(_suffix_alone, {entry.title for entry in entries})]
    if not remembered and len(set().union(*keys)) == sum(map(len, keys)):  # as usual, none repeats
        return tuple(entries), ()
    counts = Counter(chain.from_iterable(keys))
    repeated = (
        {key for key, count in counts.items() if _counts(key, count, len(entries))}
        if is_whole
        else set[str]()
    )
    if remembered:
        repeated |= {key for key in counts if _digest(key) in remembered}
    if not repeated:
        return tuple(entries), () if is_whole else tuple(remembered)
    everywhere = {key for key in repeated if counts[key] >= max(_ALONE, _ALL * len(entries)) or not is_whole}
    titles = Counter(entry.title for entry in entries)
    cleared = tuple(
        _cleared(_Lined.of(entry), repeated, everywhere, is_titled=titles[entry.title] == 1)
        for entry in entries
    )
    digests = tuple(sorted(map(_digest, repeated)))[:_MOST_REMEMBERED] if is_whole else tuple(remembered)
    return cleared, digests


@dataclass(frozen=True, slots=True)
class _Lined:
    """An entry with what may repeat in others: each of its lines with its key, its last sentence, what ends its headline.

    In the key of a line a sign stands for the headline, which is another one in each entry.
    """

    entry: ParsedEntry
    lines: tuple[tuple[str, str], ...]
    tail: str
    suffix: str

    @classmethod
    def of(cls, entry: ParsedEntry) -> "_Lined":
        """Take an entry apart."""
        text = entry.summary
        lines = text.split("\n") if text else []
        keys = _line_keys(lines, entry)
        return cls(
            entry,
            tuple(zip(lines, keys, strict=True)),
            _tail(lines[-1]) if lines else "",
            _suffix(entry.title),
        )


def _line_keys(lines: list[str], entry: ParsedEntry) -> list[str]:
    title = entry.title
    if len(title) >= _SHORTEST_LEFT and title in entry.summary:
        return [line.replace(title, _HEADLINE_HERE) for line in lines]
    return lines


def _keys(entry: ParsedEntry) -> set[str]:
    """Return all of an entry's text that may repeat in others."""
    lines = entry.summary.split("\n")
    keys = {*_line_keys(lines, entry), _tail(lines[-1])}
    keys.discard("")
    return keys


def _counts(key: str, count: int, entries: int) -> bool:
    """Return whether what so many entries share is furniture: of a headline only an outlet's name, no place; no dateline."""
    if count < max(_REPEATED, _SHARE * entries):
        return False
    if key.startswith(_SEPARATORS):
        return _is_outlet(key)
    return len(key.replace(_HEADLINE_HERE, " ").split()) >= _SHORTEST_REPEATED and not _is_dateline(key)


def _is_dateline(line: str) -> bool:
    """Return whether a line is no more than where and when its report was written."""
    head = line.rstrip(" \t—–-")
    found = dateline(f"{head} — …")
    is_marked = not set(",(/").isdisjoint(head)  # "Published on 27 November" has a date, and no place
    return is_marked and found is not None and found.end > len(head)


def _suffix_alone(title: str) -> set[str]:
    """Return what ends a headline, if anything does; one headline for all shares more than a name."""
    suffix = _suffix(title)
    return {suffix} if suffix else set()


def _suffix(title: str) -> str:
    """Return what stands behind the last separator of a headline, with it."""
    if _SEPARATED.search(title) is None:
        return ""
    separators = _SEPARATORS if "«" not in title else _NOT_GUILLEMETS
    at = max(map(title.rfind, separators))
    return title[at:] if at >= _SHORTEST_LEFT and len(title) - at < _LONGEST_SITE // 2 else ""


def _tail(line: str) -> str:
    """Return the last sentence of a line of several."""
    return line[at + 2 :] if (at := line.rfind(". ", 0, -1)) > 0 else ""


def _cleared(
    lined: _Lined, repeated: Collection[str], everywhere: Collection[str], *, is_titled: bool
) -> ParsedEntry:
    """Take out what repeats; an entry keeps the only text it has, unless every entry has it and a title of its own."""
    entry = lined.entry
    title = entry.title.removesuffix(lined.suffix) if lined.suffix in repeated else entry.title
    kept = [line for line, key in lined.lines if key not in repeated]
    gone = [(line, key) for line, key in lined.lines if key in repeated]
    if not kept and gone:
        is_own = is_titled and len(title.split()) >= _HEADLINE
        if not (is_own and all(key in everywhere for _, key in gone)):
            kept, gone = [line for line, _ in lined.lines], []
    taken = [line for line, _ in gone]
    if lined.tail in repeated and kept and kept[-1].endswith(lined.tail):
        kept[-1] = kept[-1].removesuffix(lined.tail).rstrip()
        taken.append(lined.tail)
    if title == entry.title and not taken:
        return entry
    pieces = (*taken, entry.title[len(title) :])
    furniture = (Furniture("repeated", text.strip()[:_LONGEST_LINE]) for text in pieces if text)
    return replace(
        entry,
        title=title.rstrip(),
        summary="\n".join(kept),
        furniture=(*entry.furniture, *furniture),
        uncut=entry.uncut or (entry.title, entry.summary),
    )


def _digest(line: str) -> str:
    return blake2b(line.encode("utf-8", "replace"), digest_size=6).hexdigest()
