"""Where clips lie on the time line of a request's window: plain numbers, no paint. Instants in µs UTC."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from reviewer.evidence.instants import MICROSECONDS
from reviewer.evidence.records import Clip, Window
from reviewer.evidence.scope import true_interval
from reviewer.evidence.verification_result import ScopeState
from reviewer.gui.quantities import duration_words

REACH = 2
"""Clips up to this many lengths of the window away are fitted in; what lies farther is told at the drawing's edge."""
LEAST_SPAN = 10 * MICROSECONDS
"""A time line never shows less."""
_STEPS = tuple(
    seconds * MICROSECONDS
    for seconds in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400)
)


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Instants to pixels: ``start`` stands at ``left``, ``end`` at ``right``."""

    start: int
    end: int
    left: float
    right: float

    def x(self, instant: int) -> float:
        """Where an instant falls; may be off the drawing."""
        return self.left + (instant - self.start) * (self.right - self.left) / (self.end - self.start)

    def clamped(self, instant: int) -> float:
        return min(max(self.x(instant), self.left), self.right)


class Placement(Enum):
    """How a row is drawn."""

    BAR = "bar"
    BEFORE = "before"
    """Too long before what is shown: an arrow at the left edge."""
    AFTER = "after"
    UNKNOWN = "unknown"
    """The clip's true time is not known: no bar at all, since any place would claim something."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Pixels of a clip's true time (``left`` to ``right``) and of its uncertainty (``whisker_left`` to ``…_right``)."""

    placement: Placement
    left: float = 0.0
    right: float = 0.0
    whisker_left: float = 0.0
    whisker_right: float = 0.0


@dataclass(frozen=True, slots=True)
class ClipSpan:
    """A clip's true time and its widening by the clock's uncertainty (specification 5.4). µs UTC."""

    start: int
    end: int
    earliest: int
    latest: int


def span_of(clip: Clip | None) -> ClipSpan | None:
    """The clip's interval in true time, or None where its clock is not known."""
    interval = true_interval(clip) if clip is not None else None
    if interval is None:
        return None
    return ClipSpan(interval.start, interval.end, interval.earliest, interval.latest)


def axis(window: Window | None, spans: Iterable[ClipSpan | None], left: float, right: float) -> TimeAxis | None:
    """A time line that shows the whole window, and the clips that are near enough to it.

    Without a window the clips alone are fitted. None where there is nothing to show, or no room to show it in.
    """
    known = [span for span in spans if span is not None]
    if right - left < 1 or (window is None and not known):
        return None
    if window is None:
        start, end = min(span.earliest for span in known), max(span.latest for span in known)
    else:
        start, end = window.start, window.end
        reach = REACH * max(end - start, LEAST_SPAN)
        near = [span for span in known if span.end >= window.start - reach and span.start <= window.end + reach]
        start = min([start, *(max(span.earliest, window.start - reach) for span in near)])
        end = max([end, *(min(span.latest, window.end + reach) for span in near)])
    if end - start < LEAST_SPAN:
        middle = (start + end) // 2
        start, end = middle - LEAST_SPAN // 2, middle + LEAST_SPAN // 2
    room = (end - start) // 16
    return TimeAxis(start - room, end + room, left, right)


def bar(span: ClipSpan | None, line: TimeAxis) -> Bar:
    """How a clip is drawn on a time line."""
    if span is None:
        return Bar(Placement.UNKNOWN)
    if span.end < line.start:
        return Bar(Placement.BEFORE)
    if span.start > line.end:
        return Bar(Placement.AFTER)
    return Bar(
        Placement.BAR,
        line.clamped(span.start),
        line.clamped(span.end),
        line.clamped(span.earliest),
        line.clamped(span.latest),
    )


def ticks(line: TimeAxis, apart: float, offset_minutes: int) -> list[int]:
    """Round instants of the local clock, at least ``apart`` pixels from one another."""
    least = (line.end - line.start) * apart / max(line.right - line.left, 1)
    step = next((step for step in _STEPS if step >= least), None)
    if step is None:
        day = _STEPS[-1]
        step = math.ceil(least / day) * day
    shift = offset_minutes * 60 * MICROSECONDS
    first = -(-(line.start + shift) // step) * step - shift
    return list(range(first, line.end + 1, step))


def tick_step(instants: Sequence[int]) -> int:
    """µs between ticks; a day where there is only one, so that its date is written."""
    return instants[1] - instants[0] if len(instants) > 1 else _STEPS[-1]


def time_in_words(state: ScopeState, span: ClipSpan | None, window: Window | None) -> str:
    """How a clip's time lies to the window, as a clause: "2 min 10 s of 4 min 02 s lie after its end"."""
    if span is None:
        return "the camera's clock is not known: its time cannot be compared with the window"
    if window is None:
        return "the request's window is unknown"
    match state:
        case ScopeState.INSIDE:
            return "the whole clip lies inside the window"
        case ScopeState.OUTSIDE if span.earliest > window.end:
            return f"it begins {duration_words(span.start - window.end)} after the window ends"
        case ScopeState.OUTSIDE:
            return f"it ends {duration_words(window.start - span.end)} before the window begins"
        case ScopeState.PARTLY:
            return _partly(span, window)
        case _:
            return "time against the window not checked"


def _partly(span: ClipSpan, window: Window) -> str:
    if span.end < window.start or span.start > window.end:
        side = "before its start" if span.end < window.start else "after its end"
        return f"by its own time it lies {side}; only the clock's uncertainty reaches into the window"
    length = duration_words(span.end - span.start)
    before = min(window.start, span.end) - span.start
    after = span.end - max(window.end, span.start)
    parts = []
    if before > 0:
        parts.append(f"{duration_words(before)} of {length} lie before its start")
    if after > 0:
        parts.append(f"{duration_words(after)} of {length} lie after its end")
    if not parts:
        return "inside the window by its own time; the clock's uncertainty reaches across its edge"
    return " and ".join(parts)
