"""The tables of the catalogue as they are now. The migrations lead here, and a test sees to it that they do.

Facts are rows that are only ever added: ``packages``, ``verifications``, ``custody_events``, ``clips``, ``reports``.
Triggers, which the migrations make, forbid
everything else. ``library_lines`` and ``search_texts`` are derived from them, one
row a package, kept up to date by the unit of work so that lists are sorted and searched without joins.

Instants are integer microseconds UTC, sizes bytes, digests lower-case hex. Text that may be hostile is stored as it
is, save lone surrogates (``storable``).
"""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, MetaData, Table, Text

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_name)s",
}
metadata = MetaData(naming_convention=NAMES)

packages = Table(
    "packages",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("file_name", Text, nullable=False),
    Column("location", Text, nullable=False, unique=True),
    Column("container_sha256", Text, nullable=False, unique=True),
    Column("size", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("received_at", Integer, nullable=False),
    CheckConstraint("length(container_sha256) = 64", name="digest"),
    CheckConstraint("size >= 0", name="size"),
    CheckConstraint("kind IN ('file', 'folder')", name="kind"),
    sqlite_autoincrement=True,
)
"""A received container. What was learnt of it stands in its verifications."""

verifications = Table(
    "verifications",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("package_key", ForeignKey("packages.key"), nullable=False, index=True),
    Column("made_at", Integer, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("completeness", Text, nullable=False),
    Column("package_id", Text),
    Column("head", Text),
    Column("quarantined", Boolean(name="quarantined"), nullable=False),
    Column("supersedes", ForeignKey("packages.key")),
    Column("tool_version", Text, nullable=False),
    Column("result", Text, nullable=False),
    CheckConstraint("verdict IN ('verified', 'untrusted', 'altered', 'unreadable')", name="verdict"),
    CheckConstraint("completeness IN ('proven', 'extended', 'not-proven', 'contradicted')", name="completeness"),
    CheckConstraint("quarantined IN (0, 1)", name="quarantined"),
    CheckConstraint("supersedes <> package_key", name="supersedes"),
    sqlite_autoincrement=True,
)
"""Every verification ever made. ``result`` is all of it (``application.result_codec``); the other columns are copied
out of it. ``quarantined`` and ``supersedes`` say how the package stood after this verification."""

custody_events = Table(
    "custody_events",
    metadata,
    Column("package_key", ForeignKey("packages.key"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("action", Text),
    Column("at", Integer),
    Column("actor", Text),
    Column("agency", Text),
    Column("manifest_sha256", Text, index=True),
    Column("timestamp", Integer),
    Column("signer_sha256", Text),
)
"""The chain of custody as the package carries it, from the first verification that could read it."""

clips = Table(
    "clips",
    metadata,
    Column("package_key", ForeignKey("packages.key"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("clip_id", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("sha256", Text, index=True),
    Column("bytes", Integer),
    Column("camera", Text),
)

reports = Table(
    "reports",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("package_key", ForeignKey("packages.key"), nullable=False, index=True),
    Column("made_at", Integer, nullable=False),
    Column("report_id", Text, nullable=False),
    Column("sha256", Text, nullable=False, index=True),
    Column("paper", Text, nullable=False),
    CheckConstraint("length(sha256) = 64", name="digest"),
    sqlite_autoincrement=True,
)
"""Each custody report that was written, by the SHA-256 of its bytes."""

library_lines = Table(
    "library_lines",
    metadata,
    Column("package_key", ForeignKey("packages.key"), primary_key=True),
    Column("verification_key", ForeignKey("verifications.key"), nullable=False),
    Column("received_at", Integer, nullable=False),
    Column("package_id", Text, index=True),
    Column("code", Text),
    Column("code_folded", Text),
    Column("agency", Text),
    Column("window_start", Integer),
    Column("window_end", Integer),
    Column("submitter", Text),
    Column("submitter_folded", Text),
    Column("clip_count", Integer),
    Column("verdict", Text, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("completeness", Text, nullable=False),
    Column("in_transit", Boolean(name="in_transit"), nullable=False),
    Column("quarantined", Boolean(name="quarantined"), nullable=False),
    Column("head", Text),
    Column("hop_count", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("supersedes", ForeignKey("packages.key")),
    Column("superseded_by", ForeignKey("packages.key")),
)
"""What the library shows of a package after its newest verification. Derived: may be rebuilt at any time."""

SORTED_COLUMNS = ("received_at", "code_folded", "window_start", "submitter_folded", "clip_count", "severity")
for _column in SORTED_COLUMNS:
    Index(f"ix_library_lines_{_column}", library_lines.c[_column], library_lines.c.package_key)

search_texts = Table(
    "search_texts",
    metadata,
    Column("package_key", ForeignKey("packages.key"), primary_key=True),
    Column("text", Text, nullable=False),
)
"""Everything a package can be found by, folded (``search.fold``); ``search_index`` is FTS5's trigram index over it."""

SEARCH_INDEX = "search_index"


def storable(text: str) -> str:
    """The text, with lone surrogates, which SQLite cannot hold, written as escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
