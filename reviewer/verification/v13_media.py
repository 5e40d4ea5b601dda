"""V13: what the clip's file says of itself: that it decodes, and its length (specification 5, V13). Warnings only."""

from reviewer.evidence.findings import Code, Step
from reviewer.evidence.records import Clip
from reviewer.verification.examination import Examination, StepRecord
from reviewer.verification.media_probe import MediaFacts

TOLERANCE_US = 2_000_000
"""A recorder rounds its start and end to whole seconds; a difference up to two of them says nothing."""


def check(exam: Examination) -> None:
    with exam.step(Step.MEDIA) as step:
        if exam.probe is None:
            step.unable("no decoder was at hand, so the clips' pictures were not looked at")
            return
        for clip in exam.clips:
            if not exam.has(clip.path):
                step.unable(f"the file of clip {clip.clip_id} is missing")
                continue
            with exam.reader.open(clip.path) as file:
                facts = exam.probe.probe(file)
            _judge(step, clip.path, clip.claim, facts)


def _judge(step: StepRecord, path: str, claim: Clip | None, facts: MediaFacts) -> None:
    if not facts.decodes:
        why = facts.problem.rstrip(".")
        message = f"The pictures of “{path}” do not all decode. {why}."  # whether its bytes are as sealed is V7's
        step.finds(Code.MEDIA_UNDECODABLE, path, message)
        return
    if claim is None or facts.duration_us is None or claim.recorded_start is None or claim.recorded_end is None:
        return
    claimed = claim.recorded_end - claim.recorded_start
    if abs(facts.duration_us - claimed) > TOLERANCE_US:
        message = (
            f"“{path}” plays for {_seconds(facts.duration_us)}, but its record claims {_seconds(claimed)}."
            " Parts may have been left out before sealing; ask the sender."
        )
        step.finds(Code.MEDIA_LENGTH, path, message)


def _seconds(microseconds: int) -> str:
    return f"{microseconds // 1000 / 1000:,.3f} s"
