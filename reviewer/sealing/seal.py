"""Seals a new package: request, submission, clips and the first hop, ``seal`` (sections 1–4)."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

from reviewer.application.errors import EnvironmentFault, UsageError
from reviewer.application.jobs import CancelToken, Progress, Report, no_report
from reviewer.evidence.instants import from_microseconds
from reviewer.evidence.records import Camera, Clip, ClipClock, Consent, Provenance, Request, Submission
from reviewer.sealing.cades import sign_detached
from reviewer.sealing.hop import Credentials, Hop, checked, organization_of, write_hop
from reviewer.sealing.identity import SealedIdentity
from reviewer.sealing.manifests import BAGIT_TXT, bag_info, payload_manifest
from reviewer.sealing.package_target import PackageTarget, new_target
from reviewer.sealing.record_json import clip_members, request_members, submission_members
from reviewer.sealing.signer import Signer
from reviewer.sealing.zip_writer import SourceChanged, chunks_of
from reviewer.verification.records import read_clip, read_request, read_submission

MAX_CLIPS = 999


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """``request.json`` and the agency's detached signature over it, byte for byte as the agency issued them."""

    json: bytes
    p7s: bytes


@dataclass(frozen=True, slots=True)
class ClipToSeal:
    """A clip's file and what is claimed of it (3.3). ``name`` is its name in the package; instants in µs UTC."""

    source: Path
    name: str
    camera: Camera
    clock: ClipClock
    recorded_start: int | None = None
    recorded_end: int | None = None
    media_type: str | None = None
    device_claims: Mapping[str, Any] = field(default_factory=dict, hash=False)
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class VendorFile:
    """A file handed over with the clips, opaque; ``name`` is below ``data/vendor/``."""

    source: Path
    name: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes into a package, and its first hop. ``submitted_at`` in µs UTC."""

    request: SignedRequest
    clips: tuple[ClipToSeal, ...]
    pseudonym: str
    provenance: Provenance
    consent: Consent | None
    submitted_at: int
    seal: Hop
    vendor: tuple[VendorFile, ...] = ()
    identity: SealedIdentity | None = None


@dataclass(frozen=True, slots=True)
class SealedPackage:
    """A package as written. ``head`` is the SHA-256 of its newest manifest: one line that fixes the whole history."""

    path: Path
    package_id: str
    head: str
    hops: int


def sign_request(request: Request, signer: Signer) -> SignedRequest:
    """A community request as an agency issues it, signed at ``issued_at``. ``agency`` must be the signer's (V11)."""
    data = checked(request_members(request), read_request, "request")
    return SignedRequest(data, sign_detached(data, signer, request.issued_at))


def seal_package(
    path: Path,
    contents: Contents,
    credentials: Credentials,
    *,
    kind: Literal["zip", "folder"] = "zip",
    deflate_records: bool = False,
    report: Report = no_report,
    cancel: CancelToken | None = None,
) -> SealedPackage:
    """Writes a new package to ``path``, whole or not at all. Each clip is read once and never whole in memory.

    Raises UsageError (names, no clips, a file that is not there or grows shorter), EnvironmentFault, Cancelled.
    """
    _check(contents)
    package_id = f"urn:uuid:{uuid4()}"
    progress = _Progress(contents, report, cancel or CancelToken())
    with new_target(path, kind, contents.seal.at, deflate_records) as target:
        target.begin()
        writer = _Writer(target, progress)
        writer.add("data/request/request.json", contents.request.json)
        writer.add("data/request/request.p7s", contents.request.p7s)
        submission = submission_members(_submission(package_id, contents))
        writer.add("data/submission/submission.json", checked(submission, read_submission, "submission"))
        for number, clip in enumerate(contents.clips, 1):
            writer.add_clip(f"{number:03d}", clip)
        for vendor in contents.vendor:
            writer.add_file(f"data/vendor/{vendor.name}", vendor.source)
        if contents.identity is not None:
            writer.add("sealed/identity.p7m", contents.identity.p7m)
        writer.add_bag_files(package_id, contents.seal.at, organization_of(credentials.signer.certificate))
        sealed = write_hop(
            target, contents.seal, credentials, package_id=package_id, seq=1, previous=None, listed=writer.listed
        )
        target.commit()
    return SealedPackage(path, package_id, sealed.head, 1)


def _check(contents: Contents) -> None:
    if contents.seal.action != "seal":
        raise UsageError("The first event of a package is its seal.")
    try:
        read_request(contents.request.json)
    except ValueError as error:
        raise UsageError(f"The request cannot be sealed: {error}. Ask the agency for it again.") from error
    if not contents.clips:
        raise UsageError("A package holds at least one clip; name one.")
    if len(contents.clips) > MAX_CLIPS:
        raise UsageError(f"A package holds at most {MAX_CLIPS} clips; make several packages.")
    for clip in contents.clips:
        if "/" in clip.name or clip.name.casefold() == "clip.json":
            raise UsageError(f"A clip cannot be called “{clip.name}” in the package. Choose another name.")


def _submission(package_id: str, contents: Contents) -> Submission:
    return Submission(
        package_id=package_id,
        request_sha256=hashlib.sha256(contents.request.json).hexdigest(),
        provenance=contents.provenance,
        pseudonym=contents.pseudonym,
        identity_commitment=None if contents.identity is None else contents.identity.commitment,
        consent=contents.consent,
        submitted_at=contents.submitted_at,
        clips=tuple(f"{number:03d}" for number in range(1, len(contents.clips) + 1)),
    )


class _Progress:
    """Counts the bytes of clips and vendor files as they go by."""

    def __init__(self, contents: Contents, report: Report, cancel: CancelToken) -> None:
        files = [clip.source for clip in contents.clips] + [vendor.source for vendor in contents.vendor]
        self._total = sum(_size(file) for file in files)
        self._done = 0
        self._report = report
        self._cancel = cancel

    def tick(self, count: int) -> None:
        self._done += count
        self._report(Progress("sealing", self._done, self._total))
        self._cancel.raise_if_cancelled()


class _Writer:
    """Adds files and remembers the SHA-256 of each, as the manifests list them."""

    def __init__(self, target: PackageTarget, progress: _Progress) -> None:
        self.listed: dict[str, str] = {}
        self._target = target
        self._progress = progress
        self._payload_bytes = 0

    def add(self, name: str, data: bytes) -> None:
        self._target.add(name, data)
        self._remember(name, hashlib.sha256(data).hexdigest(), len(data))

    def add_file(self, name: str, source: Path) -> tuple[str, int]:
        """Answers SHA-256 and size of the very bytes that were written."""
        digest = hashlib.sha256()
        size = _size(source)
        try:
            self._target.add_stream(name, self._watched(source, size, digest), size)
        except SourceChanged as error:
            raise UsageError(
                f"“{source}” became shorter while it was being sealed. Wait until it is finished."
            ) from error
        self._remember(name, digest.hexdigest(), size)
        return digest.hexdigest(), size

    def add_clip(self, clip_id: str, clip: ClipToSeal) -> None:
        folder = f"data/clips/{clip_id}"
        sha256, size = self.add_file(f"{folder}/{clip.name}", clip.source)
        claim = Clip(
            clip_id=clip_id,
            file=clip.name,
            sha256=sha256,
            bytes=size,
            media_type=clip.media_type,
            camera=clip.camera,
            recorded_start=clip.recorded_start,
            recorded_end=clip.recorded_end,
            clock=clip.clock,
            device_claims=clip.device_claims,
            notes=clip.notes,
        )
        self.add(f"{folder}/clip.json", checked(clip_members(claim), read_clip, f"record of clip {clip_id}"))

    def add_bag_files(self, package_id: str, at: int, organization: str) -> None:
        payload_files = sum(name.startswith("data/") for name in self.listed)
        date = from_microseconds(at).date().isoformat()
        self.add("bagit.txt", BAGIT_TXT)
        self.add("bag-info.txt", bag_info(package_id, self._payload_bytes, payload_files, date, organization))
        self.add("manifest-sha256.txt", payload_manifest(self.listed))

    def _watched(self, source: Path, size: int, digest: "hashlib._Hash") -> Iterator[bytes]:
        try:
            with source.open("rb") as file:
                for chunk in chunks_of(file, size):
                    digest.update(chunk)
                    yield chunk
                    self._progress.tick(len(chunk))
        except OSError as error:
            raise _unreadable(source, error) from error

    def _remember(self, name: str, sha256: str, size: int) -> None:
        self.listed[name] = sha256
        if name.startswith("data/"):
            self._payload_bytes += size


def _size(file: Path) -> int:
    try:
        if not file.is_file():
            raise UsageError(f"There is no file “{file}”. Check the path.")
        return os.stat(file).st_size
    except OSError as error:
        raise _unreadable(file, error) from error


def _unreadable(file: Path, error: OSError) -> EnvironmentFault:
    return EnvironmentFault(f"“{file}” cannot be read ({error.strerror or error}). Check the disc and permissions.")
