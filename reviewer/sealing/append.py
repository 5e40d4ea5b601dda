"""Appends a custody event to a package that exists: a new file with the old one's bytes, and the hop's files (2.2)."""

import hashlib
import re
from pathlib import Path

from reviewer.application.errors import UsageError
from reviewer.application.jobs import CancelToken, Progress, Report, no_report
from reviewer.sealing.hop import Credentials, Hop, hop_file_names, write_hop
from reviewer.sealing.package_target import new_target
from reviewer.sealing.seal import SealedPackage
from reviewer.verification.manifest_xml import parse_manifest
from reviewer.verification.reader import EntryDamaged, PackageReader
from reviewer.verification.records import read_submission

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
    try:
        seq, listed = _newest(reader)
        package_id = read_submission(_read(reader, "data/submission/submission.json")).package_id
    except (ValueError, KeyError, EntryDamaged) as error:
        raise UsageError(f"“{source}” is no sound footage package. Verify it first.") from error
    previous = listed[f"META-INF/ASiCManifest{seq:03d}.xml"]
    total = sum(reader.size(name) for name in reader.names())
    token = cancel or CancelToken()
    done = 0

    def tick(count: int) -> None:
        nonlocal done
        done += count
        report(Progress("copying", min(done, total), total))
        token.raise_if_cancelled()

    with new_target(target_path, reader.kind, hop.at) as target:
        target.resume(source, reader.names(), tick)
        sealed = write_hop(
            target, hop, credentials, package_id=package_id, seq=seq + 1, previous=previous, listed=listed
        )
        target.commit()
    return SealedPackage(target_path, package_id, sealed.head, seq + 1)


def _newest(reader: PackageReader) -> tuple[int, dict[str, str]]:
    """The newest hop and the SHA-256 of every file there is, bar ``mimetype``. Raises ValueError, KeyError."""
    hops = [int(match[1]) for name in reader.names() if (match := _HOP_MANIFEST.match(name))]
    if reader.defects or not hops:
        raise ValueError("no container that could be read, or no manifest in it")
    seq = max(hops)
    listed = dict(parse_manifest(_read(reader, f"META-INF/ASiCManifest{seq:03d}.xml")).digests)
    for name in hop_file_names(seq):
        listed[name] = hashlib.sha256(_read(reader, name)).hexdigest()
    if listed.keys() != set(reader.names()) - {"mimetype"}:
        raise ValueError("it does not hold exactly what its newest manifest lists")
    return seq, listed


def _read(reader: PackageReader, name: str) -> bytes:
    return b"".join(bytes(chunk) for chunk in reader.chunks(name))
