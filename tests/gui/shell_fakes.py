"""A small library in memory, and deeds that a test holds in its hand, for the window's shell."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reviewer.application.import_package import ImportOutcome, ImportResult, Pending
from reviewer.application.jobs import CancelToken, Progress, Report
from reviewer.application.ports import (
    LibraryQuery,
    PackageSummary,
    SortBy,
    Staged,
    StoredPackage,
    StoredVerification,
    Stray,
)
from reviewer.evidence.findings import Code, Completeness, Finding, Step, StepOutcome, StepResult, Verdict
from reviewer.evidence.instants import parse_instant
from reviewer.evidence.records import Actor, Camera, Clip, ClipClock, CustodyEvent, Recipient, Request, Window
from reviewer.evidence.verification_result import (
    ClipResult,
    HopResult,
    ScopeState,
    SignatureState,
    TrustState,
    VerificationResult,
)

START = parse_instant("2026-11-02T19:00:00.000Z")
HOUR = 3_600_000_000
SECOND = 1_000_000
REASONS = {
    Verdict.VERIFIED: "intact up to event 3",
    Verdict.UNTRUSTED: "a signer is not trusted here",
    Verdict.ALTERED: "1 clip differs from its seal",
    Verdict.UNREADABLE: "not a footage package",
}
MESSAGES = {
    Verdict.UNTRUSTED: (
        Code.UNTRUSTED,
        Step.CERTIFICATES,
        "The signer of event 1 leads to no anchor that is trusted here.",
    ),
    Verdict.ALTERED: (
        Code.DIGEST,
        Step.PAYLOAD,
        "The clip garage.mp4 is not the one that was sealed: its SHA-256 differs.",
    ),
    Verdict.UNREADABLE: (Code.NOT_ZIP, Step.CONTAINER, "This file is not a footage package: it ends early."),
}


def summary(key: int, verdict: Verdict = Verdict.VERIFIED, **changes: object) -> PackageSummary:
    """A line of the library; unreadable ones know nothing of themselves."""
    readable = verdict is not Verdict.UNREADABLE
    values: dict[str, object] = {
        "key": key,
        "package_id": f"urn:uuid:00000000-0000-4000-8000-{key:012d}" if readable else None,
        "file_name": f"package-{key:04d}.asice",
        "container_sha256": f"{key:064x}",
        "code": f"SPD-2026-{4198 + key % 50:06d}" if readable else None,
        "agency": "Springfield PD" if readable else None,
        "window_start": START - key % 9 * 24 * HOUR if readable else None,
        "window_end": START - key % 9 * 24 * HOUR + 2 * HOUR if readable else None,
        "submitter": f"resident-{key * 7919 % 0xFFFFFF:06x}" if readable else None,
        "clip_count": 1 + key % 4 if readable else None,
        "received_at": START + 20 * HOUR - key * 1_234 * SECOND,
        "verdict": verdict,
        "completeness": Completeness.NOT_PROVEN,
        "in_transit": False,
        "quarantined": verdict is not Verdict.VERIFIED,
        "head": f"{key:064x}" if readable else None,
        "hop_count": 3 if readable else 0,
        "reason": REASONS[verdict],
    }
    return PackageSummary(**{**values, **changes})  # type: ignore[arg-type]


def _event(seq: int, action: str, agency: str, to: str | None = None) -> HopResult:
    at = START + (10 + seq) * HOUR
    recipient = Recipient("Clerk 14", to, "b" * 64) if to else None
    event = CustodyEvent(
        "urn:uuid:x", seq, f"urn:uuid:{seq}", action, at, "ntp", 50,  # type: ignore[arg-type]
        Actor("Clerk 14" if seq == 3 else "Sealing desk", "evidence clerk", agency, "a" * 64),
        recipient, None, None, "Reviewer", "0.1.0", "ok", {},
    )  # fmt: skip
    return HopResult(
        seq, event, f"{seq:064x}", SignatureState.VALID, None, TrustState.TRUSTED, "root", at + 2 * SECOND, None,
        TrustState.TRUSTED,
    )  # fmt: skip


def result_of(line: PackageSummary) -> VerificationResult:
    """A verification that fits the line."""
    readable = line.verdict is not Verdict.UNREADABLE
    clip = Clip(
        "001", "door.mp4", "c" * 64, 9_000_000, "video/mp4", Camera("camera-1", "Acme", "D1", (-89.65, 39.78), 10),
        START + 600 * SECOND, START + 739 * SECOND, ClipClock("device", 0, 250), {},
    )  # fmt: skip
    one = ClipResult("001", clip.path, "c" * 64, 9_000_000, clip, ScopeState.INSIDE, ScopeState.INSIDE, True)
    request = Request(
        "urn:uuid:r", line.code or "", "Springfield PD", "local", "d" * 64, START, START + 99 * HOUR,
        Window(START, START + 2 * HOUR), ((((-89.66, 39.77), (-89.64, 39.77), (-89.64, 39.79), (-89.66, 39.77)),),),
        "Hit and run, dark pickup, heading north", "",
    )  # fmt: skip
    findings: tuple[Finding, ...] = ()
    if line.verdict in MESSAGES:
        code, step, message = MESSAGES[line.verdict]
        findings = (Finding(code, step, "", message),)
    hops = (
        _event(1, "seal", "Harbor Sealing Service"),
        _event(2, "transfer-out", "Harbor Sealing Service", "Springfield PD"),
        _event(3, "transfer-in", "Springfield PD"),
    )
    return VerificationResult(
        line.verdict, line.completeness, line.in_transit, line.package_id, line.head, line.container_sha256,
        line.received_at, "Reviewer", "0.1.0", request if readable else None, None, hops if readable else (),
        (one,) * (line.clip_count or 0) if readable else (),
        tuple(StepResult(step, StepOutcome.PASSED) for step in Step), findings,
    )  # fmt: skip


def stored(line: PackageSummary) -> StoredPackage:
    made = StoredVerification(line.key, line.key, line.received_at, result_of(line))
    return StoredPackage(line, f"objects/{line.container_sha256}", 12_400_000, "zip", made, 1, None)


class FakeLibrary:
    """Sorts and filters in Python what the catalogue does in SQL. ``fault``: raised by the next question."""

    def __init__(self, lines: Sequence[PackageSummary] = ()) -> None:
        self.lines = {line.key: line for line in lines}
        self.fault: Exception | None = None
        self.asked: list[LibraryQuery] = []
        self.pages_read = 0

    def keys(self, query: LibraryQuery) -> Sequence[int]:
        if self.fault is not None:
            fault, self.fault = self.fault, None
            raise fault
        self.asked.append(query)
        found = [line for line in self.lines.values() if self._matches(line, query)]
        order = {
            SortBy.CODE: lambda line: line.code or "",
            SortBy.WINDOW: lambda line: line.window_start or 0,
            SortBy.SUBMITTER: lambda line: line.submitter or "",
            SortBy.CLIPS: lambda line: line.clip_count or 0,
            SortBy.RECEIVED: lambda line: line.received_at,
            SortBy.VERDICT: lambda line: list(Verdict).index(line.verdict),
            SortBy.COMPLETENESS: lambda line: line.completeness.value,
        }[query.sort_by]
        return [line.key for line in sorted(found, key=order, reverse=query.descending)]

    def summaries(self, keys: Sequence[int]) -> Sequence[PackageSummary]:
        self.pages_read += 1
        return [self.lines[key] for key in keys if key in self.lines]

    def count(self, query: LibraryQuery) -> int:
        return sum(1 for line in self.lines.values() if self._matches(line, query))

    def clip_total(self) -> int:
        return sum(line.clip_count or 0 for line in self.lines.values())

    def package(self, key: int) -> StoredPackage:
        return stored(self.lines[key])

    def verifications(self, key: int) -> Sequence[StoredVerification]:
        return [self.package(key).latest]

    @staticmethod
    def _matches(line: PackageSummary, query: LibraryQuery) -> bool:
        text = f"{line.code} {line.agency} {line.submitter} {line.file_name}".lower()
        words = all(word in text for word in query.text.lower().split())
        return words and (not query.verdicts or line.verdict in query.verdicts)


class FakeImport:
    """The import deed: what becomes of a file stands in its name. Waits at ``gate`` after its first progress."""

    def __init__(self, library: FakeLibrary) -> None:
        self.library = library
        self.gate = threading.Event()
        self.gate.set()
        self.faults: dict[str, Exception] = {}
        self.discarded: list[str] = []

    def receive(self, source: Path, report: Report, cancel: CancelToken) -> ImportResult:
        report(Progress("copying", 1_200_000_000, 3_400_000_000))
        while not self.gate.wait(0.01):
            cancel.raise_if_cancelled()
        if source.name in self.faults:
            raise self.faults[source.name]
        verdict = next((verdict for verdict in Verdict if verdict.value in source.name), Verdict.VERIFIED)
        line = summary(len(self.library.lines) + 1, verdict, file_name=source.name)
        if verdict is Verdict.VERIFIED:
            self.library.lines[line.key] = line
            return ImportResult(ImportOutcome.IMPORTED, f"“{source.name}” was imported.", result_of(line), stored(line))
        staged = Staged("1", source, "zip", line.container_sha256, 1, source.name)
        pending = Pending(staged, line.received_at, result_of(line))
        return ImportResult(
            ImportOutcome.NEEDS_WORD, f"“{source.name}” is {verdict}.", result_of(line), pending=pending
        )

    def keep_in_quarantine(self, pending: Pending) -> ImportResult:
        line = summary(len(self.library.lines) + 1, pending.result.verdict, file_name=pending.staged.source_name)
        self.library.lines[line.key] = line
        return ImportResult(ImportOutcome.QUARANTINED, "It was put in quarantine.", pending.result, stored(line))

    def discard(self, pending: Pending) -> None:
        self.discarded.append(pending.staged.source_name)


class NoReview:
    """A review deed without footage."""

    def open(self, package_key: int) -> object:
        from reviewer.application.errors import UsageError

        raise UsageError("There is no footage in this test.")


@dataclass
class FakeServices:
    """What the window asks of ``bootstrap.Services``."""

    library: FakeLibrary = field(default_factory=FakeLibrary)
    strays: Sequence[Stray] = ()

    def __post_init__(self) -> None:
        self.import_package = FakeImport(self.library)
        self.review = NoReview()

    def reconcile(self) -> Sequence[Stray]:
        return self.strays

    def close(self) -> None:
        pass
