"""The BagIt files of a package (RFC 8493; specification 2, 2.1, 2.4)."""

import re
from dataclasses import dataclass
from datetime import date

from reviewer.verification.names import problem_with_name

_LINE = re.compile(r"\A([0-9a-f]{64})  (.+)\Z", re.S)
_DATE = re.compile(r"\A\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_OXUM = re.compile(r"\A(\d{1,20})\.(\d{1,10})\Z", re.ASCII)
DECLARATION = ("BagIt-Version: 1.0", "Tag-File-Character-Encoding: UTF-8")
REQUIRED_LABELS = ("External-Identifier", "Payload-Oxum", "Bagging-Date", "Source-Organization")
REPEATABLE = "Source-Organization"
"""Several may have sent a bag (RFC 8493, 2.2.2); two identifiers, sums or dates would contradict each other."""


class BagProblem(ValueError):
    """A BagIt file that is not as it must be; ``str`` is the end of a sentence."""


@dataclass(frozen=True, slots=True)
class BagInfo:
    external_identifier: str
    payload_bytes: int
    payload_files: int


def check_declaration(data: bytes) -> None:
    """``bagit.txt``. Raises BagProblem."""
    if _lines(data) != list(DECLARATION):
        raise BagProblem("it does not declare BagIt 1.0 in UTF-8")


def parse_info(data: bytes) -> BagInfo:
    """``bag-info.txt``: the four labels of section 2; further labels and empty lines are allowed. Raises BagProblem."""
    parts: dict[str, list[str]] = {}
    label = ""
    for line in _lines(data):
        if not line.strip(" \t"):
            label = ""
            continue
        if line[0] in " \t" and label:
            parts[label].append(line.strip(" \t"))
            continue
        stated, colon, value = line.partition(":")
        stated = stated.rstrip(" \t")
        if not colon or not stated or stated[0].isspace():
            raise BagProblem("a line of it is not of the form “Label: value”")
        label = next((known for known in REQUIRED_LABELS if known.lower() == stated.lower()), stated)
        if label in REQUIRED_LABELS and label != REPEATABLE and label in parts:
            raise BagProblem(f"{label} stands in it twice")
        parts[label] = [value.strip(" \t")]
    values = {label: " ".join(lines).strip() for label, lines in parts.items()}
    missing = [label for label in REQUIRED_LABELS if not values.get(label)]
    if missing:
        raise BagProblem(f"{missing[0]} is not in it")
    oxum = _OXUM.match(values["Payload-Oxum"])
    if oxum is None:
        raise BagProblem("its Payload-Oxum is not of the form “bytes.files”")
    if not _is_date(values["Bagging-Date"]):
        raise BagProblem("its Bagging-Date is not a date")
    return BagInfo(values["External-Identifier"], int(oxum[1]), int(oxum[2]))


def _is_date(text: str) -> bool:
    if _DATE.match(text) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def parse_payload_manifest(data: bytes) -> dict[str, str]:
    """``manifest-sha256.txt``: name to SHA-256; lower case, sorted bytewise, each once (2.4). Raises BagProblem."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BagProblem("it is not UTF-8") from error
    if not text.endswith("\n"):
        raise BagProblem("its last line does not end, or it is empty")
    listed: dict[str, str] = {}
    before = b""
    for number, line in enumerate(text[:-1].split("\n"), start=1):
        match = _LINE.match(line)
        if match is None:
            raise BagProblem(f"line {number} is not of the form “<64 hex>  <path>”")
        name = match[2]
        problem = problem_with_name(name)
        if problem is not None or not name.startswith("data/"):
            raise BagProblem(f"line {number}: the name {problem or 'does not lie under data/'}")
        encoded = name.encode("utf-8")
        if encoded <= before:
            raise BagProblem(f"line {number} is out of order, or stands twice")
        before = encoded
        listed[name] = match[1]
    return listed


def _lines(data: bytes) -> list[str]:
    """Lines of a tag file, ended by LF, CR LF or CR (RFC 8493, 2.2); the last need not be ended."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BagProblem("it is not UTF-8") from error
    if text.startswith("\ufeff"):
        raise BagProblem("it begins with a byte order mark")
    lines = re.split("\r\n|\n|\r", text)
    return lines[:-1] if lines[-1] == "" else lines
