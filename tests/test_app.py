"""Reload, from inside: what was at work before goes."""

import asyncio
import gc
import weakref
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor import runtime
from monitor.app import App, Refused, Reloaded

RULE = "rules:\n  - {id: alarm, title: Alarm, severity: low, any: [alarm]}\n"


def test_a_reload_leaves_nothing_of_what_ran_before(tmp_path: Path) -> None:
    (tmp_path / "config" / "rules").mkdir(parents=True)
    (tmp_path / "config" / "feeds.yaml").write_text("feeds: []\n")
    rules = tmp_path / "config" / "rules" / "alarm.yaml"
    rules.write_text(RULE)

    async def reloaded() -> list[str]:
        async with App.open(tmp_path / "config", {}, kind="run") as app:
            deps = app.deps
            before = {name: weakref.ref(getattr(deps, name).__self__) for name in ("fetch", "ping", "render")}
            before["matcher"] = weakref.ref(deps.matcher)
            del deps
            rules.write_text(RULE.replace("Alarm", "Alert"))
            assert isinstance(await app.reload_if_changed(), Reloaded)
            gc.collect()
            return [name for name, old in before.items() if old() is not None]

    assert runtime.run(reloaded()) == []


def test_one_reload_at_a_time_takes_a_change_up(tmp_path: Path) -> None:
    """SIGHUP and the look at the files every two seconds come at once."""
    folder = tmp_path / "config"
    (folder / "rules").mkdir(parents=True)
    (folder / "feeds.yaml").write_text("feeds: []\n")

    async def reload() -> list[str]:
        async with App.open(folder, {}, kind="run") as app:
            (folder / "rules" / "alarm.yaml").write_text(RULE)
            outcomes = await asyncio.gather(*(app.reload_if_changed() for _ in range(5)))
            return [type(outcome).__name__ for outcome in outcomes]

    assert runtime.run(reload()) == ["Reloaded", *(["NoneType"] * 4)]


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("one\n{{ leed }}", "templates/digest.txt.j2:2: there is no variable 'leed', "),
        ("one\n{{ footer.nothing }}", "templates/digest.txt.j2:2: UndefinedError: "),
        (
            "{% for x in range(99999) %}{% for y in range(99999) %}{% endfor %}{% endfor %}",
            "templates/digest.txt.j2: it cannot be tried: ",
        ),
        ("{{ 9**(9**9) }}", "templates/digest.txt.j2:1: SecurityError: "),
        ("{% if 1 %}" * 3000 + "x" + "{% endif %}" * 3000, "templates/digest.txt.j2: it cannot be tried: "),
    ],
    ids=["unknown name", "fails when it runs", "never ends", "a huge number", "nested too deep"],
)
def test_a_bad_template_refuses_the_reload_with_its_line_and_what_ran_before_runs_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, template: str, told: str
) -> None:
    folder = tmp_path / "config"
    (folder / "templates").mkdir(parents=True)
    (folder / "feeds.yaml").write_text("feeds: []\n")
    # A busy machine takes long over a sound template, too.
    monkeypatch.setattr("monitor.render.check.TRYING", 2.0 if "99999" in template else 100.0)

    async def refused() -> tuple[object, bool, tuple[str, ...], list[tuple[str, str]]]:
        async with App.open(folder, {}, kind="run") as app:
            before = app.deps
            (folder / "templates" / "alert.txt.j2").write_text("{{ nothing }}")
            await app.reload_if_changed()
            (folder / "templates" / "alert.txt.j2").unlink()
            (folder / "templates" / "digest.txt.j2").write_text(template)
            outcome = await app.reload_if_changed()
            refusal = app.store.configs.refusal()
            notices = [(item.kind, item.detail) for _, item in app.store.notices.after(0)]
            return outcome, app.deps is before, refusal.lines if refusal else (), notices

    outcome, runs_on, in_status, [_, (kind, detail)] = runtime.run(refused())

    assert isinstance(outcome, Refused)
    assert outcome.problems[0].startswith(told)
    assert in_status == outcome.problems
    assert runs_on
    assert kind == "reload_refused"
    assert detail.startswith(told)


def test_a_change_that_only_a_restart_takes_up_is_told_once_until_it_is_taken_back(tmp_path: Path) -> None:
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "feeds.yaml").write_text("feeds: []\n")
    texts = (
        "web: {listen: 127.0.0.1:8081}\n",
        "web: {listen: 127.0.0.1:8081}\ntimezone: Africa/Bamako\n",
        "store: sqlite:///other.db\nweb: {listen: 127.0.0.1:8081}\n",
        "store: sqlite:///config/var/monitor.db\n",  # as at the start
    )

    async def told() -> list[tuple[tuple[str, ...], int]]:
        async with App.open(folder, {}, kind="run") as app:
            found = []
            for text in ("", *texts):
                (folder / "monitor.yaml").write_text(text)
                assert isinstance(await app.reload(), Reloaded)
                notices = [item for _, item in app.store.notices.after(0) if item.kind == "restart_needed"]
                found.append((app.store.status.read(datetime.now(UTC)).restart_needed, len(notices)))
            return found

    assert runtime.run(told()) == [
        ((), 0),
        (("web.listen",), 1),
        (("web.listen",), 1),
        (("store", "web.listen"), 2),
        ((), 2),
    ]


def test_a_start_with_a_template_nested_too_deep_runs_on_the_last_good_configuration(tmp_path: Path) -> None:
    folder = tmp_path / "config"
    (folder / "templates").mkdir(parents=True)
    (folder / "feeds.yaml").write_text("feeds: []\n")

    async def hashes() -> list[tuple[str, bool]]:
        found = []
        for template in ("one", "{% if 1 %}" * 3000 + "x" + "{% endif %}" * 3000):
            (folder / "templates" / "digest.txt.j2").write_text(template)
            async with App.open(folder, {}, kind="run") as app:
                refused = app.store.status.read(datetime.now(UTC)).refused
                found.append((app.deps.config.hash, bool(refused)))
        return found

    (good, _), (runs, refused) = runtime.run(hashes())

    assert (runs, refused) == (good, True)
