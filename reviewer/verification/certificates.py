"""Certificates as the verifier sees them (RFC 5280): parsed once, their extensions ready to be judged.

Bytes that are no certificate are ``None`` here and then simply are not there (4.5: a damaged file is ignored). One that
can be read but breaks a rule of RFC 5280 is there, so that its signature can be judged, with ``defects`` that spoil
every path through it (4.6).
"""

import hashlib
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID

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
from reviewer.verification.der import BIT_STRING, OID, SEQUENCE, DerError, Element, encode, parse
from reviewer.verification.distinguished_names import ORGANIZATION, DistinguishedName, NameKey

DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
MAX_CERTIFICATE_BYTES = 1 << 20
_MAX_KEPT_BYTES = 16 << 10
"""Larger ones are parsed each time: what is kept must not fill the memory."""
_EC_PUBLIC_KEY = "1.2.840.10045.2.1"
_LIBRARY = threading.Lock()

_E = TypeVar("_E", bound=x509.ExtensionType)

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
    issuer_name: DistinguishedName = field(repr=False)
    subject_name: DistinguishedName = field(repr=False)
    not_before: int
    not_after: int
    public_key: PublicKeyTypes | None
    """None where the library cannot read it; then it is not accepted (4.2)."""
    organization: str | None
    """The one organizationName of the subject; None where there is none or several (4.4)."""
    is_ca: bool
    path_length: int | None
    key_usage: x509.KeyUsage | None
    extended_key_usage: frozenset[x509.ObjectIdentifier] | None
    extended_key_usage_critical: bool
    subject_key_identifier: bytes | None
    unknown_critical: tuple[str, ...]
    defects: tuple[str, ...]
    """Which rules of RFC 5280 it breaks by itself, each the end of a sentence."""
    extensions: x509.Extensions = field(repr=False)
    _signature: bytes = field(repr=False)
    _tbs: bytes = field(repr=False)
    _scheme: SignatureScheme | None = field(repr=False)
    _weakness: str | None = field(repr=False)

    @staticmethod
    def parse(der: bytes) -> "Certificate | None":
        """The certificate, or None where the bytes are not one. Never raises."""
        if len(der) > MAX_CERTIFICATE_BYTES:
            return None
        return _parse(der) if len(der) <= _MAX_KEPT_BYTES else _parse.__wrapped__(der)

    @property
    def issuer(self) -> NameKey:
        return self.issuer_name.key

    @property
    def subject(self) -> NameKey:
        return self.subject_name.key

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
        if self._scheme is None:
            return False
        try:
            return signature_holds(issuer.public_key, self._scheme, None, self._signature, self._tbs)
        except AlgorithmRefused:
            return False

    def allows_signing_certificates(self) -> bool:
        return self.key_usage is None or self.key_usage.key_cert_sign

    def allows_signing_crls(self) -> bool:
        return self.key_usage is None or self.key_usage.crl_sign

    @cached_property
    def facts(self) -> CertificateFacts:
        return CertificateFacts(
            sha256=self.sha256,
            subject=self.subject_name.in_words(),
            organization=self.organization,
            issuer=self.issuer_name.in_words(),
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
    except Exception as error:
        if not is_of_the_parser(error):
            raise
        return None


def is_of_the_parser(error: Exception) -> bool:
    """Whether the library only says that bytes are not as they should be.

    Its own error classes share no base, and what Python's errors mean, hostile bytes can make it raise: a name with a
    string of an unknown type is a KeyError there.
    """
    plain = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError)
    return isinstance(error, plain) or type(error).__module__.startswith("cryptography.")


def _read(der: bytes) -> Certificate:
    tbs, identifier, signature = parse(der).expect(SEQUENCE).children
    fields = tbs.expect(SEQUENCE).children
    version_given = bool(fields) and fields[0].tag == 0xA0
    if len(fields) < 6 + version_given:
        raise DerError("a certificate that lacks a member")
    issuer, subject = (DistinguishedName.parse(fields[index + version_given].whole) for index in (2, 4))
    certificate = _load(der, fields, identifier, signature)
    extensions, defects = _extensions_of(certificate)
    serial = fields[version_given].integer
    if serial <= 0:
        defects.append("has a serial number that is not positive")  # 4.1.2.2
    if fields[1 + version_given].whole != identifier.whole:
        defects.append("states two different algorithms for its signature")  # 4.1.1.2
    if not issuer.key:
        defects.append("does not name its issuer")  # 4.1.2.4
    basic = _get(extensions, x509.BasicConstraints)
    usage = _get(extensions, x509.KeyUsage)
    extended = _get(extensions, x509.ExtendedKeyUsage)
    key_identifier = _get(extensions, x509.SubjectKeyIdentifier)
    organizations = subject.values(ORGANIZATION)
    key = _key_of(certificate, fields[5 + version_given])
    scheme, weakness = _strength(identifier, key)
    return Certificate(
        der=der,
        sha256=hashlib.sha256(der).hexdigest(),
        serial=serial,
        issuer_name=issuer,
        subject_name=subject,
        not_before=to_microseconds(certificate.not_valid_before_utc),
        not_after=to_microseconds(certificate.not_valid_after_utc),
        public_key=key,
        organization=organizations[0] if len(organizations) == 1 else None,
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
        defects=tuple(defects),
        extensions=extensions,
        _signature=signature.expect(BIT_STRING).content[1:],
        _tbs=tbs.whole,
        _scheme=scheme,
        _weakness=weakness,
    )


def _load(der: bytes, fields: Sequence[Element], identifier: Element, signature: Element) -> x509.Certificate:
    """The library's view. It refuses names that are merely odd, so it is shown such a certificate without them."""
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError:
        version_given = fields[0].tag == 0xA0
        nameless = [
            encode(SEQUENCE, b"") if index - version_given in (2, 4) else field.whole
            for index, field in enumerate(fields)
        ]
        tbs = encode(SEQUENCE, b"".join(nameless))
        return x509.load_der_x509_certificate(encode(SEQUENCE, tbs + identifier.whole + signature.whole))


def _extensions_of(certificate: x509.Certificate) -> tuple[x509.Extensions, list[str]]:
    """Its extensions, and what is wrong with them. None of them counts where one is malformed or stands twice."""
    try:
        extensions = certificate.extensions
    except Exception as error:
        if not is_of_the_parser(error):
            raise
        return x509.Extensions([]), ["has extensions that are malformed"]
    if len(extensions) and certificate.version is not x509.Version.v3:
        return extensions, ["has extensions though it is not of version 3"]  # 4.1.2.9
    return extensions, []


def _key_of(certificate: x509.Certificate, info: Element) -> PublicKeyTypes | None:
    """Also None for a curve that is written out instead of named, which may feign to be another (RFC 5480, 2.1.1)."""
    algorithm = info.expect(SEQUENCE).children[0].expect(SEQUENCE).children
    if algorithm[0].oid == _EC_PUBLIC_KEY and (len(algorithm) != 2 or algorithm[1].tag != OID):
        return None
    try:
        return certificate.public_key()
    except Exception as error:
        if not is_of_the_parser(error):
            raise
        return None


def _get(extensions: x509.Extensions, kind: type[_E]) -> "x509.Extension[_E] | None":
    try:
        return extensions.get_extension_for_class(kind)
    except x509.ExtensionNotFound:
        return None


def _is_unrecognized(extension: "x509.Extension[x509.ExtensionType]") -> bool:
    return isinstance(extension.value, x509.UnrecognizedExtension)


def _strength(identifier: Element, key: PublicKeyTypes | None) -> tuple[SignatureScheme | None, str | None]:
    """(scheme of its signature, why its key or that scheme is refused)."""
    try:
        scheme = signature_scheme(identifier)
    except (AlgorithmRefused, DerError) as error:
        return None, str(error)
    try:
        refuse_weak_key(key)
    except AlgorithmRefused as error:
        return scheme, str(error)
    return scheme, None


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
