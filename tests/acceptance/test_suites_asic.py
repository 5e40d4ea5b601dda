"""``asic-digidoc4j``: containers of DigiDoc4j, near kin of ours (ETSI EN 319 162-1), none of them a footage package.

The ZIP layer is asked of every case, with Python's zipfile as witness of what each container has. Bare timestamp
tokens and CAdES signatures are read by the verifier's own parsers. The whole procedure ends, and never in “verified”.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer.evidence.findings import Code, Verdict
from reviewer.intake.strict_zip import StrictZip
from reviewer.verification.cms import CmsProblem, Kind
from reviewer.verification.manifest_xml import ManifestRefused, parse_manifest
from reviewer.verification.timestamp_token import read_token
from reviewer.verification.trust import TrustStore
from reviewer.verification.v05_signatures import verify_detached
from reviewer.verification.verify import verify
from tests.acceptance.suites import expected, needs_suite, suite_folder
from tests.result_schema import valid_json

SUITE = "asic-digidoc4j"
pytestmark = needs_suite(SUITE)
EXPECTED = expected(SUITE)

INVALID, VALID = "testFiles/invalid-containers/", "testFiles/valid-containers/"
ARCHIVE = "META-INF/ASiCArchiveManifest.xml"
TOKEN, TOKEN_2, TOKEN_3 = "META-INF/timestamp.tst", "META-INF/timestamp002.tst", "META-INF/timestamp003.tst"

TOKENS_OVER = {
    f"{INVALID}2xTST-datafile-with-%20-unencoded-in-archive-manifest.asics": {TOKEN_2: ARCHIVE},
    f"{INVALID}2xTST-datafile-with-+%-unencoded-in-archive-manifest.asics": {TOKEN_2: ARCHIVE},
    f"{INVALID}2xTST-datafile-with-space-plusencoded-in-archive-manifest.asics": {TOKEN_2: ARCHIVE},
    f"{INVALID}3xTST-text-data-file-hash-failure-since-2nd-tst.asics": {
        TOKEN: "test.txt",
        TOKEN_2: "META-INF/ASiCArchiveManifest001.xml",
        TOKEN_3: ARCHIVE,
    },
    f"{VALID}1xTST-asice-datafile-with-expired-signer-and-ocsp.asics": {TOKEN: "expired-signer-and-ocsp.asice"},
    f"{VALID}1xTST-datafile-with-special-characters.asics": {TOKEN: "1234567890 !#$%&'()+,-.;=@[]^_`{}~ õäöü.txt"},
    f"{VALID}1xTST-image-no-manifest.asics": {TOKEN: "smile.png"},
    f"{VALID}1xTST-recursive-asics-datafile.asics": {TOKEN: "timestamped-4.asics"},
    f"{VALID}2xTST-datafile-with-special-characters-unencoded-in-archive-manifest.asics": {TOKEN_2: ARCHIVE},
    f"{VALID}2xTST-text-data-file.asics": {TOKEN_2: ARCHIVE},
    f"{VALID}3xTST-text-data-file.asics": {TOKEN_3: ARCHIVE},
    f"{VALID}3xTST-valid-bdoc-data-file-1st-tst-invalid-2nd-tst-no-coverage-3rd-tst-valid.asics": {TOKEN_3: ARCHIVE},
    f"{VALID}ddoc-1000-signatures.asics": {TOKEN: "ddoc-1000-signatures.ddoc"},
    f"{VALID}timestamped-container-with-empty-datafile.asics": {TOKEN: "empty-file.txt"},
    f"{VALID}valid-asice-in-asics.asics": {TOKEN: "valid-asice.asice"},
}
"""Tokens that hold, and over which file. What makes the invalid ones among them invalid is their ASiC-S manifest."""

BER = (Kind.FORM, "indefinite length")
"""4.1: DER. Archival material was added to these tokens later, and they were written anew in BER."""

TOKENS_REFUSED = {
    f"{INVALID}1xTST-no-data-file.asics": {TOKEN: (Kind.INVALID, "made over other data")},
    f"{INVALID}1xTST-valid-bdoc-data-file-hash-failure-in-tst.asics": {TOKEN: (Kind.INVALID, "made over other data")},
    f"{INVALID}timestamptoken-two-data-files.asics": {TOKEN: (Kind.ALGORITHM, "RSA key of 2048 bits")},
    f"{INVALID}2xTST-datafile-with-%20-unencoded-in-archive-manifest.asics": {TOKEN: BER},
    f"{INVALID}2xTST-datafile-with-+%-unencoded-in-archive-manifest.asics": {TOKEN: BER},
    f"{INVALID}2xTST-datafile-with-space-plusencoded-in-archive-manifest.asics": {TOKEN: BER},
    f"{VALID}2xTST-datafile-with-special-characters-unencoded-in-archive-manifest.asics": {TOKEN: BER},
    f"{VALID}2xTST-text-data-file.asics": {TOKEN: BER},
    f"{VALID}3xTST-text-data-file.asics": {TOKEN: BER, TOKEN_2: BER},
    f"{VALID}3xTST-valid-bdoc-data-file-1st-tst-invalid-2nd-tst-no-coverage-3rd-tst-valid.asics": {
        TOKEN: BER,
        TOKEN_2: BER,
    },
}
"""Tokens that do not count, and why: other data, a key that 4.2 does not accept, BER."""

CADES = {
    f"{INVALID}CAdES-baseline-lt-for-ASiC-E.asics": "META-INF/signature001.p7s",
    f"{INVALID}CAdES-baseline-lt.asics": "META-INF/signature.p7s",
    f"{INVALID}CAdES-baseline-lta.asics": "META-INF/signature.p7s",
}
"""Detached CAdES over ``test.txt``. DigiDoc4j calls them invalid because it knows no CAdES; the signatures hold."""

XADES = (
    "testFiles/invalid-containers/23154_test1-old-sig-sigat-NOK-prodat-OK-1.bdoc",
    "testFiles/invalid-containers/23200_weakdigest-unknown-ca.asice",
    "testFiles/invalid-containers/INC166120_wrong_mime_slash.bdoc",
    "testFiles/invalid-containers/KS-10_manifest_topelt_bdoc21_TM.bdoc",
    "testFiles/invalid-containers/KS-18_lisatudfail.4.asice",
    "testFiles/invalid-containers/Libdigidoc_created_tsa_signature_TS.bdoc",
    "testFiles/invalid-containers/bdoc-tm-ocsp-revoked.bdoc",
    "testFiles/invalid-containers/esteid2018signerAiaOcspLTA.asice",
    "testFiles/invalid-containers/filename_mismatch_second_signature.asice",
    "testFiles/invalid-containers/invalid-containers-23816_leedu_live_TS_authority.asice",
    "testFiles/invalid-containers/invalid-data-file.bdoc",
    "testFiles/invalid-containers/invalid_bdoc21-TS-old-cert.bdoc",
    "testFiles/invalid-containers/invalid_bdoc_tm_old-sig-sigat-OK-prodat-NOK.bdoc",
    "testFiles/invalid-containers/invalid_container.bdoc",
    "testFiles/invalid-containers/manifest_validation_error.asice",
    "testFiles/invalid-containers/missing_mimetype_file.asice",
    "testFiles/invalid-containers/multiple_EncapsulatedTimeStamp_elements_in_single_SignatureTimeStamp.asice",
    "testFiles/invalid-containers/multiple_signed_properties.asice",
    "testFiles/invalid-containers/ocsp_cert_is_not_in_tsl.bdoc",
    "testFiles/invalid-containers/signature_does_not_cover_datafile.asice",
    "testFiles/invalid-containers/signing_certificate_not_valid_during_timestamping.asice",
    "testFiles/invalid-containers/tundmatuocsp.asice",
    "testFiles/invalid-containers/two_signatures_one_invalid.bdoc",
    "testFiles/invalid-containers/unknown_ocsp.asice",
    "testFiles/invalid-containers/warning.asice",
    "testFiles/valid-containers/23608_bdoc21-no-nonce-policy.bdoc",
    "testFiles/valid-containers/2_signatures_duplicate_id_lta.asice",
    "testFiles/valid-containers/LT_without_nonce.asice",
    "testFiles/valid-containers/NoAdditionalOcspCertificate.bdoc",
    "testFiles/valid-containers/NoOcspCertificateAnywhere_LT_liveTS.asice",
    "testFiles/valid-containers/PSS-signature.asice",
    "testFiles/valid-containers/SP-06_bdoc21-no-uri.bdoc",
    "testFiles/valid-containers/asics-1-signature.asics",
    "testFiles/valid-containers/asics_with_one_signature.bdoc",
    "testFiles/valid-containers/latvian_LT_signature_with_22h_difference_between_TS_and_OCSP.asice",
    "testFiles/valid-containers/latvian_LT_signature_with_44h_difference_between_TS_and_OCSP.asice",
    "testFiles/valid-containers/latvian_LT_signature_with_7min_difference_between_TS_and_OCSP.asice",
    "testFiles/valid-containers/latvian_T_signature.asice",
    "testFiles/valid-containers/latvian_signed_container.asice",
    "testFiles/valid-containers/plus-in-datafile-name-unencoded-in-signature.asice",
    "testFiles/valid-containers/policyImplied.asice",
    "testFiles/valid-containers/signed-container-with-empty-datafiles.bdoc",
    "testFiles/valid-containers/space-in-datafile-name-percent-encoded-in-signature.asice",
    "testFiles/valid-containers/testing.asice",
    "testFiles/valid-containers/valid-asice.asice",
    "testFiles/valid-containers/valid-asics-esteid2018.asics",
    "testFiles/valid-containers/valid-bdoc-tm-newer.bdoc",
    "testFiles/valid-containers/valid-bdoc-ts-signature-file-name-with-non-numeric-characters.asice",
)
"""Signed with XAdES (BDOC 2.1, ASiC-E XAdES): their signature layer is not ours."""

UNSIGNED = (
    "testFiles/degenerate-containers/2-mimetypes.asics",
    "testFiles/invalid-containers/asics_without_signatures.bdoc",
    "testFiles/valid-containers/container_without_signatures.bdoc",
    "testFiles/valid-containers/unsigned-container-with-empty-datafile.asics",
)
"""Without any signature or token."""

NOT_APPLICABLE = {
    **dict.fromkeys(XADES, "XAdES signatures; a footage package has CAdES alone (specification, section 4)"),
    **dict.fromkeys(UNSIGNED, "neither signature nor token to read"),
}
"""Cases of which the signature layer says nothing about us. ZIP layer and procedure are still asserted."""


def witness(path: Path) -> set[Code]:
    """What Python's zipfile sees that 1.2 and 1.4 forbid."""
    codes: set[Code] = set()
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if archive.comment:
            return {Code.TRAILING}
    if any(entry.comment or entry.flag_bits & 0x08 for entry in entries):
        codes.add(Code.HEADER_MISMATCH)
    first = entries[0]
    if first.filename != "mimetype" or first.compress_type or first.extra:
        codes.add(Code.MIMETYPE)
    if len({entry.filename for entry in entries}) < len(entries):
        codes.add(Code.DUPLICATE_NAME)
    return codes


def members(case: str) -> dict[str, bytes]:
    with zipfile.ZipFile(suite_folder(SUITE) / case) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def asic_manifests() -> Iterator[tuple[str, str]]:
    for case in EXPECTED:
        with zipfile.ZipFile(suite_folder(SUITE) / case) as archive:
            for name in archive.namelist():
                if re.match(r"META-INF/ASiC.*\.xml\Z", name):
                    yield case, name


@pytest.mark.parametrize("case", list(EXPECTED))
def test_zip_layer(case: str) -> None:
    path = suite_folder(SUITE) / case
    reader = StrictZip(path)
    try:
        found = {defect.code for defect in reader.defects}
        seen = witness(path)
        assert seen <= found
        assert bool(seen) is bool(found)
        if not found:
            contents = members(case)
            assert {name: b"".join(map(bytes, reader.chunks(name))) for name in reader.names()} == contents
    finally:
        reader.close()


@pytest.mark.parametrize("case", list(EXPECTED))
def test_none_of_them_is_a_package(case: str) -> None:
    reader = StrictZip(suite_folder(SUITE) / case)
    try:
        result = verify(reader, TrustStore(), 0)
        sound = not reader.defects
    finally:
        reader.close()
    assert result.verdict in ((Verdict.ALTERED, Verdict.UNREADABLE) if sound else (Verdict.UNREADABLE,))
    valid_json(result)


@pytest.mark.parametrize("case", list(TOKENS_OVER))
def test_tokens_that_hold(case: str) -> None:
    contents = members(case)
    for token, stamped in TOKENS_OVER[case].items():
        read = read_token(contents[token], contents[stamped], ())
        assert read.authority.weakness is None
        with pytest.raises(CmsProblem):
            read_token(contents[token], contents[stamped] + b" ", ())


@pytest.mark.parametrize("case", list(TOKENS_REFUSED))
def test_tokens_that_do_not_count(case: str) -> None:
    contents = members(case)
    for token, (kind, reason) in TOKENS_REFUSED[case].items():
        for name, data in contents.items():
            if name != token:
                with pytest.raises(CmsProblem, match=reason) as caught:
                    read_token(contents[token], data, ())
                assert caught.value.kind is kind


@pytest.mark.parametrize("case", list(CADES))
def test_cades(case: str) -> None:
    contents = members(case)
    _, signer = verify_detached(contents[CADES[case]], contents["test.txt"])
    assert signer.weakness is None
    with pytest.raises(CmsProblem, match="other content"):
        verify_detached(contents[CADES[case]], contents["test.txt"] + b" ")


def test_other_manifests_are_refused_not_misread() -> None:
    """Theirs use SHA-512 (2.3 wants SHA-256) or names that are not percent-encoded."""
    found = list(asic_manifests())
    assert found
    for case, name in found:
        with pytest.raises(ManifestRefused, match=r"not SHA-256|RFC 3986"):
            parse_manifest(members(case)[name])


def test_every_token_and_signature_is_asserted() -> None:
    for case in EXPECTED:
        with zipfile.ZipFile(suite_folder(SUITE) / case) as archive:
            bare = {name for name in archive.namelist() if name.endswith((".tst", ".p7s"))}
        tokens = TOKENS_OVER.get(case, {}).keys() | TOKENS_REFUSED.get(case, {}).keys()
        assert bare == tokens | ({CADES[case]} if case in CADES else set())


def test_every_case_is_asserted_or_named() -> None:
    asserted = TOKENS_OVER.keys() | TOKENS_REFUSED.keys() | CADES.keys()
    assert asserted.isdisjoint(NOT_APPLICABLE)
    assert asserted | NOT_APPLICABLE.keys() == EXPECTED.keys()
