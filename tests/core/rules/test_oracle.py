"""The engine against a second, simple evaluator on random rules and texts."""

import copy
import random
from collections.abc import Iterator
from dataclasses import replace

from monitor.core.model import Text
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.conditions import And, Node, Not, Or
from monitor.core.rules.matcher import Matcher
from monitor.core.rules.model import Rule, RuleSet
from tests.core.rules.oracle import Reader
from tests.core.rules.worlds import World, a_text, a_world, dice

RULES = 120
TEXTS = 100


def the_worlds(rng: random.Random) -> list[World]:
    """Return random rules; those that could match without any of their words are refused, and left out."""
    worlds: list[World] = []
    while len(worlds) < RULES:
        world = a_world(rng)
        if not compile_rules(RuleSet({}, (world.rule,)))[1]:
            worlds.append(replace(world, rule=replace(world.rule, id=str(len(worlds)))))
    return worlds


def test_engine_and_oracle_agree_on_random_rules_and_texts() -> None:
    rng = dice(20261122)
    worlds = the_worlds(rng)
    texts = [a_text(rng) for _ in range(TEXTS)]
    compiled, problems = compile_rules(RuleSet({}, tuple(world.rule for world in worlds)))

    found = Matcher(compiled).match(texts)

    assert problems == ()
    engine = {(number, match.rule) for number, matches in enumerate(found) for match in matches}
    readers = [Reader(text.title, text.summary) for text in texts]
    oracle = {
        (number, world.rule.id)
        for number, reader in enumerate(readers)
        for world in worlds
        if world.is_met(reader)
    }
    assert oracle == engine
    assert len(oracle) >= 0.3 * len(worlds) * len(texts) >= 3_000


def test_a_batch_finds_what_single_texts_find() -> None:
    rng = dice(7)
    rules: tuple[Rule, ...] = tuple(world.rule for world in the_worlds(rng))
    texts = [a_text(rng) for _ in range(60)] + [Text("", ""), Text("\0", "\ud800")]
    matcher = Matcher(compile_rules(RuleSet({}, rules))[0])

    assert [matcher.match([text])[0] for text in texts] == matcher.match(texts)


def parts_of(node: Node) -> Iterator[Node]:
    """Yield a condition and all that it is made of."""
    yield node
    parts = node.parts if isinstance(node, And | Or) else (node.part,) if isinstance(node, Not) else ()
    for part in parts:
        yield from parts_of(part)


def test_to_pass_over_what_lacks_its_words_changes_no_match_and_no_evidence() -> None:
    rng = dice(20261201)
    compiled, _ = compile_rules(RuleSet({}, tuple(world.rule for world in the_worlds(rng))))
    texts = [a_text(rng) for _ in range(TEXTS)]
    looks_at_all = copy.deepcopy(compiled)  # conditions are shared by all that compile them
    for program in looks_at_all.programs:
        for node in parts_of(program.condition):
            vars(node)["needs"] = frozenset()

    needed = [len(node.needs) for program in compiled.programs for node in parts_of(program.condition)]
    assert sum(map(bool, needed)) > len(needed) / 2
    assert Matcher(compiled).match(texts) == Matcher(looks_at_all).match(texts)
