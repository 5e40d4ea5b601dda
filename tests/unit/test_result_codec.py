"""Every verification result survives the catalogue unchanged, whatever hostile text it holds."""

import dataclasses
import json
import types
from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.application.result_codec import decode_result, encode_result
from reviewer.evidence.findings import Code, Finding, Step
from reviewer.evidence.verification_result import VerificationResult
from tests.fakes.results import result

texts = st.text(st.characters(), max_size=8) | st.sampled_from(["\ud800", "\x00\x1b[2J", "‮abc", "𝔘", ""])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
scalars = {
    str: texts,
    int: st.integers(),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
}


def values_of(kind: Any) -> st.SearchStrategy[Any]:
    """Any value that a field of this type may hold, built from the declared types as the codec reads them."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in scalars:
        return scalars[kind]
    if dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        return st.builds(kind, **{field.name: values_of(hints[field.name]) for field in dataclasses.fields(kind)})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is tuple and arguments[-1] is Ellipsis:
        return st.lists(values_of(arguments[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*(values_of(argument) for argument in arguments))
    if origin is Mapping:
        return st.dictionaries(texts, json_values, max_size=2)
    assert origin is types.UnionType
    return st.one_of(*(st.none() if argument is type(None) else values_of(argument) for argument in arguments))


@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(values_of(VerificationResult))
def test_nothing_is_lost(value: VerificationResult) -> None:
    text = encode_result(value)
    assert text.isascii()
    assert decode_result(text) == value
    assert encode_result(decode_result(text)) == text


def test_whole_numbers_and_fractions_stay_what_they_are() -> None:
    value = result()
    position = value.request.area[0][0][0] if value.request else None
    again = decode_result(encode_result(value))
    assert again.request is not None
    assert again.request.area[0][0][0] == position
    assert isinstance(again.request.area[0][0][0][0], float)


def test_a_field_that_came_later_reads_as_its_default() -> None:
    document = json.loads(encode_result(result()))
    del document["result"]["proven_up_to"], document["result"]["record_sha256"]
    again = decode_result(json.dumps(document))
    assert again.proven_up_to is None
    assert again.record_sha256 == ()


@pytest.mark.parametrize(
    "damage",
    [
        lambda document: document.update(form=2),
        lambda document: document["result"].pop("verdict"),
        lambda document: document["result"].update(verdict="perfect"),
        lambda document: document["result"].update(head=5),
        lambda document: document["result"].update(in_transit=1),
        lambda document: document["result"].update(checked_at=True),
        lambda document: document["result"].update(extra=1),
        lambda document: document["result"].update(hops={}),
        lambda document: document.pop("result"),
    ],
)
def test_what_we_did_not_write_is_refused(damage: Any) -> None:
    document = json.loads(encode_result(result()))
    damage(document)
    with pytest.raises(ValueError, match=r".+"):
        decode_result(json.dumps(document))


def test_text_that_is_no_result_is_refused() -> None:
    for text in ("", "[]", "null", '"x"'):
        with pytest.raises(ValueError, match=r".+"):
            decode_result(text)


def test_findings_keep_code_step_and_message() -> None:
    finding = Finding(Code.DIGEST, Step.PAYLOAD, "data/x\udcff", "…")
    assert decode_result(encode_result(replace(result(), findings=(finding,)))).findings == (finding,)
