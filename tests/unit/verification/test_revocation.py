"""What revocation lists say, and which of them say nothing (specification 4.5; RFC 5280, 5)."""

import time

import pytest
from cryptography import x509

from reviewer.verification.certificates import Certificate
from reviewer.verification.revocation import Revocation, RevocationList, RevocationLists
from tools.demo_trust.certificates import DAY, Authority, Identity, Revoked, Validity, extension, key_usage_of

NOW = 1_795_176_000_000_000
MOMENT = NOW - 20 * DAY
AROUND = Validity.around(NOW)
SECOND = 1_000_000


@pytest.fixture(scope="module")
def issuer() -> Authority:
    return Authority.root("State Evidence Authority", "Issuing CA", AROUND)


@pytest.fixture(scope="module")
def clerk(issuer: Authority) -> Identity:
    return issuer.issue("Springfield", "Clerk", AROUND)


def state(clerk: Identity, issuer: Authority, *crls: bytes, moment: int = MOMENT, now: int = NOW) -> Revocation:
    signer, above = Certificate.parse(clerk.der), Certificate.parse(issuer.der)
    assert signer is not None
    assert above is not None
    lists = [found for found in map(RevocationList.parse, crls) if found is not None]
    return RevocationLists(lists).answer(signer, above, moment, now).state


def entry(clerk: Identity, since: int, reason: x509.ReasonFlags | None = None) -> list[Revoked]:
    return [Revoked(clerk.certificate.serial_number, since, reason)]


def test_when_a_list_counts(issuer: Authority, clerk: Identity) -> None:
    """In force at the moment, or issued after it; bounds included."""
    for this_update, next_update, wanted in (
        (MOMENT - DAY, MOMENT + DAY, Revocation.GOOD),
        (MOMENT, MOMENT + DAY, Revocation.GOOD),
        (MOMENT - DAY, MOMENT, Revocation.GOOD),
        (MOMENT - DAY, MOMENT - SECOND, Revocation.UNKNOWN),
        (MOMENT + SECOND, MOMENT + DAY, Revocation.GOOD),
        (NOW, NOW + DAY, Revocation.GOOD),
        (NOW + SECOND, NOW + DAY, Revocation.UNKNOWN),
    ):
        assert state(clerk, issuer, issuer.crl(this_update, next_update)) is wanted
    assert state(clerk, issuer) is Revocation.UNKNOWN


def test_a_list_issued_after_the_certificate_expired_says_nothing(issuer: Authority) -> None:
    short = issuer.issue("Springfield", "Clerk", Validity(NOW - 100 * DAY, NOW - 10 * DAY))
    assert state(short, issuer, issuer.crl(NOW - 10 * DAY, NOW + DAY)) is Revocation.GOOD
    assert state(short, issuer, issuer.crl(NOW - 10 * DAY + SECOND, NOW + DAY)) is Revocation.UNKNOWN
    late = issuer.crl(NOW - 9 * DAY, NOW + DAY, revoked=entry(short, NOW - 50 * DAY))
    assert state(short, issuer, late) is Revocation.UNKNOWN


def test_since_when_it_is_revoked(issuer: Authority, clerk: Identity) -> None:
    for since, wanted in (
        (MOMENT - DAY, Revocation.REVOKED),
        (MOMENT, Revocation.REVOKED),
        (MOMENT + SECOND, Revocation.GOOD),
    ):
        crl = issuer.crl(NOW - DAY, NOW + DAY, revoked=entry(clerk, since))
        assert state(clerk, issuer, crl) is wanted


@pytest.mark.parametrize("reason", [reason for reason in x509.ReasonFlags if reason.name != "unspecified"])
def test_every_reason_is_one(issuer: Authority, clerk: Identity, reason: x509.ReasonFlags) -> None:
    crl = issuer.crl(NOW - DAY, NOW + DAY, revoked=entry(clerk, MOMENT - DAY, reason))
    assert state(clerk, issuer, crl) is Revocation.REVOKED


def test_one_that_lists_it_decides_in_any_order(issuer: Authority, clerk: Identity) -> None:
    lists = [
        issuer.crl(NOW - DAY, NOW + DAY),
        issuer.crl(MOMENT - DAY, MOMENT + DAY, revoked=entry(clerk, MOMENT - DAY)),
        issuer.crl(NOW - 2 * DAY, NOW + DAY),
    ]
    for order in (lists, lists[::-1]):
        assert state(clerk, issuer, *order) is Revocation.REVOKED


def test_who_signed_it(issuer: Authority, clerk: Identity) -> None:
    other = Authority.root("State Evidence Authority", "Issuing CA", AROUND)
    assert state(clerk, issuer, issuer.crl(NOW - DAY, NOW + DAY, signed_by=other)) is Revocation.UNKNOWN
    assert state(clerk, issuer, other.crl(NOW - DAY, NOW + DAY)) is Revocation.UNKNOWN
    forged = issuer.crl(NOW - DAY, NOW + DAY, revoked=entry(clerk, MOMENT), signed_by=other)
    assert state(clerk, issuer, forged, issuer.crl(NOW - DAY, NOW + DAY)) is Revocation.GOOD


def test_an_issuer_that_may_not_sign_lists() -> None:
    root = Authority.root("State Evidence Authority", "Root", AROUND)
    usage = extension(key_usage_of("key_cert_sign"), critical=True)
    basic = extension(x509.BasicConstraints(True, 0), critical=True)
    mute = root.intermediate("State Evidence Authority", "Mute CA", AROUND, extensions=[basic, usage])
    free = root.intermediate("State Evidence Authority", "Free CA", AROUND, extensions=[basic])
    for authority, wanted in ((mute, Revocation.UNKNOWN), (free, Revocation.GOOD)):
        clerk = authority.issue("Springfield", "Clerk", AROUND)
        assert state(clerk, authority, authority.crl(NOW - DAY, NOW + DAY)) is wanted


def point(**given: object) -> x509.Extension[x509.ExtensionType]:
    members = {
        "full_name": None,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return extension(x509.IssuingDistributionPoint(**{**members, **given}), critical=True)  # type: ignore[arg-type]


ADDRESS = [x509.UniformResourceIdentifier("http://crl.example/1.crl")]
UNKNOWN_EXTENSION = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\5\0")


@pytest.mark.parametrize(
    "more",
    [
        extension(x509.DeltaCRLIndicator(1), critical=True),
        point(indirect_crl=True),
        point(only_contains_user_certs=True),
        point(only_contains_ca_certs=True),
        point(only_contains_attribute_certs=True),
        point(only_some_reasons=frozenset({x509.ReasonFlags.key_compromise})),
        point(full_name=ADDRESS),
        extension(UNKNOWN_EXTENSION, critical=True),
    ],
)
def test_lists_that_are_not_whole_are_not_there(
    issuer: Authority, clerk: Identity, more: x509.Extension[x509.ExtensionType]
) -> None:
    for revoked in ([], entry(clerk, MOMENT - DAY)):
        crl = issuer.crl(NOW - DAY, NOW + DAY, revoked=revoked, more=[more])
        assert state(clerk, issuer, crl) is Revocation.UNKNOWN


def test_a_list_of_the_point_that_the_certificate_names_is_whole_for_it(issuer: Authority) -> None:
    points = extension(x509.CRLDistributionPoints([x509.DistributionPoint(ADDRESS, None, None, None)]))
    clerk = issuer.issue("Springfield", "Clerk", AROUND, more=[points])
    crl = issuer.crl(NOW - DAY, NOW + DAY, more=[point(full_name=ADDRESS)])
    assert state(clerk, issuer, crl) is Revocation.GOOD


def test_an_unknown_extension_that_is_not_critical_is_nothing(issuer: Authority, clerk: Identity) -> None:
    crl = issuer.crl(NOW - DAY, NOW + DAY, more=[extension(UNKNOWN_EXTENSION)])
    assert state(clerk, issuer, crl) is Revocation.GOOD


def test_no_bit_and_no_cut_makes_it_raise(issuer: Authority, clerk: Identity) -> None:
    sound = bytearray(issuer.crl(NOW - DAY, NOW + DAY, revoked=entry(clerk, MOMENT)))
    for place in range(len(sound)):
        assert RevocationList.parse(bytes(sound[:place])) is None
        for bit in (0x01, 0x80):
            sound[place] ^= bit
            # turned in what is signed, it says nothing; nothing else can be turned without harm to the signature
            assert state(clerk, issuer, bytes(sound)) in (Revocation.UNKNOWN, Revocation.REVOKED)
            sound[place] ^= bit


def test_a_large_list_asked_often_costs_little(issuer: Authority) -> None:
    revoked = [Revoked(1000 + number, MOMENT) for number in range(20_000)]
    crl = issuer.crl(NOW - DAY, NOW + DAY, revoked=revoked)
    signer, above = Certificate.parse(issuer.issue("Springfield", "Clerk", AROUND).der), Certificate.parse(issuer.der)
    found = RevocationList.parse(crl)
    assert signer is not None
    assert above is not None
    assert found is not None
    lists = RevocationLists([found] * 50)
    began = time.monotonic()
    for hop in range(999):
        assert lists.answer(signer, above, MOMENT + hop, NOW).state is Revocation.GOOD
    assert time.monotonic() - began < 3
