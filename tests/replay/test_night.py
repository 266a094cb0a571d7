"""A night of twelve events, four of them kidnappings, in one capital within two hours, by the shipped rules, the real steps and a real mail server.

One event is denied by the government, two are graver than all before, and the alert may send six messages an hour. Each
event is told in time, none twice, none is hidden.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from monitor import runtime
from monitor.channels.smtp import SmtpChannel
from monitor.core.editions.edition import Edition, Envelope, Notice, Rendered
from monitor.core.model import Entry, Hit, Report, Severity, Text
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.matcher import Matcher
from monitor.core.settings import Alert, Config, Mail, Select
from monitor.render.message import render
from monitor.steps import group
from monitor.store import Store
from tests.newsroom import Newsroom
from tests.replay.run import settings
from tests.smtpd import Kept, Smtpd, serving
from tests.store.filing import file

MINUTE = timedelta(minutes=1)
EVENING = datetime(2026, 3, 9, 20, 0, tzinfo=UTC)
IN_TIME = 13 * MINUTE  # two in which reports gather, ten until what is over the limit is told, one to be sent

# minute, feed, language, headline, summary; the sixth and the ninth event are graver than all before
EVENTS = (
    (
        2,
        "wire-en-1",
        "en",
        "Mayor of a Bamako district abducted by gunmen",
        "Armed men on motorbikes took him from his office on Monday evening, residents said.",
    ),
    (
        9,
        "wire-fr-1",
        "fr",
        "Mali : manifestation dispersée à Bamako, un mort",
        "Un étudiant a été tué par balle lundi soir à Badalabougou.",
    ),
    (
        16,
        "wire-en-2",
        "en",
        "Prison break in Bamako: 60 inmates escape from central jail",
        "Gunmen blew up a wall of the prison on Monday evening.",
    ),
    (
        24,
        "wire-en-3",
        "en",
        "Russian mercenaries beat a trader to death in Bamako market",
        "Witnesses said Africa Corps men killed him on Monday evening.",
    ),
    (
        31,
        "local-fr-1",
        "fr",
        "Mali : un imam enlevé à Bamako par des inconnus armés",
        "Il a été emmené lundi soir à la sortie de la mosquée de Banconi.",
    ),
    (
        33,
        "wire-en-4",
        "en",
        "Jihadists burn fuel tankers on the road to Bamako",
        "Twelve trucks were set ablaze near the capital on Monday evening, drivers said.",
    ),
    (
        45,
        "wire-en-5",
        "en",
        "French embassy in Bamako urges citizens to leave Mali at once",
        "It advised them on Monday evening to take commercial flights.",
    ),
    (
        52,
        "wire-en-1",
        "en",
        "Two foreign engineers kidnapped in Bamako",
        "Armed men took a Chinese and an Indian engineer from their car on Monday evening, police said.",
    ),
    (
        80,
        "wire-ar-1",
        "ar",
        "هجوم مسلح على فندق في باماكو",
        "اقتحم مسلحون الفندق مساء الاثنين في عاصمة مالي وسمع إطلاق نار.",
    ),
    (
        84,
        "wire-ar-1",
        "ar",
        "اختطاف طبيب في باماكو على يد مسلحين",
        "اقتاد مسلحون الطبيب من عيادته مساء الاثنين.",
    ),
    (
        95,
        "local-fr-1",
        "fr",
        "Mali : l'aéroport de Bamako attaqué par des jihadistes",
        "Des explosions ont été entendues lundi soir à la base aérienne de Sénou.",
    ),
    (
        108,
        "wire-fr-3",
        "fr",
        "Mali : coup d'État en cours à Bamako, des soldats s'emparent de la télévision d'État",
        "Des militaires ont annoncé lundi soir la dissolution du gouvernement.",
    ),
)
DENIAL = (72, "state-fr-1", "en", "Mali government denies kidnapping of foreign engineers in Bamako", "The security ministry said the two engineers were safe at their hotel.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message as it arrived, at a minute of the evening."""

    minute: int
    subject: str
    text: str


class _Desk(Newsroom):
    """A newsroom whose messages are real."""

    async def _render(self, what: Edition | Notice, envelopes: Sequence[Envelope]) -> tuple[Rendered, ...]:
        self.rendered.append(what)
        return render(what, envelopes, {})


@contextmanager
def desk(store: Store) -> Iterator[tuple[_Desk, Smtpd]]:
    """Give a desk that watches by the shipped rules, at six messages an hour, and its mail server."""
    with serving(Smtpd()) as server:
        mail = Mail("127.0.0.1", server.port, "none", sender="Watch <watch@example.org>")
        alert = Alert("urgent", ("duty",), Select(Severity.MEDIUM), max_per_hour=6)
        made = _Desk(store, replace(settings(), mail=mail, alerts={"urgent": alert}, digests={}), "night")
        made.channels = {"smtp": SmtpChannel(mail)}
        made.now = EVENING
        made.register()
        yield made, server


def reports(setup: Config) -> dict[int, Report]:
    """Return the report that comes in at each minute, as the rules read it."""
    listed = sorted((*EVENTS, DENIAL))
    matcher = Matcher(compile_rules(setup.ruleset, setup.places)[0])
    texts = [Text(title, summary, lang, EVENING + at * MINUTE) for at, _, lang, title, summary in listed]
    found = {}
    for number, ((at, feed, lang, title, summary), matches) in enumerate(
        zip(listed, matcher.match(texts), strict=True), 1
    ):
        seen = EVENING + at * MINUTE
        entry = Entry(number, feed, title, summary, f"https://{feed}.example/{at}", None, lang, seen, seen)
        hits = tuple(Hit(10 * number + place, number, match, seen) for place, match in enumerate(matches))
        found[at] = Report(entry, hits)
    return found


def night(room: _Desk, server: Smtpd) -> list[Arrived]:
    """Let the evening pass, minute by minute; return what arrived."""
    coming, arrived = reports(room.config), list[Arrived]()
    for minute in range(1, 150):
        room.now = EVENING + minute * MINUTE
        if minute in coming:
            file(room.store, coming[minute])
            runtime.run(group.group(room.deps))
        before = len(server.kept)
        room.edit()
        room.deliver()
        arrived += [_read(minute, kept) for kept in server.kept[before:]]
    return arrived


def _read(minute: int, kept: Kept) -> Arrived:
    message = message_from_bytes(kept.content, policy=default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    assert body is not None
    return Arrived(minute, str(message["Subject"]), _plain(str(body.get_content())))


def test_each_event_is_told_in_time_none_twice_and_none_is_hidden(store: Store) -> None:
    with desk(store) as (room, server):
        evening = night(room, server)
    delays = {
        at: [each.minute - at for each in evening if f"https://{feed}.example/{at} " in each.text]
        for at, feed, _, _, _ in (*EVENTS, DENIAL)
    }
    graver = [delays[EVENTS[5][0]], delays[EVENTS[8][0]]]
    disputed = [each for each in evening if each.subject.startswith("DISPUTED")]
    an_hour = [[other for other in evening if 0 <= other.minute - each.minute < 60] for each in evening]

    assert {at: len(told) for at, told in delays.items()} == dict.fromkeys(delays, 1)
    assert max(delay for told in delays.values() for delay in told) * MINUTE <= IN_TIME
    assert graver == [[2], [2]]  # at once, however much was sent
    assert len(disputed) == 1
    assert "foreign engineers" in disputed[0].subject
    assert "denied by state-fr-1 (state)" in disputed[0].text
    assert any("The hourly limit of this alert is reached" in each.text for each in evening)
    assert max(map(len, an_hour)) <= 6 + 6  # six, and what is gathered each ten minutes


def _plain(text: str) -> str:
    """Return a text without the marks that keep its directions apart, on one line."""
    return " ".join(text.replace("\u2068", "").replace("\u2069", "").split())
