"""A package on the bench: its files may be changed one by one, then carried through with the keys of those who signed.

This is a second, free-handed writer. It shares only the two list formats and canonical JSON with the product.
"""

import copy
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import rfc8785
from cryptography import x509

from reviewer.evidence.instants import format_instant, parse_instant
from reviewer.sealing.manifests import SIGNATURE_TYPE, TOKEN_TYPE, asic_manifest, payload_manifest
from tools.demo_trust.certificates import Authority, Identity
from tools.demo_trust.cms_builder import Shape, sign_cms
from tools.demo_trust.timestamp_authority import TimestampAuthority

Edit = Callable[[bytes], bytes]
Files = dict[str, bytes]

REQUEST = "data/request/request.json"
REQUEST_SIGNATURE = "data/request/request.p7s"
SUBMISSION = "data/submission/submission.json"
CLIP = "data/clips/001/front door.mp4"
CLIP_RECORD = "data/clips/001/clip.json"
SECOND_CLIP = "data/clips/002/Ворота.mkv"
VENDOR = "data/vendor/export/audit.csv"
IDENTITY = "sealed/identity.p7m"
BAG = "manifest-sha256.txt"
BAG_INFO = "bag-info.txt"


def event_name(seq: int) -> str:
    return f"custody/{seq:04d}.json"


def manifest_name(seq: int) -> str:
    return f"META-INF/ASiCManifest{seq:03d}.xml"


def signature_name(seq: int) -> str:
    return f"META-INF/signature{seq:03d}.p7s"


def stamped_name(seq: int) -> str:
    return f"META-INF/ASiCManifest{seq:03d}t.xml"


def token_name(seq: int) -> str:
    return f"META-INF/timestamp{seq:03d}.tst"


def _same(data: bytes) -> bytes:
    return data


def replaced(old: bytes, new: bytes) -> Edit:
    def edit(data: bytes) -> bytes:
        assert old in data, (old, data)
        return data.replace(old, new, 1)

    return edit


def one_bit(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


@dataclass
class HopDraft:
    """Who signs a hop, and the hooks through which its files pass when they are made anew."""

    signer: Identity
    gen_time: int
    shape: Shape = field(default_factory=Shape)
    authority: TimestampAuthority | None = None
    """Another timestamp authority than the untouched package's."""
    omit: frozenset[str] = frozenset()
    """Files that the manifest leaves out."""
    manifest: Edit = _same
    signature: Edit = _same
    stamped: Edit = _same
    token: Edit = _same
    event: Callable[[dict[str, Any]], None] = lambda _members: None
    """Changes the event after it was linked to the hop before."""


@dataclass
class Draft:
    """The files of a package, in the order of the container, and how its hops are signed."""

    files: Files
    hops: list[HopDraft]
    since: dict[str, int]
    """The hop that brought a file, for files that came after the first."""
    authority: TimestampAuthority

    def copy(self) -> "Draft":
        return Draft(dict(self.files), [replace(hop) for hop in self.hops], dict(self.since), self.authority)

    # --- changing files ---------------------------------------------------------------------------------------------

    def edit(self, name: str, change: Edit) -> None:
        self.files[name] = change(self.files[name])

    def members(self, name: str) -> dict[str, Any]:
        return json.loads(self.files[name])

    def record(self, name: str, change: Callable[[dict[str, Any]], object]) -> None:
        """Changes a record's members and writes it in canonical form again."""
        members = self.members(name)
        change(members)
        self.files[name] = rfc8785.dumps(members)

    def event(self, seq: int, change: Callable[[dict[str, Any]], object]) -> None:
        self.record(event_name(seq), change)

    def rename(self, old: str, new: str) -> None:
        """Keeps the place in the order."""
        self.files = {new if name == old else name: data for name, data in self.files.items()}
        if old in self.since:
            self.since[new] = self.since.pop(old)

    def add(self, name: str, data: bytes, since: int = 1) -> None:
        self.files[name] = data
        self.since[name] = since

    def cut_after(self, seq: int) -> None:
        """Takes away every hop after ``seq``, as if it had never been."""
        self.hops = self.hops[:seq]
        self.files = {name: data for name, data in self.files.items() if self.hop_of(name) <= seq}

    def extend(self, action: str, signer: Identity, at: int, **members: Any) -> int:
        """One more hop, of which only the event is written; answers its number."""
        seq = len(self.hops) + 1
        event = copy.deepcopy(self.members(event_name(len(self.hops))))
        event.update({"seq": seq, "action": action, "to": None, **members})
        event["event_id"] = f"urn:uuid:00000000-0000-4000-8000-{seq:012d}"
        event["at"] = format_instant(at)
        self.hops.append(HopDraft(signer, at + 2_000_000))
        self.files[event_name(seq)] = rfc8785.dumps(event)
        for name in (manifest_name(seq), signature_name(seq), stamped_name(seq), token_name(seq)):
            self.files[name] = b""
        self.sign_as(signer, seq)
        return seq

    # --- changing signers -------------------------------------------------------------------------------------------

    def sign_as(self, signer: Identity, *seqs: int) -> None:
        """Lets another certificate sign hops, named truthfully in their events, and as recipient where it receives."""
        for seq in seqs:
            self.hops[seq - 1].signer = signer
            self.event(seq, lambda event: event["actor"].update(_named(signer)))
            before = event_name(seq - 1)
            if before in self.files and self.members(before)["action"] == "transfer-out":
                self.record(before, lambda event: event["to"].update(_named(signer)))

    def sign_request(self, signer: Identity, shape: Shape | None = None, at: int | None = None) -> None:
        """Has ``signer`` sign the request as it stands now, and links the submission to it."""
        issued = at or parse_instant(self.members(REQUEST)["issued_at"])
        self.files[REQUEST_SIGNATURE] = sign_cms(self.files[REQUEST], signer, issued, shape)
        self.link_request()

    def issue_as(self, signer: Identity, shape: Shape | None = None) -> None:
        """The request, issued and signed by another certificate that it names truthfully."""
        named = _named(signer)
        changes = {"certificate_sha256": named["certificate_sha256"], "name": named["agency"]}
        self.record(REQUEST, lambda request: request["agency"].update(changes))
        self.sign_request(signer, shape)

    def link_request(self) -> None:
        digest = _sha256(self.files[REQUEST])
        self.record(SUBMISSION, lambda submission: submission.update(request_sha256=digest))

    def set_crls(self, authority: Authority, *crls: bytes) -> None:
        """Replaces an issuer's lists under ``validation/crls/``; with none given it has none."""
        for name in self.crls_of(authority):
            del self.files[name]
        for number, crl in enumerate(crls):
            self.add(f"validation/crls/other-{authority.certificate.serial_number:x}-{number}.crl", crl)

    def crls_of(self, authority: Authority) -> list[str]:
        names = [name for name in self.files if name.startswith("validation/crls/")]
        subject = authority.certificate.subject
        return [name for name in names if x509.load_der_x509_crl(self.files[name]).issuer == subject]

    # --- carrying through -------------------------------------------------------------------------------------------

    def carry(self, first: int = 1, *, payload: bool = True, relink: bool = True) -> None:
        """Makes lists, signatures and tokens anew from hop ``first`` on, with the keys of those who sign.

        ``payload``: BagIt's files too. ``relink``: every event's ``previous`` is put right.
        """
        if payload:
            self.rebag()
        for seq in range(first, len(self.hops) + 1):
            hop = self.hops[seq - 1]
            if relink and seq > 1:
                previous = _sha256(self.files[manifest_name(seq - 1)])
                self.event(seq, lambda event, value=previous: event.update(previous=value))
            self.event(seq, hop.event)
            self.sign(seq)

    def sign(self, seq: int) -> None:
        """Manifest, signature and token of one hop."""
        hop = self.hops[seq - 1]
        at = parse_instant(self.members(event_name(seq))["at"])
        listed = {name: _sha256(data) for name, data in self.files.items() if self._is_listed(name, seq)}
        for name in hop.omit:
            del listed[name]
        self.files[manifest_name(seq)] = hop.manifest(asic_manifest(signature_name(seq), SIGNATURE_TYPE, listed))
        signature = hop.signature(sign_cms(self.files[manifest_name(seq)], hop.signer, at, hop.shape))
        self.files[signature_name(seq)] = signature
        self.stamp(seq)

    def stamp(self, seq: int) -> None:
        """The token of one hop, and the manifest that it is over."""
        hop = self.hops[seq - 1]
        digests = {signature_name(seq): _sha256(self.files[signature_name(seq)])}
        self.files[stamped_name(seq)] = hop.stamped(asic_manifest(token_name(seq), TOKEN_TYPE, digests))
        authority = hop.authority or self.authority
        moment = replace(authority, clock=lambda: hop.gen_time)
        self.files[token_name(seq)] = hop.token(moment.timestamp(self.files[stamped_name(seq)]))

    def rebag(self) -> None:
        """``manifest-sha256.txt`` and the Payload-Oxum put right."""
        payload = {name: data for name, data in self.files.items() if name.startswith("data/")}
        self.files[BAG] = payload_manifest({name: _sha256(data) for name, data in payload.items()})
        oxum = f"Payload-Oxum: {sum(map(len, payload.values()))}.{len(payload)}"
        self.edit(BAG_INFO, lambda text: re.sub(rb"Payload-Oxum: [0-9.]+", oxum.encode(), text))

    def hop_of(self, name: str) -> int:
        """The hop that brought a file."""
        match = re.match(r"custody/(\d{4})\.json\Z|META-INF/\D+(\d{3})t?\.\w+\Z", name, re.ASCII)
        return int(match[1] or match[2]) if match else self.since.get(name, 1)

    def _is_listed(self, name: str, seq: int) -> bool:
        own = name.startswith("META-INF/") and self.hop_of(name) == seq
        return name != "mimetype" and not own and self.hop_of(name) <= seq and not name.endswith("/")


def _named(identity: Identity) -> Mapping[str, str]:
    return {
        "name": identity.name,
        "agency": identity.organization,
        "certificate_sha256": _sha256(identity.der),
    }


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
