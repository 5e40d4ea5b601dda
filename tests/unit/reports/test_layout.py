"""How a report lies on its pages: nothing broken that must be read in one piece, nothing on top of something else."""

import io
import itertools
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from reviewer.application.ports import Paper
from reviewer.evidence.records import Clip, Window
from reviewer.evidence.scope import true_interval, window_scope
from reviewer.evidence.verification_result import ScopeState
from reviewer.reports.custody_report import print_custody_report
from reviewer.reports.drawings.area_map import MapCamera, area_map
from reviewer.reports.drawings.custody_timeline import TimelineEvent, custody_timeline
from reviewer.reports.drawings.window_chart import ClipBar, shown_extent, window_chart
from reviewer.reports.fonts import REGULAR, face
from reviewer.reports.pen import Pen
from reviewer.reports.text import Line
from tests.fakes.report_data import MINUTE, START, around, clip, digest, report_data, unreadable
from tests.unit.reports.pdf_text import says, text_of

ROOT = Path(__file__).parents[3]
NAMES = (
    "محمد الحسن — باب المنزل الأمامي تسجيل طويل جدا.mp4",
    "מצלמת דלת קדמית ברחוב הרצל 12 ארוך מאוד.mkv",
    "前門攝影機錄影檔案非常非常長的名稱測試用途第三號.mp4",
    "सामने का दरवाज़ा कैमरा रिकॉर्डिंग क्षत्रिय.mp4",
    "\U0001f697\U0001f3e0 front \U0001f1fa\U0001f1f8.mp4",
    "Z\u0308a\u0308\u0301\u0302l o\u0337 co\u0301mbi\u0302ni\u0303ng.mp4",
    "front_door_" + "x" * 180 + ".mp4",
    "กล้องหน้าบ้าน 앞문.mp4",
)


def many_clips(count: int) -> tuple[Clip, ...]:
    """Clips with long names in many scripts, in a row of cameras that leads out of the area."""
    return tuple(
        replace(clip(number, NAMES[number % len(NAMES)], minutes=3 * number - 20, east=-89.665 + 0.0008 * number),
                notes=NAMES[(number + 3) % len(NAMES)])
        for number in range(1, count + 1)
    )  # fmt: skip


def pages_of(content: bytes) -> list[list[str]]:
    """The lines of each page, without its header and footer."""
    frame = ("Springfield Police", "Custody report ·", "EXHIBIT", "Report CR-", "record SHA-256", "Page ")
    return [
        [line for line in page.extract_text().splitlines() if line.strip() and not line.startswith(frame)]
        for page in pypdf.PdfReader(io.BytesIO(content)).pages
    ]


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize(("hops", "clips"), [(3, 2), (40, 2), (3, 60)])
def test_hashes_and_ids_are_never_broken_and_no_page_holds_a_heading_alone(paper: Paper, hops: int, clips: int) -> None:
    data = report_data(hops=hops, clips=many_clips(clips), paper=paper)
    content = print_custody_report(data)
    text, result = text_of(content), data.result
    for hop in result.hops:
        assert hop.manifest_sha256 is not None
        assert text.count(hop.manifest_sha256) >= 1
        assert text.count(hop.manifest_sha256[:16]) >= 2, "in the custody log and under Signatures"
    for one in result.clips:
        assert text.count(digest(f"clip {int(one.clip_id)}")) == 3
    for value in (result.head, result.container_sha256, result.package_id):
        assert str(value) in text
    pages = pages_of(content)
    assert all(len(lines) > 3 for lines in pages), [lines for lines in pages if len(lines) <= 3]


def test_two_lines_an_event_and_each_root_once() -> None:
    content = print_custody_report(report_data(hops=40))
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) <= 9
    text = text_of(content)
    assert text.count("package: cust-int.crl") == 1
    assert text.count("A-2; L-1") == 38, "the events of the agency name its root and list by their ids"


class Notes(Pen):
    """A pen that notes where it wrote."""

    def __init__(self) -> None:
        face(REGULAR)
        super().__init__(Canvas(io.BytesIO(), initialFontName=REGULAR))
        self.written: list[tuple[float, float, float, str]] = []

    def line(self, x: float, baseline: float, line: Line) -> None:
        self.written.append((x, x + line.width, baseline, line.text))
        super().line(x, baseline, line)


def touching(pen: Notes) -> list[tuple[str, str]]:
    """Pairs of texts that stand on one another."""
    return [
        (one[3], other[3])
        for one, other in itertools.combinations(pen.written, 2)
        if abs(one[2] - other[2]) < 6 and one[0] < other[1] and other[0] < one[1]
    ]


@pytest.mark.parametrize("width", [495.28, 512.0])
@pytest.mark.parametrize("minutes", [1, 120, 100_000])
def test_no_text_of_the_time_chart_stands_on_another(width: float, minutes: int) -> None:
    pen, window = Notes(), Window(START, START + minutes * MINUTE)
    clips = [
        ClipBar(f"{one.clip_id} {one.file}", true_interval(one), window_scope(one, window)) for one in many_clips(30)
    ]
    chart = window_chart(window, clips, shown_extent(window, clips), -360)
    chart.draw(pen, 50, 700, width)
    assert len(pen.written) == 2 * 30 + 5
    assert touching(pen) == []


def test_no_text_of_the_map_stands_on_another_or_leaves_it() -> None:
    pen = Notes()
    cameras = [
        MapCamera(f"{number:03d}, {number + 1:03d} …", (-89.65 + 0.0004 * (number % 9), 39.78), 40, ScopeState.INSIDE)
        for number in range(40)
    ]
    area = report_data().result.request
    assert area is not None
    area_map(area.area, cameras, 210).draw(pen, 300, 700, 230)
    assert touching(pen) == []
    assert all(left >= 300 and right <= 530 for left, right, _, _ in pen.written)


@pytest.mark.parametrize(
    ("hops", "awaited"), [(2, "Springfield Police Department"), (3, None), (40, None), (400, None)]
)
def test_no_text_of_the_custody_drawing_stands_on_another(hops: int, awaited: str | None) -> None:
    pen = Notes()
    events = [
        TimelineEvent(one.seq, one.at, one.actor.agency, one.action == "transfer-out", one.action == "transfer-in")
        for one in (hop.event for hop in report_data(hops=hops).result.hops)
        if one is not None
    ]
    custody_timeline(events, -360, awaited).draw(pen, 50, 700, 495.28)
    assert touching(pen) == []
    assert all(left >= 50 and right <= 545.5 for left, right, _, _ in pen.written)


def test_a_crowded_map_says_what_it_leaves_out() -> None:
    text = text_of(print_custody_report(report_data(clips=many_clips(60))))
    assert says(text, "not drawn, too far away: 11 cameras")
    assert says(text, "without a number, for want of room:")
    assert says(text, "Ring: the accuracy claimed for the place.")
    few = text_of(print_custody_report(report_data()))
    assert not says(few, "for want of room")
    assert says(few, "1 km"), "a scale bar with its unit"


def test_the_whole_of_the_qr_code_is_read_back(tmp_path: Path) -> None:
    if shutil.which("zbarimg") is None or shutil.which("pdftoppm") is None:
        pytest.skip("needs zbarimg (Debian: zbar-tools) and pdftoppm (poppler-utils)")
    data = report_data()
    (tmp_path / "r.pdf").write_bytes(print_custody_report(data))
    subprocess.run(["pdftoppm", "-r", "110", "-l", "1", "-png", "r.pdf", "r"], cwd=tmp_path, check=True)
    (page,) = tmp_path.glob("r-*.png")
    read = subprocess.run(["zbarimg", "-q", "--raw", page], capture_output=True, text=True, check=True).stdout
    assert read.split() == [
        data.report_id, "record", data.record_sha256, "events", "3", "head", data.result.head,
    ]  # fmt: skip


def test_a_reader_finds_no_fault_in_the_file() -> None:
    for data in (report_data(), report_data(clips=many_clips(12), paper=Paper.A4), around(unreadable())):
        with pikepdf.open(io.BytesIO(print_custody_report(data))) as pdf:
            assert pdf.check_pdf_syntax() == []
            assert pdf.get_warnings() == []


def test_another_process_place_and_language_give_the_same_bytes() -> None:
    script = (
        "import hashlib; from tests.fakes.report_data import report_data;"
        "from reviewer.reports.custody_report import print_custody_report;"
        "print(hashlib.sha256(print_custody_report(report_data(details='क्षत्रिय صديق ภาษา 陳'))).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True,
            env={**os.environ, "TZ": zone, "LANG": language, "LC_ALL": language, "PYTHONHASHSEED": seed},
        ).stdout
        for zone, language, seed in (("Asia/Kathmandu", "C", "1"), ("America/Chicago", "C.UTF-8", "77"))
    }  # fmt: skip
    assert len(digests) == 1
