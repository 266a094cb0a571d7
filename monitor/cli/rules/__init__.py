"""``monitor rules``: rules tried, tested, explained, measured and fixed before a change goes live."""

from monitor.cli.lazy import group

app = group(
    __name__,
    "Rules tested like code: check, test, try, explain, fix, replay, eval, stats.",
    {
        "check": "Check the rules: mistakes, then what works but was hardly meant. Exit 1 on mistakes and failing examples only.",
        "test": "Run the examples beside the rules; exit 1 if one fails.",
        "try": "Show which rules hit a text: severity and why, selections, words and where they stand, and how it was read.",
        "explain": "Show what was found, where in the text, and which line of which file asked for it.",
        "eval": "Measure the rules on texts that a person has labelled: precision, recall and F1 by tag.",
        "fix": "End a false alarm: show a no_match example and phrases for except or none, each tried on the rule's examples.",
        "replay": "Show which hits your files would gain and lose on stored entries, against what the service runs.",
        "stats": "Show how rules stand in service: entries hit, verdicts, rules that are noisy or never hit.",
    },
)
