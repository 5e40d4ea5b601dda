"""What the README says is what happens: its commands are run in order, its links lead somewhere."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reviewer.cli.verify import EXIT_STATUS
from tools.demo_home import PERSON, QUEUE, demo_clip
from tools.demo_packages import make_demo_package
from tools.demo_trust import DemoTrust

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.M | re.S)
SHELL = [text for kind, text in BLOCKS if kind == "sh"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a reader has at hand: a package, and a trust folder."""
    folder = tmp_path_factory.mktemp("readme")
    trust = DemoTrust.create(time.time_ns() // 1000)
    trust.write_trust_folder(folder / "trust")
    package = make_demo_package(folder / "package.asice", trust, clips=[demo_clip(QUEUE), demo_clip(PERSON)])
    (folder / "head").write_text(package.head)
    return folder


def run(script: str, place: Path) -> str:
    """The block as a person pastes it: bash stops at the first line that fails."""
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "REVIEWER_HOME": str(place / "home"),
        "LC_ALL": "C.UTF-8",
    }
    command = ["bash", "-e", "-o", "pipefail", "-c", script]
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_every_block_of_commands_is_looked_at() -> None:
    assert [kind for kind, _ in BLOCKS] == ["", "sh", "", "sh"]


def test_use(place: Path) -> None:
    printed = run(SHELL[0], place)
    assert printed.count("package.asice: VERIFIED") == 2  # two checks; a third is told in the library's own words
    assert "was imported: verified" in printed
    for name in ("result.json", "verification-report.pdf", "custody-report.pdf"):
        assert (place / name).stat().st_size > 1000


def test_by_hand(place: Path) -> None:
    head = (place / "head").read_text()
    assert run(SHELL[1], place).splitlines()[-1] == f"{head}  META-INF/ASiCManifest003.xml"


def test_make_knows_every_target_that_is_named() -> None:
    targets = set(re.findall(r"\bmake ([a-z]+)\b", README))
    assert targets >= {"demo", "test", "run", "bench", "screenshots", "lock", "clean"}
    defined = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert targets <= defined


def test_links_and_pictures_lead_somewhere() -> None:
    for document in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
            path, _, anchor = link.partition("#")
            assert not path or path.startswith("https://") or (document.parent / path).exists(), f"{document}: {link}"
            if not path:
                headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.M)
                assert anchor in {heading.lower().replace(" ", "-") for heading in headings}, f"{document}: {link}"


def test_exit_statuses_and_verdicts_are_those_of_the_program() -> None:
    stated = {word: int(number) for number, word in re.findall(r"(\d) (verified|altered|untrusted|unreadable)", README)}
    assert stated == EXIT_STATUS
    assert set(re.findall(r"^\| \*\*(\w+)\*\* \|", README, re.M)) == set(EXIT_STATUS)


def test_the_data_live_where_it_says(place: Path) -> None:
    told = re.findall(r"^\| `([\w.]+?)/?` \|", README.split("## Where the data live")[1], re.M)
    there = {path.name for path in (place / "home").iterdir() if not path.name.startswith("catalogue.sqlite-")}
    assert there <= set(told), there
    assert {"catalogue.sqlite", "evidence", "trust"} <= there
