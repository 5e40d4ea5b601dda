"""A stored package in a clerk's words: heading, verdict with its reason and what to do, completeness, facts.

Pure functions from the catalogue's values to texts; nothing here knows a widget. Texts quote evidence and are hostile:
they are shown through ``reviewer.gui.text`` alone. Unknown is a word.
"""

import re
from dataclasses import dataclass

from reviewer.application.ports import PackageSummary, StoredPackage, StoredVerification
from reviewer.evidence.findings import Code, Finding, Step, StepOutcome, Verdict
from reviewer.evidence.records import Provenance, Submission
from reviewer.evidence.verification_result import VerificationResult
from reviewer.gui.package.finding_words import MEANINGS
from reviewer.gui.quantities import OffsetAt, instant_words, size_words, span_words
from reviewer.gui.text import UNKNOWN, Strong, counted
from reviewer.gui.widgets.badges import COMPLETENESS_LOOKS, Look

Fact = tuple[str, str]
"""A name and what is known of it."""


@dataclass(frozen=True, slots=True)
class Heading:
    title: str
    subtitle: str


@dataclass(frozen=True, slots=True)
class Banner:
    """The verdict's place on the page. ``reason`` are parts of a sentence, the names of evidence in bold."""

    verdict: Verdict
    reason: tuple[str | Strong, ...]
    next_step: str
    completeness: Look
    completeness_words: str
    withheld: bool
    """Whether it must not be called verified although its verdict is."""
    quarantined: str
    """What quarantine means, or empty where the package is not in it."""
    in_transit: str
    history: str
    """Whether another package of the library continues this one's history, or empty."""


_WITHHELD = (
    "The checks passed, but this package is not called verified: its copy in the evidence store was changed after it "
    "was received, or its history contradicts that of another package in the library."
)


def heading(summary: PackageSummary, offset_at: OffsetAt) -> Heading:
    """Code and pseudonym; agency, clips and the time of receipt. A package without either bears its file's name."""
    known = [part for part in (summary.code, summary.submitter) if part is not None]
    clips = counted(summary.clip_count, "clip") if summary.clip_count is not None else "clips unknown"
    agency = summary.agency or "agency unknown"
    received = f"received {instant_words(summary.received_at, offset_at)}"
    return Heading(" · ".join(known) or summary.file_name, f"{agency} · {clips} · {received}")


def banner(package: StoredPackage) -> Banner:
    """Everything that the banner says, from the newest verification."""
    result = package.latest.result
    withheld = package.summary.withheld
    return Banner(
        verdict=result.verdict,
        reason=(_WITHHELD,) if withheld else reason(result),
        next_step="Import the file again from where it came." if withheld else next_step(result),
        withheld=withheld,
        completeness=completeness_look(result),
        completeness_words=_sentence(result.completeness_in_words),
        quarantined=(
            "In quarantine: kept as it was received, for viewing only. It does not count as evidence."
            if package.summary.quarantined
            else ""
        ),
        in_transit=transit_words(result),
        history=_history(package),
    )


def reason(result: VerificationResult, *, listed: str = "below") -> tuple[str | Strong, ...]:
    """Why the verdict is what it is, as one or two sentences. ``listed``: where further failures are told."""
    if result.verdict is Verdict.VERIFIED:
        events = counted(len(result.hops), "event")
        return (
            f"Every required check passed: the content is as it was sealed, and each of its {events} is validly "
            "signed and timestamped by somebody you trust.",
        )
    first = _decisive(result)
    if first is None:
        undone = [told.step.label for told in result.steps if told.outcome is StepOutcome.NOT_PERFORMED]
        steps = f" ({', '.join(undone)})" if undone else ""
        return (f"Not every required check could be made{steps}, so the package cannot be called verified.",)
    parts = [*_first_sentence(first, result), *_also(result, listed)]
    if result.verdict is Verdict.UNTRUSTED and _held(result, Step.SIGNATURES, Step.MANIFESTS, Step.PAYLOAD):
        return ("The content is intact and validly signed, but not everybody's part in it is proven. ", *parts)
    if result.verdict is Verdict.UNREADABLE:
        return ("The file cannot be read as a footage package. ", *parts)
    return (*parts, *_what_held(result))


def next_step(result: VerificationResult) -> str:
    """What the clerk does now."""
    match result.verdict:
        case Verdict.VERIFIED if len(result.warnings) == 1:
            return "Read the warning below before you use the clips; it does not change the verdict."
        case Verdict.VERIFIED if result.warnings:
            told = counted(len(result.warnings), "warning")
            return f"Read the {told} below before you use the clips; they do not change the verdict."
        case Verdict.VERIFIED:
            return "You can review the clips and make a custody report."
        case Verdict.UNTRUSTED:
            return (
                "Find out who the signer is before you rely on it; where your trust folder lacks a root or a "
                "revocation list, have it added and verify again."
            )
        case Verdict.ALTERED if _decisive_code(result) is Code.CHAIN_TRUNCATED:
            return "Ask for the package with the history that you expect, and for an explanation."
        case Verdict.ALTERED:
            return "Do not use this copy as evidence. Ask the sender for the package again."
        case _:
            return "Ask the sender for the package again; a copy on another disc may be whole."


def completeness_look(result: VerificationResult) -> Look:
    """The word beside the verdict: proven, extended, not proven, contradicted."""
    return COMPLETENESS_LOOKS[result.completeness]


def transit_words(result: VerificationResult) -> str:
    """Said where the last event handed the package over and nobody has received it yet (5.3)."""
    if not result.in_transit:
        return ""
    event = result.hops[-1].event if result.hops else None
    to = f" to {event.to.name}, {event.to.agency}" if event is not None and event.to is not None else ""
    return f"On its way: handed over{to}; that it was received is not recorded here."


def request_facts(result: VerificationResult, offset_at: OffsetAt) -> tuple[Fact, ...]:
    """The request as the agency issued it; every line is there even where nothing is known."""
    request, signer = result.request, result.request_signer
    if request is None:
        return (("Request", "unknown: it could not be read"),)
    return (
        ("Investigation", request.investigation_code),
        ("Agency", request.agency),
        ("Jurisdiction", request.jurisdiction),
        ("Window", span_words(request.window.start, request.window.end, offset_at)),
        ("Asked for", request.details if request.details is not None else "no details are given"),
        ("Issued", instant_words(request.issued_at, offset_at)),
        ("Expires", instant_words(request.expires_at, offset_at)),
        ("Signed by", signer.subject if signer is not None else "unknown: no signature could be read"),
        ("Its signature", _request_signature(result)),
        ("Request id", request.request_id),
    )


def submission_facts(result: VerificationResult, offset_at: OffsetAt) -> tuple[Fact, ...]:
    """Who submitted (by pseudonym), when, on what ground, with which consent."""
    submission = result.submission
    if submission is None:
        return (("Submission", "unknown: it could not be read"),)
    consent = submission.consent
    facts = [
        ("Pseudonym", submission.pseudonym),
        ("Identity", identity_words(submission)),
        ("Submitted", instant_words(submission.submitted_at, offset_at)),
        ("Ground", provenance_words(submission)),
    ]
    if consent is None:
        facts.append(("Consent", "none is enclosed"))
    else:
        facts.append(("Consent given", instant_words(consent.given_at, offset_at)))
        facts.append(("Consent to", consent.scope))
        facts.append(("In the words", consent.statement))
    return tuple(facts)


_PROVENANCE: dict[Provenance, str] = {
    "voluntary": "voluntary submission",
    "emergency-disclosure": "disclosed by a provider in an emergency; not voluntary",
    "legal-process": "obtained by legal process; not voluntary",
    "agency-collected": "collected by the agency itself; not voluntary",
}


def provenance_words(submission: Submission) -> str:
    """Only what is stated as voluntary, and comes with a consent, is called voluntary without a reservation."""
    words = _PROVENANCE[submission.provenance]
    if submission.provenance == "voluntary" and submission.consent is None:
        return "stated as voluntary, but no consent is enclosed"
    return words


def identity_words(submission: Submission) -> str:
    """Whether the submitter's name is in the package, enciphered (3.5)."""
    if submission.identity_commitment is None:
        return "not enclosed; only the pseudonym is known"
    return "enclosed, enciphered; only holders of a disclosure key can open it, and opening it is a custody event"


def package_facts(package: StoredPackage, offset_at: OffsetAt) -> tuple[Fact, ...]:
    """Where the received file came from and how large it is."""
    summary, result = package.summary, package.latest.result
    kind = "a folder" if package.kind == "folder" else "a sealed file"
    return (
        ("Received as", kind),
        ("Its name", summary.file_name),
        ("Received", instant_words(summary.received_at, offset_at)),
        ("Size", size_words(package.size)),
        ("Package id", result.package_id or UNKNOWN),
    )


def verification_line(verification: StoredVerification, offset_at: OffsetAt) -> str:
    """When, and with what, a past verification was made."""
    result = verification.result
    made = instant_words(verification.made_at, offset_at)
    line = f"{made} · {result.tool_name} {result.tool_version}"
    if abs(result.checked_at - verification.made_at) >= 1_000_000:
        line += f" · as of {instant_words(result.checked_at, offset_at)}"
    return line


def verification_outcome(result: VerificationResult) -> str:
    """The completeness, and how much was found, of a past verification."""
    errors, warnings = len(result.errors), len(result.warnings)
    parts = [f"completeness {completeness_look(result).word}"]
    if errors:
        parts.append(counted(errors, "failure"))
    if warnings:
        parts.append(counted(warnings, "warning"))
    return " · ".join(parts)


def _history(package: StoredPackage) -> str:
    if package.superseded_by is not None:
        return "The library holds this package with a longer history as well; that one continues this one."
    if package.supersedes is not None:
        return "The library holds this package with a shorter history as well; this one continues it."
    return ""


def _request_signature(result: VerificationResult) -> str:
    """What V11 proved of the request's signature, and nothing more."""
    codes = {finding.code for finding in result.findings if finding.step is Step.REQUEST}
    outcome = next((told.outcome for told in result.steps if told.step is Step.REQUEST), StepOutcome.NOT_PERFORMED)
    if outcome is StepOutcome.NOT_PERFORMED or result.request_signer is None:
        return "not checked"
    if Code.REQUEST_SIGNATURE in codes:
        return "does not hold"
    if Code.REQUEST_AGENCY in codes:
        return "valid, but not this agency's"
    if any(code.value.startswith("certificate.") for code in codes):
        return "valid, signer not trusted"
    return "valid, signer trusted"


def _decisive(result: VerificationResult) -> Finding | None:
    """The finding that the verdict rests on: the first whose effect it is."""
    return next((finding for finding in result.errors if finding.code.effect is result.verdict), None)


def _decisive_code(result: VerificationResult) -> Code | None:
    finding = _decisive(result)
    return finding.code if finding is not None else None


def _first_sentence(finding: Finding, result: VerificationResult) -> tuple[str | Strong, ...]:
    clip = next((clip for clip in result.clips if clip.path == finding.subject), None)
    if finding.code is Code.DIGEST and clip is not None:
        name = clip.path.rsplit("/", 1)[-1]
        return "The clip ", Strong(name), " is not the one that was sealed: its SHA-256 differs from the signed one."
    title = MEANINGS[finding.code].title
    if not finding.subject:
        return (f"{title}.",)
    return f"{title}: ", Strong(subject_words(finding.subject)), "."


_OF_EVENT = re.compile(r"META-INF/(?:signature|timestamp|ASiCManifest)(\d{3})t?\.\w+|custody/(\d{4})\.json", re.ASCII)
_OF_CLIP = re.compile(r"data/clips/(\d{3,})/clip\.json", re.ASCII)


def subject_words(subject: str) -> str:
    """A finding's path as a clerk would name it: "event 3", "the request"; any other path as it is."""
    if match := _OF_EVENT.fullmatch(subject):
        return f"event {int(match[1] or match[2])}"
    if match := _OF_CLIP.fullmatch(subject):
        return f"the record of clip {match[1]}"
    if subject.startswith("data/request/"):
        return "the request"
    if subject.startswith("data/submission/"):
        return "the submission"
    return subject


def _also(result: VerificationResult, listed: str) -> tuple[str, ...]:
    more = len(result.errors) - 1
    if more < 1:
        return ()
    return (f" {counted(more, 'more failure')} {'is' if more == 1 else 'are'} listed {listed}.",)


def _what_held(result: VerificationResult) -> tuple[str, ...]:
    """Said of an altered package: signatures and trust, where they were checked and held in full."""
    if not _held(result, Step.SIGNATURES):
        return ()
    if not _held(result, Step.CERTIFICATES):
        return (" The signatures themselves are valid.",)
    return (" The signatures themselves are valid and trusted.",)


def _held(result: VerificationResult, *steps: Step) -> bool:
    """Whether each of these steps recorded its success."""
    held = {told.step for told in result.steps if told.outcome in (StepOutcome.PASSED, StepOutcome.WARNED)}
    return held.issuperset(steps)


def _sentence(clause: str) -> str:
    return f"{clause[0].upper()}{clause[1:]}."
