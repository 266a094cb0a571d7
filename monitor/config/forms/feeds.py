"""The form of feeds.yaml."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from monitor.config.forms.form import CredentialsForm, Form
from monitor.config.forms.monitor import FirstPoll
from monitor.config.values.kinds import Duration, Fingerprint, Id, Lang, Patience, Size
from monitor.config.values.lists import Strings
from monitor.config.values.urls import FeedProxy, Url

Kind = Literal["wire", "local", "state", "party", "un", "ngo", "other"]


class FeedForm(CredentialsForm):
    """A source that is polled."""

    essential: ClassVar[frozenset[str]] = frozenset({"id", "url"})

    id: Id
    url: Url
    title: str | None = None
    lang: Lang | None = None
    kind: Kind | None = None
    publisher: str | None = None
    tags: Strings | None = None
    every: Duration | None = None
    first_poll: FirstPoll | None = None
    user_agent: str | None = None
    ca_file: str | None = None
    accept_certificate: Fingerprint | None = None
    client_cert: str | None = None
    client_key: str | None = None
    timeout: Patience | None = None
    max_body: Size | None = None
    proxy: FeedProxy | None = None
    conditional: bool | None = None
    enabled: bool | None = None


class FeedsFile(Form):
    """feeds.yaml: the sources."""

    feeds: Annotated[list[FeedForm], Field(description="The sources, in any order.")] = []
