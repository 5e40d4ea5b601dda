"""The library page over a library in memory: what a person sees, finds, sorts and opens, by mouse or by keyboard."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from reviewer.application.errors import CatalogueUnavailable
from reviewer.application.ports import SortBy
from reviewer.evidence.findings import Verdict
from reviewer.gui.job_runner import JobRunner
from reviewer.gui.library.library_model import Column, LibraryModel
from reviewer.gui.library.library_page import LibraryPage
from reviewer.gui.library.library_table import LibraryTable
from reviewer.gui.text import Label, Sentence
from reviewer.gui.theme import Theme
from tests.gui.shell_fakes import FakeLibrary, summary

Quiet = Callable[[], None]
MIXED = [
    summary(1),
    summary(2, Verdict.UNTRUSTED),
    summary(3, Verdict.ALTERED),
    summary(4, Verdict.UNREADABLE, file_name="EVID_0042.asice"),
    summary(5, agency="Shelbyville PD"),
]


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, jobs: JobRunner) -> LibraryPage:
    made = LibraryPage(jobs)
    qtbot.addWidget(made)
    made.resize(1180, 700)
    made.show()
    return made


@pytest.fixture
def listed(page: LibraryPage, quiet: Quiet) -> LibraryPage:
    page.connect_library(FakeLibrary(MIXED))
    quiet()
    return page


def shown(page: LibraryPage) -> list[int | None]:
    return [page.model.key_at(row) for row in range(page.model.rowCount())]


def panel_text(page: LibraryPage) -> str:
    labels = [*page.panel.findChildren(Label), *page.panel.findChildren(Sentence)]
    return " ".join(label.accessibleName() or label.text() for label in labels)


def test_before_the_catalogue_is_open_nothing_can_be_asked_for(page: LibraryPage) -> None:
    assert not page.import_button.isEnabled()
    assert not page.search.isEnabled()


def test_newest_first_and_every_line_tells_verdict_and_reason(listed: LibraryPage) -> None:
    assert shown(listed) == [1, 2, 3, 4, 5]
    told = [str(listed.model.index(row, Column.VERDICT).data()) for row in range(5)]
    assert told == [
        "Verified, intact up to event 3",
        "Signer not trusted, a signer is not trusted here; kept in quarantine",
        "Altered, 1 clip differs from its seal; kept in quarantine",
        "Unreadable, not a footage package; kept in quarantine",
        "Verified, intact up to event 3",
    ]
    assert listed.model.index(3, Column.CODE).data() == "unknown, file “EVID_0042.asice”"
    assert listed.model.index(3, Column.CLIPS).data() == "unknown"
    assert listed.status.text().startswith("5 packages · 11 clips")


@pytest.mark.parametrize(
    ("width", "hidden"),
    [
        (1384, set()),
        (854, {Column.COMPLETENESS}),
        (760, {Column.COMPLETENESS, Column.SUBMITTER}),
        (617, {Column.COMPLETENESS, Column.SUBMITTER, Column.CLIPS}),
    ],
)
def test_columns_that_find_no_room_give_way_in_a_fixed_order(
    theme: Theme, qtbot: QtBot, width: int, hidden: set[Column]
) -> None:
    library = FakeLibrary([summary(1), summary(2, Verdict.ALTERED), summary(3, Verdict.UNREADABLE)])
    model = LibraryModel(library.summaries)
    table = LibraryTable(model)
    qtbot.addWidget(table)
    table.resize(width, 400)
    table.show()
    model.show_keys([1, 2, 3])
    assert {column for column in Column if table.isColumnHidden(column)} == hidden
    assert table.horizontalScrollBar().maximum() == 0
    assert [model.index(row, Column.COMPLETENESS).data() for row in range(3)] == [
        "not proven, intact up to event 3; that nothing was cut off after it is not proven",
        "not proven, read up to event 3; that nothing was cut off after it is not proven",
        "not proven, nothing is known of its history",
    ]


def test_an_empty_library_asks_for_no_first_import_while_one_is_under_way(page: LibraryPage, quiet: Quiet) -> None:
    page.connect_library(FakeLibrary([]))
    quiet()
    first_step = button_named(page, "Import a folder…")
    assert first_step.isVisible()
    page.say_importing(True)
    assert not first_step.isVisible()
    page.reload()
    quiet()
    assert not first_step.isVisible()
    page.say_importing(False)
    assert first_step.isVisible()


def test_typing_searches_and_escape_shows_all_again(listed: LibraryPage, qtbot: QtBot, quiet: Quiet) -> None:
    qtbot.keyClicks(listed.search, "shelbyville")
    qtbot.waitUntil(lambda: shown(listed) == [5])
    assert listed.status.text().startswith("1 of 5 packages matches")
    qtbot.keyClick(listed.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(shown(listed)) == 5)


def test_a_search_that_finds_nothing_says_so_and_leads_back(listed: LibraryPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(listed.search, "nobody")
    qtbot.waitUntil(lambda: shown(listed) == [])
    button = button_named(listed, "Show all packages")
    assert button.isVisible()
    assert not listed.panel.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(shown(listed)) == 5)


def test_filter_by_verdict(listed: LibraryPage, qtbot: QtBot, quiet: Quiet) -> None:
    menu = listed._filter.menu()
    altered = next(action for action in menu.actions() if action.text() == "Altered")
    altered.trigger()
    qtbot.waitUntil(lambda: shown(listed) == [3])
    assert listed._filter.accessibleName() == "Altered"
    next(action for action in menu.actions() if action.text() == "Any verdict").trigger()
    qtbot.waitUntil(lambda: len(shown(listed)) == 5)


def test_a_header_sorts_and_again_the_other_way(page: LibraryPage, qtbot: QtBot, quiet: Quiet) -> None:
    library = FakeLibrary(MIXED)
    page.connect_library(library)
    quiet()
    head = page.table.horizontalHeader()
    for descending in (False, True):
        x = head.sectionViewportPosition(Column.VERDICT) + 20
        qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=head.rect().center().__class__(x, 10))
        quiet()
        assert (library.asked[-1].sort_by, library.asked[-1].descending) == (SortBy.VERDICT, descending)
    assert shown(page)[0] == 4


def test_a_thousand_lines_are_read_a_page_at_a_time(page: LibraryPage, quiet: Quiet) -> None:
    library = FakeLibrary([summary(key) for key in range(1, 1001)])
    page.connect_library(library)
    quiet()
    page.grab()
    assert page.model.rowCount() == 1000
    assert library.pages_read <= 2
    page.table.select_row(999)
    page.grab()
    assert library.pages_read <= 4


def test_a_million_rows_keep_only_some_pages() -> None:
    asked: list[int] = []

    def read(keys: object) -> list[object]:
        asked.append(1)
        return [summary(key) for key in keys]  # type: ignore[attr-defined]

    model = LibraryModel(read)  # type: ignore[arg-type]
    model.show_keys(range(1, 1_000_001))
    for row in range(0, 1_000_000, 5_000):
        assert model.summary_at(row).key == row + 1  # type: ignore[union-attr]
    assert len(asked) == 200
    assert len(model._pages) < 100


def test_enter_opens_and_arrows_choose(listed: LibraryPage, qtbot: QtBot, quiet: Quiet) -> None:
    listed.table.setFocus()
    qtbot.keyClick(listed.table, Qt.Key.Key_Down)
    quiet()
    assert listed.panel.key == 2
    with qtbot.waitSignal(listed.open_requested) as opened:
        qtbot.keyClick(listed.table, Qt.Key.Key_Return)
    assert opened.args == [2]


def test_the_panel_gives_the_reason_in_words(listed: LibraryPage, quiet: Quiet) -> None:
    assert "that nothing was cut off after it is not proven" in panel_text(listed)
    assert "Harbor Sealing Service → Springfield PD" in panel_text(listed)
    listed.table.select_row(2)
    quiet()
    assert "A file differs from its signed SHA-256" in panel_text(listed)
    assert "In quarantine" in panel_text(listed)
    listed.table.select_row(3)
    quiet()
    assert "The file cannot be read as a footage package" in panel_text(listed)


def test_the_panel_s_deeds_name_the_package(listed: LibraryPage, qtbot: QtBot, quiet: Quiet) -> None:
    listed.table.select_row(1)
    quiet()
    for name, signal in (
        ("Review", listed.review_requested),
        ("Custody report…", listed.report_requested),
        ("Show everything that was checked", listed.open_requested),
    ):
        with qtbot.waitSignal(signal) as asked:
            qtbot.mouseClick(button_named(listed.panel, name), Qt.MouseButton.LeftButton)
        assert asked.args == [2]


def test_a_clip_s_picture_is_shown_or_why_there_is_none(page: LibraryPage, quiet: Quiet) -> None:
    answers: list[QImage | str] = ["This clip cannot be read."]
    page.connect_library(FakeLibrary(MIXED), lambda _package: answers[-1])
    quiet()
    assert "This clip cannot be read." in panel_text(page)
    image = QImage(16, 9, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    answers.append(image)
    page.table.select_row(1)
    quiet()
    assert not page.panel.findChild(QWidget, "picture").pixmap().isNull()


def test_an_empty_library_says_the_first_step(page: LibraryPage, qtbot: QtBot, quiet: Quiet) -> None:
    page.connect_library(FakeLibrary())
    quiet()
    assert not page.import_button.isVisible()
    buttons = [button for button in page.findChildren(QAbstractButton) if button.isVisible()]
    importing = next(button for button in buttons if button.accessibleName() == "Import packages…")
    with qtbot.waitSignal(page.import_requested):
        qtbot.mouseClick(importing, Qt.MouseButton.LeftButton)


def test_a_catalogue_that_fails_stands_on_the_page_with_try_again(
    page: LibraryPage, qtbot: QtBot, quiet: Quiet
) -> None:
    library = FakeLibrary(MIXED)
    library.fault = CatalogueUnavailable("The catalogue is locked. Close the other Reviewer and try again.")
    page.connect_library(library)
    quiet()
    assert page.messages.sentences() == ("The catalogue is locked. Close the other Reviewer and try again.",)
    qtbot.mouseClick(button_named(page, "Try again"), Qt.MouseButton.LeftButton)
    quiet()
    assert page.messages.sentences() == ()
    assert len(shown(page)) == 5


@pytest.mark.parametrize(("width", "folded"), [(1180, False), (900, True), (600, True)])
def test_the_panel_goes_under_a_button_where_there_is_little_room(
    listed: LibraryPage, qtbot: QtBot, width: int, folded: bool
) -> None:
    listed.resize(width, 600)
    assert listed.panel.isVisible() is not folded
    assert listed._fold.isVisible() is folded
    if folded:
        qtbot.mouseClick(listed._fold, Qt.MouseButton.LeftButton)
        assert listed.panel.isVisible()
        assert listed.panel.geometry().right() <= listed.width()


@pytest.mark.parametrize("width", [1180, 900, 620, 500])
def test_the_verdict_is_never_cut_off(listed: LibraryPage, width: int) -> None:
    listed.resize(width, 600)
    table = listed.table
    assert table.columnViewportPosition(Column.VERDICT) + 170 <= table.viewport().width()


def test_everything_that_can_be_reached_has_a_name(listed: LibraryPage) -> None:
    reachable = [
        widget
        for widget in listed.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.objectName().startswith("qt_")
    ]
    named = [widget for widget in reachable if isinstance(widget, QAbstractButton | QLineEdit)]
    assert len(named) >= 6
    assert [widget for widget in named if not (widget.accessibleName() or widget.text())] == []


def test_hostile_names_reach_the_table_as_text(page: LibraryPage, quiet: Quiet) -> None:
    page.connect_library(FakeLibrary([summary(1, code="<b>x\u202ey", agency="a\nb", submitter="\x1b[31m")]))
    quiet()
    assert page.model.index(0, Column.CODE).data() == "<b>x\\u202ey, a\\nb"
    assert page.model.index(0, Column.SUBMITTER).data() == "\\x1b[31m"
    assert "&lt;b&gt;" in str(page.model.index(0, Column.CODE).data(Qt.ItemDataRole.ToolTipRole))
    page.grab()


def button_named(page: QWidget, name: str) -> QAbstractButton:
    found = [
        button
        for button in page.findChildren(QAbstractButton)
        if button.isVisible() and name in (button.accessibleName(), button.text().strip())
    ]
    assert len(found) == 1, f"{len(found)} buttons named {name}"
    return found[0]
