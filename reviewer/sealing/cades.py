"""Detached CAdES baseline B signatures (ETSI EN 319 122-1) as section 4.1 wants them, through pyHanko's CMS signers."""

import asyncio
from collections.abc import Iterable
from datetime import datetime

from asn1crypto import x509
from pyhanko.sign.attributes import (
    CMSAttributeProvider,
    SignedAttributeProviderSpec,
    SigningCertificateV2Provider,
    SigningTimeProvider,
)
from pyhanko.sign.signers import Signer as PyhankoSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from reviewer.evidence.instants import from_microseconds
from reviewer.sealing.signer import Signer


def sign_detached(data: bytes, signer: Signer, signing_time: int) -> bytes:
    """DER of a SignedData over ``data`` with content-type, message-digest, signing-time, signing-certificate-v2.

    ``signing_time`` in µs UTC; the attribute has whole seconds. Certificates inside: the signer's and every
    intermediate. What ``signer.sign`` raises passes through.
    """
    cms_signer = _CmsSigner(signer, from_microseconds(signing_time))
    signature = asyncio.run(cms_signer.async_sign_general_data(data, "sha256", detached=True))
    return bytes(signature.dump())


class _CmsSigner(PyhankoSigner):  # type: ignore[misc]  # pyHanko's types are not followed
    """pyHanko asks its signer for the raw signature alone; this one asks ours, wherever the key may be."""

    def __init__(self, signer: Signer, signing_time: datetime) -> None:
        certificate = x509.Certificate.load(signer.certificate)
        certificates = SimpleCertificateStore()
        certificates.register_multiple(x509.Certificate.load(link) for link in signer.chain)
        super().__init__(signing_cert=certificate, cert_registry=certificates)
        self.signed_attr_prov_spec = _BaselineB(certificate, signing_time)
        self._signer = signer

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return self._signer.sign(data)


class _BaselineB(SignedAttributeProviderSpec):  # type: ignore[misc]  # as above
    """The two attributes that baseline B adds to those of every CMS signature."""

    def __init__(self, certificate: x509.Certificate, signing_time: datetime) -> None:
        self._providers = (SigningCertificateV2Provider(certificate), SigningTimeProvider(signing_time))

    def signed_attr_providers(self, data_digest: bytes, digest_algorithm: str) -> Iterable[CMSAttributeProvider]:
        return self._providers
