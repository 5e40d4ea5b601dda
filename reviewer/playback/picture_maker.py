"""From a decoded frame to a picture that can be painted: upright, with square pixels, no larger than its place."""

from fractions import Fraction

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorTrc, Interpolation, VideoReformatter

from reviewer.playback.protocols import NOT_PROVEN, FrameIndex, Picture
from reviewer.playback.video_source import VideoSource, rotation_of

_HDR = {int(ColorTrc.SMPTE2084), int(ColorTrc.ARIB_STD_B67)}
HDR_REMARK = "Recorded in HDR; its brightness is shown without tone mapping."


def upright_shape(frame: VideoFrame, source: VideoSource) -> tuple[int, int]:
    """Width and height that the picture is to have on a screen: pixels made square, turned as its file says."""
    aspect = source.stream.sample_aspect_ratio or Fraction(1)
    if not Fraction(1, 20) <= aspect <= 20:  # a damaged header would make a line of the picture
        aspect = Fraction(1)
    shape = max(1, round(frame.width * aspect)), frame.height
    return shape if rotation_of(frame) % 180 == 0 else (shape[1], shape[0])


def remarks_on(frame: VideoFrame) -> tuple[str, ...]:
    """What a person should know when looking at this clip's pictures."""
    return (HDR_REMARK,) if frame.color_trc in _HDR else ()


class PictureMaker:
    """Converts in the decoder's thread; FFmpeg lets go of the interpreter's lock meanwhile. One owner."""

    def __init__(self, source: VideoSource, first_pts: int, index: FrameIndex | None) -> None:
        self._source = source
        self._first_pts = first_pts
        self._index = index
        self._reformatter = VideoReformatter()
        self.box = (1920, 1080)
        """Pixels of the screen that pictures fill at most. Swapped as a whole from another thread."""

    def position_us(self, frame: VideoFrame) -> int:
        assert frame.pts is not None
        return self._source.microseconds(frame.pts - self._first_pts)

    def make(self, frame: VideoFrame, *, fast: bool) -> Picture:
        """``fast``: for running pictures; standing ones are scaled with more care."""
        assert frame.pts is not None
        shape = upright_shape(frame, self._source)
        turned = rotation_of(frame)
        width, height = _fitted(shape, self.box)
        if turned % 180:
            width, height = height, width
        how = Interpolation.FAST_BILINEAR if fast else Interpolation.BICUBIC | Interpolation.ACCURATE_RND
        converted = self._reformatter.reformat(frame, width, height, "bgra", interpolation=how)
        plane = converted.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[:height, : width * 4]
        upright = np.rot90(rows.reshape(height, width, 4), turned // 90) if turned else rows
        return Picture(
            pts=frame.pts,
            position_us=self.position_us(frame),
            number=self._index.number_of(frame.pts) if self._index else NOT_PROVEN,
            pixels=upright.tobytes(),
            width=upright.shape[1] if turned else width,
            height=upright.shape[0] if turned else height,
            shape=shape,
        )


def _fitted(shape: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
    """The shape made to fit into the box, its aspect kept; never enlarged, never empty."""
    scale = min(Fraction(box[0], shape[0]), Fraction(box[1], shape[1]), Fraction(1))
    return max(1, round(shape[0] * scale)), max(1, round(shape[1] * scale))
