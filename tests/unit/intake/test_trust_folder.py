"""The trust folder (specification 4.4, 4.5): what counts, what is left out and named, and what stops the check."""

import os
import subprocess
from pathlib import Path

import pytest

from reviewer.application.errors import EnvironmentFault, UsageError
from reviewer.intake.trust_folder import MAX_FILE_BYTES, load_trust
from reviewer.verification.trust import Role
from tools.demo_trust.certificates import Authority, Validity

NOW = 1_793_642_400_000_000


@pytest.fixture(scope="module")
def roots() -> list[Authority]:
    return [Authority.root("State Evidence Authority", f"Root {number}", Validity.around(NOW)) for number in (1, 2)]


def put(folder: Path, name: str, content: bytes) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


def test_each_role_has_its_own_anchors(tmp_path: Path, roots: list[Authority]) -> None:
    put(tmp_path, "anchors/custody/a.pem", roots[0].pem)
    put(tmp_path, "anchors/sealing/b.pem", roots[1].pem)
    put(tmp_path, "crls/a.crl", b"first")
    put(tmp_path, "certs/a.cer", b"second")
    trust = load_trust(tmp_path)
    assert trust.of(Role.CUSTODY) == (roots[0].der,)
    assert trust.of(Role.SEALING) == (roots[1].der,)
    assert trust.of(Role.TIMESTAMPING) == ()
    assert (trust.crls, trust.certificates, trust.problems) == ((b"first",), (b"second",), ())


def test_a_file_may_hold_several_and_words_around_them(tmp_path: Path, roots: list[Authority]) -> None:
    both = b"Roots of the state\n" + roots[0].pem + b"\nthe newer one:\r\n" + roots[1].pem.replace(b"\n", b"\r\n")
    put(tmp_path, "anchors/custody/roots.pem", both)
    put(tmp_path, "anchors/custody/again.pem", roots[0].pem)
    assert sorted(load_trust(tmp_path).of(Role.CUSTODY)) == sorted([roots[0].der, roots[1].der])


def test_what_openssl_writes_is_read(tmp_path: Path, roots: list[Authority]) -> None:
    put(tmp_path, "root.der", roots[0].der)
    (tmp_path / "anchors/sealing").mkdir(parents=True)
    out = tmp_path / "anchors/sealing/root.pem"
    command = ["openssl", "x509", "-inform", "DER", "-in", str(tmp_path / "root.der"), "-text", "-out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    assert load_trust(tmp_path).of(Role.SEALING) == (roots[0].der,)


@pytest.mark.parametrize(
    "content", [b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n"]
)
def test_a_damaged_file_is_left_out_and_named(tmp_path: Path, roots: list[Authority], content: bytes) -> None:
    put(tmp_path, "anchors/custody/bad.pem", content)
    put(tmp_path, "anchors/custody/good.pem", roots[0].pem)
    trust = load_trust(tmp_path)
    assert trust.of(Role.CUSTODY) == (roots[0].der,)
    assert trust.problems == ("bad.pem holds no certificate in PEM form and was left out",)


def test_what_is_no_file_is_left_out_and_named(tmp_path: Path) -> None:
    (tmp_path / "anchors/custody/folder.pem").mkdir(parents=True)
    (tmp_path / "anchors/custody/gone.pem").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "anchors/custody/pipe.pem")
    put(tmp_path, "crls/huge.crl", b"")
    os.truncate(tmp_path / "crls/huge.crl", MAX_FILE_BYTES + 1)
    trust = load_trust(tmp_path)
    assert trust.of(Role.CUSTODY) == () == trust.crls
    assert [problem.split()[0] for problem in trust.problems] == ["folder.pem", "gone.pem", "pipe.pem", "huge.crl"]


def test_other_names_and_a_folder_without_anchors(tmp_path: Path, roots: list[Authority]) -> None:
    put(tmp_path, "anchors/custody/root.crt", roots[0].pem)
    put(tmp_path, "anchors/root.pem", roots[0].pem)
    put(tmp_path, "anchors/timestamping", b"a file, no folder")
    trust = load_trust(tmp_path)
    assert not any(trust.of(role) for role in Role)


def test_no_folder_is_wrong_usage(tmp_path: Path) -> None:
    put(tmp_path, "file", b"")
    for place in (tmp_path / "nowhere", tmp_path / "file", tmp_path / "file" / "below", Path("a\0b")):
        with pytest.raises(UsageError, match="trust folder"):
            load_trust(place)


def test_what_may_not_be_read_is_a_fault_of_the_environment(
    tmp_path: Path, roots: list[Authority], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silently without its anchors, a folder would turn a verdict. The tests may run as root, whom no mode stops."""
    put(tmp_path, "anchors/custody/root.pem", roots[0].pem)
    for locked in ("anchors/custody", "anchors/custody/root.pem"):
        (tmp_path / locked).chmod(0)
        try:
            if os.access(tmp_path / locked, os.R_OK):
                _refuse(monkeypatch)
            with pytest.raises(EnvironmentFault, match="permission was refused"):
                load_trust(tmp_path)
        finally:
            (tmp_path / locked).chmod(0o755)


def _refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_path: object) -> list[str]:
        raise PermissionError(13, "Permission denied", "locked")

    monkeypatch.setattr(os, "listdir", refused)
