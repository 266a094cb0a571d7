"""OPML in and out: lists of feeds as other readers write them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET
from xml.parsers import expat

from monitor.core.settings import Feed

_MOST = 10 * 2**20  # bytes; a list of 50,000 feeds is about as long
_DEPTH = 50


class OpmlError(Exception):
    """The file is no OPML that can be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed of an OPML file, with the folders it lies in as tags."""

    url: str
    title: str
    tags: tuple[str, ...]


def read_opml(text: bytes) -> tuple[Outline, ...]:
    """Return the feeds of an OPML file (opml.org, 2.0); OpmlError says why it cannot be read."""
    if len(text) > _MOST:
        raise OpmlError(f"it is larger than {_MOST // 2**20} MiB; split it")
    if b"<!DOCTYPE" in text[:4096] or b"<!ENTITY" in text:
        raise OpmlError(
            "it declares a document type or entities, which no OPML needs; remove the declaration"
        )
    try:
        root = ET.fromstring(text)  # noqa: S314 - no entities, see above; expat bounds the rest
    except (ET.ParseError, expat.ExpatError) as error:
        raise OpmlError(f"it is no XML: {error}; export it again") from None
    body = root.find("body")
    if root.tag != "opml" or body is None:
        raise OpmlError("it has no <opml> with a <body>; is it an export of feeds?")
    return tuple(_outlines(body, ()))


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


def _outlines(parent: ET.Element, tags: tuple[str, ...]) -> Iterator[Outline]:
    if len(tags) > _DEPTH:
        raise OpmlError(f"its folders are nested more than {_DEPTH} deep")
    for outline in parent.findall("outline"):
        title = (outline.get("title") or outline.get("text") or "").strip()
        url = (outline.get("xmlUrl") or "").strip()
        if url.startswith(("http://", "https://")):
            yield Outline(url, title, tags)
        else:
            yield from _outlines(outline, (*tags, _tag(title)) if title else tags)


def _tag(title: str) -> str:
    return re.sub(r"[^\w]+", "_", title.casefold()).strip("_") or "folder"
