"""What is not quite HTTP is read as browsers and curl read it, within limits."""

from collections.abc import Awaitable, Callable

import pytest

from monitor import runtime
from monitor.core.feeds.outcomes import Fetched, Unreachable
from tests.fetch.scripted import RSS, Talk, ask

LENGTH = b"Content-Length: %d\r\n" % len(RSS)
OK = b"HTTP/1.1 200 OK\r\n"
CHUNK = b"%x\r\n%b\r\n" % (len(RSS), RSS)


def sending(*parts: bytes) -> Callable[[Talk], Awaitable[None]]:
    async def script(talk: Talk) -> None:
        for part in parts:
            await talk.send(part)

    return script


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (OK + LENGTH + b"\r\n" + RSS, "as it should be"),
        (
            OK + b"Content-Security-Policy: " + b"x" * 20_000 + b"\r\n" + LENGTH + b"\r\n" + RSS,
            "a header of 20 KB",
        ),
        (OK + b"Link: " + b"x" * 65_000 + b"\r\n" + LENGTH + b"\r\n" + RSS, "a header of 64 KiB"),
        (
            OK + b"".join(b"Set-Cookie: c%d=%s\r\n" % (n, b"y" * 200) for n in range(200)) + b"\r\n" + RSS,
            "200 cookies",
        ),
        (OK + b"X-Powered-By : PHP\r\n" + LENGTH + b"\r\n" + RSS, "a blank before the colon"),
        (OK + b"Content-Length : %d\r\n\r\n" % len(RSS) + RSS + b"junk", "there, too"),
        (OK + b"X Cache: HIT\r\n" + LENGTH + b"\r\n" + RSS, "a blank in a name"),
        (OK + b": x\r\n" + LENGTH + b"\r\n" + RSS, "no name"),
        (OK + b'"X-Title": "x"\r\n' + LENGTH + b"\r\n" + RSS, "a name in quotes"),
        (OK + b"<b>Notice</b>: x in /y.php on line 1\r\n" + LENGTH + b"\r\n" + RSS, "a notice of PHP"),
        (OK + b"Warning: Cannot modify header information\r\n" + LENGTH + b"\r\n" + RSS, "a warning of PHP"),
        (OK + b"no colon at all\r\n" + LENGTH + b"\r\n" + RSS, "no colon"),
        (OK + LENGTH + LENGTH + b"\r\n" + RSS + b"junk", "one length twice"),
        (OK + b"Content-Length: %d, %d\r\n\r\n" % (len(RSS), len(RSS)) + RSS + b"junk", "twice in one line"),
        (
            OK + b"Content-Length: 1\r\nContent-Length: 999\r\n\r\n" + RSS,
            "lengths that contradict: what comes",
        ),
        (OK + b"Content-Length: -7\r\n\r\n" + RSS, "a length below zero says nothing"),
        (OK + b"Content-Length: many\r\n\r\n" + RSS, "a length in words says nothing"),
        (OK + "Content-Length: \u0669\r\n\r\n".encode() + RSS, "nor does one in other digits"),
        (
            OK + LENGTH + b"\r\n" + RSS + b"<!-- and more -->" * 9000,
            "behind the announced length nothing is read",
        ),
        (OK + b"Transfer-Encoding: identity\r\n" + LENGTH + b"\r\n" + RSS, "the coding identity"),
        (
            OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNK + b"0\r\n\r\n",
            "length and chunks",
        ),
        (
            OK + b"Transfer-Encoding: Chunked\r\n\r\n" + CHUNK.replace(b"\r\n", b" ;a=b\r\n", 1) + b"0\r\n",
            "extension",
        ),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNK + b"0\r\nX-T: 1\r\n\r\nHTTP/1.1 404", "trailers"),
        (OK.replace(b"\r\n", b"\n") + b"X: y\n\n" + RSS, "line feeds alone"),
        (b"\r\n" + OK + b"\r\n" + RSS, "a blank line before it"),
        (b"HTTP/2 200\r\n\r\n" + RSS, "a version that is not spoken like this"),
        (b"HTTP/1.1 200\r\n\r\n" + RSS, "no reason"),
        (b"http/1.0 200 ok\r\n\r\n" + RSS, "small letters"),
        (b"HTTP 200 OK\r\n\r\n" + RSS, "no version"),
        (b"ICY 200 OK\r\n\r\n" + RSS, "a radio"),
        (OK + b"X: a\r\n\tb\r\n c\r\n" + LENGTH + b"\r\n" + RSS, "folded lines"),
        (OK + b"X: a\0b\x7f\r\n" + LENGTH + b"\r\n" + RSS, "control characters"),
        (
            b"HTTP/1.1 200 \xc9t\xe9 \x1b[31m\r\nX-\xe9: \xff\r\n" + LENGTH + b"\r\n" + RSS,
            "bytes of no encoding",
        ),
        (b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 9 + OK + b"\r\n" + RSS, "some early hints"),
    ],
)
def test_a_document_comes_through(answer: bytes, why: str) -> None:
    found = runtime.run(ask(sending(answer)))

    assert isinstance(found, Fetched), (why, found)
    assert (found.body, found.cut_off) == (RSS, None), why


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_how_an_answer_is_cut_into_packets_says_nothing(size: int) -> None:
    answer = (
        b"\r\nHTTP/1.1 103 Early\r\n\r\n" + OK + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNK + b"0\r\n\r\n"
    )
    found = runtime.run(ask(sending(*(answer[at : at + size] for at in range(0, len(answer), size)))))

    assert isinstance(found, Fetched)
    assert (found.body, found.cut_off) == (RSS, None)


@pytest.mark.parametrize(
    ("answer", "kind", "says", "why"),
    [
        (b"SSH-2.0-OpenSSH\r\n", "protocol", "status line", "another protocol"),
        (RSS, "protocol", "status line", "HTTP/0.9"),
        (b"HTTP/1.1 2000 OK\r\n\r\n", "protocol", "status line", "no status"),
        (b"HTTP/1.1 ok\r\n\r\n", "protocol", "status line", "a word for a status"),
        (b"\r\n" * 2000 + OK, "protocol", "status line", "blank lines for ever"),
        (OK + b"X: " + b"a" * 66_000 + b"\r\n\r\n", "protocol", "64 KiB", "a line of more"),
        (OK + b"X: y\r\n" * 1100 + b"\r\n", "protocol", "lines", "too many lines"),
        (OK + b"X" * 300_000, "protocol", "no end", "a name without end"),
        (OK + b"X: a\r\n" + b" a\r\n" * 70_000, "protocol", "no end", "folded without end"),
        (b"HTTP/1.1 103 x\r\n\r\n" * 50, "protocol", "informational", "early hints without end"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 50_000, "protocol", "informational", "a megabyte of them"),
        (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", "protocol", "another protocol", "a switch"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", "protocol", "chunk", "a size that is none"),
        (
            OK + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"a" * 70_000,
            "protocol",
            "chunk",
            "a line without end",
        ),
        (b"HTTP/1.1", "reset", "broke off", "an end in the first line"),
        (b"", "reset", "broke off", "nothing"),
    ],
)
def test_what_cannot_be_read_is_named(answer: bytes, kind: str, says: str, why: str) -> None:
    found = runtime.run(ask(sending(answer)))

    assert isinstance(found, Unreachable), (why, found)
    assert found.kind == kind, (why, found)
    assert says in found.detail, (why, found)


@pytest.mark.parametrize(
    ("behind", "why"),
    [
        (b"zz\r\n", "a size that is none"),
        (b"5\r\nhello, world\r\n", "a chunk that is longer than it says"),
        (b"1\r\nx\r\n" * 140_000, "more chunks than any document has"),
        (b"1;" + b"a" * 70_000, "a line without end"),
        (b"ffff\r\nx", "a connection that ends"),
    ],
)
def test_what_came_before_a_fault_is_kept(behind: bytes, why: str) -> None:
    found = runtime.run(ask(sending(OK + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNK, behind)))

    assert isinstance(found, Fetched), (why, found)
    assert found.body.startswith(RSS), why
    assert isinstance(found.cut_off, Unreachable), why
    assert not found.validators.body_hash, why
