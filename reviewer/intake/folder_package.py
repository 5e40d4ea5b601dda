"""The folder reader: the same tree as a plain folder, a disc handed to counsel (specification 1.1)."""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Literal, cast

from reviewer.evidence.findings import Code
from reviewer.intake.positional_file import PositionalFile, RangeFile
from reviewer.verification.reader import ByteRange, ContainerDefect, EntryDamaged, Limits

MAX_PATH_BYTES = 1024
"""Folders below a longer name than 1.5 allows are not entered: the system may not even be able to."""


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
        self._seen = 0
        self._walk("")
        if "mimetype" not in self._sizes and not self._beyond_limit():
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
        file = PositionalFile(self._root / name, follow=False)
        try:
            if not file.is_plain:
                raise EntryDamaged("it was replaced by something else while it was read")
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

    def _beyond_limit(self) -> bool:
        """Whether the listing broke off."""
        return any(defect.code is Code.LIMIT for defect in self._defects)

    def _walk(self, prefix: str) -> bool:
        """Lists a folder; answers whether a file lies in or below it. Stops at the limit of entries.

        Only files and folders without any count, as in a ZIP; what may not be there counts too.
        """
        holds_file = False
        with os.scandir(self._root / prefix) as listed:
            entries = sorted(listed, key=lambda entry: os.fsencode(entry.name))
        for entry in entries:
            if self._seen >= self._limits.entries:
                if not self._beyond_limit():
                    self._add(Code.LIMIT, "", f"it holds more than {self._limits.entries} entries")
                return True
            name = f"{prefix}{entry.name}"
            status = entry.stat(follow_symlinks=False)
            if not _is_utf8(entry.name):
                self._add(Code.UNSAFE_NAME, os.fsencode(name).decode("utf-8", "replace"), "its name is not UTF-8")
            elif stat.S_ISDIR(status.st_mode):
                if len(name.encode("utf-8")) > MAX_PATH_BYTES:
                    self._add(Code.UNSAFE_NAME, name, f"its name is longer than {MAX_PATH_BYTES} bytes")
                elif self._walk(f"{name}/"):
                    holds_file = True
                    continue
                else:
                    self._folders.append(name)
                    self._seen += 1
                    continue
            elif stat.S_ISREG(status.st_mode):
                self._sizes[name] = status.st_size
            else:
                self._add(Code.SPECIAL_FILE, name, "it is a link or a special file, not a plain file")
            holds_file = True
            self._seen += 1
        return holds_file


def _is_utf8(name: str) -> bool:
    """Whether the name on disc was UTF-8. Python stands in for other bytes with lone surrogates, that no JSON takes."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
