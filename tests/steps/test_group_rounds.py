"""Rounds of grouping whatever is cut where: entries with hits in many rounds, few places in the window, lost memories."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
import sqlalchemy as sa

from monitor import runtime
from monitor.core.model import Report
from monitor.core.stories import window
from monitor.core.stories.window import Window
from monitor.steps import group
from monitor.store import Store
from monitor.store.tables import entries, hits, stories, story_entries, told
from tests.newsroom import START, Newsroom, config
from tests.reports import PLACES, SIGNALS, report
from tests.store.filing import file

STEPS = 25


def once_more(dice: Random, before: Report) -> Report:
    """Let a rule that is new hit an entry that was grouped before."""
    (hit,) = before.hits
    return replace(before, hits=(replace(hit, match=replace(hit.match, rule=f"r{dice.random()}")),))


def another(dice: Random, number: int, step: int) -> Report:
    place = dice.choice(list(PLACES))
    title = f"{dice.choice(('Attack', 'Raid', 'Flood'))}, {dice.randint(1, 9)} dead in {place.title()}"
    at = START + timedelta(hours=step, minutes=dice.randint(-3000, 50))
    return report(title, "", at, number=number, feed=dice.choice("ab"), places=[place])


def alert(store: Store, dice: Random) -> None:
    """Let an alert tell some stories, which therefore stay in the window."""
    with store.database.write() as connection:
        known = connection.execute(sa.select(stories.c.id)).scalars().all()
        for story in dice.sample(known, min(len(known), dice.randint(0, 4))):
            row = {"alert": "alert:u", "recipient": "duty", "story": story, "severity": 3, "thread": "t"}
            connection.execute(store.database.insert_new(told), row | {"corrected": 0, "told_at": START})


def wrong(store: Store) -> list[str]:
    """Return which entries are in several stories, and which stories forgot who reported them."""
    several = (
        sa.select(hits.c.entry).group_by(hits.c.entry).having(sa.func.count(hits.c.story.distinct()) > 1)
    )
    reported = (
        sa.select(story_entries.c.story, entries.c.feed, stories.c.feeds)
        .join(entries, entries.c.id == story_entries.c.entry)
        .join(stories, stories.c.id == story_entries.c.story)
    )
    with store.database.read() as connection:
        found = [f"entry {entry}" for entry in connection.execute(several).scalars()]
        rows = connection.execute(reported).all()
    return found + [f"story {row.story}" for row in rows if row.feed not in row.feeds]


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("seed", range(8))
def test_an_entry_stays_in_its_story_and_a_story_forgets_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    dice = Random(seed)  # noqa: S311 - repeatable
    room = Newsroom(store, replace(config(), places=PLACES, signals=SIGNALS))
    size = dice.choice((1, 2, 3, 6, 12))
    monkeypatch.setattr(group, "BATCH", dice.choice((1, 2, 3, 5, 8)))
    monkeypatch.setattr(window, "SHARE", dice.choice((1, 2, 10)))
    filed: list[Report] = []
    for step in range(STEPS):
        if dice.random() < 0.3:
            room.memory.forget()  # as after a restart, or a round that was lost
        room.memory.window = room.memory.window or Window(size)
        for _ in range(dice.randint(1, 8)):
            if filed and dice.random() < 0.35:
                file(store, once_more(dice, dice.choice(filed)))
            else:
                filed.append(another(dice, len(filed) + 1, step))
                file(store, filed[-1])
        alert(store, dice)
        counts = runtime.run(group.group(room.deps))
        room.wait(timedelta(minutes=30))

        assert (counts.faults, store.stories.are_waiting()) == (0, False)
    assert wrong(store) == []
