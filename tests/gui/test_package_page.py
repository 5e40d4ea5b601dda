"""The package page over the real store, catalogue and verifier, and over hand-made packages that strain it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from reviewer.application.errors import UsageError
from reviewer.bootstrap import Services
from reviewer.evidence.findings import Verdict
from reviewer.evidence.verification_result import VerificationResult
from reviewer.gui.job_runner import JobRunner
from reviewer.gui.package.custody_card import HopView
from reviewer.gui.package.expected_head_dialog import ExpectedHeadDialog
from reviewer.gui.package.package_content import TWO_COLUMNS, PackageContent
from reviewer.gui.package.package_page import PackagePage
from reviewer.gui.theme import SchemeChoice, Theme
from tests.gui import package_samples as samples
from tests.gui.stored_vectors import services_with

pytestmark = pytest.mark.usefixtures("theme")

VALID, ALTERED, UNREADABLE = "valid-three-hops.asice", "clip-one-bit.asice", "zip-prefix.asice"
Quiet = Callable[[], None]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Services, dict[str, int]]]:
    with services_with(tmp_path_factory.mktemp("home"), VALID, ALTERED, UNREADABLE) as made:
        yield made


def shown_texts(widget: QWidget) -> str:
    labels = [label.text() for label in widget.findChildren(QLabel)]
    return "\n".join(labels + [edit.toPlainText() for edit in widget.findChildren(QTextEdit)])


def content_of(page: PackagePage) -> PackageContent:
    assert page.content is not None
    return page.content


@pytest.fixture
def open_page(qtbot: QtBot, jobs: JobRunner, quiet: Quiet) -> Callable[..., PackagePage]:
    """Opens a page over services and waits until the package is there."""

    def make(services: Any, key: int, width: int = 1178) -> PackagePage:
        page = PackagePage(cast(Services, services), jobs)
        qtbot.addWidget(page)
        page.resize(width, 768)
        page.show()
        page.open_package(key)
        quiet()
        return page

    return make


def library_of(result: VerificationResult) -> SimpleNamespace:
    package = samples.stored(result)
    answers = SimpleNamespace(package=lambda _key: package, verifications=lambda _key: [package.latest])
    return SimpleNamespace(library=answers)


class TestRealPackages:
    def test_a_verified_package(self, open_page: Callable[..., PackagePage], stored: Any) -> None:
        services, keys = stored
        page = open_page(services, keys[VALID])
        assert page.title.text().startswith("SPD-2026-004211 · resident-")
        assert page.quarantine.isHidden()
        content = content_of(page)
        assert content.banner.badge.accessibleName() == "Verdict: Verified"
        texts = shown_texts(content)
        assert "Intact up to event 3; that nothing was cut off after it is not proven." in texts
        assert [row.chip.look.word for row in content.checks.rows[:6]] == ["passed"] * 6

    def test_an_altered_package_is_marked_everywhere(self, open_page: Callable[..., PackagePage], stored: Any) -> None:
        services, keys = stored
        page = open_page(services, keys[ALTERED])
        assert not page.quarantine.isHidden()
        texts = shown_texts(content_of(page))
        assert "front door.mp4 is not the one that was sealed" in texts
        assert "In quarantine: kept as it was received" in texts
        assert "content.digest · data/clips/001/front door.mp4" in texts

    def test_an_unreadable_package_has_words_for_all_that_is_unknown(
        self, open_page: Callable[..., PackagePage], stored: Any
    ) -> None:
        services, keys = stored
        page = open_page(services, keys[UNREADABLE])
        assert page.title.text() == UNREADABLE
        assert not page.review.isEnabled()
        assert page.report.isEnabled()
        texts = shown_texts(content_of(page))
        assert "No custody event could be read." in texts
        assert "Nothing is known of the package's history." in texts

    def test_verify_again_adds_a_verification_and_shows_it(
        self, open_page: Callable[..., PackagePage], stored: Any, quiet: Quiet
    ) -> None:
        services, keys = stored
        page = open_page(services, keys[VALID])
        before = len(services.library.verifications(keys[VALID]))
        changed: list[int] = []
        page.changed.connect(changed.append)
        content_of(page).history.again.click()
        assert not content_of(page).history.again.isEnabled()
        quiet()
        assert len(services.library.verifications(keys[VALID])) == before + 1
        assert changed == [keys[VALID]]
        assert page.messages.sentences() == ("Verified again: the verdict is the same.",)
        assert content_of(page).history.again.isEnabled()

    def test_a_cancelled_verification_changes_nothing(
        self, open_page: Callable[..., PackagePage], stored: Any, quiet: Quiet
    ) -> None:
        services, keys = stored
        page = open_page(services, keys[ALTERED])
        before = len(services.library.verifications(keys[ALTERED]))
        page.verify_again()
        content_of(page).history.cancel.click()
        quiet()
        after = len(services.library.verifications(keys[ALTERED]))
        told = page.messages.sentences()[0]
        assert (after - before, told) in (
            (0, "Cancelled. Nothing was changed."),
            (1, "Verified again: the verdict is the same."),
        )

    def test_a_vanished_copy_is_told_in_a_bar(
        self, open_page: Callable[..., PackagePage], tmp_path: Path, quiet: Quiet
    ) -> None:
        with services_with(tmp_path, UNREADABLE) as (services, keys):
            page = open_page(services, keys[UNREADABLE])
            path = services.library.path_of(services.library.package(keys[UNREADABLE]))
            path.parent.chmod(0o700)
            path.chmod(0o600)
            path.unlink()
            page.verify_again()
            quiet()
            (told,) = page.messages.sentences()
            assert str(path) in told
            assert len(services.library.verifications(keys[UNREADABLE])) == 1

    def test_a_package_that_is_not_there_is_told_in_a_bar(
        self, open_page: Callable[..., PackagePage], stored: Any
    ) -> None:
        page = open_page(stored[0], 4_711)
        assert page.messages.sentences() == ("There is no package number 4711 in the library.",)
        assert page.content is None
        assert not page.report.isEnabled()


class TestHandMade:
    def test_back_and_review_are_told_to_the_window(self, qtbot: QtBot, open_page: Callable[..., PackagePage]) -> None:
        page = open_page(library_of(samples.verified()), 1)
        with qtbot.waitSignal(page.back_requested):
            page.back.click()
        with qtbot.waitSignal(page.review_requested) as caught:
            page.review.click()
        assert caught.args == [1]

    @pytest.mark.parametrize("width", [1366, 1178, 683, 560])
    def test_hostile_and_long_texts_never_widen_the_page(
        self, open_page: Callable[..., PackagePage], width: int
    ) -> None:
        page = open_page(library_of(samples.crowded()), 1, width)
        assert page.width() == width
        assert content_of(page).width() == page.area.viewport().width()
        room = content_of(page).width()
        for child in content_of(page).findChildren(QWidget):
            if child.isVisibleTo(page):
                right = child.mapTo(content_of(page), child.rect().topRight()).x()
                assert right <= room, (child, child.accessibleName()[:60])

    def test_no_evidence_becomes_markup_or_a_line_of_its_own(self, open_page: Callable[..., PackagePage]) -> None:
        page = open_page(library_of(samples.crowded()), 1)
        for label in page.findChildren(QLabel):
            assert label.textFormat() is Qt.TextFormat.PlainText
        hop = content_of(page).custody.findChildren(HopView)[0]
        said = hop.findChildren(QTextEdit)[0].toPlainText()
        assert "<img src=" in said
        assert "\n" not in said
        assert "\u202e" not in shown_texts(page)

    def test_a_long_chain_shows_its_ends_and_the_rest_on_demand(
        self, qtbot: QtBot, open_page: Callable[..., PackagePage]
    ) -> None:
        page = open_page(library_of(samples.crowded()), 1)
        chain = content_of(page).custody.hops
        assert chain.hidden_count == 32
        assert len(chain.findChildren(HopView)) == 10
        chain.button.click()
        assert chain.hidden_count == 0
        names = [view.accessibleName() for view in chain.findChildren(HopView)]
        assert len(names) == 42
        order = [chain.layout().itemAt(index).widget() for index in range(chain.layout().count())]
        spoken = [view.accessibleName().split(":")[0] for view in order if isinstance(view, HopView)]
        assert spoken == [f"Event {seq}" for seq in range(1, 43)]

    def test_more_clips_in_the_list_are_more_on_the_time_line(self, open_page: Callable[..., PackagePage]) -> None:
        page = open_page(library_of(samples.crowded()), 1)
        content = content_of(page)
        before = content.against.line.sizeHint().height()
        content.clips.clips.button.click()
        assert content.against.line.sizeHint().height() > before

    def test_keys_lead_to_review_and_report(self, qtbot: QtBot, open_page: Callable[..., PackagePage]) -> None:
        page = open_page(library_of(samples.verified()), 1)
        opened: list[bool] = []
        page.report.clicked.connect(lambda: opened.append(True))
        page.report.clicked.disconnect(page.open_report)
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        assert page.area.hasFocus()
        with qtbot.waitSignal(page.review_requested) as asked:
            qtbot.keyClick(page.area, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
        assert asked.args == [1]
        qtbot.keyClick(page.area, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        assert opened == [True]

    def test_two_columns_become_one(self, qtbot: QtBot, open_page: Callable[..., PackagePage]) -> None:
        page = open_page(library_of(samples.verified()), 1, TWO_COLUMNS + 60)
        content = content_of(page)
        assert content.custody.x() > content.checks.x()
        page.resize(TWO_COLUMNS - 60, 768)
        qtbot.waitUntil(lambda: content.custody.x() == content.checks.x())
        assert content.custody.y() > content.checks.y()

    def test_everything_to_press_has_a_name_and_can_be_reached_by_keyboard(
        self, open_page: Callable[..., PackagePage]
    ) -> None:
        from PySide6.QtWidgets import QAbstractButton

        page = open_page(library_of(samples.altered()), 1)
        for button in page.findChildren(QAbstractButton):
            assert button.accessibleName(), button
            assert button.focusPolicy() & Qt.FocusPolicy.TabFocus, button.accessibleName()

    def test_the_head_and_all_findings_can_be_copied(self, open_page: Callable[..., PackagePage]) -> None:
        page = open_page(library_of(samples.altered()), 1)
        content_of(page).custody.head.copy()
        assert QGuiApplication.clipboard().text() == f"{3:064x}"
        content_of(page).checks.copy.click()
        assert "content.digest" in QGuiApplication.clipboard().text()

    def test_a_page_of_another_package_is_not_overtaken(self, qtbot: QtBot, jobs: JobRunner, quiet: Quiet) -> None:
        packages = {1: samples.stored(samples.verified(), 1), 2: samples.stored(samples.unreadable(), 2)}
        services = SimpleNamespace(
            library=SimpleNamespace(package=packages.__getitem__, verifications=lambda key: [packages[key].latest])
        )
        page = PackagePage(cast(Services, services), jobs)
        qtbot.addWidget(page)
        page.open_package(1)
        page.open_package(2)
        quiet()
        assert page.package_key == 2
        assert page.title.text() == "evidence-0042.asice"

    def test_it_repaints_in_the_other_theme(self, theme: Theme, open_page: Callable[..., PackagePage]) -> None:
        page = open_page(library_of(samples.verified()), 1)
        light = page.grab().toImage().pixelColor(600, 400)
        theme.choose(SchemeChoice.DARK)
        assert page.grab().toImage().pixelColor(600, 400) != light

    def test_a_library_that_fails_offers_to_try_again(self, qtbot: QtBot, jobs: JobRunner, quiet: Quiet) -> None:
        answers = [UsageError("Not now."), samples.stored(samples.verified())]

        def package(_key: int) -> object:
            answer = answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

        services = SimpleNamespace(library=SimpleNamespace(package=package, verifications=lambda _key: []))
        page = PackagePage(cast(Services, services), jobs)
        qtbot.addWidget(page)
        page.open_package(1)
        quiet()
        assert page.messages.sentences() == ("Not now.",)
        page.open_package(1)
        quiet()
        assert page.messages.sentences() == ()
        assert content_of(page).banner.badge.accessibleName() == "Verdict: Verified"


class TestExpectedHead:
    @pytest.mark.parametrize(
        ("head", "word"), [(f"{3:064x}", "proven"), (f"{2:064X}", "extended"), ("ab" * 32, "contradicted")]
    )
    def test_it_says_how_the_head_lies_to_the_history(self, qtbot: QtBot, head: str, word: str) -> None:
        dialog = ExpectedHeadDialog(samples.verified())
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.keyClicks(dialog.entry, head)
        qtbot.keyClick(dialog.entry, Qt.Key.Key_Return)
        assert dialog.chip.look.word == word
        assert dialog.isVisible()

    def test_an_answer_never_stands_under_other_digits(self, qtbot: QtBot) -> None:
        dialog = ExpectedHeadDialog(samples.verified())
        qtbot.addWidget(dialog)
        dialog.entry.setText(f"{3:064x}")
        dialog.compare()
        qtbot.keyClicks(dialog.entry, "0")
        assert dialog.chip.look.word == "not compared yet"
        assert dialog.answer.text() == ""

    def test_the_stored_verdict_stays(self, qtbot: QtBot) -> None:
        told = samples.altered()
        dialog = ExpectedHeadDialog(told)
        qtbot.addWidget(dialog)
        dialog.entry.setText(f"{3:064x}")
        dialog.compare()
        assert told.verdict is Verdict.ALTERED
        assert "the verdict stands" in dialog.advice.text()
