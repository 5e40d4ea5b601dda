"""The one window: navigation at the left, a page beside it, bars for what concerns the whole program.

It is painted at once, as an outline. Colours, fonts and pages are made after that first paint; what is heavy
(catalogue, readers, decoders) is loaded on a thread. So nothing is imported here that the outline does not need, the
namespace ``Qt`` least of all. The window knows how work ends when it closes, and nothing of evidence.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QMainWindow

from reviewer.gui.theme import NAVIGATION_FOLDED, NAVIGATION_WIDTH
from reviewer.gui.window_memory import WindowMemory

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QCloseEvent,
        QDragEnterEvent,
        QDragLeaveEvent,
        QDropEvent,
        QPaintEvent,
        QResizeEvent,
    )

    from reviewer.gui.drop_target import DropVeil
    from reviewer.gui.job_runner import JobRunner
    from reviewer.gui.navigation import Navigation, Section
    from reviewer.gui.opening import Opened
    from reviewer.gui.theme import SchemeChoice, Theme
    from reviewer.gui.widgets.message_bar import MessageArea
    from reviewer.gui.workplace import Workplace

NARROW = 1200
"""Logical pixels of the window below which the navigation folds to icons."""
WIDE_FOR_PICTURES = 1600
"""The same while clips are reviewed."""
_SMALLEST = (640, 360)
"""Logical pixels: a screen of 1366 × 768 at 200 % has 683 × 384."""
_FIRST_SIZE = (1280, 760)
_HEADER = 60
"""Logical pixels of a page's header, for the outline."""


class MainWindow(QMainWindow):
    """``open_services`` runs on a thread after the first paint and answers what the pages work with."""

    first_painted = Signal()
    ready = Signal()
    """The catalogue is open, and the pages are alive."""

    def __init__(
        self,
        jobs: "JobRunner",
        theme: "Theme",
        memory: WindowMemory,
        open_services: "Callable[[], Opened]",
    ) -> None:
        super().__init__()
        self._jobs = jobs
        self._theme = theme
        self._memory = memory
        self._open_services = open_services
        self._opened: Opened | None = None
        self._workplace: Workplace | None = None
        self._messages: MessageArea | None = None
        self._veil: DropVeil | None = None
        self._waiting: list[Path] = []
        self._painted = False
        self._closing = False
        self._navigation: Navigation | None = None
        self._pictures = False
        self.setWindowTitle("Reviewer")
        self.setMinimumSize(*_SMALLEST)
        self.setAcceptDrops(True)
        if not memory.restore_geometry(self):
            self.resize(*_FIRST_SIZE)

    @property
    def workplace(self) -> "Workplace":
        """The pages; they exist after the first paint."""
        if self._workplace is None:
            raise RuntimeError("the window has not been painted yet")
        return self._workplace

    @property
    def messages(self) -> "MessageArea":
        """The bars above the pages; they exist after the first paint."""
        if self._messages is None:
            raise RuntimeError("the window has not been painted yet")
        return self._messages

    @property
    def navigation(self) -> "Navigation":
        """The bar at the left; it exists after the first paint."""
        if self._navigation is None:
            raise RuntimeError("the window has not been painted yet")
        return self._navigation

    def import_paths(self, paths: Iterable[Path]) -> None:
        """Imports files and folders; before the catalogue is open they wait."""
        if self._opened is None or self._workplace is None:
            self._waiting += paths
        else:
            self._workplace.import_paths(paths)

    def close_services(self) -> None:
        """Lets go of catalogue and store, after the last job has ended."""
        if self._opened is not None:
            self._opened.services.close()
            self._opened = None

    # --- building ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: "QPaintEvent") -> None:
        super().paintEvent(event)
        if self._navigation is None:
            self._paint_outline()
        if not self._painted:
            self._painted = True
            self.first_painted.emit()
            QTimer.singleShot(0, self._start)

    def _paint_outline(self) -> None:
        """Where navigation, header and page will stand in a moment."""
        ground, panel, line = map(QColor, self._theme.ground_before_dressing())
        width, height, bar = (
            self.width(),
            self.height(),
            NAVIGATION_FOLDED if self.width() < NARROW else NAVIGATION_WIDTH,
        )
        painter = QPainter(self)
        painter.fillRect(0, 0, width, height, panel)
        painter.fillRect(0, 0, bar, height, ground)
        painter.fillRect(bar, 0, 1, height, line)
        painter.fillRect(bar, _HEADER, width - bar, 1, line)
        painter.end()

    def _start(self) -> None:
        self._make_pages()
        self._open()

    def _make_pages(self) -> None:
        from PySide6.QtGui import QKeySequence, QShortcut
        from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

        from reviewer.gui.icons import icon
        from reviewer.gui.navigation import Navigation
        from reviewer.gui.theme import load_more_fonts
        from reviewer.gui.widgets.message_bar import MessageArea
        from reviewer.gui.workplace import Workplace

        self._theme.dress()
        load_more_fonts()
        self.setWindowIcon(icon("reviewer", "accent"))
        navigation = self._navigation = Navigation(self._memory.scheme)
        self._messages = MessageArea()
        place = self._workplace = Workplace(self._jobs, self._memory)
        ground = QWidget()
        row = QHBoxLayout(ground)
        beside = QVBoxLayout()
        for layout in (row, beside):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        row.addWidget(navigation)
        row.addLayout(beside, 1)
        beside.addWidget(self._messages)
        beside.addWidget(place, 1)
        navigation.scheme_chosen.connect(self._choose_scheme)
        navigation.chosen.connect(place.go_to)
        navigation.add_help().clicked.connect(place.show_keys)
        place.section_changed.connect(self._went_to)
        self._jobs.busy_changed.connect(self._work_ended)
        for keys, deed in (
            ("Ctrl+F", place.search),
            ("Ctrl+I", place.choose_files),
            ("Ctrl+Shift+I", place.choose_folder),
            ("F5", place.library.reload),
            ("F1", place.show_keys),
            ("?", place.show_keys),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(deed)
        self.setCentralWidget(ground)
        self._fold()

    def _choose_scheme(self, choice: "SchemeChoice") -> None:
        self._memory.scheme = choice
        self._theme.choose(choice)

    # --- opening ----------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        self.messages.clear("opening")
        self.workplace.library.say_opening("Opening the library…")
        job = self._jobs.call("Opening the catalogue", lambda _report, _cancel: self._open_services())
        job.succeeded.connect(self._come_alive)
        job.failed.connect(self._stay_closed)

    def _stay_closed(self, sentence: str) -> None:
        from reviewer.gui.theme import Tone

        self.workplace.library.say_opening("The library is not open: see above what to do.")
        self.messages.tell("opening", Tone.BAD, sentence, actions=[("Try again", self._open)], closable=False)

    def _come_alive(self, opened: "Opened") -> None:
        from reviewer.gui.theme import Tone
        from reviewer.gui.trust_watch import tell_of_trust

        self._opened = opened
        self.workplace.come_alive(opened.services)
        if opened.strays:
            self.messages.tell("strays", Tone.CAUTION, opened.strays_in_words())
        tell_of_trust(self.messages, self._jobs, opened.trust_folder)
        if self._waiting:
            self.import_paths(self._waiting)
            self._waiting = []
        self.ready.emit()

    # --- dropping ---------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: "QDragEnterEvent") -> None:
        from reviewer.gui.drop_target import DropVeil, dropped_paths

        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()
            self._veil = self._veil or DropVeil(self)
            self._veil.lift()

    def dragLeaveEvent(self, _event: "QDragLeaveEvent") -> None:
        if self._veil is not None:
            self._veil.hide()

    def dropEvent(self, event: "QDropEvent") -> None:
        from reviewer.gui.drop_target import dropped_paths

        if self._veil is not None:
            self._veil.hide()
        event.acceptProposedAction()
        self.import_paths(dropped_paths(event.mimeData()))

    # --- room -------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: "QResizeEvent") -> None:
        super().resizeEvent(event)
        self._fold()

    def _went_to(self, section: "Section") -> None:
        from reviewer.gui.navigation import Section

        self._pictures = section is Section.REVIEW
        self.navigation.mark(section)
        self._fold()

    def _fold(self) -> None:
        """Pictures need the room more than words do."""
        if self._navigation is not None:
            self._navigation.fold(self.width() < (WIDE_FOR_PICTURES if self._pictures else NARROW))

    # --- closing ----------------------------------------------------------------------------------------------------

    def closeEvent(self, event: "QCloseEvent") -> None:
        """Asks only where something would be lost; cancels what runs and closes when the last of it has ended."""
        if not self._closing and not self._may_close():
            event.ignore()
            return
        self._closing = True
        if self._jobs.busy:
            event.ignore()
            self._jobs.cancel_all()
            from reviewer.gui.theme import Tone

            self.messages.tell("closing", Tone.ACCENT, "Closing when the work under way has stopped…", closable=False)
            return
        self._memory.keep_geometry(self)
        if self._workplace is not None:
            self._workplace.leave()
        event.accept()

    def _may_close(self) -> bool:
        lost = [job for job in self._jobs.running if job.loses_work]
        queue = self._workplace.queue if self._workplace is not None else None
        undecided = queue.undecided if queue is not None else ()
        if not lost and not undecided:
            return True
        from reviewer.gui.question import ask
        from reviewer.gui.text import counted

        said = []
        if lost:
            said.append(f"Work that is under way stops: {counted(len(lost), 'task')}. Nothing of it is kept.")
        if undecided:
            waits = "waits" if len(undecided) == 1 else "wait"
            said.append(
                f"{counted(len(undecided), 'file')} that could not be verified and {waits} for your decision will not "
                "be kept. The files you chose are untouched."
            )
        closes = ask(self, "Close Reviewer", "Close now?", "\n".join(said), ("Keep working", "Close")) == 1
        if closes and queue is not None:
            for item in undecided:
                queue.discard(item)
        return closes

    def _work_ended(self, busy: bool) -> None:
        if self._closing and not busy:
            QTimer.singleShot(0, self.close)
