"""Reload, from inside: what was at work before goes."""

import asyncio
import gc
import weakref
from pathlib import Path

from monitor.app import App, Reloaded

RULE = "rules:\n  - {id: alarm, title: Alarm, severity: low, any: [alarm]}\n"


def test_a_reload_leaves_nothing_of_what_ran_before(tmp_path: Path) -> None:
    (tmp_path / "config" / "rules").mkdir(parents=True)
    (tmp_path / "config" / "feeds.yaml").write_text("feeds: []\n")
    rules = tmp_path / "config" / "rules" / "alarm.yaml"
    rules.write_text(RULE)

    async def reloaded() -> list[str]:
        async with App.open(tmp_path / "config", {}, kind="run") as app:
            tools = app.tools
            before = {
                name: weakref.ref(getattr(tools, name).__self__) for name in ("fetch", "ping", "render")
            }
            before["matcher"] = weakref.ref(tools.matcher)
            del tools
            rules.write_text(RULE.replace("Alarm", "Alert"))
            assert isinstance(await app.reload_if_changed(), Reloaded)
            gc.collect()
            return [name for name, old in before.items() if old() is not None]

    assert asyncio.run(reloaded()) == []
