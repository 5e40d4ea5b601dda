"""Attacks on the signatures of the hops: V5, 4.1 and 4.2."""

from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from reviewer.evidence.findings import Code
from tests.corpus.draft import Draft, Edit, signature_name
from tests.corpus.workshop import Workshop, attack
from tools.demo_trust.certificates import PrivateKey, Validity, new_key
from tools.demo_trust.cms_builder import Shape

# --- signature.missing ---


@attack(
    "signature-missing",
    Code.SIGNATURE_MISSING,
    "the last hop's signature is gone",
    "V5",
    touches={signature_name(3)},
    also={Code.MISSING},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    del draft.files[signature_name(3)]
    return draft


# --- signature.invalid ---


def signature_edit(kind: str, code: Code, change: str, edit: Edit) -> None:
    """The signature's bytes are changed, and the token is over the changed ones."""

    @attack(f"signature-{kind}", code, change, "4.1", touches={signature_name(2)})
    def _(w: Workshop) -> Draft:
        draft = w.draft()
        draft.hops[1].signature = edit
        draft.carry(2)
        return draft


signature_edit(
    "last-bit",
    Code.SIGNATURE_INVALID,
    "one bit of the signature value is turned",
    lambda data: data[:-1] + bytes([data[-1] ^ 1]),
)


signature_edit(
    "digest-not-announced",
    Code.SIGNATURE_FORM,
    "digestAlgorithms names SHA-512 alone, and the signer uses SHA-256: OpenSSL refuses it",
    lambda data: data.replace(bytes.fromhex("608648016503040201"), bytes.fromhex("608648016503040203"), 1),
)


@attack(
    "signature-other-key",
    Code.SIGNATURE_INVALID,
    "signed by another key, under the signer's certificate",
    "4.1",
    touches={signature_name(2)},
)
def _(w: Workshop) -> Draft:

    draft = w.draft()
    draft.hops[1].signer = replace(w.trust.sealer, key=new_key())
    draft.carry(2)
    return draft


@attack(
    "signature-of-other-manifest",
    Code.SIGNATURE_INVALID,
    "the manifest was edited after it was signed",
    "4.1",
    touches={"META-INF/ASiCManifest003.xml"},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.edit("META-INF/ASiCManifest003.xml", lambda data: data.replace(b"?>\n", b"?>\n<!-- approved -->\n", 1))
    return draft


# --- signature.form ---


def shape_attack(kind: str, code: Code, change: str, shape: Shape, clause: str = "4.1") -> None:
    @attack(f"signature-{kind}", code, change, clause, touches={signature_name(2)})
    def _(w: Workshop) -> Draft:
        draft = w.draft()
        draft.hops[1].shape = shape
        draft.carry(2)
        return draft


FORM = Code.SIGNATURE_FORM
shape_attack("without-attributes", FORM, "no signed attributes", Shape(signed_attributes=False))
shape_attack("without-ess", FORM, "no signing-certificate attribute", Shape(ess="none"))
shape_attack("ess-version-1", FORM, "a signing-certificate of version 1", Shape(ess="v1"))
shape_attack("without-signing-time", FORM, "no signing-time", Shape(signing_time=False))
shape_attack("attached", FORM, "the manifest inside the signature", Shape(attached=True))
shape_attack("two-signers", FORM, "the signer twice", Shape(signers=2))
shape_attack("no-signer", FORM, "no signer", Shape(signers=0))
shape_attack("without-certificate", FORM, "the signer's certificate left out", Shape(with_signer_certificate=False))
shape_attack("attribute-twice", FORM, "signing-time twice", Shape(repeat="signing_time"))
shape_attack(
    "other-digest-attribute",
    Code.SIGNATURE_INVALID,
    "message-digest of something else",
    Shape(message_digest=bytes(32)),
)
signature_edit("trailing", FORM, "a byte after the signature", lambda data: data + b"\0")
signature_edit("not-der", FORM, "no DER at all", lambda _data: b"-----BEGIN CMS-----\n")
signature_edit("indefinite-length", FORM, "an indefinite length", lambda data: b"\x30\x80" + data[4:] + b"\0\0")
signature_edit("empty", FORM, "an empty file", lambda _data: b"")
shape_attack("ess-wrong-serial", FORM, "issuerSerial of another certificate", Shape(ess_serial=7))


@attack(
    "signature-ess-second",
    FORM,
    "the signer's certificate is named second, after another",
    "4.1",
    touches={signature_name(3)},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.hops[2].shape = Shape(ess_of=w.trust.springfield_second, ess_more=(w.trust.springfield,))
    draft.carry(3)
    return draft


@attack(
    "signature-wrong-ess",
    FORM,
    "the attribute names another certificate of the same agency",
    "4.1",
    touches={signature_name(3)},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.hops[2].shape = Shape(ess_of=w.trust.springfield_second)
    draft.carry(3)
    return draft


# --- signature.algorithm ---

ALGORITHM = Code.SIGNATURE_ALGORITHM
shape_attack("sha-1", ALGORITHM, "a digest of SHA-1", Shape(digest="sha1"), "4.2")


def key_attack(kind: str, change: str, key: PrivateKey) -> None:
    @attack(
        f"signature-{kind}",
        ALGORITHM,
        change,
        "4.2",
        touches={"custody/0003.json", "custody/0002.json"},
        also={Code.UNTRUSTED},
    )
    def _(w: Workshop) -> Draft:
        draft = w.draft()
        organization = w.trust.springfield.organization
        clerk = w.trust.custody_ca.issue(organization, "Evidence Clerk 12", Validity.around(w.now), key=key)
        draft.sign_as(clerk, 3)
        draft.carry(2)
        return draft


key_attack("rsa-2048", "an RSA key of 2,048 bits", rsa.generate_private_key(65537, 2048))
key_attack("p-224", "a key on the curve P-224", ec.generate_private_key(ec.SECP224R1()))
key_attack("secp256k1", "a key on the curve secp256k1", ec.generate_private_key(ec.SECP256K1()))
