"""Tokens as every authority writes them, OpenSSL's among them, and those that are none (RFC 3161; 4.1, 4.2)."""

import hashlib
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from reviewer.evidence.instants import parse_instant
from reviewer.verification.certificates import parse_all, usage_problem_of_timestamper
from reviewer.verification.cms import CmsProblem, Kind
from reviewer.verification.timestamp_token import Token, read_token
from tests.unit.verification.asn1 import (
    COMMON_NAME,
    ESS_V1,
    ESS_V2,
    ORGANIZATION,
    SHA1,
    SHA256,
    SHA512,
    TST_INFO,
    Cms,
    algorithm,
    attribute,
    certificate,
    integer,
    name,
    octets,
    oid,
    seq,
    signed_attribute,
    tlv,
)
from tools.demo_trust.certificates import TIMESTAMPING_USAGES, Authority, Validity

STAMPED = b"<asic:ASiCManifest/>"
KEY = ec.generate_private_key(ec.SECP256R1())
SPKI = KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
ISSUER = name(attribute(ORGANIZATION, b"Meridian Time"))
AUTHORITY = certificate(name(attribute(COMMON_NAME, b"Stamper")), SPKI, ISSUER, KEY)
POLICY = oid("1.3.6.1.4.1.13762.3")
IMPRINT = seq(algorithm(SHA256), octets(hashlib.sha256(STAMPED).digest()))
ACCURACY = seq(integer(1), tlv(0x80, b"\x01\xf4"), tlv(0x81, b"\x64"))
TSA = tlv(0xA0, tlv(0xA4, name(attribute(COMMON_NAME, b"Stamper"))))
NONCE = integer(2**63)
EXTENSION = seq(oid("1.3.6.1.5.5.7.1.3"), octets(seq()))
CRITICAL = seq(oid("1.3.6.1.4.1.99999.1"), tlv(1, b"\xff"), octets(seq()))


def info(
    gen_time: bytes = b"20260601120000Z", *more: bytes, version: int = 1, imprint: bytes = IMPRINT, tag: int = 0x18
) -> bytes:
    return seq(integer(version), POLICY, imprint, integer(99), tlv(tag, gen_time), *more)


def token(content: bytes, **changes: Any) -> bytes:
    made = Cms(
        **{
            "content": content,
            "encapsulated": content,
            "content_type": TST_INFO,
            "certificate": AUTHORITY,
            "sign": lambda data: KEY.sign(data, ec.ECDSA(hashes.SHA256())),
            "issuer": ISSUER,
            **changes,
        }
    )
    return made.der()


def read(data: bytes, *pool: bytes) -> Token:
    return read_token(data, STAMPED, parse_all(pool))


def refused(data: bytes) -> Kind:
    with pytest.raises(CmsProblem) as caught:
        read(data)
    return caught.value.kind


@pytest.mark.parametrize(
    "more",
    [
        (),
        (ACCURACY,),
        (seq(),),
        (tlv(1, b"\xff"),),
        (tlv(1, b"\0"),),
        (NONCE,),
        (TSA,),
        (tlv(0xA1, EXTENSION),),
        (ACCURACY, tlv(1, b"\xff"), NONCE, TSA, tlv(0xA1, EXTENSION)),
    ],
)
def test_optional_members(more: tuple[bytes, ...]) -> None:
    assert read(token(info(b"20260601120000Z", *more))).gen_time == parse_instant("2026-06-01T12:00:00.000Z")


@pytest.mark.parametrize(
    ("gen_time", "fraction"),
    [
        (b"20260601120000.5Z", 500_000),
        (b"20260601120000.123Z", 123_000),
        (b"20260601120000.123456Z", 123_456),
        (b"20260601120000.1234567Z", 123_456),
        (b"20260601120000.000Z", 0),
    ],
)
def test_fractions_of_a_second(gen_time: bytes, fraction: int) -> None:
    assert read(token(info(gen_time))).gen_time == parse_instant("2026-06-01T12:00:00.000Z") + fraction


@pytest.mark.parametrize(
    "content",
    [
        info(b"20260601120000"),
        info(b"202606011200Z"),
        info(b"20260601120000+0100"),
        info(b"20260601120060Z"),
        info(b"20260231120000Z"),
        info(b"00000601120000Z"),
        info(b"20260601120000.Z"),
        info(b"20260601120000,5Z"),
        info("٢٠٢٦0601120000Z".encode()),
        info(b"260601120000Z", tag=0x17),
        info(version=2),
        info(imprint=seq(algorithm(SHA256))),
        info(b"20260601120000Z", ACCURACY, ACCURACY),
        info(b"20260601120000Z", NONCE, ACCURACY),
        info(b"20260601120000Z", tlv(0xA2)),
        info(b"20260601120000Z", tlv(0xA1, CRITICAL)),
        info() + b"\0",
        b"",
        seq(),
    ],
)
def test_content_that_is_not_well_formed(content: bytes) -> None:
    assert refused(token(content)) is Kind.FORM


def test_imprints() -> None:
    wide = seq(algorithm(SHA512), octets(hashlib.sha512(STAMPED).digest()))
    assert read(token(info(imprint=wide)))
    weak = seq(algorithm(SHA1), octets(hashlib.sha1(STAMPED).digest()))
    assert refused(token(info(imprint=weak))) is Kind.ALGORITHM
    for wrong in (b"", hashlib.sha256(STAMPED).digest()[:31], hashlib.sha256(b"other").digest()):
        assert refused(token(info(imprint=seq(algorithm(SHA256), octets(wrong))))) is Kind.INVALID


def test_the_certificate_attribute_of_either_version() -> None:
    first = signed_attribute(ESS_V1, seq(seq(seq(octets(hashlib.sha1(AUTHORITY).digest())))))
    assert read(token(info(), ess=first)).authority.der == AUTHORITY
    sha1 = signed_attribute(ESS_V2, seq(seq(seq(algorithm(SHA1), octets(hashlib.sha1(AUTHORITY).digest())))))
    assert read(token(info(), ess=sha1))
    wrong = signed_attribute(ESS_V1, seq(seq(seq(octets(bytes(20))))))
    assert refused(token(info(), ess=wrong)) is Kind.FORM
    assert refused(token(info(), ess=b"-")) is Kind.FORM


def test_without_signing_time_and_without_the_certificate() -> None:
    made = Cms(
        content=info(), content_type=TST_INFO, certificate=AUTHORITY, sign=lambda _data: b"", issuer=ISSUER
    ).own_attributes()
    assert read(token(info(), attributes=[made[0], *made[2:]]))
    bare = token(info(), attributes=made)
    bare = bare.replace(AUTHORITY, b"")  # lengths are wrong now: this is no DER
    assert refused(bare) is Kind.FORM


def test_other_kinds_of_structure() -> None:
    assert refused(token(info(), content_type="1.2.840.113549.1.7.1")) is Kind.FORM
    assert refused(token(info(), encapsulated=None)) is Kind.FORM
    assert refused(seq(seq(integer(0)), token(info()))) is Kind.FORM


# --- OpenSSL's own authority ---

CONFIG = """
[tsa]
default_tsa = t
[t]
serial = {place}/serial
signer_cert = {place}/stamper.pem
signer_key = {place}/stamper.key
certs = {place}/root.pem
signer_digest = sha256
default_policy = 1.3.6.1.4.1.13762.3
digests = sha256, sha512
accuracy = secs:1, millisecs:500, microsecs:100
clock_precision_digits = {digits}
ordering = yes
tsa_name = yes
ess_cert_id_chain = {chain}
ess_cert_id_alg = {ess}
"""
NOW = 1_795_176_000_000_000


@pytest.mark.parametrize("rsa_key", [False, True])
@pytest.mark.parametrize(
    ("digits", "ess", "chain", "with_certificate"),
    [(0, "sha1", "no", True), (3, "sha256", "yes", True), (6, "sha512", "no", True), (0, "sha256", "no", False)],
)
def test_tokens_of_openssl(
    tmp_path: Path, rsa_key: bool, digits: int, ess: str, chain: str, with_certificate: bool
) -> None:
    key = rsa.generate_private_key(65537, 3072) if rsa_key else None
    root = Authority.root("Meridian Time", "Root", Validity.around(NOW))
    stamper = root.issue(
        "Meridian Time", "Stamper", Validity.around(NOW), usages=TIMESTAMPING_USAGES, usages_critical=True, key=key
    )
    (tmp_path / "root.pem").write_bytes(root.pem)
    (tmp_path / "stamper.pem").write_bytes(stamper.certificate.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "stamper.key").write_bytes(stamper.key_pem())
    (tmp_path / "stamped").write_bytes(STAMPED)
    (tmp_path / "tsa.cnf").write_text(CONFIG.format(place=tmp_path, digits=digits, ess=ess, chain=chain))
    query = ["-data", "stamped", "-sha512", *(["-cert"] if with_certificate else []), "-out", "query"]
    for command in (
        ["-query", *query],
        ["-reply", "-config", "tsa.cnf", "-queryfile", "query", "-token_out", "-out", "token"],
    ):
        subprocess.run(["openssl", "ts", *command], cwd=tmp_path, check=True, capture_output=True)
    made = (tmp_path / "token").read_bytes()
    if not with_certificate:
        assert refused(made) is Kind.FORM
    found = read(made, root.der, stamper.der)
    assert found.authority.der == stamper.der
    assert usage_problem_of_timestamper(found.authority) is None
    assert (found.gen_time % 1_000_000 == 0) or digits
    with pytest.raises(CmsProblem, match="other data"):
        read_token(made, STAMPED + b".", parse_all([stamper.der]))
