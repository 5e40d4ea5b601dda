"""The table itself: a view of the model that selects whole rows, sorts through a signal and opens with Enter."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from reviewer.application.ports import SortBy
from reviewer.gui.library.library_model import SORTS, Column, LibraryModel
from reviewer.gui.library.package_delegate import PackageDelegate
from reviewer.gui.theme import TextSize, font

_WIDTHS = {
    Column.CODE: 172,
    Column.WINDOW: 172,
    Column.SUBMITTER: 136,
    Column.CLIPS: 58,
    Column.RECEIVED: 108,
}
"""In logical pixels; the verdict takes the rest. Together they fit the table's 850 pixels at 1366 × 768."""
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

    def _dress_headers(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(24)
        rows.setDefaultSectionSize(self._delegate.row_height())
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setFont(font(TextSize.SECONDARY, bold=True))
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.setSectionsMovable(False)
        head.setSortIndicatorShown(True)
        head.setSortIndicator(Column.RECEIVED, Qt.SortOrder.DescendingOrder)
        head.setMinimumSectionSize(48)
        for column, width in _WIDTHS.items():
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
