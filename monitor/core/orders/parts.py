"""An edition of more stories than a page holds goes in several, each whole by itself."""

from dataclasses import replace

from monitor.core.editions.edition import StoryReport
from monitor.core.orders.model import Content, Taken, hits_of


def split(content: Content, stories: int) -> tuple[Content, Content]:
    """Return the content of a first edition, with so many of the gravest stories, and of those after it.

    All that is not about a later story stays with the first: corrections, signals, what is not told.
    """
    corrected = [report for report in content.stories if report.status == "corrected"]
    told = sorted((report for report in content.stories if report.status != "corrected"), key=_rank)
    later = told[stories:]
    hits = {hit.id for report in later for hit in hits_of(report.new)}
    ids = {report.story.id for report in later}

    def is_later(taken: Taken) -> bool:
        return taken.reason is None and taken.hit in hits

    first = replace(
        content,
        stories=(*corrected, *told[:stories]),
        taken=tuple(taken for taken in content.taken if not is_later(taken)),
        claims=tuple(claim for claim in content.claims if claim.story not in ids),
    )
    rest = Content(
        stories=tuple(later),
        taken=tuple(taken for taken in content.taken if is_later(taken)),
        claims=tuple(claim for claim in content.claims if claim.story in ids),
        held_since=content.held_since,
    )
    return first, rest


def _rank(report: StoryReport) -> tuple[bool, int, int, float, int]:
    story = report.story
    return (
        report.lost_at is None,
        -story.severity,
        -len(story.publishers or story.feeds),
        -story.last_seen.timestamp(),
        story.id,
    )
