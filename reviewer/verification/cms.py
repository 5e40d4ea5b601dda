"""CMS SignedData as CAdES baseline B wants it (RFC 5652, ETSI EN 319 122-1; specification 4.1 and 4.2).

``parse_signed_data`` reads the structure, ``signer_of`` finds the signer's certificate by the signed
ESSCertIDv2, ``check_signature`` does the mathematics. Each raises CmsProblem with what is wrong and of which kind.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from reviewer.verification.algorithms import (
    DIGESTS,
    SHA1,
    AlgorithmRefused,
    SignatureScheme,
    digest_name,
    digest_of,
    signature_holds,
    signature_scheme,
)
from reviewer.verification.certificates import Certificate
from reviewer.verification.der import INTEGER, OCTET_STRING, SEQUENCE, SET, DerError, Element, parse
from reviewer.verification.distinguished_names import DistinguishedName

ID_DATA = "1.2.840.113549.1.7.1"
ID_SIGNED_DATA = "1.2.840.113549.1.7.2"
ID_TST_INFO = "1.2.840.113549.1.9.16.1.4"
ATTRIBUTE_CONTENT_TYPE = "1.2.840.113549.1.9.3"
ATTRIBUTE_MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
ATTRIBUTE_SIGNING_TIME = "1.2.840.113549.1.9.5"
ATTRIBUTE_SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12"
ATTRIBUTE_SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"


class Kind(Enum):
    """Of which kind a problem is: the caller turns it into its own code."""

    FORM = "form"
    ALGORITHM = "algorithm"
    INVALID = "invalid"


class CmsProblem(Exception):
    """What is wrong with a signature; ``str`` is the end of a sentence."""

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class SignedData:
    """One signer's SignedData, its structure sound and nothing of it proven yet.

    ``content`` is None where detached. ``attributes`` maps an OID to the one value of that signed attribute;
    ``signed_forms`` is what the signature may be over: the attributes as a SET OF, in DER's order, which RFC 5652 (5.4)
    asks for, and in the order in which they stand, which the authors of some tokens signed. ``crls`` are DER.
    """

    content_type: str
    content: bytes | None
    certificates: tuple[bytes, ...]
    crls: tuple[bytes, ...]
    issuer_der: bytes | None
    serial: int | None
    key_identifier: bytes | None
    digest: str
    scheme: SignatureScheme
    attributes: Mapping[str, Element]
    signed_forms: tuple[bytes, ...]
    signature: bytes


def parse_signed_data(data: bytes) -> SignedData:
    """Raises CmsProblem."""
    try:
        return _parse(data)
    except AlgorithmRefused as error:
        raise CmsProblem(Kind.ALGORITHM, str(error)) from error
    except DerError as error:
        raise CmsProblem(Kind.FORM, f"it is not well formed ({error})") from error


def _parse(data: bytes) -> SignedData:
    info = parse(data).expect(SEQUENCE).children
    if len(info) != 2 or info[0].oid != ID_SIGNED_DATA or info[1].tag != 0xA0:
        raise CmsProblem(Kind.FORM, "it is not CMS SignedData")
    (body,) = _exactly(info[1].children, 1)
    members = list(body.expect(SEQUENCE).children)
    if len(members) < 4:
        raise DerError("SignedData lacks a member")
    members.pop(0).expect(INTEGER)
    announced = {one.expect(SEQUENCE).children[0].oid for one in members.pop(0).expect(SET).children if one.content}
    content_type, content = _encapsulated(members.pop(0))
    certificates: tuple[bytes, ...] = ()
    if members and members[0].tag == 0xA0:
        certificates = tuple(one.whole for one in members.pop(0).children if one.tag == SEQUENCE)
    crls: tuple[bytes, ...] = ()
    if members and members[0].tag == 0xA1:
        crls = tuple(one.whole for one in members.pop(0).children if one.tag == SEQUENCE)
    (signers,) = _exactly(members, 1)
    signer_infos = signers.expect(SET).children
    if len(signer_infos) != 1:
        raise CmsProblem(Kind.FORM, f"it has {len(signer_infos) or 'no'} signers; exactly one is wanted")
    return _signer(signer_infos[0], announced, content_type, content, certificates, crls)


def _encapsulated(info: Element) -> tuple[str, bytes | None]:
    members = info.expect(SEQUENCE).children
    if not 1 <= len(members) <= 2:
        raise DerError("malformed encapsulated content")
    if len(members) == 1:
        return members[0].oid, None
    (octets,) = _exactly(members[1].expect(0xA0).children, 1)
    return members[0].oid, octets.expect(OCTET_STRING).content


def _signer(
    info: Element,
    announced: Collection[str],
    content_type: str,
    content: bytes | None,
    certificates: tuple[bytes, ...],
    crls: tuple[bytes, ...],
) -> SignedData:
    members = list(info.expect(SEQUENCE).children)
    if len(members) < 5:
        if len(members) >= 2 and not any(member.tag == 0xA0 for member in members):
            raise CmsProblem(Kind.FORM, "it has no signed attributes")
        raise DerError("SignerInfo lacks a member")
    members.pop(0).expect(INTEGER)
    issuer_der, serial, key_identifier = _signer_identifier(members.pop(0))
    algorithm = members.pop(0)
    digest = digest_name(algorithm)
    if algorithm.children[0].oid not in announced:
        # RFC 5652, 5.1 allows to refuse it, and OpenSSL does: what section 7 cannot check is no signature here.
        raise CmsProblem(Kind.FORM, "its signer uses a digest that the signature does not announce")
    if members[0].tag != 0xA0:
        raise CmsProblem(Kind.FORM, "it has no signed attributes")
    attributes_element = members.pop(0)
    attributes = _attributes(attributes_element)
    scheme = signature_scheme(members.pop(0))
    signature = members.pop(0).expect(OCTET_STRING).content
    if members and members[0].tag == 0xA1:
        members.pop(0)
    _exactly(members, 0)
    return SignedData(
        content_type, content, certificates, crls, issuer_der, serial, key_identifier,
        digest, scheme, attributes, _signed_forms(attributes_element), signature,
    )  # fmt: skip


def _signed_forms(attributes: Element) -> tuple[bytes, ...]:
    head = bytes([SET]) + attributes.whole[1 : len(attributes.whole) - len(attributes.content)]
    in_order = b"".join(sorted(attribute.whole for attribute in attributes.children))
    return tuple(dict.fromkeys((head + attributes.content, head + in_order)))


def _signer_identifier(element: Element) -> tuple[bytes | None, int | None, bytes | None]:
    if element.tag == 0x80:
        return None, None, element.content
    issuer, serial = _exactly(element.expect(SEQUENCE).children, 2)
    return issuer.expect(SEQUENCE).whole, serial.integer, None


def _attributes(element: Element) -> dict[str, Element]:
    """Each signed attribute stands once, with one value (4.1)."""
    found: dict[str, Element] = {}
    for attribute in element.children:
        kind, values = _exactly(attribute.expect(SEQUENCE).children, 2)
        if kind.oid in found:
            raise CmsProblem(Kind.FORM, f"the signed attribute {kind.oid} stands twice")
        (found[kind.oid],) = _exactly(values.expect(SET).children, 1)
    return found


def _exactly(elements: Iterable[Element], count: int) -> list[Element]:
    members = list(elements)
    if len(members) != count:
        raise DerError(f"{len(members)} values where {count} are wanted")
    return members


def signer_of(signed: SignedData, pool: Iterable[Certificate] = (), *, token: bool = False) -> Certificate:
    """The signer's certificate, named by the signed ESSCertIDv2 and by the signer identifier. Raises CmsProblem.

    It must be inside the structure; for a timestamp token (``token``) it may also come from ``pool``.
    A token's ESSCertID of version 1 (SHA-1) is taken as an identifier (4.2).
    """
    try:
        algorithm, digest, issuer_serial = _first_certificate_id(signed, token=token)
    except AlgorithmRefused as error:
        raise CmsProblem(Kind.ALGORITHM, str(error)) from error
    except DerError as error:
        raise CmsProblem(Kind.FORM, f"its signing-certificate attribute is malformed ({error})") from error
    digests_match = [der for der in signed.certificates if digest_of(der, algorithm) == digest]
    candidates = [one for one in map(Certificate.parse, digests_match) if one is not None]
    if token and not candidates:
        candidates = [one for one in pool if digest_of(one.der, algorithm) == digest]
    for certificate in candidates:
        if _is_named(certificate, signed):
            if issuer_serial is not None and not _matches(certificate, issuer_serial):
                raise CmsProblem(Kind.FORM, "its ESSCertIDv2 names another issuer or serial number")
            return certificate
    if not candidates and not any(_is_named(one, signed) for one in _first_inside(signed)):
        raise CmsProblem(Kind.FORM, "the signer's certificate is not inside it")
    raise CmsProblem(Kind.FORM, "its ESSCertIDv2 names another certificate than the signer's")


def _first_inside(signed: SignedData) -> list[Certificate]:
    """Only as many as a chain has: what they decide is the wording alone."""
    return [one for one in map(Certificate.parse, signed.certificates[:16]) if one is not None]


def _is_named(certificate: Certificate, signed: SignedData) -> bool:
    if signed.issuer_der is None:
        return certificate.subject_key_identifier == signed.key_identifier
    return certificate.serial == signed.serial and _is_name_of(signed.issuer_der, certificate.issuer_name)


def _is_name_of(der: bytes, name: DistinguishedName) -> bool:
    """As names are compared (RFC 5280, 7.1): a signer may write its issuer's in another string type."""
    try:
        return DistinguishedName.parse(der).key == name.key
    except DerError:
        return False


def _first_certificate_id(signed: SignedData, *, token: bool) -> tuple[str, bytes, Element | None]:
    """(digest name, digest, issuerSerial) of the first ESSCertIDv2 (RFC 5035), or of a token's ESSCertID."""
    value = signed.attributes.get(ATTRIBUTE_SIGNING_CERTIFICATE_V2)
    second_version = value is not None
    if value is None and token:
        value = signed.attributes.get(ATTRIBUTE_SIGNING_CERTIFICATE)
    if value is None:
        raise CmsProblem(Kind.FORM, "it has no signing-certificate-v2 attribute (ESSCertIDv2)")
    sequences = value.expect(SEQUENCE).children
    if not sequences or not sequences[0].expect(SEQUENCE).children:
        raise DerError("it names no certificate")
    members = list(sequences[0].children[0].expect(SEQUENCE).children)
    algorithm = "sha256" if second_version else "sha1"
    if second_version and members and members[0].tag == SEQUENCE:
        identifier = members.pop(0)
        oid = identifier.children[0].oid if identifier.children else ""
        if token and oid == SHA1:
            algorithm = "sha1"
        elif oid not in DIGESTS:
            raise AlgorithmRefused(f"digest algorithm {oid} of the ESSCertIDv2 is not accepted")
        else:
            algorithm = digest_name(identifier)
    if not 1 <= len(members) <= 2:
        raise DerError("a malformed certificate identifier")
    digest = members[0].expect(OCTET_STRING).content
    return algorithm, digest, members[1] if len(members) == 2 else None


def _matches(certificate: Certificate, issuer_serial: Element) -> bool:
    try:
        names, serial = _exactly(issuer_serial.expect(SEQUENCE).children, 2)
        directory_names = [name.content for name in names.expect(SEQUENCE).children if name.tag == 0xA4]
        return serial.integer == certificate.serial and any(
            _is_name_of(name, certificate.issuer_name) for name in directory_names
        )
    except DerError as error:
        raise CmsProblem(Kind.FORM, "its ESSCertIDv2 has a malformed issuerSerial") from error


def check_signature(
    signed: SignedData, signer: Certificate, content: bytes, content_type: str, *, signing_time: bool
) -> None:
    """Signed attributes, message digest and signature, over this content. Raises CmsProblem.

    ``signing_time``: whether that attribute must be there (it is not compared).
    """
    try:
        stated_type = signed.attributes.get(ATTRIBUTE_CONTENT_TYPE)
        if stated_type is None or stated_type.oid != signed.content_type or signed.content_type != content_type:
            raise CmsProblem(Kind.FORM, "its content-type attribute is absent or wrong")
        if signing_time and ATTRIBUTE_SIGNING_TIME not in signed.attributes:
            raise CmsProblem(Kind.FORM, "it has no signing-time attribute")
        stated_digest = signed.attributes.get(ATTRIBUTE_MESSAGE_DIGEST)
        if stated_digest is None:
            raise CmsProblem(Kind.FORM, "it has no message-digest attribute")
        digest = stated_digest.expect(OCTET_STRING).content
    except DerError as error:
        raise CmsProblem(Kind.FORM, f"a signed attribute is malformed ({error})") from error
    if digest != digest_of(content, signed.digest):
        raise CmsProblem(Kind.INVALID, "it was made over other content than this")
    try:
        holds = any(
            signature_holds(signer.public_key, signed.scheme, signed.digest, signed.signature, form)
            for form in signed.signed_forms
        )
    except AlgorithmRefused as error:
        raise CmsProblem(Kind.ALGORITHM, str(error)) from error
    if not holds:
        raise CmsProblem(Kind.INVALID, "the signature does not verify with the signer's key")
