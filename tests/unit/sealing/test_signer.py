"""Key files: what is taken, what is refused in one sentence, and that no secret shows."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from reviewer.application.errors import UsageError
from reviewer.sealing.signer import load_signer
from tools.demo_trust import DemoTrust


@pytest.fixture
def files(tmp_path: Path, trust: DemoTrust) -> Path:
    sealer = trust.sealer
    (tmp_path / "key.pem").write_bytes(sealer.key_pem())
    (tmp_path / "locked.pem").write_bytes(sealer.key_pem(b"open sesame"))
    (tmp_path / "cert.pem").write_bytes(sealer.certificate.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "chain.pem").write_bytes(trust.sealing_ca.pem + trust.sealing_root.pem)
    (tmp_path / "other.pem").write_bytes(trust.springfield.key_pem())
    return tmp_path


def test_the_root_does_not_travel(files: Path, trust: DemoTrust) -> None:
    signer = load_signer(files / "key.pem", files / "cert.pem", [files / "chain.pem"])
    assert signer.certificate == trust.sealer.der
    assert signer.chain == (trust.sealing_ca.der,)


def test_passphrase_from_a_prompt_or_a_named_variable(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    load_signer(files / "locked.pem", files / "cert.pem", ask=lambda text: asked.append(text) or "open sesame")
    assert asked == ["Passphrase of locked.pem: "]
    monkeypatch.setenv("SEAL_PASSPHRASE", "open sesame")
    signer = load_signer(files / "locked.pem", files / "cert.pem", passphrase_env="SEAL_PASSPHRASE")
    assert "sesame" not in repr(signer)


@pytest.mark.parametrize(
    ("key", "certificate", "variable", "sentence"),
    [
        ("other.pem", "cert.pem", None, "does not belong"),
        ("cert.pem", "cert.pem", None, "no private key"),
        ("key.pem", "key.pem", None, "no certificate"),
        ("absent.pem", "cert.pem", None, "There is no file"),
        (".", "cert.pem", None, "is a folder"),
        ("/dev/zero", "cert.pem", None, "a pipe or a device"),
        ("locked.pem", "cert.pem", "NO_SUCH_VARIABLE", "is not set"),
    ],
)
def test_refusals(files: Path, key: str, certificate: str, variable: str | None, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        load_signer(files / key, files / certificate, passphrase_env=variable)


def test_a_wrong_passphrase(files: Path) -> None:
    with pytest.raises(UsageError, match="does not open"):
        load_signer(files / "locked.pem", files / "cert.pem", ask=lambda _text: "guess")


def test_another_curve_is_refused(files: Path) -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (files / "p384.pem").write_bytes(pem)
    with pytest.raises(UsageError, match="P-256"):
        load_signer(files / "p384.pem", files / "cert.pem")
