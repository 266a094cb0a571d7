"""``monitor stories``: what was reported as one event, and how well reports are grouped."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer
from rich.markup import escape

from monitor.cli import output
from monitor.cli.ack import record as ack_record
from monitor.cli.options import ConfigDir, Json, Limit, Since, began, fail, load_config, store_url
from monitor.cli.records import records, text_of
from monitor.cli.stores import open_store, open_store_at
from monitor.cli.told import print_told
from monitor.cli.told import record as told_record
from monitor.core.model import Denial, Story
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.matcher import Matcher
from monitor.core.settings import Config
from monitor.core.stories import lab
from monitor.core.stories.common_ground import Shared, common_ground
from monitor.core.stories.lab import Labelled, Mistake, Score
from monitor.core.stories.model import Kind, Knowledge, News, Step
from monitor.core.stories.news import development

app = typer.Typer(no_args_is_help=True, help="Stories: reports of one event, however many outlets tell it.")


@app.command("list")
def list_stories(
    folder: ConfigDir = None,
    since: Since = None,
    limit: Limit = 50,
    as_json: Json = False,
) -> None:
    """List stories, the last seen first.

    Example: monitor stories list --since 2d
    """
    start = began(since)
    store = open_store_at(store_url(folder))
    try:
        found = store.stories.recent(limit, start)
    finally:
        store.close()
    columns = ("story", "severity", "last seen (UTC)", "reports", "publishers", "title")
    output.records(found, _record, columns, _row, as_json=as_json)


@app.command()
def show(
    story: Annotated[int, typer.Argument(metavar="ID", help="The number of a story.")],
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    """Show how a story developed: its reports, what each added, what it shares with those before it; and who was told.

    What it shares is why it stands here: places, names, days, numbers, what it is about; "wording" if nothing of these.

    Example: monitor stories show 17
    """
    settings = load_config(folder, check_rules=False)
    store = open_store(settings)
    try:
        found = store.stories.by_ids((story,)).get(story)
        reports = store.stories.reports(story)
        messages, given = store.tellings.of(story), store.acknowledgements.of(story)
    finally:
        store.close()
    if found is None:
        fail(f"there is no story {story}\nSee `monitor stories list`.")
    known = Knowledge.of(settings)
    steps, shared = development(reports, known), common_ground(reports, known)
    if as_json:
        shown = [
            _step_record(step, settings) | {"shares": _shares_of(shared[step.entry], settings)}
            for step in steps
        ]
        told = {
            "told": [told_record(message) for message in messages],
            "acknowledged": [ack_record(acknowledgement) for acknowledgement in given],
        }
        output.json_line(_record(found) | {"development": shown} | told)
        return
    _print_story(found, settings)
    output.table(
        ("at (UTC)", "feed", "severity", "new", "shares", "title", "link"),
        (
            (
                step.at,
                step.feed,
                step.severity,
                ", ".join(_news_of(step, settings)),
                "; ".join(_shares_of(shared[step.entry], settings)),
                step.title,
                step.link,
            )
            for step in steps
        ),
    )
    print_told(messages, given)


@app.command("eval")
def evaluate(
    source: Annotated[
        str,
        typer.Argument(metavar="FILE|-", help="JSON Lines: id, lang, title, summary, published, event."),
    ],
    folder: ConfigDir = None,
    misses: Annotated[
        bool, typer.Option("--misses", help="Print the pairs told apart or together wrongly.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Measure grouping on texts whose events a person has named: pairs found, by languages.

    Texts without an event count as events of their own. Texts that no rule meets are grouped by their words.

    Example: monitor stories eval labelled.jsonl
    """
    settings = load_config(folder)
    items = [
        Labelled(str(record.get("id", line)), text_of(line, record), str(record.get("event") or ""))
        for line, record in records(source)
    ]
    if not items:
        fail(f"{source} holds no texts\n{_FORM}")
    events = [item.event for item in items if item.event]
    if len(set(events)) == len(events):
        fail(f"{source}: no two texts have the same event, so there is nothing to measure against\n{_FORM}")
    stories = _grouped(settings, items)
    _print_scores(lab.scores(items, stories), as_json=as_json)
    if misses:
        _print_mistakes(lab.mistakes(items, stories), as_json=as_json)


_FORM = (
    'Write one object a line: {"id": "1", "lang": "en", "title": "…", "summary": "…", '
    '"published": "2026-11-22T06:00:00Z", "event": "NAME"}'
)


def _grouped(settings: Config, items: Sequence[Labelled]) -> list[int]:
    compiled, _ = compile_rules(lab.with_everything(settings.ruleset), settings.places)
    matches = Matcher(compiled).match([item.text for item in items])
    return lab.group(items, matches, Knowledge(settings.feeds, settings.places, settings.signals))


def _record(story: Story) -> dict[str, object]:
    return {
        "story": story.id,
        "title": story.title,
        "severity": str(story.severity),
        "entries": story.entries,
        "feeds": story.feeds,
        "first_seen": story.first_seen,
        "last_seen": story.last_seen,
        "publishers": story.publishers,
        "places": story.places,
        "tags": story.tags,
        "toll": story.toll,
        "denied": story.denied,
        "disputed": story.disputed,
        "denials": [_denial_record(denial) for denial in story.denials],
    }


def _denial_record(denial: Denial) -> dict[str, object]:
    return {"publisher": denial.publisher, "kind": denial.kind, "at": denial.at, "entry": denial.entry}


def _denial_line(story: Story, denial: Denial) -> str:
    word = "DENIED" if story.denied else "DISPUTED: denied"
    return f"{word} by {denial.publisher} ({denial.kind}), {output.rfc3339(denial.at)}"


def _row(story: Story) -> tuple[object, ...]:
    mark = "DENIED: " if story.denied else "DISPUTED: " if story.disputed else ""
    title = mark + story.title
    return story.id, story.severity, story.last_seen, len(story.entries), len(story.publishers), title


def _step_record(step: Step, settings: Config) -> dict[str, object]:
    return {
        "entry": step.entry,
        "at": step.at,
        "feed": step.feed,
        "lang": step.lang,
        "severity": str(step.severity),
        "title": step.title,
        "link": step.link,
        "news": _news_of(step, settings),
    }


def _news_of(step: Step, settings: Config) -> list[str]:
    return [_said(news, settings) for news in step.news if news.kind != Kind.THEME or news.before is None]


def _said(news: News, settings: Config) -> str:
    if news.kind == Kind.TOLL:
        return f"{news.value} {news.high}" if news.low is None else f"{news.value} {news.low} to {news.high}"
    return {
        Kind.FIRST: "first report",
        Kind.DENIAL: "denies it",
        Kind.SEVERITY: f"raised to {news.value}",
        Kind.THEME: f"about {news.value}",
        Kind.PLACE: f"place {_place(news.value, settings)}",
        Kind.ACTOR: f"actor {news.value}",
    }[news.kind]


def _shares_of(shared: Sequence[Shared], settings: Config) -> list[str]:
    return [
        " ".join(filter(None, (_SHARES.get(each.kind, each.kind), _values(each, settings))))
        for each in shared
    ]


_SHARES = {"idea": "about"}


def _values(shared: Shared, settings: Config) -> str:
    places = shared.kind == "place"
    return ", ".join(_place(value, settings) if places else value for value in shared.values)


def _place(place: str, settings: Config) -> str:
    return settings.places[place].name if place in settings.places else place


def _print_story(story: Story, settings: Config) -> None:
    toll = ", ".join(
        f"{kind} {low if low == high else f'{low} to {high}'}" for kind, (low, high) in story.toll.items()
    )
    places = [_place(place, settings) for place in story.places]
    reports = "1 report" if len(story.entries) == 1 else f"{len(story.entries)} reports"
    lines = [
        f"story {story.id}  {story.severity}  {story.title}",
        *(_denial_line(story, denial) for denial in story.denials),
        f"places: {', '.join(places)}" if places else "",
        f"as reported: {toll}" if toll else "",
        f"{reports}, {len(story.publishers)} independent: {', '.join(story.publishers)}",
    ]
    output.console.print(escape("\n".join(line for line in lines if line)))


def _print_scores(scores: Sequence[Score], *, as_json: bool) -> None:
    columns = ("languages", "precision", "recall", "f1", "pairs")
    output.records(scores, _score_record, columns, _score_row, as_json=as_json)


def _score_record(score: Score) -> Mapping[str, object]:
    return {"langs": score.langs} | output.rounded(_shares(score)) | {"n": score.pairs}


def _score_row(score: Score) -> tuple[object, ...]:
    return score.langs, *map(output.fraction, _shares(score).values()), score.pairs


def _shares(score: Score) -> dict[str, float | None]:
    """Return the figures of a score, None for those that would divide by nothing."""
    return {
        "precision": score.precision if score.found else None,
        "recall": score.recall if score.pairs else None,
        "f1": score.f1 if score.pairs or score.found else None,
    }


def _print_mistakes(mistakes: Sequence[Mistake], *, as_json: bool) -> None:
    for mistake in mistakes:
        one, other = mistake.one, mistake.other
        if as_json:
            output.json_line({"ids": [one.id, other.id], "same_event": mistake.is_same_event})
        else:
            word = "apart   " if mistake.is_same_event else "together"
            output.console.print(
                escape(f"{word}  {one.id} {one.text.title}  |  {other.id} {other.text.title}")
            )
