"""From the start of the process to the first picture of the window, beside a bare Qt window."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measure import Row, in_turn

BARE = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
class Window(QWidget):
    def paintEvent(self, event):
        super().paintEvent(event)
        QApplication.instance().quit()
app = QApplication(sys.argv)
window = Window()
window.resize(1366, 768)
window.show()
app.exec()
"""


def rows(folder: Path) -> Iterator[Row]:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "REVIEWER_HOME": str(folder / "home")}

    def run(command: list[str]) -> None:
        subprocess.run(command, check=True, env=environment, capture_output=True)

    times = in_turn(
        {
            "bare": lambda: run([sys.executable, "-c", BARE]),
            "window": lambda: run([sys.executable, "-m", "reviewer.gui.app", "--exit-after-first-paint"]),
        },
        runs=9,
    )
    figure = f"{times['window'] * 1000:.0f} ms against {times['bare'] * 1000:.0f} ms"
    yield Row(
        "start to first paint, beside a bare Qt window", figure, times["window"] / times["bare"], 1.5, at_most=True
    )
