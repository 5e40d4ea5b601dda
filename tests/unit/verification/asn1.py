"""DER written byte by byte, for structures that no library would write."""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

ECDSA_SHA256 = "1.2.840.10045.4.3.2"
UTF8, PRINTABLE, TELETEX, BMP, UNIVERSAL = 0x0C, 0x13, 0x14, 0x1E, 0x1C
ORGANIZATION, COMMON_NAME = "2.5.4.10", "2.5.4.3"


def tlv(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    octets = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def seq(*parts: bytes) -> bytes:
    return tlv(0x30, *parts)


def set_of(*parts: bytes) -> bytes:
    return tlv(0x31, *parts)


def integer(value: int) -> bytes:
    return tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def octets(content: bytes) -> bytes:
    return tlv(4, content)


def oid(dotted: str) -> bytes:
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    encoded = b""
    for arc in (40 * first + second, *rest):
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(0x80 | arc & 0x7F)
        encoded += bytes(reversed(groups))
    return tlv(6, encoded)


def algorithm(dotted: str, *parameters: bytes) -> bytes:
    return seq(oid(dotted), *parameters)


def attribute(kind: str, text: bytes, tag: int = UTF8) -> bytes:
    return seq(oid(kind), tlv(tag, text))


def name(*relative: bytes) -> bytes:
    """Of attributes, each an RDN of its own."""
    return seq(*(set_of(one) for one in relative))


def utc_time(moment: dt.datetime) -> bytes:
    return tlv(0x17, moment.strftime("%y%m%d%H%M%SZ").encode())


def certificate(
    subject: bytes,
    spki: bytes,
    issuer: bytes,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    serial: int = 7,
    extensions: bytes | None = None,
    version: int | None = 2,
    inner: bytes | None = None,
) -> bytes:
    """A certificate of any content at all, valid for 2026. ``inner``: another algorithm in its signed part."""
    signed_with = algorithm(ECDSA_SHA256)
    start, end = (dt.datetime(2026, month, 1, tzinfo=dt.UTC) for month in (1, 12))
    tbs = seq(
        *([tlv(0xA0, integer(version))] if version is not None else []),
        integer(serial),
        inner or signed_with,
        issuer,
        seq(utc_time(start), utc_time(end)),
        subject,
        spki,
        *([tlv(0xA3, extensions)] if extensions is not None else []),
    )
    signature = issuer_key.sign(tbs, ec.ECDSA(hashes.SHA256()))
    return seq(tbs, signed_with, tlv(3, b"\0", signature))


# --- CMS (RFC 5652), its parts to be changed one by one ---

DATA, TST_INFO, SIGNED_DATA = "1.2.840.113549.1.7.1", "1.2.840.113549.1.9.16.1.4", "1.2.840.113549.1.7.2"
CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME = (f"1.2.840.113549.1.9.{number}" for number in (3, 4, 5))
ESS_V2, ESS_V1 = "1.2.840.113549.1.9.16.2.47", "1.2.840.113549.1.9.16.2.12"
SHA1, SHA256, SHA384, SHA512 = (
    "1.3.14.3.2.26", "2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3",
)  # fmt: skip
ECDSA_SHA384, RSA_SHA256, RSA_PLAIN, RSA_PSS, MGF1 = (
    "1.2.840.10045.4.3.3", "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10",
    "1.2.840.113549.1.1.8",
)  # fmt: skip
NULL = b"\x05\x00"


def signed_attribute(kind: str, *values: bytes) -> bytes:
    return seq(oid(kind), set_of(*values))


@dataclass
class Cms:
    """A signature over ``content`` that is right until a member is changed. ``sign`` signs the attributes' bytes."""

    content: bytes
    certificate: bytes
    sign: Callable[[bytes], bytes]
    issuer: bytes
    serial: int = 7
    content_type: str = DATA
    encapsulated: bytes | None = None
    digest: bytes = field(default_factory=lambda: algorithm(SHA256))
    digest_name: str = "sha256"
    announced: tuple[bytes, ...] | None = None
    """``digestAlgorithms``; the signer's own where None."""
    scheme: bytes = field(default_factory=lambda: algorithm(ECDSA_SHA256))
    sid: bytes | None = None
    attributes: list[bytes] | None = None
    """In the order in which they stand."""
    more_attributes: tuple[bytes, ...] = ()
    ess: bytes | None = None
    certificates: tuple[bytes, ...] = ()
    crls: bytes = b""
    unsigned: bytes = b""
    signed_as: Callable[[list[bytes]], list[bytes]] = field(default=lambda attributes: attributes)
    """The order in which they were signed."""

    def own_attributes(self) -> list[bytes]:
        digest = hashlib.new(self.digest_name, self.content).digest()
        ess = self.ess or signed_attribute(ESS_V2, seq(seq(seq(octets(hashlib.sha256(self.certificate).digest())))))
        return [
            signed_attribute(CONTENT_TYPE, oid(self.content_type)),
            signed_attribute(SIGNING_TIME, tlv(0x17, b"260601000000Z")),
            signed_attribute(MESSAGE_DIGEST, octets(digest)),
            *([] if ess == b"-" else [ess]),
            *self.more_attributes,
        ]

    def signer_info(self) -> bytes:
        attributes = self.own_attributes() if self.attributes is None else self.attributes
        return seq(
            integer(1),
            self.sid or seq(self.issuer, integer(self.serial)),
            self.digest,
            tlv(0xA0, *attributes),
            self.scheme,
            octets(self.sign(set_of(*self.signed_as(attributes)))),
            self.unsigned,
        )

    def der(self, *signers: bytes) -> bytes:
        content = tlv(0xA0, octets(self.encapsulated)) if self.encapsulated is not None else b""
        body = seq(
            integer(1),
            set_of(*((self.digest,) if self.announced is None else self.announced)),
            seq(oid(self.content_type), content),
            tlv(0xA0, self.certificate, *self.certificates),
            self.crls,
            set_of(*(signers or (self.signer_info(),))),
        )
        return seq(oid(SIGNED_DATA), tlv(0xA0, body))
