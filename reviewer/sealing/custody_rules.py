"""What must hold before a custody event is signed: who may hand over, and who may receive (V10, seen from before)."""

from reviewer.application.errors import UsageError
from reviewer.evidence.records import Recipient
from reviewer.evidence.verification_result import HopResult, VerificationResult
from reviewer.sealing.hop import organization_of
from reviewer.sealing.signer import certificate_sha256


def require_holder(result: VerificationResult, certificate: bytes, at: int) -> None:
    """Raises UsageError unless the signer's agency holds the verified package now. ``at`` in µs UTC."""
    last = _last(result, at)
    if result.in_transit:
        raise UsageError(f"The package is on its way to {_addressee(last)}, who must receive it first.")
    holder = last.signer.organization if last.signer is not None else None
    agency = organization_of(certificate)
    if agency != holder:
        raise UsageError(
            f"The package is in the custody of “{holder}”; a certificate of “{agency}” cannot sign for it."
        )


def require_addressee(result: VerificationResult, certificate: bytes, at: int) -> None:
    """Raises UsageError unless the verified package is on its way to exactly this certificate."""
    last = _last(result, at)
    if not result.in_transit or last.event is None or last.event.to is None:
        raise UsageError("The package is not on its way to anybody: its last event is no hand-over.")
    if last.event.to.certificate_sha256 != certificate_sha256(certificate):
        raise UsageError(
            f"The package was handed over to {_addressee(last)} under another certificate than yours. "
            "Sign with the one that was named, or ask the sender to hand it over anew."
        )


def recipient(certificate: bytes, name: str) -> Recipient:
    """The addressee of a hand-over. Raises UsageError where the certificate names no single organization."""
    return Recipient(name, organization_of(certificate), certificate_sha256(certificate))


def _last(result: VerificationResult, at: int) -> HopResult:
    last = result.hops[-1]
    if last.event is not None and at < last.event.at:
        raise UsageError(
            "This computer's clock is behind the package's last event. Set the clock right, then try again."
        )
    return last


def _addressee(last: HopResult) -> str:
    to = last.event.to if last.event is not None else None
    return f"“{to.name}” of “{to.agency}”" if to is not None else "somebody unnamed"
