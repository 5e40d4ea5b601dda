"""The row of buttons: to the start, back, play, on, to the end; the shared time; sound and speed."""

from fractions import Fraction

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from reviewer.evidence.instants import offset_in_words
from reviewer.gui.icons import set_icon
from reviewer.gui.quantities import OffsetAt, utc_offset
from reviewer.gui.review.caption import NO_DATE, counter, instant_in
from reviewer.gui.text import ElidedLabel, Label, set_tool_tip
from reviewer.gui.theme import TextSize, font
from reviewer.gui.widgets.buttons import IconButton, MenuButton, PrimaryButton
from reviewer.playback.transport import SPEEDS

_NARROW = 680


class TransportBar(QWidget):
    """Shows the state that it is told and asks for what the person presses; it decides nothing."""

    play_pressed = Signal()
    step_pressed = Signal(int)
    start_pressed = Signal()
    end_pressed = Signal()
    rate_chosen = Signal(object)
    sound_toggled = Signal(bool)
    whole_pressed = Signal()
    clips_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._playing: bool | None = None
        self._rate: Fraction | None = None
        self._narrow = False
        self._zooms: list[IconButton] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._button("skip-start", "To the beginning", "Home", self.start_pressed.emit))
        row.addWidget(self._button("step-back", "One picture back", ",", lambda: self.step_pressed.emit(-1)))
        self.play_button = PrimaryButton("", icon="play")
        self.play_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.play_button.clicked.connect(self.play_pressed)
        self.play_button.setMinimumWidth(56)
        row.addWidget(self.play_button)
        row.addWidget(self._button("step-forward", "One picture on", ".", lambda: self.step_pressed.emit(1)))
        row.addWidget(self._button("skip-end", "To the end", "End", self.end_pressed.emit))
        row.addSpacing(8)
        times = QVBoxLayout()
        times.setSpacing(0)
        self.local = Label(size=TextSize.TITLE, bold=True)
        self.utc = Label(size=TextSize.SECONDARY, dim=True)
        times.addWidget(self.local)
        times.addWidget(self.utc)
        row.addLayout(times)
        row.addSpacing(8)
        self.note = ElidedLabel(size=TextSize.SECONDARY, dim=True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.note, 1)
        for icon, name, told in (
            ("zoom-out", "Time line: the whole window", self.whole_pressed),
            ("zoom-in", "Time line: the clips alone", self.clips_pressed),
        ):
            button = self._button(icon, name, "", told.emit, kind="flat")
            self._zooms.append(button)
            row.addWidget(button)
        self.sound_button = self._button("sound", "Sound", "", lambda: None, kind="flat")
        self.sound_button.setCheckable(True)
        self.sound_button.setChecked(True)
        self.sound_button.toggled.connect(self._sound_toggled)
        row.addWidget(self.sound_button)
        self._speeds = QMenu(self)
        self.speed_button = MenuButton("1×", self._speeds, explanation="Speed ([ slower, ] faster)")
        self.speed_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._group = QActionGroup(self)
        for speed in SPEEDS:
            action = self._speeds.addAction(rate_words(speed))
            action.setCheckable(True)
            action.setData(speed)
            action.triggered.connect(lambda _checked=False, speed=speed: self.rate_chosen.emit(speed))
            self._group.addAction(action)
        row.addWidget(self.speed_button)
        self.show_state(False, Fraction(1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the time comes first; the time line is zoomed by keys and wheel all the same."""
        super().resizeEvent(event)
        self._narrow = event.size().width() < _NARROW
        for button in self._zooms:
            button.setVisible(not self._narrow)
        self.local.setFont(font(TextSize.SUBTITLE if self._narrow else TextSize.TITLE, bold=True))

    def show_state(self, playing: bool, rate: Fraction) -> None:
        """Play or pause, and the speed."""
        if playing != self._playing:
            self._playing = playing
            name = "Pause" if playing else "Play"
            set_icon(self.play_button, "pause" if playing else "play", "on_accent")
            self.play_button.setAccessibleName(name)
            set_tool_tip(self.play_button, f"{name} (Space or K)")
        if rate != self._rate:
            self._rate = rate
            self.speed_button.set_words(rate_words(rate))
            self.speed_button.setAccessibleName(f"Speed {rate_words(rate)}")
            for action in self._group.actions():
                action.setChecked(action.data() == rate)

    def show_time(self, now: int, offset_at: OffsetAt, true_time: bool) -> None:
        """The shared time: local, with its offset always shown, and UTC; or a count from the clips' beginning."""
        if not true_time:
            self.local.setText(counter(now))
            self.utc.setText("from the clips' common beginning; time of day unknown")
            return
        local, utc = instant_in(now, offset_at), instant_in(now, utc_offset)
        date, _, time = local.partition(", ")
        self.local.setText(time or NO_DATE)
        utc_time = utc.partition(", ")[2]
        self.utc.setText("" if not time else utc_time if self._narrow else f"{date} · {utc_time}")
        self.local.setAccessibleName(f"Shared time {local}, offset {offset_in_words(offset_at(now))}")

    def show_note(self, words: str) -> None:
        """What should be known of the running pictures."""
        if words != self.note.accessibleName():
            self.note.setText(words)

    def set_sound(self, available: bool, reason: str) -> None:
        """Whether there can be sound; ``reason``: why not."""
        self.sound_button.setEnabled(available)
        self.sound_button.setAccessibleName("Sound" if available else f"Sound: {reason}")
        set_tool_tip(self.sound_button, reason or "Sound of the chosen clip (M)")
        self._draw_sound()

    def _sound_toggled(self, on: bool) -> None:
        self._draw_sound()
        self.sound_toggled.emit(on)

    def _draw_sound(self) -> None:
        on = self.sound_button.isChecked() and self.sound_button.isEnabled()
        set_icon(self.sound_button, "sound" if on else "mute")

    def _button(self, icon: str, name: str, key: str, deed: object, kind: str = "plain") -> IconButton:
        button = IconButton(icon, name, kind=kind)
        if key:
            set_tool_tip(button, f"{name} ({key})")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked=False: deed())  # type: ignore[operator]
        return button


def rate_words(rate: Fraction) -> str:
    """``1×``, ``0.25×``, ``2× backwards``."""
    return f"{float(abs(rate)):g}×" + (" backwards" if rate < 0 else "")
