"""Where the files lie that Reviewer ships beside its code: icons, fonts, demo footage. No other module knows."""

import sys
from functools import lru_cache
from pathlib import Path


class ResourceMissing(Exception):
    """A file that is part of the program is not there: the installation is incomplete, or a name is misspelt."""


@lru_cache(maxsize=1)
def resources_folder() -> Path:
    """The folder ``resources``: inside a frozen program, in the source tree, or under the installation's ``share``.

    Raises ResourceMissing where there is none of them.
    """
    frozen = getattr(sys, "_MEIPASS", None)
    places = [Path(frozen) / "resources"] if frozen else []
    places += [Path(__file__).resolve().parent.parent / "resources", Path(sys.prefix) / "share" / "reviewer"]
    for place in places:
        if place.is_dir():
            return place
    raise ResourceMissing("Reviewer's own files (icons, fonts) were not found. Install Reviewer again.")


def resource(*parts: str) -> Path:
    """The path of one shipped file or folder, such as ``resource("icons", "library.svg")``. It may not exist."""
    return resources_folder().joinpath(*parts)
