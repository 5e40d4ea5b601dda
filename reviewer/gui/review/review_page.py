"""The review page: a package's clips side by side on one clock, against the request's window and area.

The page wires its parts together and owns the session; pictures come from ``playback.transport``, painted by the wall.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from reviewer.application.review import ReviewSession
from reviewer.evidence.findings import Verdict
from reviewer.evidence.records import Window
from reviewer.gui.job_runner import JobRunner
from reviewer.gui.quantities import OffsetAt
from reviewer.gui.review.controls import Controls
from reviewer.gui.review.keys import bind, show_help, window_keys
from reviewer.gui.review.picture_wall import PictureWall
from reviewer.gui.review.request_column import RequestColumn
from reviewer.gui.review.review_header import MOST, ReviewHeader
from reviewer.gui.review.time_line import Lane, TimeLine
from reviewer.gui.review.transport_bar import TransportBar, rate_words
from reviewer.gui.text import counted, local_offset_minutes
from reviewer.gui.theme import Tone
from reviewer.gui.widgets.empty_state import EmptyState
from reviewer.gui.widgets.message_bar import MessageArea
from reviewer.gui.widgets.surfaces import Surface
from reviewer.playback.channel import Showing
from reviewer.playback.placement import PlacedClip, Placement, place
from reviewer.playback.protocols import Engine, Sound, SoundState
from reviewer.playback.shared_clock import SharedClock
from reviewer.playback.transport import Snapshot, Transport

NARROW = 1140
"""Logical pixels of the page below which the column goes under its button (a window of about 1200)."""
LOW = 440
"""Logical pixels of the page's height below which pictures need every line."""
AT_FIRST = 4
"""Clips that are put on the wall when a package is opened."""
_TICK_MS = 16
_IDLE_TICK_MS = 50
_RESIZED_MS = 120
"""After this long without a change of size standing pictures are made anew."""
_LEAST_BOX = 64
"""A smaller place is that of a wall that was not laid out yet."""


class ReviewDeed(Protocol):
    """What the page asks of ``application.review.ReviewPackage``."""

    def open(self, package_key: int) -> ReviewSession: ...


class ReviewServices(Protocol):
    """The part of ``bootstrap.Services`` that the page needs."""

    @property
    def review(self) -> ReviewDeed: ...


@dataclass(slots=True)
class _Open:
    """A package under review."""

    session: ReviewSession
    placement: Placement
    on_wall: list[int]
    transport: Transport
    snapshot: Snapshot


class ReviewPage(QWidget):
    """``open_package(key)`` and ``close_package()``; ``back_requested`` is the window's to answer.

    ``engine`` and ``sound`` are PyAV and libVLC unless a test hands in others; both are loaded when first needed.
    Closing the widget, at the end of the program, closes the package and waits for libVLC.
    """

    back_requested = Signal()
    opened = Signal(int)
    """The key of a package whose clips are on the wall now."""

    def __init__(
        self,
        services: ReviewServices,
        jobs: JobRunner,
        parent: QWidget | None = None,
        *,
        engine: Engine | None = None,
        sound: Sound | None = None,
        offset_at: OffsetAt = local_offset_minutes,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._jobs = jobs
        self._engine, self._sound = engine, sound
        self._offset_at = offset_at
        self._open: _Open | None = None
        self._key: int | None = None
        self._asked = 0
        self._column_wanted: bool | None = None
        self.header = ReviewHeader()
        self.messages = MessageArea()
        self.wall = PictureWall()
        self.column = RequestColumn()
        self.bar = TransportBar()
        self.time_line = TimeLine()
        self._controls = Controls(self._wake)
        self._keys = self._controls.keys(self.time_line, self.bar.sound_button.toggle)
        self._build()
        self._connect()

    # --- what the window asks of the page

    def open_package(self, package_key: int) -> None:
        """Opens the package in the background and puts its first clips on the wall, standing at their beginning."""
        self.close_package()
        self._key = package_key
        asked = self._asked
        job = self._jobs.call("Opening the clips", lambda _report, _cancel: self._services.review.open(package_key))
        job.succeeded.connect(lambda session: self._show(session, package_key) if asked == self._asked else None)
        job.failed.connect(lambda sentence: self._fail(sentence) if asked == self._asked else None)

    def close_package(self) -> None:
        """Ends all playing and closes every clip. The page is empty then; may be called again."""
        self._key = None
        self._asked += 1
        self._timer.stop()
        if self._open is not None:
            self._open.transport.close()
            self._open = self._controls.transport = None
        self.wall.show_snapshot(None)
        self.messages.clear("package")
        self.messages.clear("fault")
        self._stack.setCurrentWidget(self._nothing)

    def show_keys(self) -> None:
        """The keys of this page, in a small window beside the pictures."""
        show_help(self, (("Review", self._keys), ("The whole window", window_keys())))

    @property
    def package_key(self) -> int | None:
        """The package under review, or being opened."""
        return self._key

    @property
    def snapshot(self) -> Snapshot | None:
        """What is being seen, or None."""
        return self._open.snapshot if self._open else None

    @property
    def transport(self) -> Transport | None:
        return self._open.transport if self._open else None

    # --- building

    def _build(self) -> None:
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._resized = QTimer(self)
        self._resized.setSingleShot(True)
        self._resized.setInterval(_RESIZED_MS)
        self._resized.timeout.connect(self._fit_pictures)
        self._nothing = EmptyState(
            "review", "No package is under review", "Choose a package in the library and press “Review”."
        )
        bottom = Surface("footer")
        self._foot = foot = QVBoxLayout(bottom)
        foot.addWidget(self.bar)
        foot.addWidget(self.time_line)
        room = QWidget()
        self._around = around = QVBoxLayout(room)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAccessibleName("Pictures of the clips")
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.wall)
        around.addWidget(scroll)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(room, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(left, 1)
        middle.addWidget(self.column)
        playing = QWidget()
        rows = QVBoxLayout(playing)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.header)
        rows.addWidget(self.messages)
        rows.addLayout(middle, 1)
        rows.addWidget(bottom)
        self._playing = playing
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(playing)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self._fold()

    def _connect(self) -> None:
        self.header.back_pressed.connect(self.back_requested)
        self.header.clips_chosen.connect(self._put_on_wall)
        self.header.column_toggled.connect(self._column_toggled)
        self.header.help_pressed.connect(self.show_keys)
        self.wall.chosen.connect(self._choose)
        self.wall.box_changed.connect(lambda _width, _height: self._resized.start())
        self.column.clip_pointed.connect(self._choose)
        self.time_line.sought.connect(self._controls.seek)
        self.time_line.scrubbing.connect(self._controls.scrub)
        self.bar.play_pressed.connect(self._controls.toggle)
        self.bar.step_pressed.connect(self._controls.step)
        self.bar.start_pressed.connect(self._controls.to_start)
        self.bar.end_pressed.connect(self._controls.to_end)
        self.bar.rate_chosen.connect(self._controls.set_rate)
        self.bar.sound_toggled.connect(self._controls.set_sound)
        self.bar.whole_pressed.connect(self.time_line.show_all)
        self.bar.clips_pressed.connect(self.time_line.show_clips)
        bind(self, self._keys)

    # --- opening

    def _show(self, session: ReviewSession, package_key: int) -> None:
        placement = place(session.clips)
        self.header.show_session(session)
        self._warn_of_verdict(session)
        if not session.clips:
            self._fail("This package holds no clip that could be read, so there is nothing to play.")
            return
        self._start(session, placement, list(range(min(AT_FIRST, len(session.clips)))))
        self.opened.emit(package_key)

    def _start(self, session: ReviewSession, placement: Placement, on_wall: list[int]) -> None:
        clips = [placement.clips[number] for number in on_wall]
        clock = SharedClock()
        transport = Transport(clips, self._the_engine(), self._the_sound(), clock)
        transport.set_sound(self.bar.sound_button.isChecked())
        self._open = _Open(session, placement, on_wall, transport, transport.tick())
        self._controls.transport = transport
        window = session.request.window if session.request is not None else None
        true_time = placement.in_true_time
        self.header.show_clips(placement.clips, on_wall)
        self.wall.set_request(window, self._offset_at)
        self.time_line.set_request(window, self._offset_at, true_time)
        self.column.set_request(session.request, clips, self._offset_at)
        self._stack.setCurrentWidget(self._playing)
        self._show_snapshot(self._open.snapshot)
        self._fit_pictures()
        self._timer.start(_TICK_MS)
        self.wall.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_on_wall(self, numbers: Sequence[int]) -> None:
        """Other clips side by side; the shared time stays, as far as they reach."""
        opened = self._open
        if opened is None or not numbers:
            return
        now = opened.snapshot.now
        opened.transport.close()
        self._start(opened.session, opened.placement, list(numbers)[:MOST])
        self._controls.seek(now)

    def _fail(self, sentence: str) -> None:
        self._stack.setCurrentWidget(self._playing)
        self.messages.tell("fault", Tone.BAD, sentence, closable=False)

    def _warn_of_verdict(self, session: ReviewSession) -> None:
        """What plays is never taken for more than the verdict says."""
        summary = session.package.summary
        kept = " It is kept in quarantine." if summary.quarantined else ""
        match summary.verdict:
            case Verdict.VERIFIED if summary.withheld:
                words = "This package is in quarantine: what plays here is not called verified."
                self.messages.tell("package", Tone.CAUTION, words, closable=False)
            case Verdict.ALTERED:
                words = "This package is altered: what plays here may not be what was sealed."
                self.messages.tell("package", Tone.BAD, words + kept, closable=False)
            case Verdict.UNTRUSTED:
                words = "The signer of this package is not trusted: who sealed these clips is not proven."
                self.messages.tell("package", Tone.CAUTION, words + kept, closable=False)
            case Verdict.UNREADABLE:
                words = "This package could not be read as a whole: nothing in it is verified."
                self.messages.tell("package", Tone.BAD, words + kept, closable=False)
            case _:
                self.messages.clear("package")

    def _the_engine(self) -> Engine:
        if self._engine is None:
            from reviewer.playback.av_engine import AvEngine  # FFmpeg is loaded when a clip is first opened

            self._engine = AvEngine()
        return self._engine

    def _the_sound(self) -> Sound:
        if self._sound is None:
            from reviewer.playback.vlc_sound import VlcSound

            self._sound = VlcSound()
        return self._sound

    # --- running

    def _tick(self) -> None:
        opened = self._open
        if opened is None:
            return
        snapshot = opened.transport.tick()
        stood = opened.snapshot.playing and not snapshot.playing
        changed = snapshot != opened.snapshot
        opened.snapshot = snapshot
        if changed:
            self._show_snapshot(snapshot)
        if stood or (changed and not snapshot.playing):
            self.wall.describe()
        self._pace(_TICK_MS if snapshot.playing or changed else _IDLE_TICK_MS)
        self._tell_sound()

    def _wake(self) -> None:
        """Something moves: looks at the clips as often as when they run."""
        self._pace(_TICK_MS)

    def _pace(self, milliseconds: int) -> None:
        if self._timer.interval() != milliseconds:  # setting it anew would begin the waiting anew
            self._timer.setInterval(milliseconds)

    def _show_snapshot(self, snapshot: Snapshot) -> None:
        opened = self._open
        if opened is None:
            return
        self.wall.show_snapshot(snapshot)
        window = opened.session.request.window if opened.session.request is not None else None
        self.time_line.set_lanes([_lane(tile.clip, tile.end, window) for tile in snapshot.tiles])
        self.time_line.set_now(snapshot.now, snapshot.chosen)
        self.bar.show_state(snapshot.playing, snapshot.rate)
        self.bar.show_time(snapshot.now, self._offset_at, opened.placement.in_true_time)
        self.bar.show_note(note_words(snapshot))
        self.column.show_moment(snapshot.now, opened.placement.in_true_time, snapshot.chosen)

    def _tell_sound(self) -> None:
        sound = self._sound
        if sound is None or sound.state is not SoundState.UNAVAILABLE:
            return
        if self.bar.sound_button.isEnabled():
            self.bar.set_sound(False, sound.problem)
            self.messages.tell("sound", Tone.CAUTION, sound.problem)

    def _fit_pictures(self) -> None:
        if self._open is not None and min(self.wall.box) >= _LEAST_BOX:
            self._open.transport.set_boxes(*self.wall.box)

    # --- what the person does

    def _choose(self, number: int) -> None:
        if self._open is not None:
            self._open.transport.choose(number)
            self.wall.setFocus(Qt.FocusReason.MouseFocusReason)

    # --- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space comes here from every part that does not want it itself, as a focused button does."""
        if event.key() == Qt.Key.Key_Space:
            self._controls.toggle()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.close_package()
        if self._sound is not None:
            self._sound.close()
            self._sound = None
        super().closeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing plays unseen."""
        if self._open is not None and self._open.transport.playing:
            self._open.transport.pause()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _column_toggled(self, on: bool) -> None:
        self._column_wanted = on
        self.column.setVisible(on)

    def _fold(self) -> None:
        """The column shows itself where there is room, unless the person decided; margins shrink on a low screen."""
        low = self.height() < LOW
        margin = 6 if low else 12
        self._around.setContentsMargins(margin, margin, margin, margin)
        self._foot.setContentsMargins(16, 5 if low else 10, 16, 2 if low else 6)
        self._foot.setSpacing(3 if low else 8)
        wide = self.width() >= NARROW
        on = self._column_wanted if self._column_wanted is not None and (not wide or not self._column_wanted) else wide
        self.column.setVisible(on)
        self.header.column_button.blockSignals(True)
        self.header.column_button.setChecked(on)
        self.header.column_button.blockSignals(False)


def note_words(snapshot: Snapshot) -> str:
    """What should be known while pictures run: what was left out, and what is not a time of day."""
    left_out = sum(tile.left_out for tile in snapshot.tiles)
    jumps = sum(tile.jumps for tile in snapshot.tiles)
    words = []
    if any(tile.showing is Showing.OPENING for tile in snapshot.tiles):
        words.append("opening")
    if left_out:
        words.append(f"{counted(left_out, 'picture')} not shown at {rate_words(snapshot.rate)}")
    if jumps:
        words.append(f"{counted(jumps, 'passage')} passed over")
    return " · ".join(words)


def _lane(clip: PlacedClip, end: int, window: Window | None) -> Lane:
    return Lane(clip.camera, clip.start, end, clip.uncertainty, clip.clip.result.window_scope)
