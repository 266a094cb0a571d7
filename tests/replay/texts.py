"""Sentences of an invented month: the noise of every day, and the small attacks of a region at war.

Slots in braces are filled by ``month``. All of it is made up, in our own words.
"""

NOISE_EN = """
{team} coach names squad for {cup} qualifier against {rival} | Two newcomers were called up ahead of the match in {capital}.
{team} beat {rival} {n}-1 in friendly | A late goal in {capital} settled the game on {day}.
Cocoa prices slip as rains improve outlook in {coast} | Traders in London cut their forecasts by {n} percent.
{coast} central bank keeps key rate at {n} percent | The governor said inflation was easing.
Solar plant of {n} megawatts opens in {coast} | The president cut the ribbon and promised cheaper power.
Fashion week in {capital} draws designers from {n} countries | Models walked along the river on {day} evening.
Singer {name} announces tour of {n} African cities | Tickets go on sale next week, the label said.
Museum in {capital} recovers {n} bronzes from Europe | Officials called the return historic.
Start-up from {capital} raises {n} million dollars | The company sells phones on credit to market women.
{capital} taxi drivers get new uniforms | The town hall said {n} thousand sets had been ordered.
University of {capital} opens medical library | It holds {n} thousand books, the rector said.
Elephants return to park in {coast} | Rangers counted {n} calves this season.
Rice harvest up {n} percent in {coast} | The ministry of agriculture praised new seeds.
Marathon in {capital} won by {name} | The runner finished {n} seconds ahead of the field.
Parliament of {coast} debates budget | Members asked about the price of cement and school meals.
Airline adds {n} weekly flights to {capital} | Tickets will be sold from {day}.
Doctors in {coast} warn of meningitis season | {n} cases were recorded, the health ministry said.
Road between {capital} and the port to be widened | Works will last {n} months.
Film by {name} selected for festival | The story is set in a fishing village.
Heavy rains flood streets of {capital} | {n} families spent the night in a school.
Stock exchange of {coast} closes higher | Bank shares rose {n} percent on {day}.
Chess prodigy aged {n} wins national title in {coast} | The final lasted five hours.
Book fair opens in {capital} | Publishers from {n} countries show novels and comics.
Telecom firm fined {n} million in {coast} | The regulator complained of dropped calls.
Opinion: why {coast} needs better teachers | Salaries have not moved for {n} years.
Bus crash kills {n} on highway in {coast} | The driver had fallen asleep, police said.
"""

NOISE_FR = """
{team} : le sélectionneur dévoile sa liste contre {rival} | Deux novices figurent parmi les {n} joueurs retenus.
Football : {team} s'impose {n}-0 face à {rival} | Un doublé de {name} a fait la différence {jour} soir.
Coton : la campagne s'annonce bonne en {coast} | Les producteurs attendent une hausse de {n} % du prix au kilo.
La BCEAO maintient son taux directeur | L'institution prévoit une inflation de {n} % cette année.
{capital} : un nouveau marché couvert de {n} boutiques | Le maire a posé la première pierre {jour}.
Musique : {name} sort un album enregistré à {capital} | Onze titres, entre kora et guitares électriques.
Théâtre : une troupe de {capital} primée au festival | Le jury a salué une pièce sur l'exil.
Électricité : {n} villages raccordés en {coast} | La ministre promet d'en équiper autant l'an prochain.
Une start-up de {capital} lève {n} millions | L'entreprise vend des panneaux solaires à crédit.
Rentrée universitaire à {capital} | Le recteur annonce {n} amphithéâtres neufs.
Santé : campagne de vaccination en {coast} | {n} mille enfants sont attendus dans les centres.
Transport : {n} nouveaux bus mis en service à {capital} | Les lignes desserviront la banlieue dès {jour}.
Le prix du ciment baisse à {capital} | Les commerçants parlent de {n} % en un mois.
Basket : {team} en finale du tournoi | Les dames ont battu {rival} de {n} points.
Journée de l'arbre : {n} mille plants mis en terre en {coast} | Les écoliers ont participé.
Tribune : pour une école qui apprend à lire | L'auteure, {name}, enseigne depuis {n} ans.
Inondations : {n} familles sinistrées à {capital} | Les pluies de la nuit ont emporté des murs.
Accident de la route en {coast} : {n} morts | Un car a percuté un camion en panne.
Gastronomie : le concours du meilleur attiéké | {name} l'emporte devant {n} candidates.
Mode : {capital} accueille ses créateurs | Le défilé a réuni {n} maisons.
Culture : le fonds documentaire de {capital} numérisé | {n} mille manuscrits sont déjà en ligne.
Assemblée : le projet de loi de finances examiné en {coast} | Les députés ont déposé {n} amendements.
Mines : la production d'or de {coast} en hausse de {n} % | La chambre des mines se félicite des chiffres.
Télécoms : l'internet moins cher en {coast} ? | L'autorité de régulation consulte pendant {n} jours.
Athlétisme : {name} bat le record national | {n} centièmes de mieux, {jour}, à {capital}.
Coup d'envoi du tournoi de pétanque à {capital} | {n} équipes sont engagées.
Enlèvement des ordures : la mairie de {capital} change de prestataire | Le contrat court sur {n} ans.
"""

NOISE_AR = """
منتخب {team_ar} يستعد لمواجهة {rival_ar} | استدعى المدرب {n} لاعبا لمباراة {day_ar}.
ارتفاع أسعار الأرز في الأسواق | قال تجار إن الزيادة بلغت {n} بالمئة.
افتتاح معرض الكتاب في {capital_ar} | تشارك فيه دور نشر من {n} دولة.
شركة طيران تضيف {n} رحلات أسبوعية | تبدأ الحجوزات يوم {day_ar}.
مهرجان الموسيقى ينطلق في {capital_ar} | يشارك فيه فنانون من {n} بلدا.
البنك المركزي يبقي سعر الفائدة دون تغيير | توقع المحافظ نموا بنسبة {n} بالمئة.
حملة تطعيم ضد الحصبة | تستهدف {n} ألف طفل في المدارس.
جامعة {capital_ar} تفتتح مكتبة جديدة | تضم {n} ألف كتاب.
فوز {team_ar} على {rival_ar} بهدف دون رد | سجل الهدف في الدقيقة {n}.
ندوة عن تعليم الفتيات | دعا المشاركون إلى بناء {n} مدرسة.
"""

# One kind a paragraph, its languages parted by lines: first reports, then follow-ups. {toll} dead of {who}.
INCIDENTS = {
    "ambush": {
        "en": (
            "{toll} soldiers killed in ambush near {place}, {country} | A patrol drove into gunfire and mines on {day}, a security source said.",
            "Army patrol attacked outside {place}: {toll} soldiers dead | Militants opened fire on the convoy on {day}, local officials in {country} said.",
            "{country}: troops mourn comrades fallen near {place} | The {toll} soldiers died in {day}'s ambush, the general staff confirmed.",
        ),
        "fr": (
            "{pays} : {toll} soldats tués dans une embuscade près de {place} | La patrouille a essuyé des tirs {jour}, selon une source sécuritaire.",
            "Embuscade meurtrière à {place} : {toll} militaires tombés | Des hommes armés ont attaqué {jour} le convoi de l'armée, au {pays}.",
            "L'armée confirme {toll} soldats morts près de {place} | Les obsèques des militaires tués {jour} au {pays} ont réuni leurs proches.",
        ),
        "ar": (
            "مقتل {toll} جنود في كمين قرب {place_ar} | تعرضت دورية للجيش لإطلاق نار يوم {day_ar} في {country_ar}.",
            "كمين ضد الجيش قرب {place_ar} يوقع {toll} قتلى من الجنود | هاجم مسلحون القافلة {day_ar} في {country_ar}.",
        ),
    },
    "village": {
        "en": (
            "Gunmen kill {toll} villagers in {place}, {country} | Houses were burned in the attack on {day}, survivors said.",
            "{toll} civilians shot dead in raid on {place} | Armed men on motorbikes entered the village in {country} on {day}.",
            "Families bury {toll} after attack on {place} | Survivors of {day}'s raid in {country} fled to the next town.",
        ),
        "fr": (
            "{pays} : {toll} villageois tués à {place} par des hommes armés | Des maisons ont été incendiées lors de l'attaque de {jour}.",
            "Attaque de {place} : {toll} civils abattus | Les assaillants sont entrés {jour} à moto dans le village, au {pays}.",
            "{place} enterre ses morts | Les {toll} civils tués {jour} dans l'attaque ont été inhumés, au {pays}.",
        ),
        "ar": (
            "مسلحون يقتلون {toll} قرويين في {place_ar} | أحرقت منازل في الهجوم يوم {day_ar} في {country_ar}.",
            "مقتل {toll} مدنيين في هجوم على {place_ar} | دخل مسلحون القرية {day_ar} في {country_ar}.",
        ),
    },
    "mine": {
        "en": (
            "Roadside bomb kills {toll} near {place}, {country} | The vehicle hit the device on {day}, a transport union said.",
            "{toll} dead as bus hits explosive device outside {place} | Passengers were on their way to market on {day} in {country}.",
        ),
        "fr": (
            "{pays} : un engin explosif tue {toll} personnes près de {place} | Le véhicule a sauté {jour}, indique un syndicat de transporteurs.",
            "Explosion sur la route de {place} : {toll} morts | Un car a heurté {jour} un engin explosif, au {pays}.",
        ),
        "ar": (
            "انفجار عبوة ناسفة يقتل {toll} أشخاص قرب {place_ar} | مرت حافلة فوق العبوة {day_ar} في {country_ar}.",
        ),
    },
    "post": {
        "en": (
            "Jihadists attack military post at {place}, {country} | {toll} soldiers died in the assault on {day}, officials said.",
            "Army post at {place} overrun, {toll} soldiers killed | Fighters seized weapons on {day} before leaving, a resident in {country} said.",
        ),
        "fr": (
            "{pays} : des jihadistes attaquent le poste militaire de {place} | {toll} soldats sont morts dans l'assaut de {jour}, selon un élu.",
            "Le poste de {place} pris d'assaut, {toll} soldats tués | Les assaillants ont emporté des armes {jour}, raconte un habitant du {pays}.",
        ),
        "ar": (
            "جهاديون يهاجمون موقعا للجيش في {place_ar} | قتل {toll} جنود في الهجوم {day_ar} في {country_ar}.",
        ),
    },
    "kidnap": {
        "en": (
            "Village chief abducted near {place}, {country} | Armed men took him from his home on {day}, relatives said.",
            "Gunmen seize local chief outside {place} | Nothing has been heard of him since {day}, his family in {country} said.",
        ),
        "fr": (
            "{pays} : un chef de village enlevé près de {place} | Des hommes armés l'ont emmené {jour} de son domicile, selon ses proches.",
            "Sans nouvelles du chef enlevé à {place} | Sa famille attend un signe depuis {jour}, au {pays}.",
        ),
        "ar": ("اختطاف زعيم قرية قرب {place_ar} | اقتاده مسلحون من منزله {day_ar} في {country_ar}.",),
    },
}

POLITICS_EN = """
{country}: government says roads to be repaired before rains | The minister spoke of {n} bridges.
UN agency needs {n} million dollars for displaced in {country} | Rations were cut in camps, the agency said.
Analysis: what the alliance of Sahel states wants | Its ministers met {n} times this year.
{country} marks anniversary of independence with parade | Troops marched past the tribune.
One year after the attack on {place}, families still wait for answers | The trial has been put off {n} times.
Teachers' union in {country} calls for talks | Salaries are {n} weeks late.
"""

POLITICS_FR = """
{pays} : le gouvernement adopte un plan pour {n} forages | Le ministre de l'Eau a présenté le calendrier.
Le PAM cherche {n} millions pour les déplacés au {pays} | Les rations ont été réduites dans les camps.
Analyse : que veut l'Alliance des États du Sahel ? | Ses ministres se sont vus {n} fois cette année.
{pays} : la fête nationale célébrée en sobriété | Le défilé a duré {n} minutes.
Il y a un an, l'attaque de {place} : les familles attendent | Le procès a été renvoyé {n} fois.
{pays} : les enseignants réclament {n} mois d'arriérés | Leur syndicat demande une rencontre.
"""
