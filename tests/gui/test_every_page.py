"""What holds for every page and dialog: each part that can be reached has a name, nothing is cut off, Tab reaches all.

A screen of 1366 × 768 at 200 % has 683 × 384 logical pixels; the folded navigation takes 54 of them.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QLineEdit,
    QProgressBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from reviewer.application.errors import StoreUnavailable
from reviewer.bootstrap import Services
from reviewer.evidence.findings import Verdict
from reviewer.gui.import_flow.import_panel import ImportPanel
from reviewer.gui.import_flow.import_queue import ImportQueue
from reviewer.gui.job_runner import JobRunner
from reviewer.gui.library.library_page import LibraryPage
from reviewer.gui.navigation import Navigation
from reviewer.gui.package.expected_head_dialog import ExpectedHeadDialog
from reviewer.gui.package.package_page import PackagePage
from reviewer.gui.package.parts import Disclosure, Paragraph
from reviewer.gui.question import Question
from reviewer.gui.report_dialog.dialog import ReportDialog
from reviewer.gui.review.keys import show_help, window_keys
from reviewer.gui.review.review_page import ReviewPage
from reviewer.gui.text import ElidedLabel
from reviewer.gui.theme import SchemeChoice
from reviewer.gui.widgets.badges import Badge
from tests.fakes.fake_playback import FakeSound
from tests.fakes.review_material import PERSON, QUEUE, OneSession, review_clip, review_session
from tests.gui import package_samples as samples
from tests.gui.shell_fakes import FakeImport, FakeLibrary, summary
from tests.gui.stored_vectors import services_with

pytestmark = pytest.mark.usefixtures("theme")

WIDE, LOW = 1366 - 188, (683 - 54, 384)
VECTORS = ("valid-three-hops.asice", "clip-one-bit.asice", "zip-prefix.asice")
Quiet = Callable[[], None]
Made = QWidget
Make = Callable[[], Made]


# --- what is looked at ----------------------------------------------------------------------------------------------


def nameless(page: QWidget) -> list[str]:
    """Parts that can be reached, or that show how far work is, and have nothing for a screen reader to say."""
    kinds = (QAbstractButton, QLineEdit, QAbstractItemView, QProgressBar)
    found = []
    for part in page.findChildren(QWidget):
        if not part.isVisibleTo(page) or not (part.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(part, kinds)):
            continue
        words = part.text() if isinstance(part, (QAbstractButton, QLabel)) else ""
        if not (part.accessibleName() or words).strip():
            found.append(f"{type(part).__name__} {part.objectName()}")
    return found


def cut_off(page: QWidget) -> list[str]:
    """Words, buttons and badges that have less room than they need, or that lie beside what can be scrolled to."""
    return [told for part in page.findChildren(QWidget) if part.isVisibleTo(page) and (told := _cut(part, page))]


def _cut(part: QWidget, page: QWidget) -> str:
    if not isinstance(part, (QLabel, QAbstractButton, Badge, QLineEdit, Paragraph)):
        return ""
    if (isinstance(part, QLabel) and not part.text()) or isinstance(part.parent(), QLineEdit):
        return ""  # a field draws its own buttons
    words = part.accessibleName() or getattr(part, "text", str)()
    said = f"{type(part).__name__} “{words}” {part.width()}×{part.height()}"
    left = part.mapTo(page, QPoint(0, 0)).x()
    if left < 0 or left + part.width() > page.width():
        return f"{said} reaches beside the page"
    if isinstance(part, ElidedLabel):
        whole = QLabel.text(part)
        elided = part.fontMetrics().horizontalAdvance(whole) > part.contentsRect().width() + 1
        return f"{said} is shortened and no tool tip tells the rest" if elided and not part.toolTip() else ""
    if isinstance(part, Paragraph) or (isinstance(part, QLabel) and part.wordWrap()):
        needed = part.heightForWidth(part.width())
        return f"{said} needs a height of {needed}" if needed > part.height() + 1 else ""
    if isinstance(part, QLineEdit):
        return ""
    hint = part.sizeHint()
    if hint.width() > part.width() + 1 or hint.height() > part.height() + 1:
        return f"{said} needs {hint.width()}×{hint.height()}"
    return ""


def out_of_tab(page: QWidget) -> list[str]:
    """Parts with a place in the order of the Tab key that the key does not come to."""
    wanted = {
        part
        for part in page.findChildren(QWidget)
        if part.isVisible() and part.isEnabled() and part.focusPolicy() & Qt.FocusPolicy.TabFocus
        and part.focusProxy() is None
    }  # fmt: skip
    page.activateWindow()
    walked: set[QWidget] = set()
    for _step in range(2 * len(wanted) + 4):
        QTest.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Tab)
        place = QApplication.focusWidget()
        if place is not None:
            walked.add(place)
    return [f"{type(part).__name__} {part.accessibleName()}" for part in wanted - walked]


# --- what is made ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Services, dict[str, int]]]:
    with services_with(tmp_path_factory.mktemp("home"), *VECTORS) as made:
        yield made


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[QWidget, tuple[int, int]], None]:
    def shown(page: QWidget, size: tuple[int, int]) -> None:
        qtbot.addWidget(page)
        page.resize(*size)
        page.show()

    return shown


SIZES = pytest.mark.parametrize("size", [(WIDE, 768), LOW], ids=["1366", "200 percent"])


def look(page: QWidget) -> None:
    """After the layout has come to rest: everything above."""
    for _turn in range(6):
        QApplication.processEvents()
    assert nameless(page) == []
    assert cut_off(page) == []
    assert out_of_tab(page) == []


# --- pages ----------------------------------------------------------------------------------------------------------


@SIZES
@pytest.mark.parametrize("count", [0, 1, 200])
def test_library(show: Any, jobs: JobRunner, quiet: Quiet, size: tuple[int, int], count: int) -> None:
    verdicts = list(Verdict)
    lines = [summary(key, verdicts[key % 4]) for key in range(1, count + 1)]
    page = LibraryPage(jobs)
    show(page, size)
    page.connect_library(FakeLibrary(lines), lambda _package: f"The file /{'0' * 64}/x cannot be reached.")
    quiet()
    look(page)
    for row in range(min(count, 4)):
        page.table.select_row(row)
        quiet()
        look(page)
    if page._fold.isVisible():
        page._fold.click()
        look(page)


@SIZES
@pytest.mark.parametrize("name", VECTORS)
def test_package(show: Any, jobs: JobRunner, quiet: Quiet, stored: Any, size: tuple[int, int], name: str) -> None:
    services, keys = stored
    page = PackagePage(services, jobs)
    show(page, size)
    page.open_package(keys[name])
    quiet()
    look(page)
    for arrow in page.findChildren(Disclosure):
        arrow.setChecked(True)
    look(page)


@SIZES
def test_a_package_with_much_in_it(
    show: Any, jobs: JobRunner, quiet: Quiet, stored: Any, size: tuple[int, int]
) -> None:
    package = samples.stored(samples.crowded())
    services = type("Made", (), {"library": type("Library", (), {
        "package": lambda _self, _key: package, "verifications": lambda _self, _key: [package.latest],
    })()})()  # fmt: skip
    page = PackagePage(cast(Services, services), jobs)
    show(page, size)
    page.open_package(1)
    quiet()
    look(page)


@SIZES
@pytest.mark.skipif(not QUEUE.is_file(), reason="the fixtures' footage is not beside the repository")
def test_review(show: Any, jobs: JobRunner, qtbot: QtBot, size: tuple[int, int]) -> None:
    session = review_session(review_clip(1, QUEUE, length=139_400_000), review_clip(2, PERSON, length=2_966_000))
    page = ReviewPage(OneSession(session), jobs, sound=FakeSound(), offset_at=lambda _instant: -360)
    show(page, size)
    page.open_package(1)
    qtbot.waitUntil(lambda: page.snapshot is not None, timeout=60_000)
    look(page)
    if not page.column.isVisible():
        page.header.column_button.click()
        look(page)
    page.close()


@SIZES
def test_review_with_nothing_open_or_nothing_to_open(show: Any, jobs: JobRunner, quiet: Quiet, size: Any) -> None:
    fault = StoreUnavailable("The stored file could not be read. Connect the disc, then try again.")
    page = ReviewPage(OneSession(fault), jobs, sound=FakeSound("There is no sound: install libvlc5."))
    show(page, size)
    look(page)
    page.open_package(1)
    quiet()
    look(page)
    page.close()


@SIZES
def test_import(show: Any, jobs: JobRunner, quiet: Quiet, qtbot: QtBot, size: tuple[int, int]) -> None:
    queue = ImportQueue(jobs, FakeImport(FakeLibrary()))
    panel = ImportPanel(queue)
    show(panel, size)
    queue.add([Path("/media/usb/good.asice"), Path("/media/usb/altered.asice"), Path("/media/usb/untrusted.asice")])
    quiet()
    panel.resize(*size)
    look(panel)


@pytest.mark.parametrize("folded", [False, True])
def test_navigation(show: Any, folded: bool) -> None:
    bar = Navigation(SchemeChoice.LIGHT)
    show(bar, (188, 384))
    bar.add_help()
    bar.fold(folded)
    look(bar)


# --- dialogs --------------------------------------------------------------------------------------------------------


def test_keys(show: Any, qtbot: QtBot) -> None:
    page = QWidget()
    show(page, (683, 384))
    dialog = show_help(page, (("Keys", window_keys()),))
    assert dialog.width() <= 683
    assert dialog.height() <= 384
    look(dialog)
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


@pytest.mark.parametrize("size", [(980, 720), (660, 360)])
def test_report(show: Any, jobs: JobRunner, qtbot: QtBot, stored: Any, size: tuple[int, int]) -> None:
    services, keys = stored
    dialog = ReportDialog(services, jobs, services.library.package(keys[VECTORS[0]]).summary)
    show(dialog, size)
    qtbot.waitUntil(dialog.save.isEnabled, timeout=20_000)
    look(dialog)
    dialog.close()


def test_smaller_dialogs(show: Any) -> None:
    head = ExpectedHeadDialog(samples.verified())
    show(head, (560, 340))
    head.entry.setText("7c01" * 16)
    head.compare()
    look(head)
    assert head.height() <= 384
    head.close()
    sure = Question(None, "Close", "Close now?", "3 files that wait for your decision will not be kept.", ("No", "Yes"))
    show(sure, (0, 0))
    look(sure)
    assert sure.height() <= 384


def test_the_checks_themselves_find_what_they_look_for(show: Any) -> None:
    page = QWidget()
    show(page, (200, 100))
    button = QAbstractScrollArea(page)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    label = QLabel("a sentence that is much longer than its room", page)
    label.setGeometry(0, 0, 60, 20)
    beside = QLabel("x", page)
    beside.setGeometry(190, 0, 60, 20)
    for part in (button, label, beside):
        part.show()
    assert nameless(page)
    assert len(cut_off(page)) == 2
