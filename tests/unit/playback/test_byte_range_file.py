"""A byte range as a file: its borders are the clip's borders."""

import os
from pathlib import Path

import pytest

from reviewer.playback.byte_range_file import ByteRangeFile
from reviewer.verification.reader import ByteRange


@pytest.fixture
def span(tmp_path: Path) -> ByteRange:
    path = tmp_path / "container"
    path.write_bytes(b"before" + b"0123456789" + b"after")
    return ByteRange(str(path), 6, 10)


def test_reading_never_leaves_the_range(span: ByteRange) -> None:
    with ByteRangeFile(span) as file:
        assert file.read(4) == b"0123"
        assert file.read() == b"456789"
        assert file.read(5) == b""
        file.seek(-3, os.SEEK_END)
        buffer = bytearray(8)
        assert file.readinto(memoryview(buffer)) == 3
        assert bytes(buffer[:3]) == b"789"
        assert file.tell() == 10
        file.seek(50)
        assert file.read(1) == b""
        with pytest.raises(ValueError, match="before the first byte"):
            file.seek(-1)


def test_a_file_that_became_shorter_is_a_fault_and_no_early_end(span: ByteRange) -> None:
    os.truncate(span.path, 9)
    with pytest.raises(OSError, match="shorter"):
        ByteRangeFile(span)
