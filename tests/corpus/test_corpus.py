"""The corpus checks the verifier, and itself: the untouched package is verified, each attack differs as it says."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from reviewer.evidence.findings import Code, StepOutcome, Verdict
from reviewer.playback.media_probe import AvMediaProbe
from tests.corpus.check import derived, disagreement, forms, touched, verified
from tests.corpus.draft import Files
from tests.corpus.every_attack import ATTACKS
from tests.corpus.workshop import MEDIA_SOURCE, Attack, Forged, Workshop

NOT_YET = {Code.MEDIA_TIME, Code.MEDIA_C2PA, Code.MEDIA_SIGNED_VIDEO}
"""V13 is decoding and length as yet."""


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("corpus"), int(time.time() * 1_000_000))


def test_every_code_has_its_attack() -> None:
    attacked = {code for attack in ATTACKS for code in attack.codes}
    assert set(Code) - attacked == NOT_YET


def test_names_are_unique() -> None:
    names = [attack.name for attack in ATTACKS]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_the_untouched_package_is_verified(workshop: Workshop) -> None:
    result = verified(workshop, Forged(), workshop.untouched)
    assert result.findings == ()
    assert result.verdict is Verdict.VERIFIED


@pytest.mark.parametrize("first", [1, 2, 3])
def test_carrying_through_without_a_change_is_verified(workshop: Workshop, tmp_path: Path, first: int) -> None:
    draft = workshop.draft()
    draft.carry(first)
    assert touched(workshop.base.files, draft.files) == set()
    for path in forms(Forged(files=draft.files), tmp_path):
        result = verified(workshop, Forged(), path)
        assert result.findings == ()
        assert {step.outcome for step in result.steps[:12]} == {StepOutcome.PASSED}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_attack(workshop: Workshop, tmp_path: Path, attack: Attack) -> None:
    if attack.media and not MEDIA_SOURCE.exists():
        pytest.skip("needs ../shared/fixtures/footage")
    forged = attack.forge(workshop)
    _check_difference((workshop.media_base if attack.media else workshop.base).files, attack, forged)
    probe = AvMediaProbe() if attack.media else None
    with TemporaryDirectory(dir=tmp_path) as place:  # pytest would keep them all, three runs long
        paths = forms(forged, Path(place))
        problems = [disagreement(attack, verified(workshop, forged, path, probe)) for path in paths]
    assert not any(problems), "\n".join(problem for problem in problems if problem)


def _check_difference(base: Files, attack: Attack, forged: Forged) -> None:
    """The attack is its named change and nothing else."""
    if forged.files is None:
        assert forged.container is not None or forged.folder is not None
        return
    declared = {name for name in attack.touches if not derived(name, base, forged.files)}
    assert touched(base, forged.files) == declared
