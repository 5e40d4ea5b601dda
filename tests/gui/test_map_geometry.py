"""Where things fall on the map and on the time line: numbers only, no paint."""

import itertools
import math

import pytest

from reviewer.evidence.records import Area, Position, Window
from reviewer.evidence.verification_result import ScopeState
from reviewer.gui.drawings.map_geometry import (
    MapView,
    box_of,
    cluster_label,
    clusters,
    edge_mark,
    fit,
    place_in_words,
    scale_bar,
)
from reviewer.gui.drawings.window_geometry import (
    ClipSpan,
    Placement,
    axis,
    bar,
    ticks,
    time_in_words,
)
from reviewer.gui.quantities import distance_words, duration_words, size_words, span_words, utc_offset

SQUARE: Area = ((((0.0, 0.0), (0.01, 0.0), (0.01, 0.01), (0.0, 0.01), (0.0, 0.0)),),)
HOUR = 3_600_000_000
WINDOW = Window(100 * HOUR, 102 * HOUR)


def ring_at(west: float, south: float, size: float) -> Area:
    east, north = west + size, south + size
    return ((((west, south), (east, south), (east, north), (west, north), (west, south)),),)


def fitted(area: Area | None, cameras: list[tuple[Position, float]] | None = None) -> MapView:
    view = fit(area, cameras or [], 400, 300, 30)
    assert view is not None
    return view


class TestMap:
    @pytest.mark.parametrize("size", [1e-7, 1e-4, 0.01, 1.0, 60.0])
    @pytest.mark.parametrize("south", [-70.0, 0.0, 44.9, 20.0])
    def test_the_whole_area_is_on_the_map_with_its_margin(self, size: float, south: float) -> None:
        area = ring_at(-93.0, south, size)
        view = fitted(area)
        for corner in area[0][0]:
            x, y = view.place(corner)
            assert 29.9 <= x <= 370.1
            assert 29.9 <= y <= 270.1

    def test_a_pole_can_be_drawn(self) -> None:
        view = fitted(ring_at(0.0, 89.0, 1.0))
        assert math.isfinite(view.metres_per_pixel)

    def test_east_is_right_and_north_is_up(self) -> None:
        view = fitted(SQUARE)
        west_south, east_north = view.place((0.0, 0.0)), view.place((0.01, 0.01))
        assert west_south[0] < east_north[0]
        assert west_south[1] > east_north[1]

    def test_a_doorway_keeps_a_sense_of_scale(self) -> None:
        view = fitted(ring_at(0.0, 0.0, 1e-6))
        assert view.metres_per_pixel * 340 >= 40

    def test_a_near_camera_is_fitted_in_with_its_circle(self) -> None:
        view = fitted(SQUARE, [((0.015, 0.005), 100.0)])
        x, _ = view.place((0.015, 0.005))
        assert x + view.pixels(100.0) <= 370.1

    def test_a_far_camera_does_not_shrink_the_area(self) -> None:
        assert fitted(SQUARE, [((3.0, 3.0), 50.0)]) == fitted(SQUARE)

    def test_a_boundless_accuracy_does_not_shrink_the_area_to_a_point(self) -> None:
        view = fitted(SQUARE, [((0.005, 0.005), 1e9)])
        assert view.pixels(1_000) > 20

    def test_cameras_alone_are_fitted_where_the_area_is_unknown(self) -> None:
        view = fitted(None, [((10.0, 50.0), 20.0)])
        assert view.place((10.0, 50.0)) == pytest.approx((200, 150), abs=1)

    def test_nothing_to_show_and_no_room(self) -> None:
        assert fit(None, [], 400, 300, 30) is None
        assert fit(SQUARE, [], 40, 300, 30) is None
        assert box_of(None) is None

    @pytest.mark.parametrize("size", [1e-6, 1e-4, 0.003, 0.1, 2.0, 60.0])
    def test_the_scale_bar_is_round_and_fits(self, size: float) -> None:
        view = fitted(ring_at(0.0, 0.0, size))
        measure = scale_bar(view, 100)
        assert 0 < measure.pixels <= 100.001
        assert measure.metres / 10 ** math.floor(math.log10(measure.metres)) == pytest.approx(
            round(measure.metres / 10 ** math.floor(math.log10(measure.metres)))
        )
        assert measure.words.startswith("about") == view.rough

    def test_an_arrow_at_the_edge_points_to_the_camera(self) -> None:
        view = fitted(SQUARE)
        mark = edge_mark(view, (1.0, 0.005), 14)
        assert mark is not None
        assert mark.at == pytest.approx((386, 150), abs=1)
        assert mark.heading == pytest.approx(0, abs=0.01)
        assert edge_mark(view, (0.005, 0.005), 14) is None

    def test_marks_that_cover_one_another_share_a_label(self) -> None:
        assert clusters([(0, 0), (100, 0), (3, 4)], 12) == [[0, 2], [1]]
        assert cluster_label(["1", "3"]) == "1, 3"
        assert cluster_label([str(number) for number in range(1, 16)]) == "1, 2, 3 and 12 more"

    def test_places_in_words(self) -> None:
        assert place_in_words(ScopeState.UNKNOWN, None, None, SQUARE) == "place unknown"
        assert place_in_words(ScopeState.OUTSIDE, (0.03, 0.005), 50, SQUARE) == (
            "outside the area, 2.2 km from it (± 50 m)"
        )
        assert "the point lies inside" in place_in_words(ScopeState.PARTLY, (0.0099, 0.005), 90, SQUARE)
        assert place_in_words(ScopeState.INSIDE, (0.005, 0.005), None, SQUARE).endswith("(accuracy not stated)")
        assert "area is unknown" in place_in_words(ScopeState.UNKNOWN, (0.0, 0.0), 5, None)


class TestTimeLine:
    def test_window_and_near_clips_are_on_the_line(self) -> None:
        near = ClipSpan(101 * HOUR, 104 * HOUR, 101 * HOUR, 104 * HOUR)
        line = axis(WINDOW, [near, None], 50, 450)
        assert line is not None
        assert 50 < line.x(WINDOW.start) < line.x(WINDOW.end) < line.x(near.end) < 450

    def test_far_clips_are_told_at_the_edge(self) -> None:
        before = ClipSpan(HOUR, 2 * HOUR, HOUR, 2 * HOUR)
        after = ClipSpan(900 * HOUR, 901 * HOUR, 900 * HOUR, 901 * HOUR)
        line = axis(WINDOW, [before, after], 50, 450)
        assert line is not None
        assert line == axis(WINDOW, [], 50, 450)
        assert bar(before, line).placement is Placement.BEFORE
        assert bar(after, line).placement is Placement.AFTER

    def test_an_unknown_time_is_placed_nowhere(self) -> None:
        line = axis(WINDOW, [None], 50, 450)
        assert line is not None
        assert bar(None, line).placement is Placement.UNKNOWN

    def test_an_uncertainty_of_years_stays_on_the_drawing(self) -> None:
        wide = ClipSpan(101 * HOUR, 102 * HOUR, -(10**16), 10**16)
        line = axis(WINDOW, [wide], 50, 450)
        assert line is not None
        drawn = bar(wide, line)
        assert (drawn.whisker_left, drawn.whisker_right) == (50, 450)
        assert drawn.right - drawn.left > 30

    def test_nothing_to_show_and_no_room(self) -> None:
        assert axis(None, [None], 0, 400) is None
        assert axis(WINDOW, [], 10, 10) is None

    def test_a_window_of_no_length_can_be_drawn(self) -> None:
        line = axis(Window(HOUR, HOUR), [], 0, 400)
        assert line is not None
        assert line.x(HOUR) == pytest.approx(200, abs=1)

    @pytest.mark.parametrize("length", [1_000_000, 60_000_000, HOUR, 30 * 24 * HOUR, 400 * 24 * HOUR])
    def test_ticks_are_round_and_apart(self, length: int) -> None:
        line = axis(Window(0, length), [], 0, 400)
        assert line is not None
        instants = ticks(line, 80, -360)
        assert 1 <= len(instants) <= 6
        assert all(line.x(second) - line.x(first) >= 79.9 for first, second in itertools.pairwise(instants))
        assert all(instant % 1_000_000 == 0 for instant in instants)

    def test_times_in_words(self) -> None:
        start, end = WINDOW.start, WINDOW.end
        minute = 60_000_000

        def words(state: ScopeState, first: int, last: int, uncertainty: int = 0) -> str:
            return time_in_words(state, ClipSpan(first, last, first - uncertainty, last + uncertainty), WINDOW)

        assert words(ScopeState.INSIDE, start, end) == "the whole clip lies inside the window"
        assert words(ScopeState.OUTSIDE, end + minute, end + 2 * minute) == "it begins 1 min 00 s after the window ends"
        assert words(ScopeState.OUTSIDE, 0, start - HOUR) == "it ends 1 h 00 min before the window begins"
        assert words(ScopeState.PARTLY, start - minute, end + minute) == (
            "1 min 00 s of 2 h 02 min lie before its start and 1 min 00 s of 2 h 02 min lie after its end"
        )
        assert "uncertainty reaches across its edge" in words(ScopeState.PARTLY, start, end, minute)
        assert "only the clock's uncertainty" in words(ScopeState.PARTLY, end + minute, end + HOUR, 2 * minute)
        assert "clock is not known" in time_in_words(ScopeState.UNKNOWN, None, WINDOW)


class TestQuantities:
    @pytest.mark.parametrize(
        ("microseconds", "words"),
        [
            (0, "0.000 s"),
            (250_000, "0.250 s"),
            (-2_199_999, "2.1 s"),
            (242_000_000, "4 min 02 s"),
            (HOUR + 300_000_000, "1 h 05 min"),
            (76 * HOUR, "3 days 4 h"),
            (24 * HOUR * 4_000, "4,000 days"),
        ],
    )
    def test_durations(self, microseconds: int, words: str) -> None:
        assert duration_words(microseconds) == words

    @pytest.mark.parametrize(
        ("metres", "words"),
        [(0, "0 m"), (0.4, "0.4 m"), (12.3, "12 m"), (999.6, "1.0 km"), (2_345, "2.3 km"), (480_400, "480 km")],
    )
    def test_distances(self, metres: float, words: str) -> None:
        assert distance_words(metres) == words

    def test_sizes_and_spans(self) -> None:
        assert size_words(12_400_123) == "12.4 MB (12,400,123 bytes)"
        assert size_words(None) == "unknown"
        assert span_words(0, HOUR, utc_offset) == "1 Jan 1970, 00:00:00 – 01:00:00 UTC"
        assert span_words(0, 25 * HOUR, utc_offset) == "1 Jan 1970, 00:00:00 UTC – 2 Jan 1970, 01:00:00 UTC"
