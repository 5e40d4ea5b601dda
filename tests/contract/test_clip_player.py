"""What every engine's player keeps to, the real one and the fake: exact standing and stepping, order while running."""

import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import av
import pytest

from reviewer.playback.av_engine import AvEngine
from reviewer.playback.protocols import ClipPlayer, Engine, FrameNumber, Picture, PlayerState
from reviewer.playback.shared_clock import SharedClock
from reviewer.verification.reader import ByteRange
from tests.fakes.fake_playback import FakeEngine
from tests.fakes.review_material import FOOTAGE, PERSON

PATIENCE_S = 60


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "the player never answered"
        time.sleep(0.001)


class Counting:
    """An index that proves every number, to see that it is asked."""

    def number_of(self, pts: int) -> FrameNumber:
        return FrameNumber(pts, pts)


class PlayerContract:
    """``engine``, ``span`` and the clip's true ``positions`` in µs come from the subclass."""

    engine: Engine
    span: ByteRange
    positions: list[int]

    @pytest.fixture
    def clock(self) -> SharedClock:
        return SharedClock()

    @pytest.fixture
    def player(self, clock: SharedClock) -> Iterator[ClipPlayer]:
        player = self.engine.open(self.span, clock.now)
        yield player
        player.close()

    def stand(self, player: ClipPlayer, position_us: int) -> Picture:
        player.stand_at(position_us)
        wait_until(lambda: player.settled)
        picture = player.take(position_us).picture
        assert picture is not None
        return picture

    def stepped(self, player: ClipPlayer, pts: int, direction: int) -> Picture | None:
        player.step(pts, direction)
        wait_until(lambda: player.settled)
        return player.take(0).picture

    def test_standing_gives_the_picture_of_that_moment(self, player: ClipPlayer) -> None:
        for place in (0, 5, len(self.positions) // 2, 3, len(self.positions) - 1):
            at = self.positions[place]
            assert self.stand(player, at).position_us == at
            if place:
                assert self.stand(player, at - 1).position_us == self.positions[place - 1]

    def test_standing_beyond_the_ends(self, player: ClipPlayer) -> None:
        assert self.stand(player, -5_000_000).position_us == 0
        assert self.stand(player, self.positions[-1] + 3_600_000_000).position_us == self.positions[-1]

    def test_stepping_meets_every_picture_both_ways(self, player: ClipPlayer) -> None:
        picture = self.stand(player, 0)
        for position in self.positions[1:12]:
            onward = self.stepped(player, picture.pts, 1)
            assert onward is not None
            assert onward.position_us == position
            picture = onward
        for position in reversed(self.positions[:11]):
            back = self.stepped(player, picture.pts, -1)
            assert back is not None
            assert back.position_us == position
            picture = back

    def test_stepping_ends_at_the_ends(self, player: ClipPlayer) -> None:
        first = self.stand(player, 0)
        assert self.stepped(player, first.pts, -1) is None
        last = self.stand(player, self.positions[-1])
        assert self.stepped(player, last.pts, 1) is None

    def test_running_shows_pictures_in_order_and_none_before_it_is_due(
        self, player: ClipPlayer, clock: SharedClock
    ) -> None:
        player.run_from(self.positions[4])
        wait_until(lambda: player.settled)
        clock.set(self.positions[4])
        shown = []
        for position in self.positions[4:20]:
            clock.set(position)
            picture = None

            def taken(position: int = position) -> bool:
                nonlocal picture
                picture = player.take(position).picture or picture
                return picture is not None

            wait_until(taken)
            assert picture is not None
            assert picture.position_us <= position
            shown.append(picture.position_us)
        assert shown == self.positions[4:20]

    def test_the_newest_command_wins(self, player: ClipPlayer) -> None:
        for place in range(len(self.positions) - 1, 0, -5):
            player.stand_at(self.positions[place])
        assert self.stand(player, self.positions[2]).position_us == self.positions[2]
        assert player.take(0).picture is None

    def test_a_number_is_shown_only_where_an_index_proves_it(self, player: ClipPlayer, clock: SharedClock) -> None:
        assert self.stand(player, 0).number.words == "frame number not proven"
        with_index = self.engine.open(self.span, clock.now, Counting())
        try:
            assert self.stand(with_index, 0).number.proven
        finally:
            with_index.close()

    def test_facts_and_closing_twice(self, player: ClipPlayer) -> None:
        self.stand(player, 0)
        assert player.state is PlayerState.READY
        assert player.facts is not None
        assert player.facts.length_us is not None
        assert player.facts.length_us > self.positions[-1]
        player.close()
        player.close()


class TestFakePlayer(PlayerContract):
    engine = FakeEngine(frames=40, frame_us=100_000)
    span = ByteRange("nowhere", 0, 1)
    positions = [frame * 100_000 for frame in range(40)]  # noqa: RUF012


@pytest.mark.skipif(not FOOTAGE.is_dir(), reason="the fixtures' footage is not beside the repository")
class TestAvPlayer(PlayerContract):
    engine = AvEngine()

    @pytest.fixture(autouse=True)
    def inside_a_container(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        """The clip as a byte range inside a larger file, as it lies in a package; the truth by decoding it once."""
        path = tmp_path_factory.getbasetemp() / "container-of-f13"
        content = PERSON.read_bytes()
        path.write_bytes(b"\xff" * 12_345 + content + b"\xee" * 777)
        self.span = ByteRange(str(path), 12_345, len(content))
        with av.open(str(PERSON)) as whole:
            base = whole.streams.video[0].time_base
            assert base is not None
            stamps = [frame.pts for frame in whole.decode(video=0) if frame.pts is not None]
        self.positions = [int((pts - stamps[0]) * base * 1_000_000) for pts in stamps]
        assert all(earlier < later for earlier, later in pairwise(self.positions))
