"""Hostile documents by what they hold: entities, characters, encodings, HTML, dates."""

from monitor.core.feeds.outcomes import NotAFeed, Unparseable
from tests.core.hostile.making import (
    Hostile,
    declared,
    described,
    doctype,
    fixed,
    item,
    laughs,
    numbered,
    rss,
)

ENTITIES = (
    Hostile("a billion laughs", laughs, 1, "1 kB would become 3 GB", "&a9;"),
    Hostile(
        "quadratic entities",
        lambda k: rss(item("&a;" * (5000 // k)), doctype(f"<!ENTITY a '{'A' * 100_000}'>")),
        1,
        "115 kB would become 500 MB",
    ),
    Hostile(
        "an external entity",
        fixed(rss(item("&x;"), doctype("<!ENTITY x SYSTEM 'file:///etc/passwd'>"))),
        1,
        "a file of ours must not be read",
        "&x;",
    ),
    Hostile(
        "a parameter entity",
        fixed(rss(item("z"), doctype("<!ENTITY % p SYSTEM 'http://127.0.0.1:9/'> %p;"))),
        1,
        "nothing is asked for on behalf of a document",
        "z",
    ),
    Hostile(
        "entities in a circle",
        fixed(rss(item("&a;"), doctype("<!ENTITY a '&b;'><!ENTITY b '&a;'>"))),
        1,
        "would never end",
        "&a;",
    ),
    Hostile(
        "a hundred thousand entities",
        lambda k: rss(item("&e7;"), doctype(numbered(lambda n: f"<!ENTITY e{n} 'v'>", 100_000 // k))),
        1,
        "definitions are dropped, not kept",
        "&e7;",
    ),
    Hostile(
        "an external DTD",
        fixed(rss(item("z"), "<!DOCTYPE rss PUBLIC '-//N//DTD RSS 0.91//EN' 'http://n.example/rss.dtd'>")),
        1,
        "RSS 0.91 had one; it is not fetched",
        "z",
    ),
    Hostile(
        "a DOCTYPE that never ends",
        lambda k: b"<?xml version='1.0'?><!DOCTYPE " + b" " * (200_000 // k) + b"<rss>",
        NotAFeed,
        "searching its end must be linear",
    ),
    Hostile(
        "entities that never end",
        lambda k: b"<!DOCTYPE rss [" + b"<!ENTITY " * (50_000 // k) + b"]><rss>",
        Unparseable,
        "as above; then it breaks off",
    ),
    Hostile(
        "XInclude",
        fixed(
            rss(item("x", "<i:include xmlns:i='http://www.w3.org/2001/XInclude' href='file:///etc/passwd'/>"))
        ),
        1,
        "an element like any other that we do not know",
        "x",
    ),
    Hostile(
        "a style sheet of ours",
        fixed(rss(item("x"), "<?xml version='1.0'?><?xml-stylesheet href='file:///etc/passwd'?>")),
        1,
        "instructions are not followed",
        "x",
    ),
    Hostile(
        "a second declaration within",
        fixed(rss("<?xml version='1.0' encoding='utf-16'?>" + item("x"))),
        1,
        "written by careless templates",
    ),
    Hostile(
        "half a million HTML entities",
        lambda k: rss(item("x", f"<description>{'&eacute;' * (500_000 // k)}</description>")),
        1,
        "XML does not know them, feeds use them",
    ),
)

CHARACTERS = (
    Hostile("a surrogate", fixed(rss(item("a&#xD800;c"))), 1, "crashes feedparser 6.0.14", "a\ufffdc"),
    Hostile("a decimal surrogate", fixed(rss(item("a&#55296;c"))), 1, "as above", "a\ufffdc"),
    Hostile("beyond Unicode", fixed(rss(item("a&#x110000;c"))), 1, "no character", "a\ufffdc"),
    Hostile(
        "a number of 5000 digits", fixed(rss(item(f"a&#{'9' * 5000};c"))), 1, "int() refuses it", "a\ufffdc"
    ),
    Hostile("references to nothing", fixed(rss(item("a&#0;&#x0;&#8;c"))), 1, "XML forbids them", "ac"),
    Hostile(
        "a surrogate in a link",
        fixed(rss("<item><title>x</title><link>http://x.example/&#xD800;</link></item>")),
        1,
        "a link must be printable",
    ),
    Hostile(
        "NUL in a title",
        fixed(rss(item("a\0c"))),
        1,
        "PostgreSQL stores none, C ends at it",
        "ac",
    ),
    Hostile("NUL in a tag", fixed(rss("<it\0em><ti\0tle>x</title></item>")), 1, "as above", "x"),
    Hostile("every control", fixed(rss(item("".join(map(chr, range(32)))))), 1, "moves a terminal"),
    Hostile(
        "a hundred thousand NUL",
        lambda k: rss(item("a" + "\0" * (100_000 // k) + "c")),
        1,
        "a disk that was full",
        "ac",
    ),
    Hostile("bidi overrides", fixed(rss(item("safe \u202efdp.exe\u2066 x"))), 1, "shows what is not there"),
    Hostile(
        "a tower of accents",
        lambda k: rss(item("e" + "\u0301" * (100_000 // k))),
        1,
        "normalising it must be linear",
    ),
    Hostile(
        "half characters",
        fixed(rss(item("aXc")).replace(b"X", b"\xed\xa0\x80")),
        1,
        "a surrogate in UTF-8 bytes",
    ),
    Hostile("non-characters", fixed(rss(item("a\ufffe\uffffc"))), 1, "XML forbids them", "ac"),
    Hostile("overlong UTF-8", fixed(rss(item("aXc")).replace(b"X", b"\xc0\xbc")), 1, "a hidden '<'"),
    Hostile(
        "a million ampersands",
        lambda k: (
            b"<rss><channel><item><title>" + b"&" * (1_000_000 // k) + b"</title></item></channel></rss>"
        ),
        1,
        "repairing them must be linear",
    ),
)

ENCODINGS = (
    Hostile("UTF-7", declared("utf-7", "ascii", "+ADw-b+AD4-"), 1, "hides markup", "+ADw-b+AD4-"),
    Hostile("the codec zip", declared("zip", "ascii", "x"), 1, "Python would unpack it", "x"),
    Hostile("the codec idna", declared("idna", "ascii", "a." * 20_000), 1, "quadratic in Python"),
    Hostile("UTF-16 without its mark", declared("utf-16", "utf-16-le"), 1, "sniffed", "évènement"),
    Hostile("UTF-16 the other way", declared("utf-16", "utf-16-be"), 1, "sniffed", "évènement"),
    Hostile("UTF-16 called UTF-8", declared("utf-8", "utf-16"), 1, "the mark is right", "évènement"),
    Hostile("UTF-8 called UTF-16", declared("utf-16", "utf-8"), 1, "the bytes are right", "évènement"),
    Hostile("UTF-8 called Latin-1", declared("iso-8859-1", "utf-8"), 1, "as above", "évènement"),
    Hostile("UTF-32", declared("utf-32", "utf-32"), 1, "four bytes a sign", "évènement"),
    Hostile("Windows called UTF-8", declared("utf-8", "cp1252"), 1, "the usual lie", "évènement", True),
    Hostile("EBCDIC", declared("cp037", "cp037", "x"), 1, "of mainframes", "x"),
    Hostile("two marks", lambda _k: b"\xef\xbb\xbf" * 2 + rss(item("x")), 1, "of two editors", "x"),
    Hostile("a mark within", fixed(rss("\ufeff" + item("\ufeffx"))), 1, "files joined", "x"),
    Hostile(
        "half a sign of UTF-16",
        fixed(rss(item("x")).decode().encode("utf-16") + b"\n"),
        1,
        "an odd number of bytes",
        "x",
    ),
    Hostile("UTF-16 that is UTF-8", lambda _k: b"\xff\xfe" + rss(item("x")), NotAFeed, "a lying mark"),
)

HTML = (
    Hostile("HTML fifty thousand deep", lambda k: described("<div>" * (50_000 // k)), 1, "recursion", "x"),
    Hostile("HTML comments", lambda k: described("<!--" * (100_000 // k)), 1, "quadratic in html.parser"),
    Hostile("HTML declarations", lambda k: described("<!a " * (100_000 // k)), 1, "as above"),
    Hostile("HTML CDATA", lambda k: described("<![CDATA[" * (100_000 // k)), 1, "as above"),
    Hostile("HTML attributes", lambda k: described('<a b="' * (100_000 // k)), 1, "as above"),
    Hostile("less-than signs", lambda k: described("<" * (500_000 // k)), 1, "as above"),
    Hostile(
        "a style that goes on", lambda k: described(f"<p style='{'a:b ' * (200_000 // k)}'>y"), 1, "as above"
    ),
    Hostile(
        "a script never closed", lambda k: described("<script>" + "y" * (1_000_000 // k)), 1, "no text", "x"
    ),
    Hostile("references in HTML", lambda k: described("&#x41;" * (200_000 // k)), 1, "decoded once"),
    Hostile(
        "tables in tables",
        lambda k: described("<table><tr><td>" * (30_000 // k) + "y"),
        1,
        "a browser's bomb",
    ),
    *(
        Hostile(
            f"a link of {name}",
            fixed(rss(f"<item><title>x</title><link>{link}</link></item>")),
            1,
            "no link that we pass on",
            "x",
        )
        for name, link in (
            ("script", "javascript:alert(1)"),
            ("script, spelled apart", " java\nscript:alert(1)"),
            ("data", "data:text/html,&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("a file", "file:///etc/passwd"),
        )
    ),
)

DATES = (
    Hostile(
        "digits for a date",
        lambda k: rss(item("x", f"<pubDate>{'9' * (100_000 // k)}</pubDate>")),
        1,
        "int() refuses or takes long",
    ),
    Hostile(
        "a hundred thousand dates",
        lambda k: rss(item("x", "<pubDate>Sun, 22 Nov 2026 07:15:00 GMT</pubDate>" * (100_000 // k))),
        1,
        "of one item",
    ),
    Hostile(
        "the end of time",
        fixed(rss(item("x", "<pubDate>Fri, 31 Dec 9999 23:59:59 -2359</pubDate>"))),
        1,
        "overflows on its way to UTC",
    ),
    Hostile(
        "the year 0", fixed(rss(item("x", "<pubDate>Mon, 01 Jan 0000 00:00:00 GMT</pubDate>"))), 1, "no date"
    ),
    Hostile(
        "a date of many words",
        lambda k: rss(item("x", f"<pubDate>{'January 1 ' * (50_000 // k)}</pubDate>")),
        1,
        "patterns must be linear",
    ),
)
