"""The strict ZIP reader under bytes that nobody would write: it finds, it never fails, and it does not take long."""

import random
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.evidence.findings import Code, Verdict
from reviewer.intake.strict_zip import MAX_DEFECTS, StrictZip
from reviewer.intake.zip_structures import MAX_END_CANDIDATES
from reviewer.verification.reader import EntryDamaged, Limits
from reviewer.verification.trust import TrustStore
from reviewer.verification.verify import verify
from tests.corpus.raw_zip import RawEntry, end_record, end_record_64, raw_zip, wide

MIMETYPE = RawEntry(b"mimetype", b"application/vnd.etsi.asic-e+zip")
SOME = [
    MIMETYPE,
    RawEntry(b"bagit.txt", b"BagIt-Version: 1.0\n" * 50, method=8, version=20),
    RawEntry("data/vendor/門".encode(), b"x" * 10, extra=b"UT\1\0\0", local_extra=wide()),
    RawEntry(b"data/vendor/", b"", attributes=0o040755 << 16),
]
WHOLE = raw_zip(SOME, end=end_record_64)
many_files = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def codes(place: Path, data: bytes, limits: Limits | None = None) -> set[Code]:
    """What the reader finds, after reading every entry that it lists."""
    path = place / "package.asice"
    path.write_bytes(data)
    reader = StrictZip(path, limits)
    try:
        found = {defect.code for defect in reader.defects}
        for name in reader.names():
            try:
                crc = 0
                for chunk in reader.chunks(name):
                    crc = zlib.crc32(chunk, crc)
                if crc != reader.crc32(name):
                    found.add(Code.CRC)
            except EntryDamaged:
                found.add(Code.CRC)
        return found
    finally:
        reader.close()


def test_sound(tmp_path: Path) -> None:
    assert codes(tmp_path, WHOLE) == set()
    assert codes(tmp_path, raw_zip(SOME)) == set()


@given(st.binary(max_size=200))
@many_files
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    assert codes(tmp_path, data)


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=3))
@many_files
def test_changed_bytes(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for at, value in changes:
        data[at] = value
    codes(tmp_path, bytes(data))


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, len(WHOLE)))
@many_files
def test_cut_off_at_either_end_or_both(tmp_path: Path, start: int, end: int) -> None:
    if (start, end) != (0, len(WHOLE)):
        assert codes(tmp_path, WHOLE[start:end])


@given(st.integers(0, len(WHOLE)), st.binary(min_size=1, max_size=40))
@many_files
def test_bytes_put_in_anywhere(tmp_path: Path, at: int, more: bytes) -> None:
    assert codes(tmp_path, WHOLE[:at] + more + WHOLE[at:])


def test_every_single_bit_of_what_both_headers_state(tmp_path: Path) -> None:
    """Version, flags, method, time, date, CRC, sizes and name of the local header, one bit after the other."""
    start = WHOLE.index(b"bagit.txt") - 30
    for at in range(start + 4, start + 26):
        for bit in range(8):
            data = bytearray(WHOLE)
            data[at] ^= 1 << bit
            assert codes(tmp_path, bytes(data)) & {Code.HEADER_MISMATCH, Code.ENCRYPTED}


@pytest.mark.parametrize("size", [1, 65_535, 65_557, 65_558, 200_000, 3 << 20])
@pytest.mark.parametrize("end", [end_record, end_record_64], ids=["end", "end-64"])
def test_bytes_after_the_end_however_many(tmp_path: Path, size: int, end: Callable[[int, int, int], bytes]) -> None:
    for after in (bytes(size), random.Random(size).randbytes(size)):
        assert codes(tmp_path, raw_zip(SOME, end=end, after=after)) == {Code.TRAILING}


def test_the_end_lies_across_two_pieces_of_the_search(tmp_path: Path) -> None:
    for size in range((1 << 20) - 44, (1 << 20) + 2):
        assert codes(tmp_path, raw_zip(SOME, after=bytes(size))) == {Code.TRAILING}


def test_an_archive_within_the_archive_is_not_its_end(tmp_path: Path) -> None:
    inner = raw_zip([RawEntry(b"a", b"b")])
    for outer in ([MIMETYPE, RawEntry(b"data/vendor/x.zip", inner)], [MIMETYPE, RawEntry(b"x", inner + bytes(99_999))]):
        whole = raw_zip(outer)
        assert codes(tmp_path, whole) == set()
        assert codes(tmp_path, whole + bytes(100_000)) == {Code.TRAILING}
        end = whole.index(inner) + len(inner)
        assert codes(tmp_path, whole[:end]) & {Code.NOT_ZIP, Code.HEADER_MISMATCH, Code.OVERLAP, Code.PREFIX}
        assert codes(tmp_path, whole[: end + 30]) == {Code.NOT_ZIP}


def test_not_a_zip_but_it_says_pk(tmp_path: Path) -> None:
    assert codes(tmp_path, b"PK\5\6") == {Code.NOT_ZIP}
    assert codes(tmp_path, b"PK\3\4" + bytes(100)) == {Code.NOT_ZIP}
    assert codes(tmp_path, b"PK\5\6" * (2 << 20)) == {Code.NOT_ZIP}
    assert codes(tmp_path, b"PK\3\4" + b"PK\5\6" * (MAX_END_CANDIDATES + 9)) == {Code.NOT_ZIP}
    assert codes(tmp_path, end_record(0, 0, 0)) == {Code.MIMETYPE}


@pytest.mark.parametrize(
    ("at", "by", "code"),
    [
        (4, 1, Code.HEADER_MISMATCH),
        (6, 1, Code.HEADER_MISMATCH),
        (8, 1, Code.HEADER_MISMATCH),
        (10, 1, Code.HEADER_MISMATCH),
        (12, 1, Code.OVERLAP),
        (12, -1, Code.OVERLAP),
        (16, 1, Code.OVERLAP),
        (16, -1, Code.PREFIX),
    ],
)
def test_an_end_record_that_lies(tmp_path: Path, at: int, by: int, code: Code) -> None:
    """Its disk, first disk, entries here, entries, size and offset of the directory."""
    whole = bytearray(raw_zip(SOME))
    whole[len(whole) - 22 + at] += by
    assert codes(tmp_path, bytes(whole)) == {code}


@pytest.mark.parametrize("value", [0, 1, 2**31, 2**32 - 2, 2**32, 2**63 - 1, 2**63, 2**64 - 1])
@pytest.mark.parametrize("field", range(8))
def test_zip64_values_of_any_size(tmp_path: Path, value: int, field: int) -> None:
    """End record's offset, number, size; a header's sizes and offset: no overflow, no memory, a finding."""

    def end(count: int, size: int, start: int) -> bytes:
        values = [count, count, size, start]
        if field < 4:
            values[field] = value
        wide_record = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, *values)
        locator = struct.pack("<IIQI", 0x07064B50, 0, value if field == 4 else start + size, 1)
        return wide_record + locator + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, *[0xFFFF] * 2, *[2**32 - 1] * 2, 0)

    fields = [1, 1, 70]
    if field > 4:
        fields[field - 5] = value
    top = 2**32 - 1
    entry = RawEntry(b"data/x", b"x", stated=(top, top), stated_offset=top, extra=wide(*fields))
    found = codes(tmp_path, raw_zip([MIMETYPE, entry], end=end))
    assert found or (field, value) in {(6, 1), (5, 1)}


def test_a_stated_size_costs_no_memory_and_no_time(tmp_path: Path) -> None:
    top = 2**32 - 1
    huge = RawEntry(
        b"data/x", b"x" * 10, method=8, stated=(12, top), extra=wide(2**60), local_size=top, local_extra=wide(2**60, 12)
    )
    start = time.process_time()
    assert Code.LIMIT in codes(tmp_path, raw_zip([MIMETYPE, huge]))
    assert time.process_time() - start < 2


def test_as_many_defects_as_help(tmp_path: Path) -> None:
    path = tmp_path / "package.asice"
    path.write_bytes(raw_zip([MIMETYPE, *(RawEntry(b"%d" % number, b"", comment=b"x") for number in range(3000))]))
    reader = StrictZip(path)
    reader.close()
    assert len(reader.defects) == MAX_DEFECTS


def hostile_seconds(place: Path, entries: list[RawEntry]) -> float:
    path = place / "package.asice"
    path.write_bytes(raw_zip([MIMETYPE, *entries], end=end_record_64))
    start = time.process_time()
    reader = StrictZip(path)
    try:
        assert verify(reader, TrustStore(), 0).verdict in (Verdict.ALTERED, Verdict.UNREADABLE)
    finally:
        reader.close()
    return time.process_time() - start


def test_many_folders_take_no_longer_each(tmp_path: Path) -> None:
    folders = [RawEntry(b"f%05d/" % number, b"", attributes=0o040755 << 16) for number in range(20_000)]
    assert hostile_seconds(tmp_path, folders) < 10


def test_deep_names_take_no_memory_for_every_folder(tmp_path: Path) -> None:
    deep = [RawEntry(b"data/vendor/%05d" % number + b"/a" * 500, b"") for number in range(2_000)]
    assert hostile_seconds(tmp_path, deep) < 10


def test_a_name_of_the_longest_that_a_header_can_have(tmp_path: Path) -> None:
    path = tmp_path / "package.asice"
    for length in (1024, 1025, 1026, 65_535):
        found = [Code.UNSAFE_NAME] if length > 1024 else []
        name = b"/".join([b"d" * 200] * 400)[:length]
        path.write_bytes(raw_zip([MIMETYPE, RawEntry(name, b"")]))
        reader = StrictZip(path)
        result = verify(reader, TrustStore(), 0)
        reader.close()
        told = [finding for finding in result.findings if finding.code.value.startswith("container.")]
        assert [finding.code for finding in told] == found
        assert all(len(finding.subject) <= 1025 for finding in told)


def test_limits(tmp_path: Path) -> None:
    entries = [RawEntry(b"%d" % number, b"") for number in range(9)]
    assert codes(tmp_path, raw_zip([MIMETYPE, *entries]), Limits(entries=10)) == set()
    assert codes(tmp_path, raw_zip([MIMETYPE, *entries]), Limits(entries=9)) == {Code.LIMIT}
    folded = RawEntry(b"x", bytes(5000), method=8, version=20)
    size = len(zlib.compress(folded.data, 9)) - 6
    assert codes(tmp_path, raw_zip([MIMETYPE, folded]), Limits(expansion_free_bytes=5000, expansion=1)) == set()
    tight = Limits(expansion_free_bytes=4999, expansion=5000 // size)
    assert codes(tmp_path, raw_zip([MIMETYPE, folded]), tight) == {Code.LIMIT}
    assert (
        codes(tmp_path, raw_zip([MIMETYPE, folded]), Limits(expansion_free_bytes=1, expansion=5000 // size + 1))
        == set()
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda data: data[:-4] + b"\xff" * 4,
        lambda data: b"\xff" + data[1:],
        lambda _data: b"",
        lambda _data: zlib.compress(bytes(999))[2:-4],
        lambda _data: zlib.compress(bytes(1001))[2:-4],
    ],
    ids=["short", "more", "tail", "head", "nothing", "expands-to-less", "expands-to-more"],
)
def test_damaged_deflate(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    """The entry states 1,000 bytes of zeros; its compressed bytes are something else."""
    packed = change(zlib.compress(bytes(1000))[2:-4])
    entry = RawEntry(b"data/x", packed, size=1000, crc=zlib.crc32(bytes(1000)))
    whole = bytearray(raw_zip([MIMETYPE, entry]))
    for place in (whole.index(b"data/x") - 30 + 8, whole.rindex(b"data/x") - 46 + 10):
        whole[place] = 8
    assert codes(tmp_path, bytes(whole)) == {Code.CRC}
