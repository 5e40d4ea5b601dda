"""V11: the agency's request, its signature and its dates (specification 3.1, 3.2, 5 V11)."""

from reviewer.evidence.findings import Code, Step
from reviewer.evidence.instants import in_words
from reviewer.evidence.records import Request
from reviewer.verification.certificates import usage_problem_of_signer
from reviewer.verification.cms import CmsProblem
from reviewer.verification.examination import Examination, StepRecord
from reviewer.verification.paths import Purpose
from reviewer.verification.trust import Role
from reviewer.verification.v05_signatures import verify_detached
from reviewer.verification.v08_certificates import judge_signer, report_problems

RECORD = "data/request/request.json"
SIGNATURE = "data/request/request.p7s"
SUBMISSION = "data/submission/submission.json"


def read_signature(exam: Examination) -> str | None:
    """Verifies the request's signature ahead of V8, whose paths may need its certificates; what is wrong, or None."""
    if not exam.has(RECORD):
        return None
    if not exam.has(SIGNATURE):
        return "it is not there"
    try:
        signed, signer = verify_detached(exam.read(SIGNATURE), exam.read(RECORD))
    except CmsProblem as problem:
        return str(problem)
    exam.request_signer, exam.request_signed = signer, signed
    return None


def check(exam: Examination, signature_problem: str | None) -> None:
    with exam.step(Step.REQUEST) as step:
        if signature_problem is not None:
            message = f"The signature of the request does not count: {signature_problem}. Ask the agency for it."
            step.finds(Code.REQUEST_SIGNATURE, SIGNATURE, message)
        elif exam.request_signer is None:
            step.unable("the request is missing")
        _check_mismatch(exam, step)
        if exam.request is None:
            step.unable("the request could not be read")
            return
        if exam.request_signer is not None:
            _check_certificate(exam, step, exam.request)
            _check_agency(exam, step, exam.request)
        _check_recipient(exam, step, exam.request)
        _check_dates(exam, step, exam.request)


def _check_mismatch(exam: Examination, step: StepRecord) -> None:
    if exam.submission is None:
        step.unable("the submission could not be read")
    elif exam.has(RECORD) and exam.submission.request_sha256 != exam.digests[RECORD]:
        message = "The submission answers another request than the one in this package. Ask the sender which is right."
        step.finds(Code.REQUEST_MISMATCH, SUBMISSION, message)


def _check_certificate(exam: Examination, step: StepRecord, request: Request) -> None:
    """Role custody, at ``issued_at``; revocation is judged at hop 1's genTime, because it may not be known before."""
    assert exam.request_signer is not None
    first = exam.first_hop
    gen_time = first.token.gen_time if first is not None and first.token is not None else None
    if gen_time is None:
        step.unable("the first event's time is not proven, so revocation of the request's signer cannot be judged")
    purpose = Purpose(usage_problem_of_signer, request.issued_at, gen_time, exam.now)
    answer = judge_signer(exam, exam.request_signer, Role.CUSTODY, purpose)
    report_problems(step, answer.problems, SIGNATURE, "The signer of the request", exam.request_signer)


def _check_agency(exam: Examination, step: StepRecord, request: Request) -> None:
    signer = exam.request_signer
    assert signer is not None
    if request.agency != signer.organization or request.certificate_sha256 != signer.sha256:
        message = (
            f"The request names “{request.agency}” and its certificate; it is signed by"
            f" “{signer.organization or 'no single organization'}”. Ask that agency whether it issued the request."
        )
        step.finds(Code.REQUEST_AGENCY, RECORD, message)


def _check_recipient(exam: Examination, step: StepRecord, request: Request) -> None:
    """The first ``transfer-in`` is by the requesting agency."""
    for hop in exam.hops:
        if hop.event is not None and hop.event.action == "transfer-in":
            if hop.event.actor.agency != request.agency:
                message = (
                    f"The clips were asked for by “{request.agency}”, but first received by"
                    f" “{hop.event.actor.agency}”. Find out by what right before you use them."
                )
                step.finds(Code.REQUEST_RECIPIENT, hop.custody_name, message)
            return


def _check_dates(exam: Examination, step: StepRecord, request: Request) -> None:
    submission = exam.submission
    if submission is None:
        return
    first = exam.first_hop
    sealed_at = first.event.at if first is not None and first.event is not None else None
    if request.issued_at > submission.submitted_at or (sealed_at is not None and submission.submitted_at > sealed_at):
        message = (
            f"The dates do not fit: request issued {_shown(request.issued_at)}, clips submitted"
            f" {_shown(submission.submitted_at)}"
            + (f", sealed {_shown(sealed_at)}" if sealed_at is not None else "")
            + ". Ask the sender to explain them."
        )
        step.finds(Code.REQUEST_TIME, SUBMISSION, message)
    if submission.submitted_at > request.expires_at:
        message = (
            f"The clips were submitted {_shown(submission.submitted_at)}, after the request had expired"
            f" ({_shown(request.expires_at)}). Find out whether they may be used."
        )
        step.finds(Code.REQUEST_EXPIRED, SUBMISSION, message)
    if submission.provenance == "voluntary" and submission.consent is None:
        message = "The submission is called voluntary, but holds no consent. Ask the sender for the resident's consent."
        step.finds(Code.REQUEST_CONSENT, SUBMISSION, message)


def _shown(instant: int) -> str:
    return in_words(instant)
