"""Where a package is written to: a container or a plain folder, whole or not at all.

Both write beside the final place under a name that nobody else has, make it durable, and move it there, where nothing
may stand. An entry's name is checked before its first byte is written (1.5).
"""

import errno
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Literal, Protocol, Self

from reviewer.application.errors import EnvironmentFault, UsageError
from reviewer.application.faults import fault_sentence
from reviewer.sealing.zip_writer import SourceChanged, ZipWriter, chunks_of, read_directory
from reviewer.verification.names import folded, problem_with_name

MIMETYPE = b"application/vnd.etsi.asic-e+zip"
_TAKEN = "“{path}” exists already; a package never replaces another. Name a new file."
_NO_LINKS = frozenset(
    {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV, errno.EACCES, errno.EINVAL}
)
"""What file systems answer that know no hard links, such as those of memory sticks."""
Tick = Callable[[int], None]
"""Told the bytes that were just copied; whatever it raises ends the work."""


class PackageTarget(Protocol):
    """A package under construction; a context manager that keeps nothing unless ``commit`` was called.

    Raises UsageError (a name that no package may use) and EnvironmentFault (disk full, permission).
    """

    def begin(self) -> None:
        """A new package: writes ``mimetype``, which comes first (1.2)."""
        ...

    def resume(self, source: Path, names: Iterable[str], tick: Tick) -> None:
        """A longer history of the package ``source``: its files ``names``, byte for byte, a container's headers too.

        Raises UsageError where a container's end is not sound.
        """
        ...

    def add(self, name: str, data: bytes) -> None: ...

    def add_stream(self, name: str, chunks: Iterable[bytes | memoryview], size: int) -> None:
        """A file of ``size`` bytes that is never whole in memory, and never compressed (1.3)."""
        ...

    def commit(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class _Target:
    """What both targets share: the place, the names given so far, and the words for a disc that fails."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.parent / f".{secrets.token_hex(8)}.part"
        self._names: set[str] = set()
        if os.path.lexists(path):
            raise UsageError(_TAKEN.format(path=path))
        if not path.parent.is_dir():
            raise UsageError(f"There is no folder “{path.parent}”. Make it first, or name another place.")

    def _admit(self, name: str) -> None:
        problem = problem_with_name(name)
        if problem is not None:
            raise UsageError(f"The name “{name}” {problem}; no footage package may hold it. Choose another name.")
        if folded(name) in self._names:
            raise UsageError(f"The name “{name}” stands twice, or differs from another by case alone. Choose another.")
        self._names.add(folded(name))

    def _take_place(self) -> None:
        """Move what was written to its place. Raises OSError; UsageError where something has come there meanwhile."""
        try:
            if self._part.is_file():
                os.link(self._part, self._path)  # the one way that replaces nothing
            else:
                self._rename()
        except FileExistsError as error:
            raise UsageError(_TAKEN.format(path=self._path)) from error
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            self._rename()
        _sync_folder(self._path.parent)

    def _rename(self) -> None:
        if os.path.lexists(self._path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        self._part.rename(self._path)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turns what the disc refuses into a sentence."""
        try:
            yield
        except OSError as error:
            raise EnvironmentFault(fault_sentence("The package could not be written", self._path, error)) from error


class ContainerTarget(_Target):
    """A ``*.asice`` file (1.1–1.4). ``modified`` in µs UTC; ``deflate_records`` squeezes what lies outside
    ``data/clips/``, where everything is stored."""

    def __init__(self, path: Path, modified: int, *, deflate_records: bool = False) -> None:
        super().__init__(path)
        self._modified = modified
        self._deflate = deflate_records

    def begin(self) -> None:
        self._zip = ZipWriter(self._file, self._modified)
        self._names.add("mimetype")
        with self._told():
            self._zip.add("mimetype", MIMETYPE)

    def resume(self, source: Path, names: Iterable[str], tick: Tick) -> None:
        self._names.update(folded(name) for name in names)
        with self._told(), source.open("rb") as old:
            try:
                directory = read_directory(old)
            except ValueError as error:
                raise UsageError(f"“{source}” is no sound container ({error}). Verify it first.") from error
            old.seek(0)
            for chunk in chunks_of(old, directory.start):
                self._file.write(chunk)
                tick(len(chunk))
        self._zip = ZipWriter(self._file, self._modified, existing=directory)

    def add(self, name: str, data: bytes) -> None:
        self._admit(name)
        with self._told():
            self._zip.add(name, data, deflate=self._deflate and not name.startswith("data/clips/"))

    def add_stream(self, name: str, chunks: Iterable[bytes | memoryview], size: int) -> None:
        self._admit(name)
        with self._told():
            self._zip.add_stream(name, chunks, size)

    def commit(self) -> None:
        with self._told():
            self._zip.finish()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._take_place()

    def __enter__(self) -> Self:
        with self._told():
            self._file: BinaryIO = self._part.open("xb")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._part.unlink(missing_ok=True)


class FolderTarget(_Target):
    """The same tree as a plain folder: a disc handed to counsel (1.1)."""

    def begin(self) -> None:
        self.add("mimetype", MIMETYPE)

    def resume(self, source: Path, names: Iterable[str], tick: Tick) -> None:
        for name in names:
            with self._told(), (source / name).open("rb") as old:
                size = os.fstat(old.fileno()).st_size
                self.add_stream(name, _ticking(chunks_of(old, size), tick), size)

    def add(self, name: str, data: bytes) -> None:
        self.add_stream(name, (data,), len(data))

    def add_stream(self, name: str, chunks: Iterable[bytes | memoryview], size: int) -> None:
        self._admit(name)
        place = self._part / name
        with self._told():
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("xb") as file:
                written = sum(file.write(chunk) for chunk in chunks)
                file.flush()
                os.fsync(file.fileno())
        if written != size:
            raise SourceChanged(name)

    def commit(self) -> None:
        with self._told():
            for folder, _, _ in os.walk(self._part, topdown=False):
                _sync_folder(Path(folder))
            self._take_place()

    def __enter__(self) -> Self:
        with self._told():
            self._part.mkdir()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._part, ignore_errors=True)


def new_target(
    path: Path, kind: Literal["zip", "folder"], modified: int, deflate_records: bool = False
) -> PackageTarget:
    """A target of the kind asked for."""
    if kind == "folder":
        return FolderTarget(path)
    return ContainerTarget(path, modified, deflate_records=deflate_records)


def _ticking(chunks: Iterable[bytes], tick: Tick) -> Iterable[bytes]:
    for chunk in chunks:
        yield chunk
        tick(len(chunk))


def _sync_folder(folder: Path) -> None:
    """Makes a rename durable. Windows has no such call on folders."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
