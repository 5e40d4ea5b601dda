"""Certification paths to the verifier's anchors (specification 4.4–4.6), and thickets that are grown to cost time."""

import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from reviewer.evidence.findings import Code
from reviewer.verification.certificates import Certificate, parse_all
from reviewer.verification.paths import PathFinder, Purpose
from reviewer.verification.revocation import RevocationList
from tools.demo_trust.certificates import DAY, Authority, Identity, Validity, extension, key_usage_of, new_key

NOW = 1_795_176_000_000_000
AROUND = Validity.around(NOW)
PAST = Validity(NOW - 900 * DAY, NOW - 600 * DAY)
STATE = "State Evidence Authority"


def certificate(der: bytes) -> Certificate:
    found = Certificate.parse(der)
    assert found is not None
    return found


def crl(authority: Authority) -> bytes:
    return authority.crl(NOW - DAY, NOW + DAY)


def problems(
    signer: Identity,
    anchors: Sequence[bytes],
    pool: Sequence[bytes] = (),
    crls: Sequence[bytes] | None = None,
    moment: int = NOW,
) -> list[Code]:
    """What is wrong with the best path; revocation is judged where lists are given."""
    lists = [found for found in map(RevocationList.parse, crls or ()) if found is not None]
    purpose = Purpose(lambda _signer: None, moment, None if crls is None else moment, NOW)
    answer = PathFinder(parse_all(pool), lists).judge(certificate(signer.der), parse_all(anchors), purpose)
    return [problem.code for problem in answer.problems]


@pytest.fixture(scope="module")
def root() -> Authority:
    return Authority.root(STATE, "Root", AROUND)


@pytest.fixture(scope="module")
def issuer(root: Authority) -> Authority:
    return root.intermediate(STATE, "Issuing CA", AROUND)


@pytest.fixture(scope="module")
def clerk(issuer: Authority) -> Identity:
    return issuer.issue("Springfield", "Clerk", AROUND)


def test_a_root_an_intermediate_or_the_signer_itself_may_be_the_anchor(
    root: Authority, issuer: Authority, clerk: Identity
) -> None:
    both = [crl(root), crl(issuer)]
    assert problems(clerk, [root.der], [issuer.der], both) == []
    assert problems(clerk, [issuer.der], [], [crl(issuer)]) == []
    assert problems(clerk, [clerk.der], [], []) == []
    assert problems(clerk, [issuer.der, root.der], [issuer.der], [crl(issuer)]) == []


def test_without_the_intermediate_or_the_anchor_there_is_no_path(
    root: Authority, issuer: Authority, clerk: Identity
) -> None:
    other = Authority.root(STATE, "Root", AROUND)
    assert problems(clerk, [root.der]) == [Code.UNTRUSTED]
    assert problems(clerk, [other.der], [issuer.der]) == [Code.UNTRUSTED]
    assert problems(clerk, [], [root.der, issuer.der]) == [Code.UNTRUSTED]
    assert problems(clerk, [other.der, root.der], [issuer.der]) == []


def test_an_anchor_is_not_judged_by_its_dates_or_its_own_signature(issuer: Authority, clerk: Identity) -> None:
    key = rsa.generate_private_key(65537, 3072)
    old = Authority.root(STATE, "Old Root", PAST, key)
    crossed = old.intermediate(STATE, "Issuing CA", AROUND, key=issuer.identity.key)
    assert problems(clerk, [old.der], [crossed.der], [crl(old), crl(issuer)]) == []


def test_a_renewed_anchor_of_the_same_name(root: Authority, issuer: Authority, clerk: Identity) -> None:
    same_key = Authority.root(STATE, "Root", PAST, root.identity.key)
    other_key = Authority.root(STATE, "Root", AROUND)
    assert problems(clerk, [same_key.der], [issuer.der], [crl(root), crl(issuer)]) == []
    assert problems(clerk, [other_key.der, same_key.der], [issuer.der], [crl(root), crl(other_key), crl(issuer)]) == []


def test_any_one_good_path_suffices(root: Authority, issuer: Authority, clerk: Identity) -> None:
    key = issuer.identity.key
    bad = [
        root.intermediate(STATE, "Issuing CA", PAST, key=key),
        root.intermediate(STATE, "Issuing CA", AROUND, key=key, extensions=[]),
        root.intermediate(
            STATE, "Issuing CA", AROUND, key=key, extensions=[extension(x509.BasicConstraints(True, 0), critical=True)]
        ),
        Authority.root(STATE, "Issuing CA", AROUND, key),
    ]
    pool = [one.der for one in bad]
    assert problems(clerk, [root.der], [*pool, issuer.der], [crl(root), crl(issuer)]) == []
    assert problems(clerk, [root.der], pool[:2]) != []


def test_dates_are_bounds_included(root: Authority) -> None:
    end = NOW + 5 * DAY
    clerk = root.issue("Springfield", "Clerk", Validity(NOW, end))
    for moment, wanted in (
        (NOW // 1_000_000 * 1_000_000, []),
        (NOW // 1_000_000 * 1_000_000 - 1, [Code.NOT_YET_VALID]),
        (end // 1_000_000 * 1_000_000, []),
        (end // 1_000_000 * 1_000_000 + 1, [Code.EXPIRED]),
    ):
        assert problems(clerk, [root.der], moment=moment) == wanted


def test_path_length_counts_what_is_not_self_issued() -> None:
    root = Authority.root(STATE, "Root", AROUND)
    first = root.intermediate(STATE, "One", AROUND, path_length=0)
    renewed = first.intermediate(STATE, "One", AROUND, path_length=0)  # self-issued: a new key of the same name
    clerk = renewed.issue("Springfield", "Clerk", AROUND)
    assert problems(clerk, [root.der], [first.der, renewed.der]) == []
    second = first.intermediate(STATE, "Two", AROUND, path_length=0)
    below = second.issue("Springfield", "Clerk", AROUND)
    assert problems(below, [root.der], [first.der, second.der]) == [Code.UNTRUSTED]


def test_what_the_anchor_itself_may_not_issue_binds(root: Authority) -> None:
    """4.6 frees an anchor of its dates and its revocation, and of nothing else."""
    usage = extension(key_usage_of("digital_signature"), critical=True)
    outer = Authority.root("Somebody", "Outer", AROUND)
    for extensions in ([], [extension(x509.BasicConstraints(False, None)), usage]):
        anchor = outer.intermediate("Somebody", "Anchor", AROUND, extensions=extensions)
        assert problems(anchor.issue("Springfield", "Clerk", AROUND), [anchor.der]) == [Code.UNTRUSTED]


def test_weak_keys_count_below_the_anchor_and_in_it_where_they_signed() -> None:
    weak = rsa.generate_private_key(65537, 2048)
    anchor = Authority.root(STATE, "Root", AROUND, weak)
    assert problems(anchor.issue("Springfield", "Clerk", AROUND), [anchor.der]) == [Code.UNTRUSTED]
    root = Authority.root(STATE, "Root", AROUND)
    middle = root.intermediate(STATE, "Middle", AROUND, key=weak)
    assert problems(middle.issue("Springfield", "Clerk", AROUND), [root.der], [middle.der]) == [Code.UNTRUSTED]
    assert problems(root.issue("Springfield", "Clerk", AROUND, key=weak), [root.der]) == [Code.UNTRUSTED]


# --- thickets ---


@pytest.fixture(scope="module")
def thicket() -> list[bytes]:
    """Thirty keys of one name, each certified by every other: 900 certificates and paths without number."""
    keys = [new_key() for _ in range(30)]
    authorities = [Authority.root("Thicket", "CA", AROUND, key) for key in keys]
    return [
        authority.intermediate("Thicket", "CA", AROUND, key=key, path_length=None).der
        for authority in authorities
        for key in keys
    ]


@pytest.fixture(scope="module")
def lost(thicket: list[bytes]) -> Identity:
    """A signer whose issuer stands in the thicket."""
    key = new_key()
    into = Authority.root("Thicket", "CA", AROUND, key)
    return replace(into.issue("Springfield", "Clerk", AROUND), chain=())


def test_a_thicket_costs_little(thicket: list[bytes]) -> None:
    inner = Authority.root("Thicket", "CA", AROUND)
    anchor = Authority.root("Thicket", "CA", AROUND)
    leaf = inner.issue("Springfield", "Clerk", AROUND)
    link = Authority.root("Thicket", "CA", AROUND)
    pool = [*thicket, link.der]
    finder = PathFinder(parse_all(pool), ())
    began = time.monotonic()
    for _ in range(50):  # the hops of a package
        answer = finder.judge(
            certificate(leaf.der), parse_all([anchor.der]), Purpose(lambda _signer: None, NOW, None, NOW)
        )
        assert [problem.code for problem in answer.problems] == [Code.UNTRUSTED]
    assert time.monotonic() - began < 5


def test_every_path_of_a_thicket_bad_costs_little() -> None:
    """Paths that all reach the anchor, and each of which fails at the signer."""
    keys = [new_key() for _ in range(8)]
    root = Authority.root("Thicket", "CA", AROUND, keys[0])
    authorities = [Authority.root("Thicket", "CA", AROUND, key) for key in keys]
    pool = [
        authority.intermediate("Thicket", "CA", AROUND, key=key, path_length=None).der
        for authority in authorities
        for key in keys
    ]
    leaf = authorities[-1].issue("Springfield", "Clerk", PAST)
    finder = PathFinder(parse_all(pool), ())
    purpose = Purpose(lambda _signer: None, NOW, None, NOW)
    began = time.monotonic()
    for _ in range(300):
        answer = finder.judge(certificate(leaf.der), parse_all([root.der]), purpose)
        assert Code.EXPIRED in [problem.code for problem in answer.problems]
    assert time.monotonic() - began < 10


def test_the_good_path_is_found_among_many_of_the_same_name(thicket: list[bytes]) -> None:
    root = Authority.root(STATE, "Root", AROUND)
    issuer = root.intermediate("Thicket", "CA", AROUND)
    clerk = issuer.issue("Springfield", "Clerk", AROUND)
    assert problems(clerk, [root.der], [*thicket, issuer.der], [crl(root), crl(issuer)]) == []


def test_thousands_of_names_and_constraints_cost_little(root: Authority) -> None:
    hosts = [x509.DNSName(f"host{number}.example") for number in range(3000)]
    limits = extension(x509.NameConstraints([x509.DNSName(f"no{n}.example") for n in range(3000)], None), critical=True)
    basic = extension(x509.BasicConstraints(True, 0), critical=True)
    usage = extension(key_usage_of("key_cert_sign", "crl_sign"), critical=True)
    issuer = root.intermediate(STATE, "Bounded CA", AROUND, extensions=[basic, usage, limits])
    clerk = issuer.issue("Springfield", "Clerk", AROUND, more=[extension(x509.SubjectAlternativeName(hosts))])
    began = time.monotonic()
    assert problems(clerk, [root.der], [issuer.der]) == [Code.UNTRUSTED]
    assert time.monotonic() - began < 2
