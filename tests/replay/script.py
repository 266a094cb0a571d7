"""The three stories of the invented month that must be told right: an assault, a rumour, a build-up.

Each report is (day:hour:minute, feed, language, title | summary). Day 0 is Sunday 1 March 2026. All of it is made up.
"""

# The first credible report comes nine minutes after a flash without a source.
CAPITAL = """
10:05:41 | wire-fr-1 | fr | Mali : tirs et explosions près de l'aéroport de Bamako | Des habitants de Sénou sont réveillés par des détonations ce mercredi ; des hommes armés ont attaqué la base aérienne, selon une source sécuritaire.
10:05:58 | wire-en-1 | en | Gunmen attack air base at Bamako airport | Explosions and gunfire were heard before dawn on Wednesday in Mali's capital, witnesses and a security source said.
10:06:10 | wire-en-2 | en | Heavy gunfire near airport in Malian capital Bamako | Residents of Senou reported blasts from the military side of the airport on Wednesday morning.
10:06:22 | local-fr-1 | fr | Bamako : l'aéroport attaqué à l'aube, vols suspendus | Les passagers ont été évacués de l'aérogare de Sénou ; l'assaut vise la base aérienne.
10:06:40 | wire-ar-1 | ar | هجوم مسلح على مطار باماكو | سمع دوي انفجارات وإطلاق نار فجر الأربعاء قرب القاعدة الجوية في عاصمة مالي.
10:07:05 | local-fr-2 | fr | Attaque de l'aéroport de Bamako : ce que l'on sait | Les combats se poursuivent autour de la base aérienne de Sénou, où des assaillants sont retranchés.
10:07:20 | wire-ar-2 | ar | انفجارات في مطار باماكو وتعليق الرحلات | هاجم مسلحون القاعدة الجوية في سينو صباح الأربعاء، حسب شهود.
10:07:45 | wire-en-3 | en | Bamako airport under attack, flights diverted | Smoke rose above the air base at Senou on Wednesday as soldiers exchanged fire with attackers.
10:08:30 | wire-fr-2 | fr | Mali : le Jnim revendique l'attaque de l'aéroport de Bamako | Le groupe lié à Al-Qaïda affirme que ses combattants ont pénétré dans la base aérienne mercredi.
10:08:50 | wire-en-1 | en | JNIM claims assault on airport in Bamako | The al-Qaeda-linked group said its fighters entered the air base in Mali's capital on Wednesday.
10:09:30 | wire-ar-1 | ar | نصرة الإسلام والمسلمين تتبنى الهجوم على مطار باماكو | قالت الجماعة إن مقاتليها دخلوا القاعدة الجوية يوم الأربعاء.
10:11:00 | state-fr-1 | fr | Communiqué : l'aéroport de Bamako est sous contrôle | L'état-major annonce que les assaillants de la base aérienne ont été neutralisés mercredi.
10:12:15 | wire-en-4 | en | Mali army says airport in Bamako under control | The general staff said the attackers of the air base had been killed; it gave no losses.
10:15:40 | wire-fr-3 | fr | Attaque de l'aéroport de Bamako : au moins 22 soldats tués | Le bilan provisoire de l'assaut de mercredi émane d'une source hospitalière ; des avions ont brûlé à Sénou.
10:16:30 | wire-en-2 | en | At least 22 soldiers dead in attack on Bamako airport | A hospital source gave the toll of Wednesday's assault on the air base; several aircraft burned.
10:18:00 | local-fr-3 | fr | Bamako après l'attaque : récits de l'aéroport | Des employés racontent les tirs de mercredi autour de la base aérienne de Sénou.
11:07:30 | wire-fr-1 | fr | Bamako : l'aéroport rouvre au lendemain de l'attaque | Le trafic a repris jeudi à Sénou ; l'assaut de mercredi contre la base aérienne a fait au moins 22 morts.
11:08:10 | wire-en-1 | en | Bamako airport reopens a day after attack on air base | Flights resumed; Wednesday's assault by JNIM left at least 22 soldiers dead.
"""

RUMOUR = """
17:20:10 | wire-fr-1 | fr | Burkina Faso : tirs nourris près de la présidence à Ouagadougou, coup d'État en cours ? | Des soldats bloquent les accès au palais ce mercredi soir ; des sources militaires parlent d'une mutinerie.
17:20:35 | wire-en-1 | en | Gunfire near presidential palace in Ouagadougou, coup attempt feared | Soldiers blocked roads in Burkina Faso's capital on Wednesday evening; military sources spoke of a mutiny.
17:20:50 | wire-ar-1 | ar | إطلاق نار قرب القصر الرئاسي في واغادوغو وأنباء عن محاولة انقلاب | أغلق جنود الطرق في عاصمة بوركينا فاسو مساء الأربعاء.
17:21:20 | local-fr-4 | fr | Ouagadougou : tirs autour de la présidence, la thèse du coup d'État | Des habitants racontent les rafales de mercredi soir près du palais.
18:06:40 | state-fr-2 | fr | Burkina Faso : le gouvernement dément tout coup d'État à Ouagadougou | Les tirs de mercredi soir près de la présidence étaient un incident entre gardes, assure le porte-parole.
18:07:15 | wire-en-1 | en | Burkina Faso government denies coup attempt in Ouagadougou | The spokesman said Wednesday evening's gunfire near the presidential palace was an incident between guards.
18:07:40 | wire-fr-1 | fr | Tirs à Ouagadougou : le pouvoir dément une tentative de coup d'État | Le calme est revenu autour de la présidence après les rafales de mercredi soir.
18:08:30 | wire-ar-1 | ar | بوركينا فاسو تنفي وقوع محاولة انقلاب في واغادوغو | قال المتحدث إن إطلاق النار قرب القصر الرئاسي مساء الأربعاء كان حادثا بين حراس.
"""

# A patrol in the north, then more: three events in eight days, of which the second makes a signal.
BUILD_UP = """
6:09:10 | coast-fr-1 | fr | Bénin : deux soldats blessés par un engin explosif près de Banikoara | Leur véhicule a sauté vendredi lors d'une patrouille dans l'Alibori.
6:12:30 | wire-fr-4 | fr | Nord du Bénin : une patrouille de l'armée saute sur une mine à Banikoara | Deux militaires ont été blessés vendredi dans l'Alibori, selon l'état-major.
21:08:20 | coast-fr-1 | fr | Bénin : un poste militaire attaqué près de Malanville | Des jihadistes ont tué trois soldats samedi soir dans l'Alibori, selon une source sécuritaire.
21:10:40 | wire-en-3 | en | Three soldiers killed in attack on post near Malanville, Benin | Jihadists struck on Saturday evening in the Alibori department, an army source said.
21:13:05 | wire-ar-2 | ar | مقتل ثلاثة جنود في هجوم على موقع للجيش شمال بنين | هاجم جهاديون الموقع قرب مالانفيل مساء السبت في أليبوري.
24:07:50 | coast-fr-2 | fr | Bénin : embuscade contre l'armée à Karimama, quatre morts | Les soldats sont tombés mardi dans une embuscade tendue par des jihadistes, dans l'Alibori.
24:09:15 | wire-en-2 | en | Four Benin soldiers killed in ambush at Karimama | Militants opened fire on the patrol on Tuesday in the northern Alibori department.
24:11:30 | wire-fr-2 | fr | Nord du Bénin : quatre militaires tués à Karimama | L'embuscade de mardi est attribuée au Jnim, actif de l'autre côté de la frontière.
28:08:00 | coast-fr-1 | fr | Bénin : le village de Founougo attaqué, deux gendarmes tués | Des hommes armés ont attaqué samedi le poste de gendarmerie, dans l'Alibori.
28:10:20 | wire-en-3 | en | Gendarmes killed in jihadist attack on Founougo in northern Benin | Two officers died on Saturday in the Alibori department, officials said.
"""
