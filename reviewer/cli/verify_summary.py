"""What ``reviewer verify`` tells a person: the verdict first, then why, then how far it was proven."""

from collections.abc import Iterator

from reviewer.evidence.findings import Severity, StepOutcome, Verdict
from reviewer.evidence.instants import in_words
from reviewer.evidence.verification_result import HopResult, SignatureState, TrustState, VerificationResult

VERDICTS = {
    Verdict.VERIFIED: "VERIFIED: intact, validly signed, and every signer is trusted",
    Verdict.UNTRUSTED: "NOT TRUSTED: no alteration was found, but a signer, a time or the agency is not proven",
    Verdict.ALTERED: "ALTERED: this is not what was sealed and signed; do not use this copy as evidence",
    Verdict.UNREADABLE: "UNREADABLE: this file is no sound footage package; nothing in it was judged",
}


def summary(result: VerificationResult, name: str, *, trust_given: bool) -> Iterator[str]:
    """Plain lines; hostile text in them is escaped where they are written."""
    yield f"{name}: {VERDICTS[result.verdict]}"
    if result.verdict is not Verdict.UNREADABLE:
        words = result.completeness_in_words
        yield f"Completeness: {words[0].upper()}{words[1:]}."
    if result.in_transit:
        yield "In transit: it was handed over, and the receipt is not recorded yet."
    if not trust_given:
        yield "No trust folder was given (--trust DIR), so no signer could be trusted."
    if result.request is not None:
        window = result.request.window
        yield f"Request: {result.request.investigation_code}, {result.request.agency}"
        yield f"Window: {in_words(window.start)} to {in_words(window.end)}"
    for hop in result.hops:
        yield _hop(hop)
    for clip in result.clips:
        state = "intact" if clip.intact else "NOT AS SEALED"
        yield f"Clip {clip.clip_id}: {clip.path}, {state}, scope: {clip.scope.value}"
    for finding in result.findings:
        mark = "ERROR" if finding.severity is Severity.ERROR else "Warning"
        yield f"{mark} {finding.step.label} {finding.code.value}: {finding.message}"
    skipped = [step for step in result.steps if step.outcome is StepOutcome.NOT_PERFORMED]
    for step in skipped:
        yield f"Not performed {step.step.label}: {step.reason}"
    if result.container_sha256 is not None:
        yield f"SHA-256 of the file: {result.container_sha256}"
    if result.head is not None:
        yield f"Head: {result.head}"


def _hop(hop: HopResult) -> str:
    if hop.event is None:
        return f"Event {hop.seq}: its record could not be read"
    signature = {
        SignatureState.VALID: "signature valid",
        SignatureState.INVALID: "SIGNATURE NOT VALID",
        SignatureState.NOT_CHECKED: "signature not checked",
    }[hop.signature]
    trust = {
        TrustState.TRUSTED: "signer trusted",
        TrustState.NOT_TRUSTED: "signer NOT TRUSTED",
        TrustState.NOT_CHECKED: "trust not checked",
    }[hop.signer_trust]
    stamped = "no proven time" if hop.timestamp is None else f"timestamp {in_words(hop.timestamp, decimals=3)}"
    if hop.timestamp is not None and hop.timestamp_trust is not TrustState.TRUSTED:
        stamped += " (authority not trusted)"
    actor = hop.event.actor
    when = in_words(hop.event.at, decimals=3)
    return (
        f"Event {hop.seq}: {hop.event.action} by {actor.name}, {actor.agency}, {when}; {stamped}; {signature}; {trust}"
    )
