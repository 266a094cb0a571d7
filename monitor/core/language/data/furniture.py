"""What stands round a report in languages of which little else is read; the blocks are those of ``en.py``."""

FURNITURE = {
    "tr": {
        "OUTLETS": "haber haberler gazetesi gazete",
        "RELATED": "bunu da oku|bunu da okuyun|ayrıca okuyun|ayrıca bakınız|ilgili haberler|ilgili haber|ilgili yazılar|ilginizi çekebilir|benzer haberler|diğer haberler",
        "RELATED_MARKED": "oku|okuyun|haberin devamı",
        "INVITATIONS": "bizi takip edin|bizi takip et|abone olun|abone ol|yorum yap|paylaş|tüm hakları saklıdır|tıklayın",
        "READ_ON": "devamını oku|devamı için|haberin devamı|okumaya devam et",
        "BUTTONS": "paylaş yazdır beğen yorum yorumlar kopyala",
    },
    "ru": {
        "OUTLETS": "новости газета вести известия",
        "RELATED": "читайте также|читайте ещё|читайте еще|смотрите также|по теме|похожие новости|похожие материалы|другие новости|материалы по теме|новости по теме|вам может быть интересно",
        "RELATED_MARKED": "читать|читайте|подробнее|ранее",
        "INVITATIONS": "подписывайтесь на|подпишитесь на|подписаться на|следите за нами|поделиться|присоединяйтесь к нам|все права защищены",
        "READ_ON": "читать далее|читать дальше|читать полностью|подробнее|читать всё|читать все",
        "BUTTONS": "поделиться печать комментарии комментарий телеграм вконтакте одноклассники реклама",
    },
    "uk": {
        "RELATED": "читайте також|дивіться також|за темою|матеріали за темою",
        "INVITATIONS": "підписуйтесь на|підпишіться на",
        "READ_ON": "читати далі|детальніше",
    },
    "sw": {
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
        "OUTLETS": "wiadomości gazeta dziennik kurier",
        "RELATED": "czytaj także|czytaj też|czytaj również|zobacz też|zobacz także|zobacz również|przeczytaj także|przeczytaj również|powiązane artykuły|polecane artykuły|może cię zainteresować",
        "RELATED_MARKED": "czytaj|czytaj więcej|zobacz|więcej",
        "READ_ON": "czytaj więcej|czytaj dalej|czytaj całość|więcej informacji",
    },
    "id": {
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
        "RELATED": "citește și|citeşte şi|citiți și|vezi și|articole similare|te-ar putea interesa",
        "READ_ON": "citește mai departe|citește mai mult|află mai multe",
    },
    "sv": {
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
