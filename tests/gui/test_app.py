"""The program with a window: its options, what becomes of the unforeseen, and the main job on a real package."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer.application.settings import settings_for
from reviewer.gui import program, question
from reviewer.gui.program import make_window
from reviewer.gui.theme import Theme

VECTORS = Path(__file__).parents[3] / "shared" / "spec" / "vectors"
needs_vectors = pytest.mark.skipif(
    not VECTORS.is_dir(), reason="the vectors of the specification are not beside the repository"
)


def run_program(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "reviewer.gui.app", *arguments], capture_output=True, text=True, timeout=60, check=False
    )


def test_wrong_usage_is_told_without_a_window() -> None:
    done = run_program("--nonsense")
    assert done.returncode == 2
    assert "unrecognized arguments" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_and_usage_do_not_load_qt() -> None:
    program = "import sys; from reviewer.gui.app import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    done = subprocess.run(
        [sys.executable, "-c", program + "print('PySide6' in sys.modules)"], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "False"


def test_help_tells_the_options() -> None:
    done = run_program("--help")
    assert done.returncode == 0
    for option in ("--home", "--debug", "PACKAGE"):
        assert option in done.stdout


def test_the_unforeseen_is_logged_and_told_calmly(
    theme: Theme, qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    told: list[str] = []
    monkeypatch.setattr(question, "ask", lambda *arguments: told.append(arguments[3]))
    settings = settings_for(tmp_path)
    window, jobs = make_window(qapp, settings)
    qtbot.addWidget(window)
    mishaps = program._Mishaps(window, settings)
    error = RuntimeError("inner detail")
    with caplog.at_level(logging.CRITICAL):
        mishaps.caught(RuntimeError, error, None)
        qtbot.waitUntil(lambda: bool(told))
    assert "reviewer.log" in told[0]
    assert "inner detail" not in told[0]
    assert "inner detail" in caplog.text
    jobs.drain()


def test_qt_s_warnings_go_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        program._log_qt(QtMsgType.QtWarningMsg, QMessageLogContext(), "a widget complains")
    assert "a widget complains" in caplog.text


def test_a_home_that_cannot_be_is_one_sentence() -> None:
    done = run_program("--home", "~nobody-of-this-name/data")
    assert done.returncode == 2
    assert done.stderr.startswith("reviewer-gui: The folder for the data could not be told")
    assert done.stderr.count("\n") == 1


@needs_vectors
def test_packages_named_on_the_command_line_are_imported_verified_and_listed(
    theme: Theme, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    (home).mkdir()
    (home / "trust").symlink_to(VECTORS / "trust")
    window, jobs = make_window(qapp, settings_for(home))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.import_paths([VECTORS / "valid-three-hops.asice", VECTORS / "clip-one-bit.asice"])
    with qtbot.waitSignal(window.ready, timeout=60_000):
        window.show()
    qtbot.waitUntil(lambda: not jobs.busy, timeout=60_000)
    assert window.messages.sentences() == ()
    assert window.workplace.library.status.text().startswith("1 package · 1 clip")
    queue = window.workplace.queue
    assert queue is not None
    queue.keep_in_quarantine(queue.undecided[0])
    qtbot.waitUntil(lambda: not jobs.busy and window.workplace.library.model.rowCount() == 2, timeout=60_000)
    model = window.workplace.library.model
    verdicts = sorted(str(model.index(row, 5).data()) for row in range(2))  # two are received at a time, in any order
    assert verdicts[0].startswith("Altered, 1 clip differs from its seal")
    assert verdicts[1].startswith("Verified, intact up to event 3")
    window.workplace.open_package(1)
    qtbot.waitUntil(lambda: not jobs.busy, timeout=60_000)
    assert not window.workplace.library.isVisible()
    window.workplace.show_library()
    assert window.close()
    jobs.drain()
    window.close_services()
    inside = {path.name for path in home.iterdir()}
    assert inside <= {"catalogue.sqlite", "evidence", "trust", "logs", "window.ini", "backups"}
