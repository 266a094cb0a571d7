"""feeds.yaml becomes feeds."""

from dataclasses import replace

from monitor.config.environment import Environment
from monitor.config.files.secret import HIDDEN, Vault
from monitor.config.forms.feeds import FeedForm, FeedsFile
from monitor.config.forms.sections import listed_items, only_keys
from monitor.config.problems.report import Report
from monitor.config.yaml.nodes import Document
from monitor.core.settings import Credentials, Feed, Secret

Path = tuple[str | int, ...]

_PLAIN = (
    "lang",
    "publisher",
    "every",
    "first_poll",
    "user_agent",
    "accept_certificate",
    "timeout",
    "max_body",
    "conditional",
    "enabled",
)


def read(file: Document, environment: Environment, report: Report) -> dict[str, Feed]:
    """Return the sound feeds of feeds.yaml by id."""
    only_keys(file, FeedsFile, report)
    vault = Vault(file, environment, report)
    feeds: dict[str, Feed] = {}
    urls: dict[str, str] = {}
    for path, form in listed_items(file, "feeds", FeedForm, report):
        feed = _feed(path, form, vault)
        if feed.id in feeds:
            report.problem(file, (*path, "id"), f"two feeds have the id '{feed.id}'", "rename one of them")
            continue
        same = urls.setdefault(feed.url, feed.id)
        if same != feed.id:
            report.warn(file, (*path, "url"), f"feed '{same}' has the same URL", "remove one of them")
        feeds[feed.id] = feed
    return feeds


def _feed(path: Path, form: FeedForm, vault: Vault) -> Feed:
    given = form.given()
    client_cert, client_key = vault.identity(path, form.client_cert, form.client_key)
    plain = {name: given[name] for name in _PLAIN if name in given}
    return Feed(
        id=form.id,
        url=form.url.url,
        title=form.title or form.id,
        kind=form.kind or "other",
        tags=tuple(form.tags or ()),
        credentials=_credentials(path, form, vault),
        ca_file=vault.certificates((*path, "ca_file"), form.ca_file),
        client_cert=client_cert,
        client_key=client_key,
        proxy=vault.proxy((*path, "proxy"), form.proxy),
        **plain,
    )


def _credentials(path: Path, form: FeedForm, vault: Vault) -> Credentials | None:
    found = vault.credentials(path, form)
    if form.url.username is None:
        return found
    if found is not None and (found.username is not None or found.password is not None):
        wrong = "the URL has a user, and username or password is given as well"
        vault.report.problem(vault.file, (*path, "url"), wrong, "remove one of them")
    username, password = _userinfo(path, form, vault)
    both = replace(found or Credentials(), username=username, password=password)
    return None if both == Credentials() else both


def _userinfo(path: Path, form: FeedForm, vault: Vault) -> tuple[str | None, Secret | None]:
    if form.url.username == HIDDEN:
        wrong = "user and password of this feed are not known here"
        vault.report.warn(vault.file, (*path, "url"), wrong, "set them again in the files")
        return None, None
    secret = vault.value((*path, "url"), form.url.password) if form.url.password is not None else None
    return form.url.username, secret
