"""The presenter's mind over fake players and a clock set by hand: every time here is exact."""

from fractions import Fraction

import pytest

from reviewer.evidence.instants import MICROSECONDS
from reviewer.playback.channel import Showing
from reviewer.playback.placement import place
from reviewer.playback.shared_clock import SharedClock
from reviewer.playback.transport import Transport
from tests.fakes.fake_playback import FakeEngine, FakeSound, HandClock
from tests.fakes.review_material import QUEUE, WINDOW, review_clip

SECOND = MICROSECONDS
FIRST = WINDOW.start + 60 * SECOND

pytestmark = pytest.mark.skipif(not QUEUE.is_file(), reason="the fixtures' footage is not beside the repository")


class Deck:
    """Two clips of 10 s (100 pictures), the second beginning ``apart`` µs after the first."""

    def __init__(self, apart: int = 2 * SECOND) -> None:
        self.hand = HandClock()
        self.engine, self.sound = FakeEngine(), FakeSound()
        clips = [review_clip(1, QUEUE), review_clip(2, QUEUE, after=60 * SECOND + apart)]
        clock = SharedClock(monotonic_ns=self.hand)
        self.transport = Transport(place(clips).clips, self.engine, self.sound, clock)

    def positions(self) -> list[int | None]:
        return [tile.picture.position_us if tile.picture else None for tile in self.transport.tick().tiles]


@pytest.fixture
def deck() -> Deck:
    return Deck()


def test_it_stands_at_the_first_clips_beginning(deck: Deck) -> None:
    snapshot = deck.transport.tick()
    assert (snapshot.now, snapshot.start, snapshot.end) == (FIRST, FIRST, FIRST + 12 * SECOND)
    assert [tile.showing for tile in snapshot.tiles] == [Showing.PICTURE, Showing.NOT_YET]
    assert not snapshot.playing


def test_clips_run_in_step_by_their_true_time(deck: Deck) -> None:
    deck.transport.play()
    deck.transport.tick()
    deck.hand.pass_us(3_450_000)
    assert deck.positions() == [3_400_000, 1_400_000]


@pytest.mark.parametrize(("rate", "expected"), [(Fraction(1, 4), 500_000), (Fraction(2), 4_000_000)])
def test_speed(deck: Deck, rate: Fraction, expected: int) -> None:
    deck.transport.set_rate(rate)
    deck.transport.play()
    deck.transport.tick()
    deck.hand.pass_us(2 * SECOND)
    assert deck.positions()[0] == expected


def test_pausing_stands_on_exactly_that_moment(deck: Deck) -> None:
    deck.transport.play()
    deck.transport.tick()
    deck.hand.pass_us(3_450_000)
    deck.transport.tick()
    deck.transport.pause()
    assert [player.commands[-1] for player in deck.engine.players] == ["stand 3450000", "stand 1450000"]
    deck.hand.pass_us(SECOND)
    assert deck.positions() == [3_400_000, 1_400_000]


def test_seeking_is_kept_within_the_clips(deck: Deck) -> None:
    deck.transport.seek(0)
    assert deck.transport.tick().now == FIRST
    deck.transport.seek(FIRST + 3_600 * SECOND)
    snapshot = deck.transport.tick()
    assert snapshot.now == snapshot.end
    assert [tile.showing for tile in snapshot.tiles] == [Showing.OVER, Showing.PICTURE]


def test_a_step_moves_the_chosen_clip_one_picture_and_all_to_its_time(deck: Deck) -> None:
    deck.transport.seek(FIRST + 5 * SECOND + 30_000)
    deck.transport.choose(1)
    deck.transport.tick()
    deck.transport.step(1)
    snapshot = deck.transport.tick()
    assert snapshot.now == FIRST + 5 * SECOND + 100_000
    assert deck.positions() == [5_100_000, 3_100_000]
    for _ in range(3):
        deck.transport.step(-1)
        deck.transport.tick()
    assert deck.positions() == [4_800_000, 2_800_000]


def test_steps_pressed_while_one_is_under_way_are_made_up_for(deck: Deck) -> None:
    deck.transport.seek(FIRST + SECOND)
    deck.transport.tick()
    for _ in range(5):
        deck.transport.step(1)
    for _ in range(6):
        deck.transport.tick()
    assert deck.positions()[0] == 1_500_000


def test_it_ends_at_the_end_and_begins_anew(deck: Deck) -> None:
    deck.transport.play()
    deck.transport.tick()
    deck.hand.pass_us(20 * SECOND)
    snapshot = deck.transport.tick()
    assert not snapshot.playing
    assert snapshot.now == snapshot.end
    deck.transport.play()
    assert deck.transport.tick().now == FIRST


def test_a_gap_without_pictures_is_crossed() -> None:
    deck = Deck(apart=3_600 * SECOND)
    deck.transport.play()
    deck.transport.tick()
    deck.hand.pass_us(10 * SECOND + 1)
    assert deck.transport.tick().now == FIRST + 3_600 * SECOND


def test_backwards_shows_every_moment_standing(deck: Deck) -> None:
    deck.transport.seek(FIRST + 6 * SECOND)
    deck.transport.set_rate(Fraction(-1))
    deck.transport.play()
    deck.transport.tick()
    deck.hand.pass_us(2 * SECOND)
    deck.transport.tick()
    assert deck.positions() == [4_000_000, 2_000_000]
    deck.hand.pass_us(9 * SECOND)
    snapshot = deck.transport.tick()
    assert (snapshot.playing, snapshot.now) == (False, FIRST)


def test_what_was_left_out_is_counted_until_the_next_start(deck: Deck) -> None:
    deck.transport.play()
    deck.transport.tick()
    deck.hand.pass_us(SECOND)
    assert deck.transport.tick().tiles[0].left_out == 9
    deck.transport.pause()
    deck.transport.play()
    assert deck.transport.tick().tiles[0].left_out == 0


def test_the_chosen_clip_is_heard_at_its_own_time_and_speed(deck: Deck) -> None:
    deck.transport.seek(FIRST + 5 * SECOND)
    deck.transport.play()
    deck.transport.tick()
    deck.transport.choose(1)
    deck.transport.set_rate(Fraction(2))
    assert deck.sound.heard == [
        (str(QUEUE), 5 * SECOND, Fraction(1)),
        (str(QUEUE), 3 * SECOND, Fraction(1)),
        (str(QUEUE), 3 * SECOND, Fraction(2)),
    ]
    deck.transport.set_rate(Fraction(8))
    deck.transport.set_rate(Fraction(1))
    deck.transport.set_sound(False)
    assert len(deck.sound.heard) == 4


def test_closing_closes_every_player_and_may_be_repeated(deck: Deck) -> None:
    deck.transport.close()
    deck.transport.close()
    assert all(player.closed for player in deck.engine.players)
    assert deck.transport.tick().tiles == ()
