"""The short clause that stands under a verdict in a list: "intact up to event 3", "1 clip differs from its seal"."""

from collections.abc import Mapping

from reviewer.evidence.findings import Code, Completeness, Finding, Verdict
from reviewer.evidence.verification_result import VerificationResult

_CLAUSES: Mapping[Code, str] = {
    Code.NOT_ZIP: "not a footage package",
    Code.MIMETYPE: "not marked as a footage package",
    Code.PREFIX: "other bytes stand before the package",
    Code.TRAILING: "other bytes stand after the package",
    Code.ENCRYPTED: "the container is encrypted",
    Code.HEADER_MISMATCH: "the container's two directories disagree",
    Code.OVERLAP: "the container hides or shares bytes",
    Code.CRC: "a file in it is damaged",
    Code.COMPRESSED_CLIP: "a clip is compressed",
    Code.UNSAFE_NAME: "a file in it has an unsafe name",
    Code.DUPLICATE_NAME: "two files in it share a name",
    Code.SPECIAL_FILE: "it holds a link or special file",
    Code.LIMIT: "it is larger than the limits allow",
    Code.MISSING: "a sealed file is missing",
    Code.UNLISTED: "a file was slipped in",
    Code.BAGIT: "its bag lists are wrong",
    Code.RECORD: "a record breaks the format",
    Code.IDENTITY_MISMATCH: "its records disagree",
    Code.SIGNATURE_MISSING: "a signature is missing",
    Code.SIGNATURE_INVALID: "a signature does not match",
    Code.SIGNATURE_FORM: "a signature has the wrong form",
    Code.SIGNATURE_ALGORITHM: "a signature is too weak",
    Code.MANIFEST: "a sealed list is wrong",
    Code.DIGEST: "a file differs from its seal",
    Code.UNTRUSTED: "a signer is not trusted here",
    Code.ROLE: "a signer had not the right to sign",
    Code.USAGE: "a certificate is not for signing this",
    Code.EXPIRED: "a certificate had expired",
    Code.NOT_YET_VALID: "a certificate was not valid yet",
    Code.REVOKED: "a certificate was revoked",
    Code.REVOCATION_UNKNOWN: "whether a certificate was revoked is not known",
    Code.TIMESTAMP_MISSING: "a timestamp is missing",
    Code.TIMESTAMP_INVALID: "a timestamp does not match",
    Code.TIMESTAMP_UNTRUSTED: "a timestamp's authority is not trusted here",
    Code.TIME_CLAIM: "a stated time is not borne out",
    Code.TIME_BACKWARDS: "timestamps run backwards",
    Code.CHAIN_GAP: "a custody event is missing",
    Code.CHAIN_ORDER: "custody events are out of order",
    Code.CHAIN_PREVIOUS: "the custody chain is broken",
    Code.CHAIN_PACKAGE: "a custody event is another package's",
    Code.CHAIN_ACTOR: "a custody event names another signer",
    Code.CHAIN_RECIPIENT: "it went to another than it was handed to",
    Code.CHAIN_CUSTODIAN: "someone signed who did not hold it",
    Code.CHAIN_TRUNCATED: "its history was cut off or replaced",
    Code.REQUEST_SIGNATURE: "the request's signature does not match",
    Code.REQUEST_MISMATCH: "it answers another request",
    Code.REQUEST_AGENCY: "the request's agency is not its signer",
}


def reason(result: VerificationResult) -> str:
    """One clause in fixed words: it quotes no evidence."""
    if result.verdict is Verdict.VERIFIED:
        return _with_warnings(_completeness(result), len(result.warnings))
    deciding = [finding for finding in result.errors if finding.code.effect is result.verdict]
    if not deciding:
        return "not every required step could be performed"
    clause = _clips_differ(deciding) or _CLAUSES[deciding[0].code]
    others = len({finding.code for finding in result.errors}) - 1
    return clause if others == 0 else f"{clause}, and {others} more"


def _completeness(result: VerificationResult) -> str:
    last = result.hops[-1].seq if result.hops else 0
    match result.completeness:
        case Completeness.PROVEN:
            return f"complete up to event {last}"
        case Completeness.EXTENDED:
            return f"complete up to event {result.proven_up_to}, now at {last}"
        case _:
            return f"intact up to event {last}"


def _with_warnings(clause: str, warnings: int) -> str:
    if warnings == 0:
        return clause
    return f"{clause}; 1 warning" if warnings == 1 else f"{clause}; {warnings} warnings"


def _clips_differ(findings: list[Finding]) -> str | None:
    """Clips are what people look for: where any differs, count them."""
    subjects = {finding.subject for finding in findings if finding.code is Code.DIGEST}
    clips = sum(1 for subject in subjects if subject.startswith("data/clips/") and not subject.endswith("/clip.json"))
    if clips == 0:
        return None
    return "1 clip differs from its seal" if clips == 1 else f"{clips} clips differ from their seal"
