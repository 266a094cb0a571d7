"""What an entry was when it came, hits that tell of a development in the same words' place, and faults of ours."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

Instant = sa.DateTime(timezone=True)
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_NUMBERED = {"sqlite_autoincrement": True}
_ONCE = "uq_hits_entry_rule_severity"
_ONCE_A_REVISION = "uq_hits_entry_rule_severity_revision"


_SAID_OF_ENTRIES = (
    ("source", sa.Text),
    ("categories", sa.Text),
    ("latitude", sa.Float),
    ("longitude", sa.Float),
)


def upgrade() -> None:
    """Add the columns; existing rows have none of what they tell."""
    for name, kind in _SAID_OF_ENTRIES:
        op.add_column("entries", sa.Column(name, kind, nullable=True))
    op.add_column("entries", sa.Column("unmatched", sa.Text, nullable=True))
    op.add_column("entries", sa.Column("stale", sa.Boolean, nullable=False, server_default=sa.false()))
    # What was marked before stays as it was told: only later verdicts change their stories.
    op.add_column("verdicts", sa.Column("counted", sa.Boolean, nullable=False, server_default=sa.true()))
    last = _last_number()
    with op.batch_alter_table("hits", table_kwargs=_NUMBERED) as hits:
        hits.add_column(sa.Column("revision", sa.Integer, nullable=False, server_default="0"))
        hits.add_column(sa.Column("reasons", sa.JSON, nullable=True))
        hits.drop_constraint(_ONCE, type_="unique")
        hits.create_unique_constraint(_ONCE_A_REVISION, ["entry", "rule", "severity", "revision"])
    _go_on_from(last)
    op.add_column("deliveries", sa.Column("held_at", Instant, nullable=True))
    op.create_table(
        "faults",
        sa.Column("work", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("last_at", Instant, nullable=False),
        sa.Column("due_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("work", "subject", name="pk_faults"),
    )
    for column in ("corrected_at", "disputed_at", "revived_at"):
        op.add_column("told", sa.Column(column, Instant, nullable=True))
    op.add_column("told", sa.Column("edition", Id, nullable=True))
    op.add_column("deliveries", sa.Column("outcome", sa.Text, nullable=True))
    op.add_column("deliveries", sa.Column("pieces", sa.Integer, nullable=False, server_default="0"))
    op.add_column("deliveries", sa.Column("pieces_gone", sa.Integer, nullable=False, server_default="0"))
    _add_what_was_told()


def downgrade() -> None:
    """Take the columns away; of the hits of a rule in an entry only the first of each severity remains."""
    op.drop_column("silences", "recipient")
    op.drop_column("silences", "begins")
    op.drop_table("acknowledgements")
    op.drop_table("tellings")
    op.drop_table("faults")
    op.drop_column("deliveries", "held_at")
    op.execute("DELETE FROM edition_hits WHERE hit IN (SELECT id FROM hits WHERE revision > 0)")
    op.execute("DELETE FROM verdicts WHERE hit IN (SELECT id FROM hits WHERE revision > 0)")
    op.execute("DELETE FROM hits WHERE revision > 0")
    last = _last_number()
    with op.batch_alter_table("hits", table_kwargs=_NUMBERED) as hits:
        hits.drop_constraint(_ONCE_A_REVISION, type_="unique")
        hits.create_unique_constraint(_ONCE, ["entry", "rule", "severity"])
        hits.drop_column("revision")
        hits.drop_column("reasons")
    _go_on_from(last)
    op.drop_column("verdicts", "counted")
    op.drop_column("entries", "stale")
    op.drop_column("entries", "unmatched")
    for name, _ in _SAID_OF_ENTRIES:
        op.drop_column("entries", name)
    for column in ("pieces_gone", "pieces", "outcome"):
        op.drop_column("deliveries", column)
    for column in ("edition", "revived_at", "disputed_at", "corrected_at"):
        op.drop_column("told", column)


def _add_what_was_told() -> None:
    op.add_column("silences", sa.Column("begins", Instant, nullable=True))
    op.add_column("silences", sa.Column("recipient", sa.Text, nullable=True))
    op.create_table(
        "tellings",
        sa.Column("edition", Id, nullable=False, autoincrement=False),
        sa.Column("story", Id, nullable=False, autoincrement=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("severity", sa.SmallInteger, nullable=False),
        sa.PrimaryKeyConstraint("edition", "story", name="pk_tellings"),
        sa.ForeignKeyConstraint(["edition"], ["editions.id"], name="fk_tellings_edition_editions"),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name="fk_tellings_story_stories"),
    )
    op.create_index("ix_tellings_story", "tellings", ["story"])
    op.create_table(
        "acknowledgements",
        sa.Column("id", Id, primary_key=True, autoincrement=True, nullable=False),
        sa.Column("story", Id, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("how", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("until", Instant, nullable=False),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name="fk_acknowledgements_story_stories"),
        **_NUMBERED,
    )
    op.create_index("ix_acknowledgements_story", "acknowledgements", ["story"])


def _last_number() -> int | None:
    """Return the highest number ever given to a hit; SQLite's copy of the table forgets those of hits now gone."""
    if op.get_bind().dialect.name != "sqlite":
        return None
    query = sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'hits'")
    last: int | None = op.get_bind().execute(query).scalar()
    return last


def _go_on_from(last: int | None) -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'hits'")
    if last is not None:
        insert = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES ('hits', :last)")
        op.get_bind().execute(insert, {"last": last})
