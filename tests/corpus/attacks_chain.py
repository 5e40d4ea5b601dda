"""Attacks on the chain of custody: V10. Every signature, certificate and token is in order."""

import hashlib
from collections.abc import Callable
from typing import Any

from reviewer.evidence.findings import Code
from reviewer.evidence.instants import format_instant
from tests.corpus.draft import Draft, event_name, manifest_name
from tests.corpus.workshop import Forged, Workshop, attack
from tools.demo_trust.certificates import Validity

MINUTE = 60_000_000
ZERO_UUID = "urn:uuid:00000000-0000-4000-8000-000000000000"


def event_attack(
    kind: str, code: Code, seq: int, change: str, edit: Callable[[dict[str, Any]], object], *also: Code
) -> None:
    """A member of one event is changed, and every hop from there on made anew."""

    @attack(f"chain-{kind}", code, change, "V10", touches={event_name(seq)}, also=also)
    def _(w: Workshop) -> Draft:
        draft = w.draft()
        draft.hops[seq - 1].event = lambda event: edit(event) and None
        draft.carry(seq)
        return draft


# --- chain.previous, chain.package, chain.gap ---

event_attack(
    "previous-wrong", Code.CHAIN_PREVIOUS, 3, "previous is of another manifest", lambda e: e.update(previous="0" * 64)
)
event_attack("previous-null", Code.CHAIN_PREVIOUS, 2, "previous is null", lambda e: e.update(previous=None))
event_attack("previous-at-first", Code.CHAIN_PREVIOUS, 1, "hop 1 has a previous", lambda e: e.update(previous="0" * 64))
event_attack(
    "other-package", Code.CHAIN_PACKAGE, 2, "the event is of another package", lambda e: e.update(package_id=ZERO_UUID)
)
event_attack("seq-differs", Code.CHAIN_GAP, 3, "seq differs from the file's name", lambda e: e.update(seq=4))


@attack(
    "chain-hop-cut-out",
    Code.CHAIN_GAP,
    "hop 2 is cut out and hop 3 signed anew as it stands",
    "V10",
    touches={event_name(2)},
    also={Code.CHAIN_PREVIOUS, Code.CHAIN_ORDER, Code.ROLE, Code.MISSING, Code.CHAIN_CUSTODIAN, Code.MANIFEST},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    for name in [name for name in draft.files if draft.hop_of(name) == 2]:
        del draft.files[name]
    draft.sign(3)
    return draft


# --- chain.order ---

event_attack(
    "seal-twice",
    Code.CHAIN_ORDER,
    2,
    "hop 2 is a second seal",
    lambda e: e.update(action="seal", to=None),
    Code.ROLE,
    Code.CHAIN_CUSTODIAN,
)
event_attack("first-is-note", Code.CHAIN_ORDER, 1, "hop 1 is a note", lambda e: e.update(action="note"))
event_attack(
    "receipt-without-handover",
    Code.CHAIN_ORDER,
    2,
    "hop 2 is a note, so that hop 3 receives what nobody gave",
    lambda e: e.update(action="note", to=None),
    Code.ROLE,
    Code.CHAIN_CUSTODIAN,
)
event_attack(
    "handover-not-received",
    Code.CHAIN_ORDER,
    3,
    "a note follows the hand-over",
    lambda e: e.update(action="note"),
    Code.CHAIN_CUSTODIAN,
)


@attack(
    "chain-at-backwards",
    Code.CHAIN_ORDER,
    "hop 3 says it happened a minute before hop 2",
    "V10",
    touches={event_name(3)},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.event(3, lambda event: event.update(at=format_instant(w.story.sealed_at + 19 * MINUTE)))
    draft.carry(3)
    return draft


# --- chain.actor, chain.recipient, chain.custodian ---

event_attack(
    "actor-certificate",
    Code.CHAIN_ACTOR,
    3,
    "the actor names another certificate",
    lambda e: e["actor"].update(certificate_sha256="0" * 64),
)
event_attack(
    "actor-agency",
    Code.CHAIN_ACTOR,
    1,
    "the actor names another agency",
    lambda e: e["actor"].update(agency="Harbour Footage Service"),
)
event_attack(
    "recipient-certificate",
    Code.CHAIN_RECIPIENT,
    2,
    "the hand-over is to another certificate",
    lambda e: e["to"].update(certificate_sha256="0" * 64),
)
event_attack(
    "recipient-agency",
    Code.CHAIN_RECIPIENT,
    2,
    "the hand-over is to another agency",
    lambda e: e["to"].update(agency="Shelbyville Police Department"),
)
event_attack("recipient-null", Code.CHAIN_RECIPIENT, 2, "the hand-over is to nobody", lambda e: e.update(to=None))


@attack(
    "chain-received-by-colleague",
    Code.CHAIN_RECIPIENT,
    "another clerk than the one named receives",
    "V10",
    touches={event_name(3)},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    named = draft.files[event_name(2)]
    draft.sign_as(w.trust.springfield_second, 3)
    draft.files[event_name(2)] = named
    draft.carry(2)
    return draft


@attack(
    "chain-third-party",
    Code.CHAIN_CUSTODIAN,
    "another agency signs a note while Springfield has custody",
    "V10",
    touches={event_name(4)},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.extend("note", w.trust.shelbyville, w.story.sealed_at + 40 * MINUTE)
    draft.carry(4)
    return draft


@attack(
    "chain-sealed-by-another",
    Code.CHAIN_CUSTODIAN,
    "hop 2 is signed by another service of the sealing root",
    "V10",
    touches={event_name(2)},
)
def _(w: Workshop) -> Draft:

    draft = w.draft()
    other = w.trust.sealing_ca.issue("Bay Footage Service", "Sealing Service 1", Validity.around(w.now))
    draft.sign_as(other, 2)
    draft.carry(2)
    return draft


# --- chain.truncated ---


@attack(
    "chain-tail-cut",
    Code.CHAIN_TRUNCATED,
    "the last hop is cut off; its head is expected",
    "V10, 5.2",
    touches={event_name(3), "validation/certs"},
)
def _(w: Workshop) -> Forged:

    head = hashlib.sha256(w.base.files[manifest_name(3)]).hexdigest()
    draft = w.draft()
    draft.cut_after(2)
    return Forged(files=draft.files, expected_heads=(head,))


@attack("chain-other-head", Code.CHAIN_TRUNCATED, "a head is expected that is none of the package's", "V10, 5.2")
def _(w: Workshop) -> Forged:
    return Forged(files=w.base.files, expected_heads=("0" * 64,))


@attack(
    "chain-first-hop-cut",
    Code.CHAIN_GAP,
    "hop 1 is cut off and the others signed anew as they stand",
    "V10",
    touches={event_name(1)},
    also={Code.MISSING, Code.MANIFEST, Code.SIGNATURE_MISSING, Code.TIMESTAMP_MISSING, Code.CHAIN_CUSTODIAN},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    for name in [
        name for name in draft.files if draft.hop_of(name) == 1 and name.startswith(("META-INF/", "custody/"))
    ]:
        del draft.files[name]
    draft.sign(2)
    draft.carry(3)
    return draft


@attack(
    "chain-record-gone",
    Code.CHAIN_GAP,
    "the record of hop 2 alone is gone",
    "V10",
    touches={event_name(2)},
    also={Code.MISSING},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    del draft.files[event_name(2)]
    return draft
