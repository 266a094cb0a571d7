"""How the service runs, whom it asks and whom it tells: all of a configuration but what to look for."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from monitor.config import folder
from monitor.config.environment import Environment
from monitor.config.files import digests, feeds, monitor, parsed
from monitor.config.files.digests import Orders
from monitor.config.files.parsed import Parts
from monitor.config.problems.report import Report
from monitor.core.rules.model import RuleSet
from monitor.core.settings import Config


@dataclass(frozen=True, slots=True)
class Read:
    """A configuration without rules and places, and where its orders stand in the files."""

    config: Config
    orders: Orders


def load_parts(place: Path, environ: Mapping[str, str], *names: str) -> Config:
    """Return what these files of the folder ``place`` say; of all others nothing is known, or judged.

    For commands that only look: whether a recipient, a rule or a place exists they do not ask.
    """
    report = Report(str(place))
    texts = folder.read_texts(place, report, only=names)
    environment = folder.environment(place, environ)
    found = read(parsed.read(texts, environment, report), frozenset(), environment, report)
    report.refuse()
    return found.config


def read(found: Parts, countries: Set[str], environment: Environment, report: Report) -> Read:
    """Return what monitor.yaml, feeds.yaml, digests.yaml and recipients.yaml say; ``countries`` are of places.csv."""
    service = monitor.read(found.single("monitor.yaml"), environment, report)
    people = [found.single("digests.yaml"), found.single("recipients.yaml")]
    orders = digests.read(people, service.timezone, countries, environment, report)
    config = Config(
        hash="",
        store=service.store,
        var=str(environment.base / "var"),
        timezone=service.timezone,
        polling=service.polling,
        network=service.network,
        mail=service.mail,
        listen=service.listen,
        hosts=service.hosts,
        public=service.public,
        operators=service.operators,
        heartbeat=service.heartbeat,
        retention=service.retention,
        feeds=feeds.read(found.single("feeds.yaml"), environment, report),
        ruleset=RuleSet(),
        places={},
        recipients=orders.recipients,
        digests=orders.digests,
        alerts=orders.alerts,
        silences=tuple(orders.silences),
        signals=service.signals,
    )
    return Read(config, orders)
