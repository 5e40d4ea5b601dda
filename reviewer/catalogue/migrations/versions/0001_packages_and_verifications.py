"""Packages, their verifications, custody events and clips; the library's lines; the search index."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE packages (
        "key" INTEGER NOT NULL CONSTRAINT pk_packages PRIMARY KEY AUTOINCREMENT,
        file_name TEXT NOT NULL,
        location TEXT NOT NULL,
        container_sha256 TEXT NOT NULL,
        size INTEGER NOT NULL,
        kind TEXT NOT NULL,
        received_at INTEGER NOT NULL,
        CONSTRAINT ck_packages_digest CHECK (length(container_sha256) = 64),
        CONSTRAINT ck_packages_size CHECK (size >= 0),
        CONSTRAINT ck_packages_kind CHECK (kind IN ('file', 'folder')),
        CONSTRAINT uq_packages_location UNIQUE (location),
        CONSTRAINT uq_packages_container_sha256 UNIQUE (container_sha256)
    )
    """,
    """
    CREATE TABLE verifications (
        "key" INTEGER NOT NULL CONSTRAINT pk_verifications PRIMARY KEY AUTOINCREMENT,
        package_key INTEGER NOT NULL,
        made_at INTEGER NOT NULL,
        verdict TEXT NOT NULL,
        completeness TEXT NOT NULL,
        package_id TEXT,
        head TEXT,
        quarantined BOOLEAN NOT NULL,
        supersedes INTEGER,
        tool_version TEXT NOT NULL,
        result TEXT NOT NULL,
        CONSTRAINT ck_verifications_verdict CHECK (verdict IN ('verified', 'untrusted', 'altered', 'unreadable')),
        CONSTRAINT ck_verifications_completeness
            CHECK (completeness IN ('proven', 'extended', 'not-proven', 'contradicted')),
        CONSTRAINT ck_verifications_quarantined CHECK (quarantined IN (0, 1)),
        CONSTRAINT ck_verifications_supersedes CHECK (supersedes <> package_key),
        CONSTRAINT fk_verifications_package_key FOREIGN KEY (package_key) REFERENCES packages ("key"),
        CONSTRAINT fk_verifications_supersedes FOREIGN KEY (supersedes) REFERENCES packages ("key")
    )
    """,
    "CREATE INDEX ix_verifications_package_key ON verifications (package_key)",
    """
    CREATE TABLE custody_events (
        package_key INTEGER NOT NULL,
        ordinal INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        action TEXT,
        at INTEGER,
        actor TEXT,
        agency TEXT,
        manifest_sha256 TEXT,
        timestamp INTEGER,
        signer_sha256 TEXT,
        CONSTRAINT pk_custody_events PRIMARY KEY (package_key, ordinal),
        CONSTRAINT fk_custody_events_package_key FOREIGN KEY (package_key) REFERENCES packages ("key")
    )
    """,
    "CREATE INDEX ix_custody_events_manifest_sha256 ON custody_events (manifest_sha256)",
    """
    CREATE TABLE clips (
        package_key INTEGER NOT NULL,
        ordinal INTEGER NOT NULL,
        clip_id TEXT NOT NULL,
        path TEXT NOT NULL,
        sha256 TEXT,
        bytes INTEGER,
        camera TEXT,
        CONSTRAINT pk_clips PRIMARY KEY (package_key, ordinal),
        CONSTRAINT fk_clips_package_key FOREIGN KEY (package_key) REFERENCES packages ("key")
    )
    """,
    "CREATE INDEX ix_clips_sha256 ON clips (sha256)",
    """
    CREATE TABLE library_lines (
        package_key INTEGER NOT NULL,
        verification_key INTEGER NOT NULL,
        received_at INTEGER NOT NULL,
        package_id TEXT,
        code TEXT,
        code_folded TEXT,
        agency TEXT,
        window_start INTEGER,
        window_end INTEGER,
        submitter TEXT,
        submitter_folded TEXT,
        clip_count INTEGER,
        verdict TEXT NOT NULL,
        severity INTEGER NOT NULL,
        completeness TEXT NOT NULL,
        in_transit BOOLEAN NOT NULL,
        quarantined BOOLEAN NOT NULL,
        head TEXT,
        hop_count INTEGER NOT NULL,
        reason TEXT NOT NULL,
        supersedes INTEGER,
        superseded_by INTEGER,
        CONSTRAINT pk_library_lines PRIMARY KEY (package_key),
        CONSTRAINT fk_library_lines_package_key FOREIGN KEY (package_key) REFERENCES packages ("key"),
        CONSTRAINT fk_library_lines_verification_key FOREIGN KEY (verification_key) REFERENCES verifications ("key"),
        CONSTRAINT fk_library_lines_supersedes FOREIGN KEY (supersedes) REFERENCES packages ("key"),
        CONSTRAINT fk_library_lines_superseded_by FOREIGN KEY (superseded_by) REFERENCES packages ("key")
    )
    """,
    "CREATE INDEX ix_library_lines_package_id ON library_lines (package_id)",
    "CREATE INDEX ix_library_lines_received_at ON library_lines (received_at, package_key)",
    "CREATE INDEX ix_library_lines_code_folded ON library_lines (code_folded, package_key)",
    "CREATE INDEX ix_library_lines_window_start ON library_lines (window_start, package_key)",
    "CREATE INDEX ix_library_lines_submitter_folded ON library_lines (submitter_folded, package_key)",
    "CREATE INDEX ix_library_lines_clip_count ON library_lines (clip_count, package_key)",
    "CREATE INDEX ix_library_lines_severity ON library_lines (severity, package_key)",
    """
    CREATE TABLE search_texts (
        package_key INTEGER NOT NULL,
        text TEXT NOT NULL,
        CONSTRAINT pk_search_texts PRIMARY KEY (package_key),
        CONSTRAINT fk_search_texts_package_key FOREIGN KEY (package_key) REFERENCES packages ("key")
    )
    """,
    # case_sensitive: both sides are folded by us, better than SQLite could.
    """
    CREATE VIRTUAL TABLE search_index USING fts5(
        text, content='search_texts', content_rowid='package_key', tokenize='trigram case_sensitive 1'
    )
    """,
    """
    CREATE TRIGGER search_texts_indexed AFTER INSERT ON search_texts BEGIN
        INSERT INTO search_index (rowid, text) VALUES (NEW.package_key, NEW.text);
    END
    """,
    """
    CREATE TRIGGER search_texts_reindexed AFTER UPDATE ON search_texts BEGIN
        INSERT INTO search_index (search_index, rowid, text) VALUES ('delete', OLD.package_key, OLD.text);
        INSERT INTO search_index (rowid, text) VALUES (NEW.package_key, NEW.text);
    END
    """,
)
APPEND_ONLY = {
    "packages": "EXISTS (SELECT 1 FROM packages"
    " WHERE key = NEW.key OR location = NEW.location OR container_sha256 = NEW.container_sha256)",
    "verifications": "EXISTS (SELECT 1 FROM verifications WHERE key = NEW.key)",
    "custody_events": "EXISTS (SELECT 1 FROM custody_events"
    " WHERE package_key = NEW.package_key AND ordinal = NEW.ordinal)",
    "clips": "EXISTS (SELECT 1 FROM clips WHERE package_key = NEW.package_key AND ordinal = NEW.ordinal)",
}
"""Each table of facts with the condition under which an INSERT OR REPLACE would delete a row: it does so without firing
a DELETE trigger unless ``recursive_triggers`` is on."""


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
    for table, taken in APPEND_ONLY.items():
        refusal = f"SELECT RAISE(ABORT, '{table}: what was recorded is never changed or deleted')"
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN {refusal}; END")
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN {refusal}; END")
        op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {taken} BEGIN {refusal}; END")


def downgrade() -> None:
    # DROP TABLE fires no trigger of its own; it does check foreign keys, so the tables go in reverse order.
    for table in (
        "search_index",
        "search_texts",
        "library_lines",
        "clips",
        "custody_events",
        "verifications",
        "packages",
    ):
        op.execute(f"DROP TABLE {table}")
