"""Documents in the style of the programs that write most feeds: each with what a reader should make of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
SITE = "https://bamako-info.example"


@dataclass(frozen=True, slots=True)
class Report:
    """A report in a language, and what the programs put round it there."""

    lang: str
    title: str
    text: str
    signature: str  # {title} and {site} are links
    related: str
    invitation: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document, with what its one entry should be."""

    name: str
    body: bytes
    title: str
    summary: str
    link: str
    published: datetime
    source: str | None = None


REPORTS = (
    Report("en", "Floods close the road to Kayes", "Rain fell for two days. The river left its bed on Sunday.",
           "The post {title} appeared first on {site}.", "Read also: Ten soldiers killed near Gao", "Follow us on WhatsApp"),
    Report("fr", "L’eau monte à Kayes : la route coupée", "Il a plu deux jours durant. Le fleuve est sorti de son lit dimanche.",
           "L’article {title} est apparu en premier sur {site}.", "Lire aussi : Dix soldats tués près de Gao", "Suivez-nous sur WhatsApp"),
    Report("ar", "فيضانات تقطع الطريق إلى كايس", "هطلت الأمطار يومين. وخرج النهر عن مجراه يوم الأحد.",
           "ظهرت المقالة {title} أولاً على {site}.", "اقرأ أيضا: مقتل عشرة جنود قرب غاو", "تابعونا على واتساب"),
    Report("pt", "Cheias cortam a estrada de Kayes", "Choveu durante dois dias. O rio saiu do leito no domingo.",
           "O post {title} apareceu primeiro em {site}.", "Leia também: Dez soldados mortos perto de Gao", "Siga-nos no WhatsApp"),
)  # fmt: skip
# How a program writes markup into XML: in a section, encoded, or encoded twice.
WRITERS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("section", lambda html: f"<![CDATA[{html}]]>"),
    ("encoded", escape),
    ("twice", lambda html: escape(escape(html))),
)


def documents() -> Iterator[Document]:
    """Give every program's document in every language, written in every way."""
    for program in PROGRAMS:
        for report in REPORTS:
            for how, write in WRITERS:
                yield program(report, how, write)


def _linked(signature: str, title: str) -> str:
    return signature.format(title=f"<a href='{SITE}/1'>{title}</a>", site=f"<a href='{SITE}'>Bamako Info</a>")


def _rss(report: Report, item: str, channel: str = "Bamako Info", namespaces: str = "") -> bytes:
    head = f"<title>{channel}</title><link>{SITE}/</link><language>{report.lang}</language>"
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'{namespaces}><channel>{head}<item>{item}</item></channel></rss>"
    ).encode()


def _document(
    program: str, report: Report, how: str, body: bytes, summary: str = "", **more: str | datetime | None
) -> Document:
    values = {
        "title": report.title,
        "summary": summary or report.text,
        "link": f"{SITE}/1",
        "published": NOON,
    } | more
    return Document(f"{program}, {report.lang}, {how}", body, **values)  # type: ignore[arg-type]  # by name


def wordpress(report: Report, how: str, write: Callable[[str], str]) -> Document:
    html = f"<p>{report.text}</p>\n<p>{_linked(report.signature, report.title)}</p>"
    item = (
        f"<title>{write(report.title)}</title><link>{SITE}/1</link><guid isPermaLink='false'>{SITE}/?p=1</guid>"
        f"<pubDate>{format_datetime(NOON)}</pubDate><description>{write(html)}</description>"
    )
    return _document("WordPress", report, how, _rss(report, item))


def spip(report: Report, how: str, write: Callable[[str], str]) -> Document:
    html = f"<p class='spip'>{report.text}</p><p><strong>{report.related}</strong></p>"
    item = (
        f"<title>{write(report.title)}</title><link>/1</link><guid isPermaLink='true'>{SITE}/1</guid>"
        f"<dc:date>2026-11-29T13:00:00+01:00</dc:date><description>{write(html)}</description>"
    )
    return _document(
        "SPIP", report, how, _rss(report, item, namespaces=" xmlns:dc='http://purl.org/dc/elements/1.1/'")
    )


def drupal(report: Report, how: str, write: Callable[[str], str]) -> Document:
    html = (
        f"<div class='field'><style>.a{{margin:0}}</style><!-- field --><p>{report.text}</p></div>"
        f"<ul><li><a href='/2'>Ten soldiers killed near Gao</a></li><li><a href='/3'>Army base attacked in Kati</a></li></ul>"
    )
    item = (
        f"<title>{write(report.title)} | Bamako Info</title><link>{SITE}/1</link>"
        f"<pubDate>2026-11-29 12:00:00 UTC</pubDate><description>{write(html)}</description>"
    )
    return _document("Drupal", report, how, _rss(report, item))


def blogger(report: Report, how: str, write: Callable[[str], str]) -> Document:
    html = f"<div>{report.text}</div><div class='blogger-post-footer'>{report.invitation}</div>"
    body = (
        f"<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='{report.lang}'><title>Bamako Info</title><link href='{SITE}/'/>"
        f"<entry><id>tag:blogger.example,1999:1</id><published>2026-11-29T13:00:00.000+01:00</published>"
        f"<title type='html'>{write(report.title)}</title><content type='html'>{write(html)}</content>"
        f"<link rel='replies' href='{SITE}/c'/><link rel='alternate' type='text/html' href='{SITE}/1'/></entry></feed>"
    )
    return _document("Blogger", report, how, body.encode())


def news_search(report: Report, how: str, write: Callable[[str], str]) -> Document:
    html = (
        f"<ol><li><a href='{SITE}/1'>{report.title}</a>&nbsp;&nbsp;<font color='#6f6f6f'>Radio Gao</font></li>"
        f"<li><a href='https://o.example/2'>Sixty killed in Cotonou attack</a>&nbsp;&nbsp;<font>La Lagune</font></li></ol>"
    )
    item = (
        f"<title>{write(report.title)} - Radio Gao</title><link>{SITE}/1</link><pubDate>{format_datetime(NOON)}</pubDate>"
        f"<description>{write(html)}</description><source url='https://gao.example'>Radio Gao</source>"
    )
    body = _rss(report, item, channel="“Gao” - News")
    return _document("news search", report, how, body, summary=report.title, source="Radio Gao")


def video(report: Report, how: str, write: Callable[[str], str]) -> Document:
    body = (
        "<feed xmlns:yt='http://www.youtube.com/xml/schemas/2015' xmlns:media='http://search.yahoo.com/mrss/' "
        f"xmlns='http://www.w3.org/2005/Atom'><title>Bamako Info</title><entry><id>yt:video:{how}</id>"
        f"<title>{write(report.title) if how == 'section' else escape(report.title)}</title>"
        f"<link rel='alternate' href='{SITE}/1'/><published>2026-11-29T12:00:00+00:00</published>"
        f"<media:group><media:title>x</media:title><media:description>{escape(report.text)}\n{escape(report.invitation)}"
        "</media:description></media:group></entry></feed>"
    )
    return _document("YouTube", report, how, body.encode())


def telegram(report: Report, how: str, write: Callable[[str], str]) -> Document:
    html = f"<p>{report.text}<br/><br/>{report.invitation}</p><p>Bamako Info</p>"
    item = (
        f"<title>{write(report.title)}</title><link>{SITE}/1</link><guid>{SITE}/1</guid>"
        f"<pubDate>Sun, 29 Nov 2026 13:00:00 WAT</pubDate><description>{write(html)}</description>"
    )
    return _document("Telegram bridge", report, how, _rss(report, item))


def agency(report: Report, how: str, write: Callable[[str], str]) -> Document:
    html = f"<p>{report.text}</p><p>© 2026 Bamako Info</p>"
    item = (
        f"<title>{write(report.title)}</title><link>www.bamako-info.example/1</link><pubDate>2026/11/29 12:00:00</pubDate>"
        f"<description>{write(html)}</description>"
    )
    return _document("agency", report, how, _rss(report, item), link=f"{SITE}/1".replace("//", "//www."))


PROGRAMS: tuple[Callable[[Report, str, Callable[[str], str]], Document], ...] = (
    wordpress, spip, drupal, blogger, news_search, video, telegram, agency,
)  # fmt: skip
