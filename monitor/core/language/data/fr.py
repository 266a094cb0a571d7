"""French: what reading needs of it. The blocks are those of ``en.py``."""

COMMON = """
le la l les de du d un une et en a au aux dans pour par sur que qui est ont sont ete avec apres selon plus son ses ce
cette ne pas il elle leur entre contre
"""
FUNCTION = """
le la les de des du d un une et en a au aux dans pour par sur que qui est l s ce cette il elle se ne pas plus avec son
sa ses ont ete sont mais ou leur apres entre deux etre fait comme selon contre aussi ans
"""
TOO_FREQUENT = "le la les de du"
USUAL = "pays president gouvernement armee attaque securite afrique africain"
LINKS = """
pres proche vers chez entre pendant depuis avant lors alors encore plusieurs moins quelques autre autres presume presumes
hier aujourd nuit semaine mois jour jours matin trois quatre cinq sept huit neuf dix dizaine dizaines nord sud ouest
centre ville zone
"""
SUBJECTS_OF_NEWS = "armee"
STOP = """
à a afin ai ainsi alors après au aucun aucune aussi autour autre autres aux avait avant avec avoir c ce cela ces cet
cette chez ci comme contre d dans de depuis des deux dit dont du elle elles en encore entre est et été être eu fait
font hors il ils j jusqu l la le les leur leurs lors lui mais même moins n ne ni non nos notre nous on ont ou où par
pas pendant peu plus plusieurs pour près qu quand que quel quelle qui s sa sans se selon ses si son sont sous sur tous
tout toute toutes très un une vers y
"""

UNITS = """
1 un une
2 deux
3 trois plusieurs
4 quatre
5 cinq
6 six
7 sept
8 huit
9 neuf
10 dix
11 onze
12 douze
13 treize
14 quatorze
15 quinze
16 seize
20 vingt vingts
30 trente
40 quarante
50 cinquante
60 soixante
70 septante
80 huitante octante
90 nonante
"""
SCALES = """
100 cent cents
1000 mille
1000000 million millions
1000000000 milliard milliards
"""
ROUND = """
12 douzaine
10 dizaine
15 quinzaine
20 vingtaine
30 trentaine
40 quarantaine
50 cinquantaine
60 soixantaine
100 centaine
1000 millier
"""
ROUND_PLURALS = """
12 douzaines
10 dizaines
100 centaines
1000 milliers
"""
NUMBER_ARTICLES = "un une la"
NUMBER_OF = "de d"
NUMBER_AND = "et"
HALF = "demi"
# These go on a ten: dix-sept, quatre-vingt-dix-neuf.
AFTER_TEN = "sept huit neuf"

MONTHS = """
1 janvier janv
2 février févr fév
3 mars
4 avril avr
5 mai
6 juin
7 juillet juil
8 août
9 septembre sept
10 octobre oct
11 novembre nov
12 décembre déc
"""
MONTHS_IN_DATES = """
2 fevr
"""
WEEKDAYS = """
0 lundi
1 mardi
2 mercredi
3 jeudi
4 vendredi
5 samedi
6 dimanche
"""
LASTING = "depuis dès compter partir jusqu"
DAY_FILLERS = "ce de à au"

SPEECH = """
annoncé annonce annoncent déclaré déclare indiqué indique indiquent affirmé affirme affirment affirmaient confirmé
confirme confirment dit disent rapporté rapporte rapportent précisé précise démenti dément revendiqué revendique
raconte racontent confie
"""
ACCORDING = "selon"
FURTHER = "nouvelle nouvel nouveau deuxième seconde troisième autre"
STRIKES = "attaque assaut embuscade frappe attentat fois"
AGAIN = """
de nouveau|à nouveau
"""

ABBREVIATIONS = """
dr mm mme mlle prof gén gen col lt cne capt cdt cmdt sgt adj st ste mgr al cf av bd
"""
ABBREVIATIONS_OF_NUMBERS = "no nos nr fig p pp art janv jan févr fév mar avr juil sept oct nov déc"

CASUALTIES = """
killed either: mis mise mises fauche fauches fauchee fauchees corps depouilles cadavres tue tues tuee tuees abattu abattus
killed either: abattue abattues assassine assassines assassinees massacre massacres massacrees execute executes executees
killed either: egorge egorges egorgees decapite decapites peri mort vie
killed before: cercueils morts mortes deces decede decedes decedees meurent meurt mouraient succombe succombes succombent
killed before: succombaient tombes tombees tombent victimes
killed behind: tuant tuent tuer assassinant massacrant abattant executant fauchant fauchent meurtre assassinat execution
killed behind: executions elimine elimines neutralise neutralises pleure pleurent enterre enterrent inhume inhument perte
killed behind: pertes perd perdent perdu perdant
wounded either: blesse blesses blessee blessees
wounded behind: blessant blessent blesser
kidnapped either: enleve enleves enlevee enlevees kidnappe kidnappes kidnappee kidnappees sequestre sequestres
kidnapped before: otage otages
kidnapped behind: enlevement enlevant enlevent enlever rapt kidnappant kidnappent
displaced either: deplace deplaces deplacee deplacees deracines fui
displaced before: refugies refugie refugiees fuient fuyant fuyaient
displaced behind: deplacant
"""
TROOPS = "soldats militaires gendarmes policiers"
COMPANY = """
vie: perdu perdent perdirent perdant coute coutant coutent
victimes: fait font faisant faire bilan recense denombre
tombes, tombees, tombent: troops hommes combattants elements volontaires
"""
OBJECTS = """
perte, pertes, perd, perdent, perdu, perdant: troops hommes combattants elements volontaires
elimine, elimines, neutralise, neutralises: troops
"""
TAILS = """
mis, mise, mises: a mort
"""
OTHERWISE = """
corps: d armee expeditionnaire diplomatique metier
tombes, tombees, tombent: dans entre en malades d
"""
# Behind such a word it is meant all the same: tombés dans l'attaque, but not dans une embuscade.
MEANT_IN = "attaque attaques assaut assauts combats raid explosion affrontements"
TIGHT = "corps victimes"
# Part of a name where it and the word before have capitals: Peace Corps.
IN_NAMES = "corps"
FLIGHT = "fui fuient fuyant fuyaient"

HEDGES = """
au moins|plus de|plus d|moins de|pres de|pres d|environ|quelque|jusqu a|au total|pas moins de|autour de|autres|les|ses|leurs
ces|la|le|l|de|d|du|des
"""
PREPOSITIONS = """
par dans en lors depuis pendant sur avec contre apres avant pour chez vers a
"""
SUBSETS = "dont compris parmi"
PASSIVE = "ete etes sont est etaient furent etait"
# Before a participle, as in "l'armée a tué"; and what may follow and yet be no verb of its own.
HAVING = "a ont avait avaient ayant aurait auraient ai as"
WITH_HAVING = "ete trouve perdu aussi egalement deja"
INTRANSITIVE = "peri fui"
SUBJECTS = "qui il elle ils"
JOINS = "et ou"

MEASURES = """
an ans année années mois semaine semaines jour jours journée journées heure heures siècle km kilomètre kilomètres mètre
mètres hectare hectares tonne tonnes litre litres kg degré degrés dollar dollars euro euros franc francs fois points
"""
THINGS = """
mouton moutons chevre chevres ane anes chameau chameaux dromadaire dromadaires cheval chevaux elephant elephants poulet poulets
oiseaux porcs chiens taureaux telephones conteneurs
attaque attaques attentat attentats frappe frappes incident incidents raid raids vehicule vehicules camion camions citerne
citernes voiture voitures moto motos pirogue pirogues village villages hameau hameaux localite localites ville villes
commune communes maison maisons ecole ecoles pays etat etats province provinces district districts boeufs boeuf vache
vaches tete tetes betail animaux arme armes engin engins mine mines obus bombe avion avions drone drones helicoptere
helicopteres poste postes position positions base bases camp camps affrontement affrontements embuscade embuscades
explosion explosions cas marche marches car bus mosquee mosquees heurts combats but buts point points match matches site
sites ambulance ambulances
"""
PEOPLE = """
personne personnes soldat soldats militaire militaires civil civils homme hommes femme femmes enfant enfants villageois
habitant habitants famille familles menage menages chauffeur chauffeurs policier policiers officier officiers gendarme
gendarmes combattant combattants jihadiste jihadistes djihadiste djihadistes terroriste terroristes ressortissant
ressortissants eleve eleves enseignant enseignants pretre pretres commercant commercants eleveur eleveurs paysan paysans
chef chefs volontaire volontaires casque casques humanitaire humanitaires membre membres journaliste journalistes
paramilitaire paramilitaires passager passagers gardien gardiens rebelle rebelles mercenaire mercenaires ranger rangers
voyageur voyageurs fidele fideles agent agents douanier douaniers chasseur chasseurs autres employe employes riverains
maire religieuse medecin ame ames
"""
FIGHTERS = """
combattant combattants jihadiste jihadistes djihadiste djihadistes terroriste terroristes insurgé insurgés rebelle rebelles
extrémiste extrémistes islamiste islamistes assaillant assaillants bandit bandits séparatiste séparatistes kamikaze kamikazes armé armés
"""
FUGITIVES = """
personne personnes habitant habitants civil civils famille familles menage menages villageois riverains femmes enfants
"""
OF_PEOPLE = "de d des l les et presumes russes autres"
CODES = """
base article articles resolution route rn numero n section vol page chapitre age agee ages agees promotion zone secteur
bloc point mi su type unite regiment phase groupe camp lot niveau psaume
"""
YEAR_WORDS = "en depuis de annee annees l an debut fin ete"
PURPOSE = "pour"
ENDS = "dans par en lors pres apres pendant sur avec"

# A headline that tells of many events, or of none in particular.
SURVEYS = """
l'essentiel|pourquoi|qui sont|qui est|comprendre|décryptage|revue de presse|en bref|à la une|la semaine|en chiffres
en images|les titres|le point sur|actualité africaine|chronologie
"""
# Stand in the names of institutions anywhere: they say nothing of which one it is.
INSTITUTIONS = """
suprême national nationale central centrale fédéral fédérale constitutionnel constitutionnelle cour appel général générale
premier adjoint sécurité conseil intérieur étrangères défense international internationale nations unies état ministère
département agence commission union république assemblée parlement sénat gouvernement forces armées armée
"""
# Who says so denies an event, unless a word of CONCESSIONS stands before it or one of DENIED_OTHERS behind it.
DENIALS = "dément* nie nient niait nié réfut* rejett* infond* infox intox"
CONCESSIONS = "malgré après quoique bien alors dépit tandis"
DENIED_OTHERS = """
perte* implication* responsab* rôle lien* accès accusation* complic* participation
"""
AFFIRMATIONS = "confirm* témoin* survivant* rescapé* contredi*"
RETRACTIONS = "rectif* rétract* erratum"
FALSE_ALARMS = "fausse alerte"
# What stands behind in a headline went before.
AFTERMATH_OF = "après suite lendemain"
IDEAS = """
labour: docker* infirmi* mécanicien* pilotes équipage* salarié* ouvrier* employé* enseignants chauffeurs boulangers magistrats éboueurs
stop: cesse cessent cessé débray* arrêt
staff: personnel personnels agents
withdraw: départ quitter partir évacu*
soldier: soldat* militaire* armée armées
gendarme: gendarm*
police: police* policier*
militia: volontaires supplétif* auxiliar* chasseurs milice*
civilian: civil civils civile civiles
village: hameau*
farmer: cultivat* paysan* agricult*
herder: éleveur* berger* bétail
fisher: pêcheur*
market: marché marchés étal étals commerçant*
school: école* élève* étudiant*
church: église* prêtre* fidèle*
mosque: mosque* mosquée* imam* prière*
hospital: hôpital* hôpitaux clinique*
doctor: médecin*
bus: bus autocar* minibus passager*
truck: citerne* camion*
fuel: carburant* essence gasoil pompes
queue: files
convoy: convoi* colonne*
patrol: patrouill*
ambush: embuscade*
explosive: engin engins explos*
suicide: suicide* kamikaze* piégée*
shelling: obus roquette* mortier* projectile*
drone: drone*
airstrike: bombard* hélicoptère*
aircraft: avion avions vols
airport: aéroport*
camp: camp camps garnison* caserne* base bases
outpost: position positions poste postes
border: frontalier* frontière*
river: fleuve* bateau* pirogue*
lake: lac
road: axe route routes
bridge: pont ponts
gold: orpail* aurifère*
mining: minier* miniers
park: parc parcs réserve
abduction: otage* enlevé enlevés enlevée enlèvement* ravisseur* captiv*
ransom: rançon*
release: libéré* libération*
arrest: interpell* arrêté arrêtés arrêtée
trial: tribunal* condamn* procès
coup: coup mutin* depos* destitu*
denial: dément démenti* démentent rumeur*
palace: palais présidence
general: general général généraux
minister: ministre*
president: president* président*
election: électora* élection* vote votes scrutin* présidentielle
party: partis
protest: manifestant* manifestation* cortège*
walkout: grève* syndicat*
sanction: sanction*
summit: sommet*
brigade: brigade* unifiée
spy: espion*
refugee: réfugié* asile
displaced: déplacé* fui fuient fuyant
hunger: faim alimentaire* vivres
aid: humanitaire*
blockade: assiégé* blocus encircl*
flood: inondation* pluies
earthquake: séism* sismi* secousse*
storm: tempête* ouragan*
landslide: glissement* coulée*
volcano: érupt* lave
drought: sécheress*
outbreak: épidémi* choléra rougeole
wreck: naufrag* coule chavir*
train: train trains ferroviaire* cheminot*
collapse: effondr*
wedding: mariage* baptême*
child: enfant*
woman: femme femmes
wounded: blessé* blessés
dead: mort morts morte tué tués tuée tuées abattus
massacre: massacr* tuerie*
claim: revendiq*
burn: incendi* brûl* flammes
clash: affront* combats
capture: submerg* conquête
withdraw: retrait retire quitte départ
airspace: aérien aérienne
embassy: ambassad*
nationals: ressortissants expatriés
football: football* match matchs finale finales demi-finale
music: album albums chanson* chanteu* concert*
crash: crash* accident* écrasé écrasée
weapons: armes armement munition*
power: électricité courant
justice: procureur* juge* mandats cpi
tax: impôt* taxe*
russia: russe*
france: france français*
china: chinois*
journalist: journalist*
gunfire: tirs rafale*
toll: bilan alourdi*
mourning: deuil obsèques funéraill* enterr* inhum* hommage* condoléanc*
emergency: urgence
attack: attaqu* attentat* assaut* raid raids
gunman: assaillant* jihad* djihad* terror* insurg* islamist* rebelle*
condemn: condamne condamnent dénonc* indign*
survivor: survivant* rescapé*
missing: disparu*
recall: rappel rappels rappelle rappelés
media: télévision* radio* chaîne* journal journaux média* quotidien* site
ban: suspend* suspens* interdi* bloqu* censur*
"""

ORIGIN_OPENERS = """
l'article|le post|le billet|la page|la publication|l'actualité|la dépêche|cet article|ce post|ce billet|cette publication
cette page|cette actualité|cette dépêche|cet post
"""
ORIGINS = """
est apparu en premier sur|est apparue en premier sur|est apparu en premier dans|est apparu d'abord sur
est paru en premier sur|est paru d'abord sur|est d'abord paru sur|est apparu pour la première fois sur
a été publié en premier sur|a été publiée en premier sur|a d'abord été publié sur|a été publié d'abord sur
a été initialement publié sur|a été publié initialement sur|est initialement paru sur|est originalement paru sur
a été publié pour la première fois sur|est issu de
est tiré de|est tirée de|a été publié en premier par|a été publié par|a été publiée par|est repris de
"""
ORIGINS_ALONE = """
publié initialement sur|initialement publié sur|publié en premier sur|paru en premier sur|paru initialement sur
publié à l'origine sur|source originale
lire l'article original sur|retrouvez l'article original sur|cet article est republié à partir de
"""
RELATED = """
lire aussi|à lire aussi|a lire aussi|lire également|à lire également|lire encore|à lire encore|lire ou relire|lire notre
voir aussi|à voir aussi|voir également|à voir également|écouter aussi|à écouter aussi|regarder aussi|retrouvez aussi
sur le même sujet|sur le même thème|dans la même rubrique|dans la même catégorie|articles similaires|article similaire
articles liés|article lié|articles connexes|article connexe|articles associés|articles recommandés|contenus associés
nos articles sur|vous aimerez aussi|vous aimeriez aussi|cela peut vous intéresser|ceci peut vous intéresser
cela pourrait vous intéresser|ceci pourrait vous intéresser|ces articles peuvent vous intéresser
ces articles pourraient vous intéresser|les plus lus|les articles les plus lus|à découvrir aussi
lisez aussi|lisez également|nos derniers articles|nos autres articles|ailleurs sur le web|articles populaires|autres articles
"""
RELATED_MARKED = """
lire|à lire|a lire|à relire|lire plus|voir|à voir|à écouter|écouter|en savoir plus|plus d'infos|plus d'informations
à ne pas manquer|notre sélection|en relation|pour aller plus loin|dossier|notre dossier|à la une|dans l'actualité
relire|lisez|vidéo à la une|article précédent|article suivant|autres actualités|dans la même série|notre article
similaire|similaires|sur le sujet
"""
INVITATIONS = """
partager sur|partagez sur|partager cet article|partagez cet article|partager l'article|partagez l'article
partagez l'information|partager :|partagez :|cliquez pour partager|cliquer pour partager|cliquez ici|cliquer ici
suivez-nous|suivez nous|suivez notre|suivez l'actualité|suivez toute l'actualité|suivez toute l'info|abonnez-vous
abonnez vous|s'abonner|inscrivez-vous à|inscrivez-vous sur|recevez notre|recevez nos|recevez toute|recevez gratuitement
rejoignez-nous|rejoignez nous|rejoignez notre|rejoignez la chaîne|rejoindre notre|téléchargez l'application
téléchargez notre|laisser un commentaire|laissez un commentaire|réagir à cet article|réagissez à cet article
commenter cet article|faites un don|soutenez-nous|soutenez notre|tous droits réservés|retrouvez-nous sur
retrouvez nous sur|retrouvez toute l'actualité|restez informé|restez informés|restez connecté|restez connectés
envoyer par e-mail|imprimer cet article|écoutez notre|cet article est réservé|article réservé aux abonnés
participez à la discussion|écouter cet article|écoutez cet article|participez à la conversation|les opinions exprimées|les propos exprimés|les points de vue exprimés
j'aime chargement|j'aime ça :
"""
READ_ON = """
lire la suite|lire la suite de l'article|lisez la suite|continuer la lecture|continuez la lecture|poursuivre la lecture
poursuivez la lecture|continuer à lire|lire l'article|lire l'article complet|lire tout l'article|lire plus|voir plus
voir la suite|la suite sur|suite de l'article|en savoir plus|l'article complet|l'intégralité de l'article
"""
BUTTONS = """
partager partagez sur par tweeter imprimer courriel mail email facebook twitter whatsapp copier le lien j aime ça
chargement commentaires commentaire enregistrer plus suivre publicité annonce pub articles similaires
vues vue lecture temps de min minute minutes nombre lire
"""

TIME_UNITS = "jour jours semaine semaines mois an ans année années décennie décennies"
LONG_TIME_UNITS = "mois an ans année années décennie décennies"
SEVERAL = "un une quelques plusieurs"
CLAUSE_STARTS = """
après suite lorsque quand tandis pendant avant où alors malgré parce puisque quoique si comme
"""
RELATIVES = "qui que qu dont"
GOES_ON = "tuant blessant faisant causant enlevant laissant provoquant brûlant"
PAST_FROM = """
fait suite à|font suite à|au lendemain de|au lendemain d|au lendemain des|au lendemain du|le lendemain de|# @ après|quelques @ après|depuis|pour venger|malgré le coup|malgré le putsch
rescapés de|survivants de
"""
PAST_AROUND = """
il y a # &|il y a un an|l'an dernier|l'année dernière|l'an passé|à l'époque|la veille|la semaine précédente|le mois précédent
# @ plus tôt|# @ auparavant|depuis le début de l'année|depuis janvier|chaque année|par an|bilan annuel|rapport annuel
cette année là|ces # dernières &|au cours de l'année
"""
PAST_WHOLE = """
anniversaire*|commémor*|hommage*|en mémoire de|à la mémoire|devoir de mémoire|rétrospective|retour sur|revient sur|se souvien*
le temps des|chronologie|documentaire|stèle|fresque|# & plus tard|un an plus tard|n'a pas oublié|n'ont pas oublié|racontée par|raconte sa
procès|cour d'assises|aux assises|condamné à mort|condamnés à mort|condamné à perpétuité|condamné à la|condamnés à la
condamnée à la|condamné à # @|condamnés à # @|condamnée à # @|peine de mort|perpétuité|réquisitoire|prison à vie
# @ de prison|# @ de réclusion|réclusion criminelle|la condamnation|reconnu coupable|reconnus coupables|verdict|en ce jour
"""
PLANNED_FROM = """
tente de|tentent de|tenté de|tentait de|tenter de|tentative de prise|tentatives de prise|cherche à|cherchent à|chercherait à
chercheraient à|cherchaient à|projet d'attentat|projets d'attentat|projet d'attaque|projetai*|projette*|prépare un|préparait*
préparent un|planifi*|menace de|menacent de|menace d'|menaces d'|craignent|craint|craignant|redout*|risque de|risque d'
risques de|éventuel*|possible|possibles|pourrait|pourraient|en cas de|en cas d'|déjou*|réclam*|exig*|appelle à|appellent à
demandent|demande la|promet*|promis de|veut|veulent|voulai*|auraient voulu
"""
PRECAUTION_FROM = """
pour protéger|pour sécuriser|parer à|parer aux|pour prévenir|prévenir|prévention|en prévision|se protéger|protéger*|protection contre|contre toute
contre d'éventuel*|se prépare*|exercice de|simulation|simulé|simulée|simulent|simule|lutter contre|lutte contre|combattre|pour contrer|dissuader|faire face
face au terrorisme|face aux terroristes|sécuriser|par précaution|conseils aux voyageurs|en état d'alerte|mesures de sécurité
"""
DENIED_FROM = """
vérification|aucune attaque|pas de coup|pas eu d'attaque|pas eu lieu|dément|démentent|démenti|démentis|nie|nient|niait|réfut*|rumeur*|fausse*|infox|aucune tentative|aucun coup
"""
BEFORE_FROM = """
précédemment|naguère|jadis|autrefois|un temps|jusque là|jusqu'ici|jusqu'alors|auparavant|ancien fief|repris aux|reprise aux|repris des
reprise des|reprises aux|libérée des|ex-bastion
"""
TELLERS = "dit disent affirme affirment déclare annonce annoncent indique indiquent selon rapporte rapportent"
TELLERS_OPEN = "que qu"
PLUPERFECT = "avait avaient"
RECENT = "aube hier matin matinée nuit soir soirée midi minuit tôt heures aujourd"
SUPERLATIVES = "la plus|le plus|les plus|la pire|le pire|la première|le premier"
PEOPLES = """
MA: marocain marocaine marocains
BE: belge belges
RU: russe russes
GH: ghanéen ghanéenne ghanéens
KR: coréen coréenne coréens
RO: roumain roumaine roumains
NL: néerlandais néerlandaise néerlandaises hollandais hollandaise
FR: français française françaises
GB: britannique britanniques anglais
DK: danois danoise danoises
SE: suédois suédoise suédoises
ES: espagnol espagnole espagnols espagnoles
PL: polonais polonaise polonaises
TR: turc turcs turque turques
GR: grec grecs grecque grecques
CZ: tchèque tchèques
SK: slovaque slovaques
DE: allemand allemande allemands allemandes
TH: thaï thaïs
PH: philippin philippins
SA: saoudien saoudiens saoudienne
AF: afghan afghans afghane
MX: mexicain mexicains mexicaine
PE: péruvien péruviens péruvienne
US: américain américains américaine américaines
CI: ivoirien ivoiriens ivoirienne
MG: malgache malgaches
"""
AGENCIES = "AIB|AMAP|ANP|APS|AIP|ATOP|ABP|MAP"
LOCATIVES = "pres a au aux dans vers entre nord sud est ouest"
SINCE = "depuis jusqu d ici horizon vision"
# Joined by an apostrophe to the next word: no word of its own.
ELIDED = "l d qu n s c j m t jusqu lorsqu puisqu quoiqu"
OUTLETS = """
actu actus actualite actualites quotidien hebdo matin soir presse journal courrier echo echos nouvelles voix soleil independant
observateur republicain agence chaine tele television revue depeche aurore flash telegramme gazette
"""
NAMES_BEGIN = "le la les l"
VICTIMS = """
docker: docker* débardeur* salarié* ouvrier*
pilot: pilote pilotes équipage*
cabin: hôtesse* steward* personnel_navigant équipage* salarié*
railworker: cheminot* conducteurs_de salarié*
firefighter: pompier*
cleaner: éboueur* salarié*
postman: facteurs postier*
mayor: maire maires conseiller* édile*
governor: gouverneur* préfet*
minister: ministre*
president: président
lawmaker: député* sénateur* sénatrice* parlementaire*
politician: opposant* candidat* opposition maire* député* sénateur* ministre* gouverneur* homme_politique hommes_politiques
ambassador: ambassadeur* ambassadrice* diplomate* consul*
general: généraux
soldier: soldat* militaire* officier* gendarm* colonel*
police: policier* policière* officier*
militia: milicien* supplétif* volontaires
prisoner: détenu* prisonnier*
judge: juge juges magistrat*
prosecutor: procureur* magistrat*
lawyer: avocat*
journalist: journaliste* reporter* présentat* rédact* blogueu* correspondant*
blogger: blogueu* influenceu* activiste*
activist: activiste* opposant* blogueu* opposition
imam: imam* marabout* religieu* prédicateur* muezzin*
priest: prêtre* pasteur* religieu* abbé évêque* curé* missionnaire* archevêque* prédicateur*
missionary: missionnaire*
doctor: médecin* docteur* chirurgien* soignant* ouvrier* employé* travailleur*
nurse: infirmi* sage-femme* soignant* employé* travailleur*
teacher: enseignant* professeur* instituteur*
student: étudiant* élève* lycéen* écolier* collégien*
engineer: ingénieur* technicien* ouvrier* travailleur*
worker: ouvrier* travailleur* employé* manoeuvre* technicien*
miner: mineurs orpailleur* ouvrier* travailleur* employé*
trader: commerçant* marchand* vendeu* négociant*
businessman: entrepreneur* industriel* commerçant* banquier* d_affaires
farmer: agriculteur* paysan* cultivateur* villageois*
herder: éleveur* berger* villageois*
fisher: pêcheur* villageois*
villager: villageois*
chief: coutumier* traditionnel* roi émir*
driver: chauffeur* taximan taximen transporteur* conducteur* routier* camionneur*
passenger: passager* voyageur*
pilgrim: pèlerin* fidèle*
tourist: touriste* voyageur*
aid: humanitaire* employé* travailleur*
baker: boulanger*
artist: chanteu* musicien* artiste* acteur* actrice* rappeur* humoriste*
athlete: footballeur* athlète* joueu*
guard: gardien* vigile*
"""
TARGETS = """
hotel: hôtel hôtels auberge* touriste*
mosque: mosquée* imam* fidèle*
church: église* cathédrale* chapelle* paroisse* prêtre* pasteur* couvent* monastère* fidèle*
temple: temple* sanctuaire* pèlerin*
synagogue: synagogue*
market: marché* étal étals commerçant* vendeu* marchand*
mall: supermarché* boutique* magasin*
school: école* élève* étudiant* enseignant* lycée* collège* université* campus internat internats écolier*
hospital: hôpita* clinique* médecin* infirmi* patient* maternité* dispensaire*
bank: banque* banquier*
embassy: ambassade* consulat* diplomate* ambassadeur*
airport: aéroport* aérodrome* aérienne
port: docker* portuaire*
station: gare gares train trains ferroviaire* métro
bus: bus autocar* minibus passager*
prison: prison* détenu*
camp: caserne* garnison* base bases camp
police: commissariat*
parliament: parlement* député* sénateur*
court: tribuna* juge juges magistrat* avocat*
restaurant: restaurant* café cafés bar bars discothèque* maquis
stadium: stade*
theatre: théâtre* cinéma* concert*
factory: usine* raffinerie*
power: électri* pylône* centrale_électrique
fuel: citerne* dépôt raffinerie* pétrol* oléoduc*
mine: mine mines mineurs orpailleur* aurifère*
bridge: pont ponts
dam: barrage*
television: télévision* radio* chaîne* journaliste*
party: parti
ship: navire* ferry bateau* pirogue* pinasse*
"""
