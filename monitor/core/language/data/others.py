"""Languages of which little is read: the months of dates, and what stands round a report. The blocks are those of ``en.py``."""

OTHERS = {
    "tr": {
        "MONTHS_IN_DATES": """
1 ocak|oca
2 şubat|şub
3 mart
4 nisan|nis
5 mayıs
6 haziran|haz
7 temmuz|tem
8 ağustos|ağu
9 eylül|eyl
10 ekim|eki
11 kasım|kas
12 aralık|ara
""",
        "OUTLETS": "haber haberler gazetesi gazete",
        "RELATED": "bunu da oku|bunu da okuyun|ayrıca okuyun|ayrıca bakınız|ilgili haberler|ilgili haber|ilgili yazılar|ilginizi çekebilir|benzer haberler|diğer haberler",
        "RELATED_MARKED": "oku|okuyun|haberin devamı",
        "INVITATIONS": "bizi takip edin|bizi takip et|abone olun|abone ol|yorum yap|paylaş|tüm hakları saklıdır|tıklayın",
        "READ_ON": "devamını oku|devamı için|haberin devamı|okumaya devam et",
        "BUTTONS": "paylaş yazdır beğen yorum yorumlar kopyala",
    },
    "ru": {
        "MONTHS_IN_DATES": """
1 января|янв
2 февраля|фев
3 марта
4 апреля|апр
5 мая
6 июня|июн
7 июля|июл
8 августа|авг
9 сентября|сен|сент
10 октября|окт
11 ноября|ноя|нояб
12 декабря|дек
""",
        "OUTLETS": "новости газета вести известия",
        "RELATED": "читайте также|читайте ещё|читайте еще|смотрите также|по теме|похожие новости|похожие материалы|другие новости|материалы по теме|новости по теме|вам может быть интересно",
        "RELATED_MARKED": "читать|читайте|подробнее|ранее",
        "INVITATIONS": "подписывайтесь на|подпишитесь на|подписаться на|следите за нами|поделиться|присоединяйтесь к нам|все права защищены",
        "READ_ON": "читать далее|читать дальше|читать полностью|подробнее|читать всё|читать все",
        "BUTTONS": "поделиться печать комментарии комментарий телеграм вконтакте одноклассники реклама",
    },
    "uk": {
        "MONTHS_IN_DATES": """
1 січня
2 лютого
3 березня
4 квітня
5 травня
6 червня
7 липня
8 серпня
9 вересня
10 жовтня
11 листопада
12 грудня
""",
        "RELATED": "читайте також|дивіться також|за темою|матеріали за темою",
        "INVITATIONS": "підписуйтесь на|підпишіться на",
        "READ_ON": "читати далі|детальніше",
    },
    "sw": {
        "MONTHS_IN_DATES": """
1 januari
2 februari
3 machi
4 aprili
5 mei
6 juni
7 julai
8 agosti
9 septemba
10 oktoba
11 novemba
12 desemba
""",
        "OUTLETS": "habari gazeti redio",
        "RELATED": "soma pia|soma zaidi kuhusu|tazama pia|habari zinazohusiana|makala zinazohusiana|unaweza pia kupenda",
        "RELATED_MARKED": "soma|soma zaidi|tazama|pia soma|habari zaidi",
        "INVITATIONS": "tufuate kwenye|tufuatilie|jiunge na chaneli|jiunge nasi|jisajili|bonyeza hapa|shiriki habari hii",
        "READ_ON": "soma zaidi|endelea kusoma",
    },
    "ha": {
        "RELATED": "karanta kuma|ku karanta kuma|kuma karanta|karanta wannan|labarai masu alaƙa|labarai masu alaka|ku duba kuma",
        "RELATED_MARKED": "karanta|ku karanta|karin bayani|ƙarin bayani|karin labari|ku kalli",
        "INVITATIONS": "ku biyo mu|biyo mu|ku bi mu|ku shiga tasharmu|latsa nan|danna nan",
        "READ_ON": "ci gaba da karatu|karanta cikakken labari",
    },
    "pl": {
        "MONTHS_IN_DATES": """
1 stycznia
2 lutego
3 marca
4 kwietnia
5 maja
6 czerwca
7 lipca
8 sierpnia
9 września
10 października
11 listopada
12 grudnia
""",
        "OUTLETS": "wiadomości gazeta dziennik kurier",
        "RELATED": "czytaj także|czytaj też|czytaj również|zobacz też|zobacz także|zobacz również|przeczytaj także|przeczytaj również|powiązane artykuły|polecane artykuły|może cię zainteresować",
        "RELATED_MARKED": "czytaj|czytaj więcej|zobacz|więcej",
        "READ_ON": "czytaj więcej|czytaj dalej|czytaj całość|więcej informacji",
    },
    "id": {
        "MONTHS_IN_DATES": """
1 januari
2 februari
3 maret
5 mei
6 juni
7 juli
8 agustus
10 oktober|okt
12 desember|des
""",
        "OUTLETS": "berita kabar harian",
        "RELATED": "baca juga|lihat juga|simak juga|artikel terkait|berita terkait",
        "RELATED_MARKED": "baca|simak|pilihan editor",
        "READ_ON": "baca selengkapnya|baca selanjutnya|selengkapnya",
    },
    "fa": {
        "RELATED": "همچنین بخوانید|بیشتر بخوانید|مطالب مرتبط|اخبار مرتبط|خبرهای مرتبط|این مطلب را هم بخوانید",
        "READ_ON": "ادامه مطلب|ادامه خبر|ادامه را بخوانید",
    },
    "ro": {
        "MONTHS_IN_DATES": """
1 ianuarie
2 februarie
3 martie
4 aprilie
5 mai
6 iunie
7 iulie
8 august
9 septembrie
10 octombrie
11 noiembrie
12 decembrie
""",
        "RELATED": "citește și|citeşte şi|citiți și|vezi și|articole similare|te-ar putea interesa",
        "READ_ON": "citește mai departe|citește mai mult|află mai multe",
    },
    "sv": {
        "MONTHS_IN_DATES": """
1 januari
2 februari
5 maj
6 juni
7 juli
8 augusti
10 oktober|okt
""",
        "OUTLETS": "nyheter tidning bladet",
        "RELATED": "läs också|läs även|läs mer om|relaterade artiklar",
        "READ_ON": "läs mer|fortsätt läsa",
    },
    "so": {"RELATED": "sidoo kale akhri|akhri sidoo kale", "READ_ON": "akhri wax badan|sii akhri"},
    "el": {"RELATED": "διαβάστε επίσης|δείτε επίσης|σχετικά άρθρα", "READ_ON": "διαβάστε περισσότερα"},
    "zh": {
        "RELATED": "相关阅读|相关新闻|相关文章|延伸阅读|推荐阅读",
        "READ_ON": "阅读更多|查看更多|阅读全文",
    },
}
