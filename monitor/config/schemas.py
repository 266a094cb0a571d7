"""JSON Schemas of the files, for editors that complete and check while one types."""

import json
from typing import Any

from monitor.config.forms.digests import DigestsFile, RecipientsFile
from monitor.config.forms.feeds import FeedsFile
from monitor.config.forms.form import Form
from monitor.config.forms.local import LocalFile
from monitor.config.forms.monitor import MonitorFile
from monitor.config.forms.rules import RulesFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def names() -> tuple[str, ...]:
    """Return the names of all schemas."""
    return tuple(_FORMS)


def schema(name: str) -> str:
    """Return the JSON Schema of a kind of file, as the text that ships in ``schema/NAME.json``."""
    found = _tidy(_FORMS[name].model_json_schema(by_alias=True))
    return json.dumps({"$schema": DIALECT, **found}, indent=1, ensure_ascii=False, sort_keys=False) + "\n"


def _tidy(part: Any, *, names_follow: bool = False) -> Any:
    """Drop the titles made up from names, and defaults that say nothing."""
    if isinstance(part, list):
        return [_tidy(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: _tidy(value, names_follow=key in {"properties", "$defs"} and not names_follow)
        for key, value in part.items()
        if names_follow or not (key == "title" or (key == "default" and value in (None, [], {}, "")))
    }


_FORMS: dict[str, type[Form]] = {
    "monitor": MonitorFile,
    "feeds": FeedsFile,
    "digests": DigestsFile,
    "recipients": RecipientsFile,
    "rules": RulesFile,
    "local": LocalFile,
}
