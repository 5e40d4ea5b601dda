"""The lines of ``docs/packing.md`` under "Trying it out", run as they stand."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.skipif(not (BIN / "reviewer").exists(), reason="the program is not installed beside this Python")
def test_every_line_can_be_typed(tmp_path: Path) -> None:
    part = (ROOT / "docs" / "packing.md").read_text(encoding="utf-8").partition("## Trying it out")[2]
    first, second = re.findall(r"```\n(.*?)```", part, re.S)[:2]
    (tmp_path / ".venv").symlink_to(BIN.parent)
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "REVIEWER_HOME": str(tmp_path / "home"),
    }
    office = subprocess.Popen(
        ["bash", "-c", f"exec {first.strip()}"], cwd=tmp_path, env=environment, stdout=subprocess.PIPE
    )
    try:
        end = time.monotonic() + 30
        while not (tmp_path / "out" / "office" / "tsa-url").exists():
            assert office.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)
        said = subprocess.run(
            ["bash", "-euc", second], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
    finally:
        office.send_signal(signal.SIGINT)
        told, _ = office.communicate(timeout=30)
    assert (said.returncode, said.stderr) == (0, "")
    assert "three.asice: VERIFIED" in said.stdout
    assert office.returncode == 0
    assert b"the sealing service" in told
