"""The engine against a second, simple evaluator on random rules and texts."""

import random
from dataclasses import replace

from monitor.core.model import Text
from monitor.core.rules.compiler import compile_rules
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
