"""``monitor stories`` and ``monitor signals``."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.core.model import Severity
from monitor.core.stories.model import Knowledge
from monitor.core.stories.window import Window
from monitor.core.trends.signals import Raised
from monitor.store.stories import LOCK
from tests.cli.calls import call, configured, made, objects
from tests.reports import HOUR, report
from tests.store.filing import file

NOW = datetime.now(UTC).replace(microsecond=0)
SIGNAL = Raised(
    "k",
    "two_in_a_week",
    "Two in Alibori",
    Severity.HIGH,
    ("spillover",),
    "kandi",
    (1,),
    {"usual": 0.1, "weeks": [0, 1, 2]},
)


def filled(tmp_path: Path) -> Path:
    """Make a configuration whose store holds two stories and a signal."""
    url = f"sqlite:///{tmp_path / 'monitor.db'}"
    folder = configured(tmp_path / "config", url)
    store = made(url)
    old = report("Flood in the delta", "", NOW - timedelta(days=3), number=1)
    first = report("Raid on Djibo", "Soldiers died.", NOW - 2 * HOUR, number=2, killed=8)
    second = report(
        "Raid on Djibo: 12 dead",
        "Residents buried their neighbours on the edge of town.",
        NOW - HOUR,
        number=3,
        feed="daily",
        killed=12,
    )
    file(store, old, first, second)
    reports = store.stories.waiting(10)
    fence = store.locks.acquire(LOCK, "test", HOUR, NOW)
    assert fence is not None
    window = Window()
    store.stories.refresh(window, reports, Knowledge(), NOW)
    store.stories.commit(window.group(reports, Knowledge()), [SIGNAL], fence, NOW)
    store.close()
    return folder


def test_stories_are_listed_the_last_seen_first(tmp_path: Path) -> None:
    result = call("stories", "list", "--config", filled(tmp_path), "--json")

    newest, oldest = objects(result)
    assert (newest["story"], newest["title"], newest["entries"], newest["feeds"]) == (
        2,
        "Raid on Djibo",
        [2, 3],
        ["wire", "daily"],
    )  # fmt: skip - one story
    assert newest["last_seen"] == (NOW - HOUR).isoformat().replace("+00:00", "Z")
    assert oldest["story"] == 1


def test_stories_can_be_listed_since_a_while(tmp_path: Path) -> None:
    result = call("stories", "list", "--config", filled(tmp_path), "--since", "1d", "--json")

    assert [story["story"] for story in objects(result)] == [2]


def test_a_while_that_is_none_is_wrong_use(tmp_path: Path) -> None:
    result = call("stories", "list", "--config", filled(tmp_path), "--since", "yesterday")

    assert result.exit_code == 2
    assert "such as 12h" in result.output


def test_a_story_shows_how_it_developed(tmp_path: Path) -> None:
    result = call("stories", "show", "2", "--config", filled(tmp_path))

    assert result.exit_code == 0
    for text in (
        "as reported: killed 8 to 12",
        "2 independent: wire, daily",
        "first report",
        "killed 8 to 12",
    ):
        assert text in result.stdout


def test_a_story_shows_why_each_report_stands_in_it(tmp_path: Path) -> None:
    result = call("stories", "show", "2", "--config", filled(tmp_path), "--json")

    (story,) = objects(result)
    assert [step["shares"] for step in story["development"]] == [[], ["name Djibo", "about attack, dead"]]


def test_a_disputed_story_is_marked_where_it_is_listed_and_its_inner_tag_is_not_told(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'monitor.db'}"
    folder = configured(tmp_path / "config", url)
    store = made(url)
    first = report("Raid on Djibo", "", NOW - 2 * HOUR, number=1, places=("gao",))
    denial = report("Army denies raid on Djibo", "", NOW - HOUR, number=2, tags=("denial",), places=("gao",))
    file(store, first, denial)
    reports = store.stories.waiting(10)
    fence = store.locks.acquire(LOCK, "test", HOUR, NOW)
    assert fence is not None
    window = Window()
    store.stories.refresh(window, reports, Knowledge(), NOW)
    store.stories.commit(window.group(reports, Knowledge()), [], fence, NOW)
    store.close()
    (folder / "places.csv").write_text("id,name,country,zone\ngao,Gao,ML,core\n", encoding="utf-8")

    listed = call("stories", "list", "--config", folder).stdout
    shown = call("stories", "show", "1", "--config", folder).stdout

    assert "last seen (UTC)" in listed
    assert "DISPUTED: Raid on Djibo" in listed
    assert "DISPUTED: denied by wire (other), " in shown
    assert shown.startswith("story 1  ")
    assert "places: Gao\n" in shown
    assert "2 reports, " in shown
    assert "denies it" in shown
    assert "about denial" not in shown


def test_a_story_of_one_report_speaks_of_one(tmp_path: Path) -> None:
    assert "1 report, 1 independent" in call("stories", "show", "1", "--config", filled(tmp_path)).stdout


def test_a_signal_shows_its_weeks_and_what_it_cites(tmp_path: Path) -> None:
    folder = filled(tmp_path)
    (number,) = [one["signal"] for one in objects(call("signals", "list", "--config", folder, "--json"))]

    shown = call("signals", "show", number, "--config", folder).stdout
    (told,) = objects(call("signals", "show", number, "--config", folder, "--json"))

    assert f"signal {number}  high  Two in Alibori" in shown
    assert "events by week, the last of 3 ends with the newest: 0 1 2\n" in shown
    assert "Flood in the delta" in shown
    assert [entry["title"] for entry in told["cited"]] == ["Flood in the delta"]
    assert "there is no signal 99" in call("signals", "show", 99, "--config", folder).stderr


def test_a_story_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    result = call("stories", "show", "99", "--config", filled(tmp_path))

    assert result.exit_code == 1
    assert "there is no story 99" in result.stderr


def test_signals_are_listed_with_what_they_cite(tmp_path: Path) -> None:
    result = call("signals", "list", "--config", filled(tmp_path), "--json")

    assert [(one["kind"], one["entries"], one["detail"]) for one in objects(result)] == [
        ("two_in_a_week", [1], {"usual": 0.1, "weeks": [0, 1, 2]})
    ]


def test_grouping_is_measured_on_a_labelled_file(tmp_path: Path) -> None:
    texts = [
        {"id": "a", "lang": "en", "title": "Attack on the barracks of Djibo", "summary": "", "event": "x"},
        {"id": "b", "lang": "en", "title": "Attack on the barracks in Djibo", "summary": "", "event": "x"},
        {"id": "c", "lang": "fr", "title": "Concert au palais de la culture", "summary": "", "event": ""},
    ]
    source = tmp_path / "labelled.jsonl"
    source.write_text("\n".join(map(json.dumps, texts)), encoding="utf-8")

    result = call("stories", "eval", source, "--config", configured(tmp_path / "config"), "--json")

    assert objects(result)[0] == {"langs": "all", "precision": 1.0, "recall": 1.0, "f1": 1.0, "n": 1}
    assert objects(result)[2] == {"langs": "across", "precision": None, "recall": None, "f1": None, "n": 0}


def test_texts_of_which_no_two_share_an_event_measure_nothing(tmp_path: Path) -> None:
    source = tmp_path / "labelled.jsonl"
    source.write_text('{"title": "Raid on Djibo", "event": "x"}\n{"title": "Raid"}\n', encoding="utf-8")

    result = call("stories", "eval", source, "--config", configured(tmp_path / "config"))

    assert (result.exit_code, result.stdout) == (1, "")
    assert "no two texts have the same event" in result.stderr


def test_an_empty_file_measures_nothing(tmp_path: Path) -> None:
    source = tmp_path / "labelled.jsonl"
    source.write_text("", encoding="utf-8")

    result = call("stories", "eval", source, "--config", configured(tmp_path / "config"))

    assert result.exit_code == 1
    assert "holds no texts" in result.stderr
