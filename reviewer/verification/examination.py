"""The state of one verification: what is being examined, what was learnt, and what each step recorded.

A step succeeds only by saying so: ``with exam.step(Step.X) as step`` records its outcome at the end, and a step that
was never entered is ``not-performed``. Absence of failure is not success (section 5).
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from reviewer.evidence.findings import Code, Finding, Severity, Step, StepOutcome, StepResult
from reviewer.evidence.records import Clip, CustodyEvent, Request, Submission
from reviewer.evidence.verification_result import ScopeState, SignatureState, TrustState
from reviewer.verification.bag import BagInfo
from reviewer.verification.certificates import Certificate
from reviewer.verification.cms import SignedData
from reviewer.verification.media_probe import MediaProbe
from reviewer.verification.paths import PathFinder
from reviewer.verification.reader import EntryDamaged, Limits, PackageReader
from reviewer.verification.timestamp_token import Token
from reviewer.verification.trust import Role, TrustStore

Progress = Callable[[int, int], None]
"""(bytes done, bytes in all), from any thread. Whatever it raises ends the verification."""


class ChangedMeanwhile(OSError):
    """The package's bytes changed while it was being verified: a fault of the environment, not a finding."""


@dataclass
class Hop:
    """One custody event and its four META-INF files, as far as they are there and were understood."""

    seq: int
    event: CustodyEvent | None = None
    manifest_sha256: str | None = None
    signature: SignatureState = SignatureState.NOT_CHECKED
    signer: Certificate | None = None
    signed: SignedData | None = None
    """The signature itself, where it is valid: it carries certificates and perhaps lists."""
    signer_trust: TrustState = TrustState.NOT_CHECKED
    anchor: Certificate | None = None
    revocation_sources: tuple[str, ...] = ()
    token: Token | None = None
    token_problem: tuple[Code, str] | None = None
    token_trust: TrustState = TrustState.NOT_CHECKED

    @property
    def custody_name(self) -> str:
        return f"custody/{self.seq:04d}.json"

    @property
    def manifest_name(self) -> str:
        return f"META-INF/ASiCManifest{self.seq:03d}.xml"

    @property
    def signature_name(self) -> str:
        return f"META-INF/signature{self.seq:03d}.p7s"

    @property
    def stamped_name(self) -> str:
        return f"META-INF/ASiCManifest{self.seq:03d}t.xml"

    @property
    def timestamp_name(self) -> str:
        return f"META-INF/timestamp{self.seq:03d}.tst"

    @property
    def meta_names(self) -> tuple[str, str, str, str]:
        return self.manifest_name, self.signature_name, self.stamped_name, self.timestamp_name


MAX_TOLD = 1_000
"""Findings of one step with one code."""


class StepRecord:
    """What one step finds. ``unable`` says that a part could not be performed, and why.

    Of one kind no more than ``MAX_TOLD`` are listed, and the rest are counted: a list of 64 MiB could name a million
    files that are missing. No warning is lost by it, as there is at most one of a kind for each of 1,000 clips.
    """

    def __init__(self, step: Step, findings: list[Finding]) -> None:
        self._step = step
        self._findings = findings
        self._told: Counter[Code] = Counter()
        self._failed = False
        self._warned = False
        self._unable = ""

    def finds(self, code: Code, subject: str, message: str) -> None:
        self._told[code] += 1
        if self._told[code] <= MAX_TOLD:
            self._findings.append(Finding(code, self._step, subject, message))
        if code.severity is Severity.ERROR:
            self._failed = True
        else:
            self._warned = True

    def unable(self, reason: str) -> None:
        self._unable = self._unable or reason

    @property
    def failed(self) -> bool:
        return self._failed

    def close(self) -> None:
        """Tells how many were not listed."""
        for code, count in self._told.items():
            if count > MAX_TOLD:
                message = f"There are {count - MAX_TOLD:,} more findings of this kind, which are not listed one by one."
                self._findings.append(Finding(code, self._step, "", message))

    def result(self) -> StepResult:
        if self._failed:
            return StepResult(self._step, StepOutcome.FAILED, self._unable)
        if self._unable:
            return StepResult(self._step, StepOutcome.NOT_PERFORMED, self._unable)
        return StepResult(self._step, StepOutcome.WARNED if self._warned else StepOutcome.PASSED)


@dataclass
class ClipState:
    """What is learnt of one clip folder."""

    clip_id: str
    path: str
    claim: Clip | None = None
    window_scope: ScopeState = ScopeState.UNKNOWN
    area_scope: ScopeState = ScopeState.UNKNOWN


@dataclass
class Examination:
    """Everything that the steps share. ``now`` in µs UTC is the reference time of the whole check."""

    reader: PackageReader
    trust: TrustStore
    now: int
    expected_heads: tuple[str, ...]
    limits: Limits
    probe: MediaProbe | None
    progress: Progress | None

    names: frozenset[str] = frozenset()
    digests: dict[str, str] = field(default_factory=dict)
    container_sha256: str | None = None
    listed: dict[str, str] | None = None
    """``manifest-sha256.txt`` where it could be read."""
    bag_info: BagInfo | None = None
    """``bag-info.txt`` where it could be read."""
    hops: list[Hop] = field(default_factory=list)
    request: Request | None = None
    request_signer: Certificate | None = None
    request_signed: SignedData | None = None
    submission: Submission | None = None
    clips: list[ClipState] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    results: dict[Step, StepResult] = field(default_factory=dict)
    finder: PathFinder | None = None
    anchors: dict[Role, list[Certificate]] = field(default_factory=dict)

    @contextmanager
    def step(self, step: Step) -> Iterator[StepRecord]:
        record = StepRecord(step, self.findings)
        yield record
        record.close()
        self.results[step] = record.result()

    def has(self, name: str) -> bool:
        return name in self.names

    def read(self, name: str) -> bytes:
        """A record's whole content, the very bytes that were hashed. Raises ChangedMeanwhile, KeyError."""
        try:
            data = b"".join(bytes(chunk) for chunk in self.reader.chunks(name))
        except EntryDamaged as error:
            raise ChangedMeanwhile(f"“{name}” changed while the package was being verified") from error
        if hashlib.sha256(data).hexdigest() != self.digests[name]:
            raise ChangedMeanwhile(f"“{name}” changed while the package was being verified")
        return data

    @property
    def first_hop(self) -> Hop | None:
        return self.hops[0] if self.hops and self.hops[0].seq == 1 else None

    @property
    def newest_manifest(self) -> Hop | None:
        """The hop whose manifest's hash is the head."""
        return next((hop for hop in reversed(self.hops) if hop.manifest_sha256 is not None), None)

    def role_of(self, hop: Hop) -> Role | None:
        """Sealing anchors vouch for hop 1 up to and with the first ``transfer-out``, custody anchors after it (4.4).

        None where an earlier event could not be read, which may have been that ``transfer-out``.
        """
        earlier = [other.event for other in self.hops if other.seq < hop.seq]
        if any(event is not None and event.action == "transfer-out" for event in earlier):
            return Role.CUSTODY
        return None if None in earlier else Role.SEALING

    def not_performed(self, steps: Sequence[Step], reason: str) -> None:
        for step in steps:
            self.results.setdefault(step, StepResult(step, StepOutcome.NOT_PERFORMED, reason))
