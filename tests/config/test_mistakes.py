import os
from pathlib import Path

import pytest

from monitor import config
from tests.config import folders

RULE = "rules:\n  - id: a\n    any: [attack]\n"

# file, text with ▶ where the mistake is, what is wrong, what to do
SYNTAX = [
    ("feeds.yaml", "feeds:\n▶\t- id: a\n", "a tab stands here", "use spaces"),
    ("feeds.yaml", "feeds:\n  - id: a▶\t# note\n", "a tab stands here", "use spaces"),
    ("rules/a.yaml", "rules:\n  - id: ▶@attack\n", "a value cannot begin with '@'", "quote it"),
    ("rules/a.yaml", "rules:\n  - title: ▶`x`\n", "a value cannot begin with '`'", "quote it"),
    (
        "rules/a.yaml",
        "rules:\n  - title: Mali▶: attack\n",
        "a ': ' stands where no key can be",
        "quote the text",
    ),
    (
        "rules/a.yaml",
        "rules:\n  - any: ▶[a, b\n    id: x\n",
        "the bracket that opens here",
        "close it with ]",
    ),
    ("monitor.yaml", "polling: ▶{every: 15m\n", "the bracket that opens here", "close it with }"),
    (
        "rules/a.yaml",
        'rules:\n  - title: ▶"attack\n',
        "the quote that opens here is never closed",
        "close it",
    ),
    (
        "rules/a.yaml",
        "rules:\n  - title: 'l'▶attaque'\n",
        "text follows the closing quote",
        "write an inner ' as ''",
    ),
    (
        "rules/a.yaml",
        'rules:\n  - title: "a\\▶q"\n',
        "this is not an escape in double quotes",
        "use single quotes",
    ),
    ("rules/a.yaml", "rules: ▶- id: a\n", "a list cannot begin on the line of its key", "on the next line"),
    (
        "rules/a.yaml",
        "rules:\n  - id: a\n ▶- id: b\n",
        "does not fit the lines above",
        "check its indentation",
    ),
    (
        "rules/a.yaml",
        "vocabularies:\n  v:\n    terms: |▶x\n",
        "text stands on the line of the '|'",
        "next line",
    ),
    (
        "rules/a.yaml",
        "rules:\n  - id: a\n    ▶id: b\n",
        "the key 'id' stands twice",
        "the first is in line 2",
    ),
    ("rules/a.yaml", "rules: ▶*jihad\n", "nothing above is marked &jihad", 'quote it: "*jihad"'),
    (
        "rules/a.yaml",
        "vocabularies:\n  v:\n    terms:\n      ▶*: [a]\n",
        "a key cannot begin with '*'",
        "in quotes",
    ),
    ("rules/a.yaml", "rules: &a\n  - any: ▶*a\n", "stands inside of what it repeats", "write it out"),
    ("rules/a.yaml", "rules:\n  - title: ▶!attack\n", "the tag '!attack' is not allowed", "quote"),
    ("rules/a.yaml", "rules: []\n▶---\nrules: []\n", "a second document begins here", "remove the '---'"),
    ("rules/a.yaml", "▶- id: a\n", "the file must be a mapping", "begin it with a key"),
    ("rules/a.yaml", "? ▶[a, b]\n: c\n", "a key must be a word", "quote it"),
    ("rules/a.yaml", "rules: " + "[" * 29 + "▶[[", "more than 30 levels", "flatten it"),
    ("rules/a.yaml", "# caf▶\x07é\n", "U+0007 cannot stand in a configuration file", "remove it"),
    ("rules/a.yaml", "rules: []\n#▶\x00\n", "U+0000 cannot stand", "remove it"),
]

FORM = [
    ("monitor.yaml", "polling: {every: ▶15}\n", "the duration 15 has no unit", "such as 15m"),
    ("monitor.yaml", "polling: {every: ▶15 minutes}\n", "'15 minutes' is not a valid duration", "s, m, h or d"),
    ("monitor.yaml", "polling: {timeout: ▶0s}\n", "'0s' is out of range", "from 1s"),
    ("monitor.yaml", "polling: {timeout: ▶999999999d}\n", "'999999999d' is out of range", "to 36500d"),
    ("monitor.yaml", "polling: {max_body: ▶10}\n", "the size 10 has no unit", "such as 10MiB"),
    ("monitor.yaml", "polling: {max_body: ▶10 elephants}\n", "'10 elephants' is not a valid size", "such as 10MiB"),
    ("monitor.yaml", "polling: {per_host: ▶0}\n", "a number (0) stands where", "at least 1"),
    ("monitor.yaml", "polling: {per_host: ▶two}\n", "text ('two') stands where a whole number", "unit or quotes"),
    ("monitor.yaml", "polling: {per_host: ▶2.5}\n", "a whole number belongs", "without a point"),
    ("monitor.yaml", "polling: {first_poll: ▶basline}\n", "'basline' is not known here", "did you mean 'baseline'?"),
    ("monitor.yaml", "polling: {fastest: ▶1h, every: 15m}\n", "fastest (1h) is longer than every", "they must grow"),
    ("monitor.yaml", "polling: {▶evry: 15m}\n", "unknown key 'evry'", "did you mean 'every'?"),
    ("monitor.yaml", "▶poling: {}\n", "unknown key 'poling'", "did you mean 'polling'?"),
    ("monitor.yaml", "polling: ▶[a]\n", "a list stands where a mapping belongs", "indented under the key"),
    ("monitor.yaml", "timezone: ▶africa/bamako\n", "'africa/bamako' is not a valid time zone", "did you mean 'Africa/Bamako'?"),
    ("monitor.yaml", "store: ▶mysql://x\n", "'mysql://x' is not a valid store address", "write sqlite:///"),
    ("monitor.yaml", 'store: ▶"sqlite:///:memory:"\n', "a store in memory forgets everything", "name a file"),
    ("monitor.yaml", "mail: {port: ▶70000}\n", "a number (70000)", "at most 65535"),
    ("monitor.yaml", "mail: {security: ▶ssl}\n", "'ssl' is not known here", "starttls, tls, none"),
    ("monitor.yaml", "mail: {host: h, from: ▶nobody}\n", "'nobody' is not a valid sender", "Desk <desk@example.org>"),
    ("monitor.yaml", "mail: ▶{host: mail.example.org}\n", "'from' is missing", "write the address"),
    ("monitor.yaml", "mail: {▶password: a, password_file: b}\n", "both password and password_file", "remove one"),
    ("monitor.yaml", "mail: {password_file: ▶nowhere}\n", "cannot be read: No such file", "create it"),
    ("monitor.yaml", "mail: {username: ▶12}\n", "a number (12) stands where text belongs", "put it in quotes"),
    ("monitor.yaml", "mail: {password: ▶12}\n", "a number stands where text belongs", "put it in quotes"),
    ("monitor.yaml", "mail: {password: '▶${NOT_SET}'}\n".replace("'▶", "▶'"), "the environment has no NOT_SET", "set NOT_SET"),
    ("monitor.yaml", "web: {listen: ▶localhost}\n", "is not a valid address to listen on", "127.0.0.1:8080"),
    ("monitor.yaml", "network: {allow_private: [▶10.0.0.1/8]}\n", "has bits set outside", "did you mean '10.0.0.0/8'?"),
    ("monitor.yaml", "network: {allow_private: [▶10.0.0/8]}\n", "neither a block nor a host name", "10.0.0.0/8"),
    ("monitor.yaml", "operators: [▶dutty]\n", "there is no recipient 'dutty'", "name a recipient that exists"),
    ("monitor.yaml", "signals: {actors: [▶nobody]}\n", "there is no vocabulary 'nobody'", "that exists"),
    ("feeds.yaml", "▶feed: []\n", "unknown key 'feed'", "did you mean 'feeds'?"),
    ("feeds.yaml", "feeds: ▶{a: b}\n", "a mapping stands where a list belongs", "begin each item with '- '"),
    ("feeds.yaml", "feeds:\n  - ▶id: a\n", "'url' is missing", "add it"),
    ("feeds.yaml", "feeds: [{id: a, url: ▶ftp://a.org}]\n", "does not begin with https://", "write one such as"),
    ("feeds.yaml", "feeds: [{id: a, url: ▶htps://me:pw@a.org/x?token=t@1}]\n", "'htps://***@1' does not begin", "write one such as"),
    ("feeds.yaml", "feeds: [{id: a, url: ▶htps://a.org/x?token=t}]\n", "'htps://a.org/x?***' does not begin", "write one such as"),
    ("feeds.yaml", 'feeds: [{id: a, url: ▶"https:///x"}]\n', "names no host", "write one such as"),
    ("feeds.yaml", "feeds: [{id: a, url: ▶https://a.org/a b}]\n", "contains a space", "write %20"),
    ("feeds.yaml", 'feeds: [{id: a, url: ▶"https://a.org:99999"}]\n', "is not a valid URL", "write one such as"),
    ("feeds.yaml", 'feeds: [{id: ▶"a b", url: "https://a.org"}]\n', "'a b' is not a valid id", "without accents or spaces"),
    ("feeds.yaml", 'feeds: [{id: a, url: "https://a.org", lang: ▶french}]\n', "is not a valid language code", "en, fr or ar"),
    ("feeds.yaml", 'feeds: [{id: a, url: "https://a.org", kind: ▶wyre}]\n', "'wyre' is not known", "did you mean 'wire'?"),
    ("feeds.yaml", 'feeds: [{id: a, url: "https://a.org"}, {id: ▶a, url: "https://b.org"}]\n', "two feeds have the id 'a'", "rename one"),
    ("feeds.yaml", 'feeds: [{id: a, url: "https://a.org", tags: {▶a: b}}]\n'.replace("{▶a", "▶{a"), "a mapping stands where a list", "quote this line"),
    ("digests.yaml", "recipients: {duty: {mail: [▶duty]}}\n", "'duty' is not a valid e-mail address", "such as duty@example.org"),
    ("digests.yaml", 'recipients: {duty: {file: ▶"a\\0b"}}\n', "'a?b' contains a control character", "write a path"),
    ("digests.yaml", "recipients: {duty: {quiet: ▶22-6}}\n", "'22-6' is not a valid span of hours", '"22:00-06:00"'),
    ("digests.yaml", "recipients: {duty: {quiet: [▶xyz 22:00-06:00]}}\n", "'xyz 22:00-06:00' names no day", '"fri-sat 00:00-24:00"'),
    ("digests.yaml", "recipients: {duty: {discreet: ▶no}}\n", "text ('no') stands where true or false", "write true or false"),
    ("digests.yaml", "recipients: {duty: {webhook: [▶{secret: '${A}'}]}}\n", "'url' is missing", "or url_file"),
    ("digests.yaml", "digests: [▶{id: a, to: []}]\n", "a digest needs a schedule", "cron"),
    ("digests.yaml", 'digests: [▶{id: a, to: [], cron: "0 6 * * *", every: 1h}]\n', "both cron and every", "write one"),
    ("digests.yaml", 'digests: [{id: a, to: [], cron: ▶"0 6 * *"}]\n', "has 4 fields, not 5", "minute hour"),
    ("digests.yaml", 'digests: [{id: a, to: [], cron: ▶"0 25 * * *"}]\n', "the hour of '0 25 * * *'", "mon-fri"),
    ("digests.yaml", 'digests: [{id: a, to: [], cron: ▶"@daily"}]\n', "has 1 fields, not 5", "such as 0 6 * * *"),
    ("digests.yaml", 'digests: [{id: a, to: [▶x], every: 1h}]\n', "there is no recipient 'x'", "that exists"),
    ("digests.yaml", 'digests: [{id: a, to: ▶[], every: 1h}]\n', "nobody is named", "name a recipient"),
    ("digests.yaml", "recipients: {d: {}}\nalerts: [{id: a, to: d, select: {min_severity: ▶hihg}}]\n", "'hihg' is not a valid severity", "did you mean 'high'?"),
    ("digests.yaml", "recipients: {d: {}}\nalerts: [{id: a, to: d, select: {rules: [▶x]}}]\n", "there is no rule 'x'", "that exists"),
    ("digests.yaml", "recipients: {d: {}}\nalerts: [{id: a, to: d, select: {countries: [Mali, ▶Tchda]}}]\n", "places.csv has no country 'Tchda'", "ML (Mali)"),
    ("digests.yaml", "recipients: {d: {}}\nalerts: [{id: a, to: d, select: {countries: [▶Malli]}}]\n", "places.csv has no country 'Malli'", "did you mean 'Mali'?"),
    ("digests.yaml", "recipients: {d: {}}\nalerts: [{id: a, to: d, select: {near: {place: ▶goa, km: 50}}}]\n", "there is no place 'goa'", "did you mean 'gao'?"),
    ("digests.yaml", "recipients: {d: {}}\nalerts: [{id: a, to: d, select: {near: {place: gao, km: ▶-5}}}]\n", "'-5' is not a distance", "a number from 1"),
    ("digests.yaml", "recipients: {d: {}}\nalerts: [{id: a, to: d, select: {not: {feeds: [▶x]}}}]\n", "there is no feed 'x'", "that exists"),
    ("digests.yaml", "recipients: {d: {}}\nalerts: [{id: a, to: d, select: {not: {▶min_severity: high}}}]\n", "unknown key 'min_severity'", ""),
    ("digests.yaml", "recipients: {d: {}}\nalerts: [{id: a, to: d, select: {max_severity: ▶high}}]\n", "max_severity (high) is below min_severity (critical)", "raise it"),
    ("digests.yaml", "recipients: {d: {}}\nalerts: [{id: a, to: d, repeat: ▶30s}]\n", "30s is out of range", "from 1m to less than 24h"),
    ("digests.yaml", "recipients: {d: {}}\nalerts: [{id: a, to: d, escalate: [{after: ▶2d, to: d}]}]\n", "2d is out of range", "from 1m to less than 24h"),
    ("digests.yaml", "recipients: {d: {}, lead: {}}\nalerts: [{id: a, to: d, escalate: [{after: 30m, to: ▶laed}]}]\n", "there is no recipient 'laed'", "did you mean 'lead'?"),
    ("digests.yaml", "recipients: {d: {}}\nalerts: [{id: a, to: d, template: ▶digset}]\n", "there is no template 'digset'", "did you mean 'digest'?"),
    ("digests.yaml", "silences: [▶{until: 2026-12-01}]\n", "a silence must say what it silences", "add story, rule"),
    ("digests.yaml", "silences: [▶{words: x}]\n", "'until' is missing", "add it"),
    ("digests.yaml", "silences: [{words: x, until: ▶tomorrow}]\n", "'tomorrow' is not a valid day", "such as 2026-12-01"),
    ("digests.yaml", "silences: [{rule: ▶x, until: 2026-12-01}]\n", "there is no rule 'x'", "that exists"),
]  # fmt: skip

RULES = [
    ("rules/a.yaml", "rules:\n  - ▶id: a\n", "the rule has nothing to look for", "add match, or any or all"),
    ("rules/a.yaml", "rules:\n  - ▶any: [attack]\n", "'id' is missing", "add it"),
    ("rules/a.yaml", RULE + "    ▶severty: low\n", "unknown key 'severty'", "did you mean 'severity'?"),
    ("rules/a.yaml", RULE + "    severity: ▶grave\n", "'grave' is not a valid severity", "write one of info, low"),
    ("rules/a.yaml", RULE + "    raise: {▶hihg: any}\n", "'hihg' is not a valid severity", "did you mean 'high'?"),
    ("rules/a.yaml", RULE + "    fields: [▶titel]\n", "'titel' is not known here", "did you mean 'title'?"),
    ("rules/a.yaml", "rules:\n  - id: a\n    any: [▶2023]\n", "a number stands where text belongs", "quote this line"),
    ("rules/a.yaml", "rules:\n  - id: a\n    any:\n      - ▶Mali: attack\n", "because of the ': '", "quote this line"),
    ("rules/a.yaml", "rules:\n  - id: a\n    any: [▶true]\n", "a truth value stands where text", "quote this line"),
    ("rules/a.yaml", "rules:\n  - id: a\n    any: [▶null]\n", "nothing stands where text belongs", "quote this line"),
    ("rules/a.yaml", "rules:\n  - id: a\n    any: [▶[a]]\n", "a list stands inside of a list", "one level higher"),
    ("rules/a.yaml", "rules:\n  - id: a\n    any: ▶>\n      a\n      b\n", "text after '>' is one long line", "write '|'"),
    ("rules/a.yaml", "rules:\n  - id: a\n    any: [{term: x, ▶csaed: true}]\n", "unknown key 'csaed'", "did you mean 'cased'?"),
    ("rules/a.yaml", RULE + "    examples:\n      match:\n        - ▶Mali: 12 dead\n", "because of the ': '", "quote this line"),
    ("rules/a.yaml", RULE + "    examples: {match: [{title: x, severity: ▶hi}]}\n", "'hi' is not a valid severity", "did you mean 'high'?"),
    ("rules/a.yaml", RULE + "    examples: {▶matches: [x]}\n", "unknown key 'matches'", "did you mean"),
    ("rules/a.yaml", RULE + "    match: {b: [c]}\n".replace("match", "match"), "match stands beside any", "selections"),
    ("rules/a.yaml", RULE + "    ▶none_unless: [c]\n", "none_unless stands without none", "vetoes"),
    ("rules/a.yaml", RULE + "    condition: any ▶andd other\n", "'andd' follows", "write and or or"),
    ("rules/a.yaml", RULE + "    condition: 'any and ▶other'\n", "no selection 'other'", "name one of any"),
    ("rules/a.yaml", RULE + '    condition: "any and ▶other"\n', "no selection 'other'", "name one of any"),
    ("rules/a.yaml", RULE + "    raise: {high: any or ▶other}\n", "no selection 'other'", "name one of any"),
    ("rules/a.yaml", RULE + "    condition: ▶>\n      any and\n      other\n", "character 9: there is", "name one"),
    ("rules/a.yaml", "rules:\n  - id: a\n    any: [▶$nothing]\n", "there is no vocabulary", ""),
    ("rules/a.yaml", "rules:\n  - id: a\n    any: |\n      attack\n      ▶at*tack\n", "has a star inside", ""),
    ("rules/a.yaml", "rules:\n  - id: a\n    match: {s: {in: ▶titel, any: [x]}}\n", "'titel' is not known", "did you mean 'title'?"),
    ("rules/a.yaml", "rules:\n  - id: a\n    match: {s: ▶{in: title}}\n", "has nothing to look for", "add any, all"),
    ("rules/a.yaml", "rules:\n  - id: a\n    match: {s: {regex: ▶'a+'}}\n", "the regex has no literal", "cannot match"),
    ("rules/a.yaml", "rules:\n  - id: a\n    match: {s: {any: [x], ▶literal: [y]}}\n", "literal stands without regex", "to any"),
    ("rules/a.yaml", "rules:\n  - id: a\n    match: {s: {casualties: {▶died: 3}}}\n", "'died' is not known", "did you mean"),
    ("rules/a.yaml", "rules:\n  - id: a\n    match: {s: {casualties: {killed: ▶0}}}\n", "a number (0)", "at least 1"),
    ("vocabularies/a.yaml", "vocabularies:\n  v: ▶{label: V}\n", "the vocabulary 'v' is empty", "give it terms or places"),
    ("vocabularies/a.yaml", "vocabularies:\n  ▶a b: {terms: [x]}\n", "'a b' is not a valid name for a vocabulary", "letters"),
    ("vocabularies/a.yaml", "vocabularies:\n  v: {terms: {▶english: [x]}}\n", "is not a valid language code", "en, fr or ar"),
    ("vocabularies/a.yaml", "vocabularies:\n  v: {terms: [x], within: ▶5}\n", "within stands without needs", "must be near"),
    ("vocabularies/a.yaml", "vocabularies:\n  v: {places: {zone: ▶cor}}\n", "no place has the zone 'cor'", "did you mean 'core'?"),
    ("vocabularies/a.yaml", "vocabularies:\n  v: {terms: [{term: x, place: ▶gaao}]}\n", "there is no place 'gaao'", "did you mean 'gao'?"),
    ("local/a.yaml", "rules: {▶b: {severity: low}}\n", "there is no rule 'b' to adjust", "that exists"),
    ("local/a.yaml", "vocabularies: {▶v: {add: [x]}}\n", "there is no vocabulary 'v' to adjust", "that exists"),
    ("local/a.yaml", "rules: {a: {▶sevrity: low}}\n", "unknown key 'sevrity'", "did you mean 'severity'?"),
]  # fmt: skip

TABLES = [
    ("places.csv", "▶id;name;country\n", "';' stands between the columns", "with commas"),
    ("places.csv", "▶id,name,country,zoen\n", "unknown column 'zoen'", "did you mean 'zone'?"),
    ("places.csv", "▶id,name\n", "the column 'country' is missing", "write the header id,name,country"),
    ("places.csv", "id,name,country\ngao,Gao,ML\n▶kati,Kati\n", "the row has 2 cells, the header has 3", "in \"quotes\""),
    ("places.csv", "id,name,country\ngao,Gao,ML\n▶gao,Gao,ML\n", "the id 'gao' stands twice", "in line 2"),
    ("places.csv", "id,name,country\n▶Gao,Gao,ML\n", "'Gao' is not a valid id", "lower-case"),
    ("places.csv", "id,name,country,lat\ngao,Gao,ML,▶north\n", "'north' is not a valid lat", "from -90 to 90"),
    ("places.csv", "id,name,country,lat\ngao,Gao,ML,▶nan\n", "'nan' is not a valid lat", "from -90 to 90"),
    ("places.csv", "id,name,country,ambiguity\ngao,Gao,ML,▶9\n", "'9' is not a valid class of ambiguity", "0, 1, 2 or 3"),
    ("places.csv", "id,name,country,needs\ngao,Gao,ML,▶mali\n", "there is no vocabulary 'mali'", "name a vocabulary"),
    ("places.csv", 'id,name,country\n▶gao,"Gao,ML\n', "this is not valid CSV", ""),
    ("history.csv", "date,place,tags,source\n2026-01-01,▶nowhere,attack,x\n", "there is no place 'nowhere'", "id of a row"),
    ("history.csv", "date,place,tags,source\n▶1/1/2026,gao,attack,x\n", "'1/1/2026' is not a valid day", "2026-12-01"),
    ("history.csv", "date,place,tags,source\n2026-01-01,gao,▶,x\n", "the event has no tag", "armed_attack"),
]  # fmt: skip

AROUND = {
    "rules/good.yaml": RULE,
    "places.csv": "id,name,country,zone\ngao,Gao,ML,core\n",
}


@pytest.mark.parametrize(("file", "text", "wrong", "remedy"), [*SYNTAX, *FORM, *RULES, *TABLES])
def test_a_mistake_is_told_with_place_cause_and_remedy(
    tmp_path: Path, file: str, text: str, wrong: str, remedy: str
) -> None:
    if folders.MARK not in text:
        text = text.replace("- id", f"- {folders.MARK}id", 1)
    plain, place = folders.marked(text)
    around = {} if file == "rules/a.yaml" else AROUND

    found = folders.mistakes(tmp_path, {**around, file: plain})

    told = [
        line for line in found if line.startswith(f"{file}:{place}: ") and wrong in line and remedy in line
    ]
    assert told, f"expected {file}:{place}: {wrong}, {remedy}; found {found}"


def test_a_long_file_with_five_mistakes_tells_all_five_in_order(tmp_path: Path) -> None:
    feeds = [f"  - {{id: feed{number}, url: 'https://example.org/{number}'}}\n" for number in range(100)]
    feeds[10] = "  - {id: feed10, ulr: 'https://example.org/10'}\n"
    feeds[40] = "  - {id: feed40, url: 'https://example.org/40', every: 10}\n"
    rules = [f"  - id: rule{number}\n    any: [attack]\n" for number in range(50)]
    rules[20] = "  - id: rule19\n    any: [attack]\n"
    rules[30] = "  - id: rule30\n    any: [$nothing]\n"
    files = {
        "feeds.yaml": "feeds:\n" + "".join(feeds),
        "rules/a.yaml": "rules:\n" + "".join(rules),
        "digests.yaml": "recipients: {duty: {}}\ndigests:\n  - {id: a, to: [dooty], every: 1h}\n",
    }

    found = folders.mistakes(tmp_path, files)

    assert [line.split(": ", 1)[0] for line in found] == [
        "feeds.yaml:12:5",
        "feeds.yaml:12:18",
        "feeds.yaml:42:56",
        "digests.yaml:3:18",
        "rules/a.yaml:42:9",
        "rules/a.yaml:63:11",
    ]


def test_one_broken_file_does_not_hide_the_mistakes_of_the_others(tmp_path: Path) -> None:
    files = {
        "vocabularies/a.yaml": "vocabularies:\n  v: {terms: [a\n",
        "rules/a.yaml": "rules:\n  - id: a\n    match: {s: [$v]}\n    condition: s andd s\n",
        "digests.yaml": "recipients: {d: {mail: x}}\nalerts: [{id: a, to: [d]}]\n",
    }

    found = folders.mistakes(tmp_path, files)

    assert [line.split(":", 1)[0] for line in found] == [
        "vocabularies/a.yaml",  # cannot be read at all: first, as more may follow from it
        "digests.yaml",
        "rules/a.yaml",
    ]


def test_a_reference_to_a_part_with_mistakes_is_no_second_mistake(tmp_path: Path) -> None:
    files = {
        "rules/a.yaml": "vocabularies: {v: {trems: [x]}}\nrules:\n  - {id: a, any: [$v]}\n  - {id: b, severity: x}\n",
        "digests.yaml": "recipients: {d: {mail: x}}\nalerts: [{id: a, to: [d], select: {rules: [b]}}]\n",
    }

    found = folders.mistakes(tmp_path, files)

    assert [line.split(": ", 1)[0] for line in found] == [
        "digests.yaml:1:24",
        "rules/a.yaml:1:20",
        "rules/a.yaml:4:23",
    ]


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("feeds.yaml", "feeds:\n- id: é\n".encode("latin-1"), "feeds.yaml:2:7: byte 0xe9 is not UTF-8"),
        ("feeds.yaml", "feeds: []\n".encode("utf-16"), "feeds.yaml:1:1: the file is UTF-16"),
        ("feeds.yaml", b"#" * (4 * 1024 * 1024 + 1), "feeds.yaml: the file is larger than 4 MiB"),
        (
            "rules/a.yaml",
            b"a: &a [x]\n" + b"b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n" * 1,
            "rules/a.yaml:1:1: a: unknown key",
        ),
    ],
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, name: str, body: bytes, expected: str) -> None:
    found = folders.mistakes(tmp_path, {name: body})

    assert found[0].startswith(expected)


def test_a_bomb_of_repetitions_is_refused_before_it_grows(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]

    found = folders.mistakes(tmp_path, {"rules/a.yaml": "\n".join(lines)})

    assert "more than 400000 values in one file" in found[0]


def test_a_folder_that_is_not_there_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(config.ConfigError) as caught:
        config.load(tmp_path / "nowhere", {})

    assert caught.value.lines == (
        f"{tmp_path / 'nowhere'}: there is no such folder, `monitor init DIR` writes one to edit",
    )


def test_a_folder_without_configuration_is_refused(tmp_path: Path) -> None:
    with pytest.raises(config.ConfigError, match="there is no configuration in this folder"):
        config.load(tmp_path, {})


def test_a_pipe_in_the_place_of_a_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    folder = folders.write(tmp_path, {"monitor.yaml": ""})
    os.mkfifo(folder / "feeds.yaml")

    with pytest.raises(config.ConfigError, match="this is not a file"):
        config.load(folder, {})


def test_secrets_never_show_in_messages(tmp_path: Path) -> None:
    files = {
        "monitor.yaml": "mail: {password: [hunter2], host: h}\nheartbeat: {url: 'x://hunter2'}\n",
        "feeds.yaml": "feeds: [{id: a, url: 'ftp://user:hunter2@example.org'}, {id: b, bearer: {hunter2: x}}]\n",
    }

    found = "\n".join(folders.mistakes(tmp_path, files))

    assert "feeds.yaml" in found
    assert "hunter2" not in found


def test_two_mistakes_of_one_part_are_both_told(tmp_path: Path) -> None:
    files = {
        "rules/a.yaml": "rules:\n  - {id: a, severity: graev, any: [$nothing, x]}\n",
        "digests.yaml": "recipients: {desk: {mail: d@a.org}}\ndigests: [{id: d, to: [dsk], cron: 0 25 * * *}]\n",
    }

    found = folders.mistakes(tmp_path, files)

    assert [line.split(": ", 1)[0] for line in found] == [
        "digests.yaml:2:24",
        "digests.yaml:2:36",
        "rules/a.yaml:2:23",
        "rules/a.yaml:2:36",
    ]


DEEP = """\
vocabularies:
  v:
    terms: [ok, {a: b}]
    needs: [$nosuch]
rules:
  - id: r
    match:
      s: {casualties: {kiled: 3}}
      x: {regex: "a(b", literal: [a]}
      z: 5
      l: [foo, [bar]]
    condition: s and x and yy
    raise: {hgih: s, low: qq}
    langs: [5]
    severity: hig
"""


def test_a_mistake_deep_in_a_part_hides_none_of_its_others(tmp_path: Path) -> None:
    found = folders.mistakes(tmp_path, {"rules/a.yaml": DEEP})

    assert [(line.split(":")[1], line.split(": ")[1]) for line in found] == [
        ("3", "vocabularies.v.terms.*.1"),
        ("4", "vocabularies.v.needs.0"),
        ("8", "rules.r.match.s.casualties.kiled"),
        ("9", "rules.r.match.x.regex"),
        ("10", "rules.r.match.z"),
        ("11", "rules.r.match.l.any.1"),
        ("12", "rules.r.condition"),
        ("13", "rules.r.raise.hgih"),
        ("13", "rules.r.raise.low"),
        ("14", "rules.r.langs.0"),
        ("15", "rules.r.severity"),
    ]
