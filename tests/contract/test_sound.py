"""What every sound keeps to: libVLC's with footage, libVLC's without a library, and the fake."""

import time
from collections.abc import Callable
from fractions import Fraction
from types import ModuleType

import pytest

from reviewer.playback.protocols import Sound, SoundState
from reviewer.playback.shared_clock import SharedClock
from reviewer.playback.vlc_sound import VlcSound
from reviewer.verification.reader import ByteRange
from tests.fakes.fake_playback import FakeSound
from tests.fakes.review_material import FOOTAGE

WITH_SOUND = FOOTAGE / "f12_rooftop_phone_hdr10_av1.mp4"


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "the sound never answered"
        time.sleep(0.002)


def span() -> ByteRange:
    return ByteRange(str(WITH_SOUND), 0, WITH_SOUND.stat().st_size)


needs_footage = pytest.mark.skipif(not FOOTAGE.is_dir(), reason="the fixtures' footage is not beside the repository")


@needs_footage
@pytest.mark.parametrize("make", [VlcSound, FakeSound])
def test_it_plays_falls_silent_and_closes_twice(make: Callable[[], Sound]) -> None:
    sound, clock = make(), SharedClock()
    clock.start()
    sound.play(span(), 0, Fraction(1), clock.now)
    wait_until(lambda: sound.state is SoundState.PLAYING)
    sound.play(span(), 1_000_000, Fraction(2), clock.now)
    sound.silence()
    wait_until(lambda: sound.state is SoundState.SILENT)
    assert sound.problem == ""
    sound.close()
    sound.close()


@needs_footage
def test_a_file_that_vanished_is_silence(tmp_path) -> None:  # type: ignore[no-untyped-def]
    sound, clock = VlcSound(), SharedClock()
    sound.play(ByteRange(str(tmp_path / "gone"), 0, 10_000), 0, Fraction(1), clock.now)
    wait_until(lambda: sound.state is SoundState.PLAYING)
    sound.silence()
    wait_until(lambda: sound.state is SoundState.SILENT)
    sound.close()


def _no_library() -> ModuleType:
    raise NameError("no function 'libvlc_new'")


class _NoPlugins(ModuleType):
    @staticmethod
    def Instance(_options: object) -> None:
        return None


@pytest.mark.parametrize(("library", "words"), [(_no_library, "not installed"), (lambda: _NoPlugins("vlc"), "plugins")])
def test_without_libvlc_it_says_what_to_install(library: Callable[[], ModuleType], words: str) -> None:
    sound = VlcSound(library)
    wait_until(lambda: sound.state is SoundState.UNAVAILABLE)
    assert words in sound.problem
    assert "libvlc5 vlc-plugin-base" in sound.problem
    sound.play(ByteRange("nowhere", 0, 1), 0, Fraction(1), lambda: 0)
    sound.silence()
    sound.close()
