"""The words by which casualties are told in English, French and Arabic, folded."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from monitor.core.rules.terms import PROCLITICS, SHORTEST_WITH_PROCLITICS, Left

KINDS: Final = ("killed", "wounded", "kidnapped", "displaced")

# Kind, then where the figure stands: before the word (17 dead), behind it (killing 17), or on either side (17 killed, killed 17).
VERBS: Final = {
    ("killed", "either"): """
        killed slain slaughtered massacred murdered executed beheaded assassinated lynched died perished perish
        tue tues tuee tuees abattu abattus abattue abattues assassine assassines assassinees massacre massacres massacrees
        execute executes executees egorge egorges egorgees decapite decapites peri mort lives vie
        قتل قتلت قتلوا استشهد استشهدوا اعدم اعدموا ذبح ذبحوا توفي قتلي""",
    ("killed", "before"): """
        dead deaths fatalities fatality bodies corpses die dies morts mortes deces decede decedes decedees cadavres
        قتيل قتيلا قتيله شهيدا شهداء جثه جثث وفيات مصرعهم حتفهم""",
    ("killed", "behind"): """
        killing kills kill slaughter slaughters slaughtering massacring murdering executing murders death toll
        tuant tuent tuer assassinant massacrant abattant executant meurtre assassinat execution
        مقتل مصرع استشهاد وفاه اعدام اغتيال يقتل تقتل بحياه ارواح""",
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
# A word that tells casualties only in the company of another: lives are lost, la vie se perd ou se coûte.
COMPANY: Final = {
    "lives": frozenset(
        ["lost", "lose", "losing", "claim", "claimed", "claiming", "claims", "cost", "costing", "costs"]
    ),
    "vie": frozenset(["perdu", "perdent", "perdirent", "perdant", "coute", "coutant", "coutent"]),
}
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
