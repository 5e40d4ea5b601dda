"""The report dialog over the real deeds and printer: pages from bytes, paper, zoom, saving, and what can go wrong."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from reviewer.application.errors import EnvironmentFault
from reviewer.application.ports import Paper
from reviewer.bootstrap import Services
from reviewer.gui.job_runner import JobRunner
from reviewer.gui.report_dialog.dialog import ReportDialog, suggested_name
from reviewer.gui.report_dialog.pages_view import MOST_ZOOM
from tests.gui import package_samples as samples
from tests.gui.stored_vectors import services_with

pytestmark = pytest.mark.usefixtures("theme")

ALTERED, UNREADABLE = "clip-one-bit.asice", "zip-prefix.asice"
Quiet = Callable[[], None]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Services, dict[str, int]]]:
    with services_with(tmp_path_factory.mktemp("home"), ALTERED, UNREADABLE) as made:
        yield made


@pytest.fixture
def open_dialog(qtbot: QtBot, jobs: JobRunner) -> Callable[..., ReportDialog]:
    """A dialog over services; it has not got its pages yet."""

    def make(services: Any, package: Any) -> ReportDialog:
        dialog = ReportDialog(cast(Services, services), jobs, package)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


@pytest.fixture
def shown(qtbot: QtBot, stored: Any, open_dialog: Callable[..., ReportDialog]) -> ReportDialog:
    """A dialog with the pages of the altered package's report."""
    services, keys = stored
    dialog = open_dialog(services, services.library.package(keys[ALTERED]).summary)
    qtbot.waitUntil(dialog.save.isEnabled, timeout=20_000)
    return dialog


def printer(preview: Callable[[int, Paper], bytes]) -> SimpleNamespace:
    return SimpleNamespace(reports=SimpleNamespace(preview=preview))


class TestPreview:
    def test_every_page_is_there(self, shown: ReportDialog) -> None:
        assert shown.pages.page_count >= 2
        assert shown.page_words.text() == f"Page 1 of {shown.pages.page_count}"
        assert shown.messages.sentences() == ()

    def test_an_unreadable_package_has_a_report_too(
        self, qtbot: QtBot, stored: Any, open_dialog: Callable[..., ReportDialog]
    ) -> None:
        services, keys = stored
        dialog = open_dialog(services, services.library.package(keys[UNREADABLE]).summary)
        qtbot.waitUntil(dialog.save.isEnabled, timeout=20_000)
        assert dialog.pages.page_count >= 1

    def test_the_paper_can_be_changed(self, qtbot: QtBot, shown: ReportDialog) -> None:
        letter = shown.pages.document().pagePointSize(0)
        shown.papers.button(1).click()
        assert shown.chosen_paper is Paper.A4
        qtbot.waitUntil(shown.save.isEnabled, timeout=20_000)
        assert (round(letter.width()), round(letter.height())) == (612, 792)
        assert round(shown.pages.document().pagePointSize(0).height()) == 842

    def test_zoom_by_button_key_and_back_to_the_width(self, qtbot: QtBot, shown: ReportDialog) -> None:
        fitted = shown.pages.percent()
        shown.larger.click()
        assert shown.pages.percent() == pytest.approx(fitted * 1.25, abs=1)
        assert shown.zoom_words.text() == f"{shown.pages.percent()} %"
        for _ in range(12):
            qtbot.keyClick(shown.pages, Qt.Key.Key_Plus)
        assert shown.pages.percent() == MOST_ZOOM * 100
        shown.fit.click()
        assert shown.pages.percent() == pytest.approx(fitted, abs=1)

    def test_the_end_key_shows_the_last_page(self, qtbot: QtBot, shown: ReportDialog) -> None:
        last = shown.pages.page_count
        qtbot.keyClick(shown.pages, Qt.Key.Key_End)
        qtbot.waitUntil(lambda: shown.page_words.text() == f"Page {last} of {last}")
        qtbot.keyClick(shown.pages, Qt.Key.Key_Home)
        qtbot.waitUntil(lambda: shown.page_words.text() == f"Page 1 of {last}")

    def test_a_failure_is_told_in_a_bar_and_can_be_tried_again(
        self, quiet: Quiet, open_dialog: Callable[..., ReportDialog]
    ) -> None:
        def fail(_key: int, _paper: Paper) -> bytes:
            raise EnvironmentFault("The fonts are missing. Install Reviewer again.")

        dialog = open_dialog(printer(fail), samples.stored(samples.verified()).summary)
        quiet()
        assert dialog.messages.sentences() == ("The fonts are missing. Install Reviewer again.",)
        assert not dialog.save.isEnabled()

    def test_bytes_that_are_no_pdf_are_told(
        self, qtbot: QtBot, quiet: Quiet, open_dialog: Callable[..., ReportDialog]
    ) -> None:
        dialog = open_dialog(printer(lambda _key, _paper: b"nothing"), samples.stored(samples.verified()).summary)
        quiet()
        qtbot.waitUntil(lambda: bool(dialog.messages.sentences()))
        assert "cannot be shown here" in dialog.messages.sentences()[0]

    def test_a_slow_answer_for_another_paper_is_not_shown(
        self, quiet: Quiet, open_dialog: Callable[..., ReportDialog], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        may_go_on = threading.Event()

        def preview(_key: int, paper: Paper) -> bytes:
            if paper is Paper.LETTER:
                may_go_on.wait(20)
            return paper.value.encode()

        dialog = open_dialog(printer(preview), samples.stored(samples.verified()).summary)
        got: list[bytes] = []
        monkeypatch.setattr(dialog.pages, "show_pdf", got.append)
        dialog.papers.button(1).click()
        may_go_on.set()
        quiet()
        assert got == [b"a4"]

    def test_closing_while_pages_are_set_is_no_fault(self, jobs: JobRunner, quiet: Quiet, qtbot: QtBot) -> None:
        may_go_on = threading.Event()

        def preview(_key: int, _paper: Paper) -> bytes:
            may_go_on.wait(20)
            return b"%PDF-"

        summary = samples.stored(samples.verified()).summary
        dialog = ReportDialog(cast(Services, printer(preview)), jobs, summary)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()
        with qtbot.waitSignal(dialog.destroyed):
            dialog.close()
        may_go_on.set()
        quiet()


class TestSaving:
    def test_it_says_where_the_report_is_and_its_sha256(
        self, quiet: Quiet, shown: ReportDialog, tmp_path: Path
    ) -> None:
        shown.save_to(tmp_path / "report")
        quiet()
        path = tmp_path / "report.pdf"
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert shown.messages.sentences() == (f"Saved: {path} SHA-256 {digest}",)
        assert shown.save.isEnabled()

    def test_the_sha256_can_be_copied(self, qtbot: QtBot, quiet: Quiet, shown: ReportDialog, tmp_path: Path) -> None:
        from reviewer.gui.widgets.buttons import SmallButton

        shown.save_to(tmp_path / "report.pdf")
        quiet()
        copy = next(button for button in shown.findChildren(SmallButton) if button.text() == "Copy SHA-256")
        copy.click()
        assert QGuiApplication.clipboard().text() == hashlib.sha256((tmp_path / "report.pdf").read_bytes()).hexdigest()

    def test_a_place_that_is_not_there_is_told_and_nothing_is_lost(
        self, quiet: Quiet, shown: ReportDialog, tmp_path: Path
    ) -> None:
        shown.save_to(tmp_path / "gone" / "report.pdf")
        quiet()
        (told,) = shown.messages.sentences()
        assert "gone" in told
        assert shown.save.isEnabled()

    def test_suggested_names_suit_every_file_system(self) -> None:
        summary = samples.stored(samples.verified()).summary
        assert suggested_name(summary) == "Custody report SPD-2026-004198 resident-8c22ef.pdf"
        hostile = suggested_name(samples.stored(samples.crowded()).summary)
        assert len(hostile) < 130
        assert not set(hostile) & set('<>:"/\\|?*\n\x1b\u202e')
        assert suggested_name(samples.stored(samples.unreadable()).summary) == "Custody report package 1.pdf"
