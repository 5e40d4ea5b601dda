"""Runs an attack through the verifier in every form it can have, and says where it is not what the attack states."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from reviewer.evidence.verification_result import VerificationResult
from reviewer.intake.open_package import open_package
from reviewer.sealing.zip_writer import ZipWriter
from reviewer.verification.media_probe import MediaProbe
from reviewer.verification.verify import verify
from tests.corpus.draft import Files
from tests.corpus.workshop import Attack, Forged, Workshop

STAMP = 1_793_642_400_000_000


def write_container(path: Path, files: Files) -> None:
    """A sound container of any files at all."""
    with path.open("wb") as file:
        writer = ZipWriter(file, STAMP)
        for name, data in files.items():
            writer.add(name, data, deflate=len(data) > 1 << 20 and name.endswith(".json"))
        writer.finish()


def write_folder(path: Path, files: Files) -> None:
    for name, data in files.items():
        place = path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def forms(forged: Forged, place: Path) -> list[Path]:
    """Writes the attack into the folder ``place``: container and folder, or the one that alone can have it."""
    container, folder = place / "package.asice", place / "package"
    made = []
    if forged.container is not None:
        container.write_bytes(forged.container)
        made.append(container)
    if forged.folder is not None:
        folder.mkdir()
        forged.folder(folder)
        made.append(folder)
    if forged.files is not None:
        write_container(container, forged.files)
        write_folder(folder, forged.files)
        made += [container, folder]
    return made


def verified(workshop: Workshop, forged: Forged, path: Path, probe: MediaProbe | None = None) -> VerificationResult:
    """What the verifier says of one form."""
    reader = open_package(path, forged.limits)
    try:
        return verify(
            reader,
            forged.trust or workshop.trust.store,
            workshop.now if forged.at is None else forged.at,
            expected_heads=forged.expected_heads,
            limits=forged.limits,
            probe=probe,
        )
    finally:
        reader.close()


def disagreement(attack: Attack, result: VerificationResult) -> str | None:
    """How the verifier's answer differs from what the attack states, or None."""
    found = frozenset(finding.code for finding in result.findings)
    if result.verdict is attack.verdict and attack.codes <= found <= attack.codes | attack.also:
        return None
    told = "\n".join(f"    {f.step.label} {f.code.value} {f.subject}: {f.message}" for f in result.findings)
    wanted = ", ".join(sorted(code.value for code in attack.codes)) or "nothing"
    stated = f"{attack.name} ({attack.clause}): {attack.verdict.value} with {wanted}"
    return f"{stated}, but {result.verdict.value} with\n{told}"


def touched(base: Files, forged: Files) -> set[str]:
    """The files that differ, but for what carrying through makes anew wherever anything changed before it.

    Certificates and lists under ``validation/``, whose names follow their content, stand for their folder, and a hop
    that came or went stands for its four META-INF files.
    """
    different = {name for name in base.keys() | forged.keys() if base.get(name) != forged.get(name)}
    whole_hops = {
        name[-8:-5] for name in different if name.startswith("custody/") and (name in base) != (name in forged)
    }
    return {
        re.sub(r"\A(validation/(?:crls|certs))/[^/]+\Z", r"\1", name)
        for name in different
        if not derived(name, base, forged) and not (name.startswith("META-INF/") and _hop_number(name) in whole_hops)
    }


def derived(name: str, base: Files, forged: Files) -> bool:
    """Whether a file differs only as carrying through makes it differ."""
    if name not in base or name not in forged:
        return False
    if name.startswith("META-INF/") or name == "manifest-sha256.txt":
        return True
    if name == "bag-info.txt":
        return _less(rb"Payload-Oxum", base[name]) == _less(rb"Payload-Oxum", forged[name])
    linked: dict[str, Callable[[dict[str, object]], object]] = {
        "custody/": lambda event: event.pop("previous", None),
        "data/submission/": lambda submission: submission.pop("request_sha256", None),
    }
    for folder, unlink in linked.items():
        if name.startswith(folder):
            return _unlinked(base[name], unlink) == _unlinked(forged[name], unlink) is not None
    return (
        name == "data/request/request.p7s" and base["data/request/request.json"] != forged["data/request/request.json"]
    )


def _hop_number(name: str) -> str:
    match = re.search(r"(\d{3})t?\.", name)
    return match[1] if match else ""


def _less(label: bytes, data: bytes) -> list[bytes]:
    return [line for line in data.splitlines() if not line.startswith(label)]


def _unlinked(data: bytes, unlink: Callable[[dict[str, object]], object]) -> dict[str, object] | None:
    try:
        members = json.loads(data)
    except ValueError:
        return None
    unlink(members)
    return members
