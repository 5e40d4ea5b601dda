"""What was checked, in the order of section 5, in groups that a person can take in: pure functions, no widgets."""

from dataclasses import dataclass

from reviewer.evidence.findings import Finding, Severity, Step, StepOutcome
from reviewer.evidence.verification_result import VerificationResult
from reviewer.gui.package.finding_words import MEANINGS
from reviewer.gui.text import counted
from reviewer.gui.theme import Tone
from reviewer.gui.widgets.badges import OUTCOME_LOOKS

STEP_NAMES = {
    Step.CONTAINER: "The file is one well-formed container, and nothing else",
    Step.NAMES: "Names are safe, sizes within limits",
    Step.TREE: "Every file that must be there is there, and no other",
    Step.RECORDS: "Records have the specified form and agree with one another",
    Step.SIGNATURES: "Each custody event's signature fits what it signs",
    Step.MANIFESTS: "Each event's signed list covers everything before it",
    Step.PAYLOAD: "Every byte of the clips and records against its SHA-256",
    Step.CERTIFICATES: "Signers' certificates: path to a trusted root, use, validity, revocation",
    Step.TIME: "Timestamps: valid, trusted, in order, in keeping with the stated times",
    Step.CHAIN: "Custody events form one unbroken chain between the agencies named",
    Step.REQUEST: "The request is the agency's, and the submission answers it",
    Step.SCOPE: "Clips against the window and the area of the request",
    Step.MEDIA: "What the clips' files say of themselves",
}

_GROUPS = (
    ("Container, names and limits", (Step.CONTAINER, Step.NAMES)),
    ("Contents and records", (Step.TREE, Step.RECORDS)),
    ("Signatures", (Step.SIGNATURES,)),
    ("Every file against its signed digest", (Step.MANIFESTS, Step.PAYLOAD)),
    ("Certificates, revocation, timestamps", (Step.CERTIFICATES, Step.TIME)),
    ("Chain of events, request", (Step.CHAIN, Step.REQUEST)),
    ("Window and area of the request", (Step.SCOPE,)),
    ("What the file itself says", (Step.MEDIA,)),
)

_WORST_FIRST = (StepOutcome.FAILED, StepOutcome.NOT_PERFORMED, StepOutcome.WARNED, StepOutcome.PASSED)


@dataclass(frozen=True, slots=True)
class FindingWords:
    """One finding in full. ``subject`` is a path in the package, or "the package as a whole"; hostile text."""

    code: str
    tone: Tone
    title: str
    subject: str
    message: str
    follows: str


@dataclass(frozen=True, slots=True)
class StepWords:
    """One step: ``V7``, what it checks, how it ended, and why it was not performed where it was not."""

    label: str
    name: str
    outcome: str
    tone: Tone
    reason: str
    findings: tuple[FindingWords, ...]


@dataclass(frozen=True, slots=True)
class CheckGroup:
    """Steps under one heading. ``glance`` is the first finding in a line, or the reason why nothing was done."""

    label: str
    name: str
    outcome: str
    tone: Tone
    glance: str
    opened: bool
    steps: tuple[StepWords, ...]


def check_groups(result: VerificationResult) -> tuple[CheckGroup, ...]:
    """All thirteen steps; a step of which the result says nothing was not performed."""
    return tuple(_group(name, steps, result) for name, steps in _GROUPS)


def all_checks_as_text(result: VerificationResult) -> str:
    """Everything of the groups as lines of text, for copying whole. Hostile text."""
    lines = []
    for group in check_groups(result):
        for step in group.steps:
            lines.append(f"{step.label}  {step.name}: {step.outcome}{f' ({step.reason})' if step.reason else ''}")
            lines.extend(f"    {told.code}  {told.subject}: {told.message}" for told in step.findings)
    return "\n".join(lines)


def _group(name: str, steps: tuple[Step, ...], result: VerificationResult) -> CheckGroup:
    if steps == (Step.SIGNATURES,) and result.hops:
        name = f"{name} of {counted(len(result.hops), 'event')}"
    words = tuple(_step(step, result) for step in steps)
    outcomes = [_outcome(step, result)[0] for step in steps]
    worst = next(outcome for outcome in _WORST_FIRST if outcome in outcomes)
    findings = [told for step in words for told in step.findings]
    not_done = [step for step, outcome in zip(words, outcomes, strict=True) if outcome is StepOutcome.NOT_PERFORMED]
    if findings:
        glance = findings[0].title + (f", and {counted(len(findings) - 1, 'more finding')}" if findings[1:] else "")
    else:
        glance = next((step.reason for step in not_done if step.reason), "")
    return CheckGroup(
        label=words[0].label if len(words) == 1 else f"{words[0].label}–{words[-1].label}",
        name=name,
        outcome=_chip(worst, findings, not_done, len(words)),
        tone=OUTCOME_LOOKS[worst].tone,
        glance=glance,
        opened=worst in (StepOutcome.FAILED, StepOutcome.WARNED),
        steps=words,
    )


def _chip(worst: StepOutcome, findings: list[FindingWords], not_done: list[StepWords], steps: int) -> str:
    if worst is StepOutcome.FAILED:
        return f"failed: {max(1, sum(told.tone is Tone.BAD for told in findings))}"
    if worst is StepOutcome.WARNED:
        return counted(max(1, len(findings)), "warning")
    if worst is StepOutcome.NOT_PERFORMED and len(not_done) < steps:
        return f"{not_done[0].label} not performed"
    return OUTCOME_LOOKS[worst].word


def _step(step: Step, result: VerificationResult) -> StepWords:
    outcome, reason = _outcome(step, result)
    return StepWords(
        label=step.label,
        name=STEP_NAMES[step],
        outcome=OUTCOME_LOOKS[outcome].word,
        tone=OUTCOME_LOOKS[outcome].tone,
        reason=reason,
        findings=tuple(finding_words(finding) for finding in result.findings if finding.step is step),
    )


def finding_words(finding: Finding) -> FindingWords:
    """One finding with what it means."""
    meaning = MEANINGS[finding.code]
    return FindingWords(
        code=finding.code.value,
        tone=Tone.BAD if finding.severity is Severity.ERROR else Tone.CAUTION,
        title=meaning.title,
        subject=finding.subject or "the package as a whole",
        message=finding.message,
        follows=meaning.follows,
    )


def _outcome(step: Step, result: VerificationResult) -> tuple[StepOutcome, str]:
    for told in result.steps:
        if told.step is step:
            return told.outcome, told.reason
    return StepOutcome.NOT_PERFORMED, "this verification says nothing of the step"
