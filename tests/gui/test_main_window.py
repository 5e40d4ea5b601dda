"""The window: opens at once, comes alive, says what concerns the whole program, and closes without losing work."""

import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from reviewer.application.errors import CatalogueUnavailable
from reviewer.application.ports import Stray
from reviewer.gui import question
from reviewer.gui.job_runner import JobRunner
from reviewer.gui.main_window import MainWindow
from reviewer.gui.navigation import Section
from reviewer.gui.opening import Opened
from reviewer.gui.theme import SchemeChoice, Theme, colours
from reviewer.gui.window_memory import WindowMemory
from tests.gui.shell_fakes import FakeLibrary, FakeServices, summary

Quiet = Callable[[], None]
Make = Callable[..., MainWindow]


@pytest.fixture
def services() -> FakeServices:
    return FakeServices(FakeLibrary([summary(1), summary(2)]))


@pytest.fixture
def make(qtbot: QtBot, theme: Theme, jobs: JobRunner, services: FakeServices, tmp_path: Path, quiet: Quiet) -> Make:
    def made(open_services: Callable[[], Opened] | None = None) -> MainWindow:
        opening = open_services or (lambda: Opened(services, tmp_path / "trust", services.strays))  # type: ignore[arg-type]
        window = MainWindow(jobs, theme, WindowMemory(tmp_path), opening)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitUntil(
            lambda: window._messages is not None and (window._opened is not None or bool(window.messages.sentences())),
            timeout=20_000,
        )
        quiet()
        return window

    return made


def test_it_comes_alive_after_the_first_paint(make: Make) -> None:
    window = make()
    assert window.workplace.library.model.rowCount() == 2


def test_missing_anchors_are_told_with_what_to_do(make: Make, tmp_path: Path) -> None:
    window = make()
    (told,) = window.messages.sentences()
    assert told.startswith(f"No trust anchors in {tmp_path / 'trust'}: every package will read “signer not trusted”.")
    assert "anchors/timestamping" in told


def test_strays_of_a_crash_are_told(make: Make, services: FakeServices) -> None:
    services.strays = [Stray(Path("staging/17"), "an unfinished copy; removed")]
    window = make()
    assert any("left 1 file behind. 17: an unfinished copy; removed" in told for told in window.messages.sentences())


def test_a_catalogue_that_cannot_be_opened_can_be_tried_again(
    make: Make, services: FakeServices, tmp_path: Path, quiet: Quiet
) -> None:
    faults = [CatalogueUnavailable("The catalogue is of a newer version. Install a newer Reviewer.")]

    def open_services() -> Opened:
        if faults:
            raise faults.pop()
        return Opened(services, tmp_path)  # type: ignore[arg-type]

    window = make(open_services)
    assert window.messages.sentences() == ("The catalogue is of a newer version. Install a newer Reviewer.",)
    assert not window.workplace.library.import_button.isEnabled()
    window._open()
    quiet()
    assert window.workplace.library.import_button.isEnabled()


def test_files_given_before_the_catalogue_is_open_wait(
    make: Make, services: FakeServices, tmp_path: Path, quiet: Quiet
) -> None:
    def open_services() -> Opened:
        return Opened(services, tmp_path)  # type: ignore[arg-type]

    window = make(open_services)
    window.import_paths([Path("a.asice")])
    quiet()
    assert window.workplace.library.model.rowCount() == 3
    assert window.workplace.library.panel.key == 3


@pytest.mark.parametrize("keys", ["F1", "?"])
def test_a_key_lists_the_keys_once(make: Make, qtbot: QtBot, keys: str) -> None:
    window = make()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for _time in range(2):
        qtbot.keyClick(window.workplace.library.table, Qt.Key.Key_F1 if keys == "F1" else Qt.Key.Key_Question)
    (listed,) = window.findChildren(QDialog)
    told = [label.text() for label in listed.findChildren(QLabel)]
    assert "Search the library" in told
    assert "Ctrl+F" in told
    qtbot.keyClick(listed, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(QDialog))


def test_a_question_mark_can_be_searched_for(make: Make, qtbot: QtBot) -> None:
    window = make()
    window.activateWindow()
    window.workplace.library.search.setFocus()
    qtbot.keyClick(window.workplace.library.search, Qt.Key.Key_Question)
    assert window.workplace.library.search.text() == "?"
    assert not window.findChildren(QDialog)


@pytest.mark.parametrize(
    ("width", "in_library", "in_review"), [(1100, True, True), (1366, False, True), (1920, False, False)]
)
def test_the_navigation_makes_room_for_pictures(make: Make, width: int, in_library: bool, in_review: bool) -> None:
    window = make()
    window.resize(width, 768)
    assert window.navigation.folded is in_library
    window.navigation.chosen.emit(Section.REVIEW)
    assert window.navigation.folded is in_review
    window.navigation.chosen.emit(Section.LIBRARY)
    assert window.navigation.folded is in_library


def test_files_dropped_anywhere_are_imported(make: Make, quiet: Quiet) -> None:
    window = make()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/cases/a.asice")])
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    entered = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, left, none)
    window.dragEnterEvent(entered)
    assert entered.isAccepted()
    assert window._veil is not None
    assert window._veil.isVisible()
    window.grab()
    window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, none))
    quiet()
    assert not window._veil.isVisible()
    assert window.workplace.library.model.rowCount() == 3


def test_text_that_is_dragged_is_not_taken(make: Make) -> None:
    window = make()
    data = QMimeData()
    data.setText("hello")
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    entered = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, left, none)
    entered.ignore()
    window.dragEnterEvent(entered)
    assert not entered.isAccepted()


def test_navigation_folds_and_leads(make: Make, qtbot: QtBot) -> None:
    window = make()
    window.resize(1366, 768)
    qtbot.waitUntil(lambda: not window.navigation.folded)
    window.resize(1100, 700)
    qtbot.waitUntil(lambda: window.navigation.folded)
    review = window.navigation._buttons[Section.REVIEW]
    assert review.accessibleName() == "Review"
    qtbot.mouseClick(review, Qt.MouseButton.LeftButton)
    assert window.workplace.no_review.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.workplace.library.isVisible()


@pytest.mark.parametrize("size", [(640, 360), (683, 384), (1366, 768), (1920, 1080)])
def test_the_window_fits_every_screen(make: Make, size: tuple[int, int]) -> None:
    window = make()
    window.resize(*size)
    assert (window.width(), window.height()) == size
    button = window.workplace.library.import_button
    assert button.mapTo(window, QPoint(button.width(), 0)).x() <= size[0]


def test_the_theme_chosen_is_worn_and_remembered(make: Make, tmp_path: Path) -> None:
    window = make()
    window.navigation.scheme_chosen.emit(SchemeChoice.DARK)
    assert colours().dark
    assert WindowMemory(tmp_path).scheme is SchemeChoice.DARK


def test_the_window_comes_back_where_it_was(make: Make, tmp_path: Path, qtbot: QtBot) -> None:
    window = make()
    window.resize(700, 500)
    window.close()
    again = make()
    assert (again.width(), again.height()) == (700, 500)
    assert {path.name for path in tmp_path.iterdir()} <= {"window.ini", "trust"}


def test_closing_an_idle_window_asks_nothing(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question, "ask", lambda *_arguments: pytest.fail("asked"))
    window = make()
    assert window.close()


def test_closing_during_an_import_asks_then_cancels_and_closes(
    make: Make, services: FakeServices, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [0, 1]
    asked: list[str] = []

    def answer(_parent: object, _title: str, _question: str, explanation: str, _answers: object) -> int:
        asked.append(explanation)
        return answers.pop(0)

    monkeypatch.setattr(question, "ask", answer)
    window = make()
    services.import_package.gate.clear()
    window.import_paths([Path("a.asice")])
    assert not window.close()
    assert window.isVisible()
    assert "1 task" in asked[0]
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert len(services.library.lines) == 2


def test_closing_with_undecided_files_says_what_becomes_of_them(
    make: Make, services: FakeServices, qtbot: QtBot, quiet: Quiet, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(_parent: object, _title: str, _question: str, explanation: str, _answers: object) -> int:
        asked.append(explanation)
        return 1

    monkeypatch.setattr(question, "ask", answer)
    window = make()
    window.import_paths([Path("altered.asice")])
    quiet()
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert "will not be kept" in asked[0]


def test_a_question_has_the_safe_answer_as_its_default(
    theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[question.Question] = []
    pressed = iter((Qt.Key.Key_Escape, Qt.Key.Key_Return, None))

    def answered(box: question.Question) -> None:
        asked.append(box)
        box.show()
        key = next(pressed)
        if key is None:
            qtbot.mouseClick(box.buttons[1], Qt.MouseButton.LeftButton)
        else:
            qtbot.keyClick(box, key)

    monkeypatch.setattr(question.Question, "exec", answered)
    answers = [question.ask(None, "T", "<b>Sure?</b>", "why", ("Keep working", "Close")) for _ in range(3)]
    assert answers == [None, 0, 1]
    assert asked[0].question.text() == "<b>Sure?</b>"
    assert asked[0].question.textFormat() is Qt.TextFormat.PlainText


def test_the_first_paint_loads_nothing_heavy(tmp_path: Path) -> None:
    program = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from PySide6.QtWidgets import QApplication
        from reviewer.application.settings import settings_for
        from reviewer.gui.program import make_window

        application = QApplication([])
        window, jobs = make_window(application, settings_for(Path(sys.argv[1])))
        window._start = application.quit
        window.show()
        application.exec()
        heavy = {"sqlalchemy", "alembic", "reportlab", "av", "vlc", "numpy", "cryptography", "asn1crypto", "pikepdf"}
        print(sorted(heavy & set(sys.modules)))
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
