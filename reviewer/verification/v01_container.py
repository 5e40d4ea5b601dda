"""V1: the container is exactly one ZIP, or a plain folder, and its bytes are whole (specification 1.1–1.4)."""

import threading

from reviewer.evidence.findings import Code, Step
from reviewer.verification.digests import CONTAINER, digest_all
from reviewer.verification.examination import Examination, StepRecord

MIMETYPE = b"application/vnd.etsi.asic-e+zip"
V2_CODES = frozenset({Code.UNSAFE_NAME, Code.DUPLICATE_NAME, Code.SPECIAL_FILE, Code.LIMIT})
_NEXT = " Ask the sender for the package again; do not repair it."


def check(exam: Examination) -> None:
    with exam.step(Step.CONTAINER) as step:
        for defect in exam.reader.defects:
            if defect.code not in V2_CODES:
                where = f"“{defect.subject}”: " if defect.subject else "The container: "
                step.finds(defect.code, defect.subject, f"{where}{defect.message}.{_NEXT}")
        _check_clips_are_stored(exam, step)
        beyond_limits = any(defect.code is Code.LIMIT for defect in exam.reader.defects)
        if beyond_limits and not step.failed:
            step.unable("contents were not read, because the package goes beyond a limit")
        if beyond_limits or step.failed:
            return
        _read_all(exam, step)


def _check_clips_are_stored(exam: Examination, step: StepRecord) -> None:
    """1.3: a clip can be played from inside the sealed file only where it is stored."""
    for name in exam.reader.names():
        if name.startswith("data/clips/") and exam.reader.byte_range(name) is None:
            step.finds(Code.COMPRESSED_CLIP, name, f"“{name}” is compressed; clips must be stored as they are.{_NEXT}")


def _read_all(exam: Examination, step: StepRecord) -> None:
    """Every byte once: SHA-256 for the later steps, CRC against the headers, and the mimetype's content."""
    names = list(exam.reader.names())
    container = exam.reader.kind == "zip" and exam.container_sha256 is None
    payload = sum(exam.reader.size(name) for name in names)
    total = payload * 2 if container else payload
    done = 0
    lock = threading.Lock()

    def progress(count: int) -> None:
        nonlocal done
        if exam.progress is not None:
            with lock:
                done += count
                so_far = done
            exam.progress(min(so_far, total), total)

    digests = digest_all(exam.reader, names, container=container, progress=progress)
    if container:
        exam.container_sha256 = digests.pop(CONTAINER).sha256
    for name, digest in sorted(digests.items()):
        stated = exam.reader.crc32(name)
        if digest.damage:
            step.finds(Code.CRC, name, f"“{name}” cannot be read whole: {digest.damage}.{_NEXT}")
        elif stated is not None and stated != digest.crc32:
            step.finds(Code.CRC, name, f"“{name}” is damaged: its checksum (CRC-32) is not the one stated.{_NEXT}")
    exam.digests = {name: digest.sha256 for name, digest in digests.items()}
    exam.names = frozenset(names)
    if not step.failed:
        _check_mimetype(exam, step)


def _check_mimetype(exam: Examination, step: StepRecord) -> None:
    if exam.has("mimetype"):
        content = b"".join(bytes(chunk) for chunk in exam.reader.chunks("mimetype")) if _is_short(exam) else b""
        if content != MIMETYPE:
            step.finds(
                Code.MIMETYPE, "mimetype", "The file “mimetype” does not say that this is a footage package." + _NEXT
            )


def _is_short(exam: Examination) -> bool:
    return exam.reader.size("mimetype") == len(MIMETYPE)
