"""The lists of a package: BagIt's payload manifest (RFC 8493) and the ASiC manifests of each hop (2.2–2.4)."""

import base64
from collections.abc import Mapping
from urllib.parse import quote

SIGNATURE_TYPE = "application/pkcs7-signature"
TOKEN_TYPE = "application/vnd.etsi.timestamp-token"  # noqa: S105 - a media type

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\n'
)
_REFERENCE = (
    '<asic:DataObjectReference URI="{uri}"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
    "<ds:DigestValue>{digest}</ds:DigestValue></asic:DataObjectReference>\n"
)


def asic_manifest(signature: str, media_type: str, digests: Mapping[str, str]) -> bytes:
    """An ASiCManifest for the signature or token file named, listing ``digests`` (SHA-256 in hex by name), sorted.

    A URI has letters, digits and ``-._~/`` as they are and every other byte of its UTF-8 percent-encoded (RFC 3986),
    so that nothing in it has a meaning in XML.
    """
    lines = [_HEAD, f'<asic:SigReference URI="{quote(signature)}" MimeType="{media_type}"/>\n']
    for name in sorted(digests, key=str.encode):
        value = base64.b64encode(bytes.fromhex(digests[name])).decode("ascii")
        lines.append(_REFERENCE.format(uri=quote(name), digest=value))
    lines.append("</asic:ASiCManifest>\n")
    return "".join(lines).encode("utf-8")


def payload_manifest(digests: Mapping[str, str]) -> bytes:
    """``manifest-sha256.txt``: every file under ``data/``, sorted bytewise by path, in lower case (2.4)."""
    payload = sorted((name for name in digests if name.startswith("data/")), key=str.encode)
    return "".join(f"{digests[name]}  {name}\n" for name in payload).encode("utf-8")


BAGIT_TXT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def bag_info(package_id: str, payload_bytes: int, payload_files: int, date: str, organization: str) -> bytes:
    """``bag-info.txt``; ``date`` as YYYY-MM-DD. A line feed in the organization's name would be a second label."""
    organization = " ".join(organization.split())
    return (
        f"Bagging-Date: {date}\nExternal-Identifier: {package_id}\nPayload-Oxum: {payload_bytes}.{payload_files}\n"
        f"Source-Organization: {organization}\n"
    ).encode()
