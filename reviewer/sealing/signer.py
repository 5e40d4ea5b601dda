"""Who signs: a small protocol, so that a token can stand where a key file stands today, and the key file itself."""

import getpass
import hashlib
import os
import stat
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from reviewer.application.errors import EnvironmentFault, UsageError


class Signer(Protocol):
    """A private key that can be used, with the certificate that vouches for it. ECDSA P-256 with SHA-256 (4.2)."""

    @property
    def certificate(self) -> bytes:
        """The signer's certificate, DER."""
        ...

    @property
    def chain(self) -> Sequence[bytes]:
        """Every intermediate between the signer and its root, DER, the root left out."""
        ...

    def sign(self, data: bytes) -> bytes:
        """ECDSA signature over SHA-256 of ``data``, as a DER SEQUENCE of r and s. Raises EnvironmentFault (token)."""
        ...


class KeySigner:
    """A private key in memory. It is neither printed nor logged: its representation names the certificate alone."""

    def __init__(
        self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate, chain: Sequence[x509.Certificate] = ()
    ) -> None:
        self._key = key
        self._certificate = certificate.public_bytes(serialization.Encoding.DER)
        self._chain = tuple(link.public_bytes(serialization.Encoding.DER) for link in chain)

    @property
    def certificate(self) -> bytes:
        return self._certificate

    @property
    def chain(self) -> tuple[bytes, ...]:
        return self._chain

    def sign(self, data: bytes) -> bytes:
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))

    def __repr__(self) -> str:
        return f"KeySigner(certificate_sha256={certificate_sha256(self._certificate)})"


MAX_INPUT_BYTES = 64 << 20
"""Of a key, a certificate, a revocation list, a request or a packing list: revocation lists may be that large."""
AskPassphrase = Callable[[str], str]
"""Asks a person for a passphrase; the argument is the question."""


def load_signer(
    key: Path,
    certificate: Path,
    chain: Sequence[Path] = (),
    *,
    passphrase_env: str | None = None,
    ask: AskPassphrase | None = None,
) -> KeySigner:
    """A signer from PEM files. Self-signed certificates among ``chain`` are left out: trust never travels (4.4).

    An encrypted key's passphrase comes from the environment variable named ``passphrase_env``, else from ``ask``,
    the terminal where that is left out.
    Raises UsageError (not PEM, another kind of key, key and certificate that do not belong together, wrong passphrase)
    and EnvironmentFault (may not be read).
    """
    leaf, *others = load_certificates(certificate)
    for file in chain:
        others.extend(load_certificates(file))
    private_key = _load_key(key, passphrase_env, ask or ask_at_terminal)
    try:
        belongs = leaf.public_key() == private_key.public_key()
    except (UnsupportedAlgorithm, ValueError):  # a kind of key that is none of ours
        belongs = False
    if not belongs:
        raise UsageError(f"The key “{key}” does not belong to the certificate “{certificate}”. Check both paths.")
    return KeySigner(private_key, leaf, [link for link in others if link.subject != link.issuer])


def load_certificates(path: Path) -> list[x509.Certificate]:
    """Every certificate of a PEM file, at least one. Raises UsageError, EnvironmentFault."""
    try:
        return x509.load_pem_x509_certificates(read_input(path))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UsageError(f"“{path}” holds no certificate in PEM form. Name a file that does.") from error


def common_name(certificate: x509.Certificate) -> str:
    """The name of a certificate's subject as people call it; its whole subject where it has no common name."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def load_crl(path: Path) -> bytes:
    """A revocation list from a DER or PEM file, as DER. Raises UsageError, EnvironmentFault."""
    data = read_input(path)
    try:
        pem = data.lstrip().startswith(b"-----BEGIN")
        crl = x509.load_pem_x509_crl(data) if pem else x509.load_der_x509_crl(data)
    except ValueError as error:
        raise UsageError(f"“{path}” is no certificate revocation list. Name a file that is one.") from error
    return crl.public_bytes(serialization.Encoding.DER)


def certificate_sha256(certificate: bytes) -> str:
    """How records name a certificate: SHA-256 over its DER, lower-case hex (3.4)."""
    return hashlib.sha256(certificate).hexdigest()


def read_input(path: Path) -> bytes:
    """A small input file whole. Raises UsageError where there is none, EnvironmentFault where it may not be read.

    A pipe or device is refused, since it may never end.
    """
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            what = "a folder" if stat.S_ISDIR(mode) else "a pipe or a device"
            raise UsageError(f"“{path}” is {what}. Name an ordinary file.")
        with path.open("rb") as file:
            data = file.read(MAX_INPUT_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError(f"There is no file “{path}”. Check the path.") from error
    except OSError as error:
        raise EnvironmentFault(f"“{path}” cannot be read ({error.strerror}). Check its permissions.") from error
    if len(data) > MAX_INPUT_BYTES:
        raise UsageError(f"“{path}” is larger than {MAX_INPUT_BYTES >> 20} MiB, so it is not what is asked for here.")
    return data


def _load_key(path: Path, passphrase_env: str | None, ask: AskPassphrase) -> ec.EllipticCurvePrivateKey:
    pem = read_input(path)
    key: object
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except TypeError:  # the library's word for "encrypted, and no passphrase given"
        key = _load_encrypted(path, pem, _passphrase(path, passphrase_env, ask))
    except ValueError as error:
        raise UsageError(f"“{path}” holds no private key in PEM form. Name a file that does.") from error
    except UnsupportedAlgorithm:
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise UsageError(f"The key “{path}” is not an ECDSA key on the curve P-256, which packages are signed with.")
    return key


def _load_encrypted(path: Path, pem: bytes, passphrase: bytes) -> object:
    try:
        return serialization.load_pem_private_key(pem, password=passphrase)
    except (ValueError, TypeError) as error:  # TypeError: an empty one
        raise UsageError(f"The passphrase does not open the key “{path}”. Try again.") from error
    except UnsupportedAlgorithm as error:
        raise UsageError(f"The key “{path}” is enciphered in a way that is not known here. Save it anew.") from error


def ask_at_terminal(question: str) -> str:
    """Asks without showing what is typed. Raises UsageError where nobody is there to ask: never reads a pipe."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(question)
    except (getpass.GetPassWarning, EOFError, OSError) as error:
        raise UsageError(
            "The key is encrypted and there is no terminal to ask for its passphrase. Put the passphrase into an "
            "environment variable and name that with --passphrase-env."
        ) from error


def _passphrase(path: Path, variable: str | None, ask: AskPassphrase) -> bytes:
    if variable is None:
        return ask(f"Passphrase of {path.name}: ").encode()
    value = os.environ.get(variable)
    if value is None:
        raise UsageError(f"The environment variable {variable}, which should hold the passphrase, is not set.")
    return value.encode()
