"""Bring a catalogue to the form that this program knows: a backup first, then Alembic, all in one transaction."""

import secrets
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from reviewer.application.errors import CatalogueUnavailable
from reviewer.application.faults import fault_sentence
from reviewer.catalogue.engine import WRITING, sentence

HEAD = "0003"
"""The newest migration. Stated here too, so that a start need not load Alembic to learn that nothing is to do."""
MIGRATIONS = Path(__file__).parent / "migrations"


def bring_up_to_date(engine: Engine, path: Path, backups: Path) -> None:
    """Migrate if need be. Raises CatalogueUnavailable: written by a newer version, or no catalogue at all."""
    with engine.connect() as connection:
        version = _version(connection, path)
    if version == HEAD:
        return
    if version is not None:
        refuse_unknown(version, path)
        try:
            back_up(path, backups, version)
        except OSError as error:
            raise CatalogueUnavailable(
                fault_sentence("The catalogue could not be copied before its form is changed", backups, error)
            ) from error
    with engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        if _version(connection, path) == HEAD:  # another process was quicker
            return
        try:
            migrate_to(connection, HEAD)
        except DBAPIError as error:
            if sentence(error.orig, path) is not None:
                raise
            raise CatalogueUnavailable(
                f"The catalogue could not be brought to the form of this version ({path}): its tables were changed. "
                f"Nothing was changed; put back a copy from {backups}, then try again."
            ) from error


def migrate_to(connection: Connection, revision: str) -> None:
    """Up or down to a revision, inside the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    current = _revision(connection)
    go = command.upgrade if current is None or (revision != "base" and current < revision) else command.downgrade
    go(config, revision)


def refuse_unknown(version: str, path: Path) -> None:
    """Raises CatalogueUnavailable unless a migration of ours made this version."""
    known = sorted(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("0*.py"))
    if version not in known:
        raise CatalogueUnavailable(
            f"The catalogue was written by a newer version of Reviewer ({path}: form {version}, this version knows up "
            f"to {HEAD}). Nothing was changed. Start the newer version, or give another folder with --home."
        )


def back_up(path: Path, backups: Path, version: str) -> Path:
    """A complete copy of the catalogue as it is now, durable on return. Raises OSError, sqlite3.Error."""
    backups.mkdir(mode=0o700, parents=True, exist_ok=True)
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    copy = backups / f"catalogue-{version}-{stamp}-{secrets.token_hex(2)}.sqlite"
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            target.execute("PRAGMA synchronous = FULL")
            source.backup(target)
    except sqlite3.Error:
        copy.unlink(missing_ok=True)  # half a copy would be taken for a whole one
        raise
    return copy


def _version(connection: Connection, path: Path) -> str | None:
    """None for an empty file. Raises CatalogueUnavailable where the tables are another program's."""
    version = _revision(connection)
    if version is None and connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar():
        raise CatalogueUnavailable(
            f"“{path}” is not a catalogue of Reviewer. Nothing was changed. Give another folder with --home, or move "
            "the file away."
        )
    return version


def _revision(connection: Connection) -> str | None:
    table = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    if connection.exec_driver_sql(table).scalar() is None:
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
