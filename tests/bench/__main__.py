"""Every benchmark in turn: ``python -m tests.bench [--short] [--reader PYTHON]``.

Exit 1 if one crashes, 3 if one misses a bound. The short forms are too short for bounds: only a crash counts.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from tests.bench import MISSED

HERE = Path(__file__).parent
PARTS = frozenset(
    {"__init__", "__main__", "farm", "our_arm", "rate", "reader_arm", "running"}
)  # of others, and no bench by themselves


def commands(*, short: bool, reader: str | None) -> list[list[str]]:
    """Return what is run, a command a benchmark; the poll bench also over TLS."""
    names = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in PARTS)
    runs = [[name] for name in names]
    if not short:
        runs.append(["poll", "--tls"])
    extra = ["--short"] if short else []
    against = ["--reader", reader] if reader and not short else []
    return [[*run, *extra, *(against if run[0] in ("poll", "watch") else [])] for run in runs]


def main() -> int:
    """Run them all, and say which missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--short", action="store_true", help="small forms, to see that they work")
    options.add_argument(
        "--reader", metavar="PYTHON", help="interpreter of an environment with the package reader"
    )
    chosen = options.parse_args()
    missed: list[str] = []
    crashed: list[str] = []
    for name, *rest in commands(short=chosen.short, reader=chosen.reader):
        sys.stdout.write(f"\n== {' '.join([name, *rest])}\n")
        sys.stdout.flush()
        status = subprocess.run([sys.executable, "-m", f"tests.bench.{name}", *rest], check=False).returncode
        if status:
            (missed if status == MISSED else crashed).append(name)
    sys.stdout.write(
        f"\nmissed a bound: {', '.join(missed) or 'none'}; crashed: {', '.join(crashed) or 'none'}\n"
    )
    if crashed:
        return 1
    return MISSED if missed and not chosen.short else 0


if __name__ == "__main__":
    sys.exit(main())
