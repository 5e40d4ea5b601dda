"""Clips that do not lie where the request looks: V12, 5.4. Warnings that leave the verdict as it is."""

from collections.abc import Callable
from typing import Any

from reviewer.evidence.findings import Code
from reviewer.evidence.instants import format_instant
from tests.corpus.draft import CLIP_RECORD, Draft
from tests.corpus.workshop import Workshop, attack

SECOND, HOUR = 1_000_000, 3_600_000_000


def scope_attack(kind: str, code: Code, change: str, edit: Callable[[Workshop, dict[str, Any]], object]) -> None:
    @attack(f"scope-{kind}", code, change, "5.4", touches={CLIP_RECORD})
    def _(w: Workshop) -> Draft:
        draft = w.draft()
        draft.record(CLIP_RECORD, lambda record: edit(w, record))
        draft.carry()
        return draft


def recorded(record: dict[str, Any], start: int, end: int) -> None:
    record["recorded"].update(start=format_instant(start), end=format_instant(end))


def at_point(record: dict[str, Any], longitude: float, latitude: float, accuracy: float | None) -> None:
    record["camera"]["location"].update(coordinates=[longitude, latitude])
    record["camera"].update(location_accuracy_m=accuracy)


scope_attack(
    "window-outside",
    Code.WINDOW_OUTSIDE,
    "recorded an hour after the window",
    lambda w, r: recorded(r, w.story.window.end + HOUR, w.story.window.end + 2 * HOUR),
)
scope_attack(
    "window-partly",
    Code.WINDOW_PARTLY,
    "recorded across the window's end",
    lambda w, r: recorded(r, w.story.window.end - SECOND, w.story.window.end + SECOND),
)
scope_attack(
    "window-uncertain",
    Code.WINDOW_PARTLY,
    "ends with the window, on a clock that may be a second off",
    lambda w, r: (
        recorded(r, w.story.window.end - 9 * SECOND, w.story.window.end),
        r["clock"].update(uncertainty_ms=1000),
    ),
)
scope_attack(
    "window-offset",
    Code.WINDOW_OUTSIDE,
    "a camera clock that is a day ahead",
    lambda _w, r: r["clock"].update(offset_ms=86_400_000),
)
scope_attack(
    "area-outside",
    Code.AREA_OUTSIDE,
    "a camera a kilometre north of the area",
    lambda _w, r: at_point(r, -89.65, 39.80, 40),
)
scope_attack(
    "area-partly",
    Code.AREA_PARTLY,
    "a camera whose circle lies across the border",
    lambda _w, r: at_point(r, -89.65, 39.7899, 40),
)
scope_attack(
    "location-unknown",
    Code.UNKNOWN_LOCATION,
    "the camera's place is not known",
    lambda _w, r: r["camera"].update(location=None),
)
scope_attack(
    "clock-unknown",
    Code.UNKNOWN_CLOCK,
    "the clock's source is not known",
    lambda _w, r: r["clock"].update(source="unknown"),
)
scope_attack(
    "offset-unknown",
    Code.UNKNOWN_CLOCK,
    "the clock's offset is not known",
    lambda _w, r: r["clock"].update(offset_ms=None),
)
scope_attack(
    "uncertainty-unknown",
    Code.UNKNOWN_CLOCK,
    "the clock's uncertainty is not known",
    lambda _w, r: r["clock"].update(uncertainty_ms=None),
)
scope_attack(
    "end-unknown",
    Code.UNKNOWN_CLOCK,
    "the end of the recording is not known",
    lambda _w, r: r["recorded"].update(end=None),
)
