"""The presenter's mind, without a window: one clock, a player for each clip, and a snapshot of what is to be seen.

Whoever shows it calls ``tick`` some sixty times a second and paints the snapshot that it answers: pictures, numbers
and times of one snapshot belong together and cannot disagree. All methods are called from one thread.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from reviewer.evidence.instants import MICROSECONDS
from reviewer.playback.channel import Channel, Tile
from reviewer.playback.placement import PlacedClip
from reviewer.playback.protocols import Engine, Sound
from reviewer.playback.shared_clock import SharedClock

SPEEDS = tuple(Fraction(quarters, 4) for quarters in (1, 2, 4, 8, 16, 32))
"""0.25 to 8 times."""
NORMAL = Fraction(1)

_CACHE_CHOSEN = 256 << 20
_CACHE_ALL = 512 << 20
_WAIT_FOR_START_US = 1 * MICROSECONDS
"""Running begins when every clip has its first picture, or after this long."""
_SOUND_RATES = (Fraction(1, 2), Fraction(2))
"""Outside these speeds, and backwards, there is silence: nothing could be understood."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that is to be seen at one moment. ``now``, ``start``, ``end`` in µs of the shared time."""

    now: int
    start: int
    end: int
    playing: bool
    rate: Fraction
    chosen: int
    tiles: tuple[Tile, ...]


class Transport:
    """Play, pause, seek, speed and step over several clips. Owns the players that it opens; uses the sound."""

    def __init__(self, clips: Sequence[PlacedClip], engine: Engine, sound: Sound, clock: SharedClock) -> None:
        self._clock = clock
        self._sound = sound
        self._channels = [Channel(clip, engine, clock) for clip in clips]
        self._chosen = 0
        self._playing = False
        self._starting_since: int | None = None
        self._steps = 0
        self._stepping = False
        self.sound_on = True
        self.choose(0)
        self.seek(self.start)

    # --- what a person does

    @property
    def start(self) -> int:
        return min((channel.clip.start for channel in self._channels), default=0)

    @property
    def end(self) -> int:
        return max((channel.end for channel in self._channels), default=0)

    @property
    def now(self) -> int:
        """The shared time, µs."""
        return self._clock.now()

    @property
    def playing(self) -> bool:
        return self._playing

    @property
    def rate(self) -> Fraction:
        return self._clock.rate

    def play(self) -> None:
        """Runs from here, or from the beginning (backwards: the end) where there is nothing left to run."""
        now = self._clock.now()
        if self.rate > 0 and now >= self.end:
            now = self.start
        elif self.rate < 0 and now <= self.start:
            now = self.end
        self._begin_at(now)

    def pause(self) -> None:
        """Stands still on exactly the pictures of this moment."""
        self._playing = False
        self._starting_since = None
        self._clock.pause()
        self._stand(self._clock.now())

    def toggle(self) -> None:
        if self._playing:
            self.pause()
        else:
            self.play()

    def seek(self, now: int) -> None:
        """Goes to this instant of the shared time, within the clips' first and last; goes on running if it ran."""
        now = min(max(now, self.start), self.end)
        self._steps, self._stepping = 0, False
        if self._playing:
            self._begin_at(now)
        else:
            self._stand(now)

    def set_rate(self, rate: Fraction) -> None:
        """A speed; negative runs backwards. Changing direction while running begins anew from here."""
        turned = (rate > 0) != (self.rate > 0)
        self._clock.set_rate(rate)
        if self._playing and turned:
            self._begin_at(self._clock.now())
        elif self._playing:
            self._follow_with_sound()

    def step(self, direction: int) -> None:
        """The chosen clip goes exactly one picture on or back, the shared time and the other clips with it.

        Presses that come while a picture is being sought are counted and made up for.
        """
        if self._playing:
            self.pause()
        self._steps += direction
        self._step_on()

    def choose(self, place: int) -> None:
        """The clip that is stepped and heard."""
        if not 0 <= place < len(self._channels):
            return
        self._chosen = place
        others = max(1, len(self._channels) - 1)
        for number, channel in enumerate(self._channels):
            share = _CACHE_CHOSEN if number == place else (_CACHE_ALL - _CACHE_CHOSEN) // others
            channel.set_cache(share)
        if self._playing:
            self._follow_with_sound()

    def set_boxes(self, width: int, height: int) -> None:
        """Pixels of the screen that each picture has; standing pictures are made anew for them."""
        for channel in self._channels:
            channel.set_box(width, height)
        if not self._playing and not self._stepping:
            self._stand(self._clock.now())

    def set_sound(self, on: bool) -> None:
        self.sound_on = on
        self._follow_with_sound()

    # --- what the presenter does

    def tick(self) -> Snapshot:
        """Advances and answers what is to be seen now."""
        if self._starting_since is not None:
            self._start_when_ready()
        now = self._clock.now()
        if self._playing and self._starting_since is None:
            now = self._keep_going(now)
        for channel in self._channels:
            channel.take(now)
        if self._playing and self._starting_since is None and self.rate < 0:
            self._run_back(now)
        if self._stepping:
            self._finish_step()
            now = self._clock.now()
        return Snapshot(
            now=now,
            start=self.start,
            end=self.end,
            playing=self._playing,
            rate=self.rate,
            chosen=self._chosen,
            tiles=tuple(channel.tile(now) for channel in self._channels),
        )

    def close(self) -> None:
        """Ends the players' threads, closes their files and silences the sound, whose owner closes it."""
        self._playing = False
        self._sound.silence()
        for channel in self._channels:
            channel.close()
        self._channels = []

    # --- how

    def _begin_at(self, now: int) -> None:
        """Runs from an instant: the clock starts once the clips have their first pictures."""
        self._playing = True
        self._steps, self._stepping = 0, False
        self._clock.pause()
        self._clock.set(now)
        for channel in self._channels:
            channel.left_out = channel.jumps = 0
            if self.rate > 0:
                channel.run_from(now)
            else:
                channel.stand_at(now)
        self._sound.silence()
        self._starting_since = self._clock.elapsed()

    def _start_when_ready(self) -> None:
        assert self._starting_since is not None
        waited = self._clock.elapsed() - self._starting_since
        if waited >= _WAIT_FOR_START_US or all(channel.ready for channel in self._channels):
            self._starting_since = None
            self._clock.start()
            self._follow_with_sound()

    def _keep_going(self, now: int) -> int:
        """Ends at the ends, and crosses gaps that no clip fills."""
        if (self.rate > 0 and now >= self.end) or (self.rate < 0 and now <= self.start):
            self._clock.set(min(max(now, self.start), self.end))
            self.pause()
            return self._clock.now()
        if not any(channel.covers(now) for channel in self._channels):
            return self._cross_gap(now)
        return now

    def _run_back(self, now: int) -> None:
        """Backwards every clip stands on one moment after the other, as fast as its pictures can be found."""
        for channel in self._channels:
            if channel.ready:
                channel.stand_at(now)

    def _cross_gap(self, now: int) -> int:
        if self.rate > 0:
            now = min((channel.clip.start for channel in self._channels if channel.clip.start > now), default=self.end)
        else:
            now = max((channel.end for channel in self._channels if channel.end < now), default=self.start)
        self._begin_at(now)
        return now

    def _stand(self, now: int) -> None:
        self._clock.set(now)
        self._sound.silence()
        for channel in self._channels:
            channel.stand_at(now)

    def _step_on(self) -> None:
        if self._stepping or not self._steps or not self._channels:
            return
        channel = self._channels[self._chosen]
        if channel.picture is None or not channel.covers(self._clock.now()):
            self._steps = 0
            return
        direction = 1 if self._steps > 0 else -1
        self._steps -= direction
        self._stepping = True
        channel.step(direction)

    def _finish_step(self) -> None:
        """Once the chosen clip has its picture, the shared time and the others go where it begins."""
        channel = self._channels[self._chosen]
        if not channel.ready:
            return
        self._stepping = False
        if channel.stepped and channel.picture is not None:
            now = channel.clip.start + channel.picture.position_us
            self._clock.set(now)
            for other in self._channels:
                if other is not channel:
                    other.stand_at(now)
        else:
            self._steps = 0
        self._step_on()

    def _follow_with_sound(self) -> None:
        if not self._channels:
            return
        channel = self._channels[self._chosen]
        slowest, fastest = _SOUND_RATES
        audible = self._playing and self.sound_on and slowest <= self.rate <= fastest
        if audible and self._starting_since is None:
            channel.sound_with(self._sound, self.rate)
        else:
            self._sound.silence()
