"""``json-testsuite`` (RFC 8259) and ``jcs-rfc8785`` (canonical form) against the reader and writer of records."""

import json
import struct

import pytest
import rfc8785

from reviewer.sealing.record_json import canonical
from reviewer.verification.strict_json import NotCanonical, parse_json, parse_record
from tests.acceptance.suites import expected, needs_suite, suite_folder

SUITE = "json-testsuite"
JCS = "jcs-rfc8785"
EXPECTED = expected(SUITE)

NOT_APPLICABLE: dict[str, str] = {}
"""Every case applies: each is bytes that a record could hold."""

STRICTER = {
    "test_parsing/y_object_duplicated_key.json": "3: no duplicate keys",
    "test_parsing/y_object_duplicated_key_and_value.json": "3: no duplicate keys",
}
"""Valid JSON that no record may be, and the clause."""

EITHER_ACCEPTED = {
    "test_parsing/i_number_double_huge_neg_exp.json",
    "test_parsing/i_number_real_underflow.json",
    "test_parsing/i_number_too_big_neg_int.json",
    "test_parsing/i_number_too_big_pos_int.json",
    "test_parsing/i_number_very_big_negative_int.json",
}
"""Where the suite leaves the choice: numbers are IEEE doubles (3), so what rounds is taken and compared with its
canonical writing later; all else (beyond a double, lone surrogates, other encodings, BOM, deep nesting) is refused."""

PAIRS = ("arrays", "french", "structures", "unicode", "values", "weird")

json_suite = needs_suite(SUITE)
jcs_suite = needs_suite(JCS)


def accepted(case: str) -> bool:
    try:
        parse_json((suite_folder(SUITE) / case).read_bytes())
    except NotCanonical:
        return False
    return True


@json_suite
@pytest.mark.parametrize("case", list(EXPECTED))
def test_parsing(case: str) -> None:
    match EXPECTED[case]:
        case "accept":
            assert accepted(case) is (case not in STRICTER)
        case "refuse":
            assert not accepted(case)
        case stated:
            assert stated == "either, no crash"
            assert accepted(case) is (case in EITHER_ACCEPTED)


@json_suite
@pytest.mark.parametrize("case", list(EXPECTED))
def test_a_record_is_its_canonical_bytes_or_nothing(case: str) -> None:
    data = (suite_folder(SUITE) / case).read_bytes()
    try:
        parse_record(data)
    except NotCanonical:
        return
    assert rfc8785.dumps(parse_json(data)) == data


@json_suite
def test_every_case_is_asserted_or_named() -> None:
    stated = {case for case, what in EXPECTED.items() if what in ("accept", "refuse", "either, no crash")}
    assert stated | NOT_APPLICABLE.keys() == EXPECTED.keys()
    assert STRICTER.keys() | EITHER_ACCEPTED <= EXPECTED.keys()


@jcs_suite
@pytest.mark.parametrize("name", PAIRS)
def test_canonical_form(name: str) -> None:
    folder = suite_folder(JCS)
    wanted = (folder / "output" / f"{name}.json").read_bytes()
    assert rfc8785.dumps(parse_json((folder / "input" / f"{name}.json").read_bytes())) == wanted
    assert wanted == bytes.fromhex((folder / "outhex" / f"{name}.txt").read_text())
    assert parse_record(wanted) == json.loads(wanted)


@jcs_suite
@pytest.mark.parametrize("name", PAIRS)
def test_only_the_canonical_form_is_a_record(name: str) -> None:
    folder = suite_folder(JCS)
    data = (folder / "input" / f"{name}.json").read_bytes()
    assert data != (folder / "output" / f"{name}.json").read_bytes()
    with pytest.raises(NotCanonical):
        parse_record(data)


@jcs_suite
def test_every_pair_is_taken() -> None:
    folder = suite_folder(JCS)
    for part in ("input", "output", "outhex"):
        assert {path.stem for path in (folder / part).iterdir()} == set(PAIRS)
    assert list(expected(JCS)) == ["*"]


@jcs_suite
def test_ten_thousand_numbers() -> None:
    """ECMAScript's writing of IEEE doubles, by the writer that seals and by the reader that compares."""
    lines = (suite_folder(JCS) / "es6testfile10k.txt").read_text(encoding="ascii").splitlines()
    assert len(lines) == 10_000
    for line in lines:
        bits, _, written = line.partition(",")
        (number,) = struct.unpack(">d", bytes.fromhex(bits.rjust(16, "0")))
        record = b'{"n":' + written.encode() + b"}"
        assert canonical({"n": number}) == record
        assert parse_record(record) == {"n": number}
