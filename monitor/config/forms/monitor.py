"""The form of monitor.yaml."""

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from monitor.config.forms.form import Form
from monitor.config.values.kinds import Address, Duration, Listen, Net, Patience, Sender, Size, Whole, Zone
from monitor.config.values.lists import LIST, OrText, Strings
from monitor.config.values.stores import store_url
from monitor.config.values.urls import ProxyUrl, SecretUrl, Url

StoreUrl = Annotated[
    str,
    BeforeValidator(store_url),
    WithJsonSchema({"type": "string", "examples": ["sqlite:///var/monitor.db"]}),
]
FirstPoll = Literal["baseline", "all"]
Count = Annotated[int, Field(ge=1, le=10_000), Whole]


class PollingForm(Form):
    """When and how hard feeds are asked."""

    every: Duration | None = None
    fastest: Duration | None = None
    slowest: Duration | None = None
    concurrency: Count | None = None
    per_host: Count | None = None
    timeout: Patience | None = None
    max_body: Size | None = None
    first_poll: FirstPoll | None = None
    health_after: Duration | None = None


class NetworkForm(Form):
    """What may be reached, and how the service introduces itself."""

    allow_private: Annotated[list[Net], LIST, OrText()] | None = None
    proxy: ProxyUrl | None = None
    user_agent: str | None = None
    contact: str | None = None


class OAuthForm(Form):
    """How to get access tokens for the mail server."""

    essential: ClassVar[frozenset[str]] = frozenset({"token_url", "client_id"})

    token_url: Url
    client_id: str
    client_secret: str | None = None
    client_secret_file: str | None = None
    refresh_token: str | None = None
    refresh_token_file: str | None = None
    scope: str | None = None


class MailServerForm(Form):
    """A mail server, and how to log in to it."""

    essential: ClassVar[frozenset[str]] = frozenset({"host"})

    host: str | None = None
    port: Annotated[int, Field(ge=1, le=65535), Whole] | None = None
    security: Literal["starttls", "tls", "none"] | None = None
    username: str | None = None
    password: str | None = None
    password_file: str | None = None
    token_file: str | None = None
    token_command: Annotated[list[str], LIST] | None = None
    oauth: OAuthForm | None = None
    helo: str | None = None
    envelope_from: Address | None = None
    sender: Sender | None = Field(None, alias="from")
    ca_file: str | None = None


class MailForm(MailServerForm):
    """The way out for messages; without ``host`` they are written to files."""

    reply_to: Address | None = None
    feedback: Address | None = None
    unsubscribe: str | None = None
    fallbacks: list[MailServerForm] | None = None


class WebForm(Form):
    """Where health, metrics and the page are served."""

    listen: Listen | None = None
    hosts: Annotated[list[str], LIST] | None = None
    public: Url | None = None


class HeartbeatForm(Form):
    """An outside watcher's URL, pinged only while deliveries are on time."""

    url: SecretUrl | None = None
    url_file: str | None = None
    every: Duration | None = None


class RetentionForm(Form):
    """How long things are kept."""

    entries: Duration | None = None
    hits: Duration | None = None


class SignalsForm(Form):
    """What the trends count: tags, zones of places, vocabularies of groups."""

    events: Strings | None = None
    zones: Strings | None = None
    untouched: Strings | None = None
    actors: Strings | None = None
    denial: str | None = None
    tags: Strings | None = None


class MonitorFile(Form):
    """monitor.yaml: how the service runs. Every key has a default."""

    store: StoreUrl | None = None
    timezone: Zone | None = None
    polling: PollingForm | None = None
    network: NetworkForm | None = None
    mail: MailForm | None = None
    web: WebForm | None = None
    operators: Strings | None = None
    heartbeat: HeartbeatForm | None = None
    retention: RetentionForm | None = None
    signals: SignalsForm | None = None
