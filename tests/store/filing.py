"""Reports put into a store as POLL leaves them: entries with hits that have no story yet."""

from dataclasses import asdict

import sqlalchemy as sa

from monitor.core.model import Hit, Report
from monitor.store import Store
from monitor.store.tables import entries, hits


def file(store: Store, *reports: Report) -> None:
    """Store entries (unless they are there) and hits, in this order."""
    with store.database.write() as connection:
        for report in reports:
            entry = report.entry
            known = sa.select(entries.c.id).where(entries.c.id == entry.id)
            if connection.execute(known).first() is None:
                values = {
                    "id": entry.id,
                    "feed": entry.feed,
                    "title": entry.title,
                    "summary": entry.summary,
                    "link": entry.link,
                    "lang": entry.lang,
                    "published": entry.published,
                    "seen_at": entry.seen_at,
                    "content_hash": "",
                }
                connection.execute(sa.insert(entries), values)
            connection.execute(sa.insert(hits), [_row(hit) for hit in report.hits])


def _row(hit: Hit) -> dict[str, object]:
    match = hit.match
    return {
        "entry": hit.entry,
        "rule": match.rule,
        "severity": int(match.severity),
        "rule_hash": match.rule_hash,
        "tags": list(match.tags),
        "evidence": [asdict(piece) for piece in match.evidence],
        "why": match.why,
        "concepts": list(match.concepts),
        "places": list(match.places),
        "toll": dict(match.toll or {}),
        "created_at": hit.created_at,
        "quiet": hit.quiet,
    }
