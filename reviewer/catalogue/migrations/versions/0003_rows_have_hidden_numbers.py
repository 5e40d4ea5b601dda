"""An INSERT OR REPLACE that names the hidden row number deleted a custody event or a clip: it is refused too."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("custody_events", "clips")
"""The tables of facts whose primary key is not the row number itself."""


def upgrade() -> None:
    # NEW.rowid is -1 in a BEFORE trigger where the statement names none; no row has that number.
    _guard(" OR rowid = NEW.rowid")


def downgrade() -> None:
    _guard("")


def _guard(more: str) -> None:
    for table in TABLES:
        taken = f"EXISTS (SELECT 1 FROM {table} WHERE package_key = NEW.package_key AND ordinal = NEW.ordinal{more})"  # noqa: S608 - names of ours
        refusal = f"SELECT RAISE(ABORT, '{table}: what was recorded is never changed or deleted')"
        op.execute(f"DROP TRIGGER {table}_no_replace")
        op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {taken} BEGIN {refusal}; END")
