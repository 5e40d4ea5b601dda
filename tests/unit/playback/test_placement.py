"""Clips on the shared time, and the clock that runs it: integers throughout."""

from fractions import Fraction

import pytest

from reviewer.evidence.instants import MICROSECONDS
from reviewer.evidence.verification_result import ScopeState
from reviewer.playback.placement import place
from reviewer.playback.shared_clock import SharedClock
from tests.fakes.fake_playback import HandClock
from tests.fakes.review_material import QUEUE, WINDOW, review_clip

SECOND = MICROSECONDS

footage = pytest.mark.skipif(not QUEUE.is_file(), reason="the fixtures' footage is not beside the repository")


@footage
def test_a_clip_lies_at_its_recorded_start_less_its_clocks_offset() -> None:
    (clip,) = place([review_clip(1, QUEUE, after=7 * SECOND, offset_ms=-90_123)]).clips
    assert clip.start == WINDOW.start + 7 * SECOND
    assert clip.uncertainty == 250_000


@footage
def test_a_clip_without_a_clock_is_aligned_and_says_with_what() -> None:
    placement = place([review_clip(1, QUEUE, offset_ms=None), review_clip(2, QUEUE, camera="porch")])
    unknown, known = placement.clips
    assert placement.in_true_time
    assert unknown.start == known.start
    assert unknown.aligned_with == "porch"
    assert not unknown.in_true_time
    assert unknown.scope_at(0, WINDOW) is ScopeState.UNKNOWN


@footage
def test_without_any_clock_time_counts_from_zero() -> None:
    placement = place([review_clip(1, QUEUE, offset_ms=None), review_clip(2, QUEUE, offset_ms=None)])
    assert not placement.in_true_time
    assert [clip.start for clip in placement.clips] == [0, 0]


@footage
@pytest.mark.parametrize(
    ("position", "scope"),
    [
        (-250_001, ScopeState.OUTSIDE),
        (-250_000, ScopeState.PARTLY),
        (249_999, ScopeState.PARTLY),
        (250_000, ScopeState.INSIDE),
        (WINDOW.end - WINDOW.start - 250_000, ScopeState.INSIDE),
        (WINDOW.end - WINDOW.start + 250_000, ScopeState.PARTLY),
        (WINDOW.end - WINDOW.start + 250_001, ScopeState.OUTSIDE),
    ],
)
def test_an_instant_lies_to_the_window_with_its_uncertainty(position: int, scope: ScopeState) -> None:
    (clip,) = place([review_clip(1, QUEUE, after=0)]).clips
    assert clip.scope_at(position, WINDOW) is scope


def test_the_clock_runs_at_its_rate_and_stands_when_told() -> None:
    hand = HandClock()
    clock = SharedClock(1_000, hand)
    hand.pass_us(500)
    assert clock.now() == 1_000
    clock.start()
    hand.pass_us(3)
    clock.set_rate(Fraction(1, 4))
    hand.pass_us(10)
    assert clock.now() == 1_005
    clock.set_rate(Fraction(-2))
    hand.pass_us(10)
    assert clock.now() == 985
    clock.pause()
    hand.pass_us(10)
    assert clock.now() == 985
    clock.set(7)
    assert (clock.now(), clock.running) == (7, False)


def test_the_clock_never_rounds_twice() -> None:
    hand = HandClock()
    clock = SharedClock(0, hand)
    clock.start()
    for _ in range(1_000):
        hand.ns += 333
        clock.now()
    assert clock.now() == 333
