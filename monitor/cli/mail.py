"""``monitor mail test``: does mail get out, and what does the server say?"""

import secrets
from datetime import UTC, datetime
from typing import Annotated

import typer

from monitor import fetch, runtime
from monitor.channels import open_mail
from monitor.channels.smtp import Patience
from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, fail, load_parts
from monitor.core.editions.edition import Envelope
from monitor.core.operations import outbox
from monitor.core.operations.outbox import Accepted, Outcome, Outgoing
from monitor.core.orders import envelopes
from monitor.core.settings import Config
from monitor.render.mime import message

app = typer.Typer(no_args_is_help=True, help="Mail: try the way out.")

HINT = "→ check `mail:` in monitor.yaml and the password; `monitor doctor` says where it fails"

_TEXT = """This is a test of monitor: your settings for outgoing mail work.

Nothing was recorded, and nothing else will come of it.
"""


@app.callback()
def mail() -> None:
    """Try the way out."""


@app.command("test")
def send_test(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Who gets the test message.")],
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Send a test message with the settings of monitor.yaml and print what the server said.

    \b
    monitor mail test me@example.org
    """
    settings = load_parts(folder, "monitor.yaml")
    if settings.mail.host is None:
        fail(
            "there is no SMTP host: set mail.host in monitor.yaml. Messages are written to var/outbox until then"
        )
    if "@" not in address:
        fail(f"'{address}' is not a mail address; a recipient is tried by `monitor channel test {address}`")
    outcome = runtime.run(_send(settings, address))
    reply = outbox.plain(outcome.reply)
    accepted = isinstance(outcome, Accepted)
    if as_json:
        record = {"address": address, "server": outcome.server, "outcome": type(outcome).__name__.lower()}
        output.json_line(record | {"accepted": accepted, "reply": reply})
    else:
        output.console.print(
            f"{'accepted' if accepted else 'NOT accepted'} by {outcome.server}", style="bold"
        )
        output.table(("", ""), [("reply", reply)])
        if not accepted:
            output.line(HINT)
    if not accepted:
        raise typer.Exit(1)


async def _send(settings: Config, address: str) -> Outcome:
    async with fetch.client(settings.network, settings.polling) as client:
        channel = open_mail(settings.mail, client.post, Patience(acceptance=120))
        async with channel.session() as session:
            return await session.send(_letter(settings, address), _at_once)


async def _at_once() -> None:
    """Wait for nothing: no other message is on its way."""


def _letter(settings: Config, address: str) -> Outgoing:
    now, host = datetime.now(UTC), envelopes.domain(settings.mail)
    name = envelopes.message_id(host, "test", secrets.token_hex(16))
    mail = settings.mail
    envelope = Envelope(name, now, envelopes.sender(mail), address, reply_to=mail.reply_to)
    payload = message(envelope, "Test of monitor", "en", [("plain", _TEXT)])
    return Outgoing(0, None, "", "smtp", address, name, payload, False, now, 0, 0, None, 0)
