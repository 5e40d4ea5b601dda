"""Demonstration packages in one call: sealed by a footage service, handed over to a police agency, received by it."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal
from uuid import uuid4

from reviewer.evidence.instants import MICROSECONDS, MILLISECOND
from reviewer.evidence.records import (
    Area,
    Camera,
    ClipClock,
    ClockSource,
    Consent,
    Position,
    Provenance,
    Recipient,
    Request,
    Window,
)
from reviewer.intake.open_package import open_package
from reviewer.sealing.append import append_hop
from reviewer.sealing.hop import Hop
from reviewer.sealing.identity import SealedIdentity
from reviewer.sealing.seal import (
    ClipToSeal,
    Contents,
    SealedPackage,
    SignedRequest,
    VendorFile,
    seal_package,
    sign_request,
)
from reviewer.sealing.signer import certificate_sha256
from reviewer.sealing.timestamping import Timestamper
from reviewer.verification.reader import Limits
from tools.demo_trust import DemoTrust
from tools.demo_trust.certificates import Identity

MINUTE = 60 * MICROSECONDS
HOUR = 60 * MINUTE
DAY = 24 * HOUR

AREA: Area = ((((-89.66, 39.77), (-89.64, 39.77), (-89.64, 39.79), (-89.66, 39.79), (-89.66, 39.77)),),)
"""The blocks in Springfield where the request looks for witnesses."""
DOORSTEP: Position = (-89.6501, 39.7817)
"""A camera well inside the area."""
_TOKEN_DELAY = 2 * MICROSECONDS
_TRANSFER_OUT_AFTER, _TRANSFER_IN_AFTER = 20 * MINUTE, 30 * MINUTE


@dataclass(frozen=True)
class DemoClip:
    """A clip's file and what is claimed of it. ``length_ms``: how long the file plays, so that claim and file agree.

    ``starts_after`` in µs after the window's start, in true time; ``offset_ms`` is how far the camera's clock is ahead.
    """

    source: Path
    length_ms: int
    name: str | None = None
    media_type: str = "video/mp4"
    starts_after: int = HOUR
    offset_ms: int | None = 0
    uncertainty_ms: int | None = 200
    clock_source: ClockSource = "ntp"
    location: Position | None = DOORSTEP
    accuracy_m: float | None = 40
    make: str | None = "Harbor"
    model: str | None = "Door 2"
    notes: str | None = None


@dataclass(frozen=True)
class Story:
    """When things happened, all from one instant: ``sealed_at`` (µs UTC)."""

    sealed_at: int

    @classmethod
    def before(cls, now: int) -> "Story":
        """A package that was sealed the day before ``now``."""
        sealed_at = now - 26 * HOUR
        return cls(sealed_at - sealed_at % MILLISECOND)

    @property
    def window(self) -> Window:
        return Window(self.sealed_at - 4 * HOUR, self.sealed_at - 2 * HOUR)

    @property
    def issued_at(self) -> int:
        return self.sealed_at - 90 * MINUTE

    @property
    def expires_at(self) -> int:
        return self.sealed_at + 10 * DAY

    @property
    def submitted_at(self) -> int:
        return self.sealed_at - 30 * MINUTE


@dataclass(frozen=True)
class DemoOptions:
    """What else may differ from package to package."""

    code: str = "SPD-2026-004211"
    details: str | None = (
        "Hit and run at Seventh and Monroe. We are looking for a dark pickup with a damaged right headlight."
    )
    area: Area = AREA
    pseudonym: str = field(default_factory=lambda: f"resident-{secrets.token_hex(3)}")
    provenance: Provenance = "voluntary"
    consent: bool = True
    hops: Literal[1, 2, 3] = 3
    """1: sealed alone; 2: in transit; 3: received."""
    kind: Literal["zip", "folder"] = "zip"
    deflate_records: bool = False
    vendor: tuple[VendorFile, ...] = ()
    identity: SealedIdentity | None = None


def make_demo_package(
    path: Path,
    trust: DemoTrust,
    *,
    clips: Sequence[DemoClip],
    now: int | None = None,
    story: Story | None = None,
    options: DemoOptions | None = None,
    timestamper: Timestamper | None = None,
    agency: Identity | None = None,
) -> SealedPackage:
    """Seals ``clips`` at ``path`` and hands them over; the answer names the head of the last hop.

    ``now`` (µs UTC, the trust's where left out) puts the story on the day before, else ``story`` itself is told.
    ``timestamper``: a way to the trust's authority over HTTP; its clock is set to the story in any case. ``agency``:
    who asked and receives, Springfield's first clerk where left out.
    """
    story = story or Story.before(trust.now if now is None else now)
    options = options or DemoOptions()
    agency = agency or trust.springfield
    contents = demo_contents(trust, clips, story, options, agency)
    places = [path.with_name(f"{path.name}.hop{number}") for number in range(1, options.hops)] + [path]
    trust.timestamp_clock.now = story.sealed_at + _TOKEN_DELAY
    sealed = seal_package(
        places[0],
        contents,
        trust.credentials(trust.sealer, timestamper),
        kind=options.kind,
        deflate_records=options.deflate_records,
    )
    for place, (signer, hop) in zip(places[1:], _handover(trust, agency, story, options), strict=False):
        trust.timestamp_clock.now = hop.at + _TOKEN_DELAY
        sealed = _append(sealed.path, place, hop, trust, signer, timestamper)
    return sealed


def demo_contents(
    trust: DemoTrust,
    clips: Sequence[DemoClip],
    story: Story,
    options: DemoOptions,
    agency: Identity | None = None,
) -> Contents:
    """What the story puts into a package, ready for ``seal_package``."""
    return Contents(
        request=demo_request(agency or trust.springfield, story, options),
        clips=tuple(_clip(number, clip, story) for number, clip in enumerate(clips, 1)),
        pseudonym=options.pseudonym,
        provenance=options.provenance,
        consent=_consent(story) if options.consent else None,
        submitted_at=story.submitted_at,
        seal=_hop("seal", trust.sealer, story.sealed_at, options),
        vendor=options.vendor,
        identity=options.identity,
    )


def demo_request(agency: Identity, story: Story, options: DemoOptions) -> SignedRequest:
    """The community request of the story, signed by ``agency``."""
    request = Request(
        request_id=f"urn:uuid:{uuid4()}",
        investigation_code=options.code,
        agency=agency.organization,
        jurisdiction="local",
        certificate_sha256=certificate_sha256(agency.der),
        issued_at=story.issued_at,
        expires_at=story.expires_at,
        window=story.window,
        area=options.area,
        details=options.details,
        nonce=base64.b64encode(secrets.token_bytes(32)).decode("ascii"),
    )
    return sign_request(request, agency.signer())


def _handover(trust: DemoTrust, agency: Identity, story: Story, options: DemoOptions) -> Sequence[tuple[Identity, Hop]]:
    to = Recipient(agency.name, agency.organization, certificate_sha256(agency.der))
    out = _hop("transfer-out", trust.sealer, story.sealed_at + _TRANSFER_OUT_AFTER, options)
    received = _hop("transfer-in", agency, story.sealed_at + _TRANSFER_IN_AFTER, options)
    return ((trust.sealer, replace(out, to=to)), (agency, received))


def _append(
    source: Path, place: Path, hop: Hop, trust: DemoTrust, signer: Identity, timestamper: Timestamper | None
) -> SealedPackage:
    reader = open_package(source, Limits())
    try:
        longer = append_hop(source, reader, place, hop, trust.credentials(signer, timestamper))
    finally:
        reader.close()
    _remove(source)
    return longer


def _remove(path: Path) -> None:
    """The shorter history was only a step on the way."""
    if path.is_dir():
        for child in path.iterdir():
            _remove(child)
        path.rmdir()
    else:
        path.unlink()


def _hop(
    action: Literal["seal", "transfer-out", "transfer-in"], signer: Identity, at: int, options: DemoOptions
) -> Hop:
    receiving = action == "transfer-in"
    return Hop(
        action=action,
        at=at,
        actor_name=signer.name,
        actor_role="evidence-clerk" if receiving else "sealing-service",
        purpose=f"Investigation {options.code}",
        place="Evidence room 2" if receiving else "Harbor operations centre",
        clock_source="ntp",
        clock_uncertainty_ms=50,
    )


def _consent(story: Story) -> Consent:
    return Consent(story.submitted_at, "I share these clips for this request only.", "this-request")


def _clip(number: int, clip: DemoClip, story: Story) -> ClipToSeal:
    start = story.window.start + clip.starts_after + (clip.offset_ms or 0) * MILLISECOND
    return ClipToSeal(
        source=clip.source,
        name=clip.name or clip.source.name,
        camera=Camera(f"camera-{number}", clip.make, clip.model, clip.location, clip.accuracy_m),
        clock=ClipClock(clip.clock_source, clip.offset_ms, clip.uncertainty_ms),
        recorded_start=start,
        recorded_end=start + clip.length_ms * MILLISECOND,
        media_type=clip.media_type,
        device_claims={"firmware": "4.1.9"},
        notes=clip.notes,
    )
