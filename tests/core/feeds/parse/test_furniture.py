"""What stands round a report is taken out; what only looks like it stays."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.feeds.outcomes import ParsedFeed, ParseRequest
from monitor.core.feeds.parse import parse, parse_small
from monitor.core.feeds.parse.furniture import (
    Names,
    names_of,
    of_headline,
    of_text,
    without_links,
    without_lists,
)

NAMES = names_of("Bamako Info", frozenset({"bamako-info.example"}))
REPORT = "Une explosion a frappé la capitale afghane vendredi."


@pytest.mark.parametrize(
    "signature",
    [
        "The post Attentat à Kaboul : 60 morts appeared first on Niamey Soir.",
        "The article Gunmen attack a base first appeared on Gao.example.",
        "This story was originally published by Radio Mali",
        "L’article Attentat à Kaboul est apparu en premier sur Bamako Info.",
        "L'article <<Attentat>> est apparu en premier sur Le Journal du Mali",
        "Cet article Coup d’État à Madagascar est apparu en premier sur Tchad Infos.",
        "Cet article a été publié en premier sur Mali.example",
        "CET ARTICLE EST APPARU EN PREMIER SUR GAO ACTU",
        "ظهرت المقالة هجوم على كابول أولاً على أخبار مالي.",
        "المقالة هجوم في باماكو ظهرت أولاً على صحراء ميديا.",
        "La entrada Ataque en Kabul aparece primero en Diario de Malí.",
        "La entrada Ataque en Kabul se publicó primero en Gao Noticias.",
        "O post Ataque em Cabul apareceu primeiro em Jornal do Mali.",
        "Der Beitrag Anschlag in Kabul erschien zuerst auf Mali Aktuell.",
        "L'articolo Attentato a Kabul proviene da Mali Oggi.",
        "Het bericht Aanslag in Kabul verscheen eerst op Mali Nieuws.",
        "Originally published on Mali News",
        "Lire aussi : Mali : attaque contre un camp à Kati, 40 soldats tués",
        "A lire aussi Attaque contre un convoi à Gao",
        "► À LIRE AUSSI – Gao : dix soldats tués",
        "Lire également : « Ménaka sous les bombes »",
        "(Lire aussi : Mali, l’armée pilonne Gao)",
        "[À lire aussi : dix morts à Gao]",
        "Sur le même sujet : Attaque à Gao",
        "À lire : l’attaque de Gao",
        "Read also: Jihadists attack army base in Mali, 40 soldiers killed",
        "READ MORE: Ten soldiers killed near Gao",
        "Related: JNIM attack on Bamako airport kills 70",
        "See also | Ten soldiers killed near Gao",
        "اقرأ أيضا: مقتل عشرة جنود في غاو",
        "إقرأ أيضًا : هجوم على مطار باماكو",
        "طالع أيضاً: هجوم على مطار باماكو",
        "للمزيد: هجوم على مطار باماكو",
        "Lea también: Ataque en Gao deja diez muertos",
        "Leia também: Ataque em Gao deixa dez mortos",
        "Lesen Sie auch: Angriff in Gao",
        "Leggi anche: attacco a Gao",
        "Lire aussi :\nAttaque à Gao\nDix soldats tués à Kati",
        "Articles similaires\nAttaque à Gao\nDix soldats tués à Kati",
        "Related articles\nTen killed in Gao\nArmy base attacked in Kati",
        "مواضيع ذات صلة\nهجوم في غاو\nمقتل جنود في كاتي",
        "Lire la suite",
        "Lire la suite de l’article →",
        "Continue reading",
        "Suivez-nous sur WhatsApp pour toute l’actualité de Gao",
        "Abonnez-vous à notre chaîne Mali Actu",
        "Follow us on Facebook: Mali News",
        "Click here to read the story from Gao",
        "Subscribe to Gao Today",
        "تابعونا على تلغرام: أخبار مالي",
        "اقرأ المزيد",
        "Síguenos en Twitter",
        "Siga-nos no Twitter",
        "Facebook Twitter WhatsApp Telegram Email",
        "Share this:",
        "Partager",
        "Bamako Info",
        "Source : Bamako Info",
        "© 2026 Bamako Info",
        "BamakoInfo",
    ],
)
def test_furniture_is_taken_out_on_lines_of_its_own(signature: str) -> None:
    kept, taken = of_text(f"{REPORT}\n{signature}", "Attentat à Kaboul", NAMES)

    assert (kept, bool(taken)) == (REPORT, True)


@pytest.mark.parametrize(
    "signature",
    ["The post Attack in Gao appeared first on Gao News.", "L’article X est apparu en premier sur Gao Actu.",
     "ظهرت المقالة هجوم في غاو أولاً على أخبار غاو.", "Lire aussi : Attaque à Gao", "Related: Attack in Gao", "Lire la suite",
     "اقرأ أيضا: هجوم في غاو", "Suivez-nous sur WhatsApp", "Leia também: Ataque em Gao"],
)  # fmt: skip
def test_furniture_is_taken_out_behind_a_sentence(signature: str) -> None:
    assert of_text(f"{REPORT} {signature}", "Attentat à Kaboul", NAMES)[0] == REPORT


@pytest.mark.parametrize(
    "text",
    [
        "The virus first appeared on a farm near Gao.",
        "The post office in Gao was attacked.",
        "He also read a statement and left.",
        "Residents related how the attack began.",
        "Related attacks killed ten people in Gao.",
        "The army said it would read more reports from Gao before it acts.",
        "See also what the governor of Gao said about the attack: it was planned.",
        "Il faut lire aussi les rapports de l’ONU sur Gao.",
        "Le ministre invite à lire la suite du rapport sur Gao avant de juger.",
        "Un article est apparu en premier sur son bureau.",
        "Des hommes armés ont voulu partager le bétail volé à Gao.",
        "Partager le pouvoir à Bamako reste difficile.",
        "شارك الآلاف في مظاهرة في باماكو",
        "انضم مئتا جندي إلى القوة",
        "اقرأ باسم ربك، قال الإمام في غاو",
        "Subscribers of the mobile network were without a line after the attack.",
        "Follow-up: the army retook Gao.",
        "Bamako : dix morts dans une attaque.",
        "Attaque à Bamako, selon Radio Mali.",
        "Voir Gao et mourir : l’armée recule.",
    ],
)
def test_what_only_looks_like_furniture_stays(text: str) -> None:
    assert of_text(text, "", NAMES) == (text, ())


def test_the_report_goes_on_behind_what_is_taken_out() -> None:
    text = (
        "Le riz baisse. À lire aussi : Mali : attaque contre un camp à Kati, 40 soldats tués. La récolte est bonne à Niono.\n"
        "Lire aussi :\nDix morts à Gao\nDes hommes armés ont attaqué le marché de Ségou hier soir.\n"
        "Les élèves (lire aussi : la rentrée à Kidal) sont revenus."
    )

    assert of_text(text, "", Names())[0] == (
        "Le riz baisse. La récolte est bonne à Niono.\n"
        "Des hommes armés ont attaqué le marché de Ségou hier soir.\n"
        "Les élèves sont revenus."
    )


@pytest.mark.parametrize("text", ["Bamako Info", "Lire aussi : Attaque à Gao", "Partager"])
def test_an_entry_without_a_title_keeps_the_only_words_it_has(text: str) -> None:
    assert of_text(text, "", NAMES) == (text, ())


@pytest.mark.parametrize(
    ("title", "host", "headline", "left"),
    [
        ("Bamako Info", "", "Attentat à Kaboul - Bamako Info", "Attentat à Kaboul"),
        ("Bamako Info", "", "Attentat à Kaboul | BAMAKO INFO", "Attentat à Kaboul"),
        ("Bamako Info", "", "Attentat à Kaboul – BamakoInfo", "Attentat à Kaboul"),
        ("Bamako Info", "", "Attentat à Kaboul (Bamako Info)", "Attentat à Kaboul"),
        ("Bamako Info", "", "Bamako Info - Attentat à Kaboul", "Attentat à Kaboul"),
        ("Bamako Info - Toute l’actualité", "bamakoinfo.example", "Attentat à Kaboul - Bamako Info", "Attentat à Kaboul"),
        ("Afrique – RFI", "www.rfi.example", "Attentat à Kaboul - RFI", "Attentat à Kaboul"),
        ("صحراء ميديا", "", "هجوم في كابول - صحراء ميديا", "هجوم في كابول"),
        ("Burkina24", "burkina24.example", "Attentat à Kaboul - Burkina24", "Attentat à Kaboul"),
        ("Mali", "mali.example", "Attaque contre un convoi - Mali", "Attaque contre un convoi - Mali"),
        ("Bamako Info", "", "Dix morts - Gao", "Dix morts - Gao"),
        ("Bamako Info", "", "Attaque - Bamako", "Attaque - Bamako"),
        ("Bamako Info", "", "Gao - Bamako Info", "Gao - Bamako Info"),
        ("\"Gao\" - Google Actualités", "news.google.example", "Dix morts - Gao", "Dix morts - Gao"),
        ("x" * 100_000, "", "Dix morts à Gao - x", "Dix morts à Gao - x"),
        ("", "", "Dix morts à Gao - ", "Dix morts à Gao - "),
    ],
)  # fmt: skip
def test_the_outlets_name_leaves_the_headline_and_places_stay(
    title: str, host: str, headline: str, left: str
) -> None:
    assert of_headline(headline, names_of(title, frozenset({host} if host else ())))[0] == left


def _document(
    *items: str, title: str = "Bamako Info", link: str = "https://bamako-info.example/"
) -> ParsedFeed:
    body = f"<rss version='2.0'><channel><title>{title}</title><link>{link}</link>{''.join(items)}</channel></rss>"
    found = parse(ParseRequest(body.encode(), "https://feeds.example/rss"))
    assert isinstance(found, ParsedFeed)
    return found


def _item(title: str, html: str, more: str = "") -> str:
    return f"<item><title>{title}</title><description><![CDATA[{html}]]></description>{more}</item>"


def test_of_a_news_search_each_item_keeps_its_own_words() -> None:
    html = (
        "<ol><li><a href='https://news.example/1'>Dix soldats tués près de Gao</a>&nbsp;&nbsp;<font>Radio Fleuve</font></li>"
        "<li><a href='https://news.example/2'>Cotonou : le bilan passe à 60 morts</a>&nbsp;&nbsp;<font>La Lagune</font></li></ol>"
    )
    source = "<source url='https://fleuve.example'>Radio Fleuve</source>"
    [entry] = _document(
        _item("Dix soldats tués près de Gao - Radio Fleuve", html, source), title="“Gao” - News"
    ).entries

    assert (entry.title, entry.summary, entry.source) == (
        "Dix soldats tués près de Gao",
        "Dix soldats tués près de Gao",
        "Radio Fleuve",
    )
    assert ("list", "Cotonou : le bilan passe à 60 morts La Lagune") in entry.furniture


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p>Le pont est ouvert.</p><ul><li><a href='/1'>Dix morts à Gao</a></li><li><a href='/2'>Un camp attaqué à Kati</a></li></ul>", "Le pont est ouvert."),
        ("<p>Le pont est ouvert.</p><UL><LI class='x'><p><b><a href='/1'>Dix morts à Gao</a></b></p><LI><a href='/2'>Un camp attaqué à Kati</a></UL><p>Fin.</p>", "Le pont est ouvert.\nFin."),
        ("<p>Bilan :</p><ul><li>dix morts à <a href='/1'>Gao</a></li><li>un camp attaqué</li></ul>", "Bilan :\ndix morts à Gao\nun camp attaqué"),
        ("<ul><li><a href='/1'>Dix morts à Gao</a></li><li><a href='/2'>Un camp attaqué à Kati</a></li></ul>", "Dix morts à Gao\nUn camp attaqué à Kati"),
        ("<p>Sources</p><ul><li><a href='/1'>OCHA</a></li><li><a href='/2'>ONU</a></li></ul>", "Sources\nOCHA\nONU"),
    ],
    ids=["behind the text", "with other markup", "points of the report", "a review of the press", "short links"],
)  # fmt: skip
def test_lists_of_other_headlines_are_taken_out(html: str, kept: str) -> None:
    [entry] = _document(_item("Le ministre inaugure un pont", html)).entries

    assert entry.summary == kept


TAGLINE = "Toute l’actualité de Bamako et du Mali"


def test_lines_that_most_entries_share_are_taken_out_of_later_ones_too() -> None:
    items = [_item(f"Un titre long {n}", f"<p>Texte {n} du jour.</p><p>{TAGLINE}</p>") for n in range(4)]
    first = _document(*items)
    body = "<rss version='2.0'><channel><title>Bamako Info</title><link>https://bamako-info.example/</link>"
    new = _item("Attentat à Kaboul", f"<p>Soixante morts.</p><p>{TAGLINE}</p>")
    grown = f"{body}{new}{''.join(items)}</channel></rss>".encode()
    request = ParseRequest(grown, "https://feeds.example/rss", None, frozenset(first.items), first.furniture)

    assert [entry.summary for entry in first.entries] == [f"Texte {n} du jour." for n in range(4)]
    for read in (parse, parse_small):
        later = read(request)
        assert isinstance(later, ParsedFeed)
        assert [(entry.summary, later.partial) for entry in later.entries] == [("Soixante morts.", True)]
        assert later.furniture == first.furniture


@pytest.mark.parametrize(
    ("items", "kept", "why"),
    [
        ([("", "Attaque signalée à Gao")] * 4, ["Attaque signalée à Gao"] * 4, "their only words"),
        ([("Alerte", "Attaque signalée à Gao") for _ in range(4)], ["Attaque signalée à Gao"] * 4, "one headline for all"),
        ([(f"Le marché numéro {n}", TAGLINE) for n in range(6)], [""] * 6, "headlines of their own"),
        ([(f"Le marché numéro {n}", TAGLINE) for n in range(3)], [TAGLINE] * 3, "too few to be sure"),
        ([(f"Le marché numéro {n}", f"Texte {n}.<br>Mali") for n in range(5)], [f"Texte {n}.\nMali" for n in range(5)], "a place"),
        ([(f"Le marché numéro {n}", f"Texte {n}.<br>{TAGLINE if n < 2 else 'x'}") for n in range(5)], None, "two of five"),
    ],
)  # fmt: skip
def test_a_report_whose_words_repeat_keeps_them(
    items: list[tuple[str, str]], kept: list[str] | None, why: str
) -> None:
    found = [entry.summary for entry in _document(*(_item(title, html) for title, html in items)).entries]

    assert found == (kept if kept is not None else [html.replace("<br>", "\n") for _, html in items]), why


@pytest.mark.parametrize("line", ["BAMAKO, Mali (AP) —", "Niamey, 27 nov. 2026 (APA) –", "نواكشوط (أ ف ب) -"])
def test_a_dateline_that_most_entries_share_stays(line: str) -> None:
    html = f"<p>{line}</p><p>What happened on day {{}}.</p>"
    found = _document(*(_item(f"Headline number {number}", html.format(number)) for number in range(9)))

    assert all(line in entry.summary for entry in found.entries)


def test_a_name_behind_most_headlines_is_taken_out_whatever_the_channel_is_called() -> None:
    found = _document(*(_item(f"Le marché numéro {n} - L’Essor", "") for n in range(4)), title="Flux")

    assert [entry.title for entry in found.entries] == [f"Le marché numéro {n}" for n in range(4)]


def test_an_attack_elsewhere_does_not_name_the_outlets_town() -> None:
    html = (
        "<p>Une explosion a frappé la capitale afghane vendredi. [&#8230;]</p><p>L’article <a href='x'>Attentat-suicide à Kaboul"
        "</a> est apparu en premier sur <a href='https://bamako-info.example'>Bamako Info</a>.</p>"
    )
    [entry] = _document(_item("Attentat-suicide à Kaboul : 60 morts - Bamako Info", html)).entries

    assert "Bamako" not in entry.title + entry.summary
    assert entry.summary == "Une explosion a frappé la capitale afghane vendredi. […]"


@given(st.text(), st.text(), st.text())
def test_no_text_raises(text: str, title: str, name: str) -> None:
    names = names_of(name, frozenset({name}))

    kept, taken = of_text(text, title, names)
    of_headline(text, names)
    without_lists(text, title, name)
    without_links(text, title, name)
    assert len(kept) <= len(text) + 1 or not taken


@pytest.mark.parametrize(
    "text",
    ["Lire aussi : " * 20_000, "Lire aussi\n" * 20_000, "the post " * 30_000 + "appeared first on " * 20_000, "(lire aussi " * 20_000,
     "Bamako Info - " * 20_000, "Bamako Info\n" * 20_000, "<ul><li>" * 30_000, "<ul>" * 30_000 + "</ul>" * 30_000,
     "<ul><li><a href=x>a b c</a>" * 20_000, "Partager " * 40_000, "<p><a x" * 20_000, "<p><a x>word word " * 20_000, "<p>" * 50_000],
)  # fmt: skip
def test_time_is_in_proportion(text: str) -> None:
    started = time.process_time()
    of_text(text, "Bamako", NAMES)
    of_headline(text, NAMES)
    without_lists(text, "Bamako", "x")
    without_links(text[: 64 * 1024], "Bamako", "x")

    assert time.process_time() - started < 6
