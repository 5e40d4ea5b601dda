"""``reviewer verify`` from outside: section 6 of the specification, its JSON, its exit statuses, and what it leaves."""

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from reviewer.cli.main import main
from tests.result_schema import validator
from tools.demo_packages import DemoClip, Story, make_demo_package
from tools.demo_trust import DemoTrust

NOW = 1_795_176_000_000_000
AT = "2026-11-20T12:00:00.000Z"


class Case:
    """A package, the trust it was made with, and what the command said of it."""

    def __init__(self, place: Path) -> None:
        self.trust = place / "trust"
        self.package = place / "package.asice"
        self.home = place / "home"
        demo = DemoTrust.create(NOW)
        demo.write_trust_folder(self.trust)
        clip = place / "clip"
        clip.write_bytes(bytes(range(256)) * 8)
        make_demo_package(self.package, demo, clips=[DemoClip(clip, 20_000, name="door.mp4")], story=Story.before(NOW))

    def arguments(self, *more: str, package: Path | None = None) -> list[str]:
        return [
            "--home", str(self.home), "verify", str(package or self.package),
            "--trust", str(self.trust), "--at", AT, *more,
        ]  # fmt: skip

    def run(self, *more: str, package: Path | None = None) -> int:
        return main(self.arguments(*more, package=package))

    def head(self, seq: int) -> str:
        with zipfile.ZipFile(self.package) as file:
            return hashlib.sha256(file.read(f"META-INF/ASiCManifest{seq:03d}.xml")).hexdigest()


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return Case(tmp_path_factory.mktemp("verify"))


def document(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    said = capsys.readouterr()
    assert said.err == ""
    result = json.loads(said.out)
    assert [error.message for error in validator().iter_errors(result)] == []
    return dict(result)


def altered(case: Case, place: Path) -> Path:
    """The package with one bit of its clip turned; the clip is stored, so the CRC is put right by the writer."""
    other = place / "altered.asice"
    with zipfile.ZipFile(case.package) as source, zipfile.ZipFile(other, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename.endswith(".mp4"):
                data = bytes([data[0] ^ 1]) + data[1:]
            target.writestr(entry, data)
    return other


# --- the JSON ---


def test_json_of_a_good_package(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    assert case.run("--json", "-") == 0
    said = document(capsys)
    assert said["verdict"] == "verified"
    assert said["completeness"] == "not-proven"
    assert said["checked_at"] == AT
    assert said["head"] == case.head(3)
    assert said["container_sha256"] == hashlib.sha256(case.package.read_bytes()).hexdigest()


def test_json_has_the_members_of_section_6_in_its_order(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    case.run("--json", "-")
    said = document(capsys)
    assert list(said) == [
        "spec", "verdict", "completeness", "in_transit", "package_id", "head", "container_sha256", "checked_at",
        "tool", "request", "events", "clips", "steps", "findings",
    ]  # fmt: skip
    events, clips, steps = said["events"], said["clips"], said["steps"]
    assert isinstance(events, list)
    assert isinstance(clips, list)
    assert isinstance(steps, list)
    members = ["seq", "action", "at", "actor", "agency", "timestamp", "signer_sha256", "manifest_sha256"]
    assert [list(event) for event in events] == [members] * 3
    assert list(clips[0]) == ["clip_id", "path", "sha256", "bytes", "scope"]
    assert [step["step"] for step in steps] == [f"V{number}" for number in range(1, 14)]


def test_findings_are_sorted_by_step_then_subject(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert case.run("--json", "-", package=altered(case, tmp_path)) == 1
    findings = document(capsys)["findings"]
    assert isinstance(findings, list)
    keys = [(int(finding["step"][1:]), finding["subject"]) for finding in findings]
    assert keys == sorted(keys)
    assert "content.digest" in {finding["code"] for finding in findings}


def test_of_an_unreadable_file_nothing_is_known(case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.asice").write_bytes(b"")
    assert case.run("--json", "-", "--expected-head", "0" * 64, package=tmp_path / "empty.asice") == 4
    said = document(capsys)
    unknown = {"package_id": None, "head": None, "request": None, "events": [], "clips": []}
    assert {name: said[name] for name in unknown} == unknown
    assert (said["completeness"], said["in_transit"]) == ("not-proven", False)
    assert said["container_sha256"] == hashlib.sha256(b"").hexdigest()
    steps = said["steps"]
    assert isinstance(steps, list)
    assert {step["outcome"] for step in steps[2:]} == {"not-performed"}


def test_a_folder_has_no_container_hash(case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with zipfile.ZipFile(case.package) as file:
        file.extractall(tmp_path / "tree")
    assert case.run("--json", "-", package=tmp_path / "tree") == 0
    assert document(capsys)["container_sha256"] is None


def test_json_to_a_file_leaves_the_summary_to_the_person(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert case.run("--json", str(tmp_path / "result.json")) == 0
    assert "VERIFIED" in capsys.readouterr().out
    assert json.loads((tmp_path / "result.json").read_bytes())["verdict"] == "verified"


# --- completeness ---


def test_expected_heads(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    heads = {seq: case.head(seq) for seq in (1, 2, 3)}
    wrong = "0" * 64
    for given, status, completeness in (
        ([heads[3]], 0, "proven"),
        ([heads[3].upper()], 0, "proven"),
        ([heads[1]], 0, "extended"),
        ([heads[1], heads[2]], 0, "extended"),
        ([wrong, heads[3]], 0, "proven"),
        ([wrong, heads[1]], 0, "extended"),
        ([wrong], 1, "contradicted"),
    ):
        options = [word for head in given for word in ("--expected-head", head)]
        assert case.run("--json", "-", *options) == status
        said = document(capsys)
        assert said["completeness"] == completeness
        findings = said["findings"]
        assert isinstance(findings, list)
        assert ("chain.truncated" in {finding["code"] for finding in findings}) is (completeness == "contradicted")


def test_completeness_is_said_in_the_words_of_the_specification(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    case.run()
    assert "Intact up to event 3; that nothing was cut off after it is not proven." in capsys.readouterr().out


# --- exit statuses ---


def test_without_trust_no_signer_is_trusted(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(case.home), "verify", str(case.package), "--at", AT]) == 3
    assert "No trust folder was given" in capsys.readouterr().out


def test_before_the_last_timestamp_the_package_is_of_the_future(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    home = ["--home", str(case.home)]
    arguments = ["verify", str(case.package), "--trust", str(case.trust), "--at", "2026-01-01T00:00:00.000Z"]
    assert main([*home, *arguments]) == 3
    assert "time.claim" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["{package}", "{package}"],
        ["{package}", "--expected-head", "12"],
        ["{package}", "--expected-head", "g" * 64],
        ["{package}", "--at", "2026-11-20"],
        ["{package}", "--at", "2026-11-20T12:00:00Z"],
        ["{package}", "--at", "2026-02-30T12:00:00.000Z"],
        ["{package}", "--at"],
        ["{package}", "--trust", "{place}/nowhere"],
        ["{package}", "--trust", "{package}"],
        ["{package}", "--json", "-", "--pdf", "-"],
        ["{package}", "--json", "{place}/same", "--pdf", "{place}/./same"],
        ["{package}", "--json", "{package}"],
        ["{package}", "--unknown"],
        ["{place}/nowhere.asice"],
        ["{package}/inside"],
        [""],
        ["/dev/null"],
    ],
)
def test_wrong_usage(case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    filled = [word.format(package=case.package, place=tmp_path) for word in words]
    before = hashlib.sha256(case.package.read_bytes()).digest()
    assert main(["--home", str(case.home), "verify", *filled]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert hashlib.sha256(case.package.read_bytes()).digest() == before


@pytest.mark.parametrize("target", ["/dev/full", "{place}/nowhere/result.json", "{place}"])
def test_a_result_that_cannot_be_written_is_a_fault_of_the_environment(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    assert case.run("--json", target.format(place=tmp_path)) == 5
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + bytes(18), b"%PDF-1.7\n", bytes(100_000)])
def test_what_is_no_package_is_unreadable(case: Case, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    (tmp_path / "folder").mkdir()
    assert case.run(package=tmp_path / "file") == 4
    assert case.run(package=tmp_path / "folder") == 4


# --- what it leaves, and how quick it is ---


def test_it_leaves_nothing_behind(case: Case, tmp_path: Path) -> None:
    """No data home, no log, no cache, in whatever way it ends; the process looks for its home where this test says."""
    environment = {
        **os.environ,
        "HOME": str(tmp_path / "user"),
        "REVIEWER_HOME": str(tmp_path / "home"),
        "TMPDIR": str(tmp_path / "tmp"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    (tmp_path / "user").mkdir()
    (tmp_path / "tmp").mkdir()
    (tmp_path / "work").mkdir()
    command = [sys.executable, "-m", "reviewer.cli.main", "verify"]
    trust = ["--trust", str(case.trust), "--at", AT]
    for words, status in (
        ([str(case.package), *trust], 0),
        ([str(case.package)], 3),
        ([str(case.package), *trust, "--json", "/dev/full"], 5),
        ([str(tmp_path / "nowhere")], 2),
    ):
        ended = subprocess.run([*command, *words], env=environment, cwd=tmp_path / "work", capture_output=True)
        assert (ended.returncode, b"Traceback" in ended.stderr) == (status, False), ended.stderr
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["tmp", "user", "work"]


def test_it_loads_nothing_that_it_does_not_use(case: Case) -> None:
    code = (
        "import sys; from reviewer.cli.main import main; status = main(sys.argv[1:]); "
        "print(status, *sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", code, *case.arguments()], capture_output=True, text=True)
    status, *loaded = ended.stderr.split()
    assert status == "0"
    unwanted = {"PySide6", "sqlalchemy", "alembic", "reportlab", "pikepdf", "vlc", "pyhanko", "asn1crypto"}
    assert unwanted & set(loaded) == set()


def test_verdict_survives_a_reader_that_goes_away(case: Case, tmp_path: Path) -> None:
    """``reviewer verify … | head -1``: the exit status is the verdict's all the same."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "reviewer.cli.main", *case.arguments(package=altered(case, tmp_path))]
    with os.fdopen(writing, "wb") as gone:
        assert subprocess.run(command, stdout=gone, stderr=subprocess.PIPE).returncode == 1


def test_damaged_trust_is_named(case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "anchors/custody").mkdir(parents=True)
    (tmp_path / "anchors/custody/torn.pem").write_bytes(b"-----BEGIN CERT")
    assert main(["--home", str(case.home), "verify", str(case.package), "--trust", str(tmp_path)]) == 3
    assert "torn.pem" in capsys.readouterr().err
