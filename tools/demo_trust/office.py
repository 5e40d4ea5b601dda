"""Everything that ``docs/packing.md`` takes for granted, as files: keys, certificates, lists, a request, a clip.

The keys are made anew at every call and are worth nothing outside of the folder that they are written to.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization

from reviewer.evidence.instants import MILLISECOND, format_instant
from tools.demo_packages import MINUTE, DemoOptions, Story, demo_request
from tools.demo_trust.certificates import Identity
from tools.demo_trust.trust import DemoTrust

PARTIES = {"sealer": "the sealing service", "clerk": "the agency that asked and receives", "other": "another agency"}
"""Each party with a key: ``<name>.key``, ``<name>.pem``, ``<name>-chain.pem``."""


@dataclass(frozen=True)
class Office:
    """``folder`` holds the files; ``trust`` made them. ``crls`` are in the order of the trust's authorities."""

    folder: Path
    trust: DemoTrust
    crls: tuple[Path, ...]

    @classmethod
    def make(cls, folder: Path, now: int, clip: bytes, clip_name: str, length_ms: int) -> "Office":
        """Writes all of it for a request whose answer is sealed at ``now`` (µs UTC)."""
        trust = DemoTrust.create(now)
        folder.mkdir(parents=True, exist_ok=True)
        trust.write_trust_folder(folder / "trust")
        for name, identity in (("sealer", trust.sealer), ("clerk", trust.springfield), ("other", trust.shelbyville)):
            _write_party(folder, name, identity)
        (folder / "court.pem").write_bytes(_pem(trust.disclosure()))
        crls = tuple(folder / f"{number}.crl" for number, _ in enumerate(trust.crls(), 1))
        for file, crl in zip(crls, trust.crls(), strict=True):
            file.write_bytes(crl)
        story = Story(now - now % MILLISECOND - 10 * MINUTE)
        request = demo_request(trust.springfield, story, DemoOptions())
        (folder / "request.json").write_bytes(request.json)
        (folder / "request.p7s").write_bytes(request.p7s)
        (folder / clip_name).write_bytes(clip)
        spec = packing_list(story, clip_name, length_ms)
        (folder / "spec.json").write_text(json.dumps(spec, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        return cls(folder, trust, crls)

    def signing(self, who: str, url: str) -> list[str]:
        """The options with which ``who`` signs."""
        files = {"--key": f"{who}.key", "--cert": f"{who}.pem", "--chain": f"{who}-chain.pem"}
        named = [word for option, file in files.items() for word in (option, str(self.folder / file))]
        return [*named, *(word for crl in self.crls for word in ("--crl", str(crl))), "--tsa", url]


def packing_list(story: Story, clip_name: str, length_ms: int) -> dict[str, object]:
    """A ``SPEC.json`` for one clip, recorded inside of the request's window and area."""
    start = story.window.start + 30 * MINUTE
    told = format_instant(story.submitted_at)
    return {
        "request": {"json": "request.json", "signature": "request.p7s"},
        "submission": {
            "provenance": "voluntary",
            "submitted_at": told,
            "consent": {"given_at": told, "statement": "I share this clip for this request.", "scope": "this-request"},
        },
        "clips": [
            {
                "source": clip_name,
                "media_type": "video/mp4",
                "camera": {
                    "pseudonym": "camera-1",
                    "location": {"type": "Point", "coordinates": [-89.6501, 39.7817]},
                    "location_accuracy_m": 40,
                },
                "recorded": {
                    "start": format_instant(start),
                    "end": format_instant(start + length_ms * MILLISECOND),
                },
                "clock": {"source": "ntp", "offset_ms": 0, "uncertainty_ms": 200},
            }
        ],
        "seal": {"name": "Sealing Service 3", "clock": {"source": "ntp", "uncertainty_ms": 50}},
    }


def _write_party(folder: Path, name: str, identity: Identity) -> None:
    key = folder / f"{name}.key"
    key.touch(mode=0o600)
    key.write_bytes(identity.key_pem())
    (folder / f"{name}.pem").write_bytes(_pem(identity))
    chain = b"".join(link.public_bytes(serialization.Encoding.PEM) for link in identity.chain)
    (folder / f"{name}-chain.pem").write_bytes(chain)


def _pem(identity: Identity) -> bytes:
    return identity.certificate.public_bytes(serialization.Encoding.PEM)
