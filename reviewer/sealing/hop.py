"""One custody event written down, listed, signed and timestamped: the files that every hop adds (2.2, 2.3, 3.4)."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from asn1crypto import x509

from reviewer import TOOL_NAME, __version__
from reviewer.application.errors import UsageError
from reviewer.evidence.records import Action, Actor, ClockSource, CustodyEvent, Outcome, Recipient
from reviewer.sealing.cades import sign_detached
from reviewer.sealing.manifests import SIGNATURE_TYPE, TOKEN_TYPE, asic_manifest
from reviewer.sealing.package_target import PackageTarget
from reviewer.sealing.record_json import canonical, event_members
from reviewer.sealing.signer import Signer, certificate_sha256
from reviewer.sealing.timestamping import Timestamper
from reviewer.verification.records import read_custody_event

MAX_HOPS = 999


@dataclass(frozen=True, slots=True)
class Hop:
    """What a person states of a custody event. Agency and certificate are not stated: they are the signer's (4.4).

    ``at`` in µs UTC; ``clock_uncertainty_ms`` at most 600,000. ``to`` belongs to a ``transfer-out``.
    """

    action: Action
    at: int
    actor_name: str
    actor_role: str | None = None
    to: Recipient | None = None
    purpose: str | None = None
    place: str | None = None
    clock_source: ClockSource = "unknown"
    clock_uncertainty_ms: int | None = None
    outcome: Outcome = "ok"
    details: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a hop is signed with. ``crls`` and ``certificates`` (DER) go under ``validation/``: revocation as of now,
    and intermediates, those of the timestamp authority among them. The signer's own chain is added by itself."""

    signer: Signer
    timestamper: Timestamper
    crls: tuple[bytes, ...] = ()
    certificates: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class SealedHop:
    """A hop as written. ``head`` is the SHA-256 of its manifest."""

    event: CustodyEvent
    head: str


def write_hop(
    target: PackageTarget,
    hop: Hop,
    credentials: Credentials,
    *,
    package_id: str,
    seq: int,
    previous: str | None,
    listed: dict[str, str],
) -> SealedHop:
    """Adds the files of hop ``seq`` to ``target``.

    ``listed``: name to SHA-256 (hex) of every file that the package holds already bar ``mimetype``; the hop's own files
    are added to it. Raises UsageError, EnvironmentFault.
    """
    if seq > MAX_HOPS:
        raise UsageError(f"A package holds at most {MAX_HOPS} custody events (1.6); this one is full.")
    signer = credentials.signer
    event = CustodyEvent(
        package_id=package_id,
        seq=seq,
        event_id=f"urn:uuid:{uuid4()}",
        action=hop.action,
        at=hop.at,
        clock_source=hop.clock_source,
        clock_uncertainty_ms=hop.clock_uncertainty_ms,
        actor=Actor(
            hop.actor_name, hop.actor_role, organization_of(signer.certificate), certificate_sha256(signer.certificate)
        ),
        to=hop.to,
        purpose=hop.purpose,
        place=hop.place,
        tool_name=TOOL_NAME,
        tool_version=__version__,
        outcome=hop.outcome,
        details=hop.details,
        previous=previous,
    )

    def put(name: str, data: bytes) -> None:
        target.add(name, data)
        listed[name] = hashlib.sha256(data).hexdigest()

    put(f"custody/{seq:04d}.json", checked(event_members(event), read_custody_event, "custody event"))
    for name, data in _validation_files([*signer.chain, *credentials.certificates], credentials.crls):
        if name not in listed:
            put(name, data)

    manifest_name, signature_name, stamped_name, token_name = hop_file_names(seq)
    manifest = asic_manifest(signature_name, SIGNATURE_TYPE, listed)
    signature = sign_detached(manifest, signer, hop.at)
    stamped = asic_manifest(token_name, TOKEN_TYPE, {signature_name: hashlib.sha256(signature).hexdigest()})
    token = credentials.timestamper.timestamp(stamped)
    for name, data in ((manifest_name, manifest), (signature_name, signature), (stamped_name, stamped)):
        put(name, data)
    put(token_name, token)
    return SealedHop(event, listed[manifest_name])


def hop_file_names(seq: int) -> tuple[str, str, str, str]:
    """The META-INF files of hop ``seq``: manifest, signature, the manifest that is timestamped, token."""
    return (
        f"META-INF/ASiCManifest{seq:03d}.xml",
        f"META-INF/signature{seq:03d}.p7s",
        f"META-INF/ASiCManifest{seq:03d}t.xml",
        f"META-INF/timestamp{seq:03d}.tst",
    )


def checked(members: dict[str, Any], reader: Callable[[bytes], object], what: str) -> bytes:
    """A record's bytes, after the verifier's own reader has taken them: nothing is sealed that it would refuse.

    Raises UsageError with the member that is wrong.
    """
    try:
        data = canonical(members)
        reader(data)
    except ValueError as error:
        raise UsageError(f"The {what} cannot be written: {error}.") from error
    return data


def organization_of(certificate: bytes) -> str:
    """The one organizationName of a DER certificate's subject (4.4). Raises UsageError for none or several."""
    names = [
        pair["value"].native
        for rdn in x509.Certificate.load(certificate).subject.chosen
        for pair in rdn
        if pair["type"].native == "organization_name"
    ]
    if len(names) != 1:
        raise UsageError(
            "The certificate must name exactly one organization (O) in its subject, which is the agency; "
            f"it names {len(names) or 'none'}. Ask its issuer for another certificate."
        )
    return str(names[0])


def _validation_files(certificates: Iterable[bytes], crls: Iterable[bytes]) -> Iterable[tuple[str, bytes]]:
    """Names after the content, so that the same file is never put in twice, whichever hop brings it."""
    for data in certificates:
        yield f"validation/certs/{hashlib.sha256(data).hexdigest()[:32]}.cer", data
    for data in crls:
        yield f"validation/crls/{hashlib.sha256(data).hexdigest()[:32]}.crl", data
