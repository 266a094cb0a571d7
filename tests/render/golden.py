"""One invented day, rendered for readers of three languages; ``python -m tests.render.golden`` writes it anew.

Look at every change of the written files before it is committed: they are what readers get.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.core.editions.compose import compose
from monitor.core.editions.edition import (
    Coverage,
    EditionRequest,
    FeedFault,
    Notice,
    Rendered,
    StoryReport,
    Suppressed,
    Tally,
)
from monitor.core.model import Denial, Severity, Signal
from monitor.core.operations.notice import NoticeItem
from monitor.core.settings import Alert, Digest
from monitor.core.stories.model import Kind, News
from monitor.render.message import render
from tests.editions import ALERT, DESK, DIGEST, END, START, envelope, report, request, story

FOLDER = Path(__file__).parents[1] / "data" / "golden"
LANGS = ("en", "fr", "ar")
BAMAKO = ZoneInfo("Africa/Bamako")


def messages() -> Iterator[tuple[str, Rendered]]:
    """Give every golden message with the name of its file."""
    for lang in LANGS:
        yield f"digest-{lang}", _rendered(day(DIGEST, lang), lang)
        yield f"alert-{lang}", _rendered(day(ALERT, lang), lang)
        yield f"empty-{lang}", _rendered(nothing(lang), lang)
        yield f"correction-{lang}", _rendered(correction(lang), lang)
        yield f"weekly-{lang}", _rendered(week(lang), lang)
    yield "alert-text-en", _rendered(day(ALERT, "en", format="text"), "en")
    yield "digest-discreet-fr", _rendered(day(DIGEST, "fr", discreet=True), "fr")
    yield "coverage-en", _rendered(nothing("en", "coverage"), "en")
    yield "heartbeat-ar", _rendered(nothing("ar", "heartbeat"), "ar")
    yield (
        "notice-en",
        render(notice(), [envelope(to="ops@example.org", list_id="operators.monitor.example.org")], {})[0],
    )


def day(order: Digest | Alert, lang: str, **recipient: object) -> EditionRequest:
    """Give a day with an attack in three languages, a developing story, a denial and a surge."""
    reader = replace(DESK, lang=lang, timezone=BAMAKO, **recipient)  # type: ignore[arg-type]  # field names are the caller's
    raised = replace(_attack(), status="updated", news=_NEWS)
    told = (_attack(), _roadblock(), _airport(), _denial(), _dispute())
    stories = (raised,) if isinstance(order, Alert) else told
    return replace(
        request(*stories, order=order, recipient=reader),
        signals=() if isinstance(order, Alert) else (_surge(),),
        cited={each.entry.id: each for each in _roadblock().new},
        suppressed=(
            Suppressed(
                "silenced", 2, "known exercise", "desk", END + timedelta(days=7), ("Manœuvres près de Kati",)
            ),
        ),
        coverage=_coverage(),
        history=tuple(
            Tally(START.date() - timedelta(days=back), country, (back * number) % 4)
            for back in range(1, 40)
            for country, number in (("ML", 3), ("NE", 5))
        ),
        known_days=39,
        next_at=None if isinstance(order, Alert) else END + timedelta(days=1),
    )


def correction(lang: str) -> EditionRequest:
    """Give an alert that takes back what an alert told."""
    return replace(day(ALERT, lang), stories=(_denial(),), suppressed=(), coverage=Coverage())


def week(lang: str) -> EditionRequest:
    """Give the same events as a week's, with the weeks before."""
    made = day(replace(DIGEST, id="weekly", template="weekly"), lang)
    return replace(made, start=END - timedelta(days=7), actors=("jnim",), next_at=END + timedelta(days=7))


def nothing(lang: str, template: str = "digest") -> EditionRequest:
    """Give a day on which nothing matched, while nothing can be mailed."""
    order = replace(DIGEST, template=template)
    quiet = request(order=order, recipient=replace(DESK, lang=lang, timezone=BAMAKO))
    return replace(
        quiet,
        coverage=replace(
            _coverage(), not_mailed=True, undelivered=2, learning_since=START - timedelta(days=12)
        ),
        next_at=END + timedelta(days=1),
    )


def notice() -> Notice:
    """Give a notice to operators."""
    items = (
        NoticeItem(
            "reload_refused",
            "rules/attacks.yaml:4:3",
            "rules.0.match: unknown selection 'tool'",
            "correct the name",
        ),
        NoticeItem(
            "feed_ill", "Kayes Infos", "HTTP 503, 14 polls in a row", "monitor feeds test kayes", START
        ),
        NoticeItem(
            "order_works", "alert:urgent for duty", "it works again, and tells what waited", "", START
        ),
    )
    return Notice(items, END, "run-1", "0123456789abcdef")


def _rendered(made: EditionRequest, lang: str) -> Rendered:
    ids = {"digest": f"daily.11.{lang}@monitor.example.org", "alert": f"story.1.{lang}@monitor.example.org"}
    kind = "alert" if isinstance(made.order, Alert) else "digest"
    return render(
        compose(made),
        [
            envelope(
                message_id=f"{made.order.id}.12.{lang}.3f2a9c@monitor.example.org",
                references=(ids[kind],),
                list_id=f"{made.order.id}.monitor.example.org",
                unsubscribe="https://monitor.example.org/leave?list={list}&who={address}",
                urgent=kind == "alert",
            )
        ],
        {},
    )[0]


def _attack() -> StoryReport:
    words = ("fighters", "convoy", "Diboli", "combattants", "convoi", "مسلحون", "قافلة", "ديبولي")
    reports = (
        report(
            1,
            "JNIM fighters kill 22 in ambush on army convoy near Diboli",
            "At least 22 soldiers died when fighters ambushed a convoy near Diboli, close to the border, on Monday "
            "morning, residents and a local official said. The army has not commented.",
            severity=Severity.CRITICAL,
            words=words,
        ),
        report(
            2,
            "Mali : des combattants attaquent un convoi près de Diboli, au moins 18 morts",
            "L’attaque a eu lieu à l’aube sur la route nationale, selon un élu joint par téléphone.",
            feed="kayes",
            severity=Severity.CRITICAL,
            words=words,
        ),
        report(
            3,
            "مسلحون يهاجمون قافلة للجيش قرب ديبولي",
            "قال سكان إن مسلحين هاجموا القافلة فجر الاثنين قرب ديبولي على الحدود.",
            feed="sahra",
            severity=Severity.CRITICAL,
            words=words,
        ),
    )
    made = story(1, reports, Severity.CRITICAL, toll={"killed": (18, 22)}, places=("diboli",))
    return StoryReport(made, reports, told=Severity.HIGH, told_at=START + timedelta(minutes=12))


def _roadblock() -> StoryReport:
    one = report(
        4,
        "Barrage sur la route de Téra levé après deux jours",
        feed="kayes",
        severity=Severity.MEDIUM,
        words=["Téra"],
    )
    made = story(2, [one], Severity.MEDIUM, concepts=(), places=("tera",))
    return StoryReport(made, (one,))


def _airport() -> StoryReport:
    one = report(
        5,
        "Flights resume at Bamako airport",
        "Flights resumed on Monday evening; two carriers wait until Thursday.",
        severity=Severity.LOW,
        words=["Bamako"],
    )
    made = story(3, [one], Severity.LOW, concepts=(), places=("bamako",), entries=(700, 701, 5))
    return StoryReport(made, (one,), status="updated")


def _denial() -> StoryReport:
    one = report(6, "Army denies losing a helicopter", feed="wire-fr", severity=Severity.LOW, words=["Army"])
    denials = (Denial("wire", "wire", one.entry.effective, 6),)
    made = story(4, [one], Severity.LOW, concepts=(), places=(), denied=True, denials=denials)
    return StoryReport(
        made,
        (one,),
        status="corrected",
        told=Severity.CRITICAL,
        told_at=START - timedelta(hours=20),
        why_corrected="denied",
    )


def _dispute() -> StoryReport:
    """Tell of an attack that an outlet reports and a state denies."""
    reports = (
        report(7, "Gunfire at the camp of Kati", feed="kayes", severity=Severity.HIGH, words=["Gunfire"]),
        report(8, "L’armée dément toute attaque à Kati", feed="ortm", severity=Severity.MEDIUM),
    )
    denials = (Denial("ortm", "state", reports[1].entry.effective, 8),)
    made = story(
        5,
        reports,
        Severity.HIGH,
        concepts=("attack",),
        places=("bamako",),
        publishers=("kayes",),
        denials=denials,
    )  # fmt: skip - one record
    return StoryReport(made, reports)


_NEWS = (
    News(Kind.SEVERITY, "critical", Severity.CRITICAL, Severity.HIGH),
    News(Kind.THEME, "kidnapping", Severity.CRITICAL),
    News(Kind.PLACE, "tera", Severity.CRITICAL),
    News(Kind.ACTOR, "jnim", Severity.CRITICAL),
    News(Kind.TOLL, "killed", Severity.CRITICAL, low=12, high=22),
)


def _surge() -> Signal:
    return Signal(
        1,
        "first_by_group",
        "First event of jnim known in NE; 3 events within 7 days in Tillabéri (NE)",
        Severity.HIGH,
        ("spillover",),
        "tera",
        (4,),
        END - timedelta(hours=3),
        {
            "country": "NE",
            "region": "Tillabéri",
            "findings": [
                {"kind": "first_by_group", "n": 0, "actor": "jnim"},
                {"kind": "two_in_a_week", "n": 3, "actor": ""},
            ],
            "weeks": [0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 3],
            "usual": 0.1,
        },
    )


def _coverage() -> Coverage:
    return Coverage(
        feeds=41,
        healthy=38,
        entries=812,
        changes=(
            FeedFault(
                "radio", "Radio Rurale", "failing", END - timedelta(hours=9), "HTTP 503, 14 polls in a row"
            ),
            FeedFault("kayes", "Kayes Infos", "ok"),
        ),
        standing=(
            FeedFault("gazette", "Journal officiel", "quiet", END - timedelta(days=9)),
            FeedFault("blog", "Sahel Blog", "blocked", END - timedelta(days=30)),
        ),
        missed=((START - timedelta(days=1), START),),
    )


def main() -> None:
    """Write the golden messages and the pages in them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, rendered in messages():
        (FOLDER / f"{name}.eml").write_bytes(rendered.mail)


if __name__ == "__main__":
    main()
