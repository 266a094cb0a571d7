"""What a folder changes against the shipped defaults, word by word."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import Field, dataclass, fields, is_dataclass
from datetime import timedelta
from typing import Any

from monitor.config.values.spans import spelt
from monitor.core.operations.redaction import Concealer
from monitor.core.rules.model import Example, Selection, Term
from monitor.core.settings import Config

# Where something stands is no difference, and what it is in secret is not shown.
_UNSAID = frozenset({"path", "source", "id", "name", "credentials", "password", "url_file"})


@dataclass(frozen=True, slots=True)
class Change:
    """Something added, removed or changed; ``details`` say how, each on a line."""

    kind: str
    name: str
    change: str
    details: tuple[str, ...] = ()


_WRITTEN = {
    "listen": "web.listen",
    "hosts": "web.hosts",
    "public": "web.public",
    "sender": "from",
    "excepts": "except",
}  # as the files spell them


_CONCEALER = Concealer()


def changes(shipped: Config, own: Config) -> tuple[Change, ...]:
    """Return what ``own`` changes against ``shipped``, by kind and name."""
    return (
        *_settings(shipped, own),
        *_named("feed", shipped.feeds, own.feeds),
        *_named("recipient", shipped.recipients, own.recipients),
        *_named("digest", shipped.digests, own.digests),
        *_named("alert", shipped.alerts, own.alerts),
        *_named("vocabulary", shipped.ruleset.vocabularies, own.ruleset.vocabularies),
        *_named("rule", _by_id(shipped), _by_id(own)),
        *_named("place", shipped.places, own.places),
        *_named("template", {}, own.templates),
    )


def _by_id(config: Config) -> Mapping[str, object]:
    return {rule.id: rule for rule in config.ruleset.rules}


def _settings(shipped: Config, own: Config) -> Iterator[Change]:
    for name in ("polling", "network", "mail", "retention", "signals", "heartbeat"):
        details = tuple(_details(getattr(shipped, name), getattr(own, name)))
        if details:
            yield Change("setting", name, "changed", details)
    for name in ("timezone", "listen", "hosts", "public", "operators"):
        old, new = getattr(shipped, name), getattr(own, name)
        if old != new:
            yield Change("setting", _WRITTEN.get(name, name), "changed", (f"{_said(old)} → {_said(new)}",))


def _named(kind: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Change]:
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            yield Change(kind, name, "removed")
        elif name not in old:
            yield Change(kind, name, "added")
        elif details := tuple(_details(old[name], new[name])):
            yield Change(kind, name, "changed", details)


def _details(old: Any, new: Any) -> Iterator[str]:
    if not is_dataclass(old) or not is_dataclass(new):
        return
    for field in fields(old):
        if field.name not in _UNSAID:
            yield from _field(field, getattr(old, field.name), getattr(new, field.name))


def _field(field: Field[Any], old: Any, new: Any) -> Iterator[str]:
    name = _WRITTEN.get(field.name, field.name)
    if isinstance(old, tuple) and isinstance(new, tuple):
        before, after = _items(old), _items(new)
        yield from (f"- {name}: {text}" for text in before if text not in after)
        yield from (f"+ {name}: {text}" for text in after if text not in before)
    elif old != new:
        yield f"{name}: {_said(old)} → {_said(new)}"


def _items(values: Sequence[Any]) -> dict[str, None]:
    return dict.fromkeys(_said(value) for value in values)


def _said(value: Any) -> str:
    """Write a value as a person would in the files; secrets, and the user of a proxy, are written as ***."""
    if isinstance(value, tuple):
        return ", ".join(map(_said, value)) or "nothing"
    if isinstance(value, Selection):
        return f"{value.name} ({', '.join(_term(term) for term in (*value.any, *value.all, *value.none))})"
    if isinstance(value, Example):
        return f"{value.expect}: {value.title or value.summary}"
    if isinstance(value, timedelta):
        return spelt(value)
    if isinstance(value, Term):
        return _term(value)
    return "nothing" if value is None else _CONCEALER.conceal(str(value))


def _term(term: Term) -> str:
    more = [f"needs {', '.join(need.text for need in term.needs)}"] if term.needs else []
    more += ["cased"] if term.cased else []
    more += [f"except {', '.join(term.excepts)}"] if term.excepts else []
    lang = "" if term.lang == "*" else f"{term.lang}: "
    return f"{lang}{term.text}" + (f" ({'; '.join(more)})" if more else "")
