"""The form that rules/*.yaml and vocabularies/*.yaml share."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from monitor.config.forms.form import Form
from monitor.config.values.kinds import FieldName, Grade, Id, Inside, Lang
from monitor.config.values.lists import (
    LIST,
    ByLang,
    LangKey,
    OrList,
    OrOne,
    OrText,
    Strings,
    by_lang,
    items,
    no_mapping,
    text_item,
)
from monitor.config.values.mistakes import mistake

Within = Annotated[int, Field(ge=1, le=10_000)]
MOST_SAID = 160  # characters of what readers are told in one go


def _term(value: Any) -> Any:
    return value if _is_form(value, TermForm) else {"term": text_item(value)}


def _example(value: Any) -> Any:
    return value if _is_form(value, ExampleForm) else {"title": text_item(value)}


def _selection(value: Any) -> Any:
    return value if isinstance(value, dict) else {"any": items(value)}


def _names(value: Any) -> Any:
    return [value] if isinstance(value, int) and not isinstance(value, bool) else no_mapping(value)


def _is_form(value: Any, form: type[Form]) -> bool:
    return isinstance(value, dict) and not value.keys().isdisjoint(form.known())


def _because(value: Any) -> Any:
    return value if isinstance(value, dict) else {"*": value}


def _said(value: Any) -> str:
    text = " ".join(text_item(value).split())
    if len(text) > MOST_SAID:
        raise mistake(f"{len(text)} characters for readers", f"say it in {MOST_SAID}")
    return text


def _step(value: Any) -> Any:
    return value if isinstance(value, dict) else {"condition": value}


def _steps(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


class TermForm(Form):
    """A term with its own conditions; ``place`` is the id of a row of places.csv that it names."""

    term: Annotated[str, BeforeValidator(text_item)]
    cased: bool = False
    needs: "Terms" = []
    within: Within | None = None
    excepts: Strings = Field([], alias="except")
    place: Id | None = None


Terms = Annotated[list[Annotated[TermForm, BeforeValidator(_term), OrText()]], LIST, OrText()]
TermsByLang = Annotated[dict[LangKey, Terms], BeforeValidator(by_lang), ByLang()]
Names = Annotated[list[Id], BeforeValidator(_names), OrText()]


# What readers are told, by language; a text alone is for all of them.
Because = Annotated[
    dict[
        LangKey,
        Annotated[str, BeforeValidator(_said), WithJsonSchema({"type": "string", "maxLength": MOST_SAID})],
    ],
    BeforeValidator(_because),
    OrText(),
]


class PlacesForm(Form):
    """Rows of places.csv: all that is given must hold, one of a list is enough."""

    id: Names = []
    zone: Names = []
    country: Names = []
    region: Strings = []
    ambiguity: Names = []


# What the words of a vocabulary are where figures are read, or of which clauses they are the cues.
Reading = Literal[
    "people",
    "troops",
    "fighters",
    "things",
    "measures",
    "codes",
    "background",
    "planned",
    "precaution",
    "before",
    "denied",
]


class VocabularyForm(Form):
    """A named list of terms."""

    essential: ClassVar[frozenset[str]] = frozenset({"terms", "places"})

    label: str | dict[Lang, str] | None = None
    country: str = ""
    reads: Reading | None = None
    terms: TermsByLang = {}
    places: PlacesForm | None = None
    cased: bool = False
    needs: Terms = []
    within: Within | None = None
    excepts: Strings = Field([], alias="except")


class SelectionForm(Form):
    """A named part of a rule."""

    any: Terms = []
    all: Terms = []
    none: Terms = []
    inside: Annotated[list[Inside], LIST, OrText()] = Field([], alias="in")
    regex: str | None = None
    literal: Strings = []
    casualties: dict[Literal["killed", "wounded", "kidnapped", "displaced"], Within] = {}
    fighters: bool = True
    because: Because = {}


class StepForm(Form):
    """A condition that raises or lowers, and what readers are told of it."""

    essential: ClassVar[frozenset[str]] = frozenset({"condition"})

    condition: str
    because: Because = {}


Steps = Annotated[
    list[Annotated[StepForm, BeforeValidator(_step), OrText()]], BeforeValidator(_steps), OrOne()
]


class ExampleForm(Form):
    """A text that must, or must not, make the rule hit."""

    title: str = ""
    summary: str = ""
    lang: Lang | None = None
    because: Strings = []
    severity: Grade | None = None


Examples = Annotated[list[Annotated[ExampleForm, BeforeValidator(_example), OrText()]], LIST, OrText()]


class ExamplesForm(Form):
    """The tests beside a rule."""

    match: Examples = []
    no_match: Examples = []
    todo_match: Examples = []


class RuleForm(Form):
    """What to look for."""

    essential: ClassVar[frozenset[str]] = frozenset({"id", "match", "any", "all"})

    id: Id
    title: str | None = None
    severity: Grade | None = None
    tags: Strings = []
    langs: Annotated[list[Lang], LIST, OrText()] = []
    fields: Annotated[list[FieldName], LIST, OrText()] | None = None
    match: dict[str, Annotated[SelectionForm, BeforeValidator(_selection), OrList()]] | None = None
    any: Terms = []
    all: Terms = []
    condition: str | None = None
    none: Terms = []
    none_unless: Terms = []
    raises: dict[Grade, Steps] = Field({}, alias="raise")
    lowers: dict[Grade, Steps] = Field({}, alias="lower")
    because: Because = {}
    examples: ExamplesForm | None = None


class RulesFile(Form):
    """rules/*.yaml and vocabularies/*.yaml: what to look for."""

    vocabularies: dict[str, VocabularyForm] = {}
    rules: list[RuleForm] = []


TermForm.model_rebuild()
