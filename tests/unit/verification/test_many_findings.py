"""A small package cannot make a list of findings that no report, window or memory can hold."""

import time

from reviewer.evidence.findings import Code, Step, Verdict
from reviewer.verification.examination import MAX_TOLD
from reviewer.verification.trust import TrustStore
from reviewer.verification.verify import verify
from tests.fakes.memory_package import MemoryPackage

MIMETYPE = b"application/vnd.etsi.asic-e+zip"


def test_missing_files_without_number_are_counted() -> None:
    listed = b"".join(b"%064x  data/%06d\n" % (0, number) for number in range(100_000))
    start = time.process_time()
    result = verify(MemoryPackage({"mimetype": MIMETYPE, "manifest-sha256.txt": listed}), TrustStore(), 0)
    assert time.process_time() - start < 10
    assert result.verdict is Verdict.ALTERED
    missing = [told for told in result.findings if told.code is Code.MISSING]
    assert len(missing) == MAX_TOLD + 1
    (rest,) = [told for told in missing if told.subject == ""]
    assert rest.step is Step.TREE
    everywhere = 8  # two BagIt files, request and its signature, submission, a clip's record, event 1 and its manifest
    assert f"{100_000 + everywhere - MAX_TOLD:,} more" in rest.message


def test_as_many_as_are_listed_are_listed() -> None:
    files = {"mimetype": MIMETYPE} | {f"stray/{number}": b"" for number in range(MAX_TOLD)}
    result = verify(MemoryPackage(files), TrustStore(), 0)
    unlisted = [told.subject for told in result.findings if told.code is Code.UNLISTED]
    assert unlisted == sorted(files.keys() - {"mimetype"})
