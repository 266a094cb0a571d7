"""The words by which casualties are told in English, French and Arabic, folded."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from monitor.core.rules.terms import PROCLITICS, SHORTEST_WITH_PROCLITICS, Left

KINDS: Final = ("killed", "wounded", "kidnapped", "displaced")

# Kind, then where the figure stands: before the word (17 dead), behind it (killing 17), or on either side (17 killed, killed 17).
VERBS: Final = {
    ("killed", "either"): """
        killed slain slaughtered massacred murdered executed beheaded assassinated lynched died perished perish
        deaths bodies corpses gunned gun mowed shot shoot shoots shooting put mis mise mises fauche fauches fauchee fauchees
        corps depouilles cadavres tue tues tuee tuees abattu abattus abattue abattues assassine assassines assassinees massacre massacres massacrees
        execute executes executees egorge egorges egorgees decapite decapites peri mort lives vie buried
        قتل قتلت قتلوا استشهد استشهدوا اعدم اعدموا ذبح ذبحوا توفي قتلي""",
    ("killed", "before"): """
        dead fatalities fatality graves coffins cercueils victims die dies morts mortes deces decede decedes decedees meurent meurt mouraient
        succombe succombes succombent succombaient tombes tombees tombent victimes
        قتيل قتيلا قتيله نعشا شهيدا شهداء جثه جثث وفيات مصرعهم حتفهم""",
    ("killed", "behind"): """
        killing kills kill slaughter slaughters slaughtering massacring murdering executing executes executions murders death toll
        mourn mourns mourned mourning bury buries burying loss losses lose loses lost losing
        tuant tuent tuer assassinant massacrant abattant executant fauchant fauchent meurtre assassinat execution executions
        elimine elimines neutralise neutralises eliminated neutralised neutralized eliminates eliminating
        pleure pleurent enterre enterrent inhume inhument perte pertes perd perdent perdu perdant
        مقتل مصرع استشهاد وفاه اعدام اغتيال يقتل تقتل بحياه ارواح ضحيته ضحيتها تشييع تشيع شيعت يشيعون شيعوا دفن دفنت دفنوا يدفنون
        تدفن""",
    ("wounded", "either"): """
        wounded injured hurt maimed blesse blesses blessee blessees
        جرح جرحت جرحوا جرحي اصيب اصيبوا اصيبت""",
    ("wounded", "before"): "injuries wounds جريح جريحا جريحه مصاب مصابا مصابين مصابون اصابات",
    ("wounded", "behind"): "wounding injuring injures blessant blessent blesser اصابه",
    ("kidnapped", "either"): """
        kidnapped abducted snatched enleve enleves enlevee enlevees kidnappe kidnappes kidnappee kidnappees sequestre sequestres
        خطف خطفت اختطف اختطفت اختطفوا خطفوا""",
    ("kidnapped", "before"): "hostage hostages captives otage otages رهينه رهاين مختطف مختطفا مختطفين مخطوف مخطوفا مخطوفين",
    ("kidnapped", "behind"): """
        kidnapping kidnaps kidnap abducting abducts abduction abductions enlevement enlevant enlevent enlever rapt kidnappant
        kidnappent اختطاف يختطف""",
    ("displaced", "either"): "displaced uprooted deplace deplaces deplacee deplacees deracines fled fui نزح نزحت نزحوا فر فروا شرد هجر",
    ("displaced", "before"): """
        refugees refugee homeless idps flee fleeing refugies refugie refugiees fuient fuyant fuyaient
        نازح نازحا نازحين نازحون لاجي لاجيا لاجيين لاجيون مشرد مشردا""",
    ("displaced", "behind"): "displacing displaces uprooting deplacant نزوح تشريد تهجير لجوء",
}  # fmt: skip
# Two Arabic victims are one word.
DUALS: Final = {
    "killed": "قتيلان قتيلين",
    "wounded": "جريحان جريحين",
    "kidnapped": "رهينتان رهينتين مختطفان",
    "displaced": "نازحان",
}
_TROOPS: Final = """
soldiers troops men fighters policemen gendarmes vdp civilians rangers peacekeepers personnel
soldats hommes militaires policiers combattants elements volontaires
"""
_MADE: Final = """
fait font faisant faire bilan recense denombre claim claims claimed claiming leave leaves leaving left
"""
_OWN_WORDS: Final = (
    "elimine elimines neutralise neutralises eliminated neutralised neutralized eliminates eliminating"
)
_STATE: Final = "soldiers troops gendarmes policemen soldats militaires policiers vdp"
_LOST: Final = "loss losses perte pertes lose loses lost losing perd perdent perdu perdant"


def _by_word(texts: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return the words of each text, by each word of its key."""
    return {word: frozenset(text.split()) for words, text in texts.items() for word in words.split()}


# A word that tells casualties only in the company of another: lives are lost, la vie se perd ou se coûte.
COMPANY: Final = _by_word(
    {
        "lives": "lost lose losing claim claimed claiming claims cost costing costs",
        "vie": "perdu perdent perdirent perdant coute coutant coutent",
        "victims victimes": _MADE,
        "tombes tombees tombent": _TROOPS,
    }
)
# A word that needs one of these among the four behind it: soldiers are lost, so are points and lives; fighters are said
# to be eliminated every day, soldiers only by those who did it.
OBJECTS: Final = _by_word({_LOST: _TROOPS, _OWN_WORDS: _STATE})
# A word that counts only with these behind it: shot dead, mis à mort.
TAILS: Final = {
    **dict.fromkeys(["gunned", "gun", "mowed"], ("down",)),
    **dict.fromkeys(["shot", "shoot", "shoots", "shooting"], ("dead",)),
    **dict.fromkeys(["put"], ("to", "death")),
    **dict.fromkeys(["mis", "mise", "mises"], ("a", "mort")),
}
# A word that says something else with these before or behind it: Africa Corps, corps d'armée, tombés dans une embuscade.
OTHERWISE: Final = _by_word(
    {
        "corps": "africa peace marine d expeditionnaire diplomatique metier",
        "tombes tombees tombent": "dans entre en malades d",
    }
)
# Stand right beside their figure: 31 corps, corps de 31 villageois.
TIGHT: Final = frozenset({"corps", "victims", "victimes"})
FLIGHT: Final = frozenset({"fled", "flee", "fleeing", "fui", "fuient", "fuyant", "fuyaient", "فر", "فروا"})


@cache
def verbs() -> dict[str, tuple[str, str]]:
    """Return the kind and the side of each word, in all its Arabic forms."""
    return {form: key for key, text in VERBS.items() for word in text.split() for form in _forms(word)}


@cache
def duals() -> dict[str, str]:
    """Return the kind of each word that says two victims, in all its forms."""
    return {form: kind for kind, text in DUALS.items() for word in text.split() for form in _forms(word)}


@cache
def _telling() -> frozenset[str]:
    return frozenset(verbs()) | frozenset(duals())


def tells_casualties(words: Iterable[str]) -> bool:
    """Tell whether one of these folded words may tell casualties: most texts have none."""
    return not _telling().isdisjoint(words)


def _forms(word: str) -> list[str]:
    """Return a word with all that Arabic joins to its front; as it is in other scripts."""
    if word.isascii() or len(word) < SHORTEST_WITH_PROCLITICS:
        return [word]
    return sorted((left + word for left in PROCLITICS[Left.PROCLITIC]), key=len, reverse=True)


def words_of(kind: str) -> tuple[str, ...]:
    """Return all words of a kind: what a rule that asks for casualties is anchored on."""
    found = [word for (of, _), text in VERBS.items() if of == kind for word in text.split()]
    return (*found, *DUALS[kind].split())
