"""One contract for every ``PackageReader``: the sealed ZIP, the plain folder, and the fake of other tests."""

import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reviewer.intake.folder_package import FolderPackage
from reviewer.intake.strict_zip import StrictZip
from reviewer.verification.reader import EntryDamaged, PackageReader
from tests.corpus.check import write_container, write_folder
from tests.fakes.memory_package import MemoryPackage

CONTENT = {
    "mimetype": b"application/vnd.etsi.asic-e+zip",
    "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
    "data/clips/001/Ворота 門.mp4": bytes(range(256)) * 3000,
    "data/vendor/empty": b"",
    "data/vendor/one": b"x",
    "data/vendor/numbers.json": " ".join(map(str, range(200_000))).encode(),
}
"""Empty, tiny, larger than any buffer; the last is deflated where a container can."""
DEFLATED = "data/vendor/numbers.json"
CLIP = "data/clips/001/Ворота 門.mp4"


class PackageReaderContract(ABC):
    """What the verifier relies on. ``shorten`` takes bytes off an entry behind the reader's back."""

    deflates = False

    @abstractmethod
    def make(self, place: Path) -> PackageReader: ...

    @abstractmethod
    def shorten(self, reader: PackageReader, place: Path, name: str) -> None: ...

    @pytest.fixture
    def reader(self, tmp_path: Path) -> Iterator[PackageReader]:
        reader = self.make(tmp_path)
        yield reader
        reader.close()

    def test_names_are_those_of_the_content(self, reader: PackageReader) -> None:
        assert sorted(reader.names()) == sorted(CONTENT)
        assert list(reader.names()) == list(reader.names())
        assert list(reader.folders()) == []
        assert list(reader.defects) == []

    @pytest.mark.parametrize("name", list(CONTENT))
    def test_content_comes_out_as_it_went_in(self, reader: PackageReader, name: str) -> None:
        assert reader.size(name) == len(CONTENT[name])
        assert b"".join(map(bytes, reader.chunks(name))) == CONTENT[name]

    @pytest.mark.parametrize("name", list(CONTENT))
    def test_content_by_a_buffer_of_ones_own(self, reader: PackageReader, name: str) -> None:
        buffer = memoryview(bytearray(4097))
        assert b"".join(map(bytes, reader.chunks(name, buffer))) == CONTENT[name]

    def test_content_may_be_read_twice_and_left_half_way(self, reader: PackageReader) -> None:
        half = reader.chunks(CLIP)
        first = bytes(next(half))
        assert CONTENT[CLIP].startswith(first)
        assert b"".join(map(bytes, reader.chunks(CLIP))) == CONTENT[CLIP]
        assert b"".join([first, *map(bytes, half)]) == CONTENT[CLIP]

    def test_two_threads_do_not_disturb_each_other(self, reader: PackageReader) -> None:
        def crc(name: str) -> int:
            buffer = memoryview(bytearray(1 << 14))
            value = 0
            for chunk in reader.chunks(name, buffer):
                value = zlib.crc32(chunk, value)
            return value

        with ThreadPoolExecutor(4) as pool:
            names = list(CONTENT) * 4
            assert list(pool.map(crc, names)) == [zlib.crc32(CONTENT[name]) for name in names]

    @pytest.mark.parametrize("name", list(CONTENT))
    def test_crc_is_right_or_not_stated(self, reader: PackageReader, name: str) -> None:
        stated = reader.crc32(name)
        assert (stated is None) is (reader.kind == "folder")
        assert stated in (None, zlib.crc32(CONTENT[name]))

    def test_a_stored_entry_is_a_seekable_file(self, reader: PackageReader) -> None:
        with reader.open(CLIP) as file:
            assert file.read(3) == CONTENT[CLIP][:3]
            assert file.seek(-5, 2) == len(CONTENT[CLIP]) - 5
            assert file.read() == CONTENT[CLIP][-5:]
            assert file.read(1) == b""
            assert file.seek(1000) == file.tell() == 1000
            assert file.read(10) == CONTENT[CLIP][1000:1010]
            with pytest.raises(ValueError, match=r"negative seek|before the start"):
                file.seek(-1)

    def test_two_open_files_are_apart(self, reader: PackageReader) -> None:
        with reader.open(CLIP) as one, reader.open(CLIP) as other:
            one.seek(100)
            assert other.read(1) == CONTENT[CLIP][:1]
            assert one.read(1) == CONTENT[CLIP][100:101]

    @pytest.mark.parametrize("name", list(CONTENT))
    def test_byte_range(self, reader: PackageReader, name: str) -> None:
        span = reader.byte_range(name)
        if name == DEFLATED and self.deflates:
            assert span is None
            with pytest.raises(OSError, match="compressed"):
                reader.open(name)
            return
        assert span is not None
        assert span.size == len(CONTENT[name])
        if span.path:
            with Path(span.path).open("rb") as file:
                file.seek(span.offset)
                assert file.read(span.size) == CONTENT[name]

    def test_an_unknown_name(self, reader: PackageReader) -> None:
        for ask in (reader.size, reader.crc32, reader.byte_range, reader.open, lambda name: list(reader.chunks(name))):
            if ask == reader.crc32 and reader.kind == "folder":
                continue  # a folder states no CRC of anything
            with pytest.raises(KeyError):
                ask("data/nothing")

    def test_an_entry_that_ends_early_is_damaged(self, tmp_path: Path) -> None:
        reader = self.make(tmp_path)
        self.shorten(reader, tmp_path, CLIP)
        with pytest.raises(EntryDamaged):
            list(reader.chunks(CLIP))
        reader.close()

    def test_closing_twice(self, reader: PackageReader) -> None:
        reader.close()
        reader.close()


class TestStrictZip(PackageReaderContract):
    deflates = True

    def make(self, place: Path) -> PackageReader:
        write_container(place / "package.asice", CONTENT)
        return StrictZip(place / "package.asice")

    def shorten(self, reader: PackageReader, place: Path, name: str) -> None:
        span = reader.byte_range(name)
        assert span is not None
        with (place / "package.asice").open("r+b") as file:
            file.truncate(span.offset + 10)

    def test_the_whole_container(self, reader: PackageReader, tmp_path: Path) -> None:
        assert b"".join(map(bytes, reader.whole_container())) == (tmp_path / "package.asice").read_bytes()


class TestFolderPackage(PackageReaderContract):
    def make(self, place: Path) -> PackageReader:
        write_folder(place / "package", CONTENT)
        return FolderPackage(place / "package")

    def shorten(self, reader: PackageReader, place: Path, name: str) -> None:
        (place / "package" / name).write_bytes(b"short")

    def test_a_folder_has_no_container(self, reader: PackageReader) -> None:
        assert list(reader.whole_container()) == []


class TestMemoryPackage(PackageReaderContract):
    def make(self, place: Path) -> PackageReader:
        return MemoryPackage(CONTENT)

    def shorten(self, reader: PackageReader, place: Path, name: str) -> None:
        assert isinstance(reader, MemoryPackage)
        reader.files[name] = b"short"


class TestMemoryPackageAsContainer(TestMemoryPackage):
    def make(self, place: Path) -> PackageReader:
        return MemoryPackage(CONTENT, kind="zip")
