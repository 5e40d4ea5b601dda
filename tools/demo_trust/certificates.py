"""Certificate authorities, certificates and revocation lists made on the spot. The defaults are right (4.3, 4.6).

Every argument that can be wrong can be set wrong, for attacks: dates, usages, the CA bit, path length, keys.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from reviewer.evidence.instants import from_microseconds
from reviewer.sealing.signer import KeySigner

Digest = hashes.SHA256 | hashes.SHA384 | hashes.SHA512 | hashes.SHA224
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
SIGNER_USAGES = (DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION)
TIMESTAMPING_USAGES = (ExtendedKeyUsageOID.TIME_STAMPING,)

DAY = 86_400_000_000
"""A day in µs."""


@dataclass(frozen=True)
class Validity:
    """First and last instant of a certificate, µs UTC."""

    start: int
    end: int

    @classmethod
    def around(cls, now: int) -> "Validity":
        return cls(now - 300 * DAY, now + 900 * DAY)


@dataclass(frozen=True)
class Identity:
    """A private key with its certificate and the intermediates above it, the root left out."""

    key: PrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def organization(self) -> str:
        return str(self.certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value)

    @property
    def name(self) -> str:
        return str(self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)

    def signer(self) -> KeySigner:
        """The product's signer with this key, which must be ECDSA P-256."""
        assert isinstance(self.key, ec.EllipticCurvePrivateKey)
        return KeySigner(self.key, self.certificate, self.chain)

    def key_pem(self, passphrase: bytes | None = None) -> bytes:
        protection: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if passphrase is not None:
            protection = serialization.BestAvailableEncryption(passphrase)
        return self.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)


@dataclass(frozen=True)
class Revoked:
    """An entry of a revocation list: since when (µs UTC), and why."""

    serial: int
    since: int
    reason: x509.ReasonFlags | None = None


@dataclass
class Authority:
    """A certificate authority: a root where ``parent`` is None. ``revoked`` is what its lists will name."""

    identity: Identity
    parent: "Authority | None" = None
    revoked: list[Revoked] = field(default_factory=list)

    @classmethod
    def root(cls, organization: str, name: str, validity: Validity, key: PrivateKey | None = None) -> "Authority":
        key = key or new_key()
        subject = subject_of(organization, name)
        extensions = _ca_extensions(None)
        certificate = _certificate(subject, key, subject, key, validity, extensions, None, hashes.SHA256())
        return cls(Identity(key, certificate))

    @property
    def certificate(self) -> x509.Certificate:
        return self.identity.certificate

    @property
    def der(self) -> bytes:
        return self.identity.der

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """This authority and those above it, the root left out."""
        return () if self.parent is None else (self.certificate, *self.parent.chain)

    def intermediate(
        self,
        organization: str,
        name: str,
        validity: Validity,
        *,
        path_length: int | None = 0,
        extensions: Sequence[x509.Extension[x509.ExtensionType]] | None = None,
        key: PrivateKey | None = None,
        digest: Digest | None = None,
    ) -> "Authority":
        """An authority below this one."""
        key = key or new_key()
        issued = self._issue(
            subject_of(organization, name),
            key,
            validity,
            _ca_extensions(path_length) if extensions is None else extensions,
            digest,
        )
        return Authority(Identity(key, issued, self.chain), self)

    def issue(
        self,
        organization: str | Sequence[str] | None,
        name: str,
        validity: Validity,
        *,
        usages: Sequence[x509.ObjectIdentifier] = SIGNER_USAGES,
        usages_critical: bool = False,
        key_usage: Iterable[str] = ("digital_signature",),
        ca: bool = False,
        more: Sequence[x509.Extension[x509.ExtensionType]] = (),
        key: PrivateKey | None = None,
        digest: Digest | None = None,
    ) -> Identity:
        """A certificate for a signer, with its key."""
        key = key or new_key()
        extensions = [
            extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True),
            extension(key_usage_of(*key_usage), critical=True),
            *([extension(x509.ExtendedKeyUsage(usages), critical=usages_critical)] if usages else []),
            *more,
        ]
        certificate = self._issue(subject_of(organization, name), key, validity, extensions, digest)
        return Identity(key, certificate, self.chain)

    def revoke(self, identity: Identity, since: int, reason: x509.ReasonFlags | None = None) -> None:
        """Names a certificate on every list made from now on."""
        self.revoked.append(Revoked(identity.certificate.serial_number, since, reason))

    def crl(
        self,
        this_update: int,
        next_update: int,
        *,
        revoked: Sequence[Revoked] | None = None,
        more: Sequence[x509.Extension[x509.ExtensionType]] = (),
        digest: Digest | None = None,
        signed_by: "Authority | None" = None,
    ) -> bytes:
        """A revocation list of this issuer, DER. ``signed_by``: another key that signs it, for attacks."""
        signer = (signed_by or self).identity
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(_moment(this_update))
            .next_update(_moment(next_update))
            .add_extension(_authority_key(signer.certificate), critical=False)
            .add_extension(x509.CRLNumber(this_update // 1_000_000), critical=False)
        )
        for extension in more:
            builder = builder.add_extension(extension.value, critical=extension.critical)
        for entry in self.revoked if revoked is None else revoked:
            builder = builder.add_revoked_certificate(_revoked(entry))
        return builder.sign(signer.key, digest or hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def _issue(
        self,
        subject: x509.Name,
        key: PrivateKey,
        validity: Validity,
        extensions: Sequence[x509.Extension[x509.ExtensionType]],
        digest: Digest | None,
    ) -> x509.Certificate:
        own = self.identity
        return _certificate(
            subject,
            key,
            own.certificate.subject,
            own.key,
            validity,
            extensions,
            own.certificate,
            digest or hashes.SHA256(),
        )


def new_key() -> ec.EllipticCurvePrivateKey:
    """ECDSA P-256, as packages are signed (4.2)."""
    return ec.generate_private_key(ec.SECP256R1())


def subject_of(organization: str | Sequence[str] | None, name: str) -> x509.Name:
    """O and CN; no, one or several organizations."""
    organizations = [organization] if isinstance(organization, str) else list(organization or ())
    return x509.Name(
        [
            *(x509.NameAttribute(NameOID.ORGANIZATION_NAME, value) for value in organizations),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


_KEY_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def key_usage_of(*names: str) -> x509.KeyUsage:
    """The key usages named, and no other."""
    return x509.KeyUsage(**{usage: usage in names for usage in _KEY_USAGES})


def _ca_extensions(path_length: int | None) -> list[x509.Extension[x509.ExtensionType]]:
    return [
        extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True),
        extension(key_usage_of("key_cert_sign", "crl_sign"), critical=True),
    ]


def extension(value: x509.ExtensionType, *, critical: bool = False) -> x509.Extension[x509.ExtensionType]:
    """An extension to hand to ``issue``, ``intermediate`` or ``crl``."""
    return x509.Extension(value.oid, critical, value)


def _certificate(
    subject: x509.Name,
    key: PrivateKey,
    issuer: x509.Name,
    issuer_key: CertificateIssuerPrivateKeyTypes,
    validity: Validity,
    extensions: Sequence[x509.Extension[x509.ExtensionType]],
    issuer_certificate: x509.Certificate | None,
    digest: Digest,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_moment(validity.start))
        .not_valid_after(_moment(validity.end))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if issuer_certificate is not None:
        builder = builder.add_extension(_authority_key(issuer_certificate), critical=False)
    for item in extensions:
        builder = builder.add_extension(item.value, critical=item.critical)
    return builder.sign(issuer_key, digest)


def _authority_key(issuer: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _revoked(entry: Revoked) -> x509.RevokedCertificate:
    builder = x509.RevokedCertificateBuilder().serial_number(entry.serial).revocation_date(_moment(entry.since))
    if entry.reason is not None:
        builder = builder.add_extension(x509.CRLReason(entry.reason), critical=False)
    return builder.build()


def _moment(microseconds: int) -> dt.datetime:
    return from_microseconds(microseconds).replace(microsecond=0)
