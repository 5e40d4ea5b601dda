"""Quantities as a person says them, finer than a list needs: milliseconds, metres, instants at a given offset."""

import re
from collections.abc import Callable

from reviewer.evidence.instants import MICROSECONDS, in_words
from reviewer.gui.text import UNKNOWN, byte_size, counted

OffsetAt = Callable[[int], int]
"""Minutes east of UTC at an instant (µs UTC) at the place where times are shown."""

_DAY = 86_400
_PLUS_MINUS = re.compile(r"± [\d.,]+ \w+")


def utc_offset(_instant: int) -> int:
    """Times shown in UTC."""
    return 0


def instant_words(instant: int | None, offset_at: OffsetAt, decimals: int = 0) -> str:
    """``2 Nov 2026, 11:04:05 −06:00``, or "unknown"."""
    if instant is None:
        return UNKNOWN
    try:
        return in_words(instant, offset_at(instant), decimals)
    except (OverflowError, ValueError):  # a local time before year 1 or after 9999: evidence may claim it
        return in_words(instant, 0, decimals)


def span_words(start: int, end: int, offset_at: OffsetAt) -> str:
    """A span with the date said once where it is the same: ``2 Nov 2026, 13:00:00 – 15:00:00 −06:00``."""
    first, last = instant_words(start, offset_at), instant_words(end, offset_at)
    first_date, first_time = first.split(", ", 1)
    last_date, last_time = last.split(", ", 1)
    if first_date != last_date or first_time.rsplit(" ", 1)[1] != last_time.rsplit(" ", 1)[1]:
        return f"{first} – {last}"
    return f"{first_date}, {first_time.rsplit(' ', 1)[0]} – {last_time}"


def duration_words(microseconds: int) -> str:
    """``0.250 s``, ``2.1 s``, ``4 min 02 s``, ``1 h 05 min``, ``3 days 4 h``. The sign is dropped."""
    length = abs(microseconds)
    if length < MICROSECONDS:
        return f"{length / MICROSECONDS:.3f} s"
    if length < 60 * MICROSECONDS:
        tenths = length // (MICROSECONDS // 10)
        return f"{tenths / 10:.1f} s"
    seconds = length // MICROSECONDS
    if seconds < 3_600:
        return f"{seconds // 60} min {seconds % 60:02d} s"
    if seconds < _DAY:
        return f"{seconds // 3_600} h {seconds % 3_600 // 60:02d} min"
    days = seconds // _DAY
    hours = seconds % _DAY // 3_600
    return counted(days, "day") + (f" {hours} h" if hours and days < 60 else "")


def distance_words(metres: float) -> str:
    """``0.4 m``, ``12 m``, ``2.3 km``, ``480 km``."""
    if 0 < metres < 1:
        return f"{metres:.1f} m"
    if metres < 999.5:
        return f"{metres:.0f} m"
    kilometres = metres / 1_000
    return f"{kilometres:.1f} km" if kilometres < 9.95 else f"{kilometres:,.0f} km"


def size_words(size: int | None) -> str:
    """``12.4 MB (12,400,123 bytes)``, or "unknown"."""
    if size is None:
        return UNKNOWN
    exact = counted(size, "byte")
    return exact if size < 1_000 else f"{byte_size(size)} ({exact})"


def unbroken(words: str) -> str:
    """For texts that wrap: an uncertainty stays on one line, ``± 40 m``."""
    return _PLUS_MINUS.sub(lambda found: found.group().replace(" ", "\N{NO-BREAK SPACE}"), words)


def listing(parts: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def digest_short(digest: str | None) -> str:
    """``7c01 9e42 … b3aa 18d4``: enough to compare at a glance; copying always takes all of it."""
    if digest is None:
        return UNKNOWN
    return f"{digest[:4]} {digest[4:8]} … {digest[-8:-4]} {digest[-4:]}"
