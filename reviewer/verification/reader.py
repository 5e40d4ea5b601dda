"""How the verifier gets bytes: the protocol of a package reader, implemented over a sealed ZIP and over a plain folder.

A reader parses structures, not meanings. What it sees wrong with its container it tells as defects (codes
``container.…``); it raises nothing for bad evidence. Faults of the environment (a disc that vanishes, permission) are
raised as OSError and are no finding.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Literal, Protocol

from reviewer.evidence.findings import Code


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of 1.6, settable."""

    entries: int = 100_000
    record_bytes: int = 16 << 20
    manifest_bytes: int = 64 << 20
    expansion: int = 200
    expansion_free_bytes: int = 1 << 20
    """No entry over this many bytes may expand more than ``expansion``-fold."""
    hops: int = 999


@dataclass(frozen=True, slots=True)
class ContainerDefect:
    """Something wrong with the container itself. ``code`` is one of ``container.…``."""

    code: Code
    subject: str
    message: str


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Where the bytes of a stored entry lie: a file of this machine, an offset and a size in bytes."""

    path: str
    offset: int
    size: int


class EntryDamaged(Exception):
    """An entry does not decompress, or ends early. The verifier turns it into ``container.crc``."""


class PackageReader(Protocol):
    """A package's bytes. Names are as in the package, ``/``-separated, in the order of the container."""

    @property
    def kind(self) -> Literal["zip", "folder"]: ...

    @property
    def defects(self) -> Sequence[ContainerDefect]:
        """What is wrong with the structures, found without reading the entries' contents."""
        ...

    def names(self) -> Sequence[str]:
        """Every file, folders left out. Empty where the container could not be read."""
        ...

    def folders(self) -> Sequence[str]:
        """Folders that stand for themselves: an entry of their own in a ZIP, a directory without a file in a folder."""
        ...

    def size(self, name: str) -> int:
        """Bytes of the content, as stated by the container. Raises KeyError for an unknown name."""
        ...

    def crc32(self, name: str) -> int | None:
        """The CRC-32 that the container states for the content; None in a folder, which states none."""
        ...

    def chunks(self, name: str, buffer: memoryview | None = None) -> Iterator[memoryview]:
        """The content in order. A chunk is valid only until the next one is asked for.

        ``buffer``: memory to read into, so that a caller with threads can reuse its own. Raises EntryDamaged where
        the content does not decompress to exactly ``size`` bytes, OSError where it cannot be read.
        """
        ...

    def open(self, name: str) -> BinaryIO:
        """The content as a seekable file of one's own; only for entries that are stored. Raises KeyError, OSError."""
        ...

    def byte_range(self, name: str) -> ByteRange | None:
        """Where the content lies in a file of this machine, or None where it is compressed."""
        ...

    def whole_container(self) -> Iterator[memoryview]:
        """Every byte of the container's file, for its SHA-256; nothing for a folder."""
        ...

    def close(self) -> None: ...
