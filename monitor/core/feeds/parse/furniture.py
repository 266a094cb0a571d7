"""Feed furniture: what plugins, themes and search engines put round a report, and no reader takes for its words.

Rules, each for one kind, in the order in which they are tried:

- ``name``: the outlet's own name behind a headline, before or behind a text, or alone on a line;
- ``origin``: "The post … appeared first on …";
- ``related``: "Read also: …", and the headlines on the lines below it;
- ``invitation``: share, follow, subscribe, read on;
- ``list``: a list of nothing but links to other reports (``without_lists``, on the markup);
- ``repeated``: a line that most entries of a document share (``without_repeated``).

Each looks at a text once, or at its lines once. What would leave neither title nor text is not taken out.
The phrases are in ``core/language/data``.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from html import unescape
from typing import Final

from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.core.language.words import EVERY, spellings, words
from monitor.core.model import Furniture, ParsedEntry
from monitor.core.text.folding import fold

_KINDS: Final = (
    "ORIGIN_OPENERS",
    "ORIGINS",
    "ORIGINS_ALONE",
    "RELATED",
    "RELATED_MARKED",
    "INVITATIONS",
    "READ_ON",
)
_BEFORE = " \t•·-–—*►▶▸»>→«“\"'‘:"  # bullets, and what may stand between a sentence and a phrase
_BULLETS = " \t•·-–—*►▶▸>→"
_SENTENCE_ENDS = ".!?…؟。\n)]”»"
_MARKS = ":-–—|>»→►▶＞"
_MARKED = ("\n", ":", " :", " –", " -", " |", " >", " »", " →")
_SENTENCE_END = re.compile(r"(?<=\w\w)[.!?…؟]+[\"'”»)]?\s+(?=[^\sa-zà-ÿ])")
_WORD = re.compile(r"\w")
_CLOSED = re.compile(r"[.…。!]\W{0,3}$|\[(?:…|\.\.\.)\]$")
_SEPARATORS = (" - ", " – ", " — ", " | ", " · ", " • ", " :: ", " » ", " / ")
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
_MOST_REMEMBERED = 20


@dataclass(frozen=True, slots=True)
class Names:
    """What the outlet calls itself: folded, and without spaces as hosts have it."""

    folded: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()
    signs: tuple[str, ...] = ()  # one of which a text has that has a name

    def holds(self, text: str) -> bool:
        """Return whether a text is one of the names."""
        name = fold(text)
        return bool(name) and (name in self.folded or name.replace(" ", "") in self.joined)


_NAMELESS: Final = Names()


def names_of(title: str, hosts: Iterable[str], source: str = "") -> Names:
    """Return the names of an outlet; of a title's parts those alone that its host confirms: the others are sections."""
    labels = [host.replace(".", "").replace("-", "") for host in hosts]
    known = [part for part in _PARTS.split(title) if _is_confirmed(part, labels)]
    if title and (" " in title or _is_confirmed(title, labels)) and len(title) < _LONGEST_SITE:
        known.append(title)
    written = [name for name in (*known, source) if name]
    folded = frozenset(filter(None, map(fold, written)))
    signs = dict.fromkeys(name.split()[0].strip(".,:;-").lower()[:12] for name in written if name.split())
    return Names(folded, frozenset(name.replace(" ", "") for name in folded), tuple(filter(None, signs)))


def _is_confirmed(part: str, labels: Sequence[str]) -> bool:
    """Return whether a host bears a name; a short one that may be a place, such as Mali, must be all of it."""
    name = fold(part).replace(" ", "")
    is_own = len(name) > 6 or " " in part.strip() or part.isupper() or any(map(str.isdigit, part))
    return len(name) > 2 and is_own and any(name in label for label in labels)


def of_headline(title: str, names: Names) -> tuple[str, tuple[Furniture, ...]]:
    """Return a headline without the outlet's name behind or before it."""
    for separator in _SEPARATORS:
        if separator not in title:
            continue
        rest, _, name = title.rpartition(separator)
        if len(rest) >= _SHORTEST_LEFT and len(name) < _LONGEST_SITE and names.holds(name):
            return rest.rstrip(), (Furniture("name", name),)
        name, _, rest = title.partition(separator)
        if len(rest) >= _SHORTEST_LEFT and len(name) < _LONGEST_SITE and names.holds(name):
            return rest.lstrip(), (Furniture("name", name),)
    if title.endswith(")") and names.holds(title.rpartition("(")[2]) and title.rfind("(") >= _SHORTEST_LEFT:
        rest, _, name = title.rpartition("(")
        return rest.rstrip(), (Furniture("name", name.rstrip(")")),)
    return title, ()


def of_text(text: str, title: str, names: Names) -> tuple[str, tuple[Furniture, ...]]:
    """Return a text without its furniture; ``title`` is the headline above it, without its own."""
    if not text:
        return text, ()
    lowered = text.lower()
    has_name = any(sign in lowered for sign in names.signs)
    cuts = [*_phrases(text, lowered, title), *_name_lines(text, title, names if has_name else _NAMELESS)]
    if not cuts:
        return text, ()
    kept, taken = _without(text, cuts)
    return (kept, taken) if kept or title else (text, ())


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
def _finder() -> tuple[AhoCorasick, tuple[tuple[str, int], ...]]:
    """Return what finds every phrase in one pass, and the kind and length of each.

    Short words count only with the mark behind them, and are looked for with it: alone they stand in every text.
    """
    kinds: dict[str, tuple[str, int]] = {}
    for kind in _KINDS:
        behind = _MARKED if kind == "RELATED_MARKED" else ("",)
        for phrase in spellings(kind):
            for mark in behind:
                kinds.setdefault(phrase + mark, (kind, len(phrase)))
    return AhoCorasick(list(kinds), matchkind=MatchKind.LeftmostLongest), tuple(kinds.values())


@dataclass(frozen=True, slots=True)
class _Phrase:
    kind: str
    start: int
    end: int


def _phrases(text: str, lowered: str, title: str) -> Iterator[_Cut]:
    finder, kinds = _finder()
    found = finder.find_matches_as_indexes(lowered + "\n") if len(lowered) == len(text) else ()
    opener, done = -1, 0
    for index, start, _ in found:
        kind, length = kinds[index]
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
    before = text[max(0, start - 12) : start]
    return start - (len(before) - len(before.rstrip(_BULLETS)))


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
    before = text[max(0, start - 12) : start].rstrip(_BEFORE) if start else ""
    return not before or before[-1] in _SENTENCE_ENDS


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
        if not line or len(line) > _LONGEST_LINE or _CLOSED.search(line):
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
        begins = begins and not text[max(0, phrase.start - 12) : phrase.start].rpartition("\n")[2].strip(
            _BEFORE
        )
    if not begins or end - phrase.end > _LONGEST_LINE:
        return None
    return _Cut(phrase.start, _sentence_end(text, phrase.end, end), kind)


def _name_lines(text: str, title: str, names: Names) -> Iterator[_Cut]:
    """Find the outlet's name before, behind and among the lines, and lines of nothing but buttons."""
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        if len(line) < _BUTTONS_LINE and _is_of_buttons(line):
            yield _Cut(at, end, "invitation")
        elif names.folded:
            yield from _names_in(line, at, title, names)
        at = end + 1


def _is_of_buttons(line: str) -> bool:
    first = line.partition(" ")[0].strip(" :|·•()").casefold()
    buttons = words("BUTTONS", EVERY)
    return (
        len(first) > _JOINT
        and first in buttons
        and all(word in buttons or word.isdecimal() for word in fold(line).split())
    )


def _names_in(line: str, at: int, title: str, names: Names) -> Iterator[_Cut]:
    end = at + len(line)
    if len(line) < _LONGEST_SITE and _is_name_alone(line, names):
        yield _Cut(at, end, "name")
        return
    if (
        title and line.startswith(title) and names.holds(line[len(title) :])
    ):  # as news searches list their results
        yield _Cut(at + len(title), end, "name")
        return
    for separator in (*_SEPARATORS, " : ", ": "):
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


_SIGNED = re.compile(
    r"(?:(?:source|via|par|by|por|copyright|publie sur|published on|publie par|published by|c|المصدر|\d{4}) )*(.+?)(?: \d{4})?"
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
_MOST_LISTS = 50
_HEADLINE = 3  # words


def without_lists(html: str, title: str, link: str) -> tuple[str, tuple[Furniture, ...]]:
    """Return markup without lists of nothing but links to other reports; of a list of its own, its own item stays."""
    lowered = html.lower()
    at, kept, taken = 0, list[str](), list[Furniture]()
    for _ in range(_MOST_LISTS):
        found = _innermost(lowered, at) if len(lowered) == len(html) else None
        if found is None:
            break
        start, end = found
        is_all = not _TAGS.sub("", html[:start] + html[end:]).strip()
        own, others = _sorted_items(html[start:end], title, link)
        kept.append(html[at:start])
        if others and (own or not is_all):
            kept += own
            taken += [Furniture("list", text) for text in others]
        else:
            kept.append(html[start:end])
        at = end
    return "".join((*kept, html[at:])), tuple(taken)


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
        folded = fold(text)
        is_own = bool(wanted) and (
            folded.startswith(wanted) or (len(folded) > 20 and wanted.startswith(folded))
        )
        if is_own or (link and link in found.group(1)):
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
    counts = Counter(line for entry in entries for line in {*entry.summary.split("\n"), _suffix(entry.title)})
    repeated = {
        line
        for line, count in counts.items()
        if line and _counts(line, count, len(entries), is_whole=is_whole)
    }
    if remembered:
        repeated |= {line for line in counts if line and _digest(line) in remembered}
    if not repeated:
        return tuple(entries), () if is_whole else tuple(remembered)
    everywhere = {
        line for line in repeated if counts[line] >= max(_ALONE, _ALL * len(entries)) or not is_whole
    }
    titles = Counter(entry.title for entry in entries)
    cleared = tuple(
        _cleared(entry, repeated, everywhere, is_titled=titles[entry.title] == 1) for entry in entries
    )
    digests = tuple(sorted(map(_digest, repeated)))[:_MOST_REMEMBERED] if is_whole else tuple(remembered)
    return cleared, digests


def _counts(line: str, count: int, entries: int, *, is_whole: bool) -> bool:
    if not is_whole or count < max(_REPEATED, _SHARE * entries):
        return False
    return line.startswith(_SEPARATORS) or len(line.split()) >= _SHORTEST_REPEATED


def _suffix(title: str) -> str:
    """Return what stands behind the last separator of a headline, with it."""
    at = max(title.rfind(separator) for separator in _SEPARATORS)
    return title[at:] if at >= _SHORTEST_LEFT and len(title) - at < _LONGEST_SITE // 2 else ""


def _cleared(
    entry: ParsedEntry, repeated: Collection[str], everywhere: Collection[str], *, is_titled: bool
) -> ParsedEntry:
    """Take the lines out; an entry keeps the only text it has, unless every entry has it and a title of its own."""
    suffix = _suffix(entry.title)
    title = entry.title.removesuffix(suffix) if suffix in repeated else entry.title
    lines = entry.summary.split("\n") if entry.summary else []
    kept = [line for line in lines if line not in repeated]
    gone = [line for line in lines if line in repeated]
    if (
        not kept
        and gone
        and not (is_titled and len(title.split()) >= _HEADLINE and all(line in everywhere for line in gone))
    ):
        kept, gone = lines, []
    if title == entry.title and not gone:
        return entry
    taken = [
        Furniture("repeated", text.strip()[:_LONGEST_LINE])
        for text in (*gone, entry.title[len(title) :])
        if text
    ]
    return replace(entry, title=title.rstrip(), summary="\n".join(kept), furniture=(*entry.furniture, *taken))


def _digest(line: str) -> str:
    return blake2b(line.encode("utf-8", "replace"), digest_size=6).hexdigest()
