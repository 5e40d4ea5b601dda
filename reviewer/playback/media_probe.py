"""V13's decoder: what a clip's file says of itself, learnt by decoding its first and its last picture with PyAV."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

import av
from av.video.frame import VideoFrame

from reviewer.evidence.instants import MICROSECONDS, to_microseconds
from reviewer.playback.video_source import BadFootage, VideoSource, rotation_of
from reviewer.verification.media_probe import MediaFacts

_WORK = 8_000_000_000
"""Pixels that may be decoded for one clip: some 20 s of work. A count, not a clock, so that every run decides alike."""
_SHORTFALL_US = 1 * MICROSECONDS
"""By how much the pictures may end before the length that the file states, before the last one counts as missing."""


@dataclass(frozen=True, slots=True)
class _Ends:
    """The first and the last picture that decoded, and whether everything behind the last one did."""

    first: VideoFrame
    last: VideoFrame
    clean: bool


class AvMediaProbe:
    """Implements ``verification.media_probe.MediaProbe``. Memory does not grow with the clip's size."""

    @property
    def version(self) -> str:
        return f"PyAV {av.__version__} (FFmpeg {av.ffmpeg_version_info})"

    def probe(self, file: BinaryIO) -> MediaFacts:
        """Never raises for bad footage. OSError where ``file`` cannot be read; ``file`` stays open."""
        try:
            source = VideoSource(_Lent(file), threads=0)
        except BadFootage as bad:
            return MediaFacts(decodes=False, problem=str(bad))
        try:
            return _facts(source)
        finally:
            source.close()


def _facts(source: VideoSource) -> MediaFacts:
    context = source.stream.codec_context
    codec = av.codec.Codec(context.name, "r").canonical_name if context.name else None
    created_at = _creation_time(source.metadata.get("creation_time"))
    try:
        ends = _decode_ends(source)
    except BadFootage as bad:
        return MediaFacts(False, str(bad), None, codec, context.width or None, context.height or None, created_at)
    width, height = ends.last.width, ends.last.height
    if rotation_of(ends.last) % 180:
        width, height = height, width
    duration = _duration(source, ends)
    problem = ""
    if not ends.clean:
        problem = "Its last pictures do not decode: the end of the file is damaged or missing."
    elif duration is not None and duration + _SHORTFALL_US < _stated(source, ends.first):
        problem = "Its pictures end before the length that the file states: the end of the file is damaged or missing."
    return MediaFacts(not problem, problem, duration, codec, width, height, created_at)


def _decode_ends(source: VideoSource) -> _Ends:
    """The two pictures. Raises BadFootage where none decodes, or where the last one is out of reach."""
    budget = _Budget(_WORK)
    onward = budget.spend(source.decoded())
    first = next(onward, None)
    if first is None:
        raise BadFootage("None of its pictures decodes: the file is damaged.")
    stated = source.stated_duration_us
    if stated is None or first.pts is None:  # nothing to search by: on to the end
        return _decode_to_end(source, onward) or _Ends(first, first, source.errors == 0)
    source.seek(first.pts + max(0, source.ticks(stated) - 1))
    tail = _decode_to_end(source, budget.spend(source.decoded()))
    if tail is None:  # the search led nowhere: from the first picture on, in one go
        source.seek(first.pts)
        tail = _decode_to_end(source, budget.spend(source.decoded()))
    return _Ends(first, tail.last, tail.clean) if tail else _Ends(first, first, source.errors == 0)


def _decode_to_end(source: VideoSource, pictures: Iterator[VideoFrame]) -> _Ends | None:
    """The first and last picture from here on, or None where none comes."""
    first, last, errors_at_last = None, None, 0
    for frame in pictures:
        first = first or frame
        last, errors_at_last = frame, source.errors
    return None if first is None or last is None else _Ends(first, last, source.errors == errors_at_last)


def _duration(source: VideoSource, ends: _Ends) -> int | None:
    """From the first picture's beginning to the last one's end, in µs; None where the pictures bear no times.

    A last picture that states no length of its own counts as one picture of the stated rate.
    """
    if ends.first.pts is None or ends.last.pts is None:
        return None
    if ends.last.duration:
        return source.microseconds(ends.last.pts - ends.first.pts + ends.last.duration)
    rate = source.frame_rate
    return source.microseconds(ends.last.pts - ends.first.pts) + (int(MICROSECONDS / rate) if rate else 0)


def _stated(source: VideoSource, first: VideoFrame) -> int:
    """The stated length in µs from the first picture on, where the stream's own time begins before it; 0: unstated."""
    begins = source.stream.start_time or 0
    return (source.stated_duration_us or 0) - max(0, source.microseconds((first.pts or begins) - begins))


def _creation_time(text: str | None) -> int | None:
    """µs UTC. None where it is not stated, not a time, or without its offset from UTC: such a time is no claim."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return to_microseconds(moment.astimezone(UTC)) if moment.tzinfo is not None else None


class _Budget:
    """Ends work that would not end: a clip of hours with one keyframe, a picture that repeats for ever."""

    def __init__(self, pixels: int) -> None:
        self._pixels = pixels

    def spend(self, pictures: Iterator[VideoFrame]) -> Iterator[VideoFrame]:
        """Raises BadFootage when the budget is used up."""
        for frame in pictures:
            self._pixels -= frame.width * frame.height
            if self._pixels < 0:
                raise BadFootage("Its last picture lies too far behind its last keyframe to be checked at import.")
            yield frame


class _Lent:
    """A file that stays its owner's: closing does nothing."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.read = file.read
        self.seek = file.seek
        self.tell = file.tell

    def close(self) -> None:
        """The owner closes."""
