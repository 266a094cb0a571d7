"""What becomes of a message after a try to hand it over."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

# RFC 5321 4.5.4.1: give up after four to five days. Time in which nobody answered must not count, hence also
# a least number of answers.
GIVE_UP_AFTER = timedelta(days=5)
GIVE_UP_REPLIES = 8

_LONGEST_REPLY = 500


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A claimed delivery: one envelope with its bytes. ``fence`` proves that it is still ours."""

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
    """The server answered "never" to this message."""

    reply: str
    server: str = ""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No answer about this message: connection, TLS, login or name resolution failed. Waits without limit.

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


Outcome = Accepted | Deferred | Refused | Unreachable | Unknown
Gate = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Settlement:
    """The delivery's next state. ``outcome`` is the word for the audit; ``counted`` marks a server's answer."""

    state: str
    outcome: str
    reply: str
    server: str
    due_at: datetime
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """How deliveries stand: how many by state, and since when the worst ones wait; None where none does.

    ``overdue_since``: due, and nobody tries it. ``unanswered_since``: no server ever answered it, or its channel
    answers no more. ``urgent_since``: an alert of those. ``oldest_at``: any that is not delivered.
    """

    states: Mapping[str, int] = field(default_factory=dict)
    oldest_at: datetime | None = None
    overdue_since: datetime | None = None
    unanswered_since: datetime | None = None
    urgent_since: datetime | None = None

    @property
    def undone(self) -> int:
        """How many messages are not delivered yet."""
        return self.states.get("waiting", 0) + self.states.get("sending", 0)


def settle(letter: Outgoing, outcome: Outcome, now: datetime, chance: float) -> Settlement:
    """Decide what follows from ``outcome``; ``chance`` in [0, 1) spreads the next tries."""
    reply, server = plain(outcome.reply), outcome.server
    match outcome:
        case Accepted():
            return Settlement("sent", "accepted", reply, server, now)
        case Refused():
            return Settlement("dead", "refused", reply, server, now, counted=True)
        case Deferred():
            return _again_or_never(
                letter, Settlement("waiting", "deferred", reply, server, now, counted=True), chance
            )
        case Unknown():
            return _again_or_never(
                letter, Settlement("waiting", "unknown", reply, server, now, counted=True), chance
            )
        case Unreachable():
            due_at = now + outage_pause(letter, chance)
            return Settlement("waiting", "unreachable", reply, server, due_at)


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
        return Settlement("dead", settled.outcome, reply, settled.server, now, counted=True)
    pause = _after_silence(letter, chance) if settled.outcome == "unknown" else _after_reply(letter, chance)
    return Settlement(
        settled.state, settled.outcome, settled.reply, settled.server, now + pause, counted=True
    )


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
