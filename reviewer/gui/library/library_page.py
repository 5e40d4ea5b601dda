"""The library page: search, filter, table, panel. It asks the library's deed and shows what comes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QImage, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from reviewer.application.errors import ReviewerError
from reviewer.application.ports import LibraryQuery, PackageSummary, SortBy, StoredPackage
from reviewer.evidence.findings import Verdict
from reviewer.gui.icons import icon
from reviewer.gui.job_runner import JobRunner
from reviewer.gui.library.library_model import LibraryModel, totals_in_words
from reviewer.gui.library.library_table import LibraryTable
from reviewer.gui.library.package_panel import PANEL_WIDTH, PackagePanel
from reviewer.gui.text import Label
from reviewer.gui.theme import TextSize, Tone, font
from reviewer.gui.widgets.badges import VERDICT_LOOKS
from reviewer.gui.widgets.buttons import Button, IconButton, MenuButton, PrimaryButton
from reviewer.gui.widgets.empty_state import EmptyState
from reviewer.gui.widgets.message_bar import MessageArea
from reviewer.gui.widgets.search_field import SearchField
from reviewer.gui.widgets.surfaces import Surface

NARROW = 1010
"""Logical pixels of the page below which the panel goes under a button (a window of about 1200)."""
_SOON = "Packages are listed here as soon as they are checked."
VERY_NARROW = 680
"""Logical pixels of the page below which the panel takes the table's place."""


class LibraryDeed(Protocol):
    """What the page asks of ``application.library``."""

    def keys(self, query: LibraryQuery) -> Sequence[int]: ...

    def summaries(self, keys: Sequence[int]) -> Sequence[PackageSummary]: ...

    def count(self, query: LibraryQuery) -> int: ...

    def clip_total(self) -> int: ...

    def package(self, key: int) -> StoredPackage: ...


FirstPicture = Callable[[StoredPackage], QImage | str]
"""The first picture of a package's first clip, or why there is none; called on a thread of the job runner."""


@dataclass(frozen=True, slots=True)
class _Found:
    keys: Sequence[int]
    packages: int
    clips: int


class LibraryPage(QWidget):
    """Made before the catalogue is open; ``connect_library`` brings it to life."""

    import_requested = Signal()
    import_folder_requested = Signal()
    open_requested = Signal(int)
    review_requested = Signal(int)
    report_requested = Signal(int)

    def __init__(self, jobs: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._library: LibraryDeed | None = None
        self._first_picture: FirstPicture | None = None
        self._query = LibraryQuery()
        self._asked = 0
        self._shown_before = False
        self._importing = False
        self._wanted: int | None = None
        self.model = LibraryModel(self._read_summaries)
        self.table = LibraryTable(self.model)
        self.panel = PackagePanel()
        self.messages = MessageArea()
        self.slot_above_table = QVBoxLayout()
        """Where the import panel stands while packages are imported."""
        self._build()
        self._connect()

    # --- what the window asks of the page ---------------------------------------------------------------------------

    def connect_library(self, library: LibraryDeed, first_picture: FirstPicture | None = None) -> None:
        """From now on packages are listed."""
        self._library, self._first_picture = library, first_picture
        for control in (self.search, self._filter, self.import_button):
            control.setEnabled(True)
        self.reload()

    def reload(self, select: int | None = None) -> None:
        """Asks again; ``select``: the package to make current, else the one that is."""
        if self._library is None:
            return
        self._wanted = select if select is not None else self.panel.key
        self._asked += 1
        asked, query, library = self._asked, self._query, self._library

        def find(_report: object, _cancel: object) -> _Found:
            return _Found(library.keys(query), library.count(LibraryQuery()), library.clip_total())

        job = self._jobs.call("Searching the library", find)
        job.succeeded.connect(lambda found: self._show(found) if asked == self._asked else None)
        job.failed.connect(self._fail)

    def say_opening(self, words: str) -> None:
        """What stands in the table's place before the catalogue is open."""
        self._opening.setText(words)

    def say_importing(self, importing: bool) -> None:
        """An empty library does not ask for a first import while one is under way."""
        self._importing = importing
        self._opening.setText(_SOON)
        if self._library is not None and self._views.currentWidget() in (self._opening, self._nothing):
            self._views.setCurrentWidget(self._opening if importing else self._nothing)
            self.import_button.setVisible(importing)

    def focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # --- building ---------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.search = SearchField("Search code, agency, submitter, file name…", "Search the library")
        self.search.setFont(font())
        self.search.setMinimumWidth(160)
        self.search.setMaximumWidth(380)
        self._filter = MenuButton("Any verdict", self._filter_menu(), explanation="Show only some verdicts")
        self._fold = IconButton("side-panel", "Show or hide the panel of the package chosen", shortcut="Ctrl+B")
        self._fold.setCheckable(True)
        self.import_button = PrimaryButton("Import packages…", icon="import", explanation="Ctrl+I, or drop files here")
        for control in (self.search, self._filter, self.import_button):
            control.setEnabled(False)
        head = Surface("header")
        head_row = QHBoxLayout(head)
        head_row.setContentsMargins(20, 12, 20, 12)
        head_row.setSpacing(10)
        head_row.addWidget(Label("Library", size=TextSize.TITLE, bold=True))
        head_row.addWidget(self.search, 1)
        head_row.addWidget(self._filter)
        head_row.addStretch(1)
        head_row.addWidget(self._fold)
        head_row.addWidget(self.import_button)

        self._views = QStackedWidget()
        self._views.setProperty("surface", "panel")
        self._opening = Label("Opening the library…", dim=True)
        self._opening.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing = self._empty_state()
        self._no_match = self._no_match_state()
        for view in (self._opening, self.table, self._nothing, self._no_match):
            self._views.addWidget(view)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._views, 1)
        middle.addWidget(self.panel)
        self.panel.hide()
        self._fold.hide()

        foot = Surface("footer")
        foot_row = QHBoxLayout(foot)
        foot_row.setContentsMargins(20, 6, 20, 6)
        self.status = Label("", size=TextSize.SECONDARY, dim=True)
        foot_row.addWidget(self.status)
        foot_row.addStretch(1)

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.messages)
        column.addLayout(self.slot_above_table)
        column.addLayout(middle, 1)
        column.addWidget(foot)

    def _filter_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAccessibleName("Verdicts to show")
        self._verdict_actions: dict[Verdict, QAction] = {}
        for verdict, look in VERDICT_LOOKS.items():
            action = QAction(look.word, menu)
            action.setCheckable(True)
            action.toggled.connect(self._filter_changed)
            self._verdict_actions[verdict] = action
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction("Any verdict", self._any_verdict)
        menu.aboutToShow.connect(self._colour_filter_menu)
        return menu

    def _colour_filter_menu(self) -> None:
        for verdict, action in self._verdict_actions.items():
            look = VERDICT_LOOKS[verdict]
            own = look.icon, "dim" if look.tone is Tone.NEUTRAL else look.tone.value
            action.setIcon(icon(*("check", "accent") if action.isChecked() else own))  # a menu shows one of the two

    def _empty_state(self) -> EmptyState:
        choose = PrimaryButton("Import packages…", icon="import")
        folder = Button("Import a folder…", icon="folder")
        choose.clicked.connect(self.import_requested)
        folder.clicked.connect(self.import_folder_requested)
        return EmptyState(
            "package",
            "No packages yet",
            "Import the sealed footage packages (.asice) that you received. Each is copied, checked, and listed here "
            "with its verdict. You can also drop files or folders anywhere in this window.",
            (choose, folder),
        )

    def _no_match_state(self) -> EmptyState:
        clear = Button("Show all packages")
        clear.clicked.connect(self._show_all)
        return EmptyState("search", "No package matches", "Other words, or another verdict, may find it.", (clear,))

    def _connect(self) -> None:
        self.search.searched.connect(self._search)
        self.import_button.clicked.connect(self.import_requested)
        self.table.sort_requested.connect(self._sort)
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(self._open_row)
        self.panel.open_requested.connect(self.open_requested)
        self.panel.review_requested.connect(self.review_requested)
        self.panel.report_requested.connect(self.report_requested)
        self._fold.toggled.connect(self._fold_panel)
        down = QShortcut(QKeySequence(Qt.Key.Key_Down), self.search)
        down.setContext(Qt.ShortcutContext.WidgetShortcut)
        down.activated.connect(self._into_table)

    # --- searching --------------------------------------------------------------------------------------------------

    def _ask(self, query: LibraryQuery) -> None:
        if query != self._query:
            self._query = query
            self.reload()

    def _search(self, text: str) -> None:
        self._ask(replace(self._query, text=text.strip()))

    def _sort(self, by: SortBy, descending: bool) -> None:
        self._ask(replace(self._query, sort_by=by, descending=descending))

    def _filter_changed(self) -> None:
        chosen = frozenset(verdict for verdict, action in self._verdict_actions.items() if action.isChecked())
        words = [VERDICT_LOOKS[verdict].word for verdict in VERDICT_LOOKS if verdict in chosen]
        self._filter.set_words(
            " or ".join(words) if len(words) in (1, 2) else f"{len(words)} verdicts" if words else "Any verdict"
        )
        self._ask(replace(self._query, verdicts=chosen))

    def _any_verdict(self) -> None:
        for action in self._verdict_actions.values():
            action.setChecked(False)

    def _show_all(self) -> None:
        self.search.clear()
        self._any_verdict()

    @property
    def _filtered(self) -> bool:
        return bool(self._query.text or self._query.verdicts)

    def _show(self, found: _Found) -> None:
        self.messages.clear("library")
        wanted = self._wanted
        self.model.show_keys(found.keys)
        view: QWidget = self.table
        if not found.keys:
            empty = self._opening if self._importing else self._nothing
            view = self._no_match if found.packages else empty
        self._views.setCurrentWidget(view)
        self.import_button.setVisible(view is not self._nothing)
        self.status.setText(
            f"{totals_in_words(found.packages, found.clips, len(found.keys), self._filtered)}"
            " · drop files anywhere to import"
        )
        if found.keys:
            row = None if wanted is None else self.model.row_of(wanted)
            self.table.select_row(row or 0)
        self._arrange()
        if not self._shown_before:
            self._shown_before = True
            (self.table if found.keys else self._nothing).setFocus(Qt.FocusReason.OtherFocusReason)

    def _fail(self, sentence: str) -> None:
        self.messages.tell("library", Tone.BAD, sentence, actions=[("Try again", self.reload)])

    def _read_summaries(self, keys: Sequence[int]) -> Sequence[PackageSummary]:
        if self._library is None:
            return ()
        try:
            return self._library.summaries(keys)
        except ReviewerError as fault:
            self._fail(str(fault))
            return ()

    # --- the package chosen -----------------------------------------------------------------------------------------

    def _choose(self, row: int) -> None:
        key = self.model.key_at(row)
        if key is None or self._library is None:
            self.panel.show_nothing()
            return
        library, first_picture = self._library, self._first_picture
        job = self._jobs.call("Opening the package", lambda _report, _cancel: library.package(key))

        def show(package: StoredPackage) -> None:
            if self.model.key_at(self.table.current_row()) != key:
                return
            self.panel.show_package(package)
            if first_picture is not None and package.latest.result.clips:
                picture = self._jobs.call("Decoding a picture", lambda _report, _cancel: first_picture(package))
                picture.succeeded.connect(lambda image: self.panel.show_picture(key, image))

        job.succeeded.connect(show)
        job.failed.connect(self._fail)

    def _open_row(self, row: int) -> None:
        key = self.model.key_at(row)
        if key is not None:
            self.open_requested.emit(key)

    def _into_table(self) -> None:
        if self._views.currentWidget() is self.table:
            self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # --- room -------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Wide: the panel stands beside the table. Narrow: it comes when asked for; very narrow: in its place."""
        narrow, very_narrow = self.width() < NARROW, self.width() < VERY_NARROW
        listed = self._views.currentWidget() is self.table
        shown = listed and (not narrow or self._fold.isChecked())
        self._fold.setVisible(listed and narrow)
        self.panel.setVisible(shown)
        self.panel.setMaximumWidth(self.width() if very_narrow else PANEL_WIDTH)
        self._views.setVisible(not (shown and very_narrow))
        self.import_button.set_words("Import…" if very_narrow else "Import packages…")

    def _fold_panel(self, _shown: bool) -> None:
        self._arrange()
