"""Sealed identities that are enciphered otherwise than 3.5 wants, and those that it allows, made by ``openssl cms``."""

import hashlib
import subprocess

import rfc8785
from cryptography.hazmat.primitives import serialization

from reviewer.evidence.findings import Code, Verdict
from tests.corpus.draft import IDENTITY, SUBMISSION, Draft
from tests.corpus.workshop import Workshop, attack

PLAIN = rfc8785.dumps({"name": "Jane Roe", "contact": "jane@example.org", "salt": "A" * 43 + "="})
OAEP = ("-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256")


def enciphered(w: Workshop, *options: str) -> Draft:
    """The package with an identity that ``openssl cms -encrypt`` made, and the commitment to what is in it."""
    certificate = w.place / "court.pem"
    certificate.write_bytes(w.court.certificate.public_bytes(serialization.Encoding.PEM))
    command = ["openssl", "cms", "-encrypt", "-binary", "-outform", "DER", "-recip", str(certificate), *options]
    draft = w.draft()
    draft.files[IDENTITY] = subprocess.run(command, input=PLAIN, capture_output=True, check=True).stdout
    commitment = hashlib.sha256(PLAIN).hexdigest()
    draft.record(SUBMISSION, lambda r: r["submitter"].update(identity_commitment=commitment))
    draft.carry()
    return draft


for _kind, _options, _change in (
    ("aes-128", ("-aes128", *OAEP), "enciphered with AES-128"),
    ("3des", ("-des3", *OAEP), "enciphered with 3DES"),
    ("pkcs1", ("-aes256",), "its key enciphered with PKCS#1 v1.5"),
    ("oaep-sha-1", ("-aes256", *OAEP[:2]), "its key enciphered with OAEP and SHA-1"),
):

    @attack(f"identity-{_kind}", Code.RECORD, _change, "3.5", touches={IDENTITY, SUBMISSION})
    def _(w: Workshop, options: tuple[str, ...] = _options) -> Draft:
        return enciphered(w, *options)


for _kind, _options, _change in (
    ("cbc", ("-aes256", *OAEP), "AES-256 in CBC, as DER"),
    ("gcm", ("-aes-256-gcm", *OAEP), "AES-256 in GCM: AuthEnvelopedData"),
    ("streamed", ("-aes256", "-stream", *OAEP), "AES-256 in CBC, as BER with indefinite lengths"),
):

    @attack(f"allowed-identity-{_kind}", (), _change, "3.5", touches={IDENTITY, SUBMISSION}, verdict=Verdict.VERIFIED)
    def _(w: Workshop, options: tuple[str, ...] = _options) -> Draft:
        return enciphered(w, *options)
