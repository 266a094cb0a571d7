"""Stories, requests and envelopes to compose and render in tests; every text is invented."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.core.editions.edition import EditionRequest, Envelope, StoryReport
from monitor.core.model import Entry, Evidence, Hit, Match, Place, Report, Severity, Story
from monitor.core.rules.model import Rule, RuleSet, Vocabulary
from monitor.core.settings import Alert, Digest, Feed, Recipient

END = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
START = END - timedelta(days=1)
UTC_ZONE = ZoneInfo("UTC")
DIGEST = Digest("daily", ("desk",), "0 6 * * *", None, UTC_ZONE, title="Daily")
ALERT = Alert("urgent", ("desk",), title="Urgent")
DESK = Recipient("desk", mail=("desk@example.org",))

FEEDS = {
    "wire": Feed("wire", "https://wire.example/rss", "World Wire", "en", "wire"),
    "wire-fr": Feed("wire-fr", "https://wire.example/fr", "World Wire FR", "fr", "wire", publisher="wire"),
    "kayes": Feed("kayes", "https://kayes.example/rss", "Kayes Infos", "fr", "local"),
    "ortm": Feed("ortm", "https://ortm.example/rss", "Télé Nationale", "fr", "state"),
    "sahra": Feed("sahra", "https://sahra.example/rss", "صحراء", "ar", "local"),
}
PLACES = {
    "bamako": Place("bamako", "Bamako", "ML", "Bamako", "capital", None, None, "باماكو"),
    "diboli": Place("diboli", "Diboli", "ML", "Kayes", "border", None, None, "ديبولي"),
    "tera": Place("tera", "Téra", "NE", "Tillabéri", "core", None, None),
}
RULES = RuleSet(
    {
        "attack": Vocabulary("attack", "Attack", (), labels={"en": "Attack", "fr": "Attaque", "ar": "هجوم"}),
        "jnim": Vocabulary("jnim", "JNIM", (), labels={"en": "JNIM"}),
        "context": Vocabulary("context", "Words that show that a text is about the region at all", ()),
    },
    (Rule("armed-attack", "Armed attack", Severity.HIGH, ("attack",), source="rules/attacks.yaml:12"),),
)


def hit(
    number: int,
    entry: int,
    severity: Severity = Severity.HIGH,
    words: Sequence[Evidence] = (),
    **match: object,
) -> Hit:
    """Make a hit of the rule ``armed-attack``; ``match`` replaces fields of its match."""
    found = Match("armed-attack", "cafe0123", severity, ("attack",), tuple(words))
    return Hit(number, entry, replace(found, **match), START + timedelta(hours=1))  # type: ignore[arg-type]  # field names are the caller's


def evidence(text: str, word: str, field: str = "title") -> Evidence:
    """Point at a word of a text."""
    at = text.index(word)
    return Evidence("event", word, word, field, at, at + len(word))


def report(
    number: int,
    title: str = "Attack near Diboli",
    summary: str = "",
    *,
    feed: str = "wire",
    severity: Severity = Severity.HIGH,
    words: Sequence[str] = (),
) -> Report:
    """Make an entry with one hit; ``words`` are marked wherever they stand."""
    seen = START + timedelta(minutes=10 * (number % 140))
    fields = {"title": title, "summary": summary}
    marks = [evidence(text, word, field) for field, text in fields.items() for word in words if word in text]
    entry = Entry(
        id=number,
        feed=feed,
        title=title,
        summary=summary,
        link=f"https://{feed}.example/{number}",
        author=None,
        lang=FEEDS[feed].lang if feed in FEEDS else None,
        published=seen - timedelta(minutes=5),
        seen_at=seen,
    )
    return Report(entry, (hit(1000 + number, number, severity, marks),))


def story(
    number: int, reports: Sequence[Report], severity: Severity = Severity.HIGH, **fields: object
) -> Story:
    """Make the story of these reports; ``fields`` replaces what they do not say."""
    first, last = reports[0].entry, reports[-1].entry
    made = Story(
        id=number,
        title=first.title,
        severity=severity,
        tags=("attack",),
        rules=("armed-attack",),
        concepts=("attack", "jnim", "context"),
        places=("diboli",),
        toll={},
        feeds=tuple(dict.fromkeys(each.entry.feed for each in reports)),
        entries=tuple(each.entry.id for each in reports),
        first_at=first.effective,
        last_at=last.effective,
        first_seen=first.seen_at,
        last_seen=last.seen_at,
    )
    return replace(made, **fields)  # type: ignore[arg-type]  # field names are the caller's


def told(number: int, severity: Severity = Severity.HIGH, **fields: object) -> StoryReport:
    """Make a new story of one report, all by its number."""
    one = report(number, f"Attack number {number} near Diboli", "Gunmen attacked a post.", severity=severity)
    return StoryReport(story(number, [one], severity, **fields), (one,))


def request(
    *stories: StoryReport, order: Digest | Alert = DIGEST, recipient: Recipient = DESK
) -> EditionRequest:
    """Make a request for these stories on an ordinary day."""
    return EditionRequest(
        order=order,
        recipient=recipient,
        start=START,
        end=END,
        now=END + timedelta(seconds=30),
        number=12,
        timezone=UTC_ZONE,
        config_hash="0123456789abcdef",
        run="run-1",
        stories=stories,
        feeds=FEEDS,
        places=PLACES,
        ruleset=RULES,
    )


def envelope(**fields: object) -> Envelope:
    """Make the envelope of a message to the desk."""
    made = Envelope(
        message_id="daily.12.3f2a@monitor.example.org",
        date=END + timedelta(seconds=30),
        sender="Monitor <monitor@example.org>",
        to="desk@example.org",
        list_id="daily.monitor.example.org",
        feedback="desk@example.org",
    )
    return replace(made, **fields)  # type: ignore[arg-type]  # field names are the caller's
