"""The sound of one clip, by libVLC, from the same byte range as its pictures. Implements ``Sound``.

libVLC starts, stops and searches slowly and waits for its own threads, so a thread of ours does all of that; whoever
asks for sound never waits. The sound follows the shared clock: where the two come apart it is set right. How exactly
sound and picture agree is not claimed anywhere: it depends on the device.
"""

import ctypes
import importlib
import itertools
import logging
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

from reviewer.evidence.instants import MICROSECONDS, MILLISECOND
from reviewer.playback.byte_range_file import ByteRangeFile
from reviewer.playback.protocols import SoundState
from reviewer.verification.reader import ByteRange

_log = logging.getLogger(__name__)

_OPTIONS = (
    "--quiet", "--intf=dummy", "--no-video", "--ignore-config", "--no-stats", "--no-metadata-network-access",
    "--no-sub-autodetect-file",
)  # fmt: skip
_CHECK_S = 0.5
_APART_US = 400 * MILLISECOND
"""The sound is set right when it is further than this from the clock; libVLC tells its time in steps of 250 ms."""
_START_US = 2 * MICROSECONDS
"""Until then after a start nothing is corrected: libVLC's own time only settles."""

_INSTALL = {
    "linux": "On Debian or Ubuntu: sudo apt install libvlc5 vlc-plugin-base, then open Reviewer again.",
    "win32": "Install VLC (64 bit) from its maker, then open Reviewer again.",
    "darwin": "Install VLC into Applications, then open Reviewer again.",
}
NO_LIBRARY = "There is no sound: libVLC is not installed. Pictures play without it."
NO_PLUGINS = "There is no sound: libVLC is installed without its plugins. Pictures play without them."

# python-vlc's classes of these names are plain pointers that check nothing, so we state the signatures ourselves.
_Open = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(ctypes.c_uint64)
)
_Read = ctypes.CFUNCTYPE(ctypes.c_ssize_t, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)
_Seek = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_uint64)
_Close = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be heard. Both times in µs of the sound player's own zero."""

    span: ByteRange
    position_us: int
    rate: Fraction
    now: Callable[[], int]


class VlcSound:
    """See ``Sound`` for what its members mean. Finds out in the background, at once, whether libVLC is there.

    ``library``: imports python-vlc; a test hands in one that fails.
    """

    def __init__(self, library: Callable[[], ModuleType] | None = None) -> None:
        self._library = library or _python_vlc
        self._changed = threading.Condition()
        self._order: _Order | None = None
        self._news = self._closing = False
        self._state, self._problem = SoundState.SILENT, ""
        self._thread = threading.Thread(target=self._work, name="sound", daemon=True)
        self._thread.start()

    @property
    def state(self) -> SoundState:
        return self._state

    @property
    def problem(self) -> str:
        return self._problem

    def play(self, span: ByteRange, position_us: int, rate: Fraction, now: Callable[[], int]) -> None:
        self._tell(_Order(span, position_us, rate, now))

    def silence(self) -> None:
        self._tell(None)

    def close(self) -> None:
        """Waits for libVLC to end, a second at the most as a rule. May be called again."""
        with self._changed:
            self._closing, self._order = True, None
            self._changed.notify_all()
        self._thread.join()

    def _tell(self, order: _Order | None) -> None:
        with self._changed:
            self._order, self._news = order, True
            self._changed.notify_all()

    # --- the sound's thread

    def _work(self) -> None:
        instance = self._start_library()
        if instance is None:
            return
        voice: _Voice | None = None
        try:
            while True:
                with self._changed:
                    self._changed.wait_for(lambda: self._news or self._closing, _CHECK_S if voice else None)
                    news, order, self._news = self._news, self._order, False
                    if self._closing:
                        return
                if not news:
                    if voice is not None:
                        voice.follow()
                    continue
                if voice is not None:
                    voice.end()
                    voice = None
                if order is not None:
                    voice = _Voice(instance, order)
                self._state = SoundState.PLAYING if voice else SoundState.SILENT
        except Exception:
            _log.exception("the sound stopped")
            self._state = SoundState.UNAVAILABLE
            self._problem = "There is no sound because this program made a mistake; the log file has the details."
        finally:
            if voice is not None:
                voice.end()
            instance.release()

    def _start_library(self) -> Any:
        """libVLC's instance, or None with the reason kept."""
        how = _INSTALL.get(sys.platform, _INSTALL["linux"])
        try:
            vlc = self._library()
            options = _OPTIONS if _has_sound_device() else (*_OPTIONS, "--aout=dummy")
            instance = vlc.Instance(list(options))
        except (ImportError, OSError, NameError, AttributeError) as missing:  # python-vlc says NameError: libvlc_new
            _log.info("libVLC was not found: %s", missing)
            self._state, self._problem = SoundState.UNAVAILABLE, f"{NO_LIBRARY} {how}"
            return None
        if instance is None:
            self._state, self._problem = SoundState.UNAVAILABLE, f"{NO_PLUGINS} {how}"
        return instance


class _Voice:
    """One clip being heard, from one order to the next. Used by the sound's thread alone."""

    def __init__(self, instance: Any, order: _Order) -> None:
        self._order = order
        self._source = _MediaSource(order.span)
        self._player = instance.media_player_new()
        media = self._source.media(instance)
        media.add_option(":no-video")
        media.add_option(f":start-time={max(0, order.now()) / MICROSECONDS:.3f}")
        self._player.set_media(media)
        media.release()
        self._player.play()
        self._player.set_rate(float(order.rate))
        self._settles_at = order.now() + int(_START_US * order.rate)

    def follow(self) -> None:
        """Sets the sound right where it has come apart from the clock."""
        wanted = self._order.now()
        heard = self._player.get_time()
        if wanted < self._settles_at or heard < 0 or not self._player.is_playing():
            return
        if abs(heard * MILLISECOND - wanted) > _APART_US * max(Fraction(1), self._order.rate):
            self._player.set_time(wanted // MILLISECOND)
            self._settles_at = wanted + int(_START_US * self._order.rate)

    def end(self) -> None:
        """Never from a callback: ``stop`` waits for libVLC's threads."""
        self._player.stop()
        self._player.release()
        self._source.end()


class _MediaSource:
    """libVLC's four media callbacks over a byte range. They run in libVLC's threads; no exception may leave them.

    ctypes would print it and hand libVLC an undefined number, which it would take for bytes that were read. This object
    has to live until the player is released: libVLC holds only the callbacks' addresses.
    """

    def __init__(self, span: ByteRange) -> None:
        self._span = span
        self._files: dict[int, ByteRangeFile] = {}
        self._numbers = itertools.count(1)
        self._callbacks = (_Open(self._open), _Read(self._read), _Seek(self._seek), _Close(self._close))

    def media(self, instance: Any) -> Any:
        return instance.media_new_callbacks(*self._callbacks, None)

    def end(self) -> None:
        """After the player's release: closes what libVLC left open, and parts the circle of references."""
        for file in self._files.values():
            file.close()
        self._files.clear()
        self._callbacks = ()  # type: ignore[assignment]

    def _open(self, _opaque: Any, handle: Any, size: Any) -> int:
        try:
            number = next(self._numbers)
            self._files[number] = ByteRangeFile(self._span)
            handle[0], size[0] = number, self._span.size
        except BaseException as error:
            return _kept("opened", error)
        return 0

    def _read(self, handle: int, buffer: int, length: int) -> int:
        try:
            return self._files[handle].readinto(memoryview((ctypes.c_char * length).from_address(buffer)).cast("B"))
        except BaseException as error:
            return _kept("read", error)

    def _seek(self, handle: int, offset: int) -> int:
        try:
            self._files[handle].seek(offset)
        except BaseException as error:
            return _kept("searched", error)
        return 0

    def _close(self, handle: int) -> None:
        try:
            self._files.pop(handle).close()
        except BaseException as error:
            _kept("closed", error)


def _kept(what: str, error: BaseException) -> int:
    """−1, libVLC's word for failure; the error goes to the log."""
    _log.warning("a clip's sound could not be %s: %s", what, error)
    return -1


def _python_vlc() -> ModuleType:
    return importlib.import_module("vlc")


def _has_sound_device() -> bool:
    """Whether anything could be heard. Without a device libVLC's dummy keeps the time as a device would."""
    if sys.platform != "linux":
        return True
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nonexistent")
    servers = (runtime / "pulse" / "native", runtime / "pipewire-0")
    cards = Path("/dev/snd")
    return (
        bool(os.environ.get("PULSE_SERVER"))
        or any(server.exists() for server in servers)
        or (cards.is_dir() and any(cards.glob("pcm*p")))
    )
