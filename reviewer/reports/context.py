"""What every section of a report is written from: a result, where the file came from, and what the report is called."""

from dataclasses import dataclass

from reviewer.application.ports import Paper, PastVerification
from reviewer.evidence.verification_result import VerificationResult


@dataclass(frozen=True, slots=True)
class Receipt:
    """How the package came here: instants in µs UTC, size in bytes.

    ``sha256`` holds (path of a clip, SHA-256 of its bytes) as computed at ``verified_at``, the first verification.
    """

    received_at: int
    size: int
    quarantined: bool
    withheld: bool
    verified_at: int | None
    sha256: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReportContext:
    """``receipt`` is None where the file was checked in place and never received. Instants in µs UTC.

    ``record`` are the bytes attached as ``record_name``, and ``record_sha256`` is their SHA-256. ``media``,
    ``excepted`` and ``history`` are as in ``CustodyReportData``.
    """

    title: str
    report_id: str
    generated_at: int
    utc_offset_minutes: int
    paper: Paper
    file_name: str
    result: VerificationResult
    verified_at: int
    record_name: str
    record: bytes
    record_sha256: str
    receipt: Receipt | None = None
    media: tuple[tuple[str, str], ...] = ()
    excepted: tuple[str, ...] = ()
    history: tuple[PastVerification, ...] = ()

    @property
    def withheld(self) -> bool:
        """Whether the package must not be called verified although its verdict is."""
        return self.receipt is not None and self.receipt.withheld

    @property
    def agency(self) -> str | None:
        return self.result.request.agency if self.result.request else None

    @property
    def code(self) -> str | None:
        return self.result.request.investigation_code if self.result.request else None
