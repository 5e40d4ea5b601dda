"""The published JSON Schema of a verification's result, as every test of ``result_json`` uses it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from reviewer.evidence.verification_result import VerificationResult
from reviewer.verification.result_json import result_json

SCHEMA = Path(__file__).resolve().parents[1] / "docs" / "schema" / "verify-result.schema.json"


@cache
def validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def valid_json(result: VerificationResult) -> dict[str, Any]:
    """The result's JSON, written, read again and valid by the schema."""
    value: dict[str, Any] = json.loads(json.dumps(result_json(result), ensure_ascii=False).encode("utf-8"))
    problems = [f"{error.json_path}: {error.message[:200]}" for error in validator().iter_errors(value)]
    assert not problems, problems
    return value
