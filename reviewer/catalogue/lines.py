"""Between rows and values: what a verification says as a line of the library, and rows as what the ports promise."""

from typing import Any

from sqlalchemy import RowMapping

from reviewer.application.ports import PackageSummary, StoredPackage, StoredVerification
from reviewer.application.reasons import reason
from reviewer.application.result_codec import decode_result, encode_result
from reviewer.catalogue.engine import DamagedRecord
from reviewer.catalogue.search import fold
from reviewer.catalogue.tables import storable
from reviewer.evidence.findings import Completeness, Verdict
from reviewer.evidence.verification_result import VerificationResult

CHANGED_COPY = "the stored copy is not the file that was received"
CONTINUED = "continued in a longer history"
Row = dict[str, Any]


def verification_row(package_key: int, made_at: int, result: VerificationResult) -> Row:
    return {
        "package_key": package_key,
        "made_at": made_at,
        "verdict": result.verdict.value,
        "completeness": result.completeness.value,
        "package_id": _text(result.package_id),
        "head": _text(result.head),
        "tool_version": storable(result.tool_version),
        "result": encode_result(result),
    }


def library_line(container_sha256: str, result: VerificationResult) -> Row:
    """The columns of ``library_lines`` that follow from a result alone."""
    request, submission = result.request, result.submission
    changed = result.container_sha256 is not None and result.container_sha256 != container_sha256
    return {
        "package_id": _text(result.package_id),
        "code": _text(request.investigation_code) if request else None,
        "code_folded": fold(request.investigation_code) if request else None,
        "agency": _text(request.agency) if request else None,
        "window_start": request.window.start if request else None,
        "window_end": request.window.end if request else None,
        "submitter": _text(submission.pseudonym) if submission else None,
        "submitter_folded": fold(submission.pseudonym) if submission else None,
        "clip_count": None if result.verdict is Verdict.UNREADABLE else len(result.clips),
        "verdict": result.verdict.value,
        "severity": list(Verdict).index(result.verdict),
        "completeness": result.completeness.value,
        "in_transit": result.in_transit,
        "head": _text(result.head),
        "hop_count": len(result.hops),
        "reason": CHANGED_COPY if changed else reason(result),
    }


def event_rows(package_key: int, result: VerificationResult) -> list[Row]:
    return [
        {
            "package_key": package_key,
            "ordinal": ordinal,
            "seq": hop.seq,
            "action": hop.event.action if hop.event else None,
            "at": hop.event.at if hop.event else None,
            "actor": _text(hop.event.actor.name) if hop.event else None,
            "agency": _text(hop.event.actor.agency) if hop.event else None,
            "manifest_sha256": hop.manifest_sha256,
            "timestamp": hop.timestamp,
            "signer_sha256": hop.signer.sha256 if hop.signer else None,
        }
        for ordinal, hop in enumerate(result.hops)
    ]


def clip_rows(package_key: int, result: VerificationResult) -> list[Row]:
    return [
        {
            "package_key": package_key,
            "ordinal": ordinal,
            "clip_id": storable(clip.clip_id),
            "path": storable(clip.path),
            "sha256": clip.sha256,
            "bytes": clip.bytes,
            "camera": _text(clip.claim.camera.pseudonym) if clip.claim else None,
        }
        for ordinal, clip in enumerate(result.clips)
    ]


def summary(row: RowMapping) -> PackageSummary:
    """From a row of ``packages`` joined with its line."""
    clause = row["reason"] if row["superseded_by"] is None else f"{CONTINUED}; {row['reason']}"
    return PackageSummary(
        key=row["key"],
        package_id=row["package_id"],
        file_name=row["file_name"],
        container_sha256=row["container_sha256"],
        code=row["code"],
        agency=row["agency"],
        window_start=row["window_start"],
        window_end=row["window_end"],
        submitter=row["submitter"],
        clip_count=row["clip_count"],
        received_at=row["received_at"],
        verdict=Verdict(row["verdict"]),
        completeness=Completeness(row["completeness"]),
        in_transit=row["in_transit"],
        quarantined=row["quarantined"],
        head=row["head"],
        hop_count=row["hop_count"],
        reason=clause,
    )


def stored_package(row: RowMapping, latest: StoredVerification, verification_count: int) -> StoredPackage:
    return StoredPackage(
        summary=summary(row),
        location=row["location"],
        size=row["size"],
        kind=row["kind"],
        latest=latest,
        verification_count=verification_count,
        supersedes=row["supersedes"],
        superseded_by=row["superseded_by"],
    )


def stored_verification(row: RowMapping) -> StoredVerification:
    """From a row of ``verifications``. Raises DamagedRecord where the stored text is none that was written."""
    try:
        result = decode_result(row["result"])
    except ValueError as error:
        raise DamagedRecord(f"verification {row['key']}") from error
    return StoredVerification(row["key"], row["package_key"], row["made_at"], result)


def _text(text: str | None) -> str | None:
    return None if text is None else storable(text)
