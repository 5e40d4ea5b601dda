"""V13: what a clip's file says of itself never changes the verdict (specification 5, V13 and 5.1)."""

import time
from typing import BinaryIO

import pytest

from reviewer.evidence.findings import Code, Step, StepOutcome, Verdict
from reviewer.verification.media_probe import MediaFacts
from reviewer.verification.v13_media import TOLERANCE_US
from reviewer.verification.verify import verify
from tests.corpus.draft import CLIP, SECOND_CLIP
from tests.corpus.workshop import Workshop
from tests.fakes.memory_package import MemoryPackage

CLAIMED = {CLIP: 20_000_000, SECOND_CLIP: 30_000_000}
"""What the clips' records claim, in µs."""


class Probe:
    """Says of each clip what the test lets it say."""

    version = "a probe"

    def __init__(self, *facts: MediaFacts) -> None:
        self._facts = list(facts)

    def probe(self, file: BinaryIO) -> MediaFacts:
        assert file.read(1)
        return self._facts.pop(0)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("workshop"), int(time.time() * 1_000_000))


def lasting(microseconds: int | None) -> MediaFacts:
    return MediaFacts(decodes=True, duration_us=microseconds)


@pytest.mark.parametrize(
    ("first", "codes"),
    [
        (lasting(CLAIMED[CLIP]), []),
        (lasting(CLAIMED[CLIP] + TOLERANCE_US), []),
        (lasting(CLAIMED[CLIP] - TOLERANCE_US), []),
        (lasting(CLAIMED[CLIP] + TOLERANCE_US + 1), [Code.MEDIA_LENGTH]),
        (lasting(CLAIMED[CLIP] - TOLERANCE_US - 1), [Code.MEDIA_LENGTH]),
        (lasting(0), [Code.MEDIA_LENGTH]),
        (lasting(None), []),
        (MediaFacts(decodes=False, problem="It holds no pictures."), [Code.MEDIA_UNDECODABLE]),
    ],
)
def test_warnings_alone(workshop: Workshop, first: MediaFacts, codes: list[Code]) -> None:
    probe = Probe(first, lasting(CLAIMED[SECOND_CLIP]))
    result = verify(MemoryPackage(workshop.base.files), workshop.trust.store, workshop.now, probe=probe)
    assert [finding.code for finding in result.findings] == codes
    assert [finding.subject for finding in result.findings] == [CLIP] * len(codes)
    assert all(".." not in finding.message for finding in result.findings)
    assert result.outcome(Step.MEDIA) is (StepOutcome.WARNED if codes else StepOutcome.PASSED)
    assert result.verdict is Verdict.VERIFIED


def test_a_length_that_is_not_claimed_is_not_compared(workshop: Workshop) -> None:
    draft = workshop.draft()
    draft.record("data/clips/001/clip.json", lambda clip: clip["recorded"].update(end=None))
    draft.carry()
    probe = Probe(lasting(1), lasting(CLAIMED[SECOND_CLIP]))
    result = verify(MemoryPackage(draft.files), workshop.trust.store, workshop.now, probe=probe)
    assert [finding.code for finding in result.findings] == [Code.UNKNOWN_CLOCK]


def test_a_clip_that_is_missing_is_not_looked_at(workshop: Workshop) -> None:
    draft = workshop.draft()
    del draft.files[CLIP]
    probe = Probe(lasting(CLAIMED[SECOND_CLIP]))
    result = verify(MemoryPackage(draft.files), workshop.trust.store, workshop.now, probe=probe)
    assert result.outcome(Step.MEDIA) is StepOutcome.NOT_PERFORMED
    assert result.verdict is Verdict.ALTERED
