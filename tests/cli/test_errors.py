"""What a clerk, a newcomer or an attacker may give the program: one clear sentence, the right status, no traceback."""

import io
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from reviewer.application import log_file
from reviewer.application.jobs import Progress
from reviewer.application.settings import Settings
from reviewer.cli import work
from tests.cli.conftest import PROGRAM, Answer, Run, Samples, program

CONTROL = {chr(code) for code in range(32)} - {"\n"} | {"\x7f", "\u202e"}


def one_sentence(answer: Answer, status: int) -> None:
    assert answer.status == status, answer
    assert answer.out == ""
    assert len(answer.err.splitlines()) == 1, answer.err
    assert answer.err.strip().endswith((".", "”."))
    assert not CONTROL & set(answer.err)
    assert "Traceback" not in answer.err


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["frobnicate"],
        ["--frobnicate"],
        ["--"],
        ["verify"],
        ["import"],
        ["show"],
        ["recheck"],
        ["report"],
        ["report", "1"],
        ["pack"],
        ["hand-over"],
        ["receive"],
        ["verify", "--frobnicate", "x"],
        ["verify", "a", "b"],
        ["verify", "a", "--at", "yesterday"],
        ["verify", "a", "--expected-head", "12"],
        ["verify", "a", "--json", "-", "--pdf", "-"],
        ["list", "--sort", "taste"],
        ["show", "nothing"],
        ["recheck", "99"],
        ["show", ""],
        ["verify", ""],
        ["import", ""],
        ["verify", "a", "--trust", ""],
        ["verify", "a", "--json", ""],
        ["report", "1", "-o", ""],
        ["show", "\x1b[31m\u202e"],
    ],
    ids=repr,
)
def test_mistakes_of_usage(reviewer: Run, words: list[str]) -> None:
    one_sentence(reviewer(*words), 2)


@pytest.mark.parametrize("command", ["verify", "import"])
def test_what_is_no_file(reviewer: Run, tmp_path: Path, command: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "text").write_text("x")
    for name in ("absent", "pipe", "dangling", "loop", "text/x", "n" * 300, "d/" * 3000, "/dev/zero", "/dev/null"):
        answer = reviewer(command, tmp_path / name)
        one_sentence(answer, 2)
        assert len(answer.err) < 500


def test_what_is_no_package_is_unreadable_and_kept_only_on_a_word(reviewer: Run, tmp_path: Path, home: Path) -> None:
    (tmp_path / "empty.asice").touch()
    (tmp_path / "text.txt").write_text("hello")
    (tmp_path / "report.pdf").write_bytes(b"%PDF-1.7\n%%EOF\n")
    (tmp_path / "video.mp4").write_bytes(b"\0\0\0\x20ftypisom" + bytes(5000))
    (tmp_path / "empty folder").mkdir()
    (tmp_path / "folder" / "data").mkdir(parents=True)
    (tmp_path / "folder" / "data" / "x").touch()
    with zipfile.ZipFile(tmp_path / "plain.zip", "w") as archive:
        archive.writestr("x", "y")
    names = ("empty.asice", "text.txt", "report.pdf", "video.mp4", "empty folder", "folder", "plain.zip")
    for name in names:
        verified, imported = reviewer("verify", tmp_path / name), reviewer("import", tmp_path / name)
        assert (verified.status, imported.status) == (4, 4)
        assert verified.out.startswith(f"{name}: UNREADABLE")
        assert "was not imported" in imported.out
        assert verified.err == imported.err == ""
    assert reviewer("list").err == "The library is empty.\n"
    assert not list((home / "evidence" / "staging").iterdir())
    said = reviewer("import", *(tmp_path / name for name in names), "--quarantine")
    assert said.status == 4
    assert "it is a folder with the SHA-256 of “empty.asice”" in said.err  # both digests are over no byte at all
    assert reviewer("list").out.count("unreadable (in quarantine)") == len(names) - 1


def test_names_in_any_script_and_none(home: Path, samples: Samples, tmp_path: Path) -> None:
    """In a process of its own: what the system hands over as a name need not be text."""
    names = (
        "with space ' \" $(x) ; &",
        "new\nline",
        "عربي",
        "😀",
        "\x1b[31mred\x1b]0;title\x07",
        "\u202egpj",
        "n" * 240,
        "--help",
    )
    files = [os.fsencode(tmp_path / f"{name}.asice") for name in names] + [os.fsencode(tmp_path) + b"/\xff\xfe.asice"]
    for file in files:
        shutil.copyfile(samples.good, file)
    for encoding in ("utf-8", "ascii"):
        environment = os.environ | {"PYTHONIOENCODING": encoding, "LANG": "C", "TERM": "dumb", "COLUMNS": "2"}
        imported = program(home, "import", *files, env=environment)
        assert imported.status == 0
        assert imported.err == ""
        assert len(imported.out.splitlines()) == len(files)
        assert not CONTROL & set(imported.out)
    assert "\\udcff\\udcfe.asice" in imported.out
    listed = program(home, "list")
    assert len(listed.out.splitlines()) == 2
    log = (home / "logs" / "reviewer.log").read_text()
    assert not CONTROL & set(log)


def test_a_name_like_an_option(home: Path, samples: Samples, tmp_path: Path) -> None:
    shutil.copyfile(samples.good, tmp_path / "-x.asice")
    told = program(home, "verify", "-x.asice", cwd=tmp_path, env=os.environ | {"PYTHONPATH": os.getcwd()})
    one_sentence(told, 2)
    assert "write “./-x.asice”" in told.err
    for words in (("--", "-x.asice"), ("./-x.asice",)):
        said = program(home, "verify", *words, cwd=tmp_path, env=os.environ | {"PYTHONPATH": os.getcwd()})
        assert (said.status, said.err) == (0, "")


def test_options_may_stand_between_names(reviewer: Run, samples: Samples) -> None:
    said = reviewer("import", samples.good, "--quarantine", samples.altered)
    assert said.status == 1
    assert "was imported" in said.out
    assert "was put in quarantine" in said.out
    assert len(reviewer("list", "good", "--ascending", "asice").out.splitlines()) == 2


class TestStreams:
    """A verdict's exit status does not hang on who reads the output, or whether anybody does."""

    @pytest.mark.parametrize("reader", ["head -1", "true"])
    def test_a_reader_that_goes_away(self, home: Path, samples: Samples, reader: str) -> None:
        line = f'"$@" | {reader}; exit ${{PIPESTATUS[0]}}'
        said = subprocess.run(
            ["bash", "-c", line, "bash", *PROGRAM, "--home", home, "verify", samples.altered],
            capture_output=True,
            check=False,
        )
        assert (said.returncode, said.stderr) == (1, b"")

    def test_a_reader_that_goes_away_ends_no_import(self, home: Path, samples: Samples) -> None:
        read, write = os.pipe()
        os.close(read)
        said = program(home, "import", samples.good, samples.altered, samples.other, "--quarantine", stdout=write)
        os.close(write)
        assert (said.status, said.err) == (1, "")
        assert len(program(home, "list").out.splitlines()) == 4

    @pytest.mark.parametrize(("closing", "status"), [(">&-", 1), ("2>&-", 1), (">&- 2>&-", 1), ("<&-", 1)])
    def test_closed_from_the_start(self, home: Path, samples: Samples, closing: str, status: int) -> None:
        said = subprocess.run(
            ["bash", "-c", f'"$@" {closing}', "bash", *PROGRAM, "--home", home, "verify", samples.altered],
            capture_output=True,
            check=False,
        )
        assert (said.returncode, said.stderr) == (status, b"")

    @pytest.mark.parametrize("closing", ["2>&-", ">&- 2>&-", "2>/dev/full"])
    def test_a_mistake_that_nobody_can_be_told(self, home: Path, closing: str) -> None:
        said = subprocess.run(
            ["bash", "-c", f'"$@" {closing}', "bash", *PROGRAM, "--home", home, "verify", "absent"], check=False
        )
        assert said.returncode == 2

    @pytest.mark.parametrize("more", [[], ["--json", "-"]])
    def test_output_onto_a_full_disc(self, home: Path, samples: Samples, more: list[str]) -> None:
        with open("/dev/full", "wb") as full:
            one_sentence(program(home, "verify", samples.altered, *more, stdout=full), 5)


class TestOutputs:
    """What a person has written somewhere never falls on evidence, the catalogue or what is being read."""

    def test_never_onto_what_is_read(self, reviewer: Run, samples: Samples, tmp_path: Path) -> None:
        package, link, hard = tmp_path / "p.asice", tmp_path / "link", tmp_path / "hard"
        shutil.copyfile(samples.good, package)
        link.symlink_to(package)
        hard.hardlink_to(package)
        folder = tmp_path / "folder"
        shutil.copytree(samples.good_folder, folder)
        for target in (package, link, hard):
            for option in ("--json", "--pdf"):
                one_sentence(reviewer("verify", package, option, target), 2)
        assert package.read_bytes() == samples.good.read_bytes()
        one_sentence(reviewer("verify", folder, "--json", folder / "result.json"), 2)
        assert not (folder / "result.json").exists()

    def test_never_onto_what_is_kept(self, reviewer: Run, samples: Samples, home: Path) -> None:
        assert reviewer("import", samples.good).status == 0
        (stored,) = (home / "evidence" / "sha256").rglob("*.asice")
        before = (home / "catalogue.sqlite").read_bytes()
        targets = (stored, home / "catalogue.sqlite", home / "catalogue.sqlite-wal", home / "evidence" / "new.pdf")
        for target in targets:
            one_sentence(reviewer("report", "1", "-o", target), 2)
            one_sentence(reviewer("verify", samples.good, "--json", target), 2)
        assert stored.read_bytes() == samples.good.read_bytes()
        assert (home / "catalogue.sqlite").read_bytes()[:16] == before[:16]
        assert reviewer("recheck", "1").status == 0

    def test_whole_or_not_at_all(self, home: Path, samples: Samples, tmp_path: Path) -> None:
        (tmp_path / "old.json").write_text("old")

        def small() -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

        for name in ("old.json", "new.json"):
            one_sentence(program(home, "verify", samples.good, "--json", tmp_path / name, preexec_fn=small), 5)
        assert (tmp_path / "old.json").read_text() == "old"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "old.json"]

    def test_a_device_stays_one(self, reviewer: Run, samples: Samples) -> None:
        assert reviewer("verify", samples.good, "--json", "/dev/null").status == 0
        assert Path("/dev/null").is_char_device()
        for target in ("/tmp", "/tmp/no such folder/x"):
            one_sentence(reviewer("verify", samples.good, "--json", target), 5)


class TestHomes:
    @pytest.mark.parametrize("command", [["list"], ["import", "absent"]])
    def test_something_else_in_its_place(self, tmp_path: Path, command: list[str]) -> None:
        (tmp_path / "file").write_text("x")
        (tmp_path / "loop").symlink_to("loop")
        for name in ("file", "loop", "file/below"):
            one_sentence(program(tmp_path / name, *command), 5)
        assert (tmp_path / "file").read_text() == "x"

    def test_no_place_at_all(self, samples: Samples) -> None:
        for home in ("", "~nosuchuser/x"):
            said = subprocess.run([*PROGRAM, "--home", home, "list"], capture_output=True, text=True, check=False)
            one_sentence(Answer(said.returncode, said.stdout, said.stderr), 2)

    def test_verifying_writes_nothing(self, samples: Samples, tmp_path: Path) -> None:
        said = program(tmp_path / "none", "verify", samples.good, "--trust", samples.trust)
        assert (said.status, said.err) == (0, "")
        assert not (tmp_path / "none").exists()

    def test_only_the_owner_may_look_in(self, tmp_path: Path, samples: Samples) -> None:
        home = tmp_path / "new"
        said = program(home, "import", samples.good, "--trust", samples.trust)
        assert said.status == 0
        assert {oct(path.stat().st_mode & 0o777) for path in (home, home / "evidence", home / "logs")} == {"0o700"}
        (stored,) = (home / "evidence" / "sha256").rglob("*.asice")
        assert stored.stat().st_mode & 0o777 == 0o444

    def test_permission_refused(self, samples: Samples, tmp_path: Path, reviewer: Run) -> None:
        assert reviewer("import", samples.good).status == 0
        with tempfile.TemporaryDirectory() as open_to_all:
            place = Path(open_to_all)
            place.chmod(0o755)
            root = os.geteuid() == 0  # whom no mode refuses
            shutil.copytree(tmp_path / "home", place / "home")
            shutil.copyfile(samples.good, place / "secret.asice")
            shutil.copyfile(samples.good, place / "open.asice")
            (place / "secret.asice").chmod(0)
            for folder, _, files in os.walk(place / "home"):
                Path(folder).chmod(0o755 if root else 0o555)
                for file in files:
                    Path(folder, file).chmod(0o444)
            nobody: dict[str, Any] = {"user": 65534, "group": 65534, "extra_groups": []} if root else {}
            try:
                subprocess.run([sys.executable, "-c", "import reviewer"], check=True, capture_output=True, **nobody)
            except (PermissionError, subprocess.CalledProcessError):
                pytest.skip("nobody else may run this Python")
            one_sentence(program(place / "home", "verify", place / "secret.asice", **nobody), 5)
            for words in (["list"], ["import", place / "open.asice"], ["report", "1", "-o", place / "r.pdf"]):
                one_sentence(program(place / "home", *words, **nobody), 5)
            said = program(place / "home", "verify", place / "open.asice", **nobody)
            assert (said.status, said.err) == (0, "")
            for folder, _, _ in os.walk(place):
                Path(folder).chmod(0o755)


def test_a_report_replaces_nothing_but_a_report(reviewer: Run, samples: Samples, tmp_path: Path) -> None:
    assert reviewer("import", samples.good).status == 0
    (tmp_path / "letter").write_text("precious")
    one_sentence(reviewer("report", "1", "-o", tmp_path / "letter"), 2)
    one_sentence(reviewer("report", "1", "-o", "/dev/null"), 2)
    assert (tmp_path / "letter").read_text() == "precious"
    for _ in range(2):
        assert reviewer("report", "1", "-o", tmp_path / "report.pdf").status == 0


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("kind", ["xterm", "dumb"])
def test_progress_obeys_no_name_and_suits_the_terminal(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(work, "PATIENCE_S", 0.0)
    monkeypatch.setenv("TERM", kind)
    work.run_with_progress(lambda report, _cancel: report(Progress("copying", 1, 2)), "\x1b[31mna\nme" + "n" * 300)
    written = screen.getvalue().replace("\r\x1b[K", "")
    assert not CONTROL & set(written)
    assert ("\\x1b[31mna\\nme" in written) == (kind == "xterm")
    assert "\n" not in written
    assert len(written) < 80


class TestLog:
    def test_a_log_that_cannot_be_written_stops_nothing(self, home: Path, samples: Samples) -> None:
        (home / "logs").write_text("in the way")
        said = program(home, "import", samples.good)
        assert (said.status, said.err) == (0, "")
        one_sentence(program(home, "verify", samples.good, "--json", "/dev/full"), 5)

    def test_it_rotates(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(log_file, "MAX_BYTES", 2000)
        log_file.open_log(Settings(home))
        try:
            for number in range(400):
                log_file.logging.getLogger("reviewer.test").info("evidence says \x1b[31m\n%d", number)
        finally:
            log_file.close_log()
        files = sorted((home / "logs").iterdir())
        assert len(files) == log_file.KEPT_FILES + 1
        assert all(file.stat().st_size <= 2000 for file in files)
        assert "\\x1b[31m\\n399" in (home / "logs" / "reviewer.log").read_text()
