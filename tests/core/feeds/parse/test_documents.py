"""What a reader would see of a document is what comes out of it: tests/data/feeds, in all formats."""

import json
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest

from monitor.core.feeds.outcomes import NotAFeed, ParsedFeed, ParseRequest, Rests, Unparseable
from monitor.core.feeds.parse import parse
from monitor.core.model import ParsedEntry

FEEDS = Path(__file__).parents[3] / "data" / "feeds"
HERE = "https://base.example/dir/feed"


def read(name: str, content_type: str | None = None) -> ParsedFeed:
    found = parse(ParseRequest((FEEDS / name).read_bytes(), HERE, content_type))
    assert isinstance(found, ParsedFeed), found
    return found


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[misc,arg-type]  # year, month, day, …


RSS_2 = (
    ParsedEntry(
        id="fleuve-1041",
        link="https://fleuve.example/2026/11/crue-mopti?utm_source=rss&utm_medium=feed",
        title="Crue à Mopti : l'école du quartier fermée",
        summary="Les eaux ont atteint la cour de l'école ; les élèves restent à la maison.",
        published=at(2026, 11, 22, 6, 15),
        author="Awa Traoré",
        lang="fr",
    ),
    ParsedEntry(
        id="https://fleuve.example/2026/11/cereales",
        link="https://fleuve.example/2026/11/cereales",
        title="Marché aux céréales : les prix se calment",
        summary="Après trois semaines de hausse, le sac de mil se vend de nouveau au prix d’octobre.\n"
        "Les commerçants restent prudents.",
        published=at(2026, 11, 21, 18, 2, 11),
        lang="fr",
    ),
)
RDF = (
    ParsedEntry(
        id="https://maktab.example/n/7",
        link="https://maktab.example/n/7",
        title="افتتاح جسر جديد على النهر",
        summary="عبر السكان الجسر سيرا على الأقدام صباح اليوم.",
        published=at(2026, 11, 20, 8, 30),
        updated=at(2026, 11, 20, 8, 30),
        author="هيئة التحرير",
        lang="ar",
    ),
)
ATOM = (
    ParsedEntry(
        id="tag:bureau.example,2026:notes/88",
        link="https://bureau.example/desk/88.html",
        title="Teachers & parents march in Kayes",
        summary="A < B is not markup here.",
        published=at(2026, 11, 22, 8),
        updated=at(2026, 11, 22, 9, 10),
        author="R. Okafor (desk@bureau.example)",
        lang="en",
    ),
    ParsedEntry(
        id="tag:bureau.example,2026:notes/87",
        link="https://bureau.example/desk/87.html",
        title="Grain convoy arrives",
        summary="Twelve trucks reached the depot.\nMillet\nRice & beans",
        updated=at(2026, 11, 21, 20, 45),
        lang="en",
    ),
)
JSON = (
    ParsedEntry(
        id="https://porto.example/12",
        link="https://base.example/12",
        title="Navio parado há dois dias",
        summary="A carga de trigo espera no cais.",
        published=at(2026, 11, 19, 15),
        author="M. Silva, J. Rocha",
        lang="pt",
    ),
    ParsedEntry(
        id="11",
        link="https://outro.example/x",
        title="",
        summary="Sem título, mas com texto.",
        published=at(2026, 11, 18, 8),
        author="Redação",
        lang="pt",
    ),
)
RSS_091 = (
    ParsedEntry(
        id=None,
        link="http://crier.example/?id=3&story=ferry",
        title="Ferry timetable changes — at last",
        summary="Smith & Sons said on Monday that it would add a trip.",
        lang="en",
    ),
    ParsedEntry(
        id=None, link="http://crier.example/?id=2&story=bread", title="Bakery reopens", summary="", lang="en"
    ),
)


@pytest.mark.parametrize(
    ("name", "version", "title", "expected"),
    [
        ("wire-fr.rss", "rss20", "Dépêches du fleuve", RSS_2),
        ("desk-ar.rdf", "rss10", "مكتب الأخبار", RDF),
        ("bureau-en.atom", "atom10", "Bureau notes", ATOM),
        ("letter.json", "json feed", "Letter from the port", JSON),
        ("old.rss", "rss091u", "The old town crier", RSS_091),
    ],
)
def test_every_format_gives_its_entries(
    name: str, version: str, title: str, expected: tuple[ParsedEntry, ...]
) -> None:
    found = read(name)

    assert expected == found.entries
    assert (version, title, ()) == (found.version, found.title, found.degraded)


@pytest.mark.parametrize("body", [b"<rss><chan", b"<rss><channel><title>x", b"<rss><channel><item><title>x"])
def test_a_document_that_breaks_off_before_its_first_entry_is_not_read(body: bytes) -> None:
    assert isinstance(parse(ParseRequest(body, HERE)), Unparseable)


def test_a_feed_that_has_no_entry_yet_is_a_feed() -> None:
    found = parse(ParseRequest(b"<rss version='2.0'><channel><title>x</title></channel></rss>", HERE))

    assert isinstance(found, ParsedFeed)
    assert (found.entries, found.degraded) == ((), ())


def test_a_cut_off_last_entry_is_left_out_and_said() -> None:
    found = read("cut-off.rss")

    assert [entry.title for entry in found.entries] == ["Council meets on Friday"]
    assert found.degraded == ("cut off within the last entry, which was left out",)


@pytest.mark.parametrize(
    "junk",
    [
        "\n<!-- Dynamic page generated in 0.4 seconds. --><!-- Cached -->\n",
        "<script type='text/javascript'>var _gaq=1;</script>",
        "<script>" + "var x = '</p>';" * 400 + "</script>",
        "\n0\n",
        "<br />\n<b>Warning</b>:  Unknown: write failed in <b>Unknown</b> on line <b>0</b><br />",
        "<img height='1' src='https://beacon.example/?x=1&y=2'>",
        "</body></html>",
        "\0\0\0",
        "Fatal error: Allowed memory size exhausted & more <",
    ],
)
@pytest.mark.parametrize("name", ["wire-fr.rss", "bureau-en.atom", "desk-ar.rdf"])
def test_what_stands_behind_a_document_is_no_illness(name: str, junk: str) -> None:
    body = (FEEDS / name).read_bytes()

    found = parse(ParseRequest(body + junk.encode(), HERE))

    assert isinstance(found, ParsedFeed)
    assert (found.entries, found.degraded, found.items) == (read(name).entries, (), read(name).items)


def test_of_two_documents_in_one_both_are_read() -> None:
    first, second = (
        b"<rss version='2.0'><channel><item><title>%s</title></item></channel></rss>\n" % title
        for title in (b"one", b"two")
    )
    found = parse(ParseRequest(first + second, HERE))

    assert isinstance(found, ParsedFeed)
    assert [entry.title for entry in found.entries] == ["one", "two"]


ITEM = "<item><title>{}</title><description>{}</description></item>"


@pytest.mark.parametrize(
    ("head", "body", "titles"),
    [
        ("", [("L’été à Gao", "utf-8"), ("L’armée repousse une attaque à Gao", "cp1252")], ["L’été à Gao", "L’armée repousse une attaque à Gao"]),
        ("", [("منسوب النهر يرتفع في غاو", "utf-8"), ("Été à Gao", "latin-1")], ["منسوب النهر يرتفع في غاو", "Été à Gao"]),
        ("<?xml version='1.0' encoding='windows-1256'?>", [("منسوب النهر يرتفع", "utf-8"), ("يرتفع النهر", "cp1256")], ["منسوب النهر يرتفع", "يرتفع النهر"]),
        ("<?xml version='1.0' encoding='utf-8'?>", [("Déjà «l’été»", "cp1252"), ("Ça ira", "cp1252")], ["Déjà «l’été»", "Ça ira"]),
        ("<?xml version='1.0' encoding='windows-1251'?>", [("Нападение на базу", "cp1251")], ["Нападение на базу"]),
        ("<?xml version='1.0' encoding='gbk'?>", [("襲撃事件死亡人民日报", "gbk")], ["襲撃事件死亡人民日报"]),
    ],
    ids=["French among UTF-8", "French among Arabic", "as declared among UTF-8", "all Windows", "Russian", "Chinese"],
)  # fmt: skip
def test_wrong_bytes_are_decoded_alone(head: str, body: list[tuple[str, str]], titles: list[str]) -> None:
    items = b"".join(ITEM.format(title, title).encode(encoding) for title, encoding in body)
    document = head.encode() + b"<rss version='2.0'><channel>" + items + b"</channel></rss>"

    found = parse(ParseRequest(document, HERE))

    assert isinstance(found, ParsedFeed)
    assert [entry.title for entry in found.entries] == titles
    assert [entry.summary for entry in found.entries] == titles


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<![CDATA[L&amp;#8217;arm&amp;eacute;e &amp;agrave; Gao]]>", "L’armée à Gao"),
        ("L&amp;amp;#8217;arm&amp;amp;eacute;e &amp;amp;agrave; Gao", "L’armée à Gao"),
        ("L&amp;#8217;arm&amp;eacute;e &amp;agrave; Gao", "L’armée à Gao"),
        ("Lâ€™armÃ©e Ã\xa0 Gao", "L’armée à Gao"),
        ("L’armÃ©e Ã\xa0 Gao", "L’armée à Gao"),
        ("L&#195;&#162;...&#195;&#169;t&#195;&#169;", "Lâ...été"),
        ("&amp;lt;p&amp;gt;L’armée&amp;lt;/p&amp;gt; à Gao", "L’armée à Gao"),
        ("Ù‡Ø¬ÙˆÙ… Ø¹Ù„Ù‰ Ù‚Ø§Ø¹Ø¯Ø©", "هجوم على قاعدة"),
    ],
)
def test_text_that_was_encoded_once_too_often_is_read_as_it_was_meant(written: str, shown: str) -> None:
    rss = f"<rss version='2.0'><channel>{ITEM.format(written, written)}</channel></rss>"
    atom = (
        f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><title>{written}</title>"
        f"<summary>{written}</summary></entry></feed>"
    )
    text = unescape(written) if not written.startswith("<![CDATA") else written[9:-3]
    letter = json.dumps({"items": [{"id": "1", "title": text, "content_text": text}]})
    for document in (rss, atom, letter):
        found = parse(ParseRequest(document.encode(), HERE))

        assert isinstance(found, ParsedFeed)
        assert [(entry.title, entry.summary.replace("\n", " ")) for entry in found.entries] == [
            (shown, shown)
        ]


def test_malformed_xml_gives_what_can_be_read_and_is_said() -> None:
    found = read("broken.rss")

    assert [entry.title for entry in found.entries] == ["First, well formed", "Second badly nested", "Third"]
    assert "malformed XML" in found.degraded[0]


@pytest.mark.parametrize(
    ("name", "content_type", "expected", "why"),
    [
        ("windows-1256.rss", None, "منسوب النهر يرتفع", "the document's own declaration"),
        ("windows-1256.rss", "text/xml; charset=utf-8", "منسوب النهر يرتفع", "a header that cannot be true"),
        (
            "windows-1256.rss",
            "text/xml; charset=iso-8859-1",
            "منسوب النهر يرتفع",
            "servers add Latin-1 to anything",
        ),
        ("says-utf8-is-windows.rss", None, "L’été à Kaïes", "a declaration that cannot be true"),
        (
            "wire-fr.rss",
            "text/xml; charset=iso-8859-1",
            "Crue à Mopti : l'école du quartier fermée",
            "valid UTF-8",
        ),
        (
            "wire-fr.rss",
            "application/json",
            "Crue à Mopti : l'école du quartier fermée",
            "a lying content type",
        ),
        ("letter.json", "text/html", "Navio parado há dois dias", "a lying content type"),
    ],
)
def test_lying_encodings_and_types_do_not_spoil_a_title(
    name: str, content_type: str | None, expected: str, why: str
) -> None:
    assert expected == read(name, content_type).entries[0].title, why


def test_a_page_names_its_feeds() -> None:
    found = parse(ParseRequest((FEEDS / "site.html").read_bytes(), HERE))

    assert NotAFeed(("https://base.example/news.rss", "https://page.example/all.atom?x=1&y=2")) == found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("wire-fr.rss", Rests(timedelta(minutes=30), hours=(1, 2, 3), days=(6,))),
        ("desk-ar.rdf", Rests(timedelta(hours=6))),
        ("bureau-en.atom", Rests()),
    ],
)
def test_a_document_says_when_it_rests(name: str, expected: Rests) -> None:
    assert expected == read(name).rests


@pytest.mark.parametrize(
    ("inside", "expected", "why"),
    [
        ("<ttl>60</ttl>", Rests(timedelta(hours=1)), "minutes"),
        ("<ttl>soon</ttl>", Rests(), "nonsense"),
        ("<ttl>0</ttl>", Rests(), "never is no hint"),
        (
            "<skipHours>" + "".join(f"<hour>{n}</hour>" for n in range(24)) + "</skipHours>",
            Rests(),
            "all hours",
        ),
        ("<skipHours><hour>24</hour><hour>x</hour></skipHours>", Rests(hours=(0,)), "24 is midnight"),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", Rests(timedelta(hours=1)), "once if no frequency"),
        (
            (
                "<generator>https://wordpress.org/?v=6.5</generator><sy:updatePeriod> hourly </sy:updatePeriod>"
                "<sy:updateFrequency> 1 </sy:updateFrequency>"
            ),
            Rests(),
            "WordPress writes it unasked",
        ),
    ],
)
def test_hints_of_a_channel(inside: str, expected: Rests, why: str) -> None:
    body = (
        "<rss version='2.0' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel><title>t</title>"
        f"{inside}<item><title>x</title></item></channel></rss>"
    )

    found = parse(ParseRequest(body.encode(), HERE))

    assert isinstance(found, ParsedFeed)
    assert expected == found.rests, why
