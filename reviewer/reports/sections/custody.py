"""Custody: the time line drawn, and the log with every event in its order, none left out."""

import json

from reviewer.evidence.records import CustodyEvent
from reviewer.evidence.verification_result import HopResult, TrustState
from reviewer.reports import look, words
from reviewer.reports.blocks import Block, Stack, Text
from reviewer.reports.context import ReportContext
from reviewer.reports.drawings.custody_timeline import TimelineEvent, custody_timeline
from reviewer.reports.marks import Mark
from reviewer.reports.people import People
from reviewer.reports.table import Row, Table, small
from reviewer.reports.text import Span

_ENTRY = look.CELL_MONO.but(size=6.1)
_DETAILS = 600
"""Characters of an event's free details that are printed."""


def custody_section(report: ReportContext, people: People) -> list[Block]:
    hops = report.result.hops
    heading = Text("Custody", look.HEADING, outline=1)
    if not hops:
        return [heading, Text("Not known: no custody event could be read.", look.BODY)]
    offset = report.utc_offset_minutes
    events = [
        TimelineEvent(
            hop.seq, hop.event.at, hop.event.actor.agency, hop.event.action == "transfer-out",
            hop.event.action == "transfer-in",
        )
        for hop in hops
        if hop.event is not None
    ]  # fmt: skip
    blocks: list[Block] = [heading]
    if events:
        blocks += [
            Text(
                "One lane an agency; events in their order, evenly spaced. A thick line: the package stays with the "
                "agency. A ring and a broken line: it is handed over and received.",
                look.INTRO,
            ),
            custody_timeline(events, offset, _awaited(report)),
        ]
    blocks += [
        Text("Custody log", look.SUBHEADING, outline=2),
        Text(
            "Every event of the package, oldest first; none is left out. Each event is about the package as a whole. "
            "Instants are those that the signer stated, by the clock that is named; the times of the timestamp "
            "authority stand under Signatures, and here where they are missing or not trusted. Entry hash: first 16 "
            "digits of the SHA-256 of the event’s signed list, in full under Signatures.",
            look.INTRO,
        ),
        Table(
            (28, 134, 62, 166, 38, 67),
            ("No.", "Instant, clock", "Event; by, to", "Place and tool; purpose", "Result", "Entry hash"),
            [_row(hop, people, offset) for hop in hops],
        ),
    ]
    return blocks


def _awaited(report: ReportContext) -> str | None:
    """The agency that has not yet received what was handed over to it last."""
    last = report.result.hops[-1].event
    if not report.result.in_transit or last is None or last.to is None:
        return None
    return last.to.agency


def _row(hop: HopResult, people: People, offset: int) -> Row:
    entry = Text((hop.manifest_sha256 or words.UNKNOWN)[:16], _ENTRY)
    number = Text(str(hop.seq), look.CELL_BOLD)
    event = hop.event
    if event is None:
        missing = Text("The record of this event cannot be read.", look.CELL)
        return Row([number, Stack(_timestamp(hop, offset)), words.UNKNOWN, missing, words.UNKNOWN, entry])
    when = Stack([Text(words.instant(event.at, offset), look.CELL), *_clock(event), *_timestamp(hop, offset)])
    by = f"by {people.id_of(event.actor)}"
    if event.to is not None:
        by += f" to {people.id_of(event.to)}"
    return Row(
        [
            number,
            when,
            Stack([Text(words.ACTION_WORDS[event.action], look.CELL), Text(by, look.SMALL)]),
            Stack(_circumstances(event)),
            Text(event.outcome, look.CELL, mark={"ok": None, "failed": Mark.BAD}.get(event.outcome, Mark.CAUTION)),
            entry,
        ]
    )


def _clock(event: CustodyEvent) -> list[Block]:
    unsure = event.clock_uncertainty_ms
    told = "uncertainty not stated" if unsure is None else f"± {words.length(unsure * 1000)}"
    return [Text(f"clock: {words.CLOCK_WORDS[event.clock_source]}, {told}", look.SMALL)]


def _timestamp(hop: HopResult, offset: int) -> list[Block]:
    """What is wrong with the event's timestamp; nothing where it is valid and trusted."""
    if hop.timestamp is None:
        told = "no valid timestamp: the time is not proven"
    elif hop.timestamp_trust is not TrustState.TRUSTED:
        told = f"timestamp {words.instant(hop.timestamp, offset)}, its authority not trusted"
    else:
        return []
    return [Text(told, look.SMALL.but(size=6.9), mark=Mark.CAUTION)]


def _circumstances(event: CustodyEvent) -> list[Block]:
    tool = f"{event.tool_name} {event.tool_version}" if event.tool_version else event.tool_name
    lines: list[Block] = [
        Text([Span(event.place or "place not stated"), small(f" · {tool}")], look.CELL),
        Text(event.purpose or "purpose not stated", look.SMALL_PROSE),
    ]
    if event.details:
        text = json.dumps(event.details, ensure_ascii=False, sort_keys=True)
        shown = text if len(text) <= _DETAILS else f"{text[:_DETAILS]} … [cut here: {len(text) - _DETAILS:,} more]"
        lines.append(Text(shown, look.SMALL))
    return lines
