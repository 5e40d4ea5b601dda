"""What the package page says, for every verdict and for what is unknown: words only, no window."""

from dataclasses import replace

import pytest

from reviewer.evidence.findings import Code, Completeness, Step, StepOutcome, Verdict
from reviewer.evidence.verification_result import SignatureState, TrustState
from reviewer.gui.package.checks import all_checks_as_text, check_groups
from reviewer.gui.package.clip_words import clip_words, integrity_look, map_cameras, window_rows
from reviewer.gui.package.custody_words import hop_words
from reviewer.gui.package.expected_head import compare, read_head
from reviewer.gui.package.finding_words import MEANINGS
from reviewer.gui.package.presentation import (
    banner,
    heading,
    next_step,
    package_facts,
    provenance_words,
    reason,
    request_facts,
    subject_words,
    submission_facts,
    verification_line,
)
from reviewer.gui.quantities import utc_offset
from reviewer.gui.text import Strong
from reviewer.gui.theme import Tone
from reviewer.gui.widgets.badges import standing_look
from tests.gui import package_samples as samples


def plain(parts: tuple[str | Strong, ...]) -> str:
    return "".join(part.text if isinstance(part, Strong) else part for part in parts)


class TestVerdict:
    def test_verified_says_what_was_proven(self) -> None:
        assert "each of its 3 events is validly signed" in plain(reason(samples.verified()))

    def test_altered_clip_is_named_and_the_signatures_are_told_apart(self) -> None:
        said = plain(reason(samples.altered()))
        assert said.startswith("The clip garage.mp4 is not the one that was sealed")
        assert said.endswith("The signatures themselves are valid and trusted.")

    def test_signatures_are_not_praised_where_they_were_not_checked(self) -> None:
        told = samples.result(
            Verdict.ALTERED, (samples.finding(Code.RECORD, Step.RECORDS, "custody/0002.json"),), (Step.SIGNATURES,)
        )
        assert "valid" not in plain(reason(told))

    def test_signatures_are_not_called_trusted_where_certificates_were_not_checked(self) -> None:
        told = samples.result(
            Verdict.ALTERED, (samples.finding(Code.BAGIT, Step.TREE, "bagit.txt"),), (Step.CERTIFICATES,)
        )
        assert plain(reason(told)).endswith("The signatures themselves are valid.")

    def test_untrusted_names_the_event_and_what_follows(self) -> None:
        said = plain(reason(samples.untrusted()))
        assert "intact and validly signed" in said
        assert said.endswith("does not lead to a root that you trust: event 3.")

    def test_untrusted_is_not_called_intact_where_the_payload_was_not_checked(self) -> None:
        told = samples.untrusted()
        assert "intact" not in plain(reason(replace(told, steps=samples.steps(told.findings, (Step.PAYLOAD,)))))

    def test_more_failures_are_counted(self) -> None:
        twice = (
            samples.finding(Code.DIGEST, Step.PAYLOAD, "data/clips/001/a.mp4"),
            samples.finding(Code.RECORD, Step.RECORDS, "custody/0002.json"),
        )
        assert "1 more failure is listed below." in plain(reason(samples.result(Verdict.ALTERED, twice)))

    def test_missing_success_is_said_where_nothing_failed(self) -> None:
        told = samples.result(Verdict.ALTERED, (), (Step.CHAIN,))
        assert "(V10)" in plain(reason(told))

    @pytest.mark.parametrize("make", [samples.verified, samples.altered, samples.untrusted, samples.unreadable])
    def test_every_verdict_says_what_to_do(self, make: object) -> None:
        assert callable(make)
        assert next_step(make()).endswith(".")

    def test_completeness_stands_beside_the_verdict_in_its_own_words(self) -> None:
        told = banner(samples.stored(samples.verified()))
        assert told.completeness.word == "not proven"
        assert told.completeness_words == ("Intact up to event 3; that nothing was cut off after it is not proven.")

    def test_quarantine_is_said(self) -> None:
        assert "quarantine" in banner(samples.stored(samples.altered())).quarantined
        assert banner(samples.stored(samples.verified())).quarantined == ""

    def test_what_is_in_quarantine_is_never_called_verified(self) -> None:
        told = banner(samples.stored(samples.verified(), quarantined=True))
        assert "is not called verified" in plain(told.reason)
        assert "Import the file again" in told.next_step
        assert standing_look(told.verdict, told.withheld).word == "In quarantine"

    def test_in_transit_names_the_recipient_and_claims_no_receipt(self) -> None:
        told = replace(samples.verified(), hops=samples.hops()[:2], in_transit=True)
        assert banner(samples.stored(told)).in_transit == (
            "On its way: handed over to Clerk 09, Springfield PD; that it was received is not recorded here."
        )

    def test_a_longer_history_in_the_library_is_said(self) -> None:
        package = replace(samples.stored(samples.verified()), superseded_by=9)
        assert "longer history" in banner(package).history

    @pytest.mark.parametrize(
        ("subject", "words"),
        [
            ("META-INF/signature012.p7s", "event 12"),
            ("META-INF/ASiCManifest003t.xml", "event 3"),
            ("custody/0007.json", "event 7"),
            ("data/request/request.p7s", "the request"),
            ("data/clips/002/clip.json", "the record of clip 002"),
            ("META-INF/signature1.p7s", "META-INF/signature1.p7s"),
        ],
    )
    def test_subjects_are_named_as_a_clerk_would(self, subject: str, words: str) -> None:
        assert subject_words(subject) == words


class TestUnknown:
    def test_a_package_of_which_nothing_is_known(self) -> None:
        package = samples.stored(samples.unreadable())
        words = heading(package.summary, utc_offset)
        assert words.title == "evidence-0042.asice"
        assert words.subtitle.startswith("agency unknown · clips unknown · received ")
        facts = (
            *request_facts(package.latest.result, utc_offset),
            *submission_facts(package.latest.result, utc_offset),
            *package_facts(package, utc_offset),
        )
        assert all(value for _, value in facts)
        assert ("Package id", "unknown") in facts

    def test_every_fact_of_an_empty_claim_is_a_word(self) -> None:
        bare = samples.clip(start=None, location=None, accuracy=None, uncertainty_ms=None)
        words = clip_words(samples.result(clips=(bare,)), utc_offset)[0]
        assert all(value for _, value in words.facts)
        assert words.place == "place unknown"
        assert "clock is not known" in words.time

    def test_a_clip_without_a_record(self) -> None:
        lost = replace(samples.clip(), claim=None, sha256=None, intact=False)
        words = clip_words(samples.result(clips=(lost,)), utc_offset)[0]
        assert words.camera == "camera unknown"
        assert words.chips[0].word == "bytes not checked"

    def test_a_hop_whose_record_cannot_be_read(self) -> None:
        hop = replace(samples.hops()[0], event=None, timestamp=None, signer=None, signature=SignatureState.NOT_CHECKED)
        words = hop_words((hop,), utc_offset)[0]
        assert words.when == "time unknown"
        assert words.signature.words == "signature not checked"
        assert words.timestamp == "no valid timestamp: the time is not proven"
        assert all(value for _, value in words.more)


class TestRequestAndSubmission:
    def test_voluntary_needs_a_consent(self) -> None:
        assert provenance_words(samples.submission()) == "voluntary submission"
        assert "no consent" in provenance_words(samples.submission(consent=None))

    @pytest.mark.parametrize("provenance", ["emergency-disclosure", "legal-process", "agency-collected"])
    def test_nothing_else_is_called_voluntary(self, provenance: str) -> None:
        assert provenance_words(samples.submission(provenance=provenance)).endswith("not voluntary")

    @pytest.mark.parametrize(
        ("findings", "not_performed", "words"),
        [
            ((), (), "valid, signer trusted"),
            ((), (Step.REQUEST,), "not checked"),
            ((samples.finding(Code.REQUEST_SIGNATURE, Step.REQUEST),), (), "does not hold"),
            ((samples.finding(Code.REQUEST_AGENCY, Step.REQUEST),), (), "valid, but not this agency's"),
            ((samples.finding(Code.REVOKED, Step.REQUEST),), (), "valid, signer not trusted"),
        ],
    )
    def test_the_requests_signature_claims_no_more_than_v11(
        self, findings: tuple[object, ...], not_performed: tuple[Step, ...], words: str
    ) -> None:
        told = samples.result(findings=findings, not_performed=not_performed)  # type: ignore[arg-type]
        assert ("Its signature", words) in request_facts(told, utc_offset)

    def test_a_verification_as_of_another_time_says_so(self) -> None:
        made = samples.verification(samples.verified())
        assert "as of" not in verification_line(made, utc_offset)
        assert "as of" in verification_line(replace(made, made_at=made.made_at + 10**9), utc_offset)


class TestChecks:
    def test_every_code_has_its_words(self) -> None:
        assert set(MEANINGS) == set(Code)

    def test_all_thirteen_steps_are_told_in_order(self) -> None:
        told = [step.label for group in check_groups(samples.verified()) for step in group.steps]
        assert told == [f"V{number}" for number in range(1, 14)]

    def test_a_failure_is_counted_and_opens_its_group(self) -> None:
        group = next(group for group in check_groups(samples.altered()) if group.label == "V6–V7")
        assert (group.outcome, group.tone, group.opened) == ("failed: 1", Tone.BAD, True)

    def test_half_a_group_that_was_not_performed_is_not_called_passed(self) -> None:
        told = samples.result(not_performed=(Step.TIME,))
        group = next(group for group in check_groups(told) if group.label == "V8–V9")
        assert group.outcome == "V9 not performed"
        assert group.glance == "an earlier step failed"

    def test_a_step_that_the_result_does_not_mention_was_not_performed(self) -> None:
        told = replace(samples.verified(), steps=())
        assert {group.outcome for group in check_groups(told)} == {StepOutcome.NOT_PERFORMED.value.replace("-", " ")}

    def test_all_of_it_can_be_copied_as_text(self) -> None:
        text = all_checks_as_text(samples.altered())
        assert "V7  " in text
        assert "content.digest  data/clips/001/garage.mp4: " in text

    def test_no_meaning_vouches_for_what_another_step_judges(self) -> None:
        for meaning in MEANINGS.values():
            assert "is unchanged" not in meaning.follows.replace("Whether the content is unchanged", "")
            assert "as it was sealed" not in meaning.follows


class TestCustody:
    def test_signature_and_trust_are_two_statements(self) -> None:
        hop = replace(samples.hops()[0], signer_trust=TrustState.NOT_TRUSTED, trust_anchor=None)
        words = hop_words((hop,), utc_offset)[0]
        assert words.signature.words == "signature valid"
        assert words.trust.words == "signer not trusted"
        assert ("Trusted through", "none: no path to a root that you trust") in words.more

    def test_who_when_and_how_the_timestamp_differs(self) -> None:
        words = hop_words(samples.hops(), utc_offset)[1]
        assert words.who == ("by Sealing desk, evidence clerk, Harbor Sealing Service to Clerk 09, Springfield PD")
        assert words.when == "29 Oct 2026, 06:15:00.114 UTC ± 0.250 s"
        assert words.timestamp == "timestamp 2.1 s later"

    @pytest.mark.parametrize("outcome", ["failed", "refused"])
    def test_a_deed_that_did_not_succeed_says_so(self, outcome: str) -> None:
        hop = samples.hop(samples.event(1, "disclose", "Clerk", "PD", outcome=outcome))
        words = hop_words((hop,), utc_offset)[0]
        assert words.deed == f"Disclosed: {outcome}"
        assert not words.ok


class TestClips:
    def test_only_what_was_proven_is_called_as_sealed(self) -> None:
        assert integrity_look(samples.clip()).word == "as sealed"
        assert integrity_look(samples.clip(sha256="5b" * 32)).word == "differs from its seal"
        assert integrity_look(replace(samples.clip(), intact=False)).word == "not proven as sealed"

    def test_time_and_place_are_sentences(self) -> None:
        words = clip_words(samples.altered(), utc_offset)[0]
        assert words.time.endswith("2 min 10 s of 4 min 02 s lie after its end")
        assert words.place == "inside the area (± 25 m)"
        assert [look.word for look in words.chips[1:]] == ["partly outside the window", "inside the area"]

    def test_rows_and_marks_follow_the_clips(self) -> None:
        told = samples.crowded()
        assert len(window_rows(told.clips)) == len(map_cameras(told.clips)) == 100
        assert window_rows(told.clips)[8].span is None
        assert map_cameras(told.clips)[6].location is None


class TestExpectedHead:
    def test_the_last_head_proves_completeness(self) -> None:
        told = compare(f"{3:064x}", samples.verified())
        assert told.completeness is Completeness.PROVEN

    def test_an_earlier_head_tells_what_was_added(self) -> None:
        told = compare(f"{1:064x}", samples.verified())
        assert told.completeness is Completeness.EXTENDED
        assert "up to event 1 is the expected one; events 2 to 3 were added later" in told.sentence

    def test_a_strange_head_contradicts(self) -> None:
        assert compare("ab" * 32, samples.verified()).completeness is Completeness.CONTRADICTED

    def test_the_last_known_head_is_not_the_last_where_a_later_one_cannot_be_read(self) -> None:
        hops = (*samples.hops()[:2], replace(samples.hops()[2], manifest_sha256=None))
        told = compare(f"{2:064x}", samples.result(hops=hops))
        assert told.completeness is Completeness.EXTENDED

    def test_a_proven_history_does_not_mend_an_altered_package(self) -> None:
        told = compare(f"{3:064x}", samples.altered())
        assert told.completeness is Completeness.PROVEN
        assert "the verdict stands" in told.advice

    def test_nothing_is_compared_with_an_unreadable_package(self) -> None:
        assert compare("ab" * 32, samples.unreadable()).completeness is None

    @pytest.mark.parametrize("text", ["AB" * 32, f"  {'ab' * 16}\n{'ab' * 16} ", f"sha256:{'ab' * 32}", "abab " * 16])
    def test_heads_are_read_as_people_paste_them(self, text: str) -> None:
        assert read_head(text) == "ab" * 32

    @pytest.mark.parametrize(("text", "part"), [("", "64 digits"), ("ab", "these are 2"), ("x" * 64, "0–9")])
    def test_anything_else_is_refused_with_a_sentence(self, text: str, part: str) -> None:
        with pytest.raises(ValueError, match=part):
            read_head(text)
