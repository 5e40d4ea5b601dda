"""The pages beside the navigation: library, package, review. Made after the window's first paint.

It knows which page is shown and hands a person's wish from one page to the next; what a package is, it does not know.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from reviewer.gui.import_flow.choose import choose_files, choose_folder
from reviewer.gui.job_runner import JobRunner
from reviewer.gui.library.library_page import LibraryPage
from reviewer.gui.navigation import Section
from reviewer.gui.widgets.buttons import Button
from reviewer.gui.widgets.empty_state import EmptyState
from reviewer.gui.window_memory import WindowMemory

if TYPE_CHECKING:
    from reviewer.bootstrap import Services
    from reviewer.gui.import_flow.import_queue import ImportQueue
    from reviewer.gui.package.package_page import PackagePage
    from reviewer.gui.review.review_page import ReviewPage


class Workplace(QStackedWidget):
    """Shows the library at once; ``come_alive`` brings the services."""

    section_changed = Signal(object)
    """The Section of the page that is shown now."""

    def __init__(self, jobs: JobRunner, memory: WindowMemory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self._jobs = jobs
        self._memory = memory
        self._services: Services | None = None
        self.queue: ImportQueue | None = None
        self._package_page: PackagePage | None = None
        self._review_page: ReviewPage | None = None
        self.library = LibraryPage(jobs)
        self.library.import_requested.connect(self.choose_files)
        self.library.import_folder_requested.connect(self.choose_folder)
        self.library.open_requested.connect(self.open_package)
        self.library.review_requested.connect(self.review)
        self.library.report_requested.connect(self.report)
        self.no_review = self._nothing_to_review()
        self.addWidget(self.library)
        self.addWidget(self.no_review)

    def come_alive(self, services: "Services") -> None:
        """From now on packages can be listed, imported and opened."""
        from reviewer.gui.import_flow.import_panel import ImportPanel
        from reviewer.gui.import_flow.import_queue import ImportQueue
        from reviewer.gui.library.first_picture import FirstPicture

        self._services = services
        self.queue = ImportQueue(self._jobs, services.import_package, self)
        panel = ImportPanel(self.queue)
        panel.open_requested.connect(self.open_package)
        self.library.slot_above_table.addWidget(panel)
        self.queue.changed.connect(lambda: self.library.say_importing(self.queue is not None and self.queue.working))
        self.queue.added.connect(lambda _item: self.library.say_importing(True))
        self.queue.stored.connect(lambda key: self.library.reload(select=key))
        self.library.connect_library(services.library, FirstPicture(services.review))

    # --- going somewhere --------------------------------------------------------------------------------------------

    def go_to(self, section: Section) -> None:
        """To a section's page: for review the package that is open there, or what to do first."""
        if section is Section.LIBRARY:
            self.show_library()
        else:
            self._show(self._review_page or self.no_review, Section.REVIEW)

    def show_library(self) -> None:
        self._show(self.library, Section.LIBRARY)

    def search(self) -> None:
        self.show_library()
        self.library.focus_search()

    def open_package(self, key: int) -> None:
        """Shows the page of one package."""
        if self._services is None:
            return
        if self._package_page is None:
            from reviewer.gui.package.package_page import PackagePage  # only now: it is not needed to start

            self._package_page = PackagePage(self._services, self._jobs)
            self._package_page.back_requested.connect(self.show_library)
            self._package_page.review_requested.connect(self.review)
            self._package_page.changed.connect(lambda _key: self.library.reload())
            self.addWidget(self._package_page)
        self._package_page.open_package(key)
        self._show(self._package_page, Section.LIBRARY)

    def review(self, key: int) -> None:
        """Plays a package's clips."""
        if self._services is None:
            return
        if self._review_page is None:
            from reviewer.gui.review.review_page import ReviewPage  # only now: decoders and sound are heavy

            self._review_page = ReviewPage(self._services, self._jobs)
            self._review_page.back_requested.connect(self._back_from_review)
            self.addWidget(self._review_page)
        self._review_page.open_package(key)
        self._show(self._review_page, Section.REVIEW)

    def report(self, key: int) -> None:
        """Opens the custody report's preview."""
        if self._services is None:
            return
        from reviewer.gui.report_dialog.dialog import ReportDialog

        summaries = self._services.library.summaries([key])
        if summaries:
            dialog = ReportDialog(self._services, self._jobs, summaries[0], self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def show_keys(self) -> None:
        """Lists the keys of the page that is shown, and those of the whole window."""
        from reviewer.gui.review.keys import show_help, window_keys

        if self._review_page is not None and self.currentWidget() is self._review_page:
            self._review_page.show_keys()
        else:
            show_help(self, (("Keys", window_keys()),))

    def leave(self) -> None:
        """At the end of the program: playing stops."""
        if self._review_page is not None:
            self._review_page.close()

    def _back_from_review(self) -> None:
        key = self._review_page.package_key if self._review_page is not None else None
        if key is None:
            self.show_library()
        else:
            self.open_package(key)

    def _show(self, page: QWidget, section: Section) -> None:
        self.setCurrentWidget(page)
        self.section_changed.emit(section)

    def _nothing_to_review(self) -> EmptyState:
        library = Button("Go to the library", icon="library")
        library.clicked.connect(self.show_library)
        return EmptyState(
            "review",
            "Nothing is open for review",
            "Choose a package in the library and press Review: its clips play here side by side.",
            (library,),
        )

    # --- importing --------------------------------------------------------------------------------------------------

    def import_paths(self, paths: Iterable[Path]) -> None:
        """Imports files and folders, and shows how far they are."""
        if self.queue is not None:
            self.show_library()
            self.queue.add(paths)

    def choose_files(self) -> None:
        self._import_chosen(choose_files(self, self._memory.import_folder))

    def choose_folder(self) -> None:
        self._import_chosen(choose_folder(self, self._memory.import_folder))

    def _import_chosen(self, paths: Iterable[Path]) -> None:
        chosen = list(paths)
        if chosen:
            self._memory.import_folder = str(chosen[0].parent)
            self.import_paths(chosen)
