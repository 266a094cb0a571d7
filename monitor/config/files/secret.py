"""Secrets: written as ``${NAME}`` or named by a file, never shown, never stored."""

from dataclasses import dataclass

from pydantic_core import PydanticCustomError

from monitor.config.environment import Environment, Missing, has_reference
from monitor.config.forms.form import Form
from monitor.config.problems.report import Report
from monitor.config.values.urls import WebAddress, web_address
from monitor.config.yaml.nodes import Document
from monitor.core.settings import Secret

HIDDEN = "***"

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Vault:
    """Gets the secrets that one file speaks of."""

    file: Document
    environment: Environment
    report: Report

    def open(self, path: Path, form: Form, name: str) -> Secret | None:
        """Return the secret ``name`` of the form at ``path``, from its key or from its ``…_file``."""
        written: object = getattr(form, name)
        place: str | None = getattr(form, f"{name}_file")
        if written is not None and place is not None:
            wrong = f"both {name} and {name}_file are given"
            self.report.problem(self.file, (*path, name), wrong, "remove one of them", key=True)
            return None
        if place is not None:
            return self._from_file((*path, f"{name}_file"), place)
        return None if written is None else self.value((*path, name), str(written))

    def url(self, path: Path, form: Form) -> Secret | None:
        """Return the secret ``url`` of the form at ``path``: an address whose very name is a key."""
        written: WebAddress | None = getattr(form, "url")  # noqa: B009 - forms with a URL share no class
        if written is not None and getattr(form, "url_file") is None:  # noqa: B009 - as above
            return self.value((*path, "url"), written.full)
        secret = self.open(path, form, "url")
        try:
            return Secret(web_address(secret.reveal).full) if secret else None
        except PydanticCustomError:
            wrong = "the file holds no http or https URL"
            self.report.problem(self.file, (*path, "url_file"), wrong, "write the URL into it, on one line")
            return None

    def value(self, path: Path, text: str) -> Secret | None:
        """Return ``text`` as a secret; None, with a warning, where only its mask is left."""
        node = self.file.node(path)
        source = self.file.text[node.start : node.end] if node else ""
        if HIDDEN in text or (self.environment.lenient and has_reference(text)):
            self.report.warn(self.file, path, "the secret is not known here", "set it again in the files")
            return None
        if not has_reference(source):
            remedy = "name a file (…_file) or a variable (${NAME}) instead, so that it can be kept apart"
            self.report.warn(self.file, path, "a secret stands in the file itself", remedy)
        return Secret(text)

    def _from_file(self, path: Path, place: str) -> Secret | None:
        try:
            return Secret(self.environment.secret(place))
        except Missing as missing:
            add = self.report.warn if self.environment.lenient else self.report.problem
            add(self.file, path, str(missing), missing.remedy)
            return None
