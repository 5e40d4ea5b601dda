"""Reads the description that ``reviewer pack`` is given: which files go into a package, and what is claimed of them.

Its members are those of the records (section 3) less what the program knows by itself; one that is left out is null.
Each part is completed to a whole record and read by the verifier's own reader, so that one set of rules decides.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from cryptography import x509

from reviewer import SPEC
from reviewer.application.errors import UsageError
from reviewer.evidence.instants import MILLISECOND, format_instant
from reviewer.evidence.records import Clip
from reviewer.sealing.hop import Hop
from reviewer.sealing.identity import SealedIdentity, seal_identity
from reviewer.sealing.record_json import canonical
from reviewer.sealing.seal import ClipToSeal, Contents, SignedRequest, VendorFile
from reviewer.sealing.signer import load_certificates, read_input
from reviewer.verification.records import read_clip, read_custody_event, read_submission
from reviewer.verification.strict_json import parse_json

T = TypeVar("T")

_ZERO_SHA256 = "0" * 64
_ZERO_UUID = "urn:uuid:00000000-0000-0000-0000-000000000000"
_CLIP: dict[str, Any] = {
    "media_type": None,
    "camera": {"pseudonym": None, "make": None, "model": None, "location": None, "location_accuracy_m": None},
    "recorded": {"start": None, "end": None},
    "clock": {"source": "unknown", "offset_ms": None, "uncertainty_ms": None},
    "device_claims": {},
    "notes": None,
}
_SUBMISSION: dict[str, Any] = {"provenance": None, "pseudonym": None, "consent": None, "submitted_at": None}
_SEAL: dict[str, Any] = {
    "name": None,
    "role": None,
    "purpose": None,
    "place": None,
    "clock": {"source": "unknown", "uncertainty_ms": None},
    "details": {},
}
_FREE = frozenset({"device_claims", "details"})
"""Objects that may have any member at all."""


def read_packing_list(path: Path, now: int) -> Contents:
    """The contents described by the JSON file ``path``; relative paths in it start at its folder.

    ``now`` in µs UTC becomes the seal's ``at``, and ``submitted_at`` where that is left out. Raises UsageError, with
    the member that is wrong, and EnvironmentFault (a file that may not be read).
    """
    try:
        value = parse_json(read_input(path))
    except ValueError as error:
        raise UsageError(f"“{path}” is no packing list: {error}.") from error
    members: dict[str, Any] = {"request": {}, "submission": {}, "identity": None, "clips": [], "vendor": [], "seal": {}}
    top = _completed(members, value, "the packing list", free=frozenset(members))
    reading = _Reading(path, now)
    identity = reading.identity(top["identity"])
    return reading.contents(top, identity)


@dataclass(frozen=True)
class _Reading:
    path: Path
    now: int

    def contents(self, top: Mapping[str, Any], identity: SealedIdentity | None) -> Contents:
        request = _completed({"json": None, "signature": None}, top["request"], "request")
        submission = _completed(_SUBMISSION, top["submission"], "submission", free=frozenset({"consent"}))
        pseudonym = submission.pop("pseudonym") or f"resident-{secrets.token_hex(4)}"
        record = {
            "spec": SPEC,
            "package_id": _ZERO_UUID,
            "request_sha256": _ZERO_SHA256,
            "submitter": {"pseudonym": pseudonym, "identity_commitment": None},
            "clips": ["001"],
            **submission,
            "submitted_at": submission["submitted_at"] or format_instant(self.now),
        }
        claims = self._read(read_submission, record, "submission")
        return Contents(
            request=SignedRequest(
                read_input(self._file(request["json"], "request.json")),
                read_input(self._file(request["signature"], "request.signature")),
            ),
            clips=tuple(self._clip(number, clip) for number, clip in enumerate(self._list(top, "clips"), 1)),
            pseudonym=claims.pseudonym,
            provenance=claims.provenance,
            consent=claims.consent,
            submitted_at=claims.submitted_at,
            seal=self._seal(top["seal"]),
            vendor=tuple(self._vendor(file) for file in self._list(top, "vendor")),
            identity=identity,
        )

    def identity(self, value: Any) -> SealedIdentity | None:
        if value is None:
            return None
        given = _completed(
            {"name": None, "contact": None, "recipients": []}, value, "identity", frozenset({"recipients"})
        )
        if not all(isinstance(given[member], str) for member in ("name", "contact")):
            raise self._wrong("identity", "name and contact must be texts")
        recipients: list[x509.Certificate] = []
        for file in self._list(given, "recipients"):
            recipients.extend(load_certificates(self._file(file, "identity.recipients")))
        return seal_identity(given["name"], given["contact"], recipients)

    def _clip(self, number: int, value: Any) -> ClipToSeal:
        where = f"clip {number}"
        given = _completed({"source": None, "name": None, **_CLIP}, value, where, _FREE)
        source = self._file(given.pop("source"), f"{where}, source")
        record = {
            "spec": SPEC,
            "clip_id": "001",
            "sha256": _ZERO_SHA256,
            "bytes": 0,
            "file": given.pop("name") or source.name,
            **given,
        }
        claim: Clip = self._read(read_clip, record, where)
        return ClipToSeal(
            source=source,
            name=claim.file,
            camera=claim.camera,
            clock=claim.clock,
            recorded_start=claim.recorded_start,
            recorded_end=claim.recorded_end,
            media_type=claim.media_type,
            device_claims=claim.device_claims,
            notes=claim.notes,
        )

    def _vendor(self, value: Any) -> VendorFile:
        given = _completed({"source": None, "name": None}, value, "vendor")
        source = self._file(given["source"], "vendor, source")
        return VendorFile(source, given["name"] or source.name)

    def _seal(self, value: Any) -> Hop:
        given = _completed(_SEAL, value, "seal", _FREE)
        record = {
            "spec": SPEC,
            "package_id": _ZERO_UUID,
            "seq": 1,
            "event_id": _ZERO_UUID,
            "action": "seal",
            "at": format_instant(self.now),
            "clock": given["clock"],
            "actor": {
                "name": given["name"],
                "role": given["role"],
                "agency": "",
                "certificate_sha256": _ZERO_SHA256,
            },
            "to": None,
            "purpose": given["purpose"],
            "place": given["place"],
            "tool": {"name": "", "version": None},
            "outcome": "ok",
            "details": given["details"],
            "previous": None,
        }
        event = self._read(read_custody_event, record, "seal")
        return Hop(
            action="seal",
            at=self.now - self.now % MILLISECOND,
            actor_name=event.actor.name,
            actor_role=event.actor.role,
            purpose=event.purpose,
            place=event.place,
            clock_source=event.clock_source,
            clock_uncertainty_ms=event.clock_uncertainty_ms,
            details=event.details,
        )

    def _read(self, reader: Callable[[bytes], T], record: dict[str, Any], where: str) -> T:
        try:
            return reader(canonical(record))
        except ValueError as error:
            raise self._wrong(where, str(error)) from error

    def _file(self, value: Any, where: str) -> Path:
        if not isinstance(value, str) or not value:
            raise self._wrong(where, "it must be the path of a file")
        return self.path.parent / value

    def _list(self, top: Mapping[str, Any], member: str) -> list[Any]:
        value = top[member]
        if not isinstance(value, list):
            raise self._wrong(member, "it must be a list")
        return value

    def _wrong(self, where: str, what: str) -> UsageError:
        return UsageError(f"“{self.path}”, {where}: {what}.")


def _completed(template: Mapping[str, Any], value: Any, where: str, free: frozenset[str] = _FREE) -> dict[str, Any]:
    """``value`` with the members of ``template`` that it leaves out. Raises UsageError for others, misspelt perhaps."""
    if not isinstance(value, dict):
        raise UsageError(f"The packing list is wrong at {where}: it must be an object.")
    unknown = value.keys() - template.keys()
    if unknown:
        raise UsageError(
            f"The packing list is wrong at {where}: “{min(unknown)}” is not known; it may hold {', '.join(template)}."
        )
    completed = dict(template)
    for name, member in value.items():
        nested = template[name]
        if isinstance(nested, dict) and name not in free and member is not None:
            member = _completed(nested, member, f"{where}, {name}", free)
        completed[name] = member
    return completed
