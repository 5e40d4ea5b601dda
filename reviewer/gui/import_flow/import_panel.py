"""The panel above the library's table while packages are imported: a line for each file, and what is to be decided."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from reviewer.gui.import_flow.import_queue import ImportItem, ImportQueue, ImportState
from reviewer.gui.import_flow.progress_words import permille, progress_in_words, state_in_words
from reviewer.gui.text import ElidedLabel, Label
from reviewer.gui.theme import TextSize, Tone
from reviewer.gui.widgets.badges import VERDICT_LOOKS, Badge, Look
from reviewer.gui.widgets.buttons import Button, IconButton, LinkButton, SmallButton
from reviewer.gui.widgets.surfaces import Surface, rule

_SHARE = 0.5
_LOWEST = 96
_URGENCY = {ImportState.NEEDS_WORD: 0, ImportState.FAILED: 1, ImportState.REFUSED: 2}
_QUARANTINE = (
    "Kept in quarantine, the file can be looked at and reported on, always with this verdict; it is never shown as "
    "verified. Discarding deletes only Reviewer’s copy, not the file you chose."
)


class ImportPanel(Surface):
    """Shows an ImportQueue. Hidden until something is added; the person closes it when everything has ended."""

    open_requested = Signal(int)

    def __init__(self, queue: ImportQueue, parent: QWidget | None = None) -> None:
        super().__init__("header", parent)
        self._queue = queue
        self._rows: dict[ImportItem, _Row] = {}
        self.setAccessibleName("Import")
        self._title = Label("", bold=True)
        self._cancel_all = SmallButton("Cancel all", icon="close")
        self._cancel_all.clicked.connect(queue.cancel_all)
        self._close = IconButton("close", "Close the list of imports")
        self._close.clicked.connect(queue.forget_ended)
        head = QHBoxLayout()
        head.setContentsMargins(20, 10, 20, 8)
        head.addWidget(self._title, 1)
        head.addWidget(self._cancel_all)
        head.addWidget(self._close)
        self._meaning = Label(_QUARANTINE, size=TextSize.SECONDARY, dim=True, wrap=True)
        self._meaning.setContentsMargins(20, 0, 20, 8)
        self._list = Surface("panel")
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(20, 0, 20, 8)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._scroll = _Scroll()
        self._scroll.setWidget(self._list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._meaning)
        column.addWidget(self._scroll)
        queue.added.connect(self._add)
        queue.changed.connect(self._refresh)
        self.hide()

    def _add(self, item: ImportItem) -> None:
        row = _Row(item, self._queue)
        row.open_requested.connect(self.open_requested)
        self._rows[item] = row
        self._column.insertWidget(self._column.count() - 1, row)
        item.changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        for item in [item for item in self._rows if item not in self._queue.items]:
            row = self._rows.pop(item)
            self._column.removeWidget(row)
            row.deleteLater()
        if not self._queue.working:
            self._put_open_questions_first()
        self._title.setText(state_in_words(self._queue.items))
        self._meaning.setVisible(bool(self._queue.undecided))
        self._cancel_all.setVisible(self._queue.working)
        self._close.setVisible(not self._queue.working and not self._queue.undecided)
        self.setVisible(bool(self._rows))
        self._scroll.fit()

    def _put_open_questions_first(self) -> None:
        """At the end what waits for a decision stands on top, then what failed; the rest keeps its order."""
        wanted = sorted(self._rows, key=lambda item: _URGENCY.get(item.state, len(_URGENCY)))
        for place, item in enumerate(wanted):
            row = self._rows[item]
            if self._column.indexOf(row) != place:
                self._column.removeWidget(row)
                self._column.insertWidget(place, row)


class _Scroll(QScrollArea):
    """As tall as its rows, up to a share of the window."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def fit(self) -> None:
        """Takes the height that the rows need now."""
        body = self.widget()
        rows = body.layout() if body is not None else None
        if rows is None:
            return
        width = self.viewport().width()
        needed = rows.totalHeightForWidth(width) if rows.hasHeightForWidth() else rows.sizeHint().height()
        self.setFixedHeight(min(needed, max(_LOWEST, int(self.window().height() * _SHARE))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


class _Row(QWidget):
    """One file: its state at the left, its name and what is said of it, its buttons at the right."""

    open_requested = Signal(int)

    def __init__(self, item: ImportItem, queue: ImportQueue) -> None:
        super().__init__()
        self._item = item
        self._state = Badge(Look("waiting", Tone.NEUTRAL))
        self._name = ElidedLabel(item.source.name or str(item.source), bold=True, middle=True)
        self._said = Label("", size=TextSize.SECONDARY, dim=True, wrap=True, selectable=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._bar.setAccessibleName(f"Progress of {item.source.name}")
        self._keep = Button("Keep in quarantine", size=TextSize.SECONDARY, kind="small")
        self._discard = SmallButton("Discard the copy")
        self._cancel = SmallButton("Cancel", icon="close")
        self._retry = SmallButton("Try again", icon="refresh")
        self._open = LinkButton("Open")
        self._cancel.clicked.connect(lambda: queue.cancel(item))
        self._retry.clicked.connect(lambda: queue.retry(item))
        self._keep.clicked.connect(lambda: queue.keep_in_quarantine(item))
        self._discard.clicked.connect(lambda: queue.discard(item))
        self._open.clicked.connect(self._ask_to_open)
        self._lay_out()
        item.changed.connect(self._refresh)
        self._refresh()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(3)
        for part in (self._name, self._bar, self._said):
            words.addWidget(part)
        state = QVBoxLayout()
        state.addWidget(self._state)
        state.addStretch(1)
        holder = QWidget()
        holder.setFixedWidth(168)
        holder.setLayout(state)
        state.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(12)
        row.addWidget(holder)
        row.addLayout(words, 1)
        for button in (self._keep, self._discard, self._retry, self._open, self._cancel):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule())
        column.addLayout(row)

    def _refresh(self) -> None:
        item = self._item
        running = item.state is ImportState.RUNNING
        self._state.show_look(_look(item))
        self._said.setText(progress_in_words(item.progress) if running else item.sentence)
        self._said.setVisible(bool(self._said.text()))
        far = permille(item.progress)
        self._bar.setRange(0, 0 if far is None else 1000)
        self._bar.setValue(far or 0)
        self._bar.setVisible(running)
        asks = item.state is ImportState.NEEDS_WORD
        for part in (self._keep, self._discard):
            part.setVisible(asks)
        self._cancel.setVisible(item.state in (ImportState.RUNNING, ImportState.WAITING))
        self._retry.setVisible(item.state in (ImportState.FAILED, ImportState.CANCELLED))
        self._open.setVisible(
            item.state is ImportState.DONE and item.result is not None and item.result.package is not None
        )

    def _ask_to_open(self) -> None:
        if self._item.result is not None and self._item.result.package is not None:
            self.open_requested.emit(self._item.result.package.summary.key)


def _look(item: ImportItem) -> Look:
    match item.state:
        case ImportState.WAITING:
            return Look("waiting", Tone.NEUTRAL)
        case ImportState.RUNNING:
            return Look("importing", Tone.ACCENT)
        case ImportState.SETTLING:
            return Look("under way", Tone.ACCENT)
        case ImportState.CANCELLED:
            return Look("cancelled", Tone.NEUTRAL)
        case ImportState.FAILED:
            return Look("failed", Tone.BAD, "error")
        case ImportState.REFUSED:
            return Look("refused", Tone.BAD, "error")
    if item.result is None:
        return Look("discarded", Tone.NEUTRAL)
    return VERDICT_LOOKS[item.result.result.verdict]
