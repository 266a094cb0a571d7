"""OPML in and out: lists of feeds as other readers write them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from xml.etree import ElementTree as ET
from xml.parsers import expat

from monitor.core.feeds.parse.encoding import to_utf8
from monitor.core.feeds.parse.repair import repair
from monitor.core.settings import Feed
from monitor.core.text.clean import clean

_MOST = 10 * 2**20  # bytes; a list of 50,000 feeds is about as long
_TAGS = 10  # folders that become tags
_VALUE = re.compile(rb"""=\s{0,9}"[^"]{0,4000}"|=\s{0,9}'[^']{0,4000}'""")


class OpmlError(Exception):
    """The file cannot be read as OPML; the message says why."""


@dataclass(frozen=True, slots=True)
class Outline:
    """An outline of an OPML file that is not a mere folder; the folders it lies in are its tags.

    ``address`` is as written, and may be no address at all.
    """

    address: str
    title: str
    tags: tuple[str, ...] = ()
    page: str = ""


@dataclass(frozen=True, slots=True)
class FeedList:
    """What an OPML file holds; ``broken`` says where it stops being XML, and why."""

    outlines: tuple[Outline, ...]
    broken: str = ""


def read_opml(body: bytes) -> FeedList:
    """Return what an OPML file (opml.org, 2.0) lists, whatever the case of its names; OpmlError if nothing can be read."""
    if len(body) > _MOST:
        raise OpmlError(f"it is larger than {_MOST // 2**20} MiB; split it")
    text = _VALUE.sub(lambda value: value.group().replace(b"<", b"&lt;"), repair(to_utf8(body, None)[0])[0])
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    broken = ""
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        broken = str(error)
    if not reader.is_opml:
        raise OpmlError(
            f"it is not XML: {broken}; export it again"
            if broken
            else "it has no <opml>; is it an export of feeds?"
        )
    return FeedList(tuple(reader.outlines), broken)


def write_opml(feeds: Iterable[Feed]) -> str:
    """Return feeds as OPML 2.0, each in the folder of its first tag."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = "monitor"
    body = ET.SubElement(root, "body")
    folders: dict[str, ET.Element] = {"": body}
    for feed in feeds:
        tag = feed.tags[0] if feed.tags else ""
        if tag not in folders:
            folders[tag] = ET.SubElement(body, "outline", text=tag, title=tag)
        ET.SubElement(folders[tag], "outline", type="rss", text=feed.title, title=feed.title, xmlUrl=feed.url)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


@dataclass(slots=True)
class _Open:
    """An outline whose end has not been read yet; ``tag`` is empty if it lists a feed itself."""

    outline: Outline
    tag: str
    is_folder: bool = False


@dataclass(slots=True)
class _Reader:
    """Where in the file we are, and the outlines found so far."""

    is_opml: bool = False
    outlines: list[Outline] = field(default_factory=list)
    _path: list[_Open] = field(default_factory=list)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take an opening tag."""
        local = name.rpartition(":")[2].lower()
        self.is_opml = self.is_opml or local == "opml"
        if local == "outline":
            given = {key.rpartition(":")[2].lower(): value.strip() for key, value in attributes.items()}
            if self._path:
                self._path[-1].is_folder = True
            title = _plain(given.get("title") or given.get("text") or "")
            address = given.get("xmlurl") or given.get("url") or ""
            tags = tuple(dict.fromkeys(above.tag for above in self._path[:_TAGS] if above.tag))
            outline = Outline(address, title, tags, given.get("htmlurl", ""))
            self._path.append(_Open(outline, "" if address or not title else _tag(title)))
            if address:
                self.outlines.append(outline)

    def end(self, name: str) -> None:
        """Take a closing tag; what is neither a feed nor a folder is listed, so that it can be named."""
        if name.rpartition(":")[2].lower() == "outline" and self._path:
            closed = self._path.pop()
            if not closed.outline.address and not closed.is_folder:
                self.outlines.append(closed.outline)


def _plain(title: str) -> str:
    return " ".join(clean(unescape(title)).split())[:200]


def _tag(title: str) -> str:
    return re.sub(r"[^\w]+", "_", title.casefold()).strip("_")[:80] or "folder"
