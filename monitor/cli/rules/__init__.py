"""``monitor rules``: rules tried, tested, explained, measured and mended before a change goes live."""

import typer

from monitor.cli.rules import check, explain, fix, measure, replay, test, try_

app = typer.Typer(
    no_args_is_help=True, help="Rules tested like code: check, test, try, explain, fix, replay, eval, stats."
)

app.command("check")(check.check)
app.command("test")(test.run_examples)
app.command("try")(try_.try_)
app.command("explain")(explain.explain)
app.command("eval")(measure.evaluate)
app.command("fix")(fix.fix)
app.command("replay")(replay.replay)
app.command("stats")(measure.stats)
