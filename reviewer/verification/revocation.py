"""Revocation by CRLs, as of the moment of a timestamp (specification 4.5; RFC 5280, 5 and 6.3)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from cryptography import x509

from reviewer.evidence.instants import to_microseconds
from reviewer.verification.algorithms import AlgorithmRefused, SignatureScheme, signature_holds, signature_scheme
from reviewer.verification.certificates import Certificate, is_of_the_parser, without_warnings
from reviewer.verification.der import INTEGER, leading_members
from reviewer.verification.distinguished_names import DistinguishedName, NameKey

_MAX_KEPT_BYTES = 64 << 10
"""A list may have megabytes: larger ones are parsed each time, so that what is kept does not fill the memory."""
_KNOWN_ENTRY_EXTENSIONS = frozenset({x509.CRLReason.oid, x509.InvalidityDate.oid})
_KNOWN_EXTENSIONS = frozenset(
    {
        x509.CRLNumber.oid,
        x509.AuthorityKeyIdentifier.oid,
        x509.IssuingDistributionPoint.oid,
        x509.IssuerAlternativeName.oid,
        x509.AuthorityInformationAccess.oid,
        x509.FreshestCRL.oid,
    }
)


class Revocation(Enum):
    """What the CRLs say of a certificate at a moment."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, eq=False)
class RevocationList:
    """A complete CRL. Instants in µs UTC; ``next_update`` is None where it states none."""

    issuer: NameKey
    this_update: int
    next_update: int | None
    points: frozenset[str]
    """Distribution points that it is bound to; empty: all certificates of its issuer."""
    source: str
    parsed: x509.CertificateRevocationList
    _tbs: bytes
    _scheme: SignatureScheme

    @staticmethod
    def parse(der: bytes) -> "RevocationList | None":
        """None for what is damaged, delta, indirect, partial, or not understood: then it is not there. Never raises."""
        return _parse(der) if len(der) <= _MAX_KEPT_BYTES else _parse.__wrapped__(der)

    def is_signed_by(self, issuer: Certificate) -> bool:
        try:
            return signature_holds(issuer.public_key, self._scheme, None, self.parsed.signature, self._tbs)
        except AlgorithmRefused:
            return False

    def covers(self, certificate: Certificate) -> bool:
        """Whether it speaks for this certificate at all."""
        if self.issuer != certificate.issuer:
            return False
        return not self.points or bool(self.points & _distribution_points(certificate))

    def revoked_at(self, serial: int) -> int | None:
        """When the certificate of this number was revoked, µs UTC. Raises ValueError where the entry is not usable."""
        entry = self.parsed.get_revoked_certificate_by_serial_number(serial)
        if entry is None:
            return None
        for extension in entry.extensions:
            if extension.critical and extension.oid not in _KNOWN_ENTRY_EXTENSIONS:
                raise ValueError("an entry with an unknown critical extension")
        return to_microseconds(entry.revocation_date_utc)


@lru_cache(maxsize=256)
def _parse(der: bytes) -> RevocationList | None:
    try:
        with without_warnings():
            return _read(der)
    except Exception as error:
        if not is_of_the_parser(error):
            raise
        return None


def _read(der: bytes) -> RevocationList | None:
    crl = x509.load_der_x509_crl(der)
    tbs, identifier = leading_members(der, 2)  # a list may hold more values than ``der.parse`` walks
    issuer = _issuer_of(tbs.whole)
    points: frozenset[str] = frozenset()
    for extension in crl.extensions:
        if extension.oid == x509.DeltaCRLIndicator.oid:
            return None
        if extension.critical and extension.oid not in _KNOWN_EXTENSIONS:
            return None
        if isinstance(extension.value, x509.IssuingDistributionPoint):
            point = extension.value
            if (
                point.indirect_crl
                or point.only_contains_user_certs
                or point.only_contains_ca_certs
                or point.only_contains_attribute_certs
                or point.only_some_reasons
            ):
                return None
            points = frozenset(_uris(point.full_name))
            if not points:
                return None
    return RevocationList(
        issuer=issuer.key,
        this_update=to_microseconds(crl.last_update_utc),
        next_update=to_microseconds(crl.next_update_utc) if crl.next_update_utc is not None else None,
        points=points,
        source=f"CRL of {issuer.in_words()}, {crl.last_update_utc:%Y-%m-%d %H:%M:%S} UTC",
        parsed=crl,
        _tbs=tbs.whole,
        _scheme=signature_scheme(identifier),
    )


def _issuer_of(tbs: bytes) -> DistinguishedName:
    """Of the signed part: a version perhaps, an algorithm, the issuer."""
    first = leading_members(tbs, 3)
    return DistinguishedName.parse(first[2 if first[0].tag == INTEGER else 1].whole)


def _uris(names: Iterable[x509.GeneralName] | None) -> list[str]:
    return [name.value for name in names or () if isinstance(name, x509.UniformResourceIdentifier)]


def _distribution_points(certificate: Certificate) -> set[str]:
    points = certificate.extension(x509.CRLDistributionPoints)
    return {uri for point in points or () for uri in _uris(point.full_name)}


@dataclass(frozen=True, slots=True)
class RevocationAnswer:
    state: Revocation
    source: str = ""
    """Which CRL decided, in words."""


@dataclass(frozen=True, slots=True)
class _Word:
    """What one list says of one certificate, once its signature was found to hold."""

    crl: RevocationList
    revoked_at: int | None


class RevocationLists:
    """All the lists there are. What each says of a certificate is worked out once, however often it is asked."""

    def __init__(self, crls: Iterable[RevocationList]) -> None:
        self._by_issuer: dict[NameKey, list[RevocationList]] = defaultdict(list)
        for crl in crls:
            self._by_issuer[crl.issuer].append(crl)
        self._words: dict[tuple[str, str], list[_Word]] = {}
        self._signed: dict[tuple[int, str], bool] = {}

    def answer(self, certificate: Certificate, issuer: Certificate, moment: int, now: int) -> RevocationAnswer:
        """Whether the certificate was revoked at the moment. Any acceptable CRL that lists it so decides (4.5)."""
        answer = RevocationAnswer(Revocation.UNKNOWN)
        for word in self._words_on(certificate, issuer):
            crl = word.crl
            if crl.this_update > now or crl.this_update > certificate.not_after:
                continue
            in_force = crl.this_update <= moment and crl.next_update is not None and moment <= crl.next_update
            if not (in_force or crl.this_update > moment):
                continue
            if word.revoked_at is not None and word.revoked_at <= moment:
                return RevocationAnswer(Revocation.REVOKED, crl.source)
            answer = RevocationAnswer(Revocation.GOOD, crl.source)
        return answer

    def _words_on(self, certificate: Certificate, issuer: Certificate) -> list[_Word]:
        key = (certificate.sha256, issuer.sha256)
        if key not in self._words:
            self._words[key] = list(self._read_words(certificate, issuer)) if issuer.allows_signing_crls() else []
        return self._words[key]

    def _read_words(self, certificate: Certificate, issuer: Certificate) -> Iterable[_Word]:
        for crl in self._by_issuer.get(certificate.issuer, ()):
            if not crl.covers(certificate) or not self._is_signed_by(crl, issuer):
                continue
            try:
                yield _Word(crl, crl.revoked_at(certificate.serial))
            except Exception as error:
                if not is_of_the_parser(error):
                    raise

    def _is_signed_by(self, crl: RevocationList, issuer: Certificate) -> bool:
        key = (id(crl), issuer.sha256)
        if key not in self._signed:
            self._signed[key] = crl.is_signed_by(issuer)
        return self._signed[key]
