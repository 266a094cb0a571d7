"""What a reader would see of a document is what comes out of it: tests/data/feeds, in all formats."""

from datetime import UTC, datetime, timedelta
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
