"""What the deeds need from outside: the evidence store, the catalogue, readers, probes, the report's printer.

Each protocol has one contract test that every implementation passes.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from reviewer.application.jobs import CancelToken, Report
from reviewer.evidence.findings import Completeness, Verdict
from reviewer.evidence.verification_result import VerificationResult
from reviewer.verification.reader import Limits, PackageReader
from reviewer.verification.trust import TrustStore

Now = Callable[[], int]
"""The current instant in µs UTC."""


# --- evidence store -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Staged:
    """A received file, copied into the store's staging place and hashed on the way. Nothing is committed yet.

    ``sha256`` is over the bytes of the file; for a folder over its listing (sorted ``<sha256>  <path>`` lines).
    """

    token: str
    path: Path
    kind: str
    sha256: str
    size: int
    source_name: str


@dataclass(frozen=True, slots=True)
class Stray:
    """Something that a crash left behind, found at a start. ``done`` says what became of it."""

    path: Path
    done: str


class EvidenceStore(Protocol):
    """Content-addressed and read-only once kept. Raises StoreUnavailable, in a sentence, for a fault of the disc."""

    def stage(self, source: Path, report: Report, cancel: CancelToken) -> Staged:
        """Copy and hash in one pass, durable on return. Raises UsageError (no such file), Cancelled."""
        ...

    def keep(self, staged: Staged) -> str:
        """Rename into the content-addressed place, make read-only. Answers the location relative to the store.

        Until ``settle`` the store remembers that the catalogue still has to learn of it. Where the place is taken
        already, by a stray or by a copy that decayed, this newer copy replaces it.
        """
        ...

    def put_back(self, staged: Staged) -> None:
        """Undo ``keep``, because the catalogue did not take it: the staged copy waits where it did before."""
        ...

    def settle(self, staged: Staged) -> None:
        """The catalogue has committed what ``keep`` stored; nothing is left to reconcile."""
        ...

    def discard(self, staged: Staged) -> None:
        """Throw a staged copy away. Twice is no fault; what ``keep`` has stored already is left to ``reconcile``."""
        ...

    def path_of(self, location: str) -> Path:
        """Raises StoreUnavailable where the kept file has vanished."""
        ...

    def digest_of(self, location: str, report: Report, cancel: CancelToken) -> str | None:
        """SHA-256 of a kept copy as its bytes are now, counted as ``stage`` does; None for what ``stage`` refuses.

        Raises StoreUnavailable where it has vanished or may not be read, Cancelled.
        """
        ...

    def has_leftovers(self) -> bool:
        """Whether anything waits for ``reconcile``; quick, so that a start need not open the catalogue for nothing."""
        ...

    def reconcile(self, known: frozenset[str]) -> Sequence[Stray]:
        """After a crash: clear unfinished copies, set aside finished ones that the catalogue does not know.

        ``known`` holds the catalogue's locations. Does nothing while another process works with this store.
        """
        ...

    def close(self) -> None: ...


# --- catalogue ------------------------------------------------------------------------------------------------------


class SortBy(StrEnum):
    CODE = "code"
    WINDOW = "window"
    SUBMITTER = "submitter"
    CLIPS = "clips"
    RECEIVED = "received"
    VERDICT = "verdict"
    COMPLETENESS = "completeness"


@dataclass(frozen=True, slots=True)
class LibraryQuery:
    """What the library shows: words that all must occur, verdicts (none: any), an order. Sorted and filtered in SQL."""

    text: str = ""
    verdicts: frozenset[Verdict] = frozenset()
    sort_by: SortBy = SortBy.RECEIVED
    descending: bool = True


@dataclass(frozen=True, slots=True)
class PackageSummary:
    """A line of the library. Members are None where the package could not be read that far. Instants in µs UTC."""

    key: int
    package_id: str | None
    file_name: str
    container_sha256: str
    code: str | None
    agency: str | None
    window_start: int | None
    window_end: int | None
    submitter: str | None
    clip_count: int | None
    received_at: int
    verdict: Verdict
    completeness: Completeness
    in_transit: bool
    quarantined: bool
    head: str | None
    hop_count: int
    reason: str
    """One short clause under the verdict: "intact up to event 3", "1 clip differs from its seal"."""

    @property
    def withheld(self) -> bool:
        """Whether it must not be called verified although its newest verdict is: it is in quarantine."""
        return self.quarantined and self.verdict is Verdict.VERIFIED


@dataclass(frozen=True, slots=True)
class StoredVerification:
    """A verification as it was made. Never changed, never deleted."""

    key: int
    package_key: int
    made_at: int
    result: VerificationResult


@dataclass(frozen=True, slots=True)
class StoredPackage:
    """A package of the catalogue with where it lies and its newest verification."""

    summary: PackageSummary
    location: str
    size: int
    kind: str
    latest: StoredVerification
    verification_count: int
    supersedes: int | None
    """Key of the stored package whose shorter history this one continues."""
    superseded_by: int | None = None
    """Key of the stored package that continues this one's history."""


@dataclass(frozen=True, slots=True)
class NewPackage:
    """What an import commits, in one transaction."""

    file_name: str
    location: str
    container_sha256: str
    size: int
    kind: str
    received_at: int
    quarantined: bool
    result: VerificationResult
    supersedes: int | None = None


class UnitOfWork(Protocol):
    """One session for one deed; committed only by ``commit``. Nothing that it answers is bound to the session."""

    def add_package(self, package: NewPackage) -> int: ...

    def add_verification(
        self,
        package_key: int,
        made_at: int,
        result: VerificationResult,
        *,
        quarantined: bool | None = None,
        supersedes: int | None = None,
    ) -> int:
        """Keep another verification. ``quarantined`` and ``supersedes``: None leaves the package as it was."""
        ...

    def add_report(self, package_key: int, made_at: int, report_id: str, sha256: str, paper: str) -> int: ...

    def find(self, package_key: int) -> StoredPackage | None: ...

    def find_by_container(self, container_sha256: str) -> StoredPackage | None: ...

    def find_by_package_id(self, package_id: str) -> Sequence[StoredPackage]:
        """Every stored package with this package_id that is not in quarantine, newest history last."""
        ...

    def find_by_prefix(self, text: str) -> Sequence[StoredPackage]:
        """For the command line: by key, package_id (with or without ``urn:uuid:``), or the start of a SHA-256."""
        ...

    def verifications(self, package_key: int) -> Sequence[StoredVerification]: ...

    def count(self, query: LibraryQuery) -> int: ...

    def keys(self, query: LibraryQuery) -> Sequence[int]:
        """The keys of the whole result in its order; the table's array of ids."""
        ...

    def summaries(self, keys: Sequence[int]) -> Sequence[PackageSummary]:
        """The lines of these keys, in this order; keys that are unknown are left out."""
        ...

    def locations(self) -> frozenset[str]: ...

    def clip_total(self) -> int: ...

    def commit(self) -> None: ...


class Catalogue(Protocol):
    """Raises CatalogueUnavailable with a sentence: locked, of a newer version, not writable, damaged."""

    def unit_of_work(self, *, writing: bool = False) -> AbstractContextManager[UnitOfWork]:
        """``writing``: nobody else may write until this unit ends, so that what was read stays true. Keep it short."""
        ...

    def close(self) -> None: ...


# --- reading and printing -------------------------------------------------------------------------------------------


class OpenPackage(Protocol):
    """Opens a reader over a file or a folder. Raises UsageError, EnvironmentFault; never for bad evidence."""

    def __call__(self, path: Path, limits: Limits) -> PackageReader: ...


class LoadTrust(Protocol):
    """Reads the trust folder as it is now. Raises UsageError (not there), EnvironmentFault (may not be read)."""

    def __call__(self, folder: Path) -> TrustStore: ...


class CheckPackage(Protocol):
    """Runs the procedure of section 5 over a file or folder; ``at`` is the "now" of the check, µs UTC.

    ``trust_folder``: another one than the data home's. Raises Cancelled, UsageError (nothing at the path, no such trust
    folder), EnvironmentFault; never for bad evidence.
    """

    def check(
        self,
        path: Path,
        at: int,
        report: Report,
        cancel: CancelToken,
        *,
        trust_folder: Path | None = None,
        expected_heads: Sequence[str] = (),
    ) -> VerificationResult: ...


class Paper(StrEnum):
    LETTER = "letter"
    A4 = "a4"


@dataclass(frozen=True, slots=True)
class PastVerification:
    """One line on a verification that was made here: when (µs UTC), by what program, what it came to."""

    made_at: int
    tool: str
    verdict: Verdict
    completeness: Completeness
    head: str | None


@dataclass(frozen=True, slots=True)
class CustodyReportData:
    """Everything that a custody report prints, frozen: rendering asks nothing of the world and verifies nothing.

    ``generated_at`` in µs UTC with the offset of the place in minutes; ``report_id`` is derived from the data.
    """

    report_id: str
    generated_at: int
    utc_offset_minutes: int
    paper: Paper
    package: PackageSummary
    received_size: int
    verified_at: int
    result: VerificationResult
    media: tuple[tuple[str, str], ...] = field(default=())
    """(clip_id, "H.264 768 × 432, 139.300 s, decoded with …") where it is known."""
    record_sha256: str = ""
    """SHA-256 of the canonical JSON of all of the above: what the QR and the last page carry."""
    excepted: tuple[str, ...] = ()
    """What this report does not show, each a sentence."""
    receipt_verified_at: int | None = None
    """When the package was first verified here, µs UTC."""
    receipt_sha256: tuple[tuple[str, str], ...] = ()
    """(path of a clip, SHA-256 of its bytes at that first verification)."""
    history: tuple[PastVerification, ...] = ()
    """Every verification made here, oldest first."""


class PrintCustodyReport(Protocol):
    """Same data, same bytes. Raises ReviewerError where a text cannot be set with the shipped fonts."""

    def __call__(self, data: CustodyReportData) -> bytes: ...
