"""Which keys, digests and signatures are accepted, and their mathematics (specification 4.2).

Accepted: ECDSA on P-256, P-384, P-521; RSA of 3,072 bits or more, PKCS#1 v1.5 or PSS; SHA-256, SHA-384, SHA-512.
Anything else is refused, however valid.
"""

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InternalError, InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from reviewer.verification.der import SEQUENCE, DerError, Element

MIN_RSA_BITS = 3072
MAX_RSA_BITS = 16384
"""A larger key costs the verifier time without end; no authority issues one."""

SHA1 = "1.3.14.3.2.26"
DIGESTS = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_ECDSA = {"1.2.840.10045.4.3.2": "sha256", "1.2.840.10045.4.3.3": "sha384", "1.2.840.10045.4.3.4": "sha512"}
_RSA_WITH = {
    "1.2.840.113549.1.1.11": "sha256",
    "1.2.840.113549.1.1.12": "sha384",
    "1.2.840.113549.1.1.13": "sha512",
}
_RSA_PLAIN = "1.2.840.113549.1.1.1"
_RSA_PSS = "1.2.840.113549.1.1.10"
_MGF1 = "1.2.840.113549.1.1.8"
_CURVES = ("secp256r1", "secp384r1", "secp521r1")


class AlgorithmRefused(ValueError):
    """An algorithm or key that 4.2 does not accept."""


@dataclass(frozen=True, slots=True)
class SignatureScheme:
    """How a signature is to be verified. ``salt`` (bytes) and ``mask`` (the digest of the mask) are of PSS alone."""

    family: str
    digest: str | None
    salt: int | None = None
    mask: str | None = None


def digest_name(identifier: Element) -> str:
    """``sha256`` … of an AlgorithmIdentifier. Raises AlgorithmRefused, DerError."""
    oid, parameters = _identifier(identifier)
    if parameters is not None and parameters.whole != b"\x05\x00":
        raise DerError("a digest algorithm with parameters")
    if oid not in DIGESTS:
        raise AlgorithmRefused(f"digest algorithm {oid} is not accepted")
    return DIGESTS[oid]


def digest_of(data: bytes, name: str) -> bytes:
    return hashlib.new(name, data).digest()


def signature_scheme(identifier: Element) -> SignatureScheme:
    """The scheme of a signature's AlgorithmIdentifier. Raises AlgorithmRefused, DerError."""
    oid, parameters = _identifier(identifier)
    if oid in _ECDSA:
        return SignatureScheme("ecdsa", _ECDSA[oid])
    if oid in _RSA_WITH:
        return SignatureScheme("rsa", _RSA_WITH[oid])
    if oid == _RSA_PLAIN:
        return SignatureScheme("rsa", None)
    if oid == _RSA_PSS:
        return _pss(parameters)
    raise AlgorithmRefused(f"signature algorithm {oid} is not accepted")


def _pss(parameters: Element | None) -> SignatureScheme:
    """RSASSA-PSS parameters (RFC 4055, 3.1). Their defaults mean SHA-1, which is not accepted."""
    if parameters is None:
        raise AlgorithmRefused("RSASSA-PSS without parameters means SHA-1, which is not accepted")
    members = {member.tag: member.children for member in parameters.expect(SEQUENCE).children}
    if 0xA0 not in members or 0xA1 not in members:
        raise AlgorithmRefused("RSASSA-PSS with a default means SHA-1, which is not accepted")
    if any(len(members[tag]) != 1 for tag in members) or set(members) - {0xA0, 0xA1, 0xA2, 0xA3}:
        raise DerError("malformed RSASSA-PSS parameters")
    digest = digest_name(members[0xA0][0])
    mask, mask_parameters = _identifier(members[0xA1][0])
    if mask != _MGF1 or mask_parameters is None:
        raise AlgorithmRefused("RSASSA-PSS with another mask than MGF1 and a digest that is accepted")
    mask_digest = digest_name(mask_parameters)
    if 0xA3 in members and members[0xA3][0].integer != 1:
        raise AlgorithmRefused("RSASSA-PSS with an unknown trailer")
    salt = members[0xA2][0].integer if 0xA2 in members else 20
    if not 0 <= salt <= 512:
        raise AlgorithmRefused("RSASSA-PSS with a salt that cannot be")
    return SignatureScheme("pss", digest, salt, mask_digest)


def _identifier(identifier: Element) -> tuple[str, Element | None]:
    members = identifier.expect(SEQUENCE).children
    if not 1 <= len(members) <= 2:
        raise DerError("a malformed algorithm identifier")
    return members[0].oid, members[1] if len(members) == 2 else None


def refuse_weak_key(key: PublicKeyTypes | None) -> None:
    """Raises AlgorithmRefused unless the key is one of 4.2; None is a key that the library does not know."""
    if isinstance(key, ec.EllipticCurvePublicKey):
        if key.curve.name not in _CURVES:
            raise AlgorithmRefused(f"the curve {key.curve.name} is not accepted")
    elif isinstance(key, rsa.RSAPublicKey):
        if not MIN_RSA_BITS <= key.key_size <= MAX_RSA_BITS:
            raise AlgorithmRefused(f"an RSA key of {key.key_size} bits is not accepted")
    else:
        raise AlgorithmRefused("the key is neither ECDSA nor RSA")


def key_in_words(key: PublicKeyTypes | None) -> str:
    """``ECDSA P-256``, ``RSA 3072``: for reports."""
    if key is None:
        return "of an unknown kind"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "ECDSA " + {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}.get(
            key.curve.name, key.curve.name
        )
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    return type(key).__name__.lstrip("_").removesuffix("PublicKey")


def signature_holds(
    key: PublicKeyTypes | None, scheme: SignatureScheme, digest: str | None, signature: bytes, data: bytes
) -> bool:
    """Whether the signature over the data verifies. Raises AlgorithmRefused.

    ``digest``: what the surrounding structure states (CMS digestAlgorithm); where both state one, they must agree.
    """
    refuse_weak_key(key)
    name = scheme.digest or digest
    if name is None or (digest is not None and name != digest):
        raise AlgorithmRefused("the signature algorithm and the digest algorithm do not go together")
    algorithm = _HASHES[name]
    try:
        if isinstance(key, ec.EllipticCurvePublicKey) and scheme.family == "ecdsa":
            key.verify(signature, data, ec.ECDSA(algorithm))
        elif isinstance(key, rsa.RSAPublicKey) and scheme.family == "rsa":
            key.verify(signature, data, padding.PKCS1v15(), algorithm)
        elif isinstance(key, rsa.RSAPublicKey) and scheme.family == "pss":
            mask = _HASHES[scheme.mask] if scheme.mask is not None else algorithm
            pss = padding.PSS(mgf=padding.MGF1(mask), salt_length=scheme.salt or 0)
            key.verify(signature, data, pss, algorithm)
        else:
            raise AlgorithmRefused("the key is not of the kind that the signature algorithm wants")
    except (InvalidSignature, UnsupportedAlgorithm, InternalError, ValueError) as error:
        if isinstance(error, AlgorithmRefused):
            raise
        return False
    return True
