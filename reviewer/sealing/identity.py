"""The submitter's sealed identity (3.5): CMS EnvelopedData (RFC 5652) that ``openssl cms -decrypt`` opens."""

import base64
import hashlib
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, padding, serialization
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from reviewer.application.errors import UsageError
from reviewer.sealing.record_json import canonical

_SALT_BYTES = 32
_KEY_BYTES = 32
_MIN_RSA_BITS = 3072


@dataclass(frozen=True, slots=True)
class SealedIdentity:
    """``sealed/identity.p7m`` and the commitment to what it holds, for ``submission.json``."""

    p7m: bytes
    commitment: str


def seal_identity(name: str, contact: str, recipients: Sequence[x509.Certificate]) -> SealedIdentity:
    """Enciphers who the submitter is to the disclosure certificates: AES-256-CBC, RSA with OAEP-SHA-256.

    A fresh salt keeps anyone from guessing the commitment's preimage. Raises UsageError without recipients, or where
    one has no RSA key of 3,072 bits or more.
    """
    if not recipients:
        raise UsageError("A sealed identity needs at least one disclosure certificate that can open it.")
    salt = base64.b64encode(secrets.token_bytes(_SALT_BYTES)).decode("ascii")
    plain = canonical({"name": name, "contact": contact, "salt": salt})
    return SealedIdentity(_envelope(plain, recipients), hashlib.sha256(plain).hexdigest())


def _envelope(plain: bytes, recipients: Sequence[x509.Certificate]) -> bytes:
    key, vector = os.urandom(_KEY_BYTES), os.urandom(16)
    padder = padding.PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    ciphertext = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
    content = {
        "content_type": "data",
        "content_encryption_algorithm": {"algorithm": "aes256_cbc", "parameters": core.OctetString(vector)},
        "encrypted_content": ciphertext,
    }
    enveloped = cms.EnvelopedData(
        {
            "version": "v0",
            "recipient_infos": [_recipient(key, certificate) for certificate in recipients],
            "encrypted_content_info": cms.EncryptedContentInfo(content),
        }
    )
    return bytes(cms.ContentInfo({"content_type": "enveloped_data", "content": enveloped}).dump())


def _recipient(key: bytes, certificate: x509.Certificate) -> cms.RecipientInfo:
    public = certificate.public_key()
    if not isinstance(public, rsa.RSAPublicKey) or public.key_size < _MIN_RSA_BITS:
        subject = certificate.subject.rfc4514_string()
        raise UsageError(f"The disclosure certificate “{subject}” has no RSA key of {_MIN_RSA_BITS} bits or more.")
    oaep = rsa_padding.OAEP(rsa_padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    parsed = asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    algorithm = cms.KeyEncryptionAlgorithm(
        {
            "algorithm": "rsaes_oaep",
            "parameters": algos.RSAESOAEPParams(
                {
                    "hash_algorithm": sha256,
                    "mask_gen_algorithm": algos.MaskGenAlgorithm({"algorithm": "mgf1", "parameters": sha256}),
                }
            ),
        }
    )
    return cms.RecipientInfo(
        {
            "ktri": cms.KeyTransRecipientInfo(
                {
                    "version": "v0",
                    "rid": cms.RecipientIdentifier(
                        {
                            "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                                {"issuer": parsed.issuer, "serial_number": parsed.serial_number}
                            )
                        }
                    ),
                    "key_encryption_algorithm": algorithm,
                    "encrypted_key": public.encrypt(key, oaep),
                }
            )
        }
    )
