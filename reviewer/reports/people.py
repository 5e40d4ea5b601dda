"""Each person and agency of a package gets a short id, used everywhere in a report; residents by pseudonym alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reviewer.evidence.records import Actor, Recipient
from reviewer.evidence.verification_result import CertificateFacts, VerificationResult

_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Person:
    """``part`` says what they did with the package; ``certificate_sha256`` is empty where none is named."""

    id: str
    name: str
    role: str | None
    agency: str | None
    part: str
    certificate_sha256: str


@dataclass(frozen=True)
class People:
    """Everybody, in the order of their first appearance."""

    everybody: tuple[Person, ...]
    _ids: Mapping[_Key, str]

    def id_of(self, person: Actor | Recipient) -> str:
        """The id of somebody who acted, or to whom something was handed."""
        return self._ids[(person.name, person.agency, person.certificate_sha256)]


def people_of(result: VerificationResult) -> People:
    """Residents are R-1 …, everybody who is named in a custody event is P-1 …"""
    found: list[Person] = []
    if result.submission is not None:
        found.append(Person("R-1", result.submission.pseudonym, None, None, "submitted the clips", ""))
    parts: dict[_Key, dict[str, None]] = {}
    roles: dict[_Key, dict[str, None]] = {}
    for hop in result.hops:
        if hop.event is None:
            continue
        actor, to = hop.event.actor, hop.event.to
        key = (actor.name, actor.agency, actor.certificate_sha256)
        parts.setdefault(key, {}).setdefault("sealed the package" if hop.event.action == "seal" else "custodian")
        if actor.role is not None:
            roles.setdefault(key, {}).setdefault(actor.role)
        if to is not None:
            parts.setdefault((to.name, to.agency, to.certificate_sha256), {}).setdefault("recipient")
    ids: dict[_Key, str] = {}
    for number, (key, played) in enumerate(parts.items(), start=1):
        ids[key] = f"P-{number}"
        role = ", ".join(roles.get(key, {})) or None
        found.append(Person(ids[key], key[0], role, key[1], ", ".join(played), key[2]))
    return People(tuple(found), ids)


@dataclass(frozen=True)
class Certificates:
    """Every certificate that signed something here, once, as C-1 …"""

    all: tuple[tuple[str, CertificateFacts], ...]
    _ids: Mapping[str, str]

    def id_of(self, certificate: CertificateFacts | None) -> str:
        return "unknown" if certificate is None else self._ids[certificate.sha256]


@dataclass(frozen=True)
class Sources:
    """Trust anchors as A-1 …, revocation lists as L-1 …: each is told once, and events name it by its id."""

    all: tuple[tuple[str, str], ...]
    """(id, what it is): an anchor's SHA-256, or a list's issuer and date."""
    _ids: Mapping[tuple[str, str], str]

    def anchor(self, sha256: str | None) -> str:
        return "no root" if sha256 is None else self._ids[("A", sha256)]

    def lists(self, told: Sequence[str]) -> str:
        return ", ".join(self._ids[("L", each)] for each in told) or "no list"


def sources_of(result: VerificationResult) -> Sources:
    """In the order of the events."""
    found: dict[tuple[str, str], str] = {}
    for kind in ("A", "L"):
        number = 0
        for hop in result.hops:
            told = hop.revocation_sources if kind == "L" else [hop.trust_anchor] if hop.trust_anchor else []
            for each in told:
                if (kind, each) not in found:
                    number += 1
                    found[(kind, each)] = f"{kind}-{number}"
    return Sources(tuple((id, told) for (_, told), id in found.items()), found)


def certificates_of(result: VerificationResult) -> Certificates:
    """The request's signer first, then signers and timestamp authorities in the order of the events."""
    found: dict[str, CertificateFacts] = {}
    candidates = [result.request_signer]
    for hop in result.hops:
        candidates += [hop.signer, hop.timestamp_authority]
    for certificate in candidates:
        if certificate is not None:
            found.setdefault(certificate.sha256, certificate)
    ids = {sha256: f"C-{number}" for number, sha256 in enumerate(found, start=1)}
    return Certificates(tuple((ids[sha256], facts) for sha256, facts in found.items()), ids)
