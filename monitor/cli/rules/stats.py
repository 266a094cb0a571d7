"""``monitor rules stats``: how well rules do in service."""

from contextlib import closing
from datetime import UTC, datetime

from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, age_of, load_config
from monitor.cli.rules.replay import Since
from monitor.cli.stores import open_store
from monitor.core.rules.lab.statistics import Standing, standings


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
    columns = ("rule", "hits", "right", "wrong", "precision", "remark")
    output.records(found, _record, columns, _row, as_json=as_json)


def _record(rule: Standing) -> dict[str, object]:
    verdicts = {"right": rule.right, "wrong": rule.wrong, "precision": rule.precision}
    return {"rule": rule.rule, "hits": rule.hits, **verdicts, "remark": rule.remark or None}


def _row(rule: Standing) -> tuple[object, ...]:
    share = "" if rule.precision is None else f"{rule.precision:.2f}"
    return rule.rule, rule.hits, rule.right, rule.wrong, share, rule.remark
