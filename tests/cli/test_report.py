"""``reviewer report``: a file, its path on the last line, and one sentence with the right status otherwise."""

import shutil
from pathlib import Path

import pytest

from reviewer.cli.main import main

VECTORS = Path(__file__).parents[3] / "shared" / "spec" / "vectors"

pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason="the vectors are not there (../shared/spec/vectors)")


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """A data home that holds one package."""
    home = tmp_path / "home"
    shutil.copytree(VECTORS / "trust", home / "trust")
    for folder in [home, *home.rglob("*")]:
        folder.chmod(0o700)
    assert main(["--home", str(home), "import", str(VECTORS / "valid-three-hops.asice")]) == 0
    capsys.readouterr()
    return str(home)


def test_it_writes_and_says_where(home: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "report.pdf"
    assert main(["--home", home, "report", "1", "-o", str(target), "--paper", "a4"]) == 0
    assert target.read_bytes().startswith(b"%PDF-1.7")
    assert capsys.readouterr().out.splitlines()[-1] == str(target)


def test_mistakes_are_one_sentence(home: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (
        ["9", "-o", str(tmp_path / "r.pdf")],
        ["1", "-o", str(tmp_path)],
        ["1"],
        ["1", "-o", "x", "--paper", "a3"],
    ):
        assert main(["--home", home, "report", *words]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert len(told.err.strip().splitlines()) == 1
