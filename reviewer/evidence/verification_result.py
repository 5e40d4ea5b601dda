"""The result of one verification, with everything that a report, a window or an opponent may ask of it."""

from dataclasses import dataclass
from enum import StrEnum

from reviewer.evidence.findings import Completeness, Finding, Severity, Step, StepOutcome, StepResult, Verdict
from reviewer.evidence.records import Clip, CustodyEvent, Request, Submission


class ScopeState(StrEnum):
    """How a clip lies to what was asked for (5.4), best first; a clip's scope is the worst of window and area."""

    INSIDE = "inside"
    PARTLY = "partly"
    UNKNOWN = "unknown"
    OUTSIDE = "outside"


class TrustState(StrEnum):
    """Whether a signer leads to an anchor of the verifier. Told apart from the signature's own validity."""

    TRUSTED = "trusted"
    NOT_TRUSTED = "not-trusted"
    NOT_CHECKED = "not-checked"


class SignatureState(StrEnum):
    VALID = "valid"
    INVALID = "invalid"
    NOT_CHECKED = "not-checked"


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a report says of a certificate. Instants in µs UTC; ``serial`` in lower-case hex."""

    sha256: str
    subject: str
    organization: str | None
    issuer: str
    serial: str
    not_before: int
    not_after: int
    key: str


@dataclass(frozen=True, slots=True)
class HopResult:
    """One custody event with what was proven of it; ``None`` where it could not be learnt.

    ``timestamp`` is the genTime of a token whose signature is valid (µs UTC). ``manifest_sha256`` is the head as of
    this hop.
    """

    seq: int
    event: CustodyEvent | None
    manifest_sha256: str | None
    signature: SignatureState
    signer: CertificateFacts | None
    signer_trust: TrustState
    trust_anchor: str | None
    timestamp: int | None
    timestamp_authority: CertificateFacts | None
    timestamp_trust: TrustState
    revocation_sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClipResult:
    """One clip with what was proven of it. ``sha256`` is of the bytes as they are now."""

    clip_id: str
    path: str
    sha256: str | None
    bytes: int | None
    claim: Clip | None
    window_scope: ScopeState
    area_scope: ScopeState
    intact: bool

    @property
    def scope(self) -> ScopeState:
        order = list(ScopeState)
        return max(self.window_scope, self.area_scope, key=order.index)


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """What ``verify`` answers. ``checked_at`` is the "now" of the check in µs UTC."""

    verdict: Verdict
    completeness: Completeness
    in_transit: bool
    package_id: str | None
    head: str | None
    container_sha256: str | None
    checked_at: int
    tool_name: str
    tool_version: str
    request: Request | None
    submission: Submission | None
    hops: tuple[HopResult, ...]
    clips: tuple[ClipResult, ...]
    steps: tuple[StepResult, ...]
    findings: tuple[Finding, ...]
    expected_heads: tuple[str, ...] = ()
    proven_up_to: int | None = None
    """Number of the newest event that an expected head vouches for, or None."""
    request_signer: CertificateFacts | None = None
    record_sha256: tuple[tuple[str, str], ...] = ()
    """(name, SHA-256) of request.json and submission.json as they are now, for reports."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is Severity.WARNING)

    def outcome(self, step: Step) -> StepOutcome:
        return next(result.outcome for result in self.steps if result.step is step)

    @property
    def completeness_in_words(self) -> str:
        """5.2, in its words."""
        last = self.hops[-1].seq if self.hops else 0
        if self.verdict is Verdict.UNREADABLE:
            return "nothing is known of the package's history"
        match self.completeness:
            case Completeness.PROVEN:
                return f"complete: the head after event {last} is the one expected"
            case Completeness.EXTENDED:
                return f"complete up to event {self.proven_up_to}, as expected; later events, up to {last}, were added"
            case Completeness.CONTRADICTED:
                return "none of the expected heads is in this history: something was cut off or replaced"
            case _:
                subject = "intact" if self.verdict in (Verdict.VERIFIED, Verdict.UNTRUSTED) else "read"
                return f"{subject} up to event {last}; that nothing was cut off after it is not proven"
