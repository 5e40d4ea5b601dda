"""Clips: what is claimed of each, what was measured, and its SHA-256 in full, as sealed, at receipt and now."""

import json
from collections.abc import Mapping
from typing import Any

from reviewer.evidence.records import Clip
from reviewer.evidence.scope import true_interval
from reviewer.evidence.verification_result import ClipResult, ScopeState
from reviewer.reports import look, words
from reviewer.reports.blocks import Block, Columns, Stack, Text
from reviewer.reports.context import ReportContext
from reviewer.reports.fonts import BOLD, MONO
from reviewer.reports.marks import Mark
from reviewer.reports.table import Row, Table
from reviewer.reports.text import Span

_CLAIMS = 600
"""Characters of a device's own claims that are printed; they are never trusted."""


def items_section(report: ReportContext) -> list[Block]:
    heading = Text("Clips", look.HEADING, outline=1)
    if not report.result.clips:
        return [heading, Text("None: no clip could be read from this package.", look.BODY)]
    media = dict(report.media)
    rows = [_row(report, clip, media.get(clip.clip_id)) for clip in report.result.clips]
    heads = ("Clip", "File, camera", "Recorded, as the camera claims; clock", "Against the request")
    return [
        heading,
        Text(_intro(report), look.INTRO),
        Table((30, 168, 193, 104), heads, rows),
    ]


def _intro(report: ReportContext) -> str:
    offset, result = report.utc_offset_minutes, report.result
    now = f"{words.instant(report.verified_at, offset)}, by {result.tool_name} {result.tool_version}"
    told = (
        "Times, cameras and places are what the sealed records claim. SHA-256 is of each file’s "
        "bytes. As sealed: in the clip’s sealed record; “equal” and “differs” compare with that one. "
    )
    receipt = report.receipt
    if receipt is None:
        return f"{told}Now: computed at the verification of {now}."
    if receipt.verified_at == report.verified_at:
        return (
            f"{told}At receipt and now: the package was verified here once, {now}, and both are that one reading. "
            "Nothing was read again to print this report."
        )
    tool = f", by {report.history[0].tool}" if report.history else ""
    return (
        f"{told}At receipt: computed here at the first verification, {words.instant(receipt.verified_at, offset)}"
        f"{tool}. Now: computed at the newest verification, {now}. Nothing was read again to print this report."
    )


def clip_file(clip: ClipResult) -> str:
    """The file's name without its folder; evidence."""
    return clip.path.rsplit("/", 1)[-1]


def clip_result_words(clip: ClipResult) -> tuple[str, Mark]:
    """Whether the bytes are those that were sealed."""
    if clip.sha256 is None:
        return "not read", Mark.NONE
    return ("match", Mark.GOOD) if clip.intact else ("differs", Mark.BAD)


def recorded_words(clip: ClipResult, offset_minutes: int) -> list[str]:
    """From when to when, or how long, by the camera's own clock; one line each."""
    claim = clip.claim
    if claim is None:
        return ["record not readable"]
    start = words.instant(claim.recorded_start, offset_minutes)
    if claim.recorded_start is None or claim.recorded_end is None:
        return [f"from {start}", f"to {words.instant(claim.recorded_end, offset_minutes)}"]
    return [start, f"for {words.length(claim.recorded_end - claim.recorded_start)}"]


def _row(report: ReportContext, clip: ClipResult, media: str | None) -> Row:
    claim = clip.claim
    described: list[Block] = [Text(clip_file(clip), look.CELL_BOLD)]
    recorded: list[Block] = [Text(line, look.CELL) for line in recorded_words(clip, report.utc_offset_minutes)]
    if claim is not None:
        described += [Text(line, look.SMALL) for line in _camera(claim)]
        recorded += [Text(line, look.SMALL) for line in _clock(claim, report.utc_offset_minutes)]
    described.append(Text(media or "Codec and length: not known.", look.SMALL))
    against: list[Block] = [
        _state("window", clip.window_scope),
        _state("area", clip.area_scope),
    ]
    return Row(
        [Text(clip.clip_id, look.CELL_BOLD), Stack(described), Stack(recorded), Stack(against)],
        under=Stack([*_hashes(report, clip), *_claims(claim)]),
    )


def _state(what: str, scope: ScopeState) -> Text:
    return Text(f"{what}: {words.SCOPE_WORDS[scope]}", look.CELL, mark=words.SCOPE_MARKS[scope])


def _camera(claim: Clip) -> list[str]:
    camera = claim.camera
    maker = " ".join(part for part in (camera.make, camera.model) if part) or "make and model not stated"
    lines = [f"Camera {camera.pseudonym}, {maker}"]
    if camera.location is None:
        lines.append("Place: not stated")
    else:
        east, north = camera.location
        accuracy = camera.location_accuracy_m
        lines.append(
            f"Place {north:.6f}, {east:.6f} (lat, lon), "
            + (f"± {words.metres(accuracy)}" if accuracy is not None else "accuracy not stated")
        )
    lines.append(f"{words.size(claim.bytes)}; type {claim.media_type or words.NOT_STATED}")
    return lines


def _clock(claim: Clip, offset_minutes: int) -> list[str]:
    clock = claim.clock
    offset = "not known" if clock.offset_ms is None else words.length(clock.offset_ms * 1000)
    unsure = "not known" if clock.uncertainty_ms is None else f"± {words.length(clock.uncertainty_ms * 1000)}"
    lines = [
        f"Clock: {words.CLOCK_WORDS[clock.source]}",
        f"Camera clock less UTC: {offset}; uncertainty {unsure}",
    ]
    interval = true_interval(claim)
    if interval is None:
        lines.append("True time: not known")
    else:
        lines.append(f"True time from {words.instant(interval.start, offset_minutes)}")
        lines.append(f"to {words.instant(interval.end, offset_minutes)}")
    return lines


def _hashes(report: ReportContext, clip: ClipResult) -> list[Block]:
    sealed = clip.claim.sha256 if clip.claim else None
    lines: list[Block] = [_hash("SHA-256 as sealed", sealed, None)]
    if report.receipt is not None:
        at = words.instant(report.receipt.verified_at, report.utc_offset_minutes, 0)
        lines.append(_hash(f"At receipt, {at}", dict(report.receipt.sha256).get(clip.path), sealed))
    at = words.instant(report.verified_at, report.utc_offset_minutes, 0)
    return [*lines, _hash(f"Now, {at}", clip.sha256, sealed)]


def _hash(label: str, value: str | None, sealed: str | None) -> Block:
    """One SHA-256 in full on a line of its own; ``sealed`` is what it has to equal, where there is such a thing."""
    mark, told = None, ""
    if value is not None and sealed is not None:
        mark, told = (Mark.GOOD, "equal") if value == sealed else (Mark.BAD, "differs")
    style = look.SMALL.but(leading=10.5)
    shown = Span(value or words.UNKNOWN, face=MONO if value else None, colour=look.TEXT, size=6.7)
    judged = Text(told, style, mark=mark) if mark else Text("", style)
    return Columns([Text(label, style.but(face=BOLD)), Text([shown], style), judged], (148, 258, 43), gap=4, after=0)


def _claims(claim: Clip | None) -> list[Block]:
    """The device's own claims and the notes: kept and shown, never trusted."""
    if claim is None:
        return []
    blocks: list[Block] = []
    if claim.device_claims:
        blocks.append(Text(f"The device claims (not trusted): {_as_json(claim.device_claims)}", look.SMALL))
    if claim.notes:
        blocks.append(Text(f"Notes: {claim.notes}", look.SMALL.but(prose=True)))
    return blocks


def _as_json(members: Mapping[str, Any]) -> str:
    text = json.dumps(members, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= _CLAIMS else f"{text[:_CLAIMS]} … [cut here: {len(text) - _CLAIMS:,} more characters]"
