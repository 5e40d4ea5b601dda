"""Certificates as the verifier sees them (RFC 5280): parsed once, their extensions ready to be judged.

A certificate that does not parse is ``None`` here and then simply is not there (4.5: a damaged file is ignored).
"""

import hashlib
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from reviewer.evidence.instants import to_microseconds
from reviewer.evidence.verification_result import CertificateFacts
from reviewer.verification.algorithms import (
    AlgorithmRefused,
    SignatureScheme,
    key_in_words,
    refuse_weak_key,
    signature_holds,
    signature_scheme,
)
from reviewer.verification.der import BIT_STRING, SEQUENCE, DerError, parse

DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
MAX_CERTIFICATE_BYTES = 1 << 20
_LIBRARY = threading.Lock()

_E = TypeVar("_E", bound=x509.ExtensionType)
NameKey = tuple[tuple[tuple[str, str], ...], ...]
"""A distinguished name for comparison: RFC 5280 7.1, case and inner white space folded."""

PROCESSED = frozenset(
    {
        x509.BasicConstraints.oid,
        x509.KeyUsage.oid,
        x509.ExtendedKeyUsage.oid,
        x509.SubjectAlternativeName.oid,
        x509.NameConstraints.oid,
        x509.CertificatePolicies.oid,
        x509.PolicyConstraints.oid,
        x509.InhibitAnyPolicy.oid,
        x509.SubjectKeyIdentifier.oid,
        x509.AuthorityKeyIdentifier.oid,
        x509.CRLDistributionPoints.oid,
        x509.IssuerAlternativeName.oid,
        x509.AuthorityInformationAccess.oid,
    }
)
"""Extensions that may be critical because they are understood here; any other critical one spoils a path (4.6)."""


@dataclass(frozen=True, eq=False)
class Certificate:
    """One certificate. Instants in µs UTC; ``sha256`` is over its DER, in lower-case hex."""

    der: bytes
    sha256: str
    serial: int
    issuer_der: bytes
    subject_der: bytes
    issuer: NameKey
    subject: NameKey
    not_before: int
    not_after: int
    public_key: PublicKeyTypes
    organization: str | None
    """The one organizationName of the subject; None where there is none or several (4.4)."""
    is_ca: bool
    path_length: int | None
    key_usage: x509.KeyUsage | None
    extended_key_usage: frozenset[x509.ObjectIdentifier] | None
    extended_key_usage_critical: bool
    subject_key_identifier: bytes | None
    unknown_critical: tuple[str, ...]
    parsed: x509.Certificate = field(repr=False)
    extensions: x509.Extensions = field(repr=False)
    _tbs: bytes = field(repr=False)
    _scheme: SignatureScheme | None = field(repr=False)
    _weakness: str | None = field(repr=False)

    @staticmethod
    def parse(der: bytes) -> "Certificate | None":
        """The certificate, or None where the bytes are not one. Never raises."""
        if len(der) > MAX_CERTIFICATE_BYTES:
            return None
        return _parse(der)

    @property
    def self_issued(self) -> bool:
        return self.issuer == self.subject

    @property
    def weakness(self) -> str | None:
        """Why its key or its signature's algorithm is not accepted (4.2), or None."""
        return self._weakness

    def extension(self, kind: type[_E]) -> _E | None:
        try:
            return self.extensions.get_extension_for_class(kind).value
        except x509.ExtensionNotFound:
            return None

    def is_signed_by(self, issuer: "Certificate") -> bool:
        """Whether the issuer's key made this certificate's signature, by an accepted algorithm."""
        return _is_signed_by(self, issuer)

    def allows_signing_certificates(self) -> bool:
        return self.key_usage is None or self.key_usage.key_cert_sign

    def allows_signing_crls(self) -> bool:
        return self.key_usage is None or self.key_usage.crl_sign

    @property
    def facts(self) -> CertificateFacts:
        return CertificateFacts(
            sha256=self.sha256,
            subject=_in_words(self.parsed.subject),
            organization=self.organization,
            issuer=_in_words(self.parsed.issuer),
            serial=f"{self.serial:x}",
            not_before=self.not_before,
            not_after=self.not_after,
            key=key_in_words(self.public_key),
        )


@contextmanager
def without_warnings() -> Iterator[None]:
    """The library warns of certificates that are merely odd (a long name): no matter for a person, nor for the trust.

    Python's filters are the whole process's, so one thread at a time changes them, or a change would outlive its user.
    """
    with _LIBRARY, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@lru_cache(maxsize=1024)
def _parse(der: bytes) -> Certificate | None:
    try:
        with without_warnings():
            return _read(der)
    except (ValueError, TypeError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return None
    except Exception as error:  # the parser's own error classes (UnsupportedAlgorithm, InternalError) share no base
        if type(error).__module__.startswith("cryptography."):
            return None
        raise


def _read(der: bytes) -> Certificate:
    certificate = x509.load_der_x509_certificate(der)
    tbs, identifier, _ = parse(der).expect(SEQUENCE).children
    fields = tbs.children
    version_given = fields[0].tag == 0xA0
    if fields[version_given].integer <= 0:
        raise DerError("a serial number that is not positive")  # RFC 5280, 4.1.2.2
    if fields[1 + version_given].whole != identifier.whole:
        raise DerError("the two statements of the signature's algorithm differ")
    extensions = certificate.extensions
    if len(extensions) and certificate.version is not x509.Version.v3:
        raise DerError("extensions in a certificate that is not of version 3")  # RFC 5280, 4.1.2.9
    basic = _get(extensions, x509.BasicConstraints)
    usage = _get(extensions, x509.KeyUsage)
    extended = _get(extensions, x509.ExtendedKeyUsage)
    key_identifier = _get(extensions, x509.SubjectKeyIdentifier)
    organizations = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    scheme, weakness = _strength(der, certificate)
    names = [attribute.value for attribute in organizations]
    return Certificate(
        der=der,
        sha256=hashlib.sha256(der).hexdigest(),
        serial=certificate.serial_number,
        issuer_der=fields[2 + version_given].whole,
        subject_der=fields[4 + version_given].whole,
        issuer=name_key(certificate.issuer),
        subject=name_key(certificate.subject),
        not_before=to_microseconds(certificate.not_valid_before_utc),
        not_after=to_microseconds(certificate.not_valid_after_utc),
        public_key=certificate.public_key(),
        organization=names[0] if len(names) == 1 and isinstance(names[0], str) else None,
        is_ca=bool(basic and basic.value.ca),
        path_length=basic.value.path_length if basic else None,
        key_usage=usage.value if usage else None,
        extended_key_usage=frozenset(extended.value) if extended else None,
        extended_key_usage_critical=bool(extended and extended.critical),
        subject_key_identifier=key_identifier.value.digest if key_identifier else None,
        unknown_critical=tuple(
            extension.oid.dotted_string
            for extension in extensions
            if extension.critical and (extension.oid not in PROCESSED or _is_unrecognized(extension))
        ),
        parsed=certificate,
        extensions=extensions,
        _tbs=tbs.whole,
        _scheme=scheme,
        _weakness=weakness,
    )


def _get(extensions: x509.Extensions, kind: type[_E]) -> "x509.Extension[_E] | None":
    try:
        return extensions.get_extension_for_class(kind)
    except x509.ExtensionNotFound:
        return None


def _is_unrecognized(extension: "x509.Extension[x509.ExtensionType]") -> bool:
    return isinstance(extension.value, x509.UnrecognizedExtension)


def _strength(der: bytes, certificate: x509.Certificate) -> tuple[SignatureScheme | None, str | None]:
    """(scheme of its signature, why its key or that scheme is refused)."""
    try:
        _, identifier, signature = parse(der).children
        signature.expect(BIT_STRING)
        scheme = signature_scheme(identifier)
    except AlgorithmRefused as error:
        return None, str(error)
    try:
        refuse_weak_key(certificate.public_key())
    except AlgorithmRefused as error:
        return scheme, str(error)
    return scheme, None


@lru_cache(maxsize=4096)
def _is_signed_by(certificate: Certificate, issuer: Certificate) -> bool:
    if certificate._scheme is None:
        return False
    try:
        return signature_holds(
            issuer.public_key, certificate._scheme, None, certificate.parsed.signature, certificate._tbs
        )
    except AlgorithmRefused:
        return False


def name_key(name: x509.Name) -> NameKey:
    """A name's RDNs in order, each a sorted tuple of (type, folded value)."""
    return tuple(
        tuple(
            sorted(
                (attribute.oid.dotted_string, _folded(attribute.value))
                for attribute in relative  # several attributes of one RDN have no order
            )
        )
        for relative in name.rdns
    )


def _folded(value: str | bytes) -> str:
    return " ".join(value.split()).casefold() if isinstance(value, str) else value.hex()


def _in_words(name: x509.Name) -> str:
    return name.rfc4514_string()


def usage_problem_of_signer(certificate: Certificate) -> str | None:
    """Why this certificate may not sign requests and custody events (4.3), or None."""
    usage = certificate.key_usage
    purposes = certificate.extended_key_usage or frozenset()
    if certificate.is_ca:
        return "it belongs to a certification authority, not to a signer"
    if usage is None or not (usage.digital_signature or usage.content_commitment):
        return "its key usage does not allow signing"
    if DOCUMENT_SIGNING not in purposes or ExtendedKeyUsageOID.EMAIL_PROTECTION not in purposes:
        return "its extended key usage lacks documentSigning or emailProtection"
    return None


def usage_problem_of_timestamper(certificate: Certificate) -> str | None:
    """Why this certificate may not sign timestamps (4.4, 4.6; RFC 3161, 2.3), or None."""
    usage = certificate.key_usage
    if certificate.is_ca:
        return "it belongs to a certification authority, not to a timestamp authority"
    if usage is not None and not (usage.digital_signature or usage.content_commitment):
        return "its key usage does not allow signing"
    if certificate.extended_key_usage != frozenset({ExtendedKeyUsageOID.TIME_STAMPING}):
        return "its extended key usage is not timeStamping alone"
    if not certificate.extended_key_usage_critical:
        return "its extended key usage is not critical"
    return None


def parse_all(ders: Sequence[bytes]) -> list[Certificate]:
    """Those of the bytes that are certificates, each once."""
    found: dict[str, Certificate] = {}
    for der in ders:
        certificate = Certificate.parse(der)
        if certificate is not None:
            found.setdefault(certificate.sha256, certificate)
    return list(found.values())
