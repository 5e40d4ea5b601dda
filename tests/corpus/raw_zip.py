"""ZIP files with any flaw: every field of every header can be set on its own."""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from tests.corpus.draft import Files

STAMP = (36864, 23906)
"""18:00:00 on 2 November 2026, as MS-DOS writes it."""


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
) -> bytes:
    """A container. ``prefix`` moves nothing: offsets stay as if it were not there, as in a file stuck together."""
    body = bytearray()
    directory = bytearray()
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
        directory += struct.pack(
            "<IHHHHHHIIIHHHHHII", 0x02014B50, entry.made_by, entry.version, flags, entry.method, *STAMP, crc,
            len(packed), size, len(entry.name), len(entry.extra), len(entry.comment), 0, 0, entry.attributes, offset,
        )  # fmt: skip
        directory += entry.name + entry.extra + entry.comment
    start = len(body) + len(before_end)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, len(entries), len(entries), len(directory), start, len(comment))
    return prefix + bytes(body) + before_end + bytes(directory) + end + comment + after


def _local(entry: RawEntry, flags: int, crc: int, size: int, packed: bytes) -> bytes:
    name = entry.name if entry.local_name is None else entry.local_name
    method = entry.method if entry.local_method is None else entry.local_method
    return (
        struct.pack(
            "<IHHHHHIIIHH",
            0x04034B50,
            entry.version if entry.local_version is None else entry.local_version,
            flags,
            method,
            *STAMP,
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
