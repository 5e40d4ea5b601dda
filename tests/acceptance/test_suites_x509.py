"""``x509-limbo``: certification paths (RFC 5280, 6.1) through the verifier's own path finder, and pyHanko's beside it.

The cases are about servers of the web. What the suite asks beyond 4.4–4.6 of the specification does not apply: host
names, the browsers' profile (CA/Browser Forum), and rules for issuers of certificates that path validation does not ask
for. Each such case is listed with its reason. Revocation is left out, for no case has a CRL.
"""

import asyncio
import base64
import json
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from asn1crypto import x509 as asn1
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from reviewer.evidence.instants import to_microseconds
from reviewer.verification import algorithms, certificates
from reviewer.verification.certificates import Certificate, parse_all
from reviewer.verification.paths import PathFinder, Purpose
from tests.acceptance.suites import expected, needs_suite, suite_folder

SUITE = "x509-limbo"
FILE = "limbo-2023-12-02-asis.json"
DATE_OF_SUITE = datetime(2023, 12, 2, tzinfo=UTC)
pytestmark = needs_suite(SUITE)
EXPECTED = {case.partition("#")[2]: stated for case, stated in expected(SUITE).items()}

_HOST = "host names are the web's; a signer is known by its organization (4.4)"
_ISSUER = "a rule for issuers of certificates; path validation (RFC 5280, 6.1) does not ask for it"
_BROWSERS = "the browsers' profile (CA/Browser Forum) for servers"
_DEPTH = "the depth of a path is no setting here; at most 10 certificates"

NOT_APPLICABLE = {
    "pathlen::max-chain-depth-0-exhausted": _DEPTH,
    "pathlen::max-chain-depth-1-exhausted": _DEPTH,
    "rfc5280::aki::critical-aki": f"{_ISSUER} (4.2.1.1)",
    "rfc5280::aki::leaf-missing-aki": f"{_ISSUER} (4.2.1.1)",
    "rfc5280::aki::intermediate-missing-aki": f"{_ISSUER} (4.2.1.1)",
    "rfc5280::aki::cross-signed-root-missing-aki": f"{_ISSUER} (4.2.1.1)",
    "rfc5280::nc::permitted-dns-match-noncritical": f"{_ISSUER} (4.2.1.10); the constraint itself is honoured",
    "rfc5280::nc::not-allowed-in-ee-noncritical": f"{_ISSUER} (4.2.1.10); it constrains nothing below a signer",
    "rfc5280::nc::not-allowed-in-ee-critical": f"{_ISSUER} (4.2.1.10); it constrains nothing below a signer",
    "rfc5280::san::noncritical-with-empty-subject": f"{_ISSUER} (4.2.1.6); without an organization it matches nobody",
    "rfc5280::serial::too-long": f"{_ISSUER} (4.1.2.2); users “SHOULD be prepared to gracefully handle” others",
    "rfc5280::ski::critical-ski": f"{_ISSUER} (4.2.1.2)",
    "rfc5280::ski::root-missing-ski": f"{_ISSUER} (4.2.1.2)",
    "rfc5280::ski::intermediate-missing-ski": f"{_ISSUER} (4.2.1.2)",
    "rfc5280::validity::expired-root": "4.6: an anchor's own dates are not checked",
    "rfc5280::ee-empty-issuer": "its certificate names an issuer after all (CN=empty-issuer is the anchor's name)",
    "rfc5280::root-non-critical-basic-constraints": f"{_ISSUER} (4.2.1.9)",
    "rfc5280::leaf-ku-keycertsign": f"{_ISSUER} (4.2.1.9); without the CA bit it can issue nothing here",
    "rfc5280::ee-critical-aia-invalid": f"{_ISSUER} (4.2.2.1)",
    "webpki::aki::root-with-aki-missing-keyidentifier": _BROWSERS,
    "webpki::aki::root-with-aki-all-fields": _BROWSERS,
    "webpki::aki::root-with-aki-ski-mismatch": _BROWSERS,
    "webpki::eku::ee-anyeku": _BROWSERS,
    "webpki::eku::ee-critical-eku": _BROWSERS,
    "webpki::eku::ee-without-eku": _BROWSERS,
    "webpki::eku::root-has-eku": _BROWSERS,
    "webpki::san::mismatch-domain-san": _HOST,
    "webpki::san::mismatch-subdomain-san": _HOST,
    "webpki::san::mismatch-subdomain-apex-san": _HOST,
    "webpki::san::mismatch-apex-subdomain-san": _HOST,
    "webpki::san::public-suffix-wildcard-san": _HOST,
    "webpki::san::wildcard-embedded-leftmost-san": _HOST,
    "webpki::san::wildcard-not-in-leftmost-san": _HOST,
    "webpki::san::wildcard-match-across-labels-san": _HOST,
    "webpki::san::wildcard-embedded-ulabel-san": _HOST,
    "webpki::san::unicode-emoji-san": _HOST,
    "webpki::san::no-san": _HOST,
    "webpki::san::san-critical-with-nonempty-subject": _BROWSERS,
    "webpki::v1-cert": f"{_BROWSERS}; a signer without extensions has no usage and fails 4.3",
}

WEAK_KEYS = {
    f"webpki::{site}": "4.2: an RSA key of 2,048 bits in the path"
    for site in (
        "cryptographydotio-chain",
        "online::akamai.com",
        "online::bing.com",
        "online::fastly.com",
        "online::s3.amazonaws.com",
        "online::aws.amazon.com",
        "online::docs.python.org",
        "online::amazon.com",
        "online::facebook.com",
        "online::google.com",
        "online::storage.googleapis.com",
        "online::cloudflare.com",
        "online::microsoft.com",
    )
}
"""Good paths that 4.2 refuses: asserted to fail, and to hold as soon as keys of 2,048 bits are let in."""

_ANCHOR = "what the anchor's own certificate says binds here (4.6); there an anchor is a bare name and key"
_KEYS = "a key or digest that 4.2 does not accept"

STRICTER_THAN_PYHANKO = {
    "rfc5280::eku::ee-wrong-eku": "usage is asked for apart from the path there",
    "rfc5280::nc::permitted-dns-mismatch": _ANCHOR,
    "rfc5280::nc::excluded-dns-match": _ANCHOR,
    "rfc5280::nc::excluded-dns-match-second": _ANCHOR,
    "rfc5280::nc::permitted-ip-mismatch": _ANCHOR,
    "rfc5280::nc::excluded-ipv4-match": _ANCHOR,
    "rfc5280::nc::excluded-ipv6-match": _ANCHOR,
    "rfc5280::nc::permitted-dn-mismatch": _ANCHOR,
    "rfc5280::nc::excluded-dn-match": _ANCHOR,
    "rfc5280::nc::permitted-dn-match-subject-san-mismatch": _ANCHOR,
    "rfc5280::nc::excluded-dn-match-sub-mismatch": _ANCHOR,
    "rfc5280::nc::excluded-self-issued-leaf": _ANCHOR,
    "rfc5280::nc::excluded-match-permitted-and-excluded": _ANCHOR,
    "rfc5280::nc::invalid-dnsname": _ANCHOR,
    "rfc5280::nc::invalid-ipv4-address": _ANCHOR,
    "rfc5280::nc::invalid-ipv6-address": _ANCHOR,
    "rfc5280::nc::intermediate-with-san-rejected-by-root-nc": _ANCHOR,
    "rfc5280::nc::nc-permits-invalid-dns-san": "a host name with an empty label is none (RFC 5280, 4.2.1.6)",
    "rfc5280::serial::zero": "RFC 5280, 4.1.2.2: serial numbers are positive",
    "rfc5280::serial::negative": "RFC 5280, 4.1.2.2: serial numbers are positive",
    "rfc5280::ca-empty-subject": "RFC 5280, 4.1.2.4: an issuer has a name",
    "rfc5280::unknown-critical-extension-root": _ANCHOR,
    "rfc5280::root-missing-basic-constraints": _ANCHOR,
    "rfc5280::root-inconsistent-ca-extensions": _ANCHOR,
    "rfc5280::duplicate-extensions": "RFC 5280, 4.2: an extension stands once",
    "webpki::aki::root-with-aki-authoritycertissuer": "RFC 5280, A.2: issuer and serial number stand together",
    "webpki::aki::root-with-aki-authoritycertserialnumber": "RFC 5280, A.2: issuer and serial number stand together",
    "webpki::nc::intermediate-permitted-excluded-subtrees-both-null": "RFC 5280, 4.2.1.10: constraints are not empty",
    "webpki::nc::intermediate-permitted-excluded-subtrees-both-empty-sequences": "RFC 5280, 4.2.1.10: not empty",
    "webpki::forbidden-p192-spki-leaf": _KEYS,
    "webpki::forbidden-dsa-spki-leaf": _KEYS,
    "webpki::forbidden-signature-algorithm-in-leaf": _KEYS,
    "webpki::ee-basicconstraints-ca": "4.3: a signer is no CA",
}
"""Applicable cases that pyhanko-certvalidator lets pass and the suite, as we do, does not."""

APPLICABLE = [case for case in EXPECTED if case not in NOT_APPLICABLE]


@cache
def cases() -> dict[str, Any]:
    with (suite_folder(SUITE) / FILE).open(encoding="utf-8") as file:
        return {case["id"]: case for case in json.load(file)["testcases"]}


def der(pem: str) -> bytes:
    return base64.b64decode("".join(line for line in pem.splitlines() if "-----" not in line))


def moment_of(case: Any) -> datetime:
    return datetime.fromisoformat(case["validation_time"]) if case["validation_time"] else DATE_OF_SUITE


def usage_of(case: Any) -> Callable[[Certificate], str | None]:
    """What stands in for 4.3: the purpose that the case asks for; that a signer is no CA, where the case is of that."""

    def problem(signer: Certificate) -> str | None:
        purposes = signer.extended_key_usage
        if case["extended_key_usage"] and purposes is not None and ExtendedKeyUsageOID.SERVER_AUTH not in purposes:
            return "another purpose"
        if case["id"] == "webpki::ee-basicconstraints-ca" and signer.is_ca:
            return "a CA"
        return None

    return problem


def ours(name: str) -> str:
    case = cases()[name]
    signer = Certificate.parse(der(case["peer_certificate"]))
    if signer is None:
        return "FAILURE"
    moment = to_microseconds(moment_of(case))
    finder = PathFinder(parse_all([der(pem) for pem in case["untrusted_intermediates"]]), ())
    anchors = parse_all([der(pem) for pem in case["trusted_certs"]])
    return "SUCCESS" if finder.judge(signer, anchors, Purpose(usage_of(case), moment, None, moment)).good else "FAILURE"


def pyhankos(name: str) -> str:
    case = cases()[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            context = ValidationContext(
                trust_roots=[asn1.Certificate.load(der(pem)) for pem in case["trusted_certs"]],
                other_certs=[asn1.Certificate.load(der(pem)) for pem in case["untrusted_intermediates"]],
                moment=moment_of(case),
                allow_fetching=False,
                revocation_mode="soft-fail",
            )
            signer = asn1.Certificate.load(der(case["peer_certificate"]))
            asyncio.run(CertificateValidator(signer, validation_context=context).async_validate_path())
        except (PathError, ValidationError, ValueError, NotImplementedError):  # it knows no addresses
            return "FAILURE"
    return "SUCCESS"


@pytest.mark.parametrize("name", [name for name in APPLICABLE if name not in WEAK_KEYS])
def test_path(name: str) -> None:
    assert ours(name) == EXPECTED[name]


@pytest.mark.parametrize("name", list(WEAK_KEYS))
def test_good_path_of_weak_keys(name: str, weak_keys_let_in: Callable[[], None]) -> None:
    assert EXPECTED[name] == "SUCCESS"
    assert ours(name) == "FAILURE"
    weak_keys_let_in()
    assert ours(name) == "SUCCESS"


@pytest.fixture
def weak_keys_let_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    def forget() -> None:
        certificates._parse.cache_clear()

    def let_in() -> None:
        monkeypatch.setattr(algorithms, "MIN_RSA_BITS", 2048)
        forget()

    forget()
    yield let_in
    forget()


@pytest.mark.parametrize("name", [name for name in APPLICABLE if name not in WEAK_KEYS])
def test_beside_pyhanko(name: str) -> None:
    """Whatever is accepted here, pyHanko accepts; where it accepts more, the reason is listed."""
    if name in STRICTER_THAN_PYHANKO:
        assert (ours(name), pyhankos(name)) == ("FAILURE", "SUCCESS")
    else:
        assert ours(name) == pyhankos(name)


@pytest.mark.parametrize("name", list(NOT_APPLICABLE))
def test_what_does_not_apply_would_have_been_asserted_otherwise(name: str) -> None:
    """A case may be listed only as long as it disagrees: so the list cannot hide one that has begun to hold."""
    assert ours(name) != EXPECTED[name]


def test_every_case_is_asserted_or_named() -> None:
    assert cases().keys() == EXPECTED.keys()
    assert {name: case["expected_result"] for name, case in cases().items()} == EXPECTED
    assert NOT_APPLICABLE.keys() | WEAK_KEYS.keys() | STRICTER_THAN_PYHANKO.keys() <= EXPECTED.keys()
    assert NOT_APPLICABLE.keys().isdisjoint(WEAK_KEYS.keys() | STRICTER_THAN_PYHANKO.keys())
