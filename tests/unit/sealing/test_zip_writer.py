"""The ZIP writer: exactly the form of 1.1–1.6, seen by our strict reader and by others' tools."""

import io
import struct
import subprocess
import zipfile
from pathlib import Path

import pytest

from reviewer.evidence.instants import parse_instant
from reviewer.intake.open_package import open_package
from reviewer.sealing import zip_writer
from reviewer.sealing.zip_writer import SourceChanged, ZipWriter, read_directory
from reviewer.verification.reader import Limits

AT = parse_instant("2026-11-02T18:00:01.120Z")


def written(path: Path, entries: dict[str, bytes], *, deflate: bool = False) -> Path:
    with path.open("wb") as file:
        writer = ZipWriter(file, AT)
        writer.add("mimetype", b"application/vnd.etsi.asic-e+zip")
        for name, data in entries.items():
            writer.add(name, data, deflate=deflate)
        writer.finish()
    return path


def test_bytes_of_the_smallest_entry() -> None:
    file = io.BytesIO()
    writer = ZipWriter(file, AT)
    writer.add("a", b"x")
    writer.finish()
    data = file.getvalue()
    version, flags, method, time, date = struct.unpack_from("<5H", data, 4)
    assert (version, flags, method) == (10, 0, 0)
    assert (date >> 9) + 1980 == 2026
    assert (date >> 5 & 15, date & 31, time >> 11, time >> 5 & 63, (time & 31) * 2) == (11, 2, 18, 0, 0)
    assert len(data) == 30 + 1 + 1 + 46 + 1 + 22


@pytest.mark.parametrize("name", ["plain.mp4", "Видео у двери.mp4", "玄関 2.mp4", "المدخل.mp4"])
def test_bit_11_exactly_for_names_outside_ascii(tmp_path: Path, name: str) -> None:
    path = written(tmp_path / "p.asice", {f"data/vendor/{name}": b"x"})
    flags = [info.flag_bits for info in zipfile.ZipFile(path).infolist()]
    assert flags == [0, 0 if name.isascii() else 1 << 11]
    reader = open_package(path, Limits())
    assert not reader.defects
    assert list(reader.names()) == ["mimetype", f"data/vendor/{name}"]
    reader.close()


def test_deflates_only_what_becomes_smaller_and_not_suspiciously_so(tmp_path: Path) -> None:
    entries = {"text": b"words " * 100, "noise": bytes(range(256)), "bomb": bytes(4 << 20)}
    path = written(tmp_path / "p.asice", entries, deflate=True)
    methods = {info.filename: info.compress_type for info in zipfile.ZipFile(path).infolist()}
    assert methods == {"mimetype": 0, "text": 8, "noise": 0, "bomb": 0}
    reader = open_package(path, Limits())
    assert not reader.defects
    assert b"".join(map(bytes, reader.chunks("text"))) == entries["text"]
    reader.close()


def test_a_stream_is_read_once_and_its_crc_put_into_the_header(tmp_path: Path) -> None:
    path = tmp_path / "p.asice"
    with path.open("wb") as file:
        writer = ZipWriter(file, AT)
        writer.add_stream("clip", iter([b"ab", b"c"]), 3)
        writer.add_stream("empty", iter(()), 0)
        writer.finish()
    assert zipfile.ZipFile(path).read("clip") == b"abc"
    subprocess.run(["unzip", "-tq", path], check=True, stdout=subprocess.DEVNULL)


def test_a_stream_of_another_length_is_refused() -> None:
    with pytest.raises(SourceChanged):
        ZipWriter(io.BytesIO(), AT).add_stream("clip", iter([b"ab"]), 3)


def test_zip64_where_a_size_needs_it_and_nowhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """4 GiB are too much for a test: the border is moved down to 1 KiB, and the structures read back."""
    path = tmp_path / "p.zip"
    monkeypatch.setattr(zip_writer, "_MAX32", 1024)
    with path.open("wb") as file:
        writer = ZipWriter(file, AT)
        writer.add("small", b"x")
        writer.add_stream("wide", iter([bytes(2000)]), 2000)
        writer.add("late", b"y")
        writer.finish()
    data = path.read_bytes()
    small, wide = data.index(b"PK\3\4"), data.index(b"PK\3\4", 1)
    late = data.index(b"PK\3\4", wide + 4)
    versions = [struct.unpack_from("<H", data, offset + 4)[0] for offset in (small, wide, late)]
    extras = [struct.unpack_from("<H", data, offset + 28)[0] for offset in (small, wide, late)]
    assert versions == [10, 45, 45]
    assert extras == [0, 20, 0]
    assert b"PK\6\6" in data
    assert b"PK\6\7" in data


def test_more_entries_than_the_end_record_counts(tmp_path: Path) -> None:
    path = written(tmp_path / "p.asice", {f"data/vendor/{number}": b"" for number in range(66_000)})
    reader = open_package(path, Limits())
    assert not reader.defects
    assert len(reader.names()) == 66_001
    reader.close()
    with path.open("rb") as file:
        assert read_directory(file).count == 66_001


@pytest.mark.parametrize("data", [b"", b"no archive at all, but long enough", b"PK\5\6" + bytes(16) + b"\1\0"])
def test_a_directory_that_is_not_there_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"end record|too short"):
        read_directory(io.BytesIO(data))
