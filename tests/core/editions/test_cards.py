"""How one story is shown to one reader."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.core.editions.cards import card, gloss, signal_card
from monitor.core.editions.deciding import Deciding
from monitor.core.editions.edition import Card, EditionRequest, Finding, Outlet, Spot, StoryReport, Toll
from monitor.core.model import Report, Severity, Signal
from monitor.core.rules.model import RuleSet, Vocabulary
from tests.editions import DESK, END, PLACES, RULES, START, hit, report, request, story

DECIDING = Deciding(RULES)


def shown(told: StoryReport, day: EditionRequest | None = None) -> Card:
    return card(told, day or request(told), DECIDING)


def test_two_feeds_of_one_publisher_are_a_single_source() -> None:
    reports = (report(1), report(2, feed="wire-fr"))
    made = shown(StoryReport(story(1, reports), reports))

    assert (made.reports, made.publishers, made.single_source) == (2, 1, True)


def test_feeds_of_different_publishers_corroborate() -> None:
    reports = (report(1), report(2, feed="kayes"))
    made = shown(StoryReport(story(1, reports), reports))

    assert made.publishers == 2
    assert made.outlets == (
        Outlet("wire", "World Wire", "wire", "wire", 1),
        Outlet("kayes", "Kayes Infos", "local", "kayes", 1),
    )


def test_a_feed_that_left_the_configuration_is_named_by_its_id() -> None:
    one = report(1, feed="gone")

    assert shown(StoryReport(story(1, [one]), (one,))).outlets == (
        Outlet("gone", "gone", "other", "gone", 1),
    )


def test_a_developing_story_lists_only_what_is_new() -> None:
    old, new = report(1), report(2, "Second report")
    made = shown(StoryReport(story(1, [old, new]), (new,), (old,), "updated"))

    assert [entry.entry for entry in made.entries] == [2]
    assert (made.reports, made.earlier) == (2, 1)


def test_the_headline_is_in_the_readers_language_where_a_report_has_it() -> None:
    reports = (report(1, "هجوم قرب ديبولي", feed="sahra"), report(2, "Attaque près de Diboli", feed="kayes"))
    told = StoryReport(story(1, reports), reports)

    assert shown(told, request(told, recipient=replace(DESK, lang="fr"))).title == "Attaque près de Diboli"
    assert shown(told).title == "هجوم قرب ديبولي", "no report is in English: the story keeps its own"


def test_the_extract_quotes_the_gravest_report_with_its_words_marked() -> None:
    mild = report(1, summary="A mild summary.", severity=Severity.LOW)
    grave = report(2, summary="Gunmen attacked the post.", severity=Severity.CRITICAL, words=["attacked"])
    made = shown(StoryReport(story(1, [mild, grave]), (mild, grave)))

    assert [(span.text, span.marked) for span in made.extract] == [
        ("Gunmen ", False),
        ("attacked", True),
        (" the post.", False),
    ]


def test_a_summary_that_repeats_the_headline_is_not_quoted() -> None:
    one = report(1, "Attack near Diboli", "Attack near Diboli - World Wire")

    assert shown(StoryReport(story(1, [one]), (one,))).extract == ()


def test_each_rule_is_explained_once_by_its_gravest_hit() -> None:
    one = report(1, words=["Attack", "Diboli"])
    twice = replace(one, hits=(one.hits[0], hit(2000, 1, Severity.CRITICAL, one.hits[0].match.evidence)))
    other = replace(report(2), hits=(hit(2001, 2, rule="airport"),))
    whys = shown(StoryReport(story(1, [twice, other]), (twice, other))).whys

    assert [(why.hit, why.rule, why.source, why.words) for why in whys] == [
        (2000, "armed-attack", "rules/attacks.yaml:12", ("Attack", "Diboli")),
        (2001, "airport", "", ()),
    ]


def test_a_rule_is_explained_in_words_that_the_reader_can_read_where_a_report_has_them() -> None:
    arabic = report(1, "هجوم قرب ديبولي", feed="sahra", words=["هجوم"])
    french = report(2, "Attaque près de Diboli", feed="kayes", words=["Attaque"])
    told = StoryReport(story(1, [arabic, french]), (arabic, french))

    assert [why.words for why in shown(told, request(told, recipient=replace(DESK, lang="fr"))).whys] == [
        ("Attaque",)
    ]
    assert [why.words for why in shown(told).whys] == [("هجوم",)], "no report is in English: the first speaks"


def test_a_word_within_a_longer_one_that_matched_is_not_told_again() -> None:
    one = report(1, "مقتل جنود في شمالي مالي", feed="sahra", words=["شمالي مالي", "مالي", "جنود"])

    assert shown(StoryReport(story(1, [one]), (one,))).whys[0].words == ("شمالي مالي", "جنود")


def test_every_newly_taken_hit_is_named_beside_its_entry() -> None:
    one = replace(report(1), hits=(hit(11, 1), hit(12, 1, rule="airport")))

    assert shown(StoryReport(story(1, [one]), (one,))).entries[0].hits == (11, 12)


VOCABULARIES = {
    "attack": Vocabulary("attack", "Attack", (), labels={"en": "Attack", "fr": "Attaque"}),
    "jnim": Vocabulary("jnim", "JNIM", ()),
    "bare": Vocabulary("bare", "bare", ()),
    "context": Vocabulary("context", "Words that show that a text is about the region", ()),
}


@pytest.mark.parametrize(
    ("concepts", "lang", "expected", "reason"),
    [
        (("jnim",), "en", ("JNIM",), "the label"),
        (("attack",), "fr", ("Attaque",), "the label in the reader's language"),
        (("attack",), "ar", ("Attack",), "else the plain label"),
        (("attack", "jnim"), "en", ("Attack",), "labels by language are for readers: they speak alone"),
        (("context",), "en", (), "a long label explains itself to editors"),
        (("unknown",), "en", (), "a vocabulary that is gone"),
        (("bare",), "en", (), "a vocabulary without a label helps rules, it says nothing to readers"),
        (("jnim", "jnim"), "en", ("JNIM",), "said once"),
    ],
)
def test_the_gloss_speaks_through_labels(
    concepts: tuple[str, ...], lang: str, expected: tuple[str, ...], reason: str
) -> None:
    day = replace(request(recipient=replace(DESK, lang=lang)), ruleset=RuleSet(VOCABULARIES))

    told = StoryReport(story(1, [report(1)], concepts=concepts), (report(1),))

    assert expected == gloss(told, day).concepts, reason


def test_the_gloss_names_places_and_reported_figures() -> None:
    toll = {"displaced": (8_000, 8_000), "killed": (9, 22), "wounded": (0, 0)}
    its = story(1, [report(1)], places=("diboli", "nowhere"), toll=toll)
    made = gloss(StoryReport(its, ()), request())

    assert made.places == (Spot("Diboli", "ML"),)
    assert made.toll == (Toll("killed", 9, 22), Toll("displaced", 8_000, 8_000)), "the dead first"
    assert made.countries == ("ML",)


@pytest.mark.parametrize(
    ("lang", "expected"), [("ar", "ديبولي"), ("fr", "Diboli"), ("en", "Diboli"), ("es", "Diboli")]
)
def test_a_place_is_named_in_the_readers_script_where_the_gazetteer_has_it(lang: str, expected: str) -> None:
    places = {"diboli": replace(PLACES["diboli"], arabic="ديبولي"), "tera": PLACES["tera"]}
    its = story(1, [report(1)], places=("diboli", "tera"))
    day = replace(request(recipient=replace(DESK, lang=lang)), places=places)

    assert [place.name for place in gloss(StoryReport(its, ()), day).places] == [expected, "Téra"]


def test_a_signal_shows_the_newest_of_what_it_cites() -> None:
    cited = {number: report(number) for number in range(1, 9)}
    signal = Signal(1, "surge", "More attacks", Severity.HIGH, (), "tera", tuple(range(1, 10)), END)
    made = signal_card(signal, replace(request(), cited=cited), DECIDING)

    assert (made.cited, [entry.entry for entry in made.entries]) == (9, [8, 7, 6, 5, 4])
    assert made.place == Spot("Téra", "NE")


def test_a_signal_names_its_actor_in_the_readers_words() -> None:
    detail = {
        "country": "BJ",
        "region": "Alibori",
        "findings": [{"kind": "first_by_group", "actor": "jnim", "n": 0}],
        "weeks": [0, 0, 1],
        "usual": 0.1,
    }
    signal = Signal(1, "first_by_group", "First event of jnim", Severity.HIGH, (), None, (), END, detail)
    made = signal_card(signal, request(recipient=replace(DESK, lang="fr")), DECIDING)

    assert made.findings == (Finding("first_by_group", 0, "JNIM"),)
    assert (made.area, made.weeks, made.usual) == (Spot("Alibori", "BJ"), (0, 0, 1), 0.1)


def test_the_first_publication_of_all_reports_is_given() -> None:
    old, new = report(1), report(2)
    made = shown(StoryReport(story(1, [old, new]), (new,), (old,), "updated"))

    assert made.published == START + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("published", "is_old"),
    [
        (timedelta(hours=3), False),
        (timedelta(hours=47), False),
        (timedelta(days=2), True),
        (timedelta(days=90), True),
    ],
)
def test_an_entry_published_long_before_it_was_seen_is_old(published: timedelta, is_old: bool) -> None:
    late = _published(1, published)

    assert shown(StoryReport(story(1, [late]), (late,))).entries[0].is_old is is_old


def test_a_story_is_dated_by_its_first_report_that_is_not_old() -> None:
    reports = (
        _published(1, timedelta(days=90)),
        _published(2, timedelta(hours=5)),
        _published(3, timedelta(hours=2)),
    )
    first = shown(StoryReport(story(1, reports), reports)).first

    assert first is not None
    assert first.entry == 2


def test_an_entry_dated_in_the_future_is_dated_by_when_it_was_seen() -> None:
    ahead = _published(1, -timedelta(days=3))
    entry = shown(StoryReport(story(1, [ahead]), (ahead,))).entries[0]

    assert entry.is_dated_ahead
    assert entry.at == entry.seen_at


def _published(number: int, before_it_was_seen: timedelta) -> Report:
    made = report(number)
    return replace(made, entry=replace(made.entry, published=made.entry.seen_at - before_it_was_seen))
