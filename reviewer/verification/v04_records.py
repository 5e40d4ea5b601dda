"""V4: every record is canonical and complete, and the records agree with each other (specification 2.4, 3)."""

from collections.abc import Callable
from typing import TypeVar

from reviewer.evidence.findings import Code, Step
from reviewer.verification import tree
from reviewer.verification.examination import ClipState, Examination, StepRecord
from reviewer.verification.records import read_clip, read_custody_event, read_request, read_submission
from reviewer.verification.sealed_identity import problem_with_identity

T = TypeVar("T")
_NEXT = " Ask the sender for the package again, and tell them which record it is."


def check(exam: Examination) -> None:
    with exam.step(Step.RECORDS) as step:
        exam.request = _record(exam, step, "data/request/request.json", read_request)
        exam.submission = _record(exam, step, "data/submission/submission.json", read_submission)
        for hop in exam.hops:
            hop.event = _record(exam, step, hop.custody_name, read_custody_event)
        _check_clips(exam, step)
        _check_identity(exam, step)
        _check_bag_identifier(exam, step)


def _record(exam: Examination, step: StepRecord, name: str, read: Callable[[bytes], T]) -> T | None:
    if not exam.has(name):
        step.unable(f"“{name}” is missing")
        return None
    try:
        return read(exam.read(name))
    except ValueError as problem:
        step.finds(Code.RECORD, name, f"The record “{name}” is not valid: {problem}.{_NEXT}")
        return None


def _check_clips(exam: Examination, step: StepRecord) -> None:
    folders: dict[str, list[str]] = {}
    for name in sorted(exam.names):
        clip = tree.clip_file(name)
        if clip is not None:
            folders.setdefault(clip[0], []).append(clip[1])
    for clip_id, files in sorted(folders.items()):
        media = [file for file in files if file != "clip.json"]
        name = f"data/clips/{clip_id}/clip.json"
        claim = _record(exam, step, name, read_clip)
        path = f"data/clips/{clip_id}/{media[0]}" if media else f"data/clips/{clip_id}"
        if claim is not None and claim.file in media:
            path = f"data/clips/{clip_id}/{claim.file}"
        state = ClipState(clip_id, path, claim)
        exam.clips.append(state)
        if claim is not None:
            _check_clip(exam, step, state, media)
    if exam.submission is not None and sorted(exam.submission.clips) != sorted(folders):
        message = f"The submission lists other clips than there are, or one of them twice.{_NEXT}"
        step.finds(Code.IDENTITY_MISMATCH, "data/submission/submission.json", message)


def _check_clip(exam: Examination, step: StepRecord, state: ClipState, media: list[str]) -> None:
    claim = state.claim
    assert claim is not None
    name = f"data/clips/{state.clip_id}/clip.json"

    def differs(what: str) -> None:
        step.finds(Code.IDENTITY_MISMATCH, name, f"“{name}” states {what}.{_NEXT}")

    if claim.clip_id != state.clip_id:
        differs(f"clip id {claim.clip_id}, yet lies in folder {state.clip_id}")
    if claim.file not in media:
        differs(f"the file “{claim.file}”, which is not in its folder")
        return
    if claim.bytes != exam.reader.size(state.path):
        differs(f"{claim.bytes:,} bytes; the file has {exam.reader.size(state.path):,}")
    sealed = (exam.listed or {}).get(state.path, exam.digests[state.path])
    if claim.sha256 != sealed:
        differs("another SHA-256 than the list of contents")


def _check_identity(exam: Examination, step: StepRecord) -> None:
    """3.5: the sealed identity has the right shape, and is there if and only if it was committed to."""
    there = exam.has(tree.IDENTITY)
    if there:
        problem = problem_with_identity(exam.read(tree.IDENTITY))
        if problem is not None:
            message = f"The sealed identity {problem}.{_NEXT}"
            step.finds(Code.RECORD, tree.IDENTITY, message)
    if exam.submission is not None and there != (exam.submission.identity_commitment is not None):
        what = "is there, but the submission commits to none" if there else "is committed to, but is not there"
        step.finds(Code.IDENTITY_MISMATCH, tree.IDENTITY, f"A sealed identity {what}.{_NEXT}")


def _check_bag_identifier(exam: Examination, step: StepRecord) -> None:
    if exam.submission is None or exam.bag_info is None:  # V3 tells what is wrong with bag-info.txt
        return
    if exam.bag_info.external_identifier != exam.submission.package_id:
        message = f"“bag-info.txt” and the submission name two different packages.{_NEXT}"
        step.finds(Code.IDENTITY_MISMATCH, "bag-info.txt", message)
