"""Web addresses as people type them and as other programs write them."""

import re
from typing import Final

from monitor.core.text.clean import clean

_WRAPPING: Final = " \t\r\n<>\"'“”«»\u200b\u200e\u200f\u2060"
# feed:https://… and feed://host mean the web; podcast programs and bookmarks have names of their own for it.
_FEED: Final = re.compile(
    r"(?:feed|feeds|rss|atom|itpc|pcast|podcast|podto|view-source):(?://(?=https?:))?(?=\D)", re.IGNORECASE
)
_WEB: Final = re.compile(r"(https?)(?::/{0,2}|//)(?=[^/])", re.IGNORECASE)  # also https:/host and https//host
# What only begins like a host, although `mailto:a@host` could be read as user and password.
_OTHER: Final = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|(?:mailto|javascript|data|tel|sms|file|ftp|news|nntp|urn|tag|acct|about|xmpp|irc|magnet):)",
    re.IGNORECASE,
)
_HOST: Final = re.compile(
    r"(?:[^\s/?#@:]+:[^\s/?#@]*@)?"  # user:password; a name alone before an @ is a mail address
    r"(?:localhost|\[[0-9a-f:.]+\]|[\w-]+(?:\.[\w-]+)+\.?|[\w-]+(?=:\d))(?::\d{1,5})?(?=[/?#]|$)",
    re.IGNORECASE,
)


def candidates(text: str) -> tuple[str, ...]:
    """Return the web addresses that a text may mean, the likeliest first; none if it does not mean one.

    Where the scheme is missing, or says only that it is a feed, that is https, and http where https cannot be reached.
    """
    text = clean(text).strip(_WRAPPING)
    while (feed := _FEED.match(text)) is not None:
        text = text[feed.end() :]
    if (web := _WEB.match(text)) is not None:
        return (f"{web.group(1).lower()}://{text[web.end() :]}",)
    text = text.removeprefix("//")
    if _OTHER.match(text) or not _HOST.match(text):
        return ()
    return (f"https://{text}", f"http://{text}")
