"""The nouns written as the records of section 3: plain JSON members first, RFC 8785 bytes from them."""

from typing import Any

import rfc8785

from reviewer import SPEC
from reviewer.evidence.instants import format_instant
from reviewer.evidence.records import Actor, Area, Clip, CustodyEvent, Position, Recipient, Request, Submission


def canonical(record: dict[str, Any]) -> bytes:
    """RFC 8785 bytes of a record. Raises ValueError where a text or a number has no canonical form."""
    try:
        return rfc8785.dumps(record)
    except rfc8785.CanonicalizationError as error:
        raise ValueError(f"a record cannot be written in canonical form: {error}") from error


def request_members(request: Request) -> dict[str, Any]:
    """``data/request/request.json`` (3.1)."""
    return {
        "spec": SPEC,
        "request_id": request.request_id,
        "investigation_code": request.investigation_code,
        "agency": {
            "name": request.agency,
            "jurisdiction": request.jurisdiction,
            "certificate_sha256": request.certificate_sha256,
        },
        "issued_at": format_instant(request.issued_at),
        "expires_at": format_instant(request.expires_at),
        "window": {"start": format_instant(request.window.start), "end": format_instant(request.window.end)},
        "area": _area(request.area),
        "details": request.details,
        "nonce": request.nonce,
    }


def submission_members(submission: Submission) -> dict[str, Any]:
    """``data/submission/submission.json`` (3.2)."""
    consent = submission.consent
    return {
        "spec": SPEC,
        "package_id": submission.package_id,
        "request_sha256": submission.request_sha256,
        "provenance": submission.provenance,
        "submitter": {
            "pseudonym": submission.pseudonym,
            "identity_commitment": submission.identity_commitment,
        },
        "consent": None
        if consent is None
        else {
            "given_at": format_instant(consent.given_at),
            "statement": consent.statement,
            "scope": consent.scope,
        },
        "submitted_at": format_instant(submission.submitted_at),
        "clips": list(submission.clips),
    }


def clip_members(clip: Clip) -> dict[str, Any]:
    """``data/clips/NNN/clip.json`` (3.3)."""
    camera = clip.camera
    return {
        "spec": SPEC,
        "clip_id": clip.clip_id,
        "file": clip.file,
        "sha256": clip.sha256,
        "bytes": clip.bytes,
        "media_type": clip.media_type,
        "camera": {
            "pseudonym": camera.pseudonym,
            "make": camera.make,
            "model": camera.model,
            "location": _point(camera.location),
            "location_accuracy_m": camera.location_accuracy_m,
        },
        "recorded": {"start": _instant_or_null(clip.recorded_start), "end": _instant_or_null(clip.recorded_end)},
        "clock": {
            "source": clip.clock.source,
            "offset_ms": clip.clock.offset_ms,
            "uncertainty_ms": clip.clock.uncertainty_ms,
        },
        "device_claims": dict(clip.device_claims),
        "notes": clip.notes,
    }


def event_members(event: CustodyEvent) -> dict[str, Any]:
    """``custody/NNNN.json`` (3.4)."""
    return {
        "spec": SPEC,
        "package_id": event.package_id,
        "seq": event.seq,
        "event_id": event.event_id,
        "action": event.action,
        "at": format_instant(event.at),
        "clock": {"source": event.clock_source, "uncertainty_ms": event.clock_uncertainty_ms},
        "actor": _actor(event.actor),
        "to": _recipient(event.to),
        "purpose": event.purpose,
        "place": event.place,
        "tool": {"name": event.tool_name, "version": event.tool_version},
        "outcome": event.outcome,
        "details": dict(event.details),
        "previous": event.previous,
    }


def _actor(actor: Actor) -> dict[str, Any]:
    return {
        "name": actor.name,
        "role": actor.role,
        "agency": actor.agency,
        "certificate_sha256": actor.certificate_sha256,
    }


def _recipient(to: Recipient | None) -> dict[str, Any] | None:
    if to is None:
        return None
    return {"name": to.name, "agency": to.agency, "certificate_sha256": to.certificate_sha256}


def _instant_or_null(instant: int | None) -> str | None:
    return None if instant is None else format_instant(instant)


def _point(position: Position | None) -> dict[str, Any] | None:
    return None if position is None else {"type": "Point", "coordinates": list(position)}


def _area(area: Area) -> dict[str, Any]:
    polygons = [[[list(position) for position in ring] for ring in polygon] for polygon in area]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}
