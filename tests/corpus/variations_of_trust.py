"""What signatures, certificates, lists and times may also look like: 4.1–4.6 and V9 to their bounds. All verified."""

from dataclasses import replace

from asn1crypto import cms, crl
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from reviewer.evidence.instants import format_instant, from_microseconds
from reviewer.verification.trust import Role, TrustStore
from tests.corpus.draft import REQUEST, Draft, Edit, event_name, manifest_name, replaced, token_name
from tests.corpus.variations import MINUTE, variation
from tests.corpus.workshop import Forged, Workshop
from tools.demo_trust.certificates import DAY, TIMESTAMPING_USAGES, Authority, Identity, Revoked, Validity
from tools.demo_trust.cms_builder import Shape
from tools.demo_trust.timestamp_authority import TimestampAuthority
from tools.demo_trust.trust import SPRINGFIELD

SECOND = 1_000_000

# --- signatures and manifests ---

for _kind, _shape, _change in (
    ("key-identifier", Shape(by_key_identifier=True), "the signer is named by its key identifier"),
    ("more-attributes", Shape(more_attributes=True), "an unknown signed attribute and an unsigned one"),
    ("ess-sha-512", Shape(ess_digest="sha512"), "the ESSCertIDv2 has SHA-512"),
):

    @variation(f"signature-{_kind}", _change, "4.1")
    def _(w: Workshop, shape: Shape = _shape) -> Draft:
        draft = w.draft()
        draft.hops[1].shape = shape
        draft.carry(2)
        return draft


@variation("signature-ess-several", "a second certificate follows the signer's in the attribute", "4.1")
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.hops[1].shape = Shape(ess_more=(w.trust.springfield,))
    draft.carry(2)
    return draft


@variation("manifest-media-types", "files bear their media type in a manifest", "2.3", {manifest_name(1)})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.hops[0].manifest = replaced(b'URI="bagit.txt"', b'URI="bagit.txt" MimeType="text/plain"')
    draft.carry()
    return draft


# --- paths ---


def _clerk(w: Workshop, issuer: Authority) -> Identity:
    return issuer.issue(SPRINGFIELD, "Evidence Clerk 12", Validity.around(w.now))


@variation(
    "one-good-path",
    "beside the intermediate lies one of the same name and key that has expired",
    "4.6",
    {event_name(2), event_name(3)},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    ca, root = w.trust.custody_ca, w.trust.custody_root
    name = "State Evidence Authority"
    old = root.intermediate(
        name, "Evidence Issuing CA", Validity(w.now - 900 * DAY, w.now - 90 * DAY), key=ca.identity.key
    )
    clerk = _clerk(w, ca)
    draft.sign_as(replace(clerk, chain=(old.certificate, *clerk.chain)), 3)
    draft.carry(2)
    return draft


@variation("damaged-certificate", "a damaged file lies among the certificates", "4.5", {"validation/certs"})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.add("validation/certs/damaged.cer", b"\x30\x82\x01")
    draft.carry()
    return draft


@variation("anchor-expired", "the anchor's own dates are long past", "4.6")
def _(w: Workshop) -> Forged:
    root = w.trust.custody_root
    past = Validity(w.now - 900 * DAY, w.now - 600 * DAY)
    old = Authority.root("State Evidence Authority", "Evidence Root", past, root.identity.key)
    anchors = {**w.trust.store.anchors, Role.CUSTODY: (old.der,)}
    return Forged(files=w.base.files, trust=TrustStore(anchors=anchors))


@variation(
    "lists-of-the-verifier",
    "the only list of an issuer lies in the verifier's trust folder",
    "4.5",
    {"validation/crls"},
)
def _(w: Workshop) -> Forged:
    draft = w.draft()
    ca = w.trust.custody_ca
    draft.set_crls(ca)
    draft.carry()
    crl = ca.crl(w.now - 10 * DAY, w.now + DAY)
    return Forged(files=draft.files, trust=replace(w.trust.store, crls=(crl,)))


@variation(
    "pem-chain-of-the-verifier",
    "the only intermediate lies in the verifier's trust folder",
    "4.6",
    {"validation/certs"},
)
def _(w: Workshop) -> Forged:
    draft = w.draft()
    ca = w.trust.sealing_ca
    for name in [name for name, data in draft.files.items() if data == ca.der]:
        del draft.files[name]
    for hop in draft.hops[:2]:
        hop.signer = replace(hop.signer, chain=())
    draft.carry()
    return Forged(files=draft.files, trust=replace(w.trust.store, certificates=(ca.der,)))


# --- revocation ---


@variation("invalidity-date", "revoked after the hop, said to be invalid since before it", "4.5", {"validation/crls"})
def _(w: Workshop) -> Draft:

    draft = w.draft()
    ca = w.trust.custody_ca
    since = w.story.sealed_at + 90 * MINUTE
    serial = w.trust.springfield.certificate.serial_number
    entry = (
        x509.RevokedCertificateBuilder()
        .serial_number(serial)
        .revocation_date(from_microseconds(since).replace(microsecond=0))
        .add_extension(x509.InvalidityDate(from_microseconds(since - 9 * DAY).replace(microsecond=0)), critical=False)
        .build()
    )
    plain = x509.load_der_x509_crl(ca.crl(since, w.now + DAY, revoked=[]))
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(plain.issuer)
        .last_update(plain.last_update_utc)
        .next_update(from_microseconds(w.now + DAY).replace(microsecond=0))
        .add_revoked_certificate(entry)
    )
    for extension in plain.extensions:
        builder = builder.add_extension(extension.value, critical=extension.critical)
    signed = builder.sign(ca.identity.key, plain.signature_hash_algorithm)
    draft.set_crls(ca, signed.public_bytes(serialization.Encoding.DER))
    draft.carry()
    return draft


# --- time ---


def _stamper(w: Workshop, **options: object) -> TimestampAuthority:
    settings = {"usages": TIMESTAMPING_USAGES, "usages_critical": True, **options}
    identity = w.trust.timestamp_root.issue("Meridian Time", "Stamper 2", Validity.around(w.now), **settings)  # type: ignore[arg-type]
    return TimestampAuthority(identity, lambda: w.now)


@variation("token-ess-version-1", "a token with an ESSCertID of version 1", "4.2", {token_name(2)})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.hops[1].authority = replace(_stamper(w), shape=Shape(attached=True, ess="v1"))
    draft.carry(2)
    return draft


@variation("token-rsa", "a token signed with RSA, 3,072 bits", "4.2", {token_name(2)})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.hops[1].authority = _stamper(w, key=rsa.generate_private_key(65537, 3072))
    draft.carry(2)
    return draft


@variation(
    "authority-revoked-later", "the timestamp authority was revoked after the last hop", "4.6", {"validation/crls"}
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    root, since = w.trust.timestamp_root, w.story.sealed_at + 90 * MINUTE
    serial = w.trust.timestamp_authority.identity.certificate.serial_number
    draft.set_crls(root, root.crl(since, w.now + DAY, revoked=[Revoked(serial, since)]))
    draft.carry()
    return draft


@variation("time-bounds", "stamped as early as the claim allows, to the millisecond", "V9", {event_name(3)})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    second = w.story.sealed_at // SECOND * SECOND + 31 * MINUTE
    draft.hops[2].gen_time = second
    draft.event(
        3, lambda event: event.update(at=format_instant(second + 5050_000))
    )  # 5 s, and the 50 ms of the event's clock
    draft.carry(3)
    return draft


@variation("time-a-day-late", "stamped a day after the claim, to the second", "V9", {event_name(3)})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    second = w.story.sealed_at // SECOND * SECOND + 31 * MINUTE
    draft.hops[2].gen_time = second + 24 * 60 * MINUTE
    draft.event(3, lambda event: event.update(at=format_instant(second)))
    draft.carry(3)
    return draft


# --- chain ---


@variation(
    "note-by-the-service",
    "another certificate of the sealing service adds a note",
    "V10",
    {event_name(2), event_name(3), "validation/certs"},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.cut_after(1)
    other = w.trust.sealing_ca.issue(w.trust.sealer.organization, "Sealing Service 4", Validity.around(w.now))
    draft.extend("note", other, w.story.sealed_at + 10 * MINUTE)
    draft.carry(2)
    return draft


@variation("at-equal", "two events happened at the same instant", "V10", {event_name(3)})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    at = draft.members(event_name(2))["at"]
    draft.event(3, lambda event: event.update(at=at))
    draft.carry(3)
    return draft


# --- anchors, and what a signature carries ---


def trusting(w: Workshop, role: Role, *anchors: bytes) -> TrustStore:
    return replace(w.trust.store, anchors={**w.trust.store.anchors, role: anchors})


@variation("anchor-renewed", "two anchors of one name, of which the other one is meant", "4.4, 4.6")
def _(w: Workshop) -> Forged:
    other = Authority.root("State Evidence Authority", "Evidence Root", Validity.around(w.now))
    return Forged(files=w.base.files, trust=trusting(w, Role.CUSTODY, other.der, w.trust.custody_root.der))


@variation("anchor-is-intermediate", "the verifier trusts the intermediate, not the root", "4.6")
def _(w: Workshop) -> Forged:
    return Forged(files=w.base.files, trust=trusting(w, Role.CUSTODY, w.trust.custody_ca.der))


@variation("anchor-is-signer", "the verifier trusts the signer's very certificate", "4.6")
def _(w: Workshop) -> Forged:
    return Forged(files=w.base.files, trust=trusting(w, Role.CUSTODY, w.trust.springfield.der))


@variation("anchor-in-every-role", "every root may do everything", "4.4")
def _(w: Workshop) -> Forged:
    roots = (w.trust.sealing_root.der, w.trust.custody_root.der, w.trust.timestamp_root.der)
    return Forged(files=w.base.files, trust=replace(w.trust.store, anchors=dict.fromkeys(Role, roots)))


@variation("signature-many-certificates", "a hundred certificates more inside a signature", "4.1")
def _(w: Workshop) -> Draft:
    draft = w.draft()
    key = w.trust.sealer.key
    more = tuple(
        w.trust.sealing_ca.issue("Anybody", f"Signer {number}", Validity.around(w.now), key=key).certificate
        for number in range(100)
    )
    draft.hops[1].signer = replace(w.trust.sealer, chain=(*more, *w.trust.sealer.chain))
    draft.carry(2)
    return draft


def with_lists(*crls: bytes) -> Edit:
    """Puts lists into a signature, where they are not signed and need not be."""

    def edit(data: bytes) -> bytes:
        info = cms.ContentInfo.load(data)
        choices = [cms.RevocationInfoChoice("crl", crl.CertificateList.load(one)) for one in crls]
        info["content"]["crls"] = cms.RevocationInfoChoices(choices)
        return bytes(info.dump(force=True))

    return edit


@variation("crl-in-signature", "the only list of an issuer lies inside a signature", "4.5", {"validation/crls"})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    ca = w.trust.custody_ca
    draft.set_crls(ca)
    draft.hops[2].signature = with_lists(ca.crl(w.now - 10 * DAY, w.now + DAY))
    draft.carry()
    return draft


@variation(
    "crl-comes-last", "the list that clears the request's signer comes with the last hop", "4.5", {"validation/crls"}
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    ca = w.trust.custody_ca
    draft.set_crls(ca)
    draft.add("validation/crls/late.crl", ca.crl(w.story.sealed_at + 31 * MINUTE, w.now + DAY), since=3)
    draft.carry()
    return draft


@variation(
    "request-revoked-later",
    "the request's certificate was revoked the second after the first hop",
    "V11",
    {REQUEST, "validation/crls"},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    desk = w.trust.custody_ca.issue(SPRINGFIELD, "Requests Desk", Validity.around(w.now))
    draft.issue_as(desk)
    since = draft.hops[0].gen_time // SECOND * SECOND + SECOND
    ca = w.trust.custody_ca
    draft.set_crls(ca, ca.crl(w.now - DAY, w.now + DAY, revoked=[Revoked(desk.certificate.serial_number, since)]))
    draft.carry()
    return draft


@variation("now-is-the-last-time", "checked at the very genTime of the last hop", "V9")
def _(w: Workshop) -> Forged:
    return Forged(files=w.base.files, at=w.base.hops[2].gen_time // SECOND * SECOND)
