"""The examples that help texts and documents give of trying the shipped rules: a newcomer sees them hit."""

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.cli.calls import call

ROOT = Path(__file__).parents[2]
SOURCES = ("monitor/cli/rules/try_.py", "monitor/cli/match.py", "README.md", "config/README.md")


def _examples() -> list[str]:
    lines = [line.strip() for name in SOURCES for line in (ROOT / name).read_text("utf-8").splitlines()]
    tries = [re.sub(r"\s+#.*", "", line) for line in lines if re.match(r'monitor rules try .*"', line)]
    return [line for line in tries if "--rule" not in line]


@pytest.mark.parametrize("line", _examples())
def test_an_example_of_trying_a_text_hits(line: str) -> None:
    done = call(*shlex.split(line)[1:], "--config", ROOT / "config")

    assert done.exit_code == 0
    assert re.search(r"^(low|medium|high|critical) ", done.stdout, re.MULTILINE), done.stdout


def test_the_example_of_matching_a_line_hits(tmp_path: Path) -> None:
    (example,) = re.findall(r"echo '(\{.*\})'", (ROOT / "monitor/cli/match.py").read_text("utf-8"))
    (tmp_path / "line").write_text(example, encoding="utf-8")
    done = call("match", tmp_path / "line", "--json", "--config", ROOT / "config")

    assert json.loads(done.stdout)["hits"]
