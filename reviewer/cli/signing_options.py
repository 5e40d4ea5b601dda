"""The options of every command that signs: key, certificates, revocation lists, timestamp authority."""

import argparse
import time

from reviewer.cli.paths import path
from reviewer.sealing.hop import Credentials


def add_signing_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds ``--key --cert --chain --crl --tsa --passphrase-env``."""
    signing = parser.add_argument_group("signing")
    signing.add_argument("--key", type=path, required=True, metavar="KEY.pem", help="private key, ECDSA P-256")
    signing.add_argument("--cert", type=path, required=True, metavar="CERT.pem", help="the key's certificate")
    signing.add_argument(
        "--chain",
        type=path,
        action="append",
        default=[],
        metavar="CERT.pem",
        help="intermediate certificates between --cert and its root; may be repeated",
    )
    signing.add_argument(
        "--crl",
        type=path,
        action="append",
        default=[],
        metavar="FILE",
        help="revocation list (DER or PEM) of an issuer concerned, as of now; may be repeated",
    )
    signing.add_argument("--tsa", required=True, metavar="URL", help="timestamp authority (RFC 3161 over HTTP)")
    signing.add_argument(
        "--passphrase-env",
        metavar="NAME",
        help="environment variable with the key's passphrase; without it an encrypted key's passphrase is asked for",
    )


def credentials_from(args: argparse.Namespace) -> Credentials:
    """What the options name, fit to sign with now. Raises UsageError, EnvironmentFault."""
    from reviewer.sealing.certificate_rules import require_signer
    from reviewer.sealing.signer import load_crl, load_signer
    from reviewer.sealing.timestamping import HttpTimestamper

    timestamper = HttpTimestamper(args.tsa)
    crls = tuple(load_crl(file) for file in args.crl)
    signer = load_signer(args.key, args.cert, args.chain, passphrase_env=args.passphrase_env)
    require_signer(signer.certificate, time.time_ns() // 1000)
    return Credentials(signer, timestamper, crls)
