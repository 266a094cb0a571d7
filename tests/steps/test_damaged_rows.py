"""A row of the store that cannot be read costs only itself: its neighbours go on, and it is named until it is right."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from monitor import runtime
from monitor.core.model import Acknowledgement, Severity
from monitor.core.operations.health import Level, judge
from monitor.core.settings import Alert, Recipient, Select, Silence
from monitor.steps import faults, group, tidy
from monitor.store import Store
from tests.newsroom import DUTY, START, URGENT, Newsroom, config
from tests.reports import report
from tests.store.filing import file

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CHIEF = Recipient("chief", mail=("chief@example.org",))
BOSS = Alert("boss", ("chief",), Select(Severity.CRITICAL), wait=2 * MINUTE)
BAD_TEXT = "'{\"a\": ['"


@pytest.fixture
def room(store: Store) -> Newsroom:
    made = Newsroom(store, config(URGENT, BOSS, recipients=(DUTY, CHIEF), operators=("chief",)))
    made.register()
    return made


def damage(room: Newsroom, table: str, values: str, where: str = "true") -> None:
    with room.store.database.write() as connection:
        connection.execute(sa.text(f"UPDATE {table} SET {values} WHERE {where}"))  # noqa: S608 - our own


def look(room: Newsroom) -> str:
    """Return what status says after somebody looked at what cannot be read."""
    faults.damaged(room.deps)
    room.store.status.tick(room.now)
    findings = judge(room.store.status.read(room.now))
    return "\n".join(f"{found.level}: {found.found}" for found in findings if found.level is not Level.FINE)


def told(room: Newsroom) -> list[str]:
    return [letter.recipient for letter in room.work() if letter.edition is not None]


WRONG_SHAPES = [  # JSON that is none of ours: both databases hold it
    "state = '5'",
    "state = '[]'",
    'state = \'{"waiting": [["story"]]}\'',
    'state = \'{"waiting": [["story", 1, "yesterday", "quiet"]]}\'',
]


@pytest.mark.parametrize("values", WRONG_SHAPES)
def test_an_order_whose_state_is_of_no_shape_costs_only_itself(room: Newsroom, values: str) -> None:
    room.hit()
    damage(room, "orders", values, "recipient = 'duty'")
    room.wait(3 * MINUTE)

    assert told(room) == ["chief"]
    assert "order alert:urgent duty (unreadable row of the store)" in look(room)


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(
    "values", [f"state = {BAD_TEXT}", "state = ''", "covered_until = 'banana'", "registered_at = 17"]
)
def test_an_order_that_cannot_be_read_at_all_costs_only_itself(room: Newsroom, values: str) -> None:
    room.hit()
    damage(room, "orders", values, "recipient = 'duty'")
    room.wait(3 * MINUTE)

    assert told(room) == ["chief"]
    assert "order alert:urgent duty (unreadable row of the store)" in look(room)


def test_an_order_goes_on_where_it_was_once_its_row_is_right(room: Newsroom) -> None:
    room.hit()
    damage(room, "orders", "state = '5'", "recipient = 'duty'")
    room.wait(3 * MINUTE).work()
    while_damaged = look(room)
    damage(room, "orders", "state = '{}'", "recipient = 'duty'")
    after = told(room.wait(11 * MINUTE))

    assert "alert:urgent" in while_damaged
    assert after == ["duty"]
    assert "alert:urgent" not in look(room)
    kinds = [item.kind for _, item in room.store.notices.after(0)]
    assert kinds == ["fault", "fault_over"]


def test_an_order_that_cannot_be_read_is_a_fault_when_it_lasts(room: Newsroom) -> None:
    damage(room, "orders", "state = '5'", "recipient = 'duty'")
    room.wait(3 * MINUTE).edit()
    look(room)
    room.wait(20 * MINUTE).edit()

    assert "fault: order alert:urgent duty (unreadable row of the store)" in look(room)


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("values", ["created_at = 'banana'", "first_reply_at = '0'", "payload = 'text'"])
def test_a_message_that_cannot_be_read_ends_and_what_it_told_is_told_again(
    room: Newsroom, values: str
) -> None:
    room.hit()
    room.wait(3 * MINUTE).edit()
    damage(room, "deliveries", values, "recipient = 'duty'")
    room.deliver()
    (lost,) = room.store.deliveries.listed(["dead"])
    first = [letter.recipient for letter in room.mailbox.got]
    room.hit(2)
    later = told(room.wait(HOUR))

    assert first == ["chief"]
    assert lost.recipient == "duty"
    assert "its row in the store cannot be read" in str(lost.reply)
    assert sorted(later) == ["chief", "duty"]
    assert {hit for hit, times in room.told("alert:urgent").items() if times} == {1, 2}
    assert "delivery_dead" in [item.kind for _, item in room.store.notices.after(0)]


@pytest.mark.on("sqlite")
def test_a_heap_of_messages_that_cannot_be_read_holds_no_other_up(room: Newsroom) -> None:
    for story in range(1, 31):
        room.hit(story)
        room.wait(3 * MINUTE).edit()
        damage(room, "deliveries", "created_at = 'banana'", "recipient = 'duty' AND state = 'waiting'")
    room.deliver()

    assert {letter.recipient for letter in room.mailbox.got} == {"chief"}
    assert room.states()["waiting"] == room.states()["sending"] == 0


@pytest.mark.parametrize("values", ["evidence = '[5]'", "evidence = '[{}]'", "toll = '7', tags = '8'"])
def test_a_hit_of_no_shape_waits_and_its_neighbours_are_grouped(room: Newsroom, values: str) -> None:
    file(
        room.store,
        *(report(f"Attack near {place}", number=n) for n, place in enumerate(["Gao", "Kita", "Ségou"], 1)),
    )
    damage(room, "hits", values, "entry = 2")
    counts = runtime.run(group.group(room.deps))
    said = look(room.wait(HOUR))
    damage(room, "hits", "evidence = '[]', toll = '{}', tags = '[]'", "entry = 2")
    room.store.database.damages._found.clear()  # five minutes later
    again = runtime.run(group.group(room.deps))

    assert (counts.hits, again.hits) == (2, 1)
    assert "hit 2 (unreadable row of the store)" in said
    assert "to be grouped" not in said


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("hits", f"evidence = {BAD_TEXT}"),
        ("hits", "created_at = 'noon'"),
        ("hits", "places = 'Gao'"),
        ("entries", "seen_at = 'noon'"),
        ("entries", "published = '2026-99-99'"),
    ],
)
def test_a_hit_that_cannot_be_read_at_all_waits(room: Newsroom, table: str, values: str) -> None:
    file(room.store, report("Attack near Gao", number=1), report("Attack near Kita", number=2))
    damage(room, table, values, "id = 1")
    counts = runtime.run(group.group(room.deps))

    assert counts.hits == 1
    assert "hit 1 (unreadable row of the store)" in look(room)


@pytest.mark.on("sqlite")
def test_more_damaged_hits_than_a_batch_holds_stop_no_grouping(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group, "BATCH", 5)
    file(room.store, *(report(f"Attack number {n} near Gao", number=n) for n in range(1, 21)))
    damage(room, "hits", f"evidence = {BAD_TEXT}", "id <= 14")
    counts = runtime.run(group.group(room.deps))

    assert counts.hits == 6


@pytest.mark.parametrize("values", ["places = '5'", "features = '[]'", "toll = '{\"dead\": 3}'"])
def test_a_story_of_no_shape_stops_neither_grouping_nor_editions(room: Newsroom, values: str) -> None:
    file(room.store, report("Attack near Gao", number=1), report("Floods in Mopti", number=2))
    runtime.run(group.group(room.deps))
    damage(room, "stories", values, "id = 1")
    room.memory.forget()
    file(room.store, report("Attack near Gao, ten dead", number=3), report("Coup in Lomé", number=4))
    counts = runtime.run(group.group(room.deps))
    runtime.run(group.group(room.deps))

    assert counts.hits == 2
    assert "story 1 (unreadable row of the store)" in look(room)
    room.wait(3 * MINUTE).edit()


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("stories", f"places = {BAD_TEXT}"),
        ("stories", "first_at = 'never'"),
        ("story_entries", f"features = {BAD_TEXT}"),
        ("story_entries", "effective = 'never'"),
    ],
)
def test_a_story_that_cannot_be_read_takes_its_next_hit_to_a_new_one(
    room: Newsroom, table: str, values: str
) -> None:
    file(room.store, report("Attack near Gao", number=1))
    runtime.run(group.group(room.deps))
    damage(room, table, values)
    room.memory.forget()
    first = report("Attack near Gao", number=1)
    (hit,) = first.hits
    file(room.store, replace(first, hits=(replace(hit, match=replace(hit.match, rule="more")),)))
    counts = runtime.run(group.group(room.deps))

    assert counts.hits == 1
    assert "(unreadable row of the store)" in look(room)


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("values", ["until = 'tomorrow'", "until = 'zzz', created_at = 'zzz'"])
def test_a_silence_that_cannot_be_read_silences_nothing_and_stops_no_edition(
    room: Newsroom, values: str
) -> None:
    silence = Silence(until=START + DAY, reason="r", by="me", words="Story")
    room.store.silences.add(silence, room.now)
    damage(room, "silences", values)
    room.hit()
    room.store.clock.heed(room.now)

    assert sorted(told(room.wait(3 * MINUTE))) == ["chief", "duty"]
    assert "silence 1 (unreadable row of the store)" in look(room)


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(
    "values",
    [
        "last_ok_at = 'banana'",
        "last_fetch_at = 'banana', last_new_at = '0'",
        "due_at = '0banana'",
        "due_at = 'banana'",
        f"health = {BAD_TEXT}, failures = 3",
        "leased_until = 'banana'",
    ],
)
def test_a_feed_that_cannot_be_read_is_asked_all_the_same(room: Newsroom, values: str) -> None:
    feeds = room.store.feeds
    feeds.register(room.config.feeds.values(), room.now)
    damage(room, "feeds", values, "id = 'wire'")
    room.wait(HOUR)
    room.store.status.read(room.now)
    claimed = feeds.claim_due(room.now, "test", 10, 10)
    states = feeds.states(claimed)

    assert sorted(states) == ["local", "wire"]
    assert {one.feed for one in feeds.coverage(room.now)} == {"local", "wire"}
    if "leased" not in values and values != "due_at = 'banana'":
        assert "feed wire (unreadable row of the store)" in look(room)


@pytest.mark.on("sqlite")
def test_a_host_that_cannot_be_read_keeps_nobody_from_being_asked(room: Newsroom) -> None:
    feeds = room.store.feeds
    feeds.register(room.config.feeds.values(), room.now)
    with room.store.database.write() as connection:
        connection.execute(sa.text("INSERT INTO hosts VALUES ('wire.example', 'banana')"))

    assert sorted(feeds.claim_due(room.now + MINUTE, "test", 10, 10)) == ["local", "wire"]


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("told", "told_at = 'banana'"),
        ("acknowledgements", "until = 'zzz'"),
        ("editions", "made_at = 'banana'"),
        ("delivery_attempts", "at = '0'"),
        ("notices", "since = 'banana'"),
        ("faults", "since = 'banana'"),
        ("runners", "seen_at = 'banana'"),
        ("meta", "value = 'x{' WHERE key NOT IN ('serial', 'story') --"),
        ("deliveries", "done_at = '0banana'"),
    ],
)
def test_what_is_remembered_of_the_past_stops_nothing(room: Newsroom, table: str, values: str) -> None:
    room.store.faults.add("group", "17", "ValueError", room.now)
    with room.store.runners.register("run", room.now):
        room.hit()
        room.wait(3 * MINUTE).work()
        room.store.acknowledgements.add(Acknowledgement(1, "me", "command", room.now, room.now))
        damage(room, table, values)
        room.hit(2)
        later = told(room.wait(HOUR))
        room.store.runners.void_dead(room.now)
        look(room)

    assert sorted(later) == ["chief", "duty"]


@pytest.mark.parametrize("table", ["stories", "notices", "editions", "entries"])
def test_a_table_that_refuses_to_be_tidied_is_named_and_the_others_are_tidied(
    room: Newsroom, table: str
) -> None:
    room.hit()
    room.store.faults.add("group", "17", "ValueError", room.now)
    room.wait(3 * MINUTE).work()
    tidy.tidy(room.deps)
    with refusing(room, table):
        for _ in range(4):
            tidy.tidy(room.wait(350 * DAY).deps)
            tidy.tidy(room.wait(2 * DAY).deps)
        said = look(room)
    with room.store.database.read() as connection:
        rows = {
            name: connection.execute(sa.text(f"SELECT count(*) FROM {name}")).scalar_one()  # noqa: S608 - our own
            for name in ("stories", "deliveries", "editions", "notices")
        }

    assert f"removing old {table}" in said
    assert rows["deliveries"] == 0
    left = {name for name, number in rows.items() if number}
    assert left <= {table, "notices"} | (
        {"editions"} if table == "stories" else set()
    )  # its hits name editions


@contextmanager
def refusing(room: Newsroom, table: str) -> Iterator[None]:
    """Let a trigger of somebody's keep the rows of a table."""
    what = "DELETE OR UPDATE" if table == "entries" else "DELETE"
    run = (
        "CREATE OR REPLACE FUNCTION keep() RETURNS trigger AS $$ BEGIN RAISE 'kept'; END $$ LANGUAGE plpgsql"
    )
    begin, end = (
        [run, f"CREATE TRIGGER keep BEFORE {what} ON {table} EXECUTE FUNCTION keep()"],
        [f"DROP TRIGGER keep ON {table}", "DROP FUNCTION keep()"],
    )
    if room.store.database.is_sqlite:
        events = what.split(" OR ")
        refuse = "BEGIN SELECT RAISE(ABORT, 'kept'); END"
        begin = [f"CREATE TRIGGER keep_{event} BEFORE {event} ON {table} {refuse}" for event in events]
        end = [f"DROP TRIGGER keep_{event}" for event in events]
    _execute(room, begin)
    try:
        yield
    finally:
        _execute(room, end)


def _execute(room: Newsroom, statements: list[str]) -> None:
    with room.store.database.write() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
