"""Scope: how a clip's time and place lie to the request's window and area (specification 5.4). Pure arithmetic.

Times are integer microseconds. The area is judged on a plane at the camera's point: straight edges in longitude and
latitude, metres by the local length of a degree, even-odd rule, orientation ignored.
"""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

from reviewer.evidence.records import Area, Clip, Position, Window
from reviewer.evidence.verification_result import ScopeState

METRES_PER_DEGREE = 111_319.490793
"""Length of a degree on the equator: WGS 84's semi-major axis 6,378,137 m × π / 180."""


_ON_THE_BORDER_M = 1e-6
"""Nearer than this a point lies on an edge, and what parts them is rounding: a micrometre."""


@dataclass(frozen=True, slots=True)
class TrueInterval:
    """A clip's true time widened by its clock's uncertainty u: [start − offset − u, end − offset + u]. µs."""

    earliest: int
    latest: int
    start: int
    end: int


def true_interval(clip: Clip) -> TrueInterval | None:
    """The clip's interval in true time, or None where its clock is unknown (5.4, ``scope.unknown-clock``)."""
    clock = clip.clock
    if (
        clock.source == "unknown"
        or clip.recorded_start is None
        or clip.recorded_end is None
        or clock.offset_ms is None
        or clock.uncertainty_ms is None
    ):
        return None
    start = clip.recorded_start - clock.offset_ms * 1000
    end = clip.recorded_end - clock.offset_ms * 1000
    uncertainty = clock.uncertainty_ms * 1000
    return TrueInterval(start - uncertainty, end + uncertainty, start, end)


def window_scope(clip: Clip, window: Window) -> ScopeState:
    """Inside where the window contains the whole interval, outside where they are disjoint; bounds included."""
    interval = true_interval(clip)
    if interval is None:
        return ScopeState.UNKNOWN
    if window.start <= interval.earliest and interval.latest <= window.end:
        return ScopeState.INSIDE
    if interval.latest < window.start or interval.earliest > window.end:
        return ScopeState.OUTSIDE
    return ScopeState.PARTLY


def area_scope(clip: Clip, area: Area) -> ScopeState:
    """The camera's point with its circle of accuracy against the area; a circle across the border is partly."""
    if clip.camera.location is None:
        return ScopeState.UNKNOWN
    radius = clip.camera.location_accuracy_m or 0.0
    centre = clip.camera.location
    to_border = distance_to_border(centre, area)
    if to_border < radius:
        return ScopeState.PARTLY
    if to_border < _ON_THE_BORDER_M or contains(centre, area):  # the border belongs to the area: bounds included
        return ScopeState.INSIDE
    return ScopeState.OUTSIDE


def contains(point: Position, area: Area) -> bool:
    """Even-odd over all rings of all polygons, each polygon for itself: holes are outside."""
    return any(_in_polygon(point, polygon) for polygon in area)


def distance_to_border(point: Position, area: Area) -> float:
    """Metres from the point to the nearest edge, on a plane at the point."""
    return min(_distance(edge) for edge in _edges_around(point, area))


def metres_around(point: Position, other: Position) -> Position:
    """East and north of ``other`` seen from ``point``, in metres on a plane at the point."""
    east = METRES_PER_DEGREE * math.cos(math.radians(point[1]))
    return (other[0] - point[0]) * east, (other[1] - point[1]) * METRES_PER_DEGREE


def _in_polygon(point: Position, polygon: tuple[tuple[Position, ...], ...]) -> bool:
    x, y = point
    inside = False
    for ring in polygon:
        for (ax, ay), (bx, by) in itertools.pairwise(ring):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                inside = not inside
    return inside


def _edges_around(point: Position, area: Area) -> Iterator[tuple[Position, Position]]:
    for polygon in area:
        for ring in polygon:
            around = [metres_around(point, corner) for corner in ring]
            yield from itertools.pairwise(around)


def _distance(edge: tuple[Position, Position]) -> float:
    """From the origin to a straight edge, in the edge's own unit."""
    (ax, ay), (bx, by) = edge
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else max(0.0, min(1.0, -(ax * dx + ay * dy) / length))
    return math.hypot(ax + along * dx, ay + along * dy)
