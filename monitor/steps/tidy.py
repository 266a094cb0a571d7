"""TIDY: what has outlived its time goes, table by table; one that fails is named, and the others are tidied."""

from monitor.steps import faults
from monitor.steps.dependencies import Dependencies

WORK = "retain"  # under which faults are recorded


def tidy(deps: Dependencies) -> None:
    """Remove what is older than the configuration keeps it, at most once an hour, whichever process does."""
    removed = deps.store.retention.apply_if_due(deps.config.retention, deps.now())
    if removed is None:
        return
    for table, error in removed.failed.items():
        faults.failed(deps, WORK, error, table, f"removing old {table}")
    faults.works(deps, WORK, removed.tidied)
