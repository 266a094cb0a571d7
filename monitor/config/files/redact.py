"""Texts of files as they may be stored: the same lines, without secrets and without comments near secrets."""

import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Final

from monitor.config.environment import has_reference
from monitor.config.files.secret import HIDDEN
from monitor.config.yaml.nodes import Document, Node

_SECRET_KEYS: Final = frozenset({"password", "bearer", "secret", "client_secret", "refresh_token"})
_HIDDEN_URL: Final = f"https://{HIDDEN}@hidden.invalid/"
_USERINFO = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<user>[^/\s?#]*)@")
_COMMENT = re.compile(r"(?:^|[ \t]+)#[^\n]*", re.MULTILINE)
_SIGNS = re.compile("[#@]")
_ANCHOR = re.compile(r"&\S+\s+")

Path = tuple[str | int, ...]


def redacted(file: Document) -> str:
    """Return the text of a file with its secrets masked; comments go, since old passwords live there."""
    parts, at = [], 0
    # What holds neither a secret nor a sign that could be taken for a comment or a user comes out as it is.
    careful = (span for span in _spans(file.root, ()) if span[2] or _SIGNS.search(file.text, *span[:2]))
    for start, end, secret in sorted(careful):
        if start < at:
            continue
        parts.append(_COMMENT.sub("", file.text[at:start]))
        parts.append(_masked(file.text[start:end], -secret))
        at = end
    parts.append(_COMMENT.sub("", file.text[at:]))
    return "".join(parts)


def digest(files: Sequence[tuple[str, str]]) -> str:
    """Return the hash of a configuration: of the names and stored texts of its files."""
    found = sha256()
    for name, text in sorted(files):
        found.update(f"{name}\0{len(text)}\0{text}\0".encode())
    return found.hexdigest()


def _spans(node: Node, path: Path) -> Iterator[tuple[int, int, int]]:
    """Yield start and end of every key and scalar, and what they are: 0 public, -1 secret, -2 a secret URL.

    The lowest comes first, so that text which a ``*name`` repeats under a secret key counts as secret.
    """
    if isinstance(node.children, Mapping):
        for start, end in node.keys.values():
            yield start, end, 0
        for name, child in node.children.items():
            yield from _spans(child, (*path, name))
    elif node.children:
        for index, child in enumerate(node.children):
            yield from _spans(child, (*path, index))
    elif node.end > node.start:
        yield node.start, node.end, -_secrecy(path)


def _masked(source: str, secrecy: int) -> str:
    if not secrecy or has_reference(source):
        return _USERINFO.sub(_without_user, source)
    anchor = _ANCHOR.match(source)
    tail = source[len(source.rstrip()) :]
    return f'{anchor.group() if anchor else ""}"{_HIDDEN_URL if secrecy == 2 else HIDDEN}"{tail}'


def _secrecy(path: Path) -> int:
    if path == ("heartbeat", "url") or (path[-1:] == ("url",) and "webhook" in path):
        return 2
    return int(bool(path) and (path[-1] in _SECRET_KEYS or "headers" in path[-2:-1]))


def _without_user(match: re.Match[str]) -> str:
    user, is_web = match["user"], match["scheme"].lower() in {"http", "https", "socks5", "socks5h"}
    if has_reference(user) or not (is_web or ":" in user):
        return match.group()
    kept = "" if is_web else user.partition(":")[0] + ":"
    return f"{match['scheme']}://{kept}{HIDDEN}@"
