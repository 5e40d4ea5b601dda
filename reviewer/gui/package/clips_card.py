"""The clips: each with its state in chips, its time and place in sentences, its SHA-256; and the two drawings."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer.evidence.verification_result import VerificationResult
from reviewer.gui.drawings.area_map import AreaMap
from reviewer.gui.drawings.window_drawing import WindowDrawing
from reviewer.gui.package.clip_words import ClipWords, map_cameras, window_rows
from reviewer.gui.package.flow import FlowLayout
from reviewer.gui.package.parts import Disclosure, FactList, LongList, Paragraph, Section
from reviewer.gui.quantities import OffsetAt
from reviewer.gui.text import ElidedLabel, Label, counted
from reviewer.gui.theme import TextSize
from reviewer.gui.widgets.badges import Badge
from reviewer.gui.widgets.copyable_hash import CopyableHash
from reviewer.gui.widgets.surfaces import Card

CLIPS_AT_FIRST = 12


class ClipsCard(Card):
    """The list of clips."""

    more_shown = Signal(int)
    """How many clips are listed now."""

    def __init__(self, clips: Sequence[ClipWords], parent: QWidget | None = None) -> None:
        super().__init__("Clips", parent)
        self.shown = 0
        if not clips:
            self.body.addWidget(Label("No clip could be read from this package.", dim=True, wrap=True))
            return
        self.clips = LongList(
            len(clips), lambda index: ClipView(clips[index]), "clip", first=CLIPS_AT_FIRST, spacing=14
        )
        self.shown = self.clips.shown
        self.clips.more_shown.connect(self.more_shown)
        self.body.addWidget(self.clips)


class ClipView(QWidget):
    """One clip."""

    def __init__(self, clip: ClipWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(f"Clip {clip.clip_id}, {clip.file}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        title = QHBoxLayout()
        title.setSpacing(8)
        title.addWidget(Label(clip.clip_id, bold=True))
        title.addWidget(ElidedLabel(clip.file, bold=True, middle=True), 3)
        camera = ElidedLabel(clip.camera, size=TextSize.SECONDARY, dim=True)
        camera.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        title.addWidget(camera, 2)
        column.addLayout(title)
        chips = FlowLayout(spacing=6)
        for look in clip.chips:
            chips.addWidget(Badge(look))
        column.addLayout(chips)
        column.addWidget(Paragraph(clip.time, size=TextSize.SECONDARY, name="Time"))
        column.addWidget(Paragraph(f"{clip.place[:1].upper()}{clip.place[1:]}", size=TextSize.SECONDARY, name="Place"))
        digest = QHBoxLayout()
        digest.setSpacing(8)
        digest.addWidget(Label("SHA-256", size=TextSize.SECONDARY, dim=True))
        digest.addWidget(CopyableHash(clip.sha256, f"SHA-256 of clip {clip.clip_id}", short=True), 1)
        column.addLayout(digest)
        arrow = Disclosure(f"All that is claimed of clip {clip.clip_id}", words="All that is claimed of it")
        column.addWidget(arrow)
        column.addWidget(Section(arrow, lambda: FactList(clip.facts, name_width=120)))


class AgainstRequestCard(Card):
    """Time line and map, walking together: a clip chosen on one is chosen on the other."""

    def __init__(
        self, result: VerificationResult, offset_at: OffsetAt, parent: QWidget | None = None, *, shown: int
    ) -> None:
        """``shown``: how many clips the time line starts with, as many as are listed."""
        super().__init__("Clips against the request", parent)
        self._result = result
        self.body.setSpacing(10)
        self.line = WindowDrawing(self, offset_at=offset_at)
        self.map = AreaMap(self)
        request = result.request
        if request is None and not result.clips:
            self.line.hide()
            self.map.hide()
            self.body.addWidget(Label("Nothing is known of the request or of the clips.", dim=True, wrap=True))
            return
        self.line.set_window(request.window if request is not None else None)
        self.map.set_request(request.area if request is not None else None)
        self.map.set_cameras(map_cameras(result.clips))
        self.line.row_pointed.connect(self.map.set_current)
        self.map.camera_pointed.connect(self.line.set_current)
        self._left_out = Label("", size=TextSize.SECONDARY, dim=True, wrap=True)
        for widget in (self.line, self._left_out, self.map):
            self.body.addWidget(widget)
        self.show_rows(shown)

    def show_rows(self, count: int) -> None:
        """Draws the first ``count`` clips on the time line; the map always shows all."""
        rest = len(self._result.clips) - count
        self.line.set_rows(window_rows(self._result.clips[:count]))
        self._left_out.setVisible(rest > 0)
        self._left_out.setText(
            f"{counted(rest, 'more clip')} not on the time line yet: show more in the list of clips. The map has all."
        )
