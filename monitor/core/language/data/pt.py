"""Portuguese: how it is recognised, its casualties and its cues. The blocks are those of ``en.py``."""

COMMON = """
a o os as de do da dos das e em no na nos nas que por com para uma um se ao mais como apos foi sobre entre contra pelo pela
nao sao esta seus sua
"""
FUNCTION = "o os de dos das e em no na com para uma um"
STOP = """
a o os as de do da dos das e em no na nos nas que por com para uma um se ao aos mais como após foi são sobre entre contra pelo
pela não seu sua seus
"""

UNITS = """
1 um uma
2 dois duas
3 três vários várias
4 quatro
5 cinco
6 seis
7 sete
8 oito
9 nove
10 dez
11 onze
12 doze
13 treze
14 catorze quatorze
15 quinze
16 dezasseis dezesseis
17 dezassete dezessete
18 dezoito
19 dezanove dezenove
20 vinte
30 trinta
40 quarenta
50 cinquenta
60 sessenta
70 setenta
80 oitenta
90 noventa
200 duzentos duzentas
300 trezentos trezentas
400 quatrocentos quatrocentas
500 quinhentos quinhentas
"""
SCALES = """
100 cem cento centos
1000 mil
1000000 milhao milhoes
"""
ROUND = """
12 duzia
10 dezena
100 centena
"""
ROUND_PLURALS = """
12 duzias
10 dezenas
100 centenas
1000 milhares
"""
NUMBER_ARTICLES = "um uma"
NUMBER_OF = "de"
NUMBER_AND = "e"
TENS_AND = "e"
HALF = "meia"
MONTHS = """
1 janeiro
2 fevereiro
3 março
4 abril
5 maio
6 junho
7 julho
8 agosto
9 setembro
10 outubro
11 novembro
12 dezembro
"""
SPEECH = "disse diz dizem afirma afirmou anunciou anuncia informou confirma confirmou"
ACCORDING = "segundo"

CASUALTIES = """
killed either: mortos mortas morto morta assassinados assassinadas assassinado abatidos falecidos executados
killed either: morreram morrem massacrados massacradas chacinados
killed before: cadaveres
killed behind: mata matam matou mataram matando matar assassinam assassinaram morte morre
wounded either: feridos feridas ferido ferida
wounded behind: fere ferem feriram
kidnapped either: sequestrados sequestradas sequestrado sequestrada raptados raptadas raptado raptada
kidnapped before: refens refem
kidnapped behind: sequestram sequestraram sequestra sequestro raptam raptaram rapto
displaced either: deslocados deslocadas
displaced before: fogem fugiram refugiados
"""
HEDGES = "pelo menos|mais de|menos de|cerca de|uns|quase|ate|os|as|de|outros|outras"
PREPOSITIONS = "por em perto apos desde com durante contra para"
SUBSETS = "incluindo entre"
PASSIVE = "foram foi sao ficaram"
JOINS = "e ou"
MEASURES = "ano anos mês meses semana semanas dia dias hora horas quilometros km metros euros dolares milhoes"
THINGS = """
ataque ataques atentado atentados veiculo veiculos camiao camioes caminhoes aldeia aldeias casa casas escola escolas drones pais
paises vacas ovelhas cabras camelos burros animais cabecas
"""
PEOPLE = """
pessoa pessoas soldado soldados militar militares civil civis homem homens mulher mulheres criança crianças aldeão aldeões camponês camponeses agente agentes
policia policias jihadista jihadistas terrorista terroristas insurgente insurgentes combatente combatentes estrangeiro
estrangeiros jornalista jornalistas
"""
FIGHTERS = """
jihadista jihadistas terrorista terroristas insurgente insurgentes combatente combatentes rebelde rebeldes extremista extremistas
islamista islamistas atacante atacantes guerrilheiro guerrilheiros armado armados
"""
OF_PEOPLE = "de os as e dos das"
ENDS = "em por perto apos desde com no na"
YEAR_WORDS = "em de desde ano"

TIME_UNITS = "dia dias semana semanas mês meses ano anos"
LONG_TIME_UNITS = "mês meses ano anos década décadas"
SEVERAL = "um uma vários várias alguns"
CLAUSE_STARTS = "apos depois enquanto quando antes onde porque embora se durante"
RELATIVES = "que quem"
GOES_ON = "matando deixando causando ferindo"
PAST_FROM = "# @ depois de|# @ após|um dia após|no dia seguinte a|desde|sobreviventes de"
PAST_AROUND = "# & do|# & da|há # &|há um ano|no ano passado|na véspera|por ano"
PAST_WHOLE = """
aniversário|comemora*|em memória de|homenagem|retrospetiva|documentário|julgamento|condenado a|condenados a|anos de prisão
prisão perpétua
"""
PLANNED_FROM = "tenta*|planeia*|planeja*|ameaça*|teme*|poderia*|possível|possíveis|exige*|pede|pedem|frustra*"
PRECAUTION_FROM = "para prevenir|prevenir|prevenção|proteger*|simulacro|luta contra|combater"
DENIED_FROM = "desmente*|nega*"
BEFORE_FROM = "anteriormente|até há pouco"
TELLERS = "diz dizem segundo afirma anuncia"
RECENT = "ontem madrugada manha noite amanhecer hoje horas"
TELLERS_OPEN = "que"
LOCATIVES = "perto em no na norte sul leste oeste"
SINCE = "desde ate"

MONTHS_IN_DATES = """
1 janeiro
2 fevereiro|fev
3 março
4 abril|abr
5 maio
6 junho
7 julho
8 agosto|ago
9 setembro|set
10 outubro|out
11 novembro
12 dezembro|dez
"""

ORIGIN_OPENERS = """
o post|o artigo|a notícia|a matéria|a publicação|a entrada|este post|este artigo|esta notícia|esta matéria
esta publicação
"""
ORIGINS = """
apareceu primeiro em|apareceu primeiro no|apareceu primeiro na|aparece primeiro em|aparece primeiro no
aparece primeiro na|apareceu em primeiro lugar em|apareceu pela primeira vez em|apareceu pela primeira vez no
foi publicado primeiro em|foi publicada primeiro em|foi publicado originalmente em|foi publicada originalmente em
foi publicado primeiro no|foi publicado originalmente no
"""
ORIGINS_ALONE = """
publicado originalmente em|publicada originalmente em|publicado originalmente no
"""
RELATED = """
leia também|ler também|leia ainda|veja também|ver também|assista também|saiba mais sobre|notícias relacionadas
notícia relacionada|artigos relacionados|artigo relacionado|matérias relacionadas|posts relacionados
conteúdo relacionado|sobre o mesmo tema|você também pode gostar|pode gostar também|talvez lhe interesse
"""
RELATED_MARKED = """
leia|leia mais|ler|ler mais|veja|veja mais|saiba mais|relacionado|relacionadas|não perca
"""
INVITATIONS = """
compartilhe|partilhe|partilhar no|compartilhar no|clique para compartilhar|clique para partilhar|siga-nos|siga o nosso
siga a nossa|inscreva-se|assine a|assine o|subscreva|junte-se|entre no nosso|deixe um comentário|deixe uma resposta
baixe o aplicativo|clique aqui|todos os direitos reservados
"""
READ_ON = """
continue lendo|continue a ler|continuar a ler|continuar lendo|leia mais|ler mais|leia a matéria completa
leia o artigo completo|ver mais|saiba mais
"""
BUTTONS = """
compartilhar partilhar imprimir facebook twitter whatsapp copiar link curtir gosto carregando comentários publicidade
"""
# Who says so denies an event, unless a word of CONCESSIONS stands before it or one of DENIED_OTHERS behind it.
DENIALS = "desmente* nega negam negou"
CONCESSIONS = "apesar embora"
AFFIRMATIONS = "testemunha* confirma*"
FALSE_ALARMS = "falso alarme"
OUTLETS = """
notícias jornal diário imprensa gazeta folha correio
"""
NAMES_BEGIN = "o a os as"

# What words stand for; the ideas are those of ``en.py``.
IDEAS = """
labour: estivador* enfermeir* trabalhador* operári* docentes motoristas tripulantes
stop: param
staff: pessoal funcionários
withdraw: saída abandonar evacu*
soldier: soldado* militar militares exército
police: polícia* agentes
militia: milícia* miliciano*
civilian: civil civis
village: aldeia* aldeões aldeão
farmer: camponês camponeses agricult*
fisher: pescador*
market: mercado* comerciante* vendedor*
school: escola* aluno* estudante* professor*
church: igreja* padre*
mosque: mesquita* imã
hospital: hospital* clínica*
doctor: médico*
bus: autocarro* ônibus passageiro*
truck: camião camiões caminhão caminhões
fuel: combustível combustíveis gasolina
convoy: comboio* coluna
patrol: patrulha*
ambush: emboscada*
explosive: bomba* mina minas explos* engenho*
suicide: suicida*
shelling: foguete* morteiro* projétil
drone: drone*
airstrike: bombarde* helicóptero*
aircraft: avião aviões voo voos
airport: aeroporto*
camp: quartel quartéis guarnição
border: fronteira* fronteiriç*
river: barco barcos ferry
road: estrada* rota
bridge: ponte pontes
mining: mineiro mineiros mineira
abduction: sequestr* rapt* refém reféns
ransom: resgate
release: libertad* libertação libertam
arrest: detid* detêm preso presos
trial: tribunal julgamento condenad* sentença
coup: golpe golpistas motim amotinad* sublevad*
denial: desment* nega
president: presidente
minister: ministro* ministra
election: eleiç* votação
protest: protesto* manifestação manifestante* manifestações marcha
walkout: greve* sindicato* paralisação
sanction: sanç*
summit: cimeira
refugee: refugiad*
displaced: deslocad* fogem
hunger: fome
blockade: bloqueio cerco
flood: inundaç* cheia cheias enchente*
earthquake: terramoto* terremoto* sismo* tremor
storm: tempestade* furacão tufão ciclone
landslide: deslizamento*
volcano: vulcão erupção
drought: seca
outbreak: surto surtos cólera sarampo
wreck: naufrág* naufraga afund*
train: trem comboios ferroviári*
collapse: desab*
child: criança* menino* menina*
woman: mulher mulheres
wounded: ferido* ferida*
dead: mort* morrem falec* assassinad* cadáver* vítima*
massacre: massacr* chacina*
claim: reivindic*
burn: incêndio* incendi* arde ardem chamas
clash: confronto* combates
capture: captura* conquist*
withdraw: retirada
airspace: aéreo
embassy: embaixada*
nationals: cidadãos
crash: acidente*
power: eletricidade apagão
justice: procurador* juiz
journalist: jornalista*
gunfire: tiros tiroteio* disparo*
toll: balanço
mourning: luto funeral* enterr* homenagem
attack: ataque* atacam atacado atacad* assalto* atentado*
gunman: jihadista* terrorista* insurgent* rebelde* assaltante*
condemn: condena condenam
survivor: sobrevivent*
missing: desaparecid*
recall: recolha
media: televisão rádio jornal
"""

PEOPLES = """
PL: polaco polaca polonês polonesa
DE: alemão alemã alemães
FR: francês francesa franceses
GB: britânico britânica britânicos
US: americano americana americanos estadunidense
ES: espanhol espanhola espanhóis
PT: português portuguesa portugueses
IT: italiano italiana italianos
TR: turco turca turcos
CN: chinês chinesa chineses
RU: russo russos
JP: japonês japonesa japoneses
NL: neerlandês holandês holandesa
SE: sueco sueca suecos
CH: suíço suíços
AT: austríaco austríaca austríacos
"""
