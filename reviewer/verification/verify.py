"""The procedure of section 5, from V1 to V13: bytes, trust and one reference time in, one result out.

It never raises for bad evidence. Faults of the environment (OSError) pass through, and so does whatever the caller's
``progress`` raises to cancel.
"""

import hashlib

from reviewer import TOOL_NAME, __version__
from reviewer.evidence.findings import REQUIRED_STEPS, Completeness, Step, StepOutcome, StepResult, Verdict
from reviewer.evidence.verification_result import CertificateFacts, ClipResult, HopResult, VerificationResult
from reviewer.verification import (
    tree,
    v01_container,
    v02_names,
    v03_tree,
    v04_records,
    v05_signatures,
    v06_manifests,
    v07_payload,
    v08_certificates,
    v09_time,
    v10_chain,
    v11_request,
    v12_scope,
    v13_media,
)
from reviewer.verification.certificates import Certificate, parse_all
from reviewer.verification.examination import Examination, Hop, Progress
from reviewer.verification.media_probe import MediaProbe
from reviewer.verification.paths import PathFinder
from reviewer.verification.reader import Limits, PackageReader
from reviewer.verification.revocation import RevocationList
from reviewer.verification.trust import Role, TrustStore

WORST_FIRST = (Verdict.UNREADABLE, Verdict.ALTERED, Verdict.UNTRUSTED)


def verify(
    reader: PackageReader,
    trust: TrustStore,
    at: int,
    *,
    expected_heads: tuple[str, ...] = (),
    limits: Limits | None = None,
    probe: MediaProbe | None = None,
    progress: Progress | None = None,
    container_sha256: str | None = None,
) -> VerificationResult:
    """Verifies a package as of ``at`` (the "now" of the check, µs UTC).

    ``expected_heads``: heads noted earlier, lower-case hex; they decide completeness (5.2). ``probe``: the decoder for
    V13, which is not performed without one. ``container_sha256``: the container's hash where the caller has just made
    it over the same bytes (an import does, while copying), so that it is not made twice.
    Raises OSError where bytes cannot be read.
    """
    exam = Examination(reader, trust, at, expected_heads, limits or Limits(), probe, progress)
    exam.container_sha256 = container_sha256
    v01_container.check(exam)
    v02_names.check(exam)
    if _failed(exam, Step.CONTAINER, Step.NAMES):
        if exam.container_sha256 is None and reader.kind == "zip":
            exam.container_sha256 = _hash_container(reader)
        exam.not_performed(list(Step), "the container could not be read")
        return _result(exam)
    v03_tree.check(exam)
    v04_records.check(exam)
    v05_signatures.check(exam)
    v06_manifests.check(exam)
    v07_payload.check(exam)
    signature_problem = v11_request.read_signature(exam)
    _prepare_trust(exam)
    v08_certificates.check(exam)
    v09_time.check(exam)
    v10_chain.check(exam)
    v11_request.check(exam, signature_problem)
    v12_scope.check(exam)
    v13_media.check(exam)
    return _result(exam)


def _failed(exam: Examination, *steps: Step) -> bool:
    return any(exam.results[step].outcome is StepOutcome.FAILED for step in steps)


def _hash_container(reader: PackageReader) -> str:
    sha256 = hashlib.sha256()
    for chunk in reader.whole_container():
        sha256.update(chunk)
    return sha256.hexdigest()


def _prepare_trust(exam: Examination) -> None:
    """Anchors, and every certificate and CRL that may stand between; tokens are read on the way (before V8)."""
    validation = [name for name in sorted(exam.names) if tree.is_validation(name)]
    small = [name for name in validation if exam.reader.size(name) <= exam.limits.manifest_bytes]
    certificates = [exam.read(name) for name in small if tree.is_validation_certificate(name)]
    crls = [exam.read(name) for name in small if tree.is_validation_crl(name)]
    exam.anchors = {role: parse_all(exam.trust.of(role)) for role in Role}
    anchors = [anchor for role in Role for anchor in exam.anchors[role]]  # of another role: may stand between
    pool = [*parse_all([*certificates, *exam.trust.certificates]), *anchors]
    v09_time.read_tokens(exam, pool)
    tokens = [hop.token.signed for hop in exam.hops if hop.token is not None]
    structures = [one for one in (*(hop.signed for hop in exam.hops), exam.request_signed, *tokens) if one is not None]
    embedded = dict.fromkeys(der for one in structures for der in one.certificates)
    crls += [der for one in structures for der in one.crls]
    lists = [crl for crl in map(RevocationList.parse, dict.fromkeys([*crls, *exam.trust.crls])) if crl is not None]
    exam.finder = PathFinder([*pool, *parse_all([*embedded])], lists)


def _result(exam: Examination) -> VerificationResult:
    findings = tuple(sorted(exam.findings, key=lambda finding: (finding.step, finding.subject)))
    effects = {finding.code.effect for finding in findings}
    readable = Verdict.UNREADABLE not in effects
    complete = v10_chain.completeness(exam) if readable else (Completeness.NOT_PROVEN, None)
    steps = tuple(exam.results.get(step, StepResult(step, StepOutcome.NOT_PERFORMED)) for step in Step)
    hops = exam.hops if readable else []
    newest = exam.newest_manifest if readable else None
    return VerificationResult(
        verdict=_verdict(effects, steps),
        completeness=complete[0],
        in_transit=readable and v10_chain.in_transit(exam),
        package_id=exam.submission.package_id if exam.submission is not None else _package_id_of(hops),
        head=newest.manifest_sha256 if newest is not None else None,
        container_sha256=exam.container_sha256 if exam.reader.kind == "zip" else None,
        checked_at=exam.now,
        tool_name=TOOL_NAME,
        tool_version=__version__,
        request=exam.request,
        submission=exam.submission,
        hops=tuple(_hop_result(hop) for hop in hops),
        clips=tuple(_clip_results(exam)),
        steps=steps,
        findings=findings,
        expected_heads=exam.expected_heads,
        proven_up_to=complete[1],
        request_signer=_facts(exam.request_signer),
        record_sha256=tuple(
            (name, exam.digests[name]) for name in (v11_request.RECORD, v11_request.SUBMISSION) if name in exam.digests
        ),
    )


def _verdict(effects: set[Verdict], steps: tuple[StepResult, ...]) -> Verdict:
    """5.1, the first that applies; positive only where every required step recorded its success."""
    for verdict in WORST_FIRST:
        if verdict in effects:
            return verdict
    succeeded = (StepOutcome.PASSED, StepOutcome.WARNED)
    if all(result.outcome in succeeded for result in steps if result.step in REQUIRED_STEPS):
        return Verdict.VERIFIED
    return Verdict.UNTRUSTED


def _package_id_of(hops: list[Hop]) -> str | None:
    return next((hop.event.package_id for hop in hops if hop.event is not None), None)


def _facts(certificate: Certificate | None) -> CertificateFacts | None:
    return certificate.facts if certificate is not None else None


def _hop_result(hop: Hop) -> HopResult:
    return HopResult(
        seq=hop.seq,
        event=hop.event,
        manifest_sha256=hop.manifest_sha256,
        signature=hop.signature,
        signer=_facts(hop.signer),
        signer_trust=hop.signer_trust,
        trust_anchor=hop.anchor.sha256 if hop.anchor is not None else None,
        timestamp=hop.token.gen_time if hop.token is not None else None,
        timestamp_authority=_facts(hop.token.authority) if hop.token is not None else None,
        timestamp_trust=hop.token_trust,
        revocation_sources=hop.revocation_sources,
    )


def _clip_results(exam: Examination) -> list[ClipResult]:
    results: list[ClipResult] = []
    for clip in exam.clips:
        there = exam.has(clip.path)
        sealed = (exam.listed or {}).get(clip.path)
        results.append(
            ClipResult(
                clip_id=clip.clip_id,
                path=clip.path,
                sha256=exam.digests.get(clip.path),
                bytes=exam.reader.size(clip.path) if there else None,
                claim=clip.claim,
                window_scope=clip.window_scope,
                area_scope=clip.area_scope,
                intact=there and sealed is not None and sealed == exam.digests[clip.path],
            )
        )
    return results
