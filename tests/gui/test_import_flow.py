"""Importing as the window shows it: progress with cancel beside it, an end for each file, and the person's word."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QAbstractButton, QProgressBar
from pytestqt.qtbot import QtBot

from reviewer.application.errors import ContradictoryHistory, EnvironmentFault
from reviewer.application.jobs import Progress
from reviewer.gui.drop_target import dropped_paths
from reviewer.gui.import_flow.import_panel import ImportPanel
from reviewer.gui.import_flow.import_queue import ImportQueue, ImportState
from reviewer.gui.import_flow.progress_words import permille, progress_in_words
from reviewer.gui.job_runner import JobRunner
from reviewer.gui.text import Label
from reviewer.gui.theme import Theme
from tests.gui.shell_fakes import FakeImport, FakeLibrary

Quiet = Callable[[], None]


@pytest.fixture
def deed() -> FakeImport:
    return FakeImport(FakeLibrary())


@pytest.fixture
def queue(jobs: JobRunner, deed: FakeImport) -> ImportQueue:
    return ImportQueue(jobs, deed)


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme, queue: ImportQueue) -> ImportPanel:
    made = ImportPanel(queue)
    qtbot.addWidget(made)
    made.resize(1000, 400)
    return made


def press(qtbot: QtBot, panel: ImportPanel, name: str) -> None:
    button = next(
        button
        for button in panel.findChildren(QAbstractButton)
        if button.isVisible() and button.accessibleName() == name
    )
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def words(panel: ImportPanel) -> str:
    return " | ".join(label.text() for label in panel.findChildren(Label) if label.isVisible())


def test_nothing_is_shown_until_something_is_imported(panel: ImportPanel) -> None:
    assert not panel.isVisible()


def test_what_is_verified_goes_in_by_itself(qtbot: QtBot, panel: ImportPanel, queue: ImportQueue, quiet: Quiet) -> None:
    stored: list[int] = []
    queue.stored.connect(stored.append)
    queue.add([Path("a.asice"), Path("b.asice"), Path("c.asice"), Path("a.asice")])
    quiet()
    assert [item.state for item in queue.items] == [ImportState.DONE] * 3
    assert len(stored) == 3
    assert "Import finished: 3 verified" in words(panel)
    press(qtbot, panel, "Close the list of imports")
    assert not panel.isVisible()


def test_progress_names_what_is_done_and_what_is_left_and_can_be_cancelled(
    qtbot: QtBot, panel: ImportPanel, queue: ImportQueue, deed: FakeImport, quiet: Quiet
) -> None:
    deed.gate.clear()
    queue.add([Path("a.asice"), Path("b.asice"), Path("c.asice")])
    qtbot.waitUntil(lambda: "copying: 2.2 GB of 3.4 GB left" in words(panel))
    assert "Importing 3 files: 0 done, 2 under way, 1 waiting" in words(panel)
    assert any(bar.isVisible() and bar.value() == 352 for bar in panel.findChildren(QProgressBar))
    press(qtbot, panel, "Cancel all")
    quiet()
    assert [item.state for item in queue.items] == [ImportState.CANCELLED] * 3
    assert "Import finished: 3 cancelled" in words(panel)
    assert deed.library.lines == {}


def test_what_is_not_verified_waits_for_a_word_and_says_what_it_means(
    qtbot: QtBot, panel: ImportPanel, queue: ImportQueue, deed: FakeImport, quiet: Quiet
) -> None:
    queue.add([Path("altered.asice")])
    quiet()
    assert queue.undecided
    assert "never shown as verified" in words(panel)
    assert not any(
        button.isVisible() and button.accessibleName() == "Close the list of imports"
        for button in panel.findChildren(QAbstractButton)
    )
    press(qtbot, panel, "Keep in quarantine")
    quiet()
    assert [item.state for item in queue.items] == [ImportState.DONE]
    assert "1 in quarantine" in words(panel)
    assert len(deed.library.lines) == 1


def test_a_copy_can_be_discarded(
    qtbot: QtBot, panel: ImportPanel, queue: ImportQueue, deed: FakeImport, quiet: Quiet
) -> None:
    queue.add([Path("unreadable.asice")])
    quiet()
    press(qtbot, panel, "Discard the copy")
    quiet()
    assert deed.discarded == ["unreadable.asice"]
    assert "The file that you chose is untouched." in words(panel)
    assert deed.library.lines == {}


def test_a_fault_can_be_tried_again(
    qtbot: QtBot, panel: ImportPanel, queue: ImportQueue, deed: FakeImport, quiet: Quiet
) -> None:
    deed.faults["a.asice"] = EnvironmentFault("The disc is full.")
    queue.add([Path("a.asice")])
    quiet()
    assert queue.items[0].state is ImportState.FAILED
    assert "The disc is full." in words(panel)
    deed.faults.clear()
    press(qtbot, panel, "Try again")
    quiet()
    assert queue.items[0].state is ImportState.DONE


def test_a_contradicting_history_is_refused_with_both_heads(
    panel: ImportPanel, queue: ImportQueue, deed: FakeImport, quiet: Quiet
) -> None:
    stored, offered = "a" * 64, "b" * 64
    deed.faults["a.asice"] = ContradictoryHistory(f"Stored head {stored}, offered head {offered}.", stored, offered)
    queue.add([Path("a.asice")])
    quiet()
    assert queue.items[0].state is ImportState.REFUSED
    assert stored in words(panel)
    assert offered in words(panel)


def test_what_has_ended_makes_room_for_the_next_import(panel: ImportPanel, queue: ImportQueue, quiet: Quiet) -> None:
    queue.add([Path("a.asice")])
    quiet()
    queue.add([Path("b.asice"), Path("a.asice")])
    quiet()
    assert [item.source.name for item in queue.items] == ["b.asice", "a.asice"]
    assert "a.asice" in words(panel)


def test_only_files_of_this_machine_are_taken_from_a_drop() -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/a.asice"), QUrl.fromLocalFile("/cases/b.asice")])
    assert dropped_paths(data) == [Path("/cases/b.asice")]


@pytest.mark.parametrize(
    ("progress", "told", "far"),
    [
        (None, "starting", None),
        (Progress("copying"), "copying …", None),
        (Progress("hashing", 5_000), "hashing: 5.0 kB", None),
        (Progress("verifying", 1_200_000_000, 3_400_000_000), "verifying: 2.2 GB of 3.4 GB left", 352),
        (Progress("copying", 1, 3, "files"), "copying: 2 files of 3 files left", 333),
        (Progress("copying", 9, 3, "files"), "copying: 0 files of 3 files left", 1000),
    ],
)
def test_progress_in_words(progress: Progress | None, told: str, far: int | None) -> None:
    assert progress_in_words(progress) == told
    assert permille(progress) == far
