"""The structures of a ZIP file as they stand (PKWARE APPNOTE 6.3): parsed strictly, judged by ``strict_zip``.

Nothing here is lenient: a structure that is not exactly where and what the others say raises ``ZipDefect`` with the
code of section 5, V1 or V2.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from reviewer.evidence.findings import Code
from reviewer.intake.positional_file import PositionalFile
from reviewer.verification.reader import Limits

END = struct.Struct("<4s4H2LH")
END64 = struct.Struct("<4sQ2H2L4Q")
LOCATOR64 = struct.Struct("<4sLQL")
CENTRAL = struct.Struct("<4s6HL2L5H2L")
LOCAL = struct.Struct("<4s5HL2L2H")

END_SIGNATURE = b"PK\x05\x06"
END64_SIGNATURE = b"PK\x06\x06"
LOCATOR64_SIGNATURE = b"PK\x06\x07"
CENTRAL_SIGNATURE = b"PK\x01\x02"
LOCAL_SIGNATURE = b"PK\x03\x04"

MAX16 = 0xFFFF
MAX32 = 0xFFFFFFFF
LONGEST_COMMENT = 0xFFFF

ZIP64_EXTRA = 0x0001
UNICODE_PATH_EXTRA = 0x7075
AES_METHOD = 99


class ZipDefect(Exception):
    """A structure that may not be so. ``subject`` is the entry's name as far as it is known."""

    def __init__(self, code: Code, message: str, subject: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.subject = subject


@dataclass(frozen=True, slots=True)
class Directory:
    """Where the central directory lies, and how many entries it states. Bytes."""

    offset: int
    size: int
    entries: int


@dataclass(frozen=True, slots=True)
class Header:
    """What the local and the central header must agree in (1.4)."""

    version_needed: int
    flags: int
    method: int
    time: int
    date: int
    crc32: int
    compressed_size: int
    size: int
    name: bytes


@dataclass(frozen=True, slots=True)
class CentralEntry:
    header: Header
    offset: int
    unix_mode: int
    dos_attributes: int
    comment_length: int
    extras: tuple[tuple[int, bytes], ...]


def find_directory(file: PositionalFile) -> Directory:
    """The central directory by the end record, which must be the last 22 bytes. Raises ZipDefect."""
    end_at = file.size - END.size
    record = file.read(END.size, end_at) if end_at >= 0 else b""
    if not record.startswith(END_SIGNATURE) or record[-2:] != b"\0\0":
        raise _without_end_record(file)
    _, disk, first_disk, here, entries, size, offset, _ = END.unpack(record)
    maxed = [disk == MAX16, first_disk == MAX16, here == MAX16, entries == MAX16, size == MAX32, offset == MAX32]
    directory_end = end_at
    locator = file.read(LOCATOR64.size, end_at - LOCATOR64.size) if end_at >= LOCATOR64.size else b""
    if locator.startswith(LOCATOR64_SIGNATURE):
        values, directory_end = _read_end64(file, locator, end_at - LOCATOR64.size)
        stated = [disk, first_disk, here, entries, size, offset]
        if any(not top and old != new for top, old, new in zip(maxed, stated, values, strict=True)):
            raise ZipDefect(Code.HEADER_MISMATCH, "the ZIP64 end record contradicts the end record")
        disk, first_disk, here, entries, size, offset = values
    elif any(maxed[4:]):
        raise ZipDefect(Code.HEADER_MISMATCH, "the end record refers to a ZIP64 end record that is not there")
    if disk or first_disk or here != entries:
        raise ZipDefect(Code.HEADER_MISMATCH, "the archive says that it is one part of several")
    if offset + size != directory_end:
        if offset + size < directory_end and _is_central(file, directory_end - size, size):
            raise ZipDefect(Code.PREFIX, f"{directory_end - offset - size} bytes stand before the archive")
        raise ZipDefect(Code.OVERLAP, "the central directory does not end where the end record begins")
    return Directory(offset, size, entries)


def _is_central(file: PositionalFile, offset: int, size: int) -> bool:
    return size > 0 and file.read(4, offset) == CENTRAL_SIGNATURE


def _without_end_record(file: PositionalFile) -> ZipDefect:
    """Why the last 22 bytes are no end record: a comment, bytes after it, or no ZIP at all."""
    start = max(0, file.size - END.size - LONGEST_COMMENT)
    tail = file.read(file.size - start, start)
    at = tail.rfind(END_SIGNATURE)
    if at < 0 or len(tail) - at < END.size:
        return ZipDefect(Code.NOT_ZIP, "the file is no ZIP archive, or it ends early: there is no end record")
    comment = int.from_bytes(tail[at + END.size - 2 : at + END.size], "little")
    if comment and at + END.size + comment == len(tail):
        return ZipDefect(Code.TRAILING, f"the archive carries a comment of {comment} bytes, which is not allowed")
    return ZipDefect(Code.TRAILING, f"{len(tail) - at - END.size} bytes stand after the archive's end record")


def _read_end64(file: PositionalFile, locator: bytes, locator_at: int) -> tuple[list[int], int]:
    _, disk, at, disks = LOCATOR64.unpack(locator)
    record = file.read(END64.size, at) if at < locator_at else b""
    if disk or disks > 1 or len(record) != END64.size or not record.startswith(END64_SIGNATURE):
        raise ZipDefect(Code.HEADER_MISMATCH, "the ZIP64 locator does not lead to a ZIP64 end record")
    _, length, _, _, this_disk, first_disk, here, entries, size, offset = END64.unpack(record)
    if length != END64.size - 12 or at + END64.size != locator_at:
        raise ZipDefect(Code.OVERLAP, "bytes that no structure owns stand in or after the ZIP64 end record")
    return [this_disk, first_disk, here, entries, size, offset], at


def read_central(file: PositionalFile, directory: Directory, limits: Limits) -> Iterator[CentralEntry]:
    """The central directory's entries in order. Raises ZipDefect; reads no more than one entry at a time."""
    if directory.entries > limits.entries:
        raise ZipDefect(Code.LIMIT, f"it states {directory.entries} entries; at most {limits.entries} are allowed")
    window = _Window(file, directory.offset, directory.size)
    for _ in range(directory.entries):
        fixed = window.take(CENTRAL.size)
        if not fixed.startswith(CENTRAL_SIGNATURE):
            raise ZipDefect(Code.HEADER_MISMATCH, "the central directory holds something that is no entry")
        _, _made_by, needed, flags, method, time, date, crc, compressed, size, *rest = CENTRAL.unpack(fixed)
        name_length, extra_length, comment_length, disk, _internal, external, offset = rest
        name = window.take(name_length)
        shown = name.decode("utf-8", "replace")
        extras = parse_extras(window.take(extra_length), shown)
        window.take(comment_length)
        wide = _Zip64Fields(extras, shown)
        size = wide.value(size, MAX32, 8)
        compressed = wide.value(compressed, MAX32, 8)
        offset = wide.value(offset, MAX32, 8)
        disk = wide.value(disk, MAX16, 4)
        if disk:
            raise ZipDefect(Code.HEADER_MISMATCH, "the entry lies on another disk of a split archive", shown)
        header = Header(needed, flags, method, time, date, crc, compressed, size, name)
        yield CentralEntry(header, offset, external >> 16, external & 0xFF, comment_length, extras)
    if window.left:
        raise ZipDefect(Code.OVERLAP, f"{window.left} bytes of the central directory belong to no entry")


def read_local(file: PositionalFile, offset: int, shown: str) -> tuple[Header, tuple[tuple[int, bytes], ...], int]:
    """The local header at this offset, its extra fields, and the offset of the entry's data. Raises ZipDefect."""
    fixed = file.read(LOCAL.size, offset)
    if len(fixed) != LOCAL.size or not fixed.startswith(LOCAL_SIGNATURE):
        raise ZipDefect(Code.HEADER_MISMATCH, "the central directory does not lead to a local header", shown)
    _, needed, flags, method, time, date, crc, compressed, size, name_length, extra_length = LOCAL.unpack(fixed)
    rest = file.read(name_length + extra_length, offset + LOCAL.size)
    if len(rest) != name_length + extra_length:
        raise ZipDefect(Code.HEADER_MISMATCH, "the local header runs past the end of the file", shown)
    extras = parse_extras(rest[name_length:], shown)
    wide = _Zip64Fields(extras, shown)
    size = wide.value(size, MAX32, 8)
    compressed = wide.value(compressed, MAX32, 8)
    header = Header(needed, flags, method, time, date, crc, compressed, size, rest[:name_length])
    return header, extras, offset + LOCAL.size + len(rest)


def parse_extras(data: bytes, shown: str) -> tuple[tuple[int, bytes], ...]:
    """Extra fields as (id, content). Raises ZipDefect where they do not fill their space exactly."""
    fields: list[tuple[int, bytes]] = []
    at = 0
    while at < len(data):
        if len(data) - at < 4:
            raise ZipDefect(Code.HEADER_MISMATCH, "an extra field is cut short", shown)
        kind, length = struct.unpack_from("<HH", data, at)
        content = data[at + 4 : at + 4 + length]
        if len(content) != length:
            raise ZipDefect(Code.HEADER_MISMATCH, "an extra field is longer than its space", shown)
        fields.append((kind, content))
        at += 4 + length
    return tuple(fields)


class _Zip64Fields:
    """The ZIP64 extra field: it holds the values whose 32-bit fields are at their maximum, in fixed order."""

    def __init__(self, extras: tuple[tuple[int, bytes], ...], shown: str) -> None:
        found = [content for kind, content in extras if kind == ZIP64_EXTRA]
        self._shown = shown
        self._content = found[0] if found else None
        self._at = 0
        if len(found) > 1:
            raise ZipDefect(Code.HEADER_MISMATCH, "it has two ZIP64 fields", shown)

    def value(self, stated: int, maximum: int, width: int) -> int:
        if stated != maximum:
            return stated
        if self._content is None and maximum == MAX16:
            return stated
        raw = (self._content or b"")[self._at : self._at + width]
        if len(raw) != width:
            raise ZipDefect(Code.HEADER_MISMATCH, "its ZIP64 field lacks a size or offset", self._shown)
        self._at += width
        return int.from_bytes(raw, "little")


class _Window:
    """The central directory read forwards in pieces, so that a lying size costs no memory."""

    PIECE = 1 << 20

    def __init__(self, file: PositionalFile, offset: int, size: int) -> None:
        self._file, self._offset, self._unread = file, offset, size
        self._piece = b""
        self._at = 0

    @property
    def left(self) -> int:
        return self._unread + len(self._piece) - self._at

    def take(self, count: int) -> bytes:
        while len(self._piece) - self._at < count:
            more = self._file.read(min(self._unread, max(self.PIECE, count)), self._offset)
            if not more:
                raise ZipDefect(Code.HEADER_MISMATCH, "the central directory ends early")
            self._offset += len(more)
            self._unread -= len(more)
            self._piece = self._piece[self._at :] + more
            self._at = 0
        taken = self._piece[self._at : self._at + count]
        self._at += count
        return taken
