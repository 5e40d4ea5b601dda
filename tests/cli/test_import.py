"""``reviewer import`` from outside: what is kept, what is not, and what hands, crashes and other programs do to it."""

import os
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import PROGRAM, Run, Samples, program


def stored_copy(home: Path) -> Path:
    (path,) = [path for path in (home / "evidence" / "sha256").glob("*/*") if path.suffix != ".listing"]
    return path


def staged(home: Path) -> list[Path]:
    staging = home / "evidence" / "staging"
    return list(staging.iterdir()) if staging.is_dir() else []


def test_what_is_altered_is_kept_on_a_word_and_marked_everywhere(reviewer: Run, samples: Samples, home: Path) -> None:
    refused = reviewer("import", samples.altered)
    assert refused.status == 1
    first, *findings, last = refused.out.splitlines()
    assert first.startswith("“altered” is altered: 1 clip differs from its seal")
    assert findings
    assert "was not imported" in last
    assert reviewer("list").err == "The library is empty.\n"
    kept = reviewer("import", "--quarantine", samples.altered)
    assert kept.status == 1
    assert "was put in quarantine: altered" in kept.out
    assert "altered (in quarantine)" in reviewer("list").out
    assert "altered (in quarantine)" in reviewer("show", "1").out
    assert reviewer("show", "1").status == reviewer("recheck", "1").status == reviewer("import", samples.altered).status
    assert "Verifications 2, all kept" in reviewer("show", "1").out
    assert '"quarantined": true' in reviewer("list", "--json").out
    assert not staged(home)


def test_a_stored_file_that_was_changed_by_hand(reviewer: Run, samples: Samples, home: Path) -> None:
    assert reviewer("import", samples.good).status == 0
    path = stored_copy(home)
    path.chmod(0o644)
    path.write_bytes(samples.other.read_bytes())  # sound and trusted, and not what was received
    told = reviewer("recheck", "1")
    assert told.status == 5
    assert "no longer the file that was received" in told.err
    shown = reviewer("show", "1")
    assert shown.status == 1
    assert shown.out.startswith("Package 1: in quarantine, the stored copy is not the file that was received")
    again = reviewer("import", samples.good)
    assert again.status == 1
    assert "The stored copy had changed; this one was put in its place" in again.out
    assert path.read_bytes() == samples.good.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o444
    assert reviewer("recheck", "1").status == reviewer("show", "1").status == 0
    assert "Verifications 3, all kept" in reviewer("show", "1").out


def test_a_stored_folder_that_was_swapped_for_a_sound_one(reviewer: Run, samples: Samples, home: Path) -> None:
    assert reviewer("import", samples.good_folder).status == 0
    path = stored_copy(home)
    path.parent.chmod(0o755)
    for folder, _, _ in os.walk(path):
        Path(folder).chmod(0o755)
    shutil.rmtree(path)
    shutil.copytree(samples.other_folder, path)
    told = reviewer("recheck", "1")
    assert told.status == 5
    assert "no longer the file that was received" in told.err
    assert reviewer("show", "1").status == 1
    assert " verified " not in reviewer("list").out
    assert reviewer("import", samples.good_folder).status == 1
    assert reviewer("recheck", "1").status == 0


def test_a_store_that_was_removed(reviewer: Run, samples: Samples, home: Path) -> None:
    assert reviewer("import", samples.good).status == 0
    shutil.rmtree(home / "evidence")
    assert reviewer("list").status == 0
    told = reviewer("recheck", "1")
    assert (told.status, len(told.err.splitlines())) == (5, 1)
    (home / "evidence").symlink_to("/no such disc")
    told = reviewer("import", samples.good)
    assert (told.status, len(told.err.splitlines())) == (5, 1)
    (home / "evidence").unlink()
    assert "had vanished" in reviewer("import", samples.good).out
    assert reviewer("recheck", "1").status == 0


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
        connection.commit()


def _unknown_result(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER verifications_no_update")
        connection.execute("UPDATE verifications SET result = '{}'")
        connection.commit()


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (_newer, "newer version of Reviewer"),
        (lambda path: path.write_bytes(b"garbage" * 999), "is damaged"),
        (lambda path: os.truncate(path, 40_000), "is damaged"),
        (lambda path: path.write_bytes(b""), "missing or empty"),
        (lambda path: path.unlink(), "missing or empty"),
        (lambda path: (path.unlink(), path.mkdir()), "could not be opened"),
        (_unknown_result, "is damaged"),
    ],
    ids=["newer", "garbage", "cut off", "emptied", "gone", "a folder", "an unknown result"],
)
def test_a_catalogue_that_is_not_as_it_was(
    reviewer: Run, samples: Samples, home: Path, harm: object, sentence: str
) -> None:
    assert reviewer("import", samples.good).status == 0
    catalogue = home / "catalogue.sqlite"
    safe = catalogue.read_bytes()
    harm(catalogue)  # type: ignore[operator]
    for command in (["show", "1"], ["import", samples.good]):
        told = reviewer(*command)
        assert (told.status, told.out, len(told.err.splitlines())) == (5, "", 1)
        assert sentence in told.err
    assert not staged(home)
    if catalogue.is_dir():
        catalogue.rmdir()
    catalogue.write_bytes(safe)
    assert reviewer("show", "1").status == 0
    assert reviewer("import", samples.good, samples.other).status == 0


def test_a_change_of_form_that_cannot_be_backed_up_is_not_made(reviewer: Run, samples: Samples, home: Path) -> None:
    assert reviewer("import", samples.good).status == 0
    with closing(sqlite3.connect(home / "catalogue.sqlite")) as connection:
        connection.execute("DROP TABLE reports")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()
    (home / "backups").write_text("in the way")
    told = reviewer("list")
    assert (told.status, len(told.err.splitlines())) == (5, 1)
    assert "could not be copied before its form is changed" in told.err
    (home / "backups").unlink()
    assert reviewer("show", "1").status == 0
    (backup,) = (home / "backups").iterdir()
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("SELECT count(*) FROM packages").fetchone() == (1,)


def test_the_same_package_from_several_programs_at_once(samples: Samples, home: Path) -> None:
    command = [*PROGRAM, "--home", str(home), "import", "--quarantine", samples.good, samples.altered, samples.good]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    told = [one.communicate(timeout=60) for one in running]
    assert [one.returncode for one in running] == [1, 1, 1], told
    assert [err for _, err in told] == ["", "", ""]
    assert sum(out.count("was imported") for out, _ in told) == 1
    assert sum(out.count("was put in quarantine") for out, _ in told) == 1
    assert len(program(home, "list").out.splitlines()) == 3
    assert not staged(home)


def begin(home: Path, source: Path) -> "subprocess.Popen[str]":
    """An import that has begun to copy."""
    running = subprocess.Popen(
        [*PROGRAM, "--home", str(home), "import", source], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    end = time.monotonic() + 30
    while not any(list(place.glob("content*")) for place in staged(home)):
        assert time.monotonic() < end
        time.sleep(0.002)
    return running


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A file that takes a while to copy and little room before."""
    path = tmp_path / "large.asice"
    with path.open("wb") as file:
        file.truncate(400 << 20)
    return path


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_to_be_asked_to_end_keeps_nothing(home: Path, large: Path, number: signal.Signals) -> None:
    running = begin(home, large)
    running.send_signal(number)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (130, "")
    assert err == "Cancelled; nothing was kept of what was under way.\n"
    assert not staged(home)


def test_to_be_killed_leaves_a_stray_that_the_next_start_tells(home: Path, large: Path, samples: Samples) -> None:
    running = begin(home, large)
    running.kill()
    assert running.communicate(timeout=60) == ("", "")
    assert len(staged(home)) == 1
    said = program(home, "import", samples.good)
    assert said.status == 0
    assert said.err.startswith("Left behind by an earlier run: ")
    assert len(said.err.splitlines()) == 1
    assert not staged(home)
    assert program(home, "import", samples.good).err == ""
