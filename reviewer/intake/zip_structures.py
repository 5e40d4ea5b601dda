"""The structures of a ZIP file as they stand (PKWARE APPNOTE 6.3): parsed strictly, judged by ``strict_zip``.

Nothing here is lenient: a structure that is not exactly where and what the others say raises ``ZipDefect`` with the
code of section 5, V1 or V2.
"""

import struct
from collections.abc import Iterator, Sequence
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
LONGEST_NAME = 1025
"""Bytes of the longest name that 1.5 allows, and the slash after that of a folder."""
SEARCH_BYTES = 1 << 20
"""Bytes of a piece, where an end record is searched for."""
MAX_END_CANDIDATES = 10_000
"""Signatures of an end record that are looked at: a hostile file may consist of nothing else."""

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
    if len(record) != END.size or not record.startswith(END_SIGNATURE) or record[-2:] != b"\0\0":
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
    at = end_of_archive(file)
    if at is None:
        return ZipDefect(Code.NOT_ZIP, "the file is no ZIP archive, or it ends early: there is no end record")
    comment = int.from_bytes(file.read(2, at + END.size - 2), "little")
    after = file.size - at - END.size
    if comment and comment == after:
        return ZipDefect(Code.TRAILING, f"the archive carries a comment of {comment} bytes, which is not allowed")
    if comment and not after:
        return ZipDefect(Code.TRAILING, f"the archive states a comment of {comment} bytes, which is not allowed")
    return ZipDefect(Code.TRAILING, f"{after} bytes stand after the archive's end record")


def end_of_archive(file: PositionalFile) -> int | None:
    """Where the last end record lies that fits the bytes before it, or None; other bytes may follow it.

    A file that begins as a ZIP is searched whole, and its end record must state the very place that it has: that of
    an archive inside the archive does not. In any other file the archive is searched for as readers do, in the last
    65,557 bytes.
    """
    begins = file.read(4, 0) in (LOCAL_SIGNATURE, END_SIGNATURE)
    lowest = 0 if begins else max(0, file.size - END.size - LONGEST_COMMENT)
    top, tries = file.size, MAX_END_CANDIDATES
    while top > lowest:
        bottom = max(lowest, top - SEARCH_BYTES)
        piece = file.read(min(top + END.size - 1, file.size) - bottom, bottom)
        at = piece.rfind(END_SIGNATURE, 0, top - bottom + len(END_SIGNATURE) - 1)
        while at >= 0:
            if _fits(file, bottom + at, moved=not begins):
                return bottom + at
            tries -= 1
            if not tries:
                return None
            at = piece.rfind(END_SIGNATURE, 0, at + len(END_SIGNATURE) - 1)
        top = bottom
    return None


def _fits(file: PositionalFile, at: int, *, moved: bool) -> bool:
    """Whether an end record lies here, after its directory. ``moved``: its offset may be one of another file."""
    record = file.read(END.size, at)
    if len(record) != END.size:
        return False
    entries, size, offset = (int(value) for value in END.unpack(record)[4:7])
    end = at
    locator = file.read(LOCATOR64.size, at - LOCATOR64.size) if at >= LOCATOR64.size else b""
    if locator.startswith(LOCATOR64_SIGNATURE):
        end = at - LOCATOR64.size - END64.size
        wide = file.read(END64.size, end) if end >= 0 else b""
        if len(wide) != END64.size or not wide.startswith(END64_SIGNATURE):
            return False
        entries, size, offset = (int(value) for value in END64.unpack(wide)[7:])
    if not entries and not size:
        return offset == end
    return offset + size <= end and (moved or offset + size == end) and _is_central(file, end - size, size)


def _read_end64(file: PositionalFile, locator: bytes, locator_at: int) -> tuple[list[int], int]:
    _, disk, at, disks = LOCATOR64.unpack(locator)
    record = file.read(END64.size, at) if at < locator_at else b""
    if disk or disks > 1 or len(record) != END64.size or not record.startswith(END64_SIGNATURE):
        before = locator_at - END64.size
        moved = file.read(END64.size, before) if before > at else b""
        if moved.startswith(END64_SIGNATURE) and sum(END64.unpack(moved)[8:]) == at:
            raise ZipDefect(Code.PREFIX, f"{before - at} bytes stand before the archive")
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
        shown = name[:LONGEST_NAME].decode("utf-8", "replace")
        if name_length > LONGEST_NAME:  # a hundred thousand of 64 KiB each would fill the memory
            raise ZipDefect(Code.UNSAFE_NAME, f"its name has {name_length:,} bytes; 1,024 are allowed", shown)
        extras = parse_extras(window.take(extra_length), shown)
        window.take(comment_length)
        size, compressed, offset, disk = _widened(extras, ((size, 8), (compressed, 8), (offset, 8), (disk, 4)), shown)
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
    size, compressed = _widened(extras, ((size, 8), (compressed, 8)), shown)
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


def _widened(extras: tuple[tuple[int, bytes], ...], stated: Sequence[tuple[int, int]], shown: str) -> list[int]:
    """The values of a header, where the ZIP64 field holds those that are at their maximum. ``stated``: value and width.

    In the field stand either those values alone, or all values from the first on, and then the others are as stated.
    Anything else would be read one way by one program and another way by the next. Raises ZipDefect.
    """
    found = [content for kind, content in extras if kind == ZIP64_EXTRA]
    if len(found) > 1:
        raise ZipDefect(Code.HEADER_MISMATCH, "it has two ZIP64 fields", shown)
    values = [value for value, _ in stated]
    maxed = [value == (MAX32 if width == 8 else MAX16) for value, width in stated]
    widths = [width for _, width in stated]
    if not found:
        if any(top for top, width in zip(maxed, widths, strict=True) if width == 8):
            raise ZipDefect(Code.HEADER_MISMATCH, "its ZIP64 field lacks a size or offset", shown)
        return values
    content = found[0]
    forms = [[index for index, top in enumerate(maxed) if top]]
    forms += [list(range(count)) for count in range(2, len(stated) + 1) if not any(maxed[count:])]
    for form in forms:
        if sum(widths[index] for index in form) != len(content):
            continue
        at, wide = 0, values.copy()
        for index in form:
            wide[index] = int.from_bytes(content[at : at + widths[index]], "little")
            at += widths[index]
        if all(top or new == old for top, new, old in zip(maxed, wide, values, strict=True)):
            return wide
    raise ZipDefect(Code.HEADER_MISMATCH, "its ZIP64 field lacks a size or offset, or contradicts its header", shown)


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
