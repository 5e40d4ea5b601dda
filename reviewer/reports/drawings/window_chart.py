"""The window of time that the request asked for, and each clip's true time with its uncertainty against it."""

from collections.abc import Sequence
from dataclasses import dataclass

from reviewer.evidence.records import Window
from reviewer.evidence.scope import TrueInterval
from reviewer.evidence.verification_result import ScopeState
from reviewer.reports import look
from reviewer.reports.blocks import Figure
from reviewer.reports.drawings.letters import LETTER, write
from reviewer.reports.pen import Pen
from reviewer.reports.text import set_one_line
from reviewer.reports.words import SCOPE_MARKS, SCOPE_WORDS, instant

_ROW = 15.0
_TOP = 16.0
_BOTTOM = 26.0
_LABELS = 118.0
_STATES = 78.0
_REACH = 1.0
"""Clips up to this many windows away are fitted in; what lies farther is an arrow at the edge."""
ROWS = 36
"""Clips a drawing, so that it fits a page together with its heading."""


@dataclass(frozen=True, slots=True)
class ClipBar:
    """One clip; ``interval`` is None where its clock is not known."""

    label: str
    interval: TrueInterval | None
    scope: ScopeState


def window_chart(
    window: Window, clips: Sequence[ClipBar], extent: tuple[int, int], offset_minutes: int
) -> Figure:  # fmt: skip
    """One row a clip: the bar is its true time, the thin line its uncertainty. At most ``ROWS`` clips.

    ``extent``: the instants at the two ends of the axis; the same for all drawings of a report.
    """
    first, last = extent
    tall = _TOP + _ROW * max(1, len(clips)) + _BOTTOM

    def paint(pen: Pen, x: float, top: float, width: float) -> None:
        left, right = x + _LABELS, x + width - _STATES
        floor = top - tall + _BOTTOM

        def at(moment: int) -> float:
            return left + (right - left) * (moment - first) / (last - first)

        pen.box(at(window.start), floor, at(window.end) - at(window.start), top - _TOP - floor, fill=look.WINDOW_FILL)
        for edge in (window.start, window.end):
            pen.rule((at(edge), floor), (at(edge), top - _TOP + 4), look.ACCENT, 1.0)
        write(pen, at(window.start) + 3, top - _TOP + 3, "window asked for", LETTER.but(colour=look.ACCENT))
        pen.rule((left, floor), (right, floor), look.STRONG_LINE, 0.6)
        for row, clip in enumerate(clips):
            _clip(pen, clip, x, top - _TOP - _ROW * (row + 0.5), (left, right), (first, last))
        start, end = (
            set_one_line(instant(edge, offset_minutes, 0), LETTER, 1e6) for edge in (window.start, window.end)
        )
        middle = (at(window.start) + at(window.end)) / 2
        pen.line(min(at(window.start), middle - 4 - start.width), floor - 9, start)
        pen.line(max(at(window.end) - end.width, middle + 4), floor - 9, end)
        write(pen, left, top - tall + 4, f"from {instant(first, offset_minutes, 0)}", LETTER.but(colour=look.DIM))
        write(
            pen,
            right,
            top - tall + 4,
            f"to {instant(last, offset_minutes, 0)}",
            LETTER.but(colour=look.DIM),
            "right",
        )

    told = "; ".join(f"clip {clip.label}: {SCOPE_WORDS[clip.scope]}" for clip in clips) or "no clips"
    return Figure(tall, paint, f"Drawing of the window asked for and each clip’s true time. {told}.")


def _clip(pen: Pen, clip: ClipBar, x: float, y: float, sides: tuple[float, float], extent: tuple[int, int]) -> None:
    left, right = sides
    first, last = extent
    mark = SCOPE_MARKS[clip.scope]
    write(pen, x, y - 2.5, clip.label, LETTER, room=_LABELS - 8)
    pen.rule((left, y), (right, y), look.LINE, 0.3)
    mark.draw(pen, (right + 12, y), 3.0)
    write(pen, right + 19, y - 2.5, SCOPE_WORDS[clip.scope], LETTER)
    if clip.interval is None:
        write(
            pen, (left + right) / 2, y - 2.5, "time not known: nothing is known of the camera’s clock", LETTER, "middle"
        )
        return

    def at(moment: int) -> float:
        return max(left, min(right, left + (right - left) * (moment - first) / (last - first)))

    if clip.interval.latest < first or clip.interval.earliest > last:
        early = clip.interval.latest < first
        tip = left if early else right
        back = tip + (6 if early else -6)
        pen.path([[(tip, y), (back, y + 3), (back, y - 3)]], fill=mark.colour)
        return
    start, end = at(clip.interval.start), at(clip.interval.end)
    pen.rule((at(clip.interval.earliest), y), (at(clip.interval.latest), y), mark.colour, 0.9)
    pen.box(start, y - 3.2, max(end - start, 1.6), 6.4, fill=mark.colour)


def shown_extent(window: Window, clips: Sequence[ClipBar]) -> tuple[int, int]:
    """From when to when the drawings reach: the window, and the clips that are not too far from it."""
    span = max(window.end - window.start, 1_000_000)
    low, high = window.start, window.end
    for clip in clips:
        if clip.interval is None:
            continue
        low = max(min(low, clip.interval.earliest), window.start - int(span * _REACH))
        high = min(max(high, clip.interval.latest), window.end + int(span * _REACH))
    margin = (high - low) // 20 + 1
    return low - margin, high + margin
