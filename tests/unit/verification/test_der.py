"""The strict DER reader (specification 4.1): lengths definite and minimal, nothing behind, bounded whatever comes."""

import time

import pytest

from reviewer.verification.der import MAX_NESTING, SEQUENCE, DerError, parse
from tests.unit.verification.asn1 import integer, octets, oid, seq, tlv


def test_a_tree_is_read() -> None:
    top = parse(seq(integer(-3), octets(b"x" * 300), seq(), oid("2.16.840.1.101.3.4.2.1")))
    first, second, third, fourth = top.expect(SEQUENCE).children
    assert first.integer == -3
    assert second.content == b"x" * 300
    assert third.children == ()
    assert fourth.oid == "2.16.840.1.101.3.4.2.1"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        b"\x30\x80\x00\x00",
        b"\x30\x81\x01\x05",
        b"\x30\x82\x00\x80" + bytes(128),
        b"\x30\x89" + bytes(8) + b"\x01\x00",
        b"\x30\xff\x00",
        b"\x30\x02\x05",
        b"\x05\x00\x00",
        b"\x30\x03\x30\x02\x05",
        b"\x30\x88\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x1f",
        b"\x1f\x1e\x00",
        b"\x1f\x80\x1f\x00",
        b"\x1f\xff\xff\xff\xff\xff\x7f\x00",
    ],
)
def test_what_is_no_der_is_refused(data: bytes) -> None:
    with pytest.raises(DerError):
        parse(data)


def test_a_tag_number_above_30_is_read_over() -> None:
    first, second = parse(seq(b"\xbf\x1f\x03" + integer(1), b"\x9f\x81\x00\x01x")).children
    assert first.children[0].integer == 1
    assert second.content == b"x"


@pytest.mark.parametrize("content", [b"", b"\0\x01", b"\xff\xff"])
def test_an_integer_is_minimal(content: bytes) -> None:
    with pytest.raises(DerError):
        _ = parse(tlv(2, content)).integer


@pytest.mark.parametrize("content", [b"", b"\x80\x01", b"\x2a\x80", b"\x2a" + b"\x81" * 80 + b"\x01"])
def test_an_object_identifier_is_sound(content: bytes) -> None:
    with pytest.raises(DerError):
        _ = parse(tlv(6, content)).oid


def test_depth_is_bounded() -> None:
    data = b""
    for _ in range(MAX_NESTING - 1):
        data = seq(data)
    parse(data)
    for _ in range(5000):
        data = seq(data)
    with pytest.raises(DerError, match="deep"):
        parse(data)


def test_number_is_bounded() -> None:
    began = time.monotonic()
    with pytest.raises(DerError, match="values"):
        parse(seq(b"\x05\x00" * 5_000_000))
    assert time.monotonic() - began < 5
