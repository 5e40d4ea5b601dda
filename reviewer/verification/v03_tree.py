"""V3: everything that must be there is there, nothing else is, and the BagIt files are sound (specification 2, 2.1)."""

from bisect import bisect_left

from reviewer.evidence.findings import Code, Step
from reviewer.verification import tree
from reviewer.verification.bag import BagInfo, BagProblem, check_declaration, parse_info, parse_payload_manifest
from reviewer.verification.examination import Examination, Hop, StepRecord
from reviewer.verification.manifest_xml import ManifestRefused, parse_manifest
from reviewer.verification.records import read_clip, read_submission

_NEXT = " This copy is not what was sealed; ask the sender for the package again."


def check(exam: Examination) -> None:
    with exam.step(Step.TREE) as step:
        exam.hops = _hops(exam)
        missing = _required(exam)
        for name in missing:
            step.finds(Code.MISSING, name, f"“{name}” is missing.{_NEXT}")
        unlisted = {name for name in exam.names if not tree.is_allowed(name)}
        _check_payload_list(exam, step, unlisted, set(missing))
        _check_newest_manifest(exam, step, unlisted, set(missing))
        unlisted |= _surplus_in_clips(exam)
        for name in sorted(unlisted):
            step.finds(Code.UNLISTED, name, f"“{name}” does not belong in this package: nothing vouches for it.{_NEXT}")
        _check_folders(exam, step)
        _check_bag_files(exam, step)


def _hops(exam: Examination) -> list[Hop]:
    """Every hop of which at least one file is there, in order. Their gaps are V10's to tell."""
    numbers = {number for number in map(tree.hop_number, exam.names) if number is not None}
    hops = [Hop(number) for number in sorted(numbers | {1})]
    for hop in hops:
        hop.manifest_sha256 = exam.digests.get(hop.manifest_name)
    return hops


def _required(exam: Examination) -> list[str]:
    """What is missing by 2. A signature that is absent is V5's to tell, a token V9's."""
    wanted = list(tree.FIXED)
    for hop in exam.hops:
        wanted += [hop.custody_name, hop.manifest_name]
        if exam.has(hop.timestamp_name):
            wanted.append(hop.stamped_name)
    clips = {clip[0] for clip in map(tree.clip_file, exam.names) if clip is not None}
    wanted += [f"data/clips/{clip}/clip.json" for clip in sorted(clips)] or ["data/clips/001/clip.json"]
    wanted += _named_by_lone_records(exam)
    return [name for name in wanted if not exam.has(name)]


def _named_by_lone_records(exam: Examination) -> list[str]:
    """2.4: the file that a clip's record names, where nothing but the record lies in its folder."""
    files = [clip for clip in map(tree.clip_file, exam.names) if clip is not None]
    with_media = {clip_id for clip_id, file in files if file != "clip.json"}
    folders = [f"data/clips/{clip_id}/" for clip_id, _file in sorted(files) if clip_id not in with_media]
    named = [(folder, _named_file(exam, f"{folder}clip.json")) for folder in folders]
    return [f"{folder}{file}" for folder, file in named if file]


def _check_payload_list(exam: Examination, step: StepRecord, unlisted: set[str], told: set[str]) -> None:
    if not exam.has("manifest-sha256.txt"):
        return
    try:
        exam.listed = parse_payload_manifest(exam.read("manifest-sha256.txt"))
    except BagProblem as problem:
        step.finds(Code.BAGIT, "manifest-sha256.txt", f"The list of contents is not sound: {problem}.{_NEXT}")
        return
    for name in exam.listed:
        if not exam.has(name) and name not in told:
            step.finds(Code.MISSING, name, f"“{name}” is listed as sealed, but is missing.{_NEXT}")
    unlisted |= {name for name in exam.names if name.startswith("data/") and name not in exam.listed}


def _check_newest_manifest(exam: Examination, step: StepRecord, unlisted: set[str], told: set[str]) -> None:
    """The newest manifest lists every file there is, bar mimetype and its own META-INF files (2)."""
    signed = [hop for hop in exam.hops if exam.has(hop.manifest_name)]
    if not signed:
        return
    newest = signed[-1]
    try:
        listed = parse_manifest(exam.read(newest.manifest_name)).digests
    except ManifestRefused:
        return  # V6 tells
    payload = exam.listed or {}
    for name in listed:
        if not exam.has(name) and name not in told and name not in payload:
            step.finds(Code.MISSING, name, f"“{name}” is listed in the signed manifest, but is missing.{_NEXT}")
    own = {"mimetype", *newest.meta_names}
    surplus = {name for name in exam.names if name not in listed and name not in own}
    if newest is not exam.hops[-1]:
        surplus -= _of_hops_without_manifest(exam, newest)
    unlisted |= surplus


def _of_hops_without_manifest(exam: Examination, newest: Hop) -> set[str]:
    """Files that a later manifest may have listed which is missing now: to call them unlisted too would be guessing.

    A hop without manifest and without signature never was one; its files are strays.
    """
    later = [hop for hop in exam.hops if hop.seq > newest.seq and exam.has(hop.signature_name)]
    if not later:
        return set()
    known = {name for hop in later for name in (hop.custody_name, *hop.meta_names)}
    return known | {name for name in exam.names if tree.is_validation(name)}


def _surplus_in_clips(exam: Examination) -> set[str]:
    """2.4: a clip's folder holds ``clip.json`` and the one file that it names; V4 says where it names none of them."""
    by_clip: dict[str, list[str]] = {}
    for name in sorted(exam.names):
        clip = tree.clip_file(name)
        if clip is not None and clip[1] != "clip.json":
            by_clip.setdefault(clip[0], []).append(name)
    surplus: set[str] = set()
    for clip_id, names in by_clip.items():
        if len(names) > 1:
            folder = f"data/clips/{clip_id}/"
            named = f"{folder}{_named_file(exam, f'{folder}clip.json')}"
            surplus |= set(names) - {named if named in names else names[0]}
    return surplus


def _named_file(exam: Examination, record: str) -> str:
    try:
        return read_clip(exam.read(record)).file if exam.has(record) else ""
    except ValueError:
        return ""  # V4 tells


def _check_folders(exam: Examination, step: StepRecord) -> None:
    """1.4: an empty folder may stand only as the parent of a file that is there."""
    names = sorted(exam.names)
    for folder in sorted(exam.reader.folders()):
        at = bisect_left(names, f"{folder}/")
        if at < len(names) and names[at].startswith(f"{folder}/"):
            continue
        step.finds(Code.UNLISTED, folder, f"The empty folder “{folder}” does not belong in this package.{_NEXT}")


def _check_bag_files(exam: Examination, step: StepRecord) -> None:
    if exam.has("bagit.txt"):
        try:
            check_declaration(exam.read("bagit.txt"))
        except BagProblem as problem:
            step.finds(Code.BAGIT, "bagit.txt", f"“bagit.txt” is not sound: {problem}.{_NEXT}")
    if exam.has("bag-info.txt"):
        try:
            info = exam.bag_info = parse_info(exam.read("bag-info.txt"))
        except BagProblem as problem:
            step.finds(Code.BAGIT, "bag-info.txt", f"“bag-info.txt” is not sound: {problem}.{_NEXT}")
            return
        _check_identifier(exam, step, info)
        payload = [name for name in exam.names if name.startswith("data/")]
        size = sum(exam.reader.size(name) for name in payload)
        if (info.payload_bytes, info.payload_files) != (size, len(payload)):
            message = (
                f"“bag-info.txt” speaks of {info.payload_files} files with {info.payload_bytes:,} bytes;"
                f" there are {len(payload)} with {size:,}.{_NEXT}"
            )
            step.finds(Code.BAGIT, "bag-info.txt", message)


def _check_identifier(exam: Examination, step: StepRecord, info: BagInfo) -> None:
    """Section 2: External-Identifier is the package's. That two identifiers disagree is V4's to tell as well."""
    if not exam.has("data/submission/submission.json"):
        return
    try:
        package_id = read_submission(exam.read("data/submission/submission.json")).package_id
    except ValueError:
        return  # V4 tells
    if info.external_identifier != package_id:
        message = f"“bag-info.txt” bears the identifier of another package.{_NEXT}"
        step.finds(Code.BAGIT, "bag-info.txt", message)
