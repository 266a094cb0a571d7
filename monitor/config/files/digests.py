"""digests.yaml and recipients.yaml become recipients and what they have ordered."""

import shutil
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from monitor.config.environment import Environment
from monitor.config.files.secret import Vault
from monitor.config.forms.digests import (
    AlertForm,
    DigestForm,
    DigestsFile,
    NotForm,
    RecipientForm,
    RecipientsFile,
    SelectForm,
    SilenceForm,
    WebhookForm,
)
from monitor.config.forms.sections import listed_items, named_items, only_keys
from monitor.config.problems.report import Report
from monitor.config.values.spans import spelt
from monitor.config.yaml.nodes import Document
from monitor.core.language.countries import code_of
from monitor.core.model import Severity
from monitor.core.orders.reminders import LONGEST
from monitor.core.settings import (
    Alert,
    Command,
    Digest,
    Escalation,
    Near,
    Recipient,
    Select,
    Silence,
    Webhook,
)

Path = tuple[str | int, ...]

FRAMES = ("en", "fr", "ar")
_NEWS = timedelta(hours=48)  # what was published longer ago wakes nobody
_SOON = timedelta(minutes=1)
_TARGETS = ("story", "rule", "place", "words")


@dataclass(frozen=True, slots=True)
class Orders:
    """Who reads, and what they have ordered; paths tell where each stands."""

    recipients: dict[str, Recipient] = field(default_factory=dict)
    digests: dict[str, Digest] = field(default_factory=dict)
    alerts: dict[str, Alert] = field(default_factory=dict)
    silences: list[Silence] = field(default_factory=list)
    paths: dict[tuple[str, str | int], tuple[Document, Path]] = field(default_factory=dict)


def read(
    files: Sequence[Document],
    timezone: ZoneInfo,
    countries: Set[str],
    environment: Environment,
    report: Report,
) -> Orders:
    """Return the sound recipients, digests, alerts and silences of the two files.

    ``countries`` are those of places.csv.
    """
    orders = Orders()
    for file in files:
        only_keys(file, RecipientsFile if file.name == "recipients.yaml" else DigestsFile, report)
        _recipients(file, timezone, Vault(file, environment, report), orders)
    for file in files:
        if file.name != "recipients.yaml":
            _digests(file, timezone, orders, countries, report)
            _alerts(file, orders, countries, report)
            _silences(file, timezone, orders, report)
    return orders


def _recipients(file: Document, timezone: ZoneInfo, vault: Vault, orders: Orders) -> None:
    for path, name, form in named_items(file, "recipients", RecipientForm, vault.report):
        if name in orders.recipients:
            wrong = f"the recipient '{name}' is also in digests.yaml"
            vault.report.problem(file, path, wrong, "keep one of them", key=True)
            continue
        recipient = _recipient(path, name, form, timezone, vault)
        orders.recipients[name] = recipient
        orders.paths["recipient", name] = (file, path)
        _check_recipient(file, path, recipient, vault.report)


def _recipient(path: Path, name: str, form: RecipientForm, timezone: ZoneInfo, vault: Vault) -> Recipient:
    hooks = [
        hook
        for index, written in enumerate(form.webhook or ())
        if (hook := _webhook((*path, "webhook", index), written, vault)) is not None
    ]
    given = form.given() | {
        "mail": tuple(dict.fromkeys(form.mail or ())),
        "file": tuple(str(vault.environment.base / place) for place in form.file or ()),
        "webhook": tuple(hooks),
        "command": tuple(
            Command(**{**command.given(), "run": tuple(command.run)}) for command in form.command or ()
        ),
        "quiet": tuple(form.quiet or ()),
        "unknown": len(hooks) < len(form.webhook or ()),
    }
    if form.paused_until is not None:
        given["paused_until"] = _instant(form.paused_until, form.timezone or timezone)
    return Recipient(name, **given)


def _webhook(path: Path, form: WebhookForm, vault: Vault) -> Webhook | None:
    """Return a webhook; None, with a problem or a warning, where its URL is not known."""
    url = vault.url(path, form)
    if url is None and form.url is None and form.url_file is None:
        vault.report.problem(vault.file, path, "'url' is missing", "add it, or url_file")
    if form.format == "telegram" and form.chat is None:
        vault.report.problem(vault.file, path, "'chat' is missing", "write the chat's number, or @channel")
    secret, credentials = vault.open(path, form, "secret"), vault.credentials(path, form)
    ca_file = vault.certificates((*path, "ca_file"), form.ca_file)
    if url is None:
        return None
    chat = None if form.chat is None else str(form.chat)
    return Webhook(url, secret, form.format or "json", chat, credentials, ca_file)


def _check_recipient(file: Document, path: Path, recipient: Recipient, report: Report) -> None:
    if recipient.lang not in FRAMES:
        remedy = f"the frame of messages is written in {', '.join(FRAMES)}; others get English"
        report.warn(file, (*path, "lang"), f"there is no frame in '{recipient.lang}'", remedy)
    has_address = recipient.mail or recipient.file or recipient.webhook or recipient.command
    if not (has_address or recipient.unknown):
        report.warn(file, path, "this recipient has no address", "add mail, file, webhook or command")
    for index, command in enumerate(recipient.command):
        if shutil.which(command.run[0]) is None:
            wrong = f"'{command.run[0]}' is not a program that can be run here"
            report.warn(file, (*path, "command", index, "run"), wrong, "write its whole path, or install it")


def _digests(file: Document, timezone: ZoneInfo, orders: Orders, countries: Set[str], report: Report) -> None:
    for path, form in listed_items(file, "digests", DigestForm, report):
        if (form.cron is None) == (form.every is None):
            wrong = "a digest needs a schedule" if form.cron is None else "both cron and every are given"
            report.problem(file, path, wrong, 'write one of cron: "0 6 * * *" or every: 10m')
        given = form.given() | {"to": tuple(form.to), "timezone": form.timezone or timezone}
        digest = Digest(
            **{"cron": None, "every": None}
            | given
            | {"select": _select(form.select, Severity.INFO, countries)}
        )
        if _is_new(digest.id, orders.digests, "digest", file, path, report):
            orders.digests[digest.id] = digest
            orders.paths["digest", digest.id] = (file, path)


def _alerts(file: Document, orders: Orders, countries: Set[str], report: Report) -> None:
    for path, form in listed_items(file, "alerts", AlertForm, report):
        steps = tuple(Escalation(step.after, step.to) for step in form.escalate or ())
        select = _select(form.select, Severity.CRITICAL, countries, _NEWS)
        unless = None if form.unless_told_by is None else tuple(form.unless_told_by)
        given = {"to": tuple(form.to), "select": select, "escalate": steps, "unless_told_by": unless}
        alert = Alert(**form.given() | given)
        _check_reminders(file, path, alert, report)
        if _is_new(alert.id, orders.alerts, "alert", file, path, report):
            orders.alerts[alert.id] = alert
            orders.paths["alert", alert.id] = (file, path)


def _check_reminders(file: Document, path: Path, alert: Alert, report: Report) -> None:
    spans = {(*path, "repeat"): alert.repeat} if alert.repeat is not None else {}
    spans |= {(*path, "escalate", place, "after"): step.after for place, step in enumerate(alert.escalate)}
    for where, span in spans.items():
        if not _SOON <= span < LONGEST:
            wrong = f"{spelt(span)} is out of range"
            report.problem(file, where, wrong, "write a time from 1m to less than 24h, such as 15m")


def _is_new(
    name: str,
    known: dict[str, Digest] | dict[str, Alert],
    what: str,
    file: Document,
    path: Path,
    report: Report,
) -> bool:
    if name not in known:
        return True
    report.problem(file, (*path, "id"), f"two {what}s have the id '{name}'", "rename one of them")
    return False


def _select(
    form: SelectForm | None, least: Severity, countries: Set[str], max_age: timedelta | None = None
) -> Select:
    given = _selected(form, countries) if form else {}
    if form is not None and form.without is not None:
        given["without"] = Select(**_selected(form.without, countries))
    return Select(**{"min_severity": least, "max_age": max_age} | given)


def _selected(form: NotForm, countries: Set[str]) -> dict[str, Any]:
    """Return what a form asks for, countries by the name that places.csv gives them."""
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in form.given().items()}
    if form.near is not None:
        given["near"] = Near(form.near.place, form.near.km)
    if form.countries is not None:
        given["countries"] = tuple(
            name if name in countries else code_of(name) or name for name in form.countries
        )
    return given


def _silences(file: Document, timezone: ZoneInfo, orders: Orders, report: Report) -> None:
    for path, form in listed_items(file, "silences", SilenceForm, report):
        if form.given().keys().isdisjoint(_TARGETS):
            wrong = "a silence must say what it silences"
            report.problem(file, path, wrong, "add story, rule, place or words")
            continue
        times = {"until": _instant(form.until, timezone)}
        if form.begins is not None:
            times["begins"] = _instant(form.begins, timezone)
        silence = Silence(**{"reason": "", "by": "configuration"} | form.given() | times)
        orders.paths["silence", len(orders.silences)] = (file, path)
        orders.silences.append(silence)


def _instant(moment: datetime | date, timezone: ZoneInfo) -> datetime:
    """Return the instant of a moment: that of a day without a time is its beginning."""
    instant = moment if isinstance(moment, datetime) else datetime.combine(moment, time())
    return instant if instant.tzinfo else instant.replace(tzinfo=timezone)
