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
        for one in found:
            figures = {"rule": one.rule, "hits": one.hits, "right": one.right, "wrong": one.wrong}
            output.json_line(figures | {"precision": one.precision, "remark": one.remark or None})
        return
    shares = {one.rule: "" if one.precision is None else f"{one.precision:.2f}" for one in found}
    rows = ((one.rule, one.hits, one.right, one.wrong, shares[one.rule], one.remark) for one in found)
    output.table(("rule", "hits", "right", "wrong", "precision", "remark"), rows)
