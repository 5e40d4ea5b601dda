"""Attacks on time: V9, 4.6."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from reviewer.evidence.findings import Code
from reviewer.evidence.instants import format_instant
from tests.corpus.draft import Draft, Edit, HopDraft, event_name, stamped_name, token_name
from tests.corpus.workshop import Forged, Workshop, attack
from tools.demo_trust.certificates import DAY, TIMESTAMPING_USAGES, Authority, Revoked, Validity
from tools.demo_trust.cms_builder import Shape
from tools.demo_trust.timestamp_authority import TimestampAuthority

SECOND, HOUR = 1_000_000, 3_600_000_000

# --- time.timestamp-missing ---

for _kind, _gone in {"token": {token_name(3)}, "both-files": {token_name(3), stamped_name(3)}}.items():

    @attack(f"time-missing-{_kind}", Code.TIMESTAMP_MISSING, "the last hop has no token", "V9", touches=_gone)
    def _(w: Workshop, gone: frozenset[str] = frozenset(_gone)) -> Draft:
        draft = w.draft()
        for name in gone:
            del draft.files[name]
        return draft


# --- time.timestamp-invalid ---


def token_edit(kind: str, change: str, edit: Edit) -> None:
    @attack(f"time-token-{kind}", Code.TIMESTAMP_INVALID, change, "4.1, V9", touches={token_name(2)})
    def _(w: Workshop) -> Draft:
        draft = w.draft()
        draft.hops[1].token = edit
        draft.carry(2)
        return draft


token_edit("last-bit", "one bit of the token's signature is turned", lambda data: data[:-1] + bytes([data[-1] ^ 1]))
token_edit("trailing", "a byte follows the token", lambda data: data + b"\0")
token_edit("empty", "the token is empty", lambda _data: b"")
token_edit("html", "the token is a web page", lambda _data: b"<html><body>504 Gateway Time-out</body></html>")


def authority_attack(
    kind: str, code: Code, change: str, make: Callable[[Workshop], TimestampAuthority], clause: str = "4.6"
) -> None:
    """Hop 2 is timestamped by another authority, or the same one behaving otherwise."""

    @attack(f"time-{kind}", code, change, clause, touches={token_name(2)})
    def _(w: Workshop) -> Draft:
        draft = w.draft()
        draft.hops[1].authority = make(w)
        draft.carry(2)
        return draft


INVALID, UNTRUSTED = Code.TIMESTAMP_INVALID, Code.TIMESTAMP_UNTRUSTED


def behaving(**changes: Any) -> Callable[[Workshop], TimestampAuthority]:
    return lambda w: replace(w.trust.timestamp_authority, **changes)


authority_attack(
    "token-of-other-data", INVALID, "a token over other data", behaving(tamper=lambda _digest: bytes(32)), "V9"
)
authority_attack(
    "token-sha-1", INVALID, "a token signed with SHA-1", behaving(shape=Shape(attached=True, digest="sha1")), "4.2"
)
authority_attack(
    "token-without-ess",
    INVALID,
    "a token without signing-certificate",
    behaving(shape=Shape(attached=True, ess="none")),
    "4.1",
)
authority_attack(
    "token-without-attributes",
    INVALID,
    "a token without signed attributes",
    behaving(shape=Shape(attached=True, signed_attributes=False)),
    "4.1",
)
authority_attack(
    "token-two-signers", INVALID, "a token with two signers", behaving(shape=Shape(attached=True, signers=2)), "4.1"
)

authority_attack(
    "token-without-certificate",
    INVALID,
    "a token without the authority's certificate",
    behaving(shape=Shape(attached=True, with_signer_certificate=False)),
    "4.1",
)

# --- time.timestamp-untrusted ---


def stamper(
    w: Workshop, root: Authority | None = None, validity: Validity | None = None, **options: Any
) -> TimestampAuthority:
    """An authority of Meridian Time, right but for what is given."""
    options = {"usages": TIMESTAMPING_USAGES, "usages_critical": True, **options}
    issuer = root or w.trust.timestamp_root
    identity = issuer.issue("Meridian Time", "Stamper 2", validity or Validity.around(w.now), **options)
    return TimestampAuthority(identity, lambda: w.now)


authority_attack(
    "rogue-authority",
    UNTRUSTED,
    "an authority under another root of the same name",
    lambda w: stamper(w, Authority.root("Meridian Time", "Meridian Timestamp Root", Validity.around(w.now))),
)
authority_attack(
    "usage-not-critical", UNTRUSTED, "timeStamping is not critical", lambda w: stamper(w, usages_critical=False)
)
authority_attack(
    "usage-not-alone",
    UNTRUSTED,
    "timeStamping is not alone",
    lambda w: stamper(w, usages=(*TIMESTAMPING_USAGES, *_more_usages())),
)
authority_attack(
    "sealer-stamps",
    UNTRUSTED,
    "the sealing service stamps for itself",
    lambda w: TimestampAuthority(w.trust.sealer, lambda: w.now),
)
authority_attack(
    "authority-expired",
    UNTRUSTED,
    "the authority's certificate had expired",
    lambda w: stamper(w, validity=Validity(w.now - 300 * DAY, w.now - 5 * DAY)),
)


def _more_usages() -> tuple[Any, ...]:
    from tools.demo_trust.certificates import SIGNER_USAGES

    return SIGNER_USAGES


for _kind, _lists, _change in (
    (
        "revoked",
        lambda w, root, serial: [root.crl(w.now - 10 * DAY, w.now + DAY, revoked=[Revoked(serial, w.now - 9 * DAY)])],
        "the authority was revoked",
    ),
    ("no-crl", lambda _w, _root, _serial: [], "no list of the authority's issuer"),
):

    @attack(f"time-authority-{_kind}", UNTRUSTED, _change, "4.6", touches={"validation/crls"})
    def _(w: Workshop, lists: Callable[..., list[bytes]] = _lists) -> Draft:
        draft = w.draft()
        root = w.trust.timestamp_root
        serial = w.trust.timestamp_authority.identity.certificate.serial_number
        draft.set_crls(root, *lists(w, root, serial))
        draft.carry()
        return draft


# --- time.claim, time.backwards ---


def gen_time_attack(kind: str, code: Code, change: str, shift: Callable[[Workshop, HopDraft], int]) -> None:
    @attack(f"time-{kind}", code, change, "V9", touches={token_name(3)})
    def _(w: Workshop) -> Draft:
        draft = w.draft()
        hop = draft.hops[2]
        hop.gen_time = shift(w, hop)
        draft.carry(3)
        return draft


def claimed(w: Workshop) -> int:
    """The ``at`` of hop 3."""
    return w.story.sealed_at + 30 * 60 * SECOND


gen_time_attack(
    "claimed-later",
    Code.TIME_CLAIM,
    "stamped seven seconds before the event says it was",
    lambda w, _hop: claimed(w) - 7 * SECOND,
)
gen_time_attack(
    "stamped-a-day-late",
    Code.TIME_CLAIM,
    "stamped a day and two seconds after the event",
    lambda w, _hop: claimed(w) + 24 * HOUR + 2 * SECOND,
)


@attack("time-from-the-future", Code.TIME_CLAIM, "checked a minute before the last token was made", "V9")
def _(w: Workshop) -> Forged:
    return Forged(files=w.base.files, at=claimed(w) - 60 * SECOND)


@attack("time-backwards", Code.TIME_BACKWARDS, "hop 2 was stamped after hop 3", "V9", touches={token_name(2)})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.hops[1].gen_time = claimed(w) + HOUR
    draft.carry(2)
    return draft


@attack(
    "time-at-of-next-year", Code.TIME_CLAIM, "the last event says it happens next year", "V9", touches={event_name(3)}
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.event(3, lambda event: event.update(at=format_instant(w.now + 365 * DAY)))
    draft.carry(3)
    return draft


def bound_attack(kind: str, change: str, at: Callable[[int], int], gen_time: Callable[[int], int]) -> None:
    """A millisecond beyond what the bounds include. ``at`` and ``gen_time`` from a whole second."""

    @attack(f"time-{kind}", Code.TIME_CLAIM, change, "V9", touches={event_name(3)})
    def _(w: Workshop) -> Draft:
        draft = w.draft()
        second = (claimed(w) + 60 * SECOND) // SECOND * SECOND
        draft.hops[2].gen_time = gen_time(second)
        draft.event(3, lambda event: event.update(at=format_instant(at(second))))
        draft.carry(3)
        return draft


bound_attack(
    "a-millisecond-early",
    "stamped 5 s, the clock's 50 ms and one more before the claim",
    lambda second: second + 5_051_000,
    lambda second: second,
)
bound_attack(
    "a-millisecond-late",
    "stamped 24 h and one millisecond after the claim",
    lambda second: second - 1_000,
    lambda second: second + 24 * HOUR,
)


@attack("time-a-millisecond-ahead", Code.TIME_CLAIM, "checked a millisecond before the last token was made", "V9")
def _(w: Workshop) -> Forged:
    return Forged(files=w.base.files, at=w.base.hops[2].gen_time // SECOND * SECOND - 1_000)
