"""Section 7: what is sealed here verifies with tools that an expert already owns, line by line, on every hop."""

import asyncio
import hashlib
import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import bagit
import pytest
from asn1crypto import cms, tsp, x509
from cryptography.hazmat.primitives import serialization
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from reviewer.evidence.instants import MICROSECONDS, to_microseconds
from reviewer.intake.open_package import open_package
from reviewer.sealing.append import append_hop
from reviewer.sealing.hop import Hop
from reviewer.sealing.identity import seal_identity
from reviewer.sealing.seal import SealedPackage, VendorFile
from reviewer.sealing.timestamping import HttpTimestamper
from reviewer.verification.reader import Limits
from reviewer.verification.verify import verify
from tools.demo_packages import DemoClip, DemoOptions, make_demo_package
from tools.demo_trust import DemoTrust
from tools.demo_trust.certificates import Identity

NAMES = ["front door.mp4", "Ворота & <двор> 'ночь'.mkv", "玄関+監視#1.mp4", "كاميرا.mp4", "empty.mp4"]


def run(*command: str | Path, cwd: Path | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def trust() -> DemoTrust:
    return DemoTrust.create(int(time.time() * 1_000_000))


@pytest.fixture(scope="module")
def court(trust: DemoTrust) -> Identity:
    return trust.disclosure()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, trust: DemoTrust) -> Path:
    folder = tmp_path_factory.mktemp("by-hand")
    trust.write_trust_folder(folder / "trust")
    return folder


@pytest.fixture(scope="module")
def package(place: Path, trust: DemoTrust, court: Identity) -> SealedPackage:
    """Everything that a package may hold: clips in any script, an empty one, vendor files, a sealed identity."""
    clips = []
    for number, name in enumerate(NAMES):
        source = place / f"source{number}"
        source.write_bytes(b"" if name == "empty.mp4" else bytes([number]) * (1 << 20 | number))
        clips.append(DemoClip(source, length_ms=20_000, name=name, starts_after=(number + 1) * 60_000_000))
    options = DemoOptions(
        vendor=(VendorFile(place / "source1", "export/audit trail.csv"),),
        identity=seal_identity("Jane Roe", "jane@example.org", [court.certificate]),
        deflate_records=True,
    )
    with trust.timestamp_url() as url:
        return make_demo_package(
            place / "package.asice", trust, clips=clips, options=options, timestamper=HttpTimestamper(url)
        )


@pytest.fixture(scope="module")
def unpacked(package: SealedPackage, place: Path) -> Iterator[Path]:
    run("unzip", "-t", package.path)
    run("unzip", "-q", package.path, "-d", place / "p")
    return place / "p"


def gen_time(unpacked: Path, hop: int) -> int:
    token = cms.ContentInfo.load((unpacked / f"META-INF/timestamp{hop:03d}.tst").read_bytes(), strict=True)
    info = tsp.TSTInfo.load(token["content"]["encap_content_info"]["content"].parsed.dump())
    return to_microseconds(info["gen_time"].native) // MICROSECONDS


def test_sha256sum(unpacked: Path) -> None:
    checked = run("sha256sum", "-c", "manifest-sha256.txt", cwd=unpacked).splitlines()
    assert all(line.endswith(": OK") for line in checked)
    assert len(checked) == 2 * len(NAMES) + 4


@pytest.mark.parametrize(("hop", "role"), [(1, "sealing"), (2, "sealing"), (3, "custody")])
def test_openssl_cms_and_ts(unpacked: Path, place: Path, hop: int, role: str) -> None:
    meta = unpacked / "META-INF"
    epoch = str(gen_time(unpacked, hop))
    anchors = place / "trust" / "anchors"
    run(
        "openssl", "cms", "-verify", "-cades", "-attime", epoch, "-binary", "-inform", "DER",
        "-in", meta / f"signature{hop:03d}.p7s", "-content", meta / f"ASiCManifest{hop:03d}.xml",
        "-CAfile", anchors / role / "root.pem", "-out", "/dev/null",
    )  # fmt: skip
    run(
        "openssl", "ts", "-verify", "-attime", epoch, "-data", meta / f"ASiCManifest{hop:03d}t.xml",
        "-in", meta / f"timestamp{hop:03d}.tst", "-token_in", "-CAfile", anchors / "timestamping" / "root.pem",
    )  # fmt: skip


def test_the_requests_signature(unpacked: Path, place: Path) -> None:
    request = unpacked / "data/request"
    run(
        "openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", request / "request.p7s",
        "-content", request / "request.json", "-CAfile", place / "trust/anchors/custody/root.pem", "-out", "/dev/null",
    )  # fmt: skip


def test_the_head_is_the_newest_manifests_sha256(unpacked: Path, package: SealedPackage) -> None:
    assert run("sha256sum", unpacked / "META-INF/ASiCManifest003.xml").split()[0] == package.head
    event = json.loads((unpacked / "custody/0003.json").read_bytes())
    assert run("sha256sum", unpacked / "META-INF/ASiCManifest002.xml").split()[0] == event["previous"]


def test_a_bagit_bag(unpacked: Path) -> None:
    bagit.Bag(str(unpacked)).validate()


def test_openssl_opens_the_sealed_identity(unpacked: Path, court: Identity, place: Path) -> None:
    (place / "court.key").write_bytes(court.key_pem())
    (place / "court.pem").write_bytes(court.certificate.public_bytes(serialization.Encoding.PEM))
    plain = run(
        "openssl", "cms", "-decrypt", "-inform", "DER", "-in", unpacked / "sealed/identity.p7m",
        "-inkey", place / "court.key", "-recip", place / "court.pem",
    )  # fmt: skip
    submission = json.loads((unpacked / "data/submission/submission.json").read_bytes())
    assert json.loads(plain)["name"] == "Jane Roe"
    assert hashlib.sha256(plain.encode()).hexdigest() == submission["submitter"]["identity_commitment"]
    assert b"Jane" not in b"".join(file.read_bytes() for file in (unpacked / "data").rglob("*.json"))


@pytest.mark.parametrize("hop", [1, 2, 3])
def test_pyhanko_reads_the_signatures(unpacked: Path, trust: DemoTrust, hop: int) -> None:
    root = trust.custody_root if hop == 3 else trust.sealing_root
    context = ValidationContext(trust_roots=[x509.Certificate.load(root.der)], allow_fetching=False)
    signature = cms.ContentInfo.load((unpacked / f"META-INF/signature{hop:03d}.p7s").read_bytes(), strict=True)
    status = asyncio.run(
        async_validate_detached_cms(
            (unpacked / f"META-INF/ASiCManifest{hop:03d}.xml").read_bytes(),
            signature["content"],
            signer_validation_context=context,
            key_usage_settings=KeyUsageConstraints(key_usage={"digital_signature"}),
        )
    )
    assert status.intact
    assert status.valid
    assert status.trusted


def test_appending_keeps_every_existing_byte(place: Path, trust: DemoTrust, tmp_path: Path) -> None:
    clips = [DemoClip(place / "source0", length_ms=1000, name="door.mp4")]
    make_demo_package(tmp_path / "one.asice", trust, clips=clips, options=DemoOptions(hops=1))
    reader = open_package(tmp_path / "one.asice", Limits())
    note = Hop("note", trust.now, "Sealing Service 3")
    append_hop(tmp_path / "one.asice", reader, tmp_path / "two.asice", note, trust.credentials(trust.sealer))
    short, long = (tmp_path / "one.asice").read_bytes(), (tmp_path / "two.asice").read_bytes()
    directory = short.index(b"PK\1\2")
    assert long.startswith(short[:directory])
    assert short[directory:-22] in long
    reader.close()


def test_our_own_verifier_agrees(package: SealedPackage, unpacked: Path, trust: DemoTrust) -> None:
    for path in (package.path, unpacked):
        reader = open_package(path, Limits())
        result = verify(reader, trust.store, trust.now, expected_heads=(package.head,))
        reader.close()
        assert result.findings == ()
        assert result.verdict.value == "verified"
        assert [clip.claim.file for clip in result.clips if clip.claim] == NAMES
