"""``monitor drill``: does an alert or a digest reach those it is for? Tried by the real way."""

import secrets
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.cli import opening, output
from monitor.cli.options import Json, fail, load_config
from monitor.cli.stores import OwnConfigDir, open_store
from monitor.steps import deliver
from monitor.steps import drill as drilling
from monitor.store.deliveries import Delivery


def drill(
    order: Annotated[str, typer.Argument(metavar="ORDER", help="The id of an alert or of a digest.")],
    folder: OwnConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Send a drill: an invented day, marked "[DRILL]", by the real way to the real recipients of an order.

    Those to whom an alert would escalate get it, too. Quiet hours do not hold it back: somebody asked for it. It goes
    through the outbox like every message, so what cannot be sent now is sent later. Exit 1 if not all of it is sent.

    \b
    monitor drill urgent
    monitor drill daily --json
    """
    settings = load_config(folder)
    known = {**settings.digests, **settings.alerts}
    if order not in known:
        fail(f"there is no order {order!r}; there are: {', '.join(known) or 'none'}")
    open_store(settings).close()
    sent = opening.run(_drill(folder, order))
    columns = ("recipient", "by", "state", "the server said")
    output.records(sent, _record, columns, _row, as_json=as_json)
    if not sent or any(delivery.state != "sent" for delivery in sent):
        raise typer.Exit(1)


async def _drill(folder: Path | None, order: str) -> tuple[Delivery, ...]:
    async with opening.opened(folder, "drill") as running:
        config = running.deps.config
        chosen = config.alerts.get(order) or config.digests[order]
        numbers = await drilling.drill(running.deps, chosen, secrets.token_hex(16))
        await deliver.deliver(running.deps)
        return tuple(reversed(running.store.deliveries.listed(ids=numbers)))


def _record(delivery: Delivery) -> dict[str, Any]:
    return {
        "delivery": delivery.id,
        "recipient": delivery.recipient,
        "channel": delivery.channel,
        "address": delivery.address,
        "state": delivery.state,
        "reply": delivery.reply,
    }


def _row(delivery: Delivery) -> tuple[object, ...]:
    return delivery.recipient, f"{delivery.channel} {delivery.address}", delivery.state, delivery.reply
