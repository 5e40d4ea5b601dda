"""The tree of section 2: which names may be there, and what each is."""

import re

FIXED = (
    "mimetype",
    "bagit.txt",
    "bag-info.txt",
    "manifest-sha256.txt",
    "data/request/request.json",
    "data/request/request.p7s",
    "data/submission/submission.json",
)
"""Files that every package has, besides those of its first hop."""
IDENTITY = "sealed/identity.p7m"

_CLIP = re.compile(r"\Adata/clips/([0-9]{3})/([^/]+)\Z")
_CUSTODY = re.compile(r"\Acustody/([0-9]{4})\.json\Z")
_META = re.compile(r"\AMETA-INF/(?:ASiCManifest([0-9]{3})t?\.xml|signature([0-9]{3})\.p7s|timestamp([0-9]{3})\.tst)\Z")
_VALIDATION = re.compile(r"\Avalidation/(?:certs/[^/]+\.cer|crls/[^/]+\.crl)\Z")
_RECORD_ENDINGS = (".json", ".xml", ".p7s", ".tst", ".p7m")
_BIG_MANIFEST = re.compile(r"\A(?:manifest-sha256\.txt|META-INF/ASiCManifest[^/]*\.xml)\Z")


def is_allowed(name: str) -> bool:
    """Whether the name has a place in the tree at all (2, 2.1)."""
    return (
        name in FIXED
        or name == IDENTITY
        or _CLIP.match(name) is not None
        or name.startswith("data/vendor/")
        or _VALIDATION.match(name) is not None
        or hop_number(name) is not None
    )


def hop_number(name: str) -> int | None:
    """The hop that a custody record or META-INF file belongs to, from 1; None for any other name."""
    match = _CUSTODY.match(name) or _META.match(name)
    if match is None:
        return None
    number = int(next(group for group in match.groups() if group is not None))
    return number or None


def clip_file(name: str) -> tuple[str, str] | None:
    """(clip id, file name) of a file in a clip's folder."""
    match = _CLIP.match(name)
    return (match[1], match[2]) if match else None


def is_validation(name: str) -> bool:
    return _VALIDATION.match(name) is not None


def is_validation_certificate(name: str) -> bool:
    return is_validation(name) and name.endswith(".cer")


def is_validation_crl(name: str) -> bool:
    return is_validation(name) and name.endswith(".crl")


def is_record(name: str) -> bool:
    """Whether the limit for a record holds (1.6): clips and files under ``data/vendor/`` are none."""
    if name.startswith("data/vendor/"):
        return False
    clip = clip_file(name)
    if clip is not None:
        return clip[1] == "clip.json"
    return name.endswith(_RECORD_ENDINGS) or name in ("mimetype", "bagit.txt", "bag-info.txt")


def is_big_manifest(name: str) -> bool:
    return _BIG_MANIFEST.match(name) is not None
