"""Each step of the catalogue's form, up and down with data in it, and where the steps lead."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from reviewer.application.errors import CatalogueUnavailable
from reviewer.application.ports import LibraryQuery, NewPackage
from reviewer.catalogue.engine import WRITING, open_engine
from reviewer.catalogue.migrate import HEAD, MIGRATIONS, migrate_to
from reviewer.catalogue.sql_catalogue import SqlCatalogue
from reviewer.catalogue.tables import SEARCH_INDEX, metadata
from tests.fakes.results import NOON, digest, result


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = open_engine(tmp_path / "catalogue.sqlite")
    yield made
    made.dispose()


def go(engine: Engine, revision: str) -> None:
    with engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        migrate_to(connection, revision)


def schema(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
    return {name: sql for name, sql in rows if name != "alembic_version"}


def fill(path: Path) -> None:
    catalogue = SqlCatalogue(path, path.parent / "backups")
    container = digest("container")
    package = NewPackage("a.asice", "sha256/x", container, 5, "file", NOON, False, result())
    with catalogue.unit_of_work(writing=True) as unit:
        key = unit.add_package(package)
        unit.add_verification(key, NOON + 1, result())
        unit.add_report(key, NOON, "R-1", digest("pdf"), "a4")
        unit.commit()
    catalogue.close()


def versions() -> list[str]:
    return [script.revision for script in reversed(list(ScriptDirectory(str(MIGRATIONS)).walk_revisions()))]


def test_the_newest_step_is_the_one_that_starts_look_for() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [HEAD]
    assert versions() == sorted(versions())


def test_the_steps_lead_to_the_tables(engine: Engine) -> None:
    go(engine, HEAD)

    def ours(_object: Any, name: str | None, kind: str, _reflected: bool, _compared: Any) -> bool:
        return not (kind == "table" and name is not None and name.startswith(SEARCH_INDEX))

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": ours, "compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []
        for table in metadata.sorted_tables:
            made = connection.exec_driver_sql(f"SELECT sql FROM sqlite_master WHERE name = '{table.name}'").scalar_one()
            for constraint in table.constraints:
                assert constraint.name is not None
                assert f"CONSTRAINT {constraint.name}" in made.split("\n", 1)[1], constraint.name


def test_each_step_can_be_undone_and_done_again(engine: Engine) -> None:
    seen = []
    for version in versions():
        go(engine, version)
        seen.append(schema(engine))
    for version, wanted in reversed(list(zip(versions(), seen, strict=True))):
        go(engine, version)
        assert schema(engine) == wanted
    go(engine, "base")
    assert schema(engine) == {"sqlite_sequence": "CREATE TABLE sqlite_sequence(name,seq)"}
    go(engine, HEAD)
    assert schema(engine) == seen[-1]


def test_data_survive_a_step_down_and_up(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    fill(path)
    go(engine, "0001")
    engine.dispose()
    catalogue = SqlCatalogue(path, tmp_path / "backups")
    with catalogue.unit_of_work(writing=True) as unit:
        (key,) = unit.keys(LibraryQuery(text="front door"))
        assert len(unit.verifications(key)) == 2
        unit.add_report(key, NOON, "R-2", digest("pdf"), "a4")
        unit.commit()
    catalogue.close()
    (backup,) = (tmp_path / "backups").iterdir()
    assert backup.name.startswith("catalogue-0001-")
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("SELECT count(*) FROM verifications").fetchone() == (2,)
        assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_step_that_fails_changes_nothing(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path / "catalogue.sqlite")
    go(engine, "0001")
    before = schema(engine)

    def fail() -> None:
        with engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
            migrate_to(connection, HEAD)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        fail()
    assert schema(engine) == before


def test_a_newer_form_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    fill(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
        connection.commit()
    catalogue = SqlCatalogue(path, tmp_path / "backups")
    with pytest.raises(CatalogueUnavailable, match="newer version of Reviewer"), catalogue.unit_of_work():
        pass
    catalogue.close()
    assert not (tmp_path / "backups").exists()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM packages").fetchone() == (1,)


def test_another_programs_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (cake)")
        connection.commit()
    catalogue = SqlCatalogue(path, tmp_path / "backups")
    with pytest.raises(CatalogueUnavailable, match="not a catalogue of Reviewer"), catalogue.unit_of_work():
        pass
    catalogue.close()
