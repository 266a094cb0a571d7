"""``monitor run``: the daemon."""

from monitor.cli import service
from monitor.cli.options import ConfigDir
from monitor.daemon import Daemon


def run(folder: ConfigDir = None) -> None:
    r"""Poll, match, group, report until stopped (SIGTERM or Ctrl-C); reload on SIGHUP or when a file changes.

    Health and metrics are served at `web.listen`. MONITOR_LOG=json makes the log machine-readable.

    \b
    monitor run
    monitor run --config watch
    """
    service.work(folder, "run", Daemon)
