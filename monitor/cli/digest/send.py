"""``monitor digest send``: a digest made and delivered now."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import opening, output
from monitor.cli.options import ORDERS, ConfigDir, Json, fail, load_parts
from monitor.cli.stores import open_store
from monitor.steps import deliver, edit


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
    settings = load_parts(folder, *ORDERS)
    if digest in settings.alerts:
        fail(f"{digest!r} is an alert: alerts send themselves; `monitor digest preview {digest}` shows one")
    if digest not in settings.digests:
        fail(f"there is no digest {digest!r}; there are: {', '.join(settings.digests) or 'none'}")
    open_store(settings).close()
    made, delivered, waiting = opening.run(_send(folder, digest))
    counts = {"deliveries_sent": delivered.sent, "deliveries_deferred": delivered.deferred}
    output.result(
        {"id": digest, "editions": made, **counts, "waiting": waiting},
        f"{made} editions made; {delivered.sent} messages sent, {delivered.deferred} waiting",
        *(f"waiting: {reply}" for reply in waiting),
        as_json=as_json,
    )
    if not made:
        raise typer.Exit(1)


async def _send(folder: Path | None, digest: str) -> tuple[int, deliver.DeliverCounts, list[str]]:
    async with opening.opened(folder, "send") as running:
        made = await edit.close(running.deps, running.deps.config.digests[digest])
        delivered = await deliver.deliver(running.deps)
        waiting = running.store.deliveries.listed(["waiting"]) if delivered.deferred else []
        return made.editions, delivered, sorted({delivery.reply for delivery in waiting if delivery.reply})
