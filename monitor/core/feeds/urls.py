"""One spelling for the many addresses of a page."""

import re
from urllib.parse import parse_qsl, urlsplit

from w3lib.url import canonicalize_url

_TRACKERS = re.compile(
    r"utm_\w+|at_(?:medium|campaign|custom\d*|link\w*|format|bbc\w*|ptr\w*)|ns_\w+|mc_[ce]id|[fgt]bclid|gclid|gclsrc|dclid|"
    r"msclkid|yclid|twclid|ttclid|igshid|igsh|_ga|_gl|ref_src|ref_url|cmpid|ocid|xtor|smid|ftag|guccounter|wt\.mc_id|"
    r"mkt_tok|vero_id|_hsenc|_hsmi|hsctatracking|oly_enc_id|sr_share|traffic_source|(?:pk|mtm|piwik|soc)_\w+|ncid|s_cid",
    re.IGNORECASE,
)
_MAYBE = re.compile(
    r"ref|referrer|referer|source|src|cmp|ito|partner|from|via|feature|feed|share|origin|rss|maca",
    re.IGNORECASE,
)
_CHANNELS = re.compile(
    r"|1|true|\w*(?:rss|feed|atom|twitter|facebook|social|newsletter|e?mail|whatsapp|telegram|share|syndication)\w*",
    re.IGNORECASE,
)
_WRAPPERS = re.compile(r"^(?:www\.)?google\.[a-z.]{2,6}/url$")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_LONGEST = 2000
# Nothing to decide: no port, query, fragment, escapes or dot segments. Most links are so, at a tenth of the cost.
_SIMPLE = re.compile(
    r"https?://(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)((?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)*/?)"
)


def canonical(url: str) -> str | None:
    """Return an address without scheme, "www.", trackers, fragment and trailing slash; None if it is not a web address."""
    if (simple := _SIMPLE.fullmatch(url)) is not None:
        return simple.group(1) + ((simple.group(2) or "").rstrip("/") or "/")
    if len(url) > _LONGEST or not _WEB.match(url):
        return None
    try:
        parts = urlsplit(canonicalize_url(_unwrapped(url)))
        host = (parts.hostname or "").removeprefix("www.")
        port = parts.port
    except ValueError:
        return None
    if not host:
        return None
    query = "&".join(part for part in parts.query.split("&") if not _is_tracker(*part.partition("=")[::2]))
    where = host if port in (None, 80, 443) else f"{host}:{port}"
    path = re.sub(r"/+$", "", parts.path) or "/"
    return f"{where}{path}" + (f"?{query}" if query else "")


def _is_tracker(name: str, value: str) -> bool:
    """Return whether a parameter tells where the reader came from; some names do so only with a value to match."""
    if _TRACKERS.fullmatch(name):
        return True
    return bool(_MAYBE.fullmatch(name) and _CHANNELS.fullmatch(value))


def _unwrapped(url: str) -> str:
    """Look inside the redirectors that news searches put around each link."""
    parts = urlsplit(url)
    if not _WRAPPERS.match(f"{parts.hostname or ''}{parts.path}"):
        return url
    inside = dict(parse_qsl(parts.query))
    return next((inside[key] for key in ("url", "q") if _WEB.match(inside.get(key, ""))), url)
