"""The one window: navigation at the left, a page beside it, bars for what concerns the whole program.

It opens at once with an empty library; what is heavy (catalogue, readers, decoders) is loaded after the first paint,
on a thread. The window knows which page is shown and how work ends when it closes, and nothing of evidence.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from reviewer.gui.drop_target import DropVeil
from reviewer.gui.import_flow.choose import choose_files, choose_folder, dropped_paths
from reviewer.gui.job_runner import JobRunner
from reviewer.gui.library.library_page import LibraryPage
from reviewer.gui.navigation import Navigation, Section
from reviewer.gui.text import ask, counted
from reviewer.gui.theme import SchemeChoice, Theme, Tone, load_script_fonts
from reviewer.gui.widgets.buttons import Button
from reviewer.gui.widgets.empty_state import EmptyState
from reviewer.gui.widgets.message_bar import MessageArea
from reviewer.gui.window_memory import WindowMemory

if TYPE_CHECKING:
    from reviewer.gui.import_flow.import_queue import ImportQueue
    from reviewer.gui.opening import Opened
    from reviewer.gui.package.package_page import PackagePage
    from reviewer.gui.review.review_page import ReviewPage

NARROW = 1200
"""Logical pixels of the window below which the navigation folds to icons."""
_SMALLEST = (640, 360)
"""Logical pixels: a screen of 1366 × 768 at 200 % has 683 × 384."""
_FIRST_SIZE = (1280, 760)


class MainWindow(QMainWindow):
    """``open_services`` runs on a thread after the first paint and answers what the pages work with."""

    ready = Signal()
    """The catalogue is open, and the pages are alive."""

    def __init__(
        self, jobs: JobRunner, theme: Theme, memory: WindowMemory, open_services: Callable[[], "Opened"]
    ) -> None:
        super().__init__()
        self._jobs = jobs
        self._theme = theme
        self._memory = memory
        self._open_services = open_services
        self._opened: Opened | None = None
        self._queue: ImportQueue | None = None
        self._package_page: PackagePage | None = None
        self._review_page: ReviewPage | None = None
        self._waiting: list[Path] = []
        self._painted = False
        self._closing = False
        self.setWindowTitle("Reviewer")
        self.setMinimumSize(*_SMALLEST)
        self.setAcceptDrops(True)
        self._build()
        self._connect()
        if not memory.restore_geometry(self):
            self.resize(*_FIRST_SIZE)

    # --- what the program asks of the window ------------------------------------------------------------------------

    def import_paths(self, paths: Iterable[Path]) -> None:
        """Imports files and folders; before the catalogue is open they wait."""
        if self._queue is None:
            self._waiting += paths
            return
        self.show_library()
        self._queue.add(paths)

    def show_library(self) -> None:
        self._show(self.library, Section.LIBRARY)

    def open_package(self, key: int) -> None:
        """Shows the page of one package."""
        if self._opened is None:
            return
        if self._package_page is None:
            from reviewer.gui.package.package_page import PackagePage  # only now: it is not needed to start

            self._package_page = PackagePage(self._opened.services, self._jobs)
            self._package_page.back_requested.connect(self.show_library)
            self._package_page.review_requested.connect(self.review)
            self._package_page.changed.connect(lambda _key: self.library.reload())
            self._pages.addWidget(self._package_page)
        self._package_page.open_package(key)
        self._show(self._package_page, Section.LIBRARY)

    def review(self, key: int) -> None:
        """Plays a package's clips."""
        if self._opened is None:
            return
        if self._review_page is None:
            from reviewer.gui.review.review_page import ReviewPage  # only now: decoders and sound are heavy

            self._review_page = ReviewPage(self._opened.services, self._jobs)
            self._review_page.back_requested.connect(self._back_from_review)
            self._pages.addWidget(self._review_page)
        self._review_page.open_package(key)
        self._show(self._review_page, Section.REVIEW)

    def _back_from_review(self) -> None:
        key = self._review_page.package_key if self._review_page is not None else None
        if key is None:
            self.show_library()
        else:
            self.open_package(key)

    def report(self, key: int) -> None:
        """Opens the custody report's preview."""
        if self._opened is None:
            return
        from reviewer.gui.report_dialog.dialog import ReportDialog

        summaries = self._opened.services.library.summaries([key])
        if summaries:
            dialog = ReportDialog(self._opened.services, self._jobs, summaries[0], self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def close_services(self) -> None:
        """Lets go of catalogue and store, after the last job has ended."""
        if self._opened is not None:
            self._opened.services.close()
            self._opened = None

    # --- building ---------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.navigation = Navigation(self._memory.scheme)
        self.library = LibraryPage(self._jobs)
        self._no_review = self._nothing_to_review()
        self._pages = QStackedWidget()
        self._pages.setProperty("surface", "panel")
        self._pages.addWidget(self.library)
        self._pages.addWidget(self._no_review)
        self.messages = MessageArea()
        beside = QVBoxLayout()
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self.messages)
        beside.addWidget(self._pages, 1)
        ground = QWidget()
        row = QHBoxLayout(ground)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.navigation)
        row.addLayout(beside, 1)
        self.setCentralWidget(ground)
        self._veil = DropVeil(self)

    def _nothing_to_review(self) -> EmptyState:
        library = Button("Go to the library", icon="library")
        library.clicked.connect(self.show_library)
        return EmptyState(
            "review",
            "Nothing is open for review",
            "Choose a package in the library and press Review: its clips play here side by side.",
            (library,),
        )

    def _connect(self) -> None:
        self.navigation.chosen.connect(self._go_to)
        self.navigation.scheme_chosen.connect(self._choose_scheme)
        self.library.import_requested.connect(self.choose_files)
        self.library.import_folder_requested.connect(self.choose_folder)
        self.library.open_requested.connect(self.open_package)
        self.library.review_requested.connect(self.review)
        self.library.report_requested.connect(self.report)
        self._jobs.busy_changed.connect(self._work_ended)
        for keys, deed in (
            ("Ctrl+F", self._search),
            ("Ctrl+I", self.choose_files),
            ("Ctrl+Shift+I", self.choose_folder),
            ("F5", self.library.reload),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(deed)

    def _show(self, page: QWidget, section: Section) -> None:
        self._pages.setCurrentWidget(page)
        self.navigation.mark(section)

    def _go_to(self, section: Section) -> None:
        if section is Section.LIBRARY:
            self.show_library()
        else:
            self._show(self._review_page or self._no_review, Section.REVIEW)

    def _search(self) -> None:
        self.show_library()
        self.library.focus_search()

    def _choose_scheme(self, choice: SchemeChoice) -> None:
        self._memory.scheme = choice
        self._theme.choose(choice)

    # --- importing --------------------------------------------------------------------------------------------------

    def choose_files(self) -> None:
        self._import_chosen(choose_files(self, self._memory.import_folder))

    def choose_folder(self) -> None:
        self._import_chosen(choose_folder(self, self._memory.import_folder))

    def _import_chosen(self, paths: Iterable[Path]) -> None:
        chosen = list(paths)
        if chosen:
            self._memory.import_folder = str(chosen[0].parent)
            self.import_paths(chosen)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()
            self._veil.lift()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._veil.hide()
        event.acceptProposedAction()
        self.import_paths(dropped_paths(event.mimeData()))

    # --- opening ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._start)

    def _start(self) -> None:
        self.messages.clear("opening")
        job = self._jobs.call("Opening the catalogue", lambda _report, _cancel: self._open_services())
        job.succeeded.connect(self._come_alive)
        job.failed.connect(
            lambda sentence: self.messages.tell(
                "opening", Tone.BAD, sentence, actions=[("Try again", self._start)], closable=False
            )
        )

    def _come_alive(self, opened: "Opened") -> None:
        from reviewer.gui.import_flow.import_panel import ImportPanel
        from reviewer.gui.import_flow.import_queue import ImportQueue
        from reviewer.gui.library.first_picture import FirstPicture
        from reviewer.gui.trust_watch import tell_of_trust

        load_script_fonts()
        self._opened = opened
        services = opened.services
        self._queue = ImportQueue(self._jobs, services.import_package, self)
        panel = ImportPanel(self._queue)
        panel.open_requested.connect(self.open_package)
        self.library.slot_above_table.addWidget(panel)
        self._queue.stored.connect(lambda key: self.library.reload(select=key))
        self.library.connect_library(services.library, FirstPicture(services.review))
        if opened.strays:
            self.messages.tell("strays", Tone.CAUTION, *opened.strays_in_words())
        tell_of_trust(self.messages, self._jobs, opened.trust_folder)
        self.import_paths(self._waiting)
        self._waiting = []
        self.ready.emit()

    # --- room -------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.navigation.fold(self.width() < NARROW)

    # --- closing ----------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Asks only where something would be lost; cancels what runs and closes when the last of it has ended."""
        if not self._closing and not self._may_close():
            event.ignore()
            return
        self._closing = True
        if self._jobs.busy:
            event.ignore()
            self._jobs.cancel_all()
            self.messages.tell("closing", Tone.ACCENT, "Closing when the work under way has stopped…", closable=False)
            return
        self._memory.keep_geometry(self)
        if self._review_page is not None:
            self._review_page.close()
        event.accept()

    def _may_close(self) -> bool:
        lost = [job for job in self._jobs.running if job.loses_work]
        undecided = self._queue.undecided if self._queue is not None else ()
        if not lost and not undecided:
            return True
        stops = f"Work that is under way stops: {counted(len(lost), 'task')}. Nothing of it is kept." if lost else ""
        drops = ""
        if undecided:
            drops = (
                f"{counted(len(undecided), 'file')} that could not be verified and "
                f"{'waits' if len(undecided) == 1 else 'wait'} for your decision will not be kept. "
                "The files you chose are untouched."
            )
        answer = ask(
            self,
            "Close Reviewer",
            "Close now?",
            f"{stops}\n{drops}".strip(),
            [("Keep working", True), ("Close", False)],
        )
        if answer == 1 and self._queue is not None:
            for item in undecided:
                self._queue.discard(item)
        return answer == 1

    def _work_ended(self, busy: bool) -> None:
        if self._closing and not busy:
            QTimer.singleShot(0, self.close)
