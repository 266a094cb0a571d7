"""The laboratory: trials, scores, why not, remedies, replay, standings."""

from datetime import UTC, datetime

import pytest

from monitor.core.model import Entry, Severity, Text
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.conditions import parse_condition
from monitor.core.rules.lab import examples, fixes, reach, replay, scores, statistics
from monitor.core.rules.lab.probes import spell
from monitor.core.rules.lab.scores import Labelled
from monitor.core.rules.lab.why_not import why_not
from monitor.core.rules.matcher import Matcher
from monitor.core.rules.model import Example, Rule, Term
from tests.core.rules.making import matcher, rule, ruleset, select, terms, vocabulary

ATTACK = rule(
    "actor and event",
    select("actor", "gunmen", "$groups"),
    select("event", "attack", "raid"),
    id="attack",
    tags=("armed",),
)
GROUPS = vocabulary("groups", "JNIM", Term("Say", needs=terms("Niger")))


def tried(example: Example, **changes: object) -> examples.Trial:
    one = rule("actor and event", *ATTACK.selections, examples=(example,), **changes)
    return examples.run([one], matcher(GROUPS, one))[0]


@pytest.mark.parametrize(
    ("example", "state", "fault"),
    [
        (Example("match", "Gunmen attack"), "passed", None),
        (Example("match", "Gunmen leave"), "failed", "this example must match, but does not"),
        (Example("no_match", "Gunmen leave"), "passed", None),
        (Example("no_match", "Gunmen attack"), "failed", "this example must not match, but does"),
        (Example("todo_match", "Gunmen leave"), "gap", None),
        (Example("todo_match", "Gunmen attack"), "closed", None),
        (
            Example("match", "Gunmen attack", because=("place",)),
            "failed",
            "this example must match because of place, but does not",
        ),
        (
            Example("match", "Gunmen attack", severity=Severity.HIGH),
            "failed",
            "this example must be high, but is medium",
        ),
    ],
)
def test_an_example_run_says_how_it_went(example: Example, state: str, fault: str | None) -> None:
    trial = tried(example)

    assert (trial.state, trial.fault) == (state, fault)


def test_a_trial_names_the_other_rules_that_fire() -> None:
    other = rule(None, select("s", "attack"), id="other")
    one = rule("actor and event", *ATTACK.selections, examples=(Example("match", "Gunmen attack"),))

    (trial,) = examples.run([one], matcher(GROUPS, one, other))

    assert [match.rule for match in trial.others] == ["other"]


def test_failing_examples_are_those_that_running_all_finds() -> None:
    cases = [
        rule("actor and event", *ATTACK.selections, id="a", examples=(Example("match", "Gunmen attack"),)),
        rule(None, select("s", "attack"), id="b", examples=(Example("no_match", "Gunmen attack"),)),
        rule(
            None,
            select("s", "raid"),
            id="c",
            examples=(Example("match", "An attack"), Example("match", "None")),
        ),
        rule(None, select("s", "raid"), id="d", examples=(Example("no_match", "Gunmen attack" * 30_000),)),
        rule(
            None,
            select("s", "raid"),
            id="e",
            examples=(Example("match", "A raid"), Example("no_match", "raids")),
        ),
    ]
    engine = matcher(GROUPS, *cases)

    failed = {trial.rule for trial in examples.run(cases, engine) if trial.fault}

    assert set(examples.failures(cases, engine)) == failed == {"b", "c"}


def labelled(number: int, title: str, *labels: str, relevant: bool | None = None) -> Labelled:
    return Labelled(
        str(number), Text(title, ""), frozenset(labels), bool(labels) if relevant is None else relevant
    )


ITEMS = [
    labelled(1, "Gunmen attack", "armed"),
    labelled(2, "Gunmen raid", "armed", "flood"),
    labelled(3, "Gunmen at the door of an attack on grammar"),
    labelled(4, "Rebels shoot", "armed"),
]


def test_scores_are_counted_by_tag_and_for_relevance() -> None:
    found = matcher(GROUPS, ATTACK).match([item.text for item in ITEMS])

    told = {one.tag: (one.n, one.found, one.right) for one in scores.scores(ITEMS, found)}

    assert told == {"armed": (3, 3, 2), "flood": (1, 0, 0), "relevance": (3, 3, 2)}


def test_precision_recall_and_f1_are_fractions() -> None:
    one = scores.Score("armed", n=4, found=5, right=3)

    assert (one.precision, one.recall, round(one.f1, 4)) == (0.6, 0.75, 0.6667)
    assert scores.Score("a", 2, 0, 0).precision == 0
    assert scores.Score("a", 0, 0, 0).f1 == 1


def test_misses_say_what_is_lacking_and_what_is_false() -> None:
    found = matcher(GROUPS, ATTACK).match([item.text for item in ITEMS])

    told = [(miss.item.id, miss.tag, miss.kind, len(miss.matches)) for miss in scores.misses(ITEMS, found)]

    assert told == [
        ("2", "flood", "missed", 0),
        ("3", "armed", "false", 1),
        ("3", "relevance", "false", 1),
        ("4", "armed", "missed", 0),
        ("4", "relevance", "missed", 0),
    ]


def test_tags_that_nobody_labelled_with_are_named_and_not_judged() -> None:
    items = [labelled(1, "Gunmen attack", "other")]
    found = matcher(GROUPS, ATTACK).match([item.text for item in items])

    assert scores.unlabelled(items, found) == {"armed": 1}
    assert [one.tag for one in scores.scores(items, found)] == ["other", "relevance"]


@pytest.mark.parametrize(
    "condition",
    [
        "a and b",
        "a and (b or c) and not (a and c)",
        "not a or b",
        "2 of (a, b, c)",
        "(a or b) near/3 c",
        "a before/2 b",
        "a same-sentence b",
        "a in title",
        "(a or b) >= 2",
    ],
)
def test_a_condition_is_spelt_as_it_is_read(condition: str) -> None:
    names = ("a", "b", "c")
    node = parse_condition(condition, names)

    assert parse_condition(spell(node), names) == node


def test_why_not_names_the_parts_that_do_not_hold() -> None:
    one = rule("actor and (event or toll) and not joke", *ATTACK.selections, select("joke", "film"),
               select("toll", casualties={"killed": 3}), id="a")  # fmt: skip

    found = why_not(one, ruleset(GROUPS, one), Text("Gunmen film", ""))

    assert found.unmet == ("event or toll", "not joke")
    assert [part.name for part in found.parts if part.holds] == ["actor", "joke"]


@pytest.mark.parametrize(
    ("term", "title", "demand"),
    [
        (Term("Say", needs=terms("Niger"), within=3), "Officials say attack", "needs"),
        (Term("FAMa", cased=True), "fama attack", "cased"),
        (Term("Niger", excepts=("Niger Delta",)), "Attack in the Niger Delta", "except"),
        (Term("raid", lang="fr"), "The army and the police of the city had a raid with attack in it", "lang"),
    ],
)
def test_why_not_says_why_words_that_stand_there_do_not_count(term: Term, title: str, demand: str) -> None:
    one = rule("actor and event", select("actor", term), select("event", "attack"), id="a")

    actor = why_not(one, ruleset(one), Text(title, "", "en")).parts[0]

    assert not actor.holds
    assert list(actor.discounted) == [demand]


def test_why_not_names_the_words_that_veto() -> None:
    one = rule(
        None, select("s", "attack"), id="a", none=["football", "$v"], none_unless=["gunmen"], langs=("en",)
    )
    rules = ruleset(vocabulary("v", "film"), one)

    banned = why_not(one, rules, Text("Attack on a film about football", ""))
    lifted = why_not(one, rules, Text("Gunmen attack football film", ""))
    foreign = why_not(
        one, rules, Text("Attack", "Les hommes de la ville sont dans les rues avec des armes.", "fr")
    )

    assert {piece.text for piece in banned.vetoed} == {"film", "football"}
    assert lifted.vetoed == ()
    assert (banned.speaks, foreign.speaks) == (True, False)


def test_a_rule_of_lookback_and_no_words_is_explained_too() -> None:
    one = rule("s and not lookback", select("s", "attack"), id="a")

    found = why_not(one, ruleset(one), Text("Ten years after the attack, families remember", ""))

    assert found.unmet == ("not lookback",)


def test_the_origin_of_words_is_their_line() -> None:
    group = vocabulary("group", Term("JNIM", path=("v.yaml", 1)))
    outer = vocabulary("outer", "$group")
    one = rule(None, select("s", "$outer"), id="a")
    (match,) = matcher(group, outer, one).match([Text("JNIM", "")])[0]

    found = reach.origin(match.evidence[0], one, ruleset(group, outer, one))

    assert found == reach.Origin("group", ("v.yaml", 1))


FLOODS = vocabulary("floods", "flood")
FLOOD = rule(None, select("s", "$floods"), id="flood", examples=(Example("match", "Flood in Mopti"),))
FALSE = Text("A flood of applications reaches the ministry", "")


def mended(text: Text, one: Rule = FLOOD, others: tuple[Text, ...] = ()) -> tuple[fixes.Tried, ...]:
    rules = ruleset(FLOODS, one)
    (match,) = matcher(FLOODS, one).match([text])[0]
    example = fixes.example_of(one, rules, text)
    assert example is not None
    return fixes.tried(fixes.remedies(one, rules, match, text), one, rules, example, others)


def test_the_safest_remedy_masks_a_phrase_around_what_was_found() -> None:
    safest = mended(FALSE)[0]

    assert safest.remedy == fixes.Remedy("except", "flood of applications", "floods")
    assert safest.is_safe


def test_a_remedy_that_breaks_an_example_or_loses_hits_is_not_safe() -> None:
    found = mended(Text("Flood in Mopti market of ideas", ""), others=(Text("Flood at Mopti market", ""),))
    one = next(tried for tried in found if tried.remedy.phrase == "Mopti")

    assert (one.breaks, one.loses, one.is_safe) == (("Flood in Mopti",), 1, False)
    assert found[0].is_safe


@pytest.mark.parametrize(
    "title",
    [
        "Flood near Mopti",  # a link: every true report has one
        "Flood water rises in Mopti",  # words that the rule looks for
        "Three villages near Mopti: flood, says the villages",
    ],
)
def test_a_phrase_of_what_rules_look_for_is_never_safe(title: str) -> None:
    one = rule(None, select("s", "$floods"), select("t", "water rises", "villages", "Mopti"), id="flood")
    rules = ruleset(FLOODS, one)
    text = Text(title, "")
    (match,) = matcher(FLOODS, one).match([text])[0]
    example = fixes.example_of(one, rules, text)
    assert example is not None

    proposed = fixes.tried(fixes.remedies(one, rules, match, text), one, rules, example, ())
    named = fixes.tried([fixes.Remedy("none", "flood near Mopti")], one, rules, example, ())

    assert not any(each.is_safe for each in (*proposed, *named))


def test_words_that_rules_look_for_are_known_with_what_arabic_joins_to_them() -> None:
    one = rule(None, select("s", "فيضان"), select("t", "موقع", "جنود", "مقتل"), id="flood")
    wanted = [fixes.Remedy("none", "فيضان موقعا"), fixes.Remedy("none", "ومقتل الجنود")]
    example = Example("no_match", "فيضان موقعا ومقتل الجنود")
    both = [fixes.Remedy("none", "فيضان موقعا بالبريد")]

    found = fixes.tried(wanted, one, ruleset(one), example, ())
    telling = fixes.tried(both, one, ruleset(one), Example("no_match", "فيضان موقعا بالبريد لجنود"), ())

    assert [each.is_safe for each in found] == [False, False]
    assert [each.is_safe for each in telling] == [True]


def test_a_remedy_that_takes_a_hit_from_another_rules_example_is_not_safe() -> None:
    relief = rule(None, select("s", "$floods"), id="relief", examples=(Example("match", "Flood of aid"),))
    rules = ruleset(FLOODS, FLOOD, relief)
    example = Example("no_match", "Flood of aid")
    wanted = [fixes.Remedy("none", "flood of aid"), fixes.Remedy("except", "flood of aid", "floods")]

    found = fixes.tried(wanted, FLOOD, rules, example, ())

    assert [(one.breaks, one.is_safe) for one in found] == [(("Flood of aid",), False)] * 2


def test_a_mask_may_not_break_a_rule_that_shares_the_vocabulary() -> None:
    other = rule(
        None,
        select("s", "$floods"),
        select("t", "dam"),
        id="dams",
        examples=(Example("match", "Flood dam opens"),),
    )
    deaf = rule(None, select("s", "$floods"), id="deaf", none=(Term("opens"),))
    wanted = [fixes.Remedy("except", "flood dam", "floods")]

    found = fixes.tried(wanted, deaf, ruleset(FLOODS, deaf, other), Example("no_match", "Flood dam"), ())

    assert [one.breaks for one in found] == [("Flood dam opens",)]


def test_a_single_word_is_never_safe() -> None:
    assert not any(one.is_safe for one in mended(FALSE) if " " not in one.remedy.phrase)


def test_a_place_is_no_reason_to_mask_anything() -> None:
    places = vocabulary("floods", Term("Gao", place="gao"))
    one = rule(None, select("s", "$floods"), id="a")
    (match,) = matcher(places, one).match([Text("Gao opens a fair", "")])[0]

    found = fixes.remedies(one, ruleset(places, one), match, Text("Gao opens a fair", ""))

    assert [remedy for remedy in found if " " in remedy.phrase] == []


def test_phrases_stay_within_a_part_of_the_sentence() -> None:
    phrases = {one.remedy.phrase for one in mended(Text("Market news: flood; applications rise", ""))}

    assert not any(" " in phrase for phrase in phrases)


def test_the_example_holds_the_summary_only_if_the_rule_needs_it() -> None:
    rules = ruleset(FLOODS, FLOOD)

    short = fixes.example_of(FLOOD, rules, Text("Flood", "Water."))
    long = fixes.example_of(FLOOD, rules, Text("Water", "A  flood.\nMore."))
    gone = fixes.example_of(FLOOD, rules, Text("Dry", "Sun."))

    assert short == Example("no_match", "Flood")
    assert long == Example("no_match", "Water", "A flood. More.")
    assert gone is None


def entry(number: int, title: str) -> Entry:
    return Entry(number, "wire", title, "", None, None, None, None, datetime(2026, 3, 1, tzinfo=UTC))


def test_replay_counts_what_each_rule_gains_and_loses() -> None:
    wide = rule("actor and event", select("actor", "gunmen", "men"), select("event", "attack"), id="attack")
    old, new = ruleset(GROUPS, ATTACK), ruleset(GROUPS, wide)
    entries = [entry(1, "Gunmen raid"), entry(2, "Men attack"), entry(3, "Gunmen attack"), entry(4, "Calm")]
    texts = [replay.text_of(one) for one in entries]
    before, after = (Matcher(compile_rules(one)[0]).match(texts) for one in (old, new))

    (change,) = replay.compare(zip(entries, before, after, strict=True))

    assert (change.rule, change.before, change.after, change.gains, change.losses) == ("attack", 2, 2, 1, 1)
    assert [one.title for one in change.gained] == ["Men attack"]
    assert [one.entry for one in change.lost] == [1]
    assert change.noisiest[0] == ("actor: men", 1)


def test_replay_sees_that_a_hit_is_graded_otherwise() -> None:
    grave = rule(None, select("s", "attack"), id="a", severity=Severity.HIGH)
    mild = rule(None, select("s", "attack"), id="a")
    before, after = (matcher(one).match([Text("Attack", "")]) for one in (mild, grave))

    (change,) = replay.compare(zip([entry(1, "Attack")], before, after, strict=True))

    assert (change.gains, change.losses, change.regrades) == (0, 0, 1)


def test_only_rules_that_differ_are_replayed_and_words_count() -> None:
    old = ruleset(GROUPS, ATTACK, FLOODS, FLOOD)
    new = ruleset(GROUPS, ATTACK, vocabulary("floods", "flood", "deluge"), FLOOD)

    pair = replay.differing(old, new)

    assert pair.rules == ("flood",)
    assert set(pair.new.vocabularies) == {"floods"}


def test_standings_name_what_is_noisy_and_what_never_hits() -> None:
    rules = [rule(None, select("s", "x"), id=name) for name in ("loud", "wrong", "idle", "fine")]

    found = statistics.standings(
        rules, {"loud": 80, "wrong": 5, "fine": 9}, [("wrong", 1, 3), ("fine", 3, 0), ("gone", 1, 0)]
    )

    assert {one.rule: one.remark for one in found} == {
        "loud": "noisy: 85% of all hits",
        "wrong": "noisy: 3 of 4 judged were wrong",
        "idle": "never hits",
        "fine": "",
        "gone": "removed",
    }
    assert found[0].rule == "loud"
    assert {one.rule: one.precision for one in found}["fine"] == 1.0
