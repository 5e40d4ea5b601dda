"""Finding a place in a clip exactly: from the keyframe at or before a time stamp, whatever the demuxer does."""

from collections.abc import Iterator
from itertools import chain

from av.video.frame import VideoFrame

from reviewer.evidence.instants import MICROSECONDS
from reviewer.playback.video_source import BadFootage, VideoSource


def pts_at(source: VideoSource, first_pts: int, position_us: int) -> int:
    """The largest time stamp whose position, rounded down, is not behind ``position_us``; never before the first."""
    pts = first_pts + source.ticks(max(0, position_us))
    return pts + 1 if source.microseconds(pts + 1 - first_pts) <= position_us else pts


def pictures_from(source: VideoSource, first_pts: int, pts: int) -> Iterator[VideoFrame]:
    """Pictures in order, beginning at or before ``pts`` (with the clip's first one where ``pts`` lies before it).

    A demuxer may land behind what was asked for, or on a place from which nothing decodes; then an earlier place is
    tried, four times as far back each time, in the end the beginning. Raises BadFootage where nothing decodes.
    """
    step_back = max(1, source.ticks(MICROSECONDS))
    goal = max(pts, first_pts)
    while True:
        source.seek(goal)
        pictures = source.pictures()
        first = next(pictures, None)
        at_start = goal <= first_pts
        if first is not None and first.pts is not None and (first.pts <= pts or at_start):
            return chain([first], pictures)
        if at_start:
            raise BadFootage("No picture of this clip decodes from its beginning: the file is damaged.")
        goal = max(first_pts, goal - step_back)
        step_back *= 4
