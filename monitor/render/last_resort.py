"""The message of last resort: no template, but every title and link."""

from monitor.render.voice import Plain


def plain(context: Plain, sentence: str) -> str:
    """List what a message would have told."""
    stories = [
        card
        for part in (*context["sections"], context["developing"])
        for card in part["cards"] + part["lines"]
    ]
    cards = [*context["corrections"], *stories, *context["signals"]]
    return "\n".join([sentence, "", *(row for card in cards for row in _rows(card)), *context["notes"], ""])


def _rows(card: Plain) -> list[str]:
    entries = [f"  - {entry['title']} ({entry['outlet']}) {entry['link']}" for entry in card["entries"]]
    return [f"[{card['severity_word']}] {card['title']}", *entries, ""]
