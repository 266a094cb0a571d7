"""``monitor digest show``: an edition as it was sent, again."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, fail, store_url, write_text
from monitor.cli.stores import open_store_at
from monitor.core.orders.model import alert_key, digest_key
from monitor.render.parcels import html_of, subject_of, text_of
from monitor.store.deliveries import Delivery


def show(
    order: Annotated[str, typer.Argument(metavar="ID", help="The id of a digest or of an alert.")],
    edition: Annotated[
        int | None, typer.Option("--edition", metavar="N", help="Its number. Default: the last.")
    ] = None,
    recipient: Annotated[
        str | None,
        typer.Option("--recipient", metavar="NAME", help="For whom. Default: whoever got the last."),
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the HTML part here.")
    ] = None,
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Show an edition as it was sent: its text, or its HTML. Texts are kept for `retention.entries`.

    \b
    monitor digest show daily
    monitor digest show daily --edition 12 --recipient duty --html daily.html
    """
    with closing(open_store_at(store_url(folder))) as store:
        found = store.deliveries.of_edition((digest_key(order), alert_key(order)), recipient, edition)
        payloads = [store.deliveries.payload(each.id) or b"" for each in found]
    if not found:
        fail(f"nothing was sent for {order!r} that fits; see `monitor outbox list`")
    if found[0].is_forgotten:
        fail("it is so old that its text is gone (retention.entries); `monitor told` still tells of it")
    if html is not None:
        write_text(html, _html(payloads[0]))
    records = [_record(each, payload) for each, payload in zip(found, payloads, strict=True)]
    said = () if html is not None else (_said(record) for record in records)
    output.results(records, said, as_json=as_json)


def _html(payload: bytes) -> str:
    return html_of(payload) or fail("it has no HTML part")


def _record(delivery: Delivery, payload: bytes) -> dict[str, object]:
    return {
        "delivery": delivery.id,
        "order": delivery.order,
        "recipient": delivery.recipient,
        "address": delivery.address,
        "state": delivery.state,
        "done": delivery.done_at,
        "subject": subject_of(payload),
        "text": text_of(payload),
    }


def _said(record: dict[str, object]) -> str:
    head = f"{record['recipient']} <{record['address']}>, {record['state']}\n{record['subject']}"
    return f"{head}\n\n{record['text']}"
