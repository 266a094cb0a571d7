"""The files that put the program onto machines agree with the program and with themselves."""

import json
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import promql_parser
import pytest
import typer.main
from hatchling.builders.sdist import SdistBuilder
from ruamel.yaml import YAML

from monitor.cli import app
from monitor.core.operations.events import Handed, Polled, Reloaded, Worked
from monitor.core.operations.faults import OurFault
from monitor.core.operations.health import Reading, Runner, Vitals
from monitor.core.operations.outbox import Queue
from monitor.steps import poll
from monitor.web import Metrics
from tests.test_documents import ROOT
from tests.web.test_metrics import SECOND, samples

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MONITORING = ROOT / "config" / "monitoring"
LEVELS = {"critical", "warning"}


def yaml(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def compose() -> Any:
    """Give the compose file with its merges resolved."""
    return yaml(ROOT / "docker-compose.yml")


def test_the_compose_file_follows_the_specification() -> None:
    checked = subprocess.run(
        [
            sys.executable,
            "-m",
            "check_jsonschema",
            "--builtin-schema",
            "vendor.compose-spec",
            "docker-compose.yml",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_what_the_compose_file_names_is_there(compose: Any) -> None:
    services, volumes = compose["services"], set(compose["volumes"])
    named = {
        volume.split(":")[0]
        for service in services.values()
        for volume in service.get("volumes", ())
        if not volume.startswith(".")
    }
    needed = {other for service in services.values() for other in service.get("depends_on", ())}

    assert named == volumes
    assert needed <= set(services)


def test_whatever_a_service_needs_runs_in_its_profile(compose: Any) -> None:
    services = compose["services"]
    for name, service in services.items():
        for other in service.get("depends_on", ()):
            assert set(service.get("profiles", ())) <= set(services[other].get("profiles", ())), (name, other)


def test_the_services_are_those_that_are_described(compose: Any) -> None:
    by_profile: dict[str, set[str]] = {}
    for name, service in compose["services"].items():
        for profile in service.get("profiles", ["default"]):
            by_profile.setdefault(profile, set()).add(name)

    assert by_profile == {
        "default": {"monitor"},
        "scale": {"worker", "migrate", "postgres"},
        "mail": {"mailpit"},
    }


def test_every_command_of_the_compose_file_and_the_unit_exists(compose: Any) -> None:
    unit = (ROOT / "packaging" / "monitor.service").read_text(encoding="utf-8")
    started = re.findall(r"^ExecStart=/opt/monitor/bin/monitor (.+)$", unit, re.MULTILINE)
    commands = [line.split() for line in started]
    commands += [service["command"] for service in compose["services"].values() if "command" in service]

    assert len(commands) == 4
    for words in commands:
        command: Any = typer.main.get_command(app)
        for word in words:
            if word.startswith("-"):
                assert any(word in parameter.opts for parameter in command.params), (words, word)
                break
            command = below(command, word)
            assert command is not None, words


def below(group: Any, name: str) -> Any:
    """Return the command called ``name`` in a group, None if there is none."""
    return group.get_command(click.Context(group), name)


def test_our_containers_may_do_nothing_they_need_not(compose: Any) -> None:
    for name in ("monitor", "worker", "migrate"):
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.search(r"^USER 10001:10001$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)


def test_nothing_is_published_to_the_world_by_default(compose: Any) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", ())]

    assert all(port.startswith("127.0.0.1:") for port in ports)


def known_metrics() -> dict[str, set[str]]:
    """Return every metric with its labels, from a page on which everything has happened."""
    metrics = Metrics()
    vitals = Vitals(
        at=NOW,
        last_tick=NOW,
        feeds={"ok": 1},
        reading=Reading(1, NOW, read_at=NOW),
        faults=(OurFault("group", "17", "entry 17", "KeyError", 1, NOW, NOW, NOW),),
        queue=Queue({"sent": 1}),
        runners=(Runner("a", "run", "h", 1, NOW, NOW),),
        free_bytes=1,
    )
    metrics.watch(lambda: vitals, lambda: {"rfi": NOW})
    for event in (
        Polled("rfi", "fetched", SECOND, (SECOND,), ("attack",), 1),
        Handed("smtp", "accepted"),
        Reloaded(good=True),
        Worked("done", SECOND),
    ):
        metrics.observe(event)
    found: dict[str, set[str]] = {"up": {"job", "instance"}}
    for name, labels in re.findall(r"^(\w+)(?:\{(.*?)\})? ", metrics.page().decode(), re.MULTILINE):
        found.setdefault(name, set()).update(re.findall(r"(\w+)=", labels))
    return found


def expressions() -> Iterator[tuple[str, str]]:
    """Give every expression of the rules and the dashboard, and where it stands."""
    for group in yaml(MONITORING / "alerts.yml")["groups"]:
        for rule in group["rules"]:
            yield rule["alert"], rule["expr"]
    board = json.loads((MONITORING / "dashboard.json").read_text(encoding="utf-8"))
    for panel in board["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]


@pytest.mark.parametrize(("place", "expression"), list(expressions()))
def test_prometheus_can_read_an_expression_and_we_have_its_metrics_and_labels(
    place: str, expression: str
) -> None:
    promql_parser.parse(expression)  # ValueError says what is wrong
    known = known_metrics()
    assert re.findall(r"\b(?:monitor_\w+|up)\b", expression), place
    for name, labels in re.findall(r"\b(monitor_\w+|up)\b(?:\{(.*?)\})?", expression):
        assert name in known, (place, name)
        assert set(re.findall(r"(\w+)\s*[=!]", labels)) <= known[name] | {"job"}, (place, labels)


def test_an_alert_waits_for_a_span_that_prometheus_reads() -> None:
    for group in yaml(MONITORING / "alerts.yml")["groups"]:
        for rule in group["rules"]:
            assert set(rule) - {"for"} == {"alert", "expr", "labels", "annotations"}
            assert re.fullmatch(r"(\d+[smhd])+", rule.get("for", "0s")), rule["alert"]


def test_polls_that_worked_are_counted_from_zero() -> None:
    """The alert that nothing was read needs a series to stand still after a start without network, too."""
    expression = dict(expressions())["MonitorNothingRead"]
    ((asked,),) = [re.findall(r'outcome=~"(.*?)"', expression)]
    counted = samples(Metrics())

    assert set(asked.split("|")) == set(poll.NAMES.values())
    assert [counted[f"monitor_feed_polls_total{{outcome={one}}}"] for one in asked.split("|")] == [0, 0, 0]


def test_every_alert_says_what_is_wrong_and_what_to_do() -> None:
    rules = [rule for group in yaml(MONITORING / "alerts.yml")["groups"] for rule in group["rules"]]

    assert len({rule["alert"] for rule in rules}) == len(rules) >= 10
    for rule in rules:
        assert rule["labels"]["severity"] in LEVELS
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["description"]


def test_every_command_that_an_alert_names_exists() -> None:
    text = (MONITORING / "alerts.yml").read_text(encoding="utf-8")
    for words in re.findall(r"`monitor ([a-z ]+)`", text):
        command: Any = typer.main.get_command(app)
        for word in words.split():
            command = below(command, word)
            assert command is not None, words


def test_the_panels_of_the_dashboard_do_not_overlap() -> None:
    board = json.loads((MONITORING / "dashboard.json").read_text(encoding="utf-8"))
    taken: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells
    assert max(x for x, _ in taken) == 23


def test_no_word_of_ours_installs_the_program_of_that_name_on_pypi() -> None:
    told = [ROOT / name for name in ("README.md", "CHANGELOG.md", "Dockerfile", "packaging/monitor.service")]
    told += [*(ROOT / "config").rglob("*.md"), *(ROOT / "monitor").rglob("*.py")]
    wrong = re.compile(r"pip install (?:-\S+ )*['\"]?monitor\b")

    assert [path.name for path in told if wrong.search(path.read_text("utf-8"))] == []


def test_the_archive_of_sources_has_everything_that_its_tests_read(tmp_path: Path) -> None:
    """Whoever builds or packages from it finds the unit, the container files and the pictures too."""
    built = SdistBuilder(str(ROOT)).build(directory=str(tmp_path))
    with tarfile.open(next(iter(built))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    pictures = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.png")}
    wanted = {".ci/run", "Dockerfile", ".dockerignore", "docker-compose.yml", "Makefile", "tests/wheel.sh"}

    assert wanted | pictures | {"packaging/monitor.service", "config/monitoring/alerts.yml"} <= names
    assert not [name for name in names if name.startswith((".git/", "var/", ".venv"))]
    assert pictures
