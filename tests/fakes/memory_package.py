"""A package in memory behind the reader's protocol: what the verifier sees is all there is."""

import io
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, Literal

from reviewer.verification.reader import ByteRange, ContainerDefect, EntryDamaged

CHUNK = 64 * 1024


class MemoryPackage:
    """A ``PackageReader`` over a dictionary. ``kind`` says what it stands for; a folder states no CRC.

    ``files`` may be changed or shortened afterwards, as a disc may be while it is read; ``defects`` and ``unreadable``
    (names whose reading fails as a disc's does) are set by the test.
    """

    def __init__(
        self,
        files: Mapping[str, bytes],
        *,
        kind: Literal["zip", "folder"] = "folder",
        defects: Sequence[ContainerDefect] = (),
        folders: Sequence[str] = (),
    ) -> None:
        self.kind: Literal["zip", "folder"] = kind
        self.files = dict(files)
        self.unreadable: set[str] = set()
        self._sizes = {name: len(data) for name, data in files.items()}
        self._crcs = {name: zlib.crc32(data) for name, data in files.items()}
        self._defects = list(defects)
        self._folders = list(folders)

    @property
    def defects(self) -> Sequence[ContainerDefect]:
        return self._defects

    def names(self) -> Sequence[str]:
        return list(self._sizes)

    def folders(self) -> Sequence[str]:
        return self._folders

    def size(self, name: str) -> int:
        return self._sizes[name]

    def crc32(self, name: str) -> int | None:
        return self._crcs[name] if self.kind == "zip" else None

    def chunks(self, name: str, buffer: memoryview | None = None) -> Iterator[memoryview]:
        size = self._sizes[name]
        if name in self.unreadable:
            raise PermissionError(13, "Permission denied", name)
        data = memoryview(self.files[name])
        memory = memoryview(bytearray(CHUNK)) if buffer is None else buffer
        for start in range(0, len(data), len(memory)):
            piece = data[start : start + len(memory)]
            memory[: len(piece)] = piece
            yield memory[: len(piece)]
        if len(data) != size:
            raise EntryDamaged("the content changed its size while it was read")

    def open(self, name: str) -> BinaryIO:
        return io.BytesIO(self.files[name])

    def byte_range(self, name: str) -> ByteRange | None:
        """Every entry counts as stored. There is no file behind the range: its path is empty."""
        return ByteRange("", 0, self._sizes[name])

    def whole_container(self) -> Iterator[memoryview]:
        if self.kind == "zip":
            for name, data in self.files.items():
                yield memoryview(name.encode("utf-8") + data)

    def close(self) -> None:
        """Nothing is held open."""
