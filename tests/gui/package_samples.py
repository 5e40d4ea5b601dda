"""Packages as the catalogue would answer them, made by hand: for pages and words, which judge nothing themselves."""

from dataclasses import replace
from types import MappingProxyType

from reviewer.application.ports import PackageSummary, StoredPackage, StoredVerification
from reviewer.evidence.findings import (
    Code,
    Completeness,
    Finding,
    Severity,
    Step,
    StepOutcome,
    StepResult,
    Verdict,
)
from reviewer.evidence.instants import parse_instant
from reviewer.evidence.records import (
    Action,
    Actor,
    Area,
    Camera,
    Clip,
    ClipClock,
    Consent,
    CustodyEvent,
    Position,
    Recipient,
    Request,
    Submission,
    Window,
)
from reviewer.evidence.scope import area_scope, window_scope
from reviewer.evidence.verification_result import (
    CertificateFacts,
    ClipResult,
    HopResult,
    SignatureState,
    TrustState,
    VerificationResult,
)

HOSTILE = "<img src='file:///etc/passwd'><b>" + "W" * 200 + "\u202egpj.exe\x1b[31m\n الشرطة"
"""Markup, a word that has no end, a mark that turns the direction, a terminal's escape, a line feed, another script."""

START = parse_instant("2026-10-29T03:30:00.000Z")
END = parse_instant("2026-10-29T04:15:00.000Z")
SECOND = 1_000_000

AREA: Area = (
    (
        ((-93.30, 44.97), (-93.28, 44.972), (-93.278, 44.96), (-93.297, 44.958), (-93.30, 44.97)),
        ((-93.295, 44.968), (-93.29, 44.968), (-93.29, 44.964), (-93.295, 44.968)),
    ),
)


def certificate(subject: str, organization: str) -> CertificateFacts:
    return CertificateFacts(
        "5e" * 32, subject, organization, f"Issuing CA of {organization}", "0a41", START, END, "ECDSA P-256"
    )


def event(seq: int, action: Action, name: str, agency: str, **changes: object) -> CustodyEvent:
    made = CustodyEvent(
        package_id="urn:uuid:6f1f3bd6-3d61-4c47-9d6d-7a8f5a0c2b11",
        seq=seq,
        event_id=f"urn:uuid:00000000-0000-4000-8000-{seq:012d}",
        action=action,
        at=END + seq * 3_600 * SECOND + 114_000,
        clock_source="ntp",
        clock_uncertainty_ms=250,
        actor=Actor(name, "evidence clerk", agency, "ab" * 32),
        to=None,
        purpose=None,
        place=None,
        tool_name="reviewer",
        tool_version="0.1.0",
        outcome="ok",
        details=MappingProxyType({}),
        previous=None,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def hop(told: CustodyEvent, **changes: object) -> HopResult:
    made = HopResult(
        seq=told.seq,
        event=told,
        manifest_sha256=f"{told.seq:064x}",
        signature=SignatureState.VALID,
        signer=certificate(f"CN={told.actor.name}", told.actor.agency),
        signer_trust=TrustState.TRUSTED,
        trust_anchor=f"Root of {told.actor.agency}",
        timestamp=told.at + 2_100_000,
        timestamp_authority=certificate("CN=Timestamp authority", "Time Authority"),
        timestamp_trust=TrustState.TRUSTED,
        revocation_sources=("validation/crls/sealing.crl",),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def clip(
    number: int = 1,
    file: str = "garage.mp4",
    *,
    start: int | None = START + 600 * SECOND,
    length: int = 242 * SECOND,
    location: Position | None = (-93.285, 44.966),
    accuracy: float | None = 25.0,
    uncertainty_ms: int | None = 2_000,
    sha256: str | None = "9f" * 32,
    pseudonym: str = "camera-1",
) -> ClipResult:
    claim = Clip(
        clip_id=f"{number:03d}",
        file=file,
        sha256="9f" * 32,
        bytes=12_400_123,
        media_type="video/mp4",
        camera=Camera(pseudonym, "Acme", None, location, accuracy),
        recorded_start=start,
        recorded_end=None if start is None else start + length,
        clock=ClipClock("device", 1_240, uncertainty_ms),
        device_claims=MappingProxyType({"firmware": "1.2"}),
    )
    return ClipResult(
        clip_id=claim.clip_id,
        path=claim.path,
        sha256=sha256,
        bytes=claim.bytes,
        claim=claim,
        window_scope=window_scope(claim, Window(START, END)),
        area_scope=area_scope(claim, AREA),
        intact=sha256 == claim.sha256,
    )


def request(**changes: object) -> Request:
    made = Request(
        request_id="urn:uuid:3b1c2d94-88a0-4b55-9d33-8c8f3a0c7e10",
        investigation_code="SPD-2026-004198",
        agency="Springfield PD",
        jurisdiction="local",
        certificate_sha256="cd" * 32,
        issued_at=END + 600 * SECOND,
        expires_at=END + 14 * 86_400 * SECOND,
        window=Window(START, END),
        area=AREA,
        details="Hit and run, dark pickup, heading north",
        nonce="",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def submission(**changes: object) -> Submission:
    made = Submission(
        package_id="urn:uuid:6f1f3bd6-3d61-4c47-9d6d-7a8f5a0c2b11",
        request_sha256="ef" * 32,
        provenance="voluntary",
        pseudonym="resident-8c22ef",
        identity_commitment="12" * 32,
        consent=Consent(END + 1_800 * SECOND, "I agree that the agency keeps and uses my clips.", "this request"),
        submitted_at=END + 1_900 * SECOND,
        clips=("001",),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def finding(code: Code, step: Step, subject: str = "", message: str = "") -> Finding:
    return Finding(code, step, subject, message or f"{subject or 'The package'} is not as it must be. Ask the sender.")


def steps(findings: tuple[Finding, ...], not_performed: tuple[Step, ...] = ()) -> tuple[StepResult, ...]:
    made = []
    for step in Step:
        severities = {told.severity for told in findings if told.step is step}
        if step in not_performed:
            made.append(StepResult(step, StepOutcome.NOT_PERFORMED, "an earlier step failed"))
        elif Severity.ERROR in severities:
            made.append(StepResult(step, StepOutcome.FAILED))
        else:
            made.append(StepResult(step, StepOutcome.WARNED if severities else StepOutcome.PASSED))
    return tuple(made)


def hops() -> tuple[HopResult, ...]:
    taker = Recipient("Clerk 09", "Springfield PD", "ab" * 32)
    return (
        hop(event(1, "seal", "Sealing desk", "Harbor Sealing Service")),
        hop(event(2, "transfer-out", "Sealing desk", "Harbor Sealing Service", to=taker)),
        hop(event(3, "transfer-in", "Clerk 09", "Springfield PD", purpose="Answer to the request")),
    )


def result(
    verdict: Verdict = Verdict.VERIFIED,
    findings: tuple[Finding, ...] = (),
    not_performed: tuple[Step, ...] = (),
    **changes: object,
) -> VerificationResult:
    chain = hops()
    made = VerificationResult(
        verdict=verdict,
        completeness=Completeness.NOT_PROVEN,
        in_transit=False,
        package_id="urn:uuid:6f1f3bd6-3d61-4c47-9d6d-7a8f5a0c2b11",
        head=chain[-1].manifest_sha256,
        container_sha256="7c" * 32,
        checked_at=END + 9 * 86_400 * SECOND,
        tool_name="reviewer",
        tool_version="0.1.0",
        request=request(),
        submission=submission(),
        hops=chain,
        clips=(clip(),),
        steps=steps(findings, not_performed),
        findings=findings,
        request_signer=certificate("CN=Detective desk", "Springfield PD"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def verified() -> VerificationResult:
    return result()


def altered() -> VerificationResult:
    late = clip(start=END - 112 * SECOND + 1_240_000, sha256="5b" * 32)
    return result(
        Verdict.ALTERED,
        (
            finding(
                Code.DIGEST,
                Step.MANIFESTS,
                late.path,
                f"{late.path} differs from its signed SHA-256: signed {'9f' * 32}, found {'5b' * 32}. "
                "Ask the sender for the package again.",
            ),
            finding(Code.WINDOW_PARTLY, Step.SCOPE, late.path),
        ),
        (Step.PAYLOAD, Step.MEDIA),
        clips=(late,),
    )


def untrusted() -> VerificationResult:
    chain = (hops()[0], hops()[1], replace(hops()[2], signer_trust=TrustState.NOT_TRUSTED, trust_anchor=None))
    return result(
        Verdict.UNTRUSTED,
        (finding(Code.UNTRUSTED, Step.CERTIFICATES, "META-INF/signature003.p7s"),),
        hops=chain,
    )


def unreadable() -> VerificationResult:
    later = tuple(step for step in Step if step >= Step.TREE)
    return result(
        Verdict.UNREADABLE,
        (finding(Code.NOT_ZIP, Step.CONTAINER, "", "The file ends too early. Ask the sender for it again."),),
        later,
        package_id=None,
        head=None,
        request=None,
        submission=None,
        hops=(),
        clips=(),
        request_signer=None,
    )


def crowded() -> VerificationResult:
    """Forty-two hops, a hundred clips, hostile names wherever a name can stand, and a warning for each clip."""
    chain = [hop(event(1, "seal", HOSTILE, HOSTILE))]
    for seq in range(2, 43):
        chain.append(
            hop(event(seq, "verify", f"Clerk {seq} {HOSTILE}", HOSTILE, details=MappingProxyType({"a": HOSTILE})))
        )
    chain[7] = replace(chain[7], event=None, signature=SignatureState.NOT_CHECKED, timestamp=None, signer=None)
    clips = tuple(
        clip(
            number,
            f"{'x' * 240}{number}.mp4",
            start=None if number % 9 == 0 else START + (number - 30) * 300 * SECOND,
            location=None if number % 7 == 0 else (-93.3 + number * 0.0006, 44.96 + number % 10 * 0.002),
            accuracy=None if number % 5 == 0 else 40.0 * (number % 4),
            pseudonym=HOSTILE if number % 2 else f"camera-{number}",
        )
        for number in range(1, 101)
    )
    warnings = tuple(finding(Code.WINDOW_OUTSIDE, Step.SCOPE, told.path, HOSTILE) for told in clips)
    return result(
        findings=warnings,
        hops=tuple(chain),
        clips=clips,
        head="7c" * 32,
        request=request(details=HOSTILE * 3, agency=HOSTILE, investigation_code="C" * 64),
        submission=submission(pseudonym=HOSTILE, consent=None),
    )


def stored(told: VerificationResult, key: int = 1, *, quarantined: bool | None = None, count: int = 1) -> StoredPackage:
    """The package as the catalogue answers it."""
    aside = told.verdict is not Verdict.VERIFIED if quarantined is None else quarantined
    asked, sent = told.request, told.submission
    summary = PackageSummary(
        key=key,
        package_id=told.package_id,
        file_name="evidence-0042.asice",
        container_sha256="7c" * 32,
        code=asked.investigation_code if asked else None,
        agency=asked.agency if asked else None,
        window_start=asked.window.start if asked else None,
        window_end=asked.window.end if asked else None,
        submitter=sent.pseudonym if sent else None,
        clip_count=len(told.clips) or None,
        received_at=END + 2 * 86_400 * SECOND,
        verdict=told.verdict,
        completeness=told.completeness,
        in_transit=told.in_transit,
        quarantined=aside,
        head=told.head,
        hop_count=len(told.hops),
        reason="",
    )
    return StoredPackage(summary, "objects/7c", 12_500_000, "zip", verification(told, key), count, None)


def verification(told: VerificationResult, package_key: int = 1, key: int = 1) -> StoredVerification:
    return StoredVerification(key, package_key, told.checked_at, told)
