"""V5: each hop's signature over its manifest holds, in the form of CAdES baseline B (specification 4.1, 4.2).

Whether the signer is trusted is another question, and V8's.
"""

from reviewer.evidence.findings import Code, Step
from reviewer.evidence.verification_result import SignatureState
from reviewer.verification.certificates import Certificate
from reviewer.verification.cms import (
    ID_DATA,
    CmsProblem,
    Kind,
    SignedData,
    check_signature,
    parse_signed_data,
    signer_of,
)
from reviewer.verification.examination import Examination, Hop, StepRecord

CODES = {
    Kind.FORM: Code.SIGNATURE_FORM,
    Kind.ALGORITHM: Code.SIGNATURE_ALGORITHM,
    Kind.INVALID: Code.SIGNATURE_INVALID,
}
_NEXT = " The history is not proven from here on; ask the sender for the package again."


def check(exam: Examination) -> None:
    with exam.step(Step.SIGNATURES) as step:
        for hop in exam.hops:
            _check_hop(exam, step, hop)


def _check_hop(exam: Examination, step: StepRecord, hop: Hop) -> None:
    if not exam.has(hop.signature_name):
        step.finds(Code.SIGNATURE_MISSING, hop.signature_name, f"Event {hop.seq} is not signed.{_NEXT}")
        return
    if not exam.has(hop.manifest_name):
        step.unable(f"the manifest of event {hop.seq} is missing")
        return
    try:
        signed, signer = verify_detached(exam.read(hop.signature_name), exam.read(hop.manifest_name))
    except CmsProblem as problem:
        hop.signature = SignatureState.INVALID
        message = f"The signature of event {hop.seq} does not count: {problem}.{_NEXT}"
        step.finds(CODES[problem.kind], hop.signature_name, message)
        return
    hop.signature, hop.signer, hop.signed = SignatureState.VALID, signer, signed


def verify_detached(signature: bytes, content: bytes) -> tuple[SignedData, Certificate]:
    """The signature and its signer, over detached content. Raises CmsProblem."""
    signed = parse_signed_data(signature)
    if signed.content is not None:
        raise CmsProblem(Kind.FORM, "it carries content of its own")
    signer = signer_of(signed)
    check_signature(signed, signer, content, ID_DATA, signing_time=True)
    return signed, signer
