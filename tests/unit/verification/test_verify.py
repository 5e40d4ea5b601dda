"""The whole procedure on packages with one fault: which steps fail, which could not be performed, what is said of the
rest (specification 5, 5.1–5.3). Codes and verdicts have the corpus; here is what stands around them."""

import time
from collections.abc import Callable, Iterable

import pytest

from reviewer.evidence.findings import Code, Completeness, Finding, Step, StepOutcome, Verdict
from reviewer.evidence.verification_result import SignatureState, TrustState, VerificationResult
from reviewer.verification.result_json import result_json
from reviewer.verification.trust import TrustStore
from reviewer.verification.verify import verify
from tests.corpus.draft import (
    REQUEST,
    REQUEST_SIGNATURE,
    SUBMISSION,
    Draft,
    Files,
    event_name,
    manifest_name,
    one_bit,
    signature_name,
    stamped_name,
    token_name,
)
from tests.corpus.workshop import Workshop
from tests.fakes.memory_package import MemoryPackage
from tests.result_schema import valid_json

PASSED, FAILED, NOT_PERFORMED = StepOutcome.PASSED, StepOutcome.FAILED, StepOutcome.NOT_PERFORMED


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("workshop"), int(time.time() * 1_000_000))


def judged(
    workshop: Workshop, files: Files, heads: tuple[str, ...] = (), trust: TrustStore | None = None
) -> VerificationResult:
    result = verify(MemoryPackage(files), trust or workshop.trust.store, workshop.now, expected_heads=heads)
    valid_json(result)
    return result


def changed(workshop: Workshop, change: Callable[[Draft], object], carry: int | None = 1) -> VerificationResult:
    draft = workshop.draft()
    change(draft)
    if carry is not None:
        draft.carry(carry)
    return judged(workshop, draft.files)


def outcomes(result: VerificationResult, steps: Iterable[Step]) -> list[StepOutcome]:
    return [result.outcome(step) for step in steps]


def codes(result: VerificationResult) -> set[Code]:
    return {finding.code for finding in result.findings}


def without(*names: str) -> Callable[[Draft], None]:
    def change(draft: Draft) -> None:
        for name in names:
            del draft.files[name]

    return change


# --- success is recorded, never taken from the absence of failure ---


def test_v13_alone_may_be_not_performed(workshop: Workshop) -> None:
    result = judged(workshop, workshop.base.files)
    assert result.verdict is Verdict.VERIFIED
    assert outcomes(result, list(Step)) == [PASSED] * 12 + [NOT_PERFORMED]
    assert [step.step for step in result.steps] == list(Step)


def test_an_unreadable_container_leaves_v3_to_v13(workshop: Workshop) -> None:
    files = {name: data for name, data in workshop.base.files.items() if name != "mimetype"}
    result = judged(workshop, files | {"a:b": b""}, heads=("0" * 64,))
    assert result.verdict is Verdict.UNREADABLE
    assert outcomes(result, list(Step)[2:]) == [NOT_PERFORMED] * 11
    assert (result.completeness, result.in_transit, result.hops) == (Completeness.NOT_PROVEN, False, ())
    assert (result.head, result.package_id, result.request, result.clips) == (None, None, None, ())


# --- a hop without a genTime (5) ---


def test_without_a_token_certificates_are_not_judged(workshop: Workshop) -> None:
    result = changed(workshop, without(token_name(3)), carry=None)
    assert codes(result) == {Code.TIMESTAMP_MISSING}
    assert result.verdict is Verdict.UNTRUSTED
    assert outcomes(result, [Step.CERTIFICATES, Step.TIME, Step.REQUEST]) == [NOT_PERFORMED, FAILED, PASSED]
    assert [hop.signer_trust for hop in result.hops] == [
        TrustState.TRUSTED,
        TrustState.TRUSTED,
        TrustState.NOT_CHECKED,
    ]
    assert result.hops[2].timestamp is None


def test_v8_has_failed_where_another_hop_failed_in_it(workshop: Workshop) -> None:
    store = workshop.trust.store
    trust = TrustStore({role: anchors for role, anchors in store.anchors.items() if role.value != "sealing"})
    draft = workshop.draft()
    del draft.files[token_name(3)]
    result = judged(workshop, draft.files, trust=trust)
    assert codes(result) == {Code.TIMESTAMP_MISSING, Code.UNTRUSTED}
    assert result.outcome(Step.CERTIFICATES) is FAILED


def test_the_request_waits_for_the_first_gen_time(workshop: Workshop) -> None:
    """Its revocation is judged then; where that is not known, V11 is not performed, and says no more."""

    def spoil(draft: Draft) -> None:
        draft.hops[0].token = one_bit

    result = changed(workshop, spoil)
    assert codes(result) == {Code.TIMESTAMP_INVALID}
    assert outcomes(result, [Step.CERTIFICATES, Step.TIME, Step.REQUEST]) == [NOT_PERFORMED, FAILED, NOT_PERFORMED]


def test_the_time_of_an_authority_that_is_not_trusted_is_used(workshop: Workshop) -> None:
    store = workshop.trust.store
    trust = TrustStore({role: anchors for role, anchors in store.anchors.items() if role.value != "timestamping"})
    result = judged(workshop, workshop.base.files, trust=trust)
    assert codes(result) == {Code.TIMESTAMP_UNTRUSTED}
    assert outcomes(result, [Step.CERTIFICATES, Step.TIME, Step.REQUEST]) == [PASSED, FAILED, PASSED]
    assert all(hop.timestamp is not None for hop in result.hops)


def test_what_the_token_is_over_alone_absent(workshop: Workshop) -> None:
    result = changed(workshop, without(stamped_name(3)), carry=None)
    assert codes(result) == {Code.MISSING}
    assert result.outcome(Step.TIME) is NOT_PERFORMED
    assert result.verdict is Verdict.ALTERED


# --- signatures and records that could not be read ---


def test_a_signature_that_does_not_hold_leaves_trust_open(workshop: Workshop) -> None:
    def spoil(draft: Draft) -> None:
        draft.hops[1].signature = lambda data: data[:-1] + bytes([data[-1] ^ 1])

    result = changed(workshop, spoil, carry=2)
    assert codes(result) == {Code.SIGNATURE_INVALID}
    assert outcomes(result, [Step.SIGNATURES, Step.CERTIFICATES, Step.CHAIN]) == [FAILED, NOT_PERFORMED, NOT_PERFORMED]
    assert result.hops[1].signature is SignatureState.INVALID
    assert result.hops[1].signer is None


def test_an_event_that_cannot_be_read_keeps_its_place(workshop: Workshop) -> None:
    def spoil(draft: Draft) -> None:
        draft.files[event_name(2)] = b"{}"

    draft = workshop.draft()
    spoil(draft)
    result = judged(workshop, draft.files)
    assert {Code.RECORD, Code.DIGEST} <= codes(result)
    event = result_json(result)["events"][1]
    unknown = {name: event[name] for name in ("action", "at", "actor", "agency")}
    assert unknown == dict.fromkeys(unknown)
    assert event["seq"] == 2
    assert event["signer_sha256"] is not None
    assert result.outcome(Step.CHAIN) is NOT_PERFORMED
    # it may have been the first hand-over: in which role hop 3 was signed cannot be told
    assert result.hops[2].signer_trust is TrustState.NOT_CHECKED


def test_a_request_that_cannot_be_read_is_null(workshop: Workshop) -> None:
    result = changed(workshop, lambda draft: draft.files.update({REQUEST: b"[]"}))
    assert {Code.RECORD, Code.REQUEST_SIGNATURE, Code.REQUEST_MISMATCH} <= codes(result)
    assert result.request is None
    assert result.outcome(Step.SCOPE) is NOT_PERFORMED
    assert {clip["scope"] for clip in result_json(result)["clips"]} == {"unknown"}


def test_a_request_without_its_signature_is_not_signed(workshop: Workshop) -> None:
    result = changed(workshop, without(REQUEST_SIGNATURE))
    assert {Code.MISSING, Code.REQUEST_SIGNATURE} <= codes(result)
    assert result.outcome(Step.REQUEST) is FAILED


def test_without_the_request_there_is_nothing_to_sign(workshop: Workshop) -> None:
    result = changed(workshop, without(REQUEST))
    assert Code.MISSING in codes(result)
    assert Code.REQUEST_SIGNATURE not in codes(result)
    assert result.outcome(Step.REQUEST) is NOT_PERFORMED


def test_without_a_submission_the_events_tell_the_package(workshop: Workshop) -> None:
    result = changed(workshop, lambda draft: draft.files.update({SUBMISSION: b"null"}))
    assert result.package_id == workshop.base.members(SUBMISSION)["package_id"]
    assert result.submission is None


# --- order, heads, transit ---


def test_findings_stand_by_step_then_subject(workshop: Workshop) -> None:
    def spoil(draft: Draft) -> None:
        del draft.files[token_name(2)]
        draft.files[SUBMISSION] = b"null"
        draft.files["zzz"] = draft.files["custody/zzz"] = b""
        draft.hops[2].signature = one_bit

    draft = workshop.draft()
    spoil(draft)
    draft.sign(3)
    result = judged(workshop, draft.files)

    def key(finding: Finding) -> tuple[int, str]:
        return finding.step, finding.subject

    assert list(result.findings) == sorted(result.findings, key=key)
    assert len({finding.step for finding in result.findings}) > 3


def test_the_head_is_of_the_newest_manifest(workshop: Workshop) -> None:
    draft = workshop.draft()
    whole = judged(workshop, draft.files)
    draft.files["META-INF/timestamp004.tst"] = b""
    stray = judged(workshop, draft.files, heads=(whole.head or "",))
    assert whole.head == whole.hops[2].manifest_sha256 == stray.head
    assert stray.completeness is Completeness.PROVEN
    assert stray.verdict is Verdict.ALTERED
    del draft.files[manifest_name(3)]
    assert judged(workshop, draft.files).head == whole.hops[1].manifest_sha256


def test_contradiction_outweighs_what_else_is_wrong(workshop: Workshop) -> None:
    result = judged(workshop, workshop.base.files, heads=("0" * 64,), trust=TrustStore())
    assert result.completeness is Completeness.CONTRADICTED
    assert result.verdict is Verdict.ALTERED
    assert Code.CHAIN_TRUNCATED in codes(result)
    assert [f.subject for f in result.findings if f.code is Code.CHAIN_TRUNCATED] == [""]


def test_in_transit(workshop: Workshop) -> None:
    result = changed(workshop, lambda draft: draft.cut_after(2), carry=None)
    assert result.in_transit
    assert result.verdict is Verdict.VERIFIED
    assert not judged(workshop, workshop.base.files).in_transit


@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_its_severity(code: Code) -> None:
    """5.1, word by word."""
    family = code.value.partition(".")[0]
    error = family in ("container", "content", "signature", "chain", "certificate", "time") or code in (
        Code.REQUEST_SIGNATURE,
        Code.REQUEST_MISMATCH,
        Code.REQUEST_AGENCY,
    )
    assert (code.severity.value == "error") is error


# --- hostile bytes in every record that is read ---


@pytest.mark.parametrize(
    "name",
    [signature_name(2), token_name(2), stamped_name(2), REQUEST_SIGNATURE, manifest_name(2), "sealed/identity.p7m"],
)
@pytest.mark.parametrize("data", [b"", b"\0", b"\x30\x80", b"\x30" * 3000, b"\xff" * 3000, b"<" * 3000, b"[" * 3000])
def test_nothing_raises(workshop: Workshop, name: str, data: bytes) -> None:
    files = dict(workshop.base.files)
    files[name] = data
    result = judged(workshop, files)
    assert result.verdict is Verdict.ALTERED


def test_rubbish_under_validation_is_ignored(workshop: Workshop) -> None:
    def add(draft: Draft) -> None:
        for number, data in enumerate((b"", b"\0", b"\x30\x80", b"\x30" * 3000, b"\x30\x82\xff\xff", b"x" * 3000)):
            draft.add(f"validation/certs/{number}.cer", data)
            draft.add(f"validation/crls/{number}.crl", data)

    assert changed(workshop, add).verdict is Verdict.VERIFIED
