"""The configuration folder of a small service, as tests of whole processes run it."""

from collections.abc import Iterable
from pathlib import Path

from tests.servers import FeedServer, MailServer

QUICK = "every: 1s, fastest: 1s, slowest: 2s, first_poll: all"
OFTEN = "{id: often, to: [desk], every: 2s, when_empty: skip}"


def write_service(
    config: Path,
    feeds: FeedServer,
    mail: MailServer,
    rules: str,
    names: Iterable[str] = ("news",),
    *,
    polling: str = QUICK,
    digest: str = OFTEN,
    main: str = "",
) -> Path:
    """Write a service that polls ``names`` from a local server and mails one reader; ``main`` adds to monitor.yaml."""
    (config / "rules").mkdir(parents=True)
    (config / "monitor.yaml").write_text(
        f"{main}polling: {{{polling}}}\nnetwork: {{allow_private: [127.0.0.0/8]}}\n"
        f"mail: {{host: 127.0.0.1, port: {mail.port}, security: none, from: monitor@example.org}}\n"
        "web: {listen: 127.0.0.1:0}\n"
    )
    lines = (f"  - {{id: {name}, url: '{feeds.url}/{name}', title: {name.capitalize()}}}\n" for name in names)
    (config / "feeds.yaml").write_text("feeds:\n" + "".join(lines))
    (config / "rules" / "rules.yaml").write_text(rules)
    (config / "digests.yaml").write_text(
        f"recipients:\n  desk: {{mail: [desk@example.org]}}\ndigests:\n  - {digest}\nalerts: []\n"
    )
    return config
