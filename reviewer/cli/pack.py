"""``reviewer pack``: seals clips into a new footage package."""

import argparse
import time

from reviewer.cli.paths import path, refuse_to_write, shown
from reviewer.cli.signing_options import add_signing_arguments, credentials_from
from reviewer.cli.terminal import say
from reviewer.cli.work import run_with_progress

DESCRIPTION = """\
Seals the clips that SPEC.json names into a footage package, signs it and has it timestamped.

SPEC.json holds (docs/packing.md describes every member; paths start at its folder; what is left out is null):

  {"request": {"json": "request.json", "signature": "request.p7s"},
   "submission": {"provenance": "voluntary", "pseudonym": "resident-21895e",
                  "submitted_at": "2026-11-02T17:30:00.120Z",
                  "consent": {"given_at": "2026-11-02T17:30:00.120Z", "statement": "…", "scope": "this-request"}},
   "clips": [{"source": "door.mp4", "media_type": "video/mp4",
              "camera": {"pseudonym": "camera-1", "location": {"type": "Point", "coordinates": [-89.65, 39.78]},
                         "location_accuracy_m": 40},
              "recorded": {"start": "2026-11-02T15:00:00.000Z", "end": "2026-11-02T15:02:19.300Z"},
              "clock": {"source": "ntp", "offset_ms": 0, "uncertainty_ms": 200}}],
   "seal": {"name": "Sealing Service 3", "purpose": "…", "place": "…",
            "clock": {"source": "ntp", "uncertainty_ms": 50}}}
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "pack",
        help="seal clips into a new footage package",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("spec", type=path, metavar="SPEC.json", help="what goes into the package")
    parser.add_argument("-o", "--output", type=path, required=True, metavar="OUT.asice", help="the package to write")
    parser.add_argument("--folder", action="store_true", help="write a plain folder instead of a container")
    parser.add_argument("--deflate-records", action="store_true", help="compress records; clips are always stored")
    add_signing_arguments(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0. Raises UsageError, EnvironmentFault, Cancelled."""
    from reviewer.sealing.packing_list import read_packing_list
    from reviewer.sealing.seal import seal_package

    refuse_to_write(args.output, args.settings)
    credentials = credentials_from(args)
    contents = read_packing_list(args.spec, time.time_ns() // 1000)
    sealed = run_with_progress(
        lambda report, cancel: seal_package(
            args.output,
            contents,
            credentials,
            kind="folder" if args.folder else "zip",
            deflate_records=args.deflate_records,
            report=report,
            cancel=cancel,
        ),
        shown(args.output),
    )
    say(f"Package     {sealed.path}")
    say(f"Identifier  {sealed.package_id}")
    say(f"Head        {sealed.head}")
    say("Keep the head apart from the package: it alone shows later that nothing was cut off.")
    return 0
