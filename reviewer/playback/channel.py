"""One clip on the shared time: its player, the picture taken from it last, and what its place on the wall shows."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from reviewer.playback.placement import PlacedClip
from reviewer.playback.protocols import ClipFacts, ClipPlayer, Engine, Picture, PlayerState, Sound
from reviewer.playback.shared_clock import SharedClock


class Showing(Enum):
    """What a clip's place on the wall shows."""

    OPENING = "opening"
    PICTURE = "picture"
    NOT_YET = "not yet"
    """The clip begins later than the shared time."""
    OVER = "over"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Tile:
    """One clip at the moment of a snapshot. ``picture`` is the one to paint, also while a newer one is sought."""

    clip: PlacedClip
    end: int
    """Where its last picture ends on the shared time, as far as is known."""
    showing: Showing
    picture: Picture | None
    facts: ClipFacts | None
    problem: str
    left_out: int
    """Pictures that were due since running began but could not be shown in time."""
    jumps: int
    """Passages passed over since then."""


class Channel:
    """One clip with its player and the picture that was taken from it last."""

    def __init__(self, clip: PlacedClip, engine: Engine, clock: SharedClock) -> None:
        self.clip = clip
        self._clock = clock
        self._player: ClipPlayer | None = None
        if clip.clip.span is not None:
            self._player = engine.open(clip.clip.span, self._position_now)
        self.picture: Picture | None = None
        self.stepped = False
        self.left_out = self.jumps = 0

    @property
    def facts(self) -> ClipFacts | None:
        return self._player.facts if self._player else None

    @property
    def failed(self) -> bool:
        return self._player is None or self._player.state is PlayerState.FAILED

    @property
    def ready(self) -> bool:
        return self._player is None or self._player.settled

    @property
    def end(self) -> int:
        """By what the file says of its length, else by what was recorded of it."""
        stated = self.facts.length_us if self.facts else None
        return self.clip.start + (self.clip.length if stated is None else stated)

    def covers(self, now: int) -> bool:
        return self.clip.start <= now <= self.end

    def run_from(self, now: int) -> None:
        if self._player:
            self._player.run_from(max(0, now - self.clip.start))

    def stand_at(self, now: int) -> None:
        if self._player:
            self._player.stand_at(max(0, now - self.clip.start))

    def step(self, direction: int) -> None:
        if self._player and self.picture is not None:
            self.stepped = False
            self._player.step(self.picture.pts, direction)

    def take(self, now: int) -> None:
        if self._player:
            taken = self._player.take(now - self.clip.start)
            self.left_out += taken.left_out
            self.jumps += taken.jumps
            if taken.picture is not None:
                self.picture, self.stepped = taken.picture, True

    def set_box(self, width: int, height: int) -> None:
        if self._player:
            self._player.set_box(width, height)

    def set_cache(self, limit: int) -> None:
        if self._player:
            self._player.set_cache(limit)

    def sound_with(self, sound: Sound, rate: Fraction) -> None:
        """Lets this clip be heard from the shared time on, if it has sound."""
        span, facts = self.clip.clip.span, self.facts
        position = self._position_now()
        if span is None or facts is None or not facts.has_sound or not 0 <= position <= self.end - self.clip.start:
            sound.silence()
            return
        delay = facts.sound_delay_us
        sound.play(span, position + delay, rate, lambda: self._position_now() + delay)

    def tile(self, now: int) -> Tile:
        problem = self.clip.clip.problem if self._player is None else self._player.problem
        if self.failed:
            showing = Showing.FAILED
        elif now < self.clip.start:
            showing = Showing.NOT_YET
        elif now > self.end:
            showing = Showing.OVER
        else:
            showing = Showing.PICTURE if self.picture is not None else Showing.OPENING
        picture = self.picture if showing is Showing.PICTURE else None
        return Tile(self.clip, self.end, showing, picture, self.facts, problem, self.left_out, self.jumps)

    def close(self) -> None:
        if self._player:
            self._player.close()

    def _position_now(self) -> int:
        return self._clock.now() - self.clip.start
