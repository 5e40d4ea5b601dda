"""Reads the verifier's trust folder: ``anchors/<role>/*.pem``, ``crls/*.crl``, ``certs/*.cer`` (specification 4.4)."""

import base64
import binascii
import os
import re
import stat
from pathlib import Path

from reviewer.application.errors import EnvironmentFault, UsageError
from reviewer.application.faults import fault_sentence
from reviewer.verification.trust import Role, TrustStore

MAX_FILE_BYTES = 64 << 20
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.S)


def load_trust(folder: Path) -> TrustStore:
    """The trust store as the folder is now. A damaged file is left out and named in ``problems`` (4.5).

    Raises UsageError where the folder is not there, EnvironmentFault where it or a file in it may not be read.
    """
    problems: list[str] = []
    try:
        _refuse_no_folder(folder)
        anchors = {role: _anchors(folder / "anchors" / role.value, problems) for role in Role}
        crls = tuple(content for _, content in _files(folder / "crls", ".crl", problems))
        certificates = tuple(content for _, content in _files(folder / "certs", ".cer", problems))
    except OSError as error:
        place = error.filename or folder
        raise EnvironmentFault(fault_sentence("The trust folder could not be read", place, error)) from error
    return TrustStore(anchors, crls, certificates, tuple(problems))


def _refuse_no_folder(folder: Path) -> None:
    try:
        mode = folder.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise UsageError(f"There is no trust folder “{folder}”. Give the folder that holds “anchors”.") from error
    if not stat.S_ISDIR(mode):
        raise UsageError(f"“{folder}” is a file. Give the trust folder: the folder that holds “anchors”.")


def _anchors(folder: Path, problems: list[str]) -> tuple[bytes, ...]:
    found: list[bytes] = []
    for name, content in _files(folder, ".pem", problems):
        blocks = _PEM.findall(content)
        try:
            ders = [base64.b64decode(b"".join(block.split()), validate=True) for block in blocks]
        except binascii.Error:
            ders = []
        if not ders:
            problems.append(f"{name} holds no certificate in PEM form and was left out")
        found.extend(der for der in ders if der not in found)
    return tuple(found)


def _files(folder: Path, ending: str, problems: list[str]) -> list[tuple[str, bytes]]:
    """Name and content of the plain files with this ending, in the order of their names; none without the folder.

    Every error but that is raised: a list or an anchor that is silently left out could turn a verdict.
    """
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(ending))
    except (FileNotFoundError, NotADirectoryError):
        return []
    found: list[tuple[str, bytes]] = []
    for name in names:
        try:
            status = (folder / name).stat()
        except FileNotFoundError:
            problems.append(f"{name} is a link to a file that is not there and was left out")
            continue
        if not stat.S_ISREG(status.st_mode):
            problems.append(f"{name} is no file and was left out")
            continue
        if status.st_size > MAX_FILE_BYTES:
            problems.append(f"{name} is larger than any certificate or list and was left out")
            continue
        found.append((name, (folder / name).read_bytes()))
    return found
