"""The report's own words: outcomes, events, states, sizes. What is not known is said, never left empty."""

from collections.abc import Mapping

from reviewer.evidence.findings import Completeness, Step, StepOutcome, Verdict
from reviewer.evidence.instants import in_words
from reviewer.evidence.records import Action, ClockSource, Provenance
from reviewer.evidence.verification_result import ScopeState, SignatureState, TrustState, VerificationResult
from reviewer.reports.marks import Mark

UNKNOWN = "not known"
NOT_STATED = "not stated"

VERDICT_WORDS = {
    Verdict.VERIFIED: "Verified",
    Verdict.UNTRUSTED: "Signer not trusted",
    Verdict.ALTERED: "Altered",
    Verdict.UNREADABLE: "Unreadable",
}
COMPLETENESS_WORDS = {
    Completeness.PROVEN: "proven",
    Completeness.EXTENDED: "proven, then extended",
    Completeness.NOT_PROVEN: "not proven",
    Completeness.CONTRADICTED: "contradicted",
}
OUTCOME_WORDS = {
    StepOutcome.PASSED: "passed",
    StepOutcome.WARNED: "warning",
    StepOutcome.FAILED: "failed",
    StepOutcome.NOT_PERFORMED: "not performed",
}
STEP_WORDS: Mapping[Step, str] = {
    Step.CONTAINER: "One well-formed container, and no bytes that belong to nothing",
    Step.NAMES: "Names are safe, sizes are within limits",
    Step.TREE: "Every file that must be there is there, and no other",
    Step.RECORDS: "Records have the specified form and agree with one another",
    Step.SIGNATURES: "Each event’s signature fits exactly the bytes that it signs",
    Step.MANIFESTS: "Each event’s signed list covers every file before it, with its SHA-256",
    Step.PAYLOAD: "Every byte of clips and records, read again, has the listed SHA-256",
    Step.CERTIFICATES: "Signers’ certificates lead to trusted roots; role, use, validity and revocation at the time",
    Step.TIME: "Timestamps are valid, trusted, in order, and bear out the stated times",
    Step.CHAIN: "The custody events form one unbroken chain between the agencies named",
    Step.REQUEST: "The request is the agency’s own, and the submission answers it",
    Step.SCOPE: "Clips against the window and the area of the request",
    Step.MEDIA: "What the clips’ files say of themselves: pictures decode, length",
}
ACTION_WORDS: Mapping[Action, str] = {
    "seal": "Sealed",
    "transfer-out": "Handed over",
    "transfer-in": "Received",
    "verify": "Verified",
    "copy": "Copied",
    "disclose": "Disclosed",
    "identity-opened": "Submitter’s identity opened",
    "note": "Note",
}
PROVENANCE_WORDS: Mapping[Provenance, str] = {
    "voluntary": "voluntary, with the resident’s consent",
    "emergency-disclosure": "emergency disclosure (not voluntary)",
    "legal-process": "legal process (not voluntary)",
    "agency-collected": "collected by the agency (not voluntary)",
}
CLOCK_WORDS: Mapping[ClockSource, str] = {
    "ntp": "set by network time",
    "device": "the device’s own",
    "operator": "compared by a person",
    "unknown": "nothing is known of it",
}
SCOPE_WORDS = {
    ScopeState.INSIDE: "inside",
    ScopeState.PARTLY: "partly outside",
    ScopeState.OUTSIDE: "outside",
    ScopeState.UNKNOWN: "not known",
}
SCOPE_MARKS = {
    ScopeState.INSIDE: Mark.GOOD,
    ScopeState.PARTLY: Mark.CAUTION,
    ScopeState.OUTSIDE: Mark.BAD,
    ScopeState.UNKNOWN: Mark.NONE,
}
SIGNATURE_WORDS = {
    SignatureState.VALID: ("valid", Mark.GOOD),
    SignatureState.INVALID: ("not valid", Mark.BAD),
    SignatureState.NOT_CHECKED: ("not checked", Mark.NONE),
}
TRUST_WORDS = {
    TrustState.TRUSTED: ("trusted", Mark.GOOD),
    TrustState.NOT_TRUSTED: ("not trusted", Mark.CAUTION),
    TrustState.NOT_CHECKED: ("trust not checked", Mark.NONE),
}


QUARANTINE_WORD = "In quarantine"
QUARANTINE_SENTENCE = (
    "The checks passed, but this package is not called verified: its copy in the evidence store was changed after it "
    "was received, or its history contradicts that of another package held here."
)


def standing_word(verdict: Verdict, withheld: bool) -> str:
    """The verdict in a word, unless that is ``withheld`` (``PackageSummary``)."""
    return QUARANTINE_WORD if withheld else VERDICT_WORDS[verdict]


def verdict_sentence(result: VerificationResult) -> str:
    """What the verdict says, and no more than that."""
    events = counted(len(result.hops), "custody event")
    match result.verdict:
        case Verdict.VERIFIED:
            return (
                f"Every required check (V1 to V11) was performed and passed: the bytes are those that were sealed, "
                f"{events} validly signed and timestamped by trusted signers, the chain between them unbroken."
            )
        case Verdict.UNTRUSTED:
            return (
                "No change was found in what is signed, but who signed it, or when, is not proven: a certificate or "
                "a timestamp does not hold, as told below."
            )
        case Verdict.ALTERED:
            return (
                "The package, or its history, is not what was signed. At least one file, record, signature or "
                "custody event differs from what it has to be, as told below."
            )
        case _:
            return (
                "The file breaks the rules of its container, so it could mean different things to different programs. "
                "Nothing inside it was judged, and nothing in it is proven."
            )


def instant(microseconds: int | None, offset_minutes: int, decimals: int = 2) -> str:
    """To hundredths with the offset from UTC, as the custody log wants it."""
    return UNKNOWN if microseconds is None else in_words(microseconds, offset_minutes, decimals)


def length(microseconds: int) -> str:
    """``20.000 s``, ``2 min 19.300 s``, ``3 h 00 min 05.000 s``; a sign before it where it is negative."""
    sign = "−" if microseconds < 0 else ""
    seconds, rest = divmod(abs(microseconds), 1_000_000)
    tail = f"{seconds % 60}.{rest // 1000:03d} s"
    minutes, hours = seconds // 60 % 60, seconds // 3600
    if hours:
        return f"{sign}{hours:,} h {minutes:02d} min {tail}"
    return f"{sign}{minutes} min {tail}" if minutes else f"{sign}{tail}"


def size(count: int | None) -> str:
    return UNKNOWN if count is None else f"{count:,} bytes"


def short(text: str, most: int = 90) -> str:
    """The beginning of a long text, for places where the whole stands elsewhere in the report."""
    return text if len(text) <= most else f"{text[:most]}…"


def counted(count: int, noun: str) -> str:
    """``1 clip``, ``no clips``, ``3 clips``."""
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {noun}s" if count else f"no {noun}s"


def metres(distance: float) -> str:
    """``40 m``, ``1.5 km``."""
    return f"{distance / 1000:g} km" if distance >= 1000 else f"{distance:g} m"
