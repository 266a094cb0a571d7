"""The forms of digests.yaml and recipients.yaml."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from monitor.config.forms.form import CredentialsForm, Form
from monitor.config.values.kinds import (
    Address,
    Cron,
    Duration,
    Folder,
    Grade,
    Id,
    Kilometres,
    Lang,
    Moment,
    Patience,
    Quiet,
    Zone,
)
from monitor.config.values.lists import LIST, OrText, Strings
from monitor.config.values.urls import SecretUrl

ChatFormat = Literal["json", "slack", "teams", "discord", "mattermost", "ntfy", "matrix", "telegram"]
Count = Annotated[int, Field(ge=1, le=10_000)]


class WebhookForm(CredentialsForm):
    """An address that takes JSON, signed when there is a secret, or the incoming messages of a chat."""

    url: SecretUrl | None = None
    url_file: str | None = None
    secret: str | None = None
    secret_file: str | None = None
    format: ChatFormat | None = None
    chat: str | int | None = None
    ca_file: str | None = None


class CommandForm(Form):
    """A program that takes messages on its standard input."""

    essential: ClassVar[frozenset[str]] = frozenset({"run"})

    run: Annotated[Strings, Field(min_length=1)]
    format: Literal["json", "text"] | None = None
    timeout: Patience | None = None


class RecipientForm(Form):
    """Who reads; each address gets a message of its own."""

    essential: ClassVar[frozenset[str]] = frozenset({"mail", "file", "webhook", "command"})

    mail: Annotated[list[Address], LIST, OrText()] | None = None
    file: Annotated[list[Folder], LIST, OrText()] | None = None
    webhook: list[WebhookForm] | None = None
    command: list[CommandForm] | None = None
    timezone: Zone | None = None
    lang: Lang | None = None
    quiet: Annotated[list[Quiet], LIST, OrText()] | None = None
    paused_until: Moment | None = None
    format: Literal["both", "text", "html"] | None = None
    discreet: bool | None = None


class NearForm(Form):
    """No further than so many kilometres from a place."""

    essential: ClassVar[frozenset[str]] = frozenset({"place", "km"})

    place: str
    km: Kilometres


class NotForm(Form):
    """What an order leaves out: each key for itself."""

    tags: Strings | None = None
    rules: Strings | None = None
    feeds: Strings | None = None
    langs: Strings | None = None
    places: Strings | None = None
    countries: Strings | None = None
    regions: Strings | None = None
    zones: Strings | None = None
    kinds: Annotated[list[Literal["wire", "local", "state", "party", "un", "ngo", "other"]], LIST] | None = (
        None
    )
    near: NearForm | None = None


class SelectForm(NotForm):
    """Which hits an order takes; what is left out asks for nothing."""

    min_severity: Grade | None = None
    max_severity: Grade | None = None
    min_publishers: Count | None = None
    max_age: Duration | None = None
    without: NotForm | None = Field(None, alias="not")


class DigestForm(Form):
    """A standing order to report on a schedule."""

    essential: ClassVar[frozenset[str]] = frozenset({"id", "to"})

    id: Id
    to: Strings
    cron: Cron | None = None
    every: Duration | None = None
    timezone: Zone | None = None
    select: SelectForm | None = None
    title: str | None = None
    template: str | None = None
    group_by: Literal["severity", "rule", "tag", "country", "story"] | None = None
    when_empty: Literal["send", "skip"] | None = None
    catch_up: Literal["one", "skip"] | None = None
    max_lateness: Duration | None = None


class EscalationForm(Form):
    """Who is told when nobody has acknowledged an alert for a while."""

    after: Duration
    to: str


class AlertForm(Form):
    """A standing order to report at once."""

    essential: ClassVar[frozenset[str]] = frozenset({"id", "to"})

    id: Id
    to: Strings
    select: SelectForm | None = None
    title: str | None = None
    template: str | None = None
    wait: Duration | None = None
    max_per_hour: Count | None = None
    through_quiet: bool | None = None
    repeat: Duration | None = None
    escalate: Annotated[list[EscalationForm], LIST] | None = None
    unless_told_by: Strings | None = None


class SilenceForm(Form):
    """A temporary order not to report."""

    essential: ClassVar[frozenset[str]] = frozenset({"story", "rule", "place", "words", "until"})

    story: Annotated[int, Field(ge=1)] | None = None
    rule: str | None = None
    place: str | None = None
    words: str | None = None
    until: Moment
    begins: Moment | None = Field(None, alias="from")
    recipient: str | None = Field(None, alias="to")
    reason: str | None = None
    by: str | None = None
    even_if_raised: bool | None = None


class RecipientsFile(Form):
    """recipients.yaml: who reads, kept out of shared rule packs."""

    recipients: dict[Id, RecipientForm] = {}


class DigestsFile(Form):
    """digests.yaml: who is told what, and when."""

    recipients: dict[Id, RecipientForm] = {}
    digests: list[DigestForm] = []
    alerts: list[AlertForm] = []
    silences: list[SilenceForm] = []
