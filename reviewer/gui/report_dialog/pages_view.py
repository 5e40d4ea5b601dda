"""A PDF's pages as they will be printed, rendered by QtPdf from bytes in memory; nothing is written to a disc."""

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFrame, QWidget

LEAST_ZOOM = 0.25
MOST_ZOOM = 4.0
STEP = 1.25


class PagesView(QPdfView):
    """All pages one under the other. Ctrl and wheel, + and − zoom; the page's width is fitted at first."""

    shown = Signal(int)
    """A document is there, with so many pages; 0 where its bytes could not be read."""
    page_changed = Signal(int)
    """The page in view, from 1."""
    zoom_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self.setDocument(self._document)
        self.setPageMode(QPdfView.PageMode.MultiPage)
        self.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.setPageSpacing(14)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Pages of the report")
        self._document.statusChanged.connect(self._status)
        self.pageNavigator().currentPageChanged.connect(lambda page: self.page_changed.emit(page + 1))

    def show_pdf(self, content: bytes) -> None:
        """Shows these bytes from their first page; ``shown`` follows."""
        self._document.close()
        self._buffer.close()
        self._buffer.setData(QByteArray(content))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)

    def release(self) -> None:
        """Lets go of the document for good. To be called before the view is destroyed: the document tells its end to
        whoever listens, and a listener that is half destroyed brings the program down."""
        self._document.statusChanged.disconnect(self._status)
        self._document.close()

    @property
    def page_count(self) -> int:
        return self._document.pageCount()

    @property
    def page(self) -> int:
        """The page in view, from 1; 0 where there is none."""
        return self.pageNavigator().currentPage() + 1 if self.page_count else 0

    def percent(self) -> int:
        """The zoom in per cent of the paper's size on this screen."""
        return round(self._factor() * 100)

    def zoom(self, by: float) -> None:
        """Makes pages larger (over 1) or smaller."""
        factor = min(max(self._factor() * by, LEAST_ZOOM), MOST_ZOOM)
        self.setZoomMode(QPdfView.ZoomMode.Custom)
        self.setZoomFactor(factor)
        self.zoom_changed.emit()

    def fit_width(self) -> None:
        self.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.zoom_changed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(STEP if event.angleDelta().y() > 0 else 1 / STEP)
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(STEP)
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom(1 / STEP)
        elif event.key() == Qt.Key.Key_0:
            self.fit_width()
        elif event.key() == Qt.Key.Key_Home:
            self.verticalScrollBar().setValue(0)
        elif event.key() == Qt.Key.Key_End:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self.zoom_changed.emit()
        return bool(super().viewportEvent(event))

    def _factor(self) -> float:
        """The zoom in use. Fitted to the width, QPdfView does not tell it: it is what its own layout uses."""
        if self.zoomMode() is QPdfView.ZoomMode.Custom or not self.page_count:
            return self.zoomFactor()
        points = self._document.pagePointSize(max(self.page - 1, 0)).width()
        margins = self.documentMargins()
        room = self.viewport().width() - margins.left() - margins.right()
        return max(room / (points * self.logicalDpiX() / 72), LEAST_ZOOM)

    def _status(self, status: QPdfDocument.Status) -> None:
        if status is QPdfDocument.Status.Ready:
            self.pageNavigator().jump(0, self.pageNavigator().currentLocation(), 0)
            self.verticalScrollBar().setValue(0)
            self.shown.emit(self.page_count)
            self.zoom_changed.emit()
        elif status is QPdfDocument.Status.Error:
            self.shown.emit(0)
