"""V8: each signer's certificate, at the time that its hop's timestamp proves (specification 4.3–4.6)."""

from reviewer.evidence.findings import Code, Step
from reviewer.evidence.verification_result import SignatureState, TrustState
from reviewer.verification.certificates import Certificate, usage_problem_of_signer
from reviewer.verification.examination import Examination, Hop, StepRecord
from reviewer.verification.paths import PathAnswer, Problem, Purpose
from reviewer.verification.trust import Role

ROLE_IN_WORDS = {
    Role.SEALING: "sealing packages",
    Role.CUSTODY: "requests and custody",
    Role.TIMESTAMPING: "timestamps",
}
_NEXT = {
    Code.UNTRUSTED: " If you know this signer, add the root to your trust folder after comparing its fingerprint.",
    Code.ROLE: " Ask the sender who signed, and in which role.",
    Code.USAGE: " Ask the sender for a signature with a certificate meant for it.",
    Code.EXPIRED: " Ask the sender whether the certificate had been renewed.",
    Code.NOT_YET_VALID: " Ask the sender to explain the dates.",
    Code.REVOKED: " Do not rely on this signature; ask the sender why it was revoked.",
    Code.REVOCATION_UNKNOWN: " Ask the sender for the issuer's revocation list (CRL) and add it to your trust folder.",
}


def check(exam: Examination) -> None:
    with exam.step(Step.CERTIFICATES) as step:
        for hop in exam.hops:
            _check_hop(exam, step, hop)


def _check_hop(exam: Examination, step: StepRecord, hop: Hop) -> None:
    if hop.signature is not SignatureState.VALID or hop.signer is None:
        step.unable(f"event {hop.seq} has no valid signature")
        return
    if hop.token is None:
        step.unable(f"event {hop.seq} has no valid timestamp, so the moment to judge its signer at is not known")
        return
    role = exam.role_of(hop)
    if role is None:
        step.unable(f"an event before event {hop.seq} could not be read, so in which role it was signed is not known")
        return
    purpose = Purpose(usage_problem_of_signer, hop.token.gen_time, hop.token.gen_time, exam.now)
    answer = judge_signer(exam, hop.signer, role, purpose)
    hop.signer_trust = TrustState.TRUSTED if answer.good else TrustState.NOT_TRUSTED
    hop.anchor, hop.revocation_sources = answer.anchor, answer.revocation_sources
    report_problems(step, answer.problems, hop.signature_name, f"The signer of event {hop.seq}", hop.signer)


def judge_signer(exam: Examination, signer: Certificate, role: Role, purpose: Purpose) -> PathAnswer:
    """A path to an anchor of this role; where only an anchor of another role is reached: ``certificate.role``."""
    assert exam.finder is not None
    answer = exam.finder.judge(signer, exam.anchors[role], purpose)
    if answer.good or answer.anchor is not None:
        return answer
    for other in Role:
        if other is not role:
            elsewhere = exam.finder.judge(signer, exam.anchors[other], purpose)
            if elsewhere.anchor is not None:
                message = f"you trust its root for {ROLE_IN_WORDS[other]}, not for {ROLE_IN_WORDS[role]}"
                return PathAnswer((Problem(Code.ROLE, message),))
    return answer


def report_problems(
    step: StepRecord, problems: tuple[Problem, ...], subject: str, who: str, signer: Certificate
) -> None:
    """One finding for each code, the signer named so that a person can look it up."""
    told: set[Code] = set()
    for problem in problems:
        if problem.code not in told:
            told.add(problem.code)
            named = f"{who} ({signer.facts.subject}, SHA-256 {signer.sha256[:16]}…)"
            step.finds(problem.code, subject, f"{named} is not trusted: {problem.message}.{_NEXT[problem.code]}")
