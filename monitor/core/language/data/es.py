"""Spanish: how it is recognised, its casualties and its cues. The blocks are those of ``en.py``."""

COMMON = """
el la los las de del y en a que por con para una un se su al es mas como tras ha fue han sobre entre contra este esta
durante desde hasta segun pero sin muy ya cuando sus lo
"""
FUNCTION = "el la los las de del y en que por con para una un se su al"
STOP = """
el la los las de del y e o en a que por con para una un unos unas se su sus al es son fue ha han más como tras sobre entre contra
este esta durante desde hasta según pero sin muy ya cuando lo le les
"""

UNITS = """
1 uno
2 dos
3 tres varios varias
4 cuatro
5 cinco
6 seis
7 siete
8 ocho
9 nueve
10 diez
11 once
12 doce
13 trece
14 catorce
15 quince
16 dieciséis
17 diecisiete
18 dieciocho
19 diecinueve
20 veinte
21 veintiuno veintiún veintiuna
22 veintidós
23 veintitrés
24 veinticuatro
25 veinticinco
26 veintiséis
27 veintisiete
28 veintiocho
29 veintinueve
30 treinta
40 cuarenta
50 cincuenta
60 sesenta
70 setenta
80 ochenta
90 noventa
200 doscientos doscientas
300 trescientos trescientas
400 cuatrocientos cuatrocientas
500 quinientos quinientas
"""
SCALES = """
100 cien ciento cientos
1000 mil
1000000 millon millones
"""
ROUND = """
12 docena
20 veintena
30 treintena
100 centenar
"""
ROUND_PLURALS = """
12 docenas
10 decenas
100 centenares
1000 miles
"""
NUMBER_ARTICLES = "un una"
NUMBER_OF = "de"
NUMBER_AND = "y"
TENS_AND = "y"
HALF = "media"
MONTHS = """
1 enero
2 febrero
3 marzo
4 abril
5 mayo
6 junio
7 julio
8 agosto
9 septiembre
10 octubre
11 noviembre
12 diciembre
"""
WEEKDAYS = """
0 lunes
1 martes
2 miercoles
3 jueves
4 viernes
5 sabado
6 domingo
"""
SPEECH = "dijo dice dicen afirma afirmo anuncio anuncia informo informa confirmo confirma declaro"
ACCORDING = "segun"

CASUALTIES = """
killed either: muertos muertas muerto muerta asesinados asesinadas asesinado asesinada abatidos abatido fallecidos ejecutados
killed either: murieron mueren fallecieron fallecen masacrados masacradas
killed before: cadaveres
killed behind: matado masacran masacraron matan mata mato mataron matando matar asesinan asesinaron asesina muerte murio muere
wounded either: heridos heridas herido herida
wounded behind: hiere hieren hirieron
kidnapped either: secuestrados secuestradas secuestrado secuestrada
kidnapped before: rehenes rehen
kidnapped behind: secuestran secuestraron secuestra secuestro
displaced either: desplazados desplazadas huido
displaced before: huyen huyeron refugiados
"""
HEDGES = "al menos|mas de|menos de|cerca de|unos|unas|hasta|casi|los|las|a|de|otros|otras"
PREPOSITIONS = "por en cerca tras desde con durante contra para hacia"
SUBSETS = "incluidos incluidas incluyendo entre"
PASSIVE = "fueron fue han ha son resultaron"
JOINS = "y e o"
MEASURES = "año años mes meses semana semanas dia dias hora horas kilometro kilometros km metros euros dolares millones"
THINGS = """
ataque ataques atentado atentados vehiculo vehiculos camion camiones moto motos aldea aldeas pueblo pueblos casa casas escuela
escuelas drones pais paises vacas ovejas cabras camellos burros animales cabezas
"""
PEOPLE = """
persona personas soldado soldados militar militares civil civiles hombre hombres mujer mujeres niño niños aldeano aldeanos
policia policias gendarme gendarmes yihadista yihadistas terrorista terroristas insurgente insurgentes combatiente combatientes
miliciano milicianos extranjero extranjeros periodista periodistas cooperante cooperantes cascos
"""
FIGHTERS = """
yihadista yihadistas terrorista terroristas insurgente insurgentes combatiente combatientes miliciano milicianos guerrillero
guerrilleros rebelde rebeldes extremista extremistas islamista islamistas atacante atacantes asaltante asaltantes armado armados
"""
OF_PEOPLE = "de los las y"
ENDS = "en por cerca tras desde con"
YEAR_WORDS = "en de desde año"

TIME_UNITS = "día días semana semanas mes meses año años"
LONG_TIME_UNITS = "mes meses año años década décadas"
SEVERAL = "un una varios varias unos"
CLAUSE_STARTS = "tras despues mientras cuando antes donde porque aunque si durante"
RELATIVES = "que quien quienes"
GOES_ON = "matando dejando causando hiriendo"
PAST_FROM = """
# @ después de|un día después de|al día siguiente de|desde|supervivientes de
"""
PAST_AROUND = "# & de la|# & del|hace # &|hace un año|el año pasado|la víspera|cada año"
PAST_WHOLE = """
aniversario|conmemor*|en memoria de|homenaje|retrospectiva|documental|juicio por|juicio contra|condenado a|condenados a
condena a|años de cárcel|años de prisión|cadena perpetua|recuerda a
"""
PLANNED_FROM = """
intenta*|intento de toma|buscan|busca|planea*|amenaza con|temen|teme|podría|podrían|posible*|advierte de|exige*|pide|piden
frustra*|desbarata*
"""
PRECAUTION_FROM = (
    "para prevenir|prevenir|prevención|proteger*|simulacro|lucha contra|luchar contra|por precaución"
)
DENIED_FROM = "desmiente*|niega*|niegan"
BEFORE_FROM = "anteriormente|antes en manos|hasta hace poco"
TELLERS = "dice dicen según afirma anuncia"
RECENT = "ayer madrugada manana noche amanecer hoy horas"
TELLERS_OPEN = "que"
LOCATIVES = "cerca en norte sur este oeste"
SINCE = "desde hasta"

MONTHS_IN_DATES = """
1 enero|ene
2 febrero
3 marzo
4 abril|abr
5 mayo
6 junio
7 julio
8 agosto|ago
9 septiembre|setiembre
10 octubre
11 noviembre
12 diciembre|dic
"""

ORIGIN_OPENERS = """
la entrada|el artículo|el post|la noticia|la publicación|el cargo|esta entrada|este artículo|este post|esta noticia
esta publicación
"""
ORIGINS = """
aparece primero en|apareció primero en|apareció por primera vez en|aparece por primera vez en|se publicó primero en
se publicó originalmente en|fue publicado primero en|fue publicada primero en|fue publicado originalmente en
fue publicada originalmente en|se publicó por primera vez en
"""
ORIGINS_ALONE = """
publicado originalmente en|publicada originalmente en
"""
RELATED = """
lea también|lee también|leer también|lea además|le puede interesar|te puede interesar|quizás te interese
también te puede interesar|también le puede interesar|puede interesarte|ver también|vea también|mira también
noticias relacionadas|noticia relacionada|artículos relacionados|artículo relacionado|notas relacionadas|nota relacionada
entradas relacionadas|contenido relacionado|temas relacionados|sobre el mismo tema
te recomendamos|le recomendamos|recomendamos leer
"""
RELATED_MARKED = """
lea|lee|leer|vea|ver|relacionado|relacionadas|lea más|leer más|más información|no te pierdas|no se pierda
similares|artículos similares
"""
INVITATIONS = """
compartir en|comparte en|comparte esta|comparte este|comparta esta|haz clic para compartir|síguenos|síganos|siga nuestro
sigue nuestro|suscríbete|suscríbase|únete a|deja un comentario|deja una respuesta|descarga nuestra|haz clic aquí
haga clic aquí|todos los derechos reservados
"""
READ_ON = """
sigue leyendo|seguir leyendo|continúa leyendo|continuar leyendo|leer más|leer la nota completa|lea la nota completa
leer artículo completo|ver más
"""
BUTTONS = """
compartir comparte correo imprimir facebook twitter whatsapp copiar enlace me gusta cargando comentarios publicidad
"""
# Who says so denies an event, unless a word of CONCESSIONS stands before it or one of DENIED_OTHERS behind it.
DENIALS = "desmiente* desmint* niega* negó"
CONCESSIONS = "pese aunque"
AFFIRMATIONS = "testigo* confirma*"
RETRACTIONS = "desdice*"
FALSE_ALARMS = "falsa alarma"
OUTLETS = """
noticias diario periódico prensa semanario actualidad digital hoy
"""
NAMES_BEGIN = "el la los las"
VICTIMS = """
docker: estibador* trabajador* obrero*
pilot: piloto pilotos
cabin: azafat* tripulantes trabajador*
railworker: ferroviario* maquinista* trabajador*
firefighter: bombero*
cleaner: basurero* trabajador*
postman: cartero*
mayor: alcald* concejal*
governor: gobernador*
minister: ministro ministra ministros
president: presidente
lawmaker: diputad* senador* congresista* legislador*
politician: candidat* opositor* alcald* diputad* senador* político políticos
ambassador: embajador* diplomátic*
soldier: soldado* oficial*
police: policía policías oficial*
prisoner: preso presos reclus*
judge: juez jueza jueces magistrad*
prosecutor: magistrad*
lawyer: abogad*
journalist: periodist* reporter* comunicador* bloguer*
blogger: bloguer* influencer* youtuber*
activist: activist* opositor*
imam: imán imanes clérig* religios*
priest: sacerdot* cura curas pastor pastores religios* monja* obispo* misioner* clérig*
missionary: misioner*
doctor: médic* doctor doctora cirujan* trabajador* emplead*
nurse: enfermer* trabajador* emplead*
teacher: maestr* profesor* docente*
student: estudiant* alumn*
engineer: ingenier* técnic* trabajador*
worker: trabajador* obrer* emplead*
miner: miner* trabajador*
trader: comerciante* vendedor* mercader*
businessman: empresari* comerciante* banquer*
farmer: agricultor* campesin*
fisher: pescador*
driver: chofer* chófer* conductor* camioner* taxist* transportist*
passenger: pasajer*
tourist: turist*
aid: humanitari* cooperante* trabajador*
baker: panader*
artist: cantante* músic* artista* actor actriz
athlete: futbolist* jugador*
guard: vigilante*
"""
TARGETS = """
hotel: hotel* turist*
mosque: mezquita*
church: iglesia* catedral* parroquia* sacerdot*
temple: templo*
synagogue: sinagoga*
market: mercado* comerciante* vendedor*
mall: supermercado* tienda*
school: escuela* colegio* alumn* estudiant* maestr* docente* universidad* profesor*
hospital: hospital* clínica* médic* enfermer* pacient*
bank: banco bancos
embassy: embajada* consulado* diplomátic*
airport: aeropuerto*
station: tren trenes metro ferroviari*
bus: autobús autobuses bus buses pasajer*
prison: cárcel* prisión* reclus*
camp: cuartel* base
police: comisaría*
court: tribunal* juzgado* juez jueza
restaurant: restaurant* bar bares discoteca* cantina*
stadium: estadio*
factory: fábrica* refinería*
power: eléctric*
fuel: gasoducto* oleoducto* refinería*
mine: mina minas miner*
bridge: puente*
dam: represa*
television: televisión* radio* periódic* periodist*
ship: barco* ferry buque*
"""

# What words stand for; the ideas are those of ``en.py``.
IDEAS = """
labour: estibador* enfermer* trabajador* obrero* docentes choferes conductores transportistas tripulantes
stop: paran detienen
staff: personal empleados
withdraw: salida abandonar evacu*
soldier: soldado* militar militares ejército
police: policía* agentes
militia: milicia* miliciano*
civilian: civil civiles
village: aldea* aldeano* pueblo pueblos
farmer: campesino* agricult*
herder: ganader* ganado
fisher: pescador*
market: mercado* comerciante*
school: escuela* colegio* alumno* estudiante* profesor*
church: iglesia* sacerdote* parroqui*
mosque: mezquita* imán
hospital: hospital* clínica*
doctor: médico*
bus: autobús autobuses pasajero*
truck: camión camiones cisterna*
fuel: combustible* gasolina gasóleo
convoy: convoy convoyes columna
patrol: patrulla*
ambush: emboscada*
explosive: bomba* mina minas explos* artefacto*
suicide: suicida*
shelling: cohete* mortero* proyectil*
drone: dron drones
airstrike: bombarde* helicóptero*
aircraft: avión aviones vuelo vuelos
airport: aeropuerto*
camp: cuartel* campamento* guarnición
border: frontera* fronteriz*
river: barco barcos ferry
road: carretera* ruta rutas
bridge: puente puentes
mining: minero mineros minera
abduction: secuestr* rehén rehenes raptad* cautiv*
ransom: rescate
release: liberad* liberación liberan
arrest: detenid* detienen arrestad*
trial: tribunal* juicio condenad* sentencia
coup: golpe golpistas derroc* motín amotinad* sublevad*
denial: desmient* niega
president: presidente presidenta
minister: ministro* ministra
election: eleccion* votación comicios
protest: protesta* manifestación manifestante* manifestaciones marcha
walkout: huelga* sindicato* paro paros
sanction: sancion*
summit: cumbre
refugee: refugiad*
displaced: desplazad* huyen
hunger: hambre hambruna
blockade: bloqueo asedio cerco
flood: inundacion* crecida*
earthquake: terremoto* seísmo* sismo* temblor réplica*
storm: tormenta* huracán tifón
landslide: deslizamiento* alud
volcano: volcán erupción
drought: sequía
outbreak: brote brotes cólera sarampión
wreck: naufrag* hundido hundimiento hunde zozobr*
train: tren trenes ferroviari*
collapse: derrumb*
child: niño niños niña niñas
woman: mujer mujeres
wounded: herido* herida*
dead: muert* mueren fallec* asesinad* cadáver* víctima*
massacre: masacr* matanza*
claim: reivindic*
burn: incendi* arde arden llamas
clash: enfrentamiento* combates
capture: captura* conquist*
withdraw: retirada repliegue
airspace: aéreo
embassy: embajada*
nationals: ciudadanos
crash: accidente* estrella estrellado
power: electricidad apagón
justice: fiscal fiscalía juez
journalist: periodista*
gunfire: disparo* tiroteo*
toll: balance
mourning: luto funeral* entierr* sepelio homenaje*
attack: ataque* atacan atacado atacad* asalto* atentado*
gunman: yihadista* terrorista* insurgent* rebelde* asaltante*
condemn: condena condenan
survivor: supervivient*
missing: desaparecid*
recall: retirada retiran
media: televisión radio periódico*
"""

PEOPLES = """
PL: polaco polaca polacos
DE: alemán alemana alemanes
FR: francés francesa franceses
GB: británico británica británicos
US: estadounidense estadounidenses
ES: español española españoles
PT: portugués portuguesa portugueses
IT: italiano italiana italianos
TR: turco turca turcos
RU: ruso rusos
IN: indio indios
JP: japonés japonesa japoneses
NL: neerlandés neerlandesa neerlandeses holandés holandesa
SE: sueco sueca suecos
NO: noruego noruegos
CH: suizo suizos
AT: austriaco austriaca austriacos
"""
