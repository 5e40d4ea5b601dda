"""The time line of a request's window with each clip's true time on it, and the uncertainty of its clock as whiskers.

Up and down walk from clip to clip; the words of the current one stand under the drawing. All instants in µs UTC; shown
with one offset from UTC, that of the window's start, which is written beside the axis.
"""

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
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from reviewer.evidence.instants import MICROSECONDS, in_words, offset_in_words
from reviewer.evidence.records import Window
from reviewer.evidence.verification_result import ScopeState
from reviewer.gui.drawings.area_map import TONES
from reviewer.gui.drawings.window_geometry import (
    Bar,
    ClipSpan,
    Placement,
    TimeAxis,
    axis,
    bar,
    tick_step,
    ticks,
    time_in_words,
)
from reviewer.gui.quantities import OffsetAt, duration_words, span_words
from reviewer.gui.text import as_tool_tip, counted, local_offset_minutes, visible
from reviewer.gui.theme import TextSize, Tone, colours, font

ROW = 26.0
"""Pixels from one clip to the next."""
EDGE = 14.0
LEAST_BAR = 4.0
"""A clip of seconds in a window of hours can still be seen."""
_DAY = 86_400 * MICROSECONDS
_HINT = "Point at a clip, or use the arrow keys, to read its time"


@dataclass(frozen=True, slots=True)
class WindowRow:
    """One clip. ``label`` stands beside its bar, ``name`` is for words; ``span`` is None where its clock is unknown."""

    label: str
    name: str
    span: ClipSpan | None
    state: ScopeState


class WindowDrawing(QWidget):
    """Draws a window and rows of clips. ``row_pointed(index)`` tells which row was chosen by click or key."""

    row_pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None, *, offset_at: OffsetAt = local_offset_minutes) -> None:
        super().__init__(parent)
        self._offset_at = offset_at
        self._window: Window | None = None
        self._rows: tuple[WindowRow, ...] = ()
        self._current: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumWidth(200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Clips against the request's window")
        self._describe()

    # --- what is shown ---------------------------------------------------------------------------------------------

    def set_window(self, window: Window | None) -> None:
        """The time asked for; None where it is not known."""
        self._window = window
        self._changed()

    def set_rows(self, rows: Sequence[WindowRow]) -> None:
        """The clips from top to bottom."""
        self._rows = tuple(rows)
        self._current = None
        self._changed()

    def set_current(self, index: int | None) -> None:
        """Marks one row and tells its time in words; None for none."""
        self._current = index if index is not None and 0 <= index < len(self._rows) else None
        self._changed()

    @property
    def current(self) -> int | None:
        return self._current

    def words(self, index: int) -> str:
        """One clip's time against the window, as a sentence."""
        row = self._rows[index]
        when = f"{span_words(row.span.start, row.span.end, self._offset_at)}, " if row.span is not None else ""
        return f"{visible(row.name)}: {when}{time_in_words(row.state, row.span, self._window)}"

    # --- Qt --------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(420, self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self._height())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.updateGeometry()
            self.update()
        super().changeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None or not self._rows:
            super().keyPressEvent(event)
            return
        before = self._current if self._current is not None else (-1 if step > 0 else len(self._rows))
        self._point(min(max(before + step, 0), len(self._rows) - 1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().y())
        if row is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPosition().toPoint(), as_tool_tip(self.words(row)), self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().y())
        if row is not None:
            self._point(row)
        super().mousePressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(TextSize.SECONDARY))
        line = self._axis()
        if line is None:
            self._paint_nothing(painter)
        else:
            self._paint_window(painter, line)
            for index, row in enumerate(self._rows):
                self._paint_row(painter, line, index, row)
            self._paint_ticks(painter, line)
        self._paint_words(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours().accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    # --- painting --------------------------------------------------------------------------------------------------

    def _paint_nothing(self, painter: QPainter) -> None:
        painter.setPen(QColor(colours().dim))
        sentence = "Neither the request's window nor the time of a clip is known."
        box = QRectF(EDGE, 0, self.width() - 2 * EDGE, self.height() - self._line())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), sentence)

    def _paint_window(self, painter: QPainter, line: TimeAxis) -> None:
        top, bottom = self._rows_top(), self._rows_top() + self._rows_height()
        if self._window is None:
            painter.setPen(QColor(colours().dim))
            painter.drawText(QPointF(EDGE, self._line()), "the request's window is unknown")
            return
        left, right = line.x(self._window.start), line.x(self._window.end)
        painter.fillRect(QRectF(left, top, right - left, bottom - top), colours().soft(Tone.ACCENT))
        painter.setPen(QPen(QColor(colours().accent), 1.4))
        for x in (left, right):
            painter.drawLine(QPointF(x, top - 4), QPointF(x, bottom + 4))
        offset = self._offset()
        metrics = QFontMetricsF(painter.font())
        title = f"requested window {_clock(self._window.start, offset)} – {_clock(self._window.end, offset)}"
        wide = metrics.horizontalAdvance(title)
        x = min(max(left, EDGE), max(self.width() - EDGE - wide, EDGE))
        painter.drawText(QPointF(x, self._line()), title)

    def _paint_row(self, painter: QPainter, line: TimeAxis, index: int, row: WindowRow) -> None:
        middle = self._rows_top() + (index + 0.5) * ROW
        if index == self._current:
            band = QColor(colours().accent)
            band.setAlpha(26)
            painter.fillRect(QRectF(2, middle - ROW / 2, self.width() - 4, ROW), band)
        metrics = QFontMetricsF(painter.font())
        painter.setPen(QColor(colours().text))
        label = metrics.elidedText(visible(row.label), Qt.TextElideMode.ElideRight, self._label_width())
        painter.drawText(QPointF(EDGE, middle + metrics.ascent() / 2 - 1), label)
        self._paint_bar(painter, line, bar(row.span, line), row, middle)

    def _paint_bar(self, painter: QPainter, line: TimeAxis, drawn: Bar, row: WindowRow, middle: float) -> None:
        colour = colours().of(TONES[row.state])
        metrics = QFontMetricsF(painter.font())
        baseline = middle + metrics.ascent() / 2 - 1
        if drawn.placement is Placement.UNKNOWN:
            painter.setPen(QColor(colours().dim))
            painter.drawText(QPointF(line.left + 6, baseline), "time unknown")
            return
        if drawn.placement is Placement.BAR:
            painter.setPen(QPen(colour, 2))
            painter.drawLine(QPointF(drawn.whisker_left, middle), QPointF(drawn.whisker_right, middle))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            wide = max(drawn.right - drawn.left, LEAST_BAR)
            left = min(drawn.left, line.right - wide)
            painter.drawRoundedRect(QRectF(left, middle - 6, wide, 12), 1.5, 1.5)
            return
        before = drawn.placement is Placement.BEFORE
        tip = line.left if before else line.right
        back = 9.0 if before else -9.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(
            QPolygonF([QPointF(tip, middle), QPointF(tip + back, middle - 6), QPointF(tip + back, middle + 6)])
        )
        words = self._away(row, before)
        wide = metrics.horizontalAdvance(words)
        x = tip + back + 5 if before else tip + back - 5 - wide
        ground = QColor(colours().panel)
        ground.setAlpha(215)  # the window's edge may pass behind the words
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(x - 3, middle - self._line() / 2, wide + 6, self._line()), 3, 3)
        painter.setPen(QColor(colours().text))
        painter.drawText(QPointF(x, baseline), words)

    def _paint_ticks(self, painter: QPainter, line: TimeAxis) -> None:
        offset = self._offset()
        metrics = QFontMetricsF(painter.font())
        instants = ticks(line, metrics.horizontalAdvance("00:00:00") + 26, offset)
        step = tick_step(instants)
        bottom = self._rows_top() + self._rows_height()
        painter.setPen(QPen(QColor(colours().line), 1))
        painter.drawLine(QPointF(line.left, bottom), QPointF(line.right, bottom))
        painter.setPen(QColor(colours().dim))
        for instant in instants:
            x = line.x(instant)
            painter.drawLine(QPointF(x, bottom), QPointF(x, bottom + 4))
            words = _date(instant, offset) if step >= _DAY else _clock(instant, offset, seconds=step % 60_000_000 != 0)
            wide = metrics.horizontalAdvance(words)
            painter.drawText(
                QPointF(min(max(x - wide / 2, 2), self.width() - wide - 2), bottom + 4 + self._line()), words
            )
        first, last = _date(line.start, offset), _date(line.end, offset)
        dates = first if first == last else f"{first} – {last}"
        painter.drawText(QPointF(EDGE, bottom + 6 + 2 * self._line()), f"{dates}, {offset_in_words(offset)}")

    def _paint_words(self, painter: QPainter) -> None:
        if not self._rows:
            return
        told = self._current is not None
        painter.setPen(QColor(colours().text if told else colours().dim))
        words = self.words(self._current) if self._current is not None else _HINT
        top = self.height() - 2 * self._line() - 4
        box = QRectF(EDGE, top, self.width() - 2 * EDGE, 2 * self._line())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap), words)

    # --- helpers ---------------------------------------------------------------------------------------------------

    def _line(self) -> float:
        return QFontMetricsF(font(TextSize.SECONDARY)).height()

    def _label_width(self) -> float:
        metrics = QFontMetricsF(font(TextSize.SECONDARY))
        widest = max((metrics.horizontalAdvance(visible(row.label)) for row in self._rows), default=0.0)
        return min(widest + 1, self.width() * 0.25)

    def _rows_top(self) -> float:
        return self._line() + 10

    def _rows_height(self) -> float:
        return max(len(self._rows), 1) * ROW + 6

    def _height(self) -> int:
        words = 2 * self._line() + 4 if self._rows else 0
        return round(self._rows_top() + self._rows_height() + 2 * self._line() + 14 + words)

    def _offset(self) -> int:
        """One offset for the whole drawing, in minutes."""
        spans = (row.span.start for row in self._rows if row.span is not None)
        instant = self._window.start if self._window is not None else next(spans, 0)
        return self._offset_at(instant)

    def _axis(self) -> TimeAxis | None:
        left = EDGE + (self._label_width() + 10 if self._rows else 0)
        return axis(self._window, (row.span for row in self._rows), left, self.width() - EDGE)

    def _away(self, row: WindowRow, before: bool) -> str:
        if row.span is None or self._window is None:
            return ""
        if before:
            return f"{duration_words(self._window.start - row.span.end)} before"
        return f"{duration_words(row.span.start - self._window.end)} after"

    def _row_at(self, y: float) -> int | None:
        index = int((y - self._rows_top()) // ROW)
        return index if 0 <= index < len(self._rows) else None

    def _point(self, index: int) -> None:
        self.set_current(index)
        self.row_pointed.emit(index)

    def _changed(self) -> None:
        self._describe()
        self.updateGeometry()
        self.update()

    def _describe(self) -> None:
        if self._current is not None:
            self.setAccessibleDescription(self.words(self._current))
            return
        asked = "Window unknown"
        if self._window is not None:
            asked = f"Window {span_words(self._window.start, self._window.end, self._offset_at)}"
        told = "; ".join(self.words(index) for index in range(min(len(self._rows), 20)))
        more = f"; and {counted(len(self._rows) - 20, 'more clip')}" if len(self._rows) > 20 else ""
        self.setAccessibleDescription(f"{asked}. {told}{more}")


def _clock(instant: int, offset: int, *, seconds: bool | None = None) -> str:
    """``22:30`` or, where seconds matter, ``22:30:15``."""
    time = in_words(instant, offset).split(", ")[1].split(" ")[0]
    if seconds is None:
        seconds = not time.endswith(":00")
    return time if seconds else time[:-3]


def _date(instant: int, offset: int) -> str:
    return in_words(instant, offset).split(", ")[0]
