"""What stands round a report in other languages, plugins and themes, read as whole documents."""

import pytest

from monitor.core.feeds.outcomes import ParsedFeed, ParseRequest
from monitor.core.feeds.parse import parse
from monitor.core.model import ParsedEntry

REPORT = "Le fleuve est en crue à Rosso depuis lundi."
MARKETS = ("Convoi attaqué", "Marché brûlé", "École fermée", "Pont miné", "Poste pris", "Puits repris")


def _read(*items: str, title: str = "Nouakchott Hebdo", link: str = "") -> tuple[ParsedEntry, ...]:
    site = link or "https://nouakchott-hebdo.example/"
    body = f"<rss version='2.0'><channel><title>{title}</title><link>{site}</link>{''.join(items)}</channel></rss>"
    found = parse(ParseRequest(body.encode(), "https://cdn.example/feeds/news.xml"))
    assert isinstance(found, ParsedFeed)
    return found.entries


def _item(title: str, html: str) -> str:
    return f"<item><title>{title}</title><description><![CDATA[{html}]]></description></item>"


@pytest.mark.parametrize(
    ("title", "signature"),
    [
        ("Terremoto en Chile deja 20 muertos", "<p>La entrada <a href='x'>Terremoto en Chile deja 20 muertos</a> apareció primero en <a href='y'>Nouakchott Hebdo</a>.</p>"),
        ("Erdbeben in Chile", "<p>Der Artikel <a>Erdbeben in Chile</a> erschien zuerst auf <a>Nouakchott Hebdo</a>.</p>"),
        ("Şili'de deprem", "<p><a>Şili'de deprem</a> yazısı ilk önce <a>Nouakchott Hebdo</a> üzerinde ortaya çıktı.</p>"),
        ("Землетрясение в Чили", "<p>Сообщение <a>Землетрясение в Чили</a> появились сначала на <a>Nouakchott Hebdo</a>.</p>"),
        ("Tetemeko la ardhi Chile", "<p>The post <a>Tetemeko la ardhi Chile</a> first appeared on <a>Nouakchott Hebdo</a>.</p>"),
        ("Trzęsienie ziemi w Chile", "<p>Artykuł <a>Trzęsienie ziemi w Chile</a> pochodzi z serwisu <a>Nouakchott Hebdo</a>.</p>"),
        ("Gempa di Chile", "<p>Artikel <a>Gempa di Chile</a> pertama kali tampil pada <a>Nouakchott Hebdo</a>.</p>"),
        ("زلزال في تشيلي", "<p>ظهرت المقالة <a>زلزال في تشيلي</a> أولاً على <a>Nouakchott Hebdo</a>.</p>"),
        ("زلزله در شیلی", "<p>نوشته <a>زلزله در شیلی</a> اولین بار در <a>Nouakchott Hebdo</a>. پدیدار شد.</p>"),
        ("智利地震", "<p><a>智利地震</a>最先出现在<a>Nouakchott Hebdo</a>。</p>"),
        ("Séisme au Chili", "<p>L’article <a>Séisme au Chili</a> est apparu en premier sur <a>Nouakchott Hebdo</a>.</p>"),
        ("Cutremur în Chile", "<p>Articolul <a>Cutremur în Chile</a> apare prima dată în <a>Nouakchott Hebdo</a>.</p>"),
        ("Σεισμός στη Χιλή", "<p>Το άρθρο <a>Σεισμός στη Χιλή</a> εμφανίστηκε πρώτα στο <a>Nouakchott Hebdo</a>.</p>"),
        ("Jordskalv", "<p>Inlägget <a>Jordskalv</a> dök först upp på <a>Nouakchott Hebdo</a>.</p>"),
        ("Chile quake", "<p>This article first appeared in <a>Nouakchott Hebdo</a>.</p>"),
        ("Chile quake", "<p>Read the original article on <a>Nouakchott Hebdo</a>.</p>"),
        ("Chile quake", "<p>This article is republished from <a>Nouakchott Hebdo</a> under a Creative Commons license. Read the <a>original article</a>.</p>"),
        ("Chile quake", "<p>Copyright © 2026 <a>Nouakchott Hebdo</a>. All Rights Reserved.</p>"),
        ("Chile quake", "<p>(c) Nouakchott Hebdo 2026</p>"),
        ("Chile quake", "<p>— Nouakchott Hebdo (@nkhebdo) November 30, 2026</p>"),
        ("Chile quake", "<p>Cet article Séisme au Chili est tiré de Nouakchott Hebdo.</p>"),
        ("Séisme au Chili", "<p>L’article <a>Séisme au Chili</a> a été publié en premier par <a>Nouakchott Hebdo</a>.</p>"),
    ],
)  # fmt: skip
def test_a_signature_is_taken_out_in_any_language(title: str, signature: str) -> None:
    [entry] = _read(_item(title, f"<p>{REPORT}</p>{signature}"))

    assert (entry.title, entry.summary) == (title, REPORT)


@pytest.mark.parametrize(
    "html",
    [
        "<p>Bunu da oku: Gao'da saldırı, 40 ölü</p>",
        "<p>İlgili haberler: Gao'da saldırı, 40 ölü</p>",
        "<p>Ayrıca okuyun: Gao'da saldırı, 40 ölü</p>",
        "<p>Читайте также: Нападение в Гао, 40 убитых</p>",
        "<p>Читать далее</p>",
        "<p>Подписывайтесь на наш Telegram-канал</p>",
        "<p>Soma pia: Shambulio Gao, watu 40 wauawa</p>",
        "<p>Soma zaidi: Shambulio Gao, watu 40 wauawa</p>",
        "<p>Karanta kuma: An kai hari a Gao, mutum 40 sun mutu</p>",
        "<p>Ku karanta: An kai hari a Gao</p>",
        "<p>Karin bayani: An kai hari a Gao</p>",
        "<p>Czytaj także: Atak w Gao, 40 zabitych</p>",
        "<p>Zobacz też: Atak w Gao, 40 zabitych</p>",
        "<p>Baca juga: Serangan di Gao, 40 tewas</p>",
        "<p>همچنین بخوانید: حمله به گائو</p>",
        "<p>بیشتر بخوانید: حمله در گائو</p>",
        "<p><strong>Lire aussi&nbsp;</strong><a href='z'>Attaque à Gao, 40 morts</a></p>",
        "<div class='rp'><h3>Lire aussi&nbsp;:</h3><ul><li><a href='a'>Attaque à Gao, 40 morts</a></li><li><a href='b'>Ménaka : assaut repoussé</a></li></ul></div>",
        "<blockquote><p><a href='z'>À LIRE AUSSI : Attaque à Gao, 40 morts</a></p></blockquote>",
        "<p>👉 Lire aussi : Attaque à Gao, 40 morts</p>",
        "<p>&gt;&gt;&gt; Lire aussi : Attaque à Gao, 40 morts</p>",
        "<p>✅ À lire aussi : Attaque à Gao, 40 morts</p>",
        "<p>🔴 Lire aussi – Attaque à Gao, 40 morts</p>",
        "<p>Ailleurs sur le web : Attaque à Gao, 40 morts</p>",
        "<p>Lisez aussi : Attaque à Gao, 40 morts</p>",
        "<p>Lisez également : Attaque à Gao, 40 morts</p>",
        "<p>Lire notre article : Attaque à Gao, 40 morts</p>",
        "<p>Relire : Attaque à Gao, 40 morts</p>",
        "<p>Nos derniers articles :<br>Attaque à Gao, 40 morts<br>Assaut à Ménaka</p>",
        "<p>Vidéo à la une : Attaque à Gao, 40 morts</p>",
        "<p>Also read | Attack in Gao kills 40</p>",
        "<p>ALSO READ: Attack in Gao kills 40</p>",
        "<p>Read Also: Attack in Gao kills 40</p>",
        "<p>Don't miss: Attack in Gao kills 40</p>",
        "<p>More on this story: Attack in Gao kills 40</p>",
        "<p>RECOMMENDED: Attack in Gao kills 40</p>",
        "<p>You may also like</p><ul><li><a href=a>Attack in Gao kills 40</a></li><li><a href=b>Menaka under siege</a></li></ul>",
        "<p>Trending: Attack in Gao kills 40</p>",
        "<p>SEE MORE: Attack in Gao kills 40</p>",
        "<p>Other news: Attack in Gao kills 40</p>",
        "<p>Popular posts<br>Attack in Gao kills 40<br>Menaka under siege</p>",
        "<p>Previous article: Attack in Gao kills 40</p>",
        "<p>Next article: Attack in Gao kills 40</p>",
        "<p>Article précédent : Attaque à Gao</p>",
        "<p>شاهد أيضا: هجوم في غاو</p>",
        "<p>اقرأ أيضاً | هجوم في غاو</p>",
        "<p>إقرأ المزيد: هجوم في غاو</p>",
        "<p>أخبار ذات صلة: هجوم في غاو</p>",
        "<p>قد يهمك أيضا: هجوم في غاو</p>",
        "<p>موضوعات متعلقة<br>هجوم في غاو<br>مقتل جنود في كيدال</p>",
        "<p>اشترك في قناتنا على يوتيوب</p>",
        "<p>لمتابعة آخر الأخبار عبر واتساب اضغط هنا</p>",
        "<p>Leia mais: Ataque em Gao mata 40</p>",
        "<p>Lea más: Ataque en Gao deja 40 muertos</p>",
        "<p>Te recomendamos: Ataque en Gao deja 40 muertos</p>",
        "<p>Mehr zum Thema: Angriff in Gao</p>",
        "<p>Lesen Sie mehr: Angriff in Gao</p>",
        "<p>Auch interessant: Angriff in Gao, 40 Tote</p>",
        "<p>Leggi anche &gt; Attacco a Gao, 40 morti</p>",
        "<p>Approfondisci: attacco a Gao</p>",
        "<p>Share on Facebook</p><p>Tweet</p>",
        "<p>[Facebook] [Twitter] [WhatsApp]</p>",
        "<p>Print 🖨 PDF 📄 eBook 📱</p>",
        "<p>Crédit photo : Nouakchott Hebdo</p>",
        "<p>Photo: Nouakchott Hebdo</p>",
        "<p>Nombre de vues : 45</p>",
        "<p>Vues : 1 204</p>",
        "<p>Post Views: 1,204</p>",
        "<p>Temps de lecture : 3 min</p>",
        "<p>Reading Time: 3 minutes</p>",
        "<p>Estimated reading time: 3 minutes</p>",
        "<p>3 min read</p>",
        "<p>Écouter cet article</p>",
        "<p>Advertisement</p>",
        "<p>Publicité</p>",
        "<p>- Publicité -</p>",
        "<p>ADVERTISEMENT - CONTINUE READING BELOW</p>",
        "<p>Téléchargez notre application pour ne rien manquer</p>",
        "<p>Recevez toute l'actualité de Gao sur WhatsApp</p>",
        "<p>Rejoignez la chaîne WhatsApp de Nouakchott Hebdo</p>",
        "<p>Participez à la discussion</p>",
        "<p>Join our WhatsApp channel for more from Gao</p>",
        "<p>Get the latest news from Gao in your inbox</p>",
        "<p>Sign up for our newsletter, Gao Today</p>",
        "<p>The views expressed here are not those of Nouakchott Hebdo</p>",
    ],
)  # fmt: skip
def test_what_stands_below_a_report_is_taken_out(html: str) -> None:
    [entry] = _read(_item("Crue à Rosso", f"<p>{REPORT}</p>{html}"))

    assert entry.summary == REPORT


@pytest.mark.parametrize(
    "text",
    [
        "Des mots clés : paix, dialogue, dit le ministre à Gao.",
        "Trending downward, the toll of attacks in Gao fell.",
        "Advertisement boards burnt in Gao after the attack.",
        "Photo : dix soldats tués à Gao, dit la légende.",
        "Vues d'en haut, les maisons de Gao brûlent.",
        "Share prices fell after the Gao attack.",
        "Popular posts of the army near Gao were attacked.",
        "Latest news from Gao speaks of ten dead.",
        "Il a été publié en premier par les rebelles de Gao, dit-on.",
        "Next, rebels attacked Gao.",
        "Soma mji wa Gao ulishambuliwa.",
        "Okuyun dedi imam, Gao'da.",
        "Karanta ta bace a Gao.",
        "Read the riot act, the governor of Gao told soldiers.",
        "Catégorie 4 : l'ouragan frappe Gao.",
        "Écouter la population de Gao est un devoir.",
        "Читать в Гао стало опасно.",
        "Tags were found on the walls of Gao.",
        "La catégorie A du port de Gao est fermée : attaque.",
        "Tags: Gao, attack, army",
        "Catégorie : Sécurité, Gao",
        "Latest news: ten soldiers were killed in Gao",
        "نقلا عن: وكالة الأنباء في غاو",
    ],
)  # fmt: skip
def test_a_report_that_looks_like_furniture_stays(text: str) -> None:
    [entry] = _read(_item("Crue à Rosso", f"<p>{text}</p>"))

    assert entry.summary == text


@pytest.mark.parametrize(
    ("channel", "link", "headline", "left"),
    [
        ("Kidal Matin | Actualités", "https://www.kidalmatin.example/", "Séisme au Chili | Kidal Matin", "Séisme au Chili"),
        ("TombouctouTV", "https://tombouctoutv.example/", "Séisme au Chili – TombouctouTV", "Séisme au Chili"),
        ("Le Quotidien de Gao", "https://lequotidiendegao.example", "Le Quotidien de Gao : Séisme au Chili", "Séisme au Chili"),
        ("Radio Sahel FM 98.2", "https://x.example", "[Radio Sahel FM 98.2] Séisme au Chili", "Séisme au Chili"),
        ("Kidal Matin", "https://kidalmatin.example/", "Séisme au Chili #KidalMatin", "Séisme au Chili"),
        ("Kidal Matin", "https://kidalmatin.example/", "Séisme au Chili - kidalmatin.example", "Séisme au Chili"),
        ("Kidal Matin", "https://kidalmatin.example/", "Séisme au Chili « Kidal Matin", "Séisme au Chili"),
        ("Kidal Matin", "https://kidalmatin.example/", "Séisme au Chili ~ Kidal Matin", "Séisme au Chili"),
        ("Kidal Matin", "https://kidalmatin.example/", "Séisme au Chili :: Kidal Matin", "Séisme au Chili"),
        ("Kidal Matin RSS", "https://kidalmatin.example/", "Séisme au Chili - Kidal Matin", "Séisme au Chili"),
        ("Kidal Matin &#187; Feed", "https://kidalmatin.example/", "Séisme au Chili - Kidal Matin", "Séisme au Chili"),
        ("RSS - Kidal Matin", "https://kidalmatin.example/", "Séisme au Chili - Kidal Matin", "Séisme au Chili"),
        ("Flux RSS de Kidal Matin", "https://kidalmatin.example/", "Séisme au Chili - Kidal Matin", "Séisme au Chili"),
        ("أخبار كيدال", "https://akhbarkidal.example/", "زلزال في تشيلي | أخبار كيدال", "زلزال في تشيلي"),
        ("Burkina Faso", "https://rtb.example/", "Dix morts près de Djibo - Burkina Faso", "Dix morts près de Djibo - Burkina Faso"),
        ("Côte d'Ivoire", "https://rti.example/", "Côte d'Ivoire : dix morts à Bouna", "Côte d'Ivoire : dix morts à Bouna"),
        ("South Sudan", "https://eye.example/", "Ten killed near Bor - South Sudan", "Ten killed near Bor - South Sudan"),
        ("Tombouctou", "https://x.example/", "Tombouctou : dix morts au marché", "Tombouctou : dix morts au marché"),
        ("Mali", "https://mali.example/", "Mali : dix morts au marché", "Mali : dix morts au marché"),
        ("Voix de Ménaka", "https://site.example/", "Dix morts au Chili - Voix de Ménaka", "Dix morts au Chili"),
        ("L’Aube de Ménaka", "https://site.example/", "Dix morts au Chili - L’Aube de Ménaka", "Dix morts au Chili"),
    ],
)  # fmt: skip
def test_an_outlets_name_leaves_the_headline_and_a_place_stays(
    channel: str, link: str, headline: str, left: str
) -> None:
    [entry] = _read(_item(headline, "Texte."), title=channel, link=link)

    assert entry.title == left


@pytest.mark.parametrize(
    ("ending", "left", "why"),
    [
        (" - Mali", " - Mali", "a place, perhaps the only one"),
        (" - Burkina Faso", " - Burkina Faso", "a place of two words"),
        (" | Sierra Leone", " | Sierra Leone", "the same"),
        (" - Radio Tombouctou", "", "an outlet, by its word"),
        (" – L’Essor", "", "an outlet, by its article"),
        (" - essor.example", "", "an outlet, by its address"),
        (" - أخبار مالي", "", "an outlet, in Arabic"),
    ],
)
def test_of_what_ends_most_headlines_only_an_outlets_name_is_taken_out(
    ending: str, left: str, why: str
) -> None:
    found = _read(
        *(_item(f"{market}, dix morts{ending}", f"Texte de {market}") for market in MARKETS), title="Fil"
    )

    assert [entry.title for entry in found] == [f"{market}, dix morts{left}" for market in MARKETS], why


@pytest.mark.parametrize("title", ["L’armée à Gao : « dix tués » à l’été", "Dix morts - Radio Tombouctou"])
def test_one_headline_for_all_entries_keeps_its_end(title: str) -> None:
    found = _read(*(_item(title, f"Texte de {market}") for market in MARKETS), title="Fil")

    assert {entry.title for entry in found} == {title}


def test_a_quotation_in_headlines_is_no_ending() -> None:
    found = _read(*(_item(f"{market} : « dix tués » à l’été", "x") for market in MARKETS), title="Fil")

    assert [entry.title for entry in found] == [f"{market} : « dix tués » à l’été" for market in MARKETS]


@pytest.mark.parametrize(
    "line",
    [
        "<p>Artikeln {0}, dix morts kom ut hos Bamako Bladet.</p>",
        "<p>“{0}, dix morts” é uma matéria da Folha de Bamako.</p>",
        " Bamako Bladet är en fri tidning för Mali.",
        " Toute reproduction de ce texte sans accord de Mali Tribune est interdite.",
    ],
)
def test_lines_and_last_sentences_that_repeat_but_for_the_headline_are_taken_out(line: str) -> None:
    found = _read(
        *(_item(f"{market}, dix morts", f"Un texte sur {market}.{line.format(market)}") for market in MARKETS)
    )

    assert [entry.summary for entry in found] == [f"Un texte sur {market}." for market in MARKETS]


OTHERS = "<a href='https://other.example/x'>Attaque à Gao : 40 morts</a>"


@pytest.mark.parametrize(
    "html",
    [
        f"<blockquote class='wp-embedded-content'><p>{OTHERS}</p></blockquote><iframe></iframe>",
        f"<p>{OTHERS}</p>",
        f"<p style='color: red'><strong>{OTHERS}</strong></p>",
        f"<h3>{OTHERS}</h3><h3><a href='y'>Ménaka assiégée par les rebelles</a></h3>",
        f"<P>\n<EM>{OTHERS.replace('<a', '<A')}</EM>\n</P>",
        "<p>Articles similaires<br>Attaque à Gao : 40 morts, des hommes armés ont...<br>Ménaka assiégée depuis hier […]</p>",
        "<h3><em>Similaire</em></h3><p>Attaque à Gao : 40 morts</p><h3>WordPress:</h3><p>J’aime chargement…</p>",
    ],
)
def test_links_to_other_reports_are_taken_out_whatever_is_written_above_them(html: str) -> None:
    [entry] = _read(_item("Crue à Rosso", f"<p>{REPORT}</p>{html}"))

    assert entry.summary == REPORT


@pytest.mark.parametrize(
    ("html", "text", "why"),
    [
        (f"<p>{OTHERS}</p>", "Attaque à Gao : 40 morts", "its only words"),
        (
            f"<p>{OTHERS}</p><p>Via Reuters</p>",
            "Attaque à Gao : 40 morts\nVia Reuters",
            "there is hardly more",
        ),
        (
            f"<p>{REPORT}</p><p><a href='https://a.example/1'>Dix morts à Gao, dit l’armée</a></p>",
            f"{REPORT}\nDix morts à Gao, dit l’armée",
            "a link to itself",
        ),
        (
            f"<p>{REPORT}</p><p><a href='x'>L’armée</a> a repris <a href='y'>la ville de Gao hier</a></p>",
            f"{REPORT}\nL’armée a repris la ville de Gao hier",
            "links within a sentence",
        ),
        (f"<p>{REPORT}</p><p><a href='x'>Gao</a></p>", f"{REPORT}\nGao", "a place"),
    ],
)
def test_links_that_are_of_the_report_stay(html: str, text: str, why: str) -> None:
    item = _item("Crue à Rosso", html).replace("</item>", "<link>https://a.example/1</link></item>")

    assert _read(item)[0].summary == text, why
