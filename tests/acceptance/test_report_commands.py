"""The commands that a report prints under "How to check" are run as they are printed, on the package they are about."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from reviewer.application.ports import Paper
from reviewer.evidence.instants import parse_instant
from reviewer.intake.open_package import open_package
from reviewer.intake.trust_folder import load_trust
from reviewer.reports.custody_report import print_custody_report
from reviewer.reports.verification_report import print_verification_report
from reviewer.verification.reader import Limits
from reviewer.verification.verify import verify
from tests.acceptance.suites import SHARED
from tests.fakes.report_data import around, report_data, unreadable
from tests.unit.reports.pdf_text import command_lines, text_of

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


def test_the_events_between_pass_with_the_epochs_and_roots_that_are_printed(tmp_path: Path) -> None:
    """A long history has its commands printed for two events; for the others, what to put into them."""
    name = "valid-two-agencies.asice"
    reader = open_package(VECTORS / name, Limits())
    try:
        text = text_of(print_verification_report(verify(reader, load_trust(VECTORS / "trust"), AT), name))
    finally:
        reader.close()
    shutil.unpack_archive(VECTORS / name, tmp_path, "zip")
    border = re.search(r"sealing-root.pem up to event (\d+)", text)
    assert border is not None
    epochs = re.findall(r"Head [0-9a-f]{64}\s+EPOCH\s+(\d+)", text)
    assert len(epochs) == 8
    for seq, epoch in enumerate(epochs, start=1):
        root = VECTORS / "trust" / "anchors" / ("sealing" if seq <= int(border[1]) else "custody") / "root.pem"
        manifest, signature = f"META-INF/ASiCManifest{seq:03d}.xml", f"META-INF/signature{seq:03d}.p7s"
        subprocess.run(
            ["openssl", "cms", "-verify", "-cades", "-attime", epoch, "-binary", "-inform", "DER", "-in", signature,
             "-content", manifest, "-CAfile", root, "-out", os.devnull],
            cwd=tmp_path, check=True, capture_output=True,
        )  # fmt: skip


def test_it_keeps_the_profiles_that_its_metadata_name(tmp_path: Path) -> None:
    """PDF/A-3a and PDF/UA-1, by veraPDF, on both papers, for a full report and one of nothing."""
    checker = SHARED / "tools" / "verapdf" / "veracheck"
    if not checker.is_file() or shutil.which("java") is None:
        pytest.skip("veraPDF is not beside this tree, or there is no Java")
    for paper in Paper:
        for name, data in (("full", report_data(hops=9, paper=paper)), ("none", around(unreadable(), paper=paper))):
            (tmp_path / f"{name}-{paper}.pdf").write_bytes(print_custody_report(data))
    files = sorted(tmp_path.iterdir())
    done = subprocess.run(["sh", checker, "3a,ua1", *files], capture_output=True, text=True)
    if "PASS" not in done.stdout and "FAIL" not in done.stdout:
        pytest.skip(f"veraPDF does not run here: {done.stderr.strip()[-200:]}")
    assert done.stdout.count("PASS") == 2 * len(files), done.stdout
