"""Reads the verifier's trust folder: ``anchors/<role>/*.pem``, ``crls/*.crl``, ``certs/*.cer`` (specification 4.4)."""

import base64
import binascii
import os
import re
from pathlib import Path

from reviewer.application.errors import EnvironmentFault, UsageError
from reviewer.verification.trust import Role, TrustStore

MAX_FILE_BYTES = 64 << 20
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.S)


def load_trust(folder: Path) -> TrustStore:
    """The trust store as the folder is now. A damaged file is left out and named in ``problems`` (4.5).

    Raises UsageError where the folder is not there, EnvironmentFault where it may not be read.
    """
    if not folder.is_dir():
        raise UsageError(f"There is no trust folder “{folder}”. Give the folder that holds “anchors”.")
    problems: list[str] = []
    anchors = {role: _anchors(folder / "anchors" / role.value, problems) for role in Role}
    crls = tuple(_contents(folder / "crls", "*.crl"))
    certificates = tuple(_contents(folder / "certs", "*.cer"))
    return TrustStore(anchors, crls, certificates, tuple(problems))


def _anchors(folder: Path, problems: list[str]) -> tuple[bytes, ...]:
    found: list[bytes] = []
    for content, path in _files(folder, "*.pem"):
        blocks = _PEM.findall(content)
        try:
            ders = [base64.b64decode(b"".join(block.split()), validate=True) for block in blocks]
        except binascii.Error:
            ders = []
        if not ders:
            problems.append(f"{path.name} holds no certificate in PEM form and was left out")
        found.extend(der for der in ders if der not in found)
    return tuple(found)


def _contents(folder: Path, pattern: str) -> list[bytes]:
    return [content for content, _ in _files(folder, pattern)]


def _files(folder: Path, pattern: str) -> list[tuple[bytes, Path]]:
    try:
        paths = sorted(path for path in folder.glob(pattern) if path.is_file())
        return [(path.read_bytes(), path) for path in paths if path.stat().st_size <= MAX_FILE_BYTES]
    except OSError as error:
        raise EnvironmentFault(
            f"The trust folder “{folder}” cannot be read: {os.strerror(error.errno or 0)}."
        ) from error
