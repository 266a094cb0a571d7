"""The schema: one table per word of the domain.

Instants are UTC. Every key that makes a step harmless to repeat (DESIGN section 4) is a constraint here.
"""

from typing import Any

import sqlalchemy as sa

from monitor.store.instant import Instant

REMOVED = "removed"  # the state of a feed that is not in the configuration

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only in INTEGER keys; PostgreSQL needs 64 bits.
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _column(name: str, type_: Any, *more: Any, **options: Any) -> sa.Column[Any]:
    options.setdefault("nullable", False)
    return sa.Column(name, type_, *more, **options)


meta = sa.Table(
    "meta",
    metadata,
    _column("key", sa.Text, primary_key=True),
    _column("value", sa.JSON),
)

configs = sa.Table(
    "configs",
    metadata,
    _column("hash", sa.Text, primary_key=True),
    _column("files", sa.JSON),
    _column("stored_at", Instant),
)

runners = sa.Table(
    "runners",
    metadata,
    _column("id", sa.Text, primary_key=True),
    _column("host", sa.Text),
    _column("pid", sa.Integer),
    _column("kind", sa.Text),
    _column("started_at", Instant),
    _column("seen_at", Instant),
)

locks = sa.Table(
    "locks",
    metadata,
    _column("name", sa.Text, primary_key=True),
    _column("owner", sa.Text, nullable=True),
    _column("fence", sa.BigInteger, default=0),
    _column("until", Instant, nullable=True),
)

feeds = sa.Table(
    "feeds",
    metadata,
    _column("id", sa.Text, primary_key=True),
    _column("url", sa.Text),
    _column("host", sa.Text),
    _column("due_at", Instant, nullable=True, index=True),  # null: not in the configuration, or retired
    _column("owner", sa.Text, nullable=True),
    _column("leased_until", Instant, nullable=True),
    _column("fence", sa.BigInteger, default=0),
    _column("state", sa.Text, default="new"),
    _column("failures", sa.Integer, default=0),
    _column("etag", sa.Text, nullable=True),
    _column("last_modified", sa.Text, nullable=True),
    _column("body_hash", sa.Text, nullable=True),
    _column("registered_at", Instant),
    _column("last_fetch_at", Instant, nullable=True),
    _column("last_ok_at", Instant, nullable=True),
    _column("last_new_at", Instant, nullable=True),
    _column("last_error", sa.Text, nullable=True),
    _column("health", sa.JSON, default=dict),  # rhythm, hints, redirect under observation, keys last shown
    sa.Index(  # of the few that are leased; a full index SQLite would not use to find them
        "ix_feeds_owner",
        "owner",
        sqlite_where=sa.text("owner IS NOT NULL"),
        postgresql_where=sa.text("owner IS NOT NULL"),
    ),
)

hosts = sa.Table(  # a cooldown is shared by the feeds of a host
    "hosts",
    metadata,
    _column("host", sa.Text, primary_key=True),
    _column("not_before", Instant),
)

entries = sa.Table(
    "entries",
    metadata,
    _column("id", Id, primary_key=True, autoincrement=True),
    _column("feed", sa.Text, index=True),
    _column("title", sa.Text),
    _column("summary", sa.Text),
    _column("link", sa.Text, nullable=True),
    _column("author", sa.Text, nullable=True),
    _column("lang", sa.Text, nullable=True),
    _column("published", Instant, nullable=True),
    _column("updated", Instant, nullable=True),
    _column("seen_at", Instant, index=True),
    _column("content_hash", sa.Text),
    _column("baseline", sa.Boolean, default=False),
    _column("source", sa.Text, nullable=True),  # the publisher that an aggregator names
    _column("categories", sa.Text, nullable=True),  # one a line
    _column("latitude", sa.Float, nullable=True),
    _column("longitude", sa.Float, nullable=True),
    _column("unmatched", sa.Text, nullable=True),  # why no rule could look at it
    # older than what its feed had shown before, or of unknown age in a first poll: no alert tells it
    _column("stale", sa.Boolean, default=False, server_default=sa.false()),
    sqlite_autoincrement=True,
)

entry_keys = sa.Table(
    "entry_keys",
    metadata,
    _column("feed", sa.Text, primary_key=True),
    _column("key", sa.Text, primary_key=True),
    _column("entry", Id, sa.ForeignKey("entries.id", ondelete="CASCADE"), index=True),
    _column("shown_at", Instant, index=True),
)

revisions = sa.Table(
    "revisions",
    metadata,
    _column("entry", Id, sa.ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    _column("number", sa.Integer, primary_key=True),
    _column("title", sa.Text),
    _column("summary", sa.Text),
    _column("replaced_at", Instant),
)

hits = sa.Table(
    "hits",
    metadata,
    _column("id", Id, primary_key=True, autoincrement=True),
    _column("entry", Id, sa.ForeignKey("entries.id")),
    _column("rule", sa.Text, index=True),
    _column("severity", sa.SmallInteger),
    _column("rule_hash", sa.Text),
    _column("tags", sa.JSON),
    _column("evidence", sa.JSON),
    _column("why", sa.Text, default=""),
    _column("concepts", sa.JSON),
    _column("places", sa.JSON),
    _column("toll", sa.JSON),
    _column("reasons", sa.JSON(none_as_null=True), nullable=True),
    _column("created_at", Instant, index=True),
    _column("quiet", sa.Boolean, default=False),
    _column("story", Id, sa.ForeignKey("stories.id"), nullable=True, index=True),
    # How many times its entry had changed in what it tells: a toll, a place, an actor.
    _column("revision", sa.Integer, default=0, server_default="0"),
    # Given by GROUP under its lock, so a number once visible means every lower one is visible too.
    _column("serial", sa.BigInteger, nullable=True, unique=True),
    sa.UniqueConstraint("entry", "rule", "severity", "revision"),
    sa.Index(
        "ix_hits_ungrouped",
        "id",
        sqlite_where=sa.text("serial IS NULL"),
        postgresql_where=sa.text("serial IS NULL"),
    ),
    sqlite_autoincrement=True,
)

verdicts = sa.Table(
    "verdicts",
    metadata,
    _column("hit", Id, sa.ForeignKey("hits.id", ondelete="CASCADE"), primary_key=True),
    _column("correct", sa.Boolean),
    _column("at", Instant),
    _column("by", sa.Text),
    _column("counted", sa.Boolean, default=False),  # whether the story of the hit has taken it in
)

stories = sa.Table(
    "stories",
    metadata,
    _column("id", Id, primary_key=True, autoincrement=True),
    _column("title", sa.Text),
    _column("severity", sa.SmallInteger),
    _column("denied", sa.Boolean, default=False),
    _column("tags", sa.JSON),
    _column("rules", sa.JSON),
    _column("concepts", sa.JSON),
    _column("places", sa.JSON),
    _column("toll", sa.JSON),
    _column("feeds", sa.JSON),
    _column("first_at", Instant),
    _column("last_at", Instant, index=True),
    _column("first_seen", Instant),
    _column("last_seen", Instant, index=True),
    _column("serial", sa.BigInteger, index=True),  # of its newest hit
    _column("publishers", sa.JSON, default=list),  # independent ones: an agency's copies count once
    _column("features", sa.JSON),  # what core/stories remembers of it: who denied it, and how grave it was
    sqlite_autoincrement=True,
)

story_entries = sa.Table(  # an entry never changes story: its id is the key
    "story_entries",
    metadata,
    _column("entry", Id, sa.ForeignKey("entries.id"), primary_key=True, autoincrement=False),
    _column("story", Id, sa.ForeignKey("stories.id"), index=True),
    _column("effective", Instant),
    _column("serial", sa.BigInteger, default=0, index=True),  # of its newest hit: the order of the window
    _column("features", sa.JSON, default=dict),  # what core/stories compares
)

signals = sa.Table(
    "signals",
    metadata,
    _column("id", Id, primary_key=True, autoincrement=True),
    _column("key", sa.Text, unique=True),  # kind, place and period: a signal is raised once
    _column("kind", sa.Text),
    _column("title", sa.Text),
    _column("severity", sa.SmallInteger),
    _column("tags", sa.JSON),
    _column("place", sa.Text, nullable=True),
    _column("entries", sa.JSON),
    _column("detail", sa.JSON),
    _column("made_at", Instant),
    _column("serial", sa.BigInteger, unique=True),  # from the same counter as hits
    sqlite_autoincrement=True,
)

orders = sa.Table(  # a digest or an alert, for one recipient; registered before polling
    "orders",
    metadata,
    _column("order", sa.Text, primary_key=True),  # "digest:daily", "alert:urgent"
    _column("recipient", sa.Text, primary_key=True),
    _column("registered_at", Instant),
    _column("after_serial", sa.BigInteger),  # it takes what was grouped later
    _column("covered_until", Instant),  # the end of its last window: a label, and what is due next
    _column("editions", sa.Integer, default=0),
    _column(
        "version", sa.BigInteger, default=0
    ),  # grows with every change; who read an older one may not write
    _column("state", sa.JSON, default=dict),  # what was looked at, what waits and since when
)

editions = sa.Table(
    "editions",
    metadata,
    _column("id", Id, primary_key=True, autoincrement=True),
    _column("order", sa.Text),
    _column("recipient", sa.Text),
    _column("number", sa.Integer),
    _column("window_start", Instant),
    _column("window_end", Instant),
    _column("made_at", Instant, index=True),
    _column("config_hash", sa.Text),
    _column("thread", sa.Text, nullable=True),  # Message-ID that later editions refer to
    _column("subject", sa.Text),
    _column("decisions", sa.JSON),  # what was held back, and the named reason
    sa.UniqueConstraint("order", "recipient", "number"),
    sqlite_autoincrement=True,
)

# A hit is in at most one edition of an order for a recipient; without an edition it was taken untold, for `reason`.
edition_hits = sa.Table(
    "edition_hits",
    metadata,
    _column("order", sa.Text, primary_key=True),
    _column("recipient", sa.Text, primary_key=True),
    _column("hit", Id, sa.ForeignKey("hits.id"), primary_key=True, autoincrement=False),
    _column("edition", Id, sa.ForeignKey("editions.id"), nullable=True, index=True),
    _column("reason", sa.Text, nullable=True),  # null: told; else why it was taken without being told
)

edition_signals = sa.Table(
    "edition_signals",
    metadata,
    _column("order", sa.Text, primary_key=True),
    _column("recipient", sa.Text, primary_key=True),
    _column("signal", Id, sa.ForeignKey("signals.id"), primary_key=True, autoincrement=False),
    _column("edition", Id, sa.ForeignKey("editions.id"), nullable=True, index=True),
    _column("reason", sa.Text, nullable=True),
)

told = sa.Table(  # by an alert, or by a digest
    "told",
    metadata,
    _column("alert", sa.Text, primary_key=True),  # the order: "alert:urgent", "digest:daily"
    _column("recipient", sa.Text, primary_key=True),
    _column("story", Id, sa.ForeignKey("stories.id"), primary_key=True, autoincrement=False),
    _column("severity", sa.SmallInteger),
    _column("corrected", sa.Integer, default=0),  # how far corrections went
    _column("thread", sa.Text),
    _column("told_at", Instant),  # as this severity; a correction leaves it
    _column("corrected_at", Instant, nullable=True),
    _column("disputed_at", Instant, nullable=True),  # when it was told that somebody denies it
    _column("revived_at", Instant, nullable=True),  # when it was last told as standing again
    _column("edition", Id, nullable=True),  # that told it; null in stores of before
)

tellings = sa.Table(  # that an edition told of a story: new, updated, corrected, repeated or escalated
    "tellings",
    metadata,
    _column("edition", Id, sa.ForeignKey("editions.id"), primary_key=True, autoincrement=False),
    _column("story", Id, sa.ForeignKey("stories.id"), primary_key=True, autoincrement=False),
    _column("status", sa.Text),
    _column("severity", sa.SmallInteger),
    sa.Index("ix_tellings_story", "story"),
)

acknowledgements = sa.Table(  # somebody has a story in hand
    "acknowledgements",
    metadata,
    _column("id", Id, primary_key=True, autoincrement=True),
    _column("story", Id, sa.ForeignKey("stories.id"), index=True),
    _column("who", sa.Text),
    _column("how", sa.Text),  # command, link
    _column("at", Instant),
    _column("until", Instant),  # what was told up to then is acknowledged
    sqlite_autoincrement=True,
)

deliveries = sa.Table(  # one envelope, one state, one Message-ID
    "deliveries",
    metadata,
    _column("id", Id, primary_key=True, autoincrement=True),
    _column("edition", Id, sa.ForeignKey("editions.id"), nullable=True),  # null: a notice to operators
    _column("recipient", sa.Text),
    _column("channel", sa.Text),
    _column("address", sa.Text),
    _column("message_id", sa.Text, unique=True),
    _column("payload", sa.LargeBinary),
    _column("state", sa.Text, default="waiting"),  # waiting, sending, sent, dead
    _column("urgent", sa.Boolean, default=False),
    _column("created_at", Instant),
    _column("due_at", Instant),
    _column("held_at", Instant, nullable=True),  # since when its address is not in the configuration
    _column("attempts", sa.Integer, default=0),  # every try
    _column("replies", sa.Integer, default=0),  # tries that got a server's reply after MAIL: only they count
    _column("first_reply_at", Instant, nullable=True),
    _column("owner", sa.Text, nullable=True),
    _column("leased_until", Instant, nullable=True),
    _column("fence", sa.BigInteger, default=0),
    _column("reply", sa.Text, nullable=True),
    _column("done_at", Instant, nullable=True),
    _column("outcome", sa.Text, nullable=True),  # of the last try
    _column("pieces", sa.Integer, default=0),  # 0: it goes whole; else its text alone, in so many messages …
    _column("pieces_gone", sa.Integer, default=0),  # … of which so many are accepted
    sa.UniqueConstraint("edition", "recipient", "channel", "address"),
    sa.Index("ix_deliveries_state_due_at", "state", "due_at"),
    sqlite_autoincrement=True,
)

delivery_attempts = sa.Table(
    "delivery_attempts",
    metadata,
    _column("id", Id, primary_key=True, autoincrement=True),
    _column("delivery", Id, sa.ForeignKey("deliveries.id", ondelete="CASCADE"), index=True),
    _column("at", Instant),
    _column("server", sa.Text),
    _column("outcome", sa.Text),  # accepted, deferred, refused, too large, blocked, unreachable, unknown
    _column("reply", sa.Text),
    sqlite_autoincrement=True,
)

silences = sa.Table(
    "silences",
    metadata,
    _column("id", Id, primary_key=True, autoincrement=True),
    _column("story", Id, sa.ForeignKey("stories.id"), nullable=True),
    _column("severity", sa.SmallInteger, nullable=True),  # of the story when silenced; a rise breaks it
    _column("rule", sa.Text, nullable=True),
    _column("place", sa.Text, nullable=True),
    _column("words", sa.Text, nullable=True),
    _column("until", Instant),
    _column("reason", sa.Text),
    _column("by", sa.Text),
    _column("even_if_raised", sa.Boolean, default=False),
    _column("begins", Instant, nullable=True),
    _column("recipient", sa.Text, nullable=True),  # for whom; null: for all
    _column("created_at", Instant),
    _column("key", sa.Text, nullable=True, unique=True),  # of one that stands in the configuration
    sqlite_autoincrement=True,
)

notices = sa.Table(  # what operators should know about the machine; each operator's order "notices" reads on
    "notices",
    metadata,
    _column("id", Id, primary_key=True, autoincrement=True),
    _column("key", sa.Text, unique=True),  # the thing and its time: a notice is given once
    _column("kind", sa.Text),
    _column("what", sa.Text),
    _column("detail", sa.Text, default=""),
    _column("remedy", sa.Text, default=""),
    _column("since", Instant, nullable=True),
    _column("made_at", Instant, index=True),
    sqlite_autoincrement=True,
)

faults = sa.Table(  # what an exception of ours keeps from being done, until it works
    "faults",
    metadata,
    _column("work", sa.Text, primary_key=True),  # the step
    _column("subject", sa.Text, primary_key=True),  # what it was at; empty: the step as a whole
    _column("title", sa.Text),
    _column("error", sa.Text),
    _column("failures", sa.Integer),
    _column("since", Instant),
    _column("last_at", Instant),
    _column("due_at", Instant),  # not tried again before
)
