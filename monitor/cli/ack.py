"""``monitor ack``: say that a story is in hand, so that nobody is reminded of it."""

import getpass
from contextlib import closing
from datetime import UTC, datetime
from typing import Annotated

import typer

from monitor.cli import output
from monitor.cli.options import Json, fail, load_config
from monitor.cli.stores import OwnConfigDir, open_store
from monitor.core.model import Acknowledgement
from monitor.core.text.clean import clean
from monitor.steps.acknowledging import NAME


def ack(
    story: Annotated[int, typer.Argument(metavar="STORY", help="The number of a story.")],
    who: Annotated[str, typer.Option("--who", metavar="NAME", help="Who has it in hand. Default: you.")] = "",
    folder: OwnConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Acknowledge a story: what was told of it until now is in hand, and nobody is reminded of that.

    News of the story is told all the same, and wants an acknowledgement of its own. Later messages, `monitor stories
    show` and `monitor told` say who has it.

    \b
    monitor ack 12
    monitor ack 12 --who "Awa, night desk"
    """
    now, named = datetime.now(UTC), " ".join(clean(who).split())[:NAME] or getpass.getuser()
    with closing(open_store(load_config(folder))) as store:
        if story not in store.stories.by_ids([story]):
            fail(f"there is no story {story}; see `monitor stories list`")
        given = store.acknowledgements.add(Acknowledgement(story, named, "command", now, now))
    is_new = given.at == now
    if as_json:
        output.json_line(record(given) | {"new": is_new})
    else:
        word = "acknowledged" if is_new else "was acknowledged already"
        output.line(f"story {story} {word} by {given.who}, {output.rfc3339(given.at)}")


def record(given: Acknowledgement) -> dict[str, object]:
    """Return an acknowledgement as JSON has it."""
    return {"story": given.story, "who": given.who, "how": given.how, "at": given.at}
