"""The two drawings as widgets: keys, pointer, words for assistive technology, and that they paint whatever they get."""

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from reviewer.evidence.records import Area, Window
from reviewer.evidence.verification_result import ScopeState
from reviewer.gui.drawings.area_map import AreaMap, MapCamera
from reviewer.gui.drawings.window_drawing import WindowDrawing, WindowRow
from reviewer.gui.drawings.window_geometry import ClipSpan
from reviewer.gui.package.clip_words import map_cameras, window_rows
from reviewer.gui.quantities import utc_offset
from reviewer.gui.theme import SchemeChoice, Theme
from tests.gui import package_samples as samples

pytestmark = pytest.mark.usefixtures("theme")

HOUR = 3_600_000_000
INSIDE = MapCamera("1", "clip 001, camera-1", (-93.285, 44.966), 25.0, ScopeState.INSIDE)
LOST = MapCamera("2", "clip 002, camera-2", None, None, ScopeState.UNKNOWN)
FAR = MapCamera("3", "clip 003, <b>camera</b>", (-92.0, 44.966), 25.0, ScopeState.OUTSIDE)


@pytest.fixture
def area_map(qtbot: QtBot) -> AreaMap:
    made = AreaMap()
    qtbot.addWidget(made)
    made.resize(420, 300)
    made.set_request(samples.AREA)
    made.set_cameras([INSIDE, LOST, FAR])
    made.show()
    return made


@pytest.fixture
def line(qtbot: QtBot) -> WindowDrawing:
    made = WindowDrawing(offset_at=utc_offset)
    qtbot.addWidget(made)
    made.set_window(Window(100 * HOUR, 102 * HOUR))
    span = ClipSpan(101 * HOUR, 101 * HOUR + HOUR // 4, 101 * HOUR, 101 * HOUR + HOUR // 4)
    made.set_rows(
        [
            WindowRow("001 camera-1", "clip 001, camera-1", span, ScopeState.INSIDE),
            WindowRow("002 camera-2", "clip 002, camera-2", None, ScopeState.UNKNOWN),
        ]
    )
    made.resize(420, made.sizeHint().height())
    made.show()
    return made


class TestMap:
    def test_arrow_keys_walk_over_all_cameras_also_those_not_on_the_map(self, qtbot: QtBot, area_map: AreaMap) -> None:
        pointed: list[int] = []
        area_map.camera_pointed.connect(pointed.append)
        for _ in range(4):
            qtbot.keyClick(area_map, Qt.Key.Key_Right)
        qtbot.keyClick(area_map, Qt.Key.Key_Left)
        assert pointed == [0, 1, 2, 0, 2]
        assert area_map.accessibleDescription().startswith("clip 003, <b>camera</b>: outside the area, ")

    def test_a_click_finds_the_camera(self, qtbot: QtBot, area_map: AreaMap) -> None:
        area_map.set_cameras([MapCamera("1", "clip 001", (-93.289, 44.965), 25.0, ScopeState.INSIDE)])
        for x in range(190, 231, 4):
            for y in range(90, 171, 4):
                if area_map.current is None:
                    qtbot.mouseClick(area_map, Qt.MouseButton.LeftButton, pos=QPoint(x, y))
        assert area_map.current == 0

    def test_it_tells_assistive_technology_where_cameras_are(self, area_map: AreaMap) -> None:
        told = area_map.accessibleDescription()
        assert "clip 001, camera-1: inside the area (± 25 m)" in told
        assert "clip 002, camera-2: place unknown" in told

    @pytest.mark.parametrize("area", [None, samples.AREA, ((((0.0, 0.0),) * 4,),)])
    @pytest.mark.parametrize("size", [(200, 180), (420, 300), (30, 30)])
    def test_it_paints_whatever_it_gets(
        self, theme: Theme, qtbot: QtBot, area: Area | None, size: tuple[int, int]
    ) -> None:
        made = AreaMap()
        qtbot.addWidget(made)
        made.set_request(area)
        for cameras in ((), (LOST,), (INSIDE, LOST, FAR), map_cameras(samples.crowded().clips)):
            made.set_cameras(cameras)
            made.resize(*size)
            for choice in (SchemeChoice.LIGHT, SchemeChoice.DARK):
                theme.choose(choice)
                assert not made.grab().isNull()


class TestTimeLine:
    def test_up_and_down_walk_from_clip_to_clip(self, qtbot: QtBot, line: WindowDrawing) -> None:
        qtbot.keyClick(line, Qt.Key.Key_Down)
        assert line.accessibleDescription() == (
            "clip 001, camera-1: 5 Jan 1970, 05:00:00 – 05:15:00 UTC, the whole clip lies inside the window"
        )
        qtbot.keyClick(line, Qt.Key.Key_Down)
        qtbot.keyClick(line, Qt.Key.Key_Down)
        assert line.current == 1
        assert "clock is not known" in line.accessibleDescription()

    def test_a_click_chooses_a_row(self, qtbot: QtBot, line: WindowDrawing) -> None:
        with qtbot.waitSignal(line.row_pointed) as caught:
            qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(200, 66))
        assert caught.args == [1]

    @pytest.mark.parametrize("width", [20, 200, 800])
    @pytest.mark.parametrize("window", [None, Window(0, 0), Window(samples.START, samples.END), Window(0, 10**17)])
    def test_it_paints_whatever_it_gets(self, qtbot: QtBot, window: Window | None, width: int) -> None:
        made = WindowDrawing(offset_at=lambda _instant: -360)
        qtbot.addWidget(made)
        made.set_window(window)
        for rows in ((), window_rows(samples.crowded().clips), window_rows(samples.altered().clips)):
            made.set_rows(rows)
            made.resize(width, made.sizeHint().height())
            assert not made.grab().isNull()
