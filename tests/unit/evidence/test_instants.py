"""Instants: one written form, integer microseconds, nothing rounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.evidence.instants import (
    format_instant,
    from_microseconds,
    in_words,
    offset_in_words,
    parse_instant,
    to_microseconds,
)

FIRST = parse_instant("0001-01-01T00:00:00.000Z")
LAST = parse_instant("9999-12-31T23:59:59.999Z")


@given(st.integers(FIRST // 1000, LAST // 1000).map(lambda milliseconds: milliseconds * 1000))
def test_what_is_written_is_read_again(instant: int) -> None:
    text = format_instant(instant)
    assert len(text) == 24
    assert parse_instant(text) == instant


@given(st.integers(FIRST, LAST))
def test_finer_digits_are_cut_off(instant: int) -> None:
    assert 0 <= instant - parse_instant(format_instant(instant)) < 1000


@given(st.integers(FIRST, LAST))
def test_datetimes_hold_every_microsecond(instant: int) -> None:
    assert to_microseconds(from_microseconds(instant)) == instant


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-02T17:04:05Z",
        "2026-11-02T17:04:05.12Z",
        "2026-11-02T17:04:05.1200Z",
        "2026-11-02T17:04:05.120+00:00",
        "2026-11-02T17:04:05.120z",
        "2026-11-02t17:04:05.120Z",
        "2026-11-02 17:04:05.120Z",
        "2026-11-02T17:04:60.000Z",
        "2026-11-02T24:00:00.000Z",
        "2026-02-30T00:00:00.000Z",
        "0000-01-01T00:00:00.000Z",
        "+2026-11-02T17:04:05.120Z",
        "２０２６-11-02T17:04:05.120Z",
        "2026-11-02T17:04:05.120Z\n",
        " 2026-11-02T17:04:05.120Z",
        "",
    ],
)
def test_every_other_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"instant|range|day|hour|second|month|year"):
        parse_instant(text)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse_instant(text)
    except ValueError:
        return
    assert format_instant(parse_instant(text)) == text


@given(st.integers(), st.integers(-1439, 1439), st.integers(0, 6))
def test_words_never_fail(instant: int, offset: int, decimals: int) -> None:
    assert in_words(instant, offset, decimals)


def test_words() -> None:
    instant = parse_instant("2026-11-02T17:04:05.129Z")
    assert in_words(instant) == "2 Nov 2026, 17:04:05 UTC"
    assert in_words(instant, -360, 3) == "2 Nov 2026, 11:04:05.129 −06:00"
    assert in_words(instant, 330, 1) == "2 Nov 2026, 22:34:05.1 +05:30"
    assert offset_in_words(0) == "UTC"
