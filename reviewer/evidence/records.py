"""The records of a footage package as values: request, submission, clip, custody event (specification, section 3).

Instants are integer microseconds UTC; ``*_ms`` members keep milliseconds as in the record; a member that is ``None``
is not known. Texts are evidence: hostile until escaped at the place where they are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Position = tuple[float, float]
"""Longitude and latitude in degrees, WGS 84 (RFC 7946)."""
Ring = tuple[Position, ...]
"""A closed line: the first position stands again at the end."""
Area = tuple[tuple[Ring, ...], ...]
"""Polygons; each an outer ring followed by its holes."""

Jurisdiction = Literal["local", "county", "state", "tribal", "federal"]
Provenance = Literal["voluntary", "emergency-disclosure", "legal-process", "agency-collected"]
ClockSource = Literal["ntp", "device", "operator", "unknown"]
Action = Literal["seal", "transfer-out", "transfer-in", "verify", "copy", "disclose", "identity-opened", "note"]
Outcome = Literal["ok", "failed", "refused"]

ACTIONS: tuple[Action, ...] = (
    "seal", "transfer-out", "transfer-in", "verify", "copy", "disclose", "identity-opened", "note",
)  # fmt: skip
CLOCK_SOURCES: tuple[ClockSource, ...] = ("ntp", "device", "operator", "unknown")
JURISDICTIONS: tuple[Jurisdiction, ...] = ("local", "county", "state", "tribal", "federal")
PROVENANCES: tuple[Provenance, ...] = ("voluntary", "emergency-disclosure", "legal-process", "agency-collected")
OUTCOMES: tuple[Outcome, ...] = ("ok", "failed", "refused")


@dataclass(frozen=True, slots=True)
class Window:
    """The time asked for, bounds included. µs UTC."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Request:
    """``data/request/request.json``: the community request as the agency issued it (3.1)."""

    request_id: str
    investigation_code: str
    agency: str
    jurisdiction: Jurisdiction
    certificate_sha256: str
    issued_at: int
    expires_at: int
    window: Window
    area: Area
    details: str | None
    nonce: str


@dataclass(frozen=True, slots=True)
class Consent:
    """What the resident agreed to, in the words shown to them."""

    given_at: int
    statement: str
    scope: str


@dataclass(frozen=True, slots=True)
class Submission:
    """``data/submission/submission.json`` (3.2). The submitter is a pseudonym, always."""

    package_id: str
    request_sha256: str
    provenance: Provenance
    pseudonym: str
    identity_commitment: str | None
    consent: Consent | None
    submitted_at: int
    clips: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Camera:
    pseudonym: str
    make: str | None
    model: str | None
    location: Position | None
    location_accuracy_m: float | None


@dataclass(frozen=True, slots=True)
class ClipClock:
    """What is claimed of the camera's clock: ``offset_ms`` is camera clock minus UTC (3.3)."""

    source: ClockSource
    offset_ms: int | None
    uncertainty_ms: int | None


@dataclass(frozen=True, slots=True)
class Clip:
    """``data/clips/NNN/clip.json`` (3.3). ``recorded_*`` is the camera's own clock, uncorrected, in µs."""

    clip_id: str
    file: str
    sha256: str
    bytes: int
    media_type: str | None
    camera: Camera
    recorded_start: int | None
    recorded_end: int | None
    clock: ClipClock
    device_claims: Mapping[str, Any] = field(hash=False)
    notes: str | None = None

    @property
    def path(self) -> str:
        """The name of the clip's file inside the package."""
        return f"data/clips/{self.clip_id}/{self.file}"


@dataclass(frozen=True, slots=True)
class Recipient:
    name: str
    agency: str
    certificate_sha256: str


@dataclass(frozen=True, slots=True)
class Actor:
    name: str
    role: str | None
    agency: str
    certificate_sha256: str


@dataclass(frozen=True, slots=True)
class CustodyEvent:
    """``custody/NNNN.json`` (3.4): one hop of the chain of custody."""

    package_id: str
    seq: int
    event_id: str
    action: Action
    at: int
    clock_source: ClockSource
    clock_uncertainty_ms: int | None
    actor: Actor
    to: Recipient | None
    purpose: str | None
    place: str | None
    tool_name: str
    tool_version: str | None
    outcome: Outcome
    details: Mapping[str, Any] = field(hash=False)
    previous: str | None = None
