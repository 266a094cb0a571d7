"""Who stands in front of a server and refuses us."""

from collections.abc import Mapping

REFUSALS = frozenset({202, 403, 405, 429, 503})


def blocker(status: int, headers: Mapping[str, str], body: bytes) -> str | None:
    """Name what refused us, None if nothing did. ``body`` is the beginning of the answer."""
    if challenged := _challenge(headers, body[:4096].lower()):
        return challenged
    if status != 403:
        return None
    server = headers.get("Server", "").lower()
    return next((name for sign, name in _SERVERS if sign in server), "the server")


def _challenge(headers: Mapping[str, str], body: bytes) -> str | None:
    if headers.get("cf-mitigated", "").lower() == "challenge":
        return "Cloudflare (challenge)"
    for header, name in _HEADERS:
        if header in headers:
            return name
    return next((name for sign, name in _PAGES if sign in body), None)


_HEADERS = (
    ("x-amzn-waf-action", "AWS WAF (challenge)"),
    ("x-datadome", "DataDome"),
    ("x-sucuri-block", "Sucuri"),
    ("x-px-block", "PerimeterX"),
)
_SERVERS = (
    ("cloudflare", "Cloudflare"),
    ("akamai", "Akamai"),
    ("sucuri", "Sucuri"),
    ("ddos-guard", "DDoS-Guard"),
    ("imunify360", "Imunify360"),
    ("incapsula", "Imperva"),
    ("awselb", "AWS WAF"),
    ("varnish", "Varnish"),
)
_PAGES = (
    (b"<title>just a moment...</title>", "Cloudflare (challenge)"),
    (b"<title>attention required! | cloudflare</title>", "Cloudflare"),
    (b"_incapsula_resource", "Imperva (challenge)"),
    (b"captcha-delivery.com", "DataDome (challenge)"),
    (b"/.within.website/x/cmd/anubis", "Anubis (challenge)"),
    (b"sucuri website firewall", "Sucuri"),
    (b"<title>ddos-guard</title>", "DDoS-Guard (challenge)"),
    (b"imunify360 bot-protection", "Imunify360 (challenge)"),
    (b"<title>access to this page has been denied", "PerimeterX (challenge)"),
)
