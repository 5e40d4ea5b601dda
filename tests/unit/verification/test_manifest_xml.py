"""ASiC manifests: what XML lets a writer do without saying anything else is taken; all else is refused."""

import base64
import hashlib
import re
import time
from urllib.parse import quote, unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.sealing.manifests import SIGNATURE_TYPE, asic_manifest
from reviewer.verification.manifest_xml import ASIC, DSIG, SHA256, ManifestRefused, parse_manifest
from reviewer.verification.names import problem_with_name

SIGNATURE = "META-INF/signature001.p7s"
ONE = {"bagit.txt": hashlib.sha256(b"1").hexdigest(), "data/vendor/Ворота & 門.txt": hashlib.sha256(b"2").hexdigest()}
TEXT = asic_manifest(SIGNATURE, SIGNATURE_TYPE, ONE).decode()
NAMES = st.text(min_size=1, max_size=20).filter(lambda name: problem_with_name(name) is None)
ROOT = f'<a:ASiCManifest xmlns:a="{ASIC}" xmlns:d="{DSIG}">'
REFERENCE = f'<a:SigReference URI="{SIGNATURE}"/>'
METHOD = f'<d:DigestMethod Algorithm="{SHA256}"/>'
VALUE = f"<d:DigestValue>{base64.b64encode(bytes(32)).decode()}</d:DigestValue>"


def refusal(text: str | bytes) -> str:
    with pytest.raises(ManifestRefused) as caught:
        parse_manifest(text.encode() if isinstance(text, str) else text)
    str(caught.value).encode("utf-8")
    return str(caught.value)


def manifest(objects: str, reference: str = REFERENCE) -> str:
    return f"{ROOT}{reference}{objects}</a:ASiCManifest>"


def listed(uri: str, inside: str = METHOD + VALUE) -> str:
    return f'<a:DataObjectReference URI="{uri}">{inside}</a:DataObjectReference>'


@given(st.dictionaries(NAMES, st.binary(max_size=3).map(lambda data: hashlib.sha256(data).hexdigest())))
def test_what_is_written_is_read(digests: dict[str, str]) -> None:
    read = parse_manifest(asic_manifest(SIGNATURE, SIGNATURE_TYPE, digests))
    assert (read.signature, read.signature_type, read.digests) == (SIGNATURE, SIGNATURE_TYPE, digests)


@given(st.dictionaries(NAMES, st.booleans(), min_size=1))
def test_any_percent_encoding_of_a_name(names: dict[str, bool]) -> None:
    def encoded(name: str, wholly: bool) -> str:
        return "".join(f"%{byte:02x}" for byte in name.encode()) if wholly else quote(name)

    text = manifest("".join(listed(encoded(name, wholly)) for name, wholly in names.items()))
    assert list(parse_manifest(text.encode()).digests) == list(names)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"asic:", "x-1.y:"),
        (r'"', "'"),
        (r"\n", "\r\n\t "),
        (r"><", "> <!-- & < > --> <"),
        (r"<\?xml.*?\?>\n", ""),
        (r"<\?xml.*?\?>", "<?xml version='1.0'?>"),
        (r"<\?xml.*?\?>", '<?xml version="1.0" encoding="utf-8" standalone="no" ?>'),
        (r' MimeType="[^"]*"', ""),
        (r"(DataObjectReference) URI", r'\1 MimeType="text/plain" URI'),
        (r"DigestValue>([^<]*)<", r"DigestValue>\n \1\t<"),
        (r"DigestValue>([^<]{20})", r"DigestValue>\1<!-- in between -->"),
        (r"(<ds:DigestMethod [^>]*)/>", r"\1></ds:DigestMethod>"),
        (r"bagit", "%62&#97;git"),
        (r"%20&amp;%20|%20%26%20", "%20&amp;%20"),
        (r"\Z", "<!-- end -->\n"),
    ],
)
def test_another_way_to_write_the_same(old: str, new: str) -> None:
    text = re.sub(r"\bx:", "x:", TEXT)
    text = re.sub(old, new, text)
    if old == "asic:":
        text = text.replace("xmlns:asic=", f"xmlns:{new[:-1]}=")
    assert parse_manifest(text.encode()).digests == ONE


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "well-formed"),
        (TEXT[:-3], "well-formed"),
        (TEXT + TEXT, "well-formed"),
        (TEXT + "x", "well-formed"),
        ("\ufeff" + TEXT, "byte order mark"),
        (TEXT.encode("utf-16"), "byte order mark"),
        (TEXT.encode("utf-16-le"), "UTF-8"),
        (TEXT.encode("utf-16-be"), "UTF-8"),
        (TEXT.replace('"UTF-8"', '"ISO-8859-1"'), "encoding"),
        (TEXT.replace('"UTF-8"', '"no-such"'), "encoding"),
        (TEXT.encode().replace(b"bagit", b"b\xffgit"), "well-formed"),
        (TEXT.replace("?>\n", '?>\n<!DOCTYPE x [<!ENTITY a "b">]>\n'), "document type"),
        (TEXT.replace("?>\n", '?>\n<!DOCTYPE x SYSTEM "file:///etc/passwd">\n'), "document type"),
        (TEXT.replace("?>\n", "?>\n<?a b?>\n"), "processing"),
        (TEXT.replace("bagit", "&b;git"), "well-formed"),
        (manifest(listed("a", METHOD + VALUE.replace("A=", "<![CDATA[A=]]>"))), "CDATA"),
        (manifest("", ""), "no SigReference"),
        (manifest("", REFERENCE * 2), "once"),
        (manifest(listed("a") + REFERENCE, ""), "first"),
        (manifest(listed("a") + REFERENCE), "once, and first"),
        (manifest(listed("a") * 2), "twice"),
        (manifest(listed("a") + listed("%61")), "twice"),
        (manifest(listed("a", METHOD)), "without a digest"),
        (manifest(listed("a", VALUE + METHOD)), "order"),
        (manifest(listed("a", METHOD * 2 + VALUE)), "SHA-256"),
        (manifest(listed("a", METHOD + VALUE * 2)), "order"),
        (manifest(listed("a", METHOD.replace("sha256", "sha512") + VALUE)), "SHA-256"),
        (manifest(listed("a", METHOD + VALUE.replace("A=", "A"))), "base64"),
        (manifest(listed("a", METHOD + VALUE.replace("A=", "B="))), "base64"),
        (manifest(listed("a", METHOD + VALUE.replace("AAAA", "A A A A", 1))), "base64"),
        (manifest(listed("a", METHOD + "<d:DigestValue/>")), "base64"),
        (manifest("<a:DataObjectReference>" + METHOD + VALUE + "</a:DataObjectReference>"), "attributes"),
        (manifest(listed('a" Rootfile="true')), "attributes"),
        (manifest(listed('a" xml:id="x')), "attributes"),
        (manifest(listed('a" a:MimeType="x')), "attributes"),
        (manifest(listed('a" xmlns:x="urn:x')), "namespace"),
        (manifest("<d:DigestValue/>"), "does not belong"),
        (manifest("<b/>"), "does not belong"),
        (manifest("x"), "text"),
        (manifest("\u00a0"), "text"),
        ("<ASiCManifest/>", "does not belong"),
        (f'<ASiCManifest xmlns="{DSIG}"/>', "does not belong"),
        (ROOT * 1000, "does not belong"),
    ],
)
def test_refused(text: str | bytes, why: str) -> None:
    assert why in refusal(text)


NO_NAMES = (
    *("", "/a", "a//b", "./a", "a/..", "file:a", "http://x/a", "a?", "a#", "a?b", "a b", "a[", "a|b", "\u0412"),
    *("%", "%4", "%zz", "%ff", "%2e%2e", "a%00", "%252e", "a%25", "a%3Ab", "a%5Cb", "C%3A", "e%CC%81"),
)
URIS = ("a", "a%2Fb", "a+b", "a%2bb", "a;b=c", "a!$'()*,@~_-.b", "%E9%96%80", "%e9%96%80", "a&amp;b")
TAGS = st.text(alphabet="<>/a:=\"'!-?[]&;x \n", max_size=80)


@pytest.mark.parametrize("uri", NO_NAMES)
def test_uris_that_are_no_names(uri: str) -> None:
    refusal(manifest(listed(uri)))


@pytest.mark.parametrize(
    "uri", ["a", "a%2Fb", "a+b", "a%2bb", "a;b=c", "a!$'()*,@~_-.b", "%E9%96%80", "%e9%96%80", "a&amp;b"]
)
def test_uris_that_are_names(uri: str) -> None:
    name = unquote_to_bytes(uri.replace("&amp;", "&")).decode()
    assert list(parse_manifest(manifest(listed(uri)).encode()).digests) == [name]


@given(
    st.binary(max_size=100)
    | st.text(alphabet="<>/a:=\"'!-?[]&;x \n", max_size=80).map(lambda text: (ROOT + text).encode())
)
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    refusal(data)


@given(st.integers(0, len(TEXT.encode()) - 1), st.binary(min_size=1, max_size=3))
def test_a_change_is_refused_or_read(at: int, new: bytes) -> None:
    data = TEXT.encode()
    try:
        parse_manifest(data[:at] + new + data[at + len(new) :])
    except ManifestRefused as refused:
        str(refused).encode("utf-8")


@pytest.mark.parametrize(
    "text",
    [
        ROOT + REFERENCE + "<!--" + "x" * 8_000_000 + "-->",
        ROOT + f'<a:SigReference URI="{"%41" * 3_000_000}"/>',
        ROOT + "<a:SigReference " + " ".join(f'a{number}="x"' for number in range(500_000)) + "/>",
        "<!DOCTYPE x [" + "<!ENTITY a 'x'>" * 300_000,
        ROOT + REFERENCE + METHOD.replace("d:", "a:") * 100_000,
    ],
    ids=["comment", "uri", "attributes", "entities", "elements"],
)
def test_a_hostile_manifest_costs_seconds_at_most(text: str) -> None:
    start = time.process_time()
    assert len(refusal(text)) < 300
    assert time.process_time() - start < 10
