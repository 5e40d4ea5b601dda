"""``reviewer pack``, ``hand-over`` and ``receive``, from files on the disk to a verdict, as a person types them."""

import hashlib
import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from reviewer.cli.main import main
from reviewer.evidence.instants import format_instant
from reviewer.intake.open_package import open_package
from reviewer.verification.reader import Limits
from tests.cli.conftest import PROGRAM, Answer
from tools.demo_packages import DemoOptions, Story, demo_request
from tools.demo_trust import DemoTrust
from tools.demo_trust.certificates import DAY, SIGNER_USAGES, Identity, Validity
from tools.demo_trust.trust import SEALING_SERVICE, SPRINGFIELD

MINUTE = 60_000_000


class Office:
    """Everything that the three parties have on their discs."""

    def __init__(self, place: Path, url: str) -> None:
        self.place = place
        self.url = url
        self.now = time.time_ns() // 1000
        self.trust = DemoTrust.create(self.now)
        self.trust.write_trust_folder(place / "trust")
        for name, identity in (("sealer", self.trust.sealer), ("clerk", self.trust.springfield)):
            self._write(name, identity)
        for number, crl in enumerate(self.trust.crls()):
            (place / f"{number}.crl").write_bytes(crl)
        story = Story(self.now - 10 * MINUTE)
        request = demo_request(self.trust.springfield, story, DemoOptions())
        (place / "request.json").write_bytes(request.json)
        (place / "request.p7s").write_bytes(request.p7s)
        (place / "door.mp4").write_bytes(bytes(range(256)) * 9)
        start = story.window.start + 30 * MINUTE
        self.spec = {
            "request": {"json": "request.json", "signature": "request.p7s"},
            "submission": {
                "provenance": "voluntary",
                "consent": {
                    "given_at": format_instant(self.now - 20 * MINUTE),
                    "statement": "I share this clip.",
                    "scope": "this-request",
                },
                "submitted_at": format_instant(self.now - 20 * MINUTE),
            },
            "clips": [
                {
                    "source": "door.mp4",
                    "name": "Парадная дверь.mp4",
                    "media_type": "video/mp4",
                    "camera": {
                        "pseudonym": "camera-1",
                        "location": {"type": "Point", "coordinates": [-89.6501, 39.7817]},
                        "location_accuracy_m": 40,
                    },
                    "recorded": {"start": format_instant(start), "end": format_instant(start + MINUTE)},
                    "clock": {"source": "ntp", "offset_ms": 0, "uncertainty_ms": 200},
                }
            ],
            "seal": {"name": "Sealing Service 3", "clock": {"source": "ntp", "uncertainty_ms": 50}},
        }

    def _write(self, name: str, identity: Identity) -> None:
        (self.place / f"{name}.key").write_bytes(identity.key_pem())
        (self.place / f"{name}.pem").write_bytes(identity.certificate.public_bytes(serialization.Encoding.PEM))
        chain = b"".join(link.public_bytes(serialization.Encoding.PEM) for link in identity.chain)
        (self.place / f"{name}-chain.pem").write_bytes(chain)

    def signing(self, who: str) -> list[str]:
        crls = [word for number in range(5) for word in ("--crl", str(self.place / f"{number}.crl"))]
        files = {"--key": f"{who}.key", "--cert": f"{who}.pem", "--chain": f"{who}-chain.pem"}
        return [
            *(word for option, file in files.items() for word in (option, str(self.place / file))),
            *crls,
            "--tsa",
            self.url,
        ]

    def run(self, *words: str | Path) -> int:
        self.trust.timestamp_clock.now = time.time_ns() // 1000
        return main([str(word) for word in ("--home", self.place / "home", *words)])

    def pack(self, output: str, *more: str) -> int:
        (self.place / "spec.json").write_text(json.dumps(self.spec))
        return self.run("pack", self.place / "spec.json", "-o", self.place / output, *self.signing("sealer"), *more)

    def event(self, command: str, source: str, output: str, who: str, *more: str | Path) -> int:
        places = (self.place / source, "-o", self.place / output, "--trust", self.place / "trust")
        return self.run(command, *places, *self.signing(who), *more)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = Office(tmp_path_factory.mktemp("office"), "")
    with office.trust.timestamp_url() as url:
        office.url = url
        yield office


@pytest.mark.parametrize(("suffix", "more"), [(".asice", ["--deflate-records"]), ("", ["--folder"])])
def test_from_clip_to_receipt(office: Office, capsys: pytest.CaptureFixture[str], suffix: str, more: list[str]) -> None:
    one, two, three = (f"{number}{suffix}" for number in ("one", "two", "three"))
    assert office.pack(one, *more) == 0
    assert office.event("hand-over", one, two, "sealer", "--to", office.place / "clerk.pem", "--place", "Pier 4") == 0
    assert office.event("receive", two, three, "clerk", "--purpose", "Investigation") == 0
    out = capsys.readouterr().out
    assert out.count("Verdict  verified") == 2
    reader = open_package(office.place / three, Limits())
    manifest = b"".join(map(bytes, reader.chunks("META-INF/ASiCManifest003.xml")))
    assert hashlib.sha256(manifest).hexdigest() in out.splitlines()[-2]
    assert json.loads(b"".join(map(bytes, reader.chunks("custody/0002.json"))))["place"] == "Pier 4"
    reader.close()
    assert office.run("verify", office.place / three, "--trust", office.place / "trust") == 0


def test_only_the_holder_hands_over_and_only_the_addressee_receives(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    assert office.pack("rules.asice") == 0
    to_clerk = ("--to", office.place / "clerk.pem")
    assert office.event("receive", "rules.asice", "no.asice", "clerk") == 2
    assert office.event("hand-over", "rules.asice", "no.asice", "clerk", *to_clerk) == 2
    assert office.event("hand-over", "rules.asice", "out.asice", "sealer", "--to", office.place / "clerk.pem") == 0
    assert office.event("receive", "out.asice", "no.asice", "sealer") == 2
    assert office.event("hand-over", "out.asice", "no.asice", "sealer", *to_clerk) == 2
    told = capsys.readouterr().err
    for sentence in ("not on its way", "in the custody of", "another certificate than yours", "must receive it first"):
        assert sentence in told
    assert not (office.place / "no.asice").exists()


def test_an_altered_package_is_not_signed_for(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert office.pack("altered", "--folder") == 0
    (office.place / "altered/bag-info.txt").write_bytes(b"Bagging-Date: 2020-01-01\n")
    assert office.event("hand-over", "altered", "no", "sealer", "--to", office.place / "clerk.pem") == 1
    assert "nothing was signed" in capsys.readouterr().err


def _clip(**members: object) -> dict[str, object]:
    return {"source": "door.mp4", "camera": {"pseudonym": "camera-1"}, **members}


@pytest.mark.parametrize(
    ("part", "value", "sentence"),
    [
        ("clips", [], "at least one clip"),
        ("clips", [_clip(source="gone.mp4")], "There is no file"),
        ("clips", [_clip(source="trust")], "There is no file"),
        ("clips", [_clip(name="a:b.mp4")], "colon"),
        ("clips", [_clip(name="../b.mp4")], "slash"),
        ("clips", [_clip(colour="red")], "“colour” is not known"),
        ("clips", [_clip(clock={"source": "gps"})], "source is none"),
        ("clips", [_clip(recorded={"start": "yesterday"})], "start is not an instant"),
        ("clips", [_clip(camera={})], "pseudonym is not a text"),
        ("clips", "door.mp4", "must be a list"),
        ("request", {}, "must be the path"),
        ("request", {"json": "door.mp4", "signature": "request.p7s"}, "cannot be sealed"),
        ("submission", {"provenance": "found"}, "provenance is none"),
        ("seal", {}, "name is not a text"),
        ("identity", {"name": "J", "contact": "c"}, "at least one disclosure certificate"),
        ("identity", {"name": "J", "contact": "c", "recipients": ["clerk.pem"]}, "no RSA key"),
    ],
)
def test_what_cannot_be_packed_is_one_sentence(
    office: Office, capsys: pytest.CaptureFixture[str], part: str, value: object, sentence: str
) -> None:
    before, office.spec = office.spec, {**office.spec, part: value}
    try:
        assert office.pack("never.asice") == 2
    finally:
        office.spec = before
    told = capsys.readouterr().err
    assert sentence in told
    assert len(told.splitlines()) == 1
    assert not list(office.place.glob("never*"))


def test_no_authority_no_package(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    url, office.url = office.url, "http://127.0.0.1:9/"
    try:
        assert office.pack("never.asice") == 5
    finally:
        office.url = url
    assert "does not answer" in capsys.readouterr().err
    assert not list(office.place.glob("never*"))


def _party(office: Office, name: str, **members: Any) -> None:
    """A signer of the sealing service whose certificate is wrong in one way."""
    validity = members.pop("validity", Validity.around(office.now))
    office._write(name, office.trust.sealing_ca.issue(SEALING_SERVICE, name, validity, **members))


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"validity": (-900, -10)}, "expired on"),
        ({"validity": (10, 900)}, "valid from"),
        ({"usages": ()}, "not for signing documents"),
        ({"usages": SIGNER_USAGES[:1]}, "not for signing documents"),
        ({"key_usage": ("key_encipherment",)}, "may not sign"),
        ({"ca": True}, "an authority's"),
        ({"key": rsa.generate_private_key(65537, 2048)}, "not an ECDSA key"),
    ],
)
def test_a_certificate_that_no_package_is_signed_with(
    office: Office, capsys: pytest.CaptureFixture[str], members: dict[str, Any], sentence: str
) -> None:
    if "validity" in members:
        start, end = members["validity"]
        members = {"validity": Validity(office.now + start * DAY, office.now + end * DAY)}
    _party(office, "wrong", **members)
    (office.place / "spec.json").write_text(json.dumps(office.spec))
    spec, out = office.place / "spec.json", office.place / "never.asice"
    assert office.run("pack", spec, "-o", out, *office.signing("wrong")) == 2
    told = capsys.readouterr().err
    assert sentence in told
    assert len(told.splitlines()) == 1
    assert not list(office.place.glob("never*"))


def test_an_issuer_with_an_rsa_key(office: Office) -> None:
    authority = office.trust.sealing_root.intermediate(
        SEALING_SERVICE, "RSA CA", Validity.around(office.now), key=rsa.generate_private_key(65537, 3072)
    )
    office._write("below", authority.issue(SEALING_SERVICE, "Below", Validity.around(office.now)))
    (office.place / "rsa.crl").write_bytes(authority.crl(office.now - DAY, office.now + DAY))
    (office.place / "spec.json").write_text(json.dumps(office.spec))
    spec, out = office.place / "spec.json", office.place / "rsa.asice"
    assert office.run("pack", spec, "-o", out, *office.signing("below"), "--crl", office.place / "rsa.crl") == 0
    assert office.run("verify", out, "--trust", office.place / "trust") == 0


def test_nobody_is_handed_a_package_under_an_expired_certificate(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    assert office.pack("expired.asice") == 0
    past = Validity(office.now - 900 * DAY, office.now - DAY)
    office._write("old", office.trust.custody_ca.issue(SPRINGFIELD, "Old clerk", past))
    assert office.event("hand-over", "expired.asice", "no.asice", "sealer", "--to", office.place / "old.pem") == 2
    assert "The recipient's certificate expired" in capsys.readouterr().err


class TestPassphrases:
    SECRET = "Geheimnis-93"

    def sign(self, office: Office, out: str, variables: dict[str, str], *more: str, typed: str = "") -> Answer:
        office.trust.timestamp_clock.now = time.time_ns() // 1000
        (office.place / "spec.json").write_text(json.dumps(office.spec))
        (office.place / "locked.key").write_bytes(office.trust.sealer.key_pem(self.SECRET.encode()))
        words = [
            str(office.place / "locked.key") if word.endswith("sealer.key") else word
            for word in office.signing("sealer")
        ]
        spec = office.place / "spec.json"
        place = ("--home", office.place / "home", "pack", spec, "-o", office.place / out)
        said = subprocess.run(
            [*PROGRAM, "--debug", *place, *words, *more],
            input=typed,
            text=True,
            capture_output=True,
            check=False,
            env=os.environ | variables,
            start_new_session=True,  # without a terminal
        )
        answer = Answer(said.returncode, said.stdout, said.stderr)
        log = office.place / "home" / "logs" / "reviewer.log"
        for text in (answer.out, answer.err, log.read_text() if log.exists() else ""):
            assert self.SECRET not in text
        return answer

    def test_from_a_variable(self, office: Office) -> None:
        assert self.sign(office, "locked.asice", {"PASS": self.SECRET}, "--passphrase-env", "PASS").status == 0
        assert office.run("verify", office.place / "locked.asice", "--trust", office.place / "trust") == 0

    @pytest.mark.parametrize(
        ("variables", "more", "sentence"),
        [
            ({"PASS": "wrong"}, ["--passphrase-env", "PASS"], "does not open the key"),
            ({"PASS": ""}, ["--passphrase-env", "PASS"], "does not open the key"),
            ({}, ["--passphrase-env", "NO_SUCH"], "is not set"),
            ({}, [], "no terminal to ask"),
        ],
    )
    def test_not_given(self, office: Office, variables: dict[str, str], more: list[str], sentence: str) -> None:
        """Without a terminal nothing is read from a pipe either: there it could be seen."""
        said = self.sign(office, "never.asice", variables, *more, typed=self.SECRET + "\n")
        assert (said.status, said.out, len(said.err.splitlines())) == (2, "", 1)
        assert sentence in said.err
        assert not list(office.place.glob("never*"))


@pytest.mark.parametrize("option", ["--key", "--cert", "--chain", "--crl"])
def test_what_may_never_end_is_not_read(
    office: Office, capsys: pytest.CaptureFixture[str], tmp_path: Path, option: str
) -> None:
    os.mkfifo(tmp_path / "pipe")
    for file in ("/dev/zero", str(tmp_path / "pipe")):
        assert office.pack("never.asice", option, file) == 2
        assert "a pipe or a device" in capsys.readouterr().err


@pytest.mark.parametrize(
    "url",
    [
        "http://[",
        "http://host:99999/",
        "ftp://x/",
        "http://",
        "",
        "http://127.0.0.1/a b",
        "http://x\x1b[31m/",
        "http://" + "a" * 70,
        "http://clerk:s3cret@127.0.0.1:9/",
    ],
)
def test_what_is_no_address(office: Office, capsys: pytest.CaptureFixture[str], url: str) -> None:
    assert office.pack("never.asice", "--tsa", url) == 2
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 1
    assert "s3cret" not in told
    log = office.place / "home" / "logs" / "reviewer.log"
    assert not log.exists() or "s3cret" not in log.read_text()


def test_files_that_were_there_stay(office: Office) -> None:
    (office.place / "kept.asice.part").write_text("precious")
    (office.place / "linked.asice.part").symlink_to("kept.asice.part")
    (office.place / "folder.part").mkdir()
    (office.place / "folder.part" / "mine").write_text("precious")
    for name, more in (("kept.asice", []), ("linked.asice", []), ("folder", ["--folder"]), ("n" * 250, [])):
        assert office.pack(name, *more) == 0
    assert (office.place / "kept.asice.part").read_text() == "precious"
    assert (office.place / "folder.part" / "mine").read_text() == "precious"
    assert not list(office.place.glob(".*.part"))


def test_the_original_never_changes(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert office.pack("original", "--folder") == 0
    before = {path: path.read_bytes() for path in (office.place / "original").rglob("*") if path.is_file()}
    for out in ("original", "original/longer", "original/data/longer"):
        assert office.event("hand-over", "original", out, "sealer", "--to", office.place / "clerk.pem") == 2
    assert len(capsys.readouterr().err.splitlines()) == 3
    assert before == {path: path.read_bytes() for path in (office.place / "original").rglob("*") if path.is_file()}


def test_the_library_knows_longer_shorter_and_contradicting_histories(
    office: Office, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    office._write("other", office.trust.springfield_second)
    assert office.pack("h1.asice") == 0
    for out, to in (("h2.asice", "clerk"), ("fork.asice", "other")):
        assert office.event("hand-over", "h1.asice", out, "sealer", "--to", office.place / f"{to}.pem") == 0
    said = capsys.readouterr().out
    heads = [line.split()[1] for line in said.splitlines() if line.startswith("Head")]
    options = ("--home", str(tmp_path / "home"), "import", "--trust", str(office.place / "trust"))

    def receive(name: str) -> tuple[int, str]:
        status = main([*options, str(office.place / name)])
        told = capsys.readouterr()
        return status, told.out + told.err

    assert receive("h1.asice")[0] == 0
    assert "continues “h1.asice”" in receive("h2.asice")[1]
    assert "is in the library already" in receive("h1.asice")[1]
    status, refused = receive("fork.asice")
    assert (status, len(refused.splitlines())) == (1, 1)
    assert all(head in refused for head in heads[1:])


def test_nothing_is_overwritten(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert office.pack("once.asice") == 0
    assert office.pack("once.asice") == 2
    assert "exists already" in capsys.readouterr().err
