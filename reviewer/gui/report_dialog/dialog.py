"""The custody report before it is saved: paper, all pages, zoom; then where it was saved, with its SHA-256."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QRadioButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from reviewer.application.ports import PackageSummary, Paper
from reviewer.gui.job_runner import JobRunner, RunningJob
from reviewer.gui.report_dialog.pages_view import STEP, PagesView
from reviewer.gui.text import Label
from reviewer.gui.theme import TextSize, Tone, font
from reviewer.gui.widgets.buttons import Button, IconButton, PrimaryButton
from reviewer.gui.widgets.message_bar import MessageArea
from reviewer.gui.widgets.surfaces import Surface

if TYPE_CHECKING:
    from reviewer.application.issue_report import IssuedReport
    from reviewer.bootstrap import Services

PAPERS = ((Paper.LETTER, "Letter (8.5 × 11 in)"), (Paper.A4, "A4 (210 × 297 mm)"))
_WIDTH, _HEIGHT = 980, 720


class ReportDialog(QDialog):
    """Shows a package's custody report and saves it. Both are made on a thread of the job runner."""

    def __init__(
        self, services: "Services", job_runner: JobRunner, package: PackageSummary, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._jobs = job_runner
        self._package = package
        self._rendering: RunningJob | None = None
        self._saving: RunningJob | None = None
        self.setWindowTitle("Custody report")
        self.setSizeGripEnabled(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header())
        self.messages = MessageArea()
        column.addWidget(self.messages)
        self.pages = PagesView(self)
        self.pages.shown.connect(self._pages_shown)
        self.pages.page_changed.connect(self._say_page)
        self.pages.zoom_changed.connect(self._say_zoom)
        self.state = Label("", dim=True, wrap=True)
        self.state.setAlignment(Qt.AlignmentFlag.AlignCenter)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.state)
        self._stack.addWidget(self.pages)
        column.addWidget(holder, 1)
        column.addWidget(self._footer())
        self._fit_screen()
        self._render()

    # --- making ----------------------------------------------------------------------------------------------------

    def _header(self) -> QWidget:
        header = Surface("header")
        row = QHBoxLayout(header)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(8)
        self.papers = QButtonGroup(self)
        for number, (_, words) in enumerate(PAPERS):
            choice = QRadioButton(words)
            choice.setFont(font(TextSize.SECONDARY))
            choice.setChecked(number == 0)
            self.papers.addButton(choice, number)
            row.addWidget(choice)
        self.papers.idClicked.connect(self._render)
        row.addStretch(1)
        self.page_words = Label("", size=TextSize.SECONDARY, dim=True)
        row.addWidget(self.page_words)
        row.addSpacing(12)
        self.smaller = IconButton("zoom-out", "Smaller", shortcut="Ctrl+-")
        self.smaller.clicked.connect(lambda: self.pages.zoom(1 / STEP))
        self.zoom_words = Label("", size=TextSize.SECONDARY)
        self.larger = IconButton("zoom-in", "Larger", shortcut="Ctrl++")
        self.larger.clicked.connect(lambda: self.pages.zoom(STEP))
        self.fit = Button("Fit width", kind="small", size=TextSize.SECONDARY)
        self.fit.clicked.connect(lambda: self.pages.fit_width())
        for widget in (self.smaller, self.zoom_words, self.larger, self.fit):
            row.addWidget(widget)
        return header

    def _footer(self) -> QWidget:
        footer = Surface("footer")
        row = QHBoxLayout(footer)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(8)
        note = Label(
            "This is a preview. Saving makes the report with the time of that moment, and notes its SHA-256.",
            size=TextSize.SECONDARY,
            dim=True,
            wrap=True,
        )
        row.addWidget(note, 1)
        close = Button("Close")
        close.clicked.connect(self.reject)
        self.save = PrimaryButton("Save report…", icon="save")
        self.save.clicked.connect(self._ask_where)
        row.addWidget(close)
        row.addWidget(self.save)
        return footer

    def _fit_screen(self) -> None:
        room = self.screen().availableGeometry()
        self.resize(min(_WIDTH, room.width() - 40), min(_HEIGHT, room.height() - 60))

    # --- preview ---------------------------------------------------------------------------------------------------

    def done(self, result: int) -> None:
        """Closes. While a report is being saved the dialog stays: how that ends has to be told somewhere."""
        if self._saving is not None:
            return
        if self._rendering is not None:
            self._rendering.cancel()
            self._rendering = None
        self.pages.release()
        super().done(result)

    @property
    def chosen_paper(self) -> Paper:
        return PAPERS[self.papers.checkedId()][0]

    def _render(self) -> None:
        if self._rendering is not None:
            self._rendering.cancel()
        self.messages.clear("preview")
        self.state.setText("Setting the pages…")
        self._stack.setCurrentIndex(0)
        self._set_ready(False)
        paper = self.chosen_paper
        job = self._jobs.call(
            "Setting the report's pages",
            lambda _report, _cancel: self._services.reports.preview(self._package.key, paper),
        )
        self._rendering = job
        job.succeeded.connect(lambda content: self._rendered(job, content))
        job.failed.connect(lambda sentence: self._not_rendered(job, sentence))

    def _rendered(self, job: RunningJob, content: bytes) -> None:
        if job is self._rendering:  # else another paper was chosen meanwhile
            self._rendering = None
            self.pages.show_pdf(content)

    def _not_rendered(self, job: RunningJob, sentence: str) -> None:
        if job is self._rendering:
            self._rendering = None
            self._no_pages(sentence)

    def _pages_shown(self, count: int) -> None:
        if not count:
            self._no_pages("The pages were made but cannot be shown here. You can still save the report.")
            self.save.setEnabled(True)
            return
        self._stack.setCurrentIndex(1)
        self.pages.setFocus()
        self._set_ready(True)
        self._say_page(1)

    def _no_pages(self, sentence: str) -> None:
        self.state.setText("There is no preview.")
        self.messages.tell("preview", Tone.BAD, sentence, actions=(("Try again", self._render),))

    def _set_ready(self, ready: bool) -> None:
        for widget in (self.smaller, self.larger, self.fit, self.save):
            widget.setEnabled(ready)
        if not ready:
            self.page_words.setText("")
            self.zoom_words.setText("")

    def _say_page(self, page: int) -> None:
        self.page_words.setText(f"Page {page} of {self.pages.page_count}")

    def _say_zoom(self) -> None:
        self.zoom_words.setText(f"{self.pages.percent()} %" if self.pages.page_count else "")

    # --- saving ----------------------------------------------------------------------------------------------------

    def _ask_where(self) -> None:
        suggested = Path.home() / suggested_name(self._package)
        path, _ = QFileDialog.getSaveFileName(self, "Save the custody report", str(suggested), "PDF (*.pdf)")
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Makes the report and writes it, on a thread; says where it is and its SHA-256, or why it is not."""
        if self._saving is not None:
            return
        if not path.suffix:
            path = path.with_suffix(".pdf")
        self.messages.clear("save")
        self.save.setEnabled(False)
        paper = self.chosen_paper
        job = self._jobs.call(
            "Saving the custody report",
            lambda _report, _cancel: self._services.reports.issue(self._package.key, paper, path),
        )
        self._saving = job
        job.succeeded.connect(self._saved)
        job.failed.connect(
            lambda sentence: self.messages.tell(
                "save", Tone.BAD, sentence, actions=(("Save somewhere else…", self._ask_where),)
            )
        )
        job.ended.connect(self._saving_ended)

    def _saved(self, issued: "IssuedReport") -> None:
        self.messages.tell(
            "save",
            Tone.GOOD,
            f"Saved: {issued.path}",
            detail=f"SHA-256 {issued.sha256}",
            actions=(
                ("Copy SHA-256", lambda: QGuiApplication.clipboard().setText(issued.sha256)),
                ("Open folder", lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(issued.path.parent)))),
            ),
        )

    def _saving_ended(self) -> None:
        self._saving = None
        self.save.setEnabled(True)


def suggested_name(package: PackageSummary) -> str:
    """``Custody report SPD-2026-004211 resident-4f91c2.pdf``, of characters that every file system takes."""
    known = " ".join(part for part in (package.code, package.submitter) if part) or f"package {package.key}"
    kept = re.sub(r"[^A-Za-z0-9._ -]+", "_", known).strip(" ._")[:100]
    return f"Custody report {kept or package.key}.pdf"
