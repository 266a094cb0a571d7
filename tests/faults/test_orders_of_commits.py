"""300 feeds of invented words, under rules without vocabularies: the same stories in whatever order they are committed."""

import re
from datetime import timedelta
from random import Random

import pytest

from monitor import config
from monitor.core.model import Entry, Hit, Report, Text
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.matcher import Matcher
from monitor.core.stories.model import Knowledge
from monitor.core.stories.window import Window
from tests.bench import farm

pytestmark = pytest.mark.faults

FEEDS, ORDERS = 300, 16  # ten orders of commits, and six runs that take them in other rounds
RULES = """
rules:
  - {id: strike, title: Strike, severity: low, any: [strike, grève, إضراب, huelga, greve, mgomo]}
  - {id: court, title: Court, severity: medium, any: [court, tribunal, محكمة, mahakama]}
  - {id: convoy, title: Convoy, severity: high, any: [convoy, convoi, قافلة, msafara]}
  - {id: drought, title: Drought, severity: low, any: [drought, sécheresse, جفاف, sequía, seca, ukame]}
  - {id: vaccine, title: Vaccine, severity: medium, any: [vaccine, vaccin, لقاح, vacuna, vacina, chanjo]}
"""


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Report], Knowledge]:
    folder = tmp_path_factory.mktemp("farm")
    (folder / "rules").mkdir()
    (folder / "rules" / "all.yaml").write_text(RULES)
    (folder / "feeds.yaml").write_text("feeds: []\n")
    settings = config.load(folder, {})
    matcher = Matcher(compile_rules(settings.ruleset, settings.places)[0])
    entries = [
        (f"feed-{number}", how.lang, farm.entry_of(number, place, how))
        for number in range(FEEDS)
        for how in (farm.manner(number),)
        for place in range(how.entries)
    ]
    texts = [Text(made.title, re.sub("<[^>]+>", " ", made.text), lang, made.at) for _, lang, made in entries]
    found = []
    for number, ((feed, lang, made), text, matches) in enumerate(
        zip(entries, texts, matcher.match(texts), strict=True), 1
    ):
        seen = made.at + timedelta(minutes=5)
        entry = Entry(number, feed, text.title, text.summary, made.link, made.author, lang, made.at, seen)
        hits = tuple(Hit(9 * number + at, number, match, seen) for at, match in enumerate(matches))
        found += [Report(entry, hits)] if hits else []
    return found, Knowledge.of(settings)


def test_invented_entries_are_as_many_stories_in_any_order(
    reports: tuple[list[Report], Knowledge],
) -> None:
    made, known = reports
    counts = []
    for order in range(ORDERS):
        shuffled, window = list(made), Window()
        Random(order).shuffle(shuffled)  # noqa: S311 - the same order each time
        size = 350 if order < 10 else 50 * (order - 8)
        stories: dict[int, int] = {}
        for start in range(0, len(shuffled), size):
            grouped = window.group(shuffled[start : start + size], known)
            stories |= {member.entry: member.story for member in grouped.members}
        counts.append(len(set(stories.values())))

    assert len(made) > 4_000
    assert max(counts) - min(counts) <= 0.02 * min(counts)
    assert min(counts) >= 0.99 * len(made), "hardly two entries share a story, even while the window is new"
