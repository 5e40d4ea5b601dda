"""The table itself: a view of the model that selects whole rows, sorts through a signal and opens with Enter."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from reviewer.application.ports import SortBy
from reviewer.gui.icons import paint_icon
from reviewer.gui.library.library_model import SORTS, Column, LibraryModel
from reviewer.gui.library.package_delegate import PackageDelegate
from reviewer.gui.theme import TextSize, colours, font

_LEAST = {
    Column.CODE: 200,
    Column.WINDOW: 146,
    Column.SUBMITTER: 128,
    Column.CLIPS: 76,
    Column.RECEIVED: 100,
    Column.VERDICT: 190,
}
"""In logical pixels: what common words need, the agency's name among them. Together they fit 1366 × 768."""
_CODE_ALONE = 150
"""What the code needs where the agency's name beneath it may be shortened."""
_SHARES = {Column.WINDOW: 1, Column.SUBMITTER: 1, Column.VERDICT: 5}
"""How the columns share in what is left over; what they do not take is the last one's."""
_SHARED = 0.4
_MOST_SHARED = 40
_COMPLETENESS = 270
"""Completeness has a column where this much is left; else it is told under the verdict."""
_GIVEN_UP_FIRST = (Column.SUBMITTER, Column.CLIPS, Column.WINDOW, Column.RECEIVED)
"""Columns that make room, in this order, before the verdict would be cut off."""
_Index = QModelIndex | QPersistentModelIndex
_DESCENDING_FIRST = (Column.RECEIVED, Column.CLIPS, Column.WINDOW)


class LibraryTable(QTableView):
    """``chosen``: the row that is current now (−1: none). ``opened``: Enter or a double click on a row."""

    chosen = Signal(int)
    opened = Signal(int)
    sort_requested = Signal(object, bool)
    """A SortBy, and whether the greatest comes first."""

    def __init__(self, model: LibraryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = PackageDelegate()
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Packages")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self._dress_headers()
        self.activated.connect(lambda index: self.opened.emit(index.row()))
        self._sorted_by, self._descending = Column.RECEIVED, True
        self.horizontalHeader().sectionClicked.connect(self._sort_by)
        model.modelReset.connect(lambda: self.chosen.emit(-1))

    def select_row(self, row: int) -> None:
        """Makes a row current and brings it into sight."""
        index = self.model().index(row, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def current_row(self) -> int:
        """The current row, or −1."""
        return self.currentIndex().row()

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        if current.row() != previous.row() or not previous.isValid():
            self.chosen.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_row() >= 0:
            self.opened.emit(self.current_row())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        yielding = _LEAST[Column.CODE] - _CODE_ALONE  # a shortened agency is better than no window
        room = self.viewport().width() - sum(_LEAST.values()) + yielding
        for column in _GIVEN_UP_FIRST:
            self.setColumnHidden(column, room < 0)
            room += _LEAST[column] if room < 0 else 0
        squeezed = max(0, yielding - room)
        room = max(0, room - yielding)
        apart = room >= _COMPLETENESS
        self.setColumnHidden(Column.COMPLETENESS, not apart)
        spare = max(0, room - _COMPLETENESS) if apart else room
        for column, least in _LEAST.items():
            more = min(_MOST_SHARED, int(spare * _SHARED / sum(_SHARES.values()))) * _SHARES.get(column, 0)
            self.setColumnWidth(column, least + more - (squeezed if column is Column.CODE else 0))

    def _dress_headers(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(24)
        rows.setDefaultSectionSize(self._delegate.row_height())
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = _Header(self)
        self.setHorizontalHeader(head)
        head.setSortIndicator(Column.RECEIVED, Qt.SortOrder.DescendingOrder)
        for column, width in _LEAST.items():
            self.setColumnWidth(column, width)
        head.setStretchLastSection(True)

    def _sort_by(self, section: int) -> None:
        column = Column(section)
        if column is self._sorted_by:
            self._descending = not self._descending
        else:
            self._sorted_by, self._descending = column, column in _DESCENDING_FIRST
        order = Qt.SortOrder.DescendingOrder if self._descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(column, order)
        self.sort_requested.emit(SortBy(SORTS[column]), self._descending)


class _Header(QHeaderView):
    """Titles in small bold type, with an arrow behind the one that is sorted by: down where the greatest is first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._type = font(TextSize.SECONDARY, bold=True)
        self.setAccessibleName("Columns: press one to sort by it")
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(48)
        self.setFixedHeight(QFontMetrics(self._type).height() + 18)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        table = colours()
        title = str(self.model().headerData(section, Qt.Orientation.Horizontal))
        if section == Column.VERDICT and self.isSectionHidden(Column.COMPLETENESS):
            title += " and completeness"
        painter.fillRect(rect, QColor(table.panel))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(table.line))
        sorted_by_this = section == self.sortIndicatorSection()
        painter.setFont(self._type)
        painter.setPen(QColor(table.text if sorted_by_this else table.dim))
        words = rect.adjusted(12, 0, -2, -1)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        if sorted_by_this:
            falling = self.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
            left = words.left() + QFontMetrics(self._type).horizontalAdvance(title) + 5
            arrow = QRectF(left, rect.center().y() - 6, 12, 12)
            paint_icon(painter, "chevron-down" if falling else "chevron-up", arrow, QColor(table.text))
