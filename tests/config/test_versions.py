from pathlib import Path

from monitor import config
from monitor.core.model import Text
from monitor.core.settings import Config
from tests.config import folders

OLD = """\
vocabularies:
  groups: {terms: [JNIM, $allies]}
  allies: {terms: [AQIM]}
  events: {terms: [attack]}
rules:
  - {id: a, match: {who: [$groups], what: [$events]}, examples: {match: [JNIM attack]}}
  - {id: b, any: [$groups]}
"""
# `allies` has lost AQIM, and an example of rule a fails
NEW = OLD.replace("AQIM", "ISGS").replace("[JNIM attack]", "[JNIM parade]").replace("[attack]", "[attack]")


def load(tmp_path: Path, name: str, text: str) -> Config:
    return folders.load(tmp_path / name, {"rules/a.yaml": text})


def hits(settings: Config, title: str) -> set[str]:
    return {match.rule for match in config.matcher(settings).match([Text(title, "")])[0]}


def test_a_rule_held_back_runs_on_with_the_words_of_its_last_version(tmp_path: Path) -> None:
    old, new = load(tmp_path, "old", OLD), load(tmp_path, "new", NEW)

    found = config.with_last_versions(new, {"a": old.ruleset})

    assert list(new.held_back) == ["a"]
    assert hits(found, "AQIM attack") == {"a"}
    assert hits(found, "ISGS attack") == {"b"}
    assert hits(found, "JNIM parade") == {"b"}


def test_what_did_not_change_is_not_kept_twice(tmp_path: Path) -> None:
    old, new = load(tmp_path, "old", OLD), load(tmp_path, "new", "\n\n" + NEW)

    found = config.with_last_versions(new, {"a": old.ruleset})

    assert set(found.ruleset.vocabularies) == {"groups", "allies", "events", "groups~a", "allies~a"}


def test_what_a_hit_calls_a_vocabulary_stays_the_same(tmp_path: Path) -> None:
    old, new = load(tmp_path, "old", OLD), load(tmp_path, "new", NEW)

    found = config.with_last_versions(new, {"a": old.ruleset})
    (match,) = config.matcher(found).match([Text("AQIM attack", "")])[0]

    assert not any("~" in concept for concept in match.concepts)


def test_a_rule_that_never_was_good_does_not_run(tmp_path: Path) -> None:
    new = load(tmp_path, "new", NEW)

    found = config.with_last_versions(new, {})

    assert [rule.id for rule in found.ruleset.rules] == ["b"]


def test_without_rules_held_back_nothing_changes(tmp_path: Path) -> None:
    old = load(tmp_path, "old", OLD)

    assert config.with_last_versions(old, {}) is old
