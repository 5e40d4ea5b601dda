"""V7: every byte under ``data/`` against ``manifest-sha256.txt`` (RFC 8493)."""

from reviewer.evidence.findings import Code, Step
from reviewer.verification import tree
from reviewer.verification.examination import Examination


def check(exam: Examination) -> None:
    with exam.step(Step.PAYLOAD) as step:
        if exam.listed is None:
            step.unable("the list of contents could not be read")
            return
        for name, digest in sorted(exam.listed.items()):
            actual = exam.digests.get(name)
            if actual is None:
                step.unable(f"“{name}” is missing")
            elif actual != digest:
                clip = tree.clip_file(name)
                what = f"The clip “{name}”" if clip is not None and clip[1] != "clip.json" else f"“{name}”"
                message = (
                    f"{what} is not the one that was sealed: its SHA-256 is {actual}, sealed was {digest}."
                    " Do not use this copy as evidence; ask the sender for the package again."
                )
                step.finds(Code.DIGEST, name, message)
