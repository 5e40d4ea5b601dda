"""Findings: what the verification says of a package, with the codes, steps and severities of section 5."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Step(IntEnum):
    """The steps of section 5 in their order."""

    CONTAINER = 1
    NAMES = 2
    TREE = 3
    RECORDS = 4
    SIGNATURES = 5
    MANIFESTS = 6
    PAYLOAD = 7
    CERTIFICATES = 8
    TIME = 9
    CHAIN = 10
    REQUEST = 11
    SCOPE = 12
    MEDIA = 13

    @property
    def label(self) -> str:
        return f"V{self.value}"


REQUIRED_STEPS = tuple(Step(number) for number in range(1, 12))
"""V1–V11: each must have recorded its success before a package may be called verified (section 5)."""


class StepOutcome(StrEnum):
    PASSED = "passed"
    WARNED = "warned"
    FAILED = "failed"
    NOT_PERFORMED = "not-performed"


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Verdict(StrEnum):
    """5.1, from the best to the worst."""

    VERIFIED = "verified"
    UNTRUSTED = "untrusted"
    ALTERED = "altered"
    UNREADABLE = "unreadable"


class Completeness(StrEnum):
    """5.2: whether anything was cut off after the last event. Told apart from the verdict."""

    PROVEN = "proven"
    EXTENDED = "extended"
    NOT_PROVEN = "not-proven"
    CONTRADICTED = "contradicted"


class Code(StrEnum):
    """Every code of the table in section 5."""

    NOT_ZIP = "container.not-zip"
    MIMETYPE = "container.mimetype"
    PREFIX = "container.prefix"
    TRAILING = "container.trailing"
    ENCRYPTED = "container.encrypted"
    HEADER_MISMATCH = "container.header-mismatch"
    OVERLAP = "container.overlap"
    CRC = "container.crc"
    COMPRESSED_CLIP = "container.compressed-clip"
    UNSAFE_NAME = "container.unsafe-name"
    DUPLICATE_NAME = "container.duplicate-name"
    SPECIAL_FILE = "container.special-file"
    LIMIT = "container.limit"
    MISSING = "content.missing"
    UNLISTED = "content.unlisted"
    BAGIT = "content.bagit"
    RECORD = "content.record"
    IDENTITY_MISMATCH = "content.identity-mismatch"
    SIGNATURE_MISSING = "signature.missing"
    SIGNATURE_INVALID = "signature.invalid"
    SIGNATURE_FORM = "signature.form"
    SIGNATURE_ALGORITHM = "signature.algorithm"
    MANIFEST = "content.manifest"
    DIGEST = "content.digest"
    UNTRUSTED = "certificate.untrusted"
    ROLE = "certificate.role"
    USAGE = "certificate.usage"
    EXPIRED = "certificate.expired"
    NOT_YET_VALID = "certificate.not-yet-valid"
    REVOKED = "certificate.revoked"
    REVOCATION_UNKNOWN = "certificate.revocation-unknown"
    TIMESTAMP_MISSING = "time.timestamp-missing"
    TIMESTAMP_INVALID = "time.timestamp-invalid"
    TIMESTAMP_UNTRUSTED = "time.timestamp-untrusted"
    TIME_CLAIM = "time.claim"
    TIME_BACKWARDS = "time.backwards"
    CHAIN_GAP = "chain.gap"
    CHAIN_ORDER = "chain.order"
    CHAIN_PREVIOUS = "chain.previous"
    CHAIN_PACKAGE = "chain.package"
    CHAIN_ACTOR = "chain.actor"
    CHAIN_RECIPIENT = "chain.recipient"
    CHAIN_CUSTODIAN = "chain.custodian"
    CHAIN_TRUNCATED = "chain.truncated"
    REQUEST_SIGNATURE = "request.signature"
    REQUEST_AGENCY = "request.agency"
    REQUEST_MISMATCH = "request.mismatch"
    REQUEST_RECIPIENT = "request.recipient"
    REQUEST_TIME = "request.time"
    REQUEST_EXPIRED = "request.expired"
    REQUEST_CONSENT = "request.consent"
    WINDOW_OUTSIDE = "scope.window-outside"
    WINDOW_PARTLY = "scope.window-partly"
    AREA_OUTSIDE = "scope.area-outside"
    AREA_PARTLY = "scope.area-partly"
    UNKNOWN_LOCATION = "scope.unknown-location"
    UNKNOWN_CLOCK = "scope.unknown-clock"
    MEDIA_UNDECODABLE = "media.undecodable"
    MEDIA_LENGTH = "media.length"
    MEDIA_TIME = "media.time"
    MEDIA_C2PA = "media.c2pa"
    MEDIA_SIGNED_VIDEO = "media.signed-video"

    @property
    def effect(self) -> Verdict:
        """The verdict that this code alone leads to (5.1); VERIFIED where it is only a warning."""
        family = self.value.split(".")[0]
        if self in _REQUEST_EFFECTS:
            return _REQUEST_EFFECTS[self]
        return _FAMILY_EFFECTS[family]

    @property
    def severity(self) -> Severity:
        return Severity.WARNING if self.effect is Verdict.VERIFIED else Severity.ERROR


_REQUEST_EFFECTS = {
    Code.REQUEST_SIGNATURE: Verdict.ALTERED,
    Code.REQUEST_MISMATCH: Verdict.ALTERED,
    Code.REQUEST_AGENCY: Verdict.UNTRUSTED,
}
_FAMILY_EFFECTS = {
    "container": Verdict.UNREADABLE,
    "content": Verdict.ALTERED,
    "signature": Verdict.ALTERED,
    "chain": Verdict.ALTERED,
    "certificate": Verdict.UNTRUSTED,
    "time": Verdict.UNTRUSTED,
    "request": Verdict.VERIFIED,
    "scope": Verdict.VERIFIED,
    "media": Verdict.VERIFIED,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation. ``subject`` is a path inside the package, or empty for the package as a whole.

    ``message`` says what is wrong, where, and what to do next, in a clerk's English. It may quote evidence and is
    therefore hostile text: escape it where it is shown.
    """

    code: Code
    step: Step
    subject: str
    message: str

    @property
    def severity(self) -> Severity:
        return self.code.severity


@dataclass(frozen=True, slots=True)
class StepResult:
    """How a step ended. ``reason`` says why it was not performed, where it was not."""

    step: Step
    outcome: StepOutcome
    reason: str = ""
