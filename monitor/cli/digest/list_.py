"""``monitor digest list``: when digests are made."""

from datetime import UTC, datetime
from itertools import islice
from typing import Annotated

import typer

from monitor.cli import output
from monitor.cli.options import ORDERS, ConfigDir, Json, load_parts
from monitor.cli.stores import store_if_any
from monitor.core.orders import schedule
from monitor.core.orders.model import Registered, digest_key
from monitor.core.settings import Config, Digest

Listed = tuple[Digest, list[datetime]]


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
    settings = load_parts(folder, *ORDERS)
    rows = _registered(settings)
    listed = [(digest, _instants(digest, rows, count)) for digest in settings.digests.values()]
    output.records(listed, _record, ("id", "to", "next"), _row, as_json=as_json)


def _record(listed: Listed) -> dict[str, object]:
    digest, instants = listed
    return {"id": digest.id, "next": instants, "to": digest.to}


def _row(listed: Listed) -> tuple[object, ...]:
    digest, instants = listed
    return digest.id, ", ".join(digest.to), "\n".join(_local(digest, instant) for instant in instants)


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
