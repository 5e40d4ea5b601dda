"""``rfc3161-client``: timestamp responses of Sigstore's and local authorities, their tokens read bare.

A footage package holds tokens, not responses (section 2): the response's status is taken off here first.
"""

import base64
import re
from dataclasses import dataclass

import pytest

from reviewer.evidence.findings import Code
from reviewer.verification.certificates import Certificate, parse_all, usage_problem_of_timestamper
from reviewer.verification.cms import CmsProblem, Kind
from reviewer.verification.der import SEQUENCE, parse
from reviewer.verification.paths import PathFinder, Purpose
from reviewer.verification.timestamp_token import Token, read_token
from tests.acceptance.suites import expected, needs_suite, suite_folder

SUITE = "rfc3161-client"
pytestmark = needs_suite(SUITE)
EXPECTED = expected(SUITE)

NOT_APPLICABLE = {"identrust/issue-104.tsr": "listed by the suite, but its file is kept elsewhere"}


@dataclass(frozen=True)
class Case:
    """``stamped``: the data, or the file of the suite that holds it."""

    stamped: bytes | str = b"hello"
    refused: Kind | None = None
    trusted: bool = True


CASES = {
    "test_tsa/response.tsr": Case(),
    "test_tsa/other_response.tsr": Case(trusted=False),  # an authority of the same name, with another root
    "sigstage/response-sha256.tsr": Case(),
    "sigstage/response-sha384.tsr": Case(),
    "sigstage/response-sha512.tsr": Case(),
    "sigstage/response-no-embedded-cert.tsr": Case(),
    "sigstage/response-invalid-signature.tsr": Case(refused=Kind.INVALID),
    "sigstore.mock/response-expired.tsr": Case(stamped="sigstore.mock/payload"),
}
"""The last is not in EXPECTED.tsv: its authority has expired since, but not when it stamped."""


def token_of(case: str) -> bytes:
    """The bare token of a TimeStampResp (RFC 3161, 2.4.2)."""
    response = parse((suite_folder(SUITE) / case).read_bytes()).expect(SEQUENCE).children
    return response[1].whole


def chain_of(case: str) -> list[Certificate]:
    text = (suite_folder(SUITE) / case).with_name("ts_chain.pem").read_bytes()
    blocks = re.findall(rb"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", text, re.S)
    return parse_all([base64.b64decode(b"".join(block.split())) for block in blocks])


def stamped_by(case: str) -> bytes:
    stamped = CASES[case].stamped
    return (suite_folder(SUITE) / stamped).read_bytes() if isinstance(stamped, str) else stamped


def trusts(case: str, token: Token) -> list[Code]:
    """Codes of what is wrong with the authority's path; revocation is not judged, for the suite has no CRL."""
    chain = chain_of(case)
    anchors = [certificate for certificate in chain if certificate.self_issued]
    embedded = parse_all(token.signed.certificates)
    purpose = Purpose(usage_problem_of_timestamper, token.gen_time, None, token.gen_time)
    answer = PathFinder([*chain, *embedded], ()).judge(token.authority, anchors, purpose)
    return [problem.code for problem in answer.problems]


@pytest.mark.parametrize("case", list(CASES))
def test_token(case: str) -> None:
    wanted = CASES[case]
    if wanted.refused is not None:
        with pytest.raises(CmsProblem) as caught:
            read_token(token_of(case), stamped_by(case), chain_of(case))
        assert caught.value.kind is wanted.refused
        return
    token = read_token(token_of(case), stamped_by(case), chain_of(case))
    assert (trusts(case, token) == []) is wanted.trusted
    with pytest.raises(CmsProblem, match="other data"):
        read_token(token_of(case), stamped_by(case) + b".", chain_of(case))


def test_a_token_without_its_certificate_needs_the_chain() -> None:
    case = "sigstage/response-no-embedded-cert.tsr"
    with pytest.raises(CmsProblem, match="certificate is not inside"):
        read_token(token_of(case), b"hello", ())


@pytest.mark.parametrize("case", list(CASES))
def test_a_whole_response_is_no_token(case: str) -> None:
    """Section 2: the token is bare."""
    with pytest.raises(CmsProblem) as caught:
        read_token((suite_folder(SUITE) / case).read_bytes(), stamped_by(case), chain_of(case))
    assert caught.value.kind is Kind.FORM


@pytest.mark.parametrize("case", ["test_tsa/response.tsr", "sigstage/response-sha384.tsr"])
def test_no_bit_of_a_token_may_differ(case: str) -> None:
    """One bit turned, every eleventh byte: refused, or it lies where nothing is believed (an unused certificate)."""
    token = bytearray(token_of(case))
    genuine = read_token(bytes(token), b"hello", chain_of(case))
    for position in range(0, len(token), 11):
        token[position] ^= 0x01
        try:
            read = read_token(bytes(token), b"hello", chain_of(case))
            assert read.gen_time == genuine.gen_time
            assert read.authority.sha256 == genuine.authority.sha256
        except CmsProblem:
            pass
        token[position] ^= 0x01


def test_every_case_is_asserted_or_named() -> None:
    assert EXPECTED.keys() - NOT_APPLICABLE.keys() == CASES.keys() - {"sigstore.mock/response-expired.tsr"}
    files = {str(path.relative_to(suite_folder(SUITE))) for path in suite_folder(SUITE).glob("*/*.tsr")}
    assert files == CASES.keys()
    for case, stated in EXPECTED.items():
        if case in CASES:
            held = CASES[case].refused is None and CASES[case].trusted
            assert stated.startswith("valid") is held
