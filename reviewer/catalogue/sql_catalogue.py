"""The ``Catalogue`` and ``UnitOfWork`` ports on SQLite, through SQLAlchemy's Core: plain rows, nothing to leak.

There are no mapped objects on purpose. Facts are never changed, so there is nothing for an identity map to track, and
what the ports promise are frozen values anyway.
"""

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Engine, Table, func, insert, or_, select, update

from reviewer.application.errors import CatalogueUnavailable
from reviewer.application.ports import (
    LibraryQuery,
    NewPackage,
    PackageSummary,
    StoredPackage,
    StoredVerification,
)
from reviewer.catalogue import lines
from reviewer.catalogue.engine import BUSY_TIMEOUT_MS, WRITING, catalogue_faults, open_engine
from reviewer.catalogue.migrate import bring_up_to_date
from reviewer.catalogue.search import condition, matching_keys, searchable_text
from reviewer.catalogue.tables import (
    clips,
    custody_events,
    library_lines,
    packages,
    reports,
    search_texts,
    storable,
    verifications,
)
from reviewer.evidence.verification_result import VerificationResult

_KEYS_AT_ONCE = 500
_MIN_PREFIX = 4
_HEX_OR_UUID = re.compile(r"\A[0-9a-f-]+\Z", re.ASCII)
_joined = packages.join(library_lines, library_lines.c.package_key == packages.c.key)
_columns = (*packages.c, *(column for column in library_lines.c if column.name not in ("package_key", "received_at")))


class SqlCatalogue:
    """One file. Opened, made and migrated at the first unit of work; every fault can be tried again."""

    def __init__(self, path: Path, backups: Path, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> None:
        self._path = path
        self._backups = backups
        self._busy_timeout_ms = busy_timeout_ms
        self._engine: Engine | None = None
        self._file: tuple[int, int] | None = None
        self._opening = threading.Lock()

    @contextmanager
    def unit_of_work(self, *, writing: bool = False) -> Iterator["SqlUnitOfWork"]:
        """See the port. Rolls back on leaving, unless it was committed. Raises CatalogueUnavailable."""
        with catalogue_faults(self._path):
            engine = self._ready()
            with engine.connect().execution_options(**{WRITING: writing}) as connection:
                transaction = connection.begin()
                try:
                    yield SqlUnitOfWork(connection)
                finally:
                    if transaction.is_active:
                        transaction.rollback()

    def close(self) -> None:
        with self._opening:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    def _ready(self) -> Engine:
        with self._opening:
            if self._file is not None and self._file != _identity(self._path):
                if self._engine is not None:
                    self._engine.dispose()
                    self._engine = None
                raise CatalogueUnavailable(
                    f"The catalogue is no longer where it was ({self._path}). Connect the disc again or put the file "
                    "back, then try again; nothing was written elsewhere."
                )
            if self._engine is None:
                engine = open_engine(self._path, self._busy_timeout_ms)
                try:
                    self._path.parent.mkdir(parents=True, exist_ok=True)
                    bring_up_to_date(engine, self._path, self._backups)
                except BaseException:
                    engine.dispose()
                    raise
                self._engine, self._file = engine, _identity(self._path)
            return self._engine


class SqlUnitOfWork:
    """The ``UnitOfWork`` port over one connection and its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_package(self, package: NewPackage) -> int:
        row = {
            "file_name": storable(package.file_name),
            "location": package.location,
            "container_sha256": package.container_sha256,
            "size": package.size,
            "kind": package.kind,
            "received_at": package.received_at,
        }
        key = self._insert(packages, row)
        text = searchable_text(package.file_name, package.container_sha256, package.result)
        self._connection.execute(insert(search_texts).values(package_key=key, text=text))
        self._record(
            key, package.result.checked_at, package.result, package.quarantined, package.supersedes, is_new=True
        )
        return key

    def add_verification(
        self,
        package_key: int,
        made_at: int,
        result: VerificationResult,
        *,
        quarantined: bool | None = None,
        supersedes: int | None = None,
    ) -> int:
        before = self._connection.execute(
            select(
                library_lines.c.quarantined,
                library_lines.c.supersedes,
                packages.c.file_name,
                packages.c.container_sha256,
            )
            .select_from(_joined)
            .where(packages.c.key == package_key)
        ).one()
        text = searchable_text(before.file_name, before.container_sha256, result)
        self._connection.execute(
            update(search_texts).where(search_texts.c.package_key == package_key).values(text=text)
        )
        stands = before.quarantined if quarantined is None else quarantined
        continues = before.supersedes if supersedes is None else supersedes
        return self._record(package_key, made_at, result, stands, continues, is_new=False)

    def add_report(self, package_key: int, made_at: int, report_id: str, sha256: str, paper: str) -> int:
        row = {
            "package_key": package_key,
            "made_at": made_at,
            "report_id": report_id,
            "sha256": sha256,
            "paper": paper,
        }
        return self._insert(reports, row)

    def find(self, package_key: int) -> StoredPackage | None:
        return next(iter(self._find(packages.c.key == package_key)), None)

    def find_by_container(self, container_sha256: str) -> StoredPackage | None:
        return next(iter(self._find(packages.c.container_sha256 == container_sha256)), None)

    def find_by_package_id(self, package_id: str) -> Sequence[StoredPackage]:
        same = library_lines.c.package_id == storable(package_id)
        found = self._find(same & ~library_lines.c.quarantined)
        return sorted(found, key=lambda package: (package.summary.hop_count, package.summary.key))

    def find_by_prefix(self, text: str) -> Sequence[StoredPackage]:
        wanted = text.strip().lower()
        if wanted.isascii() and wanted.isdigit() and len(wanted) < 18:
            by_key = self._find(packages.c.key == int(wanted))
            if by_key:
                return by_key
        wanted = wanted.removeprefix("urn:uuid:")
        if len(wanted) < _MIN_PREFIX or not _HEX_OR_UUID.match(wanted):
            return ()
        return self._find(
            or_(
                library_lines.c.package_id.startswith(f"urn:uuid:{wanted}"),
                packages.c.container_sha256.startswith(wanted),
                library_lines.c.head.startswith(wanted),
            )
        )

    def verifications(self, package_key: int) -> Sequence[StoredVerification]:
        statement = (
            select(verifications).where(verifications.c.package_key == package_key).order_by(verifications.c.key)
        )
        return tuple(lines.stored_verification(row) for row in self._connection.execute(statement).mappings())

    def count(self, query: LibraryQuery) -> int:
        statement = select(func.count()).select_from(library_lines).where(condition(query))
        return self._connection.execute(statement).scalar_one()

    def keys(self, query: LibraryQuery) -> Sequence[int]:
        return self._connection.execute(matching_keys(query)).scalars().all()

    def summaries(self, keys: Sequence[int]) -> Sequence[PackageSummary]:
        found: dict[int, PackageSummary] = {}
        for begin in range(0, len(keys), _KEYS_AT_ONCE):
            some = keys[begin : begin + _KEYS_AT_ONCE]
            statement = select(*_columns).select_from(_joined).where(packages.c.key.in_(some))
            for row in self._connection.execute(statement).mappings():
                found[row["key"]] = lines.summary(row)
        return tuple(found[key] for key in keys if key in found)

    def locations(self) -> frozenset[str]:
        return frozenset(self._connection.execute(select(packages.c.location)).scalars())

    def clip_total(self) -> int:
        statement = select(func.coalesce(func.sum(library_lines.c.clip_count), 0))
        return int(self._connection.execute(statement.where(library_lines.c.superseded_by.is_(None))).scalar_one())

    def commit(self) -> None:
        self._connection.commit()

    def _insert(self, table: Table, row: lines.Row) -> int:
        result = self._connection.execute(insert(table).values(**row))
        key = result.inserted_primary_key
        assert key is not None
        return int(key[0])

    def _record(
        self,
        package_key: int,
        made_at: int,
        result: VerificationResult,
        quarantined: bool,
        supersedes: int | None,
        *,
        is_new: bool,
    ) -> int:
        """A verification with what it says of events and clips, and the library's line after it."""
        standing = {"quarantined": quarantined, "supersedes": supersedes}
        row = lines.verification_row(package_key, made_at, result)
        verification_key = self._insert(verifications, row | standing)
        self._add_once(custody_events, package_key, lines.event_rows(package_key, result))
        self._add_once(clips, package_key, lines.clip_rows(package_key, result))
        container, received_at = self._connection.execute(
            select(packages.c.container_sha256, packages.c.received_at).where(packages.c.key == package_key)
        ).one()
        line = lines.library_line(container, result) | standing | {"verification_key": verification_key}
        if is_new:
            values = line | {"package_key": package_key, "received_at": received_at}
            self._connection.execute(insert(library_lines).values(**values))
        else:
            self._connection.execute(
                update(library_lines).where(library_lines.c.package_key == package_key).values(**line)
            )
        continued = library_lines.c.superseded_by == package_key
        self._connection.execute(update(library_lines).where(continued).values(superseded_by=None))
        if supersedes is not None and not quarantined:
            shorter = library_lines.c.package_key == supersedes
            self._connection.execute(update(library_lines).where(shorter).values(superseded_by=package_key))
        return verification_key

    def _add_once(self, table: Table, package_key: int, rows: list[lines.Row]) -> None:
        """Sealed content is the same at every verification: what was recorded by an earlier one stays."""
        there = select(func.count()).select_from(table).where(table.c.package_key == package_key)
        if rows and not self._connection.execute(there).scalar_one():
            self._connection.execute(insert(table), rows)

    def _find(self, where: ColumnElement[bool]) -> list[StoredPackage]:
        statement = select(*_columns).select_from(_joined).where(where).order_by(packages.c.key)
        rows = self._connection.execute(statement).mappings().all()
        return [
            lines.stored_package(row, self._newest(row["verification_key"]), self._count(row["key"])) for row in rows
        ]

    def _newest(self, verification_key: int) -> StoredVerification:
        statement = select(verifications).where(verifications.c.key == verification_key)
        return lines.stored_verification(self._connection.execute(statement).mappings().one())

    def _count(self, package_key: int) -> int:
        statement = select(func.count()).where(verifications.c.package_key == package_key)
        return self._connection.execute(statement).scalar_one()


def _identity(path: Path) -> tuple[int, int]:
    """Device and inode; (0, 0) where there is no file."""
    try:
        state = path.stat()
    except OSError:
        return 0, 0
    return state.st_dev, state.st_ino
