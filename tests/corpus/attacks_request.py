"""Attacks on the community request and on how the submission answers it: V11."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from reviewer.evidence.findings import Code
from reviewer.evidence.instants import format_instant
from tests.corpus.draft import REQUEST, REQUEST_SIGNATURE, SUBMISSION, Draft, event_name
from tests.corpus.workshop import Workshop, attack
from tools.demo_trust.certificates import DAY, DOCUMENT_SIGNING, Revoked, Validity, new_key
from tools.demo_trust.cms_builder import Shape
from tools.demo_trust.trust import SPRINGFIELD

SECOND = 1_000_000

# --- request.signature ---


def request_shape(kind: str, change: str, shape: Shape, clause: str = "4.1, V11") -> None:
    @attack(f"request-{kind}", Code.REQUEST_SIGNATURE, change, clause, touches={REQUEST_SIGNATURE})
    def _(w: Workshop) -> Draft:
        draft = w.draft()
        draft.sign_request(w.trust.springfield, shape)
        draft.carry()
        return draft


request_shape("without-ess", "no signing-certificate attribute", Shape(ess="none"))
request_shape("sha-1", "signed with SHA-1", Shape(digest="sha1"), "4.2")
request_shape("attached", "the request inside its signature", Shape(attached=True))
request_shape("of-other-bytes", "message-digest of another request", Shape(message_digest=bytes(32)))


@attack("request-other-key", Code.REQUEST_SIGNATURE, "signed by another key", "V11", touches={REQUEST_SIGNATURE})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.sign_request(replace(w.trust.springfield, key=new_key()))
    draft.carry()
    return draft


@attack(
    "request-wider-window", Code.REQUEST_SIGNATURE, "the window was widened after signing", "V11", touches={REQUEST}
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    signature = draft.files[REQUEST_SIGNATURE]
    draft.record(REQUEST, lambda r: r["window"].update(end=format_instant(w.story.sealed_at)))
    draft.link_request()
    assert draft.files[REQUEST_SIGNATURE] == signature
    draft.carry()
    return draft


# --- request.agency, request.mismatch, request.recipient ---


def request_edit(
    kind: str, code: Code, change: str, edit: Callable[[Workshop, dict[str, Any]], object], *also: Code
) -> None:
    """The request is changed and signed again by the agency that issued it."""

    @attack(f"request-{kind}", code, change, "V11", touches={REQUEST}, also=also)
    def _(w: Workshop) -> Draft:
        draft = w.draft()
        draft.record(REQUEST, lambda request: edit(w, request))
        draft.sign_request(w.trust.springfield)
        draft.carry()
        return draft


request_edit(
    "agency-name",
    Code.REQUEST_AGENCY,
    "the request names another agency than its signer's",
    lambda _w, r: r["agency"].update(name="Springfield Police"),
    Code.REQUEST_RECIPIENT,
)
request_edit(
    "agency-certificate",
    Code.REQUEST_AGENCY,
    "the request names another certificate than its signer's",
    lambda _w, r: r["agency"].update(certificate_sha256="0" * 64),
)
request_edit(
    "issued-after-submission",
    Code.REQUEST_TIME,
    "the request was issued after the clips were submitted",
    lambda w, r: r.update(issued_at=format_instant(w.story.submitted_at + SECOND)),
)
request_edit(
    "expired",
    Code.REQUEST_EXPIRED,
    "the request had expired when the clips were submitted",
    lambda w, r: r.update(expires_at=format_instant(w.story.submitted_at - SECOND)),
)


@attack(
    "request-mismatch", Code.REQUEST_MISMATCH, "the submission answers another request", "V11", touches={SUBMISSION}
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.record(SUBMISSION, lambda submission: submission.update(request_sha256="0" * 64))
    draft.carry()
    return draft


@attack(
    "request-received-by-another",
    Code.REQUEST_RECIPIENT,
    "another agency than the one that asked receives",
    "V11",
    touches={event_name(2), event_name(3)},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.sign_as(w.trust.shelbyville, 3)
    draft.carry(2)
    return draft


# --- request.time, request.consent ---


@attack(
    "request-submitted-after-seal",
    Code.REQUEST_TIME,
    "submitted a second after it was sealed",
    "V11",
    touches={SUBMISSION},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.record(SUBMISSION, lambda s: s.update(submitted_at=format_instant(w.story.sealed_at + SECOND)))
    draft.carry()
    return draft


@attack("request-no-consent", Code.REQUEST_CONSENT, "voluntary, without a consent", "V11", touches={SUBMISSION})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.record(SUBMISSION, lambda submission: submission.update(consent=None))
    draft.carry()
    return draft


# --- the certificate of the request keeps its certificate. code ---


def request_certificate(kind: str, code: Code, change: str, **options: Any) -> None:
    @attack(f"request-cert-{kind}", code, change, "V11, 4.5", touches={REQUEST})
    def _(w: Workshop) -> Draft:
        draft = w.draft()
        settings = {"validity": Validity.around(w.now), **{k: v(w) if callable(v) else v for k, v in options.items()}}
        issuer = settings.pop("issuer", w.trust.custody_ca)
        draft.issue_as(issuer.issue(SPRINGFIELD, "Requests Desk", settings.pop("validity"), **settings))
        draft.carry()
        return draft


request_certificate(
    "role", Code.ROLE, "the request is signed under the sealing root", issuer=lambda w: w.trust.sealing_ca
)
request_certificate("usage", Code.USAGE, "the request's certificate lacks emailProtection", usages=(DOCUMENT_SIGNING,))
request_certificate(
    "expired",
    Code.EXPIRED,
    "expired a day before the request was issued",
    validity=lambda w: Validity(w.now - 300 * DAY, w.story.issued_at - DAY),
)
request_certificate(
    "not-yet",
    Code.NOT_YET_VALID,
    "valid from the day after the request was issued",
    validity=lambda w: Validity(w.story.issued_at + DAY, w.now + 300 * DAY),
)


@attack(
    "request-cert-revoked",
    Code.REVOKED,
    "the request's certificate was revoked",
    "V11, 4.5",
    touches={REQUEST, "validation/crls"},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    desk = w.trust.custody_ca.issue(SPRINGFIELD, "Requests Desk", Validity.around(w.now))
    draft.issue_as(desk)
    revoked = [Revoked(desk.certificate.serial_number, w.now - 20 * DAY)]
    draft.set_crls(w.trust.custody_ca, w.trust.custody_ca.crl(w.now - 10 * DAY, w.now + DAY, revoked=revoked))
    draft.carry()
    return draft


@attack(
    "request-cert-revoked-before-seal",
    Code.REVOKED,
    "the request's certificate was revoked after the request was issued, at the second of the first hop's genTime",
    "V11",
    touches={REQUEST, "validation/crls"},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    desk = w.trust.custody_ca.issue(SPRINGFIELD, "Requests Desk", Validity.around(w.now))
    draft.issue_as(desk)
    revoked = [Revoked(desk.certificate.serial_number, draft.hops[0].gen_time)]
    draft.set_crls(w.trust.custody_ca, w.trust.custody_ca.crl(w.now - DAY, w.now + DAY, revoked=revoked))
    draft.carry()
    return draft
