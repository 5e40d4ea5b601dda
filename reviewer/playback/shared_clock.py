"""The one clock that every clip follows: the request's true time in integer microseconds, running at a chosen rate."""

import time
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple


class _State(NamedTuple):
    """Swapped as a whole, so that a decoder's thread never reads half of a change."""

    at: int
    rate: Fraction
    since_ns: int | None


class SharedClock:
    """Set from one thread, read from any. Never rounds twice: its value is computed from where it was last set."""

    def __init__(self, at: int = 0, monotonic_ns: Callable[[], int] = time.monotonic_ns) -> None:
        self._monotonic_ns = monotonic_ns
        self._state = _State(at, Fraction(1), None)

    @property
    def running(self) -> bool:
        return self._state.since_ns is not None

    @property
    def rate(self) -> Fraction:
        """How many seconds pass on it in a second; negative runs backwards."""
        return self._state.rate

    def now(self) -> int:
        """µs, rounded down."""
        at, rate, since_ns = self._state
        if since_ns is None:
            return at
        return at + (self._monotonic_ns() - since_ns) * rate.numerator // (rate.denominator * 1_000)

    def elapsed(self) -> int:
        """Microseconds of real time since some fixed moment, for waiting; it never goes back."""
        return self._monotonic_ns() // 1_000

    def start(self) -> None:
        self._state = _State(self.now(), self.rate, self._monotonic_ns())

    def pause(self) -> None:
        self._state = _State(self.now(), self.rate, None)

    def set(self, at: int) -> None:
        """Goes to this instant; goes on running if it ran."""
        self._state = _State(at, self.rate, self._monotonic_ns() if self.running else None)

    def set_rate(self, rate: Fraction) -> None:
        self._state = _State(self.now(), rate, self._monotonic_ns() if self.running else None)
