"""Certificates and names that are odd, broken or of another kind (specification 4.2–4.6; RFC 5280, 4.1, 7.1)."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, x448, x25519
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from reviewer.evidence.findings import Code
from reviewer.evidence.instants import parse_instant
from reviewer.verification.certificates import Certificate
from reviewer.verification.der import DerError
from reviewer.verification.distinguished_names import DistinguishedName
from reviewer.verification.paths import PathFinder, Purpose
from tests.unit.verification.asn1 import (
    BMP,
    COMMON_NAME,
    ORGANIZATION,
    PRINTABLE,
    TELETEX,
    UNIVERSAL,
    UTF8,
    algorithm,
    attribute,
    certificate,
    name,
    octets,
    oid,
    seq,
    set_of,
    tlv,
)

KEY = ec.generate_private_key(ec.SECP256R1())
ROOT = name(attribute(ORGANIZATION, b"State Evidence Authority"))
CLERK = name(attribute(ORGANIZATION, b"Springfield"), attribute(COMMON_NAME, b"Clerk"))
BASIC_CA = seq(oid("2.5.29.19"), tlv(1, b"\xff"), octets(seq(tlv(1, b"\xff"))))
MOMENT = parse_instant("2026-06-01T00:00:00.000Z")
NO_PATH = "no path leads from it to an anchor that you trust for this"


def spki(key: PublicKeyTypes) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


OWN = spki(KEY.public_key())
ANCHOR = Certificate.parse(certificate(ROOT, OWN, ROOT, KEY, extensions=seq(BASIC_CA)))


def read(der: bytes) -> Certificate:
    found = Certificate.parse(der)
    assert found is not None
    return found


def named(subject: bytes) -> Certificate:
    return read(certificate(subject, OWN, ROOT, KEY))


def judged(der: bytes) -> list[tuple[Code, str]]:
    assert ANCHOR is not None
    purpose = Purpose(lambda _signer: None, MOMENT, None, MOMENT)
    return [(one.code, one.message) for one in PathFinder([], ()).judge(read(der), [ANCHOR], purpose).problems]


# --- organizations: the one O, code point by code point ---


@pytest.mark.parametrize(
    ("tag", "content"),
    [
        (UTF8, "Polizei Köln".encode()),
        (TELETEX, "Polizei Köln".encode("latin-1")),
        (BMP, "Polizei Köln".encode("utf-16-be")),
        (UNIVERSAL, "Polizei Köln".encode("utf-32-be")),
    ],
)
def test_an_organization_in_any_string_type(tag: int, content: bytes) -> None:
    assert named(name(attribute(ORGANIZATION, content, tag))).organization == "Polizei Köln"


def test_an_organization_beside_others_in_one_rdn() -> None:
    relative = set_of(attribute(COMMON_NAME, b"Clerk"), attribute(ORGANIZATION, b"Springfield"))
    assert named(seq(relative)).organization == "Springfield"


@pytest.mark.parametrize(
    "subject",
    [
        seq(),
        name(attribute(COMMON_NAME, b"Clerk")),
        name(attribute(ORGANIZATION, b"A"), attribute(ORGANIZATION, b"A")),
        seq(set_of(attribute(ORGANIZATION, b"A"), attribute(ORGANIZATION, b"B"))),
        name(attribute(ORGANIZATION, b"\xff\xfe")),
        name(attribute(ORGANIZATION, b"\xd8\x00", BMP)),
        name(attribute(ORGANIZATION, "Köln".encode(), PRINTABLE)),
        name(seq(oid(ORGANIZATION), tlv(0x30))),
    ],
)
def test_no_organization_several_or_none_that_can_be_read(subject: bytes) -> None:
    clerk = named(subject)
    assert clerk.organization is None
    assert judged(clerk.der) == []
    assert isinstance(clerk.facts.subject, str)


def test_a_name_of_strange_strings_is_read() -> None:
    assert judged(certificate(STRANGE, OWN, ROOT, KEY)) == []
    assert judged(certificate(CLERK, OWN, STRANGE, KEY)) == [(Code.UNTRUSTED, NO_PATH)]


def test_an_organization_is_kept_as_it_is_written() -> None:
    decomposed = "Köln  PD "
    assert named(name(attribute(ORGANIZATION, decomposed.encode()))).organization == decomposed


# --- names ---


def test_names_compare_folded_and_whatever_their_string_type() -> None:
    one = DistinguishedName.parse(name(attribute(ORGANIZATION, b"State  EVIDENCE authority", PRINTABLE)))
    assert one.key == DistinguishedName.parse(ROOT).key
    both = (attribute(COMMON_NAME, b"a"), attribute(ORGANIZATION, b"b"))
    several = [DistinguishedName.parse(seq(set_of(*order))).key for order in (both, both[::-1])]
    assert several[0] == several[1] != DistinguishedName.parse(name(*both)).key


def test_a_name_in_words_cannot_feign_another_part() -> None:
    feigned = DistinguishedName.parse(name(attribute(ORGANIZATION, b"B"), attribute(COMMON_NAME, b"A,O=Police ")))
    assert feigned.in_words() == "CN=A\\,O\\=Police\\ ,O=B".replace("\\=", "=")


@pytest.mark.parametrize("der", [b"", seq(seq()), seq(set_of(seq(oid(ORGANIZATION)))), seq(set_of(set_of()))])
def test_what_is_no_name(der: bytes) -> None:
    with pytest.raises(DerError):
        DistinguishedName.parse(der)


# --- rules of RFC 5280 that a certificate breaks by itself ---

TWICE = seq(BASIC_CA, BASIC_CA)
MALFORMED = seq(seq(oid("2.5.29.19"), octets(b"\x05\x00")))
STRANGE = name(attribute(COMMON_NAME, b"\x01", 0x0D))  # a string of a type that no name has
STRANGE_INSIDE = seq(seq(oid("2.5.29.17"), octets(seq(tlv(0xA4, STRANGE)))))


@pytest.mark.parametrize(
    ("der", "words"),
    [
        (certificate(CLERK, OWN, ROOT, KEY, serial=0), "serial number"),
        (certificate(CLERK, OWN, ROOT, KEY, serial=-7), "serial number"),
        (certificate(CLERK, OWN, ROOT, KEY, extensions=TWICE), "malformed"),
        (certificate(CLERK, OWN, ROOT, KEY, extensions=MALFORMED), "malformed"),
        (certificate(CLERK, OWN, ROOT, KEY, extensions=STRANGE_INSIDE), "malformed"),
        (certificate(CLERK, OWN, ROOT, KEY, extensions=seq(BASIC_CA), version=None), "version 3"),
        (certificate(CLERK, OWN, ROOT, KEY, inner=algorithm("1.2.840.10045.4.3.3")), "two different"),
    ],
)
def test_a_broken_rule_makes_a_path_invalid(der: bytes, words: str) -> None:
    """The certificate is there all the same, so that the signature made with it can be told valid."""
    problems = judged(der)
    assert {code for code, _ in problems} == {Code.UNTRUSTED}
    assert any(words in message for _, message in problems)


def test_a_sound_one_is_trusted() -> None:
    assert judged(certificate(CLERK, OWN, ROOT, KEY)) == []


# --- keys of other kinds (4.2) ---


def explicit_curve() -> bytes:
    """P-256 with its parameters written out instead of named."""
    prime, order = (
        2**256 - 2**224 + 2**192 + 2**96 - 1,
        int("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16),
    )
    b = int("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16)
    x, y = (
        int("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296", 16),
        int("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5", 16),
    )
    point = b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big")
    number = lambda value: tlv(2, b"\0" + value.to_bytes(32, "big"))  # noqa: E731
    curve = seq(octets((prime - 3).to_bytes(32, "big")), octets(b.to_bytes(32, "big")))
    field = seq(oid("1.2.840.10045.1.1"), number(prime))
    parameters = seq(tlv(2, b"\x01"), field, curve, octets(point), number(order), tlv(2, b"\x01"))
    return seq(algorithm("1.2.840.10045.2.1", parameters), tlv(3, b"\0" + point))


EXOTIC = {
    "ed25519": spki(ed25519.Ed25519PrivateKey.generate().public_key()),
    "ed448": spki(ed448.Ed448PrivateKey.generate().public_key()),
    "x25519": spki(x25519.X25519PrivateKey.generate().public_key()),
    "x448": spki(x448.X448PrivateKey.generate().public_key()),
    "dsa": spki(dsa.generate_private_key(2048).public_key()),
    "p-224": spki(ec.generate_private_key(ec.SECP224R1()).public_key()),
    "secp256k1": spki(ec.generate_private_key(ec.SECP256K1()).public_key()),
    "brainpool": spki(ec.generate_private_key(ec.BrainpoolP256R1()).public_key()),
    "rsa-2048": spki(rsa.generate_private_key(65537, 2048).public_key()),
    "rsa-of-nothing": seq(algorithm("1.2.840.113549.1.1.1", b"\5\0"), tlv(3, b"\0", seq(tlv(2, b"\0"), tlv(2, b"\0")))),
    "rsa-20000": seq(
        algorithm("1.2.840.113549.1.1.1", b"\5\0"),
        tlv(3, b"\0", seq(tlv(2, b"\x7f" + b"\xff" * 2500), tlv(2, b"\1\0\1"))),
    ),
    "explicit-curve": explicit_curve(),
    "off-the-curve": OWN[:-1] + bytes([OWN[-1] ^ 1]),
    "unknown": seq(algorithm("1.2.643.7.1.1.1.1"), tlv(3, b"\0\x04\x01\x02")),
    "empty": seq(algorithm("1.2.840.10045.2.1", oid("1.2.840.10045.3.1.7")), tlv(3, b"\0")),
}


@pytest.mark.parametrize("kind", list(EXOTIC))
def test_a_key_of_another_kind_is_refused_and_harms_nothing(kind: str) -> None:
    signer = read(certificate(CLERK, EXOTIC[kind], ROOT, KEY))
    assert signer.weakness is not None
    assert signer.facts.key
    assert {code for code, _ in judged(signer.der)} == {Code.UNTRUSTED}
    below = read(certificate(CLERK, OWN, CLERK, KEY))
    assert not below.is_signed_by(signer)


def test_rsa_keys_of_3072_bits_and_more_are_accepted() -> None:
    for bits in (3072, 4096):
        key = rsa.generate_private_key(65537, bits)
        assert read(certificate(CLERK, spki(key.public_key()), ROOT, KEY)).weakness is None


def test_bytes_that_are_no_certificate() -> None:
    sound = certificate(CLERK, OWN, ROOT, KEY)
    for data in (b"", b"\x30\x00", sound[:-1], sound + b"\0", bytes(2 << 20), b"-----BEGIN CERTIFICATE-----"):
        assert Certificate.parse(data) is None


def test_no_bit_makes_it_raise() -> None:
    """One bit turned at each place: read or not there, judged or not; never an exception."""
    sound = bytearray(certificate(CLERK, OWN, ROOT, KEY, extensions=seq(BASIC_CA)))
    for place in range(len(sound)):
        for bit in (0x01, 0x80):
            sound[place] ^= bit
            if Certificate.parse(bytes(sound)) is not None:
                judged(bytes(sound))
            sound[place] ^= bit


def test_files_of_any_kind_make_it_raise_nothing() -> None:
    for path in Path(__file__).parent.glob("*.py"):
        assert Certificate.parse(path.read_bytes()) is None
