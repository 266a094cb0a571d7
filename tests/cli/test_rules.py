"""``monitor rules`` and ``monitor rematch``, as a person types them."""

import json
import os
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor import config
from monitor.core.model import Text
from monitor.core.settings import Config
from monitor.store import Store
from monitor.store.tables import entries, hits
from tests.cli.calls import call, configured, objects
from tests.config import folders

RULES = """\
vocabularies:
  floods: {terms: [flood]}
rules:
  - id: flood
    severity: low
    tags: [disaster]
    match:
      water: [$floods]
      place: [{term: Gao, needs: [Mali]}, Mopti]
    condition: water
    raise: {high: place}
    examples:
      match: |
        Flood in Mopti
      no_match: |
        Dry in Mopti
      todo_match: |
        The river rises
"""
NOW = datetime.now(UTC).replace(microsecond=0)
TITLES = ("Flood in Mopti", "A flood of applications", "Fire in Kayes", "الفيضانات")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return configured(tmp_path, f"sqlite:///{tmp_path}/var/monitor.db", rules__rules=RULES)


@pytest.fixture
def store(folder: Path) -> Store:
    """A store that runs the files of ``folder``, with an entry for each title and the hits of then."""
    settings = config.load(folder, {})
    made = Store(settings.store)
    made.open()
    made.configs.store_good(settings, NOW)
    new = [
        {"id": number, "feed": "rfi", "title": title, "summary": "", "seen_at": NOW - timedelta(hours=1), "content_hash": ""}
        for number, title in enumerate(TITLES, 1)
    ]  # fmt: skip
    with made.database.write() as connection:
        connection.execute(sa.insert(entries), new)
    match_as_service(made, settings)
    return made


def match_as_service(store: Store, settings: Config) -> None:
    found = sorted(store.entries.newest(99), key=lambda one: one.id)
    matches = config.matcher(settings).match([Text(one.title, one.summary) for one in found])
    store.hits.gain([(one.id, hit) for one, hit in zip(found, matches, strict=True)], quiet=False, now=NOW)


def test_examples_that_hold_are_counted_and_gaps_named(folder: Path) -> None:
    result = call("rules", "test", "--config", folder)

    assert result.exit_code == 0, result.output
    assert "todo  flood  todo_match" in result.stdout
    assert result.stdout.splitlines()[-1] == "3 examples: 2 passed, 0 failed, 1 known gaps"


def test_a_failing_example_says_what_fired_or_was_missing_and_exits_1(tmp_path: Path) -> None:
    bad = RULES.replace("Dry in Mopti", "Flood of tears").replace("Flood in Mopti", "Water in Mopti")
    folder = configured(tmp_path, rules__rules=bad)

    result = call("rules", "test", "--config", folder)

    assert result.exit_code == 1
    assert "this example must match, but does not" in result.stdout
    assert "does not hold: water" in result.stdout
    assert "low  flood: water: “Flood”" in result.stdout


def test_examples_as_json_say_what_fired_and_why(folder: Path) -> None:
    first = objects(call("rules", "test", "flood", "--json", "--config", folder))[0]

    assert (first["state"], first["match"]["severity"], first["match"]["why"]) == (
        "passed",
        "high",
        "raised to high: place",
    )


def test_an_unknown_rule_is_told_with_the_nearest(folder: Path) -> None:
    result = call("rules", "test", "flod", "--config", folder)

    assert result.exit_code == 1
    assert "there is no rule 'flod'; did you mean 'flood'?" in result.stderr


def test_try_shows_words_with_their_places(folder: Path) -> None:
    (found,) = objects(call("rules", "try", "Heavy flood", "--json", "--config", folder))

    assert found["evidence"] == [
        {"selection": "water", "term": "flood", "text": "flood", "field": "title", "start": 6, "end": 11}
    ]


def test_try_says_why_a_rule_does_not_hit(folder: Path) -> None:
    result = call("rules", "try", "Gao is dry", "--rule", "flood", "--config", folder)

    assert result.exit_code == 0
    assert "does not hold: water" in result.stdout
    assert "place: “Gao” stands there, but none of the words they need stands near" in result.stdout


def test_try_reads_standard_input(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "monitor", "rules", "try", "-", "--json", "--config", str(folder)],
        input="Water\nA flood came.",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert json.loads(done.stdout)["evidence"][0]["field"] == "summary"


def test_try_without_a_text_is_wrong_use(folder: Path) -> None:
    assert call("rules", "try", "--config", folder).exit_code == 2


def test_match_reads_html_as_polling_does_and_says_where_in_what_was_given(
    folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "texts.jsonl"
    titles = ['<b class="flood">Dry</b>', "<p>Fl<i>oo</i>d</p> at &Eacute;l&eacute;v&eacute;", "Flood"]
    file.write_text("".join(json.dumps({"id": title, "title": title}) + "\n" for title in titles), "utf-8")

    found = objects(call("match", file, "--json", "--config", folder))

    assert [[piece["text"] for hit in one["hits"] for piece in hit["evidence"]] for one in found] == [
        [],
        ["Fl<i>oo</i>d"],
        ["Flood"],
    ]


@pytest.mark.parametrize(
    ("title", "summary", "source", "expected"),
    [
        ("Bridge opens", "Cars cross again. The post Flood in town appeared first on Herald.", "", []),
        ("Bridge opens", "Cars cross again.\nRead also: Flood in town", "", []),
        ("Un pont ouvre", "La route est libre.\nLire aussi : Flood en ville", "", []),
        ("افتتاح جسر", "عادت الحركة.\nاقرأ أيضا: Flood", "", []),
        ("Bridge opens - Flood Gazette", "Cars cross again.", "Flood Gazette", []),
        ("Flood at the bridge", "Cars wait. Read also: Flood in town", "", ["title"]),
        (
            "Bridge closed",
            "<p>A <b>flood</b> closed it.</p>\n<p>Read also: Flood in town</p>",
            "",
            ["summary"],
        ),
    ],
)
def test_match_reads_no_furniture_as_polling_reads_none(
    folder: Path, tmp_path: Path, title: str, summary: str, source: str, expected: list[str]
) -> None:
    file = tmp_path / "texts.jsonl"
    record = {"id": "1", "title": title, "summary": summary, "source": source}
    file.write_text(json.dumps(record) + "\n", "utf-8")

    [found] = objects(call("match", file, "--json", "--config", folder))
    pieces = [piece for hit in found["hits"] for piece in hit["evidence"]]

    assert [piece["field"] for piece in pieces] == expected
    assert all(piece["text"].casefold() == "flood" for piece in pieces)


def test_match_shows_the_good_lines_before_a_bad_one(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"id": "1", "title": "Flood"}\n{"id": "2", "title": 7}\n{"id": "3", "title": "Flood"}\n')

    result = call("match", file, "--json", "--config", folder)

    assert [one["id"] for one in objects(result)] == ["1"]
    assert (result.exit_code, result.stderr) == (1, "line 2: title is not text; put it in quotes\n")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("[" * 100_000, "JSON nested too deep"),
        ('{"id":' * 100_000, "JSON nested too deep"),
        ('{"title": "Flood", "id": ' + "[" * 50_000 + "]" * 50_000 + "}", "JSON nested too deep"),
        ('{"title": "Flood", "id": NaN}', "not JSON: NaN is not a number in JSON"),
        ('{"title": "Flood", "lang": 5}', "lang is not text"),
        ('{"title": "Flood", "lang": ["fr"]}', "lang is not text"),
        ('{"title": "Flood", "published": "0001-01-01"}', "published is not RFC 3339"),
        ('{"title": "Flood", "published": {}}', "published is not RFC 3339"),
    ],
    ids=["arrays", "objects", "a deep id", "no number", "a number", "a list", "no year", "an object"],
)
@pytest.mark.parametrize("command", [["match"], ["rules", "eval"]], ids=["match", "eval"])
def test_a_line_that_is_no_text_gets_words_not_a_traceback(
    folder: Path, tmp_path: Path, command: list[str], line: str, said: str
) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text(line)

    result = call(*command, file, "--config", folder)

    assert (result.exit_code, result.exception.__class__) == (1, SystemExit)
    assert f"line 1: {said}" in result.stderr


def test_eval_prints_fractions_by_tag_and_the_misses(folder: Path, tmp_path: Path) -> None:
    lines = [
        {"id": "1", "title": "Flood", "summary": "", "labels": ["disaster"], "relevant": True},
        {"id": "2", "title": "Deluge", "summary": "", "labels": ["disaster"], "relevant": True},
        {"id": "3", "title": "Flood of mail", "summary": "", "labels": [], "relevant": False},
    ]
    file = tmp_path / "labelled.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)))

    plain = objects(call("rules", "eval", file, "--json", "--config", folder))
    missed = objects(call("rules", "eval", file, "--misses", "--json", "--config", folder))[2:]

    half = {"precision": 0.5, "recall": 0.5, "f1": 0.5, "n": 2}
    assert plain == [{"tag": "disaster", **half}, {"tag": "relevance", **half}]
    assert [(one["id"], one["miss"]) for one in missed] == [
        ("2", "missed"), ("2", "missed"), ("3", "false"), ("3", "false"),
    ]  # fmt: skip


GRADED = [
    {"id": "paged", "title": "Flood", "severity": "critical"},
    {"id": "in vain", "title": "Flood of mail", "severity": 2, "relevant": True},
    {"id": "slept", "title": "Deluge", "severity": 5, "relevant": True},
    {"id": "either", "title": "Flood again", "severity": ["high", "critical"], "relevant": True},
    {"id": "none", "title": "Floods of tears", "severity": "none", "relevant": False},
    {"id": "ungraded", "title": "Flood", "relevant": True},
]


@pytest.fixture
def graded(tmp_path: Path) -> tuple[Path, Path]:
    """A folder whose one rule pages, and texts that a person has graded."""
    folder = configured(
        tmp_path / "graded", rules__rules="rules: [{id: flood, severity: critical, any: [flood]}]\n"
    )
    file = tmp_path / "graded.jsonl"
    file.write_text("\n".join(map(json.dumps, GRADED)))
    return folder, file


def test_eval_measures_who_is_paged_in_vain_and_who_is_not(graded: tuple[Path, Path]) -> None:
    folder, file = graded

    (found,) = objects(call("rules", "eval", file, "--severity", "--json", "--config", folder))[1:]
    table = call("rules", "eval", file, "--severity", "--config", folder).stdout.splitlines()

    assert found == {
        "severity": {
            "matrix": {"none": {"none": 1}, "low": {"critical": 1}, "critical": {"none": 1, "critical": 2}},
            "critical": {"precision": 0.6667, "recall": 0.6667, "n": 3, "found": 3, "right": 2},
            "high_on_irrelevant": 0,
        }
    }
    assert [line.split() for line in table if line.startswith("critical ")] == [
        ["critical", "1", "·", "·", "·", "·", "2"]
    ]
    assert "critical: precision 0.667, recall 0.667 (2 of 3 paged, of 3 to page)" in table
    assert table[-1] == "high or above on what should not hit: 0"


def test_eval_lists_whom_it_paged_in_vain_and_whom_not(graded: tuple[Path, Path]) -> None:
    folder, file = graded
    with file.open("a") as texts:
        texts.write('\n{"id": "alarm", "title": "Flood of votes", "severity": 0, "relevant": false}')

    found = objects(call("rules", "eval", file, "--severity", "--misses", "--json", "--config", folder))

    assert [(one["id"], one["misgraded"]) for one in found if "misgraded" in one] == [
        ("in vain", "false critical"),
        ("slept", "missed critical"),
        ("alarm", "false critical"),
    ]
    assert found[1]["severity"]["high_on_irrelevant"] == 1


@pytest.mark.parametrize("severity", ["urgent", 6, -1, 2.5, {}, ["high", "urgent"]])
def test_eval_says_which_severities_there_are(folder: Path, tmp_path: Path, severity: object) -> None:
    (tmp_path / "bad.jsonl").write_text(
        json.dumps({"id": "1", "title": "x", "labels": [], "severity": severity})
    )

    result = call("rules", "eval", tmp_path / "bad.jsonl", "--severity", "--config", folder)

    assert result.exit_code == 1
    assert result.stderr.startswith("line 1: severity is not one; write none, info … critical, 0 to 5")


def test_eval_of_severities_that_nobody_gave_is_an_error(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "plain.jsonl").write_text('{"id": "1", "title": "Flood", "labels": ["disaster"]}\n')

    result = call("rules", "eval", tmp_path / "plain.jsonl", "--severity", "--config", folder)

    assert result.exit_code == 1
    assert "no text has a severity" in result.stderr


def test_eval_of_texts_that_nobody_labelled_is_an_error(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "bare.jsonl").write_text('{"id": "1", "title": "Flood"}\n')

    result = call("rules", "eval", tmp_path / "bare.jsonl", "--config", folder)

    assert (result.exit_code, result.stdout) == (1, "")
    assert "no text is labelled" in result.stderr


def test_eval_shows_a_dash_where_there_is_nothing_to_divide_by(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "labelled.jsonl"
    file.write_text('{"id": "1", "title": "Rain", "labels": ["disaster"], "relevant": false}\n')

    table = call("rules", "eval", file, "--config", folder).stdout
    (disaster, relevance) = objects(call("rules", "eval", file, "--json", "--config", folder))

    assert [line.split() for line in table.splitlines()[1:]] == [
        ["disaster", "–", "0.000", "0.000", "1", "0"],
        ["relevance", "–", "–", "–", "0", "0"],
    ]
    assert (disaster["precision"], disaster["recall"], relevance["f1"]) == (None, 0.0, None)


def test_eval_names_the_line_that_is_wrong(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"id": "1", "title": "x", "labels": "flood"}\n')

    result = call("rules", "eval", tmp_path / "bad.jsonl", "--config", folder)

    assert result.exit_code == 1
    assert result.stderr.startswith("line 1: labels is not a list of tags")


def test_check_names_findings_with_file_and_line_and_does_not_fail(tmp_path: Path) -> None:
    folder = configured(tmp_path, rules__rules=RULES + "  - id: bare\n    any: [of]\n")

    result = call("rules", "check", "--config", folder)

    assert result.exit_code == 0
    assert f"{folder}/rules/rules.yaml:20:11: rules.bare.any.0: 'of' is so short" in result.stdout
    assert "the rule has no examples" in result.stdout


def test_check_fails_on_a_failing_example(tmp_path: Path) -> None:
    folder = configured(tmp_path, rules__rules=RULES.replace("Dry in", "Flood in"))

    assert call("rules", "check", "--config", folder).exit_code == 1


def test_explain_names_the_line_that_asked(folder: Path, store: Store) -> None:
    with closing(store):
        (found,) = objects(call("rules", "explain", 1, "--json", "--config", folder))

    assert found["version"] == "current"
    assert [(one["vocabulary"], one["source"]) for one in found["evidence"]] == [
        ("floods", "rules/rules.yaml:2"),
        (None, "rules/rules.yaml:9"),
    ]


def test_explain_of_a_hit_that_is_not_there_exits_1(folder: Path, store: Store) -> None:
    with closing(store):
        result = call("rules", "explain", 99, "--config", folder)

    assert (result.exit_code, result.stderr) == (1, "there is no hit 99; see `monitor hits list`\n")


def test_replay_shows_what_the_files_gain_and_lose(folder: Path, store: Store) -> None:
    with closing(store):
        same = call("rules", "replay", "--config", folder)
        folders.write(
            folder.parent, {"rules/rules.yaml": RULES.replace("[flood]", "[فيضان*, الفيضانات, flood in]")}
        )
        (found,) = objects(call("rules", "replay", "--since", "7d", "--json", "--config", folder))

    assert same.stdout == "no hit on the entries of the last 7d would change\n"
    assert (found["before"], found["gained"], found["lost"]) == (2, 1, 1)
    assert found["examples"]["lost"][0]["title"] == "A flood of applications"
    assert found["noisiest"][0]["term"] == "water: فيضان*"


def test_replay_against_another_folder(folder: Path, store: Store, tmp_path: Path) -> None:
    changed = RULES.replace("[flood]", "[fire]").replace("Flood in Mopti", "Fire in Mopti")
    other = configured(tmp_path / "other", rules__rules=changed)
    with closing(store):
        (found,) = objects(call("rules", "replay", "--against", other, "--json", "--config", folder))

    assert (found["before"], found["after"], found["gained"], found["lost"]) == (1, 2, 2, 1)


@pytest.mark.parametrize("command", ["replay", "stats"])
def test_an_age_without_a_unit_is_wrong_use_with_the_remedy(folder: Path, command: str) -> None:
    result = call("rules", command, "--since", "7", "--config", folder)

    assert result.exit_code == 2
    assert "such as 12h" in result.output


def test_replay_says_that_a_rule_is_held_back(folder: Path, store: Store) -> None:
    folders.write(folder.parent, {"rules/rules.yaml": RULES.replace("[flood]", "[fire]")})
    with closing(store):
        result = call("rules", "replay", "--config", folder)

    assert result.stdout == "no hit on the entries of the last 7d would change\n"
    assert "held back, its last good version counts: flood: " in result.stderr


def test_rematch_adds_quiet_hits_once(folder: Path, store: Store) -> None:
    folders.write(folder.parent, {"rules/rules.yaml": RULES.replace("[flood]", "[flood, fire]")})
    with closing(store):
        first = objects(call("rematch", "--since", "7d", "--json", "--config", folder))
        again = objects(call("rematch", "--since", "7d", "--json", "--config", folder))
        quiet = [one.hit.quiet for one in store.hits.list() if one.entry.title == "Fire in Kayes"]

    assert first == [{"entries": 4, "hits_new": 1, "rules": {"flood": 1}}]
    assert again == [{"entries": 4, "hits_new": 0, "rules": {}}]
    assert quiet == [True]


def test_rematch_tells_if_asked(folder: Path, store: Store) -> None:
    folders.write(folder.parent, {"rules/rules.yaml": RULES.replace("[flood]", "[flood, fire]")})
    with closing(store):
        call("rematch", "--alert", "--config", folder)

        assert not any(one.hit.quiet for one in store.hits.list())


def test_a_rematch_keeps_the_graver_hit_and_adds_no_milder_one(folder: Path, store: Store) -> None:
    folders.write(folder.parent, {"rules/rules.yaml": RULES.replace("{high: place}", "{}")})
    with closing(store):
        call("rematch", "--config", folder)
        with store.database.read() as connection:
            count = connection.execute(sa.select(sa.func.count()).select_from(hits)).scalar_one()

    assert count == 2


def test_stats_name_rules_that_never_hit_and_precision(folder: Path, store: Store) -> None:
    with closing(store):
        store.hits.mark(2, correct=False, by="desk", now=NOW)
        folders.write(folder.parent, {"rules/rules.yaml": RULES + "  - {id: idle, any: [snow]}\n"})
        found = objects(call("rules", "stats", "--since", "30d", "--json", "--config", folder))

    assert [(one["rule"], one["hits"], one["precision"], one["remark"]) for one in found] == [
        ("flood", 2, 0.0, None),
        ("idle", 0, None, "never hits"),
    ]


def test_fix_shows_an_example_and_remedies_and_writes_nothing(folder: Path, store: Store) -> None:
    before = (folder / "rules" / "rules.yaml").read_text()
    with closing(store):
        result = call("rules", "fix", 2, "--config", folder)

    assert result.exit_code == 0, result.output
    assert '- "A flood of applications"' in result.stdout
    assert "flood of applications  of $floods (rules/rules.yaml:2)" in result.stdout
    assert (folder / "rules" / "rules.yaml").read_text() == before


def test_fix_writes_example_and_remedy_and_replays(folder: Path, store: Store) -> None:
    with closing(store):
        (found,) = objects(call("rules", "fix", 2, "--write", "--json", "--config", folder))
    text = (folder / "rules" / "rules.yaml").read_text()

    assert (found["files"], found["live"], found["replay"][0]["lost"]) == (["rules/rules.yaml"], False, 1)
    assert 'floods: {except: ["flood of applications"], terms: [flood]}' in text
    assert "        Dry in Mopti\n        A flood of applications\n" in text
    assert call("rules", "test", "--config", folder).exit_code == 0


def test_fix_takes_the_phrase_it_is_given(folder: Path, store: Store) -> None:
    with closing(store):
        result = call("rules", "fix", 2, "--write", "--none", "applications", "--config", folder)

    assert result.exit_code == 0, result.output
    assert "none: |\n      applications\n" in (folder / "rules" / "rules.yaml").read_text()


def test_fix_says_plainly_that_no_phrase_helps_and_what_to_do(folder: Path, store: Store) -> None:
    with closing(store):
        shown = call("rules", "fix", 1, "--config", folder)
        written = call("rules", "fix", 1, "--write", "--config", folder)

    assert "no phrase would end this" in shown.stdout
    assert 'monitor rules try "Flood in Mopti"' in shown.stdout
    assert "you choose" not in shown.stdout
    assert (written.exit_code, "no phrase would end this" in written.stderr) == (1, True)


def test_fix_says_that_the_phrase_it_is_given_ends_nothing(folder: Path, store: Store) -> None:
    with closing(store):
        result = call("rules", "fix", 2, "--write", "--none", "football", "--config", folder)

    assert (result.exit_code, result.stderr.splitlines()[0]) == (
        1,
        "nothing was written: with this phrase the rule still hits",
    )


def test_fix_writes_nothing_if_an_example_would_fail(folder: Path, store: Store) -> None:
    before = (folder / "rules" / "rules.yaml").read_text()
    with closing(store):
        result = call("rules", "fix", 1, "--write", "--none", "Mopti", "--config", folder)

    assert result.exit_code == 1
    assert "nothing was written: " in result.stderr
    assert (folder / "rules" / "rules.yaml").read_text() == before


@pytest.mark.parametrize("arguments", [("rules", "test"), ("rules", "try", "Flood"), ("rules", "check")])
def test_rules_need_nothing_that_windows_lacks(folder: Path, arguments: tuple[str, ...]) -> None:
    script = (
        "import sys\n"
        "for name in ('fcntl', 'resource', 'pwd', 'grp', 'termios'):\n"
        "    sys.modules[name] = None\n"
        "from monitor.cli import main\n"
        "main()\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, *arguments, "--config", str(folder)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
    )

    assert done.returncode == 0, done.stderr
