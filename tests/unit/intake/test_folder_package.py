"""A package as a plain folder: what lies there is listed as it is, and nothing in it can lead outside or hang."""

import os
import shutil
from pathlib import Path

import pytest

from reviewer.evidence.findings import Code, Verdict
from reviewer.intake.folder_package import FolderPackage
from reviewer.verification.reader import EntryDamaged, Limits
from reviewer.verification.trust import TrustStore
from reviewer.verification.verify import verify

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a system with links and pipes")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "package"
    (place / "data/vendor").mkdir(parents=True)
    (place / "mimetype").write_bytes(b"application/vnd.etsi.asic-e+zip")
    (place / "data/vendor/a").write_bytes(b"abc")
    return place


def found(folder: Path, limits: Limits | None = None) -> dict[Code, list[str]]:
    codes: dict[Code, list[str]] = {}
    for defect in FolderPackage(folder, limits).defects:
        codes.setdefault(defect.code, []).append(defect.subject)
    return codes


def test_sound(folder: Path) -> None:
    assert found(folder) == {}
    assert FolderPackage(folder).names() == ["data/vendor/a", "mimetype"]


def test_the_folder_itself_may_be_a_link(folder: Path) -> None:
    link = folder.with_name("link")
    link.symlink_to(folder)
    assert found(link) == {}


@pytest.mark.parametrize("target", ["mimetype", "../outside", "nowhere", "/etc/passwd", ".", "x"])
def test_links(folder: Path, target: str) -> None:
    (folder.parent / "outside").mkdir()
    (folder / "data/vendor/x").symlink_to(target)
    assert found(folder) == {Code.SPECIAL_FILE: ["data/vendor/x"]}


def test_pipes_and_sockets(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    assert found(folder) == {Code.SPECIAL_FILE: ["pipe"]}


def test_mimetype_is_a_file(folder: Path) -> None:
    (folder / "mimetype").unlink()
    assert found(folder) == {Code.MIMETYPE: ["mimetype"]}
    (folder / "mimetype").mkdir()
    assert found(folder) == {Code.MIMETYPE: ["mimetype"]}
    (folder / "mimetype").rmdir()
    (folder / "mimetype").symlink_to("data/vendor/a")
    assert found(folder) == {Code.SPECIAL_FILE: ["mimetype"], Code.MIMETYPE: ["mimetype"]}


def test_nothing_at_all(tmp_path: Path) -> None:
    assert found(tmp_path) == {Code.MIMETYPE: ["mimetype"]}


def test_empty_folders_are_told(folder: Path) -> None:
    (folder / "data/empty/within").mkdir(parents=True)
    assert sorted(FolderPackage(folder).folders()) == ["data/empty", "data/empty/within"]


def test_names_of_other_machines(folder: Path) -> None:
    for name in (b"\xff", b"a\\b", b"a:b", b"con", b"end.", b"e\xcc\x81"):
        (folder / os.fsdecode(name)).write_bytes(b"")
    (folder / "case").write_bytes(b"")
    (folder / "CASE").write_bytes(b"")
    result = verify(FolderPackage(folder), TrustStore(), 0)
    assert result.verdict is Verdict.UNREADABLE
    told = sorted((finding.code, finding.subject) for finding in result.findings)
    unsafe = ["a:b", "a\\b", "con", "end.", "e\u0301", "\ufffd"]
    assert told == [(Code.DUPLICATE_NAME, "case"), *((Code.UNSAFE_NAME, name) for name in sorted(unsafe))]


def test_deeper_than_a_path_can_be(folder: Path) -> None:
    here = os.open(folder, os.O_RDONLY)
    for _level in range(40):
        os.mkdir("d" * 250, dir_fd=here)
        below = os.open("d" * 250, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    try:
        (subject,) = found(folder)[Code.UNSAFE_NAME]
        assert 1024 < len(subject) < 1300
    finally:
        shutil.rmtree(folder)


def test_five_hundred_folders_deep(folder: Path) -> None:
    deep = folder.joinpath(*["d"] * 505)
    deep.mkdir(parents=True)
    (deep / "x").write_bytes(b"x")
    assert found(folder) == {}


def test_the_limit_of_entries(folder: Path) -> None:
    for number in range(8):
        (folder / f"{number}").write_bytes(b"")
    assert found(folder, Limits(entries=10)) == {}
    assert found(folder, Limits(entries=9)) == {Code.LIMIT: [""]}
    assert FolderPackage(folder, Limits(entries=3)).names() == ["0", "1", "2"]


def test_what_may_not_be_there_counts_too(folder: Path) -> None:
    for number in range(50):
        (folder / f"{number:02}").symlink_to("mimetype")
    assert len(found(folder, Limits(entries=10))[Code.SPECIAL_FILE]) == 10


@pytest.mark.parametrize("content", [b"", b"ab", b"abcd"])
def test_a_file_that_changes_its_size_meanwhile(folder: Path, content: bytes) -> None:
    reader = FolderPackage(folder)
    (folder / "data/vendor/a").write_bytes(content)
    with pytest.raises(EntryDamaged):
        list(reader.chunks("data/vendor/a"))


def test_a_file_that_is_replaced_meanwhile(folder: Path) -> None:
    reader = FolderPackage(folder)
    place = folder / "data/vendor/a"
    place.unlink()
    with pytest.raises(FileNotFoundError):
        list(reader.chunks("data/vendor/a"))
    outside = folder.with_name("outside")
    outside.write_bytes(b"abc")
    place.symlink_to(outside)
    with pytest.raises(OSError, match="symbolic links"):
        list(reader.chunks("data/vendor/a"))
    place.unlink()
    os.mkfifo(place)
    with pytest.raises(EntryDamaged):
        list(reader.chunks("data/vendor/a"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_no_finding(folder: Path) -> None:
    (folder / "data/vendor").chmod(0)
    with pytest.raises(PermissionError):
        FolderPackage(folder)
    (folder / "data/vendor").chmod(0o700)
    (folder / "data/vendor/a").chmod(0)
    with pytest.raises(PermissionError):
        verify(FolderPackage(folder), TrustStore(), 0)
