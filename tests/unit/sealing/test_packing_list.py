"""The packing list: what docs/packing.md shows is what the program reads, and misspelt members are told."""

import json
import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from reviewer.application.errors import UsageError
from reviewer.sealing.packing_list import read_packing_list
from tools.demo_packages import DemoOptions, Story, demo_request
from tools.demo_trust import DemoTrust

DOCS = Path(__file__).resolve().parents[3] / "docs" / "packing.md"


def test_the_example_of_the_docs(tmp_path: Path, trust: DemoTrust) -> None:
    block = re.search(r"```json\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S)
    assert block is not None
    (tmp_path / "spec.json").write_text(block[1], encoding="utf-8")
    request = demo_request(trust.springfield, Story.before(trust.now), DemoOptions())
    (tmp_path / "request.json").write_bytes(request.json)
    (tmp_path / "request.p7s").write_bytes(request.p7s)
    for name in ("prosecutor", "court"):
        pem = trust.disclosure(name).certificate.public_bytes(serialization.Encoding.PEM)
        (tmp_path / f"{name}.pem").write_bytes(pem)
    contents = read_packing_list(tmp_path / "spec.json", trust.now)
    example = json.loads(block[1])
    assert contents.clips[0].name == example["clips"][0]["name"]
    assert contents.clips[0].source == tmp_path / "incoming/door.mp4"
    assert contents.pseudonym == example["submission"]["pseudonym"]
    assert contents.seal.purpose == example["seal"]["purpose"]
    assert contents.identity is not None
    assert contents.vendor[0].name == "export/audit.csv"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is no packing list"),
        ("[]", "must be an object"),
        ('{"request": 1}', "must be an object"),
        ('{"clip": []}', "“clip” is not known"),
        ('{"seal": {}, "seal": {}}', "stands twice"),
        ('{"request": {"json": "x"}}', "provenance"),
    ],
)
def test_refusals(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "spec.json").write_text(text)
    with pytest.raises(UsageError, match=sentence):
        read_packing_list(tmp_path / "spec.json", 0)
