"""A player, an engine and a sound without footage (pictures are ready at once), and a clock set by hand."""

from collections.abc import Callable
from fractions import Fraction

from reviewer.playback.protocols import (
    NOT_PROVEN,
    ClipFacts,
    FrameIndex,
    Picture,
    PlayerState,
    SoundState,
    Taken,
)
from reviewer.verification.reader import ByteRange


class HandClock:
    """Nanoseconds that pass only when told to."""

    def __init__(self) -> None:
        self.ns = 0

    def __call__(self) -> int:
        return self.ns

    def pass_us(self, microseconds: int) -> None:
        self.ns += microseconds * 1_000


class FakePlayer:
    """Implements ``ClipPlayer`` over pictures of ``frame_us`` each; the time stamp is the frame's number."""

    def __init__(self, frames: int, frame_us: int, now: Callable[[], int], index: FrameIndex | None) -> None:
        self._frames, self._frame_us, self._now, self._index = frames, frame_us, now, index
        self._next: int | None = None
        self._standing: Picture | None = None
        self.closed = False
        self.commands: list[str] = []

    @property
    def state(self) -> PlayerState:
        return PlayerState.READY

    @property
    def problem(self) -> str:
        return ""

    @property
    def facts(self) -> ClipFacts:
        return ClipFacts("fake", (4, 2), self._frames * self._frame_us, self._frame_us, True, 0)

    @property
    def settled(self) -> bool:
        return True

    def run_from(self, position_us: int) -> None:
        self.commands.append(f"run {position_us}")
        self._standing, self._next = None, self._frame_at(position_us)

    def stand_at(self, position_us: int) -> None:
        self.commands.append(f"stand {position_us}")
        self._next, self._standing = None, self._picture(self._frame_at(position_us))

    def step(self, pts: int, direction: int) -> None:
        wanted = pts + (1 if direction > 0 else -1)
        self._next = None
        self._standing = self._picture(wanted) if 0 <= wanted < self._frames else None

    def take(self, position_us: int) -> Taken:
        if self._next is None:
            picture, self._standing = self._standing, None
            return Taken(picture)
        if self._next >= self._frames or self._next * self._frame_us > position_us:
            return Taken()
        newest = self._frame_at(position_us)
        passed, self._next = newest - self._next, newest + 1
        return Taken(self._picture(newest), left_out=passed)

    def set_box(self, width: int, height: int) -> None:
        """Pictures have one size."""

    def set_cache(self, limit: int) -> None:
        """There is nothing to keep."""

    def close(self) -> None:
        self.closed = True

    def _frame_at(self, position_us: int) -> int:
        return min(max(position_us // self._frame_us, 0), self._frames - 1)

    def _picture(self, frame: int) -> Picture:
        number = self._index.number_of(frame) if self._index else NOT_PROVEN
        return Picture(frame, frame * self._frame_us, number, bytes(4 * 4 * 2), 4, 2, (4, 2))


class FakeEngine:
    """Implements ``Engine``; every clip has the same pictures."""

    def __init__(self, frames: int = 100, frame_us: int = 100_000) -> None:
        self._frames, self._frame_us = frames, frame_us
        self.players: list[FakePlayer] = []

    def open(self, span: ByteRange, now: Callable[[], int], index: FrameIndex | None = None) -> FakePlayer:
        player = FakePlayer(self._frames, self._frame_us, now, index)
        self.players.append(player)
        return player


class FakeSound:
    """Implements ``Sound``; remembers what was to be heard."""

    def __init__(self, problem: str = "") -> None:
        self.problem = problem
        self.state = SoundState.UNAVAILABLE if problem else SoundState.SILENT
        self.heard: list[tuple[str, int, Fraction]] = []
        self.closed = False

    def play(self, span: ByteRange, position_us: int, rate: Fraction, now: Callable[[], int]) -> None:
        self.state = SoundState.PLAYING
        self.heard.append((span.path, position_us, rate))

    def silence(self) -> None:
        if self.state is SoundState.PLAYING:
            self.state = SoundState.SILENT

    def close(self) -> None:
        self.closed = True
