"""Commands that write files: where they cannot, they say so in words."""

from pathlib import Path

import pytest

from tests.cli.calls import call, configured

ORDERS = "recipients: {desk: {file: [out]}}\ndigests: [{id: daily, to: [desk], cron: '0 6 * * *'}]\n"
WRITERS = (
    "init PLACE/own",
    "schema --write PLACE/schema",
    "digest preview daily --html PLACE/first.html --config FOLDER",
    "db backup PLACE/backup.db --config FOLDER",
    "db copy sqlite:///FOLDER/var/monitor.db sqlite:///PLACE/copy.db --config FOLDER",
    "feeds import OPML --config FOLDER",
)
OPML = "<opml><body><outline type='rss' text='More' xmlUrl='http://127.0.0.1:9/more'/></body></opml>"


@pytest.mark.parametrize("command", WRITERS)
@pytest.mark.parametrize("obstacle", ["a file where a folder should be", "a folder where the file should be"])
def test_what_cannot_be_written_is_said_in_words(tmp_path: Path, command: str, obstacle: str) -> None:
    folder = configured(tmp_path, feeds="feeds: []\n", digests=ORDERS)
    assert call("once", "--config", folder).exit_code == 0
    (tmp_path / "more.opml").write_text(OPML, encoding="utf-8")
    place = tmp_path / "place"
    if obstacle.startswith("a file"):
        place.write_text("in the way", encoding="utf-8")
        (folder / "feeds.yaml").unlink()
        (folder / "feeds.yaml").mkdir()
    else:
        for name in ("own/monitor.yaml", "schema/monitor.json", "first.html", "backup.db", "copy.db"):
            (place / name).mkdir(parents=True)
        (folder / ".feeds.yaml.part").mkdir()
    words = (
        command.replace("PLACE", str(place))
        .replace("FOLDER", str(folder))
        .replace("OPML", str(tmp_path / "more.opml"))
    )
    done = call(*words.split())

    assert done.exit_code == 1, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert len(done.stderr.strip().splitlines()) <= 3
    assert any(name in done.stderr for name in ("place", "feeds.yaml", str(folder)))


def test_a_page_is_written_into_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    folder = configured(tmp_path, feeds="feeds: []\n", digests=ORDERS)
    assert call("once", "--config", folder).exit_code == 0
    page = tmp_path / "pages" / "first.html"
    done = call("digest", "preview", "daily", "--html", page, "--config", folder)

    assert done.exit_code == 0, done.output
    assert page.read_text("utf-8").startswith("<!")
