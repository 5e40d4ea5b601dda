"""One clip opened for decoding with PyAV (FFmpeg): the only module that demuxes and decodes pictures.

Footage is hostile and often damaged. What FFmpeg cannot read becomes ``BadFootage`` with a sentence for a person, or
is left out and counted; only a fault of the disc (OSError that is not FFmpeg's own) passes through. FFmpeg's log is
never turned on: it quotes evidence to the terminal.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Protocol

import av
from av.codec.context import Flags
from av.container import InputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from reviewer.evidence.instants import MICROSECONDS

MAX_PIXELS = 100_000_000
"""No picture larger than this is decoded (a 16K picture has 133 million, an 8K one 33 million)."""

_READ_AT_ONCE = 64 * 1024
_NOT_A_VIDEO = "This file is not a video that can be read: it is damaged, or of an unknown kind."


class BadFootage(Exception):
    """The clip cannot be decoded; ``str`` is a sentence for a person. Evidence that is bad, no fault of ours."""


class Readable(Protocol):
    """What is needed of a file that holds a clip."""

    def read(self, size: int = -1, /) -> bytes: ...

    def seek(self, offset: int, whence: int = 0, /) -> int: ...

    def tell(self) -> int: ...

    def close(self) -> None: ...


class VideoSource:
    """A clip's first real video stream. Not thread-safe: one owner. Takes over ``file`` and closes it.

    Raises BadFootage where there is nothing to decode, OSError where ``file`` cannot be read.
    ``threads``: FFmpeg's threads for this clip, 0 for as many as there are cores.
    """

    def __init__(self, file: Readable, threads: int = 1) -> None:
        self._file = _Watched(file)
        self.errors = 0
        """Packets that did not decode so far."""
        self.unordered = 0
        """Pictures left out so far because their time stamp is missing or does not rise."""
        try:
            self._container = self._open()
        except BadFootage:
            self._file.close()
            raise
        try:
            self.stream = _video_stream(self._container)
            context = self.stream.codec_context
            context.options = {"max_pixels": str(MAX_PIXELS)}
            context.flags |= Flags.bitexact  # the same pixels from every FFmpeg
            context.thread_count = threads
            context.thread_type = "NONE" if threads == 1 else "AUTO"
            self.time_base: Fraction = self.stream.time_base or Fraction(1, MICROSECONDS)
        except BaseException:
            self.close()
            raise

    def _open(self) -> InputContainer:
        try:
            return av.open(self._file, "r", metadata_errors="replace", buffer_size=_READ_AT_ONCE)
        except (av.FFmpegError, ValueError, LookupError, ArithmeticError) as error:
            self._file.raise_fault()
            raise BadFootage(
                "This file is not a video that can be read: it is damaged, or of an unknown kind."
            ) from error

    @property
    def stated_duration_us(self) -> int | None:
        """What the stream or, failing that, the container says its length is; a claim, not a measurement."""
        if self.stream.duration is not None:
            return self.microseconds(self.stream.duration)
        return self._container.duration  # in AV_TIME_BASE, which is microseconds

    @property
    def container_start_us(self) -> int:
        """Where the container's own time begins, in µs: players of sound count from there."""
        return self._container.start_time or 0

    @property
    def has_sound(self) -> bool:
        return any(stream.codec_context is not None for stream in self._container.streams.audio)

    @property
    def metadata(self) -> dict[str, str]:
        return dict(self._container.metadata)

    @property
    def frame_rate(self) -> Fraction | None:
        """Pictures a second on average as the container states it; for estimates only, never for a time shown."""
        rate = self.stream.average_rate or self.stream.guessed_rate
        return rate if rate else None

    def microseconds(self, ticks: int) -> int:
        """A number of the stream's ticks in whole microseconds, rounded down."""
        return ticks * self.time_base.numerator * MICROSECONDS // self.time_base.denominator

    def ticks(self, microseconds: int) -> int:
        """Microseconds in the stream's ticks, rounded down."""
        return microseconds * self.time_base.denominator // (self.time_base.numerator * MICROSECONDS)

    def seek(self, pts: int) -> None:
        """To the keyframe at or before ``pts`` as the demuxer finds it; it may land elsewhere: look at the pictures.

        Raises BadFootage where the container cannot be searched.
        """
        try:
            self._container.seek(pts, stream=self.stream, backward=True, any_frame=False)
        except (av.FFmpegError, ValueError, OverflowError) as error:
            self._file.raise_fault()
            raise BadFootage("This clip cannot be searched: its index of pictures is damaged.") from error

    def pictures(self) -> Iterator[VideoFrame]:
        """The pictures from here on in the order of presentation, their time stamps strictly rising.

        A packet that does not decode is counted and left out, as are pictures that bear no time or go back in time.
        """
        last: int | None = None
        for frame in self.decoded():
            if frame.pts is None or (last is not None and frame.pts <= last):
                self.unordered += 1
                continue
            last = frame.pts
            yield frame

    def decoded(self) -> Iterator[VideoFrame]:
        """All that decodes from here on, whatever its time stamps say: for looking at damage, not for playing."""
        packets = self._container.demux(self.stream)
        while True:
            try:
                packet = next(packets, None)
            except (av.FFmpegError, ValueError):  # the rest of the container cannot be read: what was held back comes
                self._file.raise_fault()
                self.errors += 1
                yield from self._flushed()
                return
            if packet is None:
                return
            try:
                frames = packet.decode()
            except (av.FFmpegError, ValueError, MemoryError):
                self._file.raise_fault()
                self.errors += 1
                continue
            for frame in frames:
                if isinstance(frame, VideoFrame):
                    yield frame

    def _flushed(self) -> Iterator[VideoFrame]:
        try:
            yield from self.stream.codec_context.decode(None)
        except (av.FFmpegError, ValueError):
            self.errors += 1

    def close(self) -> None:
        self._container.close()
        self._file.close()


def rotation_of(frame: VideoFrame) -> int:
    """Degrees, a multiple of 90 from 0 to 270, by which the picture is to be turned counter-clockwise for upright.

    A broken display matrix answers nonsense (−2,147,483,648 has been seen): then, and for a slant, nothing is turned.
    """
    return frame.rotation % 360 if abs(frame.rotation) <= 360 and frame.rotation % 90 == 0 else 0


def _video_stream(container: InputContainer) -> VideoStream:
    """The first stream of moving pictures. Raises BadFootage: none, only a cover picture, or of an unknown coding."""
    if not container.streams.video:
        words = "This file holds sound, but no pictures." if container.streams.audio else "This file holds no pictures."
        raise BadFootage(words)
    moving = [stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic]
    if not moving:
        raise BadFootage("This file holds sound with a still cover picture, but no moving pictures.")
    known = [stream for stream in moving if stream.codec_context is not None]
    if not known:
        raise BadFootage("The pictures of this file are enciphered, or coded in a way that this program does not know.")
    return known[0]


class _Watched:
    """The file as PyAV sees it. Keeps a fault of the disc, which FFmpeg would turn into "invalid data"."""

    def __init__(self, file: Readable) -> None:
        self._file = file
        self._fault: OSError | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self._file.read(size)
        except OSError as fault:
            self._fault = fault
            raise

    def seek(self, offset: int, whence: int = 0) -> int:
        try:
            return self._file.seek(offset, whence)
        except OSError as fault:
            self._fault = fault
            raise

    def tell(self) -> int:
        return self._file.tell()

    def raise_fault(self) -> None:
        """Raises the fault of the disc that was met, if one was."""
        if self._fault is not None:
            raise self._fault

    def close(self) -> None:
        self._file.close()
