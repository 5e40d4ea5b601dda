"""Whatever is done to the files of a package: the verifier comes to an end, and what it says is not "verified"."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.evidence.findings import Verdict
from reviewer.verification.verify import verify
from tests.corpus.draft import token_name
from tests.corpus.workshop import Workshop
from tests.fakes.memory_package import MemoryPackage
from tests.result_schema import valid_json

hostile = settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=150)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("any-change") / "workshop", int(time.time() * 1000) * 1000)


def judged(workshop: Workshop, files: dict[str, bytes]) -> Verdict:
    result = verify(MemoryPackage(files), workshop.trust.store, workshop.now)
    valid_json(result)
    return result.verdict


def is_told(workshop: Workshop, name: str, data: bytes) -> None:
    """The newest token holds parts that nothing signs: of those it is enough that they hurt nobody."""
    verdict = judged(workshop, workshop.base.files | {name: data})
    if data != workshop.base.files[name] and name != token_name(3):
        assert verdict is not Verdict.VERIFIED


@given(st.data())
@hostile
def test_bytes_changed(workshop: Workshop, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(workshop.base.files)))
    content = workshop.base.files[name]
    at = data.draw(st.integers(0, len(content) - 1))
    new = data.draw(st.binary(max_size=4))
    away = data.draw(st.integers(0, 4))
    is_told(workshop, name, content[:at] + new + content[at + away :])


@given(st.data())
@hostile
def test_a_part_of_another_file_put_in(workshop: Workshop, data: st.DataObject) -> None:
    name, other = (data.draw(st.sampled_from(sorted(workshop.base.files))) for _ in range(2))
    content, source = workshop.base.files[name], workshop.base.files[other]
    at = data.draw(st.integers(0, len(content)))
    start = data.draw(st.integers(0, len(source)))
    is_told(workshop, name, content[:at] + source[start:] + content[at:])


@given(st.data())
@hostile
def test_files_taken_away_renamed_or_swapped(workshop: Workshop, data: st.DataObject) -> None:
    files = dict(workshop.base.files)
    names = sorted(files)
    for _ in range(data.draw(st.integers(1, 3))):
        one, other = (data.draw(st.sampled_from(names)) for _ in range(2))
        match data.draw(st.sampled_from(["away", "rename", "swap", "empty"])):
            case "away":
                files.pop(one, None)
            case "rename" if one in files:
                files[data.draw(st.sampled_from([other, f"{one}x", one.upper(), f"x/{one}"]))] = files.pop(one)
            case "swap" if one in files and other in files:
                files[one], files[other] = files[other], files[one]
            case _:
                files[one] = b""
    if files != workshop.base.files:
        assert judged(workshop, files) is not Verdict.VERIFIED
