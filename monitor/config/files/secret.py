"""Secrets: written as ``${NAME}`` or named by a file, never shown, never stored."""

import pathlib
import re
import ssl
from dataclasses import dataclass, field

from pydantic_core import PydanticCustomError

from monitor import durable
from monitor.config.environment import Environment, Missing, has_reference
from monitor.config.forms.form import CredentialsForm, Form
from monitor.config.problems.report import Report
from monitor.config.values.urls import WebAddress, web_address
from monitor.config.yaml.nodes import Document
from monitor.core.settings import Credentials, Secret

HIDDEN = "***"
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # RFC 9110 5.1

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Vault:
    """Gets the secrets that one file speaks of."""

    file: Document
    environment: Environment
    report: Report
    _trusted: set[str] = field(default_factory=set, init=False, repr=False, compare=False)

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

    def proxy(self, path: Path, address: WebAddress | None) -> str | None:
        """Return the address of a proxy, its user and password included; without them, and a warning, where only their mask is left."""
        if address is None or address.username != HIDDEN:
            return None if address is None else address.full
        self.report.warn(
            self.file, path, "the user of the proxy is not known here", "set it again in the files"
        )
        return address.url

    def credentials(self, path: Path, form: CredentialsForm) -> Credentials | None:
        """Return how the form at ``path`` says that we identify ourselves; None if it says nothing."""
        headers = []
        for name, text in (form.headers or {}).items():
            place = (*path, "headers", name)
            if not _HEADER.fullmatch(name):
                wrong = f"'{name}' is not a valid name of a header"
                self.report.problem(self.file, place, wrong, "write one such as X-Api-Key", key=True)
            secret = self.value(place, text)
            if secret is not None:
                headers.append((name, secret))
        password, bearer = self.open(path, form, "password"), self.open(path, form, "bearer")
        found = Credentials(form.username, password, bearer, tuple(headers))
        return None if found == Credentials() else found

    def certificates(self, path: Path, place: str | None) -> str | None:
        """Return where a file of certificates lies, after a look whether it holds any."""
        if place is None:
            return None
        where = str(self.environment.base / place)
        if where in self._trusted:  # many feeds trust the same authority
            return where
        try:
            durable.read(pathlib.Path(where), 1)
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=where)
            self._trusted.add(where)
        except (OSError, ValueError) as error:
            words = getattr(error, "strerror", None) if not isinstance(error, ssl.SSLError) else None
            wrong = f"{where} cannot be read: {words or 'it holds no certificate in PEM form'}"
            add = self.report.warn if self.environment.lenient else self.report.problem
            add(
                self.file, path, wrong, "correct the path, or write the certificates of the authority into it"
            )
        return where

    def identity(self, path: Path, cert: str | None, key: str | None) -> tuple[str | None, str | None]:
        """Return where the certificate lies that shows who we are, and its key, after a look whether they belong together."""
        if cert is None:
            if key is not None:
                wrong = "client_key is given without client_cert"
                self.report.problem(
                    self.file, (*path, "client_key"), wrong, "add client_cert, or remove it", key=True
                )
            return None, None
        where = str(self.environment.base / cert)
        key_at = None if key is None else str(self.environment.base / key)
        if (unusable := _unusable(where, key_at)) is not None:
            add = self.report.warn if self.environment.lenient else self.report.problem
            hint = "name PEM files: the certificate, and its key without a passphrase"
            add(self.file, (*path, "client_cert"), unusable, hint)
        return where, key_at

    def _from_file(self, path: Path, place: str) -> Secret | None:
        try:
            return Secret(self.environment.secret(place))
        except Missing as missing:
            add = self.report.warn if self.environment.lenient else self.report.problem
            add(self.file, path, str(missing), missing.remedy)
            return None


def _unusable(cert: str, key: str | None) -> str | None:
    """Return what is wrong with the files of a certificate and its key; None if nothing is."""
    try:
        for place in filter(None, (cert, key)):
            durable.read(pathlib.Path(place), 1)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_cert_chain(cert, key, password=lambda: "")  # or the terminal would be asked
    except ssl.SSLError as error:
        words = (error.reason or "no certificate and key in PEM form").replace("_", " ").lower()
        return f"{cert} and {key or 'the key in it'} cannot be used: {words}"
    except (OSError, ValueError) as error:
        missing = key if key is not None and pathlib.Path(cert).is_file() else cert
        return f"{missing} cannot be read: {getattr(error, 'strerror', None) or error}"
    return None
