"""What a message tells, a line a thing: for chats, screens of telephones and programs that show no cards."""

from monitor.core.editions.edition import Card, Correction, SignalCard
from monitor.core.operations.notice import NoticeItem
from monitor.render.card_text import correction_words, publishers
from monitor.render.safe import clip, line
from monitor.render.signal_text import signal_title
from monitor.render.subject import event
from monitor.render.voice import Voice, dotted, severity, spot

LONGEST = 400  # code points


def story_line(card: Card, voice: Voice) -> str:
    """Return severity, headline, place and how well it is attested."""
    say = voice.language.say
    told_by = publishers(card, voice)
    about, places = event(card, voice), card.gloss.places[:1]
    where = [spot(place, voice) for place in places if line(place.name).casefold() not in about.casefold()]
    disputed = [say("subject.disputed")] if card.disputed else []
    return _joined(severity(card.severity, voice).upper(), *disputed, voice.apart(about), *where, told_by)


def correction_line(correction: Correction, voice: Voice) -> str:
    """Return what was told wrongly and what holds now."""
    about = voice.apart(event(correction.card, voice))
    return _joined(
        voice.language.say("subject.correction"), about, correction_words(correction, voice)["sentence"]
    )


def signal_line(signal: SignalCard, voice: Voice) -> str:
    """Return what changed."""
    return _joined(
        voice.language.say("subject.signal"), severity(signal.severity, voice), signal_title(signal, voice)
    )


def item_line(item: NoticeItem, voice: Voice) -> str:
    """Return what operators must look at, and what to do."""
    return _joined(
        voice.language.name("notice", item.kind), line(item.what), line(item.detail), line(item.remedy)
    )


def _joined(*parts: str) -> str:
    return clip(dotted(*parts), LONGEST)
