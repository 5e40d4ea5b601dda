"""DER written byte by byte, for structures that no library would write."""

import datetime as dt

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
