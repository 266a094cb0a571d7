"""Print what the invented month told: every alert, and the digests of some mornings.

Run as ``python -m tests.replay [DAY ...]``: days of March 2026, by default those after the assault and the signal.
"""

import argparse
import sys
import tempfile
from collections import Counter
from datetime import datetime
from pathlib import Path

from monitor.store import Store
from tests.replay.run import Outcome, Told, replay


def main() -> None:
    """Replay the month, then print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("days", metavar="DAY", type=int, nargs="*", default=[12, 26])
    days = parser.parse_args().days
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'monitor.db'}")
        store.open()
        outcome = replay(store, with_text=True, step=_show)
        store.close()
    _print(outcome, days)


def _show(now: datetime) -> None:
    sys.stderr.write(f"\r{now:%d %B %H:%M}")


def _print(outcome: Outcome, days: list[int]) -> None:
    sizes = Counter(len(story.entries) for story in outcome.stories)
    lines = [
        "",
        f"{outcome.entries} entries, {outcome.hits} hits, {len(outcome.stories)} stories, {len(outcome.signals)} signals",
        "stories by number of reports: "
        + ", ".join(f"{size}: {number}" for size, number in sorted(sizes.items())),
        *(f"signal {signal.made_at:%d %B %H:%M} {signal.title}" for signal in outcome.signals),
    ]
    wanted = [told for told in outcome.told if told.order.startswith("alert") or told.at.day in days]
    sys.stdout.write("\n".join(lines) + "\n" + "".join(map(_shown, wanted)))


def _shown(told: Told) -> str:
    return f"\n{'=' * 100}\n{told.order}  {told.at:%d %B %Y %H:%M} UTC\n{'=' * 100}\n{told.text}\n"


if __name__ == "__main__":
    main()
