"""What a reader sees before she scrolls: what is wrong, counts, and every story in a line."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor.core.editions.compose import compose
from monitor.core.editions.edition import Coverage, EditionRequest, FeedFault, StoryReport
from monitor.core.model import Acknowledgement, Denial, Evidence, Reason, Report, Severity
from monitor.render.context import edition_context
from monitor.render.message import render
from tests.editions import ALERT, DESK, DIGEST, END, envelope, report, request, story, told
from tests.render import golden

SLOW = Coverage(
    feeds=41,
    healthy=39,
    undelivered=2,
    changes=(FeedFault("radio", "Radio Rurale", "failing", END), FeedFault("kayes", "Kayes Infos", "ok")),
    standing=(FeedFault("blog", "Sahel Blog", "blocked", END), FeedFault("old", "Old Blog", "paused")),
)


def shown(day: EditionRequest) -> dict[str, Any]:
    return edition_context(compose(day), envelope())


def page(day: EditionRequest) -> str:
    return str(render(compose(day), [envelope()], {})[0].html)


def reader(lang: str) -> EditionRequest:
    return request(recipient=replace(DESK, lang=lang))


def only(report_: StoryReport, lang: str = "en") -> dict[str, Any]:
    """Return the values of a story that is told alone."""
    day = replace(reader(lang), stories=(report_,))
    values: dict[str, Any] = shown(day)["top"][0]
    return values


def dated(number: int, before_it_was_seen: timedelta) -> Report:
    made = report(number)
    return replace(made, entry=replace(made.entry, published=made.entry.seen_at - before_it_was_seen))


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_twelve_stories_stand_in_lines_before_the_first_card(lang: str) -> None:
    made = page(replace(reader(lang), stories=tuple(told(number) for number in range(1, 13))))
    first = made.partition('class="head"')[0]

    assert first.count('class="row"') == 12
    assert made.count('class="head"') == 12
    text = re.sub(r"<style.*?</style>|<[^>]*>", " ", first.partition("<body")[2], flags=re.DOTALL)
    assert len(" ".join(text.split())) < 12 * 130, "a line is a line"


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        (
            "en",
            ["2 messages are not delivered yet.", "2 of 41 feeds are not in order: Radio Rurale, Sahel Blog"],
        ),
        (
            "fr",
            [
                "2 messages ne sont pas encore remis.",
                "2 flux sur 41 ne sont pas en service : Radio Rurale, Sahel Blog",
            ],
        ),
        ("ar", ["رسالتان لم تُسلَّما بعد.", "مصدران من 41 خارج المتابعة: Radio Rurale، Sahel Blog"]),
    ],
)  # fmt: skip - a row a line
def test_what_is_wrong_with_the_watch_comes_first(lang: str, expected: list[str]) -> None:
    values = shown(replace(reader(lang), stories=(told(1),), coverage=SLOW))

    assert [_plain(said) for said in values["troubles"]] == expected
    assert shown(replace(reader(lang), stories=(told(1),)))["troubles"] == []


def test_what_is_wrong_stands_above_all_else() -> None:
    made = page(replace(reader("en"), stories=(told(1),), coverage=SLOW))

    assert made.index("not delivered yet") < made.index("1 new story") < made.index('class="row"')


@pytest.mark.parametrize(
    ("lang", "levels", "where"),
    [
        ("en", "critical 1 · high 2", "Mali 3"),
        ("fr", "critique 1 · élevé 2", "Mali 3"),
        ("ar", "حرج 1 · مرتفع 2", "مالي 3"),
    ],
)
def test_stories_are_counted_by_severity_and_country(lang: str, levels: str, where: str) -> None:
    stories = (told(1), told(2, Severity.CRITICAL), told(3))

    assert [_plain(said) for said in shown(replace(reader(lang), stories=stories))["counts"]] == [
        levels,
        where,
    ]


def test_the_gravest_come_first_whatever_groups_the_cards() -> None:
    stories = (told(1, Severity.LOW), told(2, Severity.CRITICAL), told(3, Severity.HIGH))
    values = shown(replace(request(*stories, order=replace(DIGEST, group_by="country"))))

    assert [(band["severity"], [card["id"] for card in band["stories"]]) for band in values["overview"]] == [
        ("critical", [2]),
        ("high", [3]),
        ("low", [1]),
    ]


@pytest.mark.parametrize(
    ("lang", "brief"),
    [
        ("en", "Diboli (Mali) · 18–22 killed, 12,000 displaced"),
        ("fr", "Diboli (Mali) · 18–22 tués, 12 000 déplacés · Attaque"),
        ("ar", "ديبولي (مالي) · القتلى: 18–22، النازحون: 12,000 · هجوم"),
    ],
)
def test_a_line_says_where_and_how_many_and_what_if_the_headline_is_in_another_language(
    lang: str, brief: str
) -> None:
    one = report(1, "Dozens killed near Diboli")
    toll = {"displaced": (12_000, 12_000), "killed": (18, 22)}

    assert _plain(only(StoryReport(story(1, [one], toll=toll), (one,)), lang)["brief"]) == brief


@pytest.mark.parametrize(
    ("lang", "one", "two"),
    [("en", "1 killed", "2 killed"), ("fr", "1 tué", "2 tués"), ("ar", "القتلى: 1", "القتلى: 2")],
)
def test_figures_agree_with_their_words(lang: str, one: str, two: str) -> None:
    made = [told(number, toll={"killed": (number, number)}) for number in (1, 2)]

    assert [_plain(only(each, lang)["toll"]) for each in made] == [one, two]


@pytest.mark.parametrize(
    ("lang", "before", "age", "flag"),
    [
        ("en", timedelta(hours=9), "31 h ago", ""),
        ("fr", timedelta(hours=9), "il y a 31 h", ""),
        ("ar", timedelta(hours=9), "قبل 31 ساعة", ""),
        ("en", timedelta(days=90), "", "published 90 days ago"),
        ("fr", timedelta(days=90), "", "publié il y a 90 jours"),
        ("ar", timedelta(days=90), "", "نُشر قبل 90 يومًا"),
        ("ar", timedelta(days=5), "", "نُشر قبل 5 أيام"),
        ("en", -timedelta(days=3), "22 h ago", "dated ahead: Thu 26 Nov 07:40"),
        ("fr", -timedelta(days=3), "il y a 22 h", "daté dans l’avenir : jeu. 26 nov. 07:40"),
        ("ar", -timedelta(days=3), "قبل 22 ساعة", "مؤرَّخ في المستقبل: الخميس 26 نوفمبر 07:40"),
    ],
)
def test_a_story_says_its_age_and_what_is_wrong_with_its_date(
    lang: str, before: timedelta, age: str, flag: str
) -> None:
    late = dated(10, before)
    values = only(StoryReport(story(1, [late]), (late,)), lang)

    assert (values["age"], [_plain(said) for said in values["flags"]]) == (age, [flag] if flag else [])


def test_old_news_says_so_in_the_subject() -> None:
    late = dated(1, timedelta(days=90))
    subject = shown(request(StoryReport(story(1, [late]), (late,))))["subject"]

    assert subject == "HIGH · Attack near Diboli · published 90 days ago · 1 story"


def test_a_disputed_story_says_by_whom_in_its_line() -> None:
    denials = (Denial("ortm", "state", END, 2),)
    reports = (report(1), report(2, feed="ortm"))
    values = only(StoryReport(story(1, reports, denials=denials, publishers=("wire",)), reports))

    assert values["short_flags"] == ["disputed by Télé Nationale (state)"]


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", "10 or more killed · an attack"),
        ("fr", "10 morts ou plus · une attaque"),
        ("ar", "10 قتلى أو أكثر · هجوم"),
        ("es", "10 or more killed · an attack"),
    ],
)
def test_why_is_one_line_in_the_words_of_the_rule(lang: str, expected: str) -> None:
    reasons = (
        Reason(
            "raise", "high", {"en": "10 or more killed", "fr": "10 morts ou plus", "ar": "10 قتلى أو أكثر"}
        ),
        Reason("rule", "", {"en": "an attack", "fr": "une attaque", "ar": "هجوم"}),
        Reason("selection", "dead", {"*": "not told: two of a rule are enough"}),
    )

    assert _plain(only(_hit_with(reasons), lang)["why"]) == expected


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("en", "Armed attack: “kill 9”"), ("fr", "Armed attack : « kill 9 »"), ("ar", "Armed attack: «kill 9»")],
)
def test_a_rule_without_words_for_readers_says_what_it_found(lang: str, expected: str) -> None:
    assert _plain(only(_hit_with(()), lang)["why"]) == expected


def test_a_card_asks_once_whether_it_is_a_false_alarm() -> None:
    one = report(1)
    twice = replace(
        one, hits=(one.hits[0], replace(one.hits[0], id=7, match=replace(one.hits[0].match, rule="x")))
    )
    made = page(request(StoryReport(story(1, [twice]), (twice,)), order=ALERT))

    assert made.count("false alarm?") == 1
    assert "false%20alarm%3A%20hit%207%20hit%201001" in made


def test_beside_the_subject_stands_what_it_does_not_say() -> None:
    one = report(1, "Attack near Diboli", "Twenty soldiers died when fighters stormed a post.")
    values = shown(request(StoryReport(story(1, [one]), (one,))))

    assert values["preheader"] == "Twenty soldiers died when fighters stormed a post."
    assert shown(request(told(1, toll={"killed": (3, 3)})))["preheader"] == "Gunmen attacked a post."


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", "Week to Tue 24 Nov · 4 stories · 18–22 killed · Mali 3 · Niger 1"),
        ("fr", "Semaine au mar. 24 nov. · 4 événements · 18–22 tués · Mali 3 · Niger 1"),
        ("ar", "الأسبوع حتى الثلاثاء 24 نوفمبر · 4 أحداث · القتلى: 18–22 · مالي 3"),
    ],
)
def test_a_weekly_says_in_its_subject_how_many_and_where(lang: str, expected: str) -> None:
    assert _plain(shown(golden.week(lang))["subject"]) == expected


def test_a_weekly_counts_countries_beside_the_week_before_and_what_is_usual() -> None:
    values = shown(golden.week("en"))

    assert [
        (row["label"], row["value"], row["before"], row["usually"], row["killed"])
        for row in values["countries"]["rows"]
    ] == [
        ("Mali", 3, "10", "10.5", "18–22"),
        ("Niger", 1, "10", "10.5", ""),
    ]  # fmt: skip - one comparison
    assert [(row["label"], row["value"], row["killed"]) for row in values["actors"]["rows"]] == [
        ("JNIM", 1, "18–22")
    ]
    assert values["killed"] == "18–22"


@pytest.mark.parametrize(
    ("lost", "expected"),
    [(1, "واحد لم يُسلَّم"), (2, "اثنان لم يُسلَّما"), (3, "3 لم تُسلَّم"), (11, "11 لم يُسلَّم"), (100, "100 لم يُسلَّم")],
)
def test_what_was_not_delivered_is_counted_in_arabic_as_arabic_counts(lost: int, expected: str) -> None:
    stories = tuple(replace(told(number), lost_at=END) for number in range(1, lost + 1))

    assert shown(replace(reader("ar"), stories=stories))["subject"].endswith(expected)


def _hit_with(reasons: tuple[Reason, ...]) -> StoryReport:
    one = report(1, "Gunmen kill 9 near Diboli")
    words = (Evidence("dead", "killed: 9", "kill 9", "title", 7, 13),)
    hit = replace(one.hits[0], match=replace(one.hits[0].match, evidence=words, reasons=reasons))
    one = replace(one, hits=(hit,))
    return StoryReport(story(1, [one]), (one,))


def _plain(text: str) -> str:
    """Return a text without isolates and with common spaces."""
    return text.replace("\u2068", "").replace("\u2069", "").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("status", "named"), [("new", True), ("updated", True), ("repeated", False), ("escalated", False)]
)
def test_a_reminder_names_nobody_who_had_the_story_before_its_news(status: Any, named: bool) -> None:
    had = Acknowledgement(1, "Awa", "link", END, END)
    shown_story = only(replace(told(1), status=status, acknowledged=had))

    assert any("Awa" in flag for flag in shown_story["flags"]) == named
