"""What is wrong with a value, in words that forms pass on."""

from typing import Any

from pydantic_core import PydanticCustomError


def mistake(wrong: str, remedy: str) -> PydanticCustomError:
    """Return the error for a value: what is wrong with it, and what to do."""
    return PydanticCustomError("mistake", "{wrong}", {"wrong": wrong, "remedy": remedy})


def kind(value: object) -> str:
    """Name what a value is, for a person."""
    names = {bool: "a truth value", int: "a number", float: "a number", dict: "a mapping", list: "a list"}
    return "nothing" if value is None else names.get(type(value), "text")


def written(value: Any, wanted: str, remedy: str) -> str:
    """Return a value that must be text, without space around it."""
    if isinstance(value, str):
        return value.strip()
    raise mistake(f"{kind(value)} stands where {wanted} belongs", remedy)
