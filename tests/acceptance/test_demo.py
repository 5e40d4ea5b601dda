"""``make demo`` does the whole main job, names what it makes, ends with the report, and can be run again."""

import os
import subprocess
import sys
from pathlib import Path

import pypdf

ROOT = Path(__file__).parents[2]


def run(place: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    command = [sys.executable, "-m", "tools.demo", str(place)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_the_main_job_twice(tmp_path: Path) -> None:
    place = tmp_path / "demo"
    for _ in range(2):
        done = run(place)
        assert done.returncode == 0, done.stderr
        lines = done.stdout.splitlines()
        assert len(lines) <= 14
        report = [line for line in lines if ".pdf" in line][-1].split(": ", 1)[1]
        assert len(pypdf.PdfReader(report).pages) > 3
        made = [line.split(": ", 1)[1] for line in lines if f": {place}" in line]
        assert all(Path(path).exists() for path in made)
        assert {Path(path).name for path in made} >= {"trust", "home", "window.png", "custody-report.pdf"}
        assert any(line.startswith("Verified: verified, completeness proven") for line in lines)


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    done = run(tmp_path)
    assert done.returncode == 1
    assert "holds something that no demonstration made" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
