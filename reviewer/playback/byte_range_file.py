"""A clip as a file object: a byte range of a file of this machine, read in place. Nothing is unpacked."""

import io
import os

from reviewer.verification.reader import ByteRange


class ByteRangeFile(io.RawIOBase):
    """Read-only and seekable over one ``ByteRange``; positions count from the range's first byte.

    Each reader opens its own, so that no two share a position. Raises OSError where the file cannot be opened or read,
    and where it has become shorter than the range: an early end would look like the clip's own.
    """

    def __init__(self, span: ByteRange) -> None:
        self._span = span
        self._position = 0
        self._file = open(span.path, "rb", buffering=0)  # noqa: SIM115 — closed by close()
        try:
            if os.fstat(self._file.fileno()).st_size < span.offset + span.size:
                raise OSError(f"the stored file is shorter than it was when it was taken in: {span.path}")
            self._file.seek(span.offset)
        except OSError:
            self._file.close()
            raise

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def read(self, size: int | None = -1) -> bytes:
        """At most ``size`` bytes (None or negative: all that is left); PyAV calls this and not ``readinto``."""
        left = max(0, self._span.size - self._position)
        wanted = left if size is None or size < 0 else min(size, left)
        data = self._file.read(wanted) or b""
        self._position += len(data)
        return data

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fills a writable buffer of bytes in place, as libVLC's callback wants it."""
        wanted = min(len(buffer), max(0, self._span.size - self._position))
        count = self._file.readinto(memoryview(buffer)[:wanted]) or 0
        self._position += count
        return count

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._span.size}[whence]
        if base + offset < 0:
            raise ValueError("a seek before the first byte")
        self._position = base + offset
        self._file.seek(self._span.offset + self._position)
        return self._position

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()
