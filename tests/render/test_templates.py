"""A user's templates: what they may do, and what happens when they fail."""

import pickle
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from monitor import runtime
from monitor.core.editions.compose import compose
from monitor.core.editions.edition import Rendered
from monitor.core.settings import Config
from monitor.render.check import check_templates, spelled, try_templates
from monitor.render.environment import environment, shipped
from monitor.render.message import render
from monitor.render.renderer import Renderer
from monitor.render.sample import sample_edition
from tests.editions import ALERT, DIGEST, envelope, request, told

T = TypeVar("T")

ESCAPES = [
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ w.__init__.__globals__ }}",
    "{{ lipsum.__globals__ }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ '{0.__class__}'.format(lead) }}",
    "{{ sections.append(1) }}",
    "{{ w.update({'why': 'x'}) }}",
    "{% for x in range(10**9) %}x{% endfor %}",
    "{{ lead | safe }}",
    "{% include '/etc/passwd' %}",
    "{{ unknown }}",
    "{{ footer.unknown }}",
    "{{ 1 / 0 }}",
    "{{ lead + 1 }}",
    "{% autoescape false %}{{ lead }}{% endautoescape %}",
]


def rendered(templates: dict[str, str], **order: object) -> Rendered:
    day = request(told(1), order=replace(DIGEST, **order))  # type: ignore[arg-type]  # field names are the caller's
    return render(compose(day), [envelope()], templates)[0]


def test_a_users_template_overrides_the_shipped_one_by_name() -> None:
    made = rendered({"digest.txt.j2": "Mine: {{ lead }}"})

    assert made.text.startswith("Mine: Attack number 1")
    assert "<title>" in str(made.html), "the other part stays as it ships"


def test_a_users_template_may_extend_the_shipped_one_of_its_name() -> None:
    made = rendered(
        {
            "digest.html.j2": "{% extends 'shipped/digest.html.j2' %}{% block body %}OURS {{ super() }}{% endblock %}"
        }
    )

    assert "OURS" in str(made.html)
    assert "Attack number 1" in str(made.html)


def test_a_digest_may_have_a_template_of_its_own() -> None:
    made = rendered({"brief.txt.j2": "Brief: {{ lead }}"}, template="brief")

    assert made.text.startswith("Brief: ")
    assert "Attack number 1" in str(made.html)
    assert made.problems == ()


@pytest.mark.parametrize("escape", ESCAPES)
def test_a_template_that_fails_is_replaced_and_the_message_says_so(escape: str) -> None:
    made = rendered({"digest.txt.j2": escape})

    assert "Attack number 1 near Diboli" in made.text
    assert "Your template digest.txt.j2 failed" in made.text
    assert "Your template digest.txt.j2 failed" in str(made.html)
    assert len(made.problems) == 1


def test_a_template_that_writes_without_end_is_stopped() -> None:
    endless = "{% for x in range(99999) %}{% for y in range(99999) %}xxxxxxxxxxxxxxxx{% endfor %}{% endfor %}"

    assert "wrote more than" in rendered({"digest.txt.j2": endless}).problems[0]


def test_a_page_that_cannot_be_made_small_is_replaced() -> None:
    made = rendered({"digest.html.j2": "<p>" + "x" * 100_000 + "</p>"})

    assert "larger than 95 KB" in made.problems[0]
    assert "Attack number 1" in str(made.html)


def test_a_missing_template_is_named() -> None:
    made = rendered({"other.txt.j2": "x"}, template="nowhere")

    assert "nowhere" in made.problems[0]
    assert "Attack number 1" in made.text


def test_there_is_a_body_even_when_the_shipped_templates_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = dict.fromkeys(shipped(), "{{ nothing }}")
    monkeypatch.setattr("monitor.render.bodies.environment", lambda _templates: environment(broken))
    made = rendered({})

    assert "Attack number 1 near Diboli" in made.text
    assert "https://wire.example/1" in made.text
    assert "templates of this message failed" in made.text


def test_templates_see_plain_data_only() -> None:
    seen: list[object] = []

    def walk(value: object) -> None:
        seen.append(value)
        for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(each)

    from monitor.render.check import _drafts  # noqa: PLC0415 - the contexts of every template, as the check sees them

    for draft in _drafts({}):
        walk(draft.context)

    assert {type(value) for value in seen} <= {dict, list, str, int, bool}


@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [
        ("digest.txt.j2", "{% for %}", "Expected an expression"),
        ("digest.txt.j2", "{{ leed }}", "there is no variable 'leed'"),
        ("notice.txt.j2", "{{ sections }}", "there is no variable 'sections'"),
        ("digest.html.j2", "{% autoescape false %}{{ lead }}{% endautoescape %}", "escaping is switched off"),
        ("digest.html.j2", "{{ lead | safe }}", "No filter named 'safe'"),
        ("digest.j2", "x", "the name says neither text nor HTML"),
    ],
)
def test_the_check_finds_what_is_wrong_with_a_template(name: str, text: str, wrong: str) -> None:
    problems = check_templates({name: text})

    assert [wrong in problem.wrong for problem in problems] == [True]
    assert problems[0].path[0] == name


@pytest.mark.parametrize(
    "mistake",
    ["{{ }}", "{{ leed }}", "{% autoescape false %}{{ lead }}{% endautoescape %}", "{% include %}"],
)
def test_the_check_names_the_line_of_a_mistake(mistake: str) -> None:
    assert check_templates({"digest.html.j2": f"one\ntwo {mistake}\n"})[0].path == ("digest.html.j2", 2)


def test_the_check_misses_templates_that_orders_want() -> None:
    assert [problem.wrong for problem in check_templates({}, ["digest", "brief"])] == [
        "there is no template 'brief'"
    ]


def test_the_shipped_templates_pass_their_own_check() -> None:
    assert check_templates(dict(shipped())) == ()
    assert try_templates({}) == ()


@pytest.mark.parametrize(
    ("templates", "place", "reason"),
    [
        ({"digest.txt.j2": "one\n{{ footer.nothing }}"}, ("digest.txt.j2", 2), "in the template itself"),
        (
            {
                "alert.html.j2": "{% extends 'shipped/alert.html.j2' %}\n"
                "{% block body %}{{ super() }}\n{{ footer.nothing }}{% endblock %}"
            },
            ("alert.html.j2", 3),
            "in a block of a shipped one",
        ),
        (
            {"digest.txt.j2": "{% include '_mine.txt.j2' %}", "_mine.txt.j2": "\n\n{{ 1 / 0 }}"},
            ("_mine.txt.j2", 3),
            "in a part",
        ),
        (
            {"digest.txt.j2": "\n{% import '_parts.txt.j2' as parts with context %}\n{{ parts.card(7) }}"},
            ("digest.txt.j2", 3),
            "in a shipped part that is called amiss",
        ),
    ],
)
def test_a_trial_names_the_users_own_line_of_what_only_running_shows(
    templates: dict[str, str], place: tuple[str, int], reason: str
) -> None:
    assert [problem.path for problem in try_templates(templates)] == [place], reason


def test_a_mistake_is_told_as_those_of_other_files_are() -> None:
    (problem,) = check_templates({"digest.txt.j2": "one\n{{ leed }}"})

    assert spelled(problem) == (
        "templates/digest.txt.j2:2: there is no variable 'leed', "
        "see templates/README.md for the variables there are"
    )


def test_a_message_and_its_notice_name_template_and_line() -> None:
    made = rendered({"digest.txt.j2": "one\n{{ footer.nothing }}"})

    assert "Your template digest.txt.j2 failed" in made.text
    assert "line 2: UndefinedError: " in made.text
    assert made.problems[0].startswith("digest.txt.j2: line 2: UndefinedError: ")


class Workers:
    """Runs what it is given here, or fails as a pool does."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.ran = 0

    async def run(self, function: Callable[..., T], *args: object, deadline: float) -> T:
        assert deadline > 0
        self.ran += 1
        if self.error is not None:
            raise self.error
        carried = pickle.loads(pickle.dumps(args))  # noqa: S301 - as a pool carries them
        return function(*carried)


def settings(templates: dict[str, str]) -> Config:
    class Settings:
        pass

    made = Settings()
    made.templates = templates  # type: ignore[attr-defined]  # the one field that rendering reads
    return made  # type: ignore[return-value]  # stands in for a whole configuration


def test_a_users_templates_run_in_a_worker() -> None:
    workers = Workers()
    made = runtime.run(
        Renderer(settings({"digest.txt.j2": "Mine"}), workers).render(sample_edition(), [envelope()])
    )

    assert (workers.ran, made[0].text) == (1, "Mine\n")


def test_the_shipped_templates_need_no_worker() -> None:
    workers = Workers()
    made = runtime.run(Renderer(settings({}), workers).render(sample_edition(), [envelope()]))

    assert workers.ran == 0
    assert "Ferry capsizes" in made[0].text


def test_a_large_edition_is_written_in_a_worker() -> None:
    workers = Workers()
    edition = compose(request(*(told(number) for number in range(60)), order=ALERT))
    runtime.run(Renderer(settings({}), workers).render(edition, [envelope()]))

    assert workers.ran == 1


def test_a_template_that_exceeds_its_deadline_is_replaced_and_the_message_says_so() -> None:
    workers = Workers(TimeoutError("it took longer than 20 s"))
    made = runtime.run(
        Renderer(settings({"digest.txt.j2": "Mine"}), workers).render(sample_edition(), [envelope()])
    )

    assert "Ferry capsizes" in made[0].text
    assert "Your template digest failed" in made[0].text
    assert "it took longer than 20 s" in made[0].problems[0]


def test_each_address_gets_a_message_of_its_own_from_one_body() -> None:
    two = [
        envelope(to="a@example.org", message_id="a@x.example"),
        envelope(to="b@example.org", message_id="b@x.example"),
    ]
    made = render(sample_edition(), two, {})

    assert [b"To: a@example.org" in made[0].mail, b"To: b@example.org" in made[1].mail] == [True, True]
    assert made[0].text is made[1].text
