"""Words of English, French and Arabic that join languages: the ideas that tell one event of a theme from the next.

The rules' vocabularies name actors and themes; they do not tell a market from a barracks. A word ending in ``*`` stands
for all that begin with it. Spelling is natural: both sides are folded before they are compared.
"""

from collections.abc import Iterable
from functools import cache, lru_cache

from monitor.core.text.folding import fold

_IDEAS = """
soldier: soldier* troop* military army soldat* militaire* armée armées جندي جنود جنديا الجيش جيش عسكري عسكريين عسكريون
gendarme: gendarm* درك دركي دركيين
police: police* policier* officers شرطة شرطي
militia: militia* vdp volunteers volontaires supplétif* auxiliar* dozo* chasseurs hunters milice* ميليشيا متطوع*
civilian: civilian* civil civils civile civiles مدني مدنيين مدنيا مدنيون
village: villag* hamlet* hameau* قرية قروي* قرى
farmer: farmer* cultivat* paysan* agricult* مزارع*
herder: herder* éleveur* berger* cattle bétail troupeau* راع راعي رعاة راعيين ماشية قطيع*
fisher: fisherm* pêcheur* صياد*
market: market* marché marchés stalls étal étals trader* commerçant* سوق أسواق تجار تاجر
school: school* école* teacher* enseignant* pupil* élève* student* étudiant* classroom* مدرسة مدارس معلم معلمين تلاميذ طلاب
church: church* église* priest* prêtre* pastor* pasteur* worship* fidèle* كنيسة كاهن مصلين
mosque: mosque* mosquée* imam* prayer* prière* مسجد إمام صلاة
hospital: hospital* hôpital* hôpitaux clinic* clinique* doctor* médecin* مستشفى طبية أطباء
bus: bus buses coach coaches autocar* minibus passenger* passager* car cars حافلة ركاب
truck: truck* lorr* tanker* citerne* camion* شاحنة شاحنات صهاريج
fuel: fuel petrol gasoline carburant* essence gasoil diesel pumps pompes وقود بنزين محروقات الوقود
queue: queue* lines files طوابير
convoy: convoy* convoi* column colonne* escort* قافلة رتل قوافل
patrol: patrol* patrouill* دورية دوريات
ambush: ambush* embuscade* كمين كمينا كمائن
explosive: bomb bombs bombing mine mines ied device* engin* explos* detonat* blast* لغم ألغام عبوة انفجار* متفجرات
suicide: suicide* kamikaze* vbied* piégée* انتحاري انتحارية مفخخة
shelling: shell shells shelled shelling rocket* mortar* obus roquette* mortier* projectile* قذائف قذيفة صواريخ صاروخ قصف
drone: drone* uav* مسيرة مسيرات مسيّرة
airstrike: airstrike* bombard* warplane* helicopter* hélicoptère* غارة غارات مروحية
aircraft: aircraft plane planes avion avions flight flights vols pilot* طائرة طائرات رحلات
airport: airport* aéroport* airfield* airbase* runway tarmac مطار مطارات
camp: camp camps barrack* garrison* garnison* caserne* base bases ثكنة معسكر قاعدة حامية
outpost: outpost* checkpoint* position positions poste postes موقع موقعا نقطة حاجز
border: border* frontier* frontalier* frontière* حدود حدودي حدودية
river: river* fleuve* boat* bateau* pirogue* ferry نهر قارب قوارب
lake: lake lac بحيرة
road: road* axe route routes طريق طرق
bridge: bridge* pont ponts جسر
gold: gold* orpail* aurifère* ذهب
mining: miner miners minier* miniers mining uranium* منجم يورانيوم تعدين
park: park parks parc parcs ranger* réserve محمية حراس
abduction: kidnap* abduct* seized hostage* otage* enlevé enlevés enlevée enlèvement* ravisseur* captiv* captor* خطف اختطاف رهينة رهينتين رهائن مختطف*
ransom: ransom* rançon* فدية
release: freed releas* libéré* libération* الإفراج إفراج
arrest: arrest* detain* interpell* custody arrêté arrêtés arrêtée arrestation* اعتقال اعتقالات توقيف أوقفت اعتقلت
trial: trial* court* tribunal* sentenc* condamn* verdict* jail* prison* procès محكمة حكم سجن بالسجن
coup: coup coups putsch* mutin* takeover oust* topple* depos* destitu* انقلاب انقلابية تمرد أطاح الإطاحة
denial: deny denie* denial* dément démenti* démentent false faux rumour* rumor* rumeur* تنفي ينفي نفى نفت نفي شائعات
palace: palace* palais presidency présidence قصر رئاسي الرئاسة
general: general generals général généraux جنرال جنرالين جنرالا
minister: minister* ministre* وزير وزيرة
president: president* président* الرئيس رئيس
election: election* électora* élection* vote votes voting scrutin* ballot* présidentielle انتخاب* انتخابات اقتراع
party: parties partis أحزاب
protest: protest* demonstrat* manifestant* manifestation* march marched marches rally rallies cortège* يتظاهر* تظاهر* متظاهر* مظاهر* احتجاج*
walkout: walkout* grève* unions syndicat* إضراب نقابة
sanction: sanction* عقوبات
summit: summit* sommet* قمة
brigade: brigade* standby unifiée احتياط لواء
expel: expel* expuls* طرد تطرد
spy: spy spies espion* espionage تجسس
refugee: refugee* réfugié* asylum asile لاجئ لاجئين لجوء
displaced: displace* déplacé* flee fled fleeing fui fuient fuyant نازح* فروا فرار
hunger: hunger* famine* faim food alimentaire* vivres جوع غذاء أغذية مجاعة
aid: aid humanitar* humanitaire* مساعدات إنسانية إغاثة
blockade: blockad* siege sieges assiégé* besieg* blocus encircl* حصار محاصر محاصرة
flood: flood* inondation* rains pluies فيضان* سيول أمطار
earthquake: earthquake* quake* tremor* seism* séism* sismi* aftershock* secousse* زلزال زلازل هزة
storm: storm* cyclone* hurricane* typhoon* tornado* tempête* ouragan* typhon* إعصار عاصفة
landslide: landslide* mudslide* glissement* coulée* انهيارات انزلاق
volcano: volcan* erupt* érupt* lava lave بركان ثوران
drought: drought* sécheress* جفاف
outbreak: outbreak* epidemic* épidémi* cholera choléra ebola measles rougeole cases وباء تفشي كوليرا إيبولا حصبة
wreck: sink sinks sank sunk capsiz* shipwreck* naufrag* coule chavir* غرق غرقت
train: train trains railway* rail ferroviaire* cheminot* قطار قطارات
collapse: collaps* effondr* انهار انهيار انهارت
wedding: wedding* mariage* baptême* baptism* زفاف عرس
child: child children enfant* أطفال طفل
woman: woman women femme femmes نساء امرأة
wounded: wound* injur* blessé* blessés جرح جرحى جريح* إصابة
dead: dead death* kill* die died dies slain mort morts morte tué tués tuée tuées tuer abattus قتل مقتل قتلى قتيل* يقتل تقتل
massacre: massacr* slaughter* tuerie* مجزرة مذبحة
claim: claim claims claimed responsibility revendiq* تتبنى تبنى مسؤوليتها مسؤوليته
burn: burn* torch* incendi* brûl* ablaze blaze* fire fires flammes أحرق إحراق أحرقت أضرموا حريق حرائق النيران
clash: clash* affront* combats fighting battle* اشتباك* معارك معركة مواجهات
capture: captur* overr* submerg* seizure conquête سيطرة السيطرة استولوا استولت
withdraw: withdraw* retrait retire leaves quitte départ انسحاب مغادرة
airspace: airspace aérien aérienne الجوي
embassy: embass* ambassad* سفارة السفارة سفراء
nationals: citizens nationals expatriates ressortissants expatriés رعايا رعاياها مواطنيها
football: football* footballer* match matchs cup coupe finals finale finales quart quarter semifinal* demi-finale goal goals penalties منتخب كأس مباراة نهائي ثمن هدف
music: album albums song songs singer* chanson* chanteu* concert* أغنية ألبوم مغني
crash: crash* crashed accident* écrasé écrasée تحطم تحطمت حادث
weapons: weapon* arms armes armement munition* ammunition أسلحة سلاح ذخيرة
power: blackout* electricity électricité courant كهرباء
justice: prosecutor* procureur* judge* juge* mandats warrant* icc cpi المدعي الادعاء الجنائية
tax: tax* levy zakat* impôt* taxe* ضرائب زكاة
russia: russia* russe* روسيا الروس روسي روسية
france: france french français* paris فرنسا فرنسي فرنسيين
china: china chinese chinois* الصين صينيين صيني
journalist: journalist* reporter reporters صحفي صحافي صحفيين
gunfire: gunfire gunshot* shots shooting tirs rafale* إطلاق
toll: toll tolls bilan alourdi* حصيلة
mourning: mourn* deuil حداد
emergency: emergency urgence curfew* طوارئ تجول
"""

# Who or what was hit, as far as it tells events apart: soldiers are told as their camp, villagers as their market.
_STRUCK = """
armed: soldier gendarme police militia camp outpost patrol brigade
people: civilian village farmer herder fisher market
school: school
church: church
mosque: mosque
bus: bus
aid: aid
"""

_ARTICLES = tuple(map(fold, ("وال", "بال", "كال", "فال", "لل", "ال", "و", "ب", "ل", "ف", "ك")))
_SHORTEST = 3  # letters left of an Arabic word when its article is taken away


@lru_cache(20_000)
def ideas_of(word: str) -> frozenset[str]:
    """Return the ideas that a folded word stands for."""
    exact, prefixes, longest = _tables()
    found: set[str] = set()
    for form in (word, *_bare(word)):
        found |= exact.get(form, frozenset())
        for length in range(3, min(len(form), longest) + 1):
            found |= prefixes.get(form[:length], frozenset())
    return frozenset(found)


def struck(ideas: Iterable[str]) -> frozenset[str]:
    """Return the kinds of people and things among ``ideas`` that may have been struck."""
    kinds = _kinds()
    return frozenset([kinds[idea] for idea in ideas if idea in kinds])


@cache
def _kinds() -> dict[str, str]:
    lines = (line.partition(": ") for line in _STRUCK.strip().splitlines())
    return {idea: kind for kind, _, ideas in lines for idea in ideas.split()}


def _bare(word: str) -> list[str]:
    return [word[len(a) :] for a in _ARTICLES if word.startswith(a) and len(word) >= len(a) + _SHORTEST]


@cache
def _tables() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]], int]:
    exact: dict[str, frozenset[str]] = {}
    prefixes: dict[str, frozenset[str]] = {}
    for line in _IDEAS.strip().splitlines():
        idea, _, spellings = line.partition(": ")
        for spelling in spellings.split():
            table = prefixes if spelling.endswith("*") else exact
            word = fold(spelling.rstrip("*"))
            table[word] = table.get(word, frozenset()) | {idea}
    return exact, prefixes, max(map(len, prefixes))
