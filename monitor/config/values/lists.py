"""Lists as people write them: in brackets, with dashes, or one item a line in block text."""

from typing import Annotated, Any

from pydantic import BeforeValidator, GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema

from monitor.config.values.kinds import lang
from monitor.config.values.mistakes import kind, mistake
from monitor.config.yaml.nodes import is_item
from monitor.config.yaml.scalars import BlockText, FoldedText

QUOTE = "quote this line"


def items(value: Any) -> Any:
    """Return the items of a list; block text has one a line, blank lines and ``# …`` left out."""
    if isinstance(value, FoldedText):
        raise mistake("text after '>' is one long line", "write '|' for one item a line")
    if isinstance(value, BlockText):
        return [line.strip() for line in value.split("\n") if is_item(line.strip())]
    if isinstance(value, str):
        return [value]
    if value is None:
        return []
    if isinstance(value, dict | list):
        return value
    raise mistake(f"{kind(value)} stands where text belongs", QUOTE)


def text_item(value: Any) -> str:
    """Return one item that must be text; numbers and mappings are mostly a missing pair of quotes."""
    if isinstance(value, str):
        if value.strip():
            return value.strip()
        raise mistake("this item is empty", "write a word, or remove the line")
    if isinstance(value, list):
        raise mistake("a list stands inside of a list", "write its items one level higher")
    cause = (
        "a mapping stands here, because of the ': ' in the line"
        if isinstance(value, dict)
        else f"{kind(value)} stands where text belongs"
    )
    raise mistake(cause, QUOTE)


def by_lang(value: Any) -> Any:
    """Return lists by language; a plain list counts for any."""
    return value if isinstance(value, dict) else {"*": value}


def no_mapping(value: Any) -> Any:
    """Return the items of a list; a mapping is none."""
    listed = items(value)
    if isinstance(listed, dict):
        raise mistake(
            "a mapping stands where a list belongs",
            QUOTE if len(listed) == 1 else "write a list: [a, b], or one item a line after '|'",
        )
    return listed


def _key(value: Any) -> str:
    return "*" if value == "*" else lang(value)


class OrText:
    """Says in the JSON Schema that plain text may stand for the long form."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return the schema: text, or what stands under it."""
        return {"anyOf": [{"type": "string"}, handler(core)]}


class OrOne:
    """Says in the JSON Schema that one of its items may stand for the list."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return the schema: an item, or a list of them."""
        inner = handler(core)
        return {"anyOf": [inner["items"], inner]}


class OrList:
    """Says in the JSON Schema that what its ``any`` may be may stand for the long form."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return the schema: text or a list, or what stands under it."""
        inner = handler(core)
        short = handler.resolve_ref_schema(inner)["properties"]["any"]
        return {"anyOf": [*short["anyOf"], inner]}


class ByLang:
    """Says in the JSON Schema that a plain list may stand for lists by language."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return the schema: lists by language, or one of them."""
        inner = handler(core)
        return {"anyOf": [inner["additionalProperties"], inner]}


LIST = BeforeValidator(no_mapping)
LangKey = Annotated[str, BeforeValidator(_key)]
Strings = Annotated[
    list[Annotated[str, BeforeValidator(text_item), WithJsonSchema({"type": "string"})]], LIST, OrText()
]
