"""``monitor digest``: when digests are made, what they would say, and one made now."""

from monitor.cli.lazy import group

app = group(
    __name__,
    "Digests: list with their next instants, preview, send now.",
    {
        "list": "List digests with their next instants.",
        "preview": "Show what an order would send, without sending it.",
        "show": "Show an edition as it was sent.",
        "send": "Close the window of a digest now, make its editions and deliver them.",
    },
)
