"""Pictures of the window, made by the program itself on demonstration data: ``python -m tools.screenshots FOLDER``.

``--one OUT.png --home DIR`` makes one picture of the newest package of a data home instead. Nothing is painted by
hand: each picture is what a person sees. Scenes at 200 % run in a process of their own, because Qt reads the
scale at its start.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QPoint, QSize, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from reviewer.application.import_package import ImportResult, Pending
from reviewer.application.jobs import CancelToken, Progress, Report
from reviewer.application.ports import LibraryQuery
from reviewer.application.settings import Settings
from reviewer.evidence.findings import Verdict
from reviewer.gui.import_flow.import_queue import ImportDeed
from reviewer.gui.job_runner import JobRunner
from reviewer.gui.main_window import MainWindow
from reviewer.gui.program import make_window
from reviewer.gui.review.review_page import ReviewPage
from reviewer.gui.theme import SchemeChoice
from reviewer.gui.window_memory import WindowMemory
from tools.demo_home import DemoFiles, make_files, make_home, make_long_home

SMALL, LARGE = QSize(1366, 768), QSize(1920, 1080)
AT_200_PERCENT = QSize(683, 384)
"""Logical pixels of a screen of 1366 × 768 at 200 %."""
_PATIENCE_MS = 60_000
LIGHT, DARK = SchemeChoice.LIGHT, SchemeChoice.DARK


class Scene:
    """A window over a data home, alive and quiet."""

    def __init__(self, home: Path, scheme: SchemeChoice, size: QSize) -> None:
        home.mkdir(parents=True, exist_ok=True)
        WindowMemory(home).scheme = scheme
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            application = QApplication(["reviewer"])
        self.window: MainWindow
        self.jobs: JobRunner
        self.window, self.jobs = make_window(application, Settings(home))
        self.window.resize(size)
        self.window.show()
        wait_until(lambda: self.window._painted)
        self.settle()

    def settle(self) -> None:
        """Until nothing is under way and everything is painted."""
        wait(150)
        wait_until(lambda: not self.jobs.busy)
        wait(250)

    def save(self, out: Path, dialog: QDialog | None = None) -> None:
        picture = self.window.grab() if dialog is None else dialog.grab()
        out.parent.mkdir(parents=True, exist_ok=True)
        if not picture.save(str(out), "PNG", 0):
            raise OSError(f"the picture could not be written: {out}")

    def key(self, file_name: str) -> int:
        """The key of a package in the library by the name of the file that was received."""
        library = self.window._opened.services.library  # type: ignore[union-attr]
        keys = library.keys(LibraryQuery())
        return next(line.key for line in library.summaries(keys) if line.file_name == file_name)

    def scroll_to(self, card: QWidget) -> None:
        """Brings a part of the package page to the upper edge."""
        page = self.window.workplace._package_page
        content = page.content if page is not None else None
        if page is None or content is None:
            raise RuntimeError("no package is open")
        page.area.verticalScrollBar().setValue(card.mapTo(content, QPoint()).y() - 12)
        wait(150)

    def close(self) -> None:
        """Ends the scene; what waits for a decision is put away first, or the window would ask and wait."""
        for dialog in self.window.findChildren(QDialog):
            dialog.close()
        queue = self.window.workplace.queue
        if queue is not None:
            for item in queue.undecided:
                queue.discard(item)
        self.settle()
        self.jobs.drain()
        self.window.close()
        self.window.close_services()
        self.window.deleteLater()
        wait(50)


def wait(milliseconds: int) -> None:
    """Lets the window live for a while. (QTest.qWait holds Python's lock: threads would starve.)"""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_until(condition: Callable[[], bool]) -> None:
    """Raises TimeoutError after a minute."""
    for _turn in range(_PATIENCE_MS // 20):
        if condition():
            return
        wait(20)
    raise TimeoutError("the window did not come to rest")


class HeldImport:
    """The real import, held still near its end until ``go`` is set, so that a picture of it can be taken."""

    def __init__(self, real: ImportDeed) -> None:
        self._real = real
        self.go = threading.Event()
        self.held = threading.Semaphore(0)

    def receive(self, source: Path, report: Report, cancel: CancelToken) -> ImportResult:
        stopped = False

        def hold(progress: Progress) -> None:
            nonlocal stopped
            report(progress)
            if not stopped and progress.total and progress.done * 5 >= progress.total * 2:
                stopped = True
                self.held.release()
                self.go.wait()

        return self._real.receive(source, hold, cancel)

    def keep_in_quarantine(self, pending: Pending) -> ImportResult:
        return self._real.keep_in_quarantine(pending)

    def discard(self, pending: Pending) -> None:
        self._real.discard(pending)


@dataclass(frozen=True)
class Studio:
    """Everything the pictures are made of, and where they go."""

    out: Path
    homes: Path
    files: DemoFiles

    @property
    def full(self) -> Path:
        return self.homes / "full"

    def library(self) -> None:
        """Empty, one package, six, a thousand; searched and filtered; light and dark; small and large."""
        self._one("library-empty-light", self.homes / "empty", LIGHT)
        self._one("library-one-dark", self.homes / "single", DARK)
        self._one("library-light", self.full, LIGHT)
        self._one("library-dark", self.full, DARK)
        self._one("library-1000-light", self.homes / "long", LIGHT)
        self._one("library-1000-dark-1920", self.homes / "long", DARK, LARGE)
        scene = Scene(self.homes / "long", LIGHT, SMALL)
        page = scene.window.workplace.library
        page.search.setText("SPD-2026-0041")
        for verdict in (Verdict.ALTERED, Verdict.UNTRUSTED):
            page._verdict_actions[verdict].setChecked(True)
        wait(300)
        scene.settle()
        scene.save(self.out / "library-filtered-light.png")
        scene.close()

    def packages(self) -> None:
        """The page of a package for each verdict, its lower parts too, and the report's preview."""
        for name, file, scheme in (
            ("package-verified-light", self.files.verified, LIGHT),
            ("package-altered-light", self.files.altered, LIGHT),
            ("package-untrusted-light", self.files.untrusted, LIGHT),
            ("package-unreadable-dark", self.files.unreadable, DARK),
        ):
            scene = self._package(file, scheme, SMALL)
            scene.save(self.out / f"{name}.png")
            scene.close()
        scene = self._package(self.files.verified, LIGHT, SMALL)
        content = scene.window.workplace._package_page.content  # type: ignore[union-attr]
        assert content is not None
        scene.scroll_to(content.clips)
        scene.save(self.out / "package-verified-lower-light.png")
        scene.close()
        scene = self._package(self.files.verified, DARK, LARGE)
        scene.save(self.out / "package-verified-dark-1920.png")
        scene.close()
        scene = Scene(self.full, LIGHT, SMALL)
        scene.window.workplace.report(scene.key(self.files.verified.name))
        scene.settle()
        wait(1_000)
        scene.save(self.out / "report-preview-light.png", scene.window.findChild(QDialog))
        scene.close()

    def review(self) -> None:
        """Two clips side by side, both showing a picture."""
        for name, scheme, size in (
            ("review-light", LIGHT, SMALL),
            ("review-dark", DARK, SMALL),
            ("review-dark-1920", DARK, LARGE),
        ):
            scene = Scene(self.full, scheme, size)
            play(scene, scene.key(self.files.verified.name))
            scene.save(self.out / f"{name}.png")
            scene.window.workplace.leave()
            scene.close()

    def imports(self) -> None:
        """An import under way, and its end with what has to be decided."""
        home = self.homes / "importing"
        make_home(home, self.files.trust, ())
        scene = Scene(home, LIGHT, SMALL)
        queue = scene.window.workplace.queue
        assert queue is not None
        held = HeldImport(queue._deed)
        queue._deed = held
        scene.window.import_paths(reversed(self.files.all))
        held.held.acquire()
        held.held.acquire()
        wait(400)
        scene.save(self.out / "import-under-way-light.png")
        held.go.set()
        scene.settle()
        scene.save(self.out / "import-finished-light.png")
        for item in queue.undecided:
            queue.discard(item)
        scene.settle()
        scene.close()

    def errors(self) -> None:
        """No trust anchors; a catalogue that cannot be opened; a source that vanished."""
        home = self.homes / "untrusting"
        make_home(home, self.files.trust, (self.files.verified,))
        for anchor in (home / "trust" / "anchors").rglob("*.pem"):
            anchor.unlink()
        scene = Scene(home, LIGHT, SMALL)
        scene.window.import_paths([Path("/media/usb/EVID_0077.asice"), self.files.second])
        scene.settle()
        scene.save(self.out / "errors-light.png")
        scene.close()
        broken = self.homes / "broken"
        make_home(broken, self.files.trust, ())
        (broken / "catalogue.sqlite").write_bytes(b"this is no catalogue" * 200)
        for beside in broken.glob("catalogue.sqlite-*"):
            beside.unlink()
        self._one("error-catalogue-dark", broken, DARK)

    def at_200_percent(self) -> None:
        """The small screen at 200 %."""
        self._one("library-light-200", self.full, LIGHT, AT_200_PERCENT)
        scene = self._package(self.files.verified, DARK, AT_200_PERCENT)
        scene.save(self.out / "package-verified-dark-200.png")
        scene.close()
        scene = Scene(self.full, LIGHT, AT_200_PERCENT)
        play(scene, scene.key(self.files.verified.name))
        scene.save(self.out / "review-light-200.png")
        scene.window.workplace.leave()
        scene.close()

    def _package(self, file: Path, scheme: SchemeChoice, size: QSize) -> Scene:
        scene = Scene(self.full, scheme, size)
        scene.window.workplace.open_package(scene.key(file.name))
        scene.settle()
        return scene

    def _one(self, name: str, home: Path, scheme: SchemeChoice, size: QSize = SMALL) -> None:
        scene = Scene(home, scheme, size)
        scene.save(self.out / f"{name}.png")
        scene.close()


def play(scene: Scene, key: int) -> None:
    """Plays a package's clips from where each of them has a picture; answers while all are seen, running."""
    scene.window.workplace.review(key)
    scene.settle()
    page = scene.window.workplace._review_page
    assert page is not None
    wait_until(lambda: page.snapshot is not None)
    page.bar.clips_pressed.emit()
    page._controls.seek(_both_under_way(page))
    wait_until(lambda: _all_seen(page))
    page.bar.play_pressed.emit()
    wait(700)
    wait_until(lambda: _all_seen(page))


def _both_under_way(page: ReviewPage) -> int:
    """An instant of the shared time at which every clip on the wall has a picture."""
    assert page.snapshot is not None
    return max(tile.clip.start for tile in page.snapshot.tiles) + 600_000


def _all_seen(page: ReviewPage) -> bool:
    return page.snapshot is not None and all(tile.picture is not None for tile in page.snapshot.tiles)


def one(out: Path, home: Path) -> None:
    """The window over a data home, showing its newest package; for ``make demo``."""
    scene = Scene(home, SchemeChoice.LIGHT, SMALL)
    keys = scene.window._opened.services.library.keys(LibraryQuery())  # type: ignore[union-attr]
    if keys:
        scene.window.workplace.open_package(keys[0])
        scene.settle()
    scene.save(out)
    scene.close()


SECTIONS = (
    ("library", "1"), ("packages", "1"), ("review", "1"), ("imports", "1"), ("errors", "1"), ("at_200_percent", "2"),
)  # fmt: skip
"""Methods of Studio, and the scale that Qt is started with."""
_SECTION_SECONDS = 180
"""A section that is not done after this long is stuck, and ended."""


def everything(out: Path) -> None:
    """All pictures, each section of them in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="reviewer-") as folder:
        prepare(Path(folder))
        for section, scale in SECTIONS:
            print(f"Taking pictures: {section.replace('_', ' ')} …", flush=True)
            environment = os.environ | {"QT_SCALE_FACTOR": scale, "TZ": "America/Chicago"}
            command = [sys.executable, "-m", "tools.screenshots", str(out), "--section", section, "--place", folder]
            subprocess.run(command, check=True, env=environment, timeout=_SECTION_SECONDS)
    sizes = [path.stat().st_size for path in out.glob("*.png")]
    print(f"{len(sizes)} pictures in {out}, {sum(sizes) / 1e6:.1f} MB")


def prepare(place: Path) -> None:
    """Everything the sections need: packages as received, and data homes."""
    print("Sealing and importing demonstration packages …", flush=True)
    files = make_files(place / "received")
    make_home(place / "full", files.trust, files.all)
    make_home(place / "single", files.trust, [files.verified])
    make_home(place / "empty", files.trust, ())
    make_long_home(place / "long", place / "full", 1_000)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, nargs="?", default=Path("docs/screenshots"), help="folder for the pictures")
    parser.add_argument("--one", type=Path, metavar="OUT", help="one picture of the newest package of --home")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--section", help=argparse.SUPPRESS)
    parser.add_argument("--place", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args(argv)
    if arguments.one is not None:
        if arguments.home is None:
            parser.error("--one needs --home")
        one(arguments.one, arguments.home)
    elif arguments.section == "prepare":
        prepare(arguments.place)
    elif arguments.section is not None:
        files = remembered(arguments.place)
        getattr(Studio(arguments.out, arguments.place, files), arguments.section)()
    else:
        everything(arguments.out)
    return 0


def remembered(place: Path) -> DemoFiles:
    """The files that ``make_files`` made there."""
    received = place / "received"
    names = {path.name: path for path in received.iterdir()}

    def named(part: str) -> Path:
        return next(path for name, path in names.items() if part in name)

    return DemoFiles(
        received / "trust", named("4f91c2"), named("a07d13"), named("19be70"), named("8c22ef"), named("77ac05"),
        named("EVID"),
    )  # fmt: skip


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main())
