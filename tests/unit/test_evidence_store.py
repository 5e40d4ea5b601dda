"""The evidence store on a real disc: modes, folders, links, full and refused discs, other processes."""

import hashlib
import itertools
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer.application.errors import Cancelled, EnvironmentFault, StoreUnavailable, UsageError
from reviewer.application.jobs import CancelToken, Progress, no_report
from reviewer.intake import copying
from reviewer.intake.evidence_store import FileEvidenceStore
from reviewer.intake.open_package import open_package
from reviewer.verification.reader import Limits


@pytest.fixture
def store(tmp_path: Path) -> Iterator[FileEvidenceStore]:
    made = FileEvidenceStore(tmp_path / "evidence")
    yield made
    made.close()


def everything(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.name != ".lock")


def large(path: Path, size: int) -> bytes:
    block = bytes(range(256)) * 4096
    content = (block * (size // len(block) + 1))[:size]
    path.write_bytes(content)
    return content


@pytest.mark.parametrize(
    "size",
    [
        0,
        1,
        copying.SMALL_FILE_BYTES,
        copying.SMALL_FILE_BYTES + 1,
        6 * copying.BUFFER_BYTES,
        11 * copying.BUFFER_BYTES + 4097,
    ],
)
def test_the_copy_is_the_file_whatever_its_size(store: FileEvidenceStore, tmp_path: Path, size: int) -> None:
    content = large(tmp_path / "a.asice", size)
    told: list[Progress] = []
    staged = store.stage(tmp_path / "a.asice", told.append, CancelToken())
    assert staged.sha256 == hashlib.sha256(content).hexdigest()
    assert staged.path.read_bytes() == content
    assert told[-1].done == size
    assert all(before.done <= after.done for before, after in itertools.pairwise(told))


def test_without_o_direct_the_copy_is_the_same(
    store: FileEvidenceStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "_O_DIRECT", 0)
    content = large(tmp_path / "a.asice", 5 * copying.BUFFER_BYTES + 3)
    assert store.stage(tmp_path / "a.asice", no_report, CancelToken()).path.read_bytes() == content


def test_a_kept_file_is_read_only_and_named_by_its_digest(store: FileEvidenceStore, tmp_path: Path) -> None:
    (tmp_path / "a.asice").write_bytes(b"x")
    staged = store.stage(tmp_path / "a.asice", no_report, CancelToken())
    assert stat.S_IMODE(staged.path.stat().st_mode) == 0o600
    location = store.keep(staged)
    digest = hashlib.sha256(b"x").hexdigest()
    assert location == f"sha256/{digest[:2]}/{digest}.asice"
    assert stat.S_IMODE(store.path_of(location).stat().st_mode) == 0o444


def test_cancelling_during_a_large_copy_leaves_nothing(store: FileEvidenceStore, tmp_path: Path) -> None:
    large(tmp_path / "a.asice", 20 * copying.BUFFER_BYTES)
    cancel = CancelToken()

    def report(progress: Progress) -> None:
        if progress.done > 0:
            cancel.cancel()

    with pytest.raises(Cancelled):
        store.stage(tmp_path / "a.asice", report, cancel)
    assert everything(tmp_path / "evidence") == ["staging"]


class TestFolders:
    def make(self, root: Path) -> Path:
        folder = root / "disc"
        (folder / "data" / "clips").mkdir(parents=True)
        (folder / "mimetype").write_bytes(b"m")
        (folder / "data" / "clips" / "Tür\n1.mp4").write_bytes(b"clip")
        return folder

    def test_a_folder_is_copied_whole_and_named_by_its_listing(self, store: FileEvidenceStore, tmp_path: Path) -> None:
        staged = store.stage(self.make(tmp_path), no_report, CancelToken())
        clip, word = hashlib.sha256(b"clip").hexdigest(), hashlib.sha256(b"m").hexdigest()
        listing = f"folder  data\nfolder  data/clips\n\\{clip}  data/clips/Tür\\n1.mp4\n{word}  mimetype\n".encode()
        assert staged.sha256 == hashlib.sha256(listing).hexdigest()
        assert staged.size == 5
        location = store.keep(staged)
        store.settle(staged)
        kept = store.path_of(location)
        assert kept.with_suffix(".listing").read_bytes() == listing
        assert (kept / "data" / "clips" / "Tür\n1.mp4").read_bytes() == b"clip"
        assert {stat.S_IMODE(path.stat().st_mode) for path in kept.rglob("*") if path.is_file()} == {0o444}
        assert {stat.S_IMODE(path.stat().st_mode) for path in (kept, kept / "data")} == {0o555}

    def test_a_folder_that_is_there_already_is_replaced(self, store: FileEvidenceStore, tmp_path: Path) -> None:
        folder = self.make(tmp_path)
        for _ in range(2):
            staged = store.stage(folder, no_report, CancelToken())
            location = store.keep(staged)
            store.settle(staged)
        assert sorted(os.listdir(store.path_of(location))) == ["data", "mimetype"]
        assert not store.has_leftovers()

    def test_a_folder_can_be_put_back_and_compared(self, store: FileEvidenceStore, tmp_path: Path) -> None:
        source = tmp_path / "package"
        (source / "data").mkdir(parents=True)
        (source / "data" / "a").write_bytes(b"x")
        (source / "link").symlink_to("data")
        os.mkfifo(source / "pipe")
        staged = store.stage(source, no_report, CancelToken())
        store.keep(staged)
        store.put_back(staged)
        location = store.keep(staged)
        assert store.digest_of(location, no_report, CancelToken()) == staged.sha256
        store.path_of(location).chmod(0o755)
        (store.path_of(location) / "added").write_bytes(b"")
        assert store.digest_of(location, no_report, CancelToken()) != staged.sha256
        cancel = CancelToken()
        cancel.cancel()
        with pytest.raises(Cancelled):
            store.digest_of(location, no_report, cancel)

    def test_links_and_pipes_are_copied_as_such_and_told_by_the_reader(
        self, store: FileEvidenceStore, tmp_path: Path
    ) -> None:
        folder = self.make(tmp_path)
        (tmp_path / "secret").write_bytes(b"secret")
        (folder / "file").symlink_to(tmp_path / "secret")
        (folder / "round").symlink_to(folder)
        (folder / "nowhere").symlink_to("absent")
        os.mkfifo(folder / "pipe")
        staged = store.stage(folder, no_report, CancelToken())
        location = store.keep(staged)
        kept = store.path_of(location)
        assert all((kept / name).is_symlink() for name in ("file", "round", "nowhere"))
        assert (kept / "pipe").is_fifo()
        assert b"secret" not in kept.with_suffix(".listing").read_bytes()
        reader = open_package(kept, Limits())
        assert {defect.subject for defect in reader.defects} >= {"file", "round", "nowhere", "pipe"}
        reader.close()

    def test_a_socket_is_refused_in_a_sentence(self, store: FileEvidenceStore, tmp_path: Path) -> None:
        folder = self.make(tmp_path)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(os.path.relpath(folder / "s"))
            with pytest.raises(UsageError, match="device or a socket"):
                store.stage(folder, no_report, CancelToken())
        assert everything(tmp_path / "evidence") == ["staging"]


class TestFaults:
    def test_special_files_are_no_package(self, store: FileEvidenceStore, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        for path in (tmp_path / "pipe", Path("/dev/null")):
            with pytest.raises(UsageError, match="neither a file nor a folder"):
                store.stage(path, no_report, CancelToken())
        with pytest.raises(UsageError):
            store.stage(Path("a\0b"), no_report, CancelToken())

    def test_a_file_that_grows_meanwhile_is_refused(self, store: FileEvidenceStore, tmp_path: Path) -> None:
        path = tmp_path / "a.asice"
        large(path, 8 * copying.BUFFER_BYTES)

        def report(_progress: Progress) -> None:
            with path.open("ab") as file:
                file.write(b"more")

        with pytest.raises(EnvironmentFault, match="changed by another program"):
            store.stage(path, report, CancelToken())
        assert everything(tmp_path / "evidence") == ["staging"]

    def test_a_full_disc_is_one_sentence_and_leaves_nothing(self, tmp_path: Path) -> None:
        """A limit on the size of files stands in for the disc: the system refuses in the same calls."""
        large(tmp_path / "a.asice", 6 << 20)
        said = in_process(
            tmp_path,
            """
            import resource, signal
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
            """,
        )
        assert said.startswith("StoreUnavailable: The evidence store could not be written: the file is larger")
        assert everything(tmp_path / "evidence") == ["staging"]

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can mount a small disc")
    def test_a_disc_that_is_really_full(self, tmp_path: Path) -> None:
        large(tmp_path / "a.asice", 6 << 20)
        disc = tmp_path / "evidence"
        disc.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disc], capture_output=True)
        if mounted.returncode != 0:
            pytest.skip("this machine does not let us mount a small disc")
        try:
            said = in_process(tmp_path, "")
            assert "the disc is full" in said
            assert everything(disc) == ["staging"]
        finally:
            subprocess.run(["umount", disc], check=True)

    def test_permission_refused_is_one_sentence(self, tmp_path: Path) -> None:
        """Another user's folder where there is one to become, else our own made unwritable."""
        (tmp_path / "a.asice").write_bytes(b"x")
        (tmp_path / "evidence").mkdir(mode=0o555)
        tmp_path.chmod(0o755)
        as_nobody = "import os\nif os.geteuid() == 0: os.setuid(65534)"
        said = in_process(tmp_path, as_nobody)
        assert "permission was refused" in said or "could not be" in said

    def test_a_vanished_file_is_one_sentence(self, store: FileEvidenceStore, tmp_path: Path) -> None:
        (tmp_path / "a.asice").write_bytes(b"x")
        location = store.keep(store.stage(tmp_path / "a.asice", no_report, CancelToken()))
        store.path_of(location).unlink()
        with pytest.raises(StoreUnavailable, match="no longer there"):
            store.path_of(location)


def in_process(tmp_path: Path, prelude: str) -> str:
    """Stage ``a.asice`` in a process of its own; answers what it said."""
    import textwrap

    program = f"""
from pathlib import Path
from reviewer.application.errors import ReviewerError
from reviewer.application.jobs import CancelToken, no_report
from reviewer.intake.evidence_store import FileEvidenceStore
{textwrap.dedent(prelude)}
try:
    FileEvidenceStore(Path({str(tmp_path / "evidence")!r})).stage(
        Path({str(tmp_path / "a.asice")!r}), no_report, CancelToken())
except ReviewerError as error:
    print(f"{{type(error).__name__}}: {{error}}")
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.stderr == ""
    return ended.stdout


def test_another_process_at_work_is_left_alone(store: FileEvidenceStore, tmp_path: Path) -> None:
    (tmp_path / "a.asice").write_bytes(b"x")
    staged = store.stage(tmp_path / "a.asice", no_report, CancelToken())
    other = FileEvidenceStore(tmp_path / "evidence")
    assert other.reconcile(frozenset()) == ()
    assert staged.path.exists()
    store.close()
    assert len(other.reconcile(frozenset())) == 1
    other.close()


def test_names_that_are_not_text_are_shown_as_escapes(store: FileEvidenceStore, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\x1b[31m.asice"))
    path.write_bytes(b"x")
    assert store.stage(path, no_report, CancelToken()).source_name == "\\udcff\\x1b[31m.asice"
