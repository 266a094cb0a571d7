"""The log: one line an event, readable or JSON, with nothing secret and nothing that moves a terminal."""

import json
import logging
import os
import re
import sys
from datetime import UTC, datetime
from typing import Any, Final

from monitor.core.operations.redaction import Concealer, secrets_of
from monitor.core.settings import Config

# What every record has; the rest was given as `extra`.
_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# C0, C1, line and paragraph separators, bidirectional controls, zero widths, lone surrogates.
_HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
# Libraries that tell more than an operator wants to know.
_QUIET: Final = ("alembic", "asyncio", "uvicorn", "pgqueuer")


class Formatter(logging.Formatter):
    """Writes a record as one line; ``hide`` tells it the secrets it must never write."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json
        self._concealer = Concealer()

    def hide(self, config: Config) -> None:
        """Keep the secrets of this configuration out of every later line."""
        self._concealer = Concealer(secrets_of(config))

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        extra = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            extra["exception"] = self.formatException(record.exc_info)
        return escape(self._json(record, extra) if self._as_json else self._text(record, extra))

    def _json(self, record: logging.LogRecord, extra: dict[str, Any]) -> str:
        fields = {
            "at": _instant(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        return json.dumps(self._plain(fields | extra), ensure_ascii=False)

    def _text(self, record: logging.LogRecord, extra: dict[str, Any]) -> str:
        fields = " ".join(f"{name}={_shown(self._plain(value))}" for name, value in extra.items())
        event = self._concealer.conceal(record.getMessage())
        line = f"{_instant(record)} {record.levelname:<7} {record.name}: {event}"
        return f"{line}  {fields}" if fields else line

    def _plain(self, value: Any) -> Any:
        """Return a value that JSON can hold, with its texts concealed."""
        if isinstance(value, dict):
            return {str(name): self._plain(item) for name, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._plain(item) for item in value]
        if value is None or isinstance(value, bool | int | float):
            return value
        return self._concealer.conceal(str(value))


def set_up(*, as_json: bool | None = None, level: str = "INFO") -> Formatter:
    """Send the log to standard error; return the formatter, which wants to know what to hide.

    MONITOR_LOG_LEVEL goes before ``level``; ``as_json`` not given is taken from MONITOR_LOG ("json", "text").
    """
    if as_json is None:
        as_json = os.environ.get("MONITOR_LOG", "text") == "json"
    formatter = Formatter(as_json=as_json)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=os.environ.get("MONITOR_LOG_LEVEL", level), force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # It warns of each tick that is left out because the one before is not done: with slow servers that is usual.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.captureWarnings(capture=True)
    return formatter


def escape(text: str) -> str:
    """Return ``text`` on one line, with every character that could deceive a reader spelled out."""
    return _HARMFUL.sub(lambda found: _spelled(found.group()), text)


def _instant(record: logging.LogRecord) -> str:
    at = datetime.fromtimestamp(record.created, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _spelled(character: str) -> str:
    short = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return short.get(character) or f"\\u{ord(character):04x}"


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if text and not re.search(r"[\s\"=\\]", text) and not _HARMFUL.search(text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
