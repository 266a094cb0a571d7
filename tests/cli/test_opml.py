"""OPML as other programs write it, in and out."""

import re
from pathlib import Path

import pytest

from monitor.cli.opml import FeedList, OpmlError, Outline, read_opml, write_opml
from monitor.core.settings import Feed
from tests.cli.calls import call, configured

RSS = "https://a.example/rss"
ONE = (Outline(RSS, "L’écho"),)


def _opml(body: str, head: str = "") -> str:
    return f'{head}<opml version="2.0"><head><title>t</title></head><body>{body}</body></opml>'


OUTLINE = f'<outline text="L’écho" xmlUrl="{RSS}"/>'


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (_opml(OUTLINE).encode(), "as the standard has it"),
        (_opml(OUTLINE).replace("xmlUrl", "XMLURL").replace("text=", "TEXT=").encode(), "upper case"),
        (re.sub(r"(</?)(\w+)", lambda tag: tag.group().upper(), _opml(OUTLINE)).encode(), "upper-case elements"),
        (_opml(OUTLINE).replace("xmlUrl", "xmlurl").encode(), "lower case"),
        (_opml(OUTLINE).replace("xmlUrl", "url").encode(), "url="),
        (_opml(OUTLINE.replace("outline", "o:outline")).encode(), "a prefix that is not declared"),
        (_opml(OUTLINE).replace("<opml", '<opml xmlns="http://opml.org/spec2"').encode(), "a namespace"),
        (_opml(OUTLINE, '<!DOCTYPE opml [<!ENTITY e "x">]>').encode(), "a document type"),
        (b"\xef\xbb\xbf\n" + _opml(OUTLINE, '<?xml version="1.0"?>').encode(), "a byte order mark before a blank line"),
        (_opml(OUTLINE, '<?xml version="1.0" encoding="utf-16"?>').encode("utf-16"), "UTF-16"),
        (_opml(OUTLINE, '<?xml version="1.0" encoding="windows-1252"?>').encode("cp1252"), "Windows-1252"),
        (_opml(OUTLINE, '<?xml version="1.0" encoding="UTF-8"?>').encode("cp1252"), "Windows-1252 that calls itself UTF-8"),
        (_opml(OUTLINE.replace("’", "&rsquo;").replace("é", "&eacute;")).encode(), "entities of HTML"),
        (_opml(OUTLINE.replace("é", "&amp;eacute;")).encode(), "entities encoded twice"),
        (_opml(OUTLINE.replace("L’", "L’&#x0b;")).encode(), "a control character"),
        (_opml(OUTLINE.replace("text=", "title='' text=")).encode(), "an empty title"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_list_is_read_however_it_is_written(document: bytes, why: str) -> None:
    assert FeedList(ONE) == read_opml(document), why


def test_stray_ampersands_and_brackets_in_values_cost_nothing() -> None:
    listed = read_opml(
        _opml('<outline text="Eau & Forêts < 5 km" xmlUrl="https://a.example/rss?cat=1&lang=fr"/>').encode()
    )

    assert FeedList((Outline("https://a.example/rss?cat=1&lang=fr", "Eau & Forêts < 5 km"),)) == listed


def test_folders_are_tags_and_feeds_within_feeds_are_read() -> None:
    document = _opml(
        '<outline text="Afrique &amp; Sahel"><outline text="Mali"><outline text="A" xmlUrl="https://a.example/">'
        '<outline text="Desk" xmlUrl="https://a.example/desk"/></outline></outline></outline>'
        '<outline text="Page" htmlUrl="https://b.example/"/><outline text="A note"/><outline text="Empty"></outline>'
    )

    assert read_opml(document.encode()).outlines == (
        Outline("https://a.example/", "A", ("afrique_sahel", "mali")),
        Outline("https://a.example/desk", "Desk", ("afrique_sahel", "mali")),
        Outline("", "Page", page="https://b.example/"),
        Outline("", "A note"),
        Outline("", "Empty"),
    )


def test_folders_without_end_are_read_and_tags_are_bounded() -> None:
    deep = "<outline text='x'>" * 100_000 + OUTLINE + "</outline>" * 100_000

    assert FeedList((Outline(RSS, "L’écho", ("x",)),)) == read_opml(_opml(deep).encode())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "not XML"),
        (b"<html><body/></html>", "no <opml>"),
        (b"<opml>" + b" " * 10 * 2**20, "larger"),
        (b"%PDF-1.7", "not XML"),
    ],
    ids=["empty", "a page", "large", "binary"],
)
def test_what_cannot_be_read_is_refused_with_the_reason(text: bytes, says: str) -> None:
    with pytest.raises(OpmlError, match=says):
        read_opml(text)


def test_what_stands_before_a_fault_is_read_and_the_fault_is_told() -> None:
    listed = read_opml(_opml(OUTLINE + "</b>" + OUTLINE).encode())

    assert (listed.outlines, "mismatched tag" in listed.broken) == (ONE, True)


def test_what_is_exported_can_be_read_and_carries_no_credentials() -> None:
    feed = Feed("a", "https://news.example/rss?a=1&b=2", "A <b> & “c”", tags=("mali", "sahel"))

    assert (Outline(feed.url, feed.title, ("mali",)),) == read_opml(write_opml([feed]).encode()).outlines


def _import(folder: Path, body: str) -> tuple[int, str]:
    path = folder.parent / "feeds.opml"
    path.write_bytes(_opml(body).encode())
    done = call("feeds", "import", str(path), "--config", folder)
    return done.exit_code, done.output


def test_every_outline_left_out_is_named_with_its_reason_and_refuses_no_other(tmp_path: Path) -> None:
    folder = configured(tmp_path, feeds="feeds: []\n")
    code, said = _import(
        folder,
        '<outline text="Écho du Sénégal" xmlUrl="feed://a.example/rss"/>'
        '<outline text="Space" xmlUrl="https://b.example/rss feed.xml"/>'
        '<outline text="Port" xmlUrl="https://c.example:port/rss"/>'
        '<outline text="No host" xmlUrl="https:///rss"/>'
        '<outline text="Old" xmlUrl="ftp://e.example/rss"/>'
        '<outline text="Page only" htmlUrl="https://f.example/"/>'
        '<outline text="Nothing"/>'
        '<outline text="قناة الجزيرة" xmlUrl="https://www.aljazeera.example/rss"/>'
        '<outline text="قناة" xmlUrl="//aljazeera.example/other"/>',
    )

    left_out = [line for line in said.splitlines() if line.startswith("left out: ")]
    assert code == 0, said
    assert [line.removeprefix("left out: ").partition(",")[0].partition(":")[0] for line in left_out] == [
        "Space",
        "Port",
        "No host",
        "Old",
        "Page only",
        "Nothing",
    ]
    assert all(": " in line.partition(": ")[2] for line in left_out)
    assert "3 feeds added, 6 outlines left out" in said
    assert (folder / "feeds.yaml").read_text("utf-8").splitlines() == [
        "feeds:",
        '  - {id: "echo-du-senegal", url: "https://a.example/rss", title: "Écho du Sénégal"}',
        '  - {id: "aljazeera-example", url: "https://www.aljazeera.example/rss", title: "قناة الجزيرة"}',
        '  - {id: "aljazeera-example-2", url: "https://aljazeera.example/other", title: "قناة"}',
    ]


def test_twins_come_in_once_with_the_tags_of_all_their_folders_and_known_feeds_stay(tmp_path: Path) -> None:
    folder = configured(tmp_path, feeds="feeds:\n- {id: known, url: 'https://k.example/rss'}\n")
    outlines = (
        '<outline text="Mali"><outline text="A" xmlUrl="http://a.example/rss"/></outline>'
        '<outline text="Niger"><outline text="A" xmlUrl="https://www.a.example/rss/"/></outline>'
        '<outline text="K" xmlUrl="http://www.k.example/rss"/>'
    )
    _, said = _import(folder, outlines)
    _, again = _import(folder, outlines)

    assert '- {id: "a-example", url: "http://a.example/rss", title: "A", tags: ["mali", "niger"]}\n' in (
        (folder / "feeds.yaml").read_text("utf-8")
    )
    assert "already watched as known" in said
    assert "0 feeds added, 3 outlines left out" in again


def test_thousands_of_like_titles_get_ids_of_their_own(tmp_path: Path) -> None:
    folder = configured(tmp_path, feeds="feeds: []\n")
    code, said = _import(
        folder, "".join(f'<outline text="Le fil" xmlUrl="https://x{n}.example/"/>' for n in range(10_100))
    )

    assert (code, "10100 feeds added, 0 outlines left out" in said) == (0, True), said[-300:]
    assert 'id: "le-fil-10100"' in (folder / "feeds.yaml").read_text("utf-8")


def test_a_secret_in_an_address_is_neither_printed_nor_written_among_the_feeds(tmp_path: Path) -> None:
    folder = configured(tmp_path, feeds="feeds: []\n")
    _, said = _import(
        folder,
        '<outline text="A" xmlUrl="https://awa:can%40ary@a.example/rss"/>'
        '<outline text="B" xmlUrl="https://awa:can%40ary@a.example:port/rss"/>',
    )

    secret = folder.parent / "var" / "secrets" / "a-example"
    assert (secret.read_text(), secret.stat().st_mode & 0o777) == ("can@ary\n", 0o600)
    written = (folder / "feeds.yaml").read_text("utf-8")
    assert 'username: "awa", password_file: "var/secrets/a-example"' in written
    assert "ary" not in said + written
    assert call("check", "--config", folder).exit_code == 0
