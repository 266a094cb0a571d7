"""ACKNOWLEDGE: somebody takes a story in hand, by the link of a message."""

from dataclasses import dataclass
from datetime import datetime

from monitor.core.model import Acknowledgement, Story
from monitor.core.orders.tickets import Ticket, opened
from monitor.core.settings import Config
from monitor.core.text.clean import clean
from monitor.store import Store

NAME = 80  # characters of a name that somebody gives


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """What a link is about; ``given`` are the acknowledgements of its stories that cover what its message told."""

    ticket: Ticket
    lang: str
    stories: tuple[Story, ...]
    given: tuple[Acknowledgement, ...]
    is_expired: bool

    @property
    def is_open(self) -> bool:
        """Return whether something is left to acknowledge."""
        return not self.is_expired and len(self.given) < len(self.stories)


def open_link(store: Store, config: Config, text: str, now: datetime) -> OpenedLink | None:
    """Return what the link with this ticket is about; None if we never made it, or nothing of it is left."""
    ticket = opened(text, store.acknowledgements.key())
    if ticket is None:
        return None
    stories = tuple(store.stories.by_ids(ticket.stories).values())
    latest = store.acknowledgements.latest(ticket.stories)
    given = tuple(
        acknowledgement for acknowledgement in latest.values() if acknowledgement.until >= ticket.until
    )
    reader = config.recipients.get(ticket.who)
    lang = "en" if reader is None else reader.lang
    return OpenedLink(ticket, lang, stories, given, ticket.is_expired(now)) if stories else None


def acknowledge(store: Store, link: OpenedLink, name: str, now: datetime) -> tuple[Acknowledgement, ...]:
    """Keep that the reader of a link has its stories in hand, under a name if she gave one; return what holds now.

    What was told after the message of the link is not acknowledged by it.
    """
    ticket, named = link.ticket, " ".join(clean(name).split())[:NAME]
    who = f"{named} ({ticket.who})" if named else ticket.who
    until = min(ticket.until, now)  # a clock that ran ahead may have signed the link
    given = (Acknowledgement(story.id, who, "link", now, until) for story in link.stories)
    return tuple(store.acknowledgements.add(acknowledgement) for acknowledgement in given)
