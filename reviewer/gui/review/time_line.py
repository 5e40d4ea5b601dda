"""The time line under the pictures: the request's window, each clip with its uncertainty, and the playhead.

Click and drag seek, the wheel zooms around the pointer, Shift and the wheel move along; the page has the keys. A clip
whose clock is unknown is hatched and says so: its place here claims nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer.evidence.instants import MICROSECONDS, MILLISECOND
from reviewer.evidence.records import Window
from reviewer.evidence.verification_result import ScopeState
from reviewer.gui.drawings.window_geometry import ClipSpan, TimeAxis, axis, tick_step, ticks
from reviewer.gui.quantities import OffsetAt
from reviewer.gui.review.caption import counter, instant_in, time_of_day
from reviewer.gui.text import local_offset_minutes, visible
from reviewer.gui.theme import TextSize, Tone, colours, font
from reviewer.gui.widgets.badges import SCOPE_LOOKS

_LABELS = 132.0
_RIGHT = 20.0
_HEAD = 18.0
_FOOT = 20.0
_LANE, _LANE_LEAST = 21.0, 14.0
_MANY = 5
"""From more lanes than these on they are drawn narrower."""
_BAR = 11.0
_LEAST_SHOWN = 200 * MILLISECOND
_TICKS_APART = 96.0
_ZOOM = 1.25
_OVERHANG = 8
"""Logical pixels that a mark may reach beside the line's ends."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One clip. ``start`` and ``end`` on the shared time in µs; ``uncertainty`` None: its clock is unknown."""

    name: str
    start: int
    end: int
    uncertainty: int | None
    scope: ScopeState


class TimeLine(QWidget):
    """``sought(instant)`` when the person points at an instant; ``scrubbing(bool)`` around a drag."""

    sought = Signal(object)
    """µs of the shared time; an object, because Qt's int has 32 bits."""
    scrubbing = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lanes: tuple[Lane, ...] = ()
        self._window: Window | None = None
        self._offset_at: OffsetAt = local_offset_minutes
        self._true_time = True
        self._now = 0
        self._chosen = 0
        self._shown: tuple[int, int] | None = None
        self._dragging = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Time line")

    def set_request(self, window: Window | None, offset_at: OffsetAt, true_time: bool) -> None:
        """``true_time``: whether the shared time is a time of day; if not, no window is drawn and it counts from 0."""
        self._window, self._offset_at, self._true_time = (window if true_time else None), offset_at, true_time
        self._shown = None
        self.update()

    def set_lanes(self, lanes: Sequence[Lane]) -> None:
        """The clips on the wall, in its order."""
        if tuple(lanes) == self._lanes:
            return
        more = len(lanes) != len(self._lanes)
        self._lanes = tuple(lanes)
        if more:
            self._shown = None
            self.updateGeometry()
        self.update()

    def set_now(self, now: int, chosen: int) -> None:
        """Moves the playhead; the view follows it where it leaves what is shown."""
        if (now, chosen) == (self._now, self._chosen):
            return
        self._now, self._chosen = now, chosen
        line = self._axis()
        if self._shown is not None and line is not None and not line.start <= now <= line.end:
            length = line.end - line.start
            self._shown = (now - length // 10, now - length // 10 + length)
        self.update()

    def show_all(self) -> None:
        """The whole window and every clip."""
        self._shown = None
        self.update()

    def show_clips(self) -> None:
        """The clips alone, from the first one's beginning to the last one's end."""
        if self._lanes:
            start, end = min(lane.start for lane in self._lanes), max(lane.end for lane in self._lanes)
            room = max((end - start) // 20, _LEAST_SHOWN // 2)
            self._shown = (start - room, end + room)
            self.update()

    def zoom(self, factor: float, around: int | None = None) -> None:
        """``factor`` over 1 shows less time; ``around`` stays where it is, the playhead if it is left out."""
        line = self._axis()
        if line is None:
            return
        fixed = self._now if around is None else around
        length = max(_LEAST_SHOWN, int((line.end - line.start) / factor))
        widest = self._whole()
        if widest is not None and length >= widest.end - widest.start:
            self._shown = None
        else:
            before = (fixed - line.start) / (line.end - line.start)
            start = fixed - int(length * min(max(before, 0.0), 1.0))
            self._shown = (start, start + length)
        self.update()

    # --- geometry

    def _whole(self) -> TimeAxis | None:
        spans = [
            ClipSpan(lane.start, lane.end, lane.start - (lane.uncertainty or 0), lane.end + (lane.uncertainty or 0))
            for lane in self._lanes
        ]
        return axis(self._window, spans, _LABELS, self.width() - _RIGHT)

    def _axis(self) -> TimeAxis | None:
        if self._shown is None:
            return self._whole()
        return TimeAxis(*self._shown, _LABELS, max(_LABELS + 1, self.width() - _RIGHT))

    def _instant(self, x: float) -> int | None:
        line = self._axis()
        if line is None:
            return None
        return line.start + round((x - line.left) * (line.end - line.start) / (line.right - line.left))

    def _lane_height(self) -> float:
        return _LANE if len(self._lanes) <= _MANY else _LANE_LEAST

    def sizeHint(self) -> QSize:
        return QSize(600, int(_HEAD + max(1, len(self._lanes)) * self._lane_height() + _FOOT + 6))

    def minimumSizeHint(self) -> QSize:
        return QSize(300, self.sizeHint().height())

    # --- Qt

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.update()
        super().changeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and event.position().x() >= _LABELS - 6:
            self._dragging = True
            self.scrubbing.emit(True)
            self._seek_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._seek_to(event.position().x())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        if self._dragging:
            self._dragging = False
            self.scrubbing.emit(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        line = self._axis()
        if line is None:
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(turned.x()) > abs(turned.y()):
            by = int((turned.x() or turned.y()) / 120 * (line.end - line.start) / 10)
            self._shown = (line.start - by, line.end - by)
            self.update()
        elif turned.y():
            self.zoom(_ZOOM ** (turned.y() / 120), self._instant(event.position().x()))
        event.accept()

    def _seek_to(self, x: float) -> None:
        instant = self._instant(x)
        if instant is not None:
            self.sought.emit(instant)

    def paintEvent(self, _event: QPaintEvent) -> None:
        line = self._axis()
        if line is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bottom = _HEAD + len(self._lanes) * self._lane_height() + 3
        painter.save()
        painter.setClipRect(QRectF(line.left - _OVERHANG, 0, line.right - line.left + 2 * _OVERHANG, self.height()))
        self._paint_window(painter, line, bottom)
        self._paint_ticks(painter, line, bottom)
        for number, lane in enumerate(self._lanes):
            self._paint_lane(painter, line, lane, _HEAD + (number + 0.5) * self._lane_height())
        self._paint_playhead(painter, line, bottom)
        painter.restore()
        self._paint_labels(painter)
        painter.end()

    def _paint_window(self, painter: QPainter, line: TimeAxis, bottom: float) -> None:
        table = colours()
        small = font(TextSize.SECONDARY)
        painter.setFont(small)
        if self._window is None:
            painter.setPen(QColor(table.dim))
            why = "no request" if self._true_time else "the clips' clocks are unknown: this is no time of day"
            painter.drawText(QPointF(line.left, _HEAD - 5), why)
            return
        left, right = line.clamped(self._window.start), line.clamped(self._window.end)
        if right <= left:
            return
        painter.fillRect(QRectF(left, 0, right - left, bottom), table.soft(Tone.ACCENT))
        painter.setPen(QPen(QColor(table.accent), 1))
        for edge, instant in ((left, self._window.start), (right, self._window.end)):
            if line.start <= instant <= line.end:
                painter.drawLine(QPointF(edge, 0), QPointF(edge, bottom))
        painter.setPen(table.on_soft(Tone.ACCENT))
        words = "requested window"
        times = f"{words} {self._clock(self._window.start)} – {self._clock(self._window.end)}"
        if QFontMetricsF(small).horizontalAdvance(times) + 12 < right - left:
            words = times
        if QFontMetricsF(small).horizontalAdvance(words) + 12 < right - left:
            painter.drawText(QPointF(left + 6, _HEAD - 5), words)

    def _clock(self, instant: int) -> str:
        return time_of_day(instant_in(instant, self._offset_at))[:5]

    def _paint_ticks(self, painter: QPainter, line: TimeAxis, bottom: float) -> None:
        table = colours()
        small = font(TextSize.SECONDARY)
        metrics = QFontMetricsF(small)
        painter.setFont(small)
        offset = self._offset_at(line.start) if self._true_time else 0
        instants = ticks(line, _TICKS_APART, offset)
        step = tick_step(instants)
        for instant in instants:
            x = line.x(instant)
            painter.setPen(QPen(QColor(table.line), 1))
            painter.drawLine(QPointF(x, bottom), QPointF(x, bottom + 4))
            painter.setPen(QColor(table.dim))
            words = self._tick_words(instant, step)
            if not line.left - _OVERHANG <= x - metrics.horizontalAdvance(words) / 2:
                continue
            painter.drawText(QPointF(x - metrics.horizontalAdvance(words) / 2, bottom + 4 + metrics.ascent()), words)

    def _tick_words(self, instant: int, step: int) -> str:
        if not self._true_time:
            sign = "\N{MINUS SIGN}" if instant < 0 else ""
            return sign + counter(abs(instant)).split(".")[0]
        words = instant_in(instant, self._offset_at)
        date, _, time = words.partition(", ")
        if step >= 86_400 * MICROSECONDS:
            return date
        return time[:5] if step >= 60 * MICROSECONDS else time[:8]

    def _paint_lane(self, painter: QPainter, line: TimeAxis, lane: Lane, middle: float) -> None:
        colour = colours().of(SCOPE_LOOKS[lane.scope].tone)
        left, right = line.clamped(lane.start), line.clamped(lane.end)
        if lane.uncertainty:
            painter.setPen(QPen(colour, 1.5))
            low, high = line.clamped(lane.start - lane.uncertainty), line.clamped(lane.end + lane.uncertainty)
            painter.drawLine(QPointF(low, middle), QPointF(high, middle))
            for edge in (low, high):
                painter.drawLine(QPointF(edge, middle - 3), QPointF(edge, middle + 3))
        if lane.end < line.start or lane.start > line.end:
            self._paint_arrow(painter, line, lane.end < line.start, middle, colour)
            return
        bar = QRectF(left, middle - _BAR / 2, max(3.0, right - left), _BAR)
        if lane.uncertainty is None:
            painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine))
            painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
        painter.drawRoundedRect(bar, 2, 2)
        words = {ScopeState.PARTLY: "partly outside", ScopeState.OUTSIDE: "outside"}.get(lane.scope, "")
        words = "time unknown" if lane.uncertainty is None else words
        if words:
            painter.setFont(font(TextSize.SECONDARY))
            painter.setPen(colours().on_soft(SCOPE_LOOKS[lane.scope].tone))
            metrics = QFontMetricsF(painter.font())
            x = bar.right() + 8
            if x + metrics.horizontalAdvance(words) > line.right:
                x = bar.left() - 8 - metrics.horizontalAdvance(words)
            if x >= line.left:
                painter.drawText(QPointF(x, middle + metrics.capHeight() / 2), words)

    def _paint_arrow(self, painter: QPainter, line: TimeAxis, to_left: bool, middle: float, colour: QColor) -> None:
        """A clip that lies beside what is shown: an arrow that points to it."""
        tip, base = (line.left, line.left + 7) if to_left else (line.right, line.right - 7)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([QPointF(tip, middle), QPointF(base, middle - 5), QPointF(base, middle + 5)]))

    def _paint_playhead(self, painter: QPainter, line: TimeAxis, bottom: float) -> None:
        if not line.start <= self._now <= line.end:
            return
        colour = QColor(colours().text)
        x = line.x(self._now)
        painter.setPen(QPen(colour, 2))
        painter.drawLine(QPointF(x, 2), QPointF(x, bottom))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([QPointF(x - 5, 0), QPointF(x + 5, 0), QPointF(x, 7)]))

    def _paint_labels(self, painter: QPainter) -> None:
        table = colours()
        for number, lane in enumerate(self._lanes):
            strong = number == self._chosen and len(self._lanes) > 1
            painter.setFont(font(TextSize.SECONDARY, bold=strong))
            painter.setPen(QColor(table.text if strong else table.dim))
            room = QRectF(0, _HEAD + number * self._lane_height(), _LABELS - 14, self._lane_height())
            words = QFontMetricsF(painter.font()).elidedText(
                visible(lane.name), Qt.TextElideMode.ElideRight, room.width()
            )
            painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)
        if self.hasFocus():
            painter.setPen(QPen(QColor(table.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def describe(self, now_words: str) -> None:
        """Tells assistive technology where the playhead stands."""
        self.setAccessibleDescription(f"At {time_of_day(now_words)}, {len(self._lanes)} clips")
