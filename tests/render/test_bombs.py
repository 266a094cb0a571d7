"""Templates that are meant to hang, fill or crash us are problems like any other, named, and the loop goes on."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from monitor import runtime
from monitor.core.model import Problem
from monitor.pool import Pool
from monitor.render.check import examine
from tests.faults.held import unburdened

BOMBS = {
    "power": "{{ 9**(9**9) }}",
    "power of powers": "{{ 9**(9**(9**9)) }}",
    "text times": "{{ 'a' * 2000000000 }}",
    "times text": "{{ 2000000000 * 'a' }}",
    "list times": "{{ [0] * 300000000 }}",
    "tuple times": "{{ (1, 2) * 300000000 }}",
    "power in a set": "{% set x = 7**(7**99) %}{{ x }}",
    "power in an if": "{% if 3**(3**33) %}{% endif %}",
    "product in an argument": "{{ ('b' * 999999999)|length }}",
    "center": "{{ 'x'|center(1500000000) }}",
    "indent": "{{ 'x\ny'|indent(1500000000, true) }}",
    "format width": "{{ '%1500000000d'|format(1) }}",
    "str.format width": "{{ '{:1500000000}'.format(1) }}",
    "replace": "{{ ('a'*30000)|replace('a','b'*30000)|length }}",
    "join of a product": "{{ range(100000)|join('c'*20000) }}",
    "wordwrap": "{{ ('a '*9000000)|wordwrap(1)|length }}",
    "squared again and again": "{% set n = namespace(x=9) %}{% for _ in range(99) %}{% set n.x = n.x * n.x %}{% endfor %}",
    "doubled again and again": "{% set n = namespace(x='a') %}{% for _ in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "nested loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "recursive macro": "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "includes itself": "{% include 'digest.txt.j2' %}",
    "extends itself": "{% extends 'digest.txt.j2' %}",
    "deep parentheses": "{{ " + "(" * 20000 + "1" + ")" * 20000 + " }}",
    "deep nots": "{{ " + "not " * 50000 + "1 }}",
    "deep ifs": "{% if 1 %}" * 3000 + "x" + "{% endif %}" * 3000,
    "deep loops": "{% for a in [1] %}" * 300 + "x" + "{% endfor %}" * 300,
    "many attributes": "{{ a" + ".b" * 30000 + " }}",
    "long sum": "{{ " + "+".join(["1"] * 50000) + " }}",
    "huge literal": "{{ " + "9" * 1000000 + " }}",
    "lists of letters": "{{ (('a' * 20000000)|list + ('b' * 20000000)|list + ('c' * 20000000)|list)|length }}",
    "sort of a product": "{{ ([3, 1] * 9000000)|sort|length }}",
    "batch": "{{ range(10)|batch(900000000, 'x')|list|length }}",
}


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    made = Pool(memory=512 * 2**20)
    yield made
    made.close()


async def examined(pool: Pool, template: str) -> tuple[tuple[Problem, ...], float]:
    """Return what is found, and for how long the loop was held meanwhile."""
    held = 0.0
    work = asyncio.create_task(examine({"digest.txt.j2": template}, ["digest"], pool))
    with unburdened():
        while not work.done():
            began = time.thread_time()
            await asyncio.sleep(0.01)
            held = max(held, time.thread_time() - began)
    return work.result(), held


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_by_its_name_and_holds_nothing_up(
    pool: Pool, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.render.check.TRYING", 4.0)
    problems, held = runtime.run(examined(pool, BOMBS[name]))

    assert [problem.path[0] for problem in problems] == ["digest.txt.j2"], problems
    assert len(problems[0].wrong) < 500
    assert held < 0.2, "processor seconds of this thread between two turns of the loop"


@pytest.mark.parametrize(
    "template", ["{{ 3 * 4 }} {{ 2**10 }} {{ '-' * 40 }} {{ [1] * 3 }}", "{{ 'a'|center(9) }}"]
)
def test_small_products_are_no_bombs(pool: Pool, template: str) -> None:
    assert runtime.run(examined(pool, template))[0] == ()


def test_the_culprit_among_several_is_named(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.render.check.TRYING", 12.0)
    templates = {
        "alert.txt.j2": "fine",
        "brief.txt.j2": BOMBS["nested loops"],
        "digest.txt.j2": "fine",
    }
    (problem,) = runtime.run(examine(templates, ["digest", "alert", "brief"], pool))

    assert problem.path == ("brief.txt.j2",)


def test_a_template_that_nobody_wrote_is_missed(pool: Pool) -> None:
    assert [problem.path for problem in runtime.run(examine({}, ["digest", "weekly", "monthly"], pool))] == [
        ("monthly",)
    ]
