"""The chain of custody in words: one value a hop, with signature and trust told as two statements. Pure functions."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from reviewer.evidence.records import Action, CustodyEvent
from reviewer.evidence.verification_result import CertificateFacts, HopResult, SignatureState, TrustState
from reviewer.gui.quantities import OffsetAt, duration_words, instant_words
from reviewer.gui.text import UNKNOWN
from reviewer.gui.theme import Tone

ACTION_WORDS: dict[Action, str] = {
    "seal": "Sealed",
    "transfer-out": "Handed over",
    "transfer-in": "Received",
    "verify": "Verified",
    "copy": "Copied",
    "disclose": "Disclosed",
    "identity-opened": "Submitter's identity opened",
    "note": "Note",
}
_ROLE_TOKEN = re.compile(r"[a-z]+(?:-[a-z]+)*", re.ASCII)
CLOCK_WORDS = {
    "ntp": "clock set by network time",
    "device": "the device's own clock",
    "operator": "clock read by the person",
    "unknown": "nothing is known of the clock",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that was or was not proven, with its tone: "Signature valid"."""

    words: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class HopWords:
    """One custody event. ``deed`` is its action in words, ``who`` a sentence's rest; ``more`` are further facts."""

    seq: int
    deed: str
    who: str
    when: str
    timestamp: str
    signature: Statement
    trust: Statement
    time_trust: Statement
    head: str | None
    more: tuple[tuple[str, str], ...]
    ok: bool
    """Whether the deed itself succeeded, as its record tells; a failed or refused one is still part of the chain."""

    @property
    def spoken(self) -> str:
        """For assistive technology: the whole hop in one breath."""
        proofs = f"{self.signature.words}; {self.trust.words}; {self.time_trust.words}"
        return f"Event {self.seq}: {self.deed} {self.who}. {self.when}; {self.timestamp}. {proofs}."


def hop_words(hops: Sequence[HopResult], offset_at: OffsetAt) -> tuple[HopWords, ...]:
    """Every hop in its order."""
    return tuple(_hop(hop, offset_at) for hop in hops)


def _hop(hop: HopResult, offset_at: OffsetAt) -> HopWords:
    event = hop.event
    if event is None:
        deed, who, when = "Event", "whose record cannot be read", "time unknown"
    else:
        deed, who = _deed(event), _who(event)
        when = f"{instant_words(event.at, offset_at, 3)}{_uncertainty(event)}"
    return HopWords(
        seq=hop.seq,
        deed=deed,
        who=who,
        when=when,
        timestamp=_timestamp(hop, offset_at),
        signature=_signature(hop.signature),
        trust=_trust(hop),
        time_trust=_time_trust(hop),
        head=hop.manifest_sha256,
        more=_more(hop, offset_at),
        ok=event is not None and event.outcome == "ok",
    )


def _deed(event: CustodyEvent) -> str:
    words = ACTION_WORDS[event.action]
    if event.outcome == "failed":
        return f"{words}: failed"
    if event.outcome == "refused":
        return f"{words}: refused"
    return words


def _who(event: CustodyEvent) -> str:
    role = f", {role_words(event.actor.role)}"
    who = f"by {event.actor.name}{role}, {event.actor.agency}"
    if event.to is not None:
        who += f" to {event.to.name}, {event.to.agency}"
    return who


def role_words(role: str | None) -> str:
    """``evidence clerk`` for the token ``evidence-clerk``; a role in other characters stays as it is written."""
    if role is None:
        return "role unknown"
    return role.replace("-", " ") if _ROLE_TOKEN.fullmatch(role) else role


def _uncertainty(event: CustodyEvent) -> str:
    if event.clock_uncertainty_ms is None:
        return " (uncertainty not stated)"
    return f" ± {duration_words(event.clock_uncertainty_ms * 1_000)}"


def _timestamp(hop: HopResult, offset_at: OffsetAt) -> str:
    if hop.timestamp is None:
        return "no valid timestamp: the time is not proven"
    if hop.event is None:
        return f"timestamp {instant_words(hop.timestamp, offset_at, 3)}"
    difference = hop.timestamp - hop.event.at
    if abs(difference) < 1_000:
        return "timestamp of the same instant"
    return f"timestamp {duration_words(difference)} {'later' if difference > 0 else 'earlier'}"


def _signature(state: SignatureState) -> Statement:
    match state:
        case SignatureState.VALID:
            return Statement("signature valid", Tone.GOOD)
        case SignatureState.INVALID:
            return Statement("signature not valid", Tone.BAD)
        case _:
            return Statement("signature not checked", Tone.NEUTRAL)


def _trust(hop: HopResult) -> Statement:
    match hop.signer_trust:
        case TrustState.TRUSTED:
            return Statement("signer trusted", Tone.GOOD)
        case TrustState.NOT_TRUSTED:
            return Statement("signer not trusted", Tone.CAUTION)
        case _:
            return Statement("signer's trust not checked", Tone.NEUTRAL)


def _time_trust(hop: HopResult) -> Statement:
    if hop.timestamp is None:
        return Statement("no valid timestamp", Tone.CAUTION)
    match hop.timestamp_trust:
        case TrustState.TRUSTED:
            return Statement("timestamp trusted", Tone.GOOD)
        case TrustState.NOT_TRUSTED:
            return Statement("timestamp not trusted", Tone.CAUTION)
        case _:
            return Statement("timestamp's trust not checked", Tone.NEUTRAL)


def _more(hop: HopResult, offset_at: OffsetAt) -> tuple[tuple[str, str], ...]:
    facts: list[tuple[str, str]] = []
    event = hop.event
    if event is not None:
        facts += [
            ("Purpose", event.purpose if event.purpose is not None else "not stated"),
            ("Place", event.place if event.place is not None else "not stated"),
            ("Clock", CLOCK_WORDS[event.clock_source]),
            ("Tool", f"{event.tool_name} {event.tool_version or '(version unknown)'}"),
            ("Details", _details(event)),
            ("Event id", event.event_id),
        ]
    facts.append(("Timestamp", instant_words(hop.timestamp, offset_at, 3) if hop.timestamp is not None else "none"))
    facts += _certificate("Signer", hop.signer, offset_at)
    anchor = hop.trust_anchor if hop.trust_anchor is not None else "none: no path to a root that you trust"
    facts.append(("Trusted through", anchor if hop.signer_trust is not TrustState.NOT_CHECKED else "not checked"))
    facts += _certificate("Timestamp authority", hop.timestamp_authority, offset_at)
    facts.append(("Revocation known from", ", ".join(hop.revocation_sources) or "nothing"))
    return tuple(facts)


def _certificate(name: str, facts: CertificateFacts | None, offset_at: OffsetAt) -> list[tuple[str, str]]:
    if facts is None:
        return [(name, UNKNOWN)]
    valid = f"{instant_words(facts.not_before, offset_at)} to {instant_words(facts.not_after, offset_at)}"
    return [
        (name, f"{facts.subject} ({facts.key})"),
        (f"{name}: issuer", f"{facts.issuer}, serial {facts.serial}"),
        (f"{name}: valid", valid),
        (f"{name}: SHA-256", facts.sha256),
    ]


def _details(event: CustodyEvent) -> str:
    if not event.details:
        return "none"
    return json.dumps(event.details, ensure_ascii=False, sort_keys=True, default=dict)
