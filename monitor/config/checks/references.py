"""What one file says about names in another: recipients, rules, feeds, places, templates."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from itertools import permutations

from monitor.config.files.digests import Orders
from monitor.config.problems.report import Report
from monitor.config.problems.suggest import did_you_mean, shown
from monitor.config.yaml.nodes import Document
from monitor.core.language.countries import COUNTRIES
from monitor.core.language.detect import primary
from monitor.core.orders.selection import takes_in
from monitor.core.rules.model import Rule
from monitor.core.settings import Alert, Config, Digest, Select
from monitor.core.text.nearest import nearest

Path = tuple[str | int, ...]

_NOBODYS = ("example.org", "example.com", "example.net", ".example")  # RFC 2606


@dataclass(frozen=True, slots=True)
class Names:
    """Every name that can be referred to; None where a file was too broken to know them all."""

    recipients: Set[str] | None
    rules: Set[str] | None
    vocabularies: Set[str] | None
    feeds: Set[str] | None
    places: Set[str] | None
    countries: Set[str] | None
    regions: Set[str] | None
    zones: Set[str] | None
    tags: Set[str] | None
    templates: Set[str] | None
    langs: Set[str] | None


def check(monitor: Document, service: Config, orders: Orders, names: Names, report: Report) -> None:
    """Report every reference that leads nowhere."""
    _service(monitor, service, names, report)
    for (what, name), (file, path) in orders.paths.items():
        match what:
            case "silence":
                _silence(file, path, names, report)
            case "digest":
                _order(file, path, orders.digests[str(name)], names, report)
            case "alert":
                _order(file, path, orders.alerts[str(name)], names, report)
                _escalations(file, path, orders.alerts[str(name)], names, report)
                _all(
                    file,
                    (*path, "unless_told_by"),
                    orders.alerts[str(name)].unless_told_by or (),
                    "alert",
                    orders.alerts.keys(),
                    report,
                )
    _unused(orders, service, report)
    _overlaps(orders, report)
    _placeholders(orders, service, report)


def check_langs(files: Mapping[str, Document], rules: Iterable[Rule], names: Names, report: Report) -> None:
    """Warn of rules that read a language in which nothing comes."""
    for rule in rules:
        file = files.get(str(rule.path[0]))
        if file is not None:
            _langs(file, (*rule.path[1:], "langs"), rule.langs, names, report)


def _langs(file: Document, path: Path, langs: Iterable[str], names: Names, report: Report) -> None:
    for index, lang in enumerate(langs):
        if names.langs is not None and primary(lang) not in names.langs:
            wrong = f"no feed and no term has the language {shown(lang)}"
            report.warn(file, (*path, index), wrong, did_you_mean(lang, names.langs, "name one of a feed"))


def _service(file: Document, service: Config, names: Names, report: Report) -> None:
    _all(file, ("operators",), service.operators, "recipient", names.recipients, report)
    _all(file, ("signals", "actors"), service.signals.actors, "vocabulary", names.vocabularies, report)
    _all(file, ("signals", "zones"), service.signals.zones, "zone of places", names.zones, report)
    _all(
        file,
        ("signals", "untouched"),
        service.signals.untouched,
        "country of places",
        names.countries,
        report,
    )


def _order(file: Document, path: Path, order: Digest | Alert, names: Names, report: Report) -> None:
    _all(file, (*path, "to"), order.to, "recipient", names.recipients, report)
    if not order.to:
        report.problem(file, (*path, "to"), "nobody is named", "name a recipient")
    _all(file, (*path, "template"), (order.template,), "template", names.templates, report)
    _select(file, (*path, "select"), order.select, names, report)


def _escalations(file: Document, path: Path, alert: Alert, names: Names, report: Report) -> None:
    for place, step in enumerate(alert.escalate):
        _one(file, (*path, "escalate", place, "to"), step.to, "recipient", names.recipients, report)


def _select(file: Document, path: Path, select: Select, names: Names, report: Report) -> None:
    _all(file, (*path, "rules"), select.rules, "rule", names.rules, report)
    _all(file, (*path, "feeds"), select.feeds, "feed", names.feeds, report)
    _all(file, (*path, "places"), select.places, "place", names.places, report)
    _countries(file, (*path, "countries"), select.countries, names, report)
    _all(file, (*path, "regions"), select.regions, "region in places.csv", names.regions, report)
    _all(file, (*path, "zones"), select.zones, "zone in places.csv", names.zones, report)
    _langs(file, (*path, "langs"), select.langs, names, report)
    if select.near is not None:
        _one(file, (*path, "near", "place"), select.near.place, "place", names.places, report)
    if select.without is not None:
        _select(file, (*path, "not"), select.without, names, report)
    if select.min_severity > select.max_severity:
        wrong = f"max_severity ({select.max_severity}) is below min_severity ({select.min_severity})"
        report.problem(file, (*path, "max_severity"), wrong, "nothing would ever be told: raise it")
    for index, tag in enumerate(select.tags):
        if names.tags is not None and tag not in names.tags:
            remedy = did_you_mean(tag, names.tags, "give it to a rule")
            report.warn(file, (*path, "tags", index), f"no rule has the tag {shown(tag)}", remedy)


def _countries(file: Document, path: Path, used: Iterable[str], names: Names, report: Report) -> None:
    """Report countries of which places.csv has no place; it has codes, people write names."""
    known = names.countries
    for index, name in enumerate(used):
        if known is None or name in known:
            continue
        spelled = {spoken: code for code in known for spoken in COUNTRIES.get(code, {}).values()}
        near = nearest(name, [*known, *spelled])
        listing = ", ".join(
            f"{code} ({COUNTRIES.get(code, {}).get('en', '?')})" for code in sorted(known)[:40]
        )
        hint = f"did you mean '{near}'?" if near is not None else f"it has {listing}"
        report.problem(file, (*path, index), f"places.csv has no country {shown(name)}", hint)


def _silence(file: Document, path: Path, names: Names, report: Report) -> None:
    node = file.node(path)
    said = node.value if node else {}
    for key, what, known in (
        ("rule", "rule", names.rules),
        ("place", "place", names.places),
        ("to", "recipient", names.recipients),
    ):
        if said.get(key) is not None:
            _one(file, (*path, key), str(said[key]), what, known, report)


def _one(file: Document, path: Path, name: str, what: str, known: Set[str] | None, report: Report) -> None:
    if known is not None and name not in known:
        hint = did_you_mean(name, known, f"name a {what} that exists")
        report.problem(file, path, f"there is no {what} {shown(name)}", hint)


def _all(
    file: Document, path: Path, used: Iterable[str], what: str, known: Set[str] | None, report: Report
) -> None:
    for index, name in enumerate(used):
        _one(file, (*path, index), name, what, known, report)


def _overlaps(orders: Orders, report: Report) -> None:
    """Warn of alerts that would tell one mailbox the same: each story is told there once, by whichever comes first."""
    for wide, narrow in permutations(orders.alerts.values(), 2):
        shared = sorted(_mailboxes(wide, orders) & _mailboxes(narrow, orders))
        is_same = takes_in(narrow.select, wide.select)
        if not shared or not takes_in(wide.select, narrow.select) or (is_same and wide.id > narrow.id):
            continue
        if narrow.unless_told_by is None and narrow.id not in (wide.unless_told_by or ()):
            file, path = orders.paths["alert", narrow.id]
            wrong = f"{shared[0]} gets all of '{narrow.id}' by '{wide.id}', too"
            hint = f"take one of them out of it, or write unless_told_by: [{wide.id}]; else whichever comes first tells a story"
            report.warn(file, path, wrong, hint)


def _mailboxes(alert: Alert, orders: Orders) -> set[str]:
    return {
        address for name in alert.to if name in orders.recipients for address in orders.recipients[name].mail
    }


def _placeholders(orders: Orders, service: Config, report: Report) -> None:
    """Warn of addresses nobody reads, once there is a server to send to them."""
    for name, recipient in orders.recipients.items():
        file, path = orders.paths["recipient", name]
        for index, address in enumerate(recipient.mail if service.mail.host else ()):
            if address.endswith(_NOBODYS):
                report.warn(
                    file, (*path, "mail", index), f"nobody reads {shown(address)}", "write a real address"
                )


def _unused(orders: Orders, service: Config, report: Report) -> None:
    every: list[Digest | Alert] = [*orders.digests.values(), *orders.alerts.values()]
    used = {name for order in every for name in order.to} | set(service.operators)
    used |= {step.to for alert in orders.alerts.values() for step in alert.escalate}
    for name in orders.recipients:
        file, path = orders.paths["recipient", name]
        if name not in used:
            report.warn(
                file, path, f"nothing is sent to '{name}'", "name it under 'to' of a digest or an alert"
            )
