"""The map of a request's area: border, cameras with their circles of accuracy, scale bar, north. No network.

Cameras are told apart by shape as well as colour: a full disc inside, a half disc where the circle of accuracy crosses
the border, a crossed ring outside. Arrow keys walk from camera to camera; its words stand under the map.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from reviewer.evidence.records import Area, Position
from reviewer.evidence.scope import distance_to_border
from reviewer.evidence.verification_result import ScopeState
from reviewer.gui.drawings.map_geometry import (
    EdgeMark,
    MapView,
    cluster_label,
    clusters,
    edge_mark,
    fit,
    place_in_words,
    scale_bar,
)
from reviewer.gui.quantities import distance_words, unbroken
from reviewer.gui.text import as_tool_tip, counted, visible
from reviewer.gui.theme import TextSize, Tone, colours, font

MARGIN = 30.0
"""Pixels around what is shown, for labels and arrows at the edge."""
MARK_RADIUS = 5.0
NEAR = 12.0
"""Pixels within which marks share a label, and within which the pointer finds one."""

TONES = {
    ScopeState.INSIDE: Tone.GOOD,
    ScopeState.PARTLY: Tone.CAUTION,
    ScopeState.UNKNOWN: Tone.NEUTRAL,
    ScopeState.OUTSIDE: Tone.BAD,
}
"""What the colour of a clip means on both drawings."""


@dataclass(frozen=True, slots=True)
class MapCamera:
    """A camera on the map. ``label`` is short ("1"), ``name`` is for words ("clip 001, camera-1")."""

    label: str
    name: str
    location: Position | None
    accuracy_m: float | None
    state: ScopeState


class AreaMap(QWidget):
    """Draws an area and cameras. ``camera_pointed(index)`` tells which camera was chosen by click or key."""

    camera_pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._area: Area | None = None
        self._cameras: tuple[MapCamera, ...] = ()
        self._current: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(200, 140)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("Map of the request's area")
        self._describe()

    # --- what is shown ---------------------------------------------------------------------------------------------

    def set_request(self, area: Area | None) -> None:
        """The area asked for; None where it is not known."""
        self._area = area or None
        self._changed()

    def set_cameras(self, cameras: Sequence[MapCamera]) -> None:
        """The cameras in the order in which keys walk over them."""
        self._cameras = tuple(cameras)
        self._current = None
        self._changed()

    def set_current(self, index: int | None) -> None:
        """Rings one camera and tells its place in words; None for none."""
        self._current = index if index is not None and 0 <= index < len(self._cameras) else None
        self._changed()

    @property
    def current(self) -> int | None:
        return self._current

    def words(self, index: int) -> str:
        """One camera's place against the area, as a sentence."""
        camera = self._cameras[index]
        clause = place_in_words(camera.state, camera.location, camera.accuracy_m, self._area)
        return f"{visible(camera.name)}: {clause}"

    # --- Qt --------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(420, self.heightForWidth(420))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(180, min(340, round(width * 0.6))) + round(self._strip())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.update()
        super().changeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if step is None or not self._cameras:
            super().keyPressEvent(event)
            return
        before = self._current if self._current is not None else (-1 if step > 0 else 0)
        self._point((before + step) % len(self._cameras))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self._found(event.position())
        if found:
            QToolTip.showText(
                event.globalPosition().toPoint(), as_tool_tip("; ".join(map(self.words, found[:12]))), self
            )
        else:
            QToolTip.hideText()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._found(event.position())
        if found:
            following = found.index(self._current) + 1 if self._current in found else 0  # a second click: the next one
            self._point(found[following % len(found)])
        super().mousePressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(TextSize.SECONDARY))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        outline = QPainterPath()
        outline.addRoundedRect(frame, 6, 6)
        painter.setClipPath(outline)
        painter.fillRect(self.rect(), QColor(colours().ground))
        view = self._view()
        if view is None:
            self._paint_nothing(painter)
        else:
            self._paint_area(painter, view)
            self._paint_cameras(painter, view)
            self._paint_scale(painter, view)
            _paint_north(painter, QPointF(view.width - 18, 16))
        self._paint_strip(painter)
        painter.setClipping(False)
        focused = self.hasFocus()
        painter.setPen(QPen(QColor(colours().accent if focused else colours().line), 2 if focused else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, 6, 6)
        painter.end()

    # --- painting --------------------------------------------------------------------------------------------------

    def _paint_nothing(self, painter: QPainter) -> None:
        painter.setPen(QColor(colours().dim))
        box = QRectF(12, 12, self.width() - 24, self.height() - 24 - self._strip())
        sentence = "Neither the request's area nor the place of a camera is known."
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), sentence)

    def _paint_area(self, painter: QPainter, view: MapView) -> None:
        painter.setPen(QPen(QColor(colours().accent), 1.6))
        painter.setBrush(colours().soft(Tone.ACCENT))
        for polygon in self._area or ():
            path = QPainterPath()
            path.setFillRule(Qt.FillRule.OddEvenFill)
            for ring in polygon:
                path.addPolygon(QPolygonF([QPointF(*view.place(corner)) for corner in ring]))
            painter.drawPath(path)

    def _paint_cameras(self, painter: QPainter, view: MapView) -> None:
        shown = [(index, camera) for index, camera in enumerate(self._cameras) if camera.location is not None]
        marks = {index: edge_mark(view, camera.location, 14.0) for index, camera in shown if camera.location}
        for index, camera in shown:
            if marks[index] is None and camera.location is not None:
                _paint_accuracy(painter, view, camera, camera.location)
        spots = [self._spot(view, index) for index, _ in shown]
        labels: list[tuple[bool, QPointF, str]] = []
        for group in clusters(spots, NEAR):
            members = [shown[number] for number in group]
            first_index, first = max(members, key=lambda member: list(ScopeState).index(member[1].state))
            edge = marks[first_index]
            at = QPointF(*spots[group[0]])
            ringed = any(index == self._current for index, _ in members)
            label = cluster_label([camera.label for _, camera in members])
            if edge is not None:
                _paint_arrow(painter, edge, first.state)
                label = f"{label}: {self._away(first)}"
            else:
                _paint_mark(painter, at, first.state)
            if ringed:
                painter.setPen(QPen(QColor(colours().text), 1.6))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(at, MARK_RADIUS + 4.5, MARK_RADIUS + 4.5)
            labels.append((not ringed, at, label))
        reach = MARK_RADIUS + 1
        marked = [QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach) for _, at, _ in labels]
        taken: list[QRectF] = []
        for _, at, label in sorted(labels, key=lambda told: told[0]):  # the current camera's label is never crowded out
            self._paint_label(painter, at, label, view, taken, marked)

    def _paint_label(
        self, painter: QPainter, at: QPointF, label: str, view: MapView, taken: list[QRectF], marked: list[QRectF]
    ) -> None:
        """A label beside its mark, where it hides no other label, and no mark if there is such a place.

        One that finds no place is left out; pointer and keys still tell it.
        """
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(visible(label), Qt.TextElideMode.ElideRight, view.width - 40)
        wide, tall = metrics.horizontalAdvance(text) + 8, metrics.height()
        apart = MARK_RADIUS + 5
        places = (
            (at.x() + apart, at.y() - tall / 2),
            (at.x() - apart - wide, at.y() - tall / 2),
            (at.x() - wide / 2, at.y() + apart),
            (at.x() - wide / 2, at.y() - apart - tall),
        )
        rooms = [
            QRectF(min(max(x, 4.0), view.width - wide - 4), min(max(y, 4.0), view.height - tall - 4), wide, tall)
            for x, y in places
        ]
        free = [room for room in rooms if not any(room.intersects(other) for other in taken)]
        if not free:
            return
        room = next((room for room in free if not any(room.intersects(mark) for mark in marked)), free[0])
        taken.append(room)
        ground = QColor(colours().ground)
        ground.setAlpha(215)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(room, 3, 3)
        painter.setPen(QColor(colours().text))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_scale(self, painter: QPainter, view: MapView) -> None:
        measure = scale_bar(view, view.width / 4)
        y, left = view.height - 12.0, 14.0
        painter.setPen(QPen(QColor(colours().dim), 1.4))
        painter.drawLine(QPointF(left, y), QPointF(left + measure.pixels, y))
        for x in (left, left + measure.pixels):
            painter.drawLine(QPointF(x, y - 4), QPointF(x, y + 4))
        painter.drawText(QPointF(left + measure.pixels + 7, y + 4), measure.words)

    def _paint_strip(self, painter: QPainter) -> None:
        """The words under the map: of the camera pointed at, or of what cannot be drawn."""
        strip = self._strip()
        if not strip:
            return
        top = self.height() - strip
        painter.fillRect(QRectF(0, top, self.width(), strip), QColor(colours().panel))
        painter.setPen(QColor(colours().line))
        painter.drawLine(QPointF(0, top), QPointF(self.width(), top))
        painter.setPen(QColor(colours().text if self._current is not None else colours().dim))
        box = QRectF(10, top, self.width() - 20, strip)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        painter.drawText(box, int(flags), unbroken(self._strip_words()))

    # --- helpers ---------------------------------------------------------------------------------------------------

    def _strip(self) -> float:
        return 2 * QFontMetricsF(font(TextSize.SECONDARY)).height() + 10 if self._cameras else 0.0

    def _strip_words(self) -> str:
        if self._current is not None:
            return self.words(self._current)
        lost = [camera.label for camera in self._cameras if camera.location is None]
        if lost:
            verb = "is" if len(lost) == 1 else "are"
            return f"{cluster_label(lost)}: place unknown, {verb} not on the map"
        return "Point at a camera, or use the arrow keys, to read its place"

    def _view(self) -> MapView | None:
        placed = [
            (camera.location, camera.accuracy_m or 0.0) for camera in self._cameras if camera.location is not None
        ]
        return fit(self._area, placed, float(self.width()), float(self.height()) - self._strip(), MARGIN)

    def _spot(self, view: MapView, index: int) -> tuple[float, float]:
        location = self._cameras[index].location
        if location is None:
            return math.inf, math.inf
        edge = edge_mark(view, location, 14.0)
        return edge.at if edge is not None else view.place(location)

    def _found(self, at: QPointF) -> list[int]:
        view = self._view()
        if view is None:
            return []
        spots = ((index, self._spot(view, index)) for index in range(len(self._cameras)))
        return [index for index, spot in spots if math.hypot(spot[0] - at.x(), spot[1] - at.y()) <= NEAR]

    def _away(self, camera: MapCamera) -> str:
        """What an arrow at the edge says. A far camera with a circle wide enough to cross the border is not outside."""
        if camera.location is None or self._area is None:
            return "off the map"
        distance = distance_words(distance_to_border(camera.location, self._area))
        return f"{distance} outside" if camera.state is ScopeState.OUTSIDE else f"{distance} away, off the map"

    def _point(self, index: int) -> None:
        self.set_current(index)
        self.camera_pointed.emit(index)

    def _changed(self) -> None:
        self._describe()
        self.updateGeometry()
        self.update()

    def _describe(self) -> None:
        if self._current is not None:
            self.setAccessibleDescription(self.words(self._current))
            return
        area = f"Area of {counted(len(self._area), 'part')}" if self._area else "Area unknown"
        places = "; ".join(self.words(index) for index in range(min(len(self._cameras), 20)))
        more = f"; and {len(self._cameras) - 20} more" if len(self._cameras) > 20 else ""
        self.setAccessibleDescription(f"{area}. {places}{more}")


def _paint_accuracy(painter: QPainter, view: MapView, camera: MapCamera, location: Position) -> None:
    radius = view.pixels(camera.accuracy_m or 0.0)
    if radius <= MARK_RADIUS:
        return
    colour = colours().of(TONES[camera.state])
    dash = Qt.PenStyle.SolidLine if camera.state is ScopeState.INSIDE else Qt.PenStyle.DashLine
    painter.setPen(QPen(colour, 1.2, dash))
    colour.setAlpha(28)
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(*view.place(location)), radius, radius)


def _paint_mark(painter: QPainter, at: QPointF, state: ScopeState) -> None:
    colour = colours().of(TONES[state])
    box = QRectF(at.x() - MARK_RADIUS, at.y() - MARK_RADIUS, 2 * MARK_RADIUS, 2 * MARK_RADIUS)
    painter.setPen(QPen(colour, 1.6))
    painter.setBrush(colour if state is ScopeState.INSIDE else QColor(colours().panel))
    painter.drawEllipse(box)
    if state is ScopeState.PARTLY:
        painter.setBrush(colour)
        painter.drawPie(box, 90 * 16, 180 * 16)
    elif state is ScopeState.OUTSIDE:
        reach = MARK_RADIUS * 0.6
        painter.drawLine(at + QPointF(-reach, -reach), at + QPointF(reach, reach))
        painter.drawLine(at + QPointF(-reach, reach), at + QPointF(reach, -reach))


def _paint_arrow(painter: QPainter, edge: EdgeMark, state: ScopeState) -> None:
    painter.save()
    painter.translate(*edge.at)
    painter.rotate(math.degrees(edge.heading))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours().of(TONES[state]))
    painter.drawPolygon(QPolygonF([QPointF(8, 0), QPointF(-5, -6), QPointF(-5, 6)]))
    painter.restore()


def _paint_north(painter: QPainter, tip: QPointF) -> None:
    painter.setPen(QPen(QColor(colours().dim), 1.4))
    painter.drawLine(tip, tip + QPointF(0, 20))
    painter.drawLine(tip, tip + QPointF(-4, 6))
    painter.drawLine(tip, tip + QPointF(4, 6))
    height = QFontMetricsF(painter.font()).height()
    painter.drawText(QRectF(tip.x() - 10, tip.y() + 21, 20, height), int(Qt.AlignmentFlag.AlignHCenter), "N")
