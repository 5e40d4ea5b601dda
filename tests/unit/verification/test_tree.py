"""Which names have a place in the tree of section 2, what they are, and which limit of 1.6 is theirs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.verification import tree

ALLOWED = (
    "mimetype",
    "bagit.txt",
    "bag-info.txt",
    "manifest-sha256.txt",
    "data/request/request.json",
    "data/request/request.p7s",
    "data/submission/submission.json",
    "data/clips/001/clip.json",
    "data/clips/999/Ворота 門.mp4",
    "data/vendor/x",
    "data/vendor/a/b/c.json",
    "sealed/identity.p7m",
    "custody/0001.json",
    "custody/0999.json",
    "validation/certs/a b.cer",
    "validation/crls/x.crl",
    "META-INF/ASiCManifest001.xml",
    "META-INF/ASiCManifest001t.xml",
    "META-INF/signature999.p7s",
    "META-INF/timestamp042.tst",
)
NOT_ALLOWED = (
    "",
    "MIMETYPE",
    "fetch.txt",
    "tagmanifest-sha256.txt",
    "manifest-sha512.txt",
    "manifest-md5.txt",
    "readme.txt",
    "data/x",
    "data/vendor",
    "data/Vendor/x",
    "data/request/other.json",
    "data/submission/more.json",
    "data/clips/1/x.mp4",
    "data/clips/0001/x.mp4",
    "data/clips/٠٠١/x.mp4",
    "data/clips/001/sub/x.mp4",
    "data/clips/x.mp4",
    "sealed/identity.p7m.bak",
    "sealed/other.p7m",
    "custody/0000.json",
    "custody/001.json",
    "custody/00001.json",
    "custody/0001.json\n",
    "custody/٠٠٠١.json",
    "validation/x.cer",
    "validation/certs/x.crl",
    "validation/certs/.cer/x",
    "validation/crls/a/x.crl",
    "META-INF/ASiCManifest000.xml",
    "META-INF/ASiCManifest1.xml",
    "META-INF/ASiCManifest0001.xml",
    "META-INF/ASiCManifest001T.xml",
    "META-INF/ASiCManifest.xml",
    "META-INF/signature001t.p7s",
    "META-INF/signature001.p7m",
    "META-INF/manifest.xml",
    "META-INF/container.xml",
)


@pytest.mark.parametrize("name", ALLOWED)
def test_a_place_in_the_tree(name: str) -> None:
    assert tree.is_allowed(name)


@pytest.mark.parametrize("name", NOT_ALLOWED)
def test_no_place_in_the_tree(name: str) -> None:
    assert not tree.is_allowed(name)


def test_hops_of_names() -> None:
    assert [tree.hop_number(name) for name in ALLOWED if tree.hop_number(name)] == [1, 999, 1, 1, 999, 42]


@pytest.mark.parametrize(
    ("name", "record", "big"),
    [
        ("data/request/request.json", True, False),
        ("data/request/request.p7s", True, False),
        ("data/clips/001/clip.json", True, False),
        ("data/clips/001/door.json", False, False),
        ("data/clips/001/door.xml", False, False),
        ("data/vendor/clip.json", False, False),
        ("data/vendor/META-INF/ASiCManifest001.xml", False, False),
        ("data/vendor/manifest-sha256.txt", False, False),
        ("sealed/identity.p7m", True, False),
        ("custody/0001.json", True, False),
        ("META-INF/timestamp001.tst", True, False),
        ("manifest-sha256.txt", False, True),
        ("META-INF/ASiCManifest001.xml", True, True),
        ("META-INF/ASiCManifest001t.xml", True, True),
        ("validation/certs/x.cer", False, False),
    ],
)
def test_limits(name: str, record: bool, big: bool) -> None:
    assert (tree.is_record(name), tree.is_big_manifest(name)) == (record, big)


@given(st.text(max_size=60) | st.sampled_from(ALLOWED).flatmap(lambda name: st.text(max_size=3).map(name.__add__)))
def test_any_name_is_judged(name: str) -> None:
    if tree.hop_number(name) or tree.clip_file(name) or tree.is_validation(name):
        assert tree.is_allowed(name)
