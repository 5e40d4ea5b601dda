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
from reviewer.reports.table import Row, Table

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
            custody_timeline(events, offset),
        ]
    blocks += [
        Text("Custody log", look.SUBHEADING, outline=2),
        Text(
            "Every event of the package, oldest first; none is left out. Each event is about the package as a whole. "
            "Instants are those that the signer stated; the timestamp is an authority’s. Entry hash: first 16 digits "
            "of the SHA-256 of the event’s signed list, in full under Signatures.",
            look.INTRO,
        ),
        Table(
            (22, 160, 58, 48, 112, 40, 67),
            ("No.", "Stated instant, timestamp", "Event", "By, to", "Place, purpose, tool", "Result", "Entry hash"),
            [_row(hop, people, offset) for hop in hops],
        ),
    ]
    return blocks


def _row(hop: HopResult, people: People, offset: int) -> Row:
    entry = Text((hop.manifest_sha256 or words.UNKNOWN)[:16], look.CELL_MONO.but(size=6.1))
    number = Text(str(hop.seq), look.CELL_BOLD)
    event = hop.event
    if event is None:
        missing = Text("The record of this event cannot be read.", look.CELL)
        stamp = Text(_timestamp(hop, offset), look.SMALL.but(size=6.9))
        return Row([number, stamp, words.UNKNOWN, words.UNKNOWN, missing, words.UNKNOWN, entry])
    when = Stack(
        [
            Text(words.instant(event.at, offset), look.CELL),
            *_clock(event),
            Text(_timestamp(hop, offset), look.SMALL.but(size=6.9)),
        ]
    )
    by = f"{people.id_of(event.actor)}"
    if event.to is not None:
        by += f" to {people.id_of(event.to)}"
    return Row(
        [
            number,
            when,
            words.ACTION_WORDS[event.action],
            by,
            Stack(_circumstances(event)),
            Text(event.outcome, look.CELL, mark={"ok": None, "failed": Mark.BAD}.get(event.outcome, Mark.CAUTION)),
            entry,
        ]
    )


def _clock(event: CustodyEvent) -> list[Block]:
    unsure = event.clock_uncertainty_ms
    told = "uncertainty not stated" if unsure is None else f"± {words.length(unsure * 1000)}"
    return [Text(f"clock {words.CLOCK_WORDS[event.clock_source]}, {told}", look.SMALL)]


def _timestamp(hop: HopResult, offset: int) -> str:
    if hop.timestamp is None:
        return "no valid timestamp: the time is not proven"
    trusted = "" if hop.timestamp_trust is TrustState.TRUSTED else " (authority not trusted)"
    return f"timestamp {words.instant(hop.timestamp, offset)}{trusted}"


def _circumstances(event: CustodyEvent) -> list[Block]:
    tool = f"{event.tool_name} {event.tool_version}" if event.tool_version else event.tool_name
    lines: list[Block] = [
        Text(event.place or "place not stated", look.CELL),
        Text(event.purpose or "purpose not stated", look.SMALL.but(prose=True)),
        Text(f"with {tool}", look.SMALL),
    ]
    if event.details:
        text = json.dumps(event.details, ensure_ascii=False, sort_keys=True)
        shown = text if len(text) <= _DETAILS else f"{text[:_DETAILS]} … [cut here: {len(text) - _DETAILS:,} more]"
        lines.append(Text(shown, look.SMALL))
    return lines
