"""``reviewer``: the command line. Each command is a module of its own; this one finds it and ends it in order.

Whatever goes wrong is one sentence on standard error and an exit status (specification, section 6): 2 for wrong usage,
5 for a fault of the environment or a bug of ours. A traceback goes to the log, and with ``--debug`` to the terminal.
"""

import argparse
import importlib
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any, NoReturn

from reviewer import SPEC, __version__
from reviewer.application.errors import Cancelled, ContradictoryHistory, ReviewerError, UsageError
from reviewer.application.log_file import close_log, open_log, open_no_log
from reviewer.application.settings import HOME_VARIABLE, Settings, settings_for
from reviewer.cli import terminal
from reviewer.cli.paths import path

COMMANDS = {
    "verify": "verify",
    "import": "import_",
    "list": "list_",
    "show": "show",
    "recheck": "recheck",
    "report": "report",
    "pack": "pack",
    "hand-over": "hand_over",
    "receive": "receive",
}
"""Each command with its module of this package, in the order of the help."""
WITHOUT_LOG = frozenset({"verify"})
"""Needs no data home (section 6) and leaves none, however it ends: an expert may run it on a borrowed computer."""
CONTRADICTORY = 1
WRONG_USAGE = 2
ENVIRONMENT_FAILED = 5
INTERRUPTED = 130

log = logging.getLogger("reviewer.cli.main")  # also where Python calls this module “__main__”


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that tells a mistake in one sentence with a hint, through the one door to the terminal.

    Options and names may stand in any order: ``import A --quarantine B``.
    """

    mixed = False
    """Set while argparse sorts names from options, which it does with two more calls of ``parse_known_args``."""

    def parse_known_args(  # type: ignore[override]  # typeshed tells three overloads
        self, args: Any = None, namespace: Any = None
    ) -> tuple[argparse.Namespace, list[str]]:
        separated = "--" in (args or ())  # says by itself which are names; the other way does not know it
        if self.mixed or separated or " " not in self.prog:  # only a command has names; before it stand options alone
            return super().parse_known_args(args, namespace)
        self.mixed = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self.mixed = False

    def error(self, message: str) -> NoReturn:
        terminal.tell(f"{self.prog}: {message}. {self.hint()}")
        raise SystemExit(WRONG_USAGE)

    def hint(self) -> str:
        """What to do. A file whose name looks like an option is what nobody thinks of."""
        for word in sys.argv[1:]:
            if word.startswith("-") and os.path.lexists(word):
                return f"If the file “{word}” is meant, write “./{word}”."
        return f"Try “{self.prog} --help”."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and answer its exit status; never raises for what a person or a package can cause."""
    terminal.prepare_streams()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        general, words = _general_options(words)
        settings = settings_for(general.home, general.debug)
        parsed = _parser(words[0] if words else "").parse_args(words)
    except SystemExit as end:
        terminal.finish()
        return end.code if isinstance(end.code, int) else WRONG_USAGE
    except UsageError as error:
        terminal.tell(str(error))
        return WRONG_USAGE
    parsed.settings = settings
    if parsed.command in WITHOUT_LOG:
        open_no_log()
    else:
        open_log(settings)
    try:
        return _run(parsed, settings)
    finally:
        close_log()
        terminal.finish()


def _run(parsed: argparse.Namespace, settings: Settings) -> int:
    try:
        return int(parsed.run(parsed))
    except UsageError as error:
        terminal.tell(str(error))
        return WRONG_USAGE
    except ContradictoryHistory as error:
        terminal.tell(str(error))
        return CONTRADICTORY
    except ReviewerError as error:
        log.error("%s", error)
        terminal.tell(str(error))
        _tell_traceback(settings)
        return ENVIRONMENT_FAILED
    except (Cancelled, KeyboardInterrupt):
        terminal.tell("Cancelled; nothing was kept of what was under way.")
        return INTERRUPTED
    except Exception:
        log.exception("unexpected fault in “%s”", parsed.command)
        told_by = "--debug" if parsed.command in WITHOUT_LOG else f"the log ({settings.log})"
        terminal.tell(f"Something went wrong that Reviewer did not foresee; {told_by} tells what.")
        _tell_traceback(settings)
        return ENVIRONMENT_FAILED


def _tell_traceback(settings: Settings) -> None:
    if settings.debug:
        for line in traceback.format_exc().splitlines():
            terminal.tell(line)


def _parser(wanted: str) -> Parser:
    """With the wanted command alone; with all of them for the help, and for a word that is none."""
    parser = Parser(
        prog="reviewer",
        description="Imports, verifies and reports sealed footage packages.",
        epilog=(
            f"General options stand anywhere: --home DIR keeps the data in DIR (else ${HOME_VARIABLE}, else this "
            "computer's usual place); --debug logs more and shows where a fault arose."
        ),
    )
    parser.add_argument("--version", action="version", version=f"Reviewer {__version__} ({SPEC})")
    commands = parser.add_subparsers(title="commands", dest="command", metavar="COMMAND", required=True)
    for module in [COMMANDS[wanted]] if wanted in COMMANDS else COMMANDS.values():
        importlib.import_module(f"reviewer.cli.{module}").add_parser(commands)
    return parser


def _general_options(words: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Take ``--home`` and ``--debug`` from wherever they stand before a ``--``; the commands see the rest."""
    parser = Parser(prog="reviewer", add_help=False, allow_abbrev=False)
    parser.add_argument("--home", type=path)
    parser.add_argument("--debug", action="store_true")
    end = words.index("--") if "--" in words else len(words)
    general, rest = parser.parse_known_args(words[:end])
    return general, rest + words[end:]


if __name__ == "__main__":
    sys.exit(main())
