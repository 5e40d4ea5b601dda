"""Records are RFC 8785 canonical JSON: parsed without Python's lenience, and compared with their canonical form.

Python's own parser takes NaN, the last of duplicate keys and lone surrogates, and recurses without limit; here all of
these are refused. Numbers are IEEE doubles (section 3): they are parsed as floats, and only their canonical writing
decides; whole numbers come back as int as far as doubles can tell one from the next, beyond that as floats.
"""

import json
import re
from typing import Any

import rfc8785

MAX_NESTING = 64
"""Section 3: levels of arrays and objects."""
LARGEST_INTEGER = 2**53 - 1
"""RFC 8785 writes no larger one as an integer; as a float it does."""


class NotCanonical(ValueError):
    """Not a record: the sentence says why."""


def parse_record(data: bytes) -> Any:
    """The value of canonical JSON bytes. Raises NotCanonical, for any input at all and nothing else."""
    value = parse_json(data)
    try:
        canonical = rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, ValueError, OverflowError) as error:
        raise NotCanonical("it cannot be written in canonical form (RFC 8785)") from error
    if canonical != data:
        raise NotCanonical(f"it is not in canonical form (RFC 8785); {_first_difference(canonical, data)}")
    return _whole_numbers(value)


def parse_json(data: bytes) -> Any:
    """The value of strict JSON (RFC 8259), numbers as floats. Raises NotCanonical."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotCanonical(f"it is not UTF-8 (byte {error.start})") from error
    if text.startswith("\ufeff"):
        raise NotCanonical("it begins with a byte order mark")
    _refuse_deep_nesting(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=_number,
            parse_int=_number,
            parse_constant=_constant,
        )
    except NotCanonical:
        raise
    except ValueError as error:
        raise NotCanonical(f"it is not JSON ({error})") from error
    _refuse_lone_surrogates(value)
    return value


_STRING = re.compile(r'"(?:[^"\\]+|\\.)*+"?', re.S)
"""A string, or one that never ends: both are taken whole, so that hostile quotes cost no second look."""
_BRACKET = re.compile(r"[\[\]{}]")


def _refuse_deep_nesting(text: str) -> None:
    """Counted before parsing, so that the parser's recursion is bounded by our own limit."""
    depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub("", text)):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > MAX_NESTING:
            raise NotCanonical(f"it is nested more than {MAX_NESTING} levels deep")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                shown = key[:60].encode("utf-8", "replace").decode("utf-8")  # it may hold a lone surrogate
                raise NotCanonical(f"the member “{shown}” stands twice")
            seen.add(key)
    return members


def _number(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise NotCanonical(f"the number {text[:40]} is too large")
    return value


def _constant(text: str) -> float:
    raise NotCanonical(f"{text} is no JSON number")


def _refuse_lone_surrogates(value: Any) -> None:
    if isinstance(value, str):
        if not value.isascii():
            try:
                value.encode("utf-8")
            except UnicodeEncodeError as error:
                raise NotCanonical("it contains a lone surrogate") from error
    elif isinstance(value, dict):
        for key, member in value.items():
            _refuse_lone_surrogates(key)
            _refuse_lone_surrogates(member)
    elif isinstance(value, list):
        for member in value:
            _refuse_lone_surrogates(member)


def _whole_numbers(value: Any) -> Any:
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) <= LARGEST_INTEGER else value
    if isinstance(value, dict):
        return {key: _whole_numbers(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_whole_numbers(member) for member in value]
    return value


def _first_difference(canonical: bytes, data: bytes) -> str:
    if canonical.startswith(data) or data.startswith(canonical):
        return f"canonical form has {len(canonical)} bytes, the record {len(data)}"
    same, differs = 0, min(len(canonical), len(data))  # so many first bytes agree, so many do not
    while differs - same > 1:
        middle = (same + differs) // 2
        if canonical[same:middle] == data[same:middle]:
            same = middle
        else:
            differs = middle
    return f"the first difference is at byte {same}"
