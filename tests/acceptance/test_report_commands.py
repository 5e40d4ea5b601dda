"""The commands that a report prints under "How to check" are run as they are printed, on the package they are about."""

import shutil
import subprocess
from pathlib import Path

import pytest

from reviewer.evidence.instants import parse_instant
from reviewer.intake.open_package import open_package
from reviewer.intake.trust_folder import load_trust
from reviewer.reports.verification_report import print_verification_report
from reviewer.verification.reader import Limits
from reviewer.verification.verify import verify
from tests.acceptance.suites import SHARED
from tests.unit.reports.pdf_text import command_lines

VECTORS = SHARED / "spec" / "vectors"
AT = parse_instant("2026-11-20T12:00:00.000Z")

pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason="the vectors are not there (../shared/spec/vectors)")


@pytest.mark.parametrize("name", ["valid-three-hops.asice", "valid-two-agencies.asice", "valid-folder"])
def test_printed_commands_succeed_and_print_what_the_report_says(name: str, tmp_path: Path) -> None:
    source = VECTORS / name
    reader = open_package(source, Limits())
    try:
        result = verify(reader, load_trust(VECTORS / "trust"), AT)
    finally:
        reader.close()
    where = tmp_path
    if source.is_dir():
        where = Path(shutil.copytree(source, tmp_path / name))
    else:
        shutil.copy(source, tmp_path)
    roots = {"sealing": "sealing", "custody": "custody", "timestamping": "tsa"}
    for role, short in roots.items():
        shutil.copy(VECTORS / "trust" / "anchors" / role / "root.pem", tmp_path / f"{short}-root.pem")

    script = "\n".join(command_lines(print_verification_report(result, name)))
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=where, capture_output=True, text=True)

    assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
    assert script.count("openssl ") >= 4
    assert "data/clips/001/front door.mp4: OK" in done.stdout
    assert done.stderr.count("CAdES Verification successful") + done.stderr.count("CMS Verification successful") >= 2
    assert done.stdout.count("Verification: OK") >= 2
    assert str(result.head) in done.stdout
    if result.container_sha256 is not None:
        assert result.container_sha256 in done.stdout
