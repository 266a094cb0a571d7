"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

Instant = sa.DateTime(timezone=True)
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "configs",
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("files", sa.JSON, nullable=False),
        sa.Column("stored_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_configs"),
    )
    op.create_table(
        "editions",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("order", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("window_start", Instant, nullable=False),
        sa.Column("window_end", Instant, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("config_hash", sa.Text, nullable=False),
        sa.Column("thread", sa.Text, nullable=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("decisions", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_editions"),
        sa.UniqueConstraint("order", "recipient", "number", name="uq_editions_order_recipient_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_editions_made_at", "editions", ["made_at"])
    op.create_table(
        "entries",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("feed", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("link", sa.Text, nullable=True),
        sa.Column("author", sa.Text, nullable=True),
        sa.Column("lang", sa.Text, nullable=True),
        sa.Column("published", Instant, nullable=True),
        sa.Column("updated", Instant, nullable=True),
        sa.Column("seen_at", Instant, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("baseline", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_entries_feed", "entries", ["feed"])
    op.create_index("ix_entries_seen_at", "entries", ["seen_at"])
    op.create_table(
        "feeds",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("due_at", Instant, nullable=True),
        sa.Column("owner", sa.Text, nullable=True),
        sa.Column("leased_until", Instant, nullable=True),
        sa.Column("fence", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("etag", sa.Text, nullable=True),
        sa.Column("last_modified", sa.Text, nullable=True),
        sa.Column("body_hash", sa.Text, nullable=True),
        sa.Column("registered_at", Instant, nullable=False),
        sa.Column("last_fetch_at", Instant, nullable=True),
        sa.Column("last_ok_at", Instant, nullable=True),
        sa.Column("last_new_at", Instant, nullable=True),
        sa.Column("last_error", sa.Text, nullable=True),
        sa.Column("health", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feeds"),
    )
    op.create_index("ix_feeds_due_at", "feeds", ["due_at"])
    op.create_index(
        "ix_feeds_owner",
        "feeds",
        ["owner"],
        sqlite_where=sa.text("owner IS NOT NULL"),
        postgresql_where=sa.text("owner IS NOT NULL"),
    )
    op.create_table(
        "hosts",
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("not_before", Instant, nullable=False),
        sa.PrimaryKeyConstraint("host", name="pk_hosts"),
    )
    op.create_table(
        "locks",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=True),
        sa.Column("fence", sa.BigInteger, nullable=False),
        sa.Column("until", Instant, nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_locks"),
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("value", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )
    op.create_table(
        "notices",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("remedy", sa.Text, nullable=False),
        sa.Column("since", Instant, nullable=True),
        sa.Column("made_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("key", name="uq_notices_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notices_made_at", "notices", ["made_at"])
    op.create_table(
        "orders",
        sa.Column("order", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("registered_at", Instant, nullable=False),
        sa.Column("after_serial", sa.BigInteger, nullable=False),
        sa.Column("covered_until", Instant, nullable=False),
        sa.Column("editions", sa.Integer, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("state", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("order", "recipient", name="pk_orders"),
    )
    op.create_table(
        "runners",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("started_at", Instant, nullable=False),
        sa.Column("seen_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runners"),
    )
    op.create_table(
        "signals",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("severity", sa.SmallInteger, nullable=False),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.Column("place", sa.Text, nullable=True),
        sa.Column("entries", sa.JSON, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("serial", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signals"),
        sa.UniqueConstraint("key", name="uq_signals_key"),
        sa.UniqueConstraint("serial", name="uq_signals_serial"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "stories",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("severity", sa.SmallInteger, nullable=False),
        sa.Column("denied", sa.Boolean, nullable=False),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.Column("rules", sa.JSON, nullable=False),
        sa.Column("concepts", sa.JSON, nullable=False),
        sa.Column("places", sa.JSON, nullable=False),
        sa.Column("toll", sa.JSON, nullable=False),
        sa.Column("feeds", sa.JSON, nullable=False),
        sa.Column("first_at", Instant, nullable=False),
        sa.Column("last_at", Instant, nullable=False),
        sa.Column("first_seen", Instant, nullable=False),
        sa.Column("last_seen", Instant, nullable=False),
        sa.Column("serial", sa.BigInteger, nullable=False),
        sa.Column("publishers", sa.JSON, nullable=False),
        sa.Column("features", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_stories_last_at", "stories", ["last_at"])
    op.create_index("ix_stories_last_seen", "stories", ["last_seen"])
    op.create_index("ix_stories_serial", "stories", ["serial"])
    op.create_table(
        "deliveries",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("edition", Id, nullable=True),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("due_at", Instant, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("replies", sa.Integer, nullable=False),
        sa.Column("first_reply_at", Instant, nullable=True),
        sa.Column("owner", sa.Text, nullable=True),
        sa.Column("leased_until", Instant, nullable=True),
        sa.Column("fence", sa.BigInteger, nullable=False),
        sa.Column("reply", sa.Text, nullable=True),
        sa.Column("done_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(["edition"], ["editions.id"], name="fk_deliveries_edition_editions"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint(
            "edition",
            "recipient",
            "channel",
            "address",
            name="uq_deliveries_edition_recipient_channel_address",
        ),
        sa.UniqueConstraint("message_id", name="uq_deliveries_message_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deliveries_state_due_at", "deliveries", ["state", "due_at"])
    op.create_table(
        "edition_signals",
        sa.Column("order", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("signal", Id, autoincrement=False, nullable=False),
        sa.Column("edition", Id, nullable=True),
        sa.Column("reason", sa.Text, nullable=True),
        sa.ForeignKeyConstraint(["edition"], ["editions.id"], name="fk_edition_signals_edition_editions"),
        sa.ForeignKeyConstraint(["signal"], ["signals.id"], name="fk_edition_signals_signal_signals"),
        sa.PrimaryKeyConstraint("order", "recipient", "signal", name="pk_edition_signals"),
    )
    op.create_index("ix_edition_signals_edition", "edition_signals", ["edition"])
    op.create_table(
        "entry_keys",
        sa.Column("feed", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("entry", Id, nullable=False),
        sa.Column("shown_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["entry"], ["entries.id"], name="fk_entry_keys_entry_entries", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("feed", "key", name="pk_entry_keys"),
    )
    op.create_index("ix_entry_keys_entry", "entry_keys", ["entry"])
    op.create_index("ix_entry_keys_shown_at", "entry_keys", ["shown_at"])
    op.create_table(
        "hits",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("entry", Id, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("severity", sa.SmallInteger, nullable=False),
        sa.Column("rule_hash", sa.Text, nullable=False),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.Column("evidence", sa.JSON, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("concepts", sa.JSON, nullable=False),
        sa.Column("places", sa.JSON, nullable=False),
        sa.Column("toll", sa.JSON, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("quiet", sa.Boolean, nullable=False),
        sa.Column("story", Id, nullable=True),
        sa.Column("serial", sa.BigInteger, nullable=True),
        sa.ForeignKeyConstraint(["entry"], ["entries.id"], name="fk_hits_entry_entries"),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name="fk_hits_story_stories"),
        sa.PrimaryKeyConstraint("id", name="pk_hits"),
        sa.UniqueConstraint("entry", "rule", "severity", name="uq_hits_entry_rule_severity"),
        sa.UniqueConstraint("serial", name="uq_hits_serial"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_hits_created_at", "hits", ["created_at"])
    op.create_index("ix_hits_rule", "hits", ["rule"])
    op.create_index("ix_hits_story", "hits", ["story"])
    op.create_index(
        "ix_hits_ungrouped",
        "hits",
        ["id"],
        sqlite_where=sa.text("serial IS NULL"),
        postgresql_where=sa.text("serial IS NULL"),
    )
    op.create_table(
        "revisions",
        sa.Column("entry", Id, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("replaced_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["entry"], ["entries.id"], name="fk_revisions_entry_entries", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry", "number", name="pk_revisions"),
    )
    op.create_table(
        "silences",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("story", Id, nullable=True),
        sa.Column("severity", sa.SmallInteger, nullable=True),
        sa.Column("rule", sa.Text, nullable=True),
        sa.Column("place", sa.Text, nullable=True),
        sa.Column("words", sa.Text, nullable=True),
        sa.Column("until", Instant, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("even_if_raised", sa.Boolean, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("key", sa.Text, nullable=True),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name="fk_silences_story_stories"),
        sa.PrimaryKeyConstraint("id", name="pk_silences"),
        sa.UniqueConstraint("key", name="uq_silences_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "story_entries",
        sa.Column("entry", Id, autoincrement=False, nullable=False),
        sa.Column("story", Id, nullable=False),
        sa.Column("effective", Instant, nullable=False),
        sa.Column("serial", sa.BigInteger, nullable=False),
        sa.Column("features", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["entries.id"], name="fk_story_entries_entry_entries"),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name="fk_story_entries_story_stories"),
        sa.PrimaryKeyConstraint("entry", name="pk_story_entries"),
    )
    op.create_index("ix_story_entries_serial", "story_entries", ["serial"])
    op.create_index("ix_story_entries_story", "story_entries", ["story"])
    op.create_table(
        "told",
        sa.Column("alert", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("story", Id, autoincrement=False, nullable=False),
        sa.Column("severity", sa.SmallInteger, nullable=False),
        sa.Column("corrected", sa.Integer, nullable=False),
        sa.Column("thread", sa.Text, nullable=False),
        sa.Column("told_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name="fk_told_story_stories"),
        sa.PrimaryKeyConstraint("alert", "recipient", "story", name="pk_told"),
    )
    op.create_table(
        "delivery_attempts",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("delivery", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("server", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("reply", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery"],
            ["deliveries.id"],
            name="fk_delivery_attempts_delivery_deliveries",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_attempts"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_delivery_attempts_delivery", "delivery_attempts", ["delivery"])
    op.create_table(
        "edition_hits",
        sa.Column("order", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("hit", Id, autoincrement=False, nullable=False),
        sa.Column("edition", Id, nullable=True),
        sa.Column("reason", sa.Text, nullable=True),
        sa.ForeignKeyConstraint(["edition"], ["editions.id"], name="fk_edition_hits_edition_editions"),
        sa.ForeignKeyConstraint(["hit"], ["hits.id"], name="fk_edition_hits_hit_hits"),
        sa.PrimaryKeyConstraint("order", "recipient", "hit", name="pk_edition_hits"),
    )
    op.create_index("ix_edition_hits_edition", "edition_hits", ["edition"])
    op.create_table(
        "verdicts",
        sa.Column("hit", Id, nullable=False),
        sa.Column("correct", sa.Boolean, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["hit"], ["hits.id"], name="fk_verdicts_hit_hits", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("hit", name="pk_verdicts"),
    )


def downgrade() -> None:
    """Drop every table, those that refer to others first."""
    tables = (
        "verdicts edition_hits delivery_attempts told story_entries silences revisions hits entry_keys edition_signals deliveries "
        "stories signals runners orders notices meta locks hosts feeds entries editions configs"
    )
    for table in tables.split():
        op.drop_table(table)
