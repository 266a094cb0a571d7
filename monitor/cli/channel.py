"""``monitor channel test``: does a message reach a recipient by each of its addresses, and what is answered?"""

import secrets
from datetime import UTC, datetime
from typing import Annotated

import typer

from monitor import fetch, runtime
from monitor.channels import open_channels
from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, fail, load_config
from monitor.config.problems.suggest import did_you_mean, listed
from monitor.core.editions.edition import Envelope, Notice
from monitor.core.operations import outbox
from monitor.core.operations.notice import NoticeItem
from monitor.core.operations.outbox import TO_PROGRAMS, Accepted, Outcome, Outgoing
from monitor.core.operations.redaction import Concealer, secrets_of
from monitor.core.orders import envelopes
from monitor.core.orders.envelopes import Address
from monitor.core.settings import Config, Recipient
from monitor.render.message import render

app = typer.Typer(no_args_is_help=True, help="Ways out: try those of a recipient.")


@app.callback()
def channel() -> None:
    """Try the ways out."""


@app.command("test")
def send_test(
    recipient: Annotated[str, typer.Argument(metavar="RECIPIENT", help="Who gets the test message.")],
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Send a test message to every address of a recipient and print what was answered; exit 1 if one did not take it.

    Mail, files, chats, webhooks and programs, each exactly as an alert would go. Nothing is recorded.

    \b
    monitor channel test duty
    """
    settings = load_config(folder)
    if recipient not in settings.recipients:
        known = list(settings.recipients)
        fail(
            f"there is no recipient {recipient}: {did_you_mean(recipient, known, f'there are {listed(known)}')}"
        )
    answers = runtime.run(_send(settings, settings.recipients[recipient]))
    conceal = Concealer(secrets_of(settings)).conceal
    rows = [
        {
            "channel": address.channel,
            "address": address.address,
            "accepted": isinstance(outcome, Accepted),
            "outcome": type(outcome).__name__.lower(),
            "reply": conceal(outbox.plain(outcome.reply)),
        }
        for address, outcome in answers
    ]
    columns = ("channel", "address", "outcome", "reply")
    output.records(rows, dict, columns, lambda row: [row[name] for name in columns], as_json=as_json)
    if not rows or not all(row["accepted"] for row in rows):
        raise typer.Exit(1)


async def _send(settings: Config, reader: Recipient) -> list[tuple[Address, Outcome]]:
    addresses = envelopes.addresses(reader, settings.mail)
    async with fetch.client(settings.network, settings.polling) as client:
        channels = open_channels(settings, client.post)
        answers = []
        for address, letter in zip(addresses, _letters(settings, reader, addresses), strict=True):
            async with channels[address.channel].session() as session:
                answers.append((address, await session.send(letter, _at_once)))
        return answers


async def _at_once() -> None:
    """Wait for nothing: no other message is on its way."""


def _letters(settings: Config, reader: Recipient, addresses: tuple[Address, ...]) -> list[Outgoing]:
    now, host = datetime.now(UTC), envelopes.domain(settings.mail)
    sealed = [
        Envelope(
            message_id=envelopes.message_id(host, "test", secrets.token_hex(16)),
            date=now,
            sender=envelopes.sender(settings.mail),
            to=address.address,
            reply_to=settings.mail.reply_to,
        )
        for address in addresses
    ]
    item = NoticeItem("test", reader.id, "", "")
    zone = reader.timezone or settings.timezone
    notice = Notice((item,), now, "test", settings.hash, reader.lang, zone, reader.format)
    return [
        Outgoing(
            id=0,
            edition=None,
            recipient=reader.id,
            channel=address.channel,
            address=address.address,
            message_id=envelope.message_id,
            payload=made.payload if address.channel in TO_PROGRAMS else made.mail,
            urgent=False,
            created_at=now,
            attempts=0,
            replies=0,
            first_reply_at=None,
            fence=0,
        )
        for address, envelope, made in zip(addresses, sealed, render(notice, sealed, {}), strict=True)
    ]
