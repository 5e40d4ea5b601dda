"""``reviewer pack``, ``hand-over`` and ``receive``, from files on the disk to a verdict, as a person types them."""

import hashlib
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from reviewer.cli.main import main
from reviewer.evidence.instants import format_instant
from reviewer.intake.open_package import open_package
from reviewer.verification.reader import Limits
from tools.demo_packages import DemoOptions, Story, demo_request
from tools.demo_trust import DemoTrust
from tools.demo_trust.certificates import Identity

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


def test_nothing_is_overwritten(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert office.pack("once.asice") == 0
    assert office.pack("once.asice") == 2
    assert "exists already" in capsys.readouterr().err
