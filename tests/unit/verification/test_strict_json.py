"""Canonical JSON: what is taken comes back as it was; what is not is refused with a sentence, whatever the bytes."""

import time
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from reviewer.verification.strict_json import MAX_NESTING, NotCanonical, parse_json, parse_record

VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5),
    max_leaves=20,
)


def refusal(data: bytes) -> str:
    with pytest.raises(NotCanonical) as caught:
        parse_record(data)
    str(caught.value).encode("utf-8")  # it goes into JSON, PDF and windows
    return str(caught.value)


@given(VALUES)
def test_canonical_bytes_come_back_as_the_value(value: Any) -> None:
    data = rfc8785.dumps(value)
    assert rfc8785.dumps(parse_record(data)) == data


@given(st.binary(max_size=200) | st.text(alphabet='{}[]",:\\u0123dD8 -.eE1truefalsn', max_size=60).map(str.encode))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    try:
        value = parse_record(data)
    except NotCanonical as error:
        str(error).encode("utf-8")
    else:
        assert rfc8785.dumps(value) == data


@given(VALUES, st.integers(0, 400), st.sampled_from([b" ", b"\n", b"\t", b"0", b"\xef\xbb\xbf"]))
def test_a_byte_too_much_is_another_value_or_refused(value: Any, at: int, more: bytes) -> None:
    data = rfc8785.dumps(value)
    longer = data[:at] + more + data[at:]
    try:
        taken = parse_record(longer)
    except NotCanonical:
        return
    assert rfc8785.dumps(taken) == longer


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not JSON"),
        (b"{} ", "canonical"),
        (b'{"b":1,"a":2}', "byte 2"),
        (b'{"a":1.0}', "canonical"),
        (b'{"a":-0}', "canonical"),
        (b'{"a":1e21}', "canonical"),
        (b'{"a":100000000000000000000000}', "canonical"),
        (b'{"a":9007199254740993}', "canonical"),
        (b'{"a":0.10}', "canonical"),
        (b'{"a":1E+30}', "canonical"),
        (b'{"a":1e999}', "too large"),
        (b'{"a":NaN}', "no JSON number"),
        (b'{"a":-Infinity}', "no JSON number"),
        (b'{"a":01}', "not JSON"),
        (b'{"a":1,"a":1}', "twice"),
        (b'{"a":1,"\\u0061":1}', "twice"),
        (b'{"\\ud800":1,"\\ud800":2}', "twice"),
        (b'{"a":"\\ud800"}', "surrogate"),
        (b'{"\\udfff":1}', "surrogate"),
        (b'{"a":"\xed\xa0\x80"}', "UTF-8"),
        (b'{"a":"\\u00e9"}', "canonical"),
        (b'{"a":"\\/"}', "canonical"),
        (b'{"a":"\\u0009"}', "canonical"),
        (b'{"a":"\\u001F"}', "canonical"),
        (b'{"a":"\t"}', "not JSON"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        (b"\xff\xfe{\0}\0", "UTF-8"),
        (b"{'a':1}", "not JSON"),
        (b'{"a":1,}', "not JSON"),
        (b"{}{}", "not JSON"),
        (b'{"a":"' + b"x" * 1000, "not JSON"),
    ],
)
def test_refused(data: bytes, why: str) -> None:
    assert why in refusal(data)


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b'{"a":1e+21}', {"a": 1e21}),
        (b'{"a":123456789012345680000}', {"a": 123456789012345680000.0}),
        (b'{"a":0.1,"b":1e-7,"c":5e-324}', {"a": 0.1, "b": 1e-7, "c": 5e-324}),
        (b'{"a":9007199254740992}', {"a": 2.0**53}),
        ('{"\U0001f600":1,"\ufb33":2}'.encode(), {"\U0001f600": 1, "\ufb33": 2}),
        (b'{"":"\\b\\t\\n\\f\\r\\"\\\\\\u0000\\u001f\x7f"}', {"": '\b\t\n\f\r"\\\0\x1f\x7f'}),
    ],
)
def test_taken(data: bytes, value: Any) -> None:
    assert parse_record(data) == value


def test_keys_are_in_the_order_of_utf_16() -> None:
    assert "canonical" in refusal('{"\ufb33":2,"\U0001f600":1}'.encode())


def test_whole_numbers_are_integers_as_far_as_doubles_tell_them_apart() -> None:
    taken = parse_record(b'{"a":1,"b":9007199254740991,"c":9007199254740992}')
    assert [type(value) for value in taken.values()] == [int, int, float]


def test_nesting() -> None:
    def nested(levels: int, opening: bytes, closing: bytes) -> bytes:
        return opening * levels + closing * levels

    assert parse_record(nested(MAX_NESTING, b"[", b"]"))
    assert parse_record(nested(MAX_NESTING - 1, b'{"a":', b"}").replace(b":}", b":{}}"))
    assert "64" in refusal(nested(MAX_NESTING + 1, b"[", b"]"))
    assert "64" in refusal(nested(1_000_000, b'[{"a":', b"}]"))
    assert parse_record(b'["' + b"[" * 1000 + b'\\"' + b"{" * 1000 + b'"]')


@pytest.mark.parametrize("unit", [b"[", b'"', b"\\", b'{"a":', b"1", b"-", b"\\u", b"0.", b'"a":"b",'])
@pytest.mark.parametrize("head", [b"", b'{"a":', b'{"a":"'])
def test_a_record_of_the_limit_costs_seconds_at_most(unit: bytes, head: bytes) -> None:
    data = head + unit * ((4 << 20) // len(unit))
    start = time.process_time()
    refusal(data)
    assert time.process_time() - start < 10


def test_a_long_name_makes_no_long_sentence() -> None:
    key = b"k" * 100_000
    assert len(refusal(b'{"' + key + b'":1,"' + key + b'":2}')) < 200


def test_parse_json_takes_what_is_not_canonical() -> None:
    assert parse_json(b' {"b" : 1.0, "a" : 2}\n') == {"b": 1.0, "a": 2.0}
