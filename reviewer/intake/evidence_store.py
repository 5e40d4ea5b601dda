"""The evidence store: a content-addressed tree of read-only files and folders, safe against a crash at any point.

    evidence/
      sha256/ab/abcdef….asice     a kept file, mode 0444, named by the SHA-256 of its bytes
      sha256/cd/cdef….folder/     a kept folder, named by the SHA-256 of its listing, which lies beside it
      staging/<token>/            one received copy on its way: content, staged.json once complete and durable,
                                  keeping.json once it was decided where it goes
      strays/                     finished copies that a crash kept from the catalogue; nothing reads them

The order is copy, ``staged.json``, verify, ``keeping.json``, rename, catalogue, remove the token. Whatever is missing
after a crash tells how far it came, so a start looks at ``staging`` alone and never walks the whole store.
"""

import contextlib
import hashlib
import json
import os
import secrets
import shutil
import stat
import threading
from collections.abc import Sequence
from pathlib import Path

from reviewer.application.errors import EnvironmentFault, StoreUnavailable, UsageError
from reviewer.application.faults import fault_sentence
from reviewer.application.jobs import CancelToken, Progress, Report
from reviewer.application.ports import Staged, Stray
from reviewer.application.visible_text import visible
from reviewer.intake.open_package import NOT_A_PLACE, shortened
from reviewer.intake.store_lock import StoreLock
from reviewer.intake.tree_copy import copy_file, copy_tree, hash_file, list_tree, store_faults, survey, sync_folder

FILE_KIND = "file"
FOLDER_KIND = "folder"
_SUFFIX = {FILE_KIND: ".asice", FOLDER_KIND: ".folder"}
_LISTING = ".listing"
_STAGED = "staged.json"
_KEEPING = "keeping.json"
COPYING = "copying and hashing"
"""What progress reports say while a file is received."""
COMPARING = "comparing with the stored copy"


class FileEvidenceStore:
    """The ``EvidenceStore`` port over a folder of this machine. Makes its folders when the first file is received."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._staging = root / "staging"
        self._strays = root / "strays"
        self._lock = StoreLock(root / ".lock")
        self._guard = threading.Lock()

    def stage(self, source: Path, report: Report, cancel: CancelToken) -> Staged:
        """See the port. Raises UsageError (no such file, a device), EnvironmentFault (it may not be read, its disc
        vanished), StoreUnavailable (disc full, permission), Cancelled; leaves nothing behind then.
        """
        kind = _kind_of(source)
        self._join()
        place = self._staging / secrets.token_hex(16)
        with store_faults(place):
            place.mkdir(mode=0o700)
        try:
            content = place / f"content{_SUFFIX[kind]}"
            if kind == FILE_KIND:
                sha256, size = _stage_file(source, content, report, cancel)
            else:
                sha256, size = _stage_folder(source, content, report, cancel)
            name = visible(source.name or source.resolve().name)
            staged = Staged(place.name, content, kind, sha256, size, name)
            _write_record(place / _STAGED, {"kind": kind, "sha256": sha256, "size": size, "source_name": name})
            with store_faults(place):
                sync_folder(self._staging)
        except BaseException:
            _remove_tree(place)
            raise
        return staged

    def keep(self, staged: Staged) -> str:
        """See the port. Raises StoreUnavailable; the staged copy then still waits where it is."""
        location = _location(staged)
        target = self._root / location
        place = self._staging / staged.token
        _write_record(place / _KEEPING, {"location": location})
        with store_faults(target):
            new = not target.parent.exists()
            target.parent.mkdir(parents=True, exist_ok=True)
            if new:
                sync_folder(target.parent.parent)
                sync_folder(self._root)
            if staged.kind == FOLDER_KIND:
                os.replace(staged.path.with_suffix(_LISTING), target.with_suffix(_LISTING))
                if target.exists():
                    target.chmod(0o755)
                    os.replace(target, place / "replaced.folder")
            _make_read_only(staged.path)
            os.replace(staged.path, target)
            if staged.kind == FOLDER_KIND:
                target.chmod(0o555)  # only now: a folder that is read-only itself cannot be moved
            sync_folder(target.parent)
        return location

    def put_back(self, staged: Staged) -> None:
        """See the port. Raises StoreUnavailable; the next start reconciles what it could not undo."""
        target = self._root / _location(staged)
        place = self._staging / staged.token
        with store_faults(target):
            if target.exists() and not staged.path.exists():
                if staged.kind == FOLDER_KIND:
                    target.chmod(0o755)
                    os.replace(target.with_suffix(_LISTING), staged.path.with_suffix(_LISTING))
                os.replace(target, staged.path)
                sync_folder(target.parent)
            (place / _KEEPING).unlink(missing_ok=True)
            sync_folder(place)

    def settle(self, staged: Staged) -> None:
        """See the port. A token that cannot be removed is removed by the next start."""
        _remove_tree(self._staging / staged.token)

    def discard(self, staged: Staged) -> None:
        """See the port. Raises StoreUnavailable where the copy cannot be removed."""
        place = self._staging / staged.token
        if (place / _KEEPING).exists():
            return
        _remove_tree(place)
        if place.exists():
            raise StoreUnavailable(
                f"The copy could not be removed from the evidence store ({place}). Remove it by hand."
            )

    def path_of(self, location: str) -> Path:
        """See the port. Raises StoreUnavailable where the kept file has vanished or may not be reached."""
        path = self._root / location
        try:
            path.lstat()
        except OSError as error:
            raise StoreUnavailable(fault_sentence("A stored package could not be reached", path, error)) from error
        return path

    def digest_of(self, location: str, report: Report, cancel: CancelToken) -> str | None:
        """See the port."""
        path = self.path_of(location)
        try:
            entries = survey(path) if path.is_dir() else None
        except UsageError:
            return None
        total = path.stat().st_size if entries is None else sum(entry.size for entry in entries)
        on_bytes = _Counter(report, total, COMPARING)
        if entries is None:
            return hash_file(path, on_bytes, cancel)
        return hashlib.sha256(list_tree(path, entries, on_bytes, cancel)).hexdigest()

    def has_leftovers(self) -> bool:
        try:
            with os.scandir(self._staging) as entries:
                return any(True for _ in entries)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise StoreUnavailable(
                fault_sentence("The evidence store could not be read", self._staging, error)
            ) from error

    def holds_evidence(self) -> bool:
        """Whether anything was ever kept here."""
        kept = self._root / "sha256"
        return kept.is_dir() and any(True for _ in kept.iterdir())

    def reconcile(self, known: frozenset[str]) -> Sequence[Stray]:
        """See the port. Raises StoreUnavailable."""
        if not self.has_leftovers():
            return ()
        self._join()
        if not self._lock.try_alone():
            return ()
        try:
            with store_faults(self._staging):
                places = sorted(self._staging.iterdir())
                return tuple(stray for place in places if (stray := self._clear(place, known)) is not None)
        finally:
            self._lock.share_again()

    def close(self) -> None:
        """Let others clear up. Copies that still wait for a word become strays of the next start."""
        self._lock.release()

    def _join(self) -> None:
        with self._guard, store_faults(self._root):
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._staging.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock.share()

    def _clear(self, place: Path, known: frozenset[str]) -> Stray | None:
        """What becomes of one token that a crash or a close left behind."""
        staged, keeping = _read_record(place / _STAGED), _read_record(place / _KEEPING)
        if keeping is not None and keeping.get("location") in known and self._holds(keeping["location"]):
            _remove_tree(place)  # the catalogue had it; only the last bit of tidying was missing
            return None
        if staged is None or staged.get("kind") not in _SUFFIX:
            _remove_tree(place)
            return Stray(place, "an unfinished copy was removed; import the file again")
        name, suffix = staged["source_name"], _SUFFIX[staged["kind"]]
        content = place / f"content{suffix}"
        if keeping is not None and not content.exists():
            content = self._root / keeping["location"]
            content.with_suffix(_LISTING).unlink(missing_ok=True)
        self._strays.mkdir(mode=0o700, exist_ok=True)
        aside = self._strays / f"{staged['sha256']}{suffix}"
        if content.exists():
            _remove_tree(aside)
            if staged["kind"] == FOLDER_KIND:
                content.chmod(0o755)
            os.replace(content, aside)
        sync_folder(self._strays)
        _remove_tree(place)
        if keeping is None:
            return Stray(aside, f"the copy of “{name}” still waited for a decision; it was set aside, not imported")
        return Stray(aside, f"the copy of “{name}” had not reached the catalogue; it was set aside: import it again")

    def _holds(self, location: str) -> bool:
        return (self._root / location).exists()


def _kind_of(source: Path) -> str:
    try:
        mode = source.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        if source.is_symlink():
            raise UsageError(
                f"“{source}” is a link, and what it leads to is not there. Give the file itself."
            ) from error
        raise UsageError(
            f"There is no file or folder “{source}”. Check the name and that the disc is connected."
        ) from error
    except ValueError as error:  # a NUL character
        raise UsageError("The path is not one that this computer can open.") from error
    except OSError as error:
        if error.errno in NOT_A_PLACE:
            raise UsageError(f"There is nothing at that path ({shortened(source)}). Check the name.") from error
        raise EnvironmentFault(fault_sentence("The file could not be opened", source, error)) from error
    if stat.S_ISDIR(mode):
        return FOLDER_KIND
    if stat.S_ISREG(mode):
        return FILE_KIND
    raise UsageError(f"“{source}” is neither a file nor a folder. Give the package file that was received.")


def _stage_file(source: Path, content: Path, report: Report, cancel: CancelToken) -> tuple[str, int]:
    copied = copy_file(source, content, _progress(report, source.stat().st_size), cancel)
    return copied.sha256, copied.size


def _stage_folder(source: Path, content: Path, report: Report, cancel: CancelToken) -> tuple[str, int]:
    entries = survey(source)
    total = sum(entry.size for entry in entries)
    copied = copy_tree(source, content, entries, _progress(report, total), cancel)
    listing = content.with_suffix(_LISTING)
    with store_faults(listing):
        _write_durably(listing, copied.listing)
        listing.chmod(0o444)
    return hashlib.sha256(copied.listing).hexdigest(), copied.size


def _progress(report: Report, total: int) -> "_Counter":
    report(Progress(COPYING, 0, total))
    return _Counter(report, total)


class _Counter:
    """Adds up what was copied; at most one report for each mebibyte, so that many small files cost nothing."""

    def __init__(self, report: Report, total: int, doing: str = COPYING) -> None:
        self._report = report
        self._total = total
        self._doing = doing
        self._done = 0
        self._told = 0

    def __call__(self, count: int) -> None:
        self._done += count
        if self._done - self._told >= 1 << 20 or self._done == self._total:
            self._told = self._done
            self._report(Progress(self._doing, self._done, self._total))


def _location(staged: Staged) -> str:
    return f"sha256/{staged.sha256[:2]}/{staged.sha256}{_SUFFIX[staged.kind]}"


def _make_read_only(path: Path) -> None:
    """Files 0444 and folders 0555, the folder itself left for after its move; links and pipes have no content."""
    if not path.is_dir():
        path.chmod(0o444)
        return
    for folder, _names, files in os.walk(path, topdown=False):
        for name in files:
            file = Path(folder, name)
            if stat.S_ISREG(file.lstat().st_mode):
                file.chmod(0o444)
        if Path(folder) != path:
            Path(folder).chmod(0o555)


def _write_record(path: Path, record: dict[str, object]) -> None:
    with store_faults(path):
        _write_durably(path, json.dumps(record).encode())
        sync_folder(path.parent)


def _write_durably(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _read_record(path: Path) -> dict[str, str] | None:
    """None where it is absent, or was not written to its end before the crash."""
    try:
        record = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) else None


def _remove_tree(path: Path) -> None:
    """Remove what this store made, read-only or not. What cannot be removed stays for the next start."""
    with contextlib.suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            for folder, names, _files in os.walk(path):
                for name in [".", *names]:
                    with contextlib.suppress(OSError):
                        if not Path(folder, name).is_symlink():
                            Path(folder, name).chmod(0o700)
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
