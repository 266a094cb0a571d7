"""What is wrong with a user's templates, found before a message needs them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta

from jinja2 import TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables

from monitor.core.editions.edition import Envelope, Notice
from monitor.core.model import Problem
from monitor.core.operations.notice import NoticeItem
from monitor.render.bodies import BodyError, Draft, write_bodies
from monitor.render.context import edition_context, notice_context
from monitor.render.environment import SUFFIX, environment, shipped
from monitor.render.sample import END, sample_edition
from monitor.render.workers import Workers

TRYING = 20.0  # seconds in which templates must be compiled and run on an invented day
_SAID = 300  # characters of what is wrong
_OURS = ("digest", "alert", "weekly", "coverage", "heartbeat", "notice")


async def examine(
    templates: Mapping[str, str], wanted: Collection[str], workers: Workers
) -> tuple[Problem, ...]:
    """Return what is wrong with a user's templates, and which templates of ``wanted`` nobody wrote.

    They are compiled and run in a worker: one that never ends, fills the memory or crashes is a problem like any other.
    """
    missing = _missing(templates, wanted)
    if not templates:
        return missing
    try:
        problems = await workers.run(_problems, dict(templates), tuple(sorted(templates)), deadline=TRYING)
    except Exception as error:  # noqa: BLE001 - whatever a template does, it is refused
        problems = await _culprit(templates, workers, error)
    return (*problems, *missing)


async def _culprit(templates: Mapping[str, str], workers: Workers, error: Exception) -> tuple[Problem, ...]:
    """Return which template could not be tried, by trying one after the other."""
    hint = "look for loops without end, huge numbers and deep nesting"
    for name in sorted(templates):
        try:
            if problems := await workers.run(_problems, dict(templates), (name,), deadline=TRYING):
                return problems
        except Exception as its_own:  # noqa: BLE001 - as above
            return (Problem((name,), f"it cannot be tried: {_said(its_own)}", hint),)
    return (Problem(("*",), f"they cannot be tried: {_said(error)}", hint),)


def _problems(templates: Mapping[str, str], names: Sequence[str]) -> tuple[Problem, ...]:
    """Compile and run templates; call it in a worker."""
    found = tuple(problem for name in names for problem in _check(name, templates))
    return found or try_templates(templates, names)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:_SAID] if str(error) else type(error).__name__


def check_templates(templates: Mapping[str, str], wanted: Iterable[str] = ()) -> tuple[Problem, ...]:
    """Find what is wrong: names, syntax, unknown variables, and templates that orders want and nobody wrote.

    Nothing is run; ``try_templates`` runs them, and ``examine`` does both where a template cannot hurt.
    """
    found = (problem for name in sorted(templates) for problem in _check(name, templates))
    return (*found, *_missing(templates, wanted))


def _missing(templates: Mapping[str, str], wanted: Iterable[str]) -> tuple[Problem, ...]:
    known = {name.partition(".")[0] for name in (*templates, *shipped())}
    return tuple(
        Problem(
            (name,),
            f"there is no template {name!r}",
            f"write templates/{name}.html.j2 or use one of {', '.join(_OURS)}",
        )
        for name in sorted(wanted)
        if name not in known
    )


def try_templates(templates: Mapping[str, str], names: Iterable[str] | None = None) -> tuple[Problem, ...]:
    """Run templates (all that there are, or ``names``) on an invented day in every language.

    Call it in a worker, with a deadline.
    """
    problems: dict[str, Problem] = {}
    for draft in _drafts(templates if names is None else names):
        try:
            write_bodies(draft, templates)
        except BodyError as error:
            place = (error.template,) if error.line is None else (error.template, error.line)
            problem = Problem(
                place, error.reason[:_SAID], "see templates/README.md for what a template may use"
            )
            problems.setdefault(error.template, problem)
    return tuple(problems[name] for name in sorted(problems))


def spelled(problem: Problem) -> str:
    """Return a problem with a template as those of other files are told: file, line, what is wrong, what to do."""
    return f"templates/{':'.join(map(str, problem.path))}: {problem.wrong}, {problem.remedy}"


def _check(name: str, templates: Mapping[str, str]) -> list[Problem]:
    if not name.endswith(tuple(SUFFIX.values())):
        return [Problem((name,), "the name says neither text nor HTML", "end it in .txt.j2 or .html.j2")]
    env = environment(templates)
    try:
        tree = env.parse(templates[name], name)
        env.get_template(name)
    except TemplateSyntaxError as error:
        return [Problem((name, error.lineno), str(error.message), "correct the template's syntax")]
    undeclared = find_undeclared_variables(tree) - _variables(name) - _declared(tree) - {*env.globals}
    return [
        Problem(
            (name, _first_line(tree, unknown)),
            f"there is no variable {unknown!r}",
            "see templates/README.md for the variables there are",
        )
        for unknown in sorted(undeclared)
    ]


def _first_line(tree: nodes.Template, variable: str) -> int:
    return min(node.lineno for node in tree.find_all(nodes.Name) if node.name == variable)


def _declared(tree: nodes.Template) -> set[str]:
    """Return the names that a template makes itself; those of its top are known in its blocks as well."""
    names = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "store"}
    names |= {node.target for node in tree.find_all(nodes.Import)}
    names |= {node.name for node in tree.find_all(nodes.Macro)}
    chosen = [name for node in tree.find_all(nodes.FromImport) for name in node.names]
    return names | {name if isinstance(name, str) else name[1] for name in chosen}


def _variables(name: str) -> set[str]:
    """Return what a template of that name may use; a notice has values of its own."""
    edition, notice = set(_edition("en", alert=False).context), set(_notice("en").context)
    if name.startswith("_"):
        return edition | notice
    return notice if name.startswith("notice.") else edition


def _drafts(templates: Iterable[str]) -> list[Draft]:
    names = {name.partition(".")[0] for name in templates if not name.startswith("_")} | set(_OURS)
    drafts = []
    for lang in ("en", "fr", "ar"):
        for name in sorted(names):
            draft = _notice(lang) if name == "notice" else _edition(lang, alert=name == "alert")
            drafts.append(Draft(draft.kind, name, lang, True, draft.context, draft.envelope))
    return drafts


def _edition(lang: str, *, alert: bool) -> Draft:
    envelope = _envelope()
    kind = "alert" if alert else "digest"
    return Draft(
        kind, kind, lang, True, edition_context(sample_edition(lang, alert=alert), envelope), envelope
    )


def _notice(lang: str) -> Draft:
    item = NoticeItem(
        "feed_ill",
        "Radio Hills",
        "HTTP 503 for 6 polls",
        "monitor feeds test radio",
        END - timedelta(hours=7),
    )
    context = notice_context(Notice((item,), END, "sample", "5a3e1c0d9b7f", lang))
    return Draft("notice", "notice", lang, True, context, _envelope())


def _envelope() -> Envelope:
    return Envelope(
        message_id="sample@monitor.example",
        date=END,
        sender="Monitor <monitor@monitor.example>",
        to="desk@monitor.example",
        list_id="daily.monitor.example",
        feedback="desk@monitor.example",
    )
