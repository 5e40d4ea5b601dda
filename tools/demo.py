"""``make demo``: the main job on real footage, from sealing to the custody report, each step told in a plain line.

The parties of the story, their keys and a timestamp authority are made on the spot and forgotten at the end; from the
sealed package on, everything is done by the program itself as a person would type it.
"""

import argparse
import json
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from reviewer.bootstrap import now
from reviewer.sealing.seal import SealedPackage
from reviewer.sealing.timestamping import HttpTimestamper
from tools.demo_home import PERSON, QUEUE, demo_clip
from tools.demo_packages import DemoOptions, Story, make_demo_package
from tools.demo_trust import DemoTrust

CODE, PSEUDONYM = "SPD-2026-004211", "resident-4f91c2"
_OURS = ".reviewer-demo"
"""Marks a folder that a demonstration made, and that the next one may therefore empty."""
_PATIENCE_S = 120


class DemoFailed(Exception):
    """A step did not happen; ``str`` is a sentence for whoever started the demonstration."""


def run(place: Path) -> None:
    """The whole demonstration in the folder ``place``. Raises DemoFailed."""
    _start_anew(place)
    home, report = place / "home", place / "custody-report.pdf"
    package = _seal(place)
    verdict = json.loads(_reviewer(home, "verify", str(package.path), "--expected-head", package.head, "--json", "-"))
    clips = ", ".join(f"clip {clip['clip_id']} {clip['scope']}" for clip in verdict["clips"])
    _say(f"Verified: {verdict['verdict']}, completeness {verdict['completeness']}; the request's scope: {clips}.")
    sentence = _reviewer(home, "import", str(package.path)).strip()
    _say(f"Imported: {sentence}")
    _say(f"Library: {home}")
    _reviewer(home, "report", package.package_id, "-o", str(report))
    _show(home, place / "window.png")
    _say(f"To look around: .venv/bin/reviewer-gui --home {home}")
    _say(f"Custody report: {report}")


def _start_anew(place: Path) -> None:
    """Empties what an earlier demonstration made there, and nothing else."""
    if place.exists() and any(place.iterdir()):
        if not (place / _OURS).exists():
            raise DemoFailed(f"“{place}” holds something that no demonstration made. Name another folder.")
        shutil.rmtree(place)
    place.mkdir(parents=True, exist_ok=True)
    (place / _OURS).touch()


def _seal(place: Path) -> SealedPackage:
    """The footage service seals two clips, hands them over, and the agency receives them."""
    trust = DemoTrust.create(now())
    trust.write_trust_folder(place / "home" / "trust")
    _say("Made for this run alone: roots, signers, revocation lists and a timestamp authority on this computer.")
    _say(f"Trust folder: {place / 'home' / 'trust'}")
    path = place / "received" / f"{CODE} {PSEUDONYM}.asice"
    path.parent.mkdir()
    with trust.timestamp_url() as url:
        package = make_demo_package(
            path,
            trust,
            clips=[demo_clip(QUEUE), demo_clip(PERSON)],
            story=Story.before(now()),
            options=replace(DemoOptions(code=CODE), pseudonym=PSEUDONYM),
            timestamper=HttpTimestamper(url),
        )
    _say(f"Sealed two clips of a resident, handed over and received: {package.hops} signed, timestamped events.")
    _say(f"Footage package: {path}")
    _say(f"Head: {package.head}")
    return package


def _reviewer(home: Path, *words: str) -> str:
    """What ``reviewer`` answers on standard output."""
    command = [str(Path(sys.executable).with_name("reviewer")), "--home", str(home), *words]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        told = (done.stderr or done.stdout).strip()
        raise DemoFailed(f"“reviewer {words[0]}” ended with exit status {done.returncode}: {told}")
    return done.stdout


def _show(home: Path, picture: Path) -> None:
    """The window on the imported package where there is a display, a picture of it where there is none."""
    why = "There is no display"
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        if _open_window(home):
            _say("Opened the window on the imported package; close it when you have seen enough.")
            return
        why = "The display that is named cannot be used"
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tools.screenshots", "--one", str(picture), "--home", str(home)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=_PATIENCE_S, check=False)
    if done.returncode != 0 or not picture.exists():
        raise DemoFailed(f"the window could not be painted: {done.stderr.strip()[-500:]}")
    _say(f"{why}, so the window was painted without one (QT_QPA_PLATFORM=offscreen).")
    _say(f"Picture of it: {picture}")


def _open_window(home: Path) -> bool:
    """Starts the window by itself, and waits until it shows the package, not until it is closed."""
    command = [sys.executable, "-m", "tools.demo_window", str(home)]
    (home / "logs").mkdir(exist_ok=True)
    with (home / "logs" / "demo-window.log").open("wb") as errors:
        window = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, start_new_session=True
        )
    assert window.stdout is not None
    with window.stdout:
        answered, _, _ = select.select([window.stdout], [], [], _PATIENCE_S)
        if answered and window.stdout.readline().strip() == b"shown":
            return True
    window.kill()
    window.wait()
    return False


def _say(line: str) -> None:
    print(line, flush=True)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("place", type=Path, nargs="?", default=Path("out/demo"), help="folder for all that is made")
    try:
        run(parser.parse_args(argv).place.resolve())
    except (DemoFailed, OSError, subprocess.TimeoutExpired) as problem:
        print(f"The demonstration ended early: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
