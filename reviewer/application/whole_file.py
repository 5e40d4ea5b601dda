"""Write a file that a person asked for: whole or not at all, so that a full disc leaves no half of it."""

import os
import secrets
from pathlib import Path

from reviewer.application.errors import EnvironmentFault, UsageError
from reviewer.application.faults import fault_sentence


def write_whole(target: Path, content: bytes, what: str) -> None:
    """``what``: say "The result". A file that is there is replaced; a pipe or device is written to as it is.

    Raises UsageError (a folder, or no folder to put it into) and EnvironmentFault.
    """
    if target.is_dir():
        raise UsageError(f"“{target}” is a folder. Name a file.")
    if not target.parent.is_dir():
        raise UsageError(f"There is no folder “{target.parent}”. Make it first, or name another place.")
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(content)
        else:
            _replace(Path(os.path.realpath(target)), content)
    except OSError as error:
        raise EnvironmentFault(fault_sentence(f"{what} could not be written", target, error)) from error


def write_part(target: Path, content: bytes) -> Path:
    """The content in a file beside its place, durable, under a name that nobody else uses. Raises OSError."""
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part


def _replace(target: Path, content: bytes) -> None:
    part = write_part(target, content)
    try:
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
