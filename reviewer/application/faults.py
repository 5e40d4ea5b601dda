"""What an operating system's error means to a person: one sentence of what failed, where, why, and what to do."""

import errno
import os
from pathlib import Path

_FULL = ("the disc is full", "Free some space and try again; nothing was lost.")
_REFUSED = ("permission was refused", "Ask whoever looks after this computer for access, then try again.")
_GONE = ("it is no longer there", "Connect the disc or network drive again, then try again.")
_FAILING = ("the disc reported an error", "The disc may be failing: copy what matters to another one before going on.")
_REASONS = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: ("the file is larger than this disc or account allows", "Choose another disc, then try again."),
    errno.EACCES: _REFUSED,
    errno.EPERM: _REFUSED,
    errno.EROFS: ("the disc is write-protected", "Remove the protection or choose another folder, then try again."),
    errno.ENOENT: _GONE,
    errno.ENOTDIR: _GONE,
    errno.ENODEV: _GONE,
    errno.ENXIO: _GONE,
    errno.ESTALE: _GONE,
    errno.EEXIST: ("something else is in its place", "Move that away or choose another folder, then try again."),
    errno.EISDIR: ("it is a folder", "Name a file, then try again."),
    errno.ELOOP: ("its links lead in a circle", "Give the file itself instead of a link to it."),
    errno.EIO: _FAILING,
    errno.EMFILE: ("too many files are open", "Close other programs, then try again."),
    errno.ENFILE: ("too many files are open", "Close other programs, then try again."),
    errno.ENAMETOOLONG: ("its name is too long for this disc", "Shorten the name or choose another disc."),
}


def fault_sentence(failed: str, path: Path | str, error: OSError) -> str:
    """For the text of an EnvironmentFault. ``failed``: say "The report could not be written".

    The path may hold hostile text: escape the sentence where it is shown.
    """
    why, advice = _REASONS.get(
        error.errno or 0, (os.strerror(error.errno) if error.errno else str(error), "Try again.")
    )
    return f"{failed}: {why} ({path}). {advice}"
