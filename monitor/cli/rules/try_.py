"""``monitor rules try``: which rules hit a text, because of which words, and why one does not."""

import re
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from monitor import config
from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, fail, load_config
from monitor.cli.rules import evidence
from monitor.config.problems.suggest import did_you_mean
from monitor.core.model import Match, Text
from monitor.core.rules.lab.why_not import DEMANDS, Part, WhyNot, why_not
from monitor.core.rules.reading import Reading
from monitor.core.settings import Config


def try_(
    text: Annotated[
        str | None,
        typer.Argument(
            metavar="[TEXT|-]", help="A title; '-' reads title and then summary from standard input."
        ),
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="The title, instead of TEXT.")] = None,
    summary: Annotated[str, typer.Option("--summary", help="What stands below the title.")] = "",
    lang: Annotated[str | None, typer.Option("--lang", help="Its language: en, fr, ar …")] = None,
    rule: Annotated[
        str | None, typer.Option("--rule", metavar="ID", help="Only this rule, and why it does not hit.")
    ] = None,
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Show which rules hit a text: severity and why, selections, words and where they stand, and how it was read.

    \b
    monitor rules try "Gunmen attack army post near Gao"
    monitor rules try --title "Gao" --summary "Rebels attacked the airport." --lang en
    monitor rules try "Gao: match interrupted by gunfire" --rule armed-attack
    """
    asked = _text(text, title, summary, lang)
    settings = load_config(folder, run_examples=False)
    matcher = config.matcher(settings)
    found = matcher.match([asked])[0]
    if rule is None:
        _show(found, as_json=as_json)
        if not as_json:
            _show_reading(matcher.read(asked))
        return
    match = next((match for match in found if match.rule == rule), None)
    if match is not None:
        _show((match,), as_json=as_json)
        return
    missing = _missing(rule, settings, asked)
    reasons = (f"  {line}" for line in not_because(missing))
    output.result(_record(missing), f"{rule} does not hit", *reasons, as_json=as_json)


def not_because(missing: WhyNot) -> Iterator[str]:
    """Yield lines that say why a rule does not hit."""
    if not missing.speaks:
        yield "the text is in none of the rule's languages"
    for condition in missing.unmet:
        yield f"does not hold: {condition}"
    for part in missing.parts:
        yield from _of_part(part)
    asked = {word for condition in missing.unmet for word in re.findall(r"[^\s(),]+", condition)}
    absent = [
        part.name for part in missing.parts if not (part.holds or part.discounted) and part.name in asked
    ]
    if absent:
        yield f"missing  {', '.join(absent)}"
    if missing.vetoed:
        yield f"vetoed by {evidence.because(missing.vetoed).partition(': ')[2]}, which stands under none"


def unknown(rule: str, settings: Config) -> str:
    """Say that there is no such rule, and which one may be meant."""
    remedy = did_you_mean(rule, [known.id for known in settings.ruleset.rules], "see the files under rules/")
    return f"there is no rule {rule!r}; {remedy}"


def _text(text: str | None, title: str | None, summary: str, lang: str | None) -> Text:
    if (text is None) == (title is None):
        raise typer.BadParameter("give a text, or a title with --title", param_hint="TEXT")
    published = datetime.now(UTC)  # as if it came in now: years that are over are the past
    if text == "-":
        first, _, rest = sys.stdin.read().strip().partition("\n")
        return Text(first, "\n".join(filter(None, (rest.strip(), summary))), lang, published)
    return Text(text or title or "", summary, lang, published)


def _show(found: tuple[Match, ...], *, as_json: bool) -> None:
    output.results(map(evidence.record, found), _hits(found), as_json=as_json)


def _hits(found: tuple[Match, ...]) -> Iterator[str]:
    for match in found:
        tags = f"  tags: {', '.join(match.tags)}" if match.tags else ""
        yield f"{evidence.heading(match)}{tags}"
        yield from (f"  {line}" for line in evidence.lines(match.evidence))
    if not found:
        yield "no rule hits; --rule ID says why one does not"


def _show_reading(reading: Reading) -> None:
    """Print in which language a text was read, and what its clauses say of which words."""
    output.line(f"read as {' or '.join(reading.languages) or 'a text of no certain language'}")
    for said in reading.said:
        output.line(f"  {said.role}  “{said.text}”  {said.field}")


def _missing(rule: str, settings: Config, asked: Text) -> WhyNot:
    wanted = next((one for one in settings.ruleset.rules if one.id == rule), None)
    if wanted is None:
        fail(unknown(rule, settings))
    return why_not(wanted, settings.ruleset, asked)


def _of_part(part: Part) -> Iterator[str]:
    if part.holds:
        yield f"found    {part.name}: {evidence.because(part.evidence).partition(': ')[2] or 'holds'}"
        return
    for demand, words in part.discounted.items():
        said = evidence.because(words).partition(": ")[2]
        yield f"missing  {part.name}: {said} stands there, but {DEMANDS[demand]}"


def _record(missing: WhyNot) -> dict[str, Any]:
    return {
        "rule": missing.rule,
        "hits": False,
        "speaks": missing.speaks,
        "unmet": list(missing.unmet),
        "vetoed": [asdict(piece) for piece in missing.vetoed],
        "selections": [
            {
                "selection": part.name,
                "holds": part.holds,
                "evidence": [asdict(piece) for piece in part.evidence],
                "discounted": {
                    name: [asdict(word) for word in words] for name, words in part.discounted.items()
                },
            }
            for part in missing.parts
        ],
    }
