"""What the parts of playback know of each other: pictures, players of one clip, engines, sound, the frame index.

Positions are integer microseconds from the beginning of a clip's first picture: ``(pts − pts(0)) × time base``,
rounded down. A player never blocks its caller: commands return at once, the newest one wins, and ``take`` fetches what
is ready.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Protocol

from reviewer.verification.reader import ByteRange


@dataclass(frozen=True, slots=True)
class FrameNumber:
    """Which frame of its clip a picture is, counted from 0: one, a range (equal pictures), or not proven.

    Only an index that was made of the whole clip proves a number; nothing else may fill ``first`` and ``last``.
    """

    first: int | None = None
    last: int | None = None

    @property
    def proven(self) -> bool:
        return self.first is not None and self.last is not None

    @property
    def words(self) -> str:
        """What is written under a picture."""
        if self.first is None or self.last is None:
            return "frame number not proven"
        return f"frame {self.first:,}" if self.first == self.last else f"frames {self.first:,}–{self.last:,}"


NOT_PROVEN = FrameNumber()


class FrameIndex(Protocol):
    """The frames of one clip, learnt by decoding all of it; bound to its SHA-256 and the decoder's version."""

    def number_of(self, pts: int) -> FrameNumber:
        """The number of the picture with this time stamp (in the stream's time base), or NOT_PROVEN."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One decoded picture, upright and ready to paint, with what is known of it. Immutable, shared between threads."""

    pts: int
    """Its time stamp in the stream's time base: its identity inside the clip."""
    position_us: int
    number: FrameNumber
    pixels: bytes
    """Rows of four bytes a pixel: blue, green, red, unused."""
    width: int
    """Pixels in a row of ``pixels``; the picture may have been made smaller for the place where it is shown."""
    height: int
    shape: tuple[int, int]
    """Width and height in the clip itself, upright, with square pixels: what it is to look like."""


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """What a clip's file says of itself once it is open. ``length_us``: stated by the file, None where it is not."""

    codec: str
    shape: tuple[int, int]
    length_us: int | None
    frame_us: int
    """About how long a picture is shown, by the stated rate: for estimates, never for a time that is shown."""
    has_sound: bool
    sound_delay_us: int
    """How much later than a sound player's zero the first picture begins."""
    remarks: tuple[str, ...] = ()
    """Sentences that a person should know when looking at the pictures."""


class PlayerState(Enum):
    OPENING = "opening"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Taken:
    """What ``take`` answers: the newest picture that is due, or None for no change, and what was left out for it."""

    picture: Picture | None = None
    left_out: int = 0
    """Pictures that were due but never shown since the last ``take``."""
    jumps: int = 0
    """Passages skipped since the last ``take`` because the decoder was more than two seconds late."""


class ClipPlayer(Protocol):
    """One clip being played. All of it is called from one thread, the presenter's; nothing raises for bad footage."""

    @property
    def state(self) -> PlayerState: ...

    @property
    def problem(self) -> str:
        """Why it cannot be played, a sentence for a person; empty unless ``state`` is FAILED."""
        ...

    @property
    def facts(self) -> ClipFacts | None:
        """None until it is open."""
        ...

    @property
    def settled(self) -> bool:
        """Whether the newest command has its picture, or its first few, ready (or none to give, or has failed)."""
        ...

    def run_from(self, position_us: int) -> None:
        """Decode ahead, beginning with the picture that is shown at this position; ``take`` gives what is due."""
        ...

    def stand_at(self, position_us: int) -> None:
        """Exactly the picture shown at this position: the newest that began at or before it, else the first one."""
        ...

    def step(self, pts: int, direction: int) -> None:
        """Exactly the picture after (``direction`` > 0) or before the one with this time stamp; none at either end."""
        ...

    def take(self, position_us: int) -> Taken: ...

    def set_box(self, width: int, height: int) -> None:
        """Pixels of the screen that pictures will fill at most; those made from now on are not larger."""
        ...

    def set_cache(self, limit: int) -> None:
        """Bytes of decoded pictures that stepping may keep."""
        ...

    def close(self) -> None:
        """Ends its thread and closes its files before it returns. May be called again."""
        ...


class Engine(Protocol):
    """Opens players. ``now`` answers the clip's position by the shared clock, from any thread."""

    def open(self, span: ByteRange, now: Callable[[], int], index: FrameIndex | None = None) -> ClipPlayer: ...


class SoundState(Enum):
    SILENT = "silent"
    PLAYING = "playing"
    UNAVAILABLE = "unavailable"


class Sound(Protocol):
    """The sound of one clip at a time. Never blocks; what it cannot do is silence and a sentence."""

    @property
    def state(self) -> SoundState: ...

    @property
    def problem(self) -> str:
        """Why there is no sound and what to install; empty where nothing is known to be wrong."""
        ...

    def play(self, span: ByteRange, position_us: int, rate: Fraction, now: Callable[[], int]) -> None:
        """From this position (of the sound player's own zero) on, following ``now`` from then on."""
        ...

    def silence(self) -> None: ...

    def close(self) -> None: ...
