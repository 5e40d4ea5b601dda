"""The program with a window: ``reviewer-gui [--home DIR] [--debug] [PACKAGE …]``.

Only the options are read here, so that ``--help`` and a mistake of usage are answered without loading Qt.
"""

import argparse
import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from reviewer import __version__


def main(argv: Sequence[str] | None = None) -> int:
    """Runs until the window is closed. Exit status 0, or 2 for wrong usage (of the options: SystemExit with 2)."""
    arguments = _parser().parse_args(argv)
    gc.disable()  # what a start makes it keeps: looking for garbage in it costs a tenth of the time to the first paint
    from reviewer.application.errors import UsageError
    from reviewer.gui.program import run

    try:
        return run(
            arguments.home,
            [path.absolute() for path in arguments.packages],
            debug=arguments.debug,
            only_paint=arguments.exit_after_first_paint,
        )
    except (UsageError, OSError) as error:  # no place for the data, or the folder to start from was removed
        print(f"reviewer-gui: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reviewer-gui", description="Import, verify, play and report sealed footage packages, in a window."
    )
    parser.add_argument("packages", metavar="PACKAGE", nargs="*", type=Path, help="import these files or folders")
    parser.add_argument("--home", type=Path, metavar="DIR", help="where Reviewer keeps its data")
    parser.add_argument("--debug", action="store_true", help="write more to the log")
    parser.add_argument("--exit-after-first-paint", action="store_true", help=argparse.SUPPRESS)  # for make bench
    parser.add_argument("--version", action="version", version=f"Reviewer {__version__}")
    return parser


if __name__ == "__main__":
    sys.exit(main())
