"""The texts of a configuration, parsed: one document for each YAML file, in the order they are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from monitor.config.environment import Environment
from monitor.config.files.redact import redacted
from monitor.config.folder import LISTS, TEMPLATES
from monitor.config.problems.report import Report
from monitor.config.yaml import texts
from monitor.config.yaml.documents import parse
from monitor.config.yaml.nodes import Document, Node

# Files that may name variables and hold secrets; rules hold neither.
_FILLED: Final = ("monitor.yaml", "feeds.yaml", "digests.yaml", "recipients.yaml")


@dataclass(frozen=True, slots=True)
class Parts:
    """The files of a configuration.

    ``templates`` are the user's own, by file name. ``stored`` are all texts without secrets. ``lost`` are the names of
    files, and of folders, of which some or all could not be read.
    """

    documents: Mapping[str, Document]
    tables: Mapping[str, str]
    templates: Mapping[str, str]
    stored: Mapping[str, str]
    lost: frozenset[str]

    def single(self, name: str) -> Document:
        """Return the document ``name``, empty if there is none."""
        return self.documents.get(name, Document(name, "", Node({})))

    def under(self, *folders: str) -> list[Document]:
        """Return the documents in these folders, in the order of their names."""
        return [file for name, file in self.documents.items() if name.partition("/")[0] in folders]


def read(files: Mapping[str, str], environment: Environment, report: Report) -> Parts:
    """Parse all files; report those that cannot be."""
    documents: dict[str, Document] = {}
    tables: dict[str, str] = {}
    templates: dict[str, str] = {}
    stored: dict[str, str] = {}
    for name in sorted(files):
        text = texts.tidy(name, files[name], report)
        if text is None:
            continue
        if name.endswith(".csv"):
            tables[name] = stored[name] = text
        elif name.startswith(f"{TEMPLATES}/"):
            templates[name.rpartition("/")[2]] = stored[name] = text
        elif name in _FILLED or name.partition("/")[0] in LISTS:
            filled = name in _FILLED
            file = parse(name, text, report, environment.fill if filled else str)
            if file is not None:
                documents[name] = file
                stored[name] = redacted(file) if filled else text
    return Parts(documents, tables, templates, stored, lost_names(report))


def lost_names(report: Report) -> frozenset[str]:
    """Return the names of the files that are lost, and of their folders."""
    return frozenset(part for name in report.lost for part in (name, name.partition("/")[0]))
