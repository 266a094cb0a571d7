"""What files lost since the last good configuration: a save under way or a slip, unless somebody says that it is meant."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from monitor import durable
from monitor.config.files.parsed import Parts, lost_names
from monitor.config.folder import LISTS, SINGLE, TEMPLATES
from monitor.config.problems.report import Report
from monitor.config.yaml.documents import parse
from monitor.config.yaml.nodes import Document
from monitor.config.yaml.texts import MAX_BYTES, Spot

Loss = tuple[str, str, str]  # a name, what is wrong, what to do

# What a file holds whose author means it to hold nothing.
_MEANT: Final = {
    "monitor.yaml": "`timezone: UTC`",
    "feeds.yaml": "`feeds: []`",
    "digests.yaml": "`digests: []`",
    "recipients.yaml": "`recipients: {}`",
    "places.csv": "its header",
    "history.csv": "its header",
}


def without(last: Mapping[str, str], found: Parts, report: Report) -> Parts:
    """Return what was read; of files that look cut off, emptied or gone against the ``last`` good ones, nothing.

    An editor, a copy or a slip of the hand leaves files so for a moment: that must not end feeds, orders and messages.
    """
    folder = Path(report.folder)
    for name, wrong, hint in (
        *_files(last, found, folder),
        *_folders(last, found, folder),
        *_way_out(last, found),
    ):
        report.lose(Spot(name), wrong, hint)
    return replace(found, lost=lost_names(report))


def _files(last: Mapping[str, str], found: Parts, folder: Path) -> Iterator[Loss]:
    for name, old in last.items():
        new = found.stored.get(name)
        meant = (
            f"to mean it, leave it with {_MEANT[name]}" if name in _MEANT else "to mean it, remove the file"
        )
        if _is_blank(name, old) or new == old or name in found.lost or (new is None and name not in SINGLE):
            continue
        if new is None:
            yield name, "the file is gone", f"put it back; {meant}"
        elif _is_blank(name, new):
            yield name, "the file is empty", f"put back what it held; {meant}"
        elif old.startswith(new) and not _ends_its_line(folder / name):
            yield (
                name,
                "the file is cut off",
                "put back its end; to mean it, end its last line with a line break",
            )


def _folders(last: Mapping[str, str], found: Parts, folder: Path) -> Iterator[Loss]:
    for part in (*LISTS, TEMPLATES):
        had = any(name.startswith(f"{part}/") for name in last)
        if not had or part in found.lost or any(name.startswith(f"{part}/") for name in found.stored):
            continue
        if part == "rules":
            hint = "put them back; to watch without rules, leave one with `rules: []`"
            yield part, "there is no file of rules any more", hint
        elif not (folder / part).is_dir():
            yield part, "the folder is gone", "put it back; to mean it, make an empty one"


def _way_out(last: Mapping[str, str], found: Parts) -> Iterator[Loss]:
    """Tell of a mail server that is not there any more: messages would go to files, and be mailed by nobody."""
    name = "monitor.yaml"
    if name in found.documents and "host" not in _mail(found.documents[name]):
        before = parse("", last.get(name, ""), Report())
        if before is not None and _mail(before).get("host"):
            hint = (
                "put `mail: {host: …}` back; to write messages into files instead, say `mail: {host: null}`"
            )
            yield name, "it does not say any more how to mail", hint


def _mail(file: Document) -> Mapping[str, object]:
    mail = file.value.get("mail")
    return mail if isinstance(mail, dict) else {}


def _is_blank(name: str, text: str) -> bool:
    """Return whether a text holds nothing: in YAML, comments are nothing."""
    lines = (line.strip() for line in text.split("\n"))
    return all(not line or (line.startswith("#") and name.endswith((".yaml", ".yml"))) for line in lines)


def _ends_its_line(path: Path) -> bool:
    try:
        return durable.read(path, MAX_BYTES * 4).endswith((b"\n", b"\r"))
    except OSError:
        return False
