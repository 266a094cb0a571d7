"""What becomes of a message after a try to hand it over."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

# RFC 5321 4.5.4.1: give up after four to five days. Time in which nobody answered must not count, hence also
# a least number of answers.
GIVE_UP_AFTER = timedelta(days=5)
GIVE_UP_REPLIES = 8

# Channels to programs: they take JSON, and each address is a way out of its own.
TO_PROGRAMS: Final = frozenset({"webhook", "command"})

_LONGEST_REPLY = 500
MOST_PIECES = 1024  # of one message: a server that takes less than a screenful takes no mail


@dataclass(frozen=True, slots=True)
class Shape:
    """How a message travels: whole (``pieces`` 0), or its text alone in so many messages, ``gone`` of them accepted."""

    pieces: int = 0
    gone: int = 0

    @property
    def smaller(self) -> "Shape":
        """Return the next smaller shape: the text alone, then twice the pieces, those accepted before them kept."""
        return Shape(1) if not self.pieces else Shape(2 * self.pieces, 2 * self.gone)

    @property
    def next(self) -> "Shape":
        """Return the shape once one more piece is accepted."""
        return Shape(self.pieces, self.gone + 1)

    @property
    def is_done(self) -> bool:
        """Return whether every piece is accepted."""
        return self.gone >= max(1, self.pieces)


WHOLE = Shape()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A claimed delivery: one envelope with its bytes. ``fence`` proves that it is still ours.

    ``outcome`` is the word for how its last try ended, None if there was none.
    """

    id: int
    edition: int | None
    recipient: str
    channel: str
    address: str
    message_id: str
    payload: bytes
    urgent: bool
    created_at: datetime
    attempts: int
    replies: int
    first_reply_at: datetime | None
    fence: int
    shape: Shape = WHOLE
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server took the message over."""

    reply: str
    server: str = ""


@dataclass(frozen=True, slots=True)
class Deferred:
    """The server answered "not now" to this message; only such answers count toward giving up."""

    reply: str
    server: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """The server answered "never" to this message.

    ``certain`` says that it spoke of the recipient. Only then, or if it takes other messages, is it believed.
    """

    reply: str
    server: str = ""
    certain: bool = False


@dataclass(frozen=True, slots=True)
class TooLarge:
    """The server takes no message of this size; ``smaller`` is how to send it instead, None if it is small already."""

    reply: str
    server: str = ""
    limit: int | None = None  # bytes, where the server says so
    smaller: Shape | None = None


@dataclass(frozen=True, slots=True)
class Blocked:
    """The server will not have *us*: our settings, login, sender, address or reputation. Waits without limit.

    Somebody must act, so it is a fault at once. ``whole`` says that nothing else can be handed over either.
    """

    reply: str
    server: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No answer about this message: connection, TLS or name resolution failed, or the server is busy. Waits without limit.

    ``whole`` says that nothing else can be handed to this server now either.
    """

    reply: str
    server: str = ""
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Unknown:
    """The whole message was sent and no answer came: it may have been accepted (RFC 1047)."""

    reply: str
    server: str = ""


Outcome = Accepted | Deferred | Refused | TooLarge | Blocked | Unreachable | Unknown
Gate = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Experience:
    """What became of messages to other addresses by the same way since this one was first refused."""

    accepted: bool = False
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Settlement:
    """The delivery's next state. ``outcome`` is the word for the audit; ``counted`` marks a server's answer."""

    state: str
    outcome: str
    reply: str
    server: str
    due_at: datetime
    counted: bool = False
    shape: Shape = WHOLE


@dataclass(frozen=True, slots=True)
class Blockade:
    """A way out that will not have us: since when, its words, and whether it takes other messages meanwhile."""

    channel: str
    address: str
    since: datetime
    reply: str
    urgent: bool
    partial: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """How deliveries stand: how many by state, and since when the worst ones wait; None where none does.

    ``overdue_since``: due, and nobody tries it. ``unanswered_since``: no server ever answered it, or its channel
    answers no more. ``urgent_since``: an alert of those. ``oldest_at``: any that is not delivered. ``held``: how many
    wait for their address to come back into the configuration; the instants are not theirs. ``blockades``: what servers hold
    against us.
    """

    states: Mapping[str, int] = field(default_factory=dict)
    oldest_at: datetime | None = None
    overdue_since: datetime | None = None
    unanswered_since: datetime | None = None
    urgent_since: datetime | None = None
    blockades: tuple[Blockade, ...] = ()
    held: int = 0

    @property
    def undone(self) -> int:
        """Return how many messages are not delivered yet."""
        return self.states.get("waiting", 0) + self.states.get("sending", 0)


def settle(
    letter: Outgoing, outcome: Outcome, now: datetime, chance: float, seen: Experience = Experience()
) -> Settlement:
    """Decide what follows from ``outcome``; ``chance`` in [0, 1) spreads the next tries.

    ``seen`` tells a refusal of this message from one of all: see ``Experience``.
    """
    settled = Settlement("waiting", _WORDS[type(outcome)], plain(outcome.reply), outcome.server, now)
    settled = replace(settled, shape=letter.shape)
    match outcome:
        case Accepted():
            shape = letter.shape.next
            return replace(settled, state="sent" if shape.is_done else "waiting", shape=shape)
        case TooLarge(smaller=Shape() as smaller):
            return replace(settled, shape=smaller)
        case Refused(certain=certain):
            return _refused(letter, settled, chance, seen, certain=certain)
        case Deferred() | Unknown():
            return _again_or_never(letter, replace(settled, counted=True), chance)
        case Unreachable():
            return replace(settled, due_at=now + outage_pause(letter, chance))
        case _:
            return _blocked(letter, settled, chance)


def _refused(
    letter: Outgoing, settled: Settlement, chance: float, seen: Experience, *, certain: bool
) -> Settlement:
    """Believe a refusal that is repeated while others get through, or that can only be meant for the recipient.

    The same "never" to everybody is about us: a blocklist, a relay that lost its directory.
    """
    counted = replace(settled, counted=True)
    if seen.refused and not seen.accepted:
        return _blocked(letter, settled, chance)
    if letter.replies == 0:
        pause = timedelta(minutes=1 if letter.urgent else 5)
        return replace(counted, due_at=settled.due_at + pause)
    if seen.accepted or certain:
        return replace(counted, state="dead")
    return _again_or_never(letter, counted, chance)


def _blocked(letter: Outgoing, settled: Settlement, chance: float) -> Settlement:
    """Wait for somebody to act, and look now and then whether somebody did."""
    longest = timedelta(minutes=5 if letter.urgent else 15)
    failures = letter.attempts - letter.replies
    pause = _between(timedelta(seconds=10), _doubled(timedelta(seconds=20), failures, longest), chance)
    return replace(settled, outcome="blocked", due_at=settled.due_at + pause)


def outage_pause(letter: Outgoing, chance: float) -> timedelta:
    """Return how long to leave an unreachable server alone: soon enough that its return is noticed."""
    failures = letter.attempts - letter.replies
    longest = timedelta(minutes=1 if letter.urgent else 5)
    return _between(timedelta(seconds=2), _doubled(timedelta(seconds=5), failures, longest), chance)


def plain(reply: str) -> str:
    """Return a server's words on one line, fit for a log, a table and a message."""
    return " ".join("".join(c if c.isprintable() else " " for c in reply).split())[:_LONGEST_REPLY]


def _again_or_never(letter: Outgoing, settled: Settlement, chance: float) -> Settlement:
    now, first = settled.due_at, letter.first_reply_at or settled.due_at
    if now - first >= GIVE_UP_AFTER and letter.replies + 1 >= GIVE_UP_REPLIES:
        reply = f"gave up after {(now - first).days} days and {letter.replies + 1} answers: {settled.reply}"
        return replace(settled, state="dead", reply=reply)
    pause = _after_silence(letter, chance) if settled.outcome == "unknown" else _after_reply(letter, chance)
    return replace(settled, due_at=now + pause)


def _after_reply(letter: Outgoing, chance: float) -> timedelta:
    base = timedelta(seconds=15 if letter.urgent else 60)
    longest = timedelta(minutes=30) if letter.urgent else timedelta(hours=4)
    return _between(timedelta(seconds=5), _doubled(base, letter.replies + 1, longest), chance)


def _after_silence(letter: Outgoing, chance: float) -> timedelta:
    """Wait at least ten minutes and ever longer: each of these tries may put one more copy in a mailbox."""
    most = _doubled(timedelta(minutes=20), letter.replies, timedelta(hours=48))
    return _between(most / 2, most, chance)


def _doubled(base: timedelta, times: int, longest: timedelta) -> timedelta:
    return min(base * (1 << min(max(times, 0), 20)), longest)


def _between(least: timedelta, most: timedelta, chance: float) -> timedelta:
    return least + (most - least) * chance if most > least else least


_WORDS: Mapping[type[Outcome], str] = {
    Accepted: "accepted",
    Deferred: "deferred",
    Refused: "refused",
    TooLarge: "too large",
    Blocked: "blocked",
    Unreachable: "unreachable",
    Unknown: "unknown",
}
