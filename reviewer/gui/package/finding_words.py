"""What each code of section 5 means to a person: a title that names the fact, and what follows from it for the case.

The finding's own message (from the verifier) says what is wrong where; these words stand beside it and never replace
it. Every code has its words (tested).
"""

from dataclasses import dataclass

from reviewer.evidence.findings import Code


@dataclass(frozen=True, slots=True)
class Meaning:
    """``title`` is a clause without a full stop; ``follows`` a sentence or two."""

    title: str
    follows: str


_NOT_READ = "The file was not read any further, so nothing in it is shown as proven."
_CHANGED = "What lies here is not what was signed. Do not rely on it; ask the sender for the package again."
_HISTORY = "The chain of custody cannot be relied on from this event on. Ask the agencies named in it."
_SIGNER = "Who signed it is not proven. Whether the content is unchanged is judged apart, in V5 to V7."
_MOMENT = "When this event took place is not proven by anyone but the person who recorded it."
_MEDIA = "Whether the clip's bytes are those that were sealed is judged apart, in V7."
_BOUNDS = "The verdict does not depend on it. Whether the clip answers the request is for the reviewer to judge."

MEANINGS: dict[Code, Meaning] = {
    Code.NOT_ZIP: Meaning("The file is not a complete footage package", _NOT_READ),
    Code.MIMETYPE: Meaning("The package does not say what it is", _NOT_READ),
    Code.PREFIX: Meaning("Something stands before the package in its file", _NOT_READ),
    Code.TRAILING: Meaning("Something stands after the package in its file", _NOT_READ),
    Code.ENCRYPTED: Meaning("The package is enciphered", _NOT_READ),
    Code.HEADER_MISMATCH: Meaning("The package describes one of its files in two different ways", _NOT_READ),
    Code.OVERLAP: Meaning("The package holds bytes that belong to no file, or to two", _NOT_READ),
    Code.CRC: Meaning("A file inside the package is damaged", _NOT_READ),
    Code.COMPRESSED_CLIP: Meaning("A clip is compressed inside the package", _NOT_READ),
    Code.UNSAFE_NAME: Meaning("A file inside has a name that is not safe on every computer", _NOT_READ),
    Code.DUPLICATE_NAME: Meaning("Two files inside have the same name", _NOT_READ),
    Code.SPECIAL_FILE: Meaning("The package holds a link or a special file", _NOT_READ),
    Code.LIMIT: Meaning("The package is larger than Reviewer's limits allow", _NOT_READ),
    Code.MISSING: Meaning("A file that belongs to the package is missing", _CHANGED),
    Code.UNLISTED: Meaning("The package holds a file that nobody signed", _CHANGED),
    Code.BAGIT: Meaning("The package's list of files is not as it must be", _CHANGED),
    Code.RECORD: Meaning("A record does not have the form that the specification asks for", _CHANGED),
    Code.IDENTITY_MISMATCH: Meaning("Two records contradict each other", _CHANGED),
    Code.SIGNATURE_MISSING: Meaning("A signature is missing", _CHANGED),
    Code.SIGNATURE_INVALID: Meaning("A signature does not fit what it signs", _CHANGED),
    Code.SIGNATURE_FORM: Meaning("A signature does not have the form that binds it to its signer", _CHANGED),
    Code.SIGNATURE_ALGORITHM: Meaning("A signature was made in a way that is too weak", _CHANGED),
    Code.MANIFEST: Meaning("A signed list does not list what it must", _CHANGED),
    Code.DIGEST: Meaning("A file differs from its signed SHA-256", _CHANGED),
    Code.UNTRUSTED: Meaning(
        "A signer's certificate does not lead to a root that you trust",
        f"{_SIGNER} If the agency is known to you, ask whoever keeps your trust folder to add its root.",
    ),
    Code.ROLE: Meaning("A certificate was used for something that its root may not vouch for", _SIGNER),
    Code.USAGE: Meaning("A certificate is not meant for this kind of signature", _SIGNER),
    Code.EXPIRED: Meaning("A certificate had expired when it was used", _SIGNER),
    Code.NOT_YET_VALID: Meaning("A certificate was not valid yet when it was used", _SIGNER),
    Code.REVOKED: Meaning("A certificate had been revoked when it was used", f"{_SIGNER} Ask its agency why."),
    Code.REVOCATION_UNKNOWN: Meaning(
        "Whether a certificate had been revoked is not known",
        f"{_SIGNER} A revocation list of that time from its issuer, put into your trust folder, settles it.",
    ),
    Code.TIMESTAMP_MISSING: Meaning("An event has no timestamp", _MOMENT),
    Code.TIMESTAMP_INVALID: Meaning("A timestamp does not fit what it stamps", _MOMENT),
    Code.TIMESTAMP_UNTRUSTED: Meaning("A timestamp comes from an authority that you do not trust", _MOMENT),
    Code.TIME_CLAIM: Meaning("An event's stated time disagrees with its timestamp", _MOMENT),
    Code.TIME_BACKWARDS: Meaning("A timestamp is earlier than that of the event before", _MOMENT),
    Code.CHAIN_GAP: Meaning("A custody event is missing from the chain", _HISTORY),
    Code.CHAIN_ORDER: Meaning("Custody events stand in an order that cannot have happened", _HISTORY),
    Code.CHAIN_PREVIOUS: Meaning("A custody event does not continue the one before it", _HISTORY),
    Code.CHAIN_PACKAGE: Meaning("A custody event belongs to another package", _HISTORY),
    Code.CHAIN_ACTOR: Meaning("A custody event names somebody other than its signer", _HISTORY),
    Code.CHAIN_RECIPIENT: Meaning("The package was handed to one recipient and taken by another", _HISTORY),
    Code.CHAIN_CUSTODIAN: Meaning("An event was signed by somebody who did not hold the package", _HISTORY),
    Code.CHAIN_TRUNCATED: Meaning(
        "The history is not the one that was expected",
        "Events were cut off or replaced. Ask whoever gave you the expected head for their copy of the package.",
    ),
    Code.REQUEST_SIGNATURE: Meaning("The agency's signature over its request does not hold", _CHANGED),
    Code.REQUEST_MISMATCH: Meaning("The submission answers another request than the one enclosed", _CHANGED),
    Code.REQUEST_AGENCY: Meaning(
        "The request was not signed by the agency that it names",
        "That this agency made the request is not proven. Ask the agency for the request that it issued.",
    ),
    Code.REQUEST_RECIPIENT: Meaning(
        "The package was first received by another agency than the one that asked",
        "The verdict does not depend on it. Ask both agencies how it came to that.",
    ),
    Code.REQUEST_TIME: Meaning(
        "Request, submission and sealing do not follow one another in time",
        "The verdict does not depend on it, but the order of events needs an explanation.",
    ),
    Code.REQUEST_EXPIRED: Meaning(
        "The clips were submitted after the request had expired",
        "The verdict does not depend on it. Ask counsel whether a late submission may be used.",
    ),
    Code.REQUEST_CONSENT: Meaning(
        "The submission is called voluntary, but no consent is enclosed",
        "Do not present it as voluntary before the resident's consent has been found.",
    ),
    Code.WINDOW_OUTSIDE: Meaning("A clip lies outside the window that was asked for", _BOUNDS),
    Code.WINDOW_PARTLY: Meaning("A clip lies partly outside the window that was asked for", _BOUNDS),
    Code.AREA_OUTSIDE: Meaning("A camera stood outside the area that was asked for", _BOUNDS),
    Code.AREA_PARTLY: Meaning("A camera may have stood outside the area that was asked for", _BOUNDS),
    Code.UNKNOWN_LOCATION: Meaning("Where a camera stood is not known", _BOUNDS),
    Code.UNKNOWN_CLOCK: Meaning("How far a camera's clock was off is not known", _BOUNDS),
    Code.MEDIA_UNDECODABLE: Meaning(
        "The first or last picture of a clip cannot be decoded",
        f"It may not play here. {_MEDIA}",
    ),
    Code.MEDIA_LENGTH: Meaning(
        "A clip's length differs from what was claimed of it",
        f"Its claimed start or end is in doubt. {_MEDIA}",
    ),
    Code.MEDIA_TIME: Meaning(
        "The time written in a clip's file differs from what was claimed of it",
        f"When it was recorded is in doubt. {_MEDIA}",
    ),
    Code.MEDIA_C2PA: Meaning(
        "A clip's own provenance mark (C2PA) does not hold",
        f"What its maker's mark says of it is not proven. {_MEDIA}",
    ),
    Code.MEDIA_SIGNED_VIDEO: Meaning(
        "A clip's own video signature does not hold",
        f"That it left its camera like this is not proven. {_MEDIA}",
    ),
}
