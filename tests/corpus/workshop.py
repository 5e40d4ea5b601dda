"""Where attacks are made: the untouched package, the trust it was made with, and the register of attacks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from reviewer.evidence.findings import Code, Verdict
from reviewer.intake.open_package import open_package
from reviewer.sealing.identity import seal_identity
from reviewer.sealing.seal import VendorFile
from reviewer.verification.manifest_xml import parse_manifest
from reviewer.verification.reader import Limits
from reviewer.verification.trust import TrustStore
from tests.corpus.draft import CLIP, SECOND_CLIP, Draft, Files, HopDraft, manifest_name
from tools.demo_packages import DemoClip, DemoOptions, Story, make_demo_package
from tools.demo_trust import DemoTrust
from tools.demo_trust.certificates import Identity

TOKEN_DELAY = 2_000_000
FOOTAGE = Path(__file__).resolve().parents[3] / "shared" / "fixtures" / "footage"
MEDIA_CLIP = "data/clips/001/door.mkv"
MEDIA_SOURCE = FOOTAGE / "f13_indoor_person_h264.mkv"
MEDIA_LENGTH_MS = 3_000


@dataclass(frozen=True)
class Forged:
    """What an attack hands to the verifier. ``files`` go into a sound container and into a folder; ``container`` is one
    byte for byte, ``folder`` fills a folder as no container can be. ``trust``, ``at`` (µs) and ``limits`` are the
    verifier's own where they are not left out."""

    files: Files | None = None
    container: bytes | None = None
    folder: Callable[[Path], None] | None = None
    trust: TrustStore | None = None
    at: int | None = None
    limits: Limits = field(default_factory=Limits)
    expected_heads: tuple[str, ...] = ()


@dataclass(frozen=True)
class Attack:
    """One named change. ``codes``: what the verifier must find; empty for a variation that stays verified. ``also``:
    what it may find besides, in consequence of the same change; nothing else. ``media``: it starts from a package with
    real footage, and V13 is performed. ``touches``: the files that differ from
    the untouched package, lists and signatures that had to be made anew left out."""

    name: str
    codes: frozenset[Code]
    change: str
    clause: str
    verdict: Verdict
    make: "Callable[[Workshop], Draft | Forged]"
    touches: frozenset[str]
    also: frozenset[Code] = frozenset()
    media: bool = False

    def forge(self, workshop: "Workshop") -> Forged:
        made = self.make(workshop)
        return made if isinstance(made, Forged) else Forged(files=made.files)


ATTACKS: list[Attack] = []


def attack(
    name: str,
    codes: Code | Iterable[Code],
    change: str,
    clause: str,
    *,
    touches: Iterable[str] = (),
    also: Iterable[Code] = (),
    verdict: Verdict | None = None,
    media: bool = False,
) -> "Callable[[Callable[[Workshop], Draft | Forged]], Callable[[Workshop], Draft | Forged]]":
    """Registers an attack. The verdict is the worst that its codes lead to (5.1) unless it is given."""
    found = frozenset([codes] if isinstance(codes, Code) else codes)
    order = list(Verdict)
    worst = max((code.effect for code in found), key=order.index, default=Verdict.VERIFIED)

    def register(make: "Callable[[Workshop], Draft | Forged]") -> "Callable[[Workshop], Draft | Forged]":
        ATTACKS.append(
            Attack(name, found, change, clause, verdict or worst, make, frozenset(touches), frozenset(also), media)
        )
        return make

    return register


class Workshop:
    """Holds the untouched package. ``now`` in µs UTC is the reference time of every check."""

    def __init__(self, place: Path, now: int) -> None:
        self.now = now
        self.trust = DemoTrust.create(now)
        self.story = Story.before(now)
        self.court: Identity = self.trust.disclosure()
        self.place = place
        self.untouched = place / "untouched.asice"
        """The package that every attack starts from, as the product made it."""
        self.base = self._make_base()
        """Its files. Not to be changed: ``draft`` gives a copy."""
        self._media_base: Draft | None = None

    def draft(self) -> Draft:
        return self.base.copy()

    @property
    def media_base(self) -> Draft:
        """The same with one clip of real footage, made on demand: it needs the fixtures beside the repository."""
        if self._media_base is None:
            path = self.place / "footage.asice"
            clip = DemoClip(MEDIA_SOURCE, MEDIA_LENGTH_MS, name=MEDIA_CLIP.rpartition("/")[2])
            make_demo_package(path, self.trust, clips=[clip], story=self.story)
            self._media_base = self.draft_of(path)
        return self._media_base

    def media_draft(self) -> Draft:
        return self.media_base.copy()

    def draft_of(self, path: Path) -> Draft:
        """Any three-hop package of this workshop's trust on the bench."""
        reader = open_package(path, Limits())
        try:
            files = {name: b"".join(map(bytes, reader.chunks(name))) for name in reader.names()}
        finally:
            reader.close()
        story, trust = self.story, self.trust
        minute = 60_000_000
        hops = [
            HopDraft(trust.sealer, story.sealed_at + TOKEN_DELAY),
            HopDraft(trust.sealer, story.sealed_at + 20 * minute + TOKEN_DELAY),
            HopDraft(trust.springfield, story.sealed_at + 30 * minute + TOKEN_DELAY),
        ]
        draft = Draft(files, hops, {}, trust.timestamp_authority)
        for seq in (3, 2):
            _learn_since(draft, seq)
        return draft

    def _make_base(self) -> Draft:
        sources = self.place / "sources"
        sources.mkdir(parents=True)
        (sources / "door").write_bytes(bytes(range(256)) * 40)
        (sources / "gate").write_bytes(bytes(reversed(range(256))) * 20)
        (sources / "audit.csv").write_bytes(b"when;who\n1;2\n")
        clips = [
            DemoClip(sources / "door", 20_000, name=CLIP.rpartition("/")[2]),
            DemoClip(sources / "gate", 30_000, name=SECOND_CLIP.rpartition("/")[2], media_type="video/x-matroska"),
        ]
        options = DemoOptions(
            vendor=(VendorFile(sources / "audit.csv", "export/audit.csv"),),
            identity=seal_identity("Jane Roe", "jane@example.org", [self.court.certificate]),
        )
        make_demo_package(self.untouched, self.trust, clips=clips, story=self.story, options=options)
        return self.draft_of(self.untouched)


def _learn_since(draft: Draft, seq: int) -> None:
    """A file that hop ``seq``'s manifest lists and the one before does not came with ``seq``."""

    now = parse_manifest(draft.files[manifest_name(seq)]).digests
    before = parse_manifest(draft.files[manifest_name(seq - 1)]).digests
    for name in now.keys() - before.keys():
        if name.startswith("validation/"):
            draft.since[name] = seq
