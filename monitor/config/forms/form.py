"""What every form shares: no unknown keys, no silent conversions, null means the default."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


class Form(BaseModel):
    """A mapping in a file. Keys left out, or null, take the defaults of the record they fill."""

    # Keys without any of which, or with a mistake in one of which, the rest of the mapping cannot be judged.
    essential: ClassVar[frozenset[str]] = frozenset({"id"})

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)

    def given(self) -> dict[str, Any]:
        """Return what was written, by field name, without what was left out or null."""
        return {name: value for name, value in self if value is not None}

    @classmethod
    def known(cls) -> dict[str, str]:
        """Return the keys of this form as files spell them, with their field names."""
        return {field.alias or name: name for name, field in cls.model_fields.items()}


class CredentialsForm(Form):
    """How to identify ourselves to a server, among its other keys."""

    username: str | None = None
    password: str | None = None
    password_file: str | None = None
    bearer: str | None = None
    bearer_file: str | None = None
    headers: dict[str, str] | None = None
