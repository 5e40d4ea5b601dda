"""The parties of the demonstration: a sealing service, two police agencies, a timestamp authority, and their roots."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa

from reviewer.sealing.hop import Credentials
from reviewer.sealing.timestamping import Timestamper
from reviewer.verification.trust import Role, TrustStore
from tools.demo_trust.certificates import (
    DAY,
    TIMESTAMPING_USAGES,
    Authority,
    Identity,
    Validity,
)
from tools.demo_trust.timestamp_authority import TimestampAuthority, loopback

SEALING_SERVICE = "Harbor Footage Service"
SPRINGFIELD = "Springfield Police Department"
SHELBYVILLE = "Shelbyville Police Department"
COURT = "Springfield County Court"


class SetClock:
    """A clock that stands where it was set, so that a story of hours is told in a moment. µs UTC."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


@dataclass
class DemoTrust:
    """Everybody whose signature a demonstration package needs. ``now`` in µs UTC is the time all of it is good at."""

    now: int
    sealing_root: Authority
    sealing_ca: Authority
    sealer: Identity
    custody_root: Authority
    custody_ca: Authority
    springfield: Identity
    springfield_second: Identity
    shelbyville: Identity
    timestamp_root: Authority
    timestamp_clock: SetClock
    timestamp_authority: TimestampAuthority
    _lists: dict[tuple[object, ...], tuple[bytes, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def create(cls, now: int) -> "DemoTrust":
        """Roots, intermediates and signers with fresh keys."""
        validity = Validity.around(now)
        sealing_root = Authority.root(SEALING_SERVICE, "Sealing Root", validity)
        sealing_ca = sealing_root.intermediate(SEALING_SERVICE, "Sealing Issuing CA", validity)
        custody_root = Authority.root("State Evidence Authority", "Evidence Root", validity)
        custody_ca = custody_root.intermediate("State Evidence Authority", "Evidence Issuing CA", validity)
        timestamp_root = Authority.root("Meridian Time", "Meridian Timestamp Root", validity)
        clock = SetClock(now)
        stamper = timestamp_root.issue(
            "Meridian Time",
            "Meridian Timestamp Authority 1",
            validity,
            usages=TIMESTAMPING_USAGES,
            usages_critical=True,
        )
        return cls(
            now=now,
            sealing_root=sealing_root,
            sealing_ca=sealing_ca,
            sealer=sealing_ca.issue(SEALING_SERVICE, "Sealing Service 3", validity),
            custody_root=custody_root,
            custody_ca=custody_ca,
            springfield=custody_ca.issue(SPRINGFIELD, "Evidence Clerk 12", validity),
            springfield_second=custody_ca.issue(SPRINGFIELD, "Evidence Clerk 31", validity),
            shelbyville=custody_ca.issue(SHELBYVILLE, "Property Clerk 4", validity),
            timestamp_root=timestamp_root,
            timestamp_clock=clock,
            timestamp_authority=TimestampAuthority(stamper, clock),
        )

    @property
    def authorities(self) -> tuple[Authority, ...]:
        """Every issuer."""
        return (self.sealing_root, self.sealing_ca, self.custody_root, self.custody_ca, self.timestamp_root)

    def crls(self, this_update: int | None = None) -> tuple[bytes, ...]:
        """The list of every issuer, in force from ``this_update`` (ten days before ``now``) for sixty days.

        Made anew only where a revocation was added, so that the hops of a package share their lists.
        """
        start = self.now - 10 * DAY if this_update is None else this_update
        state = (start, *(tuple(authority.revoked) for authority in self.authorities))
        if state not in self._lists:
            self._lists[state] = tuple(authority.crl(start, start + 60 * DAY) for authority in self.authorities)
        return self._lists[state]

    def credentials(self, identity: Identity, timestamper: Timestamper | None = None) -> Credentials:
        """What the product signs a hop with. Tokens come straight from the authority unless a way to it is given."""
        return Credentials(identity.signer(), timestamper or self.timestamp_authority, self.crls())

    @property
    def store(self) -> TrustStore:
        """The same trust as ``write_trust_folder`` writes, for callers without a folder."""
        return TrustStore(
            anchors={
                Role.SEALING: (self.sealing_root.der,),
                Role.CUSTODY: (self.custody_root.der,),
                Role.TIMESTAMPING: (self.timestamp_root.der,),
            }
        )

    def write_trust_folder(self, folder: Path) -> None:
        """``anchors/sealing|custody|timestamping/root.pem`` (4.4): what a verifier is given."""
        for role, authority in (
            (Role.SEALING, self.sealing_root),
            (Role.CUSTODY, self.custody_root),
            (Role.TIMESTAMPING, self.timestamp_root),
        ):
            place = folder / "anchors" / role.value
            place.mkdir(parents=True, exist_ok=True)
            (place / "root.pem").write_bytes(authority.pem)

    def disclosure(self, organization: str = COURT) -> Identity:
        """An RSA certificate that may open sealed identities (3.5), with its key."""
        return self.custody_ca.issue(
            organization,
            "Disclosure",
            Validity.around(self.now),
            usages=(),
            key_usage=("key_encipherment",),
            key=rsa.generate_private_key(65537, 3072),
        )

    @contextmanager
    def timestamp_url(self) -> Iterator[str]:
        """The authority behind HTTP on the loopback address, for as long as the context lasts."""
        with loopback(self.timestamp_authority) as url:
            yield url
