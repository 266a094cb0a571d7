"""The package ``reader`` on the farm; run by the interpreter of an environment of its own, so it imports nothing of ours.

``python reader_arm.py PORT HOSTS FEEDS DATABASE SCHEME`` reads the name of an arm and the farm's setting from each line
of its input, polls every feed once, and prints the CPU microseconds a feed.
"""

import importlib
import os
import resource
import sys

from reader import make_reader  # type: ignore[import-not-found]  # it lives in the other environment


def cpu() -> float:
    """Return the CPU seconds of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Poll when told to."""
    port, hosts, feeds, database, scheme = sys.argv[1:]
    if authority := os.environ.get("REQUESTS_CA_BUNDLE"):
        # reader sends its requests past the part of requests that reads the environment.
        vars(importlib.import_module("requests.adapters"))["DEFAULT_CA_BUNDLE_PATH"] = authority
    reader = make_reader(database)
    for number in range(int(feeds)):
        reader.add_feed(f"{scheme}://127.0.1.{1 + number % int(hosts)}:{port}/feed/{number}", exist_ok=True)
    for _ in sys.stdin:
        begun = cpu()
        results = [result.value for result in reader.update_feeds_iter(scheduled=False)]
        spent = 1e6 * (cpu() - begun) / int(feeds)
        failed = sum(isinstance(value, Exception) for value in results)
        new = sum(getattr(value, "new", 0) or 0 for value in results)
        print(spent, failed, new, flush=True)  # noqa: T201 - the parent reads it


if __name__ == "__main__":
    main()
