"""V6: each manifest lists what it must, agrees with the one before it, and with the files (specification 2.2, 2.3)."""

from reviewer.evidence.findings import Code, Step
from reviewer.verification import tree
from reviewer.verification.examination import Examination, Hop, StepRecord
from reviewer.verification.manifest_xml import Manifest, ManifestRefused, parse_manifest

SIGNATURE_TYPE = "application/pkcs7-signature"
TIMESTAMP_TYPE = "application/vnd.etsi.timestamp-token"
_NEXT = " This copy is not what was signed; ask the sender for the package again."


def check(exam: Examination) -> None:
    with exam.step(Step.MANIFESTS) as step:
        before: Manifest | None = None
        previous: Hop | None = None
        for hop in exam.hops:
            manifest = _parse(exam, step, hop.manifest_name, hop.signature_name, SIGNATURE_TYPE)
            if manifest is not None:
                if hop.seq == 1:
                    _check_first(exam, step, hop, manifest)
                elif previous is not None and before is not None and previous.seq == hop.seq - 1:
                    _check_next(exam, step, previous, before, hop, manifest)
                else:
                    step.unable(f"the manifest before that of event {hop.seq} could not be read")
                _check_digests(exam, step, hop, manifest, before)
            _check_stamped(exam, step, hop)
            before, previous = manifest, hop


def _parse(exam: Examination, step: StepRecord, name: str, signature: str, kind: str) -> Manifest | None:
    if not exam.has(name):
        step.unable(f"“{name}” is missing")
        return None
    try:
        manifest = parse_manifest(exam.read(name))
    except ManifestRefused as problem:
        step.finds(Code.MANIFEST, name, f"The manifest “{name}” is not valid: {problem}.{_NEXT}")
        return None
    if manifest.signature != signature:
        step.finds(Code.MANIFEST, name, f"The manifest “{name}” refers to another signature than its own.{_NEXT}")
    elif manifest.signature_type is not None and manifest.signature_type.lower() != kind:
        step.finds(Code.MANIFEST, name, f"The manifest “{name}” states another type for its signature.{_NEXT}")
    return manifest


def _check_first(exam: Examination, step: StepRecord, hop: Hop, manifest: Manifest) -> None:
    """Hop 1 lists all that is sealed: the payload, the identity, the BagIt files and its own record."""
    sealed = {name for name in exam.names if name.startswith(("data/", "sealed/"))} | set(tree.FIXED)
    wanted = (sealed - {"mimetype"}) | {hop.custody_name} | set(exam.listed or ())
    _compare(step, hop, wanted, manifest)


def _check_next(
    exam: Examination, step: StepRecord, previous: Hop, before: Manifest, hop: Hop, manifest: Manifest
) -> None:
    """A later hop lists what the one before listed, that one's META-INF files, its own record; new evidence of keys."""
    for name, digest in before.digests.items():
        stated = manifest.digests.get(name)
        if stated is not None and stated != digest:
            message = f"Events {previous.seq} and {hop.seq} state different digests for “{name}”.{_NEXT}"
            step.finds(Code.MANIFEST, name, message)
    wanted = {*before.digests, *previous.meta_names, hop.custody_name}
    _compare(step, hop, wanted, manifest)


def _compare(step: StepRecord, hop: Hop, wanted: set[str], manifest: Manifest) -> None:
    for name in sorted(wanted - manifest.digests.keys()):
        message = f"The manifest of event {hop.seq} does not list “{name}”, which it must.{_NEXT}"
        step.finds(Code.MANIFEST, hop.manifest_name, message)
    for name in sorted(manifest.digests.keys() - wanted):
        if not tree.is_validation(name):
            message = f"The manifest of event {hop.seq} lists “{name}”, which that event may not add.{_NEXT}"
            step.finds(Code.MANIFEST, hop.manifest_name, message)


def _check_digests(exam: Examination, step: StepRecord, hop: Hop, manifest: Manifest, before: Manifest | None) -> None:
    """Against the files; for the payload against ``manifest-sha256.txt``, whose digests V7 compares with the bytes."""
    earlier = before.digests if before is not None else {}
    for name, digest in manifest.digests.items():
        if earlier.get(name) == digest:
            continue  # the manifest before has been compared already
        listed = (exam.listed or {}).get(name)
        if listed is not None:
            if listed != digest:
                message = f"The list of contents and the manifest of event {hop.seq} disagree on “{name}”.{_NEXT}"
                step.finds(Code.MANIFEST, name, message)
            continue
        actual = exam.digests.get(name)
        if actual is not None and actual != digest:
            message = f"“{name}” is not the one that event {hop.seq} signed: its SHA-256 differs.{_NEXT}"
            step.finds(Code.DIGEST, name, message)


def _check_stamped(exam: Examination, step: StepRecord, hop: Hop) -> None:
    """``…t.xml`` lists the hop's signature alone."""
    if not exam.has(hop.stamped_name):
        return  # V3 tells where only this is missing, V9 where the token is missing too
    manifest = _parse(exam, step, hop.stamped_name, hop.timestamp_name, TIMESTAMP_TYPE)
    if manifest is None:
        return
    if set(manifest.digests) != {hop.signature_name}:
        message = f"“{hop.stamped_name}” does not list the signature of event {hop.seq} alone.{_NEXT}"
        step.finds(Code.MANIFEST, hop.stamped_name, message)
        return
    actual = exam.digests.get(hop.signature_name)
    if actual is not None and manifest.digests[hop.signature_name] != actual:
        message = f"The signature of event {hop.seq} is not the one that was timestamped: its SHA-256 differs.{_NEXT}"
        step.finds(Code.DIGEST, hop.signature_name, message)
