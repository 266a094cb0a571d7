"""How well grouping does on our labelled set, with the rules that ship."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from monitor import config
from monitor.core.model import Text
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.matcher import Matcher
from monitor.core.settings import Config
from monitor.core.stories import lab
from monitor.core.stories.lab import Labelled, Score
from monitor.core.stories.model import Knowledge

DATA = Path(__file__).parents[2] / "data"
SHIPPED = Path(__file__).parents[3] / "config"


def labelled(id_: str, lang: str, event: str) -> Labelled:
    return Labelled(id_, Text("title", "", lang), event)


ITEMS = [
    labelled("a", "en", "x"),
    labelled("b", "fr", "x"),
    labelled("c", "en", "x"),
    labelled("d", "en", ""),
]


@pytest.mark.parametrize(
    ("stories", "expected", "reason"),
    [
        ([1, 1, 1, 2], (1.0, 1.0), "all right"),
        ([1, 2, 3, 4], (0.0, 0.0), "nothing found"),
        ([1, 1, 2, 3], (1.0, 1 / 3), "one pair of three found"),
        ([1, 1, 1, 1], (0.5, 1.0), "half of what was found is right"),
    ],
)
def test_pairs_are_counted(stories: list[int], expected: tuple[float, float], reason: str) -> None:
    everything = lab.scores(ITEMS, stories)[0]

    assert (everything.precision, everything.recall) == pytest.approx(expected), reason


def test_scores_are_given_by_languages() -> None:
    scores = {score.langs: score.pairs for score in lab.scores(ITEMS, [1, 1, 1, 2])}

    assert scores == {"all": 3, "within": 1, "across": 2, "en/en": 1, "en/fr": 2}


def test_texts_without_an_event_are_events_of_their_own() -> None:
    mistakes = lab.mistakes([labelled("a", "en", ""), labelled("b", "en", "")], [1, 1])

    assert [(one.one.id, one.other.id, one.is_same_event) for one in mistakes] == [("a", "b", False)]


BARE = """
rules:
  - {id: news, title: News, severity: low, any: [alarm, alerte, strike, fire, incendie, police, killed, dead, morts, قتل]}
"""


def figures(settings: Config, name: str) -> dict[str, Score]:
    """Group a labelled set with these settings; return the scores by languages."""
    records = [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]
    items = [
        Labelled(
            one["id"],
            Text(one["title"], one["summary"], one["lang"], datetime.fromisoformat(one["published"])),
            one["event"],
        )
        for one in records
    ]
    compiled, _ = compile_rules(lab.with_everything(settings.ruleset), settings.places)
    matches = Matcher(compiled).match([item.text for item in items])
    stories = lab.group(items, matches, Knowledge.of(settings))
    return {score.langs: score for score in lab.scores(items, stories)}


@pytest.fixture(scope="module")
def sahel() -> Config:
    return config.load(SHIPPED, {})


@pytest.fixture(scope="module")
def shipped(sahel: Config) -> dict[str, Score]:
    return figures(sahel, "stories_labelled.jsonl")


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Settings of a user with a handful of words: no vocabularies, no places."""
    folder = tmp_path_factory.mktemp("bare")
    (folder / "rules").mkdir()
    (folder / "rules" / "news.yaml").write_text(BARE, encoding="utf-8")
    (folder / "feeds.yaml").write_text("feeds: []\n", encoding="utf-8")
    return config.load(folder, {})


@pytest.mark.parametrize(
    ("langs", "least", "pairs"),
    [("all", 0.93, 400), ("within", 0.90, 70), ("across", 0.90, 300), ("ar/fr", 0.85, 80)],
)
def test_grouping_finds_events_in_three_languages(
    shipped: dict[str, Score], langs: str, least: float, pairs: int
) -> None:
    assert shipped[langs].f1 >= least
    assert shipped[langs].pairs >= pairs


def test_grouping_keeps_look_alikes_updates_and_round_ups_apart(sahel: Config) -> None:
    """The third set was written before its writer had read the judgement; it then scored 0.85, within languages 0.64.

    Faults that it showed were mended, so it is unseen no more. Most of what is left are round-ups joined to one of
    their events, and events of one road or town a day apart.
    """
    third = figures(sahel, "stories_third.jsonl")

    assert third["all"].f1 >= 0.89
    assert third["all"].precision >= 0.95
    assert third["across"].f1 >= 0.90


def test_hardly_two_events_are_thrown_together(shipped: dict[str, Score]) -> None:
    assert shipped["all"].precision >= 0.95


@pytest.mark.parametrize(
    ("name", "least", "precision", "reason"),
    [
        (
            "stories_unseen.jsonl",
            0.80,
            0.85,
            "written before the judgement was changed; weights are fitted to it among others",
        ),
        ("stories_elsewhere.jsonl", 0.80, 0.80, "weights were fitted to it among others"),
        ("stories_third.jsonl", 0.82, 0.85, "written before the judgement was read; 0.86 then and now"),
    ],
)
def test_grouping_does_without_places_and_vocabularies(
    bare: Config, name: str, least: float, precision: float, reason: str
) -> None:
    found = figures(bare, name)["all"]

    assert found.f1 >= least, reason
    assert found.precision >= precision, reason


@pytest.mark.parametrize("kind", ["sahel", "bare"])
@pytest.mark.parametrize(
    ("name", "least", "pairs"),
    [
        ("stories_followups.jsonl", (0.95, 0.85), 120),  # tolls that grow, mourning, claims, reactions
        ("stories_world.jsonl", (0.95, 0.80), 40),  # rulings, recalls, flaws, takeovers, strikes, floods
        (
            "stories_iberian.jsonl",
            (0.95, 0.90),
            40,
        ),  # follow-ups in Spanish and Portuguese; 1.0, .80 when it was written
    ],
)
def test_what_follows_an_event_is_found_and_other_events_of_its_theme_stay_apart(
    request: pytest.FixtureRequest, kind: str, name: str, least: tuple[float, float], pairs: int
) -> None:
    """Both sets were written before the judgement was changed to find them; weights are fitted to them among others."""
    found = figures(request.getfixturevalue(kind), name)["all"]

    assert found.pairs >= pairs
    assert found.precision >= least[0]
    assert found.recall >= least[1]
