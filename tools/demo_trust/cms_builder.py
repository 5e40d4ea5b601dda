"""CMS signatures of any shape (RFC 5652): right by default, and each argument one way to get it wrong.

The product signs through pyHanko; this second writer exists for the timestamp authority and for attacks.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from asn1crypto import algos, cms, core, tsp, x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding

from reviewer.evidence.instants import from_microseconds
from tools.demo_trust.certificates import Identity

_UNKNOWN = "1.3.6.1.4.1.99999.7"
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


@dataclass(frozen=True)
class Shape:
    """How a SignedData looks. ``signers``: how many SignerInfos; ``by_key_identifier``: how the signer is named.

    ``ess_of``: another certificate for the ESSCertIDv2, ``ess_more`` further ones after it, ``ess_digest`` its hash,
    ``ess_serial`` the serial number in its issuerSerial.
    """

    digest: str = "sha256"
    signed_attributes: bool = True
    ess: Literal["v2", "v1", "none"] = "v2"
    ess_of: Identity | None = None
    ess_more: tuple[Identity, ...] = ()
    ess_digest: str = "sha256"
    ess_serial: int | None = None
    by_key_identifier: bool = False
    more_attributes: bool = False
    """An unknown signed attribute, and an unsigned one."""
    signing_time: bool = True
    message_digest: bytes | None = None
    attached: bool = False
    signers: int = 1
    pss: bool = False
    with_signer_certificate: bool = True
    repeat: str | None = None
    """Name of a signed attribute that stands twice."""


def sign_cms(
    content: bytes, identity: Identity, signing_time: int, shape: Shape | None = None, content_type: str = "data"
) -> bytes:
    """DER of a SignedData over ``content``. ``signing_time`` in µs UTC."""
    shape = shape or Shape()
    certificate = _asn1(identity.certificate)
    digest = hashlib.new(shape.digest, content, usedforsecurity=False).digest()
    attributes = _attributes(identity, shape, content_type, digest, signing_time)
    to_sign = attributes.dump() if shape.signed_attributes else content
    by_serial = cms.IssuerAndSerialNumber({"issuer": certificate.issuer, "serial_number": certificate.serial_number})
    info: dict[str, object] = {
        "version": "v3" if shape.by_key_identifier else "v1",
        "sid": cms.SignerIdentifier("subject_key_identifier", certificate.key_identifier_value)
        if shape.by_key_identifier
        else cms.SignerIdentifier("issuer_and_serial_number", by_serial),
        "digest_algorithm": algos.DigestAlgorithm({"algorithm": shape.digest}),
        "signature_algorithm": _signature_algorithm(identity, shape),
        "signature": _raw_signature(identity, shape, to_sign),
    }
    if shape.signed_attributes:
        info["signed_attrs"] = attributes
    if shape.more_attributes:
        info["unsigned_attrs"] = [cms.CMSAttribute({"type": _UNKNOWN, "values": [core.UTF8String("unsigned")]})]
    encapsulated: dict[str, object] = {"content_type": content_type}
    if shape.attached:
        encapsulated["content"] = content if content_type == "data" else core.ParsableOctetString(content)
    leaf = (identity.certificate,) if shape.with_signer_certificate else ()
    signed = cms.SignedData(
        {
            "version": "v1" if content_type == "data" else "v3",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": shape.digest})],
            "encap_content_info": encapsulated,
            "certificates": [cms.CertificateChoices("certificate", _asn1(c)) for c in (*leaf, *identity.chain)],
            "signer_infos": [cms.SignerInfo(info) for _ in range(shape.signers)],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())


def _attributes(
    identity: Identity, shape: Shape, content_type: str, digest: bytes, signing_time: int
) -> cms.CMSAttributes:
    values: dict[str, object] = {
        "content_type": content_type,
        "message_digest": shape.message_digest if shape.message_digest is not None else digest,
    }
    if shape.signing_time:
        values["signing_time"] = cms.Time({"utc_time": core.UTCTime(from_microseconds(signing_time))})
    if shape.ess == "v2":
        identifiers = [_ess(named, shape) for named in (shape.ess_of or identity, *shape.ess_more)]
        values["signing_certificate_v2"] = tsp.SigningCertificateV2({"certs": identifiers})
    elif shape.ess == "v1":
        ess_der = (shape.ess_of or identity).der
        old = tsp.ESSCertID({"cert_hash": hashlib.sha1(ess_der, usedforsecurity=False).digest()})
        values["signing_certificate"] = tsp.SigningCertificate({"certs": [old]})
    pairs: Sequence[tuple[str, object]] = [*values.items()]
    if shape.more_attributes:
        values[_UNKNOWN] = core.UTF8String("signed")
        pairs = [*values.items()]
    if shape.repeat is not None:
        pairs = [*pairs, (shape.repeat, values[shape.repeat])]
    return cms.CMSAttributes([cms.CMSAttribute({"type": kind, "values": [value]}) for kind, value in pairs])


def _ess(identity: Identity, shape: Shape) -> tsp.ESSCertIDv2:
    members: dict[str, object] = {"cert_hash": hashlib.new(shape.ess_digest, identity.der).digest()}
    if shape.ess_digest != "sha256":
        members["hash_algorithm"] = {"algorithm": shape.ess_digest}
    if shape.ess_serial is not None:
        issuer = x509.GeneralName("directory_name", _asn1(identity.certificate).issuer)
        members["issuer_serial"] = tsp.IssuerSerial({"issuer": [issuer], "serial_number": shape.ess_serial})
    return tsp.ESSCertIDv2(members)


def _signature_algorithm(identity: Identity, shape: Shape) -> algos.SignedDigestAlgorithm:
    if isinstance(identity.key, ec.EllipticCurvePrivateKey):
        return algos.SignedDigestAlgorithm({"algorithm": f"{shape.digest}_ecdsa"})
    if not shape.pss:
        return algos.SignedDigestAlgorithm({"algorithm": f"{shape.digest}_rsa"})
    digest = algos.DigestAlgorithm({"algorithm": shape.digest})
    parameters = algos.RSASSAPSSParams(
        {
            "hash_algorithm": digest,
            "mask_gen_algorithm": algos.MaskGenAlgorithm({"algorithm": "mgf1", "parameters": digest}),
            "salt_length": _HASHES[shape.digest].digest_size,
        }
    )
    return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})


def _raw_signature(identity: Identity, shape: Shape, data: bytes) -> bytes:
    digest = _HASHES[shape.digest]
    if isinstance(identity.key, ec.EllipticCurvePrivateKey):
        return identity.key.sign(data, ec.ECDSA(digest))
    if shape.pss:
        return identity.key.sign(data, padding.PSS(padding.MGF1(digest), digest.digest_size), digest)
    return identity.key.sign(data, padding.PKCS1v15(), digest)


def _asn1(certificate: pyca.Certificate) -> x509.Certificate:
    return x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
