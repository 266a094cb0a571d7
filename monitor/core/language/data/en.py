"""English: what reading needs of it. Each block is a table; ``monitor/core/language/words.py`` says of which kind."""

# The words that show a text to be English.
COMMON = """
the of to and a in for is on that by with as it from at was are be has have had said says after were an over who not its
"""
# Words that other languages count with, and English uses otherwise: they speak for neither.
ALSO_OTHERWISE = "seize once"
# The commonest words of news, which a rule is not anchored on, first those that say nothing, and those that no term may be.
FUNCTION = TOO_FREQUENT = """
the of to and a in for is on that by with as it from at be was are this he his has have had not or an but its will
they said were been who which their more after one about two new first also over us than year into years up out i
"""
USUAL = "people time government president state country against killed attack army police military security africa african"
# Words of where, when and how many: any true report has them.
LINKS = """
near close outside inside around between during while since before amid across along toward towards under when where
here there just again still several many most least suspected reported reportedly says today yesterday night
overnight week month morning three four five six seven eight nine ten dozen dozens north south east west northern
southern eastern western central region town city village
"""
# Common words of news that yet say what it is about.
SUBJECTS_OF_NEWS = "army year years time"
# Words that stand in any text whatever it is about.
STOP = """
a about after all also amid among an and are around as at back be been before being between but by can could during
each for from had has have he her his how if in into is it its just last late latest least more most near new news no
not now of off on one only or other our out over own said say says she since so some such than that the their them
then there these they this those through to two under until up upon was we were what when where which while who whose
will with would year years you your
"""

UNITS = """
1 one
2 two couple
3 three several few
4 four
5 five
6 six
7 seven
8 eight
9 nine
10 ten
11 eleven
12 twelve
13 thirteen
14 fourteen
15 fifteen
16 sixteen
17 seventeen
18 eighteen
19 nineteen
20 twenty
30 thirty
40 forty
50 fifty
60 sixty
70 seventy
80 eighty
90 ninety
"""
SCALES = """
100 hundred
1000 thousand
1000000 million millions
1000000000 billion
"""
# One round figure; several of them, which we read as two.
ROUND = "12 dozen"
ROUND_PLURALS = """
12 dozens
10 tens
20 scores
100 hundreds
1000 thousands
"""
NUMBER_ARTICLES = "a an the one"
NUMBER_OF = "of"
NUMBER_AND = "and"
HALF = "half"

MONTHS = """
1 january jan
2 february feb
3 march mar
4 april apr
5 may
6 june jun
7 july jul
8 august aug
9 september sept sep
10 october oct
11 november nov
12 december dec
"""
WEEKDAYS = """
0 monday
1 tuesday
2 wednesday
3 thursday
4 friday
5 saturday
6 sunday
"""
# Before a day: since or until when a thing lasts; what may stand between a verb of speech and a day.
LASTING = "since from until till"
DAY_FILLERS = "on late early"

SPEECH = """
said say says told tell tells announced announces confirmed confirm confirms reported report reports stated states
declared declares added adds denied denies claimed claims spoke warned warns
"""
# Those who tell the news: "two residents said", "according to".
ACCORDING = "according"
# An event that is called a further one.
FURTHER = "second new fresh another third"
STRIKES = "attack assault raid strike blast bombing explosion ambush shelling time"
AGAIN = "again"

# A point behind these ends no sentence; behind the second ones if a number follows.
ABBREVIATIONS = """
dr mr mrs ms prof gen col lt cpl sgt maj capt brig adm cmdr pvt st mt ft vs jr sr gov sen rep al approx inc ltd co corp
dept hon rev bros
"""
ABBREVIATIONS_OF_NUMBERS = "no nos nr fig p pp n vol art jan feb mar apr jun jul aug sept sep oct nov dec"

# How many people of which kind; where the figure stands: before the word (17 dead), behind it (killing 17), or either.
CASUALTIES = """
killed either: killed slain slaughtered massacred murdered executed beheaded assassinated lynched died perished perish
killed either: deaths bodies corpses gunned gun mowed shot shoot shoots shooting put lives buried
killed before: dead fatalities fatality graves coffins victims die dies
killed behind: killing kills kill slaughter slaughters slaughtering massacring murdering executing executes executions
killed behind: murders death toll mourn mourns mourned mourning bury buries burying loss losses lose loses lost losing
killed behind: cost
killed behind: eliminated neutralised neutralized eliminates eliminating
wounded either: wounded injured hurt maimed
wounded before: injuries wounds
wounded behind: wounding injuring injures
kidnapped either: kidnapped abducted snatched
kidnapped before: hostage hostages captives
kidnapped behind: kidnapping kidnaps kidnap abducting abducts abduction abductions
displaced either: displaced uprooted fled
displaced before: refugees refugee homeless idps flee fleeing
displaced behind: displacing displaces uprooting
"""
# Counts only with one of these near: lives are lost.
COMPANY = """
lives: lost lose losing claim claimed claiming claims cost costing costs
victims: claim claims claimed claiming leave leaves leaving left
"""
# Those of a state who fight; "troops" stands for all of them in the blocks below.
TROOPS = "soldiers troops gendarmes policemen"
# Counts only with one of these behind: soldiers are lost, so are points; fighters are said to be eliminated every day.
OBJECTS = """
cost: troops civilians men people
loss, losses, lose, loses, lost, losing: troops fighters civilians rangers peacekeepers personnel men
eliminated, neutralised, neutralized, eliminates, eliminating: troops
"""
# Counts only with exactly this behind.
TAILS = """
gunned, gun, mowed: down
shot, shoot, shoots, shooting: dead
put: to death
"""
# Stand right beside their figure.
TIGHT = "victims"
# People flee, attackers too.
FLIGHT = "fled flee fleeing"

# What may stand between a verb and its figure.
HEDGES = """
at least|at most|more than|less than|fewer than|no fewer than|no less than|as many as|up to|close to|an estimated|a total of
some|about|around|nearly|almost|over|roughly|approximately|another|a further|further|additional|other|the|its|their|these
those|all|both|between|only|just|of|to|dozen|a
"""
PREPOSITIONS = """
by in on near after since from with during against for into at while as when before
"""
SUBSETS = "including among"
PASSIVE = "was were been being be are is got"
INTRANSITIVE = "died perished perish"
RISES = "at stands rise rises rose risen climb climbs climbed jump jumps jumped mount mounts grows grew hits hit reaches reached passes"
SUBJECTS = "that which who it they"
OBJECT_WORDS = "the a an his her their its several many some dozens hundreds"
TIMES = "day days week night month morning evening previous same year weekend"
JOINS = "and or"

# Behind a number: time, age, way, weight, money, share.
MEASURES = """
year years yr yrs old month months week weeks day days hour hours hr hrs minute minutes second seconds pm am century
percent km kms kilometre kilometres kilometer kilometers mile miles metre metres meter meters hectare hectares tonne
tonnes ton tons litre litres kg degree degrees feet m dollar dollars euro euros franc francs usd eur pound pounds times
points
"""
# Things and animals that reports count beside people.
THINGS = """
camel camels donkey donkeys horse horses elephant elephants rhino rhinos chicken chickens bird birds pig pigs dog dogs
livestock bulls bull calves phones phone containers bills
attack attacks incident incidents event events operation operations raid raids strike strikes vehicle vehicles truck
trucks car cars lorry lorries tanker tankers motorcycle motorcycles motorbike motorbikes pickup pickups tank tanks boat
boats aircraft plane planes helicopter helicopters drone drones weapon weapons rifle rifles bomb bombs ied ieds mine
mines rocket rockets shell shells village villages town towns city cities community communities locality localities
camp camps school schools house houses home homes building buildings shop shops church churches mosque mosques country
countries state states region regions province provinces district districts cattle cow cows sheep goat goats animal
animals seat seats goal goals match matches game games base bases post posts position positions convoy convoys
checkpoint checkpoints front fronts side sides month clash clashes ambush ambushes explosion explosions blast blasts
site sites mosques markets market bus buses ambulance ambulances
"""
PEOPLE = """
people person persons soldier soldiers troop troops civilian civilians man men woman women child children villager
villagers resident residents inhabitant inhabitants family families household households worker workers driver drivers
policeman policemen officer officers gendarme gendarmes fighter fighters militant militants gunman gunmen jihadist
jihadists terrorist terrorists national nationals citizen citizens student students pupil pupils teacher teachers
priest priests trader traders farmer farmers herder herders chief chiefs volunteer volunteers peacekeeper peacekeepers
helper helpers member members journalist journalists paramilitary paramilitaries passenger passengers guard guards
rebel rebels mercenary mercenaries others staff employees ranger rangers worshipper worshippers traveller travellers
hunter hunters agent agents nun doctor nurse mayor
"""
# Members of armed groups, whose dead their enemies count.
FIGHTERS = """
fighter fighters militant militants gunman gunmen jihadist jihadists jihadi jihadis terrorist terrorists insurgent insurgents rebel
rebels extremist extremists islamist islamists attacker attackers assailant assailants bandit bandits separatist separatists
guerrilla guerrillas bomber bombers armed
"""
# People who flee, rather than attackers who leave.
FUGITIVES = """
people person persons resident residents villager villagers civilian civilians family families household households
inhabitant inhabitants women children men
"""
# Words within a group of people: soldiers of the army, suspected fighters, other men.
OF_PEOPLE = "of the and suspected presumed russian other more another"
# Before a number: a code, a class, an age.
CODES = """
base article articles resolution route no section flight vol page chapter aged age ages group class zone sector block
point ak type boeing airbus unit regiment phase top camp lot level psalm
"""
YEAR_WORDS = "in since of year early late mid summer"
# Behind a great number: what money is for.
PURPOSE = "for"
ENDS = "in by on at near after during from with"
NO = "no"

# A headline that tells of many events, or of none in particular.
SURVEYS = """
this week|week in|weekly|roundup|round up|in brief|explained|explainer|who are|who is|why|on the rise|analysts warn
timeline|need to know|in numbers|in pictures|daily briefing|morning briefing|top stories|headlines
"""
# Stand in the names of institutions anywhere: they say nothing of which one it is.
INSTITUTIONS = """
supreme high national central federal constitutional appeal appeals general chief prime deputy security council interior
foreign defence defense international united nations state public ministry department agency commission union republic
assembly parliament senate house government armed forces army
"""
# Who says so denies an event, unless a word of CONCESSIONS stands before it or one of DENIED_OTHERS behind it.
DENIALS = """
deny denies denied denying denial denials refute* reject* dismiss* rebut* unfounded baseless untrue debunk* hoax
"""
CONCESSIONS = "despite although though notwithstanding after as while amid even"
DENIED_OTHERS = """
loss losses casualt* involvement responsib* role link* knowledge access entry visa* bail asylum charge* guilt wrongdoing
"""
AFFIRMATIONS = "confirm* witness* survivor* contradict*"
RETRACTIONS = "retract* erratum"
FALSE_ALARMS = "false alarm"
# What stands behind in a headline went before.
AFTERMATH_OF = "after following"
# What a word stands for, in whichever language: the ideas that tell one event of a theme from the next. A star stands for any
# end.
IDEAS = """
labour: docker* dockworker* longshore* stevedore* lashers nurse nurses machinist* pilots crew workers workforce union unions
labour: teachers drivers bakers miners cleaners labour labor staff magistrates judges porters firefighters
stop: strike strikes stoppage* walk walks walked down slowdown* industrial
staff: staff personnel employees
withdraw: leave depart departure evacuat*
soldier: soldier* troop* military army
gendarme: gendarm*
police: police* officers
militia: militia* volunteers auxiliar* hunters
civilian: civilian* civil
village: villag* hamlet*
farmer: farmer* agricult*
herder: herder* cattle troupeau*
fisher: fisherm*
market: market* stalls trader*
school: school* teacher* enseignant* pupil* student* classroom*
church: church* priest* pastor* pasteur* worship*
mosque: mosque* imam* prayer*
hospital: hospital* clinic*
doctor: doctor*
bus: bus buses coach coaches minibus passenger* car cars
truck: truck* lorr* tanker*
fuel: fuel petrol gasoline essence diesel pumps
queue: queue* lines files
convoy: convoy* convoi* column escort*
patrol: patrol*
ambush: ambush*
explosive: bomb bombs bombing mine mines ied device* engin engins explos* detonat* blast*
suicide: suicide* kamikaze* vbied*
shelling: shell shells shelled shelling rocket* mortar* projectile*
drone: drone* uav*
airstrike: airstrike* bombard* warplane* helicopter*
aircraft: aircraft plane planes flight flights pilot*
airport: airport* airfield* airbase* runway tarmac
camp: camp camps barrack* garrison* base bases
outpost: outpost* checkpoint* position positions
border: border* frontier*
river: river* boat* ferry
lake: lake
road: road* route routes
bridge: bridge*
gold: gold*
mining: miner miners mining uranium*
park: park parks ranger*
abduction: kidnap* abduct* seized hostage* captiv* captor*
ransom: ransom*
release: freed releas*
arrest: arrest* detain* custody arrestation*
trial: trial* court* tribunal* sentenc* condamn* verdict* jail* prison*
coup: coup putsch* mutin* takeover oust* topple* depos* destitu*
denial: deny denie* denial* false faux rumour* rumor*
palace: palace* presidency
general: general generals
minister: minister*
president: president*
election: election* vote votes voting ballot*
party: parties
protest: protest* demonstrat* march marched marches rally rallies
walkout: walkout* unions
sanction: sanction*
summit: summit*
brigade: brigade* standby
expel: expel* expuls*
spy: spy spies espionage
refugee: refugee* asylum
displaced: displace* flee fled fleeing
hunger: hunger* famine* food
aid: aid humanitar*
blockade: blockad* besieg* encircl*
flood: flood* rains
earthquake: earthquake* quake* tremor* seism* sismi* aftershock*
storm: storm* cyclone* hurricane* typhoon* tornado* typhon*
landslide: landslide* mudslide*
volcano: volcan* erupt* lava lave
drought: drought*
outbreak: outbreak* epidemic* cholera ebola measles cases
wreck: sink sinks sank sunk capsiz* shipwreck*
train: train trains railway* rail
collapse: collaps*
wedding: wedding* baptism*
child: child children
woman: woman women
wounded: wound* injur*
dead: dead death* kill* die died dies slain tuer
massacre: massacr* slaughter*
claim: claim claims claimed responsibility
burn: burn* torch* ablaze blaze* fire fires
clash: clash* fighting battle*
capture: captur* overr* submerg* seizure
withdraw: withdraw* leaves
airspace: airspace
embassy: embass*
nationals: citizens nationals expatriates
football: football* footballer* cup coupe finals quarterfinal* semifinal* penalties
music: album albums song songs singer* concert*
crash: crash* crashed accident*
weapons: weapon* arms munition* ammunition
power: blackout* electricity
justice: prosecutor* judge* warrant* icc
tax: tax* levy
russia: russia*
france: france french paris
china: china chinese
journalist: journalist* reporter reporters
gunfire: gunfire gunshot* shots shooting
toll: toll tolls
mourning: mourn* funeral* buried burial* burying tribute* condolence*
emergency: emergency curfew*
attack: attack* assault* raid raids raided raiders onslaught*
gunman: gunm* militant* jihad* terror* assailant* insurgent* islamist* rebel*
condemn: condemn* denounc* outrage*
survivor: survivor* surviv*
missing: missing
recall: recall*
media: television* tv radio* newspaper* broadcaster* channel channels media outlet outlets website* journalist*
ban: suspend* suspens* ban bans banned banning block blocks blocked shut shuts
"""

# What plugins and themes put round a report. Above: how "The post X appeared first on Y" begins, and how it goes on.
ORIGIN_OPENERS = """
the post|the article|the story|the entry|the blog post|the news|this post|this article|this story|this entry|this news
"""
ORIGINS = """
appeared first on|appeared first in|appeared first at|first appeared on|first appeared in|first appeared at
appears first on|originally appeared on|originally appeared in|was originally published on|was originally published in
was originally published at|was originally published by|was first published on|was first published in
was first published at|was first published by|was published first on|was originally posted on|was first posted on
"""
ORIGINS_ALONE = """
originally published on|originally published at|originally published by|originally posted on|originally appeared on
read the original article|read the original story on|read the original on|this article is republished from|this article was republished from|this story is republished from
"""
# Before the headlines of other reports; the second kind only before a colon, an arrow or the end of a line.
RELATED = """
read also|also read|see also|watch also|also watch|more on this story|more on this topic|you may also like
you might also like|you may also be interested in|related articles|related article|related stories|related story
related posts|related post|related news|related coverage|related reading|related topics|related content
recommended reading|recommended for you|recommended articles|read more about|read more on|most read|editor's picks
you might be interested in
"""
RELATED_MARKED = """
related|read|read more|read next|see|watch|listen|more|more news|more stories|up next|recommended|don't miss|must read
in case you missed it|further reading|top stories
see more|popular posts|recent posts|other news|trending|trending now|previous article|next article|previous post|next post|related video
"""
# Invitations to share, follow, subscribe; and to read on, which may end a line as well.
INVITATIONS = """
share this|share on|share via|share with|share it|click to share|follow us|follow our|subscribe to|subscribe now
subscribe for|sign up for|sign up to|join our|join us on|join the conversation|like us on|leave a comment|leave a reply
post a comment|download our|download the app|get our app|click here to|click here for|click here|support our work
support our journalism|support independent|all rights reserved|submitted by /u/|view original post|view this post on
find us on|listen to our podcast
this content is for|to read this article|you must be logged in
get the latest|the views expressed|the opinions expressed|copyright ©|© copyright
like this:|thanks for reading
"""
READ_ON = """
continue reading|keep reading|read more|read on|read the full story|read the full article|read the full report
read full story|read full article|read the rest|read the whole|full story|full article|view article|view full article
see full story|more details|learn more|find out more
"""
BUTTONS = """
share tweet print email e mail facebook twitter x whatsapp telegram linkedin pinterest reddit tumblr pocket skype
instagram youtube tiktok messenger viber threads bluesky mastodon google copy link like loading comments comment save
more on via follow us related advertisement sponsored
views view post read reading time estimated min mins minute minutes pdf ebook continue below
wordpress
"""
# Words of outlets' names, which tell them from those of places, and words they begin with.
OUTLETS = """
news newspaper radio tv fm info infos media press post times tribune journal daily weekly monthly herald gazette star mirror
online today express network agency broadcasting channel web magazine report reporter reporters voice watch observer guardian
telegraph chronicle bulletin standard mail review insider update updates headlines wire dispatch monitor
"""
NAMES_BEGIN = "the"

# Cues of what a clause says of its words; "#" is a number, "@" a unit of time, "&" a long one, a star any end.
TIME_UNITS = "day days week weeks month months year years decade decades night nights"
LONG_TIME_UNITS = "month months year years decade decades century centuries"
SEVERAL = "a an one several many few some couple"
# A new clause begins before these; the words behind the second ones say more of the word before them.
CLAUSE_STARTS = """
after following amid while as when whereas where before until because although despite if once
"""
RELATIVES = "that which who whose whom"
# In the past: all that follows; the clause it stands in; the sentence.
# Behind a comma these go on with what was said before it.
GOES_ON = "killing wounding injuring leaving claiming causing taking kidnapping abducting burning destroying"
PAST_FROM = """
follows attack|follows an attack|follows the attack|follows raid|follows a raid|follows killing|follows the killing|follows massacre|follows the massacre|mourns last week|mourns last month|still mourns|# @ after|@ after|# more @ after|# @ on from|the day after|since|survivors of|despite the coup|in revenge for|in retaliation for|to avenge
"""
PAST_AROUND = """
# & ago|& ago|last year|the past year|that year|the previous year|earlier this year|so far this year|this year alone
over the past # &|in the past # &|in the past &|# @ earlier|a day earlier|the day before|the previous day|the night before
per year|each year|every year|yearly|annual|at the time|that same year
"""
PAST_WHOLE = """
anniversar*|commemorat*|in memory of|in tribute|pay tribute|pays tribute|remember*|remembrance|retrospective|timeline
throwback|look back|looks back|looking back|documentary|memoir*|on this day|memorial|candles|vigil|years on|# years on
# year on|& later|# & later|from the archives|trial of|on trial|stands trial|stood trial|goes on trial|trial opens|trial begins
trial resumes|sentenced|convicted|acquitted|found guilty|life sentence|life term|life in prison|death sentence|pleads guilty|pleaded guilty
faces charges|appeal hearing|verdict|jailed for|# years in prison|# years in jail|jails|# years over|in prison over
"""
# Feared or planned: it has not happened, or nobody says that it did.
PLANNED_FROM = """
plot to|plots to|plotting|plan to|plans to|planned|planning to|foil*|thwart*|avert*|seek to|seeks to|sought to|seeking to
try to|tries to|tried to|trying to|attempt to|attempts to|attempted to|bid to|aim to|aims to|fear|fears|fearing|warn of|warns of|warned of
warning of|warnings of|threat of|threats of|threaten to|threatens to|threatened to|risk of|risks of|possible|potential
imminent|could|might|if|in the event of|hope to|hopes to|vow*|pledge*|call for|calls for|called for|calls again for
calls on|urge*|demand|demands|demanded|demanding|agree to|agrees to|consider*|the prospect of|likely
"""
PRECAUTION_FROM = """
to guard|to protect|guarding|how to react|learn how|learns how|how to respond|to prevent|prevent*|protect* against|protect* from|guard against|brace*|prepare*|preparing|drill*|simulation|mock
what to do if|in case|against possible|to deter|to counter|to fight|fight against|to combat|to help against
help against|meant to|to spot|ahead of feared|security measures|travel advice|advises against|on alert|high alert|as a precaution
"""
DENIED_FROM = """
no attack|no coup|no shooting|no gunfire|fact check|deny|denies|denied|denying|refute*|rumour* of|rumor* of|false report*|no evidence of|hoax|dismisses reports of
"""
# It was so before: a town once held.
BEFORE_FROM = """
previously|formerly|until recently|long held by|once held|once controlled|earlier held|had held|had been held|retaken from
recaptured from|taken back from|won back from|liberated from
"""
# Who tells it.
TELLERS = "says say said told tells"
TELLERS_OPEN = "that"
# Before a participle: of a time before, if nobody is quoted.
PLUPERFECT = "had"
# What lasts since one of these is news; and the first or worst since long ago is, too.
RECENT = "dawn yesterday morning night afternoon evening noon midnight early late overnight hours today"
SUPERLATIVES = "deadliest|bloodiest|worst|first|biggest|largest|heaviest|most serious|most violent"
# What is of a country and not called after its name, by its code.
PEOPLES = """
DE: german germans
KR: korean koreans
MA: moroccan moroccans
BE: belgian belgians
SO: somali somalis
NL: dutch
CH: swiss
FR: french
GB: british briton britons
DK: danish danes
SE: swedish swedes
NO: norwegian norwegians
FI: finnish finns
ES: spanish spaniards
PL: polish poles
TR: turkish turks turkey
IE: irish
GR: greek greeks
CZ: czech czechs
SK: slovak slovaks
PT: portuguese
LB: lebanese
TH: thai thais
PH: filipino filipinos philippine
SA: saudi saudis
AE: emirati emiratis
AF: afghan afghans
UZ: uzbek uzbeks
KZ: kazakh kazakhs
PE: peruvian peruvians
MX: mexican mexicans
US: american americans
AR: argentinian argentinians
CI: ivorian ivorians
MG: malagasy
"""
# World agencies whose copy appears under many names, as they are written: "ap" would be a word of several languages.
WIRES = """
afp: AFP|Agence France-Presse
ap: AP|Associated Press
dpa: DPA|dpa
efe: EFE
ansa: ANSA
tass: TASS
ria: RIA
reuters: Reuters
xinhua: Xinhua
anadolu: Anadolu
bloomberg: Bloomberg
"""
AGENCIES = (
    "AFP|AP|Reuters|Xinhua|dpa|EFE|ANSA|TASS|RIA|Anadolu|AA|BBC|CNN|UPI|APA|APAnews|PANA|Bloomberg|VOA|RFI"
)
# A name of a place follows; where it stands in front of a report is no place of the event.
LOCATIVES = "near in at around outside inside north south east west northern southern eastern western between"
SINCE = "since from by until horizon vision"
# What stands in the name of a place and has no capital.
NAME_PARTICLES = "of the and al el de la le les du des d n l"
# Whom an event befell, and what was hit, as it tells events of one kind apart: an imam is no doctor, a bank no school.
# Words of several meanings stand in several lines. A star stands for any end.
VICTIMS = """
docker: docker* dockworker* longshore* stevedore* lasher* workers worker employee*
pilot: pilot pilots crew
cabin: stewardess* flight_attendant* cabin_crew crew workers worker employee*
railworker: train_drivers railworker* rail_workers conductors workers worker
firefighter: firefighter* firem* workers
cleaner: cleaner* refuse_collectors bin_men workers worker
postman: postm* postal workers worker
mayor: mayor* councillor* councilor*
governor: governor* prefect*
minister: minister*
president: president
lawmaker: lawmaker* parliamentarian* mp mps senator* deputies congressman congresswoman legislator*
politician: politician* candidate* opposition mayor* lawmaker* mp senator* governor* minister* councillor* spokesm*
ambassador: ambassador* diplomat* consul*
general: generals
soldier: soldier* troops servicem* officer* colonel* gendarm* peacekeep* commander*
police: policem* policew* officer* constable*
militia: militiam* vigilante* volunteers
prisoner: prisoner* inmate* detainee*
judge: judge* magistrate*
prosecutor: prosecutor* magistrate*
lawyer: lawyer* attorney* barrister* advocate*
journalist: journalist* reporter* broadcaster* newsm* editor* cameram* correspondent* columnist* blogger*
blogger: blogger* influencer* youtuber* tiktoker* vlogger*
activist: activist* campaigner* blogger* opposition
imam: imam* cleric* marabout* muezzin* preacher* religious scholar* mullah* sheikh*
priest: priest* pastor* cleric* clergym* bishop* archbishop* nun nuns vicar* preacher* religious missionar* reverend
missionary: missionar*
doctor: doctor* physician* surgeon* medic medics workers worker employee*
nurse: nurse* midwi* medic medics workers worker employee*
teacher: teacher* lecturer* professor* headmaster* principal* educat*
student: student* undergraduate* pupil* schoolgirl* schoolboy* schoolchild*
engineer: engineer* technician* workers worker contractor*
worker: worker workers labourer* laborer* employee* builder* technician*
miner: miner miners prospector* workers worker employee*
trader: trader* merchant* shopkeeper* vendor* businessm* businesswom* hawker*
businessman: businessm* businesswom* entrepreneur* tycoon* trader* executive* banker* magnate*
farmer: farmer* peasant* growers villager* workers
herder: herder* herdsm* shepherd* villager*
fisher: fisherm* fisher* villager*
villager: villager*
chief: traditional monarch* emir* ruler* village_head district_head
driver: driver* trucker* motorist* cabb* chauffeur*
passenger: passenger* traveller* traveler* commuter*
pilgrim: pilgrim* worshipp*
tourist: tourist* holidaymaker* backpacker* traveller* traveler*
aid: humanitarian* aid workers worker employee*
baker: baker*
artist: singer* musician* artist* actor* actress* rapper* comedian*
athlete: footballer* athlete* player* coach
guard: watchm* ranger*
"""
TARGETS = """
hotel: hotel* guesthouse* resort* tourist*
mosque: mosque* imam* muezzin* worshipp*
church: church* cathedral* chapel* parish* priest* pastor* convent* monastery worshipp*
temple: temple* shrine* pilgrim*
synagogue: synagogue*
market: market* bazaar* trader* stall* shopper* vendor* merchant*
mall: mall malls supermarket* shop shops shopper*
school: school* pupil* student* teacher* classroom* kindergarten* universit* college* campus* undergraduate* hostel* dormitor*
hospital: hospital* clinic* doctor* nurse* patient* physician* maternity surgeon*
bank: bank banks banker*
embassy: embass* consulate* diplomat* ambassador* consul
airport: airport* airfield* airbase* airstrip* runway*
port: seaport* harbour* harbor* dock docks docker*
station: railway* train trains rail metro subway
bus: bus buses minibus* passenger*
prison: prison* jail* inmate* detention*
camp: barrack* garrison* base bases camp outpost*
police: precinct* checkpoint* police_station
parliament: parliament* lawmaker* senator* mp mps
court: court courts courthouse* tribunal* judge* magistrate* lawyer*
restaurant: restaurant* cafe cafes diner* bar bars nightclub* pub pubs
stadium: stadium* arena*
theatre: theatre* theater* cinema* concert*
factory: factory factories plant refiner* mill
power: power* electric* substation* pylon* grid power_station power_plant power_grid
fuel: tanker* petrol* depot* gasoline refiner* oil pipeline* fuel_depot fuel_tanker fuel_station
mine: mine mines miner miners gold
bridge: bridge*
dam: dam dams
television: television* broadcaster* radio* channel* newspaper* journalist*
party: party_headquarters party_office
ship: ship ships ferry ferries boat* vessel* tanker*
"""
