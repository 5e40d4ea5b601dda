"""ZIP files with any flaw: every field of every header can be set on its own."""

import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.corpus.draft import Files

STAMP = (36864, 23906)
"""18:00:00 on 2 November 2026, as MS-DOS writes it."""
MAX = 0xFFFFFFFF
"""What a field of 32 bits holds, where the ZIP64 field has the value."""


@dataclass
class RawEntry:
    """An entry; what is None follows from the content."""

    name: bytes
    data: bytes
    method: int = 0
    flags: int | None = None
    crc: int | None = None
    size: int | None = None
    version: int = 10
    made_by: int = 3 << 8 | 10
    attributes: int = 0o100644 << 16
    extra: bytes = b""
    local_extra: bytes = b""
    comment: bytes = b""
    local_name: bytes | None = None
    local_crc: int | None = None
    local_size: int | None = None
    local_method: int | None = None
    local_version: int | None = None
    local_flags: int | None = None
    local_date: int | None = None
    stated: tuple[int, int] | None = None
    """Compressed size and size of the central header, where they stand elsewhere."""
    stated_offset: int | None = None
    descriptor: bytes = b""
    gap: bytes = b""
    """Bytes that no entry owns, before this one."""
    offset: int | None = None
    """Points the central header elsewhere; the entry itself is then not written."""


def raw_entries(files: Files) -> list[RawEntry]:
    return [RawEntry(name.encode(), data) for name, data in files.items()]


def raw_zip(
    entries: Sequence[RawEntry],
    *,
    prefix: bytes = b"",
    before_end: bytes = b"",
    comment: bytes = b"",
    after: bytes = b"",
    end: Callable[[int, int, int], bytes] | None = None,
    directory_order: Callable[[list[bytes]], list[bytes]] = list,
) -> bytes:
    """A container. ``prefix`` moves nothing: offsets stay as if it were not there, as in a file stuck together.

    ``end`` makes the end record of number of entries, size and offset of the directory; ``directory_order`` puts the
    directory's headers into another order than that of the entries.
    """
    body = bytearray()
    headers: list[bytes] = []
    offsets: dict[bytes, int] = {}
    for entry in entries:
        packed = _packed(entry)
        flags = (0 if entry.name.isascii() else 1 << 11) if entry.flags is None else entry.flags
        crc = zlib.crc32(entry.data) if entry.crc is None else entry.crc
        size = len(entry.data) if entry.size is None else entry.size
        offset = entry.offset
        if offset is None:
            body += entry.gap
            offset = len(body)
            body += _local(entry, flags, crc, size, packed)
        offsets[entry.name] = offset
        stated = entry.stated or (len(packed), size)
        offset = offset if entry.stated_offset is None else entry.stated_offset
        header = struct.pack(
            "<IHHHHHHIIIHHHHHII", 0x02014B50, entry.made_by, entry.version, flags, entry.method, *STAMP, crc,
            *stated, len(entry.name), len(entry.extra), len(entry.comment), 0, 0, entry.attributes, offset,
        )  # fmt: skip
        headers.append(header + entry.name + entry.extra + entry.comment)
    directory = b"".join(directory_order(headers))
    start = len(body) + len(before_end)
    record = (end or end_record)(len(entries), len(directory), start)
    if comment:
        record = record[:-2] + struct.pack("<H", len(comment)) + comment
    return prefix + bytes(body) + before_end + directory + record + after


def end_record(entries: int, size: int, start: int) -> bytes:
    return struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, entries, entries, size, start, 0)


def end_record_64(entries: int, size: int, start: int) -> bytes:
    """A ZIP64 end record and its locator, before an end record that refers to it for everything."""
    return wide_end(entries, size, start) + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, *[0xFFFF] * 2, *[MAX] * 2, 0)


def wide_end(entries: int, size: int, start: int) -> bytes:
    """The ZIP64 end record and its locator alone."""
    record = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, entries, entries, size, start)
    return record + struct.pack("<IIQI", 0x07064B50, 0, start + size, 1)


def wide(*values: int) -> bytes:
    """A ZIP64 extra field of these values."""
    return struct.pack(f"<HH{len(values)}Q", 1, 8 * len(values), *values)


def _local(entry: RawEntry, flags: int, crc: int, size: int, packed: bytes) -> bytes:
    name = entry.name if entry.local_name is None else entry.local_name
    method = entry.method if entry.local_method is None else entry.local_method
    return (
        struct.pack(
            "<IHHHHHIIIHH",
            0x04034B50,
            entry.version if entry.local_version is None else entry.local_version,
            flags if entry.local_flags is None else entry.local_flags,
            method,
            STAMP[0],
            STAMP[1] if entry.local_date is None else entry.local_date,
            crc if entry.local_crc is None else entry.local_crc,
            len(packed) if entry.local_size is None else entry.local_size,
            size if entry.local_size is None else entry.local_size,
            len(name),
            len(entry.local_extra),
        )
        + name
        + entry.local_extra
        + packed
        + entry.descriptor
    )


def _packed(entry: RawEntry) -> bytes:
    if entry.method != 8:
        return entry.data
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(entry.data) + compressor.flush()
