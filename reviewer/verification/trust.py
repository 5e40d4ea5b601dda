"""The verifier's trust: anchors by role and additional revocation lists (specification 4.4).

Trust never comes from a package. A ``TrustStore`` is read from a folder by ``intake.trust_folder`` and handed in.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What an anchor may vouch for (4.4)."""

    SEALING = "sealing"
    CUSTODY = "custody"
    TIMESTAMPING = "timestamping"


@dataclass(frozen=True)
class TrustStore:
    """DER certificates by role, and DER revocation lists. ``problems`` names files that were not understood."""

    anchors: dict[Role, tuple[bytes, ...]] = field(default_factory=dict)
    crls: tuple[bytes, ...] = ()
    certificates: tuple[bytes, ...] = ()
    """Further DER certificates that may stand between a signer and an anchor."""
    problems: tuple[str, ...] = ()

    def of(self, role: Role) -> tuple[bytes, ...]:
        return self.anchors.get(role, ())
