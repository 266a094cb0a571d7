"""``monitor rules``: rules tried, tested, explained, measured and mended before a change goes live."""

import typer

from monitor.cli import evaluating, explaining, fixing, linting, replaying, testing, trying

app = typer.Typer(
    no_args_is_help=True, help="Rules tested like code: check, test, try, explain, fix, replay, eval, stats."
)

app.command("check")(linting.check)
app.command("test")(testing.run_examples)
app.command("try")(trying.try_)
app.command("explain")(explaining.explain)
app.command("eval")(evaluating.evaluate)
app.command("fix")(fixing.fix)
app.command("replay")(replaying.replay)
app.command("stats")(evaluating.stats)
