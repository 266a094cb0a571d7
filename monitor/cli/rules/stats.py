"""``monitor rules stats``: how well rules do in service."""

from contextlib import closing
from datetime import UTC, datetime

from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, age_of, load_config
from monitor.cli.rules.replay import Since
from monitor.cli.stores import open_store
from monitor.core.rules.lab.statistics import standings


def stats(
    since: Since = "30d",
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Show how rules stand in service: entries hit, verdicts, rules that are noisy or never hit.

    Verdicts are those of all time: mark hits with monitor hits mark.

    \b
    monitor rules stats --since 30d
    """
    began = datetime.now(UTC) - age_of(since)
    settings = load_config(folder, run_examples=False)
    with closing(open_store(settings)) as store:
        found = standings(settings.ruleset.rules, store.hits.counts(began), store.hits.verdicts())
    if as_json:
        for standing in found:
            figures = {
                "rule": standing.rule,
                "hits": standing.hits,
                "right": standing.right,
                "wrong": standing.wrong,
            }
            output.json_line(figures | {"precision": standing.precision, "remark": standing.remark or None})
        return
    shares = {
        standing.rule: "" if standing.precision is None else f"{standing.precision:.2f}" for standing in found
    }
    rows = (
        (standing.rule, standing.hits, standing.right, standing.wrong, shares[standing.rule], standing.remark)
        for standing in found
    )
    output.table(("rule", "hits", "right", "wrong", "precision", "remark"), rows)
