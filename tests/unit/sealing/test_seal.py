"""Sealing and appending as deeds: progress, cancelling, files that change under the hand, limits, what is refused."""

import os
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

from reviewer.application.errors import Cancelled, EnvironmentFault, UsageError
from reviewer.application.jobs import CancelToken, Progress
from reviewer.intake.open_package import open_package
from reviewer.sealing.append import append_hop
from reviewer.sealing.hop import Credentials, Hop
from reviewer.sealing.seal import ClipToSeal, Contents, SignedRequest, VendorFile, seal_package
from reviewer.sealing.timestamping import TimestampUnavailable
from reviewer.verification.reader import Limits
from reviewer.verification.verify import verify
from tools.demo_packages import DemoClip, DemoOptions, Story, demo_contents, make_demo_package
from tools.demo_trust import DemoTrust
from tools.demo_trust.certificates import Validity


@pytest.fixture
def contents(trust: DemoTrust, clip: DemoClip) -> Contents:
    return demo_contents(trust, [clip], Story.before(trust.now), DemoOptions())


@pytest.fixture
def credentials(trust: DemoTrust) -> Credentials:
    trust.timestamp_clock.now = Story.before(trust.now).sealed_at
    return trust.credentials(trust.sealer)


@pytest.mark.parametrize("kind", ["zip", "folder"])
@pytest.mark.parametrize("hops", [1, 2, 3])
def test_what_is_sealed_is_verified(tmp_path: Path, trust: DemoTrust, clip: DemoClip, kind: str, hops: int) -> None:
    options = DemoOptions(kind=kind, hops=hops)  # type: ignore[arg-type]
    sealed = make_demo_package(tmp_path / "p", trust, clips=[clip, clip], options=options)
    reader = open_package(tmp_path / "p", Limits())
    result = verify(reader, trust.store, trust.now, expected_heads=(sealed.head,))
    reader.close()
    assert result.findings == ()
    assert result.verdict.value == "verified"
    assert result.completeness.value == "proven"
    assert result.in_transit is (hops == 2)
    assert os.listdir(tmp_path).count("p") == 1
    assert not list(tmp_path.glob("*.part"))


def test_progress_counts_the_bytes_of_clips_and_vendor_files(
    tmp_path: Path, contents: Contents, credentials: Credentials
) -> None:
    (tmp_path / "v").write_bytes(bytes(5))
    told: list[Progress] = []
    vendor = (VendorFile(tmp_path / "v", "deep/er/v.bin"),)
    seal_package(tmp_path / "p", replace(contents, vendor=vendor), credentials, report=told.append)
    assert (told[-1].done, told[-1].total, told[-1].unit) == (10_245, 10_245, "bytes")


def test_cancelling_leaves_nothing(tmp_path: Path, contents: Contents, credentials: Credentials) -> None:
    cancel = CancelToken()
    with pytest.raises(Cancelled):
        seal_package(tmp_path / "p", contents, credentials, report=lambda _progress: cancel.cancel(), cancel=cancel)
    assert not list(tmp_path.glob("p*"))


def test_a_clip_that_shrinks_meanwhile(tmp_path: Path, contents: Contents, credentials: Credentials) -> None:
    source = contents.clips[0].source
    source.write_bytes(bytes(3 << 20))
    with pytest.raises(UsageError, match="became shorter"):
        seal_package(tmp_path / "p", contents, credentials, report=lambda _p: os.truncate(source, 1 << 20))
    assert not (tmp_path / "p").exists()


def test_a_large_clip_is_never_in_memory(tmp_path: Path, contents: Contents, credentials: Credentials) -> None:
    size = 64 << 20
    os.truncate(contents.clips[0].source, size)
    tracemalloc.start()
    try:
        seal_package(tmp_path / "p", contents, credentials)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (tmp_path / "p").stat().st_size > size
    assert peak < size // 4


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"clips": ()}, "at least one clip"),
        ({"request": SignedRequest(b"{}", b"")}, "request cannot be sealed"),
        ({"pseudonym": "\ud800"}, "submission cannot be written"),
    ],
)
def test_refusals(
    tmp_path: Path, contents: Contents, credentials: Credentials, change: dict[str, object], sentence: str
) -> None:
    with pytest.raises(UsageError, match=sentence):
        seal_package(tmp_path / "p", replace(contents, **change), credentials)  # type: ignore[arg-type]
    assert not list(tmp_path.glob("p*"))


@pytest.mark.parametrize("name", ["clip.json", "CLIP.json", "a/b.mp4", "..", "x:y.mp4", "nul.mp4"])
def test_names_of_clips(tmp_path: Path, contents: Contents, credentials: Credentials, name: str) -> None:
    clip: ClipToSeal = replace(contents.clips[0], name=name)
    with pytest.raises(UsageError):
        seal_package(tmp_path / "p", replace(contents, clips=(clip,)), credentials)
    assert not list(tmp_path.glob("p*"))


def test_a_certificate_without_one_organization(tmp_path: Path, contents: Contents, trust: DemoTrust) -> None:
    for organizations in ((), ("One", "Two")):
        nobody = trust.sealing_ca.issue(organizations, "Service", Validity.around(trust.now))
        with pytest.raises(UsageError, match="exactly one organization"):
            seal_package(tmp_path / "p", contents, trust.credentials(nobody))


def test_without_a_timestamp_nothing_is_kept(tmp_path: Path, contents: Contents, credentials: Credentials) -> None:
    class Silent:
        def timestamp(self, data: bytes) -> bytes:
            raise TimestampUnavailable("The timestamp authority does not answer.")

    with pytest.raises(EnvironmentFault):
        seal_package(tmp_path / "p", contents, replace(credentials, timestamper=Silent()))
    assert not list(tmp_path.glob("p*"))


def test_nothing_is_appended_to_what_is_no_package(tmp_path: Path, trust: DemoTrust, clip: DemoClip) -> None:
    make_demo_package(tmp_path / "p", trust, clips=[clip], options=DemoOptions(kind="folder"))
    (tmp_path / "p" / "data/vendor").mkdir()
    (tmp_path / "p" / "data/vendor/slipped-in.txt").write_bytes(b"x")
    reader = open_package(tmp_path / "p", Limits())
    with pytest.raises(UsageError, match="no sound footage package"):
        append_hop(
            tmp_path / "p", reader, tmp_path / "q", Hop("note", trust.now, "C"), trust.credentials(trust.springfield)
        )
    reader.close()
    assert not list(tmp_path.glob("q*"))
