"""``monitor told``: who was told of a story, when, by which way, and what the server said."""

from collections.abc import Sequence
from contextlib import closing
from typing import Annotated

import typer

from monitor.cli import output
from monitor.cli.ack import record as ack_record
from monitor.cli.options import ConfigDir, Json, fail, store_url
from monitor.cli.stores import open_store_at
from monitor.core.model import Acknowledgement
from monitor.store.tellings import Message


def told(
    story: Annotated[int, typer.Argument(metavar="STORY", help="The number of a story.")],
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Say who was told of a story, when, as what, by which way, with the server's words; and who acknowledged it.

    It is kept as long as the story's hits (`retention.hits`).

    \b
    monitor told 12
    monitor told 12 --json
    """
    with closing(open_store_at(store_url(folder))) as store:
        if story not in store.stories.by_ids([story]):
            fail(f"there is no story {story}; see `monitor stories list`")
        messages, given = store.tellings.of(story), store.acknowledgements.of(story)
    if as_json:
        for message in messages:
            output.json_line(record(message))
        for acknowledgement in given:
            output.json_line({"acknowledged": ack_record(acknowledgement)})
        return
    print_told(messages, given)
    if not messages:
        output.line(f"→ monitor route test --story {story} says who will be, and why others will not")


def print_told(messages: Sequence[Message], given: Sequence[Acknowledgement]) -> None:
    """Print for people who was told, and who has the story in hand."""
    if not messages:
        output.line("nobody was told of it")
    else:
        columns = ("told (UTC)", "as", "order", "recipient", "by", "state", "the server said")
        output.table(columns, map(_row, messages))
    for acknowledgement in given:
        output.line(
            f"acknowledged by {acknowledgement.who}, {output.rfc3339(acknowledgement.at)} ({acknowledgement.how})"
        )


def record(message: Message) -> dict[str, object]:
    """Return a message that told of a story as JSON has it."""
    return {
        "at": message.at,
        "order": message.order,
        "recipient": message.recipient,
        "status": message.status,
        "severity": str(message.severity),
        "subject": message.subject,
        "delivery": message.delivery,
        "channel": message.channel,
        "address": message.address,
        "state": message.state,
        "attempts": message.attempts,
        "reply": message.reply,
        "done_at": message.done_at,
    }


def _row(message: Message) -> tuple[object, ...]:
    way = f"{message.channel} {message.address}" if message.delivery is not None else "no address"
    state = f"{message.state} {output.rfc3339(message.done_at)}" if message.done_at else message.state
    told_as = f"{message.status} {message.severity}"
    return message.at, told_as, message.order, message.recipient, way, state, message.reply
