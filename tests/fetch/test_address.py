"""An address is asked for as it was written, and what is checked is what is asked."""

import pytest

from monitor.fetch import address
from monitor.fetch.address import Address, AddressError


@pytest.mark.parametrize(
    ("written", "asked", "why"),
    [
        ("http://a.example", "http://a.example/", "no path"),
        ("HTTPS://News.Example:443/Feed", "https://news.example/Feed", "host in any case, usual port"),
        ("http://a.example:8080?x=1", "http://a.example:8080/?x=1", "a query without a path"),
        ("http://a.example/?", "http://a.example/?", "an empty query"),
        ("http://a.example/f#top", "http://a.example/f", "a fragment is not sent"),
        ("http://u:p%40@a.example/f", "http://a.example/f", "user and password are not part of it"),
        (
            "http://a.example/get?u=https%3A%2F%2Fb.example%2f%3Fx%3D%7e",
            "http://a.example/get?u=https%3A%2F%2Fb.example%2f%3Fx%3D%7e",
            "an address within the query",
        ),
        (
            "http://a.example/%7Eawa/%2D/%41",
            "http://a.example/%7Eawa/%2D/%41",
            "needless encoding, maybe signed",
        ),
        (
            "http://a.example/a+b/c;d=1,2?q=(x)'!*$&=",
            "http://a.example/a+b/c;d=1,2?q=(x)'!*$&=",
            "all that is legal",
        ),
        ("http://a.example/100%/x?q=5%", "http://a.example/100%/x?q=5%", "a lone percent sign"),
        ("http://a.example/a b?q=é", "http://a.example/a%20b?q=%C3%A9", "what no request line may hold"),
        ("http://a.example/أخبار", "http://a.example/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1", "Arabic"),
        ("http://actualités.example/", "http://xn--actualits-i4a.example/", "a name in French"),
        ("http://%61.example/", "http://a.example/", "a host with encoded letters"),
        ("http://[2001:DB8::1]:81/x", "http://[2001:db8::1]:81/x", "IPv6"),
        (" http://a.example/\n", "http://a.example/", "blanks round it"),
        ("http://a.example:59999/", "http://a.example:59999/", "a high port"),
        ("http://a.example:65535/", "http://a.example:65535/", "the highest port"),
        ("http://a.example:080/", "http://a.example/", "a port with a zero before it"),
        ("http://a_b.example./", "http://a_b.example./", "underscores and a last dot are in use"),
        ("http://faß.example/", "http://xn--fa-hia.example/", "by the rules of today, not of 2003"),
    ],
)
def test_an_address_is_sent_as_it_was_written(written: str, asked: str, why: str) -> None:
    assert str(address.read(written)) == asked, why


@pytest.mark.parametrize(
    "text",
    [
        "",
        "feed.xml",
        "//a.example/",
        "ftp://a.example/",
        "http:a.example",
        "http://",
        "http://:80/",
        "http://a..example/",
        "http://a%2f.example/",
        "http://a%00.example/",
        "http://a\u202e.example/",
        "http://a.example:0/",
        "http://a.example:65536/",
        "http://a.example:٨٠/",
        "http://a.example:80:80/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://[v1.x]/",
        "http://a.example\\@b.example/",
        "http://" + "a." * 5_000 + "example/",
        "http://" + "é" * 300 + "/",
        "http://a.example/" + "x" * 20_000,
    ],
)
def test_what_is_no_address_is_named_so(text: str) -> None:
    with pytest.raises(AddressError):
        address.read(text)


@pytest.mark.parametrize(
    ("location", "leads_to", "why"),
    [
        (b"/new", "http://a.example/new", "absolute path"),
        (b"new?x=1", "http://a.example/feeds/new?x=1", "relative"),
        (b"?x=1", "http://a.example/feeds/all.xml?x=1", "only a query"),
        (b"//b.example/f", "http://b.example/f", "without a scheme"),
        (b"  https://b.example/f \t", "https://b.example/f", "blanks"),
        (b"/flux/\xe9conomie.xml", "http://a.example/flux/%E9conomie.xml", "bytes of Latin-1"),
        ("/flux/économie.xml".encode(), "http://a.example/flux/%C3%A9conomie.xml", "bytes of UTF-8"),
        (b"/\xff\x00\xfe", "http://a.example/%FF%00%FE", "bytes of nothing"),
        ("/\u202efeed".encode(), "http://a.example/%E2%80%AEfeed", "text that turns round"),
        (b"/q?u=%3A%2F a", "http://a.example/q?u=%3A%2F%20a", "encoded in part"),
        ("http://münchen.example/".encode(), "http://xn--mnchen-3ya.example/", "a raw name"),
        (b"http://awa:secret@b.example/f", "http://b.example/f", "user and password are dropped"),
        (b"/a\x1b[31mb", "http://a.example/a%1B[31mb", "an escape"),
        (b"/f#part", "http://a.example/f", "a fragment"),
        (b"../../../x", "http://a.example/x", "above the root"),
        (b"https:/b.example/f", "https://b.example/f", "a slash too few"),
        (b"HTTPS:b.example/f", "https://b.example/f", "two too few"),
        (b"http:////b.example/f", "http://b.example/f", "two too many"),
        (b"http:/f", "http://a.example/f", "a path on the same scheme"),
        (b"\\\\b.example\\f?x=\\y", "http://b.example/f?x=%5Cy", "slashes of Windows"),
        (b"\\f", "http://a.example/f", "one of them"),
        (b"/f?u=https:/b.example", "http://a.example/f?u=https:/b.example", "an address within the query"),
    ],
)
def test_a_redirect_leads_where_a_browser_would_go(location: bytes, leads_to: str, why: str) -> None:
    found = address.redirected("http://a.example/feeds/all.xml", location.decode("latin-1"))

    assert str(found) == leads_to, why
    assert str(found).isascii(), why


@pytest.mark.parametrize("location", ["http://[broken", "javascript:alert(1)", "http://\xff\xfe/", "data:,x"])
def test_a_redirect_to_nowhere_is_named(location: str) -> None:
    with pytest.raises(AddressError):
        address.redirected("http://a.example/", location)


def test_the_host_header_names_the_port_only_where_it_is_unusual() -> None:
    assert [
        address.read(text).authority for text in ("http://a:80/", "https://a:80/", "http://[::1]:8/")
    ] == [
        "a",
        "a:80",
        "[::1]:8",
    ]
    assert address.read("http://a/") == Address("http", "a", 80, "/")
