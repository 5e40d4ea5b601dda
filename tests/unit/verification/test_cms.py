"""Signatures in every legal shape, and in many that are not (specification 4.1, 4.2)."""

import contextlib
import hashlib
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from reviewer.verification.certificates import Certificate
from reviewer.verification.cms import CmsProblem, Kind, parse_signed_data
from reviewer.verification.v05_signatures import verify_detached
from tests.unit.verification.asn1 import (
    ECDSA_SHA256,
    ECDSA_SHA384,
    ESS_V1,
    ESS_V2,
    MESSAGE_DIGEST,
    MGF1,
    NULL,
    ORGANIZATION,
    PRINTABLE,
    RSA_PLAIN,
    RSA_PSS,
    RSA_SHA256,
    SHA1,
    SHA256,
    SHA384,
    SHA512,
    SIGNING_TIME,
    TST_INFO,
    UTF8,
    Cms,
    algorithm,
    attribute,
    certificate,
    integer,
    name,
    octets,
    oid,
    seq,
    set_of,
    signed_attribute,
    tlv,
)
from tests.unit.verification.test_certificates import EXOTIC
from tools.demo_trust.certificates import Authority, PrivateKey, Validity

CONTENT = b"<asic:ASiCManifest/>"
KEY = ec.generate_private_key(ec.SECP256R1())
RSA_KEY = rsa.generate_private_key(65537, 3072)
ISSUER = name(attribute(ORGANIZATION, b"State Evidence Authority"))
SUBJECT = name(attribute(ORGANIZATION, b"Springfield"))
UNKNOWN = "1.3.6.1.4.1.99999.7"
KEY_IDENTIFIER = seq(seq(oid("2.5.29.14"), octets(octets(b"key identifier 1"))))


def spki(key: Any) -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return bytes(key.public_key().public_bytes(serialization.Encoding.DER, form))


CERTIFICATE = certificate(SUBJECT, spki(KEY), ISSUER, KEY, extensions=KEY_IDENTIFIER)
RSA_CERTIFICATE = certificate(SUBJECT, spki(RSA_KEY), ISSUER, KEY)
OTHER = certificate(SUBJECT, spki(KEY), ISSUER, KEY, serial=8)


def ecdsa(data: bytes, digest: hashes.HashAlgorithm | None = None) -> bytes:
    return KEY.sign(data, ec.ECDSA(digest or hashes.SHA256()))


def signature(**changes: Any) -> Cms:
    return Cms(**{"content": CONTENT, "certificate": CERTIFICATE, "sign": ecdsa, "issuer": ISSUER, **changes})


def rsa_signature(sign: Callable[[bytes], bytes], **changes: Any) -> Cms:
    return signature(certificate=RSA_CERTIFICATE, sign=sign, **changes)


def accepted(made: Cms | bytes) -> Certificate:
    return verify_detached(made if isinstance(made, bytes) else made.der(), CONTENT)[1]


def refused(made: Cms | bytes) -> Kind:
    with pytest.raises(CmsProblem) as caught:
        accepted(made)
    assert str(caught.value)
    return caught.value.kind


def identifier(der: bytes, *more: bytes, digest: str = "sha256") -> bytes:
    return seq(octets(hashlib.new(digest, der).digest()), *more)


def ess(*identifiers: bytes) -> bytes:
    return signed_attribute(ESS_V2, seq(seq(*identifiers)))


# --- legal shapes ---


def test_the_plain_one() -> None:
    assert accepted(signature()).der == CERTIFICATE


@pytest.mark.parametrize("reverse", [False, True])
def test_attributes_in_any_order(reverse: bool) -> None:
    """Signed as they stand (some authorities), or as DER orders them (RFC 5652, 5.4); stored in any order."""
    attributes = sorted(signature().own_attributes(), reverse=reverse)
    accepted(signature(attributes=attributes))
    accepted(signature(attributes=attributes, signed_as=sorted))


def test_other_attributes() -> None:
    unknown = signed_attribute(UNKNOWN, tlv(UTF8, b"anything"))
    strange = signed_attribute(UNKNOWN, b"\xbf\x85\x01\x02\x05\x00")
    accepted(signature(more_attributes=(unknown,)))
    accepted(signature(more_attributes=(strange,)))
    several = tlv(0xA1, signed_attribute(UNKNOWN, NULL, NULL), unknown, unknown)
    accepted(signature(unsigned=several))
    accepted(signature(unsigned=tlv(0xA1)))


@pytest.mark.parametrize("parameters", [(), (NULL,)])
def test_parameters_null_or_absent(parameters: tuple[bytes, ...]) -> None:
    accepted(signature(digest=algorithm(SHA256, *parameters), scheme=algorithm(ECDSA_SHA256, *parameters)))
    given = identifier(CERTIFICATE)
    accepted(signature(ess=ess(seq(algorithm(SHA256, *parameters), *[given[2:]]))))


@pytest.mark.parametrize(("digest", "dotted"), [("sha384", SHA384), ("sha512", SHA512)])
def test_other_digests(digest: str, dotted: str) -> None:
    scheme = algorithm({"sha384": ECDSA_SHA384, "sha512": "1.2.840.10045.4.3.4"}[digest])
    algorithms = {"sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
    accepted(
        signature(
            digest=algorithm(dotted), digest_name=digest, scheme=scheme, sign=lambda d: ecdsa(d, algorithms[digest])
        )
    )
    own = seq(algorithm(dotted), octets(hashlib.new(digest, CERTIFICATE).digest()))
    accepted(signature(ess=ess(own)))


def test_more_digests_than_the_signers_are_announced() -> None:
    sha256, sha512 = algorithm("2.16.840.1.101.3.4.2.1"), algorithm("2.16.840.1.101.3.4.2.3")
    assert accepted(signature(announced=(sha512, sha256, sha512)))


def test_the_signer_named_otherwise() -> None:
    accepted(signature(sid=tlv(0x80, b"key identifier 1")))
    other_type = name(attribute(ORGANIZATION, b"State Evidence Authority", PRINTABLE))
    accepted(signature(sid=seq(other_type, integer(7))))
    serial = seq(seq(tlv(0xA4, other_type)), integer(7))
    accepted(signature(ess=ess(identifier(CERTIFICATE, serial))))
    accepted(signature(ess=ess(identifier(CERTIFICATE), identifier(OTHER))))
    accepted(signature(ess=signed_attribute(ESS_V2, seq(seq(identifier(CERTIFICATE)), seq(seq(oid(UNKNOWN)))))))


def test_both_versions_of_the_certificate_attribute() -> None:
    """The second decides; the first is an attribute like any other here."""
    old = signed_attribute(ESS_V1, seq(seq(identifier(OTHER, digest="sha1"))))
    accepted(signature(more_attributes=(old,)))


def test_whatever_else_is_inside() -> None:
    attribute_certificates = (tlv(0xA1, NULL), tlv(0xA2, NULL), tlv(0xA3, oid(UNKNOWN)))
    assert accepted(signature(certificates=(OTHER, seq(), *attribute_certificates))).der == CERTIFICATE
    other_information = tlv(0xA1, oid(UNKNOWN), NULL)
    made = signature(crls=tlv(0xA1, seq(NULL), other_information))
    assert parse_signed_data(made.der()).crls == (seq(NULL),)
    accepted(made)


def test_hundreds_of_certificates_cost_little() -> None:
    many = tuple(certificate(SUBJECT, spki(KEY), ISSUER, KEY, serial=serial) for serial in range(100, 400))
    made = signature(certificates=many).der()
    began = time.monotonic()
    assert accepted(made).der == CERTIFICATE
    assert time.monotonic() - began < 1


# --- RSA ---


def test_rsa_pkcs1() -> None:
    def sign(data: bytes) -> bytes:
        return RSA_KEY.sign(data, padding.PKCS1v15(), hashes.SHA256())

    for scheme in (algorithm(RSA_SHA256, NULL), algorithm(RSA_SHA256), algorithm(RSA_PLAIN, NULL)):
        accepted(rsa_signature(sign, scheme=scheme))
    assert refused(rsa_signature(lambda data: sign(data)[:-1], scheme=algorithm(RSA_SHA256, NULL))) is Kind.INVALID


def pss(digest: bytes | None, mask: bytes | None, salt: int | None, *more: bytes) -> bytes:
    parts = (
        tlv(0xA0, digest) if digest is not None else b"",
        tlv(0xA1, seq(oid(MGF1), mask)) if mask is not None else b"",
        tlv(0xA2, integer(salt)) if salt is not None else b"",
        *more,
    )
    return algorithm(RSA_PSS, seq(*parts))


@pytest.mark.parametrize("salt", [0, 20, 32, 64])
@pytest.mark.parametrize("mask", [hashes.SHA256(), hashes.SHA512()])
def test_rsa_pss(salt: int, mask: hashes.HashAlgorithm) -> None:
    def sign(data: bytes) -> bytes:
        return RSA_KEY.sign(data, padding.PSS(padding.MGF1(mask), salt), hashes.SHA256())

    mask_digest = algorithm({"sha256": SHA256, "sha512": SHA512}[mask.name], NULL)
    stated = None if salt == 20 else salt
    accepted(rsa_signature(sign, scheme=pss(algorithm(SHA256), mask_digest, stated)))
    accepted(rsa_signature(sign, scheme=pss(algorithm(SHA256, NULL), mask_digest, salt, tlv(0xA3, integer(1)))))
    assert refused(rsa_signature(sign, scheme=pss(algorithm(SHA256), mask_digest, salt + 1))) is Kind.INVALID


@pytest.mark.parametrize(
    "scheme",
    [
        algorithm(RSA_PSS),
        algorithm(RSA_PSS, seq()),
        pss(None, None, 32),
        pss(algorithm(SHA256), None, 32),
        pss(algorithm(SHA1), algorithm(SHA1), 20),
        pss(algorithm(SHA256), algorithm(SHA1), 32),
        pss(algorithm(SHA384), algorithm(SHA384), 32),
        pss(algorithm(SHA256), algorithm(SHA256), -1),
        pss(algorithm(SHA256), algorithm(SHA256), 10**9),
        pss(algorithm(SHA256), algorithm(SHA256), 32, tlv(0xA3, integer(2))),
    ],
)
def test_pss_that_is_not_accepted(scheme: bytes) -> None:
    assert refused(rsa_signature(lambda _data: bytes(384), scheme=scheme)) is Kind.ALGORITHM


# --- algorithms ---


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (signature(digest=algorithm(SHA1), digest_name="sha1"), Kind.ALGORITHM),
        (signature(digest=algorithm("2.16.840.1.101.3.4.2.4"), digest_name="sha224"), Kind.ALGORITHM),
        (signature(digest=algorithm("2.16.840.1.101.3.4.2.8"), digest_name="sha3_256"), Kind.ALGORITHM),
        (signature(scheme=algorithm("1.2.840.10045.4.1")), Kind.ALGORITHM),
        (signature(scheme=algorithm("1.3.101.112")), Kind.ALGORITHM),
        (signature(scheme=algorithm(ECDSA_SHA384)), Kind.ALGORITHM),
        (signature(scheme=algorithm(RSA_SHA256)), Kind.ALGORITHM),
        (signature(ess=ess(seq(algorithm(SHA1), octets(hashlib.sha1(CERTIFICATE).digest())))), Kind.ALGORITHM),
        (signature(digest=algorithm(SHA256, octets(b""))), Kind.FORM),
        (signature(sign=lambda _data: b""), Kind.INVALID),
        (signature(sign=lambda _data: seq(integer(0), integer(0))), Kind.INVALID),
        (signature(sign=lambda data: ecdsa(data) + b"\0"), Kind.INVALID),
    ],
)
def test_algorithms(made: Cms, kind: Kind) -> None:
    assert refused(made) is kind


@pytest.mark.parametrize("key", list(EXOTIC))
def test_keys_of_another_kind(key: str) -> None:
    """Never FORM: the signature is there and its signer is named, but such a key is not accepted."""
    scheme = RSA_SHA256 if key.startswith("rsa") else ECDSA_SHA256
    made = signature(certificate=certificate(SUBJECT, EXOTIC[key], ISSUER, KEY), scheme=algorithm(scheme))
    assert refused(made) is Kind.ALGORITHM


# --- form ---


def less(kind: str) -> Cms:
    made = signature()
    return signature(attributes=[one for one in made.own_attributes() if oid(kind) not in one])


@pytest.mark.parametrize(
    "made",
    [
        signature(ess=b"-"),
        less(SIGNING_TIME),
        less(MESSAGE_DIGEST),
        less("1.2.840.113549.1.9.3"),
        signature(attributes=[]),
        signature(ess=ess(identifier(OTHER)), certificates=(OTHER,)),
        signature(ess=ess(identifier(OTHER))),
        signature(ess=ess(identifier(OTHER), identifier(CERTIFICATE))),
        signature(ess=ess(identifier(CERTIFICATE, seq(seq(tlv(0xA4, SUBJECT)), integer(7))))),
        signature(ess=ess(identifier(CERTIFICATE, seq(seq(tlv(0xA4, ISSUER)), integer(8))))),
        signature(ess=ess(identifier(CERTIFICATE, seq(seq(tlv(0x82, b"a")), integer(7))))),
        signature(ess=ess()),
        signature(ess=signed_attribute(ESS_V2, seq())),
        signature(ess=signed_attribute(ESS_V2, NULL)),
        signature(ess=signed_attribute(ESS_V1, seq(seq(identifier(CERTIFICATE, digest="sha1"))))),
        signature(sid=seq(ISSUER, integer(8))),
        signature(sid=seq(SUBJECT, integer(7))),
        signature(sid=tlv(0x80, b"another key")),
        signature(sid=NULL),
        signature(more_attributes=(signed_attribute(SIGNING_TIME, tlv(0x17, b"260601000000Z")),)),
        signature(more_attributes=(signed_attribute(UNKNOWN, NULL), signed_attribute(UNKNOWN, NULL))),
        signature(more_attributes=(signed_attribute(UNKNOWN, NULL, NULL),)),
        signature(more_attributes=(signed_attribute(UNKNOWN),)),
        signature(encapsulated=CONTENT),
        signature(encapsulated=b""),
        signature(content_type=TST_INFO),
        signature(unsigned=NULL),
        signature(announced=()),
        signature(announced=(algorithm("2.16.840.1.101.3.4.2.3"),)),
    ],
)
def test_form(made: Cms) -> None:
    assert refused(made) is Kind.FORM


def test_signers() -> None:
    one = signature().signer_info()
    assert refused(signature().der(one, one)) is Kind.FORM
    assert refused(
        seq(oid("1.2.840.113549.1.7.2"), tlv(0xA0, seq(integer(1), set_of(), seq(oid(UNKNOWN)), set_of())))
    ) is (Kind.FORM)
    without = seq(
        integer(1), seq(ISSUER, integer(7)), algorithm(SHA256), algorithm(ECDSA_SHA256), octets(ecdsa(CONTENT))
    )
    assert refused(signature().der(without)) is Kind.FORM


def test_other_content_or_other_attributes() -> None:
    assert refused(signature(content=b"other")) is Kind.INVALID
    changed = signature(signed_as=lambda attributes: attributes[:-1])
    assert refused(changed) is Kind.INVALID


def test_bytes_around_it() -> None:
    sound = signature().der()
    for data in (b"", sound + b"\0", sound + sound, b"\0" + sound, b"-----BEGIN CMS-----\n", sound[:-1], sound[1:]):
        assert refused(data) is Kind.FORM


def test_no_bit_and_no_cut_makes_it_raise_anything_else() -> None:
    sound = bytearray(signature(unsigned=tlv(0xA1, signed_attribute(UNKNOWN, NULL))).der())
    for place in range(len(sound)):
        with pytest.raises(CmsProblem):
            accepted(bytes(sound[:place]))
        for bit in (0x01, 0x20, 0x80):
            sound[place] ^= bit
            with contextlib.suppress(CmsProblem):
                assert accepted(bytes(sound)).public_key is not None
            sound[place] ^= bit


# --- OpenSSL's own signatures ---


OPTIONS: list[list[str]] = [[], ["-keyid"], ["-md", "sha512"], ["-nosmimecap"]]
P_384 = ec.generate_private_key(ec.SECP384R1())


@pytest.mark.parametrize(
    ("key", "options"),
    [
        *((key, options) for key in (RSA_KEY, P_384) for options in OPTIONS),
        (RSA_KEY, ["-keyopt", "rsa_padding_mode:pss"]),
    ],
)
def test_signatures_of_openssl(tmp_path: Path, key: PrivateKey, options: list[str]) -> None:
    now = 1_795_176_000_000_000
    root = Authority.root("State Evidence Authority", "Root", Validity.around(now))
    clerk = root.issue("Springfield", "Clerk", Validity.around(now), key=key)
    (tmp_path / "clerk.pem").write_bytes(clerk.certificate.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "clerk.key").write_bytes(clerk.key_pem())
    (tmp_path / "content").write_bytes(CONTENT)
    command = ["openssl", "cms", "-sign", "-cades", "-binary", "-in", "content", "-outform", "DER", "-out", "signature"]
    signer = ["-signer", "clerk.pem", "-inkey", "clerk.key"]
    subprocess.run([*command, *signer, *options], cwd=tmp_path, check=True, capture_output=True)
    assert accepted((tmp_path / "signature").read_bytes()).der == clerk.der
