"""The custody report from outside: its text, its fonts, its pages, its bytes."""

import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdf
import pytest

from reviewer.application.ports import Paper, PastVerification
from reviewer.application.report_record import canonical_record
from reviewer.evidence.findings import Code, Completeness, Finding, Step, Verdict
from reviewer.evidence.instants import parse_instant
from reviewer.evidence.records import ClipClock, Window
from reviewer.evidence.verification_result import SignatureState, TrustState
from reviewer.reports.custody_report import print_custody_report
from reviewer.reports.verification_report import print_verification_report
from tests.fakes.report_data import around, clip, digest, report_data, unreadable
from tests.unit.reports.pdf_text import attachments, font_names, page_sizes, says, text_of, unembedded_fonts

NAUGHTY = Path(__file__).resolve().parents[4] / "shared/fixtures/suites/naughty-names/blns.json"


@pytest.fixture(scope="module")
def printed() -> bytes:
    return print_custody_report(report_data())


def test_the_same_data_give_the_same_bytes_whatever_was_printed_before(printed: bytes) -> None:
    print_custody_report(report_data(details="क्षत्रिय صديق ภาษา", hops=7))
    assert print_custody_report(report_data()) == printed


def test_it_tells_verdict_completeness_events_and_full_hashes(printed: bytes) -> None:
    text = text_of(printed)
    assert says(text, "Verified Every required check (V1 to V11) was performed and passed")
    assert says(text, "Completeness: not proven Intact up to event 3; that nothing was cut off after it is not proven.")
    assert says(text, "What this report does not show.")
    assert says(text, "2 Nov 2026, 11:59:00.63 −06:00"), "instants to hundredths, with the offset"
    for value in (digest("clip 1"), digest("manifest 3"), digest("manifest 1")):
        assert value in text
    assert text.count(digest("clip 2")) == 3, "as sealed, at receipt and now"
    data = report_data()
    assert data.report_id in text
    assert data.record_sha256 in text


def test_a_package_in_quarantine_is_never_called_verified() -> None:
    data = report_data()
    text = text_of(print_custody_report(replace(data, package=replace(data.package, quarantined=True))))
    assert says(text, "In quarantine The checks passed, but this package is not called verified")
    assert not says(text, "Verified Every required check")


def test_every_page_says_which_it_is_and_holds_the_exhibit_box(printed: bytes) -> None:
    pages = pypdf.PdfReader(io.BytesIO(printed)).pages
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert says(text, f"Page {number} of {len(pages)}")
        assert says(text, "EXHIBIT")
        assert says(text, "Springfield Police Department")
        assert report_data().report_id in text


def test_only_our_fonts_and_all_of_them_embedded(printed: bytes) -> None:
    assert all(name.startswith("NotoSans") for name in font_names(printed))
    assert unembedded_fonts(printed) == []


def test_the_attached_record_has_the_hash_that_the_report_prints(printed: bytes) -> None:
    record = attachments(printed)["custody-record.json"]
    assert hashlib.sha256(record).hexdigest() == report_data().record_sha256
    assert json.loads(record)["result"]["head"] == digest("manifest 3")


@pytest.mark.parametrize(("paper", "size"), [(Paper.LETTER, (612, 792)), (Paper.A4, (595, 842))])
def test_letter_and_a4_tell_the_same(paper: Paper, size: tuple[int, int]) -> None:
    data = report_data(paper=paper)
    assert set(page_sizes(print_custody_report(data))) == {size}
    assert canonical_record(data) == canonical_record(report_data())


def test_markup_in_evidence_stays_text() -> None:
    name = '<img src="file:///etc/passwd"/><b>x</b>&amp;'
    content = print_custody_report(report_data(actor=name, purpose=name, hops=4, details=name, pseudonym=name))
    assert "".join(text_of(content).split()).count('<imgsrc="file:///etc/passwd"/><b>x</b>&amp;') >= 4
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert not any("/XObject" in page.obj.get("/Resources", {}) for page in pdf.pages)


def test_commands_carry_names_and_times_of_this_package(printed: bytes) -> None:
    text = text_of(printed)
    stamp = report_data().result.hops[0].timestamp
    assert stamp is not None
    assert says(text, f"openssl cms -verify -cades -attime {stamp // 1_000_000} -binary -inform DER")
    assert says(text, "-CAfile ../sealing-root.pem")
    assert says(text, "-CAfile ../custody-root.pem")
    assert says(text, "unzip -q SPD-2026-004211.asice -d p && cd p")


def test_a_hostile_file_name_is_no_command() -> None:
    text = text_of(print_custody_report(report_data(file_name="x; rm -rf ~ $(id) '.asice")))
    assert says(text, "unzip -q package.asice -d p")
    assert not says(text, "unzip -q x")


def test_an_unreadable_package_is_told_plainly() -> None:
    text = text_of(print_custody_report(around(unreadable())))
    assert says(text, "Unreadable The file breaks the rules of its container")
    assert says(text, "no clip, person, event or time in it is shown or proven")
    assert says(text, "31 bytes stand before the package.")
    assert not says(text, "Verified Every")


def test_an_altered_package_names_what_is_not_proven() -> None:
    data = report_data()
    clips = (replace(data.result.clips[0], sha256=digest("other"), intact=False), data.result.clips[1])
    finding = Finding(Code.DIGEST, Step.PAYLOAD, clips[0].path, "The clip is not the one that was sealed.")
    result = replace(data.result, verdict=Verdict.ALTERED, clips=clips, findings=(finding,))
    text = text_of(print_custody_report(around(result)))
    assert says(text, "Altered The package, or its history, is not what was signed.")
    assert says(text, "The bytes of clip 001 are not those that were sealed.")
    assert says(text, f"{digest('other')} differs")


def test_an_untrusted_package_keeps_signature_and_trust_apart() -> None:
    data = report_data()
    last = replace(
        data.result.hops[2], signer_trust=TrustState.NOT_TRUSTED, timestamp=None, timestamp_authority=None,
        timestamp_trust=TrustState.NOT_CHECKED,
    )  # fmt: skip
    result = replace(data.result, verdict=Verdict.UNTRUSTED, hops=(*data.result.hops[:2], last))
    text = text_of(print_custody_report(around(result)))
    assert says(text, "Signer not trusted No change was found in what is signed")
    assert says(text, "Who signed event 3 is not proven.")
    assert says(text, "no valid timestamp: the time is not proven")
    assert says(text, "This event has no valid timestamp")


def test_a_history_that_was_cut_is_an_exception() -> None:
    data = report_data()
    result = replace(data.result, verdict=Verdict.ALTERED, completeness=Completeness.CONTRADICTED)
    assert "events were cut off or replaced" in text_of(print_custody_report(around(result)))


def test_an_event_whose_record_cannot_be_read_keeps_its_place() -> None:
    data = report_data()
    broken = replace(data.result.hops[1], event=None, signature=SignatureState.NOT_CHECKED, signer=None)
    result = replace(data.result, verdict=Verdict.ALTERED, hops=(data.result.hops[0], broken, data.result.hops[2]))
    text = text_of(print_custody_report(around(result)))
    assert says(text, "The record of this event cannot be read.")
    assert says(text, "The record of event 2 cannot be read.")


@pytest.mark.parametrize("hops", [1, 2, 60])
def test_every_event_stands_in_the_log_in_order(hops: int) -> None:
    text = text_of(print_custody_report(report_data(hops=hops)))
    log = text[text.index("Custody log") : text.index("A valid signature says")]
    place = 0
    for seq in range(1, hops + 1):
        place = log.index(digest(f"manifest {seq}")[:16], place)


def test_page_one_stays_one_page_with_a_hundred_clips_and_long_names() -> None:
    data = report_data(clips=tuple(clip(number, "x" * 200) for number in range(1, 101)), agency="A" * 700)
    pages = pypdf.PdfReader(io.BytesIO(print_custody_report(data))).pages
    assert "What this report does not show." in pages[0].extract_text()
    assert "listed in full under Clips." in pages[0].extract_text()
    assert "People" in pages[1].extract_text()


def test_all_naughty_strings_print() -> None:
    if not NAUGHTY.is_file():
        pytest.skip("the suite of naughty names is not beside this tree")
    names = json.loads(NAUGHTY.read_text("utf-8"))
    data = report_data(hops=300)
    hops = tuple(
        replace(hop, event=replace(hop.event, purpose=name, actor=replace(hop.event.actor, name=name)))
        for hop, name in zip(data.result.hops, names, strict=False)
        if hop.event is not None
    )
    content = print_custody_report(around(replace(data.result, hops=hops)))
    assert all(name.startswith("NotoSans") for name in font_names(content))


def test_claims_at_the_ends_of_the_calendar_do_not_stop_it() -> None:
    first, last = parse_instant("0001-01-01T00:00:00.000Z"), parse_instant("9999-12-31T23:59:59.999Z")
    far = clip(1, "far.mp4")
    clips = (
        replace(far, recorded_start=first, recorded_end=last, clock=ClipClock("device", 9_007_199_254_740_991, 0)),
        replace(clip(2, "nowhere.mp4"), recorded_start=None, clock=ClipClock("unknown", None, None)),
    )
    data = report_data(clips=clips)
    hop = data.result.hops[0]
    assert hop.event is not None
    hops = (replace(hop, timestamp=first, event=replace(hop.event, at=first)), *data.result.hops[1:])
    request = data.result.request
    assert request is not None
    for window, corner in ((Window(first, last), (180.0, 90.0)), (Window(first, first), (-180.0, -90.0))):
        area = (((corner, corner, corner, corner),),)
        strange = replace(request, window=window, area=area, issued_at=first, expires_at=last)
        text = text_of(print_custody_report(around(replace(data.result, hops=hops, request=strange))))
        assert says(text, "a time outside the calendar")


def test_lone_surrogates_in_a_file_name_do_not_stop_it() -> None:
    assert "U+DCFF" in text_of(print_custody_report(report_data(file_name="a\udcff.asice")))


def test_the_file_is_tagged_titled_and_dated_by_its_data(printed: bytes) -> None:
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-US"
        assert str(pdf.docinfo["/Title"]).startswith("Custody report CR-")
        assert str(pdf.docinfo["/CreationDate"]) == "D:20261105192700-06'00"
        metadata = bytes(pdf.Root.Metadata.read_bytes())
        assert b"<pdfaid:part>3</pdfaid:part>" in metadata
        marked = {
            str(item.S)
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == pikepdf.Name.StructElem
        }
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/P"} <= marked


def test_hostile_text_in_metadata_is_valid_xml() -> None:
    data = report_data(agency="<x>&\x00\x1b]]>\ufffe")
    with pikepdf.open(io.BytesIO(print_custody_report(data))) as pdf, pdf.open_metadata() as metadata:
        assert "[U+0000]" in str(metadata["dc:creator"])


def test_no_compliance_or_truth_is_claimed(printed: bytes) -> None:
    text = text_of(printed).lower()
    for claim in ("cjis", "compliant", "authentic", "is admissible", "accurate"):
        assert claim not in text


def test_the_verification_report_carries_the_published_result() -> None:
    result = report_data().result
    content = print_verification_report(result, "package.asice")
    assert content == print_verification_report(result, "package.asice")
    assert "Verification report" in text_of(content)
    assert "not received: the file was checked in place" in text_of(content)
    assert json.loads(attachments(content)["verification-result.json"])["spec"] == "footage-package/1"


def test_what_is_not_recorded_is_said_in_words_and_not_made_up(printed: bytes) -> None:
    text = text_of(printed)
    for phrase in ("who viewed, copied or printed the footage", "stills, redactions", "Bates numbers", "a self-test"):
        assert says(text, phrase)
    in_place = text_of(print_verification_report(report_data().result, "package.asice"))
    assert says(in_place, "how the file came to this computer")
    assert not says(in_place, "after it was received")


def test_now_says_when_it_was_and_one_reading_is_not_called_two() -> None:
    data = report_data()
    text = text_of(print_custody_report(data))
    assert says(text, "At receipt: computed here at the first verification, 5 Nov 2026, 19:19:00.12 −06:00")
    assert says(text, "Now: computed at the newest verification, 5 Nov 2026, 19:20:00.12 −06:00, by Reviewer 0.1.0.")
    assert text.count("Now, 5 Nov 2026, 19:20:00 −06:00") == 2, "beside the hash of each clip"
    once = text_of(print_custody_report(replace(data, receipt_verified_at=data.verified_at)))
    assert says(once, "the package was verified here once, 5 Nov 2026, 19:20:00.12 −06:00")
    assert says(once, "both are that one reading")


def test_every_verification_made_here_is_listed() -> None:
    data = report_data()
    past = PastVerification(data.verified_at - 1, "Reviewer 0.0.9", Verdict.UNTRUSTED, Completeness.PROVEN, "ab" * 32)
    text = text_of(print_custody_report(replace(data, history=(past,))))
    assert says(text, "Verifications made here Made Verdict Completeness Head, first 16 Program")
    assert says(text, "Signer not trusted proven abababababababab Reviewer 0.0.9")
    assert says(text, "first verification, 5 Nov 2026, 19:19:00.12 −06:00, by Reviewer 0.0.9.")


def test_an_open_hand_over_names_who_has_not_yet_received() -> None:
    text = text_of(print_custody_report(report_data(hops=2)))
    assert says(text, "In transit: handed over to Springfield Police Department; no receipt is in the package yet.")
    assert says(text, "not received yet"), "in the drawing, on the lane of the agency"


def test_an_unreadable_file_is_still_tied_to_its_hash_and_not_called_footage() -> None:
    text = text_of(print_custody_report(around(unreadable(), file_name="EVID_0042.asice")))
    assert text.count(digest("container")) == 2, "on page 1 and under How to check"
    assert says(text, "sha256sum EVID_0042.asice")
    assert says(text, "the community request is not known")
    assert "resident" not in text


def test_commands_that_must_fail_are_announced() -> None:
    announced = "so not all of these commands succeed"
    assert says(text_of(print_custody_report(report_data(verdict=Verdict.ALTERED))), announced)
    assert not says(text_of(print_custody_report(report_data())), announced)


def test_a_long_history_tells_the_roots_of_the_events_between() -> None:
    text = text_of(print_custody_report(report_data(hops=9)))
    assert says(text, "../sealing-root.pem up to event 2, ../custody-root.pem from event 3 on.")


def test_a_boxed_code_is_explained(printed: bytes) -> None:
    assert says(text_of(printed), "A boxed code such as U+202E, here and everywhere in this report, stands for")


@pytest.mark.parametrize("hops", [3, 60])
def test_cells_stand_in_rows_and_rows_in_tables(hops: int) -> None:
    parents = {"/TH": {"/TR"}, "/TD": {"/TR"}, "/TR": {"/Table"}, "/P": {"/Div", "/Document", "/TD", "/TH"}}
    data = report_data(hops=hops, clips=(clip(1, "a.mp4"), clip(2, "long " * 200)), details="line\n" * 90)
    with pikepdf.open(io.BytesIO(print_custody_report(data))) as pdf:
        elements = [
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == pikepdf.Name.StructElem
        ]
        for element in elements:
            allowed = parents.get(str(element.S))
            assert allowed is None or str(element.P.S) in allowed, (str(element.S), str(element.P.S))
        assert len(elements) < 450 + 25 * hops, "the tree of a long log has to stay small"
