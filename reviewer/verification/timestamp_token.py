"""RFC 3161 timestamp tokens: a bare token over given bytes, its signature verified, its authority not yet trusted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from reviewer.evidence.instants import to_microseconds
from reviewer.verification.algorithms import AlgorithmRefused, digest_name, digest_of
from reviewer.verification.certificates import Certificate
from reviewer.verification.cms import (
    ID_TST_INFO,
    CmsProblem,
    Kind,
    SignedData,
    check_signature,
    parse_signed_data,
    signer_of,
)
from reviewer.verification.der import (
    BOOLEAN,
    GENERALIZED_TIME,
    INTEGER,
    OCTET_STRING,
    OID,
    SEQUENCE,
    DerError,
    Element,
    parse,
)

_GENERALIZED = re.compile(rb"\A(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{1,12}))?Z\Z")


@dataclass(frozen=True, slots=True)
class Token:
    """A token whose signature holds over the bytes. ``gen_time`` in µs UTC; finer digits are cut off."""

    gen_time: int
    authority: Certificate
    signed: SignedData


def read_token(data: bytes, stamped: bytes, pool: Iterable[Certificate]) -> Token:
    """The token over ``stamped``. Raises CmsProblem for anything that is wrong with it."""
    signed = parse_signed_data(data)
    if signed.content_type != ID_TST_INFO or signed.content is None:
        raise CmsProblem(Kind.FORM, "it is not a timestamp token")
    gen_time, digest, imprint = _read_info(signed.content)
    authority = signer_of(signed, pool, token=True)
    check_signature(signed, authority, signed.content, ID_TST_INFO, signing_time=False)
    if digest_of(stamped, digest) != imprint:
        raise CmsProblem(Kind.INVALID, "it was made over other data than this event's")
    return Token(gen_time, authority, signed)


def _read_info(data: bytes) -> tuple[int, str, bytes]:
    """(genTime, imprint's digest name, imprint) of a TSTInfo (RFC 3161, 2.4.2)."""
    try:
        members = list(parse(data).expect(SEQUENCE).children)
        if len(members) < 5 or members[0].integer != 1:
            raise DerError("it is not TSTInfo of version 1")
        members[1].expect(OID)
        algorithm, imprint = members[2].expect(SEQUENCE).children
        members[3].expect(INTEGER)
        gen_time = _generalized_time(members[4])
        _refuse_unknown(members[5:])
        return gen_time, digest_name(algorithm), imprint.expect(OCTET_STRING).content
    except AlgorithmRefused as error:
        raise CmsProblem(Kind.ALGORITHM, str(error)) from error
    except (DerError, ValueError) as error:
        raise CmsProblem(Kind.FORM, f"its content is not well formed ({error})") from error


def _refuse_unknown(rest: list[Element]) -> None:
    """accuracy, ordering, nonce, tsa and extensions, each at most once and in this order."""
    order = (SEQUENCE, BOOLEAN, INTEGER, 0xA0, 0xA1)
    last = -1
    for member in rest:
        if member.tag not in order or order.index(member.tag) <= last:
            raise DerError("an unknown member in TSTInfo")
        last = order.index(member.tag)
        if member.tag == 0xA1 and any(_is_critical(extension) for extension in member.children):
            raise DerError("an unknown critical extension in TSTInfo")


def _is_critical(extension: Element) -> bool:
    members = extension.expect(SEQUENCE).children
    return len(members) == 3 and members[1].expect(BOOLEAN).content != b"\0"


def _generalized_time(element: Element) -> int:
    match = _GENERALIZED.match(element.expect(GENERALIZED_TIME).content)
    if match is None:
        raise DerError("genTime is not in UTC with seconds")
    parts = [int(part) for part in match.groups()[:6]]
    fraction = (match.group(7) or b"").ljust(6, b"0")[:6]
    moment = datetime(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], tzinfo=UTC)
    return to_microseconds(moment) + int(fraction)
