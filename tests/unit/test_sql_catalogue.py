"""The catalogue's file: facts that cannot be changed, locks, damage, vanishing, and what SQLite can hold."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from reviewer.application.errors import CatalogueUnavailable
from reviewer.application.ports import LibraryQuery, NewPackage
from reviewer.catalogue.sql_catalogue import SqlCatalogue
from tests.fakes.results import NOON, digest, result

FACTS = ("packages", "verifications", "custody_events", "clips", "reports")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.sqlite"


@pytest.fixture
def catalogue(path: Path) -> Iterator[SqlCatalogue]:
    made = SqlCatalogue(path, path.parent / "backups", busy_timeout_ms=20)
    yield made
    made.close()


def package(name: str = "a.asice") -> NewPackage:
    container = digest(name)
    return NewPackage(name, f"sha256/{container}", container, 5, "file", NOON, False, result())


def add(catalogue: SqlCatalogue, name: str = "a.asice") -> int:
    with catalogue.unit_of_work(writing=True) as unit:
        key = unit.add_package(package(name))
        unit.add_report(key, NOON, "R-1", digest("pdf"), "a4")
        unit.commit()
    return key


@pytest.mark.parametrize("table", FACTS)
@pytest.mark.parametrize("recursive", ["OFF", "ON"])
def test_no_program_can_change_or_delete_a_fact(
    catalogue: SqlCatalogue, path: Path, table: str, recursive: str
) -> None:
    add(catalogue)
    catalogue.close()
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA recursive_triggers = {recursive}")
        before = other.execute(f"SELECT * FROM {table}").fetchall()
        column = other.execute(f"SELECT name FROM pragma_table_info('{table}') LIMIT 1").fetchone()[0]
        for statement in (
            f"UPDATE {table} SET {column} = {column}",
            f"DELETE FROM {table}",
            f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
            f"REPLACE INTO {table} SELECT * FROM {table}",
            *_replacing_by_row_number(other, table),
        ):
            with pytest.raises(sqlite3.IntegrityError, match="never changed or deleted"):
                other.execute(statement)
        assert other.execute(f"SELECT * FROM {table}").fetchall() == before
        assert before


def _replacing_by_row_number(other: sqlite3.Connection, table: str) -> list[str]:
    """Other keys throughout, and the hidden number of a row that is there: SQLite would delete that one unasked."""
    columns = [row[0] for row in other.execute(f"SELECT name FROM pragma_table_info('{table}')")]
    if columns[:2] != ["package_key", "ordinal"]:
        return []
    names = ", ".join(columns)
    others = names.replace("ordinal", "ordinal + 1000")
    return [
        f"INSERT OR REPLACE INTO {table} ({number}, {names}) SELECT {number}, {others} FROM {table}"
        for number in ("rowid", "_rowid_", "oid")
    ]


def test_a_package_cannot_be_replaced_by_its_digest(catalogue: SqlCatalogue, path: Path) -> None:
    add(catalogue)
    catalogue.close()
    with closing(sqlite3.connect(path)) as other, pytest.raises(sqlite3.IntegrityError, match="never changed"):
        other.execute(
            "INSERT OR REPLACE INTO packages (file_name, location, container_sha256, size, kind, received_at) "
            "SELECT 'forged', 'elsewhere', container_sha256, size, kind, received_at FROM packages"
        )


def test_the_file_is_kept_as_the_house_wants_it(catalogue: SqlCatalogue, path: Path) -> None:
    add(catalogue)
    assert catalogue._engine is not None
    with catalogue._engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_locked_by_another_program_is_one_sentence_and_can_be_tried_again(catalogue: SqlCatalogue, path: Path) -> None:
    add(catalogue)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CatalogueUnavailable, match="in use by another program"):
            add(catalogue, "b.asice")
        with catalogue.unit_of_work() as unit:
            assert unit.count(LibraryQuery()) == 1  # reading goes on meanwhile
        other.execute("ROLLBACK")
    assert add(catalogue, "b.asice") == 2


def test_a_writer_keeps_what_it_read_true(catalogue: SqlCatalogue, path: Path) -> None:
    add(catalogue)
    other = SqlCatalogue(path, path.parent / "backups", busy_timeout_ms=20)
    with catalogue.unit_of_work(writing=True) as unit:
        unit.count(LibraryQuery())
        with pytest.raises(CatalogueUnavailable):
            add(other, "b.asice")
    other.close()


@pytest.mark.parametrize(
    "content", [b"this is no database, whatever its name says" * 40, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_damaged_file_is_one_sentence(catalogue: SqlCatalogue, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(CatalogueUnavailable, match="damaged"), catalogue.unit_of_work():
        pass
    assert path.read_bytes() == content


def test_a_folder_in_its_place_is_one_sentence(catalogue: SqlCatalogue, path: Path) -> None:
    path.mkdir()
    with pytest.raises(CatalogueUnavailable, match="could not be opened"), catalogue.unit_of_work():
        pass


def test_a_catalogue_that_vanished_is_not_begun_anew(catalogue: SqlCatalogue, path: Path) -> None:
    add(catalogue)
    moved = path.with_name("moved.sqlite")
    path.rename(moved)
    for _ in range(2):
        with pytest.raises(CatalogueUnavailable, match="no longer where it was"), catalogue.unit_of_work():
            pass
    assert not path.exists()
    moved.rename(path)
    with catalogue.unit_of_work() as unit:
        assert unit.count(LibraryQuery()) == 1


def test_two_starts_at_once_make_one_catalogue(path: Path) -> None:
    made = [SqlCatalogue(path, path.parent / "backups") for _ in range(4)]
    failures: list[BaseException] = []

    def work(catalogue: SqlCatalogue, name: str) -> None:
        try:
            add(catalogue, name)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(one, f"{place}.asice")) for place, one in enumerate(made)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with made[0].unit_of_work() as unit:
        assert unit.count(LibraryQuery()) == len(made)
    for one in made:
        one.close()


def test_text_that_sqlite_cannot_hold_is_kept_as_escapes(catalogue: SqlCatalogue) -> None:
    hostile = "\ud800\x00\x1b[31m‮'; DROP TABLE packages; --"
    outcome = result(code=hostile, agency=hostile, pseudonym=hostile, clips=[(hostile, hostile)])
    with catalogue.unit_of_work(writing=True) as unit:
        key = unit.add_package(replace(package(), file_name=hostile, result=outcome))
        unit.commit()
    with catalogue.unit_of_work() as unit:
        found = unit.find(key)
        assert list(unit.keys(LibraryQuery(text="drop TABLE packages"))) == [key]
        assert list(unit.keys(LibraryQuery(text=hostile))) == [key]
    assert found is not None
    assert found.summary.code == hostile.replace("\ud800", "\\ud800")
    assert found.latest.result == outcome


def test_a_stored_copy_that_changed_is_marked(catalogue: SqlCatalogue) -> None:
    key = add(catalogue)
    with catalogue.unit_of_work(writing=True) as unit:
        unit.add_verification(key, NOON, replace(result(), container_sha256=digest("other")), quarantined=True)
        unit.commit()
    with catalogue.unit_of_work() as unit:
        assert unit.summaries([key])[0].reason == "the stored copy is not the file that was received"
