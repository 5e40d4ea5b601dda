"""Sessions to review, made of real footage lying in plain files: what ``ReviewPackage`` answers, without a package."""

from pathlib import Path

from reviewer.application.ports import PackageSummary, StoredPackage, StoredVerification
from reviewer.application.review import ReviewClip, ReviewSession
from reviewer.evidence.findings import Completeness, Verdict
from reviewer.evidence.instants import MICROSECONDS, parse_instant
from reviewer.evidence.records import Camera, Clip, ClipClock, Request, Window
from reviewer.evidence.scope import area_scope, true_interval, window_scope
from reviewer.evidence.verification_result import ClipResult, VerificationResult
from reviewer.verification.reader import ByteRange

FIXTURES = Path(__file__).parents[3] / "shared" / "fixtures"
FOOTAGE = FIXTURES / "footage"
QUEUE = FOOTAGE / "f02_indoor_queue_h264.mp4"
PERSON = FOOTAGE / "f13_indoor_person_h264.mkv"

WINDOW = Window(parse_instant("2026-11-02T19:00:00.000Z"), parse_instant("2026-11-02T19:10:00.000Z"))
AREA = ((((-89.66, 39.77), (-89.64, 39.77), (-89.64, 39.79), (-89.66, 39.79), (-89.66, 39.77)),),)
REQUEST = Request(
    request_id="urn:uuid:00000000-0000-4000-8000-000000000001",
    investigation_code="SPD-2026-004211",
    agency="Springfield Police Department",
    jurisdiction="local",
    certificate_sha256="0" * 64,
    issued_at=WINDOW.end,
    expires_at=WINDOW.end + 86_400 * MICROSECONDS,
    window=WINDOW,
    area=AREA,
    details="A person in a dark jacket near the entrance.",
    nonce="",
)


def review_clip(
    number: int,
    file: Path,
    *,
    after: int = 60 * MICROSECONDS,
    length: int = 10 * MICROSECONDS,
    offset_ms: int | None = 1_240,
    uncertainty_ms: int | None = 250,
    camera: str | None = None,
    place: tuple[float, float] | None = (-89.650, 39.782),
    accuracy_m: float | None = 40.0,
    intact: bool = True,
    span: ByteRange | None = None,
) -> ReviewClip:
    """A clip that begins ``after`` µs of true time behind the window's start; ``offset_ms`` None: clock unknown."""
    recorded = WINDOW.start + after + (offset_ms or 0) * 1_000
    known = offset_ms is not None
    claim = Clip(
        clip_id=f"{number:03d}",
        file=file.name,
        sha256="0" * 64,
        bytes=file.stat().st_size,
        media_type=None,
        camera=Camera(camera or f"camera-{number}", None, None, place, accuracy_m),
        recorded_start=recorded,
        recorded_end=recorded + length,
        clock=ClipClock("ntp" if known else "unknown", offset_ms, uncertainty_ms if known else None),
        device_claims={},
    )
    result = ClipResult(
        claim.clip_id,
        claim.path,
        "0" * 64,
        claim.bytes,
        claim,
        window_scope(claim, WINDOW),
        area_scope(claim, AREA),
        intact,
    )
    return ReviewClip(result, span or ByteRange(str(file), 0, file.stat().st_size), true_interval(claim))


def review_session(*clips: ReviewClip, verdict: Verdict = Verdict.VERIFIED) -> ReviewSession:
    """A stored package of these clips, answering one request."""
    result = VerificationResult(
        verdict=verdict,
        completeness=Completeness.NOT_PROVEN,
        in_transit=False,
        package_id="urn:uuid:00000000-0000-4000-8000-000000000002",
        head="0" * 64,
        container_sha256="0" * 64,
        checked_at=WINDOW.end,
        tool_name="Reviewer",
        tool_version="0.1.0",
        request=REQUEST,
        submission=None,
        hops=(),
        clips=tuple(clip.result for clip in clips),
        steps=(),
        findings=(),
    )
    summary = PackageSummary(
        key=1,
        package_id=result.package_id,
        file_name="front-door.asice",
        container_sha256="0" * 64,
        code=REQUEST.investigation_code,
        agency=REQUEST.agency,
        window_start=WINDOW.start,
        window_end=WINDOW.end,
        submitter="resident-4f91c2",
        clip_count=len(clips),
        received_at=WINDOW.end,
        verdict=verdict,
        completeness=result.completeness,
        in_transit=False,
        quarantined=verdict is not Verdict.VERIFIED,
        head=result.head,
        hop_count=3,
        reason="intact up to event 3",
    )
    package = StoredPackage(summary, "none", 0, "zip", StoredVerification(1, 1, WINDOW.end, result), 1, None)
    return ReviewSession(package, REQUEST, clips)


class OneSession:
    """Services whose review answers one session, or raises what it is given."""

    def __init__(self, session: ReviewSession | Exception) -> None:
        self._session = session

    @property
    def review(self) -> "OneSession":
        return self

    def open(self, _package_key: int) -> ReviewSession:
        if isinstance(self._session, Exception):
            raise self._session
        return self._session
