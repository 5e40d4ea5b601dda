"""V9: a valid, trusted timestamp at each hop that agrees with what the hop claims (specification 4, 5).

Tokens are read before V8, because certificates are judged at their genTime; they are reported here.
"""

from reviewer.evidence.findings import Code, Step
from reviewer.evidence.instants import MICROSECONDS, in_words
from reviewer.evidence.verification_result import TrustState
from reviewer.verification.certificates import Certificate, usage_problem_of_timestamper
from reviewer.verification.cms import CmsProblem
from reviewer.verification.examination import Examination, Hop, StepRecord
from reviewer.verification.paths import Purpose
from reviewer.verification.timestamp_token import read_token
from reviewer.verification.trust import Role

EARLY = 5 * MICROSECONDS
LATE = 24 * 3600 * MICROSECONDS


def read_tokens(exam: Examination, pool: list[Certificate]) -> None:
    """Parses and verifies each hop's token; what is wrong with one waits for ``check``."""
    for hop in exam.hops:
        if not exam.has(hop.timestamp_name):
            hop.token_problem = (
                Code.TIMESTAMP_MISSING,
                f"Event {hop.seq} has no timestamp, so its time is not proven.",
            )
        elif exam.has(hop.stamped_name):
            try:
                hop.token = read_token(exam.read(hop.timestamp_name), exam.read(hop.stamped_name), pool)
            except CmsProblem as problem:
                message = f"The timestamp of event {hop.seq} does not count: {problem}."
                hop.token_problem = (Code.TIMESTAMP_INVALID, message)


def check(exam: Examination) -> None:
    with exam.step(Step.TIME) as step:
        last: tuple[int, int] | None = None
        for hop in exam.hops:
            if hop.token_problem is not None:
                code, message = hop.token_problem
                step.finds(code, hop.timestamp_name, message + " Ask the sender for the package again.")
            if hop.token is None:
                step.unable(f"the time of event {hop.seq} is not proven")
                continue
            _check_authority(exam, step, hop)
            _check_claim(exam, step, hop)
            if last is not None and hop.token.gen_time < last[1]:
                message = (
                    f"Event {hop.seq} was timestamped before event {last[0]}: {_shown(hop.token.gen_time)}"
                    f" against {_shown(last[1])}. Ask the sender to explain the order."
                )
                step.finds(Code.TIME_BACKWARDS, hop.timestamp_name, message)
            last = (hop.seq, hop.token.gen_time)


def _check_authority(exam: Examination, step: StepRecord, hop: Hop) -> None:
    """Whatever fails in the authority's certificate, its revocation included, is one code (4.6)."""
    assert hop.token is not None
    assert exam.finder is not None
    moment = hop.token.gen_time
    purpose = Purpose(usage_problem_of_timestamper, moment, moment, exam.now)
    answer = exam.finder.judge(hop.token.authority, exam.anchors[Role.TIMESTAMPING], purpose)
    hop.token_trust = TrustState.TRUSTED if answer.good else TrustState.NOT_TRUSTED
    if not answer.good:
        message = (
            f"The timestamp authority of event {hop.seq} ({hop.token.authority.facts.subject}) is not trusted:"
            f" {answer.problems[0].message}. If you know this authority, add its root to your trust folder after"
            " comparing its fingerprint."
        )
        step.finds(Code.TIMESTAMP_UNTRUSTED, hop.timestamp_name, message)


def _check_claim(exam: Examination, step: StepRecord, hop: Hop) -> None:
    assert hop.token is not None
    gen_time = hop.token.gen_time
    if gen_time > exam.now:
        message = (
            f"The timestamp of event {hop.seq} lies in the future ({_shown(gen_time)})."
            " Check this computer's clock, then ask the sender."
        )
        step.finds(Code.TIME_CLAIM, hop.timestamp_name, message)
        return
    if hop.event is None:
        step.unable(f"the record of event {hop.seq} could not be read")
        return
    uncertainty = (hop.event.clock_uncertainty_ms or 0) * 1000
    if not hop.event.at - EARLY - uncertainty <= gen_time <= hop.event.at + LATE:
        message = (
            f"Event {hop.seq} claims {_shown(hop.event.at)}, but was timestamped at {_shown(gen_time)}."
            " Ask the sender which clock was wrong."
        )
        step.finds(Code.TIME_CLAIM, hop.timestamp_name, message)


def _shown(instant: int) -> str:
    return in_words(instant, decimals=3)
