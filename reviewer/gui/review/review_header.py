"""The head of the review page: which package, its verdict, which clips, and what opens beside."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from reviewer.application.review import ReviewSession
from reviewer.evidence.findings import Verdict
from reviewer.gui.review.caption import clip_name
from reviewer.gui.text import ElidedLabel, counted
from reviewer.gui.theme import TextSize
from reviewer.gui.widgets.badges import VerdictBadge
from reviewer.gui.widgets.buttons import IconButton, MenuButton
from reviewer.gui.widgets.surfaces import Surface
from reviewer.playback.placement import PlacedClip

_NARROW = 760
MOST = 9
"""Clips that play side by side at most."""


class ReviewHeader(Surface):
    """Asks for what the person chooses; ``clips_chosen`` carries the numbers of the clips to play, in order."""

    back_pressed = Signal()
    clips_chosen = Signal(object)
    column_toggled = Signal(bool)
    help_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("header", parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(10)
        self.back = IconButton("back", "Back to the package", shortcut="Esc")
        self.back.clicked.connect(self.back_pressed)
        row.addWidget(self.back)
        self.code = ElidedLabel(size=TextSize.SUBTITLE, bold=True)
        self.who = ElidedLabel(dim=True)
        self.verdict = VerdictBadge(Verdict.UNREADABLE, size=TextSize.SECONDARY)
        for label in (self.code, self.who):
            label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
            row.addWidget(label)
        row.addWidget(self.verdict)
        row.addStretch(1)
        self._menu = QMenu(self)
        self.clips_button = MenuButton("Clips", self._menu, explanation="Which clips play side by side: nine at most")
        row.addWidget(self.clips_button)
        self.column_button = IconButton("side-panel", "Request and map", kind="plain")
        self.column_button.setCheckable(True)
        self.column_button.toggled.connect(self.column_toggled)
        row.addWidget(self.column_button)
        self.help_button = IconButton("help", "Keys of this page (F1)", kind="plain")
        self.help_button.clicked.connect(self.help_pressed)
        row.addWidget(self.help_button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The code of the request is never given up for the submitter's pseudonym."""
        super().resizeEvent(event)
        self.who.setVisible(event.size().width() >= _NARROW)

    def show_session(self, session: ReviewSession) -> None:
        """Names the package as the library does."""
        summary = session.package.summary
        self.code.setText(summary.code or summary.file_name)
        submitter = summary.submitter or "submitter unknown"
        self.who.setText(f"{submitter} · {counted(len(session.clips), 'clip')}")
        self.verdict.set_verdict(summary.verdict, withheld=summary.withheld)

    def show_clips(self, clips: Sequence[PlacedClip], on_wall: Sequence[int]) -> None:
        """The menu of clips, those on the wall ticked; one stays, nine at most can be ticked."""
        self._menu.clear()
        for number, clip in enumerate(clips):
            action = self._menu.addAction(clip_name(clip).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(number in on_wall)
            last = number in on_wall and len(on_wall) == 1
            full = number not in on_wall and len(on_wall) >= MOST
            action.setEnabled(not last and not full)
            action.toggled.connect(lambda on, number=number: self._choose(list(on_wall), number, on))
        self.clips_button.set_words(f"{counted(len(on_wall), 'clip')} of {len(clips)}")
        self.clips_button.setEnabled(len(clips) > 1)

    def _choose(self, on_wall: list[int], number: int, on: bool) -> None:
        chosen = [*on_wall, number] if on else [other for other in on_wall if other != number]
        self.clips_chosen.emit(sorted(chosen))
