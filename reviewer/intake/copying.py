"""Copy and hash in one pass, as fast as the slowest of reading, SHA-256 on one core, and writing with fsync.

Three streams run at once over a ring of buffers: this thread reads, one hashes, one writes. ``hashlib`` and the
system calls let go of the interpreter, so two cores are kept busy. A buffer is read into again only when both others
are done with it. Where the system allows it, writing goes past the page cache (O_DIRECT): it costs no core the time
to copy each byte once more, leaves fsync nothing to do, and what is verified afterwards comes from the disc.
"""

import errno
import hashlib
import mmap
import os
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass

from reviewer.application.jobs import CancelToken

BUFFER_BYTES = 1 << 20
BUFFERS = 8
SMALL_FILE_BYTES = 4 << 20
"""Up to this size, threads cost more than they bring."""
OnBytes = Callable[[int], None]
"""Told how many bytes more were copied, from this thread."""


class SourceFault(Exception):
    """Reading failed: the source's disc, not the store's. ``error`` is the OSError."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


@dataclass(frozen=True, slots=True)
class Copied:
    """SHA-256 in lower-case hex and number of the bytes that were copied."""

    sha256: str
    size: int


def copy_and_hash(source: int, target: int, on_bytes: OnBytes, cancel: CancelToken) -> Copied:
    """Copy from the descriptor ``source`` to its end into the empty ``target``; durable on return.

    Raises SourceFault for reading, OSError for writing (a full disc is told before anything is copied, where the file
    system can say so), Cancelled.
    """
    expected = os.fstat(source).st_size
    _reserve(target, expected)
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(source, 0, 0, os.POSIX_FADV_SEQUENTIAL)
    if expected <= SMALL_FILE_BYTES:
        copied = _copy_small(source, target, on_bytes, cancel)
    else:
        copied = _Pipeline(source, target).run(on_bytes, cancel)
    os.ftruncate(target, copied.size)  # where the source turned out shorter than it said
    os.fsync(target)
    if hasattr(os, "posix_fadvise"):
        # Also where O_DIRECT was refused: what is verified next shall come from the disc, not from memory.
        os.posix_fadvise(target, 0, 0, os.POSIX_FADV_DONTNEED)
    return copied


def _copy_small(source: int, target: int, on_bytes: OnBytes, cancel: CancelToken) -> Copied:
    digest, size = hashlib.sha256(), 0
    while True:
        cancel.raise_if_cancelled()
        try:
            piece = os.read(source, BUFFER_BYTES)
        except OSError as error:
            raise SourceFault(error) from error
        if not piece:
            return Copied(digest.hexdigest(), size)
        digest.update(piece)
        _write_all(target, memoryview(piece))
        size += len(piece)
        on_bytes(len(piece))


class _Buffer:
    """Memory, aligned to pages as O_DIRECT wants it, with a count of the streams that still need its content."""

    def __init__(self) -> None:
        self.memory = memoryview(mmap.mmap(-1, BUFFER_BYTES))
        self.content = self.memory[:0]
        self._users = 0
        self._lock = threading.Lock()

    def fill(self, length: int) -> None:
        self.content = self.memory[:length]
        self._users = 2

    def released(self) -> bool:
        """One stream is done with it; answers whether it was the last."""
        with self._lock:
            self._users -= 1
            return self._users == 0


class _Pipeline:
    """One copy. A stream that fails keeps taking buffers without using them, so that no other waits for ever."""

    def __init__(self, source: int, target: int) -> None:
        self._source = source
        self._target = target
        self._free: queue.SimpleQueue[_Buffer] = queue.SimpleQueue()
        for _ in range(BUFFERS):
            self._free.put(_Buffer())
        self._to_hash: queue.SimpleQueue[_Buffer | None] = queue.SimpleQueue()
        self._to_write: queue.SimpleQueue[_Buffer | None] = queue.SimpleQueue()
        self._digest = hashlib.sha256()
        self._direct = _set_direct(target, True)
        self._failure: BaseException | None = None

    def run(self, on_bytes: OnBytes, cancel: CancelToken) -> Copied:
        streams = [
            threading.Thread(target=self._stream, args=(self._to_hash, self._hash), name="copy: hash", daemon=True),
            threading.Thread(target=self._stream, args=(self._to_write, self._write), name="copy: write", daemon=True),
        ]
        for stream in streams:
            stream.start()
        try:
            size = self._read(on_bytes, cancel)
        finally:
            self._to_hash.put(None)
            self._to_write.put(None)
            for stream in streams:
                stream.join()
        if self._failure is not None:
            raise self._failure
        return Copied(self._digest.hexdigest(), size)

    def _read(self, on_bytes: OnBytes, cancel: CancelToken) -> int:
        size = 0
        while self._failure is None:
            cancel.raise_if_cancelled()
            buffer = self._free.get()
            length = _fill(buffer.memory, self._source)
            if length == 0:
                break
            buffer.fill(length)
            self._to_hash.put(buffer)
            self._to_write.put(buffer)
            size += length
            on_bytes(length)
        return size

    def _stream(self, inbox: "queue.SimpleQueue[_Buffer | None]", use: Callable[[memoryview], None]) -> None:
        while (buffer := inbox.get()) is not None:
            if self._failure is None:
                try:
                    use(buffer.content)
                except BaseException as error:  # told to the thread that waits for the copy
                    self._failure = error
            if buffer.released():
                self._free.put(buffer)

    def _hash(self, content: memoryview) -> None:
        self._digest.update(content)

    def _write(self, content: memoryview) -> None:
        if self._direct and len(content) < BUFFER_BYTES:
            self._direct = _set_direct(self._target, False)  # the end of the file need not fill a block of the disc
        try:
            _write_all(self._target, content)
        except OSError as error:
            if not self._direct or error.errno != errno.EINVAL:
                raise
            self._direct = _set_direct(self._target, False)  # promised, and refused when it came to writing
            _write_all(self._target, content)


def _fill(memory: memoryview, source: int) -> int:
    """Read until the memory is full or the source ends; only whole buffers keep O_DIRECT aligned."""
    filled = 0
    try:
        while filled < len(memory):
            length = os.readv(source, [memory[filled:]])
            if length == 0:
                break
            filled += length
    except OSError as error:
        raise SourceFault(error) from error
    return filled


def _set_direct(target: int, wanted: bool) -> bool:
    """Turn O_DIRECT on or off; answers whether it is on. Many file systems refuse, and nothing is lost by that."""
    if _O_DIRECT == 0:
        return False
    import fcntl  # not on Windows, where there is no O_DIRECT either

    flags = fcntl.fcntl(target, fcntl.F_GETFL)
    try:
        fcntl.fcntl(target, fcntl.F_SETFL, flags | _O_DIRECT if wanted else flags & ~_O_DIRECT)
    except OSError:
        return False
    return wanted


_O_DIRECT = getattr(os, "O_DIRECT", 0)


def _write_all(target: int, content: memoryview) -> None:
    while content:
        content = content[os.write(target, content) :]


def _reserve(target: int, size: int) -> None:
    """Have the file's space set aside: told at once where the disc is too small, and laid out in one piece."""
    if size == 0 or not hasattr(os, "posix_fallocate"):
        return
    try:
        os.posix_fallocate(target, 0, size)
    except OSError as error:
        if error.errno in _CANNOT_RESERVE:
            return
        raise


_CANNOT_RESERVE = frozenset({errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL})
"""What file systems answer that cannot set space aside; copying works all the same."""
