"""A farm of feeds: invented news of six languages in three formats, served on many loopback addresses.

Run as a process of its own, so that its work does not count: ``python -m tests.bench.farm --feeds 100``.
It prints its port. ``GET /-/set?mode=grown&round=2`` changes what it serves; ``GET /-/counts`` says what it did.

Modes: ``unchanged`` answers conditional requests with 304, ``same`` always sends the same bytes, ``grown`` shows two
more entries in each round. ``delay`` is the seconds that a feed takes to answer, ``share`` in which part of the entries
a labelled report stands in place of invented words.
"""

import argparse
import asyncio
import hashlib
import json
import random
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache, partial
from html import escape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

BEGINNING = datetime(2026, 11, 1, tzinfo=UTC)
GROWTH = 2  # entries a round
HOSTS = 200  # loopback addresses, all on one port

WORDS = {
    "en": "river bridge market council teachers rain harvest road hospital minister strike border patrol convoy village "
    "water fuel price school vaccine election court journalist radio captain port railway festival drought grain",
    "fr": "fleuve pont marché conseil enseignants pluie récolte route hôpital ministre grève frontière patrouille convoi "
    "village eau carburant prix école vaccin élection tribunal journaliste radio capitaine port récif sécheresse",
    "ar": "نهر جسر سوق مجلس معلمون مطر حصاد طريق مستشفى وزير إضراب حدود دورية قافلة قرية ماء وقود سعر مدرسة لقاح انتخابات "
    "محكمة صحفي إذاعة قائد ميناء مهرجان جفاف حبوب",
    "es": "río puente mercado consejo maestros lluvia cosecha carretera hospital ministro huelga frontera patrulla convoy "
    "pueblo agua combustible precio escuela vacuna elección tribunal periodista radio capitán puerto sequía grano",
    "pt": "rio ponte mercado conselho professores chuva colheita estrada hospital ministro greve fronteira patrulha "
    "aldeia água combustível preço escola vacina eleição tribunal jornalista rádio capitão porto seca grão",
    "sw": "mto daraja soko baraza walimu mvua mavuno barabara hospitali waziri mgomo mpaka doria msafara kijiji maji "
    "mafuta bei shule chanjo uchaguzi mahakama mwandishi redio nahodha bandari ukame nafaka",
}
SHARES = {"en": 35, "fr": 30, "ar": 15, "es": 8, "pt": 6, "sw": 6}


@dataclass(frozen=True, slots=True)
class Manner:
    """How one feed is made: format, language, length, and what it writes into an entry."""

    format: str
    lang: str
    host: str
    entries: int
    html: bool
    paragraphs: int
    cdata: bool


def manner(number: int) -> Manner:
    """Give feed ``number`` its manner, the same in every run."""
    chance = random.Random(number)  # noqa: S311 - invented news
    kind = chance.random()
    return Manner(
        format="rss" if kind < 0.7 else "atom" if kind < 0.93 else "rdf",
        lang=chance.choices(list(SHARES), list(SHARES.values()))[0],
        host=f"news{number}.example",
        entries=chance.choice((10, 10, 15, 20, 20, 25, 30, 30, 40, 50)),
        html=chance.random() < 0.6,
        paragraphs=chance.choice((0, 0, 0, 3, 6, 10)),
        cdata=chance.random() < 0.5,
    )


def document(number: int, round_: int = 0, share: float = 0) -> bytes:
    """Return feed ``number`` as it stands in a round: newest entry first, two more each round, as many as ever."""
    how = manner(number)
    newest = how.entries + GROWTH * round_
    entries = [
        entry_of(number, place, how, share) for place in range(newest - 1, newest - 1 - how.entries, -1)
    ]
    head, foot, write = _FORMATS[how.format]
    return (head(number, how) + "".join(write(entry, how) for entry in entries) + foot).encode()


@dataclass(frozen=True, slots=True)
class Item:
    """One invented entry."""

    at: datetime
    title: str
    text: str
    body: str
    link: str
    guid: str
    author: str


@cache
def _reports() -> list[tuple[str, str]]:
    """Return the headlines and extracts of labelled reports that concern the shipped rules."""
    path = Path(__file__).parents[1] / "data" / "eval_sahel.jsonl"
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [(row["title"], row["summary"]) for row in rows if row["relevant"] and row.get("summary")]


def entry_of(number: int, place: int, how: Manner, share: float = 0) -> Item:
    chance = random.Random(number * 1_000_003 + place)  # noqa: S311 - invented news
    words = WORDS[how.lang].split()

    def say(count: int) -> str:
        return " ".join(chance.choices(words, k=count)).capitalize()

    text = (
        f"<p>{say(20)} <a href='https://{how.host}/{place}?utm_source=rss'>{say(4)}</a>.</p>"
        if how.html
        else say(25)
    )
    body = "".join(f"<p>{say(40)} &mdash; <strong>{say(6)}</strong>.</p>" for _ in range(how.paragraphs))
    item = Item(
        at=BEGINNING + timedelta(minutes=17 * place + chance.randrange(15)),
        title=say(chance.randrange(6, 13)),
        text=text,
        body=body,
        link=f"https://{how.host}/2026/11/{place}-{chance.randrange(10**6)}.html",
        guid=f"tag:{how.host},2026:{place}",
        author=say(2),
    )
    if chance.random() >= share:
        return item
    title, extract = chance.choice(_reports())
    return replace(item, title=title, text=f"<p>{escape(extract, quote=False)}</p>" if how.html else extract)


def _wrapped(text: str, how: Manner) -> str:
    return f"<![CDATA[{text}]]>" if how.cdata else escape(text, quote=False)


def _rss_head(number: int, how: Manner) -> str:
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'"
        " xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>"
        f"<title>Farm {number}</title><link>https://{how.host}/</link><language>{how.lang}</language><ttl>15</ttl>\n"
    )


def _rss(item: Item, how: Manner) -> str:
    body = f"<content:encoded>{_wrapped(item.body, how)}</content:encoded>" if item.body else ""
    return (
        f"<item><title>{escape(item.title)}</title><link>{item.link}</link><guid isPermaLink='false'>{item.guid}</guid>"
        f"<pubDate>{format_datetime(item.at)}</pubDate><dc:creator>{escape(item.author)}</dc:creator>"
        f"<category>news</category><description>{_wrapped(item.text, how)}</description>{body}</item>\n"
    )


def _atom_head(number: int, how: Manner) -> str:
    return (
        f"<?xml version='1.0' encoding='UTF-8'?>\n<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='{how.lang}'>"
        f"<title>Farm {number}</title><id>tag:{how.host},2026:feed</id><updated>{BEGINNING.isoformat()}</updated>\n"
    )


def _atom(item: Item, how: Manner) -> str:
    body = f"<content type='html'>{_wrapped(item.body, how)}</content>" if item.body else ""
    return (
        f"<entry><title>{escape(item.title)}</title><id>{item.guid}</id><link href='{item.link}'/>"
        f"<published>{item.at.isoformat()}</published><updated>{item.at.isoformat()}</updated>"
        f"<author><name>{escape(item.author)}</name></author>"
        f"<summary type='html'>{escape(item.text, quote=False)}</summary>{body}</entry>\n"
    )


def _rdf_head(number: int, how: Manner) -> str:
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
        " xmlns='http://purl.org/rss/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        f"<channel rdf:about='https://{how.host}/feed'><title>Farm {number}</title>"
        f"<link>https://{how.host}/</link></channel>\n"
    )


def _rdf(item: Item, how: Manner) -> str:
    return (
        f"<item rdf:about='{item.link}'><title>{escape(item.title)}</title><link>{item.link}</link>"
        f"<description>{_wrapped(item.text, how)}</description><dc:date>{item.at.isoformat()}</dc:date></item>\n"
    )


Writer = tuple[Callable[[int, Manner], str], str, Callable[[Item, Manner], str]]
_FORMATS: dict[str, Writer] = {
    "rss": (_rss_head, "</channel></rss>\n", _rss),
    "atom": (_atom_head, "</feed>\n", _atom),
    "rdf": (_rdf_head, "</rdf:RDF>\n", _rdf),
}


def host(number: int) -> str:
    """Give the loopback address that serves feed ``number``."""
    return f"127.0.1.{1 + number % HOSTS}"


@dataclass(slots=True)
class Farm:
    """What is served now, and what was."""

    mode: str = "unchanged"
    round: int = 0
    delay: float = 0  # seconds until a feed is answered, as in the world
    counts: dict[str, int] = field(default_factory=lambda: {"200": 0, "304": 0, "connections": 0})
    share: float = 0  # of the entries are labelled reports
    made: dict[tuple[int, int], tuple[bytes, bytes]] = field(default_factory=dict)

    def page(self, number: int) -> tuple[bytes, bytes]:
        """Return a document and its ETag."""
        key = (number, self.round)
        if key not in self.made:
            self.made.pop((number, self.round - 1), None)
            body = document(number, self.round, self.share)
            self.made[key] = (body, b'"%s"' % hashlib.md5(body, usedforsecurity=False).hexdigest().encode())
        return self.made[key]


class Server(asyncio.Protocol):
    """HTTP in as few steps as possible: the farm must not be what limits the poller."""

    def __init__(self, farm: Farm) -> None:
        self._farm = farm
        self._head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count a connection."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._farm.counts["connections"] += 1

    def data_received(self, data: bytes) -> None:
        """Answer each request that is complete."""
        self._head += data
        while b"\r\n\r\n" in self._head:
            head, _, self._head = self._head.partition(b"\r\n\r\n")
            self._answer(head.split(b" ", 2)[1].decode(), head.lower())

    def _answer(self, path: str, head: bytes) -> None:
        close = b"connection: close" in head
        if path.startswith("/-/"):
            self._send(self._control(path), close=close)
            return
        reply = self._feed(int(path.rpartition("/")[2]), head)
        if self._farm.delay:
            asyncio.get_running_loop().call_later(self._farm.delay, partial(self._send, reply, close=close))
        else:
            self._send(reply, close=close)

    def _send(self, reply: bytes, *, close: bool) -> None:
        self._transport.write(reply)
        if close:
            self._transport.close()

    def _feed(self, number: int, head: bytes) -> bytes:
        body, etag = self._farm.page(number)
        if self._farm.mode != "same" and b"if-none-match: " + etag in head:
            self._farm.counts["304"] += 1
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + b"\r\n\r\n"
        self._farm.counts["200"] += 1
        kind = b"Content-Type: application/xml; charset=utf-8\r\n"
        return b"HTTP/1.1 200 OK\r\n%sETag: %s\r\nContent-Length: %d\r\n\r\n%s" % (
            kind,
            etag,
            len(body),
            body,
        )

    def _control(self, path: str) -> bytes:
        wanted = {key: values[0] for key, values in parse_qs(urlsplit(path).query).items()}
        self._farm.mode = wanted.get("mode", self._farm.mode)
        self._farm.round = int(wanted.get("round", self._farm.round))
        self._farm.delay = float(wanted.get("delay", self._farm.delay))
        if (share := float(wanted.get("share", self._farm.share))) != self._farm.share:
            self._farm.share = share
            self._farm.made.clear()
        for number in range(int(wanted.get("warm", 0))):
            self._farm.page(number)
        body = json.dumps(self._farm.counts).encode()
        if wanted:
            self._farm.counts = dict.fromkeys(self._farm.counts, 0)
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


async def serve(port: int, certificates: Path | None) -> None:
    """Serve until killed, on many loopback addresses and nowhere else; over TLS each has its own certificate."""
    farm = Farm()
    loop = asyncio.get_running_loop()
    listeners = []
    for number in range(HOSTS):
        context = None
        if certificates is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificates / f"{host(number)}.pem")
        listener = await loop.create_server(
            lambda: Server(farm), host(number), port, ssl=context, backlog=1000
        )
        port = listener.sockets[0].getsockname()[1]
        listeners.append(listener)
    print(port, flush=True)  # noqa: T201 - the parent reads it
    await asyncio.gather(*(listener.serve_forever() for listener in listeners))


def main() -> None:
    """Start the farm."""
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, default=0)
    options.add_argument(
        "--certificates", type=Path, help="folder with a PEM, key and certificate, for each host: serve HTTPS"
    )
    chosen = options.parse_args()
    asyncio.run(serve(chosen.port, chosen.certificates))


if __name__ == "__main__":
    main()
