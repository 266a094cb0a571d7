"""What the built package holds."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parents[1]


def test_the_wheel_says_that_the_package_is_typed(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)

    (wheel,) = tmp_path.glob("monitor-*.whl")
    names = set(ZipFile(wheel).namelist())
    assert {"monitor/py.typed", "monitor/cli/__init__.py", "monitor/_defaults/config/feeds.yaml"} <= names
