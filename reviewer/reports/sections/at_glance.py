"""Page 1: what a judge reads. Verdict, completeness, what was checked, the case, the clips, and what is not shown."""

from collections.abc import Sequence

from reviewer.evidence.findings import Completeness, Step, StepOutcome, Verdict
from reviewer.evidence.verification_result import (
    ClipResult,
    ScopeState,
    SignatureState,
    TrustState,
    VerificationResult,
)
from reviewer.reports import look, words
from reviewer.reports.blocks import Block, Columns, Excerpt, Figure, Panel, Stack, Text
from reviewer.reports.context import ReportContext
from reviewer.reports.drawings.qr_code import qr_code
from reviewer.reports.fonts import BOLD
from reviewer.reports.marks import GROUNDS, OUTCOME_MARKS, VERDICT_MARKS, Mark, draw_verdict
from reviewer.reports.pen import Pen
from reviewer.reports.sections.items import clip_file, clip_result_words
from reviewer.reports.table import Row, Table, facts
from reviewer.reports.text import Span

_GROUPS: tuple[tuple[str, tuple[Step, ...]], ...] = (
    ("Container, names and limits", (Step.CONTAINER, Step.NAMES)),
    ("Contents and records", (Step.TREE, Step.RECORDS)),
    ("Signatures of the custody events", (Step.SIGNATURES,)),
    ("Every file against its signed SHA-256", (Step.MANIFESTS, Step.PAYLOAD)),
    ("Certificates and timestamps", (Step.CERTIFICATES, Step.TIME)),
    ("Chain of custody and request", (Step.CHAIN, Step.REQUEST)),
    ("Window and area asked for", (Step.SCOPE,)),
    ("What the clips’ own files say", (Step.MEDIA,)),
)
_WORST_FIRST = (StepOutcome.FAILED, StepOutcome.NOT_PERFORMED, StepOutcome.WARNED, StepOutcome.PASSED)
_CLIPS_ON_PAGE_1 = 20
"""No more clips than this are tried to be listed on page 1; the whole list stands under Clips."""
_STANDING = (
    "It does not say what the pictures show, who is in them, or that a camera’s clock or place was right; it does "
    "not cover anything before the clips were sealed. It is no opinion on admissibility. "
)
_OF_A_RECEIVED_PACKAGE = (
    "Not recorded here, and so not shown: who viewed, copied or printed the footage after it was received, and who "
    "made this report; stills, redactions and other derivatives; Bates numbers; a self-test of the program; whether "
    "this computer’s clock was right."
)
_OF_A_FILE_IN_PLACE = (
    "Not recorded here, and so not shown: how the file came to this computer, who made this report, a self-test of "
    "the program, and whether this computer’s clock was right."
)
_GLANCE = 150
"""Characters of a finding's message that page 1 shows; the whole stands under Findings."""


def at_a_glance(report: ReportContext) -> list[Block]:
    result = report.result
    return [
        Text(report.title, look.TITLE, outline=0),
        Text(_subtitle(report), look.SUBTITLE),
        _verdict(report),
        _checked(result),
        Columns([_case(report), qr_code(qr_content(report), 108)], (382, 108), before=4, after=6),
        _not_shown(report),
        *_items(report),
    ]


def _subtitle(report: ReportContext) -> str:
    if report.code is None:
        return "Footage package; the community request is not known"
    return f"Footage package for community request {report.code}"


def qr_content(report: ReportContext) -> str:
    """Report id, hash of the record, number of events, head: what ties a sheet of paper to the package."""
    head = report.result.head or "unknown"
    return f"{report.report_id}\nrecord {report.record_sha256}\nevents {len(report.result.hops)}\nhead {head}"


def _verdict(report: ReportContext) -> Block:
    result = report.result
    drawn = Verdict.UNTRUSTED if report.withheld else result.verdict  # a question mark in place of the tick
    mark = VERDICT_MARKS[drawn]
    word = words.standing_word(result.verdict, report.withheld)

    def paint(pen: Pen, x: float, top: float, _width: float) -> None:
        draw_verdict(pen, drawn, x, top - 37, 36)

    told: list[Block] = [
        Text(word, look.VERDICT.but(colour=mark.colour)),
        Text(words.QUARANTINE_SENTENCE if report.withheld else words.verdict_sentence(result), look.CELL_PROSE),
    ]
    completeness = [Span("Completeness: "), Span(words.COMPLETENESS_WORDS[result.completeness], face=BOLD)]
    beside: list[Block] = [
        Text(completeness, look.CELL.but(size=8.6, leading=21), mark=_completeness_mark(result)),
        Text(_sentence(result.completeness_in_words), look.CELL_PROSE),
    ]
    if result.in_transit:
        beside.append(Text(_in_transit(result), look.CELL_PROSE))
    columns = Columns([Figure(38, paint, f"Verdict: {word}"), Stack(told), Stack(beside)], (38, 262, 162), gap=11)
    return Panel(columns, GROUNDS[mark], mark.colour, mark.colour)


def _in_transit(result: VerificationResult) -> str:
    event = result.hops[-1].event if result.hops else None
    to = f" to {words.short(event.to.agency)}" if event is not None and event.to is not None else ""
    return f"In transit: handed over{to}; no receipt is in the package yet."


def _completeness_mark(result: VerificationResult) -> Mark:
    if result.verdict is Verdict.UNREADABLE:
        return Mark.NONE
    return {
        Completeness.PROVEN: Mark.GOOD,
        Completeness.EXTENDED: Mark.GOOD,
        Completeness.NOT_PROVEN: Mark.NONE,
        Completeness.CONTRADICTED: Mark.BAD,
    }[result.completeness]


def _checked(result: VerificationResult) -> Block:
    outcomes = {step.step: step for step in result.steps}
    rows = []
    for name, steps in _GROUPS:
        ended = [outcomes[step].outcome if step in outcomes else StepOutcome.NOT_PERFORMED for step in steps]
        worst = next(outcome for outcome in _WORST_FIRST if outcome in ended)
        label = "–".join(dict.fromkeys((steps[0].label, steps[-1].label)))
        mark = OUTCOME_MARKS[worst]
        state = Text([Span(words.OUTCOME_WORDS[worst], face=BOLD, colour=mark.colour)], look.CELL, mark=mark)
        rows.append(Row([label, name, Text(_finding_glance(result, steps, worst), look.CELL), state]))
    return Table((42, 158, 216, 82), ("Step", "What was checked", "What was found", "Outcome"), rows, after=6)


def _finding_glance(result: VerificationResult, steps: Sequence[Step], worst: StepOutcome) -> str:
    findings = [finding for finding in result.findings if finding.step in steps]
    if findings:
        cut = _beginning(findings[0].message)
        return cut if len(findings) == 1 else f"{cut} ({words.counted(len(findings), 'finding')})"
    if worst is StepOutcome.NOT_PERFORMED:
        reasons = [step.reason for step in result.steps if step.step in steps and step.reason]
        return reasons[0] if reasons else "not performed: nothing is known"
    hops, clips = result.hops, result.clips
    match steps[0]:
        case Step.SIGNATURES:
            return f"{sum(hop.signature is SignatureState.VALID for hop in hops)} of {len(hops)} events validly signed"
        case Step.MANIFESTS:
            intact = sum(clip.intact for clip in clips)
            return f"{intact} of {words.counted(len(clips), 'clip')} equal to what was sealed, read in full"
        case Step.CERTIFICATES:
            signers = sum(hop.signer_trust is TrustState.TRUSTED for hop in hops)
            times = sum(hop.timestamp_trust is TrustState.TRUSTED for hop in hops)
            return f"{signers} of {len(hops)} signers and {times} of {len(hops)} timestamps trusted"
        case Step.CHAIN:
            return f"{words.counted(len(hops), 'event')}, no gap; the request is its agency’s own"
        case Step.SCOPE:
            inside = sum(clip.scope is ScopeState.INSIDE for clip in clips)
            return f"{inside} of {words.counted(len(clips), 'clip')} inside both"
        case _:
            return "nothing found amiss"


def _case(report: ReportContext) -> Block:
    result, request, submission = report.result, report.result.request, report.result.submission
    offset = report.utc_offset_minutes
    window = words.UNKNOWN
    if request:
        window = f"{words.instant(request.window.start, offset, 0)} to {words.instant(request.window.end, offset, 0)}"
    last = result.hops[-1].event if result.hops else None
    holder = words.UNKNOWN if last is None else f"{words.short(last.actor.agency)} ({words.short(last.actor.name)})"
    receipt = report.receipt
    if receipt is None:
        size, received = "", "not received: the file was checked in place"
    else:
        quarantine = " · kept in quarantine" if receipt.quarantined else ""
        size = f" · {words.size(receipt.size)}{quarantine}"
        received = words.instant(receipt.received_at, offset)
    sizes = [clip.bytes for clip in result.clips if clip.bytes is not None]
    pairs: list[tuple[str, Block | str]] = [
        (
            "Agency, request",
            f"{words.short(request.agency)} · {request.investigation_code}" if request else words.UNKNOWN,
        ),
        ("Window asked for", window),
        ("Submitted", words.PROVENANCE_WORDS[submission.provenance] if submission else words.UNKNOWN),
        ("Package", Text(result.package_id or words.UNKNOWN, look.CELL_MONO)),
        ("File", f"{words.short(report.file_name)}{size}"),
        ("File’s SHA-256", _full_hash(result.container_sha256, "none: it is a folder, which the head stands for")),
        ("Head", _full_hash(result.head, words.UNKNOWN)),
        ("Received", received),
        ("Clips", f"{words.counted(len(result.clips), 'clip')}, {words.size(sum(sizes))}" if sizes else "none known"),
        ("Last event by", holder),
        ("Verified", f"{words.instant(report.verified_at, offset)} · {result.tool_name} {result.tool_version}"),
    ]
    return facts(pairs)


def _full_hash(value: str | None, otherwise: str) -> Block:
    """64 digits on one line."""
    return Text(value, look.CELL_MONO.but(size=6.9)) if value is not None else Text(otherwise, look.CELL)


def _not_shown(report: ReportContext) -> Block:
    result = report.result
    standing = _STANDING + (_OF_A_FILE_IN_PLACE if report.receipt is None else _OF_A_RECEIVED_PACKAGE)
    exceptions = [*_exceptions(result), *report.excepted]
    blocks: list[Block] = [
        Text([Span("What this report does not show. ", face=BOLD), Span(standing)], look.CELL_PROSE),
    ]
    if exceptions:
        blocks.append(Text("Exceptions in this package:", look.CELL_BOLD))
        blocks += [Text([Span("•  "), Span(text)], look.CELL_PROSE, indent=6) for text in exceptions]
    else:
        blocks.append(Text([Span("Exceptions in this package: ", face=BOLD), Span("none.")], look.CELL_PROSE))
    return Panel(Stack(blocks), None, look.STRONG_LINE, padding=6, after=6)


def _exceptions(result: VerificationResult) -> list[str]:
    """What is not proven of this very package, from its findings; each a sentence."""
    if result.verdict is Verdict.UNREADABLE:
        return ["The package could not be read: no clip, person, event or time in it is shown or proven."]
    told: list[str] = []
    differing = [clip.clip_id for clip in result.clips if clip.sha256 is not None and not clip.intact]
    if differing:
        told.append(f"The bytes of {_clips(differing)} are not those that were sealed.")
    unheard = [clip.clip_id for clip in result.clips if clip.sha256 is None]
    if unheard:
        told.append(f"The bytes of {_clips(unheard)} were not read.")
    unsigned = [str(hop.seq) for hop in result.hops if hop.signature is not SignatureState.VALID]
    if unsigned:
        told.append(f"The signature of {_events(unsigned)} is not valid, or could not be checked.")
    strangers = [str(hop.seq) for hop in result.hops if hop.signer_trust is not TrustState.TRUSTED]
    if strangers:
        told.append(f"Who signed {_events(strangers)} is not proven.")
    if result.completeness is Completeness.NOT_PROVEN:
        told.append("That nothing was cut off after the last event shown is not proven: no expected head was given.")
    if result.completeness is Completeness.CONTRADICTED:
        told.append("The history shown is not the one expected: events were cut off or replaced.")
    skipped = [step.step.label for step in result.steps if step.outcome is StepOutcome.NOT_PERFORMED]
    if skipped:
        told.append(f"Not performed: {', '.join(skipped)}. What these steps check is not known.")
    unknown = [clip.clip_id for clip in result.clips if clip.window_scope is ScopeState.UNKNOWN]
    if unknown:
        told.append(f"When {_clips(unknown)} was recorded is not known: nothing usable is said of the clock.")
    nowhere = [clip.clip_id for clip in result.clips if clip.area_scope is ScopeState.UNKNOWN]
    if nowhere:
        told.append(f"Where {_clips(nowhere)} was recorded is not known.")
    untimed = [str(hop.seq) for hop in result.hops if hop.timestamp_trust is not TrustState.TRUSTED]
    if untimed:
        told.append(f"The time of {_events(untimed)} is not proven: it rests on the signer’s word alone.")
    unread = [str(hop.seq) for hop in result.hops if hop.event is None]
    if unread:
        told.append(f"The record of {_events(unread)} cannot be read.")
    return told


def _items(report: ReportContext) -> list[Block]:
    clips = report.result.clips
    if not clips:
        return [Text("Clips: none. No clip could be read from this package.", look.CELL_PROSE)]
    rows = [_item(report, clip) for clip in clips[:_CLIPS_ON_PAGE_1]]
    heads = ("Clip", "File", "Recorded, as claimed", "Length", "SHA-256, first 16", "Seal", "Request")

    def some(count: int) -> Block:
        blocks: list[Block] = []
        if count:
            blocks.append(Table((25, 103, 120, 64, 72, 49, 62), heads, rows[:count], after=3))
        left = len(clips) - count
        if left:
            told = f"and {words.counted(left, 'more clip')}" if count else words.counted(left, "clip")
            blocks.append(Text(f"{told}, listed in full under Clips.", look.SMALL))
        return Stack(blocks)

    return [Excerpt(len(rows), some)]


def _item(report: ReportContext, clip: ClipResult) -> Row:
    claim = clip.claim
    start = length = words.UNKNOWN
    if claim is not None and claim.recorded_start is not None:
        start = words.instant(claim.recorded_start, report.utc_offset_minutes, 0)
        if claim.recorded_end is not None:
            length = words.length(claim.recorded_end - claim.recorded_start)
    match_word, match_mark = clip_result_words(clip)
    return Row(
        [
            clip.clip_id,
            words.short(clip_file(clip), 40),
            start,
            length,
            Text((clip.sha256 or words.UNKNOWN)[:16], look.CELL_MONO.but(size=6.6)),
            Text(match_word, look.CELL, mark=match_mark),
            Text(words.SCOPE_WORDS[clip.scope], look.CELL, mark=words.SCOPE_MARKS[clip.scope]),
        ]
    )


def _beginning(message: str) -> str:
    """A message's first words; the whole stands under Findings."""
    if len(message) <= _GLANCE:
        return message
    clause = max(message[:_GLANCE].rfind(end) for end in (". ", ": ", "; "))
    if clause > _GLANCE // 3:
        return f"{message[:clause]} …"
    words_before, _, _ = message[:_GLANCE].rpartition(" ")
    return f"{words_before or message[:_GLANCE]} …"


def _sentence(clause: str) -> str:
    return f"{clause[:1].upper()}{clause[1:]}."


def _clips(ids: Sequence[str]) -> str:
    return f"clip {ids[0]}" if len(ids) == 1 else f"each of clips {', '.join(ids[:20])}{' …' if len(ids) > 20 else ''}"


def _events(numbers: Sequence[str]) -> str:
    if len(numbers) == 1:
        return f"event {numbers[0]}"
    return f"events {', '.join(numbers[:20])}{' …' if len(numbers) > 20 else ''}"
