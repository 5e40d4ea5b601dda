"""The right column: the request at the moment shown, where the cameras stand, and the area on a map."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from reviewer.evidence.records import Request
from reviewer.gui.drawings.area_map import AreaMap
from reviewer.gui.drawings.map_geometry import place_in_words
from reviewer.gui.package.clip_words import map_cameras
from reviewer.gui.quantities import OffsetAt, duration_words, span_words, unbroken
from reviewer.gui.text import UNKNOWN, Label, visible
from reviewer.gui.theme import TextSize
from reviewer.gui.widgets.surfaces import Card, Surface
from reviewer.playback.placement import PlacedClip

COLUMN_WIDTH = 300
_MAP_AT_LEAST = 140


class RequestColumn(Surface):
    """Follows the shared time. ``clip_pointed(place)`` when a camera is chosen on the map."""

    clip_pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("side", parent)
        self.setFixedWidth(COLUMN_WIDTH)
        self._request: Request | None = None
        inside = QWidget()
        inside.setProperty("surface", "ground")
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(12)
        self._window = _words()
        self._moment = _words(bold=True)
        self._places = _words()
        self._details = _words()
        card = Card("Request at this moment")
        form = QGridLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.setColumnStretch(1, 1)
        times = QVBoxLayout()
        times.setSpacing(2)
        times.addWidget(self._window)
        times.addWidget(self._moment)
        for row, name in enumerate(("Window", "Area", "Asked for")):
            form.addWidget(Label(name, size=TextSize.SECONDARY, dim=True), row, 0, Qt.AlignmentFlag.AlignTop)
        form.addLayout(times, 0, 1)
        form.addWidget(self._places, 1, 1)
        form.addWidget(self._details, 2, 1)
        card.body.addLayout(form)
        column.addWidget(card)
        map_card = Card("Map", margins=1)
        self.map = _ColumnMap()
        self.map.camera_pointed.connect(self.clip_pointed)
        map_card.body.addWidget(self.map)
        column.addWidget(map_card, 1)
        column.addStretch(0)
        scroll = QScrollArea()
        scroll.setAccessibleName("Request and map")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(scroll)

    def set_request(self, request: Request | None, clips: Sequence[PlacedClip], offset_at: OffsetAt) -> None:
        """The request, and the clips on the wall in its order."""
        self._request = request
        area = request.area if request is not None else None
        self.map.set_request(area)
        self.map.set_cameras(map_cameras([clip.clip.result for clip in clips]))
        self._places.setText("\n".join(_place(clip, request) for clip in clips) or UNKNOWN)
        if request is None:
            self._window.setText(f"{UNKNOWN}: the request could not be read")
            self._details.setText(UNKNOWN)
            self._moment.setText("")
            return
        self._window.setText(span_words(request.window.start, request.window.end, offset_at))
        self._details.setText(f"“{request.details}”" if request.details else "nothing further")

    def show_moment(self, now: int, true_time: bool, chosen: int) -> None:
        """``now`` in µs of the shared time; ``true_time``: whether it is a time of day."""
        self._moment.setText(moment_words(self._request, now) if true_time else "the clips' clocks are unknown")
        if self.map.current != chosen:
            self.map.set_current(chosen)


class _ColumnMap(AreaMap):
    """Takes the height that the column has left, so that the scale bar is seen on a small screen too."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(_MAP_AT_LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def hasHeightForWidth(self) -> bool:
        return False

    def sizeHint(self) -> QSize:
        return QSize(COLUMN_WIDTH, _MAP_AT_LEAST)


def moment_words(request: Request | None, now: int) -> str:
    """Where the shared time lies in the request's window."""
    if request is None:
        return ""
    window = request.window
    if now < window.start:
        return f"outside: {duration_words(window.start - now)} before its start"
    if now > window.end:
        return f"outside: {duration_words(now - window.end)} after its end"
    return f"{duration_words(now - window.start)} after its start"


def _place(clip: PlacedClip, request: Request | None) -> str:
    claim = clip.clip.result.claim
    location = claim.camera.location if claim is not None else None
    accuracy = claim.camera.location_accuracy_m if claim is not None else None
    area = request.area if request is not None else None
    words = place_in_words(clip.clip.result.area_scope, location, accuracy, area)
    return f"{visible(clip.camera)}: {unbroken(words)}"


def _words(*, bold: bool = False) -> Label:
    return Label(size=TextSize.SECONDARY, bold=bold, wrap=True)
