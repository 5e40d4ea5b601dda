"""Verification results for tests that care about storing and finding them, not about how they came to be."""

import hashlib
from collections.abc import Sequence

from reviewer.evidence.findings import Code, Completeness, Finding, Step, StepOutcome, StepResult, Verdict
from reviewer.evidence.records import Actor, Camera, Clip, ClipClock, CustodyEvent, Request, Submission, Window
from reviewer.evidence.verification_result import (
    ClipResult,
    HopResult,
    ScopeState,
    SignatureState,
    TrustState,
    VerificationResult,
)

NOON = 1_793_620_800_000_000
"""2026-11-02T12:00:00Z in µs."""


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def package_id(number: int) -> str:
    return f"urn:uuid:{number:08x}-0000-4000-8000-000000000000"


def heads(name: str, count: int) -> tuple[str, ...]:
    """Heads of a history: those of a shorter one with the same name begin a longer one."""
    return tuple(digest(f"{name} {seq}") for seq in range(1, count + 1))


def result(
    *,
    number: int = 1,
    history: Sequence[str] | None = None,
    verdict: Verdict = Verdict.VERIFIED,
    code: str = "SPD-2026-004211",
    agency: str = "Springfield Police Department",
    pseudonym: str = "resident-56df0d",
    window_start: int = NOON,
    clips: Sequence[tuple[str, str]] = (("front door.mp4", "camera-1"),),
    container: str = "container",
    checked_at: int = NOON,
) -> VerificationResult:
    """``clips``: (file name, camera's pseudonym). An unreadable result knows nothing but its finding."""
    known = verdict is not Verdict.UNREADABLE
    history = heads(f"package {number}", 3) if history is None else history
    history = history if known else ()
    findings = () if verdict is Verdict.VERIFIED else (_FINDINGS[verdict],)
    return VerificationResult(
        verdict=verdict,
        completeness=Completeness.NOT_PROVEN,
        in_transit=False,
        package_id=package_id(number) if known else None,
        head=history[-1] if history else None,
        container_sha256=digest(container),
        checked_at=checked_at,
        tool_name="Reviewer",
        tool_version="0.0.0",
        request=_request(code, agency, window_start) if known else None,
        submission=_submission(number, pseudonym, len(clips)) if known else None,
        hops=tuple(_hop(number, seq, head, agency) for seq, head in enumerate(history, 1)),
        clips=tuple(_clip(place, *clip) for place, clip in enumerate(clips, 1)) if known else (),
        steps=tuple(StepResult(step, StepOutcome.PASSED) for step in Step),
        findings=findings,
    )


_FINDINGS = {
    Verdict.ALTERED: Finding(Code.DIGEST, Step.PAYLOAD, "data/clips/001/front door.mp4", "The clip differs."),
    Verdict.UNTRUSTED: Finding(Code.UNTRUSTED, Step.CERTIFICATES, "META-INF/signature001.p7s", "Not trusted."),
    Verdict.UNREADABLE: Finding(Code.NOT_ZIP, Step.CONTAINER, "", "The file is no footage package."),
}


def _request(code: str, agency: str, start: int) -> Request:
    window = Window(start, start + 7_200_000_000)
    area = ((((-105.0, 40.0), (-104.9, 40.0), (-104.9, 40.1), (-105.0, 40.0)),),)
    return Request(
        "urn:uuid:request",
        code,
        agency,
        "local",
        digest(agency),
        start,
        start,
        window,
        area,
        "What residents saw",
        "nonce",
    )


def _submission(number: int, pseudonym: str, clips: int) -> Submission:
    ids = tuple(f"{place:03d}" for place in range(1, clips + 1))
    return Submission(package_id(number), digest("request"), "voluntary", pseudonym, None, None, NOON, ids)


def _hop(number: int, seq: int, head: str, agency: str) -> HopResult:
    actor = Actor("Evidence Clerk 12", "clerk", agency, digest(agency))
    action = "seal" if seq == 1 else "note"
    event = CustodyEvent(
        package_id(number), seq, f"urn:uuid:event-{seq}", action, NOON + seq, "ntp", 5, actor, None, None, None,
        "Reviewer", None, "ok", {},
    )  # fmt: skip
    return HopResult(
        seq, event, head, SignatureState.VALID, None, TrustState.TRUSTED, None, NOON + seq, None, TrustState.TRUSTED
    )


def _clip(place: int, file: str, camera: str) -> ClipResult:
    claim = Clip(
        f"{place:03d}", file, digest(file), 1000, "video/mp4", Camera(camera, None, None, None, None), NOON, NOON,
        ClipClock("ntp", 0, 10), {"firmware": "1.0"},
    )  # fmt: skip
    return ClipResult(claim.clip_id, claim.path, claim.sha256, 1000, claim, ScopeState.INSIDE, ScopeState.UNKNOWN, True)
