"""``monitor outbox``: messages on their way, delivered and given up."""

import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, Limit, fail, load_parts, store_url
from monitor.cli.stores import OwnConfigDir, open_store, open_store_at
from monitor.store import Store
from monitor.store.deliveries import Delivery

app = typer.Typer(no_args_is_help=True, help="Messages: list, show, try again.")

STATES = ("waiting", "sending", "sent", "dead")
_MOST = 100_000
_COLUMNS = [
    "delivery",
    "state",
    "recipient",
    "address",
    "channel",
    "attempts",
    "next attempt",
    "about",
    "reply",
]


@app.command("list")
def list_(
    state: Annotated[
        list[str] | None, typer.Option("--state", metavar="STATE", help=f"Only these: {', '.join(STATES)}.")
    ] = None,
    limit: Limit = 1000,
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""List messages, newest first, each with its state and the server's last words.

    \b
    monitor outbox list
    monitor outbox list --state dead --state waiting --json
    """
    wanted = state or []
    unknown = sorted(set(wanted) - set(STATES))
    if unknown:
        raise typer.BadParameter(f"there is no state {unknown[0]!r}; there are {', '.join(STATES)}")
    with closing(open_store_at(store_url(folder))) as store:
        found = store.deliveries.listed(wanted, limit)
    output.records(found, _record, _COLUMNS, _row, as_json=as_json)


@app.command()
def show(
    delivery: Annotated[int, typer.Argument(metavar="ID", help="The number of a delivery.")],
    raw: Annotated[
        bool, typer.Option("--raw", help="Print the message as it is sent, nothing else.")
    ] = False,
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Show one message with every try that was made.

    \b
    monitor outbox show 17
    monitor outbox show 17 --raw > message.eml
    """
    with closing(open_store_at(store_url(folder))) as store:
        found = store.deliveries.listed(ids=[delivery])
        if not found:
            fail(f"there is no delivery {delivery}")
        attempts = store.deliveries.attempts(delivery)
        payload = store.deliveries.payload(delivery)
    if raw and found[0].is_forgotten:
        fail(
            f"{delivery} is so old that its text is gone (retention.entries); `monitor told` still tells of it"
        )
    if raw:
        sys.stdout.buffer.write(payload or b"")
        return
    tries = [
        {"at": attempt.at, "server": attempt.server, "outcome": attempt.outcome, "reply": attempt.reply}
        for attempt in attempts
    ]
    if as_json:
        output.json_line(_record(found[0]) | {"tries": tries})
        return
    output.table(("", ""), ((name, value) for name, value in _record(found[0]).items()))
    output.table(
        ("at", "server", "outcome", "reply"),
        (
            (output.rfc3339(attempt.at), attempt.server, attempt.outcome, attempt.reply)
            for attempt in attempts
        ),
    )


@app.command()
def retry(
    ids: Annotated[list[int] | None, typer.Argument(metavar="[ID]…", help="Default: all given up.")] = None,
    via: Annotated[
        str | None,
        typer.Option(
            "--via", metavar="mail", help="Mail what was only written to files. Default: all of it."
        ),
    ] = None,
    folder: OwnConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Try messages again: those named, else all that were given up. They keep their bytes and Message-IDs.

    The running daemon hands them over at its next round; without one, `monitor once` does.

    \b
    monitor outbox retry
    monitor outbox retry 17 18
    monitor outbox retry --via mail
    """
    if via not in {None, "mail"}:
        raise typer.BadParameter(f"unknown channel {via!r}; known: mail")
    settings = load_parts(folder, "monitor.yaml")
    if via == "mail" and settings.mail.host is None:
        fail("there is no SMTP host: set mail.host in monitor.yaml")
    with closing(open_store(settings)) as store:
        reasons = _reasons(store, ids or [], by_mail=via == "mail")
        number = _retry_by_mail(store, ids) if via == "mail" else _retry(store, ids)
    said = (
        [f"{number} message{'' if number == 1 else 's'} will be tried again"] if number or not reasons else []
    )
    output.result({"retried": number}, *said, as_json=as_json)
    for reason in reasons:
        output.wrong(reason)
    if reasons:
        raise typer.Exit(1)


def _reasons(store: Store, ids: Sequence[int], *, by_mail: bool) -> list[str]:
    """Return why some of the deliveries named cannot be tried again."""
    known = (
        {delivery.id: delivery for delivery in store.deliveries.listed(limit=_MOST, ids=ids)} if ids else {}
    )
    found = []
    for number in ids:
        delivery = known.get(number)
        if delivery is None:
            found.append(f"there is no delivery {number}; see `monitor outbox list`")
        elif delivery.is_forgotten:
            found.append(f"{number} is so old that its text is gone (retention.entries)")
        elif delivery.state == "sending" or (delivery.state == "sent" and not by_mail):
            word = "is sent" if delivery.state == "sent" else "is being sent at this moment"
            found.append(f"{number} {word}: there is nothing to try again")
        elif by_mail and (delivery.channel != "file" or "@" not in delivery.address):
            found.append(
                f"{number} was not written to a file in place of a mail: it goes by {delivery.channel}"
            )
    return found


def _retry(store: Store, ids: Sequence[int] | None) -> int:
    chosen = ids or [delivery.id for delivery in store.deliveries.listed(["dead"], _MOST)]
    return store.deliveries.retry(chosen, datetime.now(UTC))


def _retry_by_mail(store: Store, ids: Sequence[int] | None) -> int:
    """Put what is addressed to mailboxes and was written to files on its way by mail."""
    filed = [
        delivery.id
        for delivery in store.deliveries.listed(limit=_MOST, ids=ids or None)
        if delivery.channel == "file" and "@" in delivery.address and delivery.state != "sending"
    ]
    states = ("waiting", "sent", "dead")
    return store.deliveries.retry(filed, datetime.now(UTC), channel="smtp", states=states)


def _record(delivery: Delivery) -> dict[str, Any]:
    return {
        "delivery": delivery.id,
        "edition": delivery.edition,
        "recipient": delivery.recipient,
        "address": delivery.address,
        "channel": delivery.channel,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "next_attempt": delivery.due_at if delivery.state == "waiting" else None,
        "reply": delivery.reply,
        "order": delivery.order,
        "subject": delivery.subject,
        "message_id": delivery.message_id,
        "urgent": delivery.urgent,
        "created": delivery.created_at,
        "done": delivery.done_at,
    }


def _row(delivery: Delivery) -> tuple[object, ...]:
    return (
        delivery.id,
        delivery.state,
        delivery.recipient,
        delivery.address,
        delivery.channel,
        delivery.attempts,
        output.rfc3339(delivery.due_at) if delivery.state == "waiting" else "",
        delivery.subject or "notice to operators",
        delivery.reply,
    )
