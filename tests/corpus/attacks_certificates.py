"""Attacks on certificates, roles, paths and revocation: V8, 4.3–4.6. The signature itself is always valid."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from reviewer.evidence.findings import Code
from tests.corpus.draft import REQUEST, REQUEST_SIGNATURE, Draft, event_name
from tests.corpus.variations_of_trust import with_lists
from tests.corpus.workshop import Workshop, attack
from tools.demo_trust.certificates import (
    DAY,
    DOCUMENT_SIGNING,
    Authority,
    Identity,
    Revoked,
    Validity,
    extension,
    key_usage_of,
)
from tools.demo_trust.trust import SPRINGFIELD

CLERK_EVENTS = {event_name(2), event_name(3)}


Clerk = Identity | tuple[Identity, Authority]
"""A signer, and the authority above it where that is none of the workshop's: its list is then put in too."""


def clerk_attack(
    kind: str,
    code: Code,
    change: str,
    clause: str,
    make: Callable[[Workshop], Clerk],
    own_authority: bool = False,
) -> None:
    """Hop 3 is signed by a certificate that is wrong in one thing, named truthfully everywhere."""

    extra = frozenset({"validation/crls"} if own_authority else ())

    also = {Code.REVOCATION_UNKNOWN} if own_authority else ()  # the list of one who is no authority counts for nothing

    @attack(f"cert-{kind}", code, change, clause, touches=CLERK_EVENTS | extra, also=also)
    def _(w: Workshop) -> Draft:
        draft = w.draft()
        made = make(w)
        signer, *authorities = made if isinstance(made, tuple) else (made,)
        draft.sign_as(signer, 3)
        for authority in authorities:
            draft.add(f"validation/crls/{authority.certificate.serial_number:x}.crl", _list(w, authority, []), since=3)
        draft.carry(2)
        return draft


def under(w: Workshop, issuer: Authority) -> Clerk:
    """A clerk under an authority of its own, with that authority's list."""
    return clerk(w, issuer), issuer


def clerk(w: Workshop, issuer: Authority | None = None, validity: Validity | None = None, **options: Any) -> Identity:
    """A clerk of Springfield, right but for what is given."""
    authority = issuer or w.trust.custody_ca
    return authority.issue(SPRINGFIELD, "Evidence Clerk 12", validity or Validity.around(w.now), **options)


# --- certificate.untrusted ---

UNTRUSTED = Code.UNTRUSTED
AUTHORITY = "State Evidence Authority"


def _rogue(w: Workshop) -> Clerk:
    root = Authority.root(AUTHORITY, "Evidence Root", Validity.around(w.now))
    issuer = root.intermediate(AUTHORITY, "Evidence Issuing CA", Validity.around(w.now))
    return under(w, issuer)


clerk_attack("rogue-root", UNTRUSTED, "certified by another root of the same name", "4.4", _rogue, True)
clerk_attack(
    "self-made",
    UNTRUSTED,
    "certified by itself",
    "4.4",
    lambda w: Authority.root(SPRINGFIELD, "Evidence Clerk 12", Validity.around(w.now)).identity,
)
clerk_attack(
    "issued-by-clerk",
    UNTRUSTED,
    "certified by another clerk, who is no authority",
    "4.6",
    lambda w: under(w, Authority(w.trust.springfield_second, w.trust.custody_ca)),
    True,
)
clerk_attack(
    "issuer-rsa-2048",
    UNTRUSTED,
    "certified by an RSA key of 2,048 bits",
    "4.2",
    lambda w: under(
        w,
        w.trust.custody_root.intermediate(
            AUTHORITY, "Old CA", Validity.around(w.now), key=rsa.generate_private_key(65537, 2048)
        ),
    ),
    True,
)
clerk_attack(
    "unknown-critical-extension",
    UNTRUSTED,
    "an unknown critical extension",
    "4.6",
    lambda w: clerk(
        w,
        more=[
            extension(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\5\0"), critical=True)
        ],
    ),
)
clerk_attack("sha-224", UNTRUSTED, "certified with SHA-224", "4.2", lambda w: clerk(w, digest=hashes.SHA224()))


def _below(w: Workshop, extensions: list[x509.Extension[x509.ExtensionType]]) -> Clerk:
    root = w.trust.custody_root
    return under(w, root.intermediate(AUTHORITY, "Other CA", Validity.around(w.now), extensions=extensions))


def _ca(**options: Any) -> x509.Extension[x509.ExtensionType]:
    return extension(x509.BasicConstraints(**{"ca": True, "path_length": 0, **options}), critical=True)


CERT_SIGN = extension(key_usage_of("key_cert_sign", "crl_sign"), critical=True)
clerk_attack(
    "issuer-no-ca",
    UNTRUSTED,
    "the intermediate lacks the CA bit",
    "4.6",
    lambda w: _below(w, [_ca(ca=False, path_length=None), CERT_SIGN]),
    True,
)
clerk_attack(
    "issuer-no-cert-sign",
    UNTRUSTED,
    "the intermediate lacks keyCertSign",
    "4.6",
    lambda w: _below(w, [_ca(), extension(key_usage_of("crl_sign"), critical=True)]),
    True,
)
clerk_attack(
    "name-constraints",
    UNTRUSTED,
    "the intermediate may not certify this name",
    "4.6",
    lambda w: _below(
        w,
        [
            _ca(),
            CERT_SIGN,
            extension(
                x509.NameConstraints(
                    [
                        x509.DirectoryName(
                            x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Shelbyville")])
                        )
                    ],
                    None,
                ),
                critical=True,
            ),
        ],
    ),
    True,
)


def _too_deep(w: Workshop) -> Clerk:
    return under(w, w.trust.custody_ca.intermediate(AUTHORITY, "Branch CA", Validity.around(w.now)))


clerk_attack("path-length", UNTRUSTED, "one intermediate more than the path length allows", "4.6", _too_deep, True)


@attack(
    "cert-missing-intermediate",
    UNTRUSTED,
    "the intermediate is nowhere to be found",
    "4.6",
    touches={"validation/certs", REQUEST_SIGNATURE},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    bare = replace(w.trust.springfield, chain=())
    draft.hops[2].signer = bare
    draft.issue_as(bare)
    _without_certificate(draft, w.trust.custody_ca)
    draft.carry()
    return draft


def _without_certificate(draft: Draft, authority: Authority) -> None:
    for name in [name for name, data in draft.files.items() if data == authority.der]:
        del draft.files[name]


# --- certificate.role ---


@attack("cert-sealer-receives", Code.ROLE, "a certificate of the sealing root signs hop 3", "4.4", touches=CLERK_EVENTS)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.sign_as(clerk(w, w.trust.sealing_ca), 3)
    draft.carry(2)
    return draft


@attack(
    "cert-clerk-seals",
    Code.ROLE,
    "a certificate of the custody root seals",
    "4.4",
    touches={event_name(1), event_name(2)},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    service = w.trust.custody_ca.issue(w.trust.sealer.organization, "Sealing Service 3", Validity.around(w.now))
    draft.sign_as(service, 1, 2)
    draft.carry()
    return draft


# --- certificate.usage ---

USAGE = Code.USAGE
clerk_attack(
    "no-email-protection", USAGE, "emailProtection is missing", "4.3", lambda w: clerk(w, usages=(DOCUMENT_SIGNING,))
)
clerk_attack(
    "no-document-signing",
    USAGE,
    "documentSigning is missing",
    "4.3",
    lambda w: clerk(w, usages=(ExtendedKeyUsageOID.EMAIL_PROTECTION,)),
)
clerk_attack("no-extended-usage", USAGE, "no extended key usage", "4.3", lambda w: clerk(w, usages=()))
clerk_attack(
    "any-usage",
    USAGE,
    "anyExtendedKeyUsage alone",
    "4.3",
    lambda w: clerk(w, usages=(ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,)),
)
clerk_attack(
    "key-usage", USAGE, "key usage is keyEncipherment alone", "4.3", lambda w: clerk(w, key_usage=("key_encipherment",))
)
clerk_attack(
    "signer-is-ca",
    USAGE,
    "the signer's certificate is one of an authority",
    "4.3",
    lambda w: clerk(w, ca=True, key_usage=("digital_signature", "key_cert_sign")),
)

# --- certificate.expired, not-yet-valid ---

clerk_attack(
    "expired",
    Code.EXPIRED,
    "expired a day before the hop",
    "4.5",
    lambda w: clerk(w, validity=Validity(w.now - 300 * DAY, w.story.sealed_at - DAY)),
)
clerk_attack(
    "not-yet-valid",
    Code.NOT_YET_VALID,
    "valid from the day after the hop",
    "4.5",
    lambda w: clerk(w, validity=Validity(w.story.sealed_at + DAY, w.now + 300 * DAY)),
)

# --- certificate.revoked, revocation-unknown: lists under validation/ are replaced ---


def crl_attack(
    kind: str, code: Code, change: str, lists: Callable[[Workshop, Authority, Identity], list[bytes]]
) -> None:
    """Springfield's second clerk receives; the issuing CA's lists are replaced by others from hop 1 on."""

    @attack(f"cert-{kind}", code, change, "4.5", touches={*CLERK_EVENTS, REQUEST, "validation/crls"})
    def _(w: Workshop) -> Draft:
        draft = w.draft()
        receiver = w.trust.springfield_second
        draft.sign_as(receiver, 3)
        draft.issue_as(receiver)
        draft.set_crls(w.trust.custody_ca, *lists(w, w.trust.custody_ca, receiver))
        draft.carry()
        return draft


def _list(w: Workshop, ca: Authority, revoked: list[Revoked], **options: Any) -> bytes:
    return ca.crl(w.now - 10 * DAY, w.now + 50 * DAY, revoked=revoked, **options)


def _entry(identity: Identity, since: int, reason: x509.ReasonFlags | None = None) -> list[Revoked]:
    return [Revoked(identity.certificate.serial_number, since, reason)]


REVOKED, UNKNOWN = Code.REVOKED, Code.REVOCATION_UNKNOWN
crl_attack(
    "revoked",
    REVOKED,
    "revoked twenty days before the hop",
    lambda w, ca, who: [_list(w, ca, _entry(who, w.now - 20 * DAY))],
)
crl_attack(
    "revoked-says-one-of-two",
    REVOKED,
    "one list names the certificate, another does not",
    lambda w, ca, who: [_list(w, ca, []), _list(w, ca, _entry(who, w.now - 20 * DAY))],
)
crl_attack(
    "on-hold",
    REVOKED,
    "on hold before the hop",
    lambda w, ca, who: [_list(w, ca, _entry(who, w.now - 20 * DAY, x509.ReasonFlags.certificate_hold))],
)
crl_attack("no-crl", UNKNOWN, "no list of the issuer", lambda _w, _ca, _who: [])
crl_attack(
    "crl-too-old",
    UNKNOWN,
    "the only list ran out before the request was issued",
    lambda w, ca, _who: [ca.crl(w.now - 90 * DAY, w.now - 30 * DAY)],
)
crl_attack(
    "crl-from-the-future",
    UNKNOWN,
    "the only list is issued after now",
    lambda w, ca, _who: [ca.crl(w.now + DAY, w.now + 30 * DAY)],
)
crl_attack(
    "crl-of-other-key",
    UNKNOWN,
    "the only list is signed by another key of the same name",
    lambda w, ca, _who: [_list(w, ca, [], signed_by=Authority.root("x", "y", Validity.around(w.now)))],
)
crl_attack(
    "crl-delta",
    UNKNOWN,
    "the only list is a delta list",
    lambda w, ca, _who: [_list(w, ca, [], more=[extension(x509.DeltaCRLIndicator(1), critical=True)])],
)
crl_attack(
    "crl-partial",
    UNKNOWN,
    "the only list is of authorities alone",
    lambda w, ca, _who: [
        _list(
            w,
            ca,
            [],
            more=[extension(x509.IssuingDistributionPoint(None, None, False, True, None, False, False), critical=True)],
        )
    ],
)
_OF_REASONS = x509.IssuingDistributionPoint(
    None, None, False, False, frozenset({x509.ReasonFlags.key_compromise}), False, False
)
_INDIRECT = x509.IssuingDistributionPoint(None, None, False, False, None, True, False)
for _kind, _extension in {"indirect": _INDIRECT, "some-reasons": _OF_REASONS}.items():
    crl_attack(
        f"crl-{_kind}",
        UNKNOWN,
        f"the only list is of the kind {_kind}",
        lambda w, ca, _who, more=_extension: [_list(w, ca, [], more=[extension(more, critical=True)])],
    )
crl_attack("crl-damaged", UNKNOWN, "the only list is damaged", lambda w, ca, _who: [_list(w, ca, [])[:-9] + bytes(9)])
crl_attack(
    "crl-sha-224",
    UNKNOWN,
    "the only list is signed with SHA-224",
    lambda w, ca, _who: [_list(w, ca, [], digest=hashes.SHA224())],
)


@attack(
    "cert-intermediate-revoked", REVOKED, "the issuing CA was revoked by its root", "4.5", touches={"validation/crls"}
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    root, ca = w.trust.custody_root, w.trust.custody_ca
    draft.set_crls(root, _list(w, root, _entry(ca.identity, w.now - 20 * DAY)))
    draft.carry()
    return draft


crl_attack(
    "revoked-that-second",
    REVOKED,
    "revoked at the very second of the first hop's genTime",
    lambda w, ca, who: [_list(w, ca, _entry(who, w.base.hops[0].gen_time))],
)


@attack(
    "cert-revoked-says-signature",
    REVOKED,
    "a list inside a signature names the clerk; the one under validation/ is older and does not",
    "4.5",
    touches=CLERK_EVENTS,
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    receiver = w.trust.springfield_second
    draft.sign_as(receiver, 3)
    draft.hops[2].signature = with_lists(_list(w, w.trust.custody_ca, _entry(receiver, w.now - 20 * DAY)))
    draft.carry(2)
    return draft


def organization_attack(kind: str, change: str, organization: list[str] | None) -> None:
    """No agency is equal to none or several organizations, so nobody has custody either."""

    @attack(
        f"cert-organization-{kind}",
        Code.CHAIN_ACTOR,
        change,
        "4.4",
        touches=CLERK_EVENTS,
        also={Code.CHAIN_RECIPIENT, Code.CHAIN_CUSTODIAN},
    )
    def _(w: Workshop) -> Draft:
        draft = w.draft()
        signer = w.trust.custody_ca.issue(organization, "Evidence Clerk 12", Validity.around(w.now))
        named = {
            "name": signer.name,
            "agency": SPRINGFIELD,
            "certificate_sha256": hashlib.sha256(signer.der).hexdigest(),
        }
        draft.hops[2].signer = signer
        draft.event(3, lambda event: event["actor"].update(named))
        draft.event(2, lambda event: event["to"].update(named))
        draft.carry(2)
        return draft


organization_attack("none", "the clerk's certificate names no organization", None)
organization_attack("twice", "the clerk's certificate names its organization twice", [SPRINGFIELD, SPRINGFIELD])
organization_attack("spaced", "the organization has a space more than the agency", [SPRINGFIELD + " "])
organization_attack("case", "the organization is written in capitals", [SPRINGFIELD.upper()])
