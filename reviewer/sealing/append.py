"""Appends a custody event to a package that exists: a new file with the old one's bytes, and the hop's files (2.2)."""

import hashlib
import re
from pathlib import Path

from reviewer.application.errors import UsageError
from reviewer.application.jobs import CancelToken, Progress, Report, no_report
from reviewer.sealing.hop import Credentials, Hop, write_hop
from reviewer.sealing.manifests import listed_in
from reviewer.sealing.package_target import new_target
from reviewer.sealing.seal import SealedPackage
from reviewer.verification.reader import PackageReader
from reviewer.verification.strict_json import parse_record

_HOP_MANIFEST = re.compile(r"\AMETA-INF/ASiCManifest(\d{3})\.xml\Z", re.ASCII)


def append_hop(
    source: Path,
    reader: PackageReader,
    target_path: Path,
    hop: Hop,
    credentials: Credentials,
    *,
    report: Report = no_report,
    cancel: CancelToken | None = None,
) -> SealedPackage:
    """Writes to ``target_path`` the package ``source``, open as ``reader``, with one hop more; ``source`` stays.

    The package must have been verified just before: digests are taken over from its newest manifest, and who signs here
    vouches for them. Existing bytes never change; a container's entries keep even their headers. Raises UsageError,
    EnvironmentFault, Cancelled.
    """
    seq, listed = _newest(source, reader)
    package_id = parse_record(_read(reader, "data/submission/submission.json"))["package_id"]
    previous = listed[f"META-INF/ASiCManifest{seq:03d}.xml"]
    total = sum(reader.size(name) for name in reader.names())
    token = cancel or CancelToken()
    done = 0

    def tick(count: int) -> None:
        nonlocal done
        token.raise_if_cancelled()
        done += count
        report(Progress("Copying", min(done, total), total))

    with new_target(target_path, reader.kind, hop.at) as target:
        target.resume(source, reader.names(), tick)
        sealed = write_hop(
            target, hop, credentials, package_id=package_id, seq=seq + 1, previous=previous, listed=listed
        )
        target.commit()
    return SealedPackage(target_path, package_id, sealed.head, seq + 1)


def _newest(source: Path, reader: PackageReader) -> tuple[int, dict[str, str]]:
    """The newest hop and the SHA-256 of every file there is, bar ``mimetype``."""
    hops = [int(match[1]) for name in reader.names() if (match := _HOP_MANIFEST.match(name))]
    if reader.defects or not hops:
        raise UsageError(f"“{source}” is no sound footage package. Verify it first.")
    seq = max(hops)
    listed = listed_in(_read(reader, f"META-INF/ASiCManifest{seq:03d}.xml"))
    for name in (
        f"ASiCManifest{seq:03d}.xml",
        f"signature{seq:03d}.p7s",
        f"ASiCManifest{seq:03d}t.xml",
        f"timestamp{seq:03d}.tst",
    ):
        listed[f"META-INF/{name}"] = hashlib.sha256(_read(reader, f"META-INF/{name}")).hexdigest()
    if listed.keys() != set(reader.names()) - {"mimetype"}:
        raise UsageError(f"“{source}” does not hold exactly what its newest manifest lists. Verify it first.")
    return seq, listed


def _read(reader: PackageReader, name: str) -> bytes:
    try:
        return b"".join(reader.chunks(name))
    except KeyError as error:
        raise UsageError(f"The package holds no “{name}”. Verify it first.") from error
