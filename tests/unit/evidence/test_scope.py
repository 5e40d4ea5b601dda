"""5.4: a clip's true time against the window, its place against the area. Bounds belong to what they bound."""

import itertools
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.evidence.records import Area, Camera, Clip, ClipClock, ClockSource, Position, Window
from reviewer.evidence.scope import (
    METRES_PER_DEGREE,
    area_scope,
    contains,
    distance_to_border,
    true_interval,
    window_scope,
)
from reviewer.evidence.verification_result import ClipResult, ScopeState

INSIDE, PARTLY, OUTSIDE, UNKNOWN = ScopeState.INSIDE, ScopeState.PARTLY, ScopeState.OUTSIDE, ScopeState.UNKNOWN
MS = 1000
WINDOW = Window(100 * MS, 200 * MS)


def clip(
    start: int | None = 120,
    end: int | None = 180,
    offset: int | None = 0,
    uncertainty: int | None = 0,
    source: ClockSource = "ntp",
    location: Position | None = (5.0, 5.0),
    accuracy: float | None = None,
) -> Clip:
    """Times in milliseconds, accuracy in metres."""
    return Clip(
        clip_id="001",
        file="door.mp4",
        sha256="0" * 64,
        bytes=1,
        media_type=None,
        camera=Camera("door", None, None, location, accuracy),
        recorded_start=None if start is None else start * MS,
        recorded_end=None if end is None else end * MS,
        clock=ClipClock(source, offset, uncertainty),
        device_claims={},
    )


@pytest.mark.parametrize(
    ("start", "end", "state"),
    [
        (100, 200, INSIDE),
        (99, 200, PARTLY),
        (100, 201, PARTLY),
        (99, 201, PARTLY),
        (50, 100, PARTLY),
        (200, 250, PARTLY),
        (50, 99, OUTSIDE),
        (201, 250, OUTSIDE),
        (100, 100, INSIDE),
        (200, 200, INSIDE),
        (99, 99, OUTSIDE),
        (201, 201, OUTSIDE),
    ],
)
def test_bounds_of_the_window_are_included(start: int, end: int, state: ScopeState) -> None:
    assert window_scope(clip(start, end), WINDOW) is state


@pytest.mark.parametrize(
    ("offset", "uncertainty", "state"),
    [(0, 20, INSIDE), (0, 21, PARTLY), (20, 0, INSIDE), (21, 0, PARTLY), (-20, 0, INSIDE), (-21, 0, PARTLY),
     (20, 1, PARTLY), (81, 0, OUTSIDE), (81, 1, PARTLY), (-81, 0, OUTSIDE), (-80, 0, PARTLY)],
)  # fmt: skip
def test_true_time_is_recorded_minus_offset_widened(offset: int, uncertainty: int, state: ScopeState) -> None:
    assert window_scope(clip(120, 180, offset, uncertainty), WINDOW) is state


def test_a_window_of_one_instant() -> None:
    instant = Window(100 * MS, 100 * MS)
    assert window_scope(clip(100, 100), instant) is INSIDE
    assert window_scope(clip(99, 101), instant) is PARTLY


@pytest.mark.parametrize(
    "unknown",
    [clip(start=None), clip(end=None), clip(offset=None), clip(uncertainty=None), clip(source="unknown")],
)
def test_unknown_clock(unknown: Clip) -> None:
    assert true_interval(unknown) is None
    assert window_scope(unknown, WINDOW) is UNKNOWN


@given(st.integers(-500, 500), st.integers(0, 300), st.integers(-300, 300), st.integers(0, 300))
def test_the_window_point_by_point(start: int, length: int, offset: int, uncertainty: int) -> None:
    state = window_scope(clip(start, start + length, offset, uncertainty), WINDOW)
    points = range(start - offset - uncertainty, start + length - offset + uncertainty + 1)
    inside = [100 <= point <= 200 for point in points]
    assert state is (INSIDE if all(inside) else PARTLY if any(inside) else OUTSIDE)


def ring(*corners: Position) -> tuple[Position, ...]:
    return (*corners, corners[0])


def square(west: float, south: float, east: float, north: float) -> tuple[Position, ...]:
    return ring((west, south), (east, south), (east, north), (west, north))


PLAIN: Area = ((square(0, 0, 10, 10),),)
HOLED: Area = ((square(0, 0, 10, 10), square(4, 4, 6, 6)),)
TWO: Area = ((square(0, 0, 2, 2),), (square(8, 8, 10, 10),))


@pytest.mark.parametrize(
    ("area", "point", "state"),
    [
        (PLAIN, (5, 5), INSIDE),
        (PLAIN, (11, 5), OUTSIDE),
        (PLAIN, (0, 5), INSIDE),
        (PLAIN, (10, 5), INSIDE),
        (PLAIN, (5, 0), INSIDE),
        (PLAIN, (5, 10), INSIDE),
        (PLAIN, (0, 0), INSIDE),
        (PLAIN, (10, 10), INSIDE),
        (PLAIN, (10.0000001, 5), OUTSIDE),
        (HOLED, (5, 5), OUTSIDE),
        (HOLED, (3, 5), INSIDE),
        (HOLED, (4, 5), INSIDE),
        (TWO, (1, 1), INSIDE),
        (TWO, (9, 9), INSIDE),
        (TWO, (5, 5), OUTSIDE),
        (TWO, (2, 8), OUTSIDE),
    ],
)
def test_a_point_and_an_area(area: Area, point: Position, state: ScopeState) -> None:
    assert area_scope(clip(location=point), area) is state


def test_unknown_location() -> None:
    assert area_scope(clip(location=None, accuracy=10.0), PLAIN) is UNKNOWN


@pytest.mark.parametrize("area", [PLAIN, HOLED, TWO])
def test_orientation_and_the_first_corner_mean_nothing(area: Area) -> None:
    turned: Area = tuple(tuple(tuple(reversed(one)) for one in polygon) for polygon in area)
    begun: Area = tuple(tuple((*one[1:], one[1]) for one in polygon) for polygon in area)
    for x in range(-1, 12):
        for y in range(-1, 12):
            point = (x + 0.5, y + 0.25)
            assert contains(point, area) is contains(point, turned) is contains(point, begun)


@pytest.mark.parametrize(
    ("place", "side"), [((9.0, 5.0), INSIDE), ((11.0, 5.0), OUTSIDE), ((5.0, 5.0), INSIDE), ((5.0, 12.0), OUTSIDE)]
)
def test_a_circle_across_the_border_is_partly(place: Position, side: ScopeState) -> None:
    border = distance_to_border(place, PLAIN)
    assert area_scope(clip(location=place, accuracy=border * 0.999), PLAIN) is side
    assert area_scope(clip(location=place, accuracy=border), PLAIN) is side  # it touches, it does not cross
    assert area_scope(clip(location=place, accuracy=border * 1.001), PLAIN) is PARTLY


@pytest.mark.parametrize("accuracy", [None, 0.0])
def test_accuracy_null_is_zero(accuracy: float | None) -> None:
    assert area_scope(clip(location=(10, 5), accuracy=accuracy), PLAIN) is INSIDE


def test_the_border_of_a_hole_is_a_border() -> None:
    one_kilometre = 1000.0
    assert area_scope(clip(location=(3.995, 5), accuracy=one_kilometre), HOLED) is PARTLY
    assert area_scope(clip(location=(5, 5), accuracy=one_kilometre), HOLED) is OUTSIDE


def test_metres_are_those_of_the_latitude() -> None:
    at_sixty: Area = ((square(0, 60, 1, 61),),)
    east = distance_to_border((1.01, 60.5), at_sixty)
    assert east == pytest.approx(0.01 * METRES_PER_DEGREE * math.cos(math.radians(60.5)))
    assert distance_to_border((0.5, 61.01), at_sixty) == pytest.approx(0.01 * METRES_PER_DEGREE)


def test_a_bow_tie_by_the_even_odd_rule() -> None:
    area: Area = ((ring((0, 0), (10, 10), (10, 0), (0, 10)),),)
    assert contains((1, 5), area)
    assert contains((9, 5), area)
    assert not contains((5, 1), area)
    assert not contains((5, 9), area)


def test_a_ring_without_extent_is_a_point() -> None:
    area: Area = (((((5.0, 5.0),) * 4),),)
    assert area_scope(clip(location=(5, 5)), area) is INSIDE
    assert area_scope(clip(location=(6, 5)), area) is OUTSIDE
    assert area_scope(clip(location=(6, 5), accuracy=200_000.0), area) is PARTLY


coordinates = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@given(coordinates, st.lists(coordinates, min_size=3, max_size=12), st.floats(0, 1e308))
def test_any_place_has_an_answer(place: Position, corners: list[Position], accuracy: float) -> None:
    area: Area = ((ring(*corners),),)
    state = area_scope(clip(location=place, accuracy=accuracy), area)
    assert state in (INSIDE, PARTLY, OUTSIDE)
    if accuracy == 0:
        assert state is not PARTLY


@pytest.mark.parametrize(
    ("window", "area", "worst"),
    [(INSIDE, INSIDE, INSIDE), (PARTLY, INSIDE, PARTLY), (PARTLY, UNKNOWN, UNKNOWN), (UNKNOWN, OUTSIDE, OUTSIDE),
     (OUTSIDE, INSIDE, OUTSIDE), (INSIDE, UNKNOWN, UNKNOWN)],
)  # fmt: skip
def test_a_clips_scope_is_the_worst_of_both(window: ScopeState, area: ScopeState, worst: ScopeState) -> None:
    result = ClipResult("001", "data/clips/001/a", None, None, None, window, area, intact=False)
    assert result.scope is worst
    assert replace(result, window_scope=area, area_scope=window).scope is worst


@pytest.mark.parametrize("height", [0.1, 0.3, 1 / 3, 0.7, 0.9999])
def test_the_border_is_inside_on_every_side(height: float) -> None:
    """However the arithmetic rounds: each edge of a square, and one that runs aslant."""
    west, east, south, north = 10.1, 10.4, 50.2, 50.9
    square: Area = (((west, south), (east, south), (east, north), (west, north), (west, south)),)
    corners = square[0]
    for (ax, ay), (bx, by) in itertools.pairwise(corners):
        point = (ax + height * (bx - ax), ay + height * (by - ay))
        assert area_scope(clip(location=point), (square,)) is INSIDE
    slope: Area = (((west, south), (east, north), (west, north), (west, south)),)
    on_it = (west + height * (east - west), south + height * (north - south))
    assert area_scope(clip(location=on_it), (slope,)) is INSIDE
    assert area_scope(clip(location=(on_it[0] + 1e-4, on_it[1])), (slope,)) is OUTSIDE
