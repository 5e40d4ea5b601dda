"""Connections to the catalogue's SQLite file, and what SQLite's errors mean to a person."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from reviewer.application.errors import CatalogueUnavailable
from reviewer.application.faults import fault_sentence

BUSY_TIMEOUT_MS = 5_000
"""How long to wait for another program to finish writing."""
WRITING = "writing"
"""Execution option of a connection: begin by taking the write lock, so that what is read before stays true."""


class DamagedRecord(Exception):
    """A row that SQLite reads without a fault, and that is none of what this program ever wrote."""


def open_engine(path: Path, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> Engine:
    """Write-ahead log, every commit on the disc before it counts, foreign keys enforced. Opens nothing yet."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        hide_parameters=True,  # a log that tells of a fault need not quote the evidence
        connect_args={"timeout": busy_timeout_ms / 1000, "check_same_thread": False, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        _write_ahead(connection, busy_timeout_ms)
        for pragma in ("synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # The driver's own transactions begin too late to cover reads and DDL; isolation_level None leaves it to us.
        writing = connection.get_execution_options().get(WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _write_ahead(connection: sqlite3.Connection, busy_timeout_ms: int) -> None:
    """Switch to the write-ahead log. Two programs that make a catalogue at once meet here, and for this one step SQLite
    does not wait by itself."""
    end = time.monotonic() + busy_timeout_ms / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > end:
                raise
        time.sleep(0.01)


@contextmanager
def catalogue_faults(path: Path) -> Iterator[None]:
    """Tell faults of the environment as CatalogueUnavailable. Anything else, a bug of ours, passes unchanged."""
    try:
        yield
    except DBAPIError as error:
        told = sentence(error.orig, path)
        if told is None:
            raise
        raise CatalogueUnavailable(told) from error
    except sqlite3.Error as error:
        told = sentence(error, path)
        if told is None:
            raise
        raise CatalogueUnavailable(told) from error
    except DamagedRecord as error:
        raise CatalogueUnavailable(_DAMAGED.format(path=path)) from error
    except OSError as error:
        raise CatalogueUnavailable(fault_sentence("The catalogue could not be reached", path, error)) from error


def sentence(error: BaseException | None, path: Path) -> str | None:
    """What SQLite's error means to a person; None for one that no environment explains."""
    name = getattr(error, "sqlite_errorname", "")
    for prefix, words in _SENTENCES.items():
        if name.startswith(prefix):
            return words.format(path=path)
    return None


_CLOSED = (
    "The catalogue could not be opened or written ({path}): permission was refused, the disc is write-protected, or it "
    "is no longer there. Check the disc and the folder's permissions, then try again; nothing was lost."
)
_DAMAGED = (
    "The catalogue is damaged ({path}). Leave it as it is, put back the newest copy from the folder “backups” beside "
    "it, and try again; the packages in the evidence store are not touched by this."
)
_SENTENCES = {
    "SQLITE_BUSY": (
        "The catalogue is in use by another program that is just writing to it ({path}). Nothing was lost: wait a "
        "moment and try again."
    ),
    "SQLITE_LOCKED": "The catalogue is locked ({path}). Nothing was lost: wait a moment and try again.",
    "SQLITE_FULL": "The disc with the catalogue is full ({path}). Free some space and try again; nothing was lost.",
    "SQLITE_READONLY": _CLOSED,
    "SQLITE_PERM": _CLOSED,
    "SQLITE_AUTH": _CLOSED,
    "SQLITE_CANTOPEN": _CLOSED,
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_IOERR": (
        "The disc with the catalogue reported an error ({path}). Check that it is connected and not full, then try "
        "again; if it happens again, the disc may be failing."
    ),
}
