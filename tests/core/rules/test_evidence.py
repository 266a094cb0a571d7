"""What a match keeps: the words, where they stand, concepts, places, toll."""

from dataclasses import asdict

from monitor.core.model import Evidence, Text
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.matcher import Matcher
from monitor.core.rules.model import RuleSet, Term
from monitor.core.text.folding import fold
from tests.core.rules.making import match, matcher, rule, select, vocabulary
from tests.core.rules.worlds import a_text, a_world, dice


def test_evidence_names_selection_term_words_and_place() -> None:
    found = match(
        Text("Attaque à l’aéroport", "Le JNIM a attaqué."),
        rule("a and b", select("a", "aeroport"), select("b", "$jnim")),
        vocabulary("jnim", "JNIM"),
    )

    assert found is not None
    assert (
        Evidence("a", "aeroport", "aéroport", "title", 12, 20),
        Evidence("b", "JNIM", "JNIM", "summary", 3, 7),
    ) == found.evidence


def test_evidence_of_a_prefix_is_the_whole_word() -> None:
    found = match("Les djihadistes attaquent", rule(None, select("a", "djihad*")))

    assert found is not None
    assert [piece.text for piece in found.evidence] == ["djihadistes"]


def test_evidence_names_a_word_once_though_two_vocabularies_hold_it() -> None:
    found = match(
        "attack in Gao, attack in Kidal",
        rule(None, select("a", "$plain", "$open")),
        vocabulary("plain", "attack*"),
        vocabulary("open", "attack"),
    )

    assert found is not None
    assert [(piece.start, piece.text) for piece in found.evidence] == [(0, "attack"), (15, "attack")]


def test_evidence_of_a_distance_is_the_words_that_stand_near() -> None:
    found = match(
        "attack in Gao. Far away, many more words from here, an attack",
        rule("a near/2 b", select("a", "attack"), select("b", "Gao")),
    )

    assert found is not None
    assert [(piece.start, piece.end) for piece in found.evidence] == [(0, 6), (10, 13)]


def test_evidence_leaves_out_what_was_not_asked_for() -> None:
    found = match(
        "alpha beta gamma",
        rule(
            "a and (b or c) and not d",
            select("a", "alpha"),
            select("b", "beta"),
            select("c", "x"),
            select("d", "y"),
            select("e", "gamma"),
        ),
    )

    assert found is not None
    assert [piece.selection for piece in found.evidence] == ["a", "b"]


def test_evidence_of_casualties_is_figure_and_verb() -> None:
    found = match(
        "Niger: at least 17 soldiers were killed", rule("a", select("a", casualties={"killed": 10}))
    )

    assert found is not None
    assert [(piece.term, piece.text) for piece in found.evidence] == [
        ("killed: 17", "17 soldiers were killed")
    ]
    assert found.toll == {"killed": 17}


def test_the_toll_is_the_largest_figure_of_each_kind() -> None:
    found = match(
        Text("12 killed in Mali", "The army says 9 soldiers were killed, 20 wounded"),
        rule(None, select("a", "Mali")),
    )

    assert found is not None
    assert found.toll == {"killed": 12, "wounded": 20}


def test_concepts_are_the_vocabularies_that_list_what_was_found() -> None:
    parts = (
        rule("a and b", select("a", "$groups"), select("b", "attack")),
        vocabulary("groups", "$jnim", "$iswap"),
        vocabulary("jnim", "JNIM"),
        vocabulary("iswap", "ISWAP"),
    )
    found = match("JNIM attack", *parts)

    assert found is not None
    assert found.concepts == ("jnim",)


def test_places_are_those_of_the_terms_found() -> None:
    parts = (
        rule("a", select("a", "$core")),
        vocabulary(
            "core", Term("Bamako", place="bamako"), Term("باماكو", place="bamako"), Term("Gao", place="gao")
        ),
    )
    found = match("Bamako وباماكو", *parts)

    assert found is not None
    assert found.places == ("bamako",)


def test_evidence_is_bounded() -> None:
    found = match("alpha " * 5_000, rule(None, select("a", "alpha")))

    assert found is not None
    assert len(found.evidence) == 50


def test_offsets_always_point_at_the_words_that_matched() -> None:
    rng = dice(3)
    rules = tuple(a_world(rng).rule for _ in range(80))
    texts = [a_text(rng) for _ in range(80)]
    seen = 0

    for text, matches in zip(texts, Matcher(compile_rules(RuleSet({}, rules))[0]).match(texts), strict=True):
        for piece in (piece for found in matches for piece in found.evidence):
            field = text.title if piece.field == "title" else text.summary
            assert field[piece.start : piece.end] == piece.text
            stem = fold(piece.term.rstrip("*"))
            assert stem.removeprefix("ال") in fold(piece.text)
            seen += 1
    assert seen > 1_000


def test_a_match_can_be_stored_as_json() -> None:
    found = match("alpha", rule(None, select("a", "alpha")))

    assert found is not None
    assert asdict(found.evidence[0]) == {
        "selection": "a",
        "term": "alpha",
        "text": "alpha",
        "field": "title",
        "start": 0,
        "end": 5,
    }


def test_texts_without_a_hit_have_an_empty_tuple() -> None:
    texts = [Text("x", ""), Text("alpha", ""), Text("", ""), Text("", "alpha")]

    found = matcher(rule(None, select("a", "alpha"))).match(texts)

    assert list(map(len, found)) == [0, 1, 0, 1]


def test_no_rules_match_nothing() -> None:
    assert matcher().match([Text("a", "b"), Text("", "")]) == [(), ()]
    assert matcher(rule(None, select("a", "alpha"))).match([]) == []
