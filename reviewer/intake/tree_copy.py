"""Copy a folder package as it is: every plain file hashed on the way, links and pipes copied as such, never followed.

What does not belong in a package is for the verifier to say, so the copy leaves out nothing that can be copied.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from reviewer.application.errors import EnvironmentFault, StoreUnavailable, UsageError
from reviewer.application.faults import fault_sentence
from reviewer.application.jobs import CancelToken
from reviewer.intake.copying import BUFFER_BYTES, Copied, OnBytes, SourceFault, copy_and_hash

MAX_ENTRIES = 200_000
"""Twice what a package may hold (specification 1.6): someone's whole disc is refused, not copied."""
MAX_DEPTH = 600
LISTED_FOLDER = "folder"
LISTED_LINK = "link"
LISTED_PIPE = "pipe"


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """Something in the source folder: its path below it, its kind and its size in bytes (0 for what has no bytes)."""

    name: str
    mode: int
    size: int


@dataclass(frozen=True, slots=True)
class TreeCopied:
    """``listing``: sorted ``<sha256>  <path>`` lines as ``sha256sum`` writes them; what has no bytes bears a word."""

    listing: bytes
    size: int


def survey(root: Path) -> list[SourceEntry]:
    """Everything in the folder. Raises UsageError (it cannot be copied), EnvironmentFault (it may not be read)."""
    entries: list[SourceEntry] = []
    for entry in _walk(root, "", 0):
        entries.append(entry)
        if len(entries) > MAX_ENTRIES:
            raise UsageError(f"“{root}” holds more than {MAX_ENTRIES:,} files. Give the folder of one package.")
        if not _can_copy(entry.mode):
            raise UsageError(
                f"“{root / entry.name}” is a device or a socket and cannot be copied. A package holds plain files "
                "only: ask the sender for the sealed file."
            )
    return entries


def copy_tree(
    root: Path, target: Path, entries: list[SourceEntry], on_bytes: OnBytes, cancel: CancelToken
) -> TreeCopied:
    """Copy what ``survey`` found into the new folder ``target``; durable on return.

    Raises StoreUnavailable for writing, EnvironmentFault for reading, Cancelled.
    """
    lines: list[tuple[bytes, bytes]] = []
    total = 0
    folders = [target]
    with store_faults(target):
        target.mkdir(mode=0o700)
    for entry in entries:
        cancel.raise_if_cancelled()
        source, copy = root / entry.name, target / entry.name
        if stat.S_ISREG(entry.mode):
            copied = copy_file(source, copy, on_bytes, cancel)
            total += copied.size
            lines.append((os.fsencode(entry.name), copied.sha256.encode()))
            continue
        aim = _aim(source) if stat.S_ISLNK(entry.mode) else ""
        with store_faults(copy):
            if stat.S_ISDIR(entry.mode):
                copy.mkdir(mode=0o700)
                folders.append(copy)
            elif stat.S_ISFIFO(entry.mode):
                os.mkfifo(copy, 0o600)
            else:
                os.symlink(aim, copy)
        lines.append((os.fsencode(entry.name), _word(copy, entry.mode)))
    for folder in reversed(folders):
        with store_faults(folder):
            sync_folder(folder)
    return TreeCopied(_listing(lines), total)


def list_tree(root: Path, entries: list[SourceEntry], on_bytes: OnBytes, cancel: CancelToken) -> bytes:
    """The listing that ``copy_tree`` would answer, with nothing copied. Raises EnvironmentFault, Cancelled."""
    lines: list[tuple[bytes, bytes]] = []
    for entry in entries:
        cancel.raise_if_cancelled()
        source = root / entry.name
        word = hash_file(source, on_bytes, cancel).encode() if stat.S_ISREG(entry.mode) else _word(source, entry.mode)
        lines.append((os.fsencode(entry.name), word))
    return _listing(lines)


def hash_file(path: Path, on_bytes: OnBytes, cancel: CancelToken) -> str:
    """SHA-256 of a plain file, lower-case hex. Raises EnvironmentFault (it may not be read), Cancelled."""
    digest = hashlib.sha256()
    reading = _open_source(path)
    try:
        while piece := os.read(reading, BUFFER_BYTES):
            cancel.raise_if_cancelled()
            digest.update(piece)
            on_bytes(len(piece))
    except OSError as error:
        raise EnvironmentFault(fault_sentence("The file could not be read", path, error)) from error
    finally:
        os.close(reading)
    return digest.hexdigest()


def copy_file(source: Path, target: Path, on_bytes: OnBytes, cancel: CancelToken) -> Copied:
    """One plain file. Raises EnvironmentFault (it may not be read), StoreUnavailable (writing), Cancelled.

    The target is new, readable by its owner alone until it is kept.
    """
    reading = _open_source(source)
    try:
        before = os.fstat(reading)
        with store_faults(target):
            writing = os.open(target, _NEW_FILE, 0o600)
        try:
            with store_faults(target):
                copied = copy_and_hash(reading, writing, on_bytes, cancel)
        except SourceFault as fault:
            raise EnvironmentFault(fault_sentence("The file could not be read", source, fault.error)) from fault
        finally:
            os.close(writing)
        after = os.fstat(reading)
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or copied.size != after.st_size:
            raise EnvironmentFault(
                f"“{source}” was changed by another program while it was copied. Wait until it is complete, then try "
                "again; nothing was kept."
            )
        return copied
    finally:
        os.close(reading)


@contextmanager
def store_faults(path: Path) -> Iterator[None]:
    """Tell an OSError inside as StoreUnavailable, in a sentence about the path."""
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(fault_sentence("The evidence store could not be written", path, error)) from error


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable. Raises OSError; does nothing where folders cannot be opened (Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_NEW_FILE = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)


def _open_source(source: Path) -> int:
    try:
        return os.open(source, _READ)
    except FileNotFoundError as error:
        raise UsageError(f"There is no file “{source}”. Check the name and that the disc is connected.") from error
    except OSError as error:
        raise EnvironmentFault(fault_sentence("The file could not be opened", source, error)) from error


def _walk(root: Path, prefix: str, depth: int) -> Iterator[SourceEntry]:
    if depth > MAX_DEPTH:
        raise UsageError(f"“{root}” is nested too deep to be a package. Give the folder of one package.")
    folder = root / prefix
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: os.fsencode(entry.name))
            states = [entry.stat(follow_symlinks=False) for entry in entries]
    except OSError as error:
        raise EnvironmentFault(fault_sentence("The folder could not be read", folder, error)) from error
    for entry, state in zip(entries, states, strict=True):
        name = f"{prefix}{entry.name}"
        yield SourceEntry(name, state.st_mode, state.st_size if stat.S_ISREG(state.st_mode) else 0)
        if stat.S_ISDIR(state.st_mode):
            yield from _walk(root, f"{name}/", depth + 1)


def _can_copy(mode: int) -> bool:
    return stat.S_ISDIR(mode) or stat.S_ISREG(mode) or stat.S_ISLNK(mode) or stat.S_ISFIFO(mode)


def _word(source: Path, mode: int) -> bytes:
    """What stands in the listing for something that has no bytes."""
    if stat.S_ISDIR(mode):
        return LISTED_FOLDER.encode()
    if stat.S_ISFIFO(mode):
        return LISTED_PIPE.encode()
    return f"{LISTED_LINK}:{hashlib.sha256(os.fsencode(_aim(source))).hexdigest()}".encode()


def _aim(link: Path) -> str:
    try:
        return os.readlink(link)
    except OSError as error:
        raise EnvironmentFault(fault_sentence("The link could not be read", link, error)) from error


def _listing(lines: list[tuple[bytes, bytes]]) -> bytes:
    return b"".join(_line(word, name) for name, word in sorted(lines))


def _line(word: bytes, name: bytes) -> bytes:
    """As ``sha256sum``: a name with a newline or backslash is escaped, and its line begins with a backslash."""
    escaped = name.replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\r", b"\\r")
    return (b"\\" if escaped != name else b"") + word + b"  " + escaped + b"\n"
