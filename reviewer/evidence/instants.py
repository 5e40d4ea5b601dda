"""Instants as integer microseconds since 1970-01-01T00:00:00Z, and their one written form.

The specification (section 3) writes an instant as ``2026-11-02T17:04:05.120Z``: UTC, always three decimals.
Everything inside the program counts in integer microseconds, so that no time is ever rounded twice.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

MICROSECONDS = 1_000_000
"""Microseconds in a second."""
MILLISECOND = 1_000
"""Microseconds in a millisecond."""

_FORM = re.compile(r"\A(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})\.(\d{3})Z\Z", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_instant(text: str) -> int:
    """The instant in microseconds. Raises ValueError unless the text has exactly the form of section 3.

    A leap second (``:60``) is refused: no clock in the chain of custody can be compared with it.
    """
    match = _FORM.match(text)
    if match is None:
        raise ValueError("not an instant of the form 2026-11-02T17:04:05.120Z")
    year, month, day, hour, minute, second, milli = (int(part) for part in match.groups())
    moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)  # refuses 30 February
    return to_microseconds(moment) + milli * MILLISECOND


def format_instant(microseconds: int) -> str:
    """The form of section 3, in milliseconds. Finer digits are cut off, never rounded up into the future."""
    moment = from_microseconds(microseconds - microseconds % MILLISECOND)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.").rjust(20, "0") + f"{moment.microsecond // 1000:03d}Z"


def to_microseconds(moment: datetime) -> int:
    """Microseconds since the epoch of an aware datetime, exactly."""
    delta = moment - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * MICROSECONDS + delta.microseconds


def from_microseconds(microseconds: int) -> datetime:
    """The instant as an aware datetime in UTC. Raises OverflowError outside the years 1 to 9999."""
    return _EPOCH + timedelta(microseconds=microseconds)


def in_words(microseconds: int, offset_minutes: int = 0, decimals: int = 0) -> str:
    """For people: ``2 Nov 2026, 11:04:05.120 −06:00``; the offset from UTC is always written.

    ``decimals`` is the number of digits of a second shown (0 to 6); digits that are not shown are cut off.
    Evidence may claim any number: what no calendar holds is said in words.
    """
    try:
        moment = from_microseconds(microseconds).astimezone(timezone(timedelta(minutes=offset_minutes)))
    except (OverflowError, ValueError):
        return "a time outside the calendar"
    fraction = f".{moment.microsecond:06d}"[: decimals + 1] if decimals else ""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    date = f"{moment.day} {months[moment.month - 1]} {moment.year}"
    return f"{date}, {moment:%H:%M:%S}{fraction} {offset_in_words(offset_minutes)}"


def offset_in_words(offset_minutes: int) -> str:
    """``UTC``, ``+05:30`` or ``−06:00`` (with a true minus sign)."""
    if offset_minutes == 0:
        return "UTC"
    sign = "+" if offset_minutes > 0 else "\N{MINUS SIGN}"
    hours, minutes = divmod(abs(offset_minutes), 60)
    return f"{sign}{hours:02d}:{minutes:02d}"
