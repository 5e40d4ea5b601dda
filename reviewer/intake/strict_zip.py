"""The strict ZIP reader: a sealed package as one file (specification 1.1–1.6).

The whole layout is checked before a single content is read: every byte of the file belongs to exactly one entry or
structure, and local and central headers agree. Contents are then read by position, straight from the entry's range.
"""

import stat
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, cast

from reviewer.evidence.findings import Code
from reviewer.intake.positional_file import CHUNK, PositionalFile, RangeFile
from reviewer.intake.zip_structures import (
    AES_METHOD,
    END,
    UNICODE_PATH_EXTRA,
    CentralEntry,
    Directory,
    ZipDefect,
    end_of_archive,
    find_directory,
    read_central,
    read_local,
)
from reviewer.verification.reader import ByteRange, ContainerDefect, EntryDamaged, Limits

STORED, DEFLATED = 0, 8
ENCRYPTION_FLAGS = 0x0001 | 0x0040 | 0x2000
DATA_DESCRIPTOR = 0x0008
UTF8 = 0x0800
ALLOWED_FLAGS = 0x0006 | UTF8
"""The deflate level's two bits say nothing of the content; all others change how the entry is read."""
DOS_FOLDER = 0x10
MIMETYPE = "mimetype"
MAX_DEFECTS = 1000
"""A hostile archive may have a defect an entry; a list longer than this helps nobody."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    method: int
    crc32: int
    compressed_size: int
    size: int
    header_at: int
    data_at: int
    folder: bool


class StrictZip:
    """A ``PackageReader`` over one file. Raises OSError where the file cannot be read, nothing for what it holds."""

    kind: Literal["zip", "folder"] = "zip"

    def __init__(self, path: Path, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._file = PositionalFile(path)
        self._entries: dict[str, _Entry] = {}
        self._folders: dict[str, None] = {}
        self._defects: list[ContainerDefect] = []
        try:
            self._read_structures()
        except ZipDefect as defect:
            self._add(defect.code, defect.subject, str(defect))
        except BaseException:
            self._file.close()
            raise

    @property
    def defects(self) -> Sequence[ContainerDefect]:
        return self._defects

    def names(self) -> Sequence[str]:
        return list(self._entries)

    def folders(self) -> Sequence[str]:
        return list(self._folders)

    def size(self, name: str) -> int:
        return self._entries[name].size

    def crc32(self, name: str) -> int | None:
        return self._entries[name].crc32

    def chunks(self, name: str, buffer: memoryview | None = None) -> Iterator[memoryview]:
        entry = self._entries[name]
        raw = self._file.chunks(entry.data_at, entry.compressed_size, buffer)
        pieces = raw if entry.method == STORED else _inflate(entry, raw)
        total = 0
        for piece in pieces:
            total += len(piece)
            yield piece
        if total != entry.size:
            raise EntryDamaged(f"it holds {total} bytes, not {entry.size} as stated")

    def open(self, name: str) -> BinaryIO:
        span = self.byte_range(name)
        if span is None:
            raise OSError(f"{name} is compressed and cannot be opened in place")
        return cast(BinaryIO, RangeFile(span))

    def byte_range(self, name: str) -> ByteRange | None:
        entry = self._entries[name]
        if entry.method != STORED:
            return None
        return ByteRange(str(self._file.path), entry.data_at, entry.size)

    def whole_container(self) -> Iterator[memoryview]:
        return self._file.chunks(0, self._file.size)

    def close(self) -> None:
        self._file.close()

    def _add(self, code: Code, subject: str, message: str) -> None:
        if len(self._defects) < MAX_DEFECTS:
            self._defects.append(ContainerDefect(code, subject, message))

    def _read_structures(self) -> None:
        if self._file.size == 0:
            raise ZipDefect(Code.NOT_ZIP, "the file is empty")
        directory = self._directory()
        entries: list[_Entry] = []
        for position, central in enumerate(read_central(self._file, directory, self._limits)):
            entry = self._judge(central)
            self._keep(entry, first=position == 0, extras=bool(central.extras))
            entries.append(entry)
        if not entries:
            self._add(Code.MIMETYPE, "", "the archive is empty")
        self._judge_layout(entries, directory)

    def _directory(self) -> Directory:
        """Raises ZipDefect. What ends the file may be a second archive: then the first one's end is told too."""
        try:
            return find_directory(self._file)
        except ZipDefect as defect:
            at = end_of_archive(self._file) if defect.code is not Code.TRAILING else None
            if at is not None and at + END.size < self._file.size:
                self._add(Code.TRAILING, "", f"{self._file.size - at - END.size} bytes stand after an end record")
            raise

    def _judge(self, central: CentralEntry) -> _Entry:
        """One entry against 1.4. Raises ZipDefect only where nothing more can be said of the whole archive."""
        header = central.header
        name = self._decode(header.name, header.flags)
        if header.flags & ENCRYPTION_FLAGS or header.method == AES_METHOD:
            self._add(Code.ENCRYPTED, name, "it is encrypted")
        elif header.flags & DATA_DESCRIPTOR:
            self._add(Code.HEADER_MISMATCH, name, "it states its sizes in a data descriptor, which is not allowed")
        elif header.flags & ~ALLOWED_FLAGS:
            self._add(Code.HEADER_MISMATCH, name, f"it has flags that are not allowed ({header.flags:#06x})")
        elif header.method not in (STORED, DEFLATED):
            self._add(Code.HEADER_MISMATCH, name, f"it uses compression method {header.method}; 0 and 8 are allowed")
        if header.method == STORED and header.size != header.compressed_size:
            self._add(Code.HEADER_MISMATCH, name, "it is stored, yet its two sizes differ")
        if central.comment_length:
            self._add(Code.HEADER_MISMATCH, name, "it carries a comment")
        if any(kind == UNICODE_PATH_EXTRA for kind, _ in central.extras):
            self._add(Code.HEADER_MISMATCH, name, "it carries a second name in a Unicode-path field")
        self._judge_kind(central, name)
        expands = header.size > self._limits.expansion_free_bytes
        if expands and header.size > self._limits.expansion * header.compressed_size:
            self._add(Code.LIMIT, name, f"it expands more than {self._limits.expansion}-fold")
        local, extras, data_at = read_local(self._file, central.offset, name)
        if local.flags & ENCRYPTION_FLAGS and not header.flags & ENCRYPTION_FLAGS:
            self._add(Code.ENCRYPTED, name, "its local header says that it is encrypted")
        if local != header:
            self._add(Code.HEADER_MISMATCH, name, f"its two headers disagree in {_difference(local, header)}")
        if any(kind == UNICODE_PATH_EXTRA for kind, _ in extras):
            self._add(Code.HEADER_MISMATCH, name, "it carries a second name in a Unicode-path field")
        if name == MIMETYPE and (extras or header.method != STORED):
            self._add(Code.MIMETYPE, name, "mimetype must be stored and have no extra field")
        return _Entry(
            name.removesuffix("/"), header.method, header.crc32, header.compressed_size, header.size,
            central.offset, data_at, name.endswith("/"),
        )  # fmt: skip

    def _decode(self, raw: bytes, flags: int) -> str:
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("utf-8", "replace")
            self._add(Code.UNSAFE_NAME, name, "its name is not UTF-8")
            return name
        if not raw.isascii() and not flags & UTF8:
            self._add(Code.UNSAFE_NAME, name, "its name is not ASCII, and the flag for UTF-8 is not set")
        return name

    def _judge_kind(self, central: CentralEntry, name: str) -> None:
        kind = stat.S_IFMT(central.unix_mode)
        if name.endswith("/"):
            if central.header.size or central.header.compressed_size:
                self._add(Code.SPECIAL_FILE, name, "it is a folder, yet it holds bytes")
            if kind not in (0, stat.S_IFDIR):
                self._add(Code.SPECIAL_FILE, name, "its name is a folder's, its mode is not")
        elif kind not in (0, stat.S_IFREG) or central.dos_attributes & DOS_FOLDER:
            self._add(Code.SPECIAL_FILE, name, "it is a link, a folder or a special file, not a plain file")

    def _keep(self, entry: _Entry, first: bool, extras: bool) -> None:
        if first and (entry.name != MIMETYPE or entry.folder or extras):
            self._add(Code.MIMETYPE, MIMETYPE, "the first entry is not a plain “mimetype” without extra fields")
        if entry.folder:
            if entry.name in self._folders or entry.name in self._entries:
                self._add(Code.DUPLICATE_NAME, entry.name, "its name stands twice in the archive")
            self._folders[entry.name] = None
        elif entry.name in self._entries:
            self._add(Code.DUPLICATE_NAME, entry.name, "its name stands twice in the archive")
        else:
            self._entries[entry.name] = entry

    def _judge_layout(self, entries: list[_Entry], directory: Directory) -> None:
        """Every byte before the central directory belongs to exactly one entry."""
        at = 0
        in_order = sorted(entries, key=lambda entry: entry.header_at)
        if entries and entries[0].name == MIMETYPE != in_order[0].name:
            self._add(Code.MIMETYPE, MIMETYPE, "another entry lies before “mimetype” in the file")
        for entry in in_order:
            if entry.header_at != at:
                if at == 0:
                    self._add(Code.PREFIX, "", f"{entry.header_at} bytes stand before the first entry")
                else:
                    what = "overlap" if entry.header_at < at else "leave a gap"
                    self._add(Code.OVERLAP, entry.name, f"this entry and the one before it {what}")
            at = max(at, entry.data_at + entry.compressed_size)
            if at > directory.offset:
                self._add(Code.OVERLAP, entry.name, "it runs into the central directory")
        if entries and at < directory.offset:
            self._add(Code.OVERLAP, "", f"{directory.offset - at} bytes belong to no entry")
        if not entries and directory.offset:
            self._add(Code.PREFIX, "", f"{directory.offset} bytes belong to no entry")


def _difference(local: object, central: object) -> str:
    words = {"version_needed": "version needed", "crc32": "CRC", "compressed_size": "compressed size"}
    names = [slot for slot in local.__slots__ if getattr(local, slot) != getattr(central, slot)]  # type: ignore[attr-defined]
    return ", ".join(words.get(name, name) for name in names)


def _inflate(entry: _Entry, raw: Iterator[memoryview]) -> Iterator[memoryview]:
    """Raw deflate, never more than the stated size and a chunk beyond."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    total = 0
    try:
        for piece in raw:
            data: bytes | memoryview = piece
            while data and not inflater.eof:
                out = inflater.decompress(data, CHUNK)
                data = inflater.unconsumed_tail
                total += len(out)
                if total > entry.size:
                    raise EntryDamaged("it expands to more than it states")
                if out:
                    yield memoryview(out)
            if inflater.eof and (inflater.unused_data or len(data)):
                raise EntryDamaged("bytes follow its compressed content")
        while not inflater.eof:
            out = inflater.decompress(b"", CHUNK)
            if not out:
                raise EntryDamaged("its compressed content ends early")
            total += len(out)
            if total > entry.size:
                raise EntryDamaged("it expands to more than it states")
            yield memoryview(out)
    except zlib.error as error:
        raise EntryDamaged("its compressed content is damaged") from error
