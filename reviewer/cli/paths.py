"""Paths as a person types them, and where a command may not write."""

import argparse
import os
from pathlib import Path

from reviewer.application.errors import UsageError
from reviewer.application.settings import Settings


def path(text: str) -> Path:
    """The type of every option that names a file or folder.

    An empty text is refused: it is a shell variable that was not set, and would mean the current folder.
    """
    if not text:
        raise argparse.ArgumentTypeError("an empty name; give the name of a file or folder")
    return Path(text)


def shown(given: Path) -> str:
    """The name by which a person knows it, also where ``.`` was given."""
    return given.name or Path(os.path.abspath(given)).name or str(given)


def refuse_to_write(target: Path, settings: Settings, *inputs: Path) -> None:
    """Raises UsageError where writing ``target`` would change evidence, the catalogue or what the command reads.

    ``inputs``: the files and folders that the command was given.
    """
    place = Path(os.path.realpath(target))
    for given in inputs:
        read = Path(os.path.realpath(given))
        if place == read or _same(target, given):
            raise UsageError(f"“{target}” is what this command reads, and is never changed. Name another file.")
        if read.is_dir() and place.is_relative_to(read):
            raise UsageError(f"“{target}” lies in “{given}”, which is never changed. Name a place outside of it.")
    for kept in (settings.evidence, settings.backups, settings.trust):
        if place.is_relative_to(os.path.realpath(kept)):
            raise UsageError(f"“{target}” lies where Reviewer keeps its own data. Name a place outside of {kept}.")
    catalogue = os.path.realpath(settings.catalogue)
    if os.fspath(place) in (catalogue, f"{catalogue}-wal", f"{catalogue}-shm"):
        raise UsageError(f"“{target}” is Reviewer's own catalogue. Name another file.")


def _same(one: Path, other: Path) -> bool:
    """Whether both are one file, by a hard link too."""
    try:
        return one.samefile(other)
    except OSError:
        return False
