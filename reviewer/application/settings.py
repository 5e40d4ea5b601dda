"""Where the program keeps its data. Nothing is written outside of the home, save what a person asks to be written."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reviewer.application.errors import UsageError

HOME_VARIABLE = "REVIEWER_HOME"


@dataclass(frozen=True, slots=True)
class Settings:
    """The data home and how the program was started. The properties name the places inside the home."""

    home: Path
    debug: bool = False

    @property
    def evidence(self) -> Path:
        """The evidence store: content-addressed, read-only files."""
        return self.home / "evidence"

    @property
    def catalogue(self) -> Path:
        return self.home / "catalogue.sqlite"

    @property
    def backups(self) -> Path:
        """Copies of the catalogue, one before each change of its form."""
        return self.home / "backups"

    @property
    def trust(self) -> Path:
        """The verifier's trust folder (specification 4.4)."""
        return self.home / "trust"

    @property
    def log(self) -> Path:
        return self.home / "logs" / "reviewer.log"


def settings_for(
    home: Path | None = None, debug: bool = False, environment: Mapping[str, str] | None = None
) -> Settings:
    """``home`` if given, else the environment's ``REVIEWER_HOME``, else the platform's place for a user's data.

    Raises UsageError where that names no place: a user who is not known, a current folder that was removed.
    """
    variables = os.environ if environment is None else environment
    if home is None and variables.get(HOME_VARIABLE):
        home = Path(variables[HOME_VARIABLE])
    try:
        if home is None:
            import platformdirs  # only here: most tests and the demo name their home

            home = Path(platformdirs.user_data_dir("reviewer", appauthor=False))
        return Settings(Path(os.path.abspath(home.expanduser())), debug)
    except (RuntimeError, OSError) as error:  # no home folder of that user; the current folder was removed
        raise UsageError(
            "The folder for the data could not be told"
            + (f" ({home})" if home is not None else "")
            + f". Name one by its whole path, with --home or in {HOME_VARIABLE}."
        ) from error
