"""Each custody report that is written is recorded by the SHA-256 of its bytes."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE reports (
            "key" INTEGER NOT NULL CONSTRAINT pk_reports PRIMARY KEY AUTOINCREMENT,
            package_key INTEGER NOT NULL,
            made_at INTEGER NOT NULL,
            report_id TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            paper TEXT NOT NULL,
            CONSTRAINT ck_reports_digest CHECK (length(sha256) = 64),
            CONSTRAINT fk_reports_package_key FOREIGN KEY (package_key) REFERENCES packages ("key")
        )
        """
    )
    op.execute("CREATE INDEX ix_reports_package_key ON reports (package_key)")
    op.execute("CREATE INDEX ix_reports_sha256 ON reports (sha256)")
    refusal = "SELECT RAISE(ABORT, 'reports: what was recorded is never changed or deleted')"
    taken = "EXISTS (SELECT 1 FROM reports WHERE key = NEW.key)"
    op.execute(f"CREATE TRIGGER reports_no_update BEFORE UPDATE ON reports BEGIN {refusal}; END")
    op.execute(f"CREATE TRIGGER reports_no_delete BEFORE DELETE ON reports BEGIN {refusal}; END")
    op.execute(f"CREATE TRIGGER reports_no_replace BEFORE INSERT ON reports WHEN {taken} BEGIN {refusal}; END")


def downgrade() -> None:
    op.execute("DROP TABLE reports")
