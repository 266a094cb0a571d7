"""``monitor digest``: when digests are made, what they would say, and one made now."""

from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import opening, output, preview
from monitor.cli.options import ConfigDir, Json, fail, load_config, open_store, store_if_any
from monitor.core.orders import Registered, digest_key, schedule
from monitor.core.settings import Config, Digest
from monitor.steps import deliver, edit

Listed = tuple[Digest, list[datetime]]

app = typer.Typer(no_args_is_help=True, help="Digests: list with their next instants, preview, send now.")
app.command()(preview.preview)


@app.command("list")
def list_(
    count: Annotated[
        int, typer.Option("--next", metavar="N", min=1, max=1000, help="How many instants.")
    ] = 1,
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""List digests with their next instants.

    \b
    monitor digest list
    monitor digest list --next 5 --json
    """
    settings = load_config(folder)
    rows = _registered(settings)
    listed = [(digest, _instants(digest, rows, count)) for digest in settings.digests.values()]
    output.records(listed, _record, ("id", "to", "next"), _row, as_json=as_json)


def _record(listed: Listed) -> dict[str, object]:
    digest, instants = listed
    return {"id": digest.id, "next": instants, "to": digest.to}


def _row(listed: Listed) -> tuple[object, ...]:
    digest, instants = listed
    return digest.id, ", ".join(digest.to), "\n".join(_local(digest, instant) for instant in instants)


@app.command()
def send(
    digest: Annotated[str, typer.Argument(metavar="ID", help="The id of a digest.")],
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Close the window of a digest now, make its editions and deliver them.

    Quiet hours do not hold it back: somebody asked for it. The schedule goes on as before.

    \b
    monitor digest send daily
    """
    settings = load_config(folder)
    if digest in settings.alerts:
        fail(f"{digest!r} is an alert: alerts send themselves; `monitor digest preview {digest}` shows one")
    if digest not in settings.digests:
        fail(f"there is no digest {digest!r}; there are: {', '.join(settings.digests) or 'none'}")
    open_store(settings).close()
    made, delivered, waiting = opening.run(_send(folder, digest))
    if as_json:
        output.json_line(
            {
                "id": digest,
                "editions": made,
                "deliveries_sent": delivered.sent,
                "deliveries_deferred": delivered.deferred,
                "waiting": waiting,
            }
        )
    else:
        output.console.print(
            f"{made} editions made; {delivered.sent} messages sent, {delivered.deferred} waiting"
        )
        for reply in waiting:
            output.line(f"waiting: {reply}")
    if not made:
        raise typer.Exit(1)


async def _send(folder: Path | None, digest: str) -> tuple[int, deliver.DeliverCounts, list[str]]:
    async with opening.opened(folder, "send") as running:
        made = await edit.close(running.deps, running.deps.config.digests[digest])
        delivered = await deliver.deliver(running.deps)
        waiting = running.store.deliveries.listed(["waiting"]) if delivered.deferred else []
        return made.editions, delivered, sorted({one.reply for one in waiting if one.reply})


def _registered(settings: Config) -> dict[tuple[str, str], Registered]:
    """Return what the store knows of orders; nothing if there is no store yet."""
    with store_if_any(settings) as store:
        return {} if store is None else store.orders.all()


def _instants(digest: Digest, rows: dict[tuple[str, str], Registered], count: int) -> list[datetime]:
    now = datetime.now(UTC)
    anchors = [row.registered_at for (key, _), row in rows.items() if key == digest_key(digest.id)]
    return list(islice(schedule.instants(digest, min(anchors, default=now), now), count))


def _local(digest: Digest, instant: datetime) -> str:
    return f"{instant.astimezone(digest.timezone):%a %Y-%m-%d %H:%M} {digest.timezone.key}"
