"""The engine (``Engine``, ``ClipPlayer``): PyAV decodes each clip in a thread of its own into a short queue."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from reviewer.evidence.instants import MICROSECONDS
from reviewer.playback.byte_range_file import ByteRangeFile
from reviewer.playback.picture_maker import PictureMaker, remarks_on, upright_shape
from reviewer.playback.protocols import ClipFacts, FrameIndex, Picture, PlayerState, Taken
from reviewer.playback.running_decoder import RunningDecoder
from reviewer.playback.stepper import Interrupted, Stepper
from reviewer.playback.video_source import BadFootage, VideoSource
from reviewer.verification.reader import ByteRange

_log = logging.getLogger(__name__)

_AHEAD = 8
"""Pictures decoded ahead of the clock at most …"""
_AHEAD_BYTES = 64 << 20
"""… or this many bytes of them; two at least."""
_PREROLL = 4
"""Pictures that are ready before running counts as begun."""
_STILL_S = 0.2
"""A decoder that cannot keep up shows a late picture this often all the same; it bears its own time."""
_STEP_CACHE = 256 << 20
"""Bytes of decoded pictures for stepping, until told otherwise."""


class AvEngine:
    """Opens players over byte ranges of stored files; nothing is unpacked."""

    def open(self, span: ByteRange, now: Callable[[], int], index: FrameIndex | None = None) -> "AvClipPlayer":
        return AvClipPlayer(span, now, index)


class _Kind(Enum):
    RUN = "run"
    STAND = "stand"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class _Command:
    kind: _Kind
    place: int
    """A position in µs; for STEP a time stamp."""
    direction: int = 0


class AvClipPlayer:
    """A thread that decodes what was commanded last. See ``ClipPlayer`` for what its members mean."""

    def __init__(self, span: ByteRange, now: Callable[[], int], index: FrameIndex | None = None) -> None:
        self._span, self._now, self._index = span, now, index
        self._changed = threading.Condition()
        self._queue: deque[Picture] = deque()
        self._wanted: _Command | None = None
        self._running = self._at_end = self._closing = False
        self._settled = True
        self._left_out = self._jumps = 0
        self._offered_at = 0.0
        self._state, self._problem = PlayerState.OPENING, ""
        self._facts: ClipFacts | None = None
        self._first_pts = 0
        self._box = (1920, 1080)
        self._cache = _STEP_CACHE
        self._runner: RunningDecoder | None = None
        self._stepper: Stepper | None = None
        self._maker: PictureMaker | None = None
        self._thread = threading.Thread(target=self._work, name="clip decoder", daemon=True)
        self._thread.start()

    # --- the presenter's side

    @property
    def state(self) -> PlayerState:
        return self._state

    @property
    def problem(self) -> str:
        return self._problem

    @property
    def facts(self) -> ClipFacts | None:
        return self._facts

    @property
    def settled(self) -> bool:
        with self._changed:
            return self._settled or self._state is PlayerState.FAILED

    def run_from(self, position_us: int) -> None:
        self._command(_Command(_Kind.RUN, position_us))

    def stand_at(self, position_us: int) -> None:
        self._command(_Command(_Kind.STAND, position_us))

    def step(self, pts: int, direction: int) -> None:
        self._command(_Command(_Kind.STEP, pts, direction))

    def take(self, position_us: int) -> Taken:
        picture, taken = None, 0
        with self._changed:
            while self._queue and (not self._running or self._queue[0].position_us <= position_us):
                picture, taken = self._queue.popleft(), taken + 1
            answer = Taken(picture, self._left_out + max(0, taken - 1), self._jumps)
            self._left_out = self._jumps = 0
            if taken:
                self._changed.notify_all()
        return answer

    def set_box(self, width: int, height: int) -> None:
        self._box = (max(16, width), max(16, height))
        maker = self._maker
        if maker is not None:
            maker.box = self._box

    def set_cache(self, limit: int) -> None:
        self._cache = limit
        stepper = self._stepper
        if stepper is not None:
            stepper.limit = limit

    def close(self) -> None:
        with self._changed:
            self._closing = True
            self._queue.clear()
            self._changed.notify_all()
        self._thread.join()

    def _command(self, command: _Command) -> None:
        with self._changed:
            self._wanted, self._settled = command, False
            self._running = command.kind is _Kind.RUN
            self._left_out = self._jumps = 0
            self._queue.clear()
            self._changed.notify_all()

    # --- the decoder's thread

    def _work(self) -> None:
        try:
            self._open()
            while (command := self._next_command()) is not None:
                self._obey(command)
        except Interrupted:
            pass
        except BadFootage as bad:
            self._fail(str(bad))
        except OSError as fault:
            _log.warning("a stored clip cannot be read: %s", fault)
            self._fail("The stored file cannot be read. Check that the disc with the evidence store is connected.")
        except Exception:
            _log.exception("a clip's decoder stopped")
            self._fail("This clip cannot be played because this program made a mistake; the log file has the details.")
        finally:
            for open_decoder in (self._runner, self._stepper):
                if open_decoder is not None:
                    open_decoder.close()
            self._runner = self._stepper = self._maker = None

    def _fail(self, problem: str) -> None:
        with self._changed:
            self._queue.clear()
            self._state, self._problem, self._settled = PlayerState.FAILED, problem, True

    def _open(self) -> None:
        source = VideoSource(ByteRangeFile(self._span), threads=1)
        first = next(source.pictures(), None)
        if first is None or first.pts is None:
            unordered = source.unordered
            source.close()
            if unordered:
                raise BadFootage("The pictures of this clip bear no times, so they cannot be placed on a clock.")
            raise BadFootage("None of this clip's pictures decodes: the file is damaged.")
        self._first_pts = first.pts
        self._runner = RunningDecoder(source, first.pts, self._now)
        self._maker = PictureMaker(source, first.pts, self._index)
        self._maker.box = self._box
        stated, rate = source.stated_duration_us, source.frame_rate
        before_first = max(0, source.microseconds(first.pts - (source.stream.start_time or 0)))
        facts = ClipFacts(
            codec=source.stream.codec_context.name,
            shape=upright_shape(first, source),
            length_us=None if stated is None else max(0, stated - before_first),
            frame_us=int(MICROSECONDS / rate) if rate else 40_000,
            has_sound=source.has_sound,
            sound_delay_us=max(0, source.microseconds(first.pts) - source.container_start_us),
            remarks=remarks_on(first),
        )
        with self._changed:
            self._facts, self._state = facts, PlayerState.READY

    def _next_command(self) -> _Command | None:
        """Waits for a command and decodes ahead while there is none. None: closing."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closing or self._wanted or self._has_room())
                if self._closing:
                    return None
                if self._wanted is not None:
                    command, self._wanted = self._wanted, None
                    return command
            self._decode_ahead()

    def _has_room(self) -> bool:
        if not self._running or self._at_end:
            return False
        size = len(self._queue[0].pixels) if self._queue else 0
        return len(self._queue) < max(2, min(_AHEAD, _AHEAD_BYTES // max(1, size)))

    def _superseded(self) -> bool:
        return self._closing or self._wanted is not None

    def _obey(self, command: _Command) -> None:
        assert self._runner is not None
        assert self._maker is not None
        if command.kind is _Kind.RUN:
            self._at_end = False
            frame = self._runner.start_at(command.place, self._superseded).frame
            self._offer(None if frame is None else self._maker.make(frame, fast=True))
            return
        if self._stepper is None:
            source = VideoSource(ByteRangeFile(self._span), threads=0)
            self._stepper = Stepper(source, self._first_pts, self._cache, lambda: self._closing)
        if command.kind is _Kind.STAND:
            frame = self._stepper.at(command.place)
        elif command.direction > 0:
            frame = self._stepper.after(command.place)
        else:
            frame = self._stepper.before(command.place)
        self._offer(None if frame is None else self._maker.make(frame, fast=False))

    def _decode_ahead(self) -> None:
        assert self._runner is not None
        assert self._maker is not None
        decoded = self._runner.onward()
        if decoded.frame is None:
            with self._changed:
                if self._wanted is None:
                    self._at_end = self._settled = True
            return
        passed_over = decoded.late and time.monotonic() - self._offered_at < _STILL_S
        picture = None if passed_over else self._maker.make(decoded.frame, fast=True)
        with self._changed:
            if self._wanted is not None:
                return
            self._left_out += passed_over
            self._jumps += decoded.jumped
        if picture is not None:
            self._offer(picture)

    def _offer(self, picture: Picture | None) -> None:
        """Puts the picture into the queue, unless a newer command has made it one of the past."""
        with self._changed:
            if self._wanted is None and not self._closing:
                if picture is not None:
                    self._queue.append(picture)
                    self._offered_at = time.monotonic()
                if not self._running or len(self._queue) >= _PREROLL or not self._has_room():
                    self._settled = True
