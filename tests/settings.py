"""A configuration that says nothing, to be changed with ``dataclasses.replace``."""

from zoneinfo import ZoneInfo

from monitor.core.rules.model import RuleSet
from monitor.core.settings import Config, Heartbeat, Mail, Network, Polling, Retention

EMPTY = Config(
    hash="h",
    store="sqlite:///var/monitor.db",
    var="var",
    timezone=ZoneInfo("UTC"),
    polling=Polling(),
    network=Network(),
    mail=Mail(),
    listen="127.0.0.1:8080",
    operators=(),
    heartbeat=Heartbeat(),
    retention=Retention(),
    feeds={},
    ruleset=RuleSet(),
    places={},
    recipients={},
    digests={},
    alerts={},
    silences=(),
)
