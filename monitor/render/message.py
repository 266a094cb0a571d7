"""A whole message from an edition or a notice: within its limits, and never without a body."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from monitor.core.editions.edition import Edition, Envelope, Notice, Rendered
from monitor.render.bodies import Bodies, BodyError, Draft, Templates, write_bodies
from monitor.render.context import edition_context, notice_context
from monitor.render.environment import Fault
from monitor.render.headers import split_address
from monitor.render.languages import language
from monitor.render.last_resort import plain
from monitor.render.mime import message, unsubscribe_links
from monitor.render.payload import payload


def render(
    what: Edition | Notice, envelopes: Sequence[Envelope], templates: Templates, faults: Sequence[Fault] = ()
) -> tuple[Rendered, ...]:
    """Return the messages of an edition or a notice, one an envelope; bodies are made once where they are the same.

    A user's template that fails is replaced by the shipped one, and the message says so; ``faults`` are
    failures that the caller has seen already (a deadline passed in a worker process).
    """
    bodies: dict[tuple[object, ...], tuple[Draft, Bodies, tuple[Fault, ...]]] = {}
    rendered = []
    for envelope in envelopes:
        dressed = _discreet(envelope, what.lang) if isinstance(what, Edition) and what.discreet else envelope
        key = (dressed.feedback, unsubscribe_links(dressed), dressed.date)
        if key not in bodies:
            bodies[key] = _bodies(what, dressed, templates, tuple(faults))
        rendered.append(_wrap(what, dressed, *bodies[key]))
    return tuple(rendered)


def _bodies(
    what: Edition | Notice, envelope: Envelope, templates: Templates, faults: tuple[Fault, ...]
) -> tuple[Draft, Bodies, tuple[Fault, ...]]:
    """Try the user's templates, then the shipped ones, then none."""
    for attempt in [templates, {}] if templates else [{}]:
        draft = _draft(what, envelope, faults)
        try:
            return draft, write_bodies(draft, attempt), faults
        except BodyError as error:
            faults = (*faults, Fault(error.template, error.why))
    sentence = language(what.lang).say("plain", error=str(faults[-1]))
    return draft, Bodies(plain(draft.context, sentence), None), faults


def _draft(what: Edition | Notice, envelope: Envelope, faults: tuple[Fault, ...]) -> Draft:
    if isinstance(what, Notice):
        context = notice_context(what, faults)
        return Draft("notice", "notice", what.lang, what.format != "text", context, envelope)
    context = edition_context(what, envelope, faults)
    return Draft(what.kind, what.template, what.lang, what.format != "text", context, envelope, what.digested)


def _wrap(
    what: Edition | Notice, envelope: Envelope, draft: Draft, bodies: Bodies, faults: tuple[Fault, ...]
) -> Rendered:
    about = str(draft.context["subject"])
    return Rendered(
        subject=about,
        text=bodies.text,
        html=bodies.html,
        mail=message(envelope, about, what.lang, bodies.parts),
        payload=payload(what, about),
        problems=tuple(str(fault) for fault in faults),
        left=bodies.left,
    )


def _discreet(envelope: Envelope, lang: str) -> Envelope:
    """Take from the envelope what a lock screen or a mailbox filter would give away."""
    name = language(lang).say("discreet.sender")
    _, dot, host = envelope.list_id.partition(".")
    return replace(
        envelope,
        sender=f"{name} <{split_address(envelope.sender)[1]}>",
        list_id=f"notes{dot}{host}" if envelope.list_id else "",
        # Leaving must still say which list is left.
        unsubscribe=envelope.unsubscribe and envelope.unsubscribe.replace("{list}", quote(envelope.list_id)),
    )
