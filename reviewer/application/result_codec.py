"""A verification result as JSON text and back, without loss: the form in which the catalogue keeps every verification.

This is our own archive, complete and typed. The published JSON of section 6 is another thing: see
``verification.result_json``.

Objects are written by the names of the dataclasses' fields, so a field that is added later with a default reads as
that default from older text. The text is pure ASCII: whatever a hostile name holds, SQLite stores it unchanged.
"""

import dataclasses
import json
import types
from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from reviewer.evidence.verification_result import VerificationResult

FORM = 1
"""Raised when a field is renamed or changes its meaning; older forms must stay readable for ever."""


def encode_result(result: VerificationResult) -> str:
    return json.dumps({"form": FORM, "result": _plain(result)}, separators=(",", ":"), allow_nan=False)


def decode_result(text: str) -> VerificationResult:
    """Raises ValueError where the text is not one that ``encode_result`` wrote."""
    document = json.loads(text)
    if not isinstance(document, dict) or document.get("form") != FORM:
        raise ValueError("not a stored verification, or one of a newer form")
    try:
        result = _typed(VerificationResult, document["result"])
    except (KeyError, TypeError) as error:
        raise ValueError("the stored verification is damaged") from error
    assert isinstance(result, VerificationResult)
    return result


def _plain(value: Any) -> Any:
    """Dataclasses become objects, tuples lists and enumerations their values; JSON's own values stay."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(getattr(value, name)) for name in _fields(type(value))}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _typed(wanted: Any, value: Any) -> Any:
    """The value that ``_plain`` wrote, as the type that the field declares."""
    if dataclasses.is_dataclass(wanted) and isinstance(wanted, type):
        fields = _fields(wanted)
        if not isinstance(value, dict) or not value.keys() <= fields.keys():
            raise ValueError(f"not the fields of {wanted.__name__}")
        return wanted(**{name: _typed(fields[name], item) for name, item in value.items()})
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return wanted(value)
    origin, arguments = get_origin(wanted), get_args(wanted)
    if origin is tuple:
        return _typed_tuple(arguments, value)
    if origin in (Union, types.UnionType):
        return None if value is None else _typed(next(kind for kind in arguments if kind is not type(None)), value)
    if wanted is Any or origin is Literal or (origin is not None and issubclass(origin, Mapping)):
        return value
    return _scalar(wanted, value)


def _typed_tuple(arguments: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise ValueError("not a list")
    kinds = [arguments[0]] * len(value) if arguments[-1] is Ellipsis else arguments
    return tuple(_typed(kind, item) for kind, item in zip(kinds, value, strict=True))


def _scalar(wanted: type, value: Any) -> Any:
    allowed: tuple[type, ...] = (int, float) if wanted is float else (wanted,)
    if not isinstance(value, allowed) or (isinstance(value, bool) and wanted is not bool):
        raise ValueError(f"not of type {wanted.__name__}")
    return value


@cache
def _fields(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}
