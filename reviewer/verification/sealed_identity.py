"""The shape of ``sealed/identity.p7m`` (specification 3.5). There is no key here: only that it is what it must be.

It may be BER (``openssl cms -encrypt`` streams with indefinite lengths), so it is brought to definite lengths first.
"""

from reviewer.verification.der import (
    CONSTRUCTED,
    INTEGER,
    MAX_ELEMENTS,
    MAX_NESTING,
    OCTET_STRING,
    SEQUENCE,
    SET,
    DerError,
    Element,
    encode,
    parse,
)

ENVELOPED = "1.2.840.113549.1.7.3"
AUTH_ENVELOPED = "1.2.840.113549.1.9.16.1.23"
OAEP = "1.2.840.113549.1.1.7"
SHA256 = "2.16.840.1.101.3.4.2.1"
_AES256 = {
    ENVELOPED: ("2.16.840.1.101.3.4.1.42", "2.16.840.1.101.3.4.1.43", "2.16.840.1.101.3.4.1.44"),
    AUTH_ENVELOPED: ("2.16.840.1.101.3.4.1.46",),
}
"""AES-256 in CBC, OFB and CFB; in GCM where the content is authenticated."""


def problem_with_identity(data: bytes) -> str | None:
    """What is wrong with it, as the end of a sentence, or None. Never raises."""
    try:
        return _problem(data)
    except DerError as error:
        return f"is not CMS EnvelopedData ({error})"


def _problem(data: bytes) -> str | None:
    info = parse(definite(data)).expect(SEQUENCE).children
    if len(info) != 2 or info[0].oid not in _AES256 or info[1].tag != 0xA0 or len(info[1].children) != 1:
        return "is neither CMS EnvelopedData nor AuthEnvelopedData"
    members = list(info[1].children[0].expect(SEQUENCE).children)
    if len(members) < 3:
        return "lacks a part of EnvelopedData"
    members.pop(0).expect(INTEGER)
    if members[0].tag == 0xA0:
        members.pop(0)
    recipients = members.pop(0).expect(SET).children
    if not recipients:
        return "is enciphered to nobody"
    if any(not _is_oaep_recipient(recipient) for recipient in recipients):
        return "has a recipient whose key is not enciphered with RSA-OAEP-SHA-256"
    if not members:
        return "lacks its enciphered content"
    content = members.pop(0).expect(SEQUENCE).children
    if len(content) != 3 or not content[0].oid or content[2].tag not in (0x80, 0xA0) or not content[2].content:
        return "lacks its enciphered content"
    if _algorithm(content[1]) not in _AES256[info[0].oid]:
        return "is not enciphered with AES-256"
    if info[0].oid == AUTH_ENVELOPED:
        if members and members[0].tag == 0xA1:
            members.pop(0)
        if not members or members.pop(0).tag != OCTET_STRING:
            return "lacks the code that authenticates its content"
        trailer = 0xA2
    else:
        trailer = 0xA1
    if members and (len(members) > 1 or members[0].tag != trailer):
        return "holds something that does not belong in EnvelopedData"
    return None


def _is_oaep_recipient(recipient: Element) -> bool:
    if recipient.tag != SEQUENCE or len(recipient.children) != 4:
        return False
    algorithm, key = recipient.children[2].expect(SEQUENCE).children, recipient.children[3]
    if len(algorithm) != 2 or algorithm[0].oid != OAEP or key.tag != OCTET_STRING or not key.content:
        return False
    parameters = {member.tag: member.children for member in algorithm[1].expect(SEQUENCE).children}
    digest = parameters.get(0xA0, ())
    return bool(digest) and _algorithm(digest[0]) == SHA256


def _algorithm(identifier: Element) -> str:
    """The object identifier of an AlgorithmIdentifier. Raises DerError."""
    members = identifier.expect(SEQUENCE).children
    if not members:
        raise DerError("an algorithm without its identifier")
    return members[0].oid


def definite(data: bytes) -> bytes:
    """BER with every indefinite length made definite; tags and contents as they were. Raises DerError."""
    encoded, after = _definite(data, 0, 1, [MAX_ELEMENTS])
    if after != len(data):
        raise DerError("bytes follow the structure")
    return encoded


def _definite(data: bytes, at: int, depth: int, budget: list[int]) -> tuple[bytes, int]:
    if depth > MAX_NESTING:
        raise DerError(f"nested more than {MAX_NESTING} levels deep")
    budget[0] -= 1
    if budget[0] < 0:
        raise DerError(f"more than {MAX_ELEMENTS} values")
    if at + 2 > len(data) or data[at] & 0x1F == 0x1F:
        raise DerError("ends early, or a tag that no structure here uses")
    tag, length = data[at], data[at + 1]
    at += 2
    end: int | None = None
    if length != 0x80:
        octets = length & 0x7F if length & 0x80 else 0
        if octets > 8 or at + octets > len(data):
            raise DerError("a length that cannot be")
        length = int.from_bytes(data[at : at + octets], "big") if octets else length
        at += octets
        end = at + length
        if end > len(data):
            raise DerError("ends early")
    elif not tag & CONSTRUCTED:
        raise DerError("an indefinite length on a primitive value")
    if not tag & CONSTRUCTED and end is not None:
        return encode(tag, data[at:end]), end
    parts: list[bytes] = []
    while True:
        if end is not None and at >= end:
            if at > end:
                raise DerError("a value runs over its parent's end")
            return encode(tag, b"".join(parts)), end
        if end is None and data[at : at + 2] == b"\0\0":
            return encode(tag, b"".join(parts)), at + 2
        part, at = _definite(data, at, depth + 1, budget)
        parts.append(part)
