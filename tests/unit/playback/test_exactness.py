"""Seeking and stepping against the truth, on every camera's footage: the same time stamps and the same pixels."""

import random
import zlib
from pathlib import Path

import numpy as np
import pytest
from av.video.frame import VideoFrame

from reviewer.playback.byte_range_file import ByteRangeFile
from reviewer.playback.running_decoder import RunningDecoder
from reviewer.playback.stepper import Interrupted, Stepper
from reviewer.playback.video_source import VideoSource
from reviewer.verification.reader import ByteRange
from tests.fakes.review_material import FOOTAGE

CLIPS = sorted(FOOTAGE.glob("*")) if FOOTAGE.is_dir() else []

pytestmark = pytest.mark.skipif(not CLIPS, reason="the fixtures' footage is not beside the repository")


def source_of(path: Path, threads: int = 0) -> VideoSource:
    return VideoSource(ByteRangeFile(ByteRange(str(path), 0, path.stat().st_size)), threads)


def luma(frame: VideoFrame) -> int:
    """A checksum of the visible luma: decoders pad their lines with whatever is there."""
    plane = frame.planes[0]
    wide = 2 if frame.format.components[0].bits > 8 else 1
    lines = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return zlib.crc32(np.ascontiguousarray(lines[: frame.height, : frame.width * wide]))


def truth_of(path: Path) -> list[tuple[int, int]]:
    source = source_of(path)
    truth = [(frame.pts, luma(frame)) for frame in source.pictures() if frame.pts is not None]
    source.close()
    return truth


@pytest.mark.parametrize("path", CLIPS, ids=lambda path: path.stem)
def test_stepper(path: Path) -> None:
    truth = truth_of(path)
    source = source_of(path)
    stepper = Stepper(source, truth[0][0], limit=8 << 20, interrupted=lambda: False)
    chance = random.Random(5)
    for place in [0, len(truth) - 1, *(chance.randrange(len(truth)) for _ in range(12))]:
        pts, picture = truth[place]
        frame = stepper.at(source.microseconds(pts - truth[0][0]))
        assert (frame.pts, luma(frame)) == (pts, picture)
        after, before = stepper.after(pts), stepper.before(pts)
        assert (after and (after.pts, luma(after))) == (truth[place + 1] if place + 1 < len(truth) else None)
        assert (before and (before.pts, luma(before))) == (truth[place - 1] if place else None)
    stepper.close()


@pytest.mark.parametrize("path", CLIPS, ids=lambda path: path.stem)
def test_running_from_anywhere(path: Path) -> None:
    truth = truth_of(path)
    source = source_of(path, threads=1)
    decoder = RunningDecoder(source, truth[0][0], now=lambda: 0)
    for place in (0, len(truth) // 3, len(truth) - 2):
        frames = [decoder.start_at(source.microseconds(truth[place][0] - truth[0][0]), lambda: False).frame]
        frames += [decoder.onward().frame for _ in range(4)]
        assert [frame and (frame.pts, luma(frame)) for frame in frames] == (truth + [None] * 5)[place : place + 5]
    decoder.close()


def test_the_cache_keeps_to_its_limit_and_still_answers_rightly() -> None:
    path = FOOTAGE / "f02_indoor_queue_h264.mp4"
    truth = truth_of(path)
    source = source_of(path)
    stepper = Stepper(source, truth[0][0], limit=1, interrupted=lambda: False)
    for pts, picture in reversed(truth[100:112]):
        frame = stepper.at(source.microseconds(pts - truth[0][0]))
        assert (frame.pts, luma(frame)) == (pts, picture)
        assert len(stepper._kept) <= 3
    stepper.close()


def test_far_behind_it_goes_on_from_a_keyframe_before_now() -> None:
    path = FOOTAGE / "f02_indoor_queue_h264.mp4"
    source = source_of(path, threads=1)
    now = 0
    decoder = RunningDecoder(source, 0, now=lambda: now)
    decoder.start_at(0, lambda: False)
    now = 60_000_000
    decoded = decoder.onward()
    assert decoded.jumped
    assert decoded.frame is not None
    assert decoded.frame.pts is not None
    assert 40_000_000 < source.microseconds(decoded.frame.pts) <= now
    now = source.microseconds(decoded.frame.pts) + 1_000_000
    assert decoder.onward().late
    decoder.close()


def test_closing_interrupts_a_long_way() -> None:
    source = source_of(FOOTAGE / "f12_rooftop_phone_hdr10_av1.mp4")
    stepper = Stepper(source, 0, limit=8 << 20, interrupted=lambda: True)
    with pytest.raises(Interrupted):
        stepper.at(4_000_000)
    stepper.close()
