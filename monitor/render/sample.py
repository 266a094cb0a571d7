"""An invented day in an invented country, to try templates on and to preview a digest before anything happened."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.core.editions.compose import compose
from monitor.core.editions.edition import (
    Coverage,
    Edition,
    EditionRequest,
    FeedFault,
    StoryReport,
    Suppressed,
    Tally,
)
from monitor.core.model import Entry, Evidence, Hit, Match, Place, Report, Severity, Signal, Story
from monitor.core.rules.model import Rule, RuleSet, Vocabulary
from monitor.core.settings import Alert, Digest, Feed, Recipient

END = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
START = END - timedelta(days=1)

FEEDS = {
    "agency": Feed("agency", "https://agency.example/rss", "Coastal Agency", "en", "wire"),
    "courrier": Feed("courrier", "https://courrier.example/rss", "Courrier du Golfe", "fr", "local"),
    "sahifa": Feed("sahifa", "https://sahifa.example/rss", "صحيفة الميناء", "ar", "local"),
    "ministry": Feed("ministry", "https://gov.example/rss", "Ministry of Transport", "en", "state"),
}
PLACES = {
    "port-lenna": Place("port-lenna", "Port Lenna", "Lenna", "Coast", "capital", None, None),
    "tarsa": Place("tarsa", "Tarsa", "Lenna", "Hills", "core", None, None),
}
RULES = RuleSet(
    {
        "accident": Vocabulary("accident", "Accident", (), labels={"fr": "Accident", "ar": "حادث"}),
        "flood": Vocabulary("flood", "Flood", (), labels={"fr": "Inondation", "ar": "فيضان"}),
        "strike": Vocabulary("strike", "Strike", (), labels={"fr": "Grève", "ar": "إضراب"}),
    },
    (
        Rule(
            "ferry-accident",
            "Ferry accident",
            Severity.CRITICAL,
            ("accident",),
            source="rules/transport.yaml:12",
        ),
        Rule("flood", "Flood", Severity.MEDIUM, ("weather",), source="rules/weather.yaml:4"),
        Rule("port-strike", "Strike in a port", Severity.LOW, ("labour",), source="rules/labour.yaml:9"),
    ),
)


def sample_request(order: Digest | Alert, recipient: Recipient) -> EditionRequest:
    """Return what the edit step might gather on the invented day, for this order and recipient."""
    stories = _stories()
    if isinstance(order, Alert):
        stories = tuple(
            story for story in stories if story.story.severity >= Severity.HIGH and story.status == "new"
        )
    return EditionRequest(
        order=order,
        recipient=recipient,
        start=START,
        end=END,
        now=END + timedelta(seconds=40),
        number=7,
        timezone=ZoneInfo("UTC"),
        config_hash="5a3e1c0d9b7f",
        run="sample",
        stories=stories,
        signals=() if isinstance(order, Alert) else (_signal(),),
        suppressed=_suppressed(),
        coverage=_coverage(),
        next_at=END + timedelta(days=1),
        feeds=FEEDS,
        places=PLACES,
        ruleset=RULES,
        cited={report.entry.id: report for story in stories for report in story.new},
        history=_history(),
        known_days=30,
    )


def sample_edition(lang: str = "en", *, alert: bool = False) -> Edition:
    """Return the edition of the invented day."""
    zone = ZoneInfo("UTC")
    order = (
        Alert("urgent", ("desk",), title="Urgent")
        if alert
        else Digest("daily", ("desk",), "0 6 * * *", None, zone, title="Daily digest")
    )
    return compose(sample_request(order, Recipient("desk", lang=lang)))


def _stories() -> tuple[StoryReport, ...]:
    ferry, flood, strike, denied = _ferry(), (_flood(),), (_strike(),), (_denial(),)
    toll = {"killed": (19, 22)}
    return (
        StoryReport(
            replace(_story(1, ferry, Severity.CRITICAL, "accident", "port-lenna"), toll=toll),
            ferry,
            told=Severity.CRITICAL,
            told_at=START + timedelta(hours=6, minutes=12),
        ),
        StoryReport(_story(2, flood, Severity.MEDIUM, "flood", "tarsa"), flood),
        StoryReport(
            replace(_story(3, strike, Severity.LOW, "strike", "port-lenna"), entries=(901, 902, 903, 904, 5)),
            strike,
            status="updated",
        ),
        StoryReport(
            replace(_story(4, denied, Severity.INFO, "accident", "tarsa"), denied=True),
            denied,
            status="corrected",
            told=Severity.HIGH,
            told_at=START - timedelta(hours=9),
            why_corrected="denied",
        ),
    )


def _ferry() -> tuple[Report, ...]:
    why = (
        "ferry-accident",
        Severity.CRITICAL,
        ("Ferry", "capsizes", "capsized", "Port Lenna", "Naufrage", "غرق", "عبّارة"),
    )
    return (
        _report(
            1,
            "agency",
            "Ferry capsizes off Port Lenna, 22 feared dead",
            "A ferry with some 140 passengers capsized off Port Lenna early on Monday; "
            "22 people are feared dead, the coast guard said.",
            why,
        ),
        _report(
            2,
            "courrier",
            "Naufrage d’un ferry au large de Port Lenna : au moins 19 morts",
            "Le navire transportait plus de cent passagers selon les secours.",
            why,
        ),
        _report(
            3,
            "sahifa",
            "غرق عبّارة قبالة بورت لينا ومخاوف من سقوط قتلى",
            "قالت خدمات الإنقاذ إن العبّارة كانت تقل أكثر من مئة راكب.",
            why,
        ),
    )


def _flood() -> Report:
    return _report(
        4,
        "courrier",
        "Crue à Tarsa : trois quartiers évacués",
        "La rivière est montée de deux mètres en une nuit à Tarsa, trois quartiers ont été évacués.",
        ("flood", Severity.MEDIUM, ("Crue", "Tarsa")),
    )


def _strike() -> Report:
    return _report(
        5,
        "ministry",
        "Port strike enters second week, talks resume",
        "Dock workers and the ministry return to the table on Wednesday.",
        ("port-strike", Severity.LOW, ("Port strike",)),
    )


def _denial() -> Report:
    return _report(
        6,
        "agency",
        "No fire at Tarsa depot, mayor says",
        "The mayor denied reports of a fire.",
        ("flood", Severity.HIGH, ("Tarsa",)),
    )


def _report(
    number: int, feed: str, title: str, summary: str, why: tuple[str, Severity, tuple[str, ...]]
) -> Report:
    """Return an entry seen some hours into the day, with one hit for the words of ``why`` that stand in it."""
    rule, severity, words = why
    seen = START + timedelta(hours=3 * number)
    fields = {"title": title, "summary": summary}
    evidence = tuple(
        Evidence("event", word, word, field, text.index(word), text.index(word) + len(word))
        for field, text in fields.items()
        for word in words
        if word in text
    )
    link, published = f"https://{feed}.example/{number}", seen - timedelta(minutes=25)
    entry = Entry(number, feed, title, summary, link, None, FEEDS[feed].lang, published, seen)
    match = Match(rule, "c0ffee11", severity, (rule,), evidence)
    return Report(entry, (Hit(100 + number, number, match, seen, story=number),))


def _story(number: int, reports: tuple[Report, ...], severity: Severity, concept: str, place: str) -> Story:
    first, last = reports[0].entry, reports[-1].entry
    match = reports[0].hits[0].match
    return Story(
        id=number,
        title=first.title,
        severity=severity,
        tags=match.tags,
        rules=(match.rule,),
        concepts=(concept,),
        places=(place,),
        toll={},
        feeds=tuple(dict.fromkeys(report.entry.feed for report in reports)),
        entries=tuple(report.entry.id for report in reports),
        first_at=first.effective,
        last_at=last.effective,
        first_seen=first.seen_at,
        last_seen=last.seen_at,
    )


def _signal() -> Signal:
    title = "5 events of weather within 7 days in Lenna"
    detail = {
        "country": "Lenna",
        "tag": "weather",
        "findings": [{"kind": "surge", "n": 5, "actor": ""}],
        "weeks": [0, 1, 0, 0, 2, 0, 0, 1, 0, 0, 1, 5],
        "usual": 0.4,
    }
    at = END - timedelta(hours=5)
    return Signal(1, "surge", title, Severity.MEDIUM, ("weather",), "tarsa", (4,), at, detail)


def _suppressed() -> tuple[Suppressed, ...]:
    until = END + timedelta(days=12)
    return (
        Suppressed(
            "silenced",
            3,
            "known exercise of the coast guard",
            "desk",
            until,
            ("Coast guard trains off Tarsa",),
        ),
    )


def _coverage() -> Coverage:
    return Coverage(
        feeds=43,
        healthy=41,
        entries=812,
        changes=(
            FeedFault("radio", "Radio Hills", "failing", END - timedelta(hours=7), "HTTP 503 for 6 polls"),
        ),
        standing=(FeedFault("gazette", "Official Gazette", "quiet", END - timedelta(days=4)),),
    )


def _history() -> tuple[Tally, ...]:
    first = date(2026, 2, 1)
    return tuple(Tally(first + timedelta(days=n), "Lenna", (n * 7) % 5) for n in range(29))
