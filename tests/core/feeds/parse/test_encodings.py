"""Documents whose bytes are not what template or server say, in five scripts."""

import pytest

from monitor.core.feeds.outcomes import ParsedFeed, ParseRequest
from monitor.core.feeds.parse import parse

TITLES = {
    "fr": "L’armée repousse l’assaut à Gao : dix tués, dont l’élève Aïcha",
    "de": "Überfall auf Müllers Straße in Köln: größere Schäden für Bürger",
    "ar": "هجوم على قاعدة عسكرية في غاو يقتل عشرة جنود",
    "fa": "حمله به پایگاه نظامی در گائو ده سرباز را کشت",
    "ru": "Нападение на военную базу в Гао, десять солдат убиты",
    "el": "Επίθεση σε στρατιωτική βάση στο Γκάο, δέκα νεκροί στρατιώτες",
    "he": "התקפה על בסיס צבאי בגאו הרגה עשרה חיילים",
}
CODECS = [
    ("fr", "cp1252"),
    ("de", "cp1252"),
    ("ar", "cp1256"),
    ("fa", "cp1256"),
    ("ru", "cp1251"),
    ("ru", "koi8-r"),
    ("el", "cp1253"),
    ("he", "cp1255"),
]


def _title(body: bytes, content_type: str | None = None) -> str:
    found = parse(ParseRequest(body, "https://a.example/feed", content_type))
    assert isinstance(found, ParsedFeed)
    return found.entries[0].title


def _document(title: str, declared: str) -> str:
    head = f"<?xml version='1.0' encoding='{declared}'?>" if declared else ""
    return f"{head}<rss version='2.0'><channel><title>Fil</title><item><title>{title}</title></item></channel></rss>"


@pytest.mark.parametrize(("lang", "codec"), CODECS)
@pytest.mark.parametrize("declared", ["", "utf-8", "iso-8859-1", "windows-1252", "us-ascii", "no-such"])
def test_a_document_is_read_in_its_own_script_whatever_it_declares(
    lang: str, codec: str, declared: str
) -> None:
    body = _document(TITLES[lang], declared).replace("ی", "ي" if codec == "cp1256" else "ی")

    assert _title(body.encode(codec)) == TITLES[lang].replace("ی", "ي" if codec == "cp1256" else "ی")


@pytest.mark.parametrize(("lang", "codec"), CODECS)
@pytest.mark.parametrize("served", ["text/xml; charset=utf-8", "text/xml; charset=ISO-8859-1", "text/xml"])
def test_a_document_is_read_in_its_own_script_whatever_its_server_says(
    lang: str, codec: str, served: str
) -> None:
    title = TITLES[lang].replace("ی", "ي")

    assert _title(_document(title, "").encode(codec), served) == title


@pytest.mark.parametrize("lang", TITLES)
@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1256", "windows-1251", "koi8-r", "utf-16"])
def test_utf_8_is_read_as_such_whatever_it_declares(lang: str, declared: str) -> None:
    assert _title(_document(TITLES[lang], declared).encode()) == TITLES[lang]


@pytest.mark.parametrize(
    "text",
    ["ÀÉÈÙÇ ÊÎÔ", "Forêt brûlée, été gâché", "Ça va ? Où ? Déjà là… œuvre", "Östliche Größe, naïve Öl"],
)
def test_short_texts_with_accents_are_of_no_other_script(text: str) -> None:
    assert _title(_document(text, "").encode("cp1252")) == text
