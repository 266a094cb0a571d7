"""monitor.yaml becomes settings."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

from monitor.config.environment import Environment
from monitor.config.files.secret import Vault
from monitor.config.forms.monitor import (
    HeartbeatForm,
    MailForm,
    MailServerForm,
    MonitorFile,
    NetworkForm,
    OAuthForm,
)
from monitor.config.forms.sections import whole
from monitor.config.problems.report import Report
from monitor.config.values import stores
from monitor.config.values.spans import spelt
from monitor.config.yaml.nodes import Document
from monitor.core.settings import Heartbeat, Mail, Network, OAuth, Polling, Retention, Signals

Path = tuple[str | int, ...]

# Keys of a mail server that are read one by one.
_READ_APART = frozenset(
    [
        "port",
        "security",
        "username",
        "password",
        "password_file",
        "token_file",
        "token_command",
        "oauth",
        "ca_file",
        "fallbacks",
    ]
)


@dataclass(frozen=True, slots=True)
class Service:
    """How the service runs, all of monitor.yaml."""

    store: str
    timezone: ZoneInfo
    polling: Polling
    network: Network
    mail: Mail
    listen: str
    hosts: tuple[str, ...]
    public: str | None
    operators: tuple[str, ...]
    heartbeat: Heartbeat
    retention: Retention
    signals: Signals


def read(file: Document, environment: Environment, report: Report) -> Service:
    """Return the settings of monitor.yaml; what is wrong in it is reported and left at its default."""
    form = whole(file, MonitorFile, report)
    vault = Vault(file, environment, report)
    polling = Polling(**form.polling.given()) if form.polling else Polling()
    _check_polling(file, polling, report)
    return Service(
        store=_store(form.store, environment, file, report),
        timezone=form.timezone or ZoneInfo("UTC"),
        polling=polling,
        network=_network(form.network or NetworkForm(), vault),
        mail=_mail(form.mail or MailForm.model_validate({}), vault),
        listen=(form.web.listen if form.web else None) or "127.0.0.1:8080",
        hosts=tuple(form.web.hosts or ()) if form.web else (),
        public=form.web.public.url.rstrip("/") if form.web and form.web.public else None,
        operators=tuple(form.operators or ()),
        heartbeat=_heartbeat(form.heartbeat or HeartbeatForm(), vault),
        retention=Retention(**form.retention.given()) if form.retention else Retention(),
        signals=_signals(form),
    )


def _store(written: str | None, environment: Environment, file: Document, report: Report) -> str:
    try:
        return stores.chosen(written, environment)
    except PydanticCustomError as error:
        remedy = str((error.context or {}).get("remedy", ""))
        report.problem(file, ("store",), f"MONITOR_STORE: {error}", remedy)
        return environment.store


def _check_polling(file: Document, polling: Polling, report: Report) -> None:
    pace = (("fastest", polling.fastest), ("every", polling.every), ("slowest", polling.slowest))
    for (low, shorter), (high, longer) in pairwise(pace):
        if shorter > longer:
            wrong = f"{low} ({spelt(shorter)}) is longer than {high} ({spelt(longer)})"
            report.problem(file, ("polling", low), wrong, "they must grow: fastest, every, slowest")


def _network(form: NetworkForm, vault: Vault) -> Network:
    proxy = vault.proxy(("network", "proxy"), form.proxy)
    return Network(**form.given() | {"allow_private": tuple(form.allow_private or ()), "proxy": proxy})


def _mail(form: MailForm, vault: Vault) -> Mail:
    mail = _server(("mail",), form, Mail(), vault)
    spare = (
        _server(("mail", "fallbacks", index), each, mail, vault)
        for index, each in enumerate(form.fallbacks or ())
    )
    return replace(mail, fallbacks=tuple(spare))


def _server(path: Path, form: MailServerForm, above: Mail, vault: Vault) -> Mail:
    """Return one mail server; what is not its own, such as who sends, is as ``above``."""
    given = {name: value for name, value in form.given().items() if name not in _READ_APART}
    mail = replace(
        above,
        **given,
        port=form.port or (465 if form.security == "tls" else 587),
        security=form.security or "starttls",
        username=form.username,
        password=vault.open(path, form, "password"),
        password_file=vault.environment.place(form.password_file),
        token_file=vault.environment.place(form.token_file),
        token_command=tuple(form.token_command or ()),
        oauth=_oauth((*path, "oauth"), form.oauth, vault) if form.oauth else None,
        ca_file=vault.certificates((*path, "ca_file"), form.ca_file),
    )
    _check_mail(path, mail, vault)
    return mail


def _oauth(path: Path, form: OAuthForm, vault: Vault) -> OAuth:
    if form.client_secret is form.client_secret_file is form.refresh_token is form.refresh_token_file is None:
        wrong = "there is no secret to ask for a token with"
        vault.report.problem(vault.file, path, wrong, "add client_secret_file, or refresh_token_file")
    return OAuth(
        form.token_url.url,
        form.client_id,
        vault.open(path, form, "client_secret"),
        vault.environment.place(form.client_secret_file),
        vault.open(path, form, "refresh_token"),
        vault.environment.place(form.refresh_token_file),
        form.scope,
    )


def _check_mail(path: Path, mail: Mail, vault: Vault) -> None:
    if mail.host and not mail.sender:
        wrong = "'from' is missing"
        vault.report.problem(vault.file, path, wrong, "write the address that messages come from")
    if (mail.token_file or mail.token_command or mail.oauth) and not mail.username:
        wrong = "a token is given, and nobody to log in"
        vault.report.problem(vault.file, path, wrong, "write the mailbox as mail.username")
    if mail.security == "none" and mail.username:
        wrong = "the password would travel in clear text"
        vault.report.warn(vault.file, (*path, "security"), wrong, "use starttls or tls")


def _heartbeat(form: HeartbeatForm, vault: Vault) -> Heartbeat:
    every = {"every": form.every} if form.every else {}
    return Heartbeat(url=vault.url(("heartbeat",), form), **every)


def _signals(form: MonitorFile) -> Signals:
    given: dict[str, Any] = form.signals.given() if form.signals else {}
    lists: dict[str, Any] = {name: tuple(value) for name, value in given.items() if isinstance(value, list)}
    return Signals(**given | lists)
