"""Opens whatever a person points at as a package: a file as a sealed ZIP, a folder as its plain tree."""

import errno
import os
from pathlib import Path

from reviewer.application.errors import EnvironmentFault, UsageError
from reviewer.intake.folder_package import FolderPackage
from reviewer.intake.strict_zip import StrictZip
from reviewer.verification.reader import Limits, PackageReader

NOT_A_PLACE = frozenset({errno.ENAMETOOLONG, errno.ELOOP})
"""What systems answer where a name can be none of theirs, or its links lead in a circle."""
_SHOWN = 200


def shortened(path: Path) -> str:
    """A path of any length, for a sentence."""
    text = str(path)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def open_package(path: Path, limits: Limits) -> PackageReader:
    """A reader over the path. Raises UsageError where there is nothing, EnvironmentFault where it may not be read."""
    try:
        if path.is_dir():
            return FolderPackage(path, limits)
        if not path.is_file():
            if path.is_symlink() and not path.exists():
                raise UsageError(f"“{path}” is a link, and what it leads to is not there. Give the file itself.")
            if path.exists():
                raise UsageError(f"“{path}” is neither a file nor a folder. Give the package file that was received.")
            raise UsageError(f"There is no file or folder “{path}”. Check the name and that the disc is connected.")
        return StrictZip(path, limits)
    except PermissionError as error:
        raise EnvironmentFault(f"“{path}” may not be read: permission was refused. Ask whoever owns it.") from error
    except ValueError as error:  # a path with a NUL character
        raise UsageError("The path is not one that this computer can open.") from error
    except OSError as error:
        if error.errno in NOT_A_PLACE:
            raise UsageError(f"There is nothing at that path ({shortened(path)}). Check the name.") from error
        raise EnvironmentFault(f"“{path}” cannot be read: {os.strerror(error.errno or 0)}.") from error
