"""Ways of moving through the clips, for buttons, keys and the time line alike: play, shuttle, speed, step, seek."""

from collections.abc import Callable
from fractions import Fraction

from reviewer.evidence.instants import MICROSECONDS
from reviewer.gui.review.keys import Key
from reviewer.gui.review.time_line import TimeLine
from reviewer.playback.transport import NORMAL, SPEEDS, Transport

_SHORT, _LONG = 1 * MICROSECONDS, 10 * MICROSECONDS


class Controls:
    """Acts on ``transport``; without one no deed does anything. ``moved`` is called after each deed."""

    def __init__(self, moved: Callable[[], None]) -> None:
        self._moved = moved
        self._resume = False
        self.transport: Transport | None = None

    def toggle(self) -> None:
        """Pauses, or plays on: forwards, whatever direction there was."""
        if self.transport is None:
            return
        if not self.transport.playing and self.transport.rate < 0:
            self.transport.set_rate(NORMAL)
        self.transport.toggle()
        self._moved()

    def shuttle(self, direction: int) -> None:
        """J and L: plays in this direction; pressed again while it does, twice as fast."""
        if self.transport is None:
            return
        rate = self.transport.rate
        if self.transport.playing and rate * direction > 0:
            self.transport.set_rate(direction * min(SPEEDS[-1], max(NORMAL, abs(rate) * 2)))
            return
        self.transport.set_rate(Fraction(direction))
        if not self.transport.playing:
            self.transport.play()
        self._moved()

    def change_speed(self, by: int) -> None:
        """So many places on in the row of speeds; the direction stays."""
        if self.transport is None:
            return
        rate = self.transport.rate
        place = min(range(len(SPEEDS)), key=lambda number: abs(SPEEDS[number] - abs(rate)))
        wanted = SPEEDS[min(max(place + by, 0), len(SPEEDS) - 1)]
        self.set_rate(wanted if rate > 0 else -wanted)

    def set_rate(self, rate: Fraction) -> None:
        if self.transport is not None:
            self.transport.set_rate(rate)
            self._moved()

    def step(self, direction: int) -> None:
        if self.transport is not None:
            self.transport.step(direction)
            self._moved()

    def seek(self, now: int) -> None:
        """To this instant of the shared time, µs."""
        if self.transport is not None:
            self.transport.seek(now)
            self._moved()

    def move(self, by: int) -> None:
        """So many µs on or back."""
        if self.transport is not None:
            self.seek(self.transport.now + by)

    def to_start(self) -> None:
        if self.transport is not None:
            self.seek(self.transport.start)

    def to_end(self) -> None:
        """Stands on the last pictures."""
        if self.transport is not None:
            self.transport.pause()
            self.seek(self.transport.end)

    def scrub(self, begun: bool) -> None:
        """While the playhead is dragged the clips stand; afterwards they run on if they ran."""
        if self.transport is None:
            return
        if begun:
            self._resume = self.transport.playing
            if self._resume:
                self.transport.pause()
        elif self._resume:
            self.transport.play()
        self._moved()

    def set_sound(self, on: bool) -> None:
        if self.transport is not None:
            self.transport.set_sound(on)

    def keys(self, line: TimeLine, toggle_sound: Callable[[], object]) -> tuple[Key, ...]:
        """All keys of the page. Space and the digits are bound by the page and the wall, which have the focus."""
        return (
            Key((), "Space", "Play or pause", self.toggle),
            Key(("K",), "K", "Play or pause", self.toggle),
            Key(("L",), "L", "Play; pressed again: faster", lambda: self.shuttle(1)),
            Key(("J",), "J", "Play backwards; pressed again: faster", lambda: self.shuttle(-1)),
            Key((".",), ".", "One picture on", lambda: self.step(1)),
            Key((",",), ",", "One picture back", lambda: self.step(-1)),
            Key(("Right",), "→", "One second on", lambda: self.move(_SHORT)),
            Key(("Left",), "←", "One second back", lambda: self.move(-_SHORT)),
            Key(("Shift+Right",), "Shift →", "Ten seconds on", lambda: self.move(_LONG)),
            Key(("Shift+Left",), "Shift ←", "Ten seconds back", lambda: self.move(-_LONG)),
            Key(("Home",), "Home", "To the beginning", self.to_start),
            Key(("End",), "End", "To the end", self.to_end),
            Key(("]",), "]", "Faster", lambda: self.change_speed(1)),
            Key(("[",), "[", "Slower", lambda: self.change_speed(-1)),
            Key(("+", "="), "+", "Time line: closer", lambda: line.zoom(1.5)),
            Key(("-",), "−", "Time line: wider", lambda: line.zoom(1 / 1.5)),
            Key(("0",), "0", "Time line: the whole window", line.show_all),
            Key(("M",), "M", "Sound on or off", toggle_sound),
            Key((), "1 … 9", "Choose a clip (with the pictures focused)", lambda: None),
        )
