"""V13's decoder on real and on damaged footage."""

import csv
import io
from pathlib import Path
from typing import BinaryIO

import pytest

from reviewer.playback.media_probe import AvMediaProbe
from reviewer.verification.media_probe import MediaFacts

FIXTURES = Path(__file__).parents[3] / "shared" / "fixtures"
FOOTAGE = FIXTURES / "footage"
BROKEN = FIXTURES / "suites" / "media-broken"

pytestmark = pytest.mark.skipif(not FOOTAGE.is_dir(), reason="the fixtures' footage is not beside the repository")


def probe(path: Path) -> MediaFacts:
    with path.open("rb") as file:
        facts = AvMediaProbe().probe(file)
        assert not file.closed
        return facts


@pytest.mark.parametrize(
    ("name", "codec", "size", "duration_us"),
    [
        ("f02_indoor_queue_h264.mp4", "h264", (768, 432), 139_400_000),
        ("d01_f02_fragmented.mp4", "h264", (768, 432), 60_100_000),
        ("f07_dashboard_canon_mjpeg_pcm.avi", "mjpeg", (640, 480), 2_599_974),
        ("f09_iphone6_gps_rot_h264.mov", "h264", (320, 568), 4_001_666),
        ("f12_rooftop_phone_hdr10_av1.mp4", "av1", (720, 1280), 4_237_566),
        ("f13_indoor_person_h264.mkv", "h264", (640, 480), 2_966_000),
        ("f16_axis_lib_unsigned_hevc.mp4", "hevc", (640, 480), 10_045_777),
    ],
)
def test_footage_of_cameras(name: str, codec: str, size: tuple[int, int], duration_us: int) -> None:
    facts = probe(FOOTAGE / name)
    assert facts.decodes
    assert facts.problem == ""
    assert (facts.codec, (facts.width, facts.height), facts.duration_us) == (codec, size, duration_us)


def test_a_creation_time_counts_only_with_its_offset_from_utc() -> None:
    assert probe(FOOTAGE / "f02_indoor_queue_h264.mp4").created_at == 1_506_445_069_000_000
    assert probe(FOOTAGE / "f07_dashboard_canon_mjpeg_pcm.avi").created_at is None  # "2012-09-10 20:52:00", of nowhere


def test_damaged_footage_is_told_and_never_raised() -> None:
    with (BROKEN / "EXPECTED.tsv").open(newline="") as file:
        cases = {row["case"]: row["expected"] for row in csv.DictReader(file, delimiter="\t")}
    for case, expected in cases.items():
        facts = probe(BROKEN / case)
        none_decodes = " 0 frames" in expected or expected.startswith("InvalidDataError")
        assert facts.decodes is not none_decodes, case
        assert bool(facts.problem) is none_decodes, case


@pytest.mark.parametrize("content", [b"", b"\x00", b"no video at all\n" * 100])
def test_what_is_no_video(content: bytes) -> None:
    facts = AvMediaProbe().probe(io.BytesIO(content))
    assert not facts.decodes
    assert "not a video" in facts.problem


def test_a_file_cut_in_its_middle_misses_its_last_picture() -> None:
    whole = (FOOTAGE / "f02_indoor_queue_h264.mp4").read_bytes()
    facts = AvMediaProbe().probe(io.BytesIO(whole[: len(whole) // 2]))
    assert not facts.decodes
    assert "end of the file" in facts.problem or "not a video" in facts.problem


def test_a_disc_that_fails_is_no_bad_footage() -> None:
    class FailingDisc(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 1_000_000:
                raise OSError("the disc vanished")
            return super().read(size)

    file: BinaryIO = FailingDisc((FOOTAGE / "f02_indoor_queue_h264.mp4").read_bytes())
    with pytest.raises(OSError, match="the disc vanished"):
        AvMediaProbe().probe(file)


def test_version_names_both_libraries() -> None:
    assert AvMediaProbe().version.startswith("PyAV ")
    assert "FFmpeg" in AvMediaProbe().version
