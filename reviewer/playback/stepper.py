"""Standing still and stepping: exactly the picture asked for, with a bounded cache of decoded neighbours."""

import bisect
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from av.video.frame import VideoFrame

from reviewer.evidence.instants import MICROSECONDS
from reviewer.playback.landing import pictures_from, pts_at
from reviewer.playback.video_source import VideoSource

_ONWARD_US = 2 * MICROSECONDS
"""Up to here decoding on is taken to be shorter than a new search."""


class Interrupted(Exception):
    """The owner is closing: the picture is no longer wanted."""


@dataclass(slots=True)
class _Kept:
    """A decoded picture with the time stamp of the one that follows it: None is not known yet."""

    frame: VideoFrame
    size: int
    next_pts: int | None = None
    is_last: bool = False


class Stepper:
    """Answers pictures by position and by neighbourhood. Not thread-safe: one owner. Takes over ``source``.

    ``interrupted`` is asked at every picture decoded on the way; Interrupted is raised once it answers True.
    """

    def __init__(self, source: VideoSource, first_pts: int, limit: int, interrupted: Callable[[], bool]) -> None:
        self._source = source
        self._first_pts = first_pts
        self._interrupted = interrupted
        self.limit = limit
        """Bytes of decoded pictures to keep; two are always kept."""
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._order: list[int] = []
        self._bytes = 0
        self._onward: Iterator[VideoFrame] | None = None
        self._newest: VideoFrame | None = None
        """The picture that ``_onward`` gave last."""

    def at(self, position_us: int) -> VideoFrame:
        """The newest picture that begins at or before this position; the first one where there is none."""
        pts = pts_at(self._source, self._first_pts, position_us)
        known = self._known(pts)
        return known.frame if known else self._decode_around(pts)[0]

    def after(self, pts: int) -> VideoFrame | None:
        """The picture that follows the one with this time stamp, or None at the end."""
        known = self._known(pts)
        if known and known.is_last:
            return None
        if known and known.next_pts is not None and known.next_pts in self._kept:
            self._kept.move_to_end(known.next_pts)
            return self._kept[known.next_pts].frame
        return self._decode_around(pts)[1]

    def before(self, pts: int) -> VideoFrame | None:
        """The picture that precedes the one with this time stamp, or None at the beginning."""
        if pts <= self._first_pts:
            return None
        known = self._known(pts - 1)
        return known.frame if known else self._decode_around(pts - 1)[0]

    def close(self) -> None:
        self._kept.clear()
        self._order.clear()
        self._onward = self._newest = None
        self._source.close()

    def _known(self, pts: int) -> _Kept | None:
        """The newest picture at or before ``pts``, if the cache shows that none lies between."""
        place = bisect.bisect_right(self._order, pts) - 1
        if place < 0:
            return None
        kept = self._kept[self._order[place]]
        if kept.is_last or (kept.next_pts is not None and kept.next_pts > pts):
            self._kept.move_to_end(self._order[place])
            return kept
        return None

    def _decode_around(self, pts: int) -> tuple[VideoFrame, VideoFrame | None]:
        """The newest picture at or before ``pts`` and the first one behind it, by decoding. Raises BadFootage."""
        pts = max(pts, self._first_pts)
        held = self._newest
        if self._onward is None or held is None or not 0 <= pts - _pts(held) <= self._source.ticks(_ONWARD_US):
            self._onward, held = pictures_from(self._source, self._first_pts, pts), None
        for frame in self._onward:
            if held is not None and _pts(held) in self._kept:
                self._kept[_pts(held)].next_pts = _pts(frame)
            self._keep(frame)
            self._newest = frame
            if held is not None and _pts(frame) > pts:
                return held, frame
            held = frame
            if self._interrupted():
                raise Interrupted
        assert held is not None  # pictures_from gives at least one
        self._onward = self._newest = None
        if _pts(held) in self._kept:
            self._kept[_pts(held)].is_last = True
        return held, None

    def _keep(self, frame: VideoFrame) -> None:
        pts = _pts(frame)
        if pts in self._kept:
            self._kept.move_to_end(pts)
            return
        size = sum(plane.buffer_size for plane in frame.planes)
        self._kept[pts] = _Kept(frame, size)
        bisect.insort(self._order, pts)
        self._bytes += size
        while self._bytes > self.limit and len(self._kept) > 2:
            gone_pts, gone = self._kept.popitem(last=False)
            self._order.remove(gone_pts)
            self._bytes -= gone.size


def _pts(frame: VideoFrame) -> int:
    """``VideoSource.pictures`` gives no picture without a time stamp."""
    assert frame.pts is not None
    return frame.pts
