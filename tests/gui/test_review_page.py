"""The review page on real footage: pictures in step, every way of moving, and what is said where something lacks."""

import threading
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer.application.errors import StoreUnavailable
from reviewer.application.review import ReviewSession
from reviewer.evidence.findings import Verdict
from reviewer.evidence.instants import MICROSECONDS
from reviewer.gui.job_runner import JobRunner
from reviewer.gui.review.review_page import ReviewPage
from reviewer.gui.theme import SchemeChoice, Theme
from reviewer.playback.channel import Showing
from reviewer.playback.transport import Snapshot
from tests.fakes.fake_playback import FakeSound
from tests.fakes.review_material import FIXTURES, PERSON, QUEUE, WINDOW, OneSession, review_clip, review_session

SECOND = MICROSECONDS
FIRST = WINDOW.start + 60 * SECOND

pytestmark = pytest.mark.skipif(not QUEUE.is_file(), reason="the fixtures' footage is not beside the repository")

Opener = Callable[..., ReviewPage]


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> None:
    Theme(qapp, SchemeChoice.LIGHT)


@pytest.fixture
def open_page(qtbot: QtBot) -> Iterator[Opener]:
    jobs = JobRunner()
    pages: list[ReviewPage] = []

    def opener(session: ReviewSession | Exception, sound: FakeSound | None = None, width: int = 1312) -> ReviewPage:
        page = ReviewPage(OneSession(session), jobs, sound=sound or FakeSound(), offset_at=lambda _instant: -360)
        qtbot.addWidget(page)
        pages.append(page)
        page.resize(width, 768)
        page.show()
        page.open_package(1)
        if isinstance(session, ReviewSession) and session.clips:
            qtbot.waitUntil(lambda: page.snapshot is not None, timeout=60_000)
        return page

    yield opener
    for page in pages:
        page.close()
    jobs.drain()


def two_clips() -> ReviewSession:
    return review_session(
        review_clip(1, QUEUE, length=139_400_000),
        review_clip(2, PERSON, after=70 * SECOND, length=2_966_000, uncertainty_ms=2_000),
    )


def seen(page: ReviewPage) -> Snapshot:
    assert page.snapshot is not None
    return page.snapshot


def positions(page: ReviewPage) -> list[int | None]:
    return [tile.picture.position_us if tile.picture else None for tile in seen(page).tiles]


def wait_for(qtbot: QtBot, page: ReviewPage, *expected: int | None) -> None:
    qtbot.waitUntil(lambda: positions(page) == list(expected), timeout=60_000)


def test_two_clips_stand_in_step_where_they_are_sought(open_page: Opener, qtbot: QtBot) -> None:
    page = open_page(two_clips())
    page.time_line.sought.emit(FIRST + 11_555_000)
    wait_for(qtbot, page, 11_500_000, 1_533_000)
    first, second = page.wall.captions()
    assert first.utc == "2 Nov 2026, 19:01:11.500 UTC"
    assert first.local == "2 Nov 2026, 13:01:11.500 −06:00"
    assert (first.uncertainty, second.uncertainty) == ("± 0.250 s", "± 2.000 s")
    assert {first.number, second.number} == {"frame number not proven"}
    assert [chip.word for chip in first.chips] == ["inside the window"]


def test_it_plays_and_pauses_by_the_space_bar(open_page: Opener, qtbot: QtBot) -> None:
    page = open_page(two_clips())
    wait_for(qtbot, page, 0, None)
    qtbot.keyClick(page.wall, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: (positions(page)[0] or 0) >= 300_000, timeout=60_000)
    assert seen(page).playing
    qtbot.keyClick(page.wall, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not seen(page).playing, timeout=60_000)


def test_keys_step_move_and_jump(open_page: Opener, qtbot: QtBot) -> None:
    page = open_page(two_clips())
    wait_for(qtbot, page, 0, None)
    for key, expected in (
        (Qt.Key.Key_Period, 100_000),
        (Qt.Key.Key_Period, 200_000),
        (Qt.Key.Key_Comma, 100_000),
        (Qt.Key.Key_Right, 1_100_000),
        (Qt.Key.Key_Left, 100_000),
        (Qt.Key.Key_Home, 0),
    ):
        qtbot.keyClick(page.wall, key)
        wait_for(qtbot, page, expected, None)
    qtbot.keyClick(page.wall, Qt.Key.Key_End)
    wait_for(qtbot, page, 139_300_000, None)
    assert seen(page).tiles[1].showing is Showing.OVER


def test_speed_by_keys_and_backwards(open_page: Opener, qtbot: QtBot) -> None:
    page = open_page(two_clips())
    assert page.transport is not None
    qtbot.keyClick(page.wall, Qt.Key.Key_BracketRight)
    assert page.transport.rate == 2
    for _ in range(5):
        qtbot.keyClick(page.wall, Qt.Key.Key_BracketLeft)
    assert float(page.transport.rate) == 0.25
    page.transport.seek(FIRST + 5 * SECOND)
    qtbot.keyClick(page.wall, Qt.Key.Key_J)
    qtbot.keyClick(page.wall, Qt.Key.Key_J)
    assert page.transport.rate == -2
    qtbot.waitUntil(lambda: 0 < (positions(page)[0] or 0) < 5 * SECOND, timeout=60_000)
    qtbot.keyClick(page.wall, Qt.Key.Key_L)
    assert page.transport.rate == 1
    qtbot.keyClick(page.wall, Qt.Key.Key_K)
    assert not page.transport.playing


def test_digits_and_clicks_choose_the_clip_that_is_stepped(open_page: Opener, qtbot: QtBot) -> None:
    page = open_page(two_clips())
    page.time_line.sought.emit(FIRST + 11 * SECOND)
    wait_for(qtbot, page, 11 * SECOND, SECOND)
    qtbot.keyClick(page.wall, Qt.Key.Key_2)
    qtbot.keyClick(page.wall, Qt.Key.Key_Period)
    wait_for(qtbot, page, 11_000_000, 1_033_000)
    qtbot.mouseClick(page.wall, Qt.MouseButton.LeftButton, pos=page.wall.tile_rects()[0].center())
    qtbot.keyClick(page.wall, Qt.Key.Key_Period)
    wait_for(qtbot, page, 11_100_000, 1_100_000)


def test_the_time_line_seeks_where_it_is_clicked_and_zooms_around_the_pointer(open_page: Opener, qtbot: QtBot) -> None:
    page = open_page(two_clips())
    line = page.time_line
    qtbot.mousePress(line, Qt.MouseButton.LeftButton, pos=QPoint(line.width() // 3, 30))
    qtbot.mouseMove(line, QPoint(line.width() // 3 + 30, 30))
    qtbot.mouseRelease(line, Qt.MouseButton.LeftButton, pos=QPoint(line.width() // 3 + 30, 30))
    assert line._instant(line.width() // 3 + 30) is not None
    before = line._instant(400.0)
    at = QPointF(400, 30)
    wheel = QWheelEvent(
        at,
        line.mapToGlobal(at),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(line, wheel)
    after = line._instant(400.0)
    assert before is not None
    assert after is not None
    assert abs(after - before) < SECOND
    qtbot.keyClick(page.wall, Qt.Key.Key_0)
    assert line._instant(400.0) == before


def test_broken_clips_say_why_and_the_others_play(open_page: Opener, qtbot: QtBot, tmp_path: Path) -> None:
    empty, sound_alone = tmp_path / "empty.mp4", tmp_path / "sound.wav"
    empty.touch()
    with wave.open(str(sound_alone), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8_000)
        sound.writeframes(bytes(16_000))
    broken = FIXTURES / "suites" / "media-broken"
    page = open_page(
        review_session(
            review_clip(1, QUEUE),
            review_clip(2, broken / "androidx-media" / "invalid-bitstream.webm"),
            review_clip(3, broken / "vpf" / "test_res_change.h264"),
            review_clip(4, Path(__file__)),
            review_clip(5, empty),
            review_clip(6, sound_alone),
        )
    )
    page.header.clips_chosen.emit(list(range(6)))
    qtbot.waitUntil(
        lambda: [tile.showing for tile in seen(page).tiles] == [Showing.PICTURE] + [Showing.FAILED] * 5, timeout=60_000
    )
    problems = [tile.problem for tile in seen(page).tiles]
    assert "None of this clip's pictures decodes" in problems[1]
    assert "bear no times" in problems[2]
    assert "not a video" in problems[3]
    assert "not a video" in problems[4]
    assert problems[5] == "This file holds sound, but no pictures."
    page.bar.play_pressed.emit()
    qtbot.waitUntil(lambda: (positions(page)[0] or 0) > 200_000, timeout=60_000)


def test_an_altered_package_is_never_shown_without_saying_so(open_page: Opener, qtbot: QtBot) -> None:
    page = open_page(review_session(review_clip(1, QUEUE, intact=False), verdict=Verdict.ALTERED))
    wait_for(qtbot, page, 0)
    assert "altered" in page.messages.sentences()[0]
    assert "differs from its seal" in [chip.word for chip in page.wall.captions()[0].chips]


def test_an_unknown_clock_is_said_under_the_picture(open_page: Opener, qtbot: QtBot) -> None:
    page = open_page(review_session(review_clip(1, QUEUE), review_clip(2, PERSON, offset_ms=None)))
    wait_for(qtbot, page, 0, 0)
    words = page.wall.captions()[1]
    assert (words.utc, words.local) == ("", "")
    assert words.note == "clock unknown: aligned at start with camera-1"
    assert [chip.word for chip in words.chips] == ["time unknown"]


def test_without_libvlc_a_bar_says_what_to_install(open_page: Opener, qtbot: QtBot) -> None:
    page = open_page(two_clips(), FakeSound("There is no sound: install libvlc5 vlc-plugin-base."))
    wait_for(qtbot, page, 0, None)
    assert page.messages.sentences() == ("There is no sound: install libvlc5 vlc-plugin-base.",)
    assert not page.bar.sound_button.isEnabled()


def test_a_store_that_vanished_and_a_package_without_clips_are_sentences(open_page: Opener, qtbot: QtBot) -> None:
    page = open_page(StoreUnavailable("The stored file has vanished."))
    qtbot.waitUntil(lambda: page.messages.sentences() == ("The stored file has vanished.",), timeout=60_000)
    empty = open_page(review_session())
    qtbot.waitUntil(lambda: "no clip" in "".join(empty.messages.sentences()), timeout=60_000)


def test_hostile_names_stay_text(open_page: Opener, qtbot: QtBot) -> None:
    page = open_page(review_session(review_clip(1, QUEUE, camera="<img src=x>\u202egnp.\n")))
    wait_for(qtbot, page, 0)
    assert page.wall.captions()[0].name == "001 · <img src=x>\\u202egnp.\\n"
    page.grab()


def test_the_column_folds_under_its_button(open_page: Opener, qtbot: QtBot) -> None:
    page = open_page(two_clips(), width=1000)
    assert not page.column.isVisible()
    page.header.column_button.click()
    assert page.column.isVisible()
    wide = open_page(two_clips())
    assert wide.column.isVisible()
    wide.header.column_button.click()
    assert not wide.column.isVisible()


def test_other_clips_can_be_put_on_the_wall(open_page: Opener, qtbot: QtBot) -> None:
    page = open_page(review_session(*(review_clip(number, PERSON, length=2_966_000) for number in range(1, 12))))
    assert len(seen(page).tiles) == 4
    page.header.clips_chosen.emit(list(range(11)))
    wait_for(qtbot, page, *[0] * 9)


def test_opening_and_closing_fifty_times_leaves_nothing_behind(open_page: Opener, qtbot: QtBot) -> None:
    page = open_page(two_clips())
    descriptors = Path("/proc/self/fd")
    counts = []
    for cycle in range(50):
        page.open_package(1)
        qtbot.waitUntil(lambda: page.snapshot is not None, timeout=60_000)
        if cycle % 2:
            page.bar.play_pressed.emit()
            qtbot.wait(5)
        page.close_package()
        if descriptors.is_dir():
            counts.append((threading.active_count(), len(list(descriptors.iterdir()))))
    assert page.snapshot is None
    assert len(set(counts[5:])) <= 1
