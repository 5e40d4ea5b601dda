"""What a certificate must be before anything is signed with it (4.3): a mistake is told before it is sealed in."""

from typing import TypeVar

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from reviewer.application.errors import UsageError
from reviewer.evidence.instants import from_microseconds, in_words, to_microseconds

T = TypeVar("T", bound=x509.ExtensionType)
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")


def require_valid(certificate: bytes, at: int, whose: str) -> None:
    """Raises UsageError unless the DER certificate is valid at ``at`` (µs UTC). ``whose``: say "Your certificate"."""
    parsed = x509.load_der_x509_certificate(certificate)
    now = from_microseconds(at)
    if now > parsed.not_valid_after_utc:
        ended = in_words(to_microseconds(parsed.not_valid_after_utc))
        raise UsageError(f"{whose} expired on {ended}. Ask its issuer for a new one, or set this computer's clock.")
    if now < parsed.not_valid_before_utc:
        begins = in_words(to_microseconds(parsed.not_valid_before_utc))
        raise UsageError(f"{whose} is valid from {begins} only. Wait until then, or set this computer's clock.")


def require_signer(certificate: bytes, at: int) -> None:
    """Raises UsageError unless packages may be signed with the DER certificate at ``at`` (µs UTC), as 4.3 has it.

    Path, trust and revocation are the verifier's: they hang on its trust folder.
    """
    require_valid(certificate, at, "Your certificate")
    parsed = x509.load_der_x509_certificate(certificate)
    try:
        extensions = parsed.extensions
    except ValueError as error:
        raise UsageError("Your certificate has extensions that cannot be read. Ask its issuer for another.") from error
    basic = _extension(extensions, x509.BasicConstraints)
    if basic is not None and basic.ca:
        raise UsageError("Your certificate is an authority's and signs no packages (4.3). Name the signer's own.")
    usage = _extension(extensions, x509.KeyUsage)
    if usage is None or not (usage.digital_signature or usage.content_commitment):
        raise UsageError(
            "Your certificate may not sign: its key usage has neither digitalSignature nor contentCommitment (4.3). "
            "Ask its issuer for one that has."
        )
    purposes = _extension(extensions, x509.ExtendedKeyUsage)
    if purposes is None or not {DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION} <= set(purposes):
        raise UsageError(
            "Your certificate is not for signing documents: its extended key usage lacks documentSigning or "
            "emailProtection (4.3). Ask its issuer for one that has both."
        )


def _extension(extensions: x509.Extensions, kind: type[T]) -> T | None:
    try:
        return extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
