"""Writes ZIP files of exactly the form that sections 1.1–1.6 want, in one pass and without holding a clip in memory.

No extra fields but ZIP64's own and only where a size or an offset needs it, no data descriptors, flag bit 11 exactly
for names outside ASCII, the same "version needed" in local and central header. APPNOTE.TXT 6.3.10, sections 4.3–4.5.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from reviewer.evidence.instants import from_microseconds
from reviewer.verification.reader import Limits

_LOCAL = struct.Struct("<IHHHHHIIIHH")
_CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
_END64 = struct.Struct("<IQHHIIQQQQ")
_END64_LOCATOR = struct.Struct("<IIQI")
_END = struct.Struct("<IHHHHIIH")

_STORED, _DEFLATED = 0, 8
_VERSION, _VERSION_DEFLATE, _VERSION_ZIP64 = 10, 20, 45
_UNIX = 3 << 8
_REGULAR_FILE = 0o100644 << 16
_NAME_IS_UTF8 = 1 << 11
_MAX16, _MAX32 = 0xFFFF, 0xFFFFFFFF


class SourceChanged(Exception):
    """A file had another size when it was read than when it was measured."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: bytes
    flags: int
    method: int
    stamp: tuple[int, int]
    crc: int
    compressed: int
    size: int
    offset: int

    @property
    def wide(self) -> bool:
        """Whether sizes need ZIP64, in the local header and in the central one."""
        return self.size >= _MAX32 or self.compressed >= _MAX32

    @property
    def version(self) -> int:
        if self.wide or self.offset >= _MAX32:
            return _VERSION_ZIP64
        return _VERSION_DEFLATE if self.method == _DEFLATED else _VERSION

    def local_header(self) -> bytes:
        sizes = (_MAX32, _MAX32) if self.wide else (self.compressed, self.size)
        extra = struct.pack("<HHQQ", 1, 16, self.size, self.compressed) if self.wide else b""
        fixed = _LOCAL.pack(
            0x04034B50, self.version, self.flags, self.method, *self.stamp, self.crc, *sizes, len(self.name), len(extra)
        )
        return fixed + self.name + extra

    def central_header(self) -> bytes:
        sizes = (_MAX32, _MAX32) if self.wide else (self.compressed, self.size)
        wide_values = [self.size, self.compressed] if self.wide else []
        offset = self.offset
        if offset >= _MAX32:
            wide_values.append(offset)
            offset = _MAX32
        extra = struct.pack(f"<HH{len(wide_values)}Q", 1, 8 * len(wide_values), *wide_values) if wide_values else b""
        return (
            _CENTRAL.pack(
                0x02014B50, _UNIX | self.version, self.version, self.flags, self.method, *self.stamp, self.crc,
                *sizes, len(self.name), len(extra), 0, 0, 0, _REGULAR_FILE, offset,
            )
            + self.name
            + extra
        )  # fmt: skip


class ZipWriter:
    """Adds entries to ``file``, which must be seekable and stand at its end: empty, or after ``resume``'s entries.

    ``modified``: µs UTC, the date that every new entry bears, in UTC and in steps of two seconds.
    """

    def __init__(self, file: BinaryIO, modified: int, *, existing: "Directory | None" = None) -> None:
        self._file = file
        self._stamp = _dos_stamp(modified)
        self._headers = bytearray(existing.headers if existing else b"")
        self._count = existing.count if existing else 0

    def add(self, name: str, data: bytes, *, deflate: bool = False) -> None:
        """An entry from memory. It is stored where deflating does not make it smaller, or too small (1.6)."""
        packed = _deflated(data) if deflate else None
        self._put(
            name,
            _STORED if packed is None else _DEFLATED,
            zlib.crc32(data),
            data if packed is None else packed,
            len(data),
        )

    def add_stream(self, name: str, chunks: Iterable[bytes | memoryview], size: int) -> None:
        """A stored entry of ``size`` bytes, read once: the CRC is put into its header afterwards.

        Raises SourceChanged where the chunks are not ``size`` bytes together.
        """
        start = self._file.tell()
        encoded, flags = _encoded(name)
        draft = _Entry(encoded, flags, _STORED, self._stamp, 0, size, size, start)
        self._file.write(draft.local_header())
        crc = 0
        written = 0
        for chunk in chunks:
            crc = zlib.crc32(chunk, crc)
            written += self._file.write(chunk)
        if written != size:
            raise SourceChanged(name)
        entry = _Entry(encoded, flags, _STORED, self._stamp, crc, size, size, start)
        end = self._file.tell()
        self._file.seek(start)
        self._file.write(entry.local_header())
        self._file.seek(end)
        self._list(entry)

    def finish(self) -> None:
        """Writes the central directory and the end record; nothing may be added any more."""
        start = self._file.tell()
        size = len(self._headers)
        self._file.write(self._headers)
        if self._count >= _MAX16 or size >= _MAX32 or start >= _MAX32:
            self._file.write(
                _END64.pack(0x06064B50, 44, _UNIX | 45, 45, 0, 0, self._count, self._count, size, start)
                + _END64_LOCATOR.pack(0x07064B50, 0, start + size, 1)
            )
        count = min(self._count, _MAX16)
        self._file.write(_END.pack(0x06054B50, 0, 0, count, count, min(size, _MAX32), min(start, _MAX32), 0))

    def _put(self, name: str, method: int, crc: int, packed: bytes, size: int) -> None:
        encoded, flags = _encoded(name)
        entry = _Entry(encoded, flags, method, self._stamp, crc, len(packed), size, self._file.tell())
        self._file.write(entry.local_header())
        self._file.write(packed)
        self._list(entry)

    def _list(self, entry: _Entry) -> None:
        self._headers += entry.central_header()
        self._count += 1


@dataclass(frozen=True, slots=True)
class Directory:
    """A finished ZIP's central directory: where the entries end, the raw headers, how many there are."""

    start: int
    headers: bytes
    count: int


def read_directory(file: BinaryIO) -> Directory:
    """The central directory of a ZIP that a strict reader has found sound: no comment, nothing after the end record.

    Raises ValueError where that is not so.
    """
    total = file.seek(0, 2)
    if total < _END.size:
        raise ValueError("too short for a ZIP file")
    file.seek(total - _END.size)
    signature, *_, count, size, start, comment = _END.unpack(file.read(_END.size))
    if signature != 0x06054B50 or comment:
        raise ValueError("no end record where the file ends")
    if count == _MAX16 or _MAX32 in (size, start):
        count, size, start = _wide_end(file, total) or (count, size, start)
    file.seek(start)
    headers = file.read(size)
    if len(headers) != size:
        raise ValueError("the central directory is cut off")
    return Directory(start, headers, count)


def _wide_end(file: BinaryIO, total: int) -> tuple[int, int, int] | None:
    position = total - _END.size - _END64_LOCATOR.size
    if position < 0:
        return None
    file.seek(position)
    signature, _, offset, _ = _END64_LOCATOR.unpack(file.read(_END64_LOCATOR.size))
    if signature != 0x07064B50:
        return None
    file.seek(offset)
    record = file.read(_END64.size)
    if len(record) != _END64.size:
        raise ValueError("the ZIP64 end record is cut off")
    *_, count, size, start = _END64.unpack(record)
    return count, size, start


def chunks_of(file: BinaryIO, size: int, chunk_bytes: int = 1 << 20) -> Iterator[bytes]:
    """The next ``size`` bytes of a file, or as many as there are."""
    while size > 0:
        chunk = file.read(min(chunk_bytes, size))
        if not chunk:
            return
        size -= len(chunk)
        yield chunk


def _encoded(name: str) -> tuple[bytes, int]:
    return name.encode("utf-8"), 0 if name.isascii() else _NAME_IS_UTF8


def _deflated(data: bytes) -> bytes | None:
    limits = Limits()
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = compressor.compress(data) + compressor.flush()
    too_small = len(data) > limits.expansion_free_bytes and len(data) > limits.expansion * len(packed)
    return None if too_small or len(packed) >= len(data) else packed


def _dos_stamp(microseconds: int) -> tuple[int, int]:
    """Time and date in MS-DOS form, in UTC; years outside 1980–2107 become the nearest that there is."""
    moment = from_microseconds(microseconds)
    year = min(max(moment.year, 1980), 2107) - 1980
    return (
        moment.hour << 11 | moment.minute << 5 | moment.second // 2,
        year << 9 | moment.month << 5 | moment.day,
    )
