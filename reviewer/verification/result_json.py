"""The JSON of section 6: what ``reviewer verify --json`` writes and any other implementation can compare."""

from typing import Any

from reviewer import SPEC
from reviewer.evidence.instants import format_instant
from reviewer.evidence.records import Request
from reviewer.evidence.verification_result import HopResult, VerificationResult


def result_json(result: VerificationResult) -> dict[str, Any]:
    """The result as plain JSON values. What could not be learnt is null or empty."""
    return {
        "spec": SPEC,
        "verdict": result.verdict.value,
        "completeness": result.completeness.value,
        "in_transit": result.in_transit,
        "package_id": result.package_id,
        "head": result.head,
        "container_sha256": result.container_sha256,
        "checked_at": format_instant(result.checked_at),
        "tool": {"name": result.tool_name, "version": result.tool_version},
        "request": _request(result.request),
        "events": [_event(hop) for hop in result.hops],
        "clips": [
            {
                "clip_id": clip.clip_id,
                "path": clip.path,
                "sha256": clip.sha256,
                "bytes": clip.bytes,
                "scope": clip.scope.value,
            }
            for clip in result.clips
        ],
        "steps": [{"step": step.step.label, "outcome": step.outcome.value} for step in result.steps],
        "findings": [
            {
                "code": finding.code.value,
                "step": finding.step.label,
                "severity": finding.severity.value,
                "subject": finding.subject,
                "message": finding.message,
            }
            for finding in result.findings
        ],
    }


def _request(request: Request | None) -> dict[str, Any] | None:
    if request is None:
        return None
    return {
        "investigation_code": request.investigation_code,
        "agency": request.agency,
        "window": {"start": format_instant(request.window.start), "end": format_instant(request.window.end)},
    }


def _event(hop: HopResult) -> dict[str, Any]:
    event = hop.event
    return {
        "seq": hop.seq,
        "action": event.action if event is not None else None,
        "at": format_instant(event.at) if event is not None else None,
        "actor": event.actor.name if event is not None else None,
        "agency": event.actor.agency if event is not None else None,
        "timestamp": format_instant(hop.timestamp) if hop.timestamp is not None else None,
        "signer_sha256": hop.signer.sha256 if hop.signer is not None else None,
        "manifest_sha256": hop.manifest_sha256,
    }
