"""Who held the package when: a lane for each agency, a dot for each event, an arrow for each hand-over."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from reviewer.reports import look
from reviewer.reports.blocks import Figure
from reviewer.reports.drawings.letters import LETTER, write
from reviewer.reports.pen import Pen
from reviewer.reports.words import counted, instant

_LANE = 26.0
_TOP = 10.0
_BOTTOM = 30.0
_LABELS = 128.0
_LANES = 14
_LAST_LANE = "all other agencies"


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One custody event: who did it when (µs UTC), and whether it began or ended a hand-over."""

    seq: int
    at: int
    agency: str
    hand_over: bool
    receipt: bool


def custody_timeline(events: Sequence[TimelineEvent], offset_minutes: int, awaited: str | None = None) -> Figure:
    """``awaited``: the agency to which the package was handed over, where no receipt is in it yet.

    Events stand in their order, evenly spaced: hand-overs minutes apart stay as legible as years of storage.

    The dates below the axis tell the time; the custody log tells every instant.
    """
    lanes = _lanes([*(event.agency for event in events), *([awaited] if awaited is not None else [])])
    slots = len(events) + (awaited is not None)
    tall = _TOP + _LANE * len(lanes) + _BOTTOM

    def paint(pen: Pen, x: float, top: float, width: float) -> None:
        left, right = x + _LABELS, x + width - 12
        step = (right - left) / (slots - 1) if slots > 1 else 0.0
        heights = {name: top - _TOP - _LANE * (index + 0.5) for index, name in enumerate(lanes)}
        for name, y in heights.items():
            write(pen, x, y - 2.5, name, LETTER, room=_LABELS - 10)
            pen.rule((left - 6, y), (right + 6, y), look.LINE, 0.6)
        places = [(left + step * index, heights[_lane(event.agency, lanes)]) for index, event in enumerate(events)]
        for (one, start), (two, end) in itertools.pairwise(zip(events, places, strict=True)):
            held = start[1] == end[1]
            if held or (one.hand_over and two.receipt):
                pen.rule(start, end, look.ACCENT, 1.8 if held else 1.1, () if held else (3, 2))
        if awaited is not None:
            end = (right, heights[_lane(awaited, lanes)])
            pen.rule(places[-1], end, look.ACCENT, 1.1, (3, 2))
            write(pen, right, end[1] - 9, "not received yet", LETTER.but(size=6.2, colour=look.DIM), "right")
        crowded = len(events) > 1 and step < 7
        for event, place in zip(events, places, strict=True):
            radius = 1.4 if crowded else 3.0
            hollow = event.hand_over
            pen.circle(place, radius, fill=look.WHITE if hollow else look.ACCENT, stroke=look.ACCENT, line=1.0)
        _numbers(pen, events, places, step)
        _dates(pen, events, [place[0] for place in places], top - tall + _BOTTOM, offset_minutes)

    return Figure(
        tall, paint,
        f"Drawing of {counted(len(events), 'custody event')} in {counted(len(lanes), 'lane')}, one an agency. "
        "Every event is told in the custody log.",
    )  # fmt: skip


def _numbers(pen: Pen, events: Sequence[TimelineEvent], places: Sequence[tuple[float, float]], step: float) -> None:
    every = 1 if step == 0 else max(1, round(14 / step + 0.5))
    for index, (event, (x, y)) in enumerate(zip(events, places, strict=True)):
        if index % every == 0:
            write(pen, x, y + 5.5, str(event.seq), LETTER.but(size=6.2), "middle")


def _dates(pen: Pen, events: Sequence[TimelineEvent], xs: Sequence[float], floor: float, offset: int) -> None:
    """As many dates as stand side by side without touching; always the first, and the last if there is room."""
    taken = -1e9
    style = LETTER.but(size=6.2, colour=look.DIM)
    for index, (event, x) in enumerate(zip(events, xs, strict=True)):
        align = "left" if index == 0 else "right" if index == len(events) - 1 else "middle"
        start = x if align == "left" else x - 66 if align == "right" else x - 33
        if start < taken + 8 or (align == "middle" and start + 66 > xs[-1] - 74):
            continue
        date, _, clock = instant(event.at, offset, 0).partition(", ")
        pen.rule((x, floor), (x, floor - 4), look.STRONG_LINE, 0.5)
        write(pen, x, floor - 12, date, style, align)  # type: ignore[arg-type]
        write(pen, x, floor - 20, clock, style, align)  # type: ignore[arg-type]
        taken = start + 66


def _lanes(agencies: Sequence[str]) -> list[str]:
    names = list(dict.fromkeys(agencies))
    return names if len(names) <= _LANES else [*names[: _LANES - 1], _LAST_LANE]


def _lane(agency: str, lanes: Sequence[str]) -> str:
    return agency if agency in lanes else _LAST_LANE
