"""V10: the hops form one unbroken chain of custody, each signed by who held the package then (specification 5, V10)."""

from reviewer.evidence.findings import Code, Completeness, Step
from reviewer.evidence.records import CustodyEvent
from reviewer.verification.examination import Examination, Hop, StepRecord

_NEXT = " Ask the sender for the whole, original package."


def check(exam: Examination) -> None:
    with exam.step(Step.CHAIN) as step:
        _check_sequence(exam, step)
        _check_links(exam, step)
        _check_order(exam, step)
        _check_signers(exam, step)
        _check_heads(exam, step)


def completeness(exam: Examination) -> tuple[Completeness, int | None]:
    """5.2, and the newest event that an expected head vouches for."""
    if not exam.expected_heads:
        return Completeness.NOT_PROVEN, None
    known = [hop.seq for hop in exam.hops if hop.manifest_sha256 in exam.expected_heads]
    if not known:
        return Completeness.CONTRADICTED, None
    newest, head = max(known), exam.newest_manifest
    at_the_end = head is not None and head.seq == newest
    return (Completeness.PROVEN if at_the_end else Completeness.EXTENDED), newest


def in_transit(exam: Examination) -> bool:
    """5.3: an open ``transfer-out`` at the end."""
    last = exam.hops[-1].event if exam.hops else None
    return last is not None and last.action == "transfer-out"


def _events(exam: Examination) -> list[tuple[Hop, CustodyEvent]]:
    return [(hop, hop.event) for hop in exam.hops if hop.event is not None]


def _check_sequence(exam: Examination, step: StepRecord) -> None:
    """seq without gap from 1, one file each, its name the number inside."""
    for wanted, hop in enumerate(exam.hops, start=1):
        if hop.seq != wanted:
            message = f"The history jumps from event {wanted - 1} to event {hop.seq}.{_NEXT}"
            step.finds(Code.CHAIN_GAP, hop.custody_name, message)
            break
    last = max((hop.seq for hop in exam.hops if exam.has(hop.custody_name)), default=0)
    absent = next((hop for hop in exam.hops if hop.seq < last and not exam.has(hop.custody_name)), None)
    if absent is not None:
        message = f"The history has a gap: there is no record of event {absent.seq}.{_NEXT}"
        step.finds(Code.CHAIN_GAP, absent.custody_name, message)
    for hop in exam.hops:
        if hop.event is None:
            step.unable(f"the record of event {hop.seq} could not be read")
        elif hop.event.seq != hop.seq:
            message = f"“{hop.custody_name}” says that it is event {hop.event.seq}.{_NEXT}"
            step.finds(Code.CHAIN_GAP, hop.custody_name, message)


def _check_links(exam: Examination, step: StepRecord) -> None:
    """``previous`` is the hash of the manifest before; every event is of the one package."""
    package_id = exam.submission.package_id if exam.submission is not None else None
    by_seq = {hop.seq: hop for hop in exam.hops}
    for hop, event in _events(exam):
        package_id = package_id or event.package_id
        if event.package_id != package_id:
            message = f"Event {hop.seq} belongs to another package ({event.package_id}).{_NEXT}"
            step.finds(Code.CHAIN_PACKAGE, hop.custody_name, message)
        if hop.seq == 1:
            if event.previous is not None:
                message = f"The first event refers to an event before it.{_NEXT}"
                step.finds(Code.CHAIN_PREVIOUS, hop.custody_name, message)
            continue
        before = by_seq.get(hop.seq - 1)
        digest = before.manifest_sha256 if before is not None else None
        if digest is None:
            step.unable(f"the manifest before event {hop.seq} is missing")
        elif event.previous != digest:
            message = f"Event {hop.seq} does not continue event {hop.seq - 1}: it names another predecessor.{_NEXT}"
            step.finds(Code.CHAIN_PREVIOUS, hop.custody_name, message)


def _check_order(exam: Examination, step: StepRecord) -> None:
    """Hop 1 is ``seal`` and no later one is; ``transfer-in`` follows ``transfer-out`` and only it; time runs on."""

    def wrong(hop: Hop, message: str) -> None:
        step.finds(Code.CHAIN_ORDER, hop.custody_name, message + _NEXT)

    before: CustodyEvent | None = None  # None too where the event before could not be read: then nothing is said of it
    for hop in exam.hops:
        event = hop.event
        if event is None:
            before = None
            continue
        if hop.seq == 1 and event.action != "seal":
            wrong(hop, "The first event is not the sealing.")
        if hop.seq != 1 and event.action == "seal":
            wrong(hop, f"Event {hop.seq} seals the package a second time.")
        handed_over = before is not None and before.action == "transfer-out"
        if handed_over and event.action != "transfer-in":
            wrong(hop, f"Event {hop.seq} follows a hand-over, yet it is no receipt.")
        if not handed_over and event.action == "transfer-in" and (before is not None or hop.seq == 1):
            wrong(hop, f"Event {hop.seq} is a receipt without a hand-over before it.")
        if before is not None and event.at < before.at:
            wrong(hop, f"Event {hop.seq} claims a time before that of the event before it.")
        before = event


def _check_signers(exam: Examination, step: StepRecord) -> None:
    """Who signed is who acted, who was named, and who held the package."""
    first = exam.first_hop
    holder = first.signer.organization if first is not None and first.signer is not None else None
    holder_known = first is not None and first.signer is not None
    before: CustodyEvent | None = None
    for hop in exam.hops:
        event = hop.event
        if event is None:  # it may have been a receipt: who held the package after it is not known
            before, holder_known = None, False
            continue
        _check_recipient(step, hop, event, before)
        if hop.signer is None:
            step.unable(f"the signer of event {hop.seq} is not proven")
            holder_known = holder_known and event.action != "transfer-in"
        else:
            _check_actor(step, hop, event)
            if event.action == "transfer-in":
                holder, holder_known = hop.signer.organization, True
            elif holder_known and (holder is None or hop.signer.organization != holder):
                message = (
                    f"Event {hop.seq} is signed by {hop.signer.organization or 'somebody without one organization'},"
                    f" though {holder or 'nobody nameable'} held the package.{_NEXT}"
                )
                step.finds(Code.CHAIN_CUSTODIAN, hop.custody_name, message)
        before = event


def _check_actor(step: StepRecord, hop: Hop, event: CustodyEvent) -> None:
    assert hop.signer is not None
    if event.actor.certificate_sha256 != hop.signer.sha256:
        message = f"Event {hop.seq} names another certificate than the one that signed it.{_NEXT}"
        step.finds(Code.CHAIN_ACTOR, hop.custody_name, message)
    if event.actor.agency != hop.signer.organization:
        message = (
            f"Event {hop.seq} names “{event.actor.agency}” as the acting agency; its signer's certificate"
            f" says {_organization(hop)}.{_NEXT}"
        )
        step.finds(Code.CHAIN_ACTOR, hop.custody_name, message)


def _check_recipient(step: StepRecord, hop: Hop, event: CustodyEvent, before: CustodyEvent | None) -> None:
    if event.action == "transfer-out" and event.to is None:
        message = f"The hand-over in event {hop.seq} does not say to whom.{_NEXT}"
        step.finds(Code.CHAIN_RECIPIENT, hop.custody_name, message)
    if event.action != "transfer-in" or before is None or before.action != "transfer-out" or before.to is None:
        return
    if hop.signer is not None and hop.signer.sha256 != before.to.certificate_sha256:
        message = f"Event {hop.seq} is signed by another certificate than the hand-over named.{_NEXT}"
        step.finds(Code.CHAIN_RECIPIENT, hop.custody_name, message)
    if hop.signer is not None and hop.signer.organization != before.to.agency:
        message = (
            f"The package was handed over to “{before.to.agency}”, but event {hop.seq} is signed by"
            f" {_organization(hop)}.{_NEXT}"
        )
        step.finds(Code.CHAIN_RECIPIENT, hop.custody_name, message)


def _organization(hop: Hop) -> str:
    name = hop.signer.organization if hop.signer is not None else None
    return f"“{name}”" if name is not None else "no single organization"


def _check_heads(exam: Examination, step: StepRecord) -> None:
    if completeness(exam)[0] is Completeness.CONTRADICTED:
        message = (
            "None of the expected heads is in this history: events were cut off or replaced."
            " Ask the sender for the package as it was when that head was noted."
        )
        step.finds(Code.CHAIN_TRUNCATED, "", message)
