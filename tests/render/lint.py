"""What every message must keep to, read back from its bytes by the standard library."""

import re
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

ONCE = {
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Importance",
    "X-Priority",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
}
NEEDED = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "Auto-Submitted",
    "MIME-Version",
}
PLAIN = {"Message-ID", "In-Reply-To", "References", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"}
TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "div",
    "table",
    "tbody",
    "tr",
    "td",
    "p",
    "span",
    "a",
    "bdi",
    "mark",
    "ul",
    "li",
    "h2",
    "br",
    "b",
    "small",
}
ATTRIBUTES = {
    "lang",
    "dir",
    "charset",
    "name",
    "content",
    "class",
    "role",
    "align",
    "style",
    "href",
    "width",
    "aria-hidden",
}
SCHEMES = ("http://", "https://", "mailto:")
HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066\u2067\ud800-\udfff]")
_ENCODED = re.compile(r"=\?[^?]+\?[bq]\?[^?]*\?=", re.IGNORECASE)


def faults(raw: bytes) -> list[str]:
    """Say everything that is wrong with a message; [] if nothing is."""
    parsed = message_from_bytes(raw, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    found = [*_lines(raw), *_headers(raw), *_structure(parsed)]
    html = parsed.get_body(("html",))
    return found + (page_faults(html.get_content()) if html is not None else [])


def parts(raw: bytes) -> tuple[str, str, str]:
    """Give subject, text and HTML as a mail program shows them; HTML "" if there is none."""
    parsed = message_from_bytes(raw, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    text, html = parsed.get_body(("plain",)), parsed.get_body(("html",))
    assert isinstance(text, EmailMessage)
    assert html is None or isinstance(html, EmailMessage)
    return str(parsed["Subject"]), _content(text), _content(html) if html is not None else ""


def _content(part: EmailMessage) -> str:
    return str(part.get_content()).replace("\r\n", "\n").rstrip("\n")


def page_faults(html: str) -> list[str]:
    """Say what in a page is not of the few things our pages are made of."""
    reader = Page()
    reader.feed(html)
    found = [f"tag {tag}" for tag in reader.tags - TAGS]
    found += [f"attribute {name}" for name in reader.attributes - ATTRIBUTES]
    found += [f"link {link}" for link in reader.links if not link.startswith(SCHEMES)]
    found += [
        f"style {style}"
        for style in reader.styles
        if re.search(r"url\(|expression|@import|javascript", style)
    ]
    found += [f"character {char!r}" for char in HARMFUL.findall(html.replace("\n", "").replace("\r", ""))]
    return found


@dataclass
class Page(HTMLParser):
    """What a page holds, by kind."""

    tags: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "href":
                self.links.append(value or "")
            if name == "style":
                self.styles.append(value or "")

    def handle_comment(self, data: str) -> None:
        self.tags.add(f"comment {data}")

    def handle_data(self, data: str) -> None:
        (self.styles if self.lasttag == "style" and "{" in data else self.text).append(data)


def _lines(raw: bytes) -> list[str]:
    lines = raw.split(b"\r\n")
    found = [f"line of {len(line)} bytes" for line in lines if len(line) > 998]
    found += ["a bare CR or LF"] if any(b"\n" in line or b"\r" in line for line in lines) else []
    return found + ([] if raw.isascii() else ["8-bit bytes"])


def _headers(raw: bytes) -> list[str]:
    head = raw.split(b"\r\n\r\n")[0].decode("ascii")
    unfolded = [line.partition(": ") for line in head.replace("\r\n ", " ").split("\r\n")]
    names = [name for name, _, _ in unfolded]
    found = [f"{name} stands twice" for name in set(names) if names.count(name) > 1]
    found += [f"{name} is not ours" for name in names if name not in ONCE]
    found += [f"{name} is missing" for name in NEEDED - set(names)]
    found += [f"{name} is encoded" for name, _, value in unfolded if name in PLAIN and "=?" in value]
    found += [f"encoded word of {len(word)}" for word in _ENCODED.findall(head) if len(word) > 75]
    encoded = [line for line in head.split("\r\n") if _ENCODED.search(line)]
    return found + [f"line with encoded words of {len(line)}" for line in encoded if len(line) > 76]


def _structure(parsed: EmailMessage) -> list[str]:
    found = [f"defect {defect!r}" for part in parsed.walk() for defect in part.defects]
    found += [f"header defect {defect!r}" for value in parsed.values() for defect in value.defects]
    kinds = [part.get_content_type() for part in parsed.walk()]
    expected = (["text/plain"], ["multipart/alternative", "text/plain", "text/html"])
    return found if kinds in expected else [*found, f"structure {kinds}"]
