"""Decoding onward while a clip runs: what is late is decoded but not converted, what is far too late is passed over."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import dropwhile

from av.video.frame import VideoFrame

from reviewer.evidence.instants import MICROSECONDS
from reviewer.playback.landing import pictures_from, pts_at
from reviewer.playback.video_source import VideoSource

_LATE_US = 50_000
"""A picture that is later than this is not converted: a newer one will be shown in its place."""
_FAR_BEHIND_US = 2 * MICROSECONDS
"""A decoder that is later than this goes on from the keyframe before now."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """``frame`` is None at the end. ``late``: do not convert it. ``jumped``: a passage before it was passed over."""

    frame: VideoFrame | None
    late: bool = False
    jumped: bool = False


class RunningDecoder:
    """Not thread-safe: one owner. Takes over ``source``. ``now``: the clip's position by the shared clock, in µs."""

    def __init__(self, source: VideoSource, first_pts: int, now: Callable[[], int]) -> None:
        self._source = source
        self._first_pts = first_pts
        self._now = now
        self._pictures: Iterator[VideoFrame] = iter(())
        self._held: VideoFrame | None = None
        self._no_jump_before = 0

    def start_at(self, position_us: int, interrupted: Callable[[], bool]) -> Decoded:
        """Goes to the picture that is shown at this position and answers it. Raises BadFootage."""
        pts = pts_at(self._source, self._first_pts, position_us)
        self._no_jump_before = 0
        self._pictures = pictures_from(self._source, self._first_pts, pts)
        shown = next(self._pictures, None)
        for frame in self._pictures:
            if _pts(frame) > pts or interrupted():
                self._held = frame
                return Decoded(shown)
            shown = frame
        self._held = None
        return Decoded(shown)

    def onward(self) -> Decoded:
        """The next picture."""
        frame, self._held = self._held or next(self._pictures, None), None
        if frame is None:
            return Decoded(None)
        behind = self._now() - self._position(frame)
        if behind > _FAR_BEHIND_US and self._position(frame) >= self._no_jump_before:
            ahead = self._jump(frame)
            if ahead is not None:
                return Decoded(ahead, late=False, jumped=True)
        return Decoded(frame, late=behind > _LATE_US)

    def close(self) -> None:
        self._pictures = iter(())
        self._held = None
        self._source.close()

    def _jump(self, frame: VideoFrame) -> VideoFrame | None:
        """The keyframe before now if it lies ahead of ``frame``; else None, and decoding goes on behind ``frame``."""
        now_pts = pts_at(self._source, self._first_pts, self._now())
        pictures = pictures_from(self._source, self._first_pts, now_pts)
        found = next(pictures)
        if _pts(found) > _pts(frame):
            self._pictures = pictures
            return found
        self._no_jump_before = self._position(frame) + _FAR_BEHIND_US
        self._pictures = dropwhile(lambda known: _pts(known) <= _pts(frame), pictures)
        return None

    def _position(self, frame: VideoFrame) -> int:
        return self._source.microseconds(_pts(frame) - self._first_pts)


def _pts(frame: VideoFrame) -> int:
    """``VideoSource.pictures`` gives no picture without a time stamp."""
    assert frame.pts is not None
    return frame.pts
