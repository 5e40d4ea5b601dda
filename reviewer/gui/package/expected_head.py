"""Comparing a head that somebody else told with the heads of a stored history (5.2). Pure; alters no verdict."""

import string
from dataclasses import dataclass

from reviewer.evidence.findings import Completeness, Verdict
from reviewer.evidence.verification_result import VerificationResult

HEX_DIGITS = 64


@dataclass(frozen=True, slots=True)
class Comparison:
    """``completeness`` is None where nothing could be compared; ``sentence`` says it, ``advice`` what it is worth."""

    completeness: Completeness | None
    sentence: str
    advice: str


def read_head(text: str) -> str:
    """64 lower-case hex digits from what was typed or pasted; blanks, line ends and "sha256:" are left out.

    Raises ValueError with a sentence for the person.
    """
    digits = "".join(text.split()).lower().removeprefix("sha256:").replace("\N{NO-BREAK SPACE}", "")
    if not digits:
        raise ValueError("Type or paste the 64 digits of the head, as a report or the sender gives them.")
    strange = next((character for character in digits if character not in string.hexdigits), None)
    if strange is not None:
        raise ValueError("A head has only the digits 0–9 and the letters a–f.")
    if len(digits) != HEX_DIGITS:
        raise ValueError(f"A head has 64 digits; these are {len(digits)}.")
    return digits


def compare(head: str, result: VerificationResult) -> Comparison:
    """Whether ``head`` (64 lower-case hex digits) is the last, an earlier, or none of the heads of this history."""
    known = {hop.manifest_sha256: hop.seq for hop in result.hops if hop.manifest_sha256 is not None}
    if not known:
        return Comparison(
            None,
            "Nothing can be compared: no head of this package could be read.",
            "Ask the sender for the package again.",
        )
    last = max(hop.seq for hop in result.hops)
    seq = known.get(head)
    if seq is None:
        return Comparison(
            Completeness.CONTRADICTED,
            "Contradicted: none of this package's heads is the expected one. Something was cut off or replaced, or the "
            "head belongs to another package.",
            "Compare the digits with their source once more, then ask whoever gave you the head for their copy.",
        )
    if seq < last:
        later = f"event {last} was" if last == seq + 1 else f"events {seq + 1} to {last} were"
        return Comparison(
            Completeness.EXTENDED,
            f"Extended: the history up to event {seq} is the expected one; {later} added later.",
            _worth(result, f"That nothing was cut off after event {last} is not proven by this head."),
        )
    return Comparison(
        Completeness.PROVEN,
        f"Proven: the head after event {last} is the expected one; nothing was cut off.",
        _worth(result, "This holds as far as the place you have the head from can be relied on."),
    )


def _worth(result: VerificationResult, otherwise: str) -> str:
    if result.verdict is Verdict.VERIFIED:
        return otherwise
    return "The history is the expected one, but the verdict stands: read its reason before you rely on the content."
