"""The folder reader: the same tree as a plain folder, a disc handed to counsel (specification 1.1)."""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Literal, cast

from reviewer.evidence.findings import Code
from reviewer.intake.positional_file import PositionalFile, RangeFile
from reviewer.verification.reader import ByteRange, ContainerDefect, EntryDamaged, Limits

MAX_DEPTH = 520
"""Deeper than any legal name (1,024 bytes) can be."""


class FolderPackage:
    """A ``PackageReader`` over a folder. Links are not followed; whatever is no plain file is a defect.

    Raises OSError where the folder or a file in it may not be read.
    """

    kind: Literal["zip", "folder"] = "folder"

    def __init__(self, path: Path, limits: Limits | None = None) -> None:
        self._root = path
        self._limits = limits or Limits()
        self._sizes: dict[str, int] = {}
        self._folders: list[str] = []
        self._defects: list[ContainerDefect] = []
        self._walk("", 0)
        if "mimetype" not in self._sizes:
            self._add(Code.MIMETYPE, "mimetype", "the folder has no file “mimetype”: it is no footage package")

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
        return None

    def chunks(self, name: str, buffer: memoryview | None = None) -> Iterator[memoryview]:
        size = self._sizes[name]
        file = PositionalFile(self._root / name)
        try:
            total = 0
            for piece in file.chunks(0, file.size, buffer):
                total += len(piece)
                yield piece
            if total != size:
                raise EntryDamaged("the file changed its size while it was read")
        finally:
            file.close()

    def open(self, name: str) -> BinaryIO:
        return cast(BinaryIO, RangeFile(self.byte_range(name)))

    def byte_range(self, name: str) -> ByteRange:
        return ByteRange(str(self._root / name), 0, self._sizes[name])

    def whole_container(self) -> Iterator[memoryview]:
        return iter(())

    def close(self) -> None:
        """Nothing is held open."""

    def _add(self, code: Code, subject: str, message: str) -> None:
        self._defects.append(ContainerDefect(code, subject, message))

    def _walk(self, prefix: str, depth: int) -> bool:
        """Lists a folder; answers whether a file lies in or below it. Stops at the limit of entries."""
        holds_file = False
        with os.scandir(self._root / prefix) as entries:
            for entry in sorted(entries, key=lambda entry: os.fsencode(entry.name)):
                if len(self._sizes) + len(self._folders) >= self._limits.entries:
                    if not any(defect.code is Code.LIMIT for defect in self._defects):
                        self._add(Code.LIMIT, "", f"it holds more than {self._limits.entries} entries")
                    return True
                name = f"{prefix}{entry.name}"
                if not _is_utf8(entry.name):
                    shown = os.fsencode(name).decode("utf-8", "replace")
                    self._add(Code.UNSAFE_NAME, shown, "its name is not UTF-8")
                    holds_file = True
                    continue
                status = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(status.st_mode):
                    if depth >= MAX_DEPTH:
                        self._add(Code.LIMIT, name, "it is nested too deep")
                    elif self._walk(f"{name}/", depth + 1):
                        holds_file = True
                    else:
                        self._folders.append(name)
                elif stat.S_ISREG(status.st_mode):
                    holds_file = True
                    self._sizes[name] = status.st_size
                else:
                    holds_file = True
                    self._add(Code.SPECIAL_FILE, name, "it is a link or a special file, not a plain file")
        return holds_file


def _is_utf8(name: str) -> bool:
    """Whether the name on disc was UTF-8. Python stands in for other bytes with lone surrogates, that no JSON takes."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
