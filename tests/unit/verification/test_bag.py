"""BagIt files: what RFC 8493 lets a writer do is taken; what our profile rules out is refused."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.sealing.manifests import payload_manifest
from reviewer.verification.bag import BagProblem, check_declaration, parse_info, parse_payload_manifest
from reviewer.verification.names import problem_with_name

INFO = (
    "External-Identifier: urn:uuid:01234567-89ab-cdef-0123-456789abcdef\n"
    "Payload-Oxum: 279164409832.1198\n"
    "Bagging-Date: 2026-11-02\n"
    "Source-Organization: Harbor\n"
)
DIGEST = hashlib.sha256(b"").hexdigest()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_declaration(end: str, last: bool) -> None:
    lines = ["BagIt-Version: 1.0", "Tag-File-Character-Encoding: UTF-8"]
    check_declaration((end.join(lines) + (end if last else "")).encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "BagIt-Version: 1.0\n",
        "BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n",
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-16\n",
        "Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 1.0\n",
        "BagIt-Version: 1.0\n\nTag-File-Character-Encoding: UTF-8\n",
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nMore: x\n",
        "\ufeffBagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
    ],
)
def test_another_declaration(text: str) -> None:
    with pytest.raises(BagProblem):
        check_declaration(text.encode())


def test_info() -> None:
    info = parse_info(INFO.encode())
    assert info.external_identifier == "urn:uuid:01234567-89ab-cdef-0123-456789abcdef"
    assert (info.payload_bytes, info.payload_files) == (279164409832, 1198)


@pytest.mark.parametrize(
    "text",
    [
        INFO[:-1],
        INFO.replace("\n", "\r\n"),
        INFO.replace(": ", ":"),
        INFO.replace(": ", " :\t"),
        INFO.upper().replace("URN:UUID:01234567-89AB-CDEF", "urn:uuid:01234567-89ab-cdef").replace("ABCDEF", "abcdef"),
        INFO + "Contact-Name: Zoë\nContact-Name: Yu\nEmpty:\n",
        INFO + "Note: one\n  two: three\n\tfour\n",
        INFO + "\n \nNote: after an empty line\n\n",
        INFO + "Source-Organization: Another\n",
        INFO.replace("Source-Organization: ", "Source-Organization:\n "),
        "".join(reversed(INFO.splitlines(True))),
    ],
)
def test_info_as_others_write_it(text: str) -> None:
    assert parse_info(text.encode()) == parse_info(INFO.encode())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "External-Identifier"),
        (INFO.replace("Source-Organization: Harbor", "Source-Organization: "), "Source-Organization"),
        (INFO.replace("Payload-Oxum: 279164409832.1198\n", ""), "Payload-Oxum"),
        (INFO + "external-identifier: urn:uuid:x\n", "twice"),
        (INFO + "Payload-Oxum: 1.1\n", "twice"),
        (INFO.replace(".1198", ""), "Payload-Oxum"),
        (INFO.replace(".1198", ".-1"), "Payload-Oxum"),
        (INFO.replace(".1198", ".١"), "Payload-Oxum"),
        (INFO.replace("279", "9" * 30), "Payload-Oxum"),
        (INFO.replace("2026-11-02", "2 November 2026"), "Bagging-Date"),
        (INFO.replace("2026-11-02", "2026-02-30"), "Bagging-Date"),
        (INFO.replace("2026-11-02", "20261102"), "Bagging-Date"),
        (INFO + "no label\n", "Label"),
        (INFO + ": no name\n", "Label"),
        (" folded from nothing\n" + INFO, "Label"),
        (INFO + "\n folded after an empty line\n", "Label"),
    ],
)
def test_info_that_is_not_sound(text: str, why: str) -> None:
    with pytest.raises(BagProblem, match=why):
        parse_info(text.encode())


NAMES = st.text(max_size=20).map(lambda text: f"data/{text}").filter(lambda name: problem_with_name(name) is None)


@given(st.dictionaries(NAMES, st.binary(max_size=3).map(lambda data: hashlib.sha256(data).hexdigest()), min_size=1))
def test_what_is_written_is_read(listed: dict[str, str]) -> None:
    assert parse_payload_manifest(payload_manifest(listed)) == listed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        f"{DIGEST}  data/a",
        f"{DIGEST}  data/a\r\n",
        f"{DIGEST}  data/a\n\n",
        f"{DIGEST} data/a\n",
        f"{DIGEST}\tdata/a\n",
        f"{DIGEST} *data/a\n",
        f"{DIGEST}   data/a\n",
        f"{DIGEST.upper()}  data/a\n",
        f"{DIGEST[1:]}  data/a\n",
        f"{DIGEST}  \n",
        f"{DIGEST}  ./data/a\n",
        f"{DIGEST}  mimetype\n",
        f"{DIGEST}  data/../mimetype\n",
        f"{DIGEST}  data/a%0Ab\n",
        f"{DIGEST}  data/e\u0301\n",
        f"{DIGEST}  data/b\n{DIGEST}  data/a\n",
        f"{DIGEST}  data/a\n{DIGEST}  data/a\n",
        f"{DIGEST}  data/\U0001f600\n{DIGEST}  data/\ufb33\n",
        f"\ufeff{DIGEST}  data/a\n",
        f"# a comment\n{DIGEST}  data/a\n",
    ],
)
def test_payload_manifest_that_is_not_sound(text: str) -> None:
    with pytest.raises(BagProblem):
        parse_payload_manifest(text.encode())


@given(st.binary(max_size=200) | st.text(alphabet="ab: \r\n\tPayload-Oxum.1", max_size=80).map(str.encode))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    for read in (check_declaration, parse_info, parse_payload_manifest):
        try:
            read(data)
        except BagProblem as problem:
            str(problem).encode("utf-8")
