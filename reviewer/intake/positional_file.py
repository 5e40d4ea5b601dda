"""A file read at positions, from any thread, without a shared file pointer; and a seekable view of a range of it."""

import io
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

from reviewer.verification.reader import ByteRange

CHUNK = 512 * 1024
"""Bytes of a read. Measured: 256–512 KiB serve hashing best."""


class PositionalFile:
    """An open file. ``read_into`` and ``read`` may be called from several threads at once. Raises OSError.

    ``follow``: whether the path may be a link. A pipe that takes the file's place is not waited for.
    """

    def __init__(self, path: Path, *, follow: bool = True) -> None:
        self.path = path
        wanted = ["O_BINARY", "O_CLOEXEC", "O_NONBLOCK", *([] if follow else ["O_NOFOLLOW"])]
        flags = os.O_RDONLY
        for name in wanted:
            flags |= getattr(os, name, 0)  # Windows has the first alone, the others have the rest
        self._fd = os.open(path, flags)
        self._lock = threading.Lock()
        status = os.fstat(self._fd)
        self.size = status.st_size
        self.is_plain = stat.S_ISREG(status.st_mode)

    def read_into(self, buffer: memoryview, offset: int) -> int:
        """Fills the buffer from this position; answers the bytes read, fewer only at the file's end."""
        if hasattr(os, "preadv"):
            total = 0
            while total < len(buffer):
                count = os.preadv(self._fd, [buffer[total:]], offset + total)
                if count == 0:
                    break
                total += count
            return total
        with self._lock:  # Windows has no positional read
            os.lseek(self._fd, offset, os.SEEK_SET)
            data = os.read(self._fd, len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read(self, count: int, offset: int) -> bytes:
        buffer = bytearray(min(count, max(0, self.size - offset)))
        return bytes(buffer[: self.read_into(memoryview(buffer), offset)])

    def chunks(self, offset: int, size: int, buffer: memoryview | None = None) -> Iterator[memoryview]:
        """The range in order. Ends early where the file does; a chunk is valid until the next is asked for."""
        memory = memoryview(bytearray(CHUNK)) if buffer is None else buffer
        end = offset + size
        while offset < end:
            count = self.read_into(memory[: min(len(memory), end - offset)], offset)
            if count == 0:
                return
            yield memory[:count]
            offset += count

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


class RangeFile(io.RawIOBase):
    """A byte range of a file as a seekable, read-only file of its own (PyAV and libraries read clips through it)."""

    def __init__(self, span: ByteRange) -> None:
        super().__init__()
        self._span = span
        self._file = PositionalFile(Path(span.path))
        self._position = 0

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
        memory = memoryview(buffer).cast("B")
        count = min(len(memory), max(0, self._span.size - self._position))
        count = self._file.read_into(memory[:count], self._span.offset + self._position) if count else 0
        self._position += count
        return count

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._span.size}[whence]
        if base + offset < 0:
            raise ValueError("seek before the start")
        self._position = base + offset
        return self._position

    def tell(self) -> int:
        return self._position

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()
