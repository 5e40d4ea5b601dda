"""The record that a custody report is printed from, as canonical JSON: what its hash, its id and its QR code stand for.

Anybody who has the record can see that a report says no more and no less than it, and compute its SHA-256 again.
"""

import dataclasses
import hashlib
import math
from collections.abc import Mapping
from enum import Enum
from typing import Any

import rfc8785

from reviewer.application.ports import CustodyReportData

RECORD_NAME = "custody-record.json"
"""The record's name inside a PDF."""

_LEFT_OUT = ("report_id", "record_sha256", "paper")
"""The first two follow from the record; the paper changes nothing that the report says."""
_EXACT_INTEGER = (1 << 53) - 1
"""Larger integers do not survive as JSON numbers (RFC 8785, 3.2.2.3): they are written as strings."""


def canonical_record(data: CustodyReportData) -> bytes:
    """RFC 8785 bytes of everything that the report prints. The same whatever the paper."""
    members = {
        field.name: _plain(getattr(data, field.name))
        for field in dataclasses.fields(data)
        if field.name not in _LEFT_OUT
    }
    return rfc8785.dumps({"spec": "custody-record/1", **members})


def identified(data: CustodyReportData) -> CustodyReportData:
    """The same data with the hash of their record, and the report's id, which is made from it."""
    digest = hashlib.sha256(canonical_record(data)).hexdigest()
    return dataclasses.replace(data, record_sha256=digest, report_id=f"CR-{digest[:12]}")


def _plain(value: Any) -> Any:
    """Dataclasses, enumerations and tuples as JSON knows them. Instants stay integers: µs UTC."""
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {_text(str(key)): _plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(member) for member in value]
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _EXACT_INTEGER:
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def _text(text: str) -> str:
    """JSON in UTF-8 cannot carry a lone surrogate, which a file name that is not UTF-8 brings along."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
