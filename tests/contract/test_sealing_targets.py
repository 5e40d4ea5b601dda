"""One contract for every place that a package is written to: whole or not at all, and under names that are allowed."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from reviewer.application.errors import EnvironmentFault, UsageError
from reviewer.intake.open_package import open_package
from reviewer.sealing.package_target import MIMETYPE, PackageTarget, new_target
from reviewer.sealing.zip_writer import SourceChanged
from reviewer.verification.reader import Limits

AT = 1_793_642_401_120_000
Kind = Literal["zip", "folder"]


def content(path: Path) -> dict[str, bytes]:
    reader = open_package(path, Limits())
    try:
        assert not reader.defects
        return {name: b"".join(map(bytes, reader.chunks(name))) for name in reader.names()}
    finally:
        reader.close()


@pytest.mark.parametrize("kind", ["zip", "folder"])
class TestPackageTarget:
    def fill(self, target: PackageTarget) -> None:
        target.begin()
        target.add("bagit.txt", b"BagIt")
        target.add_stream("data/clips/001/Видео.mp4", iter([b"ab", memoryview(b"cd")]), 4)

    def test_what_was_committed_is_there(self, tmp_path: Path, kind: Kind) -> None:
        with new_target(tmp_path / "p", kind, AT) as target:
            self.fill(target)
            target.commit()
        assert content(tmp_path / "p") == {
            "mimetype": MIMETYPE,
            "bagit.txt": b"BagIt",
            "data/clips/001/Видео.mp4": b"abcd",
        }
        assert os.listdir(tmp_path) == ["p"]

    def test_nothing_is_there_without_commit(self, tmp_path: Path, kind: Kind) -> None:
        with new_target(tmp_path / "p", kind, AT) as target:
            self.fill(target)
        assert os.listdir(tmp_path) == []

    def test_nothing_is_there_after_a_failure(self, tmp_path: Path, kind: Kind) -> None:
        def breaks() -> Iterator[bytes]:
            yield b"ab"
            raise RuntimeError

        with pytest.raises(RuntimeError), new_target(tmp_path / "p", kind, AT) as target:
            target.begin()
            target.add_stream("data/x", breaks(), 4)
        assert os.listdir(tmp_path) == []

    def test_a_stream_of_another_size(self, tmp_path: Path, kind: Kind) -> None:
        with pytest.raises(SourceChanged), new_target(tmp_path / "p", kind, AT) as target:
            target.begin()
            target.add_stream("data/x", iter([b"ab"]), 3)

    @pytest.mark.parametrize(
        "name",
        ["../x", "/x", "a\\b", "c:x", "a//b", "x%20", "x\x1b", "CON", "x.", "bagit.txt", "BagIt.txt", "mimetype"],
    )
    def test_names_that_no_package_may_hold(self, tmp_path: Path, kind: Kind, name: str) -> None:
        with new_target(tmp_path / "p", kind, AT) as target:
            target.begin()
            target.add("bagit.txt", b"")
            with pytest.raises(UsageError, match="name"):
                target.add(name, b"x")

    def test_nothing_is_replaced(self, tmp_path: Path, kind: Kind) -> None:
        (tmp_path / "p").write_bytes(b"mine")
        with pytest.raises(UsageError, match="exists already"):
            new_target(tmp_path / "p", kind, AT)
        with pytest.raises(UsageError, match="no folder"):
            new_target(tmp_path / "absent" / "p", kind, AT)

    def test_a_disc_that_fails_is_told_in_a_sentence(
        self, tmp_path: Path, kind: Kind, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_handle: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("reviewer.sealing.package_target.os.fsync", full)
        with pytest.raises(EnvironmentFault, match="the disc is full"), new_target(tmp_path / "p", kind, AT) as target:
            self.fill(target)
            target.commit()
        assert os.listdir(tmp_path) == []

    def test_a_longer_history_keeps_every_file(self, tmp_path: Path, kind: Kind) -> None:
        with new_target(tmp_path / "p", kind, AT) as target:
            self.fill(target)
            target.commit()
        copied: list[int] = []
        with new_target(tmp_path / "q", kind, AT) as target:
            target.resume(tmp_path / "p", list(content(tmp_path / "p")), copied.append)
            with pytest.raises(UsageError, match="stands twice"):
                target.add("BAGIT.txt", b"")
            target.add("custody/0002.json", b"{}")
            target.commit()
        assert content(tmp_path / "q") == {**content(tmp_path / "p"), "custody/0002.json": b"{}"}
        assert sum(copied) > 0


def test_a_container_with_bytes_after_its_end_is_not_continued(tmp_path: Path) -> None:
    (tmp_path / "p").write_bytes(b"PK\5\6" + bytes(18) + b"more than there should be")
    with pytest.raises(UsageError, match="no sound container"), new_target(tmp_path / "q", "zip", AT) as target:
        target.resume(tmp_path / "p", [], lambda _bytes: None)
