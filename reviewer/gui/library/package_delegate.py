"""Draws the library's cells: two lines each, the verdict as a badge with its reason beneath."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from reviewer.application.ports import PackageSummary
from reviewer.gui.icons import paint_icon
from reviewer.gui.library.library_model import SUMMARY_ROLE, Column, cell_lines
from reviewer.gui.text import UNKNOWN, visible
from reviewer.gui.theme import TextSize, colours, font
from reviewer.gui.widgets.badges import VERDICT_LOOKS, badge_size, paint_badge, standing_look

_LEFT = 12
_BETWEEN = 2
_ROOM = 10


class PackageDelegate(QStyledItemDelegate):
    """One for all columns; fonts are made once."""

    def __init__(self) -> None:
        super().__init__()
        self._body = font()
        self._bold = font(bold=True)
        self._small = font(TextSize.SECONDARY)
        self._badge = font(TextSize.SECONDARY, bold=True)

    def row_height(self) -> int:
        """Two lines and the room around them, in logical pixels."""
        badge = badge_size(VERDICT_LOOKS[next(iter(VERDICT_LOOKS))], self._badge).height()
        return badge + _BETWEEN + QFontMetrics(self._small).height() + 2 * _ROOM - 4

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, self.row_height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        table = colours()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, QColor(table.selection if selected else table.panel))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(table.line))
        focused = bool(option.widget.hasFocus())
        if selected and focused and index.column() == 0:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), QColor(table.accent))
        summary = index.data(SUMMARY_ROLE)
        if isinstance(summary, PackageSummary):
            inside = rect.adjusted(_LEFT, 0, -4, -1)
            column = Column(index.column())
            if column is Column.VERDICT:
                self._paint_verdict(painter, inside, summary)
            else:
                self._paint_lines(painter, inside, column, *cell_lines(summary, column))
        painter.restore()

    def _paint_verdict(self, painter: QPainter, rect: QRect, summary: PackageSummary) -> None:
        look = standing_look(summary.verdict, summary.withheld)
        small = QFontMetrics(self._small)
        badge = badge_size(look, self._badge)
        top = rect.center().y() - (badge.height() + _BETWEEN + small.height()) // 2
        drawn = paint_badge(painter, QPointF(rect.left(), top), look, self._badge)
        if summary.quarantined:
            lock = QRectF(drawn.right() + 5, drawn.center().y() - 8, 16, 16)
            paint_icon(painter, "lock", lock, QColor(colours().dim))
        below = QRect(rect.left(), top + badge.height() + _BETWEEN, rect.width(), small.height())
        self._line(painter, below, visible(_short(summary.reason, small, below.width())), self._small, colours().dim)

    def _paint_lines(self, painter: QPainter, rect: QRect, column: Column, upper: str, lower: str) -> None:
        table = colours()
        upper_font = self._bold if column is Column.CODE and upper != UNKNOWN else self._body
        if upper == UNKNOWN and not lower:
            upper_font = self._small
        upper_colour = table.dim if upper == UNKNOWN else table.text
        upper_height = QFontMetrics(upper_font).height()
        height = upper_height + (QFontMetrics(self._small).height() if lower else 0)
        top = rect.center().y() - height // 2
        self._line(painter, QRect(rect.left(), top, rect.width(), upper_height), upper, upper_font, upper_colour)
        if lower:
            below = QRect(rect.left(), top + upper_height, rect.width(), QFontMetrics(self._small).height())
            self._line(painter, below, lower, self._small, table.dim)

    @staticmethod
    def _line(painter: QPainter, rect: QRect, text: str, type_: QFont, colour: str) -> None:
        painter.setFont(type_)
        painter.setPen(QColor(colour))
        shown = QFontMetrics(type_).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def _short(reason: str, metrics: QFontMetrics, room: int) -> str:
    """Where the clause does not fit, what it begins with: how many other findings there are is told elsewhere too."""
    if metrics.horizontalAdvance(reason) <= room:
        return reason
    head, comma, _more = reason.partition(", and ")
    return f"{head} …" if comma else reason
