"""Chats and programs get alerts by the same outbox as mail: committed first, told once, waiting where they fail."""

import json
import sys
from dataclasses import replace
from pathlib import Path

from monitor import runtime
from monitor.channels import open_channels
from monitor.core.settings import Command, Recipient, Secret, Webhook
from monitor.render import Renderer
from monitor.steps.deliver import DeliverCounts, deliver
from monitor.steps.edit import edit, register
from monitor.store import Store
from tests.fetch.scripted import Talk, client, serving
from tests.newsroom import URGENT, HereAndNow, Newsroom, config

KEEP = "import pathlib, sys; pathlib.Path(sys.argv[1]).open('ab').write(sys.stdin.buffer.read() + b'\\n')"


def test_an_alert_reaches_a_chat_and_a_program_once(store: Store, tmp_path: Path) -> None:
    got = tmp_path / "got"
    posts: list[bytes] = []

    async def receive(talk: Talk) -> None:
        posts.append(await talk.reader.readexactly(int(talk.headers["content-length"])))
        await talk.answer(b"ok")

    async def run() -> list[DeliverCounts]:
        async with serving(receive) as server, client() as opened:
            program = Command((sys.executable, "-c", KEEP, str(got)))
            desk = Recipient(
                "desk", webhook=(Webhook(Secret(server.url()), format="slack"),), command=(program,)
            )
            room = Newsroom(store, config(replace(URGENT, to=("desk",)), recipients=[desk]))
            room.render = Renderer(room.config, HereAndNow()).render
            room.channels = open_channels(room.config, opened.post)
            await register(room.deps)
            room.hit(1)
            room.now += 2 * URGENT.wait
            await edit(room.deps)
            return [await deliver(room.deps) for _ in range(2)]

    first, second = runtime.run(run())

    assert (first, second) == (DeliverCounts(sent=2), DeliverCounts())
    assert "CRITICAL" in json.loads(posts[0])["text"]
    (told,) = got.read_bytes().splitlines()
    assert json.loads(told)["kind"] == "alert"
