"""``python -m tools.demo_trust DIR``: make everything that ``docs/packing.md`` needs, and run its timestamp authority.

The keys and the authority are for trying things out: nobody has any reason to trust them.
"""

import argparse
import signal
import threading
import time
from pathlib import Path

from tools.demo_trust.office import PARTIES, Office
from tools.demo_trust.timestamp_authority import loopback

ROOT = Path(__file__).resolve().parents[2]
CLIP = ROOT / "resources" / "demo" / "f02_indoor_queue_h264.mp4"
CLIP_LENGTH_MS = 139_300


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.demo_trust", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new folder for the files")
    folder = parser.parse_args().folder
    if folder.exists():
        parser.error(f"{folder} exists already; name a new folder")
    office = Office.make(folder, now(), CLIP.read_bytes(), "door.mp4", CLIP_LENGTH_MS)
    office.trust.timestamp_authority.clock = now
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with loopback(office.trust.timestamp_authority) as url:
        (folder / "tsa-url").write_text(url + "\n")
        for name, party in PARTIES.items():
            print(f"{folder / name}.key, .pem, -chain.pem: {party}")
        print(f"{folder / 'spec.json'}: a packing list; {folder / 'trust'}: the verifier's trust folder")
        print(f"Timestamp authority: {url} (also in {folder / 'tsa-url'}). Ctrl-C ends it.", flush=True)
        ended.wait()
    return 0


def now() -> int:
    """The current instant in µs UTC."""
    return time.time_ns() // 1000


if __name__ == "__main__":
    raise SystemExit(main())
