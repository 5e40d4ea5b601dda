"""The shape of a sealed identity: whatever ``openssl cms -encrypt`` writes as 3.5 wants it, and nothing else."""

import datetime
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from reviewer.verification.der import DerError, parse
from reviewer.verification.sealed_identity import definite, problem_with_identity

OAEP = "-keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256"
ALLOWED = {
    "cbc": f"-aes256 -recip court.pem {OAEP}",
    "gcm": f"-aes-256-gcm -recip court.pem {OAEP}",
    "ofb": f"-aes-256-ofb -recip court.pem {OAEP}",
    "cfb": f"-aes-256-cfb -recip court.pem {OAEP}",
    "streamed": f"-aes256 -stream -recip court.pem {OAEP}",
    "gcm-streamed": f"-aes-256-gcm -stream -recip court.pem {OAEP}",
    "two-recipients": f"-aes256 -recip court.pem {OAEP} -recip prosecutor.pem {OAEP}",
    "gcm-two-recipients-by-key": f"-aes-256-gcm -keyid -recip court.pem {OAEP} -recip prosecutor.pem {OAEP}",
    "by-key-identifier": f"-aes256 -keyid -recip court.pem {OAEP}",
    "oaep-label": f"-aes256 -recip court.pem {OAEP} -keyopt rsa_oaep_label:616263",
    "other-content-type": f"-aes256 -econtent_type 1.2.3.4 -recip court.pem {OAEP}",
}
REFUSED = {
    "aes-128": (f"-aes128 -recip court.pem {OAEP}", "AES-256"),
    "aes-192": (f"-aes192 -recip court.pem {OAEP}", "AES-256"),
    "gcm-128": (f"-aes-128-gcm -recip court.pem {OAEP}", "AES-256"),
    "ecb": (f"-aes-256-ecb -recip court.pem {OAEP}", "AES-256"),
    "3des": (f"-des3 -recip court.pem {OAEP}", "AES-256"),
    "pkcs1": ("-aes256 -recip court.pem", "OAEP"),
    "oaep-sha-1": ("-aes256 -recip court.pem -keyopt rsa_padding_mode:oaep", "OAEP"),
    "oaep-sha-512": ("-aes256 -recip court.pem -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha512", "OAEP"),
    "one-of-two-by-pkcs1": (f"-aes256 -recip court.pem {OAEP} -recip prosecutor.pem", "OAEP"),
    "ecdh": ("-aes256 -recip clerk.pem", "OAEP"),
    "ecdh-too": (f"-aes256 -recip court.pem {OAEP} -recip clerk.pem", "OAEP"),
    "password-too": (f"-aes256 -recip court.pem {OAEP} -pwri_password secret", "OAEP"),
    "secret-key": (f"-aes256 -secretkey {'00' * 32} -secretkeyid 01", "OAEP"),
}


@pytest.fixture(scope="session")
def court(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the certificates of those who may open an identity."""
    folder = tmp_path_factory.mktemp("court")
    keys = {
        "court": rsa.generate_private_key(65537, 2048),
        "prosecutor": rsa.generate_private_key(65537, 2048),
        "clerk": ec.generate_private_key(ec.SECP256R1()),
    }
    now = datetime.datetime.now(datetime.UTC)
    for name, key in keys.items():
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        certificate = builder.sign(key, hashes.SHA256())
        (folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return folder


def sealed(court: Path, options: str, form: str = "DER", content: bytes = b"{}" * 3000) -> bytes:
    command = ["openssl", "cms", "-encrypt", "-binary", "-outform", form, *options.split()]
    return subprocess.run(command, cwd=court, input=content, capture_output=True, check=True).stdout


@pytest.mark.parametrize("kind", list(ALLOWED))
def test_allowed(court: Path, kind: str) -> None:
    assert problem_with_identity(sealed(court, ALLOWED[kind])) is None


@pytest.mark.parametrize("kind", list(REFUSED))
def test_refused(court: Path, kind: str) -> None:
    options, why = REFUSED[kind]
    assert why in (problem_with_identity(sealed(court, options)) or "")


def test_not_the_bytes_of_cms(court: Path) -> None:
    whole = sealed(court, ALLOWED["cbc"])
    assert problem_with_identity(b"")
    assert problem_with_identity(b'{"name":"Jane"}')
    assert problem_with_identity(sealed(court, ALLOWED["cbc"], "PEM"))
    assert problem_with_identity(whole + b"\0")
    assert problem_with_identity(whole * 2)
    assert problem_with_identity(b"\x30\x80" * 10_000)


@pytest.mark.parametrize("kind", list(ALLOWED))
def test_cut_off_anywhere(court: Path, kind: str) -> None:
    whole = sealed(court, ALLOWED[kind], content=b"{}")
    for end in range(len(whole)):
        assert problem_with_identity(whole[:end])


def test_an_authenticated_identity_has_its_code(court: Path) -> None:
    """Without the last member, a code of 16 bytes, the content could be anything."""
    whole = definite(sealed(court, ALLOWED["gcm"], content=b"{}"))
    info = parse(whole).children
    members = info[1].children[0].children
    assert members[-1].tag == 0x04
    inner = b"".join(member.whole for member in members[:-1])
    without = _wrapped(0x30, info[0].whole + _wrapped(0xA0, _wrapped(0x30, inner)))
    assert "authenticates" in (problem_with_identity(without) or "")
    twice = _wrapped(0x30, info[0].whole + _wrapped(0xA0, _wrapped(0x30, inner + members[-1].whole * 2)))
    assert "does not belong" in (problem_with_identity(twice) or "")


def test_enciphered_to_nobody(court: Path) -> None:
    whole = definite(sealed(court, ALLOWED["cbc"], content=b"{}"))
    info = parse(whole).children
    members = [member.whole for member in info[1].children[0].children]
    members[1] = b"\x31\0"
    nobody = _wrapped(0x30, info[0].whole + _wrapped(0xA0, _wrapped(0x30, b"".join(members))))
    assert problem_with_identity(nobody) == "is enciphered to nobody"


@given(
    st.binary(max_size=120)
    | st.text("\x30\x80\x00\xa0\x04\x02\x01\x31", max_size=60).map(lambda t: t.encode("latin-1"))
)
def test_no_bytes_raise_anything(data: bytes) -> None:
    assert problem_with_identity(data)


@given(at=st.integers(0, 10_000), new=st.binary(min_size=1, max_size=2))
def test_a_change_anywhere_raises_nothing(court: Path, at: int, new: bytes) -> None:
    for kind in ("gcm", "streamed"):
        whole = _CACHE.setdefault(kind, sealed(court, ALLOWED[kind], content=b"{}"))
        place = at % len(whole)
        problem_with_identity(whole[:place] + new + whole[place + len(new) :])


_CACHE: dict[str, bytes] = {}

TREES = st.recursive(
    st.tuples(st.sampled_from([0x02, 0x04, 0x0C, 0x80]), st.binary(max_size=200)),
    lambda inner: st.tuples(st.sampled_from([0x30, 0x31, 0xA0, 0x24]), st.lists(inner, max_size=4)),
    max_leaves=10,
)


@given(TREES, st.randoms(use_true_random=False))
def test_indefinite_lengths_become_definite(tree: tuple[int, object], random: object) -> None:
    assert definite(_ber(tree, random)) == _der(tree)
    assert parse(_der(tree)).tag == tree[0]


@given(st.binary(max_size=60))
def test_definite_raises_nothing_else(data: bytes) -> None:
    try:
        assert definite(definite(data)) == definite(data)
    except DerError as error:
        assert str(error)  # noqa: PT017 - that nothing else is raised is what is tested


def _der(tree: tuple[int, object]) -> bytes:
    tag, content = tree
    return _wrapped(tag, content if isinstance(content, bytes) else b"".join(map(_der, content)))  # type: ignore[call-overload]


def _ber(tree: tuple[int, object], random) -> bytes:  # type: ignore[no-untyped-def]
    tag, content = tree
    if isinstance(content, bytes):
        return _wrapped(tag, content, random.choice([0, 0, 1, 4]))
    inner = b"".join(_ber(child, random) for child in content)  # type: ignore[attr-defined]
    return (
        bytes([tag, 0x80]) + inner + b"\0\0" if random.random() < 0.5 else _wrapped(tag, inner, random.choice([0, 3]))
    )


def _wrapped(tag: int, content: bytes, octets: int = 0) -> bytes:
    """``octets``: at least so many of the long form, more than DER would use."""
    if len(content) < 0x80 and not octets:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes(max(octets, (len(content).bit_length() + 7) // 8), "big")
    return bytes([tag, 0x80 | len(length)]) + length + content
