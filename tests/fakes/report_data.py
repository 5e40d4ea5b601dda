"""Report data made up in memory: packages with as many events and clips, and as hostile texts, as a test asks for."""

import hashlib
from dataclasses import replace

from reviewer.application.ports import CustodyReportData, PackageSummary, Paper
from reviewer.application.report_record import identified
from reviewer.evidence.findings import (
    Code,
    Completeness,
    Finding,
    Step,
    StepOutcome,
    StepResult,
    Verdict,
)
from reviewer.evidence.instants import parse_instant
from reviewer.evidence.records import (
    Actor,
    Camera,
    Clip,
    ClipClock,
    Consent,
    CustodyEvent,
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

START = parse_instant("2026-11-02T14:00:00.120Z")
MINUTE = 60_000_000
SERVICE = "Harbor Footage Service"
AGENCY = "Springfield Police Department"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def certificate(name: str, agency: str) -> CertificateFacts:
    return CertificateFacts(
        sha256=digest(f"certificate {name}"),
        subject=f"Common Name: {name}, Organization: {agency}, Country: US",
        organization=agency,
        issuer=f"Common Name: {agency} issuing CA, Organization: {agency}",
        serial=digest(name)[:32],
        not_before=START - 90 * 24 * 60 * MINUTE,
        not_after=START + 275 * 24 * 60 * MINUTE,
        key="EC P-256",
    )


def clip(number: int, file: str, *, east: float = -89.6501, minutes: int = 60, camera: str = "camera-1") -> Clip:
    start = START + minutes * MINUTE
    return Clip(
        clip_id=f"{number:03d}",
        file=file,
        sha256=digest(f"clip {number}"),
        bytes=24_223_000 + number,
        media_type="video/mp4",
        camera=Camera(camera, "Harbor", "Door 2", (east, 39.7817), 40.0),
        recorded_start=start,
        recorded_end=start + 139_300_000,
        clock=ClipClock("ntp", 1_250, 200),
        device_claims={"firmware": "4.1.9"},
    )


def event(
    seq: int, action: str, actor: str, agency: str, to: tuple[str, str] | None = None, **more: object
) -> CustodyEvent:
    made = CustodyEvent(
        package_id="urn:uuid:253a5d90-1eb9-418f-9887-4af38b813d66",
        seq=seq,
        event_id=f"urn:uuid:{digest(str(seq))[:8]}-93b4-4a6c-8d71-b3017e6b69b1",
        action=action,  # type: ignore[arg-type]
        at=START + (200 + 13 * seq) * MINUTE + seq * 173_000,
        clock_source="ntp",
        clock_uncertainty_ms=50,
        actor=Actor(actor, "evidence-clerk", agency, digest(f"certificate {actor}")),
        to=None if to is None else Recipient(to[0], to[1], digest(f"certificate {to[0]}")),
        purpose="Investigation SPD-2026-004211",
        place="Evidence room 2",
        tool_name="Reviewer",
        tool_version="0.1.0",
        outcome="ok",
        details={},
    )
    return replace(made, **more)  # type: ignore[arg-type]


def hop(made: CustodyEvent) -> HopResult:
    return HopResult(
        seq=made.seq,
        event=made,
        manifest_sha256=digest(f"manifest {made.seq}"),
        signature=SignatureState.VALID,
        signer=certificate(made.actor.name, made.actor.agency),
        signer_trust=TrustState.TRUSTED,
        trust_anchor=f"Common Name: {made.actor.agency} root",
        timestamp=made.at + 2_140_000,
        timestamp_authority=certificate("Timestamp unit 4", "Public Time Authority"),
        timestamp_trust=TrustState.TRUSTED,
        revocation_sources=("package: cust-int.crl",),
    )


def report_data(
    *,
    hops: int = 3,
    clips: tuple[Clip, ...] | None = None,
    verdict: Verdict = Verdict.VERIFIED,
    findings: tuple[Finding, ...] = (),
    paper: Paper = Paper.LETTER,
    details: str | None = "Hit and run, dark pickup. Zażółć gęślą jaźń · 陳 · محمد <b>&",
    pseudonym: str = "resident-56df0d",
    actor: str = "Evidence Clerk 12",
    agency: str = AGENCY,
    purpose: str | None = "Investigation SPD-2026-004211",
    file_name: str = "SPD-2026-004211.asice",
) -> CustodyReportData:
    """A package with ``hops`` events, sealed by a service and then held by one agency."""
    clips = (clip(1, "front door.mp4"), clip(2, "garage.mkv", minutes=119)) if clips is None else clips
    request = Request(
        request_id="urn:uuid:a3f0cb62-2870-471d-b440-c8ce7e8ca469",
        investigation_code="SPD-2026-004211",
        agency=agency,
        jurisdiction="local",
        certificate_sha256=digest(f"certificate {actor}"),
        issued_at=START - 2000 * MINUTE,
        expires_at=START + 20000 * MINUTE,
        window=Window(START, START + 120 * MINUTE),
        area=((((-89.66, 39.77), (-89.64, 39.77), (-89.64, 39.79), (-89.66, 39.79), (-89.66, 39.77)),),),
        details=details,
        nonce="",
    )
    submission = Submission(
        package_id="urn:uuid:253a5d90-1eb9-418f-9887-4af38b813d66",
        request_sha256=digest("request"),
        provenance="voluntary",
        pseudonym=pseudonym,
        identity_commitment=None,
        consent=Consent(START + 150 * MINUTE, "I share these clips for this request only.", "this-request"),
        submitted_at=START + 151 * MINUTE,
        clips=tuple(one.clip_id for one in clips),
    )
    events = [
        event(1, "seal", "Sealing service 3", SERVICE),
        event(2, "transfer-out", "Sealing service 3", SERVICE, (actor, agency)),
        event(3, "transfer-in", actor, agency),
    ][:hops]
    events += [event(number, "verify", actor, agency, purpose=purpose) for number in range(4, hops + 1)]
    results = tuple(
        ClipResult(
            one.clip_id, one.path, one.sha256, one.bytes, one, window_scope(one, request.window),
            area_scope(one, request.area), intact=True,
        )
        for one in clips
    )  # fmt: skip
    result = VerificationResult(
        verdict=verdict,
        completeness=Completeness.NOT_PROVEN,
        in_transit=hops == 2,
        package_id="urn:uuid:253a5d90-1eb9-418f-9887-4af38b813d66",
        head=digest(f"manifest {hops}"),
        container_sha256=digest("container"),
        checked_at=START + 5000 * MINUTE,
        tool_name="Reviewer",
        tool_version="0.1.0",
        request=request,
        submission=submission,
        hops=tuple(hop(one) for one in events),
        clips=results,
        steps=tuple(
            StepResult(step, StepOutcome.PASSED if step is not Step.MEDIA else StepOutcome.NOT_PERFORMED)
            for step in Step
        ),
        findings=findings,
        request_signer=certificate(actor, agency),
        record_sha256=(("data/request/request.json", digest("request")),),
    )
    return around(result, paper=paper, file_name=file_name)


def around(
    result: VerificationResult, *, paper: Paper = Paper.LETTER, file_name: str = "package.asice"
) -> CustodyReportData:
    """Report data around any result, as if it had been imported."""
    request = result.request
    summary = PackageSummary(
        key=1,
        package_id=result.package_id,
        file_name=file_name,
        container_sha256=result.container_sha256 or digest("listing"),
        code=request.investigation_code if request else None,
        agency=request.agency if request else None,
        window_start=request.window.start if request else None,
        window_end=request.window.end if request else None,
        submitter=result.submission.pseudonym if result.submission else None,
        clip_count=len(result.clips) or None,
        received_at=result.checked_at - 2 * MINUTE,
        verdict=result.verdict,
        completeness=result.completeness,
        in_transit=result.in_transit,
        quarantined=result.verdict is not Verdict.VERIFIED,
        head=result.head,
        hop_count=len(result.hops),
        reason="",
    )
    return identified(
        CustodyReportData(
            report_id="",
            generated_at=result.checked_at + 7 * MINUTE + 450_000,
            utc_offset_minutes=-360,
            paper=paper,
            package=summary,
            received_size=48_459_211,
            verified_at=result.checked_at,
            result=result,
            media=tuple(
                (one.clip_id, "H.264 768 × 432, 139.300 s, decoded with PyAV 18.1.0") for one in result.clips[:1]
            ),
            receipt_verified_at=result.checked_at - MINUTE,
            receipt_sha256=tuple((one.path, one.sha256) for one in result.clips if one.sha256),
        )
    )


def unreadable() -> VerificationResult:
    """A file of which nothing could be learnt."""
    skipped = "an earlier step found the container unreadable"
    failed = StepResult(Step.CONTAINER, StepOutcome.FAILED)
    return VerificationResult(
        verdict=Verdict.UNREADABLE,
        completeness=Completeness.NOT_PROVEN,
        in_transit=False,
        package_id=None,
        head=None,
        container_sha256=digest("container"),
        checked_at=START,
        tool_name="Reviewer",
        tool_version="0.1.0",
        request=None,
        submission=None,
        hops=(),
        clips=(),
        steps=(failed, *(StepResult(step, StepOutcome.NOT_PERFORMED, skipped) for step in list(Step)[1:])),
        findings=(Finding(Code.PREFIX, Step.CONTAINER, "", "31 bytes stand before the package."),),
    )
